//! `enough history` with a query, options or a pipe: prints entries as lines or JSON.

mod name_lookup;

use std::process::ExitCode;

use anyhow::bail;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};

use self::name_lookup::NameKind;
pub(crate) use self::name_lookup::feeling_names;
use super::day_arg::DayArg;
use super::list_printer::{self, ListPrinter};
use super::output;
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::domain::entry::{EntryKind, format_rfc3339};
use crate::domain::outcome::Outcome;
use crate::storage::journal::{EntryList, EntrySummary, Journal, PageRequest};
use crate::storage::search::{Days, Filter, Filters, Query};
use crate::text::{one_line, replace_unsafe, tag};
use crate::ui::screens::history_screen::NO_TAGS;

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  enough history baby sleep          entries with words that start like this
  enough history --since 2w --json   those of the last two weeks, for a script
  enough history --outcome no -n 5   fears that didn't come true
  enough history --tag work          entries in which you wrote #work

Your shell may remember what you type. The history in the app leaves no such trace.";

/// Read past entries, or search them
///
/// On a terminal this opens the history. With words or options, or in a pipe, it prints one line per entry, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct HistoryArgs {
    /// Words to look for, or their first letters; “between quotation marks” as they stand
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// From this day: a date, “last monday”, “12 nov”, or 7d, 2w, 3m, 1y for that long ago
    #[arg(long, value_name = "DAY")]
    since: Option<DayArg>,
    /// Until this day, in the same form
    #[arg(long, value_name = "DAY")]
    until: Option<DayArg>,
    /// Entries of this exercise, by its name or a part of its title
    #[arg(long, value_name = "ID")]
    exercise: Option<String>,
    /// Entries in which this pattern was chosen
    #[arg(long, value_name = "NAME")]
    pattern: Option<String>,
    /// Entries in which this feeling was chosen
    #[arg(long, value_name = "NAME")]
    feeling: Option<String>,
    /// Entries in which you wrote #NAME
    #[arg(long, value_name = "NAME")]
    tag: Option<String>,
    /// Print the tags in your entries instead, most used first, with the number of entries
    #[arg(long, conflicts_with_all = TAGS_CONFLICT_WITH)]
    tags: bool,
    /// Entries by what came of the fear: no, partly, yes, unknown, open or dropped
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    outcome: Option<Outcome>,
    /// Entries of this kind: exercise, check-in or break
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    kind: Option<EntryKind>,
    #[command(flatten)]
    among: ListArgs,
    /// Print at most N entries, the newest ones
    #[arg(short, value_name = "N")]
    number: Option<u64>,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
}

/// What would leave out entries whose tags are counted.
const TAGS_CONFLICT_WITH: [&str; 10] = [
    "words", "since", "until", "exercise", "pattern", "feeling", "tag", "outcome", "kind", "due",
];

/// Entries other than the finished ones, or only some of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
#[group(multiple = false)]
struct ListArgs {
    /// Only those ready to look back on
    #[arg(long)]
    due: bool,
    /// Only unfinished ones
    #[arg(long)]
    unfinished: bool,
    /// Only those in the trash
    #[arg(long)]
    trash: bool,
}

impl HistoryArgs {
    /// Whether no argument was given.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    const fn entry_list(&self) -> EntryList {
        match self.among {
            ListArgs {
                unfinished: true, ..
            } => EntryList::Drafts,
            ListArgs { trash: true, .. } => EntryList::Trash,
            ListArgs { .. } => EntryList::Done,
        }
    }

    /// Whether the arguments select only some entries of the list.
    fn has_filters(&self) -> bool {
        let list_only = Self {
            among: self.among,
            number: self.number,
            json: self.json,
            ..Self::default()
        };
        self.among.due || *self != list_only
    }

    fn query(
        &self,
        journal: &Journal,
        library: impl FnOnce() -> anyhow::Result<Library>,
        today: Date,
    ) -> anyhow::Result<Query> {
        let from = self.since.map(|day| day.first_day(today)).transpose()?;
        let until = self.until.map(|day| day.last_day(today)).transpose()?;
        let days = Days::between(from, until);
        let mut filters = Filters::from_iter([Filter::List(self.entry_list()), Filter::Days(days)]);
        filters.extend(self.outcome.map(Filter::Outcome));
        filters.extend(self.among.due.then_some(Filter::FollowUpDue(today)));
        filters.extend(self.kind.map(Filter::Kind));
        let named = [&self.exercise, &self.pattern, &self.feeling, &self.tag];
        if named.into_iter().any(Option::is_some) {
            let library = library()?;
            let resolve = |kind: NameKind, arg: &Option<String>| {
                let name = arg.as_deref();
                name.map(|name| name_lookup::resolve_name(kind, name, journal, &library))
                    .transpose()
            };
            filters.extend(resolve(NameKind::Exercise, &self.exercise)?.map(Filter::Exercise));
            filters.extend(resolve(NameKind::Pattern, &self.pattern)?.map(Filter::Pattern));
            filters.extend(resolve(NameKind::Feeling, &self.feeling)?.map(Filter::Feeling));
            let tag = self.tag.as_deref().map(tag_name).transpose()?;
            filters.extend(resolve(NameKind::Tag, &tag)?.map(Filter::Tag));
        }
        Ok(Query::new(&self.words.join(" "), filters))
    }

    /// The message if there are no entries.
    fn empty_message(&self) -> &'static str {
        if self.has_filters() {
            return "Nothing like that was found. Fewer words or another day may find more.";
        }
        match self.entry_list() {
            EntryList::Drafts => "Nothing is unfinished.",
            EntryList::Trash => "The trash is empty.",
            EntryList::Done => "Nothing here yet. What you finish shows up here.",
        }
    }
}

impl ValueEnum for EntryKind {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Exercise => PossibleValue::new("exercise"),
            Self::CheckIn => PossibleValue::new("check-in"),
            Self::Break => PossibleValue::new("break"),
        })
    }
}

impl ValueEnum for Outcome {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.as_str());
        Some(match self {
            Self::No | Self::Partly | Self::Yes => value,
            Self::Unknown => value.help("Can't tell"),
            Self::Open => value.help("Not looked back on yet"),
            Self::Dropped => value.help("The person would rather not look"),
        })
    }
}

/// Prints entries, newest first, one per line: id, day, likelihood before and after, thought and reframe.
pub(crate) fn print(
    journal: &Journal,
    args: &HistoryArgs,
    library: impl FnOnce() -> anyhow::Result<Library>,
    today: Date,
) -> anyhow::Result<ExitCode> {
    if args.tags {
        return print_tags(journal, args);
    }
    let query = args.query(journal, library, today)?;
    let list = args.entry_list();
    let page = |_, last: Option<&EntrySummary>, limit| {
        let request = last.map_or(PageRequest::Newest, PageRequest::OlderThan);
        journal.search_page(&query, request, limit)
    };
    let max = args.number.unwrap_or(list_printer::NO_LIMIT);
    let mut printer = ListPrinter::start(args.json)?;
    list_printer::for_each_row(max, page, |row| {
        printer.push(|| summary_line(row), || summary_json(row, list))
    })?;
    if printer.finish()? == 0 && max > 0 && !args.json {
        output::print_wrapped(&mut sanitized_output::stderr(), args.empty_message())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the tags of the list, one per line: the number of entries and the tag.
fn print_tags(journal: &Journal, args: &HistoryArgs) -> anyhow::Result<ExitCode> {
    let max = args.number.unwrap_or(list_printer::NO_LIMIT);
    let mut printer = ListPrinter::start(args.json)?;
    for tag in journal.tags(args.entry_list(), max)? {
        printer.push(
            || format!("{:>6}  #{}", tag.entries, one_line(&tag.name)),
            || json!({ "v": 1, "tag": tag.name, "entries": tag.entries }),
        )?;
    }
    if printer.finish()? == 0 && max > 0 && !args.json {
        output::print_wrapped(&mut sanitized_output::stderr(), NO_TAGS)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The name of the tag that was typed.
pub(crate) fn tag_name(typed: &str) -> anyhow::Result<String> {
    match tag::parse_name(typed) {
        Some(name) => Ok(name.to_owned()),
        None => {
            bail!("“{typed}” can't be a tag; a tag has letters, digits, - and _, and no spaces")
        }
    }
}

fn summary_line(row: &EntrySummary) -> String {
    let (name, ratings) = match row.kind {
        EntryKind::Exercise => ("likely", (row.likelihood_before, row.likelihood_after)),
        EntryKind::CheckIn | EntryKind::Break => {
            ("distress", (row.distress_before, row.distress_after))
        }
    };
    let rated = match ratings {
        (Some(before), Some(after)) => format!("{name} {before} → {after}"),
        (Some(only), None) | (None, Some(only)) => format!("{name} {only}"),
        (None, None) => String::new(),
    };
    format!(
        "{}  {}  {rated:<18}  {}",
        replace_unsafe(row.id.as_str()),
        row.day,
        list_printer::entry_text(row)
    )
}

fn summary_json(row: &EntrySummary, list: EntryList) -> Value {
    let state = match list {
        EntryList::Done => "done",
        EntryList::Drafts => "draft",
        EntryList::Trash => "trashed",
    };
    json!({
        "v": 1,
        "id": row.id.as_str(),
        "state": state,
        "exercise": row.exercise,
        "title": row.title,
        "started_at": format_rfc3339(row.started, row.offset),
        "day": row.day.to_string(),
        "kind": row.kind,
        "is_card": row.is_card,
        "distress_before": row.distress_before,
        "distress_after": row.distress_after,
        "thought": row.thought,
        "looks_back_on": row.looks_back_on,
        "reframe": row.reframe,
        "likelihood_before": row.likelihood_before,
        "likelihood_after": row.likelihood_after,
        "due": row.follow_up_due.map(|day| day.to_string()),
    })
}
