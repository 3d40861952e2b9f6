//! Plots two numbers as dots on a line from 0 to 100. The numbers are always printed beside it.

use crate::ui::theme::Theme;

/// The symbols of both numbers, of both at the same column, of the gap between them, and of the line.
struct PlotSymbols {
    first: char,
    second: char,
    both: char,
    between: char,
    line: char,
}

const fn plot_symbols(theme: &Theme) -> PlotSymbols {
    if theme.ascii_only {
        PlotSymbols {
            first: 'o',
            second: '*',
            both: '@',
            between: '-',
            line: '.',
        }
    } else {
        PlotSymbols {
            first: '○',
            second: '●',
            both: '◉',
            between: '─',
            line: '·',
        }
    }
}

/// The plot with this many columns; empty if the dots couldn't be told apart.
pub(crate) fn plot(first: u8, second: u8, width: usize, theme: &Theme) -> String {
    if width < 11 {
        return String::new();
    }
    let symbols = plot_symbols(theme);
    let column_of = |number: u8| (usize::from(number.min(100)) * (width - 1) + 50) / 100;
    let [first, second] = [first, second].map(column_of);
    let gap = first.min(second)..first.max(second);
    (0..width)
        .map(|column| match column {
            _ if column == first && column == second => symbols.both,
            _ if column == first => symbols.first,
            _ if column == second => symbols.second,
            _ if gap.contains(&column) => symbols.between,
            _ => symbols.line,
        })
        .collect()
}

/// "○ expected   ● happened".
pub(crate) fn legend(first: &str, second: &str, theme: &Theme) -> String {
    let symbols = plot_symbols(theme);
    format!("{} {first}   {} {second}", symbols.first, symbols.second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    #[test]
    fn symbols_are_plotted_at_their_values() {
        let theme = Theme::new(ColorSupport::None);
        let lines = [(0, 100), (80, 35), (35, 80), (50, 50), (50, 51), (255, 0)];
        let lines = lines.map(|(first, second)| plot(first, second, 21, &theme));
        insta::assert_snapshot!(lines.join("\n"), @"
        ○───────────────────●
        ·······●────────○····
        ·······○────────●····
        ··········◉··········
        ··········◉··········
        ●───────────────────○
        ");
        let plain = Theme {
            ascii_only: true,
            ..theme
        };
        assert_eq!(plot(80, 35, 21, &plain), ".......*--------o....");
        assert_eq!(plot(80, 35, 10, &theme), "");
    }
}
