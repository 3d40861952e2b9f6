//! The editor of the people the user trusts, one per line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::AppCommand;
use crate::domain::exercise::LineLimit;
use crate::storage::profile::{Profile, ProfileChange};
use crate::text::buffer::{Edit, TextBuffer};
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::steps::text_field;
use crate::ui::theme::Theme;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

const QUESTION: &str = "Who could you turn to? One to a line: a name, and how you reach them. \
    They stand near the top of “People to talk to”.";

#[derive(Debug)]
pub(crate) struct TrustedPeopleEditor {
    buffer: TextBuffer,
    /// The lines as saved.
    saved: Vec<String>,
}

impl TrustedPeopleEditor {
    /// Enough for several people.
    const MAX_BYTES: usize = 4096;

    pub(crate) fn new(profile: &Profile) -> Self {
        Self {
            buffer: TextBuffer::with_text(&profile.trusted_contacts.join("\n")),
            saved: profile.trusted_contacts.clone(),
        }
    }

    /// Takes the change since the last save, which then counts as saved.
    pub(crate) fn take_change(&mut self) -> Option<ProfileChange> {
        let lines = Profile::parse_contact_lines(self.buffer.text());
        if lines == self.saved {
            return None;
        }
        let before = std::mem::replace(&mut self.saved, lines.clone());
        Some(ProfileChange::TrustedContacts { before, lines })
    }

    pub(crate) fn is_saved(&self) -> bool {
        Profile::parse_contact_lines(self.buffer.text()) == self.saved
    }

    /// Whether the text has reached its limit.
    pub(crate) fn is_full(&self) -> bool {
        self.buffer.text().len() + 4 > Self::MAX_BYTES
    }

    pub(crate) fn edited_text(&self) -> &str {
        self.buffer.text()
    }

    /// Replaces the text, cut to the limit.
    pub(crate) fn set_text(&mut self, words: &str) {
        let fits = &words[..words.floor_char_boundary(Self::MAX_BYTES)];
        self.buffer.replace_all(fits, fits.len());
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, area: Rect) -> AppCommand {
        let before = self.buffer.text().len();
        let is_enter = press.action == Some(Action::NewLineOrContinue);
        if press.action == Some(Action::Leave) || (is_enter && self.buffer.is_on_empty_last_line())
        {
            return AppCommand::Back;
        }
        if self.is_full() && press.key.typed_char().is_some() {
            return AppCommand::None;
        }
        text_field::apply_key(&mut self.buffer, press, text_area(area).width);
        let after = self.buffer.text().len();
        if after > before && after > Self::MAX_BYTES {
            self.buffer
                .apply(Edit::Undo, TextInput::text_width(text_area(area).width));
        }
        AppCommand::None
    }

    pub(crate) fn on_paste(&mut self, text: &str) {
        let room = Self::MAX_BYTES.saturating_sub(self.buffer.text().len());
        // Tabs become spaces, so the text may grow.
        let clean = crate::text::sanitize(text);
        self.buffer
            .paste(&clean[..clean.floor_char_boundary(room)], false);
    }

    /// The editor in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![QUESTION.to_owned()];
        lines.extend(text_field::current_text(&self.buffer));
        LinePrompt::new(lines, text_field::input_hint(LineLimit::Many, &self.buffer))
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(&mut self, typed: &str) -> LineReply<AppCommand> {
        let mut editor = self.buffer.clone();
        let heard = text_field::on_text_line(&mut editor, LineLimit::Many, typed);
        self.set_text(editor.text());
        heard.map(|_| AppCommand::Back)
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        render_header("People you trust", "", area, buf, theme);
        let area = text_area(area);
        let words = QUESTION;
        let rows = WrappedText::height(words, area.width).min(area.height.saturating_sub(2));
        let question = Rect {
            height: rows,
            ..area
        };
        WrappedText::new(words, theme.strong).render(question, buf);
        let gap = u16::from(area.height > rows + 6);
        let body = Rect {
            y: area.y + rows + gap,
            height: area.height.saturating_sub(rows + gap),
            ..area
        };
        TextInput {
            buffer: &self.buffer,
            placeholder: "",
            theme,
        }
        .render(body, buf)
    }
}
