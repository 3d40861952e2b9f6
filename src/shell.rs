//! The terminal: set up and always given back, its events, the clock and the loop.
//!
//! One thread waits for a key, a signal or the next frame, whichever comes first, and sleeps until then.

mod editor;
mod keys;
mod signals;

use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use jiff::{Timestamp, tz::TimeZone};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect, Size};

use crate::app::{App, Effect, Event, Opening};
use crate::entry::Moment;
use signals::{Signal, Signals};

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Left,
    /// A signal of this number ended it.
    By(i32),
}

/// A longer gap tells no more than this one: the terminal was suspended or the machine asleep. It is
/// just longer than what a breath takes for breathed.
const LONGEST_TICK: Duration = Duration::from_millis(2001);

/// The terminal gives itself back by [`GiveBack`]. Its own way would panic where the terminal is gone.
type Screen = ManuallyDrop<Terminal<CrosstermBackend<io::BufWriter<Stdout>>>>;

/// Runs the program in the terminal until it ends; `folder` may hold the file of the person's own editor.
pub fn run(
    app: &mut App,
    opening: Opening,
    welcome: Option<&str>,
    folder: &Path,
) -> anyhow::Result<Ended> {
    let signals = Signals::listen().context("the signals of this system can't be listened to")?;
    // Where this can't be had, keys are read from the input that is there.
    let _ = keys::own_input();
    give_back_on_panic();
    let terminal = set_up().context(
        "this terminal can't be set up for whole screens; “--help” lists what prints lines",
    )?;
    let guard = GiveBack;
    let size = crossterm::terminal::size().unwrap_or((80, 24));
    app.open(opening, size, &now());
    if let Some(journal) = welcome {
        app.welcome(journal);
    }
    let ended = turn(app, terminal, &signals, folder);
    if ended.is_err() {
        // The terminal is gone or broken; the words are saved all the same.
        let _ = app.update(Event::Stop, &now());
    }
    drop(guard);
    ended
}

fn turn(
    app: &mut App,
    mut terminal: Screen,
    signals: &Signals,
    folder: &Path,
) -> anyhow::Result<Ended> {
    let mut last = monotonic();
    let mut had_keys = false;
    loop {
        draw(app, &mut terminal)?;
        if !(had_keys && keys::has_more().context("the terminal can't be read")?) {
            had_keys = signals
                .wait_for_keys(app.frame_due())
                .context("the terminal can't be waited for")?;
        }
        let elapsed = last.elapsed().min(LONGEST_TICK);
        last = monotonic();
        // Time comes before keys, so that a key held down can't stop the breath.
        let mut effect = app.update(Event::Tick(elapsed), &now());
        if signals.has_resized() {
            resize(app, &mut terminal)?;
        }
        match signals.caught() {
            Some(Signal::End(number)) => {
                let _ = app.update(Event::Stop, &now());
                return Ok(Ended::By(number));
            }
            Some(Signal::SetAside) => effect = Some(Effect::Suspend),
            Some(Signal::Continued) => effect = Some(Effect::Redraw),
            None => {}
        }
        if effect.is_none() && had_keys {
            let take = |event| {
                effect = translate(event).and_then(|event| app.update(event, &now()));
                effect.is_none()
            };
            keys::take_all(take).context("the terminal can't be read")?;
        }
        match effect {
            None => {}
            Some(Effect::Quit) => return Ok(Ended::Left),
            Some(effect) => {
                perform(effect, app, &mut terminal, folder, signals)?;
                last = monotonic();
            }
        }
    }
}

/// Does what needs the terminal for itself.
fn perform(
    effect: Effect,
    app: &mut App,
    terminal: &mut Screen,
    folder: &Path,
    signals: &Signals,
) -> anyhow::Result<()> {
    match effect {
        Effect::Quit => {}
        Effect::Redraw => again(terminal)?,
        Effect::Suspend => {
            if signals::can_be_set_aside() {
                give_back();
                signals::set_aside();
            }
            again(terminal)?;
        }
        Effect::Edit(words) => {
            give_back();
            let edited = editor::edit(&words, folder, signals);
            again(terminal)?;
            let edited = app_words(app, edited);
            let _ = app.update(Event::Edited(edited), &now());
        }
    }
    Ok(())
}

fn app_words(app: &mut App, edited: anyhow::Result<Option<String>>) -> Option<String> {
    edited.unwrap_or_else(|error| {
        app.tell(format!("{error:#}. Your words are still here."));
        None
    })
}

fn draw(app: &App, terminal: &mut Screen) -> anyhow::Result<()> {
    let drawn = terminal.draw(|frame| {
        let area = frame.area();
        if let Some(caret) = app.render(area, frame.buffer_mut()) {
            frame.set_cursor_position(caret);
        }
    });
    drawn.map(drop).context("the terminal can't be drawn to")
}

fn translate(event: event::Event) -> Option<Event> {
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

fn set_up() -> io::Result<Screen> {
    switch_on()?;
    let output = io::BufWriter::with_capacity(16 * 1024, io::stdout());
    Terminal::new(CrosstermBackend::new(output)).map(ManuallyDrop::new)
}

fn switch_on() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

/// Takes the terminal again, after something else had it, and draws every cell.
fn again(terminal: &mut Screen) -> anyhow::Result<()> {
    switch_on()
        .and_then(|()| clear(terminal))
        .map(drop)
        .context("the terminal can't be taken again")
}

/// Lets the program know the size of its window, and draws every cell: a window that was small for a
/// moment has lost what didn't fit, even if it's as large as before.
fn resize(app: &mut App, terminal: &mut Screen) -> anyhow::Result<()> {
    let size = clear(terminal).context("the terminal can't be drawn to")?;
    let _ = app.update(Event::Resize(size.width, size.height), &now());
    Ok(())
}

/// Has the next frame draw every cell, and gives back the size it will have.
///
/// `Terminal::clear` would ask the terminal where its cursor stands, and wait for an answer among the keys.
fn clear(terminal: &mut Screen) -> io::Result<Size> {
    let size = terminal.size()?;
    terminal.resize(Rect::from((Position::ORIGIN, size)))?;
    Ok(size)
}

/// Gives the terminal back when the loop ends, however it ends.
struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes everything that was switched on. What fails here has no terminal left to fail on.
fn give_back() {
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = io::stdout().flush();
}

/// A panic gives the terminal back and says where it happened, but none of the person's words.
fn give_back_on_panic() {
    std::panic::set_hook(Box::new(|panic| {
        give_back();
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        // Where there is no terminal left to say this on, it stays unsaid.
        let _ = writeln!(
            io::stderr(),
            "enough stopped because of a mistake of its own, at {place}.\n\
             Every answer you gave is in the journal. “enough resume” goes on where you were."
        );
    }));
}

/// The time as it is here and now. The only place, with the loop, that reads a clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that tells everyone else the time"
)]
pub fn now() -> Moment {
    let at = Timestamp::now();
    let zoned = at.to_zoned_datetime(TimeZone::system());
    Moment {
        at,
        offset: zoned.offset().seconds(),
        day: zoned.date(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that measures how long things take"
)]
fn monotonic() -> Instant {
    Instant::now()
}
