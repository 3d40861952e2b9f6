//! Items that begin with a number: dates in numbers, times, and numbers with a unit or a month.

use jiff::civil::Date;

use super::{Parsed, Parser};
use crate::domain::date_phrase::resolve::LEAP_YEAR;
use crate::domain::date_phrase::words::{self, Token};
use crate::domain::date_phrase::{Anchor, PhraseError, PhraseKind, Tense};

impl Parser {
    pub(super) fn read_number(&mut self, number: u32, length: usize) -> Parsed {
        if let Some((second, third)) = self.number(2).zip(self.number(4))
            && length == 4
            && ['-', '/']
                .iter()
                .any(|sign| self.is_sign(1, *sign) && self.is_sign(3, *sign))
        {
            self.at += 5;
            let year = i16::try_from(number).map_err(|_| PhraseError::OutOfRange)?;
            return self.set_date(third.0, second.0, Some(year));
        }
        let second = self.number(2);
        match (self.token(1), second) {
            (Some(Token::Sign(':')), Some((minute, 2))) => {
                self.at += 3;
                self.read_clock(number, minute)
            }
            (Some(Token::Sign('.')), Some((second, digits))) => {
                let is_time = self.kind == PhraseKind::Time || self.meridiem(3).is_some();
                let is_date = self.is_sign(3, '.') || !is_time || digits != 2;
                self.at += 3;
                if !is_date {
                    return self.read_clock(number, second);
                }
                self.skip_sign('.');
                let year = self.take_year();
                self.set_date(number, second, year)
            }
            (Some(Token::Sign('/')), Some((second, _))) => {
                self.at += 3;
                let year = self.skip_sign('/').then(|| self.take_year());
                let year = year.map(|year| year.ok_or(PhraseError::Unclear));
                self.read_slashes(number, second, year.transpose()?)
            }
            _ => {
                self.at += 1;
                self.read_after_number(number, length)
            }
        }
    }

    /// “25/12”: refused if either number can be the month.
    fn read_slashes(&mut self, first: u32, second: u32, year: Option<i16>) -> Parsed {
        let number = |number: u32| i8::try_from(number).unwrap_or(i8::MAX);
        match (first, second) {
            (1..=12, 1..=12) if first != second => Err(PhraseError::TwoWays {
                low: number(first.min(second)),
                high: number(first.max(second)),
            }),
            (_, 1..=12) => self.set_date(first, second, year),
            _ => self.set_date(second, first, year),
        }
    }

    fn read_after_number(&mut self, number: u32, length: usize) -> Parsed {
        if self.meridiem(0).is_some() {
            return self.read_clock(number, 0);
        }
        if let ("h", Some((minute, 2))) = (self.word(0), self.number(1)) {
            self.at += 2;
            return self.read_clock(number, minute);
        }
        if self.read_minutes_beside_hour(number)? {
            return Ok(());
        }
        if words::unit(self.word(0), self.kind).is_some() {
            return self.read_span(number, Tense::Unsaid);
        }
        // “12th”, “12.” and “12-dec”.
        let is_ordinal = self.skip_word(&["st", "nd", "rd", "th"]) || self.skip_sign('.');
        self.skip_sign('-');
        let is_of_month = self.skip_word(&["of"]);
        if let Some(month) = words::month(self.word(0)) {
            self.at += 1;
            let year = self.take_year();
            return self.set_date(number, month.unsigned_abs().into(), year);
        }
        let day = i8::try_from(number)
            .ok()
            .filter(|day| (1..=31).contains(day));
        match day {
            Some(day) if is_ordinal && !is_of_month => self.set_day(Anchor::DayOfMonth(day)),
            _ if is_ordinal || is_of_month || length > 2 => Err(PhraseError::Unclear),
            _ if self.kind == PhraseKind::Time => self.read_hour(number),
            _ => Err(PhraseError::Unclear),
        }
    }

    /// A day by numbers. It has to exist, in its year or in any.
    pub(super) fn set_date(&mut self, day: u32, month: u32, year: Option<i16>) -> Parsed {
        let month = i8::try_from(month).ok();
        let month = month.filter(|month| (1..=12).contains(month));
        let month = month.ok_or(PhraseError::Unclear)?;
        let missing = PhraseError::NoSuchDay { day, month, year };
        let day = i8::try_from(day).map_err(|_| missing)?;
        let date = Date::new(year.unwrap_or(LEAP_YEAR), month, day).map_err(|_| missing)?;
        self.set_day(match year {
            Some(_) => Anchor::Date(date),
            None => Anchor::MonthDay(month, day),
        })
    }
}
