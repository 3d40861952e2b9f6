//! Two numbers as two marks on one line from 0 to 100. A reader of it is told the numbers beside it.

use crate::ui::theme::Theme;

/// What a first number and a second look like on the line, both at one place, the way between them, and the
/// line itself.
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

/// The line, so many columns wide; empty where two marks wouldn't stand apart.
pub fn plot(first: u8, second: u8, width: usize, theme: &Theme) -> String {
    if width < 11 {
        return String::new();
    }
    let letters = plot_symbols(theme);
    let place = |number: u8| (usize::from(number.min(100)) * (width - 1) + 50) / 100;
    let [first, second] = [first, second].map(place);
    let way = first.min(second)..first.max(second);
    (0..width)
        .map(|column| match column {
            _ if column == first && column == second => letters.both,
            _ if column == first => letters.first,
            _ if column == second => letters.second,
            _ if way.contains(&column) => letters.between,
            _ => letters.line,
        })
        .collect()
}

/// "○ expected  ● happened": what the marks are.
pub fn legend(first: &str, second: &str, theme: &Theme) -> String {
    let letters = plot_symbols(theme);
    format!("{} {first}   {} {second}", letters.first, letters.second)
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
