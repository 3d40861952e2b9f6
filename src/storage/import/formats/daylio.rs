//! The table that Daylio exports.
//!
//! It writes times as the phone does in its language, and older versions wrote the day in that language too. What
//! could mean two moments is refused, because half a day is easily lost and hard to notice.

mod clock;
mod html;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Draft, Source};
use crate::domain::exercise::Role;
use crate::storage::import::csv_table::{Layout, Row, Table};
use crate::storage::import::{Bytes, ImportError};

/// Whether a table is one of Daylio's.
pub(super) fn is_known(layout: &Layout) -> bool {
    layout.has(&["mood", "activities"])
        && (layout.has(&["full_date"]) || layout.has(&["year", "date"]))
}

pub fn read(
    bytes: &mut dyn Bytes,
    zone: &TimeZone,
    take: &mut dyn FnMut(Draft) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut table = Table::of_file(bytes, Some("mood"))?;
    // A phone writes all times with a part of the day or none. Where only some have one, the others could be two.
    let (mut has_periods, mut unsure) = (false, None);
    while let Some(row) = table.next()? {
        let draft = entry(&row, zone)?;
        let words = row.get("time");
        if clock::has_period(words) {
            has_periods = true;
        } else if clock::time(words).is_some_and(|time| time.hour() <= 12) && !words.is_empty() {
            unsure = unsure.or_else(|| Some((row.line, words.to_owned())));
        }
        if let Some((line, words)) = unsure.take_if(|_| has_periods) {
            return Err(refused(line, "time", &words, "19:15 or 7:15 pm"));
        }
        take(draft)?;
    }
    Ok(())
}

fn refused(line: u64, what: &str, words: &str, better: &str) -> ImportError {
    let what = format!("its {what} “{words}” can't be read for sure; please write it as {better}");
    ImportError::malformed(&format!("line {line}"), &what)
}

fn entry(row: &Row<'_>, zone: &TimeZone) -> Result<Draft, ImportError> {
    let refused = |what, words: &str, better| refused(row.line, what, words, better);
    let day = day(row).ok_or_else(|| {
        let words = match row.get("full_date") {
            "" => format!("{} {}", row.get("year"), row.get("date")),
            day => day.to_owned(),
        };
        refused("day", words.trim(), "2026-01-15 under full_date")
    })?;
    let words = row.get("time");
    let time = clock::time(words).ok_or_else(|| refused("time", words, "19:15"))?;
    let (title, note) = (row.get("note_title"), html::text(row.get("note")));
    let draft = Draft::on(Source::Daylio, day.to_datetime(time), zone)
        .ok_or_else(|| refused("day", &day.to_string(), "one of this time"))?
        .titled(title)
        // Neither the language nor the clock of the phone has a part in it.
        .known_by(day.to_string())
        .known_by(time.to_string())
        .known_by(title)
        .known_by(note.as_str());
    let answered = row.cells().fold(draft, |draft, (name, value)| {
        match name.to_lowercase().as_str() {
            // These say the day and the time once more.
            "full_date" | "year" | "date" | "weekday" | "time" => draft,
            "mood" => draft.words("Mood", Role::Feelings, value.trim()),
            "activities" => {
                let activities = value.split('|').map(|one| one.trim().to_owned());
                let activities = activities.filter(|one| !one.is_empty());
                draft.list("Activities", &activities.collect::<Vec<_>>())
            }
            "note_title" => draft.words("Title", None, value),
            "note" => draft.words("Note", Role::Situation, &note),
            "" => draft.words("more", None, value),
            _ => draft.words(name, None, value),
        }
    });
    Ok(answered)
}

fn day(row: &Row<'_>) -> Option<Date> {
    match row.get("full_date") {
        "" => clock::day_in_year(row.get("year"), row.get("date")),
        day => clock::day(day),
    }
}
