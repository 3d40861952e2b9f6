//! The days of a year as cells: a column for each week, or a row for each month where there is no room.
//!
//! ratatui has no such widget: its `calendar` shows one month as numbers of days.

use jiff::civil::Date;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::legend_entry;
use super::rows::{self, Block, Legend, styled_row};
use crate::domain::insights::{MonthSummary, YearCalendar};
use crate::text::display_width;
use crate::ui::theme::Theme;

/// The columns of the names of weekdays.
const LABEL_WIDTH: usize = 3;
const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// The heading with its legend, and the days.
pub(super) fn rows(year: &YearCalendar, width: usize, theme: &Theme) -> Block {
    let name = if year.is_whole() {
        "The year"
    } else {
        "Day by day"
    };
    let weeks = year.week_count();
    let mut rows = rows::heading(name, legend(theme), width, theme);
    // Two cells a week, where they fit.
    let cell = [2, 1]
        .into_iter()
        .find(|cell| LABEL_WIDTH + weeks * cell < width + cell);
    rows.extend(match cell {
        Some(cell) => week_rows(year, cell, theme),
        None => month_rows(year, theme),
    });
    rows
}

fn legend(theme: &Theme) -> Legend {
    if theme.ascii_only {
        let texts = [(".", "none"), ("1", "one"), ("9", "nine or more")];
        return texts
            .map(|(symbol, text)| legend_entry(symbol, theme.quiet, text, theme))
            .into();
    }
    let texts = ["none", "one", "two", "three or more"];
    let entries = (0..).zip(texts).map(|(entries, text)| {
        let (symbol, style) = cell(entries, theme);
        legend_entry(symbol, style, text, theme)
    });
    entries.collect()
}

/// The symbol of a day. With shades of the accent all days with entries look alike; without them they differ in
/// shape, and in ASCII they are the number.
fn cell(entries: u32, theme: &Theme) -> (&'static str, Style) {
    const DIGITS: [&str; 10] = [".", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let Some(level) = entries.checked_sub(1).map(|level| level.min(2) as usize) else {
        let none = if theme.ascii_only { "." } else { "·" };
        return (none, theme.rule);
    };
    let symbol = if theme.ascii_only {
        DIGITS[entries.min(9) as usize]
    } else if has_shades(theme) {
        "■"
    } else {
        ["░", "▒", "█"][level]
    };
    (symbol, theme.heat[level])
}

fn has_shades(theme: &Theme) -> bool {
    let [few, some, many] = theme.heat;
    few != some && some != many
}

/// A row for each weekday below the names of the months, with `cell` columns for each week.
fn week_rows(year: &YearCalendar, cell_width: usize, theme: &Theme) -> Block {
    let before = year.days_before();
    let mut names = " ".repeat(LABEL_WIDTH);
    let mut rows = WEEKDAYS.map(|name| CellRow::new(&format!("{name} "), theme));
    for row in &mut rows[..before] {
        row.push(" ", Style::new(), cell_width);
    }
    for (index, (day, entries)) in (before..).zip(year.days()) {
        let (symbol, style) = cell(entries, theme);
        rows[index % 7].push(symbol, style, cell_width);
        let column = LABEL_WIDTH + index / 7 * cell_width;
        let is_named = day.day() == 1 || (index == before && has_room_for_name(day, cell_width));
        if is_named && names.len() <= column {
            names.push_str(&" ".repeat(column - names.len()));
            names.push_str(&day.strftime("%b ").to_string());
        }
    }
    let names = styled_row(names.trim_end().to_owned(), theme.quiet);
    let rows = rows.into_iter().map(CellRow::finish);
    std::iter::once(names).chain(rows).collect()
}

/// Whether a month that is shown from this day on has room for its name before the next one begins.
fn has_room_for_name(day: Date, cell_width: usize) -> bool {
    let days_left = usize::try_from(day.days_in_month() - day.day()).unwrap_or(0);
    days_left / 7 * cell_width >= 4
}

/// A row for each month, the latest first: its entries as a number and its days.
fn month_rows(year: &YearCalendar, theme: &Theme) -> Block {
    let months = year.months().into_iter().rev();
    let row = |month: MonthSummary| {
        let name = month.first.strftime("%b");
        let mut row = CellRow::new(&format!("{name}{:>3} ", month.entries), theme);
        for (_, entries) in year.days_of(&month) {
            let (symbol, style) = cell(entries, theme);
            row.push(symbol, style, 1);
        }
        row.finish()
    };
    months.map(row).collect()
}

/// Collects cells; neighbours in the same style share a span.
struct CellRow {
    spans: Vec<Span<'static>>,
}

impl CellRow {
    fn new(label: &str, theme: &Theme) -> Self {
        Self {
            spans: vec![Span::styled(label.to_owned(), theme.quiet)],
        }
    }

    fn push(&mut self, symbol: &str, style: Style, width: usize) {
        let text = format!(
            "{symbol}{}",
            " ".repeat(width.saturating_sub(display_width(symbol)))
        );
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(&text),
            _ => self.spans.push(Span::styled(text, style)),
        }
    }

    fn finish(mut self) -> Line<'static> {
        if let Some(last) = self.spans.last_mut() {
            let length = last.content.trim_end().len();
            last.content.to_mut().truncate(length);
        }
        Line::from(self.spans)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use ratatui::style::Color;

    use super::*;
    use crate::ui::screens::insights_screen::picture::rows::row_width;
    use crate::ui::theme::ColorSupport;

    const LAST: Date = date(2026, 11, 24);

    fn year() -> YearCalendar {
        let days = [
            (date(2026, 11, 2), 1),
            (date(2026, 11, 3), 2),
            (date(2026, 11, 5), 30),
        ];
        YearCalendar::new(&days, None, LAST)
    }

    fn page(width: usize, theme: &Theme) -> String {
        let rows = rows(&year(), width, theme);
        let rows: Vec<_> = rows
            .iter()
            .map(|row| row.to_string().trim_end().to_owned())
            .collect();
        rows.join("\n")
    }

    #[test]
    fn a_year_fits_where_a_week_has_two_cells_or_one_and_else_a_month_is_a_row() {
        let theme = Theme::new(ColorSupport::None);
        insta::assert_snapshot!(page(108, &theme), @"
        The year                                                            · none   ░ one   ▒ two   █ three or more
           Dec     Jan     Feb     Mar       Apr     May       Jun     Jul     Aug       Sep     Oct     Nov
        Mo · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ · · ·
        Tu · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ▒ · · ·
        We · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·
        Th · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · █ · ·
        Fr · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·
        Sa · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·
        Su · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·
        ");
        insta::assert_snapshot!(page(72, &theme), @"
        The year                        · none   ░ one   ▒ two   █ three or more
           Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
        Mo ················································░···
        Tu ················································▒···
        We ···················································
        Th ················································█··
        Fr ···················································
        Sa ···················································
        Su ···················································
        ");
        insta::assert_snapshot!(page(38, &theme), @"
        The year
        · none   ░ one   ▒ two
        █ three or more
        Nov 33 ·░▒·█···················
        Oct  0 ·······························
        Sep  0 ······························
        Aug  0 ·······························
        Jul  0 ·······························
        Jun  0 ······························
        May  0 ·······························
        Apr  0 ······························
        Mar  0 ·······························
        Feb  0 ····························
        Jan  0 ·······························
        Dec  0 ·······························
        ");
    }

    #[test]
    fn an_ascii_terminal_gets_the_numbers() {
        let plain = Theme {
            ascii_only: true,
            ..Theme::new(ColorSupport::None)
        };
        let page = page(72, &plain);
        assert!(page.is_ascii(), "{page}");
        assert!(page.contains("9 nine or more"), "{page}");
        let ends: Vec<_> = page
            .lines()
            .skip(2)
            .map(|row| &row[row.len() - 4..])
            .collect();
        assert_eq!(
            ends,
            ["1...", "2...", "....", ".9..", "....", "....", "...."]
        );
    }

    #[test]
    fn shades_of_the_accent_make_all_days_with_entries_look_alike() {
        let shades = [Color::Red, Color::Green, Color::Blue].map(|color| Style::new().fg(color));
        let theme = Theme {
            heat: shades,
            ..Theme::new(ColorSupport::TrueColor)
        };
        let cells = [0, 1, 2, 3, 99].map(|entries| cell(entries, &theme));
        let symbols = cells.map(|(symbol, _)| symbol);
        assert_eq!(symbols, ["·", "■", "■", "■", "■"]);
        let styles = cells.map(|(_, style)| style);
        assert_eq!(styles[1..], [shades[0], shades[1], shades[2], shades[2]]);
        // Sixteen colours have one accent, so the shape differs.
        let theme = Theme::new(ColorSupport::Ansi16);
        let symbols = [0, 1, 2, 3].map(|entries| cell(entries, &theme).0);
        assert_eq!(symbols, ["·", "░", "▒", "█"]);
    }

    #[test]
    fn every_year_fits_its_width_and_ends_on_its_last_day() {
        let theme = Theme::new(ColorSupport::None);
        let mut last = date(2023, 12, 30);
        while last < date(2028, 3, 3) {
            let year = YearCalendar::new(&[(last, 4)], None, last);
            for width in [57, 72, 84, 108] {
                let rows = week_rows(&year, if width == 108 { 2 } else { 1 }, &theme);
                let row =
                    &rows[1 + usize::from(last.weekday().to_monday_zero_offset().unsigned_abs())];
                assert_eq!(row.to_string().chars().last(), Some('█'), "{last}");
                let widest = self::rows(&year, width, &theme).iter().map(row_width).max();
                assert!(widest <= Some(width), "{last} at {width}");
            }
            last = last.saturating_add(1.days());
        }
    }
}
