//! The text buffer: a caret that moves by grapheme, word motions and kills as in readline, undo and redo.
//!
//! It knows nothing of keys or screens; `ui::widgets::text_input` draws it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::text;

/// An edit, independent of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Left,
    Right,
    WordLeft,
    WordRight,
    Up,
    Down,
    RowStart,
    RowEnd,
    TextStart,
    TextEnd,
    DeleteLeft,
    DeleteRight,
    KillWordLeft,
    KillWordRight,
    KillToStart,
    KillToEnd,
    Yank,
    Undo,
    Redo,
    Newline,
}

/// A text with a caret.
#[derive(Clone, Debug, Default)]
pub struct TextBuffer {
    text: String,
    /// A byte offset at a grapheme boundary.
    caret: usize,
    /// The column that vertical motion keeps.
    goal_column: Option<usize>,
    kill_buffer: String,
    undo: Vec<UndoState>,
    redo: Vec<UndoState>,
    /// Whether characters are being typed in a run, which is undone as one.
    is_in_typing_run: bool,
}

/// An earlier text and caret.
#[derive(Clone, Debug)]
struct UndoState {
    text: String,
    caret: usize,
}

impl TextBuffer {
    /// The maximum number of undo steps.
    const MAX_UNDO_STEPS: usize = 200;
    /// The approximate maximum size of the undo history in bytes.
    const MAX_UNDO_BYTES: usize = 16 * Self::MAX_BYTES;
    /// The maximum size of a text in bytes, so that pasting a whole file by mistake can't flood the journal.
    pub const MAX_BYTES: usize = 256 * 1024;

    /// A buffer with the caret at the end. The text is sanitized, as another program may have written it into the
    /// journal.
    pub(crate) fn with_text(text: &str) -> Self {
        let text = text::sanitize(text);
        Self {
            caret: text.len(),
            text,
            ..Self::default()
        }
    }

    /// A buffer with the caret at `caret`, or at the previous boundary.
    pub fn with_caret(text: &str, caret: usize) -> Self {
        let mut editor = Self::with_text(text);
        editor.caret = editor.grapheme_bounds(caret).0;
        editor
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether `text` reaches the size limit, so that part of a paste may be missing.
    pub(crate) const fn is_at_limit(text: &str) -> bool {
        text.len() + 4 > Self::MAX_BYTES
    }

    pub const fn caret(&self) -> usize {
        self.caret
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Types one character, unless it is unsafe.
    pub fn type_char(&mut self, c: char) {
        if text::is_unsafe_char(c) {
            return;
        }
        // A space ends a run, so that undo removes about one word at a time.
        if !self.is_in_typing_run || c == ' ' {
            self.push_undo();
        }
        self.insert_without_undo(c.encode_utf8(&mut [0; 4]));
        self.is_in_typing_run = true;
    }

    /// Inserts sanitized text from outside, as one undo step.
    pub fn paste(&mut self, pasted: &str, one_line: bool) {
        let mut clean = text::sanitize(pasted);
        if one_line {
            clean = clean
                .split('\n')
                .filter(|line| !line.trim().is_empty())
                .collect::<Vec<_>>()
                .join(" ");
        }
        self.insert(&clean);
    }

    /// Inserts text at the caret.
    pub(crate) fn insert(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.push_undo();
        self.insert_without_undo(text);
    }

    /// Replaces a part of the text, as one undo step together with what is typed right after it.
    pub(crate) fn replace_range(&mut self, range: Range<usize>, text: &str) {
        self.push_undo();
        self.text.replace_range(range.clone(), "");
        self.caret = range.start;
        self.insert_without_undo(text);
        self.is_in_typing_run = true;
    }

    /// Moves the caret to `at`, or to the boundary before it.
    pub(crate) fn move_caret(&mut self, at: usize) {
        self.caret = self.grapheme_bounds(at).0;
        self.goal_column = None;
        self.is_in_typing_run = false;
    }

    /// Whether the caret is on the last line and that line is empty.
    pub(crate) fn is_on_empty_last_line(&self) -> bool {
        let start = self.text.rfind('\n').map_or(0, |end| end + 1);
        self.caret >= start && self.text[start..].trim().is_empty()
    }

    /// Replaces the complete text; this can be undone.
    pub(crate) fn replace_all(&mut self, text: &str, caret: usize) {
        // The first text needs no undo step.
        if !self.text.is_empty() {
            self.push_undo();
        }
        self.text = text::sanitize(text);
        self.caret = self.grapheme_bounds(caret).0;
        self.goal_column = None;
    }

    fn insert_without_undo(&mut self, text: &str) {
        let space = Self::MAX_BYTES.saturating_sub(self.text.len());
        let fits = text.floor_char_boundary(space);
        self.text.insert_str(self.caret, &text[..fits]);
        self.caret += fits;
        // A combining mark joins the letter before it, so the caret moves past both.
        self.caret = self.grapheme_bounds(self.caret).1;
        self.goal_column = None;
    }

    /// The last grapheme boundary at or before `at`, and the first one at or after it.
    fn grapheme_bounds(&self, at: usize) -> (usize, usize) {
        if at >= self.text.len() {
            return (self.text.len(), self.text.len());
        }
        let at = self.text.floor_char_boundary(at);
        let line = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let (mut before, mut edge) = (line, line);
        for grapheme in self.text[line..].graphemes(true) {
            if edge >= at {
                break;
            }
            before = edge;
            edge += grapheme.len();
        }
        if edge == at { (at, at) } else { (before, edge) }
    }

    /// Applies an edit; vertical motion uses rows of `width` columns.
    pub fn apply(&mut self, edit: Edit, width: usize) {
        let goal = self.goal_column.take();
        match edit {
            Edit::Left => self.caret = text::previous_grapheme(&self.text, self.caret),
            Edit::Right => self.caret = text::next_grapheme(&self.text, self.caret),
            Edit::WordLeft => self.caret = self.word_left(),
            Edit::WordRight => self.caret = self.word_right(),
            Edit::Up => self.move_by_rows(goal, width, -1),
            Edit::Down => self.move_by_rows(goal, width, 1),
            Edit::RowStart => self.caret = self.current_row(width).start,
            Edit::RowEnd => self.caret = self.row_end(width),
            Edit::TextStart => self.caret = 0,
            Edit::TextEnd => self.caret = self.text.len(),
            Edit::DeleteLeft => {
                self.delete(text::previous_grapheme(&self.text, self.caret)..self.caret);
            }
            Edit::DeleteRight => {
                self.delete(self.caret..text::next_grapheme(&self.text, self.caret));
            }
            Edit::KillWordLeft => self.kill(self.word_left()..self.caret),
            Edit::KillWordRight => self.kill(self.caret..self.word_right()),
            Edit::KillToStart => self.kill(self.line_start()..self.caret),
            Edit::KillToEnd => self.kill(self.caret..self.line_end()),
            Edit::Yank => self.insert(&self.kill_buffer.clone()),
            Edit::Newline => self.insert("\n"),
            Edit::Undo => Self::restore(
                &mut self.text,
                &mut self.caret,
                &mut self.undo,
                &mut self.redo,
            ),
            Edit::Redo => Self::restore(
                &mut self.text,
                &mut self.caret,
                &mut self.redo,
                &mut self.undo,
            ),
        }
        self.is_in_typing_run = false;
    }

    fn push_undo(&mut self) {
        let kept = |moments: &[UndoState]| {
            moments
                .iter()
                .map(|snapshot| snapshot.text.len())
                .sum::<usize>()
        };
        while self.undo.len() == Self::MAX_UNDO_STEPS
            || (kept(&self.undo) > Self::MAX_UNDO_BYTES && self.undo.len() > 1)
        {
            self.undo.remove(0);
        }
        self.undo.push(UndoState {
            text: self.text.clone(),
            caret: self.caret,
        });
        self.redo.clear();
        self.is_in_typing_run = false;
    }

    fn restore(
        text: &mut String,
        caret: &mut usize,
        from: &mut Vec<UndoState>,
        to: &mut Vec<UndoState>,
    ) {
        if let Some(snapshot) = from.pop() {
            to.push(UndoState {
                text: std::mem::replace(text, snapshot.text),
                caret: std::mem::replace(caret, snapshot.caret),
            });
        }
    }

    fn delete(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.push_undo();
        self.caret = range.start;
        self.text.replace_range(range, "");
        // The neighbours may form one grapheme now.
        self.caret = self.grapheme_bounds(self.caret).1;
    }

    fn kill(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.text[range.clone()].clone_into(&mut self.kill_buffer);
            self.delete(range);
        }
    }

    fn line_start(&self) -> usize {
        self.text[..self.caret].rfind('\n').map_or(0, |end| end + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.caret..]
            .find('\n')
            .map_or(self.text.len(), |end| self.caret + end)
    }

    fn word_left(&self) -> usize {
        let before = &self.text[..self.caret];
        let mut words = before.split_word_bound_indices().rev();
        let word = words.find(|(_, word)| is_word(word));
        word.map_or(0, |(at, _)| self.grapheme_bounds(at).0)
    }

    fn word_right(&self) -> usize {
        let after = &self.text[self.caret..];
        let word = after
            .split_word_bound_indices()
            .find(|(_, word)| is_word(word));
        word.map_or(self.text.len(), |(at, word)| {
            self.grapheme_bounds(self.caret + at + word.len()).1
        })
    }

    /// The row of the caret.
    fn current_row(&self, width: usize) -> Range<usize> {
        let rows = text::wrap_ranges(&self.text, width);
        rows[row_index(&rows, self.caret)].clone()
    }

    /// The last position that is drawn in this row.
    fn row_end(&self, width: usize) -> usize {
        let row = self.current_row(width);
        let is_wrapped = row.end < self.text.len() && !self.text[row.end..].starts_with('\n');
        if is_wrapped {
            text::previous_grapheme(&self.text, row.end)
        } else {
            row.end
        }
    }

    fn move_by_rows(&mut self, goal: Option<usize>, width: usize, by: isize) {
        let rows = text::wrap_ranges(&self.text, width);
        let here = row_index(&rows, self.caret);
        let column =
            goal.unwrap_or_else(|| text::display_width(&self.text[rows[here].start..self.caret]));
        match here
            .checked_add_signed(by)
            .and_then(|there| rows.get(there).map(|row| (there, row)))
        {
            Some((there, row)) => {
                let mut at = text::byte_at_column(&self.text, row, column);
                // The end of a wrapped row is the start of the next one, so the caret stops before it.
                if at == row.end
                    && rows
                        .get(there + 1)
                        .is_some_and(|next| next.start == row.end)
                {
                    at = text::previous_grapheme(&self.text, at).max(row.start);
                }
                self.caret = at;
            }
            None => self.caret = if by < 0 { 0 } else { self.text.len() },
        }
        self.goal_column = Some(column);
    }
}

/// The index of the row of `caret`: the last row that starts at or before it.
pub(crate) fn row_index(rows: &[Range<usize>], caret: usize) -> usize {
    rows.partition_point(|row| row.start <= caret)
        .saturating_sub(1)
}

fn is_word(part: &str) -> bool {
    part.chars().any(char::is_alphanumeric) || part.chars().any(|c| u32::from(c) > 0x2fff)
}

#[cfg(test)]
mod tests;
