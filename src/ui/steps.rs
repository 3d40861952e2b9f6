//! The views of steps: one file for each kind of step.
//!
//! A view gets the keys first, knows its current answer, and draws its own part of the screen. The text around it
//! belongs to `screens::session_screen`.

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

/// The result of a key.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum StepEvent {
    /// The key was handled.
    Handled,
    /// Go on with this answer, or with none.
    Answer(Option<Answer>),
    /// Copy this text.
    Copy(String),
    /// Print this text when the program exits.
    Print(String),
    /// The key is left to the screen around the step.
    Ignored,
}

/// The view of the current step.
pub trait StepView: std::fmt::Debug {
    /// The current key context.
    fn key_context(&self) -> KeyContext;

    /// Whether an action has an effect now.
    fn is_available(&self, action: Action) -> bool {
        !matches!(
            action,
            Action::ToggleSofter | Action::Copy | Action::TogglePrint
        )
    }

    /// Handles a key; `width` is the width of the step's area.
    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent;

    /// Inserts pasted text; ignored where nothing can be typed.
    fn on_paste(&mut self, _text: &str) {}

    /// Advances the time by a short interval.
    fn on_tick(&mut self, _elapsed: Duration) {}

    /// Pauses, as something else covers the step.
    fn pause(&mut self) {}

    /// The time until the next frame; none if nothing moves.
    fn next_frame_in(&self, _theme: &Theme) -> Option<Duration> {
        None
    }

    /// The current answer.
    fn answer(&self) -> Option<Answer>;

    /// The text being edited and the byte offset of its caret.
    fn edited_text(&self) -> Option<(&str, usize)> {
        None
    }

    /// Replaces the text being edited, from a draft or from an external editor.
    fn set_text(&mut self, _text: &str, _caret: usize) {}

    fn draws_prompt(&self) -> bool {
        false
    }

    /// The line-mode prompt: the lines below the prompt, and a hint at what can be typed.
    fn line_prompt(&self) -> LinePrompt;

    /// Handles a line typed in line mode.
    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>>;

    /// The text that can be copied.
    fn text_to_copy(&self) -> Option<String> {
        None
    }

    /// The line-mode text about passing time; it changes as time passes. None where nothing does.
    fn announcement(&self) -> Option<String> {
        None
    }

    /// The minimum and the preferred number of rows at this width.
    fn height_range(&self, width: u16) -> (u16, u16);

    /// Draws the step and returns the position of the terminal's cursor.
    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position>;
}

/// Builds the view of the session's current step.
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

/// The options of a step: its own, those of a catalogue, and items of an earlier list.
fn step_options(
    session: &Session,
    choose: &crate::domain::exercise::ChooseStep,
    library: &Library,
) -> Vec<choose::OptionItem> {
    let mut options: Vec<_> = choose
        .options
        .iter()
        .map(|option| choose::OptionItem::without_detail(&option.label))
        .collect();
    if let Some(catalogue) = &choose.catalogue {
        options.extend(catalogue_options(library, catalogue));
    }
    if let Some(step) = &choose.options_from {
        let earlier = session.options_from_answer(step);
        options.extend(
            earlier
                .iter()
                .map(|option| choose::OptionItem::without_detail(&option.label)),
        );
    }
    options
}

fn catalogue_options(library: &Library, catalogue: &str) -> Vec<choose::OptionItem> {
    let patterns = if catalogue == Catalogues::PATTERNS {
        library.thinking_patterns()
    } else {
        &[]
    };
    let options = |pattern: &library::ThinkingPattern| choose::OptionItem {
        label: pattern.name.clone(),
        detail: pattern.line.clone(),
    };
    patterns.iter().map(options).collect()
}

/// The text of an answer that has one.
fn answer_text(answer: Option<&Answer>) -> String {
    answer.map(entry::Answer::to_text).unwrap_or_default()
}
