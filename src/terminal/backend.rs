//! The terminal backend: draws a frame and sends the changed cells in one write, or nothing if none changed.

mod sgr;

use std::io::{self, Write};
use std::mem;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use self::sgr::{Sgr, write_number};
use crate::text::grapheme_width;

/// A terminal: the cells it shows and the output that changes them.
#[derive(Debug)]
pub struct Backend<W> {
    out: W,
    /// The cells the terminal shows once it has received everything that was written.
    on_screen: Buffer,
    /// The buffer for the next frame.
    next: Buffer,
    /// The bytes of a frame, starting with [`BEGIN_SYNC`].
    frame: Vec<u8>,
    sgr: Sgr,
    /// Whether the cursor is visible, if known.
    is_cursor_visible: Option<bool>,
    /// The cursor position, if known.
    cursor: Option<Position>,
    /// Whether this frame disabled automatic wrapping.
    is_wrap_disabled: bool,
    /// The row where the last frame ran out of bytes, and the next one begins.
    first_row: usize,
    /// Whether the last frame belonged to an animation.
    is_animating: bool,
}

/// The end of a frame: what turns off styles, and the cursor. A limit of bytes leaves room for it.
const FRAME_END: usize = 32;

/// Linux delivers a frame of at most this many bytes to the terminal in one piece. A longer frame needs synchronized output.
const MAX_UNSYNCHRONIZED: usize = 2048;
/// Synchronized output (mode 2026): the terminal shows everything between the two at once. Other terminals ignore them.
const BEGIN_SYNC: &[u8] = b"\x1b[?2026h";
const END_SYNC: &[u8] = b"\x1b[?2026l";
/// Automatic wrapping (DECAWM). If disabled, a grapheme that is wider than expected can't spill into the next row.
const DISABLE_WRAP: &[u8] = b"\x1b[?7l";
const ENABLE_WRAP: &[u8] = b"\x1b[?7h";

impl<W: Write> Backend<W> {
    /// A blank terminal of this size.
    pub fn new(out: W, size: Size) -> Self {
        let blank = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        Self {
            out,
            on_screen: blank.clone(),
            next: blank,
            frame: BEGIN_SYNC.to_vec(),
            sgr: Sgr::default(),
            is_cursor_visible: None,
            cursor: None,
            is_wrap_disabled: false,
            first_row: 0,
            is_animating: false,
        }
    }

    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// The size of the next frame.
    pub(crate) fn size(&self) -> Size {
        self.next.area.as_size()
    }

    /// Makes the next frame clear the screen and draw every cell at this size. Drops bytes that were not sent.
    pub(crate) fn invalidate(&mut self, size: Size) {
        let area = Rect::from((Position::ORIGIN, size));
        for buffer in [&mut self.on_screen, &mut self.next] {
            buffer.resize(area);
            buffer.reset();
        }
        (self.is_cursor_visible, self.cursor) = (None, None);
        (self.first_row, self.is_animating) = (0, false);
        self.frame.truncate(BEGIN_SYNC.len());
        self.frame.extend_from_slice(b"\x1b[m\x1b[2J");
    }

    /// Draws a frame with `render`, which returns the cursor position, and sends the changes.
    pub fn draw(
        &mut self,
        render: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        self.draw_within(None, render)
    }

    /// Draws a frame of at most `max_bytes`; none sends all changes.
    ///
    /// Only frames of an animation have a limit, as they are followed by another one at once. Cells that don't fit stay as
    /// they are, and the next frame begins with their row. The first frame after one without a limit changes the
    /// whole screen and is always complete.
    pub fn draw_within(
        &mut self,
        max_bytes: Option<usize>,
        render: impl FnOnce(Rect, &mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        let was_animating = mem::replace(&mut self.is_animating, max_bytes.is_some());
        let limit = max_bytes.filter(|_| was_animating).map(|bytes| {
            let start = self.frame.len();
            (start + bytes).saturating_sub(FRAME_END)
        });
        let mut next = mem::take(&mut self.next);
        next.reset();
        let caret = render(next.area, &mut next);
        let previous = mem::replace(&mut self.on_screen, next);
        let mut next = mem::take(&mut self.on_screen);
        self.write_diff(&previous, &mut next, limit.unwrap_or(usize::MAX));
        (self.on_screen, self.next) = (next, previous);
        self.place_cursor(caret);
        self.flush()
    }

    /// Appends the bytes that turn `previous` into `next`, until the frame has `limit` bytes. What is left over stays as
    /// it was in `next` too.
    fn write_diff(&mut self, previous: &Buffer, next: &mut Buffer, limit: usize) {
        let width = usize::from(next.area.width).max(1);
        let height = usize::from(next.area.height);
        let first = mem::take(&mut self.first_row);
        let mut is_full = false;
        for y in (first..height).chain(0..first.min(height)) {
            let row = y * width..(y + 1) * width;
            let (before, now) = (&previous.content[row.clone()], &mut next.content[row]);
            if before == now {
                continue;
            }
            let start = if is_full {
                0
            } else {
                self.write_row(to_column(y), (before, now), limit)
            };
            if start < now.len() {
                now[start..].clone_from_slice(&before[start..]);
                if !mem::replace(&mut is_full, true) {
                    self.first_row = y;
                }
            }
        }
        self.set_sgr(Sgr::default());
        if mem::take(&mut self.is_wrap_disabled) {
            self.frame.extend_from_slice(ENABLE_WRAP);
        }
    }

    /// Writes the changed cells of a row. Returns the column of the first one that doesn't fit, or the width.
    fn write_row(&mut self, y: u16, (before, now): (&[Cell], &[Cell]), limit: usize) -> usize {
        let is_first = self.frame.len() == BEGIN_SYNC.len();
        let checkpoint = self.checkpoint();
        if has_ambiguous_width(before) || has_ambiguous_width(now) {
            self.rewrite_row(y, now);
            // A row that never fits is written alone.
            if self.frame.len() > limit && !is_first {
                self.roll_back(checkpoint);
                return 0;
            }
            return now.len();
        }
        for (x, cell) in now.iter().enumerate() {
            if *cell == before[x] {
                continue;
            }
            let checkpoint = self.checkpoint();
            self.write_cell(to_column(x), y, cell, now.len());
            if self.frame.len() > limit {
                self.roll_back(checkpoint);
                return x;
            }
        }
        now.len()
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            length: self.frame.len(),
            sgr: self.sgr,
            cursor: self.cursor,
            is_wrap_disabled: self.is_wrap_disabled,
        }
    }

    fn roll_back(&mut self, to: Checkpoint) {
        self.frame.truncate(to.length);
        (self.sgr, self.cursor) = (to.sgr, to.cursor);
        self.is_wrap_disabled = to.is_wrap_disabled;
    }

    /// Erases a row and writes all of it. If the terminal's width of a grapheme differs from ours, changing single cells
    /// would leave parts of the old row behind.
    fn rewrite_row(&mut self, y: u16, cells: &[Cell]) {
        if !mem::replace(&mut self.is_wrap_disabled, true) {
            self.frame.extend_from_slice(DISABLE_WRAP);
        }
        self.set_sgr(Sgr::default());
        self.move_cursor(0, y);
        self.frame.extend_from_slice(b"\x1b[2K");
        let is_visible = |cell: &Cell| *cell != Cell::EMPTY && *cell != Cell::new(" ");
        let end = cells
            .iter()
            .rposition(is_visible)
            .map_or(0, |last| last + 1);
        let mut at = 0;
        while at < end {
            self.write_cell(to_column(at), y, &cells[at], cells.len());
            at += grapheme_width(cells[at].symbol()).max(1);
        }
        if at < cells.len() {
            self.set_sgr(Sgr::default());
            self.move_cursor(to_column(at), y);
            self.frame.extend_from_slice(b"\x1b[K");
        }
    }

    fn write_cell(&mut self, x: u16, y: u16, cell: &Cell, width: usize) {
        self.move_cursor(x, y);
        self.set_sgr(Sgr::of(cell));
        self.frame.extend_from_slice(cell.symbol().as_bytes());
        // Terminals disagree on widths, and on the position after the last column.
        let is_plain = cell.symbol().len() == 1 && usize::from(x) + 1 < width;
        self.cursor = is_plain.then_some(Position { x: x + 1, y });
    }

    fn set_sgr(&mut self, to: Sgr) {
        self.sgr.write_change(to, &mut self.frame);
    }

    fn place_cursor(&mut self, caret: Option<Position>) {
        let is_shown = caret.is_some();
        if self.is_cursor_visible.replace(is_shown) != Some(is_shown) {
            let code = if is_shown { b"\x1b[?25h" } else { b"\x1b[?25l" };
            self.frame.extend_from_slice(code);
        }
        if let Some(Position { x, y }) = caret {
            self.move_cursor(x, y);
        }
    }

    /// Moves the cursor: relatively (CUF) to the right, which is shorter, else absolutely (CUP).
    fn move_cursor(&mut self, x: u16, y: u16) {
        let to = Position { x, y };
        match self.cursor.replace(to) {
            Some(from) if from == to => {}
            Some(from) if from.y == y && from.x < x => {
                self.frame.extend_from_slice(b"\x1b[");
                if x - from.x > 1 {
                    write_number(&mut self.frame, x - from.x);
                }
                self.frame.push(b'C');
            }
            _ => {
                self.frame.extend_from_slice(b"\x1b[");
                write_number(&mut self.frame, y.saturating_add(1));
                self.frame.push(b';');
                write_number(&mut self.frame, x.saturating_add(1));
                self.frame.push(b'H');
            }
        }
    }

    /// Sends the collected bytes, if any.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        let written = match self.frame.len() - BEGIN_SYNC.len() {
            0 => Ok(()),
            1..=MAX_UNSYNCHRONIZED => self.out.write_all(&self.frame[BEGIN_SYNC.len()..]),
            _ => {
                self.frame.extend_from_slice(END_SYNC);
                self.out.write_all(&self.frame)
            }
        };
        self.frame.truncate(BEGIN_SYNC.len());
        written.and_then(|()| self.out.flush())
    }
}

/// The rows of a buffer as lines with styles, for the output of a command. Cells of wide characters aren't supported.
pub(crate) fn styled_lines(buffer: &Buffer) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut sgr = Sgr::default();
    for row in buffer.content.chunks(usize::from(buffer.area.width).max(1)) {
        for cell in row {
            sgr.write_change(Sgr::of(cell), &mut bytes);
            bytes.extend_from_slice(cell.symbol().as_bytes());
        }
        sgr.write_change(Sgr::default(), &mut bytes);
        bytes.push(b'\n');
    }
    bytes
}

/// The state of a frame before something that may not fit into it.
#[derive(Clone, Copy, Debug)]
struct Checkpoint {
    length: usize,
    sgr: Sgr,
    cursor: Option<Position>,
    is_wrap_disabled: bool,
}

fn to_column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Whether terminals may use other cells for this row than we do. A character in the last column may wrap if it is wide.
fn has_ambiguous_width(row: &[Cell]) -> bool {
    row.iter().any(is_ambiguous_width) || row.last().is_some_and(|last| last.symbol().len() > 1)
}

/// Whether terminals disagree on the width of this cell: graphemes of several characters (joined emoji, flags, keycaps),
/// wide characters, and symbols that some terminals draw as emoji.
///
/// A single character of ambiguous width counts only if its style is visible on a blank. Otherwise it is at most one column
/// too wide, until the cell changes.
fn is_ambiguous_width(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    if symbol.len() == 1 {
        return false;
    }
    let mut chars = symbol.chars();
    let first = chars.next().unwrap_or(' ');
    chars.next().is_some()
        || matches!(first, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..)
        || grapheme_width(symbol) != 1
        || (is_styled_on_blank(cell) && !is_block_element(first))
}

/// Whether a blank with the style of this cell looks different from the background.
fn is_styled_on_blank(cell: &Cell) -> bool {
    cell.bg != Color::Reset || cell.modifier.intersects(VISIBLE_ON_BLANK)
}

/// Whether this is a block element. They are of ambiguous width too, but the breathing disc consists of them: its rows
/// change in every frame, and to rewrite them whole would cost kilobytes. Where they are drawn wide no picture of them
/// is right, and `--ascii` is the way.
const fn is_block_element(symbol: char) -> bool {
    matches!(symbol, '\u{2580}'..='\u{259f}')
}

const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT);

#[cfg(test)]
mod tests;
