//! `enough report`: writes a report for a conversation to a file or to stdout.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::civil::Date;

use super::day_arg::DayArg;
use super::entry_arg::{self, LookupScope};
use super::new_file::write_error;
use super::output::print_wrapped;
use super::path_arg::non_empty_path;
use crate::cli::sanitized_output;
use crate::platform::private_fs;
use crate::storage::insight_queries::Period;
use crate::storage::journal::Journal;
use crate::storage::report::{ConversationReport, ReportRequest};
use crate::text::{display_path, pluralize};

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  enough report --since 30d -o report.html    the last thirty days, without your words
  enough report --with last -o report.html    everything, with the words of the newest entry

Your shell may remember the question. x in the history asks for it too, and leaves no such trace.";

/// Write a report to show to somebody who helps you
///
/// One HTML file that a browser shows and prints: fears and what came of them, how you managed, ratings before and
/// after, thinking patterns, and the days on which you wrote. It has your words only from entries that you name.
/// Without -o it is printed, if that goes to a file or another program.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// From this day: a date, “last monday”, “12 nov”, or 7d, 2w, 3m, 1y for that long ago
    #[arg(long, value_name = "DAY")]
    since: Option<DayArg>,
    /// Until this day, in the same form
    #[arg(long, value_name = "DAY")]
    until: Option<DayArg>,
    /// Put in the words of these entries, each by its id, the start of its id, or “last”
    #[arg(long, value_name = "ID", num_args = 1..)]
    with: Vec<String>,
    /// A question you would like to bring
    #[arg(long, value_name = "TEXT")]
    question: Option<String>,
    /// Write to this new file; “-” prints
    #[arg(short, long, value_name = "FILE", value_parser = non_empty_path())]
    output: Option<PathBuf>,
}

/// Writes the report, unless there is nothing to report.
pub(crate) fn write(args: &ReportArgs, journal: &Journal, today: Date) -> anyhow::Result<ExitCode> {
    let path = args.output.as_deref();
    if path.is_none() && io::stdout().is_terminal() {
        bail!(
            "this would print a page for a browser on the screen; name a file with -o FILE, or print it all the \
             same with -o -"
        );
    }
    let chosen = entry_arg::find_entries(journal, &args.with, LookupScope::NotTrashed)?;
    let request = ReportRequest {
        period: Period {
            from: args.since.map(|day| day.first_day(today)).transpose()?,
            until: args.until.map(|day| day.last_day(today)).transpose()?,
        },
        question: args.question.clone().unwrap_or_default(),
        chosen: chosen.into_iter().map(|entry| entry.id).collect(),
    };
    let report = ConversationReport::read(journal, &request, today)?;
    if report.is_empty() {
        print_wrapped(&mut sanitized_output::stderr(), report.empty_message())?;
        return Ok(ExitCode::SUCCESS);
    }
    let page = report.to_html();
    let shown = match path.filter(|path| *path != Path::new("-")) {
        None => {
            let mut out = io::stdout().lock();
            out.write_all(page.as_bytes())?;
            out.flush()?;
            "what was printed".to_owned()
        }
        Some(path) => {
            private_fs::write_new_atomically(path, |out| out.write_all(page.as_bytes()))
                .map_err(|error| write_error(path, error))?;
            let count = pluralize(report.entry_count(), "entry", "entries");
            let saved = format!("A report on {count} saved to {}.", display_path(path));
            print_wrapped(&mut sanitized_output::stdout(), saved)?;
            display_path(path)
        }
    };
    let notice = format!(
        "{} Anyone who has {shown} can read it. It isn't encrypted, and “enough data wipe” doesn't delete it.",
        report.contents_note()
    );
    print_wrapped(&mut sanitized_output::stderr(), notice)?;
    Ok(ExitCode::SUCCESS)
}
