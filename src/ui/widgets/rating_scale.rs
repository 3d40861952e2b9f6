//! The rating scale: the number from 0 to 100, its label, and a line with a handle. The handle is hidden until the
//! rating is set.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::text;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// A scale with a number.
#[derive(Debug)]
pub(crate) struct RatingScale<'a> {
    /// None until the rating is set, as an unset scale leans to no side.
    pub(crate) number: Option<u8>,
    /// The unit after the number, such as `%`.
    pub(crate) unit: &'a str,
    /// The label of the number.
    pub(crate) meaning: &'a str,
    /// The labels at 0, 50 and 100.
    pub(crate) ends: [&'a str; 3],
    /// The numbers that have words of their own.
    pub(crate) ticks: &'a [u8],
    pub(crate) theme: &'a Theme,
}

impl RatingScale<'_> {
    /// The preferred number of rows.
    pub(crate) const HEIGHT: u16 = 5;
}

impl Widget for RatingScale<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let said = match self.number {
            Some(number) => format!("{number}{}   {}", self.unit, self.meaning),
            None => "Use the arrows or type a number. Enter skips.".to_owned(),
        };
        let style = if self.number.is_some() {
            self.theme.strong
        } else {
            self.theme.quiet
        };
        let width = usize::from(area.width);
        let said = text::wrap(&said, width);
        for (y, row) in (area.y..area.bottom()).zip(&said) {
            buf.put_text(area.x, y, row, width, style);
        }
        let below = Rect {
            y: area.y + u16::try_from(said.len()).unwrap_or(0),
            ..area
        };
        let gap = u16::from(area.height >= Self::HEIGHT && said.len() == 1);
        if below.y + gap + 1 < area.bottom() {
            self.render_line(
                Rect {
                    y: below.y + gap,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
        if below.y + gap + 2 < area.bottom()
            || (area.height >= 3 && below.y + gap + 1 < area.bottom())
        {
            self.render_ends(
                Rect {
                    y: below.y + gap + 1,
                    height: 1,
                    ..area
                },
                buf,
            );
        }
    }
}

impl RatingScale<'_> {
    fn render_line(&self, area: Rect, buf: &mut Buffer) {
        let (empty, full, handle, empty_tick, full_tick) = if self.theme.ascii_only {
            ("-", "=", "O", "+", "+")
        } else {
            ("─", "━", "●", "┴", "┷")
        };
        let span = area.width.saturating_sub(1);
        let step_of = |number: u8| span * u16::from(number.min(100)) / 100;
        let handle_step = self.number.map(step_of);
        // The ends of the line need no tick.
        let inner = self.ticks.iter().filter(|tick| (1..100).contains(*tick));
        let ticks: Vec<u16> = inner.map(|tick| step_of(*tick)).collect();
        for step in 0..area.width {
            let is_tick = ticks.contains(&step);
            let (symbol, style) = match handle_step {
                Some(handle_step) if step == handle_step => (handle, self.theme.strong),
                Some(handle_step) if step < handle_step => {
                    (if is_tick { full_tick } else { full }, self.theme.accent)
                }
                _ => (if is_tick { empty_tick } else { empty }, self.theme.quiet),
            };
            buf.put_text(area.x + step, area.y, symbol, 1, style);
        }
    }

    fn render_ends(&self, area: Rect, buf: &mut Buffer) {
        let [low, middle, high] = self.ends;
        let width = usize::from(area.width);
        let width_of = |label: &str| text::display_width(label);
        let style = self.theme.quiet;
        let column = |at: usize| area.x + u16::try_from(at).unwrap_or(0);
        buf.put_text(
            area.x,
            area.y,
            text::truncate_to_width(low, width / 2),
            width,
            style,
        );
        let right = width.saturating_sub(width_of(high));
        if right > width_of(low) + 2 {
            buf.put_text(column(right), area.y, high, width_of(high), style);
        }
        let centre = (width / 2).saturating_sub(width_of(middle) / 2);
        if centre > width_of(low) + 2 && centre + width_of(middle) + 2 < right {
            buf.put_text(column(centre), area.y, middle, width_of(middle), style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    fn render_to_rows(number: Option<u8>, width: u16, height: u16) -> Vec<String> {
        let theme = Theme::new(ColorSupport::None);
        let ends = ["can't happen", "as likely as not", "certain to happen"];
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        RatingScale {
            number,
            unit: "%",
            meaning: "as likely as not",
            ends,
            ticks: &[0, 50, 100],
            theme: &theme,
        }
        .render(buf.area, &mut buf);
        let row = |y| {
            (0..width)
                .map(|x| buf[(x, y)].symbol())
                .collect::<String>()
                .trim_end()
                .to_owned()
        };
        (0..height).map(row).collect()
    }

    #[test]
    fn an_unanswered_scale_has_no_handle() {
        let rows = render_to_rows(None, 60, 5);
        assert!(rows.iter().all(|row| !row.contains('●')));
        assert!(rows[0].starts_with("Use the arrows or type a number"));
    }

    #[test]
    fn the_number_its_word_and_its_place_are_all_there() {
        assert_eq!(
            render_to_rows(Some(50), 60, 5),
            [
                "50%   as likely as not",
                "",
                "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●──────────────────────────────",
                "can't happen          as likely as not     certain to happen",
                "",
            ]
        );
    }

    #[test]
    fn ticks_mark_where_words_are() {
        let line = |number| render_to_rows(number, 21, 5).swap_remove(2);
        assert_eq!(line(Some(0)), "●─────────┴──────────");
        assert_eq!(line(Some(100)), "━━━━━━━━━━┷━━━━━━━━━●");
    }

    #[test]
    fn any_number_fits_any_area() {
        for width in 0..50 {
            for height in 0..7 {
                render_to_rows(None, width, height);
                for number in [0, 1, 99, 100] {
                    render_to_rows(Some(number), width, height);
                }
            }
        }
    }
}
