//! The layout that all screens share: margins, the text area and the header.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::{display_width, truncate_to_width};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// The maximum width of text, in columns.
pub(crate) const MAX_TEXT_WIDTH: u16 = 72;

/// The area for text: below the header, with margins and a maximum width.
pub(crate) fn text_area(area: Rect) -> Rect {
    let margin = side_margin(area);
    let gap = if area.height >= 16 { 2 } else { 1 };
    Rect {
        x: area.x + margin,
        y: area.y + gap.min(area.height),
        width: area.width.saturating_sub(2 * margin).min(MAX_TEXT_WIDTH),
        height: area.height.saturating_sub(gap),
    }
}

/// The margin on each side, in columns.
pub(crate) const fn side_margin(area: Rect) -> u16 {
    if area.width >= 60 { 2 } else { 0 }
}

/// The label at the right never clips the title to less than this.
const MIN_TITLE_WIDTH: usize = 12;

/// The columns available for the label at the right of the header.
pub(crate) fn max_header_label_width(area: Rect) -> usize {
    let width = usize::from(area.width.saturating_sub(2 * side_margin(area)));
    width.saturating_sub(MIN_TITLE_WIDTH + 2)
}

/// Draws the header: the title, and a label at the right if it fits.
pub(crate) fn render_header(title: &str, right: &str, area: Rect, buf: &mut Buffer, theme: &Theme) {
    let area = Rect {
        height: area.height.min(1),
        ..area
    }
    .intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let margin = side_margin(area);
    let width = usize::from(area.width.saturating_sub(2 * margin));
    let right_width = display_width(right);
    let has_right = right_width > 0 && right_width <= max_header_label_width(area);
    let room = if has_right {
        width - right_width - 2
    } else {
        width
    };
    buf.put_text(
        area.x + margin,
        area.y,
        truncate_to_width(title, room),
        room,
        theme.strong,
    );
    if has_right {
        let column = u16::try_from(width - right_width).unwrap_or(0);
        buf.put_text(
            area.x + margin + column,
            area.y,
            right,
            right_width,
            theme.quiet,
        );
    }
}
