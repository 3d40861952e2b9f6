//! Daylio: its CSV.
//!
//! It writes times in the language of the phone, and older versions also the day. A text that could mean two different
//! times is an error, because nobody would notice a time that is wrong by half a day.

mod clock;
mod html;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::exercise::Role;
use crate::storage::import::csv_table::{CsvRow, CsvTable};
use crate::storage::import::entry_builder::EntryBuilder;
use crate::storage::import::error::ImportError;
use crate::storage::import::file_start::FileStart;
use crate::storage::import::importer::{EachEntry, Importer};
use crate::storage::import::input::SeekableRead;

pub(super) struct Daylio;

impl Importer for Daylio {
    const NAME: &'static str = "Daylio";
    const ID: &'static str = "daylio";

    fn recognises(file: &FileStart) -> Result<bool, ImportError> {
        let has_day = file.has_columns(&["full_date"]) || file.has_columns(&["year", "date"]);
        Ok(has_day && file.has_columns(&["mood", "activities"]))
    }

    fn read(
        file: &FileStart,
        bytes: &mut dyn SeekableRead,
        zone: &TimeZone,
        each: &mut EachEntry<'_>,
    ) -> Result<u64, ImportError> {
        let layout = file
            .table_layout()
            .ok_or_else(|| ImportError::malformed("its header", "it isn't a table"))?;
        let mut table = CsvTable::open(bytes, layout, Some("mood"))?;
        // A phone writes either all times with a period of the day, such as “pm”, or none. Where only some have one,
        // the others are ambiguous.
        let (mut has_periods, mut ambiguous) = (false, None);
        while let Some(row) = table.next()? {
            let entry = entry(&row, zone)?;
            let text = row.get("time");
            if clock::has_period(text) {
                has_periods = true;
            } else if clock::time(text).is_some_and(|time| time.hour() <= 12) && !text.is_empty() {
                ambiguous = ambiguous.or_else(|| Some((row.line, text.to_owned())));
            }
            if let Some((line, text)) = ambiguous.take_if(|_| has_periods) {
                return Err(ambiguous_error(line, "time", &text, "19:15 or 7:15 pm"));
            }
            each(entry)?;
        }
        Ok(0)
    }
}

fn ambiguous_error(line: u64, what: &str, text: &str, better: &str) -> ImportError {
    let what = format!("its {what} “{text}” can't be read for sure; please write it as {better}");
    ImportError::malformed(&format!("line {line}"), &what)
}

fn entry(row: &CsvRow<'_>, zone: &TimeZone) -> Result<EntryBuilder, ImportError> {
    let error = |what, text: &str, better| ambiguous_error(row.line, what, text, better);
    let day = day(row).ok_or_else(|| {
        let text = match row.get("full_date") {
            "" => format!("{} {}", row.get("year"), row.get("date")),
            day => day.to_owned(),
        };
        error("day", text.trim(), "2026-01-15 under full_date")
    })?;
    let text = row.get("time");
    let time = clock::time(text).ok_or_else(|| error("time", text, "19:15"))?;
    let (title, note) = (row.get("note_title"), html::text(row.get("note")));
    let entry = EntryBuilder::at_local_time(day.to_datetime(time), zone)
        .ok_or_else(|| error("day", &day.to_string(), "one of this time"))?
        .title(title)
        // The key is the same in every language and with either clock.
        .key(day.to_string())
        .key(time.to_string())
        .key(title)
        .key(note.as_str());
    let entry = row.cells().fold(entry, |entry, (name, value)| {
        match name.to_lowercase().as_str() {
            // These are parts of the time.
            "full_date" | "year" | "date" | "weekday" | "time" => entry,
            "mood" => entry.text("Mood", Role::Feelings, value.trim()),
            "activities" => {
                let activities = value.split('|').map(|one| one.trim().to_owned());
                let activities = activities.filter(|one| !one.is_empty());
                entry.list("Activities", &activities.collect::<Vec<_>>())
            }
            "note_title" => entry.text("Title", None, value),
            "note" => entry.text("Note", Role::Situation, &note),
            "" => entry.text("more", None, value),
            _ => entry.text(name, None, value),
        }
    });
    Ok(entry)
}

fn day(row: &CsvRow<'_>) -> Option<Date> {
    match row.get("full_date") {
        "" => clock::day_in_year(row.get("year"), row.get("date")),
        day => clock::day(day),
    }
}
