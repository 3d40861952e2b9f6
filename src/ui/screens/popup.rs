//! A popup that asks a short question with a few choices, the safe one first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::ui::keymap::{Action, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::select_list::SelectList;
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Clone, Debug)]
pub(crate) struct Popup<Pick> {
    question: String,
    choices: Vec<(String, Pick)>,
    selected: usize,
    /// A number only selects a choice; Enter confirms it.
    needs_confirmation: bool,
}

impl<Pick: Clone> Popup<Pick> {
    /// The first choice is the safe one, which Esc takes too.
    pub(crate) fn new(question: &str, choices: Vec<(&str, Pick)>) -> Self {
        let choices = choices
            .into_iter()
            .map(|(label, choice)| (label.to_owned(), choice))
            .collect();
        Self {
            question: question.to_owned(),
            choices,
            selected: 0,
            needs_confirmation: false,
        }
    }

    /// Requires Enter to confirm, for choices that delete something.
    #[must_use]
    pub(crate) fn requiring_confirmation(mut self) -> Self {
        self.needs_confirmation = true;
        self
    }

    /// Selects another choice at first.
    #[must_use]
    pub(crate) fn with_selected(mut self, selected: usize) -> Self {
        self.selected = selected.min(self.choices.len().saturating_sub(1));
        self
    }

    /// Selects a choice.
    pub(crate) const fn select(&mut self, index: usize) {
        self.selected = index;
    }

    pub(crate) fn question(&self) -> &str {
        &self.question
    }

    /// The index of the selected choice.
    pub(crate) const fn selected(&self) -> usize {
        self.selected
    }

    /// The rows that the question, a gap and the choices need.
    pub(crate) fn height(&self, width: u16) -> u16 {
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX);
        let question = WrappedText::height(&self.question, width);
        question.saturating_add(1).saturating_add(rows)
    }

    /// Returns the choice once one was made.
    pub(crate) fn on_key(&mut self, press: KeyPress) -> Option<Pick> {
        let last = self.choices.len().saturating_sub(1);
        if let Some(digit) = press.key.digit() {
            let index = usize::from(digit).checked_sub(1)?;
            let (_, choice) = self.choices.get(index)?;
            if self.needs_confirmation {
                self.selected = index;
                return None;
            }
            return Some(choice.clone());
        }
        match press.action? {
            Action::Activate => {
                return self
                    .choices
                    .get(self.selected)
                    .map(|(_, choice)| choice.clone());
            }
            Action::Leave => return self.choices.first().map(|(_, choice)| choice.clone()),
            Action::Up => self.selected = self.selected.saturating_sub(1),
            Action::Down => self.selected = (self.selected + 1).min(last),
            Action::First | Action::PageUp => self.selected = 0,
            Action::Last | Action::PageDown => self.selected = last,
            _ => {}
        }
        None
    }

    /// The question and its choices in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![self.question.clone()];
        lines.extend(prompt::numbered_list(
            self.choices.iter().map(|(label, _)| label.as_str()),
        ));
        LinePrompt::new(lines, "Type a number. An empty line picks the first.")
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(&self, typed: &str) -> LineReply<Pick> {
        let index = match typed.trim() {
            "" => Some(0),
            typed => prompt::parse_choice(typed, self.choices.len()),
        };
        match index.and_then(|index| self.choices.get(index)) {
            Some((_, choice)) => LineReply::Done(choice.clone()),
            None => LineReply::invalid(prompt::invalid_choice(self.choices.len())),
        }
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let area = area.intersection(buf.area);
        let rows = u16::try_from(self.choices.len()).unwrap_or(u16::MAX);
        // With little room the list scrolls before the question is clipped.
        let room = area.height.saturating_sub(rows.min(3)).max(1);
        let question = WrappedText::height(&self.question, area.width).min(room);
        WrappedText::new(&self.question, theme.strong).render(
            Rect {
                height: question.min(area.height),
                ..area
            },
            buf,
        );
        let gap = u16::from(area.height > question + rows);
        let list = Rect {
            y: area.y + (question + gap).min(area.height),
            height: area.height.saturating_sub(question + gap),
            ..area
        };
        self.render_choices(list, buf, theme);
    }

    /// Draws the choices without the question.
    pub(crate) fn render_choices(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let choices = SelectList {
            selected: self.selected,
            count: self.choices.len(),
            theme,
        };
        choices.render_rows(area, buf, |index| {
            format!(
                "{}{} {}",
                choices.cursor(index),
                index + 1,
                self.choices[index].0
            )
        });
    }
}
