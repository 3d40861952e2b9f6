//! A report of the mouse in the oldest form: a button, a column and a row after `ESC [ M`.

/// The report so far. Each of its three parts is a byte, or in large windows a letter of two bytes in UTF-8.
#[derive(Debug, Default)]
pub(super) struct MouseReport {
    parts: u8,
    /// The last byte may be the first one of such a letter.
    has_lead: bool,
}

impl MouseReport {
    /// Takes a byte. Says whether the report is whole with it, or nothing where the byte is no part of one.
    pub(super) fn push(&mut self, byte: u8) -> Option<bool> {
        let is_second = std::mem::take(&mut self.has_lead) && (0x80..=0xbf).contains(&byte);
        if !is_second {
            if self.parts == 3 || (0x01..=0x1f).contains(&byte) {
                return None;
            }
            self.parts += 1;
            self.has_lead = (0xc2..=0xdf).contains(&byte);
        }
        Some(self.parts == 3 && !self.has_lead)
    }
}
