//! What other programs write, as entries of ours: every word finds a place, and the entry says where it came from.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::{ImportError, daylio, freecbt, jrnl, tui_journal};
use crate::entry::{Answer, Answered, Entry, EntryId, State};
use crate::exercise::Part;
use crate::text::{clip, harmless, one_line};
use crate::whole::{Versions, Whole, digest};

/// A program whose files are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    FreeCbt,
    Jrnl,
    TuiJournal,
    Daylio,
}

/// All of them.
pub const SOURCES: [Source; 4] = [
    Source::FreeCbt,
    Source::Jrnl,
    Source::TuiJournal,
    Source::Daylio,
];

impl Source {
    /// What such an entry has in the place of an exercise.
    pub const fn exercise(self) -> &'static str {
        match self {
            Self::FreeCbt => "freecbt",
            Self::Jrnl => "jrnl",
            Self::TuiJournal => "tui-journal",
            Self::Daylio => "daylio",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::FreeCbt => "FreeCBT",
            Self::Jrnl => "jrnl",
            Self::TuiJournal => "tui-journal",
            Self::Daylio => "Daylio",
        }
    }

    /// Whether these are two versions, by what it says about when an entry was edited.
    pub fn tells_apart(self, ours: &Versions, theirs: &Versions) -> bool {
        // The others don't say.
        self == Self::FreeCbt && ours.words.at != theirs.words.at
    }

    /// The program that writes what begins so.
    pub fn of_text(text: &str) -> Option<Self> {
        let header = text.lines().next().unwrap_or_default().to_lowercase();
        if text.starts_with(freecbt::AFFIX) || header.starts_with("uuid,createdat,") {
            Some(Self::FreeCbt)
        } else if header.starts_with("full_date,") || header.starts_with("\"full_date\",") {
            Some(Self::Daylio)
        } else if text.starts_with('[') {
            Some(Self::TuiJournal)
        } else {
            None
        }
    }

    pub fn read(self, bytes: &[u8], zone: &TimeZone) -> Result<Vec<Whole>, ImportError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| ImportError::malformed("its letters", "they aren't UTF-8"))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        match self {
            Self::FreeCbt => freecbt::read(text, zone),
            Self::Jrnl => jrnl::read(text, zone),
            Self::TuiJournal => tui_journal::read(text, zone),
            Self::Daylio => daylio::read(text, zone),
        }
    }
}

/// An entry being made of what another program wrote.
pub struct Draft {
    source: Source,
    when: ZonedDateTime,
    edited: Timestamp,
    title: String,
    /// What the name of the entry follows from.
    key: Vec<String>,
    answers: Vec<Answered>,
}

impl Draft {
    /// An entry of that time.
    pub fn at(source: Source, at: Timestamp, zone: &TimeZone) -> Self {
        Self {
            source,
            when: at.to_zoned_datetime(zone.clone()),
            edited: at,
            title: String::new(),
            key: vec![source.exercise().to_owned()],
            answers: Vec::new(),
        }
    }

    /// An entry of that time on calendar and clock.
    pub fn on(source: Source, civil: DateTime, zone: &TimeZone) -> Option<Self> {
        let when = zone.to_ambiguous_zoned_datetime(civil).compatible().ok()?;
        Some(Self::at(source, when.timestamp(), zone))
    }

    /// What tells it from others, wherever it is read.
    pub fn known_by(mut self, words: impl Into<String>) -> Self {
        self.key.push(words.into());
        self
    }

    pub fn edited(mut self, at: Timestamp) -> Self {
        self.edited = at.max(self.edited);
        self
    }

    pub fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Words that stand under that name there; nothing where there are none.
    pub fn words(self, name: &str, part: impl Into<Option<Part>>, words: &str) -> Self {
        if words.trim().is_empty() {
            return self;
        }
        self.answer(name, part, Answer::Text(harmless(words)))
    }

    pub fn list(self, name: &str, items: &[String]) -> Self {
        let items: Vec<_> = items.iter().map(|item| harmless(item)).collect();
        if items.iter().all(|item| item.trim().is_empty()) {
            return self;
        }
        self.answer(name, None, Answer::Items(items))
    }

    pub fn answer(mut self, name: &str, part: impl Into<Option<Part>>, answer: Answer) -> Self {
        self.answers.push(Answered {
            step: one_line(name).to_lowercase().replace(' ', "-"),
            part: part.into(),
            prompt: harmless(name),
            answer,
            means: None,
        });
        self
    }

    pub fn done(self) -> Whole {
        let from = format!("From {}", self.source.name());
        let title = match clip(&one_line(&self.title), 60) {
            title if title.is_empty() => from,
            title => format!("{from}: {title}"),
        };
        let key = serde_json::Value::from(self.key).to_string();
        let started = self.when.timestamp();
        Whole {
            entry: Entry {
                id: EntryId::of_digest(digest(key.as_bytes())),
                exercise: self.source.exercise().to_owned(),
                title,
                started,
                finished: Some(started),
                offset: self.when.offset().seconds(),
                day: self.when.date(),
                state: State::Done,
                origin: None,
                draft: None,
                answers: self.answers,
            },
            is_finished: true,
            edited: self.edited,
            revision: 1,
            trashed: None,
            moved: None,
            check_in: None,
            checked: None,
            wait: None,
            waited: None,
        }
    }
}
