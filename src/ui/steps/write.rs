//! The write step: text in one line or many.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::step_view::{StepEvent, StepView};
use super::suggestions::Suggestion;
use super::text_field::{
    EnterKey, answer_text, apply_key, buffer_answer, buffer_height_range, current_text, input_hint,
    on_text_line,
};
use crate::domain::entry::Answer;
use crate::domain::exercise::{self, LineLimit};
use crate::text::buffer::TextBuffer;
use crate::text::{one_line, truncate_to_width};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::text_input::{TextInput, TextNotes};
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct WriteView {
    buffer: TextBuffer,
    line_limit: LineLimit,
    placeholder: String,
    /// Texts from earlier sessions that can be reused.
    suggestions: Vec<Suggestion>,
    /// The index of the inserted suggestion, and the text it replaced.
    inserted: Option<(usize, String)>,
    enter: EnterKey,
}

impl WriteView {
    /// The maximum number of suggestions listed below the text.
    const MAX_LISTED: usize = 3;

    pub(crate) fn new(
        write: &exercise::WriteStep,
        current: Option<&Answer>,
        earlier: Vec<Suggestion>,
    ) -> Self {
        Self {
            buffer: TextBuffer::with_text(&answer_text(current)),
            line_limit: write.lines,
            placeholder: write.placeholder.clone().unwrap_or_default(),
            suggestions: earlier,
            inserted: None,
            enter: EnterKey::default(),
        }
    }

    /// Inserts the next suggestion, or with `back` the previous one, and after the last one the person's own text
    /// again. An edited suggestion counts as the person's own text.
    fn insert_suggestion(&mut self, back: bool) {
        let text = self.buffer.text();
        let taken = self.inserted.take();
        let taken = taken.filter(|(index, _)| self.suggestions[*index].text == text);
        let (index, own_text) = match taken {
            Some((index, own_text)) => (
                index.checked_add_signed(if back { -1 } else { 1 }),
                own_text,
            ),
            None if back => return,
            None => (Some(0), text.to_owned()),
        };
        let last = self.suggestions.len() - 1;
        let inserted_text = match index.map(|index| index.min(last)) {
            Some(index) => {
                self.inserted = Some((index, own_text));
                &self.suggestions[index].text
            }
            None => &own_text,
        };
        self.buffer.replace_all(inserted_text, inserted_text.len());
    }

    /// The number of rows for suggestions.
    fn listed_rows(&self) -> usize {
        self.suggestions.len().min(Self::MAX_LISTED)
    }

    fn render_suggestions(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let at = self.inserted.as_ref().map_or(0, |(index, _)| *index);
        let top = at.saturating_sub(Self::MAX_LISTED - 1);
        let width = usize::from(area.width);
        for (y, (index, earlier)) in
            (area.y..area.bottom()).zip(self.suggestions.iter().enumerate().skip(top))
        {
            let is_taken = self
                .inserted
                .as_ref()
                .is_some_and(|(taken, _)| *taken == index);
            let cursor = if is_taken {
                theme.selection_marker()
            } else {
                "  "
            };
            let row = format!("{cursor}{}, {}", one_line(&earlier.text), earlier.detail);
            buf.put_text(
                area.x,
                y,
                truncate_to_width(&row, width),
                width,
                theme.quiet,
            );
        }
    }
}

impl StepView for WriteView {
    fn key_context(&self) -> KeyContext {
        match self.line_limit {
            LineLimit::One if !self.suggestions.is_empty() => KeyContext::SuggestedText,
            LineLimit::One => KeyContext::SingleLineText,
            LineLimit::Many => KeyContext::MultiLineText,
        }
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        let goes_on = self.enter.goes_on(press, &self.buffer);
        match press.action {
            _ if goes_on => return StepEvent::Answer(self.answer()),
            Some(Action::Continue) => return StepEvent::Answer(self.answer()),
            Some(action @ (Action::OlderSuggestion | Action::NewerSuggestion)) => {
                self.insert_suggestion(action == Action::NewerSuggestion);
                return StepEvent::Handled;
            }
            _ => {}
        }
        if apply_key(&mut self.buffer, press, width) {
            StepEvent::Handled
        } else {
            StepEvent::Ignored
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.buffer.paste(text, self.line_limit == LineLimit::One);
    }

    fn answer(&self) -> Option<Answer> {
        buffer_answer(&self.buffer)
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        Some((self.buffer.text(), self.buffer.caret()))
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        // An external editor returns several lines even for a one-line text.
        let text = match self.line_limit {
            LineLimit::One => &text.replace('\n', " "),
            LineLimit::Many => text,
        };
        self.buffer.replace_all(text, caret);
    }

    fn line_prompt(&self) -> LinePrompt {
        let mut lines = current_text(&self.buffer);
        if !self.suggestions.is_empty() && self.buffer.is_blank() {
            lines.push("Your words from before. Type a number to use them:".to_owned());
            let labels = self
                .suggestions
                .iter()
                .map(|earlier| format!("{}, {}", one_line(&earlier.text), earlier.detail));
            let labels: Vec<_> = labels.collect();
            lines.extend(prompt::numbered_list(labels.iter().map(String::as_str)));
        }
        LinePrompt::new(lines, input_hint(self.line_limit, &self.buffer))
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        // A number selects a suggestion only while suggestions are offered.
        let offered = if self.buffer.is_blank() {
            self.suggestions.len()
        } else {
            0
        };
        let index = prompt::parse_choice(typed, offered);
        if let Some(earlier) = index.map(|index| &self.suggestions[index]) {
            self.buffer.replace_all(&earlier.text, earlier.text.len());
            return LineReply::Done(self.answer());
        }
        on_text_line(&mut self.buffer, self.line_limit, typed)
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        let (least, wish) = buffer_height_range(&self.buffer, width);
        let below = u16::try_from(self.listed_rows()).unwrap_or(0);
        (
            least,
            wish + below + WrappedText::height(&self.enter.hint(), width),
        )
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let max_rows = area.height.saturating_sub(2);
        let listed = u16::try_from(self.listed_rows()).unwrap_or(0).min(max_rows);
        let below = Rect {
            y: area.y + self.height_range(area.width).1.min(area.height) - listed,
            height: listed,
            ..area
        };
        let area = Rect {
            height: area.height - listed,
            ..area
        };
        self.render_suggestions(below, buf, theme);
        let text = TextInput {
            buffer: &self.buffer,
            placeholder: &self.placeholder,
            theme,
        };
        let notes = TextNotes {
            notice: &self.enter.hint(),
            ..TextNotes::default()
        };
        text.render_with_notes(notes, area, buf)
    }
}
