//! Styles as escape sequences.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The style of text, sent as "select graphic rendition" (SGR, ECMA-48 8.3.117).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sgr {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Sgr {
    pub(super) const fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Appends the sequence that changes the style. To remove an attribute it resets all, which is shortest.
    pub(super) fn write_change(&mut self, to: Self, frame: &mut Vec<u8>) {
        if *self == to {
            return;
        }
        let is_reset = |from: Color, to: Color| to == Color::Reset && from != Color::Reset;
        let needs_reset = is_reset(self.fg, to.fg)
            || is_reset(self.bg, to.bg)
            || !to.modifier.contains(self.modifier);
        let from = if needs_reset { Self::default() } else { *self };
        frame.extend_from_slice(b"\x1b[");
        let start = frame.len();
        if needs_reset && to != Self::default() {
            frame.extend_from_slice(b"0;");
        }
        for (modifier, code) in MODIFIER_CODES {
            if to.modifier.contains(modifier) && !from.modifier.contains(modifier) {
                frame.extend_from_slice(&[code, b';']);
            }
        }
        if to.fg != from.fg {
            write_color(frame, b'3', to.fg);
        }
        if to.bg != from.bg {
            write_color(frame, b'4', to.bg);
        }
        // Remove the last semicolon.
        if frame.len() > start {
            frame.pop();
        }
        frame.push(b'm');
        *self = to;
    }
}

const MODIFIER_CODES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, b'1'),
    (Modifier::DIM, b'2'),
    (Modifier::ITALIC, b'3'),
    (Modifier::UNDERLINED, b'4'),
    (Modifier::SLOW_BLINK, b'5'),
    (Modifier::RAPID_BLINK, b'6'),
    (Modifier::REVERSED, b'7'),
    (Modifier::HIDDEN, b'8'),
    (Modifier::CROSSED_OUT, b'9'),
];

/// Appends the code of a foreground color (`first` is 3) or background color (4).
fn write_color(frame: &mut Vec<u8>, first: u8, color: Color) {
    let index = match color {
        Color::Reset => {
            frame.extend_from_slice(&[first, b'9', b';']);
            return;
        }
        Color::Rgb(red, green, blue) => {
            frame.extend_from_slice(&[first, b'8', b';', b'2', b';']);
            for component in [red, green, blue] {
                write_number(frame, component.into());
                frame.push(b';');
            }
            return;
        }
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    frame.extend_from_slice(&[first, b'8', b';', b'5', b';']);
    write_number(frame, index.into());
    frame.push(b';');
}

pub(super) fn write_number(frame: &mut Vec<u8>, number: u16) {
    for unit in [10_000, 1000, 100, 10, 1] {
        if number >= unit || unit == 1 {
            let digit = u8::try_from(number / unit % 10).unwrap_or(0);
            frame.push(b'0' + digit);
        }
    }
}
