//! The command line: one file a subcommand, each of them “read, ask the core, print”.

mod about;
mod args;
mod completions;
mod config;
mod confirm;
mod data;
mod day_arg;
mod doctor;
mod due;
mod entry_arg;
mod exercises;
mod export;
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
mod output;
mod page_text;
mod paths;
mod sanitized_output;
mod show;
mod sync;
mod trash;
mod unreadable_warning;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ColorChoice, CommandFactory, FromArgMatches};

use self::args::{
    Cli, CliCommand, ColorWhen, ConfigCommand, DataCommand, DisplayArgs, ExercisesCommand,
    GlobalArgs,
};
use self::help_now::RegionArg;
use crate::content::library::Library;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::insight_queries::Period;
use crate::storage::journal::{Journal, JournalError};
use crate::terminal;
use crate::text::{display_path, replace_unsafe};
use crate::ui::app::StartScreen;

/// The exit code of `exercises check` when it found faults.
const EXIT_INVALID_FILES: u8 = 3;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    terminal::panic_hook::install();
    // Where that can't be had, such a limit ends the program as it ends others.
    let _ = terminal::ignore_sigxfsz();
    terminal::disable_core_dumps();
    let code = match run_command(parse_args()) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // The words about a failure come last and in full; where even they can't be printed, the code tells.
            let words = replace_unsafe(&format!("{error:#}"));
            let _ = output::print_final_message(format_args!("enough: {words}"));
            ExitCode::FAILURE
        }
    };
    if let Some(words) = terminal::time_zone::take_warning() {
        let _ = output::print_final_message(words);
    }
    code
}

/// The line that was typed.
fn parse_args() -> Cli {
    let typed: Vec<_> = std::env::args_os().collect();
    try_parse_args(&typed).unwrap_or_else(|error| error.exit())
}

/// Reads a line. What an error repeats of it is harmless.
fn try_parse_args(typed: &[OsString]) -> Result<Cli, clap::Error> {
    let mut asked = Cli::command().color(help_color(typed.iter().cloned()));
    let matches = asked.try_get_matches_from_mut(typed).map_err(|error| {
        // The same line without what acts on a terminal is wrong in the same way.
        let harmless = typed
            .iter()
            .map(|word| replace_unsafe(&word.to_string_lossy()));
        let again = asked.try_get_matches_from_mut(harmless);
        again.err().unwrap_or(error)
    })?;
    for (id, name) in [("data_dir", "--data-dir"), ("config", "--config")] {
        let is_typed = matches.value_source(id) == Some(ValueSource::CommandLine);
        let is_empty = |path: &PathBuf| path.as_os_str().is_empty();
        // A variable that is empty counts as not set, but nobody types an empty path to say nothing.
        if is_typed && matches.get_one(id).is_some_and(is_empty) {
            let words = format!("a path is needed after {name}");
            return Err(asked.error(ErrorKind::InvalidValue, words));
        }
    }
    Cli::from_arg_matches(&matches)
}

/// The help and its errors are printed before the flags are known, and hear this one all the same.
fn help_color(arguments: impl Iterator<Item = OsString>) -> ColorChoice {
    let arguments: Vec<_> = arguments.collect();
    let is = |wanted: &str| {
        let joined = arguments
            .iter()
            .any(|one| *one == *format!("--color={wanted}"));
        joined
            || arguments
                .windows(2)
                .any(|pair| pair[0] == "--color" && pair[1] == wanted)
    };
    match (is("never"), is("always")) {
        (true, _) => ColorChoice::Never,
        (_, true) => ColorChoice::Always,
        _ => ColorChoice::Auto,
    }
}

fn run_command(line: Cli) -> anyhow::Result<ExitCode> {
    let global = &line.global;
    output::set_ascii(launch::is_ascii(&global.show));
    match line.command {
        // People to talk to are there even when nothing else can be read.
        Some(CliCommand::HelpNow { region, all }) => {
            let wanted = match region {
                Some(name) => RegionArg::Named(name.to_string_lossy().into_owned()),
                None if all => RegionArg::All,
                None => RegionArg::Preferred,
            };
            help_now::print(global, &wanted, terminal::now().day)
        }
        None if line.about => about::print(global.data_dir.as_deref()),
        Some(CliCommand::Breathe {
            list: true, json, ..
        }) => exercises::print_breaks(&user_library(global)?, json),
        Some(CliCommand::Breathe { pause, minutes, .. }) => {
            launch::open_break(global, pause.as_deref(), minutes)
        }
        Some(CliCommand::Start { exercise }) => launch::open_exercise(global, exercise.as_deref()),
        Some(CliCommand::Resume) => launch::open_app(global, StartScreen::Resume),
        Some(CliCommand::History(asked)) => {
            if asked.is_default() && io::stdout().is_terminal() {
                return launch::open_app(global, StartScreen::History);
            }
            let library = || launch::load_library(global);
            print_from_journal(global, |journal| {
                history::print(journal, &asked, library, terminal::now().day)
            })
        }
        Some(CliCommand::Due { count: true, .. }) if !global.private => due::count(
            &find_paths(global)?,
            &user_library(global)?,
            terminal::now().day,
        ),
        Some(CliCommand::Due { json, .. }) => {
            let library = launch::load_library(global)?;
            print_from_journal(global, |journal| {
                due::print(journal, &library, &terminal::now(), json)
            })
        }
        Some(CliCommand::Delete { ids }) => {
            trash::delete(&mut open_journal(global)?, &ids, &terminal::now())
        }
        Some(CliCommand::Restore { ids }) => trash::restore(&mut open_journal(global)?, &ids),
        Some(CliCommand::Trash {
            empty: true, yes, ..
        }) => trash::empty(&mut open_journal(global)?, yes),
        Some(CliCommand::Trash { json, .. }) => print_from_journal(global, |journal| {
            trash::print(journal, &terminal::now(), json)
        }),
        Some(CliCommand::Insights { since, until, json }) => {
            let today = terminal::now().day;
            let [from, until] = [since, until].map(|day| day.map(|day| day.resolve(today)));
            print_from_journal(global, |journal| {
                insights::print(journal, Period { from, until }, json)
            })
        }
        Some(CliCommand::Show { id, json: true }) => {
            show::print_json(&open_read_only(global)?, &id)
        }
        Some(CliCommand::Show { id, .. }) => {
            show::print(&open_read_only(global)?, &user_library(global)?, &id)
        }
        Some(CliCommand::Edit { id }) => open_entry(global, &id),
        Some(CliCommand::Exercises { json, command }) => {
            run_exercises_command(global, json, command)
        }
        Some(CliCommand::Config { command }) => config::print(global, command),
        Some(CliCommand::Paths { json }) => paths::print(&find_paths(global)?, json),
        Some(CliCommand::Help { of }) => help::print(&of),
        Some(CliCommand::Completions { shell }) => completions::print_completions(shell),
        Some(CliCommand::Man { into }) => completions::print_man_page(into.as_deref()),
        Some(
            CliCommand::Data { .. }
            | CliCommand::Export(_)
            | CliCommand::Import { .. }
            | CliCommand::Sync { .. },
        ) if global.private => {
            bail!("with --private nothing is written; leave it out for what is kept")
        }
        Some(CliCommand::Export(wish)) => run_export(global, &wish),
        Some(CliCommand::Data { command }) => run_data_command(global, &command),
        Some(CliCommand::Import { file, dry_run }) => {
            import::import(&file, dry_run, &find_paths(global)?, &terminal::now())
        }
        Some(CliCommand::Sync { folder, yes }) => {
            sync::sync(&folder, yes, &find_paths(global)?, &terminal::now())
        }
        Some(CliCommand::Doctor { redact, json }) => {
            doctor::print(global.data_dir.as_deref(), redact, json)
        }
        None => launch::open_app(global, StartScreen::Home),
    }
}

fn find_paths(global: &GlobalArgs) -> anyhow::Result<AppPaths> {
    AppPaths::find(global.data_dir.as_deref())
}

/// The embedded exercises and those in the user's folder; files with errors are not reported here.
fn user_library(global: &GlobalArgs) -> anyhow::Result<Library> {
    Ok(Library::with_user_folder(
        &find_paths(global)?.exercises_dir,
    ))
}

/// Opens the app on the entry whose id or beginning of an id is given.
fn open_entry(global: &GlobalArgs, id: &str) -> anyhow::Result<ExitCode> {
    let scope = entry_arg::LookupScope::NotTrashed;
    let entry = entry_arg::find_entry(&open_read_only(global)?, id, scope)?;
    launch::open_app(global, StartScreen::Entry(entry.id))
}

/// What somebody who writes exercises asks for.
fn run_exercises_command(
    global: &GlobalArgs,
    json: bool,
    command: Option<ExercisesCommand>,
) -> anyhow::Result<ExitCode> {
    let places = find_paths(global)?;
    match command {
        None => exercises::print(&Library::with_user_folder(&places.exercises_dir), json),
        Some(ExercisesCommand::Check { strict, files }) => {
            exercises::check(&files, strict, &places)
        }
        Some(ExercisesCommand::New { id, from }) => exercises::new(&id, from.as_deref(), &places),
        Some(ExercisesCommand::Show { id }) => exercises::show(&id, &places),
        Some(ExercisesCommand::Schema) => exercises::schema(),
        Some(ExercisesCommand::Path) => {
            writeln!(
                sanitized_output::stdout(),
                "{}",
                display_path(&places.exercises_dir)
            )?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What is asked about everything that is kept.
fn run_data_command(global: &GlobalArgs, command: &DataCommand) -> anyhow::Result<ExitCode> {
    let places = find_paths(global)?;
    match command {
        DataCommand::Backup => data::backup(&places, terminal::now().day),
        DataCommand::Verify => data::verify(&places),
        DataCommand::Mend => data::recover(&places, &terminal::now()),
        DataCommand::Wipe { yes } => data::wipe(&places, *yes),
    }
}

/// Prints what a command reads of the journal, and then what had to be left out.
fn print_from_journal(
    global: &GlobalArgs,
    print: impl FnOnce(&Journal) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let journal = open_read_only(global)?;
    let code = print(&journal)?;
    unreadable_warning::warn_unreadable(&journal)?;
    Ok(code)
}

/// Writes an export. Whoever relies on one that lacks something is to hear of it by its code as well.
fn run_export(global: &GlobalArgs, wish: &export::ExportArgs) -> anyhow::Result<ExitCode> {
    let journal = open_read_only(global)?;
    let code = export::export(wish, &journal, &terminal::now())?;
    Ok(if unreadable_warning::warn_unreadable(&journal)? {
        ExitCode::FAILURE
    } else {
        code
    })
}

/// The journal, for a command that only reads: where there never was one, none is begun.
fn open_read_only(global: &GlobalArgs) -> anyhow::Result<Journal> {
    open_journal_with(global, Journal::open_for_reading)
}

/// The journal, for a command that needs no screen.
fn open_journal(global: &GlobalArgs) -> anyhow::Result<Journal> {
    open_journal_with(global, Journal::open_or_create)
}

fn open_journal_with(
    global: &GlobalArgs,
    open: impl FnOnce(&AppPaths) -> Result<Journal, JournalError>,
) -> anyhow::Result<Journal> {
    if global.private {
        bail!(
            "with --private nothing is written, and the journal can't be opened without it; \
             leave it out for what is kept"
        );
    }
    let places = find_paths(global)?;
    if let Some(words) = restrict_permissions(&places) {
        output::print_wrapped(&mut sanitized_output::stderr(), words)?;
    }
    Ok(open(&places)?)
}

/// Takes the person's things back from everyone else, and says so where that was needed.
fn restrict_permissions(places: &AppPaths) -> Option<String> {
    let mut mended = places.private_paths();
    mended.retain(|path| private_fs::restrict_permissions(path));
    let first = display_path(mended.first()?);
    Some(match mended.len() {
        1 => format!("Others on this computer could get at {first}. Now only you can."),
        count => format!(
            "Others on this computer could get at {first} and {} more. Now only you can.",
            count - 1
        ),
    })
}

/// A reader that has seen enough, such as `head`, is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    error
        .chain()
        .any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}
