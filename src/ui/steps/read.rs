//! The read step.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use crate::domain::entry::Answer;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// Text to read, scrolled if it doesn't fit.
#[derive(Debug)]
pub(crate) struct ReadView {
    text: String,
    scroll: usize,
}

impl ReadView {
    pub(crate) const fn new(text: String) -> Self {
        Self { text, scroll: 0 }
    }
}

impl StepView for ReadView {
    fn key_context(&self) -> KeyContext {
        KeyContext::PassiveStep
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        let last = usize::from(WrappedText::height(&self.text, width)).saturating_sub(1);
        match press.action {
            Some(Action::Continue) => return StepEvent::Answer(None),
            Some(Action::Down) => self.scroll = (self.scroll + 1).min(last),
            Some(Action::Up) => self.scroll = self.scroll.saturating_sub(1),
            _ => return StepEvent::Ignored,
        }
        StepEvent::Handled
    }

    fn answer(&self) -> Option<Answer> {
        None
    }

    fn draws_prompt(&self) -> bool {
        true
    }

    fn line_prompt(&self) -> LinePrompt {
        LinePrompt::new(vec![self.text.clone()], "Press Enter to continue.")
    }

    fn on_line(&mut self, _typed: &str) -> LineReply<Option<Answer>> {
        LineReply::Done(None)
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        (2, WrappedText::height(&self.text, width))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, _theme: &Theme) -> Option<Position> {
        WrappedText {
            text: &self.text,
            style: Style::new(),
            scroll: self.scroll,
        }
        .render(area, buf);
        None
    }
}
