//! What `jrnl --format json` writes.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::ImportError;
use super::foreign::{Draft, Source};
use crate::exercise::Part;
use crate::whole::Whole;

#[derive(Deserialize)]
struct Export {
    entries: Vec<Noted>,
}

#[derive(Deserialize)]
struct Noted {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    date: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    starred: bool,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

pub fn read(text: &str, zone: &TimeZone) -> Result<Vec<Whole>, ImportError> {
    let export: Export = serde_json::from_str(text).map_err(|error| ImportError::json(&error))?;
    let numbered = (1_u64..).zip(export.entries);
    numbered
        .map(|(number, noted)| {
            noted.entry(zone).ok_or_else(|| {
                ImportError::malformed(&format!("entry {number}"), "its time can't be read")
            })
        })
        .collect()
}

impl Noted {
    fn entry(self, zone: &TimeZone) -> Option<Whole> {
        let day: Date = self.date.parse().ok()?;
        let time: Time = match self.time.as_str() {
            "" => Time::midnight(),
            time => time.parse().ok()?,
        };
        let draft = Draft::on(Source::Jrnl, day.to_datetime(time), zone)?
            .known_by(&self.date)
            .known_by(&self.time)
            .known_by(&self.title)
            .known_by(&self.body)
            .titled(&self.title)
            .words("Title", None, &self.title)
            .words("Text", Part::Situation, &self.body)
            .list("Tags", &self.tags)
            .words("Starred", None, if self.starred { "yes" } else { "" });
        Some(with_rest(draft, self.rest).done())
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
