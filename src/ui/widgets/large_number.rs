//! A number in digits three rows high, drawn with lines.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::ui::widgets::buffer_ext::BufferExt as _;

/// The rows of a large number.
pub(crate) const LARGE_HEIGHT: u16 = 3;

/// The rows of each digit, three columns wide.
const DIGITS: [[&str; 3]; 10] = [
    ["┏━┓", "┃ ┃", "┗━┛"],
    ["╺┓ ", " ┃ ", "╺┻╸"],
    ["╺━┓", "┏━┛", "┗━╸"],
    ["╺━┓", " ━┫", "╺━┛"],
    ["╻ ╻", "┗━┫", "  ╹"],
    ["┏━╸", "┗━┓", "╺━┛"],
    ["┏━╸", "┣━┓", "┗━┛"],
    ["╺━┓", "  ┃", "  ╹"],
    ["┏━┓", "┣━┫", "┗━┛"],
    ["┏━┓", "┗━┫", "╺━┛"],
];

/// Draws the number at the top left of the area and returns the column after it.
pub(crate) fn render_large_number(number: u8, area: Rect, buf: &mut Buffer, style: Style) -> u16 {
    let mut x = area.x;
    for digit in number.to_string().bytes() {
        let rows = DIGITS[usize::from(digit - b'0')];
        for (y, row) in (area.y..area.bottom()).zip(rows) {
            let room = usize::from(area.right().saturating_sub(x));
            buf.put_text(x, y, row, room, style);
        }
        x = x.saturating_add(4);
    }
    x.saturating_sub(1).min(area.right())
}
