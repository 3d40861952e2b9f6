//! What tui-journal exports, and the file it keeps its journal in as JSON.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::ImportError;
use super::foreign::{Draft, Source};
use super::jrnl::with_rest;
use crate::exercise::Part;
use crate::whole::Whole;

#[derive(Deserialize)]
#[serde(untagged)]
enum Export {
    Export { entries: Vec<Value> },
    Journal(Vec<Value>),
}

#[derive(Deserialize)]
struct Noted {
    date: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    content: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

pub fn read(text: &str, zone: &TimeZone) -> Result<Vec<Whole>, ImportError> {
    let value: Value = serde_json::from_str(text).map_err(|error| ImportError::json(&error))?;
    let Ok(Export::Export { entries } | Export::Journal(entries)) = serde_json::from_value(value)
    else {
        return Err(ImportError::Unknown);
    };
    let numbered = (1_u64..).zip(entries);
    numbered
        .map(|(number, noted)| {
            let place = format!("entry {number}");
            let noted: Noted = serde_json::from_value(noted)
                .map_err(|error| ImportError::malformed(&place, &error))?;
            let date = noted.date.parse();
            let date =
                date.map_err(|_| ImportError::malformed(&place, "its time can't be read"))?;
            Ok(noted.entry(date, zone))
        })
        .collect()
}

impl Noted {
    fn entry(mut self, date: Timestamp, zone: &TimeZone) -> Whole {
        // The number of a row there tells nothing here.
        self.rest.remove("id");
        let draft = Draft::at(Source::TuiJournal, date, zone)
            .known_by(&self.date)
            .known_by(&self.title)
            .known_by(&self.content)
            .titled(&self.title)
            .words("Title", None, &self.title)
            .words("Text", Part::Situation, &self.content)
            .list("Tags", &self.tags);
        with_rest(draft, self.rest).done()
    }
}
