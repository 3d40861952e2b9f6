//! The filter of days in the words people type, such as “last week” or “1 nov to 20 nov”.

use jiff::civil::Date;

use super::filter_popup::days_label;
use crate::domain::date_phrase::{PhraseError, PhraseKind, parse_past_days};
use crate::storage::search::Days;
use crate::text::buffer::TextBuffer;

/// The days being typed.
#[derive(Debug, Default)]
pub(crate) struct DaysInput {
    pub(super) buffer: TextBuffer,
    /// Why the submitted text names no days; empty while it wasn't submitted.
    pub(super) error: String,
}

impl DaysInput {
    pub(super) const PLACEHOLDER: &'static str = "last week, november, 1 nov to 20 nov";

    /// The days, or a message.
    pub(super) fn parse(&self, today: Date) -> Result<Days, String> {
        let days = parse_past_days(self.buffer.text(), today);
        match days {
            Ok((from, until)) => Ok(Days::between(from, until)),
            Err(PhraseError::Unclear) => Err(
                "That isn't clear as days. Try “last week”, “november” or “since 12 oct”."
                    .to_owned(),
            ),
            Err(error) => Err(error.message(PhraseKind::Day)),
        }
    }

    /// The days as they are understood; empty while they aren't.
    pub(super) fn interpretation(&self, today: Date) -> String {
        self.parse(today).map(days_label).unwrap_or_default()
    }
}
