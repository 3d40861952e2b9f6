//! What is asked before a report for a conversation is written: a question to bring, and whether words of an entry go in.

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::AppCommand;
use super::popup::Popup;
use crate::domain::entry::EntryId;
use crate::storage::insight_queries::Period;
use crate::storage::report::ReportRequest;
use crate::text::buffer::TextBuffer;
use crate::text::one_line;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::steps::text_field;
use crate::ui::theme::Theme;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

const QUESTION: &str = "Is there a question you would like to bring? One line, or nothing.";
const WORDS_QUESTION: &str = "Should words of yours go in?";

/// An entry whose words can go into a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OfferedEntry {
    pub(crate) id: EntryId,
    /// What it is called in lists.
    pub(crate) headline: String,
}

#[derive(Debug)]
pub(crate) struct ReportScreen {
    period: Period,
    entry: Option<OfferedEntry>,
    question: TextBuffer,
    /// Asks whether the entry's words go in, after the question.
    words_popup: Option<Popup<AppCommand>>,
}

impl ReportScreen {
    const TITLE: &str = "A report for a conversation";

    pub(crate) fn new(period: Period, entry: Option<OfferedEntry>) -> Self {
        Self {
            period,
            entry,
            question: TextBuffer::default(),
            words_popup: None,
        }
    }

    pub(crate) const fn key_context(&self) -> KeyContext {
        match self.words_popup {
            Some(_) => KeyContext::Popup,
            None => KeyContext::ReportQuestion,
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, area: Rect) -> AppCommand {
        if let Some(popup) = &mut self.words_popup {
            return popup.on_key(press).unwrap_or(AppCommand::None);
        }
        match press.action {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Continue) => return self.go_on().unwrap_or(AppCommand::None),
            _ => {
                text_field::apply_key(&mut self.question, press, text_area(area).width);
            }
        }
        AppCommand::None
    }

    pub(crate) fn on_paste(&mut self, text: &str) {
        if self.words_popup.is_none() {
            self.question.paste(text, true);
        }
    }

    /// Asks about the words of the entry, or returns the command if there is none.
    fn go_on(&mut self) -> Option<AppCommand> {
        let Some(entry) = &self.entry else {
            return Some(self.write(None));
        };
        let label = format!("The words of this entry: {}", one_line(&entry.headline));
        let choices = vec![
            ("Cancel", AppCommand::Back),
            ("No words of mine", self.write(None)),
            (label.as_str(), self.write(Some(entry.id.clone()))),
        ];
        self.words_popup = Some(Popup::new(WORDS_QUESTION, choices).with_selected(1));
        None
    }

    fn write(&self, chosen: Option<EntryId>) -> AppCommand {
        AppCommand::WriteReport(Box::new(ReportRequest {
            period: self.period,
            question: self.question.text().to_owned(),
            chosen: chosen.into_iter().collect(),
        }))
    }

    /// What the report is about, and who can read it.
    fn intro(&self) -> String {
        let day = |day: Date| day.strftime("%-d %B %Y").to_string();
        let about = match (self.period.from.map(day), self.period.until.map(day)) {
            (None, None) => "It has the numbers and dates of all finished entries.".to_owned(),
            (Some(from), None) => {
                format!("It has the numbers and dates of all finished entries since {from}.")
            }
            (None, Some(until)) => {
                format!("It has the numbers and dates of all finished entries until {until}.")
            }
            (Some(from), Some(until)) => {
                format!(
                    "It has the numbers and dates of all finished entries from {from} to {until}."
                )
            }
        };
        format!(
            "This is a file to show to somebody who helps you. {about} Anyone who has the file can read it."
        )
    }

    pub(crate) fn line_prompt(&self) -> LinePrompt {
        match &self.words_popup {
            Some(popup) => popup.line_prompt(),
            None => LinePrompt::new(
                vec![self.intro(), QUESTION.to_owned()],
                "Write one line. An empty line leaves it out.",
            ),
        }
    }

    pub(crate) fn on_line(&mut self, typed: &str) -> LineReply<AppCommand> {
        if let Some(popup) = &self.words_popup {
            return popup.on_line(typed);
        }
        self.question = TextBuffer::with_text(typed.trim());
        self.go_on().map_or(LineReply::Refresh, LineReply::Done)
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        render_header(Self::TITLE, "", area, buf, theme);
        let mut page = text_area(area);
        if let Some(popup) = &self.words_popup {
            popup.render(page, buf, theme);
            return None;
        }
        // The question and a row to type in come before the rest.
        let question = WrappedText::height(QUESTION, page.width).min(page.height.saturating_sub(1));
        let intro = self.intro();
        let rows = WrappedText::height(&intro, page.width).saturating_add(1);
        if page.height >= rows + question + 4 {
            WrappedText::new(&intro, theme.quiet).render(page, buf);
            page.y += rows;
            page.height -= rows;
        }
        let line = Rect {
            height: question,
            ..page
        };
        WrappedText::new(QUESTION, theme.strong).render(line, buf);
        let gap = u16::from(page.height > question + 3);
        let field = Rect {
            y: page.y + question + gap,
            height: page.height - question - gap,
            ..page
        };
        TextInput {
            buffer: &self.question,
            placeholder: "",
            theme,
        }
        .render(field, buf)
    }
}
