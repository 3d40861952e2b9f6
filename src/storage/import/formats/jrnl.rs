//! What `jrnl --export json` writes.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{Draft, Source};
use crate::domain::exercise::Role;
use crate::storage::import::json::{each_entry, items, or_default};
use crate::storage::import::{Bytes, ImportError};

#[derive(Deserialize)]
struct Noted {
    #[serde(default, deserialize_with = "or_default")]
    title: String,
    #[serde(default, deserialize_with = "or_default")]
    body: String,
    date: String,
    #[serde(default, deserialize_with = "or_default")]
    time: String,
    #[serde(default, deserialize_with = "items")]
    tags: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    starred: bool,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

pub fn read(
    bytes: &mut dyn Bytes,
    zone: &TimeZone,
    take: &mut dyn FnMut(Draft) -> Result<(), ImportError>,
) -> Result<u64, ImportError> {
    each_entry(bytes, |noted: Noted| noted.entry(zone), take)
}

/// Whether a file begins as jrnl's own: with a time in brackets, or as old versions have it, with a plain one, or as one
/// that jrnl encrypted.
pub(in crate::storage::import) fn is_own_file(beginning: &str) -> bool {
    let line = beginning.trim_start().lines().next().unwrap_or_default();
    if let Some(inside) = line.strip_prefix('[') {
        return inside
            .split_once(']')
            .is_some_and(|(words, _)| is_bracketed_time(words));
    }
    let (day, rest) = line.split_once(' ').unwrap_or_default();
    let time = rest.split_whitespace().next().unwrap_or_default();
    let is_time = time.contains(':') && time.bytes().all(|byte| matches!(byte, b'0'..=b':'));
    (day.parse::<Date>().is_ok() && is_time) || line.starts_with(ENCRYPTED)
}

/// Whether words in brackets may be a time. People choose how jrnl writes it, in their language too; a list in JSON isn't
/// one.
fn is_bracketed_time(words: &str) -> bool {
    let digits = words.chars().filter(|letter| letter.is_numeric()).count();
    let is_json = serde_json::from_str::<Vec<IgnoredAny>>(&format!("[{words}]")).is_ok();
    digits >= 4 && words.len() < 100 && !words.contains(['"', '{', '[']) && !is_json
}

/// How each file begins that jrnl has encrypted.
const ENCRYPTED: &str = "gAAAAA";

impl Noted {
    fn entry(self, zone: &TimeZone) -> Option<Draft> {
        let day: Date = self.date.trim().parse().ok()?;
        let time: Time = match self.time.trim() {
            "" => Time::midnight(),
            time => time.parse().ok()?,
        };
        // Stars and tags may be added later; the entry stays the same.
        let draft = Draft::on(Source::Jrnl, day.to_datetime(time), zone)?
            .known_by(day.to_string())
            .known_by(time.to_string())
            .known_by(&self.title)
            .known_by(&self.body)
            .titled(&self.title)
            .words("Title", None, &self.title)
            .words("Text", Role::Situation, &self.body)
            .list("Tags", &self.tags)
            .words("Starred", None, if self.starred { "yes" } else { "" });
        Some(with_rest(draft, self.rest))
    }
}

/// What else stands there, under its own name.
pub fn with_rest(draft: Draft, rest: Map<String, Value>) -> Draft {
    rest.into_iter()
        .fold(draft, |draft, (name, value)| match value {
            Value::Null => draft,
            Value::String(words) => draft.words(&name, None, &words),
            Value::Array(all) if all.is_empty() => draft,
            value => draft.words(&name, None, &value.to_string()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_jrnl_itself_is_told_from_lists_in_json() {
        for line in [
            "[2026-02-03 09:15:00 PM] A title.",
            "[2026-02-03 09:15] A title.",
            "\n[03/02/2026 21:15] ",
            "2026-02-03 09:15 A title.",
            "2026-02-03 9:15 PM A title.",
            "2026-02-03 09:15:30 A title.",
            "[Dienstag, 3. März 2026 21:15] Ein Titel",
            "[2026年02月03日 09:15] A",
            "gAAAAABn0",
        ] {
            assert!(is_own_file(line), "{line}");
        }
        for line in [
            "[",
            "[{\"date\":\"2026-02-03\"}]",
            "[]",
            "[1,2]",
            "[2026, 2, 3]",
            "[20260203",
            "hello",
            "",
            "2026-02-03,09:15",
        ] {
            assert!(!is_own_file(line), "{line}");
        }
    }
}
