//! The layout that all screens share: margins, the column, the two panes of wide windows and the header.
//!
//! Question, help, input, the text of cards and key hints begin in the same column, the text edge. Only bars and the borders
//! of cards stand to the left of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::{display_width, truncate_to_width};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// The maximum width of text, in columns.
pub(crate) const MAX_TEXT_WIDTH: u16 = 72;
/// The columns between the edge of the column and its text, for bars and borders.
pub(crate) const EDGE: u16 = 2;
/// From this width on the column is centred and has an edge.
const MIN_CENTRED_WIDTH: u16 = 60;
/// From this height on a row is free above the header and below the hints.
const MIN_SPACIOUS_HEIGHT: u16 = 20;
/// From this width on a screen may have two panes.
pub(crate) const MIN_TWO_PANE_WIDTH: u16 = 96;

/// The area of a screen in a window: without the hints and the free rows around them.
pub(crate) fn screen_area(window: Rect) -> Rect {
    let below = if window.height >= MIN_SPACIOUS_HEIGHT {
        3
    } else {
        1
    };
    let above = u16::from(window.height >= MIN_SPACIOUS_HEIGHT);
    Rect {
        y: window.y + above,
        height: window.height.saturating_sub(above + below),
        ..window
    }
}

/// The row of the key hints in a window.
pub(crate) fn hint_row(window: Rect, is_two_pane: bool) -> Rect {
    let free = u16::from(window.height >= MIN_SPACIOUS_HEIGHT);
    let text = if is_two_pane {
        stage_text(window)
    } else {
        text_column(window)
    };
    Rect {
        y: window.bottom().saturating_sub(1 + free),
        height: window.height.min(1),
        ..text
    }
}

/// The column, with its edges.
pub(crate) fn column(area: Rect) -> Rect {
    if area.width < MIN_CENTRED_WIDTH {
        return area;
    }
    centred(area, (area.width - 2 * EDGE).min(MAX_TEXT_WIDTH + 2 * EDGE))
}

/// The column of text, over the whole height.
pub(crate) fn text_column(area: Rect) -> Rect {
    without_edge(area, column(area))
}

/// The area of the two panes of a wide window, with its edges.
pub(crate) fn stage(area: Rect) -> Rect {
    if area.width < MIN_TWO_PANE_WIDTH {
        return column(area);
    }
    centred(area, (area.width - 8).min(112))
}

/// The text of the whole stage, over the whole height.
pub(crate) fn stage_text(area: Rect) -> Rect {
    without_edge(area, stage(area))
}

fn centred(area: Rect, width: u16) -> Rect {
    Rect {
        x: area.x + (area.width - width) / 2,
        width,
        ..area
    }
}

fn without_edge(area: Rect, column: Rect) -> Rect {
    if area.width < MIN_CENTRED_WIDTH {
        return column;
    }
    Rect {
        x: column.x + EDGE,
        width: column.width - 2 * EDGE,
        ..column
    }
}

/// The area for text: below the header, in the column.
pub(crate) fn text_area(area: Rect) -> Rect {
    below_header(area, text_column(area))
}

/// The area for text below the header over the whole stage.
pub(crate) fn stage_area(area: Rect) -> Rect {
    below_header(area, stage_text(area))
}

fn below_header(area: Rect, text: Rect) -> Rect {
    let gap = if area.height >= 15 { 2 } else { 1 };
    Rect {
        y: area.y + gap.min(area.height),
        height: area.height.saturating_sub(gap),
        ..text
    }
}

/// Whether an area of text has room for a bar to the left of it.
pub(crate) const fn has_edge(text: Rect) -> bool {
    text.x >= EDGE
}

/// An area of text with its edges, if there is room for them.
pub(crate) fn with_edge(text: Rect, within: Rect) -> Rect {
    let has_room = text.x >= within.x + EDGE && text.right() + EDGE <= within.right();
    if has_room {
        Rect {
            x: text.x - EDGE,
            width: text.width + 2 * EDGE,
            ..text
        }
    } else {
        text
    }
}

/// The label at the right never clips the title to less than this.
const MIN_TITLE_WIDTH: usize = 12;

/// The columns available for the label at the right of the header.
pub(crate) fn max_header_label_width(text: Rect) -> usize {
    usize::from(text.width).saturating_sub(MIN_TITLE_WIDTH + 2)
}

/// Draws the header in the column: the title, and a label at the right if it fits.
pub(crate) fn render_header(title: &str, right: &str, area: Rect, buf: &mut Buffer, theme: &Theme) {
    render_header_in(text_column(area), title, right, buf, theme);
}

/// Draws the header in the first row of `text`.
pub(crate) fn render_header_in(
    text: Rect,
    title: &str,
    right: &str,
    buf: &mut Buffer,
    theme: &Theme,
) {
    let area = Rect {
        height: text.height.min(1),
        ..text
    }
    .intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let width = usize::from(area.width);
    let right_width = display_width(right);
    let has_right = right_width > 0 && right_width <= max_header_label_width(area);
    let room = if has_right {
        width - right_width - 2
    } else {
        width
    };
    let title = truncate_to_width(title, room);
    buf.put_text(area.x, area.y, title, room, theme.strong);
    if has_right {
        let column = u16::try_from(width - right_width).unwrap_or(0);
        buf.put_text(area.x + column, area.y, right, right_width, theme.quiet);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_is_centred_and_never_too_wide() {
        let at = |width| {
            let text = text_column(Rect::new(0, 0, width, 24));
            (text.x, text.width)
        };
        assert_eq!(at(40), (0, 40));
        assert_eq!(at(60), (4, 52));
        assert_eq!(at(80), (4, 72));
        assert_eq!(at(120), (24, 72));
        assert_eq!(at(200), (64, 72));
        let stage = |width| {
            let stage = stage(Rect::new(0, 0, width, 24));
            (stage.x, stage.width)
        };
        assert_eq!(stage(96), (4, 88));
        assert_eq!(stage(120), (4, 112));
        assert_eq!(stage(200), (44, 112));
    }

    #[test]
    fn every_window_has_room_for_the_screen_and_the_hints() {
        for height in 4..60 {
            for width in 20..220 {
                let window = Rect::new(0, 0, width, height);
                let (screen, hints) = (screen_area(window), hint_row(window, true));
                assert!(window.contains(hints.as_position()), "{window}");
                assert!(screen.bottom() <= hints.y && screen.height > 0, "{window}");
                for text in [text_area(screen), stage_area(screen)] {
                    assert_eq!(text.intersection(window), text, "{window}");
                }
            }
        }
    }
}
