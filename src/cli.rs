//! The command line: parses the arguments and runs a command. Each command has its own file.

mod about;
mod args;
mod card;
mod complete;
mod completions;
mod config;
mod confirm;
mod context;
mod data;
mod day_arg;
mod doctor;
mod due;
mod entry_arg;
mod exercise_path;
mod exercises;
mod export;
mod first_page;
mod format;
mod health;
mod help;
mod help_now;
mod history;
mod import;
mod insights;
mod launch;
mod line_mode;
mod list_printer;
mod lock;
mod man;
mod new_file;
mod output;
mod page_text;
mod path_arg;
mod paths;
mod progress;
mod remind;
mod report;
mod sanitized_output;
mod settings;
mod show;
mod sync;
mod theme_samples;
mod trash;
mod unlock;
mod unreadable_warning;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ColorChoice, CommandFactory, FromArgMatches};

use self::args::{Cli, CliCommand, DataCommand, ExercisesCommand, GlobalArgs};
use self::help_now::RegionArg;
use crate::content::yaml::closest_match;
use crate::storage::insight_queries::Period;
use crate::storage::journal::Journal;
use crate::terminal;
use crate::text::{display_path, error_chain, replace_unsafe};
use crate::ui::app::StartScreen;

/// Parses the arguments of the process and runs the command.
pub fn run() -> ExitCode {
    terminal::panic_hook::install();
    // If this fails, exceeding a file size limit kills the process.
    let _ = terminal::ignore_sigxfsz();
    terminal::disable_core_dumps();
    let code = match run_command(parse_args()) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // If even the message can't be printed, the exit code remains.
            let message = replace_unsafe(&error_chain(&error));
            let _ = output::print_final_message(format_args!("enough: {message}"));
            if progress::was_stopped() {
                ExitCode::from(progress::EXIT_STOPPED)
            } else {
                ExitCode::FAILURE
            }
        }
    };
    if let Some(warning) = terminal::time_zone::take_warning() {
        let _ = output::print_final_message(warning);
    }
    code
}

fn parse_args() -> Cli {
    let args: Vec<_> = std::env::args_os().collect();
    try_parse_args(&args).unwrap_or_else(|error| error.exit())
}

/// Parses arguments. Errors quote them without control characters.
fn try_parse_args(args: &[OsString]) -> Result<Cli, clap::Error> {
    let mut command = Cli::command().color(help_color(args));
    let matches = command.try_get_matches_from_mut(args).map_err(|error| {
        // Parsing the sanitized arguments gives the same error with a safe message.
        let sanitized = args
            .iter()
            .map(|arg| replace_unsafe(&arg.to_string_lossy()));
        let result = command.try_get_matches_from_mut(sanitized);
        result.err().unwrap_or(error)
    })?;
    for (id, name) in [("data_dir", "--data-dir"), ("config", "--config")] {
        let is_flag = matches.value_source(id) == Some(ValueSource::CommandLine);
        let is_empty = |path: &PathBuf| path.as_os_str().is_empty();
        // An empty variable counts as not set, but an empty argument is a mistake.
        if is_flag && matches.get_one(id).is_some_and(is_empty) {
            let message = format!("a path is needed after {name}");
            return Err(command.error(ErrorKind::InvalidValue, message));
        }
    }
    Cli::from_arg_matches(&matches)
}

/// Reads `--color` for clap's help and errors, which are printed before the arguments are parsed.
fn help_color(args: &[OsString]) -> ColorChoice {
    let is = |value: &str| {
        let joined = format!("--color={value}");
        let mut pairs = args.windows(2);
        args.iter().any(|arg| *arg == *joined)
            || pairs.any(|pair| pair[0] == "--color" && pair[1] == value)
    };
    match (is("never"), is("always")) {
        (true, _) => ColorChoice::Never,
        (_, true) => ColorChoice::Always,
        _ => ColorChoice::Auto,
    }
}

fn run_command(cli: Cli) -> anyhow::Result<ExitCode> {
    let global = &cli.global;
    output::set_ascii(settings::is_ascii(&global.show));
    progress::set_line_mode(settings::prefers_line_mode(&global.show));
    match cli.command {
        Some(CliCommand::HelpNow { region, all, more }) => {
            let region = match region {
                Some(name) => RegionArg::Named(name.to_string_lossy().into_owned()),
                None if all => RegionArg::All,
                None => RegionArg::Preferred,
            };
            help_now::print(global, &region, more)
        }
        None if cli.about => about::print(global.data_dir.as_deref()),
        Some(CliCommand::Breathe {
            list: true, json, ..
        }) => exercises::print_breaks(&global.library()?, json),
        Some(CliCommand::Breathe {
            break_, minutes, ..
        }) => launch::open_break(global, break_.as_deref(), minutes),
        Some(CliCommand::Start { exercise }) => launch::open_exercise(global, exercise.as_deref()),
        Some(CliCommand::CheckIn) => launch::open_check_in(global),
        Some(CliCommand::Card(args)) => card::print(&args, global),
        Some(CliCommand::Resume) => launch::open_app(global, StartScreen::Resume),
        Some(CliCommand::History(args)) => {
            if args.is_default() && io::stdout().is_terminal() {
                return launch::open_app(global, StartScreen::History);
            }
            let library = || global.library_with_contacts();
            print_from_journal(global, |journal| {
                history::print(journal, &args, library, terminal::now().day)
            })
        }
        Some(CliCommand::Due(args)) => due::run(&args, global),
        Some(CliCommand::Path(args)) => exercise_path::run(&args, global),
        Some(CliCommand::Remind(args)) => remind::print(&args, global),
        Some(CliCommand::Delete { ids }) => {
            trash::delete(&mut global.open_journal()?, &ids, &terminal::now())
        }
        Some(CliCommand::Restore { ids }) => trash::restore(&mut global.open_journal()?, &ids),
        Some(CliCommand::Trash {
            empty: true, yes, ..
        }) => trash::empty(&mut global.open_journal()?, yes),
        Some(CliCommand::Trash { json, .. }) => print_from_journal(global, |journal| {
            trash::print(journal, &terminal::now(), json)
        }),
        Some(CliCommand::Insights { since, until, json }) => {
            let today = terminal::now().day;
            let from = since.map(|day| day.first_day(today)).transpose()?;
            let until = until.map(|day| day.last_day(today)).transpose()?;
            print_from_journal(global, |journal| {
                insights::print(journal, Period { from, until }, today, &global.show, json)
            })
        }
        Some(CliCommand::Report(args)) => print_from_journal(global, |journal| {
            report::write(&args, journal, terminal::now().day)
        }),
        Some(CliCommand::Show { id, json: true }) => {
            show::print_json(&global.open_journal_for_reading()?, &id)
        }
        Some(CliCommand::Show { id, .. }) => {
            show::print(&global.open_journal_for_reading()?, &global.library()?, &id)
        }
        Some(CliCommand::Edit { id }) => open_entry(global, &id),
        Some(CliCommand::Exercises { json, command }) => {
            run_exercises_command(global, json, command)
        }
        Some(CliCommand::Config { command }) => config::print(global, command),
        Some(CliCommand::Paths { json }) => paths::print(&global.paths()?, json),
        Some(CliCommand::Help { of }) => help::print(&of),
        Some(CliCommand::Completions { shell }) => completions::print(shell),
        Some(CliCommand::Complete(args)) => Ok(complete::print(&args, global)),
        Some(CliCommand::Man { of, into }) => man::print(&of, into.as_deref()),
        Some(
            CliCommand::Data { .. }
            | CliCommand::Export(_)
            | CliCommand::Import { .. }
            | CliCommand::Sync { .. },
        ) if global.private => {
            bail!("with --private nothing is saved; leave it out to use your journal")
        }
        Some(CliCommand::Export(args)) => run_export(global, &args),
        Some(CliCommand::Data { command }) => run_data_command(global, &command),
        Some(CliCommand::Import { file, dry_run }) => {
            let places = (&global.paths()?, &global.key()?);
            import::import(&file, dry_run, places, &terminal::now())
        }
        Some(CliCommand::Sync { folder, yes }) => {
            sync::sync(&folder, yes, global, &terminal::now())
        }
        Some(CliCommand::Lock { command }) => lock::run(global, command.as_ref()),
        Some(CliCommand::Doctor { redact, json }) => {
            doctor::print(global.data_dir.as_deref(), redact, json)
        }
        None => launch::open_app(global, StartScreen::Home),
    }
}

/// Opens the app on the entry with this id or id prefix.
fn open_entry(global: &GlobalArgs, id: &str) -> anyhow::Result<ExitCode> {
    let scope = entry_arg::LookupScope::NotTrashed;
    let entry = entry_arg::find_entry(&global.open_journal_for_reading()?, id, scope)?;
    launch::open_app(global, StartScreen::Entry(entry.id))
}

fn run_exercises_command(
    global: &GlobalArgs,
    json: bool,
    command: Option<ExercisesCommand>,
) -> anyhow::Result<ExitCode> {
    let paths = global.paths()?;
    match command {
        None => exercises::print(&global.library()?, json),
        Some(ExercisesCommand::Check { strict, files }) => {
            exercises::check(&files, strict, &global.library()?)
        }
        Some(ExercisesCommand::New { id, from }) => {
            let folder = paths.exercises_dir;
            exercises::new(&id, from.as_deref(), &folder, &global.library()?)
        }
        Some(ExercisesCommand::Show { id }) => exercises::show(&id, &global.library()?),
        Some(ExercisesCommand::Guide) => exercises::guide(),
        Some(ExercisesCommand::Schema) => exercises::schema(),
        Some(ExercisesCommand::Path) => {
            writeln!(
                sanitized_output::stdout(),
                "{}",
                display_path(&paths.exercises_dir)
            )?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn run_data_command(global: &GlobalArgs, command: &DataCommand) -> anyhow::Result<ExitCode> {
    let paths = global.paths()?;
    match command {
        DataCommand::Backup => data::backup(&paths, &global.key()?, terminal::now().day),
        DataCommand::Verify => data::verify(&paths, &global.key()?),
        DataCommand::Repair => data::recover(&paths, &global.key()?, &terminal::now()),
        DataCommand::Wipe { yes } => data::wipe(&paths, *yes),
    }
}

/// The question for somebody who mistyped one of the `known` names, before the rest of a message; empty if none is near.
fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = closest_match(typed, known);
    near.map(|near| format!("did you mean “{near}”? "))
        .unwrap_or_default()
}

/// Prints something from the journal, then a warning about entries that can't be read.
fn print_from_journal(
    global: &GlobalArgs,
    print: impl FnOnce(&Journal) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let journal = global.open_journal_for_reading()?;
    let code = print(&journal)?;
    unreadable_warning::warn_unreadable(&journal)?;
    Ok(code)
}

/// Writes an export. Fails if entries are missing from it, so that scripts notice.
fn run_export(global: &GlobalArgs, args: &export::ExportArgs) -> anyhow::Result<ExitCode> {
    let mut journal = global.open_journal_for_reading()?;
    let code = export::export(args, &mut journal, &terminal::now())?;
    Ok(if unreadable_warning::warn_unreadable(&journal)? {
        ExitCode::FAILURE
    } else {
        code
    })
}

/// Whether the reader of a pipe closed it, as `head` does. That is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    error
        .chain()
        .any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}
