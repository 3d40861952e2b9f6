//! `enough due --ics`: look backs and worries to come, as a calendar without a word of the person's.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use jiff::civil::Date;

use super::icalendar::{CalendarEvent, EventStart, write_calendar};
use crate::cli::list_printer;
use crate::cli::new_file::write_error;
use crate::cli::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::domain::entry::{EntryId, LocalTime};
use crate::domain::record::fnv1a_128;
use crate::platform::private_fs;
use crate::storage::journal::Journal;
use crate::text::{display_path, pluralize};

const LOOK_BACK_SUMMARY: &str = "A look back waits in enough";
const WORRY_SUMMARY: &str = "A worry waits in enough";

/// Writes the calendar to a new file at `path`, or to stdout.
pub(crate) fn write(
    journal: &Journal,
    library: &Library,
    now: &LocalTime,
    path: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let events = collect_events(journal, library)?;
    if events.is_empty() {
        let text = "Nothing is due now or later, so there is no calendar to write.";
        print_wrapped(&mut sanitized_output::stderr(), text)?;
        return Ok(ExitCode::SUCCESS);
    }
    match path.filter(|path| *path != Path::new("-")) {
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            write_calendar(&mut out, &events, now.timestamp)?;
            out.flush()?;
        }
        Some(path) => {
            private_fs::write_new_atomically(path, |out| {
                write_calendar(out, &events, now.timestamp)
            })
            .map_err(|error| write_error(path, error))?;
            let count = pluralize(events.len(), "reminder", "reminders");
            let saved = format!("{count} saved to {}.", display_path(path));
            print_wrapped(&mut sanitized_output::stdout(), saved)?;
        }
    }
    let notice = "The calendar has days and times, and none of your words.";
    print_wrapped(&mut sanitized_output::stderr(), notice)?;
    Ok(ExitCode::SUCCESS)
}

/// An event for each open follow-up and each postponed worry, past or to come.
fn collect_events(journal: &Journal, library: &Library) -> anyhow::Result<Vec<CalendarEvent>> {
    let exercises = library.exercises_with_follow_up();
    let mut events = Vec::new();
    let page = |offset, _: Option<&_>, limit| {
        journal.due_follow_ups((Date::MAX, &exercises), offset, limit)
    };
    list_printer::for_each_row(list_printer::NO_LIMIT, page, |row| {
        events.extend(row.follow_up_due.map(|day| CalendarEvent {
            uid: event_uid("follow_up", &row.id),
            start: EventStart::Day(day),
            summary: LOOK_BACK_SUMMARY,
        }));
        Ok(())
    })?;
    let worries = journal.postponed_worries()?;
    events.extend(worries.iter().map(|worry| CalendarEvent {
        uid: event_uid("postponed_worry", &worry.entry_id),
        start: EventStart::LocalTime(worry.postponed_until),
        summary: WORRY_SUMMARY,
    }));
    Ok(events)
}

/// The UID of an entry's event of this kind. It doesn't show the id, and stays the same when the day changes.
fn event_uid(kind: &str, id: &EntryId) -> String {
    let digest = fnv1a_128(format!("{kind} {id}").as_bytes());
    format!("{digest:032x}@enough")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A calendar that was imported before has these.
    #[test]
    fn a_uid_stays_the_same_in_every_version() {
        let id = EntryId::from("q7tekxxdbdpp".to_owned());
        assert_eq!(
            event_uid("follow_up", &id),
            "a4ad9f7bce44e8a4edd81392b223a03e@enough"
        );
        assert_eq!(
            event_uid("postponed_worry", &id),
            "2d6dba274bc8a2341a5eff4f7b52da47@enough"
        );
    }
}
