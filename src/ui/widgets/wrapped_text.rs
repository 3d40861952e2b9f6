//! Wrapped words to read, and the text that is being written.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::text;
use crate::text::buffer::{TextBuffer, row_index};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// Words wrapped to the area, from row `top` on; what doesn't fit is cut with an ellipsis.
#[derive(Debug)]
pub struct WrappedText<'a> {
    pub text: &'a str,
    pub style: Style,
    pub scroll: usize,
}

impl<'a> WrappedText<'a> {
    pub const fn new(words: &'a str, style: Style) -> Self {
        Self {
            text: words,
            style,
            scroll: 0,
        }
    }

    /// The rows `words` take at this width.
    pub fn height(words: &str, width: u16) -> u16 {
        if words.is_empty() {
            return 0;
        }
        u16::try_from(text::wrap_ranges(words, usize::from(width)).len()).unwrap_or(u16::MAX)
    }
}

impl Widget for WrappedText<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let rows = text::wrap(self.text, usize::from(area.width));
        let last = usize::from(area.height).saturating_sub(1);
        for (index, row) in rows
            .iter()
            .skip(self.scroll)
            .take(usize::from(area.height))
            .enumerate()
        {
            let is_cut = index == last && self.scroll + index + 1 < rows.len();
            let room = usize::from(area.width);
            let shown = if is_cut {
                text::truncate_to_width(&format!("{row} …"), room)
            } else {
                (*row).to_owned()
            };
            let down = u16::try_from(index).unwrap_or(u16::MAX);
            buf.put_text(area.x, area.y + down, shown, room, self.style);
        }
    }
}

/// The text being written, with a bar beside it, scrolled so that the caret is in view.
#[derive(Debug)]
pub struct TextInput<'a> {
    pub buffer: &'a TextBuffer,
    /// Shown while nothing is written.
    pub placeholder: &'a str,
    pub theme: &'a Theme,
}

impl TextInput<'_> {
    /// The columns of the bar and the space behind it.
    pub const BAR_WIDTH: u16 = 2;

    /// The columns a row of text has in `width`: one is kept free for the caret at a row's end.
    pub fn text_width(width: u16) -> usize {
        usize::from(width.saturating_sub(Self::BAR_WIDTH + 1)).max(1)
    }

    /// Draws the text and says where the caret stands.
    pub fn render(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.width <= Self::BAR_WIDTH || area.height == 0 {
            return None;
        }
        let room = Self::text_width(area.width);
        let text = self.buffer.text();
        let rows = text::wrap_ranges(text, room);
        let caret_row = row_index(&rows, self.buffer.caret());
        let top = scroll_offset(caret_row, rows.len(), usize::from(area.height));
        let bar = if self.theme.ascii_only { "|" } else { "▏" };
        let shown = rows.len().saturating_sub(top).min(usize::from(area.height));
        for index in 0..shown {
            let y = area.y + u16::try_from(index).unwrap_or(u16::MAX);
            buf.put_text(area.x, y, bar, 1, self.theme.accent);
            buf.put_text(
                area.x + Self::BAR_WIDTH,
                y,
                &text[rows[top + index].clone()],
                room,
                Style::new(),
            );
        }
        if text.is_empty() {
            buf.put_text(
                area.x + Self::BAR_WIDTH,
                area.y,
                text::truncate_to_width(self.placeholder, room),
                room,
                self.theme.dim,
            );
        }
        Some(caret_position(
            area,
            text,
            &rows[caret_row],
            self.buffer.caret(),
            caret_row - top,
        ))
    }
}

fn caret_position(
    area: Rect,
    text: &str,
    row: &Range<usize>,
    caret: usize,
    down: usize,
) -> Position {
    let column = text::display_width(&text[row.start..caret]);
    let right = u16::try_from(column)
        .unwrap_or(u16::MAX)
        .min(area.width.saturating_sub(TextInput::BAR_WIDTH + 1));
    Position {
        x: area.x + TextInput::BAR_WIDTH + right,
        y: area.y + u16::try_from(down).unwrap_or(0),
    }
}

/// The first row to show so that row `wanted` of `count` stands about in the middle of `height`.
pub fn scroll_offset(wanted: usize, count: usize, height: usize) -> usize {
    wanted
        .saturating_sub(height / 2)
        .min(count.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    #[test]
    fn the_caret_stays_in_view_in_any_area() {
        let theme = Theme::new(ColorSupport::None);
        let editor = TextBuffer::with_text("one two three four five\n\nsix 👨‍👩‍👧 睡眠");
        for width in 0..30 {
            for height in 0..6 {
                let area = Rect::new(3, 2, width, height);
                let mut buf = Buffer::empty(Rect::new(0, 0, 40, 12));
                let writing = TextInput {
                    buffer: &editor,
                    placeholder: "",
                    theme: &theme,
                };
                let caret = writing.render(area, &mut buf);
                assert!(
                    caret.is_none_or(|caret| area.contains(caret)),
                    "{width}x{height}"
                );
            }
        }
    }

    #[test]
    fn words_that_do_not_fit_say_so() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 10, 2));
        WrappedText::new("what if she never sleeps again", Style::new()).render(buf.area, &mut buf);
        assert_eq!(buf, Buffer::with_lines(["what if   ", "she never…"]));
    }
}
