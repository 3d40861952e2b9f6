//! The wire to the terminal: each frame goes over it in one write, as the cells that changed, and nothing does where none did.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// What is written to a terminal, and what that is known to show of the cursor.
#[derive(Debug)]
pub struct Wire<W> {
    out: W,
    size: Size,
    /// The frame as it grows, from a place that is kept for where it may have to begin.
    frame: Vec<u8>,
    /// Whether the terminal shows its cursor, where that is known.
    shows_cursor: Option<bool>,
    /// Where the cursor is, where that is known.
    cursor: Option<Position>,
}

/// Up to here a terminal gets a frame in one piece from Linux. A longer one could be shown half done.
const ONE_PIECE: usize = 2048;
/// Synchronized output: the terminal shows nothing of what comes between the two until it has all of it. One that
/// doesn't know them passes them over.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

impl<W: Write> Wire<W> {
    /// To a terminal of this size, which is asked for nothing.
    pub fn new(out: W, size: Size) -> Self {
        Self {
            out,
            size,
            frame: BEGIN.to_vec(),
            shows_cursor: None,
            cursor: None,
        }
    }

    /// Takes note of a new size. It is not asked for at every frame: the system tells when it changes.
    pub const fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// What is written to.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn show(&mut self, shows: bool) {
        if self.shows_cursor.replace(shows) != Some(shows) {
            let code = if shows { b"\x1b[?25h" } else { b"\x1b[?25l" };
            self.frame.extend_from_slice(code);
        }
    }

    /// Moves the cursor: to the right by how far, which is shorter, and else by where to.
    fn go_to(&mut self, x: u16, y: u16) {
        let to = Position { x, y };
        match self.cursor.replace(to) {
            Some(from) if from == to => {}
            Some(from) if from.y == y && from.x < x => {
                self.frame.extend_from_slice(b"\x1b[");
                if x - from.x > 1 {
                    number(&mut self.frame, x - from.x);
                }
                self.frame.push(b'C');
            }
            _ => {
                self.frame.extend_from_slice(b"\x1b[");
                number(&mut self.frame, y.saturating_add(1));
                self.frame.push(b';');
                number(&mut self.frame, x.saturating_add(1));
                self.frame.push(b'H');
            }
        }
    }

    fn send(&mut self) -> io::Result<()> {
        let written = match self.frame.len() - BEGIN.len() {
            0 => Ok(()),
            1..=ONE_PIECE => self.out.write_all(&self.frame[BEGIN.len()..]),
            _ => {
                self.frame.extend_from_slice(END);
                self.out.write_all(&self.frame)
            }
        };
        self.frame.truncate(BEGIN.len());
        written.and_then(|()| self.out.flush())
    }
}

impl<W: Write> Backend for Wire<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut pen = Pen::default();
        for (x, y, cell) in content {
            self.go_to(x, y);
            pen.change_to(Pen::of(cell), &mut self.frame);
            self.frame.extend_from_slice(cell.symbol().as_bytes());
            // Terminals don't agree how wide every sign is, nor what comes after the last column.
            let is_plain = cell.symbol().len() == 1 && x + 1 < self.size.width;
            self.cursor = is_plain.then_some(Position { x: x + 1, y });
        }
        pen.change_to(Pen::default(), &mut self.frame);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false);
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true);
        Ok(())
    }

    /// The terminal isn't asked: its answer would come among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.go_to(x, y);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Something else may have had the terminal before, so nothing is known of it from here on.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        (self.shows_cursor, self.cursor) = (None, None);
        let code: &[u8] = match region {
            ClearType::All => b"\x1b[m\x1b[2J",
            ClearType::AfterCursor => b"\x1b[m\x1b[J",
            ClearType::BeforeCursor => b"\x1b[m\x1b[1J",
            ClearType::CurrentLine => b"\x1b[m\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[m\x1b[K",
        };
        self.frame.extend_from_slice(code);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

/// How letters are written: the numbers of a terminal's "select graphic rendition" (ECMA-48, 8.3.117).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pen {
    ink: Color,
    paper: Color,
    modifier: Modifier,
}

impl Pen {
    const fn of(cell: &Cell) -> Self {
        Self {
            ink: cell.fg,
            paper: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Writes what makes this pen the other. What is taken away is taken away with everything else, which is shortest.
    fn change_to(&mut self, to: Self, frame: &mut Vec<u8>) {
        if *self == to {
            return;
        }
        let lacks = |from: Color, to: Color| to == Color::Reset && from != Color::Reset;
        let begins_anew = lacks(self.ink, to.ink)
            || lacks(self.paper, to.paper)
            || !to.modifier.contains(self.modifier);
        let from = if begins_anew { Self::default() } else { *self };
        frame.extend_from_slice(b"\x1b[");
        let start = frame.len();
        if begins_anew && to != Self::default() {
            frame.extend_from_slice(b"0;");
        }
        for (sign, code) in MODIFIERS {
            if to.modifier.contains(sign) && !from.modifier.contains(sign) {
                frame.extend_from_slice(&[code, b';']);
            }
        }
        if to.ink != from.ink {
            colour(frame, b'3', to.ink);
        }
        if to.paper != from.paper {
            colour(frame, b'4', to.paper);
        }
        // The last number has no semicolon after it.
        if frame.len() > start {
            frame.pop();
        }
        frame.push(b'm');
        *self = to;
    }
}

const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, b'1'),
    (Modifier::DIM, b'2'),
    (Modifier::ITALIC, b'3'),
    (Modifier::UNDERLINED, b'4'),
    (Modifier::SLOW_BLINK, b'5'),
    (Modifier::RAPID_BLINK, b'6'),
    (Modifier::REVERSED, b'7'),
    (Modifier::HIDDEN, b'8'),
    (Modifier::CROSSED_OUT, b'9'),
];

/// The ink, which begins with a 3, or the paper, with a 4.
fn colour(frame: &mut Vec<u8>, first: u8, colour: Color) {
    let index = match colour {
        Color::Reset => {
            frame.extend_from_slice(&[first, b'9', b';']);
            return;
        }
        Color::Rgb(red, green, blue) => {
            frame.extend_from_slice(&[first, b'8', b';', b'2', b';']);
            for part in [red, green, blue] {
                number(frame, part.into());
                frame.push(b';');
            }
            return;
        }
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    frame.extend_from_slice(&[first, b'8', b';', b'5', b';']);
    number(frame, index.into());
    frame.push(b';');
}

fn number(frame: &mut Vec<u8>, number: u16) {
    for unit in [10_000, 1000, 100, 10, 1] {
        if number >= unit || unit == 1 {
            let digit = u8::try_from(number / unit % 10).unwrap_or(0);
            frame.push(b'0' + digit);
        }
    }
}

#[cfg(test)]
mod tests;
