//! A scrolling list with a cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::wrapped_text::scroll_offset;
use crate::text::truncate_to_width;
use crate::ui::keymap::Action;
use crate::ui::layout::with_edge;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// A list that keeps the cursor in view and shows how many rows are below it.
#[derive(Debug)]
pub(crate) struct SelectList<'a> {
    pub(crate) selected: usize,
    pub(crate) count: usize,
    pub(crate) theme: &'a Theme,
}

/// The row that `action` selects in a list of `count` rows of which `page` make a page; `selected` itself if it moves
/// nothing.
pub(crate) fn moved_selection(action: Action, selected: usize, count: usize, page: usize) -> usize {
    let last = count.saturating_sub(1);
    let moved = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => selected + 1,
        Action::PageUp => selected.saturating_sub(page),
        Action::PageDown => selected + page,
        Action::First => 0,
        Action::Last => last,
        _ => selected,
    };
    moved.min(last)
}

/// A row as it was drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SelectListRow {
    pub(crate) index: usize,
    pub(crate) area: Rect,
    pub(crate) style: Style,
}

impl SelectList<'_> {
    /// The cursor, or space, before a row.
    pub(crate) const fn cursor(&self, index: usize) -> &'static str {
        if index == self.selected {
            self.theme.selection_marker()
        } else {
            "  "
        }
    }

    /// Draws each row in view with the text from `row`, and returns where it was drawn and the area to the right of
    /// the text.
    pub(crate) fn render_rows(
        &self,
        area: Rect,
        buf: &mut Buffer,
        mut row: impl FnMut(usize) -> String,
    ) -> Vec<(SelectListRow, Rect)> {
        let top = scroll_offset(self.selected, self.count, area.height.into());
        let hidden = self.count - top.min(self.count);
        let hidden = hidden.saturating_sub(area.height.into());
        let more = if hidden > 0 {
            format!(" {hidden} more")
        } else {
            String::new()
        };
        // The cursor stands to the left of the text edge.
        let area = with_edge(area, buf.area);
        let mut drawn = Vec::new();
        for (y, index) in (area.y..area.bottom()).zip(top..self.count) {
            let is_selected = index == self.selected;
            let mut line = SelectListRow {
                index,
                area: Rect {
                    y,
                    height: 1,
                    ..area
                },
                style: if is_selected {
                    self.theme.selection
                } else {
                    Style::new()
                },
            };
            if is_selected {
                render_selection(line.area, buf, self.theme);
            }
            if y + 1 == area.bottom() {
                line.area.width -= self.render_more(&more, line.area, buf);
            }
            let width = usize::from(line.area.width);
            let text = truncate_to_width(&row(index), width);
            let (x, _) = buf.put_text(area.x, y, text, width, line.style);
            if is_selected && self.theme.has_selection_bar() {
                buf[(area.x, y)].set_style(self.theme.accent);
            }
            let rest = Rect {
                x,
                width: line.area.right().saturating_sub(x),
                ..line.area
            };
            drawn.push((line, rest));
        }
        drawn
    }

    /// Draws the number of rows below at the end of the last row, if it fits, and returns its columns.
    fn render_more(&self, more: &str, line: Rect, buf: &mut Buffer) -> u16 {
        let columns = u16::try_from(more.len()).unwrap_or(u16::MAX);
        if more.is_empty() || line.width < columns.saturating_mul(3) {
            return 0;
        }
        let x = line.right() - columns;
        buf.put_text(x, line.y, more, more.len(), self.theme.quiet);
        columns
    }
}

/// Draws the background of a selected row.
pub(crate) fn render_selection(row: Rect, buf: &mut Buffer, theme: &Theme) {
    let style = match theme.selection.bg {
        Some(background) => Style::new().bg(background),
        None if theme.selection.add_modifier.contains(Modifier::REVERSED) => theme.selection,
        None => return,
    };
    buf.set_style(row.intersection(buf.area), style);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    fn render_to_text(selected: usize, count: usize, width: u16, height: u16) -> String {
        let theme = Theme::new(ColorSupport::None);
        let list = SelectList {
            selected,
            count,
            theme: &theme,
        };
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        list.render_rows(buf.area, &mut buf, |index| {
            format!("{}thing {index} 睡", list.cursor(index))
        });
        let row = |y| {
            let cells = (0..width).map(|x| buf[(x, y)].symbol().to_owned());
            cells.collect::<String>().trim_end().to_owned()
        };
        (0..height).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_last_line_says_how_many_are_below_it() {
        assert_eq!(
            render_to_text(0, 3, 30, 3),
            "› thing 0 睡\n  thing 1 睡\n  thing 2 睡"
        );
        assert_eq!(
            render_to_text(0, 9, 24, 2),
            "› thing 0 睡\n  thing 1 睡       7 more"
        );
        assert!(render_to_text(8, 9, 24, 2).ends_with("› thing 8 睡"));
        assert!(
            !render_to_text(0, 9, 12, 2).contains("more"),
            "there is no room"
        );
    }

    #[test]
    fn it_can_be_drawn_in_any_area() {
        for (width, height) in [(0, 0), (1, 1), (3, 1), (80, 1), (0, 5)] {
            render_to_text(4, 9, width, height);
            render_to_text(0, 0, width, height);
        }
    }
}
