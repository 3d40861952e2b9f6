//! The terminal: set up and always given back, its events, the clock and the loop.
//!
//! One thread waits for a key, a signal or the next frame, whichever comes first, and sleeps until then.

pub mod backend;
mod background;
pub mod external_editor;
pub mod input;
pub mod line_io;
pub mod panic_hook;
mod signal_event;
pub mod time_zone;
mod tui;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event;
use jiff::Timestamp;

pub use self::background::BackgroundTask;
pub use self::system::signals::{disable_core_dumps, ignore_sigxfsz};
pub(crate) use self::system::terminal_output::TerminalOutput;
pub(crate) use self::tui::OUTPUT_TIMEOUT;

use self::external_editor::{EditResult, ExternalEditor, TextSnapshot, WatchedFile};
use self::signal_event::SignalEvent;
use self::system::key_reader::KeyReader;
use self::system::signals::{self, Signals};
use self::tui::Tui;
use crate::domain::entry::LocalTime;
use crate::storage::backup::DailyBackup;
use crate::text::display_path;
use crate::ui::app::{App, Effect, Event, StartScreen};
use crate::ui::screens::Screen as Shown;

/// How the program is to begin.
pub struct LaunchOptions<'a> {
    pub opening: StartScreen,
    /// Where the journal lies, for someone who is here for the first time.
    pub welcome: Option<&'a str>,
    /// For the file of the person's own editor.
    pub editor_folder: &'a Path,
    /// How long an ESC waits for the rest of a key.
    pub escape_time: Duration,
    /// The backup of the day, which waits until the first frame is there.
    pub backup: BackgroundTask<DailyBackup>,
}

/// How the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExitReason {
    /// The person left.
    Quit,
    /// The lines it read came to their end before it did.
    EndOfInput,
    /// A signal of this number ended it.
    Signal(i32),
    /// A mistake of its own ended it, at this place in the program.
    Panicked {
        location: String,
        /// Whether the words on the screen could still be saved.
        is_saved: bool,
    },
}

/// A longer gap tells no more than this one: the terminal was suspended or the machine asleep. It is
/// just longer than what a breath takes for breathed.
const MAX_TICK: Duration = Duration::from_millis(2001);

/// The most columns and rows that are drawn. No real window has more, and one that tells of 65,535 of each would take
/// more memory than there is.
const MAX_SIZE: (u16, u16) = (1024, 512);

/// Columns and rows of the terminal, as far as they are drawn. None where it doesn't tell them: a serial line says that
/// it has none.
pub fn size() -> Option<(u16, u16)> {
    let (width, height) = crossterm::terminal::size().ok()?;
    let size = (width.min(MAX_SIZE.0), height.min(MAX_SIZE.1));
    Some(size).filter(|(width, height)| *width > 0 && *height > 0)
}

/// A number that counts up is painted no more often than this.
const IDLE_SLICE: Duration = Duration::from_millis(50);

/// Long enough for a frame to reach the terminal, before anything that nobody waits for begins.
const DRAW_YIELD: Duration = Duration::from_millis(1);

/// Runs the program in the terminal until it ends.
pub fn run(app: &mut App, start: LaunchOptions) -> anyhow::Result<ExitReason> {
    let signals = Signals::register().context("the signals of this system can't be listened to")?;
    // Where this can't be had, keys are read from the input that is there.
    let _ = system::key_reader::reopen_stdin();
    let mut terminal = Tui::init().context(
        "this terminal can't be set up for whole screens; “--help” lists what prints lines",
    )?;
    let ended = panic_hook::catch_panic(|| {
        let size = terminal.size();
        app.open(start.opening, (size.width, size.height), &now());
        if let Some(journal) = start.welcome {
            app.show_welcome(journal);
        }
        let keys = KeyReader::new(start.escape_time);
        event_loop(
            app,
            &mut terminal,
            keys,
            &signals,
            start.editor_folder,
            start.backup,
        )
    });
    match ended {
        Ok(Ok(ended)) => Ok(ended),
        // The terminal is gone or broken; the words are saved all the same.
        Ok(Err(error)) => {
            let _ = app.update(Event::Terminate, &now());
            Err(error)
        }
        Err(place) => {
            let is_saved = panic_hook::catch_panic(|| app.update(Event::Terminate, &now())).is_ok();
            Ok(ExitReason::Panicked {
                location: place,
                is_saved,
            })
        }
    }
}

fn event_loop(
    app: &mut App,
    terminal: &mut Tui,
    mut keys: KeyReader,
    signals: &Signals,
    folder: &Path,
    mut backup: BackgroundTask<DailyBackup>,
) -> anyhow::Result<ExitReason> {
    let mut last = instant_now();
    let mut had_keys = false;
    let mut editor = ExternalEditor::new(folder);
    loop {
        terminal.draw(app)?;
        if had_keys || app.has_idle_work() || backup.is_pending() {
            had_keys = yield_after_draw(signals, &keys, terminal.output())
                .context("the terminal can't be waited for")?;
        }
        if !had_keys && let Some(daily) = backup.poll() {
            app.on_backup_done(daily);
            continue;
        }
        if !had_keys {
            let due = app.next_frame_in().into_iter().chain(keys.timeout()).min();
            had_keys = signals
                .wait_for_keys(due, terminal.output())
                .context("the terminal can't be waited for")?;
            // What waited too long for its rest is a key without one.
            had_keys |= keys.timeout() == Some(Duration::ZERO);
        }
        let elapsed = last.elapsed().min(MAX_TICK);
        last = instant_now();
        // Time comes before keys, so that a key held down can't stop the breath.
        let mut effect = app.update(Event::Tick(elapsed), &now());
        if !had_keys {
            run_idle_work(app, signals, terminal.output())
                .context("the terminal can't be waited for")?;
        }
        if signals.has_resized() {
            resize(app, terminal);
        }
        let news = apply_late_save(&mut editor.watched_file, app);
        match signals.take_event() {
            Some(SignalEvent::Terminate(number)) => {
                let _ = app.update(Event::Terminate, &now());
                return Ok(ExitReason::Signal(number));
            }
            Some(SignalEvent::Suspend) => effect = Some(Effect::Suspend),
            Some(SignalEvent::Continue) => effect = Some(Effect::Redraw),
            Some(SignalEvent::Panic) => {
                let words = app.screen().and_then(Shown::edited_text);
                panic!("a mistake made on purpose, with {words:?}");
            }
            None => {}
        }
        if effect.is_none() && had_keys {
            let take = |event| {
                effect = to_app_event(event).and_then(|event| app.update(event, &now()));
                effect.is_none()
            };
            keys.read_events(take)
                .context("the terminal can't be read")?;
        }
        // A key takes away what was told before it.
        if let Some(news) = news {
            app.append_status(&news);
        }
        match effect {
            None => {}
            Some(Effect::Quit) => return Ok(ExitReason::Quit),
            Some(effect) => {
                let ended = perform_effect(effect, app, terminal, &mut keys, &mut editor, signals)?;
                if let Some(ended) = ended {
                    return Ok(ended);
                }
                last = instant_now();
            }
        }
    }
}

/// Lets what was drawn reach the terminal, which it does sooner while this process sleeps. Says whether there may be
/// something to read.
fn yield_after_draw(
    signals: &Signals,
    keys: &KeyReader,
    output: &TerminalOutput,
) -> std::io::Result<bool> {
    Ok(signals.wait_for_keys(Some(DRAW_YIELD), output)? || keys.has_buffered_events()?)
}

/// Does what nobody waits for, until somebody does or there is something to show.
fn run_idle_work(app: &mut App, signals: &Signals, output: &TerminalOutput) -> std::io::Result<()> {
    let begun = instant_now();
    while app.has_idle_work()
        && begun.elapsed() < IDLE_SLICE
        && !signals.wait_for_keys(Some(Duration::ZERO), output)?
    {
        if app.run_idle_work() {
            break;
        }
    }
    Ok(())
}

/// Does what needs the terminal for itself. Says how the program ends, if a signal asked for that meanwhile.
fn perform_effect(
    effect: Effect,
    app: &mut App,
    terminal: &mut Tui,
    keys: &mut KeyReader,
    editor: &mut ExternalEditor,
    signals: &Signals,
) -> anyhow::Result<Option<ExitReason>> {
    match effect {
        Effect::Quit => {}
        Effect::Redraw => terminal.reenter()?,
        Effect::ClearScrollback => terminal.purge()?,
        Effect::CopyText(words) => terminal.copy_to_clipboard(&words)?,
        Effect::Suspend => {
            if signals::can_suspend() {
                terminal.restore();
                signals::suspend();
            }
            terminal.reenter()?;
        }
        Effect::OpenEditor(words) => {
            terminal.restore();
            let edited = editor.edit(&words, signals);
            let asked_to_end = edited.terminated_by;
            // The words come first: the terminal may be gone by now.
            editor.watched_file = apply_edit(edited, app);
            if let Some(number) = asked_to_end {
                let _ = app.update(Event::Terminate, &now());
                return Ok(Some(ExitReason::Signal(number)));
            }
            terminal.reenter()?;
            keys.discard_input().context("the terminal can't be read")?;
        }
    }
    Ok(None)
}

/// Takes over what the editor saved. Its file goes only once the words are on disk elsewhere, and is given back where the
/// editor may still have it open.
fn apply_edit(mut edited: EditResult, app: &mut App) -> Option<WatchedFile> {
    match std::mem::replace(&mut edited.text, Ok(None)) {
        Ok(words) => {
            let _ = app.update(Event::EditorClosed(words), &now());
            let given = text_snapshot(app);
            let open_file = || WatchedFile::new(edited.folder.clone(), given);
            if !app.is_saved() || app.is_input_full() {
                let folder = display_path(&edited.folder);
                app.append_status(&format!(
                    "What your editor wrote is kept in {folder} as well."
                ));
            } else if edited.terminated_by.is_some() {
                // What the editor was still to save lies beside the words, if it is anywhere.
                drop(open_file());
            } else if edited.may_be_open {
                let open_file = open_file();
                app.set_status(
                    "Your editor came back at once. If it opened a window, save there and press a key here. \
                     VISUAL='code --wait' makes it wait.",
                );
                return Some(open_file);
            } else {
                edited.delete_files();
            }
        }
        Err(error) => app.set_status(format!("{error:#}. Your words are still here.")),
    }
    None
}

/// Takes over what an editor that came back at once saved since, unless the words here have changed meanwhile. Says what
/// the person is to be told of it.
fn apply_late_save(open_file: &mut Option<WatchedFile>, app: &mut App) -> Option<String> {
    let file = open_file.as_mut()?;
    let saved = file.poll_saved()?;
    if let Ok(words) = saved
        && file.matches_known(&text_snapshot(app))
    {
        let _ = app.update(Event::EditorClosed(Some(words)), &now());
        if app.is_saved() && !app.is_input_full() {
            file.set_known(text_snapshot(app));
            return Some("What you saved in your editor is here now.".to_owned());
        }
    }
    let path = file.path();
    file.mark_unread();
    *open_file = None;
    let path = display_path(path);
    Some(format!("What you saved in your editor is kept in {path}."))
}

/// The words on the screen, and where they stand.
fn text_snapshot(app: &App) -> TextSnapshot {
    let screen = app.screen();
    let place = match screen {
        Some(Shown::Session(walk)) => {
            let session = walk.session();
            format!(
                "{} {}",
                session.meta().id.as_str(),
                session.current_step().id
            )
        }
        Some(Shown::TrustedPeople(_)) => "trusted".to_owned(),
        _ => String::new(),
    };
    let words = screen.and_then(Shown::edited_text).unwrap_or_default();
    TextSnapshot {
        field_id: place,
        text: words.to_owned(),
    }
}

fn to_app_event(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) => Some(Event::Key(key)),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        // A new size is heard of by its signal; what is read here can miss one before the first key.
        event::Event::Resize(..)
        | event::Event::FocusGained
        | event::Event::FocusLost
        | event::Event::Mouse(_) => None,
    }
}

/// Lets the program know the size of its window, and draws every cell: a window that was small for a
/// moment has lost what didn't fit, even if it's as large as before.
fn resize(app: &mut App, terminal: &mut Tui) {
    terminal.invalidate();
    let size = terminal.size();
    let _ = app.update(Event::Resize(size.width, size.height), &now());
}

/// The time as it is here and now. The only place, with the loop, that reads a clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that tells everyone else the time"
)]
pub fn now() -> LocalTime {
    let at = Timestamp::now();
    let zoned = at.to_zoned_datetime(time_zone::local());
    LocalTime {
        timestamp: at,
        utc_offset: zoned.offset().seconds(),
        day: zoned.date(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that measures how long things take"
)]
fn instant_now() -> Instant {
    Instant::now()
}
