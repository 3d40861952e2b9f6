//! A rating before and after: two numbers with bars. No difference is computed, as it would sound like praise or blame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::progress_line::ProgressLine;
use crate::text::{display_width, truncate_to_width};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// One row: the label, the rating before, an arrow and the rating after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RatingPairRow<'a> {
    pub(crate) label: &'a str,
    /// The unit after the numbers, such as `%`.
    pub(crate) unit: &'a str,
    /// From 0 to 100.
    pub(crate) before: u8,
    pub(crate) after: u8,
    pub(crate) theme: &'a Theme,
}

impl RatingPairRow<'_> {
    const LABEL_WIDTH: u16 = 16;
    /// The width of a number with its unit.
    const NUMBER_WIDTH: u16 = 4;
    const MAX_BAR_WIDTH: u16 = 20;
    /// Bars shorter than this say less than the numbers alone.
    const MIN_BAR_WIDTH: u16 = 4;

    /// The width of one bar in a row of this width, or 0.
    fn bar_width(width: u16) -> u16 {
        // Label, two numbers with a space, and the arrow with two spaces on each side.
        let fixed = Self::LABEL_WIDTH + 2 * (Self::NUMBER_WIDTH + 1) + 5;
        let bar = (width.saturating_sub(fixed) / 2).min(Self::MAX_BAR_WIDTH);
        if bar < Self::MIN_BAR_WIDTH { 0 } else { bar }
    }
}

impl Widget for RatingPairRow<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let arrow = if self.theme.ascii_only { "->" } else { "→" };
        let bar = Self::bar_width(area.width);
        let label_width = usize::from(Self::LABEL_WIDTH);
        let mut put = |x: u16, text: &str, style| {
            let room = usize::from(area.right().saturating_sub(x));
            buf.put_text(x, area.y, text, room, style).0
        };
        let label = truncate_to_width(self.label, label_width - 1);
        put(area.x, &label, self.theme.quiet);
        let mut x = area.x + Self::LABEL_WIDTH.min(area.width);
        let mut bars = Vec::new();
        for (index, number) in [self.before, self.after].into_iter().enumerate() {
            if index > 0 {
                let gap = if bar > 0 { 2 } else { 1 };
                x = put(x + gap, arrow, self.theme.quiet) + gap;
            }
            let number_text = format!("{number}{}", self.unit);
            let width = display_width(&number_text);
            let indent = usize::from(Self::NUMBER_WIDTH).saturating_sub(width);
            x = put(
                x + u16::try_from(indent).unwrap_or(0),
                &number_text,
                self.theme.text,
            );
            if bar > 0 {
                let place = Rect {
                    x: x + 1,
                    width: bar,
                    height: 1,
                    ..area
                };
                bars.push((place.intersection(area), number));
                x += 1 + bar;
            }
        }
        for (place, number) in bars {
            let share = f64::from(number) / 100.0;
            ProgressLine {
                share,
                theme: self.theme,
            }
            .render(place, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    fn row(width: u16) -> String {
        let theme = Theme::new(ColorSupport::None);
        let mut buf = Buffer::empty(Rect::new(0, 0, width, 1));
        let pair = RatingPairRow {
            label: "How likely",
            unit: "%",
            before: 90,
            after: 30,
            theme: &theme,
        };
        pair.render(buf.area, &mut buf);
        let row: String = buf
            .content
            .iter()
            .map(|cell| cell.symbol().to_owned())
            .collect();
        row.trim_end().to_owned()
    }

    #[test]
    fn the_numbers_stay_when_the_bars_have_no_room() {
        assert_eq!(
            row(72),
            "How likely       90% ━━━━━━━━━━━━━━━━━━──  →   30% ━━━━━━──────────────"
        );
        assert_eq!(row(36), "How likely       90% →  30%");
        for width in 0..80 {
            row(width);
        }
    }
}
