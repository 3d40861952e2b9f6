//! The choice of a future day or time, from a few options or typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::choose::{self, OptionItem};
use super::step_view::{StepEvent, StepView};
use crate::domain::entry::Answer;
use crate::domain::exercise;
use crate::text::digits::to_ascii_numbers;
use crate::ui::keymap::{KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A choice of future moments.
#[derive(Debug)]
pub(crate) struct DateChoiceView<R> {
    choice: choose::ChooseView,
    offered_answers: Vec<(String, Answer)>,
    parser: R,
    /// Whether the typed text isn't a future moment.
    is_invalid: bool,
}

/// Parses a typed moment.
pub(crate) trait DateParser: std::fmt::Debug {
    /// The answer for the typed text; none if it isn't a future moment.
    fn parse(&self, typed: &str) -> Option<Answer>;

    /// The expected format, such as "a day, written like 2026-12-01".
    fn hint(&self) -> String;

    /// The message for invalid text.
    fn error_message(&self) -> String;
}

impl<R: DateParser> DateChoiceView<R> {
    /// `written` is the current answer as it would be typed, unless it is one of the options.
    pub(crate) fn new(
        offered: Vec<(String, Answer)>,
        current: Option<&Answer>,
        written: Option<String>,
        reader: R,
    ) -> Self {
        let grammar = exercise::ChooseStep {
            allow_other: true,
            ..exercise::ChooseStep::default()
        };
        let known = |current| offered.iter().find(|(_, answer)| answer == current);
        let label = current.and_then(known).map(|(label, _)| label.clone());
        let label = label.or(written).map(|label| Answer::Chosen(vec![label]));
        let options = offered
            .iter()
            .map(|(label, _)| OptionItem::without_detail(label));
        Self {
            choice: choose::ChooseView::new(&grammar, options.collect(), label.as_ref()),
            offered_answers: offered,
            parser: reader,
            is_invalid: false,
        }
    }

    /// The rows of the options and of the text field.
    fn option_rows(&self) -> u16 {
        u16::try_from(self.offered_answers.len() + 1).unwrap_or(u16::MAX)
    }

    /// The answer for a label of the choice.
    fn to_answer(&self, answer: Option<Answer>) -> Option<Answer> {
        let Some(Answer::Chosen(labels)) = answer else {
            return None;
        };
        let label = labels.first()?;
        let mut offered = self.offered_answers.iter();
        match offered.find(|(offered, _)| offered == label) {
            Some((_, answer)) => Some(answer.clone()),
            None => self.parser.parse(to_ascii_numbers(label).trim()),
        }
    }
}

impl<R: DateParser> StepView for DateChoiceView<R> {
    fn key_context(&self) -> KeyContext {
        self.choice.key_context()
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        self.is_invalid = false;
        match self.choice.on_key(press, width) {
            StepEvent::Answer(Some(chosen)) => {
                let answer = self.to_answer(Some(chosen));
                self.is_invalid = answer.is_none();
                if self.is_invalid {
                    self.choice.resume_typing();
                    StepEvent::Handled
                } else {
                    StepEvent::Answer(answer)
                }
            }
            reply => reply,
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.choice.on_paste(text);
    }

    fn answer(&self) -> Option<Answer> {
        self.to_answer(self.choice.answer())
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        self.choice.edited_text()
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        self.choice.set_text(text, caret);
    }

    fn line_prompt(&self) -> LinePrompt {
        let LinePrompt {
            mut lines,
            hint: ask,
        } = self.choice.line_prompt();
        lines.push(self.parser.hint());
        LinePrompt { lines, hint: ask }
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        match self.choice.on_line(typed) {
            LineReply::Done(Some(chosen)) => match self.to_answer(Some(chosen)) {
                None => {
                    self.choice.set_text("", 0);
                    LineReply::invalid(self.parser.error_message())
                }
                answer => LineReply::Done(answer),
            },
            heard => heard,
        }
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        let (least, wish) = self.choice.height_range(width);
        let hint = WrappedText::height(&self.parser.hint(), width);
        let unclear = WrappedText::height(&self.parser.error_message(), width);
        (least, wish.saturating_add(1 + hint.max(unclear)))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let (hint, style) = if self.is_invalid {
            (self.parser.error_message(), theme.notice)
        } else {
            (self.parser.hint(), theme.dim)
        };
        let filled = self.option_rows().min(area.height);
        let free = area.height - filled;
        let rows = WrappedText::height(&hint, area.width);
        // Without enough space the hint is dropped, but never an error.
        let rows = if self.is_invalid {
            rows.min(area.height.saturating_sub(1))
        } else {
            rows.min(free)
        };
        let options = Rect {
            height: area.height - rows,
            ..area
        };
        let gap = u16::from(free > rows);
        let below = Rect {
            y: options.y + (filled + gap).min(options.height),
            height: rows,
            ..area
        };
        WrappedText::new(&hint, style).render(below.intersection(area), buf);
        self.choice.render(options, buf, theme)
    }
}
