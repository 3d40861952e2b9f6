//! Wrapped text to read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::text::{truncate_to_width, wrap, wrap_balanced, wrap_ranges};
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// Text wrapped to the area, from row `scroll` on; an ellipsis marks text that doesn't fit.
#[derive(Debug)]
pub(crate) struct WrappedText<'a> {
    pub(crate) text: &'a str,
    pub(crate) style: Style,
    pub(crate) scroll: usize,
}

impl<'a> WrappedText<'a> {
    pub(crate) const fn new(text: &'a str, style: Style) -> Self {
        Self {
            text,
            style,
            scroll: 0,
        }
    }

    /// The rows that `text` takes at this width.
    pub(crate) fn height(text: &str, width: u16) -> u16 {
        if text.is_empty() {
            return 0;
        }
        u16::try_from(wrap_ranges(text, usize::from(width)).len()).unwrap_or(u16::MAX)
    }
}

impl Widget for WrappedText<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let width = usize::from(area.width);
        let mut rows = wrap_balanced(self.text, width);
        if rows.len() > usize::from(area.height) {
            // More of a text that is cut fits into full rows.
            rows = wrap(self.text, width);
        }
        let last = usize::from(area.height).saturating_sub(1);
        for (index, row) in rows
            .iter()
            .skip(self.scroll)
            .take(usize::from(area.height))
            .enumerate()
        {
            let is_cut = index == last && self.scroll + index + 1 < rows.len();
            let shown = if is_cut {
                truncate_to_width(&format!("{row} …"), width)
            } else {
                (*row).to_owned()
            };
            let down = u16::try_from(index).unwrap_or(u16::MAX);
            buf.put_text(area.x, area.y + down, shown, width, self.style);
        }
    }
}

/// The first row to show so that row `wanted` of `count` is about in the middle of `height` rows.
pub(crate) fn scroll_offset(wanted: usize, count: usize, height: usize) -> usize {
    wanted
        .saturating_sub(height / 2)
        .min(count.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_do_not_fit_say_so() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 10, 2));
        WrappedText::new("what if she never sleeps again", Style::new()).render(buf.area, &mut buf);
        assert_eq!(buf, Buffer::with_lines(["what if   ", "she never…"]));
    }
}
