//! Words in the cells of a screen.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::text::{grapheme_columns, graphemes};

/// Puts words on a screen.
pub trait Put {
    /// What `Buffer::set_stringn` does, in half the time for letters of ASCII, of which most screens are made.
    fn put(
        &mut self,
        x: u16,
        y: u16,
        text: impl AsRef<str>,
        room: usize,
        style: impl Into<Style>,
    ) -> (u16, u16);
}

impl Put for Buffer {
    fn put(
        &mut self,
        mut x: u16,
        y: u16,
        text: impl AsRef<str>,
        room: usize,
        style: impl Into<Style>,
    ) -> (u16, u16) {
        let style = style.into();
        let room = u16::try_from(room).unwrap_or(u16::MAX);
        let end = self.area.right().min(x.saturating_add(room));
        for (_, grapheme) in graphemes(text.as_ref()) {
            let is_plain = matches!(grapheme.as_bytes(), [b' '..=b'~']);
            if is_plain && x < end {
                self[(x, y)].set_symbol(grapheme).set_style(style);
                x += 1;
                continue;
            }
            let left = usize::from(end.saturating_sub(x));
            (x, _) = self.set_stringn(x, y, grapheme, left, style);
            if is_plain || grapheme_columns(grapheme) > left {
                break;
            }
        }
        (x, y)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Modifier;

    use super::*;

    proptest! {
        #[test]
        fn it_draws_what_the_longer_way_draws(
            text in "([a-z \\t\\r\\n]|👨\u{200d}👩|🇩🇪|e\u{301}|한|ﾊﾞ|\u{301}|\\PC){0,20}",
            (x, room, width) in (0_u16..8, 0_usize..14, 1_u16..12),
        ) {
            let style = Style::new().add_modifier(Modifier::BOLD);
            let mut short = Buffer::filled(Rect::new(0, 0, width, 1), ratatui::buffer::Cell::new("x"));
            let mut long = short.clone();
            let ends = [
                short.put(x.min(width - 1), 0, &text, room, style),
                long.set_stringn(x.min(width - 1), 0, &text, room, style),
            ];
            prop_assert_eq!(ends[0], ends[1]);
            prop_assert_eq!(short, long);
        }
    }
}
