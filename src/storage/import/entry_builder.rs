//! Builds an entry from the fields of another program. Every field is kept, and the title names the program.

use std::collections::HashMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Map, Value};

use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState};
use crate::domain::exercise::Role;
use crate::domain::record::{Record, fnv1a_128};
use crate::text::{one_line, sanitize, tag, truncate_to_width};

/// The number of entries of a file per key, so that two equal entries get different ids.
///
/// A key is half a digest: that is enough to tell keys apart, and there may be millions.
#[derive(Default)]
pub(super) struct KeyCounts(HashMap<u64, u32>);

/// An entry of another program, before it has an id.
pub(super) struct EntryBuilder {
    started: ZonedDateTime,
    edited: Timestamp,
    title: String,
    /// What the id is derived from, see [`Self::key`].
    key: Vec<String>,
    /// Whether the key contains an id of the program's own, which no other entry has.
    has_foreign_id: bool,
    answers: Vec<AnsweredStep>,
}

impl EntryBuilder {
    /// An entry that was written at that time.
    pub(super) fn at(started: Timestamp, zone: &TimeZone) -> Self {
        Self {
            started: started.to_zoned_datetime(zone.clone()),
            edited: started,
            title: String::new(),
            key: Vec::new(),
            has_foreign_id: false,
            answers: Vec::new(),
        }
    }

    /// An entry that was written at that local time. None if the time is out of range.
    pub(super) fn at_local_time(time: DateTime, zone: &TimeZone) -> Option<Self> {
        let started = zone.to_ambiguous_zoned_datetime(time).compatible().ok()?;
        Some(Self::at(started.timestamp(), zone))
    }

    /// Adds a part of the key. The key has to be the same wherever and whenever the file is read, because the id is
    /// derived from it.
    pub(super) fn key(mut self, part: impl Into<String>) -> Self {
        self.key.push(part.into());
        self
    }

    /// Adds the id that the program gave the entry to the key.
    pub(super) fn foreign_id(mut self, id: &str) -> Self {
        self.has_foreign_id = true;
        self.key(id)
    }

    pub(super) fn edited(mut self, at: Timestamp) -> Self {
        self.edited = at.max(self.edited);
        self
    }

    pub(super) fn title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Adds the text of a field, unless it is blank.
    pub(super) fn text(self, name: &str, part: impl Into<Option<Role>>, text: &str) -> Self {
        if text.trim().is_empty() {
            return self;
        }
        self.answer(name, part, Answer::Text(sanitize(text)))
    }

    /// Adds the items of a field, unless all are blank.
    pub(super) fn list(self, name: &str, items: &[String]) -> Self {
        let items: Vec<_> = items.iter().map(|item| sanitize(item)).collect();
        if items.iter().all(|item| item.trim().is_empty()) {
            return self;
        }
        self.answer(name, None, Answer::Items(items))
    }

    /// Adds the tags of a field as [tags](tag) where their names can be such, with `-` for spaces.
    pub(super) fn tags(self, name: &str, tags: &[String]) -> Self {
        let as_tag = |given: &String| {
            let name = given.split_whitespace().collect::<Vec<_>>().join("-");
            // jrnl has an @ before them.
            let name = tag::parse_name(name.trim_start_matches('@'));
            name.map_or_else(|| given.clone(), |name| format!("#{name}"))
        };
        let tags: Vec<_> = tags.iter().map(as_tag).collect();
        self.list(name, &tags)
    }

    /// Adds a field that has this name in the file.
    pub(super) fn answer(
        mut self,
        name: &str,
        part: impl Into<Option<Role>>,
        answer: Answer,
    ) -> Self {
        self.answers.push(AnsweredStep {
            step: one_line(name).to_lowercase().replace(' ', "-"),
            role: part.into(),
            prompt: sanitize(name),
            answer,
            outcome: None,
        });
        self
    }

    /// Adds all other fields of a JSON object under their own names.
    pub(super) fn other_fields(self, fields: Map<String, Value>) -> Self {
        fields
            .into_iter()
            .fold(self, |entry, (name, value)| match value {
                Value::Null => entry,
                Value::String(text) => entry.text(&name, None, &text),
                Value::Array(items) if items.is_empty() => entry,
                value => entry.text(&name, None, &value.to_string()),
            })
    }

    /// The finished entry. Its id is a digest of its key, and of the number of entries with this key before it.
    pub(super) fn build(
        mut self,
        program_id: &str,
        program_name: &str,
        key_counts: &mut KeyCounts,
    ) -> Record {
        let from = format!("From {program_name}");
        let title = match truncate_to_width(&one_line(&self.title), 60) {
            title if title.is_empty() => from,
            title => format!("{from}: {title}"),
        };
        self.key.insert(0, program_id.to_owned());
        let key = Value::from(self.key).to_string();
        let mut id = fnv1a_128(key.as_bytes());
        if !self.has_foreign_id {
            let half = u64::try_from(id >> 64).unwrap_or_default();
            let count = key_counts.0.entry(half).or_default();
            if *count > 0 {
                id = fnv1a_128(format!("{key}{count}").as_bytes());
            }
            *count += 1;
        }
        let started = self.started.timestamp();
        Record {
            entry: Entry {
                id: EntryId::from_digest(id),
                exercise: program_id.to_owned(),
                title,
                started_at: started,
                finished_at: Some(started),
                utc_offset: self.started.offset().seconds(),
                day: self.started.date(),
                state: EntryState::Done,
                origin: None,
                kind: EntryKind::Exercise,
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
            is_card: false,
            card_changed_at: None,
        }
    }
}
