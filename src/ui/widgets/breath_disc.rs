//! The breathing disc in many colors: a soft edge, a halo, and a color for each phase.
//!
//! Half a cell is a pixel. Its color is mixed with the background, so the background must be known. The inside stays as it
//! is while the disc grows and shrinks: only the edge changes, and a frame has few bytes.

mod pixel;
mod shades;
mod turn;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use self::pixel::DiscGeometry;
use self::shades::Shades;
pub(crate) use self::turn::BreathTurn;
use crate::ui::color::Rgb;
use crate::ui::theme::BreathColors;

/// The disc in the middle of its area.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BreathDisc {
    /// The fullness of the lungs, from 0 to 1.
    pub(crate) fullness: f64,
    pub(crate) turn: BreathTurn,
    pub(crate) colors: BreathColors,
    /// The height of a pixel in widths of a pixel.
    pub(crate) pixel_height: f64,
}

impl Widget for BreathDisc {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let geometry = DiscGeometry::new(area, self.fullness, self.pixel_height);
        let mut shades = Shades::new(self.colors, self.turn);
        let (columns, rows) = geometry.reach(area);
        let left_half = columns.start..columns.end.min(area.width.div_ceil(2));
        for row in rows {
            let steps = [0, 1].map(|half| self.turn.color_step(geometry.height_of(2 * row + half)));
            // Both sides are the same.
            for column in left_half.clone() {
                let [upper, lower] = [0, 1].map(|half| {
                    let pixel = geometry.pixel(column, 2 * row + half)?;
                    Some(shades.color(pixel, steps[usize::from(half)]))
                });
                for x in [column, area.width - 1 - column] {
                    paint(&mut buf[(area.x + x, area.y + row)], upper, lower);
                }
            }
        }
    }
}

/// Paints both halves of a cell; none is the background. Two equal halves are a space, which has fewest bytes.
fn paint(cell: &mut Cell, upper: Option<Rgb>, lower: Option<Rgb>) {
    match (upper, lower) {
        (None, None) => {}
        (Some(upper), Some(lower)) if upper == lower => {
            cell.set_symbol(" ").set_bg(upper.into());
        }
        (Some(upper), Some(lower)) => {
            cell.set_symbol("▀")
                .set_fg(upper.into())
                .set_bg(lower.into());
        }
        (Some(upper), None) => {
            cell.set_symbol("▀").set_fg(upper.into());
        }
        (None, Some(lower)) => {
            cell.set_symbol("▄").set_fg(lower.into());
        }
    }
}

#[cfg(test)]
mod tests;
