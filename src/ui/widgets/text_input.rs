//! The text field.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget as _;

use super::wrapped_text::{WrappedText, scroll_offset};
use crate::text;
use crate::text::buffer::{TextBuffer, row_index};
use crate::ui::layout::{has_edge, with_edge};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::card::Card;

/// A text buffer in a card, or with a bar beside it, scrolled so that the caret is in view.
///
/// The text begins at the left edge of the area if there is room for the border or the bar to the left of it.
#[derive(Debug)]
pub(crate) struct TextInput<'a> {
    pub(crate) buffer: &'a TextBuffer,
    /// Shown while the buffer is empty.
    pub(crate) placeholder: &'a str,
    pub(crate) theme: &'a Theme,
}

/// What is drawn in and below a text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TextNotes<'a> {
    /// Ranges that are dim, since they are no words of the person.
    pub(crate) gaps: &'a [Range<usize>],
    /// A notice below the text; empty for none.
    pub(crate) notice: &'a str,
}

impl TextInput<'_> {
    /// The columns of the bar and of the space after it.
    pub(crate) const BAR_WIDTH: u16 = 2;

    /// The columns for text in `width`: one stays free for the caret at the end of a row.
    pub(crate) fn text_width(width: u16) -> usize {
        usize::from(width.saturating_sub(Self::BAR_WIDTH + 1)).max(1)
    }

    /// Draws the text and returns the position of the caret.
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        self.render_text(&[], area, buf)
    }

    /// Draws the text with its notes. The text keeps at least a row.
    pub(crate) fn render_with_notes(
        &self,
        notes: TextNotes<'_>,
        area: Rect,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let rows = WrappedText::height(notes.notice, area.width);
        let rows = rows.min(area.height.saturating_sub(1));
        let text = Rect {
            height: area.height - rows,
            ..area
        };
        let text_width = u16::try_from(Self::text_width(area.width)).unwrap_or(1);
        let text_rows = WrappedText::height(self.buffer.text(), text_width).max(1);
        let frame = Self::card_height(text_rows, text).unwrap_or(text_rows);
        let is_roomy = text.height > frame;
        let below = Rect {
            y: area.y + (frame + u16::from(is_roomy)).min(text.height),
            height: rows,
            ..area
        };
        if rows > 0 {
            WrappedText::new(notes.notice, self.theme.notice).render(below, buf);
        }
        self.render_text(notes.gaps, text, buf)
    }

    fn render_text(&self, gaps: &[Range<usize>], area: Rect, buf: &mut Buffer) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.width <= Self::BAR_WIDTH || area.height == 0 {
            return None;
        }
        let text_width = Self::text_width(area.width);
        let text = self.buffer.text();
        let rows = text::wrap_ranges(text, text_width);
        let area = self.render_frame(&rows, area, buf);
        let caret_row = row_index(&rows, self.buffer.caret());
        let top = scroll_offset(caret_row, rows.len(), usize::from(area.height));
        let shown = rows.len().saturating_sub(top).min(usize::from(area.height));
        for index in 0..shown {
            let y = area.y + u16::try_from(index).unwrap_or(u16::MAX);
            let row = &text[rows[top + index].clone()];
            buf.put_text(area.x, y, row, text_width, self.theme.own_words);
            self.dim_gaps(gaps, &rows[top + index], (area, y), buf);
        }
        if text.is_empty() {
            buf.put_text(
                area.x,
                area.y,
                text::truncate_to_width(self.placeholder, text_width),
                text_width,
                self.theme.quiet,
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

impl TextInput<'_> {
    /// The rows of text in a card: at least 3, at most 6; then it scrolls.
    const CARD_ROWS: std::ops::RangeInclusive<u16> = 3..=6;
    /// The rows of the border.
    const BORDER_ROWS: u16 = 2;

    /// The preferred height for a text of this many rows.
    pub(crate) fn preferred_height(text_rows: u16) -> u16 {
        text_rows.clamp(*Self::CARD_ROWS.start(), *Self::CARD_ROWS.end()) + Self::BORDER_ROWS
    }

    /// The height of the card, if the area has room for one.
    fn card_height(text_rows: u16, area: Rect) -> Option<u16> {
        let least = Self::CARD_ROWS.start() + Self::BORDER_ROWS;
        let has_room = has_edge(area) && area.height >= least;
        has_room.then(|| Self::preferred_height(text_rows).min(area.height))
    }

    /// Draws the card or the bar and returns the area for text.
    fn render_frame(&self, rows: &[Range<usize>], area: Rect, buf: &mut Buffer) -> Rect {
        let count = u16::try_from(rows.len()).unwrap_or(u16::MAX);
        if let Some(height) = Self::card_height(count, area) {
            let card = with_edge(Rect { height, ..area }, buf.area);
            let inner = Card::focused(self.theme).render(card, buf);
            return Rect {
                x: area.x,
                width: area.width,
                ..inner
            };
        }
        let indent = if has_edge(area) { 0 } else { Self::BAR_WIDTH };
        let shown = count.min(area.height);
        for y in area.y..area.y + shown {
            let x = area.x + indent - Self::BAR_WIDTH;
            buf.put_text(x, y, self.theme.quotation_bar(), 1, self.theme.accent);
        }
        Rect {
            x: area.x + indent,
            width: area.width - indent,
            ..area
        }
    }

    /// Dims the gaps in a row of text, which is drawn at `y` of `area`.
    fn dim_gaps(
        &self,
        gaps: &[Range<usize>],
        row: &Range<usize>,
        (area, y): (Rect, u16),
        buf: &mut Buffer,
    ) {
        let text = self.buffer.text();
        let column = |at: usize| {
            let column = text::display_width(&text[row.start..at]);
            u16::try_from(column).unwrap_or(u16::MAX)
        };
        for gap in gaps {
            let (start, end) = (gap.start.max(row.start), gap.end.min(row.end));
            if start < end {
                let cells = Rect {
                    x: area.x.saturating_add(column(start)),
                    y,
                    width: column(end) - column(start),
                    height: 1,
                };
                buf.set_style(cells.intersection(area), self.theme.quiet);
            }
        }
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
        .min(area.width.saturating_sub(1));
    Position {
        x: area.x + right,
        y: area.y + u16::try_from(down).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    #[test]
    fn the_caret_stays_in_view_in_any_area() {
        let theme = Theme::new(ColorSupport::None);
        let buffer = TextBuffer::with_text("one two three four five\n\nsix 👨‍👩‍👧 睡眠");
        for width in 0..30 {
            for height in 0..6 {
                let area = Rect::new(3, 2, width, height);
                let mut buf = Buffer::empty(Rect::new(0, 0, 40, 12));
                let input = TextInput {
                    buffer: &buffer,
                    placeholder: "",
                    theme: &theme,
                };
                let caret = input.render(area, &mut buf);
                assert!(
                    caret.is_none_or(|caret| area.contains(caret)),
                    "{width}x{height}"
                );
            }
        }
    }
}
