//! jrnl: the JSON of `jrnl --export json`.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::domain::exercise::Role;
use crate::storage::import::entry_builder::EntryBuilder;
use crate::storage::import::error::ImportError;
use crate::storage::import::file_start::FileStart;
use crate::storage::import::importer::{EachEntry, Importer};
use crate::storage::import::input::SeekableRead;
use crate::storage::import::json::{for_each_entry, non_null_items, null_as_default};

pub(super) struct Jrnl;

#[derive(Deserialize)]
struct JrnlEntry {
    #[serde(default, deserialize_with = "null_as_default")]
    title: String,
    #[serde(default, deserialize_with = "null_as_default")]
    body: String,
    date: String,
    #[serde(default, deserialize_with = "null_as_default")]
    time: String,
    #[serde(default, deserialize_with = "non_null_items")]
    tags: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    starred: bool,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Importer for Jrnl {
    const NAME: &'static str = "jrnl";
    const ID: &'static str = "jrnl";

    fn recognises(file: &FileStart) -> Result<bool, ImportError> {
        if !file.is_json_object() && is_journal_file(&file.text) {
            return Err(ImportError::NotAnExport(
                "it is the file jrnl keeps its journal in; please write an export with “jrnl --export json > \
                 jrnl.json”, and import that",
            ));
        }
        // With a version it is a file of tui-journal.
        Ok(file.has_key("entries") && !file.has_key("version") && !file.has_kind())
    }

    fn read(
        _: &FileStart,
        bytes: &mut dyn SeekableRead,
        zone: &TimeZone,
        each: &mut EachEntry<'_>,
    ) -> Result<u64, ImportError> {
        for_each_entry(bytes, |entry: JrnlEntry| entry.build(zone), each)
    }
}

/// Whether a file begins like the journal that jrnl itself keeps: with a time in brackets (or without them, in old
/// versions), or encrypted.
fn is_journal_file(start: &str) -> bool {
    let line = start.trim_start().lines().next().unwrap_or_default();
    if let Some(inside) = line.strip_prefix('[') {
        return inside
            .split_once(']')
            .is_some_and(|(text, _)| is_bracketed_time(text));
    }
    let (day, rest) = line.split_once(' ').unwrap_or_default();
    let time = rest.split_whitespace().next().unwrap_or_default();
    let is_time = time.contains(':') && time.bytes().all(|byte| matches!(byte, b'0'..=b':'));
    (day.parse::<Date>().is_ok() && is_time) || line.starts_with(ENCRYPTED)
}

/// Whether the text between brackets may be a time. Its form and language are a setting of jrnl, so anything with four
/// digits may be one, except a JSON array.
fn is_bracketed_time(text: &str) -> bool {
    let digits = text.chars().filter(|letter| letter.is_numeric()).count();
    let is_json = serde_json::from_str::<Vec<IgnoredAny>>(&format!("[{text}]")).is_ok();
    digits >= 4 && text.len() < 100 && !text.contains(['"', '{', '[']) && !is_json
}

/// The first letters of every encrypted journal of jrnl.
const ENCRYPTED: &str = "gAAAAA";

impl JrnlEntry {
    /// None if its time can't be read.
    fn build(self, zone: &TimeZone) -> Option<EntryBuilder> {
        let day: Date = self.date.trim().parse().ok()?;
        let time: Time = match self.time.trim() {
            "" => Time::midnight(),
            time => time.parse().ok()?,
        };
        // The star and the tags aren't parts of the key, because they may be added later.
        let entry = EntryBuilder::at_local_time(day.to_datetime(time), zone)?
            .key(day.to_string())
            .key(time.to_string())
            .key(&self.title)
            .key(&self.body)
            .title(&self.title)
            .text("Title", None, &self.title)
            .text("Text", Role::Situation, &self.body)
            .tags("Tags", &self.tags)
            .text("Starred", None, if self.starred { "yes" } else { "" });
        Some(entry.other_fields(self.rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_file_of_jrnl_is_distinguished_from_json_arrays() {
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
            assert!(is_journal_file(line), "{line}");
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
            assert!(!is_journal_file(line), "{line}");
        }
    }
}
