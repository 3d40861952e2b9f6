//! `enough due`: follow-ups and postponed worries that are due.

mod calendar;
mod icalendar;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde_json::json;

use super::args::GlobalArgs;
use super::list_printer::{self, ListPrinter};
use super::output;
use super::path_arg::non_empty_path;
use super::print_from_journal;
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::domain::entry::{LocalTime, format_rfc3339};
use crate::platform::paths::AppPaths;
use crate::storage::follow_up::due_query;
use crate::storage::journal::Journal;
use crate::storage::lock::JournalKey;
use crate::storage::postponed::PostponedEntry;
use crate::terminal;
use crate::text::{one_line, replace_unsafe};

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  set -g status-right '#(enough due --count)'   in tmux, a number that is kept up to date
  PS1='$(enough due --count) $ '                in a shell, before each command
  enough due --ics -o enough.ics                a file that a calendar imports

The count reads the journal and changes nothing. Where there is no number to tell, it says why, with code 1.
“enough remind” prints what notifies you of the count.";

/// Show what is due today
///
/// It prints one line each, oldest first: “look back” or “worry”, the id, the due date, and the words. In the
/// app, press l to look back.
#[derive(Debug, Args)]
pub(crate) struct DueArgs {
    /// Print them as JSON
    #[arg(long)]
    json: bool,
    /// Print only the number of look backs due, for a shell prompt or tmux; nothing for a locked journal
    #[arg(long, conflicts_with = "json")]
    count: bool,
    /// Print a calendar of what is due now or later, without your words
    #[arg(long, conflicts_with_all = ["json", "count"])]
    ics: bool,
    /// Write the calendar to this new file; “-” prints
    #[arg(short, long, requires = "ics", value_name = "FILE", value_parser = non_empty_path())]
    output: Option<PathBuf>,
}

/// Prints what is due in the form that the arguments select.
pub(crate) fn run(args: &DueArgs, global: &GlobalArgs) -> anyhow::Result<ExitCode> {
    if args.count && !global.private {
        // A prompt of a shell shows nothing rather than a question.
        let Some(key) = global.key_without_asking()? else {
            return Ok(ExitCode::FAILURE);
        };
        let library = global.library()?;
        return count(&global.paths()?, &key, &library, terminal::now().day);
    }
    let library = global.library_with_contacts()?;
    print_from_journal(global, |journal| {
        let now = terminal::now();
        if args.ics {
            calendar::write(journal, &library, &now, args.output.as_deref())
        } else {
            print(journal, &library, &now, args.json)
        }
    })
}

/// Prints the due follow-ups, then the due worries, each with the longest overdue first.
fn print(
    journal: &Journal,
    library: &Library,
    now: &LocalTime,
    is_json: bool,
) -> anyhow::Result<ExitCode> {
    let exercises = library.exercises_with_follow_up();
    let mut list = ListPrinter::start(is_json)?;
    let page =
        |offset, _: Option<&_>, limit| journal.due_follow_ups((now.day, &exercises), offset, limit);
    list_printer::for_each_row(list_printer::NO_LIMIT, page, |row| {
        let due = row.follow_up_due.unwrap_or(now.day);
        list.push(
            || {
                format_line(
                    "look back",
                    row.id.as_str(),
                    &due.to_string(),
                    &list_printer::entry_text(row),
                )
            },
            || {
                json!({
                    "v": 1,
                    "kind": "follow_up",
                    "id": row.id.as_str(),
                    "due": due.to_string(),
                    "exercise": row.exercise,
                    "title": row.title,
                    "started_at": format_rfc3339(row.started, row.offset),
                    "thought": row.thought,
                    "reframe": row.reframe,
                })
            },
        )
    })?;
    for worry in journal.postponed_worries()? {
        if worry.postponed_until > now.civil_time() {
            break;
        }
        push_postponed(&mut list, &worry, now.utc_offset)?;
    }
    if list.finish()? == 0 && !is_json {
        output::print_wrapped(&mut sanitized_output::stderr(), "Nothing is due today.")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the number of due follow-ups, for a shell prompt or the status line of tmux. Doesn't write to the journal.
fn count(
    paths: &AppPaths,
    key: &JournalKey,
    library: &Library,
    today: Date,
) -> anyhow::Result<ExitCode> {
    let count =
        due_query::count_due_unopened(paths, today, &library.exercises_with_follow_up(), key)?;
    writeln!(sanitized_output::stdout(), "{count}")?;
    Ok(ExitCode::SUCCESS)
}

fn push_postponed(list: &mut ListPrinter, worry: &PostponedEntry, offset: i32) -> io::Result<()> {
    let zone = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    let instant = zone.to_timestamp(worry.postponed_until).ok();
    let until = worry.postponed_until.strftime("%Y-%m-%d %H:%M").to_string();
    list.push(
        || format_line("worry", worry.entry_id.as_str(), &until, &worry.text),
        || {
            json!({
                "v": 1,
                "kind": "postponed_worry",
                "id": worry.entry_id.as_str(),
                "due": worry.postponed_until.date().to_string(),
                "until": instant.map(|instant| format_rfc3339(instant, offset)),
                "thought": worry.text,
            })
        },
    )
}

fn format_line(kind: &str, id: &str, due: &str, text: &str) -> String {
    format!(
        "{kind:<9}  {}  {due:<16}  {}",
        replace_unsafe(id),
        one_line(text)
    )
}
