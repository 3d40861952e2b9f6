//! The program line by line: for screen readers, simple terminals and pipes.
//!
//! It is the same [`App`] with the same screens. Instead of drawing the one on top, it is told; instead of keys
//! come lines. Nothing is printed but words and line ends.

use std::io;
use std::time::Duration;

use crate::app::{App, Effect, Event, StartScreen};
use crate::entry::LocalTime;
use crate::screens::{AppCommand, Screen, welcome};
use crate::spoken::{END, Heard, Spoken};

/// Where the words go and the lines come from.
pub trait Talk {
    /// Tells one paragraph; an empty one is a pause.
    fn say(&mut self, words: &str) -> io::Result<()>;

    /// Waits for a line, at most so long, and says how long that took.
    fn listen(&mut self, at_most: Option<Duration>) -> io::Result<(Came, Duration)>;

    fn now(&self) -> LocalTime;
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    Line(String),
    /// The time is over.
    Nothing,
    /// There will be no more lines.
    End,
    /// A signal of this number asks for the end, in the middle of a line or at its beginning.
    Signal(i32, String),
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Left,
    /// The lines ended before that.
    NoMore,
    By(i32),
}

/// What can be typed anywhere, and what it does.
const COMMANDS: [(&str, &str); 11] = [
    ("/back", "back a step, or to where you were before"),
    ("/skip", "on with what stands there, or without an answer"),
    ("/clear", "begin what you are writing anew"),
    ("/print", "print the words to take along when you leave"),
    ("/pause", "leave this walk, to go on later"),
    ("/discard", "throw this walk away"),
    ("/breathe", "breathe for a while"),
    ("/people", "people to talk to"),
    ("/again", "hear this once more"),
    ("/quit", "leave, with everything kept"),
    ("/help", "hear this list"),
];

/// Runs the program until it ends. `why` says what turned this mode on.
pub fn run(
    app: &mut App,
    (opening, welcome): (StartScreen, Option<&str>),
    why: &str,
    talk: &mut impl Talk,
) -> io::Result<Ended> {
    talk.say(&format!(
        "This is line mode, because {why}. /help tells what can be typed."
    ))?;
    // Who began with something else isn't told the whole menu unasked, nor asked anything on the first page: what they
    // type, or have ready in a pipe, is meant for what they began with.
    let knows_home = opening != StartScreen::Home;
    app.tell_by_lines();
    app.open(opening, (80, 24), &talk.now());
    match welcome {
        Some(journal) if knows_home => {
            talk.say("")?;
            for line in welcome::build_intro_page(journal).spoken().lines {
                talk.say(&line)?;
            }
        }
        Some(journal) => app.show_welcome(journal),
        None => {}
    }
    let ended = Conversation {
        app,
        talk,
        has_heard: false,
        knows_home,
    }
    .hold();
    // Whatever became of the lines, the words are kept first.
    let now = talk.now();
    let _ = app.update(Event::Terminate, &now);
    ended
}

struct Conversation<'a, T> {
    app: &'a mut App,
    talk: &'a mut T,
    /// Whether anything was said here at all.
    has_heard: bool,
    /// Whether what there is to begin with was told.
    knows_home: bool,
}

impl<T: Talk> Conversation<'_, T> {
    fn hold(&mut self) -> io::Result<Ended> {
        while let Some(Spoken { mut lines, ask }) = self.spoken() {
            self.notice()?;
            self.talk.say("")?;
            let is_home = matches!(self.app.screen(), Some(Screen::Home(_)));
            if is_home && std::mem::replace(&mut self.knows_home, true) {
                lines = vec!["You are at the beginning. /again tells what there is.".to_owned()];
            }
            for line in &lines {
                self.talk.say(line)?;
            }
            if let Some(ended) = self.hear(&ask)? {
                return Ok(ended);
            }
        }
        self.notice()?;
        Ok(Ended::Left)
    }

    fn spoken(&mut self) -> Option<Spoken> {
        while self.app.has_idle_work() {
            self.app.run_idle_work();
        }
        self.app.screen().map(Screen::spoken)
    }

    fn notice(&mut self) -> io::Result<()> {
        match self.app.take_notice() {
            words if words.is_empty() => Ok(()),
            words => self.talk.say(&words),
        }
    }

    /// Takes lines until the screen is another one, or says something else.
    fn hear(&mut self, ask: &str) -> io::Result<Option<Ended>> {
        let mut is_asked = false;
        loop {
            if !std::mem::replace(&mut is_asked, true) {
                self.talk.say(ask)?;
            }
            let line = match self.line()? {
                Came::Line(line) => line,
                Came::Signal(number, half) => {
                    self.app.keep_half(&crate::text::sanitize(&half));
                    return Ok(Some(Ended::By(number)));
                }
                Came::Nothing | Came::End => return Ok(Some(self.no_more())),
            };
            self.has_heard = true;
            let now = self.talk.now();
            // Other words that begin so are the person's own.
            if COMMANDS.iter().any(|(command, _)| *command == line.trim()) {
                match self.command(line.trim(), &now)? {
                    Some(is_over) => return Ok(is_over.then_some(Ended::Left)),
                    None => is_asked = false,
                }
                continue;
            }
            match self.app.take_line(&crate::text::sanitize(&line), &now) {
                Heard::Done(outcome) => return self.decide(outcome, &now),
                Heard::Anew => return Ok(None),
                Heard::More => {}
                Heard::Tell(lines) => {
                    for line in lines {
                        self.talk.say(&line)?;
                    }
                    is_asked = false;
                }
            }
        }
    }

    /// In the middle of a walk the end of the lines isn't meant as one.
    fn no_more(&self) -> Ended {
        match self.app.screen() {
            Some(Screen::Break(_)) => Ended::Left,
            Some(Screen::Session(_)) => Ended::NoMore,
            _ if self.has_heard => Ended::Left,
            _ => Ended::NoMore,
        }
    }

    fn decide(&mut self, outcome: AppCommand, now: &LocalTime) -> io::Result<Option<Ended>> {
        let is_over = self.app.follow(outcome, now) == Some(Effect::Quit);
        if is_over {
            self.notice()?;
        }
        Ok(is_over.then_some(Ended::Left))
    }

    /// The next line. Meanwhile time passes, where it does, and what it says is told.
    fn line(&mut self) -> io::Result<Came> {
        let mut told = String::new();
        loop {
            let sounding = self.app.screen().and_then(Screen::sounding);
            let due = sounding.as_ref().and_then(|_| self.app.next_frame_in());
            if let Some(words) = sounding.filter(|words| *words != told) {
                self.talk.say(&words)?;
                told = words;
            }
            match self.talk.listen(due)? {
                (Came::Nothing, elapsed) => {
                    let now = self.talk.now();
                    let _ = self.app.update(Event::Tick(elapsed), &now);
                }
                (came, elapsed) => {
                    let now = self.talk.now();
                    if due.is_some() {
                        let _ = self.app.update(Event::Tick(elapsed), &now);
                    }
                    return Ok(came);
                }
            }
        }
    }

    /// Obeys a command. Tells whether the program is over, or nothing where it is asked once more.
    fn command(&mut self, typed: &str, now: &LocalTime) -> io::Result<Option<bool>> {
        let is_walk = matches!(self.app.screen(), Some(Screen::Session(_)));
        let outcome = match typed {
            "/again" => {
                self.knows_home = false;
                return Ok(Some(false));
            }
            "/quit" => AppCommand::Quit,
            "/people" => AppCommand::ShowPeople,
            "/breathe" => AppCommand::StartBreak(String::new()),
            "/print" if is_walk => return self.print(now),
            "/skip" if is_walk => return self.skip(now).map(Some),
            "/clear" if self.app.clear_writing() => return Ok(Some(false)),
            "/pause" if is_walk => AppCommand::LeaveSession,
            "/discard" if is_walk => {
                self.app.ask_throw_away();
                return Ok(Some(false));
            }
            "/back" if self.is_first_step() => {
                self.talk
                    .say("This is the first step. /pause leaves, with your words kept.")?;
                return Ok(None);
            }
            "/back" if is_walk => AppCommand::PreviousStep,
            "/back" if matches!(self.app.screen(), Some(Screen::History(_))) => {
                return match self.app.take_line(typed, now) {
                    Heard::Done(outcome) => Ok(Some(self.decide(outcome, now)?.is_some())),
                    _ => Ok(Some(false)),
                };
            }
            "/back" if matches!(self.app.screen(), Some(Screen::Home(_))) => {
                self.talk
                    .say("This is where everything begins. /quit leaves.")?;
                return Ok(None);
            }
            "/back" => AppCommand::Back,
            _ => {
                for (command, meaning) in COMMANDS {
                    self.talk.say(&format!("{command}: {meaning}"))?;
                }
                self.talk.say(&format!(
                    "A text of many lines ends with a full stop alone on a line, “{END}”."
                ))?;
                return Ok(None);
            }
        };
        let is_over = self.decide(outcome, now)?.is_some();
        Ok(Some(is_over))
    }

    /// Goes on with what stands there, or takes the first of what is offered in between.
    fn skip(&mut self, now: &LocalTime) -> io::Result<bool> {
        let goes_on = match self.app.screen() {
            Some(Screen::Session(walk)) => walk.go_on(),
            _ => None,
        };
        let heard = goes_on.map_or_else(|| self.app.take_line("", now), Heard::Done);
        match heard {
            Heard::Done(outcome) => Ok(self.decide(outcome, now)?.is_some()),
            _ => Ok(false),
        }
    }

    fn is_first_step(&self) -> bool {
        matches!(self.app.screen(), Some(Screen::Session(walk)) if walk.session().progress().0 == 1)
    }

    /// Keeps the words of the walk to be printed at the end.
    fn print(&mut self, now: &LocalTime) -> io::Result<Option<bool>> {
        match self.app.screen().and_then(Screen::text_to_copy) {
            Some(words) => {
                let _ = self.app.follow(AppCommand::TogglePrint(words), now);
                let _ = self.app.take_notice();
                self.talk
                    .say("They are printed when you leave. The same again takes that back.")?;
            }
            None => self.talk.say("There are no words to take along here.")?,
        }
        Ok(None)
    }
}
