//! What the columns of a row may hold; what is spoiled is taken out, so that the rest can stay.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::Offset};
use rusqlite::types::{FromSql, Value, ValueRef};

use super::find::Trace;
use super::record::RowRecord;
use crate::exercise::Role;
use crate::journal::stored::{self, ROLES};

pub const STATES: [&str; 3] = ["draft", "done", "trashed"];
pub const KINDS: [&str; 6] = ["text", "items", "rating", "chosen", "seconds", "ask_on"];
/// What became of a fear.
pub const OUTCOMES: [&str; 6] = ["open", "no", "partly", "yes", "unknown", "dropped"];

/// What a walk is called whose own title is lost.
const TITLE: &str = "A walk that was found again";

/// The values of a row by their columns. Nulls aren't in it.
#[derive(Debug)]
pub struct Row<'c> {
    pub values: BTreeMap<&'c str, Value>,
    /// Whether it is as it was written.
    pub is_whole: bool,
    /// The columns whose value was spoiled.
    pub lost: Vec<String>,
}

impl<'c> Row<'c> {
    pub fn new(columns: &'c [String], record: RowRecord) -> Self {
        let values = columns.iter().map(String::as_str).zip(record.values);
        let (values, lost): (Vec<_>, Vec<_>) = values.partition(|(_, value)| value.is_some());
        let values = values.into_iter();
        let values = values.filter_map(|(column, value)| Some((column, value?)));
        Self {
            values: values.filter(|(_, value)| *value != Value::Null).collect(),
            is_whole: record.is_intact,
            lost: lost
                .into_iter()
                .map(|(column, _)| column.to_owned())
                .collect(),
        }
    }

    /// A row of which everything is lost.
    pub const fn lost() -> Self {
        Self {
            values: BTreeMap::new(),
            is_whole: false,
            lost: Vec::new(),
        }
    }

    /// Puts the row of an entry right. `found` is what the index knows of it, `lately` a time it can't be
    /// later than.
    pub fn mend_entry(&mut self, found: Option<&Trace>, lately: Timestamp) {
        for part in ROLES {
            let column = stored::role_column(part);
            if part.is_rating() {
                self.allow(column, is_rating);
            } else if part.needs_outcome() {
                self.allow(column, |value| is_one_of(value, &OUTCOMES));
            } else {
                self.allow(column, is_text);
            }
        }
        self.allow("waits_until", is::<DateTime>);
        // Nothing waits without a time.
        let has_time = self.values.contains_key("waits_until");
        self.allow("is_waiting", |value| {
            is_flag(value) && (has_time || *value == Value::Integer(0))
        });
        for text in [
            "exercise",
            "title",
            "origin",
            "at_step",
            "typing",
            "taken_up_in",
        ] {
            self.allow(text, is_text);
        }
        for time in [
            "started",
            "finished",
            "trashed_at",
            "edited",
            "moved",
            "checked",
            "waited",
        ] {
            self.allow(time, is::<Timestamp>);
        }
        self.allow("day", is::<Date>);
        self.allow("state", |value| is_one_of(value, &STATES));
        self.allow("was", |value| is_one_of(value, &STATES[..2]));
        self.allow("utc_offset_seconds", is_number::<i32>);
        for count in ["caret", "touched", "revision"] {
            self.allow(count, is_number::<u32>);
        }
        self.mend_times(found, lately);
        self.mend_state(found);
        self.mend_place();
        self.need("exercise", || String::new().into());
        self.need("title", || TITLE.to_owned().into());
    }

    /// Puts the row of an answer right; false if what was answered is lost.
    pub fn mend_answer(&mut self) -> bool {
        for text in ["step", "prompt", "words"] {
            self.allow(text, is_text);
        }
        self.allow("part", is_part);
        self.allow("kind", |value| is_one_of(value, &KINDS));
        self.allow("number", is_number::<u32>);
        self.allow("means", |value| is_one_of(value, &OUTCOMES));
        self.need("step", || String::new().into());
        self.need("prompt", || String::new().into());
        let words = self.text("words");
        let (is_right, has_number) = match self.text("kind") {
            Some("text") => (words.is_some(), false),
            Some("items" | "chosen") => (
                words.is_some_and(|words| serde_json::from_str::<Vec<String>>(words).is_ok()),
                false,
            ),
            Some("rating") => (self.values.get("number").is_some_and(is_rating), true),
            Some("seconds") => (self.values.contains_key("number"), true),
            Some("ask_on") => (stored::parse_schedule(words).is_some(), false),
            _ => (false, false),
        };
        let is_readable = words.is_some() && !has_number;
        if !is_right {
            self.is_whole = false;
            if !is_readable {
                return false;
            }
            self.put("kind", "text".to_owned().into());
        }
        if !has_number && self.values.remove("number").is_some() {
            self.is_whole = false;
        }
        true
    }

    /// Puts the row of a check-in right; false if it isn't known any more when it is due.
    pub fn mend_check_in(&mut self) -> bool {
        self.allow("due", is::<Date>);
        self.allow("outcome", |value| is_one_of(value, &OUTCOMES));
        self.allow("acted", is_flag);
        self.allow("hardness", is_rating);
        self.allow("managed", is_rating);
        self.allow("resolved", is::<Timestamp>);
        for text in ["note", "walk"] {
            self.allow(text, is_text);
        }
        self.need("outcome", || "open".to_owned().into());
        self.values.contains_key("due")
    }

    pub fn text(&self, column: &str) -> Option<&str> {
        match self.values.get(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn number(&self, column: &str) -> Option<i64> {
        match self.values.get(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn put(&mut self, column: &'c str, value: Value) {
        self.values.insert(column, value);
    }

    fn mend_times(&mut self, found: Option<&Trace>, lately: Timestamp) {
        let finished = self.text("finished").map(str::to_owned);
        self.need("started", || {
            let started = found.map(|found| found.started.clone());
            let started = started.or(finished).and_then(|time| time.parse().ok());
            stored::format_instant(started.unwrap_or(lately)).into()
        });
        self.need("utc_offset_seconds", || 0.into());
        let offset = match self.values.get("utc_offset_seconds") {
            Some(Value::Integer(seconds)) => i32::try_from(*seconds).unwrap_or(0),
            _ => 0,
        };
        let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
        let started = self.text("started").and_then(|time| time.parse().ok());
        let day = offset.to_datetime(started.unwrap_or(lately)).date();
        self.need("day", || day.to_string().into());
    }

    fn mend_state(&mut self, found: Option<&Trace>) {
        // A draft whose row is lost can't be gone on with; it can be read.
        let known = found.filter(|found| found.state == "trashed");
        self.need("state", || {
            known.map_or("done", |_| "trashed").to_owned().into()
        });
        if self.text("state") == Some("trashed") {
            self.need("was", || "done".to_owned().into());
        } else {
            for column in ["was", "trashed_at"] {
                self.is_whole &= self.values.remove(column).is_none();
            }
        }
    }

    /// Words that were being typed stay, even if it isn't known any more where.
    fn mend_place(&mut self) {
        let place = ["at_step", "typing", "caret"];
        if place.iter().any(|column| self.values.contains_key(column)) {
            let end = self.text("typing").map_or(0, str::len);
            self.need("at_step", || String::new().into());
            self.need("typing", || String::new().into());
            self.need("caret", || i64::try_from(end).unwrap_or(0).into());
        }
    }

    /// Takes the value of that column out, unless it is right.
    fn allow(&mut self, column: &str, is_right: impl Fn(&Value) -> bool) {
        if self
            .values
            .get(column)
            .is_some_and(|value| !is_right(value))
        {
            self.values.remove(column);
            self.is_whole = false;
            self.lost.push(column.to_owned());
        }
    }

    /// Puts something in the place of a value that can't be missing.
    fn need(&mut self, column: &'c str, instead: impl FnOnce() -> Value) {
        if !self.values.contains_key(column) {
            self.put(column, instead());
            self.is_whole = false;
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

fn is<T: std::str::FromStr>(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.parse::<T>().is_ok())
}

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    matches!(value, Value::Text(text) if words.contains(&text.as_str()))
}

fn is_part(value: &Value) -> bool {
    Role::column_result(ValueRef::from(value)).is_ok()
}
