//! A terminal emulator with its own character widths. It supports only the sequences that the backend writes.

use unicode_width::UnicodeWidthChar;

/// How the terminal measures width.
#[derive(Clone, Copy, Debug)]
pub(super) enum WidthRule {
    /// Each character by itself: joined emoji and flags are as wide as all their parts.
    PerChar,
    /// One column for every visible character.
    Narrow,
    /// Two columns for every non-ASCII character.
    Wide,
}

impl WidthRule {
    fn columns(self, letter: char) -> usize {
        let usual = letter.width().unwrap_or(0);
        match self {
            Self::Narrow => usual.min(1),
            Self::Wide if !letter.is_ascii() && usual > 0 => 2,
            Self::PerChar | Self::Wide => usual,
        }
    }
}

/// The content of a cell: a character, or the second half of a wide one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellContent {
    Letter(char),
    WideTail,
}

/// The cells of each row: content, and whether it is reversed.
pub(super) struct Emulator {
    measure: WidthRule,
    width: usize,
    cells: Vec<(CellContent, bool)>,
    cursor: (usize, usize),
    wraps: bool,
    is_reversed: bool,
}

impl Emulator {
    pub(super) fn new(measure: WidthRule, (width, height): (u16, u16)) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        Self {
            measure,
            width,
            cells: vec![(CellContent::Letter(' '), false); width * height],
            cursor: (0, 0),
            wraps: true,
            is_reversed: false,
        }
    }

    /// A row as text, with reversed characters in brackets.
    pub(super) fn row(&self, y: usize) -> String {
        let cells = &self.cells[y * self.width..][..self.width];
        let shown = cells.iter().map(|(shown, is_reversed)| match shown {
            CellContent::Letter(letter) if *is_reversed => format!("[{letter}]"),
            CellContent::Letter(letter) => letter.to_string(),
            CellContent::WideTail => "~".to_owned(),
        });
        shown.collect()
    }

    pub(super) fn process(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).expect("whole characters");
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            if letter == '\x1b' {
                assert_eq!(letters.next(), Some('['), "{text:?}");
                let mut numbers = String::new();
                let last = loop {
                    match letters.next().expect("an end of the sequence") {
                        letter @ ('0'..='9' | ';' | '?') => numbers.push(letter),
                        letter => break letter,
                    }
                };
                self.run_sequence(&numbers, last);
            } else {
                self.print(letter);
            }
        }
    }

    fn run_sequence(&mut self, numbers: &str, last: char) {
        let number = |at: usize| {
            let given = numbers.split(';').nth(at);
            given.and_then(|given| given.parse::<usize>().ok())
        };
        let (x, y) = self.cursor;
        match (numbers, last) {
            ("?7", 'h' | 'l') => self.wraps = last == 'h',
            (_, 'h' | 'l') => {}
            (_, 'H') => {
                let (to, row) = (number(1).unwrap_or(1) - 1, number(0).unwrap_or(1) - 1);
                self.cursor = (to.min(self.width - 1), row);
            }
            (_, 'C') => self.cursor = ((x + number(0).unwrap_or(1)).min(self.width - 1), y),
            ("2", 'J') => self.erase(0..self.cells.len()),
            ("2", 'K') => self.erase(y * self.width..(y + 1) * self.width),
            ("", 'K') => self.erase(y * self.width + x.min(self.width - 1)..(y + 1) * self.width),
            (_, 'm') => {
                let first = number(0).unwrap_or(0);
                let is_on = numbers.split(';').any(|number| number == "7");
                self.is_reversed = is_on || (self.is_reversed && first != 0);
            }
            other => panic!("{other:?} isn't known here"),
        }
    }

    fn print(&mut self, letter: char) {
        let columns = self.measure.columns(letter);
        if columns == 0 {
            return;
        }
        if self.cursor.0 + columns > self.width {
            if self.wraps {
                self.cursor = (0, self.cursor.1 + 1);
            } else {
                self.cursor.0 = self.width - columns;
            }
        }
        let first = self.cursor.1 * self.width + self.cursor.0;
        if first + columns > self.cells.len() {
            return;
        }
        self.erase_cut_wide_cells(first..first + columns);
        self.cells[first] = (CellContent::Letter(letter), self.is_reversed);
        for half in &mut self.cells[first + 1..first + columns] {
            *half = (CellContent::WideTail, self.is_reversed);
        }
        self.cursor.0 += columns;
    }

    fn erase(&mut self, range: std::ops::Range<usize>) {
        self.erase_cut_wide_cells(range.clone());
        self.cells[range].fill((CellContent::Letter(' '), false));
    }

    /// Replaces the other half of an overwritten wide character by a blank with the same style.
    fn erase_cut_wide_cells(&mut self, range: std::ops::Range<usize>) {
        let is_half = |cells: &[(CellContent, bool)], at: usize| {
            cells
                .get(at)
                .is_some_and(|(shown, _)| *shown == CellContent::WideTail)
        };
        if is_half(&self.cells, range.start) {
            self.cells[range.start - 1].0 = CellContent::Letter(' ');
        }
        if is_half(&self.cells, range.end) {
            self.cells[range.end].0 = CellContent::Letter(' ');
        }
    }
}
