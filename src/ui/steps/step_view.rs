//! The interface of a step's view.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::entry::Answer;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;

/// The result of a key.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum StepEvent {
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
pub(crate) trait StepView: std::fmt::Debug {
    /// The current key context.
    fn key_context(&self) -> KeyContext;

    /// Chooses the examples: those for people who look after a child, for others, or both if unknown.
    fn set_looks_after_child(&mut self, _looks_after_child: Option<bool>) {}

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
