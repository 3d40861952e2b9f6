//! A line of which a part is done: heavy is done, light is to come. The weight says it without colour.
//!
//! `LineGauge` of ratatui always has a label and the space for it, so this draws its own line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// A line over the whole width of its area.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProgressLine<'a> {
    /// From 0 to 1.
    pub(crate) share: f64,
    pub(crate) theme: &'a Theme,
}

impl Widget for ProgressLine<'_> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the share is within 0 and 1"
    )]
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let done = (self.share.clamp(0.0, 1.0) * f64::from(area.width)).round() as u16;
        let (heavy, light) = if self.theme.ascii_only {
            ("=", "-")
        } else {
            ("━", "─")
        };
        for at in 0..area.width {
            let (symbol, style) = if at < done {
                (heavy, self.theme.accent)
            } else {
                (light, self.theme.rule)
            };
            buf.put_text(area.x + at, area.y, symbol, 1, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    #[test]
    fn the_done_part_is_heavy() {
        let line = |share, ascii_only| {
            let theme = Theme {
                ascii_only,
                ..Theme::new(ColorSupport::None)
            };
            let mut buf = Buffer::empty(Rect::new(0, 0, 4, 1));
            let line = ProgressLine {
                share,
                theme: &theme,
            };
            line.render(buf.area, &mut buf);
            buf.content
                .iter()
                .map(|cell| cell.symbol().to_owned())
                .collect::<String>()
        };
        assert_eq!(line(0.0, false), "────");
        assert_eq!(line(0.5, false), "━━──");
        assert_eq!(line(7.0, false), "━━━━");
        assert_eq!(line(f64::NAN, true), "----");
    }
}
