//! Parses a date phrase: a loop over its tokens, in which each item adds a day, a time or a part of the day.

mod number;
mod span;
mod time;
mod word;

use self::time::at_part;
use super::words::{self, Token};
use super::{Anchor, DatePhrase, DayPart, DayPhrase, PhraseError, PhraseKind, TimePhrase};

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
            Some(TimePhrase::Clock(time)) if (0..=12).contains(&time.hour()) => {
                at_part(part, time.hour(), time.minute())?
            }
            Some(time @ (TimePhrase::Clock(_) | TimePhrase::AfterMidnight(_))) => time,
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
