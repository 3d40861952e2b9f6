//! The pictures in `docs/`, drawn from real screens and compared with the files.
//!
//! `ENOUGH_PICTURES=write cargo test --test app doc_pictures` draws them again.

use std::fmt::Write;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use good_enough::ui::theme::{ColorSupport, Theme};

use crate::coach::Coach;

/// The size of a cell, in SVG units.
const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 14.0;

/// The screen as an SVG that is readable on light and dark pages.
fn svg(screen: &Buffer) -> String {
    let (columns, rows) = (f32::from(screen.area.width), f32::from(screen.area.height));
    let (width, height) = (
        columns.mul_add(CELL.0, 2.0 * MARGIN),
        rows.mul_add(CELL.1, 2.0 * MARGIN),
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n\
         <style>text,rect{{fill:#22262a}}rect:not(.page){{shape-rendering:crispEdges}}.page{{fill:#fbfaf7}}\
         text{{font:14px ui-monospace,Menlo,Consolas,monospace;\
         white-space:pre}}.calm{{fill:#1f7f8c}}.notice{{fill:#8a6414}}.quiet{{opacity:.62}}.bold{{font-weight:700}}\
         .italic{{font-style:italic}}@media(prefers-color-scheme:dark){{text,rect{{fill:#d9dde1}}.page{{fill:#16191d}}\
         .calm{{fill:#56b6c2}}.notice{{fill:#d3a54b}}}}</style>\n\
         <rect class=\"page\" width=\"100%\" height=\"100%\" rx=\"10\"/>\n"
    );
    for y in 0..screen.area.height {
        for (x, words, class) in styled_runs(screen, y) {
            if words.contains(is_block) {
                blocks(&mut svg, (x, y), &words, &class);
            } else {
                text(&mut svg, (x, y), &words, &class);
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Each word has its own position, because not every SVG renderer keeps spaces.
fn text(svg: &mut String, (x, y): (u16, u16), words: &str, class: &str) {
    let base = f32::from(y + 1).mul_add(CELL.1, MARGIN - 4.5);
    let mut column = x;
    for word in words.split(' ') {
        let width = u16::try_from(good_enough::text::display_width(word)).unwrap_or(0);
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

const fn is_block(letter: char) -> bool {
    matches!(letter, '█' | '▀' | '▄')
}

/// Block characters as rectangles, because fonts leave gaps between rows.
fn blocks(svg: &mut String, (x, y): (u16, u16), text: &str, class: &str) {
    for (column, letter) in (x..).zip(text.chars()) {
        let (from, to) = match letter {
            '█' => (0.0, 1.0),
            '▀' => (0.0, 0.5),
            '▄' => (0.5, 1.0),
            _ => continue,
        };
        let left = f32::from(column).mul_add(CELL.0, MARGIN);
        let top = (f32::from(y) + from).mul_add(CELL.1, MARGIN);
        let (width, height) = (CELL.0 + 0.3, (to - from) * CELL.1 + 0.3);
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"{class}/>"
        );
    }
}

/// The runs of equal style in a row, each with its first column.
fn styled_runs(screen: &Buffer, y: u16) -> Vec<(u16, String, String)> {
    let mut runs: Vec<(u16, String, String)> = Vec::new();
    let mut x = 0;
    while x < screen.area.width {
        let cell = &screen[(x, y)];
        let wide = u16::try_from(good_enough::text::display_width(cell.symbol()))
            .unwrap_or(1)
            .max(1);
        let class = class(cell);
        match runs.last_mut() {
            Some((_, words, last)) if *last == class => words.push_str(cell.symbol()),
            _ => runs.push((x, cell.symbol().to_owned(), class)),
        }
        x += wide;
    }
    for (_, words, _) in &mut runs {
        words.truncate(words.trim_end().len());
    }
    runs.retain(|(_, words, _)| !words.trim().is_empty());
    runs
}

fn class(cell: &ratatui::buffer::Cell) -> String {
    let hue = match cell.fg {
        Color::Cyan => Some("calm"),
        Color::Yellow => Some("notice"),
        _ => None,
    };
    let styles = [
        (Modifier::DIM, "quiet"),
        (Modifier::BOLD, "bold"),
        (Modifier::ITALIC, "italic"),
    ];
    let styles = styles
        .into_iter()
        .filter(|(modifier, _)| cell.modifier.contains(*modifier));
    let classes: Vec<_> = hue
        .into_iter()
        .chain(styles.map(|(_, name)| name))
        .collect();
    if classes.is_empty() {
        String::new()
    } else {
        format!(" class=\"{}\"", classes.join(" "))
    }
}

/// Compares the screen with the picture in `docs/`, or writes the picture if requested.
#[track_caller]
fn check_picture(name: &str, coach: &Coach) {
    compare_with_file(name, &svg(&coach.buffer()));
}

#[track_caller]
fn compare_with_file(name: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    if std::env::var_os("ENOUGH_PICTURES").is_some_and(|value| value == "write") {
        std::fs::write(&path, drawn).expect("the picture can be written");
    }
    let saved = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        saved == drawn,
        "docs/{name} is older than its screen: ENOUGH_PICTURES=write cargo test --test app doc_pictures"
    );
}

fn walkthrough() -> Coach {
    let mut coach = Coach::coloured();
    coach
        .choose("From catastrophe")
        .type_in("10 pm. I gave the baby a bottle for the first time.")
        .press("<Enter>");
    coach
        .type_in("If I use a bottle, we will never bond.")
        .press("<Enter>1<Enter>1");
    coach
        .type_in("By Sunday she won't take the breast at all.")
        .press("<Enter>");
    coach
}

#[test]
fn home() {
    let mut coach = Coach::coloured();
    check_picture("home.svg", &coach);
    coach.resize(40, 12);
    check_picture("pictures/home-small.svg", &coach);
}

#[test]
fn a_rating() {
    let mut coach = walkthrough();
    coach.press("80");
    check_picture("rating.svg", &coach);
}

#[test]
fn the_summary() {
    let mut coach = walkthrough();
    coach.press("80<Enter>70<Enter>2<Enter><Tab><Tab>");
    coach
        .type_in("She refuses for a day.")
        .press("<Enter>")
        .type_in("Both go well.")
        .press("<Enter>");
    coach
        .type_in("A mixed, ordinary week.")
        .press("<Enter>60<Enter>")
        .type_in("My sister.")
        .press("<Enter>1");
    coach
        .type_in("she refuses for a day")
        .press("<Enter>")
        .type_in("she does both")
        .press("<Enter>75<Enter>35<Enter>40<Enter>3");
    coach.expect("That's the whole skill.");
    check_picture("summary.svg", &coach);
    coach.press("<Enter>h");
    check_picture("history.svg", &coach);
}

#[test]
fn the_breath() {
    let mut coach = Coach::coloured();
    coach.press("<F2>");
    coach.wait(2.0);
    check_picture("breath.svg", &coach);
}

#[test]
fn a_session() {
    let mut coach = Coach::coloured();
    coach.choose("From catastrophe");
    coach
        .type_in("10 pm. I gave the baby a bottle for the first time.")
        .press("<Enter>");
    coach.type_in("If I use a bottle, we will never bond.");
    check_picture("pictures/walk.svg", &coach);
}

#[test]
fn insights() {
    let coach = super::insights::open_insights(22, false, Theme::new(ColorSupport::Ansi16));
    check_picture("pictures/insights.svg", &coach);
}

#[test]
fn contacts() {
    let mut coach = Coach::coloured();
    coach.press("?");
    check_picture("pictures/people.svg", &coach);
}

#[test]
fn the_gallery_shows_every_picture_there_is() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let gallery = std::fs::read_to_string(docs.join("pictures.md")).expect("the gallery is there");
    for folder in ["", "pictures/"] {
        for file in std::fs::read_dir(docs.join(folder)).expect("the pictures are there") {
            let path = file.expect("it can be read").path();
            if path.extension().is_some_and(|ending| ending == "svg") {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                assert!(gallery.contains(&format!("({folder}{name})")), "{name}");
            }
        }
    }
}

#[test]
fn text_of_any_script_keeps_its_columns() {
    let drawn = svg(&Buffer::with_lines(["a<b & 謝謝 🍲 é"]));
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
