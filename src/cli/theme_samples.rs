//! `enough config themes`: a sample of every theme.

use std::io::{self, IsTerminal as _, Write};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::widgets::Widget as _;

use super::args::{ColorWhen, DisplayArgs};
use super::settings::{color_support, has_italics, is_ascii};
use crate::terminal::backend::styled_lines;
use crate::ui::theme::{Theme, ThemePreset, ThemeSource};
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::progress_line::ProgressLine;
use crate::ui::widgets::select_list::render_selection;

const WIDTH: u16 = 60;

/// Prints the name, the description and a sample of each theme.
pub(super) fn print(flags: &DisplayArgs) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let is_styled = out.is_terminal() || flags.color == ColorWhen::Always;
    for preset in ThemePreset::ALL {
        let (name, description) = preset.description();
        let source = ThemeSource {
            ascii_only: is_ascii(flags),
            has_italics: has_italics(),
            ..ThemeSource::preset(preset, color_support(flags.color))
        };
        writeln!(out, "{name}: {description}")?;
        let sample = sample(&source.theme(None));
        if is_styled {
            out.write_all(&styled_lines(&sample))?;
        } else {
            write_plain_lines(&sample, &mut out)?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "Write “theme: dusk”, for example, in the file that “enough config path” names."
    )
}

/// Writes the text alone, for a file or another program.
fn write_plain_lines(sample: &Buffer, out: &mut impl Write) -> io::Result<()> {
    for row in sample.content.chunks(usize::from(WIDTH)) {
        let text: String = row.iter().map(Cell::symbol).collect();
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

fn sample(theme: &Theme) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, WIDTH, 5));
    let row = |y: u16| Rect::new(0, y, WIDTH, 1);
    let mut put = |x: u16, y: u16, text: &str, style| {
        buf.put_text(x, y, text, usize::from(WIDTH - x), style);
    };
    put(2, 0, "What would be good enough?", theme.strong);
    put(0, 1, theme.quotation_bar(), theme.own_words);
    put(
        2,
        1,
        "If I use a bottle, we will never bond.",
        theme.own_words,
    );
    put(2, 2, "A calm sentence is enough.", theme.quiet);
    render_selection(row(3), &mut buf, theme);
    buf.put_text(
        0,
        3,
        theme.selection_marker(),
        2,
        theme.on_selection(theme.accent),
    );
    buf.put_text(2, 3, "Two-minute check", 20, theme.selection);
    buf.put_text(53, 3, "2 min", 5, theme.on_selection(theme.quiet));
    let line = ProgressLine { share: 0.6, theme };
    line.render(Rect::new(2, 4, WIDTH - 4, 1), &mut buf);
    theme.fill(buf.area, &mut buf);
    buf
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    #[test]
    fn without_colour_a_sample_is_plain_text_with_emphasis() {
        let source = ThemeSource::preset(ThemePreset::Dusk, ColorSupport::None);
        let lines = String::from_utf8(styled_lines(&sample(&source.theme(None)))).unwrap();
        assert!(lines.contains("we will never bond."));
        assert!(
            !lines.contains("38;") && !lines.contains("48;"),
            "{lines:?}"
        );
    }

    #[test]
    fn each_theme_has_its_colours() {
        let styled = |preset| {
            let source = ThemeSource::preset(preset, ColorSupport::TrueColor);
            String::from_utf8(styled_lines(&sample(&source.theme(None)))).unwrap()
        };
        assert!(styled(ThemePreset::Dusk).contains("48;2;27;27;37"));
        assert!(styled(ThemePreset::Paper).contains("48;2;250;247;240"));
        assert!(!styled(ThemePreset::Auto).contains("48;2"));
    }
}
