//! What tui-journal exports, and the file it keeps its journal in as JSON.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::jrnl::with_rest;
use super::{Draft, Source};
use crate::domain::exercise::Role;
use crate::storage::import::json::{each_entry, items, or_default};
use crate::storage::import::{Bytes, ImportError};

#[derive(Deserialize)]
struct Noted {
    date: String,
    #[serde(default, deserialize_with = "or_default")]
    title: String,
    #[serde(default, deserialize_with = "or_default")]
    content: String,
    #[serde(default, deserialize_with = "items")]
    tags: Vec<String>,
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

impl Noted {
    fn entry(mut self, zone: &TimeZone) -> Option<Draft> {
        // The number of a row there tells nothing here.
        self.rest.remove("id");
        // A day is picked there and written as its midnight in UTC, so the date counts as it stands in every zone.
        let date: Timestamp = self.date.trim().parse().ok()?;
        let civil = TimeZone::UTC.to_datetime(date);
        let draft = Draft::on(Source::TuiJournal, civil, zone)?
            .known_by(civil.to_string())
            .known_by(&self.title)
            .known_by(&self.content)
            .titled(&self.title)
            .words("Title", None, &self.title)
            .words("Text", Role::Situation, &self.content)
            .list("Tags", &self.tags);
        Some(with_rest(draft, self.rest))
    }
}
