//! A step while it is being done: one file for each kind.
//!
//! A step sees the keys first, knows what going on now would answer, and draws its own part of the
//! screen. The words around it belong to `screens::walk`.

pub mod breathe;
pub mod choose;
pub mod follow_up;
pub mod list;
pub mod park;
pub mod rate;
pub mod read;
mod recall;
pub mod reframe;
pub mod summary;
pub mod wait;
mod when;
pub mod write;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use self::recall::{Earlier, Recall};
use crate::actions::{Action, Key, KeyContext};
use crate::entry::{self, Answer, LocalTime};
use crate::exercise::StepKind;
use crate::library::{self, Catalogues, Library};
use crate::session::Session;
use crate::spoken::{Heard, Spoken};
use crate::theme::Theme;

/// What a step makes of a key.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Reply {
    /// It took the key, or the key means nothing here.
    Stay,
    /// The person goes on with this answer, or with none.
    Answer(Option<Answer>),
    /// These words are to be copied.
    Copy(String),
    /// These words are to be printed when the person leaves.
    Print(String),
    /// The key is for whoever stands around the step.
    Pass,
}

/// A kind of step, while it is being done.
pub trait Doing: std::fmt::Debug {
    /// Which keys hold now.
    fn place(&self) -> KeyContext;

    /// Whether there is anything for this action to act on now.
    fn offers(&self, action: Action) -> bool {
        !matches!(
            action,
            Action::ToggleSofter | Action::Copy | Action::TogglePrint
        )
    }

    /// Takes a key; `width` is that of the area it draws in.
    fn on_key(&mut self, key: Key, width: u16) -> Reply;

    /// Takes a pasted text; where nothing can be typed it does nothing.
    fn on_paste(&mut self, _text: &str) {}

    /// Time passes, in steps that are never longer than a moment.
    fn on_tick(&mut self, _elapsed: Duration) {}

    /// Something else stands in front of it now.
    fn rest(&mut self) {}

    /// When the next frame is wanted; none while nothing moves.
    fn frame_due(&self, _look: &Theme) -> Option<Duration> {
        None
    }

    /// What going on now would answer.
    fn answer(&self) -> Option<Answer>;

    /// Words being written, and the caret's place among them.
    fn writing(&self) -> Option<(&str, usize)> {
        None
    }

    /// Takes up words that were being written, here or in the person's own editor.
    fn take_up(&mut self, _words: &str, _caret: usize) {}

    /// Whether it draws the prompt itself.
    fn draws_prompt(&self) -> bool {
        false
    }

    /// The same line by line: what is told below the prompt, and what can be typed.
    fn spoken(&self) -> Spoken;

    /// Takes a line that was typed, and says what going on answers then.
    fn hear(&mut self, typed: &str) -> Heard<Option<Answer>>;

    /// Words that a person may take along.
    fn words_to_take(&self) -> Option<String> {
        None
    }

    /// What is told of a time that passes; it changes with it. None where nothing does.
    fn sounding(&self) -> Option<String> {
        None
    }

    /// The rows it needs, and the rows it would like at this width.
    fn rows(&self, width: u16) -> (u16, u16);

    /// Draws it and says where the terminal's cursor belongs.
    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position>;
}

/// The step a session stands at, ready to be done.
pub fn doing(
    session: &Session,
    library: &Library,
    now: &LocalTime,
    recall: Recall,
) -> Box<dyn Doing> {
    let step = session.current_step();
    let prompt = session.prompt(step);
    let current = session.current_answer();
    match &step.kind {
        StepKind::Read => Box::new(read::Read::new(prompt)),
        StepKind::Write(write) => Box::new(write::Write::new(write, current, recall.earlier)),
        StepKind::List(list) => Box::new(list::List::new(list, current, &recall.due_worries)),
        StepKind::Rate(rate) => Box::new(rate::Rate::new(library.scale(&rate.scale), current)),
        StepKind::Choose(choose) => Box::new(choose::Choose::new(
            choose,
            options(session, choose, library),
            current,
        )),
        StepKind::Breathe(breathe) => Box::new(breathe::Breathe::new(library, breathe, current)),
        StepKind::Wait(wait) => Box::new(wait::Wait::new(prompt, wait.seconds, current)),
        StepKind::Reframe(reframe) => Box::new(reframe::Reframe::new(
            session,
            reframe,
            current,
            recall.earlier,
        )),
        StepKind::FollowUp => Box::new(follow_up::follow_up_view(now.day, current)),
        StepKind::Park => Box::new(park::postpone_view(
            now.civil_time(),
            recall.last_worry_time,
            current,
        )),
        StepKind::Summary(summary) => Box::new(summary::Summary::new(
            session,
            summary,
            library,
            recall.times_spotted,
        )),
    }
}

/// What can be chosen: the file's own options, a catalogue's, an earlier list's.
fn options(
    session: &Session,
    choose: &crate::exercise::ChooseStep,
    library: &Library,
) -> Vec<choose::Shown> {
    let mut shown: Vec<_> = choose
        .options
        .iter()
        .map(|option| choose::Shown::plain(&option.label))
        .collect();
    if let Some(catalogue) = &choose.catalogue {
        shown.extend(catalogued(library, catalogue));
    }
    if let Some(step) = &choose.options_from {
        let earlier = session.options_from_answer(step);
        shown.extend(
            earlier
                .iter()
                .map(|option| choose::Shown::plain(&option.label)),
        );
    }
    shown
}

fn catalogued(library: &Library, catalogue: &str) -> Vec<choose::Shown> {
    let patterns = if catalogue == Catalogues::PATTERNS {
        library.patterns()
    } else {
        &[]
    };
    let shown = |pattern: &library::Pattern| choose::Shown {
        label: pattern.name.clone(),
        detail: pattern.line.clone(),
    };
    patterns.iter().map(shown).collect()
}

/// The text of an answer that has one.
fn text_of(answer: Option<&Answer>) -> String {
    answer.map(entry::Answer::to_text).unwrap_or_default()
}
