//! Bars and dots.
//!
//! They are drawn by hand: a horizontal `BarChart` of ratatui writes the number over the bar, and can't cut a long name.

use ratatui::text::{Line, Span};

use super::rows::{Block, row_width, styled_row};
use crate::domain::insights::Share;
use crate::text::{bidi, display_width, one_line, truncate_to_width};
use crate::ui::theme::Theme;

/// A bar shorter than this says less than its number alone.
const MIN_BAR_WIDTH: usize = 4;
/// A longer bar is harder to compare with the one above it.
const MAX_BAR_WIDTH: usize = 82;

/// The expected share and the one that happened, on one scale from 0 to 1.
pub(super) fn expected_and_happened(
    shares: [f64; 2],
    labels: [String; 2],
    width: usize,
    theme: &Theme,
) -> Block {
    const NAME_WIDTH: usize = 10;
    let label_width = labels.iter().map(|label| display_width(label)).max();
    let room = width
        .saturating_sub(NAME_WIDTH + 2 + label_width.unwrap_or(0))
        .min(MAX_BAR_WIDTH);
    let names = ["expected", "happened"]
        .into_iter()
        .zip([theme.rule, theme.accent]);
    let rows = names.zip(shares).zip(labels);
    rows.map(|(((name, style), share), label)| {
        let bar = bar(thick(theme), share, room);
        Line::from(vec![
            Span::styled(format!("{name:<NAME_WIDTH$}"), theme.quiet),
            Span::styled(bar.clone(), style),
            Span::raw(if bar.is_empty() {
                label
            } else {
                format!("  {label}")
            }),
        ])
    })
    .collect()
}

/// A dot for each time, filled for those that were managed; a bar if there are too many.
pub(super) fn dots(share: Share, width: usize, theme: &Theme) -> Line<'static> {
    let Share { count, total } = share;
    let label = match total {
        1 => format!("{count} of 1 time"),
        _ => format!("{count} of {total} times"),
    };
    let room = width.saturating_sub(display_width(&label) + 2);
    let [filled, open] = if theme.ascii_only {
        ["x", "o"]
    } else {
        ["●", "○"]
    };
    let is_filled = |dot: u32| dot < count;
    let dot = |dot| {
        let (symbol, style) = if is_filled(dot) {
            (filled, theme.accent)
        } else {
            (open, theme.rule)
        };
        [Span::styled(symbol, style), Span::raw(" ")]
    };
    let dots: Vec<_> = (0..total).flat_map(dot).collect();
    let mut row = Line::from(dots);
    if row_width(&row) > room {
        let share = f64::from(count) / f64::from(total.max(1));
        row = styled_row(
            bar(thick(theme), share, room.min(MAX_BAR_WIDTH)),
            theme.accent,
        );
        row.spans.push(Span::raw(" "));
    }
    row.spans.push(Span::raw(format!(" {label}")));
    row
}

/// A row for each name: a bar and its number. A bar of the whole width stands for `full`.
pub(super) fn named(bars: &[(&str, u32)], full: u32, width: usize, theme: &Theme) -> Block {
    const MAX_NAME_WIDTH: usize = 24;
    let full = full.max(1);
    let number_width = 2 + full.to_string().len();
    let longest = MAX_NAME_WIDTH.min(width.saturating_sub(number_width) / 2);
    let cut = |(name, _): &(&str, u32)| truncate_to_width(&one_line(name), longest);
    let names: Vec<_> = bars.iter().map(cut).collect();
    let name_width = names.iter().map(|name| display_width(name)).max();
    let bar_start = name_width.unwrap_or(0) + bidi::MIN_GAP;
    let bar_width = width.saturating_sub(bar_start + number_width);
    let symbol = if theme.ascii_only { "#" } else { "━" };
    let rows = names.iter().zip(bars).map(|(name, (_, number))| {
        let share = f64::from(*number) / f64::from(full);
        Line::from(vec![
            // The mark keeps the number on its side of a name from right to left.
            Span::raw(bidi::with_trailing_lrm(name).into_owned()),
            Span::raw(" ".repeat(bar_start - display_width(name))),
            Span::styled(
                bar(symbol, share, bar_width.min(MAX_BAR_WIDTH / 2)),
                theme.accent,
            ),
            Span::styled(format!("  {number}"), theme.quiet),
        ])
    });
    rows.collect()
}

const fn thick(theme: &Theme) -> &'static str {
    if theme.ascii_only { "#" } else { "▆" }
}

/// A bar for a share of `width`. What isn't nothing has at least one cell, and nothing has none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of some columns"
)]
fn bar(symbol: &str, share: f64, width: usize) -> String {
    if width < MIN_BAR_WIDTH {
        return String::new();
    }
    let cells = (share.clamp(0.0, 1.0) * width as f64).round() as usize;
    symbol.repeat(cells.max(usize::from(share > 0.0)))
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};

    use super::*;
    use crate::ui::theme::ColorSupport;

    fn text(rows: &[Line<'_>]) -> String {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| row.to_string().trim_end().to_owned())
            .collect();
        rows.join("\n")
    }

    fn ascii() -> Theme {
        Theme {
            ascii_only: true,
            ..Theme::new(ColorSupport::None)
        }
    }

    #[test]
    fn a_bar_has_at_least_a_cell_for_something_and_none_for_nothing() {
        let lengths = [0.0, 0.001, 0.5, 0.999, 1.0, 7.0].map(|share| bar("#", share, 20).len());
        assert_eq!(lengths, [0, 1, 10, 20, 20, 20]);
        assert_eq!(bar("#", f64::NAN, 20), "");
        assert_eq!(bar("#", 1.0, 3), "", "too short to compare");
    }

    #[test]
    fn expected_and_happened_share_one_scale() {
        let bars = |width, theme: Theme| {
            let labels = ["76%".to_owned(), "3 of 19".to_owned()];
            text(&expected_and_happened(
                [0.76, 3.0 / 19.0],
                labels,
                width,
                &theme,
            ))
        };
        insta::assert_snapshot!(bars(72, Theme::new(ColorSupport::None)), @"
        expected  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆  76%
        happened  ▆▆▆▆▆▆▆▆  3 of 19
        ");
        insta::assert_snapshot!(bars(40, ascii()), @"
        expected  ################  76%
        happened  ###  3 of 19
        ");
        assert_eq!(bars(20, ascii()), "expected  76%\nhappened  3 of 19");
    }

    #[test]
    fn expected_is_in_the_colour_of_rules_and_happened_in_the_accent() {
        let theme = Theme {
            rule: Style::new().fg(Color::Gray),
            accent: Style::new().fg(Color::Cyan),
            ..Theme::new(ColorSupport::None)
        };
        let labels = ["76%".to_owned(), "3 of 19".to_owned()];
        let rows = expected_and_happened([0.76, 0.2], labels, 72, &theme);
        let colors = [&rows[0], &rows[1]].map(|row| row.spans[1].style.fg);
        assert_eq!(colors, [Some(Color::Gray), Some(Color::Cyan)]);
    }

    #[test]
    fn each_time_is_a_dot_while_there_is_room() {
        let dots = |count, total, width, theme: Theme| {
            text(&[dots(Share { count, total }, width, &theme)])
        };
        let theme = Theme::new(ColorSupport::None);
        assert_eq!(dots(6, 7, 72, theme), "● ● ● ● ● ● ○  6 of 7 times");
        assert_eq!(dots(0, 3, 72, ascii()), "o o o  0 of 3 times");
        assert_eq!(
            dots(30, 40, 38, ascii()),
            "#################  30 of 40 times"
        );
        assert_eq!(dots(6, 7, 12, ascii()), "  6 of 7 times");
    }

    #[test]
    fn names_of_any_script_keep_the_bars_in_one_column() {
        let all = [
            ("Worst-case movie", 21),
            ("The 3 a.m. film 夜 🎬 that never stops", 12),
            ("מה אם", 1),
        ];
        insta::assert_snapshot!(text(&named(&all, 21, 52, &Theme::new(ColorSupport::None))), @"
        Worst-case movie           ━━━━━━━━━━━━━━━━━━━━━  21
        The 3 a.m. film 夜 🎬 t…   ━━━━━━━━━━━━  12
        מה אם‎                      ━  1
        ");
        insta::assert_snapshot!(text(&named(&all, 21, 30, &ascii())), @"
        Worst-case m…   ##########  21
        The 3 a.m. f…   ######  12
        מה אם‎           #  1
        ");
        for width in 0..80 {
            named(&all, 21, width, &ascii());
        }
    }
}
