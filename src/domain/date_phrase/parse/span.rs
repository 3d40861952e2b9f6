//! Distances: a number with a unit, and what it is counted from.

use super::{Parsed, Parser};
use crate::domain::date_phrase::words;
use crate::domain::date_phrase::{Anchor, PhraseError, Shift, Tense, TimePhrase, Unit};

impl Parser {
    /// The unit after a number, and what it counts from: “ago”, “from now”, “after sunday”.
    pub(super) fn read_span(&mut self, number: u32, tense: Tense) -> Parsed {
        let unit = words::unit(self.word(0), self.kind).ok_or(PhraseError::Unclear)?;
        self.at += 1;
        self.skip_word(&["time"]);
        let (mut tense, mut is_counted_from_day) = (tense, false);
        match self.word(0) {
            "ago" => (tense, self.at) = (Tense::Earlier, self.at + 1),
            "later" => (tense, self.at) = (Tense::Later, self.at + 1),
            "from" | "after" if matches!(self.word(1), "now" | "today") => {
                (tense, self.at) = (Tense::Later, self.at + 2);
            }
            "from" | "after" | "on" => {
                (tense, self.at) = (Tense::Later, self.at + 1);
                is_counted_from_day = true;
            }
            "before" => {
                (tense, self.at) = (Tense::Earlier, self.at + 1);
                is_counted_from_day = true;
            }
            _ => {}
        }
        let minutes = match unit {
            Unit::Minutes => 1,
            Unit::Hours => 60,
            _ if is_counted_from_day => {
                while words::is_filler(self.word(0)) {
                    self.at += 1;
                }
                self.read_item()?;
                return self.set_shift(number, unit, tense);
            }
            _ => {
                self.set_day(Anchor::DaysAfterToday(0))?;
                return self.set_shift(number, unit, tense);
            }
        };
        let minutes = number.checked_mul(minutes).ok_or(PhraseError::OutOfRange)?;
        match tense {
            Tense::Earlier => Err(PhraseError::NotFuture),
            _ if is_counted_from_day => Err(PhraseError::Unclear),
            _ => self.set_time(TimePhrase::FromNow(minutes)),
        }
    }

    pub(super) fn set_shift(&mut self, number: u32, unit: Unit, tense: Tense) -> Parsed {
        let day = self.phrase.day.as_mut();
        let day = day.filter(|day| day.shift.is_none());
        let day = day.ok_or(PhraseError::Unclear)?;
        day.shift = Some(Shift {
            number,
            unit,
            tense,
        });
        Ok(())
    }
}
