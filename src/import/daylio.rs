//! The table that Daylio exports.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::ImportError;
use super::foreign::{Draft, Source};
use crate::exercise::Part;
use crate::export::csv;
use crate::whole::Whole;

pub fn read(text: &str, zone: &TimeZone) -> Result<Vec<Whole>, ImportError> {
    let mut rows = csv::rows(text);
    let header: Vec<_> = rows
        .next()
        .unwrap_or_default()
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let numbered = (2_u64..).zip(rows);
    numbered
        .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(number, row)| {
            entry(&header, &row, zone).ok_or_else(|| {
                ImportError::malformed(&format!("row {number}"), "its day or time can't be read")
            })
        })
        .collect()
}

fn entry(header: &[String], row: &[String], zone: &TimeZone) -> Option<Whole> {
    let cell = |name: &str| {
        let place = header.iter().position(|column| column == name);
        place
            .and_then(|place| row.get(place))
            .map_or("", |cell| cell.trim())
    };
    let day: Date = cell("full_date").parse().ok()?;
    let mut draft = Draft::on(Source::Daylio, day.to_datetime(time(cell("time"))?), zone)?
        .titled(cell("note_title"));
    for known in [
        "full_date",
        "time",
        "mood",
        "activities",
        "note_title",
        "note",
    ] {
        draft = draft.known_by(cell(known));
    }
    let names = header
        .iter()
        .map(String::as_str)
        .chain(std::iter::repeat("more"));
    for (name, value) in names.zip(row) {
        draft = match name {
            // These say the day and the time once more.
            "full_date" | "date" | "weekday" | "time" => draft,
            "mood" => draft.words("Mood", Part::Feelings, value),
            "activities" => {
                let activities = value.split(" | ").map(|one| one.trim().to_owned());
                draft.list("Activities", &activities.collect::<Vec<_>>())
            }
            "note_title" => draft.words("Title", None, value),
            "note" => {
                let note = value.replace("<br>", "\n");
                draft.words("Note", Part::Situation, &note)
            }
            name => draft.words(name, None, value),
        };
    }
    Some(draft.done())
}

/// "13:48" or "1:48 pm".
fn time(words: &str) -> Option<Time> {
    let words = words.to_lowercase().replace(['\u{202f}', '\u{a0}'], " ");
    let (clock, half) = match words.split_once(' ') {
        Some((clock, half)) => (clock, half.trim()),
        None => (words.as_str(), ""),
    };
    if clock.is_empty() {
        return Some(Time::midnight());
    }
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    let hour = match half {
        "" => hour,
        "am" | "a.m." if (1..=12).contains(&hour) => hour % 12,
        "pm" | "p.m." if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_either_clock() {
        for (words, hour, minute) in [
            ("13:48", 13, 48),
            ("1:48 pm", 13, 48),
            ("12:15 am", 0, 15),
            ("12:00 PM", 12, 0),
            ("9:05\u{202f}AM", 9, 5),
            ("", 0, 0),
        ] {
            let expected = Time::new(hour, minute, 0, 0).ok();
            assert_eq!(time(words), expected, "{words}");
        }
        for words in ["25:00", "13:00 pm", "noon", "1:2", "1:é"] {
            assert_eq!(time(words), None, "{words}");
        }
    }
}
