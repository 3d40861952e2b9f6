//! Commands that open the app, in full-screen mode or in line mode.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::args::{ColorWhen, GlobalArgs};
use super::confirm;
use super::context::restrict_permissions;
use super::exercises::EXIT_INVALID_FILES;
use super::first_page;
use super::line_mode::run_line_mode;
use super::settings::Settings;
use super::unlock::{StaysLocked, ask_task};
use super::{did_you_mean, output};
use crate::cli::sanitized_output;
use crate::content::embedded;
use crate::content::library::Library;
use crate::content::user_file::AddedContent;
use crate::platform::paths::AppPaths;
use crate::storage::backup::{self, BackupResult, DailyBackup};
use crate::storage::journal::Journal;
use crate::storage::lock::JournalKey;
use crate::storage::profile::Profile;
use crate::storage::{self, trash};
use crate::terminal::line_io::StdLineIo;
use crate::terminal::{
    self, BackgroundTask, LaunchOptions, StartBackup, TerminalOutput, external_editor,
};
use crate::text::display_path;
use crate::ui::app::{App, LockSettings, StartScreen};
use crate::ui::exit_reason::ExitReason;
use crate::ui::keymap::install_bindings;

/// Opens a break by its name, or the user's default break.
pub(crate) fn open_break(
    global: &GlobalArgs,
    name: Option<&str>,
    minutes: Option<u16>,
) -> anyhow::Result<ExitCode> {
    let config = super::config::load_config(global)?.config;
    let library = global.library_with_contacts()?;
    let name = name
        .or_else(|| config.known_break(&library))
        .unwrap_or(App::DEFAULT_BREAK);
    let matches = library.find_breaks(name);
    match matches[..] {
        [] => {
            let known = library.breaks().map(|break_| break_.id.as_str());
            bail!(
                "there is no break called “{name}”; {}“enough breathe --list” shows those there are",
                did_you_mean(name, known)
            )
        }
        [break_] => {
            let id = break_.id.clone();
            run_app(global, library, StartScreen::Break(id, minutes))
        }
        _ => print_matches(
            name,
            matches.iter().map(|found| (&*found.id, &*found.title)),
            "enough breathe",
        ),
    }
}

/// Opens the check-in.
pub(crate) fn open_check_in(global: &GlobalArgs) -> anyhow::Result<ExitCode> {
    let config = super::config::load_config(global)?.config;
    let library = global.library_with_contacts()?;
    let id = config.known_check_in(&library);
    let id = id.unwrap_or(App::DEFAULT_CHECK_IN).to_owned();
    run_app(global, library, StartScreen::Exercise(id))
}

/// Opens an exercise by its name or file, a path by its id, or the home screen.
pub(crate) fn open_exercise(global: &GlobalArgs, name: Option<&str>) -> anyhow::Result<ExitCode> {
    let Some(name) = name else {
        return open_app(global, StartScreen::Home);
    };
    if is_file_name(name) {
        return try_exercise_file(global, Path::new(name));
    }
    let library = global.library_with_contacts()?;
    let matches = library.find_exercises(name);
    let ids: Vec<_> = matches.iter().map(|found| found.id.clone()).collect();
    match &ids[..] {
        [] if library.exercise_path(name).is_some() => {
            run_app(global, library, StartScreen::Path(name.to_owned()))
        }
        [] => {
            let known = library.headers().map(|exercise| exercise.id.as_str());
            bail!(
                "there is no exercise called “{name}”; {}“enough exercises” lists those there are",
                did_you_mean(name, known)
            )
        }
        [id] => {
            let id = id.clone();
            run_app(global, library, StartScreen::Exercise(id))
        }
        _ if confirm::is_interactive() => {
            let name = name.to_owned();
            run_app(global, library, StartScreen::ExerciseChoice(name, ids))
        }
        _ => print_matches(
            name,
            matches.iter().map(|found| (&*found.id, &*found.title)),
            "enough start",
        ),
    }
}

/// Whether this is a file name. Names of exercises contain no dot.
fn is_file_name(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Runs an exercise file from outside the user's folder. This requires `--private`, because saved answers would refer to
/// an exercise that the library doesn't have.
fn try_exercise_file(global: &GlobalArgs, path: &Path) -> anyhow::Result<ExitCode> {
    let shown = display_path(path);
    if !global.private {
        let folder = global.paths()?.exercises_dir;
        bail!(
            "a file can only be tried without saving: “enough start --private {shown}”. \
             To save what you write, put the file into {} and start it by its name",
            display_path(&folder)
        );
    }
    let mut library = global.library_with_contacts()?;
    match library.add_file(path) {
        Ok(AddedContent::Exercise(id)) => run_app(global, library, StartScreen::Exercise(id)),
        Ok(AddedContent::Break(id)) => run_app(global, library, StartScreen::Break(id, None)),
        Ok(AddedContent::ExercisePath(id)) => run_app(global, library, StartScreen::Path(id)),
        Ok(AddedContent::Catalogue) => {
            bail!("{shown} holds texts that exercises share, and nothing to start")
        }
        Err(file) => {
            write!(sanitized_output::stderr(), "{file}")?;
            Ok(ExitCode::from(EXIT_INVALID_FILES))
        }
    }
}

/// Lists what a name may mean, by number, where nobody can be asked.
fn print_matches<'a>(
    name: &str,
    matches: impl Iterator<Item = (&'a str, &'a str)>,
    command: &str,
) -> anyhow::Result<ExitCode> {
    let mut err = sanitized_output::stderr();
    let matches: Vec<_> = matches.collect();
    output::print_wrapped(
        &mut err,
        format_args!("enough: “{name}” could be any of these {}:", matches.len()),
    )?;
    for (number, (id, title)) in (1..).zip(&matches) {
        writeln!(err, "  {number}. {id}: {title}")?;
    }
    if let Some((id, _)) = matches.first() {
        let words = format_args!("Please type one of the names, such as: {command} {id}");
        output::print_wrapped(&mut err, words)?;
    }
    Ok(ExitCode::FAILURE)
}

pub(crate) fn open_app(global: &GlobalArgs, opening: StartScreen) -> anyhow::Result<ExitCode> {
    run_app(global, global.library_with_contacts()?, opening)
}

fn run_app(
    global: &GlobalArgs,
    library: Library,
    opening: StartScreen,
) -> anyhow::Result<ExitCode> {
    if matches!(opening, StartScreen::Home) {
        embedded::decode_headers_in_background();
    }
    let paths = global.paths()?;
    // A break begins without the journal, so that the first breath waits for nothing. It is opened once there is a break to
    // save.
    let is_break = matches!(opening, StartScreen::Break(..));
    let saves_nothing = global.private || is_break;
    let is_unseen = !global.private && first_page::is_unseen(&paths);
    let is_first_run = is_unseen && !is_break;
    if is_first_run {
        // If the program fails to start, the journal exists, and the page is still to be shown.
        first_page::mark_unseen(&paths);
    }
    let loaded = super::config::load_config(global)?;
    if global.show.color == ColorWhen::Always {
        // An explicit flag overrides NO_COLOR.
        crossterm::style::force_color_output(true);
    }
    let settings = Settings::resolve(&global.show, &loaded.config);
    if let Some(bindings) = loaded.keymap {
        install_bindings(bindings);
    }
    let rng = StdRng::from_rng(&mut entropy());
    let defaults = loaded.config.to_app_defaults(&library);
    let unknown_names = loaded.config.unknown_name_warnings(&library);
    let theme = settings.theme.theme(None);
    let is_ascii = theme.ascii_only;
    let new = |journal| App::new(library, journal, theme, rng).with_theme_source(settings.theme);
    let is_line_mode = settings.line_mode_reason.is_some();
    let lock_settings = LockSettings {
        has_lock: false,
        has_ask_command: loaded.config.lock.ask.is_some(),
        after_minutes: loaded.config.lock.after,
    };
    let mut app = if is_break && !global.private {
        new(Journal::without_tables()?)
            .with_deferred_journal(paths.clone())
            .with_lock(lock_settings)
    } else if saves_nothing {
        new(Journal::in_memory()?)
    } else {
        // Before the journal is opened.
        let has_lock = global.lock_state()?.is_locked();
        let key = known_key(global, is_line_mode)?;
        let app = app_with_journal(new, &paths, key.as_ref())?;
        app.with_lock(LockSettings {
            has_lock,
            ..lock_settings
        })
    };
    let (profile, faulty) = Profile::read(&paths.profile_file);
    let profile_file = Some(paths.profile_file.clone()).filter(|_| !global.private);
    app = app.with_profile(profile, faulty.as_ref(), profile_file);
    app = app.with_defaults(defaults);
    let warnings = unknown_names.iter().chain(&loaded.warnings);
    for warning in warnings {
        app.append_status(warning);
    }
    let _ = terminal::time_zone::local();
    if let Some(warning) = terminal::time_zone::take_warning() {
        app.append_status(&warning);
    }
    let journal_path = display_path(&paths.journal_file);
    let shows_first_page = is_first_run && app.is_saved();
    let welcome = Some(journal_path.as_str()).filter(|_| shows_first_page);
    let start_backup = |key: &JournalKey| daily_maintenance(&paths, key, settings.has_daily_backup);
    let is_backed_up = !saves_nothing && (app.is_saved() || app.is_locked());
    let result = if let Some(reason) = settings.line_mode_reason {
        let backup = is_backed_up.then(|| Box::new(start_backup) as StartBackup);
        run_line_mode(&mut app, (opening, welcome), reason, backup, is_ascii)
    } else {
        let ask_command = loaded.config.lock.ask.clone();
        let options = LaunchOptions {
            opening,
            welcome,
            editor_folder: editor_folder(&paths, &app),
            escape_time: settings.escape_time,
            background_reply_time: settings.background_reply_time,
            daily_backup: is_backed_up.then(|| Box::new(start_backup) as StartBackup),
            ask_command: ask_command.map(|command| ask_task(command, paths.clone())),
            after_first_frame: shows_first_page
                .then(|| Box::new(|| first_page::mark_seen(&paths)) as Box<dyn FnOnce()>),
        };
        terminal::run(&mut app, options).context("the screen couldn't be kept open")
    };
    if shows_first_page && settings.line_mode_reason.is_some() && result.is_ok() {
        first_page::mark_seen(&paths);
    }
    if is_unseen && is_break {
        first_page::mark_unseen_after_break(&paths);
    }
    report_exit(result, &app, &journal_path, global.private)
}

/// The key of the journal; none if the app has to ask for it. Line mode has the `ask` command run before it begins, and asks
/// before that where it can't hide what is typed.
fn known_key(global: &GlobalArgs, is_line_mode: bool) -> anyhow::Result<Option<JournalKey>> {
    if !is_line_mode {
        return global.key_without_asking();
    }
    if StdLineIo::can_hide_input() {
        return global.key_without_typing();
    }
    match global.key() {
        Err(error) if error.is::<StaysLocked>() => bail!(
            "the journal stays locked; “enough --private” goes on without it, and saves nothing"
        ),
        key => key.map(Some),
    }
}

/// The folder for the file of the external editor. With a lock it is in memory, where there is such a folder.
fn editor_folder<'a>(paths: &'a AppPaths, app: &App) -> &'a Path {
    let in_memory = paths.runtime_dir.as_deref().filter(|_| app.has_lock());
    in_memory.unwrap_or(&paths.state_dir)
}

/// Creates the app with the user's journal, or with a storage failure screen if it can't be opened. Without a key the
/// journal is locked, and the app asks for the passphrase.
fn app_with_journal(
    new: impl FnOnce(Journal) -> App,
    paths: &AppPaths,
    key: Option<&JournalKey>,
) -> anyhow::Result<App> {
    let warning = restrict_permissions(paths);
    let mut app = match key.map(|key| (key, storage::open_journal(paths, key))) {
        Some((_, Ok(journal))) => new(journal),
        Some((key, Err(error))) => {
            new(Journal::in_memory_with(key)?).with_unavailable_journal(error)
        }
        None => new(Journal::in_memory_with(&JournalKey::NONE)?)
            .with_paths(paths.clone())
            .with_locked_journal(),
    };
    app.report_read_only();
    if let Some(warning) = warning {
        app.append_status(&warning);
    }
    let now = terminal::now().timestamp;
    let mut folders = paths.spool_dirs();
    if let Some(file) = folders.find_map(|folder| external_editor::find_leftover(folder, now)) {
        let file = display_path(&file);
        app.append_status(&format!("An editor left some of your words in {file}."));
    }
    Ok(app.with_paths(paths.clone()))
}

/// Makes the daily backup, then purges expired entries from the trash.
fn daily_maintenance(
    paths: &AppPaths,
    key: &JournalKey,
    has_daily_backup: bool,
) -> BackgroundTask<DailyBackup> {
    let (journal, folder) = (paths.journal_file.clone(), paths.backups_dir.clone());
    let key = key.clone();
    let now = terminal::now();
    BackgroundTask::new(move || {
        let daily = if has_daily_backup {
            backup::create_daily_if_due(&journal, &folder, now.day, &key)
        } else {
            DailyBackup::NotDue
        };
        let is_backed_up = matches!(
            daily,
            DailyBackup::NotDue | DailyBackup::Done(BackupResult::Created(..))
        );
        if is_backed_up {
            // What can't be purged now is purged another day.
            let _ = trash::purge_expired(&journal, &folder, now.timestamp, &key);
        }
        daily
    })
}

/// Prints the texts that the user asked to print. Errors are ignored: they are in the journal as well.
fn print_requested(app: &App) {
    for text in app.print_queue() {
        let _ = output::print_final_line(TerminalOutput::stdout(), text);
    }
}

/// The exit code after a panic.
const EXIT_PANIC: u8 = 101;

/// Prints the final messages and returns the exit code.
fn report_exit(
    result: anyhow::Result<ExitReason>,
    app: &App,
    journal_path: &str,
    is_private: bool,
) -> anyhow::Result<ExitCode> {
    // Errors are ignored: then no terminal is left to print on.
    let print = |text: &str| drop(output::print_final_message(text));
    if matches!(
        result,
        Ok(ExitReason::Quit | ExitReason::EndOfInput | ExitReason::Signal(_))
    ) {
        print_requested(app);
    }
    let exit_message = app.exit_message();
    let code = match &result {
        Ok(ExitReason::Panicked { location, is_saved }) => {
            print(&format!("enough stopped because of a bug, at {location}."));
            if is_private {
                print("Nothing was saved, as you wished.");
            } else if exit_message.is_none() || !is_saved {
                print(&format!("What was saved before is safe in {journal_path}."));
            }
            EXIT_PANIC
        }
        Ok(ExitReason::EndOfInput) => {
            print("There's nothing more to read, so this stops here.");
            1
        }
        Ok(ExitReason::Signal(signal)) => u8::try_from(128 + signal).unwrap_or(1),
        Ok(ExitReason::Quit) | Err(_) => 0,
    };
    if let Some(message) = exit_message {
        print(message);
    }
    result.map(|_| ExitCode::from(code))
}

/// The only source of entropy. Everything else uses generators seeded from it.
#[expect(clippy::disallowed_methods, reason = "generators are seeded here")]
pub(crate) fn entropy() -> rand::rngs::ThreadRng {
    rand::rng()
}
