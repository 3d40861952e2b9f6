//! What other programs write, as entries of ours: every word finds a place, and the entry says where it came from.

mod daylio;
mod freecbt;
pub(super) mod jrnl;
mod tui_journal;

use std::collections::HashMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::csv_table::Layout;
use super::{Bytes, ImportError};
use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::domain::record::{Record, fnv1a_128};
use crate::text::{one_line, sanitize, truncate_to_width};

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

    /// Whether it says when an entry was edited last.
    pub(super) const fn has_edit_times(self) -> bool {
        matches!(self, Self::FreeCbt)
    }

    /// The program that writes what begins so.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        if text.starts_with(freecbt::AFFIX) {
            return Some(Self::FreeCbt);
        }
        if text.starts_with('[') {
            return Some(Self::TuiJournal);
        }
        let layout = Layout::of(text);
        if layout.has(&freecbt::COLUMNS) {
            Some(Self::FreeCbt)
        } else if daylio::is_known(&layout) {
            Some(Self::Daylio)
        } else {
            None
        }
    }

    /// Gives each entry of the file to `take`. Says how many characters of the file had to be replaced.
    pub(super) fn read(
        self,
        bytes: &mut dyn Bytes,
        zone: &TimeZone,
        take: &mut dyn FnMut(Draft) -> Result<(), ImportError>,
    ) -> Result<u64, ImportError> {
        match self {
            Self::FreeCbt => freecbt::read(bytes, zone, take),
            Self::Jrnl => jrnl::read(bytes, zone, take),
            Self::TuiJournal => tui_journal::read(bytes, zone, take),
            Self::Daylio => daylio::read(bytes, zone, take).map(|()| 0),
        }
    }
}

/// How many entries of a file have the same key, so that two that are alike get two names. Half a digest is enough
/// to tell keys apart, and there may be millions.
#[derive(Default)]
pub(super) struct Twins(HashMap<u64, u32>);

/// An entry being made of what another program wrote.
pub struct Draft {
    source: Source,
    when: ZonedDateTime,
    edited: Timestamp,
    title: String,
    /// What the name of the entry follows from.
    key: Vec<String>,
    /// Whether the program gave it a name of its own, which no other entry has.
    is_named: bool,
    answers: Vec<AnsweredStep>,
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
            is_named: false,
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

    /// The name that the program gave it.
    pub(super) fn named(mut self, name: &str) -> Self {
        self.is_named = true;
        self.known_by(name)
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
    pub fn words(self, name: &str, part: impl Into<Option<Role>>, words: &str) -> Self {
        if words.trim().is_empty() {
            return self;
        }
        self.answer(name, part, Answer::Text(sanitize(words)))
    }

    pub fn list(self, name: &str, items: &[String]) -> Self {
        let items: Vec<_> = items.iter().map(|item| sanitize(item)).collect();
        if items.iter().all(|item| item.trim().is_empty()) {
            return self;
        }
        self.answer(name, None, Answer::Items(items))
    }

    pub fn answer(mut self, name: &str, part: impl Into<Option<Role>>, answer: Answer) -> Self {
        self.answers.push(AnsweredStep {
            step: one_line(name).to_lowercase().replace(' ', "-"),
            role: part.into(),
            prompt: sanitize(name),
            answer,
            outcome: None,
        });
        self
    }

    /// The entry. Its name follows from its key, and from how many of that key came before it.
    pub(super) fn done(self, twins: &mut Twins) -> Record {
        let from = format!("From {}", self.source.name());
        let title = match truncate_to_width(&one_line(&self.title), 60) {
            title if title.is_empty() => from,
            title => format!("{from}: {title}"),
        };
        let key = serde_json::Value::from(self.key).to_string();
        let mut name = fnv1a_128(key.as_bytes());
        if !self.is_named {
            let half = u64::try_from(name >> 64).unwrap_or_default();
            let before = twins.0.entry(half).or_default();
            if *before > 0 {
                name = fnv1a_128(format!("{key}{before}").as_bytes());
            }
            *before += 1;
        }
        let started = self.when.timestamp();
        Record {
            entry: Entry {
                id: EntryId::from_digest(name),
                exercise: self.source.exercise().to_owned(),
                title,
                started_at: started,
                finished_at: Some(started),
                utc_offset: self.when.offset().seconds(),
                day: self.when.date(),
                state: EntryState::Done,
                origin: None,
                draft_position: None,
                answers: self.answers,
            },
            is_finished: true,
            edited_at: self.edited,
            revision: 1,
            trashed_at: None,
            trash_changed_at: None,
            follow_up: None,
            follow_up_changed_at: None,
            postponed: None,
            postpone_changed_at: None,
        }
    }
}
