//! Ratings week by week, as pairs of columns: at first on the left, after on the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Bar, BarChart, BarGroup, Widget as _};

use super::legend_entry;
use super::rows::{self, Block, stacked, styled_row};
use crate::domain::insights::{MeanPair, WEEKS, WeeklyRatings};
use crate::ui::theme::Theme;

/// The rows of a chart.
const HEIGHT: u16 = 3;

/// The heading and a chart for each scale; numbers without Unicode or room.
pub(super) fn weeks(weekly: &[WeeklyRatings], width: usize, theme: &Theme) -> Block {
    match ColumnWidths::fitting(width).filter(|_| !theme.ascii_only) {
        Some(widths) => charts(weekly, widths, width, theme),
        None => numbers(weekly, width, theme),
    }
}

/// The width of each column and of the gap after a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ColumnWidths {
    column: u16,
    gap: u16,
}

impl ColumnWidths {
    fn fitting(width: usize) -> Option<Self> {
        [(2, 1), (1, 2), (1, 1)]
            .into_iter()
            .map(|(column, gap)| Self { column, gap })
            .find(|widths| usize::from(widths.total()) <= width)
    }

    fn total(self) -> u16 {
        let weeks = u16::try_from(WEEKS).unwrap_or(1);
        weeks * (2 * self.column + self.gap) - self.gap
    }
}

fn charts(weekly: &[WeeklyRatings], widths: ColumnWidths, width: usize, theme: &Theme) -> Block {
    let legend = vec![
        legend_entry("█", theme.rule, "left: at first", theme),
        legend_entry("█", theme.accent, "right: after", theme),
    ];
    let charts = weekly.iter().map(|ratings| {
        let mut rows = vec![mean_row(ratings, theme)];
        rows.extend(chart(ratings, widths, theme));
        rows
    });
    let mut rows = rows::heading("Week by week", legend, width, theme);
    rows.extend(stacked(charts));
    rows.extend(axis(weekly, widths.total().into(), theme));
    rows
}

/// "How likely  76 → 48 on average"
fn mean_row(ratings: &WeeklyRatings, theme: &Theme) -> Line<'static> {
    let numbers = pair_text(ratings.mean, theme);
    Line::from(vec![
        Span::raw(label(ratings.scale)),
        Span::styled(format!("  {numbers} on average"), theme.quiet),
    ])
}

fn pair_text(MeanPair { before, after }: MeanPair, theme: &Theme) -> String {
    let arrow = if theme.ascii_only { "->" } else { "→" };
    format!("{before} {arrow} {after}")
}

fn label(scale: &str) -> &'static str {
    match scale {
        "likelihood" => "How likely",
        _ => "Distress",
    }
}

/// The columns. A week without ratings has none, and one with a mean of 0 has the lowest.
fn chart(ratings: &WeeklyRatings, widths: ColumnWidths, theme: &Theme) -> Block {
    let eighths = u64::from(HEIGHT) * 8;
    let bar = |rating: u8, style| {
        let value = (u64::from(rating.min(100)) * eighths + 50) / 100;
        Bar::default()
            .value(value.max(1))
            .text_value("")
            .style(style)
    };
    let empty = || Bar::default().value(0).text_value("");
    let mut chart = BarChart::default()
        .max(eighths)
        .bar_width(widths.column)
        .bar_gap(0)
        .group_gap(widths.gap);
    for week in &ratings.weeks {
        let bars = match week.mean {
            Some(mean) => [bar(mean.before, theme.rule), bar(mean.after, theme.accent)],
            None => [empty(), empty()],
        };
        chart = chart.data(BarGroup::new(bars));
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, widths.total(), HEIGHT));
    chart.render(buffer.area, &mut buffer);
    buffer_rows(&buffer)
}

/// The cells of a buffer as rows.
fn buffer_rows(buffer: &Buffer) -> Block {
    let row = |cells: &[ratatui::buffer::Cell]| {
        let mut spans: Vec<Span<'static>> = Vec::new();
        for cell in cells {
            match spans.last_mut() {
                Some(last) if last.style == cell.style() => {
                    last.content.to_mut().push_str(cell.symbol());
                }
                _ => spans.push(Span::styled(cell.symbol().to_owned(), cell.style())),
            }
        }
        Line::from(spans)
    };
    let width = usize::from(buffer.area.width).max(1);
    buffer.content.chunks(width).map(row).collect()
}

/// The first and the last week, below the ends of the charts.
fn axis(weekly: &[WeeklyRatings], width: usize, theme: &Theme) -> Option<Line<'static>> {
    let weeks = &weekly.first()?.weeks;
    let name = |index: usize| {
        let week = weeks.get(index)?;
        Some(format!("week of {}", week.monday.strftime("%-d %b")))
    };
    let (first, last) = (name(0)?, name(weeks.len().checked_sub(1)?)?);
    let room = width.saturating_sub(first.len());
    Some(styled_row(format!("{first}{last:>room$}"), theme.quiet))
}

/// A row of numbers for each week, and one for all of them.
fn numbers(weekly: &[WeeklyRatings], width: usize, theme: &Theme) -> Block {
    let mut rows = rows::heading("Week by week, at first and after", Vec::new(), width, theme);
    let row = |name: &str, texts: Vec<String>, style| {
        let texts: Vec<_> = texts.iter().map(|text| format!("{text:<12}")).collect();
        styled_row(format!("{name:<10}{}", texts.concat().trim_end()), style)
    };
    let labels = weekly.iter().map(|ratings| label(ratings.scale).to_owned());
    rows.push(row("week of", labels.collect(), theme.quiet));
    let weeks = weekly.first().map_or(&[][..], |ratings| &ratings.weeks);
    for (index, week) in weeks.iter().enumerate() {
        let means = weekly.iter().map(|ratings| {
            let mean = ratings.weeks.get(index).and_then(|week| week.mean);
            mean.map_or_else(|| "-".to_owned(), |mean| pair_text(mean, theme))
        });
        let name = week.monday.strftime("%-d %b").to_string();
        rows.push(row(&name, means.collect(), Style::new()));
    }
    let means = weekly.iter().map(|ratings| pair_text(ratings.mean, theme));
    rows.push(row("average", means.collect(), Style::new()));
    rows
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::insights::weekly_ratings;
    use crate::domain::session::RatingPair;
    use crate::ui::theme::ColorSupport;

    /// Likelihoods that fall from week to week, with a week without any.
    fn likelihoods() -> Vec<WeeklyRatings> {
        let last = date(2026, 11, 24);
        let pair = |number: i64| {
            let (day, weeks) = (last, jiff::ToSpan::weeks(number % 13));
            let before = u8::try_from(100 - number % 13 * 8).unwrap();
            let scale = "likelihood".to_owned();
            let after = before - 4;
            let pair = RatingPair {
                scale,
                before,
                after,
            };
            (day.saturating_sub(weeks), pair)
        };
        let pairs: Vec<_> = (0..39)
            .filter(|number| number % 13 != 4)
            .map(pair)
            .collect();
        let pairs: Vec<_> = pairs.iter().map(|(day, pair)| (*day, pair)).collect();
        weekly_ratings(&pairs, last)
    }

    fn page(width: usize, ascii_only: bool) -> String {
        let theme = Theme {
            ascii_only,
            ..Theme::new(ColorSupport::None)
        };
        let rows = weeks(&likelihoods(), width, &theme);
        let rows: Vec<_> = rows
            .iter()
            .map(|row| row.to_string().trim_end().to_owned())
            .collect();
        rows.join("\n")
    }

    #[test]
    fn each_week_is_a_pair_of_columns_that_fits() {
        insta::assert_snapshot!(page(72, false), @"
        Week by week                           █ left: at first   █ right: after
        How likely  51 → 47 on average
                                                     ▂▂▁▁ ▄▄▃▃ ▆▆▅▅ ██▇▇
                            ▁▁   ▃▃▂▂ ▄▄▄▄ ▆▆▅▅      ████ ████ ████ ████
        ▁▁▁▁ ▃▃▂▂ ▅▅▄▄ ▇▇▆▆ ████ ████ ████ ████      ████ ████ ████ ████
        week of 31 Aug                                    week of 23 Nov
        ");
        insta::assert_snapshot!(page(38, false), @"
        Week by week
        █ left: at first   █ right: after
        How likely  51 → 47 on average
                                   ▂▁ ▄▃ ▆▅ █▇
                    ▁  ▃▂ ▄▄ ▆▅    ██ ██ ██ ██
        ▁▁ ▃▂ ▅▄ ▇▆ ██ ██ ██ ██    ██ ██ ██ ██
        week of 31 Aug          week of 23 Nov
        ");
    }

    #[test]
    fn without_unicode_or_room_the_columns_are_numbers() {
        insta::assert_snapshot!(page(72, true), @"
        Week by week, at first and after
        week of   How likely
        31 Aug    4 -> 0
        7 Sep     12 -> 8
        14 Sep    20 -> 16
        21 Sep    28 -> 24
        28 Sep    36 -> 32
        5 Oct     44 -> 40
        12 Oct    52 -> 48
        19 Oct    60 -> 56
        26 Oct    -
        2 Nov     76 -> 72
        9 Nov     84 -> 80
        16 Nov    92 -> 88
        23 Nov    100 -> 96
        average   51 -> 47
        ");
        assert!(
            page(37, false).contains("23 Nov    100 → 96"),
            "{}",
            page(37, false)
        );
    }

    #[test]
    fn before_is_in_the_colour_of_rules_and_after_in_the_accent() {
        let theme = Theme {
            rule: Style::new().fg(ratatui::style::Color::Gray),
            accent: Style::new().fg(ratatui::style::Color::Cyan),
            ..Theme::new(ColorSupport::None)
        };
        let widths = ColumnWidths { column: 1, gap: 1 };
        let chart = chart(&likelihoods()[0], widths, &theme);
        let last_row: Vec<_> = chart[2].spans.iter().rev().take(2).collect();
        assert_eq!(
            (last_row[1].content.as_ref(), last_row[1].style.fg),
            ("█", theme.rule.fg)
        );
        assert_eq!(
            (last_row[0].content.as_ref(), last_row[0].style.fg),
            ("█", theme.accent.fg)
        );
    }
}
