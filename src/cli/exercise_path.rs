//! `enough path`: the steps of a path, and which of them are done.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use serde_json::{Value, json};

use super::args::GlobalArgs;
use super::list_printer::ListPrinter;
use super::{did_you_mean, output, unreadable_warning};
use crate::cli::sanitized_output;
use crate::content::library::{Activity, Library};
use crate::domain::exercise_path::{ExercisePath, PathProgress};
use crate::storage::journal::Journal;
use crate::text::pluralize;
use crate::ui::screens::path_screen::PathScreen;

/// Print small steps, one at a time
///
/// A path is a list of small exercises, in any order and without dates. A step is done when you have finished one of its
/// exercises. In the app, press p.
#[derive(Debug, Args)]
pub(crate) struct PathArgs {
    /// Its name or part of its title; seven-small-steps if none is given
    id: Option<String>,
    /// List the paths
    #[arg(long, conflicts_with = "id")]
    list: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

/// Prints a path, or the list of them.
pub(crate) fn run(args: &PathArgs, global: &GlobalArgs) -> anyhow::Result<ExitCode> {
    let library = global.library()?;
    let journal = if global.private {
        Journal::in_memory()?
    } else {
        global.open_journal_for_reading()?
    };
    if args.list {
        print_list(&journal, &library, args.json)?;
    } else {
        let name = args.id.as_deref().unwrap_or(ExercisePath::DEFAULT);
        let path = find(&library, name)?;
        let progress = journal.path_progress(path)?;
        let mut out = sanitized_output::stdout();
        if args.json {
            output::print_json(&mut out, &to_json(path, &progress, &library))?;
        } else {
            let text = to_text(path, &progress, &library)?;
            output::print_wrapped(&mut out, text.trim_end())?;
        }
    }
    unreadable_warning::warn_unreadable(&journal)?;
    Ok(ExitCode::SUCCESS)
}

fn find<'a>(library: &'a Library, name: &str) -> anyhow::Result<&'a ExercisePath> {
    match library.find_exercise_paths(name)[..] {
        [path] => Ok(path),
        [] => {
            let known = library.exercise_paths().map(|path| path.id.as_str());
            bail!(
                "there is no path called “{name}”; {}“enough path --list” shows those there are",
                did_you_mean(name, known)
            )
        }
        [path, ..] => bail!(
            "“{name}” could be more than one path; please type its name, such as: enough path {}",
            path.id
        ),
    }
}

/// Prints the paths, one per line or as JSON.
fn print_list(journal: &Journal, library: &Library, is_json: bool) -> anyhow::Result<()> {
    let mut list = ListPrinter::start(is_json)?;
    for path in library.exercise_paths() {
        let progress = journal.path_progress(path)?;
        list.push(
            || {
                format!(
                    "{:<24} {:>2} left  {}",
                    path.id,
                    progress.left(),
                    path.title
                )
            },
            || {
                json!({
                    "v": 1,
                    "id": path.id,
                    "title": path.title,
                    "steps": path.steps.len(),
                    "left": progress.left(),
                })
            },
        )?;
    }
    list.finish()?;
    Ok(())
}

fn to_json(path: &ExercisePath, progress: &PathProgress, library: &Library) -> Value {
    let steps = path.steps.iter().zip(&progress.0).enumerate();
    let steps = steps.map(|(index, (step, is_done))| {
        let minutes = library.activity(&step.start).map(|start| start.minutes());
        json!({
            "part": path.part_at(index),
            "title": step.title,
            "line": step.line,
            "start": step.start,
            "longer": step.longer,
            "minutes": minutes.filter(|minutes| *minutes > 0),
            "done": is_done,
        })
    });
    json!({
        "v": 1,
        "id": path.id,
        "title": path.title,
        "purpose": path.purpose,
        "about": path.about,
        "credit": path.credit,
        "left": progress.left(),
        "steps": steps.collect::<Vec<_>>(),
    })
}

/// The path as a page: each step with its line and the commands that start it.
fn to_text(
    path: &ExercisePath,
    progress: &PathProgress,
    library: &Library,
) -> Result<String, std::fmt::Error> {
    let mut text = format!("{}\n{}\n", path.title, path.purpose);
    if let Some(about) = &path.about {
        writeln!(text, "\n{about}")?;
    }
    for (index, (step, is_done)) in path.steps.iter().zip(&progress.0).enumerate() {
        if let Some(part) = &step.part {
            writeln!(text, "\n{part}")?;
        } else if index == 0 {
            writeln!(text)?;
        }
        let done = if *is_done { ", done" } else { "" };
        writeln!(text, "{:>3}. {}{done}", index + 1, step.title)?;
        writeln!(text, "     {}", step.line)?;
        writeln!(text, "     {}", start_command(&step.start, library))?;
        if let Some(longer) = &step.longer {
            writeln!(text, "     or {}", start_command(longer, library))?;
        }
    }
    let end = if progress.is_complete() {
        PathScreen::COMPLETE
    } else {
        "Nothing here is due. Any of them can be a start."
    };
    writeln!(text, "\n{end}")?;
    if let Some(credit) = &path.credit {
        writeln!(text, "{credit}")?;
    }
    Ok(text)
}

/// The command that starts an exercise or a break, with the time it takes.
fn start_command(id: &str, library: &Library) -> String {
    let activity = library.activity(id);
    let command = match activity {
        Some(Activity::Break(_)) => format!("enough breathe {id}"),
        _ => format!("enough start {id}"),
    };
    match activity.map_or(0, |activity| activity.minutes()) {
        0 => command,
        minutes => format!("{command}  ({})", pluralize(minutes, "minute", "minutes")),
    }
}
