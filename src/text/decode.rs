//! Decoding of bytes from files and pipes.
//!
//! All bytes from outside become text here. UTF-8 and UTF-16 are decoded and a byte order mark is removed. Bytes in
//! another encoding are an error that names it, so that no letter silently becomes a replacement character.

use std::borrow::Cow;

use thiserror::Error;

/// The known encodings. UTF-32 is only recognised, to name it in the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32,
}

/// Why bytes aren't text. Each message continues a sentence that names the file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// Lines and columns count from 1.
    #[error(
        "line {line} isn't UTF-8 text; it may be in Windows-1252 or Latin-1, so please save it as UTF-8"
    )]
    NotUtf8 { line: usize, column: usize },
    #[error(
        "it ends in the middle of a letter; it may not have been copied whole, or it is in Windows-1252 or Latin-1 \
         and should be saved as UTF-8"
    )]
    Truncated,
    #[error("line {line} isn't valid UTF-16 text; please save it as UTF-8")]
    NotUtf16 { line: usize },
    #[error("the text is saved as UTF-32; please save it as UTF-8")]
    Utf32,
    /// Only for files read in pieces; elsewhere NUL is a control character like others.
    #[error("line {line} holds zero bytes, so the file is damaged or isn't text")]
    NulByte { line: usize },
}

/// The text of `bytes`, without a byte order mark. UTF-8 is borrowed.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    let (encoding, mark) = Encoding::detect(bytes);
    encoding.decode(&bytes[mark..])
}

/// The text of the first bytes of a file, to detect its format. Bytes in an unknown encoding are read as Latin-1.
pub(crate) fn decode_prefix(bytes: &[u8]) -> String {
    let (encoding, mark) = Encoding::detect(bytes);
    let bytes = &bytes[mark..];
    let complete = &bytes[..encoding.complete_len(bytes)];
    encoding.decode(complete).map_or_else(
        |_| bytes.iter().copied().map(char::from).collect(),
        Cow::into_owned,
    )
}

/// The text of bytes in Windows-1252, which contains Latin-1; none if a byte is undefined there.
///
/// The bytes don't say that they are in this encoding, so callers must report the guess.
pub(crate) fn decode_windows_1252(bytes: &[u8]) -> Option<String> {
    bytes.iter().map(|byte| windows_1252_char(*byte)).collect()
}

impl Encoding {
    /// The encoding of `bytes`, and the length of the byte order mark.
    pub(crate) fn detect(bytes: &[u8]) -> (Self, usize) {
        match bytes {
            // Programs that join files leave several marks.
            [0xef, 0xbb, 0xbf, ..] => {
                let marks = bytes.chunks(3).take_while(|mark| *mark == b"\xef\xbb\xbf");
                (Self::Utf8, 3 * marks.count())
            }
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => (Self::Utf32, 4),
            [0xff, 0xfe, ..] => (Self::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Self::Utf16Be, 2),
            _ => (Self::guess_without_bom(&bytes[..bytes.len().min(1024)]), 0),
        }
    }

    /// Decodes `bytes` without their byte order mark.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
        match self {
            Self::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(error) => Err(DecodeError::from_utf8_error(bytes, &error)),
            },
            Self::Utf16Le => decode_utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
            Self::Utf16Be => decode_utf16(bytes, u16::from_be_bytes).map(Cow::Owned),
            Self::Utf32 => Err(DecodeError::Utf32),
        }
    }

    /// The length of the first line and of its line end; none without a line end.
    pub(crate) fn first_line(self, bytes: &[u8]) -> Option<(usize, usize)> {
        let end = match self {
            Self::Utf8 | Self::Utf32 => &b"\n"[..],
            Self::Utf16Le => b"\n\0",
            Self::Utf16Be => b"\0\n",
        };
        let index = bytes.chunks(end.len()).position(|unit| unit == end)?;
        Some((index * end.len(), end.len()))
    }

    /// The length of `bytes` without an incomplete last character.
    pub(crate) fn complete_len(self, bytes: &[u8]) -> usize {
        let is_half = |length: &usize| {
            matches!(
                self.decode(&bytes[..*length]),
                Err(DecodeError::Truncated | DecodeError::NotUtf16 { .. })
            )
        };
        let mut ends = (bytes.len().saturating_sub(3)..=bytes.len()).rev();
        ends.find(|end| !is_half(end)).unwrap_or(bytes.len())
    }

    /// Detects UTF-16 by zero high bytes of the first character and of many others, as in tables, JSON and most
    /// languages with spaces.
    fn guess_without_bom(beginning: &[u8]) -> Self {
        let zeros = |offset| {
            let half = beginning.iter().skip(offset).step_by(2);
            half.filter(|byte| **byte == 0).count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        let is_many = |count: usize| count * 8 >= beginning.len();
        let chunks = beginning.chunks_exact(4).take(4);
        let is_plain = |chunk: &[u8]| matches!(chunk, [1..=255, 0, 0, 0] | [0, 0, 0, 1..=255]);
        if beginning.len() >= 4 && chunks.into_iter().all(is_plain) {
            return Self::Utf32;
        }
        match beginning {
            [1..=255, 0, ..] if is_many(odd) && odd >= 4 * even => Self::Utf16Le,
            [0, 1..=255, ..] if is_many(even) && even >= 4 * odd => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }
}

impl DecodeError {
    /// The error with its line moved down by `lines`.
    pub(crate) fn offset_lines(self, lines: usize) -> Self {
        match self {
            Self::NotUtf8 { line, column } => Self::NotUtf8 {
                line: line + lines,
                column,
            },
            Self::NotUtf16 { line } => Self::NotUtf16 { line: line + lines },
            Self::NulByte { line } => Self::NulByte { line: line + lines },
            other => other,
        }
    }

    fn from_utf8_error(bytes: &[u8], error: &std::str::Utf8Error) -> Self {
        if error.error_len().is_none() {
            return Self::Truncated;
        }
        let before = &bytes[..error.valid_up_to()];
        let text = std::str::from_utf8(before).unwrap_or_default();
        let last = text.rsplit('\n').next().unwrap_or_default();
        Self::NotUtf8 {
            line: text.matches('\n').count() + 1,
            column: last.chars().count() + 1,
        }
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (units, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(bytes.len() / 2);
    for letter in char::decode_utf16(units.iter().map(|pair| unit(*pair))) {
        text.push(letter.map_err(|_| DecodeError::NotUtf16 {
            line: text.matches('\n').count() + 1,
        })?);
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(DecodeError::Truncated)
    }
}

/// The character of a byte in Windows-1252.
const fn windows_1252_char(byte: u8) -> Option<char> {
    const FROM_80: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => match FROM_80[byte as usize - 0x80] {
            '\0' => None,
            letter => Some(letter),
        },
        _ => Some(byte as char),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(decode(b"\xef\xbb\xbfcaf\xc3\xa9").unwrap(), "café");
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}café, 心 😀\n");
            let little = utf16_bytes(&text, u16::to_le_bytes);
            assert_eq!(decode(&little).unwrap(), "café, 心 😀\n", "{mark:?}");
            let big = utf16_bytes(&text, u16::to_be_bytes);
            assert_eq!(decode(&big).unwrap(), "café, 心 😀\n", "{mark:?}");
        }
        assert_eq!(decode(b"").unwrap(), "");
        assert_eq!(decode(b"\xff\xfe").unwrap(), "");
        assert_eq!(decode(b"\xef\xbb\xbf\xef\xbb\xbftwo").unwrap(), "two");
        assert_eq!(decode(b"one \0 zero").unwrap(), "one \0 zero");
    }

    #[test]
    fn what_is_no_text_is_named() {
        let not_utf8 = |line, column| DecodeError::NotUtf8 { line, column };
        for (bytes, error) in [
            (&b"one\ncaf\xe9 au lait"[..], not_utf8(2, 4)),
            (b"\xef\xbb\xbf\x93quoted\x94", not_utf8(1, 1)),
            (b"cut in \xe5\xbf", DecodeError::Truncated),
            (b"\xff\xfea\0b", DecodeError::Truncated),
            (
                b"\xff\xfea\0\n\0\x3d\xd8a\0",
                DecodeError::NotUtf16 { line: 2 },
            ),
            (b"\xff\xfe\0\0a\0\0\0", DecodeError::Utf32),
            (b"a\0\0\0b\0\0\0", DecodeError::Utf32),
            (b"\0\0\0a\0\0\0b", DecodeError::Utf32),
        ] {
            assert_eq!(decode(bytes), Err(error), "{bytes:?}");
        }
    }

    #[test]
    fn windows_1252_is_decoded_where_every_byte_has_a_meaning() {
        let text = decode_windows_1252(b"\x93caf\xe9\x94 \x80 5");
        assert_eq!(text.as_deref(), Some("“café” € 5"));
        assert_eq!(decode_windows_1252(b"a\x81"), None);
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn what_is_utf8_stays_as_it_is(text in "[a-z,\n\u{e9}\u{5fc3}\u{1f600}]*") {
            prop_assert_eq!(decode(text.as_bytes()).unwrap(), text.clone());
            let marked = format!("\u{feff}{text}");
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let bytes = utf16_bytes(&marked, bytes);
                prop_assert_eq!(decode(&bytes).unwrap(), text.clone());
            }
        }
    }
}
