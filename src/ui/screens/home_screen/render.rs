//! Drawing the home screen: the menu, the description of the selected item, and the newest entries on wide terminals.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::menu::MenuItem;
use super::{HomeScreen, pending_summary};
use crate::text::{bidi, truncate_to_width};
use crate::ui::screens::{max_header_label_width, render_header, side_margin, text_area};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::{WrappedText, scroll_offset};

impl HomeScreen {
    /// From this width on the history is beside the menu.
    const MIN_HISTORY_WIDTH: u16 = 100;
    /// From this width on the description is beside the menu.
    const MIN_DESCRIPTION_WIDTH: u16 = 72;

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
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
        if area.height >= 16 {
            let line = Rect {
                y: area.y + 1,
                height: 1,
                ..page
            };
            WrappedText::new(&self.kindness, theme.dim).render(line, buf);
            page = Rect {
                y: page.y + 1,
                height: page.height - 1,
                ..page
            };
        }
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
            let below = u16::from(room > 0);
            self.render_description(
                Rect {
                    y: description.y + below,
                    height: room - below,
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
        let selected_index = self
            .menu_commands()
            .nth(self.selected)
            .map_or(0, |(index, _)| index);
        let top = scroll_offset(selected_index, self.items.len(), area.height.into());
        let width = usize::from(area.width);
        let before = self.items[..top]
            .iter()
            .filter(|item| matches!(item, MenuItem::Link { .. }))
            .count();
        let mut number = before;
        let is_more_below = area.height > 3 && self.items.len() > top + usize::from(area.height);
        for (y, (index, item)) in
            (area.y..area.bottom()).zip(self.items.iter().enumerate().skip(top))
        {
            if is_more_below && y + 1 == area.bottom() {
                let text = truncate_to_width("    … more below, with the arrow down", width);
                buf.put_text(area.x, y, text, width, theme.dim);
                return;
            }
            match item {
                MenuItem::Heading(text) => {
                    buf.put_text(area.x, y, truncate_to_width(text, width), width, theme.dim);
                }
                MenuItem::Link {
                    label,
                    side_label: minutes,
                    pending_label,
                    ..
                } => {
                    let minutes = pending_label.as_ref().unwrap_or(minutes);
                    number += 1;
                    let is_selected = index == selected_index;
                    let marker = if is_selected {
                        theme.selection_marker()
                    } else {
                        "  "
                    };
                    let digit = if number <= 9 {
                        number.to_string()
                    } else {
                        " ".to_owned()
                    };
                    let style = if is_selected {
                        theme.selected
                    } else {
                        Style::new()
                    };
                    let room = width.saturating_sub(minutes.len() + bidi::gap_after(label));
                    buf.put_text(
                        area.x,
                        y,
                        truncate_to_width(&format!("{marker}{digit} {label}"), room),
                        room,
                        style,
                    );
                    let column = u16::try_from(width.saturating_sub(minutes.len())).unwrap_or(0);
                    buf.put_text(area.x + column, y, minutes, minutes.len(), theme.dim);
                }
            }
        }
    }

    fn render_description(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let selected = self
            .menu_commands()
            .nth(self.selected)
            .map(|(index, _)| &self.items[index]);
        let Some(MenuItem::Link { description, .. }) = selected else {
            return;
        };
        let mut y = area.y;
        for (index, text) in description.iter().enumerate() {
            let rows = WrappedText::height(text, area.width);
            if y + rows > area.bottom() && index > 0 {
                break;
            }
            let style = if index == 0 { Style::new() } else { theme.dim };
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
