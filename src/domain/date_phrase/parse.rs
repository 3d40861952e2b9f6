//! Parses a date phrase: a loop over its tokens, in which each item adds a day, a time or a part of the day.

use jiff::civil::{Date, Time};

use super::words::{self, Token};
use super::{
    Anchor, DatePhrase, DayPart, DayPhrase, Occurrence, PhraseError, PhraseKind, Shift, Tense,
    TimePhrase, Unit,
};

type Parsed<T = ()> = Result<T, PhraseError>;

struct Parser {
    tokens: Vec<Token>,
    /// The index of the next token.
    at: usize,
    kind: PhraseKind,
    phrase: DatePhrase,
    /// “in the evening” beside a time, or alone.
    part: Option<DayPart>,
}

impl DatePhrase {
    /// Parses what somebody typed where a day or a time is asked for.
    pub(crate) fn parse(typed: &str, kind: PhraseKind) -> Parsed<Self> {
        let mut parser = Parser {
            tokens: words::split(typed).ok_or(PhraseError::Unclear)?,
            at: 0,
            kind,
            phrase: Self::default(),
            part: None,
        };
        while parser.at < parser.tokens.len() {
            parser.read_item()?;
        }
        parser.apply_day_part()?;
        let phrase = parser.phrase;
        let is_empty = phrase == Self::default();
        (!is_empty).then_some(phrase).ok_or(PhraseError::Unclear)
    }

    /// Whether it names a day and no time.
    pub(crate) const fn is_day_alone(&self) -> bool {
        self.day.is_some() && self.time.is_none()
    }
}

// Looking at the tokens.
impl Parser {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    /// The word so many tokens ahead; empty if there is none.
    fn word(&self, ahead: usize) -> &str {
        match self.token(ahead) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    /// The number so many tokens ahead, and its length.
    fn number(&self, ahead: usize) -> Option<(u32, usize)> {
        match self.token(ahead) {
            Some(Token::Number(number, length)) => Some((*number, *length)),
            _ => None,
        }
    }

    fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.token(ahead) == Some(&Token::Sign(sign))
    }

    /// Moves past the next token if it is one of these words.
    fn skip_word(&mut self, words: &[&str]) -> bool {
        let is_there = words.contains(&self.word(0));
        self.at += usize::from(is_there);
        is_there
    }

    fn skip_sign(&mut self, sign: char) -> bool {
        let is_there = self.is_sign(0, sign);
        self.at += usize::from(is_there);
        is_there
    }

    /// Moves past a year of four digits.
    fn take_year(&mut self) -> Option<i16> {
        let (year, _) = self.number(0).filter(|(_, length)| *length == 4)?;
        self.at += 1;
        i16::try_from(year).ok()
    }
}

// What the phrase is made of.
impl Parser {
    fn set_day(&mut self, anchor: Anchor) -> Parsed {
        let is_date = |anchor| {
            matches!(
                anchor,
                Anchor::Date(_) | Anchor::MonthDay(..) | Anchor::DayOfMonth(_)
            )
        };
        let mut day = DayPhrase {
            anchor,
            shift: None,
            weekday: None,
        };
        if let Some(other) = self.phrase.day {
            // “Sunday, 29 November” in either order.
            day = match (other.anchor, anchor) {
                (Anchor::Weekday(weekday, _), date) if is_date(date) && other.shift.is_none() => {
                    let weekday = Some(weekday);
                    DayPhrase { weekday, ..day }
                }
                (date, Anchor::Weekday(weekday, _)) if is_date(date) && other.weekday.is_none() => {
                    let weekday = Some(weekday);
                    DayPhrase { weekday, ..other }
                }
                _ => return Err(PhraseError::Unclear),
            };
        }
        self.phrase.day = Some(day);
        Ok(())
    }

    fn set_time(&mut self, time: TimePhrase) -> Parsed {
        let is_second = self.phrase.time.replace(time).is_some();
        if is_second {
            return Err(PhraseError::Unclear);
        }
        Ok(())
    }

    fn set_part(&mut self, part: DayPart) -> Parsed {
        let is_second = self.part.replace(part).is_some();
        if is_second {
            return Err(PhraseError::Unclear);
        }
        Ok(())
    }

    /// Applies “in the evening” to the time beside it.
    fn apply_day_part(&mut self) -> Parsed {
        let Some(part) = self.part else {
            return Ok(());
        };
        let time = match self.phrase.time {
            None => TimePhrase::Part(part),
            Some(TimePhrase::Hands(hour, minute)) => at_part(part, hour, minute)?,
            Some(TimePhrase::Clock(time)) if (1..=12).contains(&time.hour()) => {
                at_part(part, time.hour(), time.minute())?
            }
            Some(time @ (TimePhrase::Clock(_) | TimePhrase::Midnight)) => time,
            Some(TimePhrase::Part(_) | TimePhrase::FromNow(_)) => return Err(PhraseError::Unclear),
        };
        self.phrase.time = Some(time);
        Ok(())
    }

    fn read_item(&mut self) -> Parsed {
        match self.token(0) {
            Some(Token::Number(number, length)) => self.read_number(*number, *length),
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                self.read_word(&word)
            }
            _ => Err(PhraseError::Unclear),
        }
    }
}

// Items that begin with a number.
impl Parser {
    fn read_number(&mut self, number: u32, length: usize) -> Parsed {
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
    fn set_date(&mut self, day: u32, month: u32, year: Option<i16>) -> Parsed {
        let month = i8::try_from(month).ok();
        let month = month.filter(|month| (1..=12).contains(month));
        let month = month.ok_or(PhraseError::Unclear)?;
        let missing = PhraseError::NoSuchDay { day, month, year };
        let day = i8::try_from(day).map_err(|_| missing)?;
        // A leap year has every day there is.
        let date = Date::new(year.unwrap_or(2000), month, day).map_err(|_| missing)?;
        self.set_day(match year {
            Some(_) => Anchor::Date(date),
            None => Anchor::MonthDay(month, day),
        })
    }
}

// Times.
impl Parser {
    /// Whether it is after noon, and the number of tokens that say so.
    fn meridiem(&self, ahead: usize) -> Option<(bool, usize)> {
        match (self.word(ahead), self.word(ahead + 1)) {
            ("am", _) => Some((false, 1)),
            ("pm", _) => Some((true, 1)),
            ("a", "m") => Some((false, 2)),
            ("p", "m") => Some((true, 2)),
            _ => None,
        }
    }

    /// A time in numbers, of a 24-hour clock unless “am” or “pm” follows.
    fn read_clock(&mut self, hour: u32, minute: u32) -> Parsed {
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
    fn read_hour(&mut self, hour: u32) -> Parsed {
        self.skip_word(&["oclock"]);
        match i8::try_from(hour) {
            Ok(hour @ 1..=12) => self.set_time(TimePhrase::Hands(hour, 0)),
            _ => self.read_clock(hour, 0),
        }
    }

    /// “10 past 6” and “6 o'clock” after their first number; false if that isn't what follows.
    fn read_minutes_beside_hour(&mut self, number: u32) -> Parsed<bool> {
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
    fn read_minutes(&mut self, minutes: u32, is_after: bool) -> Parsed {
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

// Items that begin with a word, which is read already.
impl Parser {
    fn read_word(&mut self, word: &str) -> Parsed {
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
            "midnight" => self.set_time(TimePhrase::Midnight),
            "half" => self.read_half(Tense::Unsaid),
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
                    return self.read_half(Tense::Later);
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
    fn read_half(&mut self, tense: Tense) -> Parsed {
        if self.skip_word(&["a", "an"]) {
            return match (self.skip_word(&["hour"]), tense) {
                (true, Tense::Unsaid | Tense::Later) => self.set_time(TimePhrase::FromNow(30)),
                _ => Err(PhraseError::Unclear),
            };
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

// Distances.
impl Parser {
    /// The unit after a number, and what it counts from: “ago”, “from now”, “after sunday”.
    fn read_span(&mut self, number: u32, tense: Tense) -> Parsed {
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

    fn set_shift(&mut self, number: u32, unit: Unit, tense: Tense) -> Parsed {
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

fn to_time(hour: u32, minute: u32) -> Parsed<Time> {
    let part = |number| i8::try_from(number).map_err(|_| PhraseError::Unclear);
    Time::new(part(hour)?, part(minute)?, 0, 0).map_err(|_| PhraseError::Unclear)
}

/// A time of a clock with hands in a part of the day; 12 in the night is the end of the day.
fn at_part(part: DayPart, hour: i8, minute: i8) -> Parsed<TimePhrase> {
    let hour = match (part, hour) {
        (DayPart::Evening | DayPart::Night, 12) if minute == 0 => return Ok(TimePhrase::Midnight),
        (DayPart::Morning, hour) => hour % 12,
        (DayPart::Night, 1..=4) => hour,
        (_, hour) => hour % 12 + 12,
    };
    let time = Time::new(hour, minute, 0, 0).map_err(|_| PhraseError::Unclear)?;
    Ok(TimePhrase::Clock(time))
}
