//! The breath as a shape that grows and shrinks.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::breath_disc::{BreathDisc, BreathTurn};
use crate::domain::breath::BreathState;
use crate::ui::theme::Theme;

/// The breath as a disc, or as a bar where the area is too low for a disc.
///
/// The disc has many colors if the theme has them, and otherwise one: then its edge moves in steps of half a cell, with block
/// elements, and few cells change per frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BreathShape<'a> {
    /// The fullness of the lungs, from 0 to 1.
    pub(crate) fullness: f64,
    pub(crate) turn: BreathTurn,
    pub(crate) theme: &'a Theme,
}

impl<'a> BreathShape<'a> {
    /// The share of the full size when the lungs are empty.
    const MIN_SCALE: f64 = 0.30;

    /// The fullness at rest, once the breath is over.
    const REST: f64 = 0.45;

    /// The maximum radius in columns. A larger one would only cost output bytes.
    const MAX_RADIUS: f64 = 18.0;

    /// The minimum number of rows for a disc.
    const MIN_DISC_ROWS: u16 = 4;

    /// The shape of a breath at a moment.
    pub(crate) fn of(state: &BreathState<'_>, theme: &'a Theme) -> Self {
        Self {
            fullness: state.fullness,
            turn: BreathTurn::from(state),
            theme,
        }
    }

    /// The shape once the breath is over.
    pub(crate) const fn at_rest(theme: &'a Theme) -> Self {
        Self {
            fullness: Self::REST,
            turn: BreathTurn::EXHALED,
            theme,
        }
    }
}

impl Widget for BreathShape<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if self.theme.reduced_motion || area.is_empty() {
            return;
        }
        if area.height < Self::MIN_DISC_ROWS {
            return self.render_bar(area, buf);
        }
        match self.theme.breath.filter(|_| !self.theme.ascii_only) {
            Some(colors) => BreathDisc {
                fullness: self.fullness,
                turn: self.turn,
                colors,
                pixel_height: self.theme.disc.pixel_height,
            }
            .render(area, buf),
            None => self.render_disc(area, buf),
        }
    }
}

impl BreathShape<'_> {
    /// The share of the full size.
    fn scale(&self) -> f64 {
        (1.0 - Self::MIN_SCALE).mul_add(self.fullness.clamp(0.0, 1.0), Self::MIN_SCALE)
    }

    /// Draws a disc in one color.
    fn render_disc(self, area: Rect, buf: &mut Buffer) {
        let pixel_height = self.theme.disc.pixel_height;
        let center = (
            f64::from(area.width) / 2.0,
            f64::from(area.height) * pixel_height,
        );
        let radius = center.0.min(center.1).min(Self::MAX_RADIUS) * self.scale();
        let reach = radius * radius;
        for row in within(
            center.1 / pixel_height / 2.0,
            radius / pixel_height / 2.0,
            area.height,
        ) {
            for column in within(center.0, radius, area.width) {
                let covers = |(x, y): (f64, f64)| {
                    let x = f64::from(column) + x - center.0;
                    let y = (2.0 * f64::from(row) + y) * pixel_height - center.1;
                    x * x + y * y < reach
                };
                let quarters = || [(0.25, 0.5), (0.75, 0.5), (0.25, 1.5), (0.75, 1.5)].map(covers);
                let symbol = if self.theme.ascii_only {
                    ascii_symbol(quarters())
                } else if self.theme.disc.has_quadrants {
                    quadrant_block(quarters())
                } else {
                    let [upper, lower] = [(0.5, 0.5), (0.5, 1.5)].map(covers);
                    quadrant_block([upper, upper, lower, lower])
                };
                self.put(symbol, (area.x + column, area.y + row), buf);
            }
        }
    }

    /// Draws a bar in the middle row.
    fn render_bar(self, area: Rect, buf: &mut Buffer) {
        let center = f64::from(area.width) / 2.0;
        let reach = center.min(Self::MAX_RADIUS) * self.scale();
        for column in 0..area.width {
            let covers = |x: f64| (f64::from(column) + x - center).abs() < reach;
            let [left, right] = [0.25, 0.75].map(covers);
            let quarters = [left, right, left, right];
            let symbol = if self.theme.ascii_only {
                ascii_symbol(quarters)
            } else {
                quadrant_block(quarters)
            };
            self.put(
                symbol,
                (area.x + column, area.y + (area.height - 1) / 2),
                buf,
            );
        }
    }

    fn put(&self, symbol: Option<&'static str>, at: (u16, u16), buf: &mut Buffer) {
        if let Some(symbol) = symbol {
            buf[at].set_symbol(symbol).set_style(self.theme.accent);
        }
    }
}

/// The columns or rows, of `count`, that a disc can reach.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest number of a cell"
)]
pub(super) fn within(center: f64, reach: f64, count: u16) -> Range<u16> {
    (center - reach).floor() as u16..count.min((center + reach).ceil() as u16)
}

/// The block element that covers these quarters of a cell: upper left, upper right, lower left, lower right.
const fn quadrant_block(quarters: [bool; 4]) -> Option<&'static str> {
    const BLOCKS: [&str; 16] = [
        " ", "▗", "▖", "▄", "▝", "▐", "▞", "▟", "▘", "▚", "▌", "▙", "▀", "▜", "▛", "█",
    ];
    let [upper_left, upper_right, lower_left, lower_right] = quarters;
    let index = (upper_left as usize) << 3
        | (upper_right as usize) << 2
        | (lower_left as usize) << 1
        | lower_right as usize;
    match index {
        0 => None,
        _ => Some(BLOCKS[index]),
    }
}

/// The symbols by the number of covered quarters of a cell.
fn ascii_symbol(quarters: [bool; 4]) -> Option<&'static str> {
    match quarters.into_iter().filter(|&covered| covered).count() {
        4 => Some("#"),
        2 | 3 => Some("o"),
        1 => Some("."),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
