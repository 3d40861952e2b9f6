//! The thumb of a scrollbar, one cell to the right of a list; nothing if all of the list is in view.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Scrollbar, ScrollbarOrientation, ScrollbarState, StatefulWidget as _};

use crate::ui::theme::Theme;

/// Draws the thumb for a list of `count` rows, of which those from `top` on are in `area`.
pub(crate) fn render_scroll_thumb(
    (top, count): (usize, usize),
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
) {
    let height = usize::from(area.height);
    let track = Rect {
        x: area.right(),
        width: 1,
        ..area
    };
    if count <= height || !buf.area.contains(track.as_position()) {
        return;
    }
    let mut state = ScrollbarState::new(count - height + 1)
        .position(top)
        .viewport_content_length(height);
    Scrollbar::new(ScrollbarOrientation::VerticalRight)
        .begin_symbol(None)
        .end_symbol(None)
        .track_symbol(None)
        .thumb_symbol(if theme.ascii_only { "|" } else { "┃" })
        .thumb_style(theme.rule)
        .render(track.intersection(buf.area), buf, &mut state);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    fn thumb_rows(top: usize, count: usize) -> Vec<u16> {
        let theme = Theme::new(ColorSupport::None);
        let mut buf = Buffer::empty(Rect::new(0, 0, 11, 10));
        render_scroll_thumb((top, count), Rect::new(0, 0, 10, 10), &mut buf, &theme);
        (0..10).filter(|y| buf[(10, *y)].symbol() == "┃").collect()
    }

    #[test]
    fn the_thumb_shows_the_part_in_view() {
        assert!(thumb_rows(0, 10).is_empty());
        assert_eq!(thumb_rows(0, 20), [0, 1, 2, 3, 4]);
        assert_eq!(thumb_rows(10, 20), [5, 6, 7, 8, 9]);
    }
}
