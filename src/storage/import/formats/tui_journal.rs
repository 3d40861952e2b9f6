//! tui-journal: its JSON export (an object), and the JSON file it keeps its journal in (an array).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::exercise::Role;
use crate::storage::import::entry_builder::EntryBuilder;
use crate::storage::import::error::ImportError;
use crate::storage::import::file_start::FileStart;
use crate::storage::import::importer::{EachEntry, Importer};
use crate::storage::import::input::SeekableRead;
use crate::storage::import::json::{for_each_entry, non_null_items, null_as_default};

pub(super) struct TuiJournal;

#[derive(Deserialize)]
struct TuiJournalEntry {
    date: String,
    #[serde(default, deserialize_with = "null_as_default")]
    title: String,
    #[serde(default, deserialize_with = "null_as_default")]
    content: String,
    #[serde(default, deserialize_with = "non_null_items")]
    tags: Vec<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Importer for TuiJournal {
    const NAME: &'static str = "tui-journal";
    const ID: &'static str = "tui-journal";

    fn recognises(file: &FileStart) -> Result<bool, ImportError> {
        let is_export = file.has_key("entries") && file.has_key("version") && !file.has_kind();
        Ok(is_export || file.is_json_array())
    }

    fn read(
        _: &FileStart,
        bytes: &mut dyn SeekableRead,
        zone: &TimeZone,
        each: &mut EachEntry<'_>,
    ) -> Result<u64, ImportError> {
        for_each_entry(bytes, |entry: TuiJournalEntry| entry.build(zone), each)
    }
}

impl TuiJournalEntry {
    /// None if its time can't be read.
    fn build(mut self, zone: &TimeZone) -> Option<EntryBuilder> {
        // The row number in its database means nothing here.
        self.rest.remove("id");
        // People choose a day, which is written as midnight UTC. It has to stay this day in every zone.
        let date: Timestamp = self.date.trim().parse().ok()?;
        let civil = TimeZone::UTC.to_datetime(date);
        let entry = EntryBuilder::at_local_time(civil, zone)?
            .key(civil.to_string())
            .key(&self.title)
            .key(&self.content)
            .title(&self.title)
            .text("Title", None, &self.title)
            .text("Text", Role::Situation, &self.content)
            .tags("Tags", &self.tags);
        Some(entry.other_fields(self.rest))
    }
}
