//! Times of day: of a 24-hour clock, with “am” and “pm”, and as the hands of a clock show them.

use jiff::civil::Time;

use super::{Parsed, Parser};
use crate::domain::date_phrase::resolve::NIGHT_END;
use crate::domain::date_phrase::words::{self, Token};
use crate::domain::date_phrase::{DayPart, PhraseError, TimePhrase};

impl Parser {
    /// Whether it is after noon, and the number of tokens that say so.
    pub(super) fn meridiem(&self, ahead: usize) -> Option<(bool, usize)> {
        match (self.word(ahead), self.word(ahead + 1)) {
            ("am", _) => Some((false, 1)),
            ("pm", _) => Some((true, 1)),
            ("a", "m") => Some((false, 2)),
            ("p", "m") => Some((true, 2)),
            _ => None,
        }
    }

    /// A time in numbers, of a 24-hour clock unless “am” or “pm” follows.
    pub(super) fn read_clock(&mut self, hour: u32, minute: u32) -> Parsed {
        let hour = match self.meridiem(0) {
            None => hour,
            Some((is_pm, tokens)) if (1..=12).contains(&hour) => {
                self.at += tokens;
                hour % 12 + if is_pm { 12 } else { 0 }
            }
            Some(_) => return Err(PhraseError::Unclear),
        };
        let time = to_time(hour, minute)?;
        self.set_time(TimePhrase::Clock(time))
    }

    /// An hour alone, as in “at 6” and “six o'clock”.
    pub(super) fn read_hour(&mut self, hour: u32) -> Parsed {
        self.skip_word(&["oclock"]);
        match i8::try_from(hour) {
            Ok(hour @ 1..=12) => self.set_time(TimePhrase::Hands(hour, 0)),
            _ => self.read_clock(hour, 0),
        }
    }

    /// “10 past 6” and “6 o'clock” after their first number; false if that isn't what follows.
    pub(super) fn read_minutes_beside_hour(&mut self, number: u32) -> Parsed<bool> {
        if self.word(0) == "oclock" {
            self.read_hour(number)?;
            return Ok(true);
        }
        let is_after = match self.word(0) {
            "past" => true,
            "to" => false,
            _ => return Ok(false),
        };
        self.at += 1;
        self.read_minutes(number, is_after)?;
        Ok(true)
    }

    /// The hour after “half past” or “quarter to”.
    pub(super) fn read_minutes(&mut self, minutes: u32, is_after: bool) -> Parsed {
        let hour = match self.token(0) {
            Some(Token::Number(hour, _)) => Some(*hour),
            Some(Token::Word(word)) => words::number(word),
            _ => None,
        };
        let hour = hour.and_then(|hour| i8::try_from(hour).ok());
        let hour = hour.filter(|hour| (1..=12).contains(hour));
        let minutes = i8::try_from(minutes).ok();
        let minutes = minutes.filter(|minutes| (1..60).contains(minutes));
        let (hour, minutes) = hour.zip(minutes).ok_or(PhraseError::Unclear)?;
        self.at += 1;
        let (hour, minute) = match (is_after, hour) {
            (true, hour) => (hour, minutes),
            (false, 1) => (12, 60 - minutes),
            (false, hour) => (hour - 1, 60 - minutes),
        };
        match self.meridiem(0) {
            None => self.set_time(TimePhrase::Hands(hour, minute)),
            Some(_) => self.read_clock(hour.unsigned_abs().into(), minute.unsigned_abs().into()),
        }
    }
}

fn to_time(hour: u32, minute: u32) -> Parsed<Time> {
    let part = |number| i8::try_from(number).map_err(|_| PhraseError::Unclear);
    Time::new(part(hour)?, part(minute)?, 0, 0).map_err(|_| PhraseError::Unclear)
}

/// A time of a clock with hands in a part of the day. What is after midnight belongs to the night that began the evening
/// before.
pub(super) fn at_part(part: DayPart, hour: i8, minute: i8) -> Parsed<TimePhrase> {
    let time = |hour| Time::new(hour, minute, 0, 0).map_err(|_| PhraseError::Unclear);
    Ok(match (part, hour) {
        (DayPart::Evening | DayPart::Night, 0 | 12) => TimePhrase::AfterMidnight(time(0)?),
        (DayPart::Night, 1..NIGHT_END) => TimePhrase::AfterMidnight(time(hour)?),
        (DayPart::Morning, hour) => TimePhrase::Clock(time(hour % 12)?),
        (DayPart::Afternoon, 0) => return Err(PhraseError::Unclear),
        (_, hour) => TimePhrase::Clock(time(hour % 12 + 12)?),
    })
}
