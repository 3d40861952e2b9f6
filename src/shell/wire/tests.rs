use proptest::collection::vec;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;

const SIZE: Size = Size {
    width: 12,
    height: 3,
};

/// A terminal that keeps what it is sent, write by write.
#[derive(Debug, Default)]
struct Writes(Vec<Vec<u8>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn terminal(size: Size) -> Terminal<Wire<Writes>> {
    Terminal::new(Wire::new(Writes::default(), size)).unwrap()
}

/// Draws a frame, and gives back what was written for it.
fn draw(
    terminal: &mut Terminal<Wire<Writes>>,
    caret: Option<Position>,
    paint: impl Fn(&mut Buffer),
) -> Vec<Vec<u8>> {
    terminal
        .draw(|frame| {
            paint(frame.buffer_mut());
            if let Some(caret) = caret {
                frame.set_cursor_position(caret);
            }
        })
        .unwrap();
    std::mem::take(&mut terminal.backend_mut().out().0)
}

#[test]
fn a_frame_goes_out_in_one_write_and_one_that_changes_nothing_in_none() {
    let mut terminal = terminal(SIZE);
    let paint = |buffer: &mut Buffer| buffer.set_string(1, 1, "breathe", Style::new().bold());
    assert_eq!(
        draw(&mut terminal, None, paint),
        [b"\x1b[2;2H\x1b[1mbreathe\x1b[m\x1b[?25l"]
    );
    assert!(draw(&mut terminal, None, paint).is_empty());
    let caret = Some(Position::new(4, 1));
    assert_eq!(draw(&mut terminal, caret, paint), [b"\x1b[?25h\x1b[2;5H"]);
    assert!(draw(&mut terminal, caret, paint).is_empty());
}

#[test]
fn a_letter_that_is_typed_takes_a_few_bytes() {
    let mut terminal = terminal(SIZE);
    let typed = |words: &'static str| {
        move |buffer: &mut Buffer| buffer.set_string(0, 0, words, Style::new())
    };
    let caret = |column| Some(Position::new(column, 0));
    draw(&mut terminal, caret(2), typed("ba"));
    assert_eq!(draw(&mut terminal, caret(3), typed("bab")), [b"b"]);
}

#[test]
fn a_long_frame_is_shown_at_once_or_not_yet() {
    let mut terminal = terminal(Size::new(80, 40));
    let writes = draw(&mut terminal, None, |buffer| {
        for y in 0..40 {
            buffer.set_string(0, y, "good enough ".repeat(7), Style::new());
        }
    });
    let [frame] = &writes[..] else {
        panic!("{} writes", writes.len());
    };
    assert!(frame.starts_with(BEGIN) && frame.ends_with(END));
}

#[test]
fn after_something_else_had_the_terminal_nothing_is_taken_for_known() {
    let mut terminal = terminal(SIZE);
    let paint = |buffer: &mut Buffer| buffer.set_string(0, 0, "walk", Style::new());
    draw(&mut terminal, None, paint);
    terminal
        .resize(Rect::from((Position::ORIGIN, SIZE)))
        .unwrap();
    let written = draw(&mut terminal, None, paint).concat();
    let written = String::from_utf8(written).unwrap();
    assert!(written.starts_with("\x1b[m\x1b[2J"), "{written:?}");
    assert!(written.ends_with("\x1b[1;1Hwalk\x1b[?25l"), "{written:?}");
}

/// Something to draw: where, what, and how it looks.
fn stroke() -> impl Strategy<Value = (u16, u16, &'static str, Style)> {
    // A wide sign has a place of its own: each terminal has its own way when half of one is drawn over.
    let narrow = prop::sample::select(vec!["a", "é", "→", " ", "e\u{301}"]);
    let sign = prop_oneof![
        9 => (0..SIZE.width - 1, 0..SIZE.height - 1, narrow),
        1 => (4_u16..5, SIZE.height - 1..SIZE.height, Just("睡")),
    ];
    let colour = prop::sample::select(vec![
        None,
        Some(Color::Reset),
        Some(Color::Cyan),
        Some(Color::LightRed),
        Some(Color::Indexed(244)),
        Some(Color::Rgb(128, 7, 255)),
    ]);
    // The terminal of these tests has no letters that are bold and dim at once.
    let modifiers = [
        Modifier::BOLD,
        Modifier::ITALIC,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
    ];
    let modifier = prop::sample::subsequence(modifiers.to_vec(), 0..=2);
    (sign, colour.clone(), colour, modifier).prop_map(|((x, y, sign), ink, paper, modifiers)| {
        let mut style = Style::new();
        (style.fg, style.bg) = (ink, paper);
        let all = modifiers
            .into_iter()
            .fold(Modifier::empty(), |all, one| all | one);
        (x, y, sign, style.add_modifier(all))
    })
}

/// What a terminal shows of a cell.
fn shown(cell: &vt100::Cell) -> (String, [vt100::Color; 2], [bool; 4]) {
    let signs = Some(cell.contents()).filter(|signs| !signs.is_empty());
    let kinds = [cell.bold(), cell.italic(), cell.underline(), cell.inverse()];
    let colours = [cell.fgcolor(), cell.bgcolor()];
    (signs.unwrap_or(" ").to_owned(), colours, kinds)
}

/// What it should show.
fn wanted(cell: &Cell) -> (String, [vt100::Color; 2], [bool; 4]) {
    let colour = |colour| match colour {
        Color::Cyan => vt100::Color::Idx(6),
        Color::LightRed => vt100::Color::Idx(9),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        _ => vt100::Color::Default,
    };
    let has = |modifier| cell.modifier.contains(modifier);
    let kinds = [
        has(Modifier::BOLD),
        has(Modifier::ITALIC),
        has(Modifier::UNDERLINED),
        has(Modifier::REVERSED),
    ];
    let colours = [colour(cell.fg), colour(cell.bg)];
    (cell.symbol().to_owned(), colours, kinds)
}

proptest! {
    #[test]
    fn a_terminal_shows_each_frame_as_it_was_drawn(
        frames in vec((vec(stroke(), 0..12), prop::option::of((0..SIZE.width, 0..SIZE.height))), 1..5),
    ) {
        let mut terminal = terminal(SIZE);
        let [rows, columns] = [SIZE.height, SIZE.width].map(|size| size.try_into().unwrap());
        let mut screen = vt100::Parser::new(rows, columns, 0);
        for (strokes, caret) in frames {
            let caret = caret.map(Position::from);
            let paint = |buffer: &mut Buffer| {
                for (x, y, sign, style) in &strokes {
                    buffer.set_string(*x, *y, sign, *style);
                }
            };
            for write in draw(&mut terminal, caret, paint) {
                screen.process(&write);
            }
            let mut drawn = Buffer::empty(Rect::from((Position::ORIGIN, SIZE)));
            paint(&mut drawn);
            let screen = screen.screen();
            for position in drawn.area.positions() {
                let cell = screen.cell(position.y, position.x).unwrap();
                if !cell.is_wide_continuation() {
                    prop_assert_eq!(shown(cell), wanted(&drawn[position]), "{}", position);
                }
            }
            prop_assert_eq!(screen.hide_cursor(), caret.is_none());
            if let Some(caret) = caret {
                prop_assert_eq!(screen.cursor_position(), (caret.y, caret.x));
            }
        }
    }
}
