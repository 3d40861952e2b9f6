//! A question whose choices lead to other screens. Esc goes back.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::AppCommand;
use super::popup::Popup;
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A choice: its label, a sentence about it, and where it leads.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) detail: String,
    pub(crate) command: AppCommand,
}

#[derive(Debug)]
pub(crate) struct ChoiceScreen {
    title: &'static str,
    popup: Popup<AppCommand>,
    labels: Vec<String>,
    /// The sentence about each choice, shown while it is selected; empty if there is nothing to say.
    details: Vec<String>,
}

impl ChoiceScreen {
    pub(crate) fn new(title: &'static str, question: &str, choices: Vec<Choice>) -> Self {
        let commands = choices
            .iter()
            .map(|choice| (choice.label.as_str(), choice.command.clone()))
            .collect();
        Self {
            title,
            popup: Popup::new(question, commands),
            labels: choices.iter().map(|choice| choice.label.clone()).collect(),
            details: choices.into_iter().map(|choice| choice.detail).collect(),
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress) -> AppCommand {
        if press.action == Some(Action::Leave) {
            return AppCommand::Back;
        }
        self.popup.on_key(press).unwrap_or(AppCommand::None)
    }

    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![self.popup.question().to_owned()];
        let choices = self.labels.iter().zip(&self.details);
        for (number, (label, detail)) in (1..).zip(choices) {
            let item = prompt::numbered_item(number, label);
            lines.push(format!("{item} {detail}").trim_end().to_owned());
        }
        LinePrompt::new(lines, "Type a number. An empty line goes back.")
    }

    pub(crate) fn on_line(&self, typed: &str) -> LineReply<AppCommand> {
        if typed.trim().is_empty() {
            return LineReply::Done(AppCommand::Back);
        }
        self.popup.on_line(typed)
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header(self.title, "", area, buf, theme);
        let page = text_area(area);
        let needed = self.popup.height(page.width).saturating_add(1);
        let list = Rect {
            height: page.height.min(needed),
            ..page
        };
        self.popup.render(list, buf, theme);
        let below = Rect {
            x: page.x + 4.min(page.width),
            y: list.bottom(),
            width: page.width.saturating_sub(4),
            height: page.height - list.height,
        };
        if let Some(detail) = self.details.get(self.popup.selected()) {
            WrappedText::new(detail, theme.quiet).render(below, buf);
        }
    }
}
