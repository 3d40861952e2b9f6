mod emulator;

use proptest::collection::vec;
use proptest::prelude::*;
use ratatui::style::Style;

use self::emulator::{Emulator, WidthRule};
use super::*;

const SIZE: Size = Size {
    width: 12,
    height: 3,
};

/// An output that records each write.
#[derive(Debug, Default)]
struct RecordedWrites(Vec<Vec<u8>>);

impl Write for RecordedWrites {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn terminal(size: Size) -> Backend<RecordedWrites> {
    Backend::new(RecordedWrites::default(), size)
}

/// Draws a frame and returns the writes.
fn draw(
    terminal: &mut Backend<RecordedWrites>,
    caret: Option<Position>,
    paint: impl Fn(&mut Buffer),
) -> Vec<Vec<u8>> {
    terminal
        .draw(|_, buffer| {
            paint(buffer);
            caret
        })
        .unwrap();
    std::mem::take(&mut terminal.out().0)
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
    assert!(frame.starts_with(BEGIN_SYNC) && frame.ends_with(END_SYNC));
}

#[test]
fn after_invalidate_every_cell_is_written() {
    let mut terminal = terminal(SIZE);
    let paint = |buffer: &mut Buffer| buffer.set_string(0, 0, "walk", Style::new());
    draw(&mut terminal, None, paint);
    terminal.invalidate(SIZE);
    let written = draw(&mut terminal, None, paint).concat();
    let written = String::from_utf8(written).unwrap();
    assert!(written.starts_with("\x1b[m\x1b[2J"), "{written:?}");
    assert!(written.ends_with("\x1b[1;1Hwalk\x1b[?25l"), "{written:?}");
}

/// Text to draw: position, text and style.
fn stroke() -> impl Strategy<Value = Stroke> {
    let narrow = prop::sample::select(vec!["a", "é", "→", " ", "e\u{301}", "睡"]);
    let sign = (0..SIZE.width - 1, 0..SIZE.height, narrow);
    let colour = prop::sample::select(vec![
        None,
        Some(Color::Reset),
        Some(Color::Cyan),
        Some(Color::LightRed),
        Some(Color::Indexed(244)),
        Some(Color::Rgb(128, 7, 255)),
    ]);
    // The emulator doesn't support bold and dim together.
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

/// The visible properties of a cell.
fn terminal_cell(cell: &vt100::Cell) -> (String, [vt100::Color; 2], [bool; 4]) {
    let signs = Some(cell.contents()).filter(|signs| !signs.is_empty());
    let kinds = [cell.bold(), cell.italic(), cell.underline(), cell.inverse()];
    let colours = [cell.fgcolor(), cell.bgcolor()];
    (signs.unwrap_or(" ").to_owned(), colours, kinds)
}

/// The expected properties.
fn expected_cell(cell: &Cell) -> (String, [vt100::Color; 2], [bool; 4]) {
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
    #![proptest_config(crate::properties::config())]

    #[test]
    fn a_terminal_shows_each_frame_as_it_was_drawn(
        frames in vec((vec(stroke(), 0..12), prop::option::of((0..SIZE.width, 0..SIZE.height))), 1..5),
    ) {
        assert_frames_are_shown(&frames);
    }
}

/// Text with a style at a column and a row.
type Stroke = (u16, u16, &'static str, Style);
/// A frame: texts and the cursor position.
type StrokeFrame = (Vec<Stroke>, Option<(u16, u16)>);

/// Draws frames and compares the screen after each.
fn assert_frames_are_shown(frames: &[StrokeFrame]) {
    let mut terminal = terminal(SIZE);
    let [rows, columns] = [SIZE.height, SIZE.width].map(|size| size.try_into().unwrap());
    let mut screen = vt100::Parser::new(rows, columns, 0);
    for (strokes, caret) in frames {
        let caret = caret.map(Position::from);
        let paint = |buffer: &mut Buffer| {
            for (x, y, text, style) in strokes {
                buffer.set_string(*x, *y, text, *style);
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
                assert_eq!(
                    terminal_cell(cell),
                    expected_cell(&drawn[position]),
                    "{position}"
                );
            }
        }
        assert_eq!(screen.hide_cursor(), caret.is_none());
        if let Some(caret) = caret {
            assert_eq!(screen.cursor_position(), (caret.y, caret.x));
        }
    }
}

#[test]
fn a_reversed_narrow_character_replaces_a_wide_one() {
    let first = (vec![(7, 0, "睡", Style::new())], None);
    let second = (vec![(7, 0, "a", Style::new().reversed())], None);
    assert_frames_are_shown(&[first, second]);
}

/// Characters of ambiguous and of certain width.
fn symbols() -> impl Strategy<Value = Vec<(u16, u16, &'static str, bool)>> {
    let sign = prop::sample::select(vec![
        "👩\u{200d}👩\u{200d}👧",
        "🇩🇪",
        "🇩",
        "1\u{fe0f}\u{20e3}",
        "👍🏽",
        "⚠\u{fe0f}",
        "⚠",
        "睡",
        "ｶﾞ",
        "क्ष",
        "e\u{301}",
        "→",
        "é",
        "a",
        "z",
        " ",
    ]);
    vec((0..SIZE.width, 0..SIZE.height, sign, any::<bool>()), 0..12)
}

fn paint(buffer: &mut Buffer, signs: &[(u16, u16, &str, bool)]) {
    for (x, y, sign, is_reversed) in signs {
        let style = if *is_reversed {
            Style::new().reversed()
        } else {
            Style::new()
        };
        let room = usize::from(SIZE.width - x);
        buffer.set_stringn(*x, *y, sign, room, style);
    }
}

proptest! {
    #![proptest_config(crate::properties::config())]

    /// A row of ASCII is correct whatever was there before, and whatever widths the terminal uses.
    #[test]
    fn nothing_of_a_frame_is_left_behind_in_the_next_one(
        frames in vec(symbols(), 1..4),
        plain in vec((0..SIZE.width, 0..SIZE.height, prop::sample::select(vec!["b", " ", "x"]), any::<bool>()), 0..12),
        measure in prop::sample::select(vec![WidthRule::PerChar, WidthRule::Narrow, WidthRule::Wide]),
    ) {
        let mut terminal = terminal(SIZE);
        let mut screen = Emulator::new(measure, (SIZE.width, SIZE.height));
        for frame in &frames {
            for write in draw(&mut terminal, None, |buffer| paint(buffer, frame)) {
                screen.process(&write);
            }
            // A row without ambiguous characters is correct at once.
            let mut drawn = Buffer::empty(Rect::from((Position::ORIGIN, SIZE)));
            paint(&mut drawn, frame);
            for y in 0..SIZE.height {
                let row = cells(&drawn, y);
                if row.iter().all(|cell| cell.symbol().is_ascii()) {
                    prop_assert_eq!(screen.row(y.into()), shown_row(row), "{:?}", measure);
                }
            }
        }
        for write in draw(&mut terminal, None, |buffer| paint(buffer, &plain)) {
            screen.process(&write);
        }
        let mut drawn = Buffer::empty(Rect::from((Position::ORIGIN, SIZE)));
        paint(&mut drawn, &plain);
        for y in 0..SIZE.height {
            prop_assert_eq!(screen.row(y.into()), shown_row(cells(&drawn, y)), "{:?}", measure);
        }
    }
}

fn cells(buffer: &Buffer, y: u16) -> &[Cell] {
    &buffer.content[usize::from(y) * usize::from(SIZE.width)..][..usize::from(SIZE.width)]
}

/// A row in the format of the emulator.
fn shown_row(cells: &[Cell]) -> String {
    let shown = cells.iter().map(|cell| {
        let is_reversed = cell.modifier.contains(Modifier::REVERSED);
        let symbol = cell.symbol();
        if is_reversed {
            format!("[{symbol}]")
        } else {
            symbol.to_owned()
        }
    });
    shown.collect()
}

#[test]
fn a_row_with_a_joined_emoji_is_erased_and_rewritten() {
    let mut terminal = terminal(SIZE);
    let write = |buffer: &mut Buffer| buffer.set_string(0, 1, "👩\u{200d}👧 family", Style::new());
    let written = draw(&mut terminal, None, |buffer| {
        write(buffer);
    })
    .concat();
    assert_eq!(
        String::from_utf8(written).unwrap(),
        "\x1b[?7l\x1b[2;1H\x1b[2K👩\u{200d}👧\x1b[2;3H family\x1b[K\x1b[?7h\x1b[?25l"
    );
    // An unchanged row isn't written, even if another row changes.
    let written = draw(&mut terminal, None, |buffer| {
        write(buffer);
        buffer.set_string(0, 0, "a", Style::new());
    });
    assert_eq!(written, [b"\x1b[1;1Ha"]);
}

#[test]
fn a_block_on_a_background_changes_alone() {
    let mut terminal = terminal(SIZE);
    let paint = |middle: &'static str| {
        move |buffer: &mut Buffer| {
            let style = Style::new().bg(Color::Cyan);
            buffer.set_string(1, 0, "▀▀▀", style);
            buffer.set_string(2, 0, middle, style);
        }
    };
    draw(&mut terminal, None, paint("▄"));
    let written = draw(&mut terminal, None, paint("▚")).concat();
    assert_eq!(
        String::from_utf8(written).unwrap(),
        "\x1b[1;3H\x1b[48;5;6m▚\x1b[m"
    );
}

#[test]
fn a_narrow_sign_in_the_place_of_a_wide_reversed_one_leaves_no_half_of_it() {
    let mut terminal = terminal(SIZE);
    let mut screen = vt100::Parser::new(3.try_into().unwrap(), 12.try_into().unwrap(), 0);
    for sign in ["睡", "a"] {
        let frame = draw(&mut terminal, None, |buffer| {
            buffer.set_string(0, 0, sign, Style::new().reversed());
        });
        screen.process(&frame.concat());
    }
    let cell = screen.screen().cell(0, 1).unwrap();
    assert!(!cell.inverse(), "the second half is still reversed");
}

#[test]
fn clearing_again_and_again_keeps_no_more_than_one_clear() {
    let mut terminal = terminal(SIZE);
    for width in 1..400 {
        terminal.invalidate(Size::new(width, 3));
    }
    let written = draw(&mut terminal, None, |_| ()).concat();
    assert_eq!(written, b"\x1b[m\x1b[2J\x1b[?25l");
}

/// A frame in which every row is different from the one before.
fn paint_rows(buffer: &mut Buffer, frame: u16) {
    for y in 0..SIZE.height {
        let letter = char::from(b'a' + u8::try_from((frame + y) % 26).unwrap());
        let row: String = std::iter::repeat_n(letter, usize::from(SIZE.width)).collect();
        buffer.set_string(0, y, row, Style::new());
    }
}

/// Draws a frame of an animation on `screen` and returns its bytes.
fn animate(
    terminal: &mut Backend<RecordedWrites>,
    screen: &mut vt100::Parser,
    max_bytes: Option<usize>,
    frame: u16,
) -> usize {
    let drawn = terminal.draw_within(max_bytes, |_, buffer| {
        paint_rows(buffer, frame);
        None
    });
    drawn.unwrap();
    let written = std::mem::take(&mut terminal.out().0).concat();
    screen.process(&written);
    written.len()
}

#[test]
fn a_frame_of_an_animation_keeps_within_its_bytes_and_the_next_one_goes_on_there() {
    let mut terminal = terminal(SIZE);
    let mut screen = vt100::Parser::new(3.try_into().unwrap(), 12.try_into().unwrap(), 0);
    let rows = |screen: &vt100::Parser| -> Vec<String> {
        let rows = screen.screen().rows(0, SIZE.width);
        rows.map(|row| row.chars().take(2).collect()).collect()
    };
    // The first one is complete.
    animate(&mut terminal, &mut screen, Some(60), 0);
    assert_eq!(rows(&screen), ["aa", "bb", "cc"]);
    assert!(animate(&mut terminal, &mut screen, Some(60), 1) <= 60);
    assert_eq!(rows(&screen), ["bb", "cc", "cc"]);
    assert!(animate(&mut terminal, &mut screen, Some(60), 2) <= 60);
    assert_eq!(rows(&screen), ["bb", "dd", "ee"]);
    assert!(animate(&mut terminal, &mut screen, Some(60), 2) <= 60);
    assert_eq!(rows(&screen), ["cc", "dd", "ee"]);
    assert_eq!(animate(&mut terminal, &mut screen, Some(60), 2), 0);
    // So is the last one.
    animate(&mut terminal, &mut screen, Some(60), 3);
    animate(&mut terminal, &mut screen, None, 4);
    assert_eq!(rows(&screen), ["ee", "ff", "gg"]);
}
