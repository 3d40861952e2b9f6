//! Screens as SVG, in dark and light: a style sheet chooses by what the reader prefers.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};

use good_enough::text::display_width;

use super::glyphs;

/// The size of a cell, in SVG units.
pub(crate) const CELL: (f32, f32) = (8.4, 18.0);
pub(crate) const MARGIN: f32 = 14.0;

/// The same screen on a dark and on a light background.
pub(crate) struct TwoScreens {
    pub(crate) dark: Buffer,
    pub(crate) light: Buffer,
}

/// A colour on a dark background and the one on a light background.
type ColorPair = [Color; 2];

/// The style sheet: a class for each pair of colours.
pub(crate) struct StyleSheet {
    pairs: Vec<ColorPair>,
}

pub(crate) const DARK: usize = 0;
pub(crate) const LIGHT: usize = 1;

/// The colours of the page, which are those of the themes “dusk” and “paper”.
const PAGE: [&str; 2] = ["#1b1b25", "#faf7f0"];
const TEXT: [&str; 2] = ["#d8d3ca", "#3d3831"];

impl StyleSheet {
    pub(crate) const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    /// The class of a pair; empty for the colour of text.
    fn class(&mut self, mut pair: ColorPair) -> String {
        if pair == [Color::Reset; 2] {
            return String::new();
        }
        // Only backgrounds can be those of the page on one side alone.
        for (color, page) in pair.iter_mut().zip(PAGE) {
            if *color == Color::Reset {
                *color = to_color(page);
            }
        }
        let known = self.pairs.iter().position(|known| *known == pair);
        let index = known.unwrap_or_else(|| {
            self.pairs.push(pair);
            self.pairs.len() - 1
        });
        format!("c{index}")
    }

    /// The SVG with these contents, for a screen of this size. It is dark or light as the page around it.
    pub(crate) fn document(&self, size: Size, extra_styles: &str, contents: &str) -> String {
        let rules = format!(
            "{}@media(prefers-color-scheme:dark){{{}}}{extra_styles}",
            self.rules(LIGHT),
            self.rules(DARK)
        );
        document_with(size, &rules, contents)
    }

    /// The colours for a dark or a light page.
    fn rules(&self, which: usize) -> String {
        let mut rules = format!(
            "text,path{{fill:{}}}.page{{fill:{}}}",
            TEXT[which], PAGE[which]
        );
        for (index, pair) in self.pairs.iter().enumerate() {
            let _ = write!(rules, ".c{index}{{fill:{}}}", hex(pair[which]));
        }
        rules
    }
}

fn document_with(size: Size, rules: &str, contents: &str) -> String {
    let width = f32::from(size.width).mul_add(CELL.0, 2.0 * MARGIN);
    let height = f32::from(size.height).mul_add(CELL.1, 2.0 * MARGIN);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n\
         <style>text{{font:14px ui-monospace,Menlo,Consolas,monospace;white-space:pre}}\
         path{{shape-rendering:crispEdges}}.bold{{font-weight:700}}.italic{{font-style:italic}}\
         .underlined{{text-decoration:underline}}{rules}</style>\n\
         <rect class=\"page\" width=\"100%\" height=\"100%\" rx=\"10\"/>\n{contents}</svg>\n"
    )
}

fn to_color(hex: &str) -> Color {
    hex.parse().expect("a colour")
}

fn hex(color: Color) -> String {
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        other => panic!("{other} isn't fixed"),
    }
}

/// The style of a run of cells.
#[derive(Clone, Copy, PartialEq, Eq)]
struct RunStyle {
    fg: ColorPair,
    bg: ColorPair,
    modifier: Modifier,
}

impl TwoScreens {
    pub(crate) fn new(mut dark: Buffer, mut light: Buffer) -> Self {
        for at in dark.area.positions() {
            unify_blocks(&mut dark[at], &mut light[at]);
        }
        Self { dark, light }
    }

    /// The whole screen as a picture that is dark or light as the page around it.
    pub(crate) fn svg(&self) -> String {
        let mut styles = StyleSheet::new();
        let contents = self.contents(&mut styles);
        styles.document(self.dark.area.as_size(), "", &contents)
    }

    /// The whole screen on a dark or a light page.
    pub(crate) fn svg_on(&self, which: usize) -> String {
        let mut styles = StyleSheet::new();
        let contents = self.contents(&mut styles);
        document_with(self.dark.area.as_size(), &styles.rules(which), &contents)
    }

    fn contents(&self, styles: &mut StyleSheet) -> String {
        let rows = (0..self.dark.area.height).map(|y| self.row(y, styles));
        rows.collect()
    }

    /// One row as SVG elements.
    pub(crate) fn row(&self, y: u16, styles: &mut StyleSheet) -> String {
        let mut svg = String::new();
        for (x, words, style) in self.runs(y) {
            background(&mut svg, (x, y), &words, &styles.class(style.bg));
            let class = styles.class(style.fg);
            // Lines and blocks are drawn, because fonts leave gaps between cells.
            let (mut column, mut text, mut start) = (x, String::new(), x);
            let mut shapes = String::new();
            for letter in words.chars() {
                let width = u16::try_from(display_width(&letter.to_string())).unwrap_or(1);
                if glyphs::draw(&mut shapes, letter, cell_origin(column, y)) {
                    put_text(&mut svg, (start, y), &text, &class, style.modifier);
                    text.clear();
                    start = column + width;
                } else {
                    text.push(letter);
                }
                column += width;
            }
            put_text(&mut svg, (start, y), &text, &class, style.modifier);
            if !shapes.is_empty() {
                let _ = writeln!(svg, "<path{} d=\"{shapes}\"/>", class_attribute(&[&class]));
            }
        }
        svg
    }

    /// The runs of equal style in a row, each with its first column.
    fn runs(&self, y: u16) -> Vec<(u16, String, RunStyle)> {
        let mut runs: Vec<(u16, String, RunStyle)> = Vec::new();
        let mut x = 0;
        while x < self.dark.area.width {
            let (dark, light) = (&self.dark[(x, y)], &self.light[(x, y)]);
            assert_eq!(dark.symbol(), light.symbol(), "a colour changes no text");
            let style = run_style(dark, light);
            // A blank has no colour of its own.
            let is_blank = dark.symbol() == " " && !dark.modifier.contains(Modifier::UNDERLINED);
            match runs.last_mut() {
                Some((_, words, last)) if *last == style || (is_blank && last.bg == style.bg) => {
                    words.push_str(dark.symbol());
                }
                _ => runs.push((x, dark.symbol().to_owned(), style)),
            }
            x += u16::try_from(display_width(dark.symbol()))
                .unwrap_or(1)
                .max(1);
        }
        runs
    }
}

/// A cell of the breathing disc is a blank where both halves have the same colour, which may be so on one background only.
/// Draws the blank as two halves then.
fn unify_blocks(dark: &mut Cell, light: &mut Cell) {
    let symbols = [dark.symbol().to_owned(), light.symbol().to_owned()];
    if symbols[0] == symbols[1]
        || !symbols
            .iter()
            .all(|symbol| [" ", "▀"].contains(&symbol.as_str()))
    {
        return;
    }
    for (cell, page) in [(dark, PAGE[DARK]), (light, PAGE[LIGHT])] {
        if cell.bg == Color::Reset {
            cell.bg = to_color(page);
        }
        if cell.symbol() == " " {
            cell.fg = cell.bg;
            cell.set_symbol("▀");
        }
    }
}

fn run_style(dark: &Cell, light: &Cell) -> RunStyle {
    if dark.modifier.contains(Modifier::REVERSED) {
        return RunStyle {
            fg: PAGE.map(to_color),
            bg: TEXT.map(to_color),
            modifier: dark.modifier,
        };
    }
    RunStyle {
        fg: [dark.fg, light.fg],
        bg: [dark.bg, light.bg],
        modifier: dark.modifier,
    }
}

fn cell_origin(x: u16, y: u16) -> (f32, f32) {
    (
        f32::from(x).mul_add(CELL.0, MARGIN),
        f32::from(y).mul_add(CELL.1, MARGIN),
    )
}

fn class_attribute(classes: &[&str]) -> String {
    let classes: Vec<_> = classes
        .iter()
        .filter(|class| !class.is_empty())
        .copied()
        .collect();
    if classes.is_empty() {
        String::new()
    } else {
        format!(" class=\"{}\"", classes.join(" "))
    }
}

fn background(svg: &mut String, (x, y): (u16, u16), words: &str, class: &str) {
    if class.is_empty() {
        return;
    }
    let width = u16::try_from(display_width(words)).unwrap_or(0);
    let ((left, top), right) = (cell_origin(x, y), cell_origin(x + width, y).0);
    let _ = writeln!(
        svg,
        "<path class=\"{class}\" d=\"M{left:.1} {top:.1}H{right:.1}V{:.1}H{left:.1}z\"/>",
        top + CELL.1
    );
}

/// Each word has its own position, because not every SVG renderer keeps spaces.
fn put_text(svg: &mut String, (x, y): (u16, u16), words: &str, class: &str, modifier: Modifier) {
    let base = f32::from(y + 1).mul_add(CELL.1, MARGIN - 4.5);
    let names = [
        (Modifier::BOLD, "bold"),
        (Modifier::ITALIC, "italic"),
        (Modifier::UNDERLINED, "underlined"),
    ];
    let names = names.iter().filter(|(one, _)| modifier.contains(*one));
    let classes: Vec<_> = [class]
        .into_iter()
        .chain(names.map(|(_, name)| *name))
        .collect();
    let class = class_attribute(&classes);
    let mut column = x;
    for word in words.split(' ') {
        let width = u16::try_from(display_width(word)).unwrap_or(0);
        let left = f32::from(column).mul_add(CELL.0, MARGIN);
        let length = f32::from(width) * CELL.0;
        column += width + 1;
        if !word.is_empty() {
            let word = word.replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(
                svg,
                "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\"{class}>{word}</text>"
            );
        }
    }
}

#[test]
fn text_of_any_script_keeps_its_columns() {
    let screen = Buffer::with_lines(["a<b & 謝謝 🍲 é"]);
    let drawn = TwoScreens::new(screen.clone(), screen).svg();
    let column = |column: f32| format!("x=\"{:.1}\"", column.mul_add(CELL.0, MARGIN));
    for (place, word) in [
        (0.0, "a&lt;b"),
        (4.0, "&amp;"),
        (6.0, "謝謝"),
        (11.0, "🍲"),
        (14.0, "é"),
    ] {
        let current =
            |line: &str| line.contains(&column(place)) && line.contains(&format!(">{word}<"));
        assert!(drawn.lines().any(current), "{word} on\n{drawn}");
    }
}
