//! The rating step: a number from 0 to 100. It starts unset, and a skipped rating stays missing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use crate::content::library::Scale;
use crate::domain::entry::Answer;
use crate::text::digits::to_ascii_numbers;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::rating_scale::RatingScale;

#[derive(Debug)]
pub(crate) struct RateView {
    scale: Scale,
    number: Option<u8>,
    /// Whether the number is being typed, digit by digit.
    is_typing: bool,
}

impl RateView {
    pub(crate) fn new(scale: Option<&Scale>, current: Option<&Answer>) -> Self {
        let number = match current {
            Some(Answer::Rating(number)) => Some(*number),
            _ => None,
        };
        Self {
            scale: scale.cloned().unwrap_or_default(),
            number,
            is_typing: false,
        }
    }

    /// Moves the handle. The first key brings it in from the end it moves away from, so that no number in the middle
    /// is suggested.
    fn change_by(&mut self, by: i16) {
        let end = if by > 0 { 0 } else { 100 };
        let moved = (self.number.map_or(end, i16::from) + by).clamp(0, 100);
        self.number = u8::try_from(moved).ok();
        self.is_typing = false;
    }

    fn type_digit(&mut self, digit: u8) {
        let typed = self
            .number
            .filter(|_| self.is_typing)
            .map(|number| u16::from(number) * 10 + u16::from(digit));
        self.number = match typed {
            // A digit too many is refused.
            Some(number) if number > 100 => self.number,
            Some(number) => u8::try_from(number).ok(),
            None => Some(digit),
        };
        self.is_typing = true;
    }

    fn delete_digit(&mut self) {
        self.number = self
            .number
            .filter(|number| self.is_typing && *number >= 10)
            .map(|number| number / 10);
        self.is_typing = self.number.is_some();
    }
}

const fn is_change(action: Action) -> bool {
    matches!(
        action,
        Action::Increase
            | Action::Decrease
            | Action::IncreaseFine
            | Action::DecreaseFine
            | Action::IncreaseCoarse
            | Action::DecreaseCoarse
    )
}

impl StepView for RateView {
    fn key_context(&self) -> KeyContext {
        KeyContext::Rating
    }

    fn on_key(&mut self, press: KeyPress, _width: u16) -> StepEvent {
        if let Some(digit) = press.key.digit() {
            self.type_digit(digit);
            return StepEvent::Handled;
        }
        // A letter moves a number that is there. It gives none, since it may have been meant for something else.
        if self.number.is_none()
            && press.key.typed_char().is_some()
            && press.action.is_some_and(is_change)
        {
            return StepEvent::Handled;
        }
        match press.action {
            Some(Action::Continue) => return StepEvent::Answer(self.answer()),
            Some(Action::Increase) => self.change_by(5),
            Some(Action::Decrease) => self.change_by(-5),
            Some(Action::IncreaseFine) => self.change_by(1),
            Some(Action::DecreaseFine) => self.change_by(-1),
            Some(Action::IncreaseCoarse) => self.change_by(10),
            Some(Action::DecreaseCoarse) => self.change_by(-10),
            Some(Action::ClearAnswer) => self.delete_digit(),
            _ => return StepEvent::Ignored,
        }
        StepEvent::Handled
    }

    fn answer(&self) -> Option<Answer> {
        self.number.map(Answer::Rating)
    }

    fn line_prompt(&self) -> LinePrompt {
        let anchors = &self.scale.anchors;
        let ends = [0, 50, 100].map(|number| (number, anchors.get(&number)));
        let named = ends
            .iter()
            .filter_map(|(number, label)| Some(format!("{number} is “{}”", (*label)?)));
        let mut lines = vec![format!("{}.", named.collect::<Vec<_>>().join(", "))];
        lines.retain(|line| line != ".");
        let ask = match self.number {
            None => "Type a number from 0 to 100. An empty line skips this.".to_owned(),
            Some(number) => format!("Type a number from 0 to 100. An empty line keeps {number}."),
        };
        LinePrompt::new(lines, ask)
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        let typed = to_ascii_numbers(typed);
        let typed = typed.trim().trim_end_matches('%').trim_end();
        if typed.is_empty() {
            return LineReply::Done(self.answer());
        }
        match typed.parse::<u8>() {
            Ok(number @ 0..=100) => {
                self.number = Some(number);
                LineReply::Done(self.answer())
            }
            _ => LineReply::invalid("Please type a whole number from 0 to 100, or leave it empty."),
        }
    }

    fn height_range(&self, _width: u16) -> (u16, u16) {
        (3, RatingScale::HEIGHT)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let meaning = self
            .number
            .map(|number| self.scale.describe(number))
            .unwrap_or_default();
        let anchors = &self.scale.anchors;
        RatingScale {
            number: self.number,
            unit: &self.scale.unit,
            meaning: &meaning,
            words: [0, 25, 50, 75, 100]
                .map(|number| anchors.get(&number).map_or("", String::as_str)),
            theme,
        }
        .render(area, buf);
        None
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyCode;

    use super::*;
    use crate::ui::keymap::Key;

    /// The number after these keys.
    fn number(keys: &str) -> Option<u8> {
        let mut view = RateView::new(None, None);
        for letter in keys.chars() {
            let code = match letter {
                '>' => KeyCode::Right,
                '<' => KeyCode::Backspace,
                letter => KeyCode::Char(letter),
            };
            let press = KeyPress::new(KeyContext::Rating, Key::unmodified(code));
            let _ = view.on_key(press, 60);
        }
        view.number
    }

    #[test]
    fn a_letter_gives_no_number_and_moves_one_that_is_there() {
        assert_eq!(number("l"), None);
        assert_eq!(number("hlx睡"), None);
        assert_eq!(number(">"), Some(5));
        assert_eq!(number("50l"), Some(51));
        assert_eq!(number("50hh"), Some(48));
    }

    #[test]
    fn a_digit_too_many_is_refused() {
        assert_eq!(number("150"), Some(15));
        assert_eq!(number("100"), Some(100));
        assert_eq!(number("1000"), Some(100));
        assert_eq!(number("15<00"), Some(100));
        assert_eq!(number("99<<7"), Some(7));
    }
}
