//! Line mode: the interface as plain lines, for screen readers, simple terminals and pipes.
//!
//! It runs the same [`App`] and the same screens: it prints the prompt of the screen on top and passes it the lines
//! that are typed.

pub(crate) mod prompt;

use std::io;
use std::time::Duration;

use crate::domain::entry::LocalTime;
use crate::storage::work_observer::WorkObserver;
use crate::text::hidden::HiddenText;
use crate::ui::app::{App, Effect, Event, StartScreen, WorkRequest, WorkResult};
use crate::ui::exit_reason::ExitReason;
use crate::ui::line_mode::prompt::{END_OF_TEXT, LinePrompt, LineReply};
use crate::ui::screens::session_screen::keeping::Keeping;
use crate::ui::screens::{AppCommand, Screen};

/// Output and input of line mode.
pub trait LineIo {
    /// Prints a paragraph; an empty one is a blank line.
    fn write_paragraph(&mut self, words: &str) -> io::Result<()>;

    /// Reads a line, waiting at most `timeout`, and returns the time it took.
    fn read_line(&mut self, timeout: Option<Duration>) -> io::Result<(LineInput, Duration)>;

    fn now(&self) -> LocalTime;

    /// Does long work.
    fn run_work(&mut self, work: WorkRequest) -> WorkResult {
        work.run(&WorkObserver::default())
    }

    /// Asks for a line that isn't shown.
    fn read_hidden_line(&mut self, _prompt: &str) -> io::Result<HiddenInput> {
        Ok(HiddenInput::Impossible)
    }

    /// The unfinished line, which is taken out of the input.
    fn take_partial_line(&mut self) -> io::Result<String> {
        Ok(String::new())
    }
}

/// The result of reading a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineInput {
    Line(String),
    TimedOut,
    Eof,
    /// A signal with this number, and the unfinished line.
    Signal(i32, String),
}

/// The result of reading a line that isn't shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HiddenInput {
    Line(HiddenText),
    /// Ctrl+D.
    Canceled,
    /// There is no terminal to type on.
    Impossible,
    /// A signal with this number.
    Signal(i32),
}

const LOCKED_AGAIN: &str = "The journal is locked again, because nothing was typed for a while.";

/// The commands that work on every screen.
const SLASH_COMMANDS: [(&str, &str); 14] = [
    ("/back", "go back a step, or to where you were before"),
    (
        "/skip",
        "keep what's there, or leave it empty, and continue",
    ),
    ("/ahead", "go on to a later step, where that is offered"),
    ("/clear", "start over with what you're writing"),
    ("/print", "print your words when you quit"),
    (
        "/card",
        "keep your good-enough line as a card, or no longer",
    ),
    ("/pause", "leave this exercise and pick it up later"),
    ("/discard", "discard this exercise"),
    ("/breathe", "breathe for a while"),
    ("/people", "people to talk to"),
    (
        "/about",
        "what this exercise is for, and where it comes from",
    ),
    ("/again", "read this once more"),
    ("/quit", "quit, with everything saved"),
    ("/help", "this list"),
];

/// The command that is typed, if it is one. Any other text with a slash is an answer, or a passphrase.
pub(crate) fn slash_command(typed: &str) -> Option<&'static str> {
    let mut commands = SLASH_COMMANDS.iter().map(|(command, _)| *command);
    commands.find(|command| *command == typed.trim())
}

/// Runs line mode until it ends. `reason` says why it is on.
pub fn run(
    app: &mut App,
    (start_screen, welcome): (StartScreen, Option<&str>),
    reason: &str,
    io: &mut impl LineIo,
) -> io::Result<ExitReason> {
    io.write_paragraph(&format!(
        "This is line mode, because {reason}. /help tells what can be typed."
    ))?;
    // If the user started with an exercise, its input may come from a pipe. So neither the menu nor the questions of
    // the welcome page come first.
    let knows_home = start_screen != StartScreen::Home;
    app.use_line_mode();
    app.open(start_screen, (80, 24), &io.now());
    match welcome {
        Some(_) if knows_home => {
            io.write_paragraph("")?;
            for line in app.intro_lines() {
                io.write_paragraph(&line)?;
            }
        }
        Some(journal) => app.show_welcome(journal),
        None => {}
    }
    let exit = LineModeLoop {
        app,
        io,
        has_input: false,
        has_shown_menu: knows_home,
    }
    .run_until_exit();
    // Saves the text in progress, even after an I/O error.
    let now = io.now();
    let _ = app.update(Event::Terminate, &now);
    exit
}

struct LineModeLoop<'a, T> {
    app: &'a mut App,
    io: &'a mut T,
    /// Whether any line was read.
    has_input: bool,
    /// Whether the menu was printed.
    has_shown_menu: bool,
}

impl<T: LineIo> LineModeLoop<'_, T> {
    fn run_until_exit(&mut self) -> io::Result<ExitReason> {
        while let Some(LinePrompt { mut lines, hint }) = self.next_prompt() {
            self.write_status()?;
            self.io.write_paragraph("")?;
            let is_home = matches!(self.app.screen(), Some(Screen::Home(_)));
            if is_home && std::mem::replace(&mut self.has_shown_menu, true) {
                lines = vec!["You're on the first screen. /again lists everything.".to_owned()];
                if let Some(Screen::Home(home)) = self.app.screen() {
                    lines.extend(home.top_lines());
                }
            }
            for line in &lines {
                self.io.write_paragraph(line)?;
            }
            let exit = match self.app.screen() {
                Some(Screen::Unlock(unlock)) => self.read_passphrase(unlock.secret_prompt())?,
                _ => self.read_reply(hint)?,
            };
            if let Some(exit) = exit {
                return Ok(exit);
            }
        }
        self.write_status()?;
        Ok(ExitReason::Quit)
    }

    fn next_prompt(&mut self) -> Option<LinePrompt> {
        while let Some(work) = self.app.take_work() {
            let result = self.io.run_work(work);
            let now = self.io.now();
            let _ = self.app.on_work_done(result, &now);
        }
        while self.app.has_idle_work() {
            self.app.run_idle_work();
        }
        self.app.screen().map(Screen::line_prompt)
    }

    fn write_status(&mut self) -> io::Result<()> {
        match self.app.take_status() {
            words if words.is_empty() => Ok(()),
            words => self.io.write_paragraph(&words),
        }
    }

    /// Reads lines until the screen changes.
    fn read_reply(&mut self, mut hint: String) -> io::Result<Option<ExitReason>> {
        let mut has_prompted = false;
        loop {
            if !std::mem::replace(&mut has_prompted, true) {
                self.io.write_paragraph(&hint)?;
            }
            let line = match self.read_input()? {
                LineInput::Line(line) => line,
                LineInput::Signal(number, half) => {
                    self.app.append_input(&crate::text::sanitize(&half));
                    return Ok(Some(ExitReason::Signal(number)));
                }
                // The idle lock closed the journal.
                LineInput::TimedOut => return Ok(Some(ExitReason::Quit)),
                LineInput::Eof => return Ok(Some(self.exit_at_eof())),
            };
            self.has_input = true;
            let now = self.io.now();
            if let Some(command) = slash_command(&line) {
                match self.run_slash_command(command, &now)? {
                    Some(is_over) => return Ok(is_over.then_some(ExitReason::Quit)),
                    None => has_prompted = false,
                }
                continue;
            }
            match self.app.on_line(&crate::text::sanitize(&line), &now) {
                LineReply::Done(command) => return self.run_app_command(command, &now),
                LineReply::Refresh => return Ok(None),
                LineReply::Incomplete => {}
                LineReply::Message(lines) => {
                    self.write_paragraphs(&lines)?;
                    has_prompted = false;
                }
                LineReply::Ask(next) => {
                    self.write_paragraphs(&next.lines)?;
                    hint = next.hint;
                    has_prompted = false;
                }
            }
        }
    }

    /// Reads what opens the journal, which is neither shown nor kept, or a command.
    fn read_passphrase(&mut self, prompt: &str) -> io::Result<Option<ExitReason>> {
        let typed = match self.io.read_hidden_line(prompt)? {
            HiddenInput::Line(typed) => typed,
            HiddenInput::Impossible => HiddenText::default(),
            // It asks first if words would be lost.
            HiddenInput::Canceled => {
                let now = self.io.now();
                return self.run_app_command(AppCommand::Quit, &now);
            }
            HiddenInput::Signal(number) => return Ok(Some(ExitReason::Signal(number))),
        };
        self.has_input = true;
        let now = self.io.now();
        if typed.is_blank() {
            return self.run_app_command(AppCommand::SkipUnlocking, &now);
        }
        if let Some(command) = slash_command(typed.as_str()) {
            let is_over = self.run_slash_command(command, &now)?;
            return Ok((is_over == Some(true)).then_some(ExitReason::Quit));
        }
        self.app.try_passphrase(typed, &now);
        Ok(None)
    }

    fn write_paragraphs(&mut self, lines: &[String]) -> io::Result<()> {
        lines
            .iter()
            .try_for_each(|line| self.io.write_paragraph(line))
    }

    /// Input that ends inside a session doesn't count as quitting.
    fn exit_at_eof(&self) -> ExitReason {
        match self.app.screen() {
            Some(Screen::Break(_)) => ExitReason::Quit,
            Some(Screen::Session(_)) => ExitReason::EndOfInput,
            _ if self.has_input => ExitReason::Quit,
            _ => ExitReason::EndOfInput,
        }
    }

    fn run_app_command(
        &mut self,
        command: AppCommand,
        now: &LocalTime,
    ) -> io::Result<Option<ExitReason>> {
        let is_over = self.app.execute(command, now) == Some(Effect::Quit);
        if is_over {
            self.write_status()?;
        }
        Ok(is_over.then_some(ExitReason::Quit))
    }

    /// Reads the next line. Meanwhile time passes and announcements are printed.
    fn read_input(&mut self) -> io::Result<LineInput> {
        let mut announced = String::new();
        loop {
            let announcement = self.app.screen().and_then(Screen::announcement);
            let due = match announcement {
                Some(_) => self.app.next_frame_in(),
                None => self.app.lock_due_in(),
            };
            if let Some(words) = announcement.filter(|words| *words != announced) {
                self.io.write_paragraph(&words)?;
                announced = words;
            }
            match self.io.read_line(due)? {
                (LineInput::TimedOut, elapsed) => {
                    let now = self.io.now();
                    if self.app.is_lock_due(&now) {
                        let partial = self.io.take_partial_line()?;
                        self.app.append_input(&crate::text::sanitize(&partial));
                    }
                    let was_locked = self.app.is_locked();
                    let goes_on = self.app.has_unfinished_session();
                    let _ = self.app.update(Event::Tick(elapsed), &now);
                    if self.app.is_locked() && !was_locked {
                        self.io.write_paragraph(LOCKED_AGAIN)?;
                        if goes_on {
                            self.io.write_paragraph(App::PICK_UP_MESSAGE)?;
                        }
                        return Ok(LineInput::TimedOut);
                    }
                }
                (input, elapsed) => {
                    let now = self.io.now();
                    // A line was typed while time passed.
                    self.app.note_activity(&now);
                    if due.is_some() {
                        let _ = self.app.update(Event::Tick(elapsed), &now);
                    }
                    return Ok(input);
                }
            }
        }
    }

    /// Runs a command. Returns whether the application is over, or none to prompt again.
    fn run_slash_command(&mut self, typed: &str, now: &LocalTime) -> io::Result<Option<bool>> {
        let is_session = matches!(self.app.screen(), Some(Screen::Session(_)));
        let command = match typed {
            "/again" => {
                self.has_shown_menu = false;
                return Ok(Some(false));
            }
            "/quit" => AppCommand::Quit,
            "/people" => AppCommand::ShowPeople,
            "/breathe" => AppCommand::StartBreak(String::new()),
            "/about" if is_session => match self.app.screen() {
                Some(Screen::Session(session_screen)) => session_screen.exercise_page_command(),
                _ => AppCommand::None,
            },
            "/print" if is_session => return self.toggle_print(now),
            "/card" => {
                let Some(command) = self.app.screen().and_then(Screen::card_command) else {
                    let words = "There's no good-enough line here to keep. At the end of an exercise with one, there is.";
                    self.io.write_paragraph(words)?;
                    return Ok(None);
                };
                command
            }
            "/skip" if is_session => return self.skip_step(now).map(Some),
            "/ahead" if self.skip_label().is_some() => AppCommand::SkipAhead,
            "/ahead" if is_session => {
                self.io.write_paragraph(
                    "No later step is offered here. /skip takes you to the next one.",
                )?;
                return Ok(None);
            }
            "/clear" if self.app.clear_input() => return Ok(Some(false)),
            "/pause" if is_session => AppCommand::LeaveSession,
            "/discard" if is_session => {
                self.app.confirm_discard();
                return Ok(Some(false));
            }
            "/back" if self.is_standalone_session() => AppCommand::LeaveSession,
            "/back" if self.is_first_step() => {
                let words = self.app.keeping().first_step_text("Type /pause");
                self.io.write_paragraph(&words)?;
                return Ok(None);
            }
            "/back" if is_session => AppCommand::PreviousStep,
            "/back" if matches!(self.app.screen(), Some(Screen::History(_))) => {
                return match self.app.on_line(typed, now) {
                    LineReply::Done(command) => {
                        Ok(Some(self.run_app_command(command, now)?.is_some()))
                    }
                    _ => Ok(Some(false)),
                };
            }
            "/back" if matches!(self.app.screen(), Some(Screen::Home(_))) => {
                self.io
                    .write_paragraph("This is the first screen. Type /quit to quit.")?;
                return Ok(None);
            }
            "/back" if matches!(self.app.screen(), Some(Screen::Unlock(_))) => {
                AppCommand::SkipUnlocking
            }
            "/back" => AppCommand::Back,
            _ => {
                for (command, meaning) in SLASH_COMMANDS {
                    let is_kept = command != "/quit" || self.app.keeping() == Keeping::Saved;
                    let meaning = if is_kept { meaning } else { "quit" };
                    self.io.write_paragraph(&format!("{command}: {meaning}"))?;
                }
                self.io.write_paragraph(&format!(
                    "An empty line ends a text of many lines. A full stop alone, “{END_OF_TEXT}”, does too."
                ))?;
                return Ok(None);
            }
        };
        let is_over = self.run_app_command(command, now)?.is_some();
        Ok(Some(is_over))
    }

    /// Submits the current answer, or takes the first choice of a popup.
    fn skip_step(&mut self, now: &LocalTime) -> io::Result<bool> {
        let command = match self.app.screen() {
            Some(Screen::Session(session_screen)) => session_screen.continue_command(),
            _ => None,
        };
        let reply = command.map_or_else(|| self.app.on_line("", now), LineReply::Done);
        match reply {
            LineReply::Done(command) => Ok(self.run_app_command(command, now)?.is_some()),
            _ => Ok(false),
        }
    }

    /// Whether one answer of a finished entry is changed, or a break is rated; there is no step before it.
    fn is_standalone_session(&self) -> bool {
        matches!(self.app.screen(), Some(Screen::Session(session_screen)) if session_screen.is_standalone())
    }

    fn is_first_step(&self) -> bool {
        matches!(self.app.screen(), Some(Screen::Session(session_screen)) if !session_screen.session().can_go_back())
    }

    /// The label of the later step that is offered.
    fn skip_label(&self) -> Option<&str> {
        match self.app.screen() {
            Some(Screen::Session(session_screen)) => session_screen.skip_label(),
            _ => None,
        }
    }

    /// Adds the text of the session to the print queue, or removes it.
    fn toggle_print(&mut self, now: &LocalTime) -> io::Result<Option<bool>> {
        match self.app.screen().and_then(Screen::text_to_copy) {
            Some(words) => {
                let _ = self.app.execute(AppCommand::TogglePrint(words), now);
                let _ = self.app.take_status();
                self.io.write_paragraph(
                    "Your words will be printed when you quit. Type /print again to undo.",
                )?;
            }
            None => self.io.write_paragraph("There's nothing to print here.")?,
        }
        Ok(None)
    }
}
