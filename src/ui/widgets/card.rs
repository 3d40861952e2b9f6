//! A card: a box with rounded corners, around text that stays on the text edge.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::symbols::border;
use ratatui::widgets::{Block, Widget as _};

use crate::ui::theme::Theme;

/// The border of a card. It has no background, which would need square corners and a second colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Card<'a> {
    pub(crate) style: Style,
    pub(crate) theme: &'a Theme,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl<'a> Card<'a> {
    /// A card to read.
    pub(crate) const fn new(theme: &'a Theme) -> Self {
        Self {
            style: theme.rule,
            theme,
        }
    }

    /// A card that has the focus.
    pub(crate) const fn focused(theme: &'a Theme) -> Self {
        Self {
            style: theme.accent,
            theme,
        }
    }

    /// Draws the border around `area` and returns the area within it, without the column beside it.
    pub(crate) fn render(self, area: Rect, buf: &mut Buffer) -> Rect {
        let area = area.intersection(buf.area);
        let border = if self.theme.ascii_only {
            ASCII_BORDER
        } else {
            border::ROUNDED
        };
        Block::bordered()
            .border_set(border)
            .border_style(self.style)
            .render(area, buf);
        area.inner(Margin::new(2, 1))
    }
}
