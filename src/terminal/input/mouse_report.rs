//! Mouse reports in the X10 format: button, column and row after `ESC [ M`.

/// The report so far. Each of its three parts is one byte, or in large windows a UTF-8 character of two bytes.
#[derive(Debug, Default)]
pub(super) struct MouseReport {
    parts: u8,
    /// The last byte may be the first byte of such a character.
    has_lead: bool,
}

impl MouseReport {
    /// Adds a byte. Returns whether the report is complete, or None if the byte doesn't belong to a report.
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
