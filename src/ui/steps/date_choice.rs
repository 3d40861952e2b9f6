//! The choice of a future day or time, from a few options or typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::choose::{self, OptionItem};
use super::step_view::{StepEvent, StepView};
use crate::domain::entry::Answer;
use crate::domain::exercise;
use crate::text::digits::to_ascii_numbers;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A choice of future moments.
#[derive(Debug)]
pub(crate) struct DateChoiceView<R> {
    choice: choose::ChooseView,
    offered_answers: Vec<(String, Answer)>,
    /// The current answer with its text, unless it is one of the options. It stays valid when its day has come.
    written: Option<(String, Answer)>,
    parser: R,
    /// Why the typed text isn't a future moment; empty while it wasn't submitted.
    error: String,
    /// Whether line mode asks if the typed text was understood.
    is_confirming: bool,
}

/// Parses a typed moment.
pub(crate) trait DateParser: std::fmt::Debug {
    /// The answer for the typed text, or a message if it isn't a future moment.
    fn parse(&self, typed: &str) -> Result<Answer, String>;

    /// The day or time of an answer in words: “Sunday, 29 November”. None if it has no day.
    fn describe(&self, answer: &Answer) -> Option<String>;

    /// What can be typed.
    fn hint(&self) -> String;

    /// What can be typed when the text was understood.
    fn confirm_hint(&self) -> &'static str;
}

impl<R: DateParser> DateChoiceView<R> {
    pub(crate) fn new(offered: Vec<(String, Answer)>, current: Option<&Answer>, parser: R) -> Self {
        let grammar = exercise::ChooseStep {
            allow_other: true,
            ..exercise::ChooseStep::default()
        };
        let known = |current| offered.iter().find(|(_, answer)| answer == current);
        let label = current.and_then(known).map(|(label, _)| label.clone());
        let written = current
            .filter(|_| label.is_none())
            .and_then(|answer| Some((parser.describe(answer)?, answer.clone())));
        let label = label.or_else(|| written.as_ref().map(|(text, _)| text.clone()));
        let label = label.map(|label| Answer::Chosen(vec![label]));
        let options = offered
            .iter()
            .map(|(label, _)| OptionItem::without_detail(label))
            .collect();
        Self {
            choice: choose::ChooseView::new(&grammar, options, label.as_ref()),
            offered_answers: offered,
            written,
            parser,
            error: String::new(),
            is_confirming: false,
        }
    }

    /// The rows of the options and of the text field.
    fn option_rows(&self) -> u16 {
        u16::try_from(self.offered_answers.len() + 1).unwrap_or(u16::MAX)
    }

    /// The answer for a label of the choice, or a message if it isn't a future moment.
    fn to_answer(&self, label: &str) -> Result<Answer, String> {
        let mut known = self.offered_answers.iter().chain(&self.written);
        match known.find(|(known, _)| is_same_label(known, label)) {
            Some((_, answer)) => Ok(answer.clone()),
            None => self.parser.parse(label),
        }
    }

    /// The label that is chosen or typed.
    fn label(&self) -> Option<String> {
        first_label(self.choice.answer())
    }

    /// The typed text as it is understood; none while it isn't, or if an option is chosen.
    fn interpretation(&self) -> Option<String> {
        let typed = match self.choice.edited_text() {
            Some((typed, _)) => typed.trim().to_owned(),
            None => self.label()?,
        };
        let mut offered = self.offered_answers.iter();
        if offered.any(|(label, _)| is_same_label(label, &typed)) {
            return None;
        }
        let answer = self.to_answer(&typed).ok()?;
        self.parser.describe(&answer)
    }

    /// Starts typing with a letter, as in “sunday”, where an option would be chosen by a number. Returns what the key does
    /// from then on.
    ///
    /// A letter that moves in other lists is typed too, or nobody could write “july”. A letter that goes ahead to another
    /// step doesn't get here where that is offered.
    fn begin_typing(&mut self, press: KeyPress) -> KeyPress {
        let is_letter = press.key.typed_char().is_some_and(char::is_alphabetic);
        let is_choosing = self.choice.key_context() == KeyContext::ChooseOne;
        let is_free = matches!(
            press.action,
            None | Some(
                Action::SkipAhead | Action::Up | Action::Down | Action::First | Action::Last
            )
        );
        if !is_choosing || !is_letter || !is_free {
            return press;
        }
        self.choice.set_text("", 0);
        KeyPress::new(self.choice.key_context(), press.key)
    }
}

fn first_label(answer: Option<Answer>) -> Option<String> {
    match answer {
        Some(Answer::Chosen(labels)) => labels.into_iter().next(),
        _ => None,
    }
}

/// Whether `typed` is the label of an option, however it is capitalised and with or without a full stop.
fn is_same_label(label: &str, typed: &str) -> bool {
    let typed = typed.trim().trim_end_matches('.');
    label == typed || label.to_lowercase() == typed.to_lowercase()
}

/// Whether a moment is written in numbers from the year on, so that it can mean nothing else.
fn is_exact(typed: &str) -> bool {
    let typed = to_ascii_numbers(typed.trim());
    typed.len() >= "2026-12-05".len()
        && typed.as_bytes().get(4) == Some(&b'-')
        && typed
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-: ".contains(&byte))
}

impl<R: DateParser> StepView for DateChoiceView<R> {
    fn key_context(&self) -> KeyContext {
        self.choice.key_context()
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        self.error.clear();
        let press = self.begin_typing(press);
        match self.choice.on_key(press, width) {
            StepEvent::Answer(chosen @ Some(_)) => {
                let label = first_label(chosen).unwrap_or_default();
                match self.to_answer(&label) {
                    Ok(answer) => StepEvent::Answer(Some(answer)),
                    Err(message) => {
                        self.error = message;
                        self.choice.resume_typing();
                        StepEvent::Handled
                    }
                }
            }
            reply => reply,
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.choice.on_paste(text);
    }

    fn answer(&self) -> Option<Answer> {
        self.to_answer(&self.label()?).ok()
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        self.choice.edited_text()
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        self.choice.set_text(text, caret);
    }

    fn line_prompt(&self) -> LinePrompt {
        let understood = self.label().and_then(|label| self.to_answer(&label).ok());
        let understood = understood.and_then(|answer| self.parser.describe(&answer));
        if let Some(moment) = understood.filter(|_| self.is_confirming) {
            return LinePrompt::new(
                vec![format!("That is {moment}.")],
                self.parser.confirm_hint(),
            );
        }
        let LinePrompt {
            mut lines,
            hint: ask,
        } = self.choice.line_prompt();
        lines.push(self.parser.hint());
        LinePrompt { lines, hint: ask }
    }

    /// Takes an option or an exact date at once. Other words are shown as they are understood, and asked about. What isn't
    /// understood changes nothing, so that an empty line still does what the hint says.
    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        if self.is_confirming && typed.trim().is_empty() {
            return LineReply::Done(self.answer());
        }
        let before = self.choice.clone();
        let label = match self.choice.on_line(typed) {
            LineReply::Done(chosen @ Some(_)) => first_label(chosen).unwrap_or_default(),
            heard => return heard,
        };
        let mut offered = self.offered_answers.iter();
        let is_offered = offered.any(|(option, _)| is_same_label(option, &label));
        let is_clear = is_offered || label != typed.trim() || is_exact(typed);
        match self.to_answer(&label) {
            Err(message) => {
                self.choice = before;
                LineReply::invalid(message)
            }
            Ok(answer) if is_clear => LineReply::Done(Some(answer)),
            Ok(_) => {
                self.is_confirming = true;
                LineReply::Refresh
            }
        }
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        let (least, wish) = self.choice.height_range(width);
        let hint = WrappedText::height(&self.parser.hint(), width);
        let error = WrappedText::height(&self.error, width);
        (least, wish.saturating_add(1 + hint.max(error)))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let (hint, style) = match self.interpretation() {
            _ if !self.error.is_empty() => (self.error.clone(), theme.notice),
            Some(moment) => (moment, theme.strong),
            None => (self.parser.hint(), theme.quiet),
        };
        let is_hint = style == theme.quiet;
        let filled = self.option_rows().min(area.height);
        let free = area.height - filled;
        let rows = WrappedText::height(&hint, area.width);
        // Without space for all of it the hint is dropped, but never an error or the day that was understood.
        let rows = if is_hint {
            if rows <= free { rows } else { 0 }
        } else {
            rows.min(area.height.saturating_sub(1))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::keymap::Key;
    use crate::ui::steps::follow_up::follow_up_view;
    use crate::ui::steps::postpone::postpone_view;
    use crossterm::event::{KeyCode, KeyEvent};

    /// Types each example of the hint while the options have the focus.
    fn type_examples<R: DateParser>(view: impl Fn() -> DateChoiceView<R>) {
        let hint = view().parser.hint();
        let quoted = hint.split('“').skip(1);
        let examples: Vec<_> = quoted.filter_map(|rest| rest.split('”').next()).collect();
        assert_eq!(examples.len(), 3, "{hint}");
        for example in examples {
            let mut view = view();
            for typed in example.chars() {
                let press = KeyPress::new(
                    view.key_context(),
                    Key::from(KeyEvent::from(KeyCode::Char(typed))),
                );
                assert_eq!(view.on_key(press, 80), StepEvent::Handled, "{example}");
            }
            assert_eq!(view.edited_text().map(|(text, _)| text), Some(example));
            assert!(view.interpretation().is_some(), "{example}");
        }
    }

    #[test]
    fn the_examples_of_the_hint_can_be_typed_at_once() {
        let now = jiff::civil::DateTime::constant(2026, 11, 24, 20, 0, 0, 0);
        type_examples(|| follow_up_view(now.date(), None));
        type_examples(|| postpone_view(now, None, None));
    }
}
