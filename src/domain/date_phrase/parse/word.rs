//! Items that begin with a word, which is read already.

use jiff::civil::Time;

use super::{Parsed, Parser};
use crate::domain::date_phrase::words::{self, Token};
use crate::domain::date_phrase::{
    Anchor, DayPart, Occurrence, PhraseError, PhraseKind, Tense, TimePhrase, Unit,
};

impl Parser {
    pub(super) fn read_word(&mut self, word: &str) -> Parsed {
        if words::is_filler(word) {
            return Ok(());
        }
        if let Some(days) = words::named_day(word) {
            return self.set_day(Anchor::DaysAfterToday(days));
        }
        if let Some(weekday) = words::weekday(word) {
            self.set_day(Anchor::Weekday(weekday, Occurrence::Nearest))?;
            if self.skip_word(&["week"]) {
                self.set_shift(1, Unit::Weeks, Tense::Later)?;
            }
            return Ok(());
        }
        if let Some(month) = words::month(word) {
            return self.read_month(month);
        }
        if let Some(part) = words::day_part(word) {
            return self.set_part(part);
        }
        match word {
            "in" => self.read_in(),
            "at" => self.read_at(),
            "tonight" => {
                self.set_day(Anchor::DaysAfterToday(0))?;
                self.set_part(DayPart::Night)
            }
            "day" if self.skip_word(&["after"]) && self.skip_word(&["tomorrow"]) => {
                self.set_day(Anchor::DaysAfterToday(2))
            }
            "day" if self.skip_word(&["before"]) && self.skip_word(&["yesterday"]) => {
                self.set_day(Anchor::DaysAfterToday(-2))
            }
            "weekend" => self.set_day(Anchor::Weekend(Occurrence::Nearest)),
            "this" | "coming" => self.read_occurrence(Occurrence::Nearest),
            "next" => self.read_occurrence(Occurrence::Next),
            "last" | "past" | "previous" => self.read_occurrence(Occurrence::Last),
            "noon" | "midday" => self.set_time(TimePhrase::Clock(Time::constant(12, 0, 0, 0))),
            "midnight" => self.set_time(TimePhrase::AfterMidnight(Time::midnight())),
            "half" => self.read_half(),
            "quarter" => self.read_quarter(),
            "a" if self.skip_word(&["quarter"]) => self.read_quarter(),
            word => {
                let amount = self.read_amount(word).ok_or(PhraseError::Unclear)?;
                self.read_after_amount(amount, word)
            }
        }
    }

    /// “december”, “december 12th”, “dec 12 2026” and “december 2026”.
    fn read_month(&mut self, month: i8) -> Parsed {
        if let Some((day, 1 | 2)) = self.number(0) {
            self.at += 1;
            self.skip_word(&["st", "nd", "rd", "th"]);
            let year = self.take_year();
            return self.set_date(day, month.unsigned_abs().into(), year);
        }
        let year = self.take_year();
        self.set_day(Anchor::Month(month, year))
    }

    /// “in 5 days”, “in the evening” and “in december”.
    fn read_in(&mut self) -> Parsed {
        self.skip_word(&["the"]);
        if let Some(part) = words::day_part(self.word(0)) {
            self.at += 1;
            return self.set_part(part);
        }
        if let Some(month) = words::month(self.word(0)) {
            self.at += 1;
            return self.read_month(month);
        }
        let amount = match self.token(0) {
            Some(Token::Number(number, _)) => {
                let number = *number;
                self.at += 1;
                Some(number)
            }
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                if word == "half" {
                    return self.read_half();
                }
                self.read_amount(&word)
            }
            _ => None,
        };
        let amount = amount.ok_or(PhraseError::Unclear)?;
        self.read_span(amount, Tense::Later)
    }

    /// “at 6”, “at noon” and “at the weekend”.
    fn read_at(&mut self) -> Parsed {
        match self.token(0) {
            Some(Token::Number(hour, 1 | 2))
                if !matches!(self.token(1), Some(Token::Sign(_)))
                    && self.meridiem(1).is_none()
                    && !matches!(self.word(1), "h" | "past" | "to") =>
            {
                let hour = *hour;
                self.at += 1;
                self.read_hour(hour)
            }
            Some(Token::Word(word)) => {
                let hour = words::number(word);
                match hour.filter(|_| !matches!(self.word(1), "past" | "to")) {
                    Some(hour) => {
                        self.at += 1;
                        self.read_word_hour(hour)
                    }
                    None => Ok(()),
                }
            }
            Some(_) => Ok(()),
            None => Err(PhraseError::Unclear),
        }
    }

    /// “six”, “six o'clock” and “six pm”, after the number.
    fn read_word_hour(&mut self, hour: u32) -> Parsed {
        if self.meridiem(0).is_some() {
            self.read_clock(hour, 0)
        } else {
            self.read_hour(hour)
        }
    }

    /// The value of a number word or of words like “a couple of”, of which the first is read.
    fn read_amount(&mut self, word: &str) -> Option<u32> {
        let mut amount = words::amount(word)?;
        if word == "a"
            && let Some(some) = words::amount(self.word(0)).filter(|some| *some > 1)
        {
            self.at += 1;
            amount = some;
        }
        self.skip_word(&["of"]);
        Some(amount)
    }

    fn read_after_amount(&mut self, amount: u32, word: &str) -> Parsed {
        if words::unit(self.word(0), self.kind).is_some() {
            return self.read_span(amount, Tense::Unsaid);
        }
        let is_number = words::number(word).is_some() || matches!(word, "twenty" | "thirty");
        match is_number {
            true if self.read_minutes_beside_hour(amount)? => Ok(()),
            true if self.kind == PhraseKind::Time || self.meridiem(0).is_some() => {
                self.read_word_hour(amount)
            }
            _ => Err(PhraseError::Unclear),
        }
    }

    /// “half past six”, “half six” and “half an hour”.
    fn read_half(&mut self) -> Parsed {
        if self.skip_word(&["a", "an"]) {
            if !self.skip_word(&["hour"]) {
                return Err(PhraseError::Unclear);
            }
            return self.set_time(TimePhrase::FromNow(30));
        }
        self.skip_word(&["past"]);
        self.read_minutes(30, true)
    }

    fn read_quarter(&mut self) -> Parsed {
        let is_after = self.skip_word(&["past"]);
        if !is_after && !self.skip_word(&["to"]) {
            return Err(PhraseError::Unclear);
        }
        self.read_minutes(15, is_after)
    }

    /// “next sunday”, “last week”, “this evening” and “last 7 days”, after the first word.
    fn read_occurrence(&mut self, which: Occurrence) -> Parsed {
        let offset = match which {
            Occurrence::Nearest => 0,
            Occurrence::Next => 1,
            Occurrence::Last => -1,
        };
        let tense = match which {
            Occurrence::Nearest => Tense::Unsaid,
            Occurrence::Next => Tense::Later,
            Occurrence::Last => Tense::Earlier,
        };
        if let Some((number, _)) = self.number(0) {
            self.at += 1;
            return self.read_span(number, tense);
        }
        let word = self.word(0).to_owned();
        self.at += 1;
        if let Some(weekday) = words::weekday(&word) {
            return self.set_day(Anchor::Weekday(weekday, which));
        }
        if let Some(month) = words::month(&word) {
            return self.read_month(month);
        }
        match (word.as_str(), words::day_part(&word)) {
            ("week", _) => self.set_day(Anchor::Period(Unit::Weeks, offset)),
            ("month", _) => self.set_day(Anchor::Period(Unit::Months, offset)),
            ("year", _) => self.set_day(Anchor::Period(Unit::Years, offset)),
            ("weekend", _) => self.set_day(Anchor::Weekend(which)),
            (_, Some(part)) if which != Occurrence::Next => {
                self.set_day(Anchor::DaysAfterToday(offset))?;
                self.set_part(part)
            }
            _ => {
                let amount = self.read_amount(&word).ok_or(PhraseError::Unclear)?;
                self.read_span(amount, tense)
            }
        }
    }
}
