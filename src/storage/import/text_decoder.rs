//! Decodes a file to UTF-8 in chunks, so that a large file needs little memory.

use std::io::{self, Read};

use crate::text::decode::{DecodeError, Encoding};

/// Reads bytes in any supported encoding as UTF-8, without a byte order mark and with `\n` as the only line end.
///
/// Fails with a [`DecodeError`] inside an [`io::Error`] where the bytes aren't text.
pub(super) struct TextDecoder<R> {
    bytes: R,
    encoding: Encoding,
    /// Bytes that were read and not decoded yet.
    raw: Vec<u8>,
    text: Vec<u8>,
    /// The number of bytes of `text` that were already returned.
    consumed: usize,
    lines: usize,
    is_at_end: bool,
    /// Whether the previous chunk ends with a carriage return.
    is_after_return: bool,
}

const CHUNK_SIZE: u64 = 1 << 16;

impl<R: Read> TextDecoder<R> {
    pub(super) fn new(mut bytes: R) -> io::Result<Self> {
        let mut raw = Vec::new();
        bytes.by_ref().take(CHUNK_SIZE).read_to_end(&mut raw)?;
        let (encoding, mark) = Encoding::detect(&raw);
        raw.drain(..mark);
        Ok(Self {
            bytes,
            encoding,
            raw,
            text: Vec::new(),
            consumed: 0,
            lines: 0,
            is_at_end: false,
            is_after_return: false,
        })
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.consumed == self.text.len() && !(self.is_at_end && self.raw.is_empty()) {
            self.decode_chunk().map_err(|error| {
                io::Error::new(io::ErrorKind::InvalidData, error.offset_lines(self.lines))
            })?;
            self.lines += lines(&self.text);
            if !self.is_at_end {
                let more = self
                    .bytes
                    .by_ref()
                    .take(CHUNK_SIZE)
                    .read_to_end(&mut self.raw)?;
                self.is_at_end = more == 0;
            }
        }
        Ok(())
    }

    fn decode_chunk(&mut self) -> Result<(), DecodeError> {
        self.text.clear();
        self.consumed = 0;
        let length = if self.is_at_end {
            self.raw.len()
        } else {
            self.encoding.complete_len(&self.raw)
        };
        let text = self.encoding.decode(&self.raw[..length])?;
        if let Some((before, _)) = text.split_once('\0') {
            let line = lines(before.as_bytes()) + 1;
            return Err(DecodeError::NulByte { line });
        }
        let rest = text.strip_prefix('\n').filter(|_| self.is_after_return);
        if !text.is_empty() {
            self.is_after_return = text.ends_with('\r');
        }
        let text = rest.unwrap_or(&text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.text.extend_from_slice(text.as_bytes());
        self.raw.drain(..length);
        Ok(())
    }
}

fn lines(text: &[u8]) -> usize {
    text.split(|byte| *byte == b'\n').count() - 1
}

impl<R: Read> Read for TextDecoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let count = (&self.text[self.consumed..]).read(into)?;
        self.consumed += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns one byte per read.
    struct OneByte<'a>(&'a [u8]);

    impl Read for OneByte<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let length = into.len().min(1);
            self.0.read(&mut into[..length])
        }
    }

    fn decoded(bytes: &[u8]) -> Result<String, DecodeError> {
        let mut text = String::new();
        let read = TextDecoder::new(OneByte(bytes))
            .unwrap()
            .read_to_string(&mut text);
        read.map(|_| text)
            .map_err(|error| error.downcast().unwrap())
    }

    #[test]
    fn a_long_text_is_decoded_in_every_encoding() {
        let text = "“心” é 😀,\r\n\r".repeat(30_000);
        let plain = "“心” é 😀,\n\n".repeat(30_000);
        let marked = format!("\u{feff}{text}");
        assert_eq!(decoded(text.as_bytes()).unwrap(), plain);
        assert_eq!(decoded(marked.as_bytes()).unwrap(), plain);
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = marked.encode_utf16().flat_map(bytes).collect();
            assert_eq!(decoded(&bytes).unwrap(), plain);
            let cut = decoded(&bytes[..bytes.len() - 1]);
            assert_eq!(cut, Err(DecodeError::Truncated));
        }
        assert_eq!(decoded(b"").unwrap(), "");
    }

    #[test]
    fn bytes_that_arent_text_are_an_error_with_their_line() {
        let mut bytes = "a line\n".repeat(20_000).into_bytes();
        bytes.extend_from_slice(b"caf\xe9 au lait\n");
        let (line, column) = (20_001, 4);
        assert!(matches!(
            decoded(&bytes),
            Err(DecodeError::NotUtf8 { line: found, .. }) if found == line
        ));
        assert_eq!(
            decoded(b"a\nb\ncaf\xe9 b"),
            Err(DecodeError::NotUtf8 { line: 3, column })
        );
        assert_eq!(decoded(b"a\nb\0"), Err(DecodeError::NulByte { line: 2 }));
    }
}
