//! Repairs a row: removes invalid values, so that the rest can stay.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::Offset};
use rusqlite::types::Value;

use super::scan::IndexTrace;
use crate::domain::entry::EntryKind;
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::storage::columns::{self, ANSWER_KINDS, STATES};
use crate::storage::sqlite_file::row_record::RowRecord;

/// The title of an entry whose own title is lost.
const FALLBACK_TITLE: &str = "A recovered entry";

/// The values of a row by column, without nulls.
#[derive(Debug)]
pub(crate) struct RepairedRow<'c> {
    pub(crate) values: BTreeMap<&'c str, Value>,
    /// Whether nothing was lost or changed.
    pub(crate) is_intact: bool,
    /// The columns whose value was invalid.
    pub(crate) lost_columns: Vec<String>,
}

impl<'c> RepairedRow<'c> {
    pub(crate) fn new(columns: &'c [String], record: RowRecord) -> Self {
        let values = columns.iter().map(String::as_str).zip(record.values);
        let (values, lost): (Vec<_>, Vec<_>) = values.partition(|(_, value)| value.is_some());
        let values = values.into_iter();
        let values = values.filter_map(|(column, value)| Some((column, value?)));
        Self {
            values: values.filter(|(_, value)| *value != Value::Null).collect(),
            is_intact: record.is_intact,
            lost_columns: lost
                .into_iter()
                .map(|(column, _)| column.to_owned())
                .collect(),
        }
    }

    /// A row without values.
    pub(crate) const fn empty() -> Self {
        Self {
            values: BTreeMap::new(),
            is_intact: false,
            lost_columns: Vec::new(),
        }
    }

    /// Repairs the row of an entry. `trace` is what the index has of it, `latest` the latest possible time.
    pub(crate) fn repair_entry(&mut self, trace: Option<&IndexTrace>, latest: Timestamp) {
        for role in Role::ALL {
            let column = role.as_str();
            if role.is_rating() {
                self.drop_unless(column, is_rating);
            } else if role.needs_outcome() {
                self.drop_unless(column, parses_as::<Outcome>);
            } else {
                self.drop_unless(column, is_text);
            }
        }
        self.drop_unless("postponed_until", parses_as::<DateTime>);
        // Nothing is postponed without a time.
        let has_time = self.values.contains_key("postponed_until");
        self.drop_unless("is_postponed", |value| {
            is_flag(value) && (has_time || *value == Value::Integer(0))
        });
        for text in [
            "exercise",
            "title",
            "origin",
            "draft_step",
            "draft_text",
            "reviewed_in",
        ] {
            self.drop_unless(text, is_text);
        }
        for time in [
            "started_at",
            "finished_at",
            "trashed_at",
            "edited_at",
            "trash_changed_at",
            "follow_up_changed_at",
            "postpone_changed_at",
            "card_changed_at",
        ] {
            self.drop_unless(time, parses_as::<Timestamp>);
        }
        self.drop_unless("day", parses_as::<Date>);
        self.drop_unless("state", |value| is_one_of(value, &STATES));
        self.drop_unless("state_before_trash", |value| is_one_of(value, &STATES[..2]));
        self.drop_unless(
            "kind",
            |value| matches!(value, Value::Text(name) if EntryKind::from_name(name).is_some()),
        );
        self.drop_unless("is_card", is_flag);
        self.drop_unless("utc_offset_seconds", is_number::<i32>);
        for count in ["draft_caret", "draft_order", "revision"] {
            self.drop_unless(count, is_number::<u32>);
        }
        self.repair_times(trace, latest);
        self.repair_state(trace);
        self.repair_draft_position();
        self.set_default("exercise", || String::new().into());
        self.set_default("title", || FALLBACK_TITLE.to_owned().into());
    }

    /// Repairs the row of an answer; false if the answer itself is lost.
    pub(crate) fn repair_answer(&mut self) -> bool {
        for text in ["step", "prompt", "text"] {
            self.drop_unless(text, is_text);
        }
        self.drop_unless("role", parses_as::<Role>);
        self.drop_unless("kind", |value| is_one_of(value, &ANSWER_KINDS));
        self.drop_unless("number", is_number::<u32>);
        self.drop_unless("outcome", parses_as::<Outcome>);
        self.set_default("step", || String::new().into());
        self.set_default("prompt", || String::new().into());
        let text = self.text("text");
        let (is_valid, has_number) = match self.text("kind") {
            Some("text") => (text.is_some(), false),
            Some("items" | "chosen") => (
                text.is_some_and(|text| serde_json::from_str::<Vec<String>>(text).is_ok()),
                false,
            ),
            Some("rating") => (self.values.get("number").is_some_and(is_rating), true),
            Some("seconds") => (self.values.contains_key("number"), true),
            Some(kind @ ("follow_up_on" | "postponed_until")) => {
                (columns::parse_request(kind, text).is_some(), false)
            }
            _ => (false, false),
        };
        let is_readable = text.is_some() && !has_number;
        if !is_valid {
            self.is_intact = false;
            if !is_readable {
                return false;
            }
            self.set("kind", "text".to_owned().into());
        }
        if !has_number && self.values.remove("number").is_some() {
            self.is_intact = false;
        }
        true
    }

    /// Repairs the row of a follow-up; false if the due day is lost.
    pub(crate) fn repair_follow_up(&mut self) -> bool {
        self.drop_unless("due_day", parses_as::<Date>);
        self.drop_unless("outcome", parses_as::<Outcome>);
        self.drop_unless("acted", is_flag);
        self.drop_unless("actual_hardness", is_rating);
        self.drop_unless("coping", is_rating);
        self.drop_unless("resolved_at", parses_as::<Timestamp>);
        for text in ["note", "answered_in"] {
            self.drop_unless(text, is_text);
        }
        self.set_default("outcome", || Outcome::Open.as_str().to_owned().into());
        self.values.contains_key("due_day")
    }

    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        match self.values.get(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, column: &str) -> Option<i64> {
        match self.values.get(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn set(&mut self, column: &'c str, value: Value) {
        self.values.insert(column, value);
    }

    fn repair_times(&mut self, trace: Option<&IndexTrace>, latest: Timestamp) {
        let finished = self.text("finished_at").map(str::to_owned);
        self.set_default("started_at", || {
            let started = trace.map(|trace| trace.started.clone());
            let started = started.or(finished).and_then(|time| time.parse().ok());
            columns::format_instant(started.unwrap_or(latest)).into()
        });
        self.set_default("utc_offset_seconds", || 0.into());
        let offset = match self.values.get("utc_offset_seconds") {
            Some(Value::Integer(seconds)) => i32::try_from(*seconds).unwrap_or(0),
            _ => 0,
        };
        let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
        let started = self.text("started_at").and_then(|time| time.parse().ok());
        let day = offset.to_datetime(started.unwrap_or(latest)).date();
        self.set_default("day", || day.to_string().into());
    }

    fn repair_state(&mut self, trace: Option<&IndexTrace>) {
        // A draft without its row can't be continued, but read.
        let known = trace.filter(|trace| trace.state == "trashed");
        self.set_default("state", || {
            known.map_or("done", |_| "trashed").to_owned().into()
        });
        if self.text("state") == Some("trashed") {
            self.set_default("state_before_trash", || "done".to_owned().into());
        } else {
            for column in ["state_before_trash", "trashed_at"] {
                self.is_intact &= self.values.remove(column).is_none();
            }
        }
    }

    /// Unfinished text stays, even if its step is unknown.
    fn repair_draft_position(&mut self) {
        let columns = ["draft_step", "draft_text", "draft_caret"];
        if columns
            .iter()
            .any(|column| self.values.contains_key(column))
        {
            let end = self.text("draft_text").map_or(0, str::len);
            self.set_default("draft_step", || String::new().into());
            self.set_default("draft_text", || String::new().into());
            self.set_default("draft_caret", || i64::try_from(end).unwrap_or(0).into());
        }
    }

    /// Removes a value unless it is valid.
    fn drop_unless(&mut self, column: &str, is_valid: impl Fn(&Value) -> bool) {
        if self
            .values
            .get(column)
            .is_some_and(|value| !is_valid(value))
        {
            self.values.remove(column);
            self.is_intact = false;
            self.lost_columns.push(column.to_owned());
        }
    }

    /// Sets a required value that is missing.
    fn set_default(&mut self, column: &'c str, default: impl FnOnce() -> Value) {
        if !self.values.contains_key(column) {
            self.set(column, default());
            self.is_intact = false;
        }
    }
}

const fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_))
}

const fn is_flag(value: &Value) -> bool {
    matches!(value, Value::Integer(0 | 1))
}

const fn is_rating(value: &Value) -> bool {
    matches!(value, Value::Integer(0..=100))
}

fn is_number<T: TryFrom<i64>>(value: &Value) -> bool {
    matches!(value, Value::Integer(number) if T::try_from(*number).is_ok())
}

fn parses_as<T: std::str::FromStr>(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.parse::<T>().is_ok())
}

fn is_one_of(value: &Value, allowed: &[&str]) -> bool {
    matches!(value, Value::Text(text) if allowed.contains(&text.as_str()))
}
