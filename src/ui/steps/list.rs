//! The list step: a few short lines, one item per line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::step_view::{StepEvent, StepView};
use super::text_field::{EnterKey, answer_text};
use crate::domain::entry::Answer;
use crate::domain::exercise::{self, LineLimit, Prefill};
use crate::text::buffer::{Edit, TextBuffer};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::text_input::{TextInput, TextNotes};
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct ListView {
    buffer: TextBuffer,
    max_items: usize,
    /// Whether the list began with postponed worries; removing one drops it.
    has_postponed: bool,
    enter: EnterKey,
}

impl ListView {
    /// A list, prefilled with the postponed `worries` if the step asks for them.
    pub(crate) fn new(
        list: &exercise::ListStep,
        current: Option<&Answer>,
        worries: &[String],
    ) -> Self {
        let is_about_waiting = list.prefill == Some(Prefill::PostponedWorries);
        let text = match (current, list.prefill) {
            (None, Some(Prefill::PostponedWorries)) => worries.join("\n"),
            _ => answer_text(current),
        };
        Self {
            buffer: TextBuffer::with_text(&text),
            max_items: list.max_items,
            has_postponed: is_about_waiting && (current.is_some() || !worries.is_empty()),
            enter: EnterKey::default(),
        }
    }

    fn is_full(&self) -> bool {
        self.buffer.text().split('\n').count() >= self.max_items
    }
}

impl StepView for ListView {
    fn key_context(&self) -> KeyContext {
        KeyContext::MultiLineText
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        let goes_on = self.enter.goes_on(press, &self.buffer);
        match press.action {
            Some(Action::Continue) => StepEvent::Answer(self.answer()),
            _ if goes_on => StepEvent::Answer(self.answer()),
            // A full list has no room for a line.
            Some(Action::NewLineOrContinue) if self.is_full() => StepEvent::Answer(self.answer()),
            Some(Action::Edit(Edit::Newline)) if self.is_full() => StepEvent::Handled,
            _ if super::text_field::apply_key(&mut self.buffer, press, width) => StepEvent::Handled,
            _ => StepEvent::Ignored,
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.buffer.paste(text, false);
    }

    /// Pasted lines beyond the maximum are kept, as no text is ever dropped. An empty list is an answer too if it
    /// began with postponed worries.
    fn answer(&self) -> Option<Answer> {
        let lines = self
            .buffer
            .text()
            .split('\n')
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let items: Vec<_> = lines.map(ToOwned::to_owned).collect();
        (self.has_postponed || !items.is_empty()).then_some(Answer::Items(items))
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        Some((self.buffer.text(), self.buffer.caret()))
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        self.buffer.replace_all(text, caret);
    }

    fn line_prompt(&self) -> LinePrompt {
        let lines: Vec<_> = self.buffer.text().lines().collect();
        let items = prompt::numbered_list(lines.into_iter().filter(|line| !line.trim().is_empty()));
        let ask = if items.is_empty() {
            format!(
                "One per line, up to {}. An empty line ends it.",
                self.max_items
            )
        } else {
            "Keep adding. An empty line ends it. /clear starts over.".to_owned()
        };
        LinePrompt::new(items, ask)
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        match super::text_field::on_text_line(&mut self.buffer, LineLimit::Many, typed) {
            LineReply::Done(_) => LineReply::Done(self.answer()),
            _ if self.buffer.text().lines().count() >= self.max_items => {
                LineReply::Done(self.answer())
            }
            heard => heard,
        }
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        let (least, wish) = super::text_field::buffer_height_range(&self.buffer, width);
        (least, wish + WrappedText::height(&self.enter.hint(), width))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let placeholder = format!("one per line, up to {}", self.max_items);
        let text = TextInput {
            buffer: &self.buffer,
            placeholder: &placeholder,
            theme,
        };
        let notes = TextNotes {
            notice: &self.enter.hint(),
            ..TextNotes::default()
        };
        text.render_with_notes(notes, area, buf)
    }
}
