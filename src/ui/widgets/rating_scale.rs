//! The rating scale: the number from 0 to 100 in large digits, its label, and a line with a handle and five ticks. The
//! handle is hidden until the rating is set.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::large_number::{LARGE_HEIGHT, render_large_number};
use crate::text;
use crate::ui::keymap::{Action, KeyContext, key_label};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A scale with a number.
#[derive(Debug)]
pub(crate) struct RatingScale<'a> {
    /// None until the rating is set, as an unset scale leans to no side.
    pub(crate) number: Option<u8>,
    /// The unit after the number, such as `%`.
    pub(crate) unit: &'a str,
    /// The label of the number.
    pub(crate) meaning: &'a str,
    /// The words at 0, 25, 50, 75 and 100; empty where there are none.
    pub(crate) words: [&'a str; 5],
    pub(crate) theme: &'a Theme,
}

/// The numbers with a tick.
const TICKS: [u8; 5] = [0, 25, 50, 75, 100];

impl RatingScale<'_> {
    /// The preferred number of rows: large digits, a free row, the line, ticks, numbers and words.
    pub(crate) const HEIGHT: u16 = LARGE_HEIGHT + 5;
    /// From this height on there are numbers below the line.
    const MIN_HEIGHT_FOR_NUMBERS: u16 = 4;
}

impl Widget for RatingScale<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let is_large = area.height >= Self::HEIGHT && !self.theme.ascii_only;
        let top = if is_large {
            self.render_large(area, buf);
            LARGE_HEIGHT + 1
        } else {
            self.render_label(area, buf)
        };
        let row = |down: u16| Rect {
            y: area.y + top + down,
            height: u16::from(top + down < area.height),
            ..area
        };
        self.render_line(row(0), buf);
        let mut below = 1;
        if is_large {
            self.render_ticks(row(below), buf);
            below += 1;
        }
        if area.height >= Self::MIN_HEIGHT_FOR_NUMBERS {
            let numbers = TICKS.map(|tick| tick.to_string());
            self.render_below(row(below), numbers.each_ref().map(String::as_str), buf);
            below += 1;
        }
        self.render_below(row(below), self.words, buf);
    }
}

impl RatingScale<'_> {
    fn unset_hint(has_numbers: bool) -> String {
        let key = key_label(Action::Continue, KeyContext::Rating);
        let number = if has_numbers { "a number" } else { "0 to 100" };
        format!("Arrows or digits give {number}, {key} skips.")
    }

    /// Draws the number and its label in large digits, or how to set it.
    fn render_large(&self, area: Rect, buf: &mut Buffer) {
        let middle = area.y + LARGE_HEIGHT / 2;
        let Some(number) = self.number else {
            let place = Rect {
                y: middle,
                height: 2,
                ..area
            };
            WrappedText::new(&Self::unset_hint(true), self.theme.quiet).render(place, buf);
            return;
        };
        let x = render_large_number(number, area, buf, self.theme.accent);
        let room = |x: u16| usize::from(area.right().saturating_sub(x));
        let unit_row = area.y + LARGE_HEIGHT - 1;
        let (x, _) = buf.put_text(x, unit_row, self.unit, room(x), self.theme.accent);
        let label = Rect {
            x: (x + 3).min(area.right()),
            y: middle,
            width: area.right().saturating_sub(x + 3),
            height: 2,
        };
        WrappedText::new(self.meaning, self.theme.text).render(label, buf);
    }

    /// Draws the number and its label, or how to set it, and returns the rows used.
    fn render_label(&self, area: Rect, buf: &mut Buffer) -> u16 {
        let has_numbers = area.height >= Self::MIN_HEIGHT_FOR_NUMBERS;
        let (said, style) = match self.number {
            Some(number) => {
                // Without the numbers below the line, only this says how far the scale goes.
                let unit = match self.unit {
                    "" if !has_numbers => " of 100",
                    unit => unit,
                };
                (
                    format!("{number}{unit}   {}", self.meaning),
                    self.theme.strong,
                )
            }
            None => (Self::unset_hint(has_numbers), self.theme.quiet),
        };
        let rows = WrappedText::height(&said, area.width).min(area.height);
        let place = Rect {
            height: rows,
            ..area
        };
        WrappedText::new(&said, style).render(place, buf);
        rows
    }

    /// The column of a number on the line.
    fn step_of(number: u8, area: Rect) -> u16 {
        let span = u32::from(area.width.saturating_sub(1));
        let step = (span * u32::from(number.min(100)) + 50) / 100;
        u16::try_from(step).unwrap_or(u16::MAX)
    }

    fn render_line(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let (empty, full, handle) = if self.theme.ascii_only {
            ("-", "=", "O")
        } else {
            ("─", "━", "●")
        };
        let handle_step = self.number.map(|number| Self::step_of(number, area));
        for step in 0..area.width {
            let (symbol, style) = match handle_step {
                Some(at) if step == at => (handle, self.theme.accent),
                Some(at) if step < at => (full, self.theme.accent),
                _ => (empty, self.theme.rule),
            };
            buf.put_text(area.x + step, area.y, symbol, 1, style);
        }
    }

    fn render_ticks(&self, area: Rect, buf: &mut Buffer) {
        for tick in TICKS.iter().filter(|_| !area.is_empty()) {
            let x = area.x + Self::step_of(*tick, area);
            buf.put_text(x, area.y, "╵", 1, self.theme.rule);
        }
    }

    /// Draws texts below their ticks, from the ends to the middle, where they don't touch another one. The one nearest to
    /// the number is emphasized.
    fn render_below(&self, area: Rect, texts: [&str; 5], buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let nearest = self.number.map(|number| usize::from((number + 12) / 25));
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let width = usize::from(area.width);
        for index in [0, 4, 2, 1, 3] {
            let place = |max_width: usize| {
                let text = short_label(texts[index], max_width);
                let columns = text::display_width(&text);
                let tick = usize::from(Self::step_of(TICKS[index], area));
                let start = match index {
                    0 => 0,
                    4 => width.saturating_sub(columns),
                    _ => tick.saturating_sub(columns / 2),
                };
                let end = start + columns;
                let is_free = |&(from, to): &(usize, usize)| end < from || start > to;
                (columns > 0 && taken.iter().all(is_free)).then_some((text, start, end))
            };
            let Some((text, start, end)) = place(width * 2 / 5).or_else(|| place(width / 3)) else {
                continue;
            };
            taken.push((start, end));
            let style = if nearest == Some(index) {
                self.theme.text
            } else {
                self.theme.quiet
            };
            let x = area.x + u16::try_from(start).unwrap_or(0);
            buf.put_text(x, area.y, text, end - start, style);
        }
    }
}

/// The part of a label before its first comma, cut to `width`.
fn short_label(label: &str, width: usize) -> String {
    let first = label.split_once(',').map_or(label, |(first, _)| first);
    text::truncate_to_width(first, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    fn render_to_rows(number: Option<u8>, width: u16, height: u16) -> Vec<String> {
        let theme = Theme::new(ColorSupport::None);
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        RatingScale {
            number,
            unit: "%",
            meaning: "as likely as not",
            words: ["can't happen", "", "as likely as not", "", "certain"],
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
        for height in 1..10 {
            let rows = render_to_rows(None, 60, height);
            assert!(rows.iter().all(|row| !row.contains(['●', '━'])));
            assert!(rows.iter().any(|row| row.starts_with("Arrows or digits")));
        }
    }

    #[test]
    fn the_number_its_word_and_its_place_are_all_there() {
        assert_eq!(
            render_to_rows(Some(50), 60, 8),
            [
                "┏━╸ ┏━┓",
                "┗━┓ ┃ ┃    as likely as not",
                "╺━┛ ┗━┛%",
                "",
                "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●─────────────────────────────",
                "╵              ╵              ╵             ╵              ╵",
                "0             25             50            75            100",
                "can't happen          as likely as not               certain",
            ]
        );
    }

    #[test]
    fn a_low_area_keeps_the_number_the_line_and_the_words() {
        assert_eq!(
            render_to_rows(Some(100), 40, 4),
            [
                "100%   as likely as not",
                "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●",
                "0        25        50       75       100",
                "can't happen  as likely as…      certain",
            ]
        );
    }

    #[test]
    fn without_numbers_below_the_line_words_say_how_far_it_goes() {
        let rows = render_to_rows(None, 40, 3).join(" ");
        assert!(rows.contains("0 to 100"), "{rows}");
        let theme = Theme::new(ColorSupport::None);
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 3));
        RatingScale {
            number: Some(6),
            unit: "",
            meaning: "more than none",
            words: [""; 5],
            theme: &theme,
        }
        .render(buf.area, &mut buf);
        let row: String = (0..40).map(|x| buf[(x, 0)].symbol()).collect();
        assert_eq!(row.trim_end(), "6 of 100   more than none");
    }

    #[test]
    fn any_number_fits_any_area() {
        for width in 0..50 {
            for height in 0..11 {
                render_to_rows(None, width, height);
                for number in [0, 1, 99, 100] {
                    render_to_rows(Some(number), width, height);
                }
            }
        }
    }
}
