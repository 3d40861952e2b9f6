//! Draws the screen on top, the message and the footer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::App;
use super::saving::{LastSave, Persistence};
use crate::ui::keymap::Action;
use crate::ui::layout;
use crate::ui::screens::Screen;
use crate::ui::widgets::bidi_separator;
use crate::ui::widgets::footer::Footer;
use crate::ui::widgets::wrapped_text::WrappedText;

impl App {
    /// Draws a frame and returns the cursor position.
    pub fn render(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if self.is_hidden {
            return None;
        }
        if area.width < 20 || area.height < 4 {
            let words = "Please make this window larger. Your words are safe.";
            WrappedText::new(words, self.theme.strong).render(area, buf);
            return None;
        }
        let screen = self.screens.last()?;
        let footer = layout::hint_row(area, screen.has_panes());
        let screen_area = layout::screen_area(area);
        let notice = WrappedText::height(&self.status, footer.width).min(screen_area.height / 3);
        let above = Rect {
            height: screen_area.height - notice,
            ..screen_area
        };
        let below = Rect {
            y: above.bottom(),
            height: notice,
            ..footer
        };
        let caret = screen.render(above, buf, &self.theme);
        WrappedText::new(&self.status, self.theme.notice).render(below, buf);
        let status = self.status_label();
        Footer {
            key_context: screen.key_context(),
            is_available: &|action| self.is_available(screen, action, above),
            status,
            theme: &self.theme,
        }
        .render(footer, buf);
        self.theme.fill(area, buf);
        if self.theme.ascii_only {
            replace_typography(area, buf);
        } else {
            bidi_separator::insert_separators(area, buf);
        }
        caret
    }

    /// Whether the footer offers this action now.
    fn is_available(&self, screen: &Screen, action: Action, area: Rect) -> bool {
        if let Screen::TextPage(page) = screen {
            return page.is_available(action, area, &self.theme);
        }
        let can_undo = !self.deleted_entries.is_empty();
        screen.is_available(action) && (action != Action::Undelete || can_undo)
    }

    /// The status in the footer: whether the text on the screen is saved, or during a break its caution.
    fn status_label(&self) -> &'static str {
        match (self.screens.last(), &self.persistence) {
            (Some(Screen::Break(break_screen)), _) => break_screen.short_caution().unwrap_or(""),
            (Some(Screen::TrustedPeople(_)), _) if self.profile_file.is_none() => {
                "not saved: private"
            }
            (Some(Screen::TrustedPeople(editor)), _) if editor.is_saved() => "saved",
            (Some(Screen::Session(_)), Persistence::Private) => "not saved: private",
            (Some(Screen::Session(session_screen)), Persistence::Unavailable(_))
                if self.is_without_key() && session_screen.has_content() =>
            {
                "not saved: locked"
            }
            (Some(Screen::Session(session_screen)), Persistence::Unavailable(_))
                if session_screen.has_content() =>
            {
                "not saved yet"
            }
            (Some(Screen::Session(_)), Persistence::OnDisk)
                if self.last_save == LastSave::Failed =>
            {
                "not saved yet"
            }
            (Some(Screen::Session(session_screen)), Persistence::OnDisk)
                if self.unsaved_for.is_none() && session_screen.has_content() =>
            {
                "saved"
            }
            _ => "",
        }
    }
}

/// Replaces typographic characters by ASCII ones of the same width.
fn replace_typography(area: Rect, buf: &mut Buffer) {
    for position in area.intersection(buf.area).positions() {
        let plain = match buf[position].symbol() {
            "…" => "~",
            "“" | "”" => "\"",
            "’" | "‘" => "'",
            "–" | "—" | "·" => "-",
            _ => continue,
        };
        buf[position].set_symbol(plain);
    }
}
