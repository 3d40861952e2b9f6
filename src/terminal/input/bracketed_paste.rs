//! Collects a bracketed paste.

/// The end of a paste.
const PASTE_END: &[u8] = b"\x1b[201~";
/// The maximum size of a paste; the rest is dropped. It is much larger than any text field, which reports what doesn't fit.
const MAX_BYTES: usize = 4 << 20;

/// The bytes pasted so far.
#[derive(Debug, Default)]
pub(super) struct PasteBuffer {
    bytes: Vec<u8>,
    /// How many bytes of [`PASTE_END`] were matched. They aren't in `bytes`.
    end_matched: usize,
}

impl PasteBuffer {
    /// Adds a byte. Returns whether the paste is complete.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        if byte == PASTE_END[self.end_matched] {
            self.end_matched += 1;
            return self.end_matched == PASTE_END.len();
        }
        let unmatched = &PASTE_END[..std::mem::take(&mut self.end_matched)];
        self.push_bytes(unmatched);
        // The first byte of the end occurs only once in it.
        if byte == PASTE_END[0] {
            self.end_matched = 1;
        } else {
            self.push_bytes(&[byte]);
        }
        false
    }

    /// The text, with invalid UTF-8 replaced.
    pub(super) fn into_text(mut self) -> String {
        if self.bytes.len() == MAX_BYTES {
            // Drop a character that the limit cut.
            let last = self.bytes.iter().rev().take(3);
            let cut = last.take_while(|byte| **byte & 0xc0 == 0x80).count() + 1;
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
