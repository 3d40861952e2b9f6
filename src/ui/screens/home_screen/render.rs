//! Drawing the home screen: the menu, the description of the selected item, and the newest entries on wide terminals.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::menu::{MenuItem, MenuLink};
use super::{HomeScreen, pending_summary};
use crate::text::{bidi, display_width, truncate_to_width};
use crate::ui::screens::{max_header_label_width, render_header, side_margin, text_area};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::{WrappedText, scroll_offset};

impl HomeScreen {
    /// From this width on the history is beside the menu.
    const MIN_HISTORY_WIDTH: u16 = 100;
    /// From this width on the description is beside the menu.
    const MIN_DESCRIPTION_WIDTH: u16 = 72;

    /// Returns the position of the cursor while there is a search.
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let summary = pending_summary(
            self.due_follow_ups,
            self.ready_worries,
            max_header_label_width(area),
        );
        render_header("good-enough", &summary, area, buf, theme);
        let margin = side_margin(area);
        let mut page = Rect {
            width: area.width - 2 * margin,
            ..text_area(area)
        };
        // On a low screen the kind sentence has no room, but the search does.
        let is_tall = area.height >= 16;
        let top = Rect {
            y: if is_tall { area.y + 1 } else { page.y },
            height: page.height.min(1),
            ..page
        };
        let mut cursor = None;
        if let Some(search) = &self.search {
            let input = TextInput {
                buffer: search.input(),
                placeholder: "a feeling, a title, or any word",
                theme,
            };
            cursor = input.render(top, buf);
        } else if is_tall {
            WrappedText::new(&self.kindness, theme.quiet).render(top, buf);
        }
        if (is_tall || self.search.is_some()) && page.height > 0 {
            page.y += 1;
            page.height -= 1;
        }
        self.render_page(page, area, buf, theme);
        cursor
    }

    /// Draws the menu, the description and, on wide terminals, the newest entries.
    fn render_page(&self, page: Rect, area: Rect, buf: &mut Buffer, theme: &Theme) {
        if area.width < Self::MIN_DESCRIPTION_WIDTH {
            let room = if area.height >= 18 {
                6
            } else if area.height >= 9 {
                3
            } else {
                0
            };
            let parts = Layout::vertical([Constraint::Min(0), Constraint::Length(room)]);
            let [menu, description] = page.layout(&parts);
            self.render_menu(menu, buf, theme);
            let below = u16::from(description.height > 0);
            self.render_description(
                Rect {
                    y: description.y + below,
                    height: description.height - below,
                    ..description
                },
                buf,
                theme,
            );
            return;
        }
        let sides = Layout::horizontal([Constraint::Length(44), Constraint::Min(20)]).spacing(3);
        let [menu, beside] = page.layout(&sides);
        self.render_menu(menu, buf, theme);
        if area.width >= Self::MIN_HISTORY_WIDTH {
            let parts = Layout::vertical([Constraint::Length(8), Constraint::Min(0)]).spacing(1);
            let [description, recent] = beside.layout(&parts);
            self.render_description(description, buf, theme);
            self.history_preview.render(recent, buf, theme);
        } else {
            self.render_description(beside, buf, theme);
        }
    }

    fn render_menu(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let visible = self.visible_items();
        let width = usize::from(area.width);
        if visible.is_empty() {
            let words = "Nothing here has these words. Esc shows everything.";
            WrappedText::new(words, theme.quiet).render(area, buf);
            return;
        }
        let selected_item = self.links().nth(self.selected).map(|(index, _)| index);
        let selected_row = visible
            .iter()
            .position(|index| Some(*index) == selected_item);
        let top = scroll_offset(selected_row.unwrap_or(0), visible.len(), area.height.into());
        let is_more_below = area.height > 3 && visible.len() > top + usize::from(area.height);
        for (y, index) in (area.y..area.bottom()).zip(visible.iter().skip(top)) {
            if is_more_below && y + 1 == area.bottom() {
                let text = truncate_to_width("    … more below: down arrow", width);
                buf.put_text(area.x, y, text, width, theme.quiet);
                return;
            }
            let row = Rect {
                y,
                height: 1,
                ..area
            };
            match &self.items[*index] {
                MenuItem::Heading(text) => {
                    buf.put_text(
                        area.x,
                        y,
                        truncate_to_width(text, width),
                        width,
                        theme.quiet,
                    );
                }
                MenuItem::Link(link) => {
                    self.render_link(link, Some(*index) == selected_item, row, buf, theme);
                }
            }
        }
    }

    /// Draws a row of the menu. Digits are typed into a search, so it shows none.
    fn render_link(
        &self,
        link: &MenuLink,
        is_selected: bool,
        row: Rect,
        buf: &mut Buffer,
        theme: &Theme,
    ) {
        let (marker, style) = if is_selected {
            (theme.selection_marker(), theme.selection)
        } else {
            ("  ", Style::new())
        };
        let digit = match self.search {
            Some(_) => " ".to_owned(),
            None => link.digit(),
        };
        let (label, right) = (&link.label, link.right_label());
        let width = usize::from(row.width);
        let room = width.saturating_sub(display_width(right) + bidi::gap_after(label));
        let words = truncate_to_width(&format!("{marker}{digit} {label}"), room);
        buf.put_text(row.x, row.y, words, room, style);
        let column = u16::try_from(width.saturating_sub(display_width(right))).unwrap_or(0);
        buf.put_text(row.x + column, row.y, right, width, theme.quiet);
    }

    fn render_description(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let Some(MenuLink { description, .. }) = self.selected_link() else {
            return;
        };
        let mut y = area.y;
        for (index, text) in description.iter().enumerate() {
            let rows = WrappedText::height(text, area.width);
            if y + rows > area.bottom() && index > 0 {
                break;
            }
            let style = if index == 0 {
                Style::new()
            } else {
                theme.quiet
            };
            WrappedText::new(text, style).render(
                Rect {
                    y,
                    height: rows.min(area.bottom() - y),
                    ..area
                },
                buf,
            );
            y += rows + u16::from(area.height >= 8);
        }
    }
}
