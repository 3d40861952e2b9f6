//! The commands that open a screen.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{ColorWhen, DisplayArgs, GlobalArgs, line_mode, output};
use crate::cli::sanitized_output;
use crate::config::{Config, Motion, YesNo};
use crate::content::library::{AddedContent, Library};
use crate::content::yaml::closest_match;
use crate::platform::paths::AppPaths;
use crate::storage::backup::{self, BackupResult, DailyBackup};
use crate::storage::journal::Journal;
use crate::storage::profile::Profile;
use crate::storage::trash;
use crate::terminal::input::escape_time;
use crate::terminal::{
    self, BackgroundTask, ExitReason, LaunchOptions, TerminalOutput, external_editor,
};
use crate::text::display_path;
use crate::ui::app::configure::configured_break;
use crate::ui::app::{App, StartScreen};
use crate::ui::keymap::install_bindings;
use crate::ui::theme::{ColorSupport, Theme, supports_italics};

/// Opens the break called `name`.
pub fn open_break(
    global: &GlobalArgs,
    name: Option<&str>,
    minutes: Option<u16>,
) -> anyhow::Result<ExitCode> {
    let config = super::config::load_config(global)?.config;
    let library = load_library(global)?;
    let name = name
        .or_else(|| configured_break(&config, &library))
        .unwrap_or(App::DEFAULT_BREAK);
    let found = library.find_breaks(name);
    let Some(pause) = single_match(&found, |pause| &pause.id, name)? else {
        let near = closest_match(name, library.breaks().map(|pause| pause.id.as_str()));
        bail!(
            "there is no break called “{name}”; {}“enough breathe --list” shows those there are",
            did_you_mean(near)
        );
    };
    let id = pause.id.clone();
    run_app(global, library, StartScreen::Break(id, minutes))
}

/// Opens the exercise called `name`, or the first screen.
pub fn open_exercise(global: &GlobalArgs, name: Option<&str>) -> anyhow::Result<ExitCode> {
    let Some(name) = name else {
        return open_app(global, StartScreen::Home);
    };
    if is_file_name(name) {
        return try_exercise_file(global, Path::new(name));
    }
    let library = load_library(global)?;
    let found = library.find_exercises(name);
    let Some(exercise) = single_match(&found, |exercise| &exercise.id, name)? else {
        let near = closest_match(name, library.headers().map(|exercise| exercise.id.as_str()));
        bail!(
            "there is no exercise called “{name}”; {}“enough exercises” lists those there are",
            did_you_mean(near)
        );
    };
    let id = exercise.id.clone();
    run_app(global, library, StartScreen::Exercise(id))
}

/// What a name was probably meant to be, in words before more words.
fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("did you mean “{near}”? "))
        .unwrap_or_default()
}

/// Whether this names a file rather than an exercise, whose name has no point.
fn is_file_name(name: &str) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// Walks a file that lies anywhere, to try it. Nothing of it is kept, since its answers would stand in the
/// journal without the exercise they belong to.
fn try_exercise_file(global: &GlobalArgs, path: &Path) -> anyhow::Result<ExitCode> {
    let shown = display_path(path);
    if !global.private {
        let folder = AppPaths::find(global.data_dir.as_deref())?.exercises_dir;
        bail!(
            "a file is walked only without saving: “enough start --private {shown}”. \
             To keep what you write, put the file into {} and start it by its name",
            display_path(&folder)
        );
    }
    let mut library = load_library(global)?;
    match library.add_file(path) {
        Ok(AddedContent::Exercise(id)) => run_app(global, library, StartScreen::Exercise(id)),
        Ok(AddedContent::Break(id)) => run_app(global, library, StartScreen::Break(id, None)),
        Ok(AddedContent::Catalogue) => {
            bail!("{shown} holds words that exercises share, and nothing to walk")
        }
        Err(faulty) => {
            write!(sanitized_output::stderr(), "{faulty}")?;
            Ok(ExitCode::from(super::EXIT_INVALID_FILES))
        }
    }
}

/// The one thing that was found; several are named, so that a longer name can be typed.
fn single_match<'a, T>(
    found: &[&'a T],
    id: impl Fn(&'a T) -> &'a String,
    name: &str,
) -> anyhow::Result<Option<&'a T>> {
    match found {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let ids: Vec<_> = several.iter().map(|one| id(one).as_str()).collect();
            bail!(
                "“{name}” could be any of these, so please type a little more: {}",
                ids.join(", ")
            )
        }
    }
}

/// Opens a screen that needs no name.
pub fn open_app(global: &GlobalArgs, opening: StartScreen) -> anyhow::Result<ExitCode> {
    run_app(global, load_library(global)?, opening)
}

/// What there is to walk, with the person's own.
pub fn load_library(global: &GlobalArgs) -> anyhow::Result<Library> {
    let places = AppPaths::find(global.data_dir.as_deref())?;
    let mut library = Library::with_user_folder(&places.exercises_dir);
    library.add_user_contacts(&places.people_file);
    Ok(library)
}

fn run_app(
    global: &GlobalArgs,
    library: Library,
    opening: StartScreen,
) -> anyhow::Result<ExitCode> {
    let places = AppPaths::find(global.data_dir.as_deref())?;
    // A break needs no journal, and is there even when the journal can't be opened.
    let is_breath = matches!(opening, StartScreen::Break(..));
    let writes_nothing = global.private || is_breath;
    let is_first = !writes_nothing && !places.journal_file.exists();
    let chance = StdRng::from_rng(&mut entropy());
    let read = super::config::load_config(global)?;
    let look = detect_theme(global, &read.config);
    if let Some(rows) = read.keymap {
        install_bindings(rows);
    }
    let new = |journal| App::new(library, journal, look, chance);
    let mut app = if is_breath {
        new(Journal::without_tables()?)
    } else if writes_nothing {
        new(Journal::in_memory()?)
    } else {
        app_with_journal(new, &places)?
    };
    let (person, faulty) = Profile::read(&places.profile_file);
    let file = Some(places.profile_file.clone()).filter(|_| !global.private);
    app = app
        .with_profile(person, faulty.as_ref(), file)
        .with_config(&read.config);
    read.warnings
        .iter()
        .for_each(|words| app.append_status(words));
    let _ = terminal::time_zone::local();
    if let Some(words) = terminal::time_zone::take_warning() {
        app.append_status(&words);
    }
    let shown = display_path(&places.journal_file);
    let welcome = Some(shown.as_str()).filter(|_| is_first && app.is_saved());
    let backup = if writes_nothing || !app.is_saved() {
        BackgroundTask::Done
    } else {
        daily_maintenance(&places, YesNo::is_yes(read.config.backups))
    };
    let ended = if let Some(why) = line_mode::line_mode_reason(&global.show) {
        line_mode::run_line_mode(&mut app, (opening, welcome), why, backup, look.ascii_only)
    } else {
        let start = LaunchOptions {
            opening,
            welcome,
            editor_folder: &places.state_dir,
            escape_time: escape_time(read.config.escape_time, is_over_ssh()),
            backup,
        };
        terminal::run(&mut app, start).context("the screen couldn't be kept open")
    };
    if matches!(
        ended,
        Ok(ExitReason::Quit | ExitReason::EndOfInput | ExitReason::Signal(_))
    ) {
        print_requested(&app);
    }
    report_exit(ended, app.exit_message(), &shown, global.private)
}

/// Whether the terminal is at the other end of SSH.
fn is_over_ssh() -> bool {
    ["SSH_CONNECTION", "SSH_TTY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The program with the journal of this person, or waiting for it where it can't be opened, and with a
/// word about what was found amiss.
fn app_with_journal(new: impl FnOnce(Journal) -> App, places: &AppPaths) -> anyhow::Result<App> {
    let mended = super::restrict_permissions(places);
    let opened = Journal::open_or_create(places);
    let is_read_only = opened.as_ref().is_ok_and(Journal::is_read_only);
    let mut app = match opened {
        Ok(journal) => new(journal),
        Err(error) => new(Journal::in_memory()?).with_unavailable_journal(error),
    };
    if is_read_only {
        app.append_status(&format!(
            "The journal {} can't be changed now. You can read it, and what you write waits beside it.",
            display_path(&places.journal_file)
        ));
    }
    if let Some(words) = mended {
        app.append_status(&words);
    }
    if let Some(words) =
        external_editor::find_leftover(&places.state_dir, terminal::now().timestamp)
    {
        let words = display_path(&words);
        app.append_status(&format!(
            "Words of yours were left by an editor in {words}."
        ));
    }
    Ok(app.with_paths(places.clone()))
}

/// The backup of the day, and then the trash: what has lain in it for long enough goes for good.
fn daily_maintenance(places: &AppPaths, is_backed_up: bool) -> BackgroundTask<DailyBackup> {
    let (journal, folder) = (places.journal_file.clone(), places.backups_dir.clone());
    let now = terminal::now();
    BackgroundTask::new(move || {
        let daily = if is_backed_up {
            backup::create_daily_if_due(&journal, &folder, now.day)
        } else {
            DailyBackup::NotDue
        };
        let is_backed_up = matches!(
            daily,
            DailyBackup::NotDue | DailyBackup::Done(BackupResult::Created(..))
        );
        if is_backed_up {
            // What stays now goes another day.
            let _ = trash::purge_expired(&journal, &folder, now.timestamp);
        }
        daily
    })
}

/// Prints the words that were asked for. Where no terminal is left to take them, they are in the journal.
fn print_requested(app: &App) {
    for words in app.print_queue() {
        let _ = output::print_final_line(TerminalOutput::stdout(), words);
    }
}

/// The exit code after a mistake of the program's own.
const EXIT_PANIC: u8 = 101;

/// Leaves the last words on the terminal and tells how the program ended.
fn report_exit(
    ended: anyhow::Result<ExitReason>,
    parting: Option<&str>,
    journal: &str,
    is_private: bool,
) -> anyhow::Result<ExitCode> {
    // Where there is no terminal left to say this on, it stays unsaid.
    let say = |words: &str| drop(output::print_final_message(words));
    let code = match &ended {
        Ok(ExitReason::Panicked {
            location: place,
            is_saved,
        }) => {
            say(&format!(
                "enough stopped because of a mistake of its own, at {place}."
            ));
            if is_private {
                say("Nothing was saved, as you wished.");
            } else if parting.is_none() || !is_saved {
                say(&format!("What was saved before is safe in {journal}."));
            }
            EXIT_PANIC
        }
        Ok(ExitReason::EndOfInput) => {
            say("There is no more to read, so this stops here.");
            1
        }
        Ok(ExitReason::Signal(signal)) => u8::try_from(128 + signal).unwrap_or(1),
        Ok(ExitReason::Quit) | Err(_) => 0,
    };
    if let Some(words) = parting {
        say(words);
    }
    ended.map(|_| ExitCode::from(code))
}

/// The one source of true chance; everything else draws from what was seeded here.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where chance comes in, once"
)]
pub fn entropy() -> rand::rngs::ThreadRng {
    rand::rng()
}

/// What this terminal can show, by the flags first and the environment second.
fn detect_theme(global: &GlobalArgs, config: &Config) -> Theme {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let says = |name: &str, words: &[&str]| {
        std::env::var(name).is_ok_and(|value| words.iter().any(|word| value.contains(word)))
    };
    if global.show.color == ColorWhen::Always {
        // Said in so many words, it goes before NO_COLOR.
        crossterm::style::force_color_output(true);
    }
    let colours = match global.show.color {
        ColorWhen::Never => ColorSupport::None,
        ColorWhen::Auto if is_set("NO_COLOR") => ColorSupport::None,
        ColorWhen::Auto | ColorWhen::Always if says("COLORTERM", &["truecolor", "24bit"]) => {
            ColorSupport::TrueColor
        }
        ColorWhen::Auto | ColorWhen::Always if says("TERM", &["256color"]) => ColorSupport::Ansi256,
        ColorWhen::Auto | ColorWhen::Always => ColorSupport::Ansi16,
    };
    let is_still = global.show.reduced_motion || is_set("NO_MOTION");
    let themed = Theme {
        ascii_only: is_ascii(&global.show),
        reduced_motion: is_still || config.motion == Motion::Reduced,
        ..Theme::from_preset(config.theme, colours)
    };
    // Where there are no colours, there are none of one's own either.
    let own = config
        .colours
        .iter()
        .filter(|_| colours != ColorSupport::None);
    let look = own.fold(themed, |look, (meaning, paint)| {
        look.with_style(*meaning, paint.to_style())
    });
    let term = std::env::var("TERM").unwrap_or_default();
    if supports_italics(&term, is_set("STY")) {
        look
    } else {
        look.without_italics()
    }
}

/// Whether only the letters and signs of ASCII are sure to be shown: it was said, or the locale says so.
pub fn is_ascii(show: &DisplayArgs) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let is_other = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    });
    show.ascii || is_other
}
