//! A bracketed paste on its way in.

/// What ends it.
const PASTE_END: &[u8] = b"\x1b[201~";
/// How many bytes of it are kept: far more than any text holds, so that what doesn't fit is told where it is taken in.
const MAX_BYTES: usize = 4 << 20;

/// The bytes pasted so far.
#[derive(Debug, Default)]
pub(super) struct PasteBuffer {
    bytes: Vec<u8>,
    /// How many bytes of the end came last. They aren't kept yet.
    end_matched: usize,
}

impl PasteBuffer {
    /// Takes a byte. Says whether it was the last one of the end.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        if byte == PASTE_END[self.end_matched] {
            self.end_matched += 1;
            return self.end_matched == PASTE_END.len();
        }
        let almost = &PASTE_END[..std::mem::take(&mut self.end_matched)];
        self.push_bytes(almost);
        // The end begins with a byte that doesn't stand in it again.
        if byte == PASTE_END[0] {
            self.end_matched = 1;
        } else {
            self.push_bytes(&[byte]);
        }
        false
    }

    /// What was pasted. Bytes that are no text are replaced.
    pub(super) fn into_text(mut self) -> String {
        if self.bytes.len() == MAX_BYTES {
            // A letter that was cut by the limit goes whole.
            let letters = self.bytes.iter().rev().take(3);
            let cut = letters.take_while(|byte| **byte & 0xc0 == 0x80).count() + 1;
            self.bytes.truncate(MAX_BYTES - cut);
        }
        String::from_utf8(self.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    #[cfg(test)]
    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    fn push_bytes(&mut self, bytes: &[u8]) {
        let room = MAX_BYTES - self.bytes.len();
        self.bytes.extend(bytes.iter().take(room));
    }
}
