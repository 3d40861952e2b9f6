//! The note of a step: a quiet line above the prompt, or a page before it where both don't fit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::ui::keymap::{Action, KeyPress};
use crate::ui::widgets::wrapped_text::WrappedText;

/// A note that is never left out.
#[derive(Debug, Default)]
pub(super) struct Note {
    text: String,
    is_read: bool,
    /// Whether it leaves the prompt and the input the rows they need.
    fits: bool,
    /// The row at the top of its page.
    scroll: usize,
    /// The area for text.
    area: Rect,
}

impl Note {
    pub(super) const fn new(text: String) -> Self {
        Self {
            text,
            is_read: false,
            fits: true,
            scroll: 0,
            area: Rect::ZERO,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Marks it as read, so that it needs no page.
    pub(super) const fn set_read(&mut self) {
        self.is_read = true;
    }

    /// Adapts to an area, of which the rest of the screen needs some rows.
    pub(super) fn fit(&mut self, area: Rect, needed_rows: u16) {
        self.area = area;
        self.scroll = 0;
        self.fits = self.rows().saturating_add(needed_rows) <= area.height;
    }

    fn rows(&self) -> u16 {
        WrappedText::height(&self.text, self.area.width)
    }

    /// Whether it has the screen for itself now.
    pub(super) fn is_apart(&self) -> bool {
        !self.is_read && !self.fits && !self.text.is_empty()
    }

    /// Whether it was read and there is no room to show it again.
    pub(super) const fn is_left_out(&self) -> bool {
        self.is_read && !self.fits
    }

    /// Handles a key while it is apart; false if the key is left to the screen.
    pub(super) fn on_key(&mut self, press: KeyPress) -> bool {
        let last = usize::from(self.rows().saturating_sub(self.area.height));
        let page = usize::from(self.area.height.saturating_sub(1).max(1));
        match press.action {
            Some(Action::Continue | Action::PageDown) if self.scroll < last => {
                self.scroll = (self.scroll + page).min(last);
            }
            Some(Action::Continue | Action::PageDown) => self.is_read = true,
            Some(Action::PageUp) => self.scroll = self.scroll.saturating_sub(page),
            Some(Action::Down) => self.scroll = (self.scroll + 1).min(last),
            Some(Action::Up) => self.scroll = self.scroll.saturating_sub(1),
            Some(Action::First) => self.scroll = 0,
            Some(Action::Last) => self.scroll = last,
            _ => return false,
        }
        true
    }

    /// Draws it on a page of its own.
    pub(super) fn render(&self, area: Rect, buf: &mut Buffer) {
        WrappedText {
            text: &self.text,
            style: Style::new(),
            scroll: self.scroll,
        }
        .render(area, buf);
    }
}
