//! What `jrnl --export json` writes.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::decoder::Decoder;
use super::foreign::{Draft, Source};
use super::guarded::Guarded;
use super::json::{each_item, or_default};
use super::{Bytes, ImportError};
use crate::exercise::Part;

#[derive(Deserialize)]
struct Noted {
    #[serde(default, deserialize_with = "or_default")]
    title: String,
    #[serde(default, deserialize_with = "or_default")]
    body: String,
    date: String,
    #[serde(default, deserialize_with = "or_default")]
    time: String,
    #[serde(default, deserialize_with = "or_default")]
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
    let text = Decoder::new(bytes).map_err(ImportError::of_reading)?;
    each_item(Guarded::new(text), "entries", &mut |place, noted: Noted| {
        let draft = noted
            .entry(zone)
            .ok_or_else(|| ImportError::malformed(place, "its time can't be read"))?;
        take(draft)
    })
}

/// Whether a file begins as jrnl's own: with a time in brackets, or as old versions have it, with a plain one.
pub(super) fn is_own_file(beginning: &str) -> bool {
    let line = beginning.trim_start().lines().next().unwrap_or_default();
    let is_time = |words: &str| {
        let digits = words.chars().filter(char::is_ascii_digit).count();
        let is_of_time = |letter: char| letter.is_ascii_alphanumeric() || " -/.:,".contains(letter);
        digits >= 6 && words.len() < 40 && words.chars().all(is_of_time)
    };
    if let Some(inside) = line.strip_prefix('[') {
        return inside
            .split_once(']')
            .is_some_and(|(words, _)| is_time(words));
    }
    let (day, rest) = line.split_once(' ').unwrap_or_default();
    let time = rest.split_whitespace().next().unwrap_or_default();
    day.parse::<Date>().is_ok() && time.len() == 5 && time.parse::<Time>().is_ok()
}

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
            .words("Text", Part::Situation, &self.body)
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
        ] {
            assert!(is_own_file(line), "{line}");
        }
        for line in [
            "[",
            "[{\"date\":\"2026-02-03\"}]",
            "[]",
            "[1,2]",
            "hello",
            "",
            "2026-02-03,09:15",
        ] {
            assert!(!is_own_file(line), "{line}");
        }
    }
}
