//! `enough export`: writes the journal to a file or to stdout.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::day_arg::DayArg;
use super::history::tag_name;
use super::new_file::write_error;
use super::output::print_wrapped;
use super::path_arg::non_empty_path;
use super::progress::LongWork;
use crate::cli::sanitized_output;
use crate::domain::entry::LocalTime;
use crate::platform::private_fs;
use crate::storage::export::{Export, ExportCounts, ExportError, Format};
use crate::storage::journal::Journal;
use crate::storage::record_store::RecordFilter;
use crate::storage::search::{Days, Filter, Filters, Query};
use crate::storage::work_observer::WorkStage;
use crate::text::display_path;
use crate::text::pluralize;

/// Export your entries to a file
///
/// JSON has everything, and “enough import” reads it. CSV has a row for each entry, Markdown a page; both are for reading
/// and leave out the trash, unless --with-trash asks for it.
/// Without -o it is printed, if that goes to a file or another program.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// json, csv or md; by default it follows from the file name, or is json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write to this new file; “-” prints
    #[arg(short, long, value_name = "FILE", value_parser = non_empty_path())]
    output: Option<PathBuf>,
    /// Numbers, dates and names of exercises, without your words
    #[arg(long)]
    redact: bool,
    /// From this day: a date, “last monday”, “12 nov”, or 7d, 2w, 3m, 1y for that long ago
    #[arg(long, value_name = "DAY")]
    since: Option<DayArg>,
    /// Until this day, in the same form
    #[arg(long, value_name = "DAY")]
    until: Option<DayArg>,
    /// Only entries of this exercise, by its name
    #[arg(long, value_name = "ID")]
    exercise: Option<String>,
    /// Only finished entries in which you wrote #NAME
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,
    /// With the entries in the trash, which JSON always has
    #[arg(long, conflicts_with = "tag")]
    with_trash: bool,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Json, Self::Csv, Self::Markdown]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "md",
        }))
    }
}

/// Writes the export to a file, or to stdout if it is no terminal.
pub(crate) fn export(
    args: &ExportArgs,
    journal: &mut Journal,
    now: &LocalTime,
) -> anyhow::Result<ExitCode> {
    let export = Export {
        format: args.format(),
        pick: args.record_filter(now.day)?,
        redact: args.redact,
        now: now.timestamp,
    };
    match args.output.as_deref() {
        Some(path) if path != Path::new("-") => export_to_file(path, args, &export, journal),
        None if io::stdout().is_terminal() => bail!(
            "this would print your entries on the screen; name a file with -o FILE, or print it all \
             the same with -o -"
        ),
        // A pager may use the terminal meanwhile, so no progress is shown.
        _ => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            let written = export.write(journal, &mut out).map_err(into_source_error)?;
            print_privacy_notice("what was printed", written.total(), args.redact)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn export_to_file(
    path: &Path,
    args: &ExportArgs,
    export: &Export,
    journal: &mut Journal,
) -> anyhow::Result<ExitCode> {
    let work = LongWork::begin(WorkStage::Export);
    journal.watch(&work.observer())?;
    let journal = &*journal;
    let written = private_fs::write_new_atomically(path, |out| export.write(journal, out));
    drop(work);
    let written = written.map_err(|error| match error {
        ExportError::Write(error) => write_error(path, error),
        error @ ExportError::Journal(_) => into_source_error(error),
    })?;
    let mut out = sanitized_output::stdout();
    print_wrapped(
        &mut out,
        format_args!("{} saved to {}.", count_text(written), display_path(path)),
    )?;
    out.flush()?;
    print_privacy_notice(&display_path(path), written.total(), args.redact)?;
    Ok(ExitCode::SUCCESS)
}

/// The number of entries, such as “6 entries, 1 unfinished one and 1 from the trash”.
fn count_text(counts: ExportCounts) -> String {
    let ExportCounts {
        finished,
        drafts,
        trashed,
    } = counts;
    let mut parts = Vec::new();
    if finished > 0 || counts.total() == 0 {
        parts.push(pluralize(finished, "entry", "entries"));
    }
    if drafts > 0 {
        parts.push(pluralize(drafts, "unfinished one", "unfinished ones"));
    }
    if trashed > 0 {
        parts.push(format!("{trashed} from the trash"));
    }
    match parts.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        parts => parts.concat(),
    }
}

/// Unwraps the error, so that a broken pipe is recognized.
fn into_source_error(error: ExportError) -> anyhow::Error {
    match error {
        ExportError::Journal(error) => error.into(),
        ExportError::Write(error) => error.into(),
    }
}

/// Prints who can read the export.
fn print_privacy_notice(what: &str, written: u64, is_redacted: bool) -> io::Result<()> {
    let text = match (written, is_redacted) {
        (0, _) => "No entries match, so it has none.".to_owned(),
        (_, true) => format!("{what} has numbers and dates, and none of your words."),
        (_, false) => format!(
            "Anyone who has {what} can read it. It isn't encrypted, and “enough data wipe” doesn't delete it."
        ),
    };
    print_wrapped(&mut sanitized_output::stderr(), text)
}

impl ExportArgs {
    fn record_filter(&self, today: Date) -> anyhow::Result<RecordFilter> {
        let from = self.since.map(|day| day.first_day(today)).transpose()?;
        let until = self.until.map(|day| day.last_day(today)).transpose()?;
        let exercise = self.exercise.clone();
        let query = match &self.tag {
            None => None,
            Some(typed) => {
                let mut filters = Filters::from(Filter::Tag(tag_name(typed)?));
                filters.set(Filter::Days(Days::between(from, until)));
                filters.extend(exercise.clone().map(Filter::Exercise));
                Some(Query::new("", filters))
            }
        };
        Ok(RecordFilter {
            from,
            until,
            exercise,
            without_trash: !self.with_trash && self.format() != Format::Json,
            query,
        })
    }

    fn format(&self) -> Format {
        let extension = self.output.as_deref().and_then(Path::extension);
        let by_extension = match extension.and_then(|extension| extension.to_str()) {
            Some("csv") => Format::Csv,
            Some("md") => Format::Markdown,
            _ => Format::Json,
        };
        self.format.unwrap_or(by_extension)
    }
}
