//! A step while it is being done: one file for each kind.
//!
//! A step sees the keys first, knows what going on now would answer, and draws its own part of the
//! screen. The words around it belong to `screens::walk`.

pub mod breathe;
pub mod choose;
mod date_choice;
pub mod follow_up;
pub mod list;
pub mod postpone;
pub mod rate;
pub mod read;
pub mod reframe;
mod suggestions;
pub mod summary;
pub mod text_field;
pub mod timer;
pub mod write;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use self::suggestions::{Suggestion, Suggestions};
use crate::content::library::{self, Catalogues, Library};
use crate::domain::entry::{self, Answer, LocalTime};
use crate::domain::exercise::StepKind;
use crate::domain::session::Session;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;

/// What a step makes of a key.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum StepEvent {
    /// It took the key, or the key means nothing here.
    Handled,
    /// The person goes on with this answer, or with none.
    Answer(Option<Answer>),
    /// These words are to be copied.
    Copy(String),
    /// These words are to be printed when the person leaves.
    Print(String),
    /// The key is for whoever stands around the step.
    Ignored,
}

/// A kind of step, while it is being done.
pub trait StepView: std::fmt::Debug {
    /// Which keys hold now.
    fn key_context(&self) -> KeyContext;

    /// Whether there is anything for this action to act on now.
    fn is_available(&self, action: Action) -> bool {
        !matches!(
            action,
            Action::ToggleSofter | Action::Copy | Action::TogglePrint
        )
    }

    /// Handles a key; `width` is that of the area it draws in.
    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent;

    /// Takes a pasted text; where nothing can be typed it does nothing.
    fn on_paste(&mut self, _text: &str) {}

    /// Time passes, in steps that are never longer than a moment.
    fn on_tick(&mut self, _elapsed: Duration) {}

    /// Something else stands in front of it now.
    fn pause(&mut self) {}

    /// When the next frame is wanted; none while nothing moves.
    fn next_frame_in(&self, _look: &Theme) -> Option<Duration> {
        None
    }

    /// What going on now would answer.
    fn answer(&self) -> Option<Answer>;

    /// Words being written, and the caret's place among them.
    fn edited_text(&self) -> Option<(&str, usize)> {
        None
    }

    /// Takes up words that were being written, here or in the person's own editor.
    fn set_text(&mut self, _words: &str, _caret: usize) {}

    /// Whether it draws the prompt itself.
    fn draws_prompt(&self) -> bool {
        false
    }

    /// The same line by line: what is told below the prompt, and what can be typed.
    fn line_prompt(&self) -> LinePrompt;

    /// Takes a line that was typed, and says what going on answers then.
    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>>;

    /// Words that a person may take along.
    fn text_to_copy(&self) -> Option<String> {
        None
    }

    /// What is told of a time that passes; it changes with it. None where nothing does.
    fn announcement(&self) -> Option<String> {
        None
    }

    /// The rows it needs, and the rows it would like at this width.
    fn height_range(&self, width: u16) -> (u16, u16);

    /// Draws it and says where the terminal's cursor belongs.
    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position>;
}

/// The step a session stands at, ready to be done.
pub fn build_view(
    session: &Session,
    library: &Library,
    now: &LocalTime,
    suggestions: Suggestions,
) -> Box<dyn StepView> {
    let step = session.current_step();
    let prompt = session.prompt(step);
    let current = session.current_answer();
    match &step.kind {
        StepKind::Read => Box::new(read::ReadView::new(prompt)),
        StepKind::Write(write) => Box::new(write::WriteView::new(
            write,
            current,
            suggestions.earlier_texts,
        )),
        StepKind::List(list) => {
            Box::new(list::ListView::new(list, current, &suggestions.due_worries))
        }
        StepKind::Rate(rate) => Box::new(rate::RateView::new(library.scale(&rate.scale), current)),
        StepKind::Choose(choose) => Box::new(choose::ChooseView::new(
            choose,
            step_options(session, choose, library),
            current,
        )),
        StepKind::Breathe(breathe) => {
            Box::new(breathe::BreatheView::new(library, breathe, current))
        }
        StepKind::Wait(wait) => Box::new(timer::TimerView::new(prompt, wait.seconds, current)),
        StepKind::Reframe(reframe) => Box::new(reframe::ReframeView::new(
            session,
            reframe,
            current,
            suggestions.earlier_texts,
        )),
        StepKind::FollowUp => Box::new(follow_up::follow_up_view(now.day, current)),
        StepKind::Park => Box::new(postpone::postpone_view(
            now.civil_time(),
            suggestions.last_worry_time,
            current,
        )),
        StepKind::Summary(summary) => Box::new(summary::SummaryView::new(
            session,
            summary,
            library,
            suggestions.pattern_count,
        )),
    }
}

/// What can be chosen: the file's own options, a catalogue's, an earlier list's.
fn step_options(
    session: &Session,
    choose: &crate::domain::exercise::ChooseStep,
    library: &Library,
) -> Vec<choose::OptionItem> {
    let mut shown: Vec<_> = choose
        .options
        .iter()
        .map(|option| choose::OptionItem::without_detail(&option.label))
        .collect();
    if let Some(catalogue) = &choose.catalogue {
        shown.extend(catalogue_options(library, catalogue));
    }
    if let Some(step) = &choose.options_from {
        let earlier = session.options_from_answer(step);
        shown.extend(
            earlier
                .iter()
                .map(|option| choose::OptionItem::without_detail(&option.label)),
        );
    }
    shown
}

fn catalogue_options(library: &Library, catalogue: &str) -> Vec<choose::OptionItem> {
    let patterns = if catalogue == Catalogues::PATTERNS {
        library.thinking_patterns()
    } else {
        &[]
    };
    let shown = |pattern: &library::ThinkingPattern| choose::OptionItem {
        label: pattern.name.clone(),
        detail: pattern.line.clone(),
    };
    patterns.iter().map(shown).collect()
}

/// The text of an answer that has one.
fn answer_text(answer: Option<&Answer>) -> String {
    answer.map(entry::Answer::to_text).unwrap_or_default()
}
