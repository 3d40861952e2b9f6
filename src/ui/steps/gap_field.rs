//! A text with gaps to fill: moving between them, writing into them, and the question about those left open.

use std::ops::Range;

use super::text_field::apply_key;
use crate::domain::gaps::{GappedText, close_gaps, matching_starter, open_gaps, reopen_gaps};
use crate::text;
use crate::text::buffer::{Edit, TextBuffer};
use crate::ui::keymap::{Action, KeyContext, KeyPress, key_label};

#[derive(Debug)]
pub(crate) struct GapField {
    buffer: TextBuffer,
    /// What the text may have been made from.
    starters: Vec<GappedText>,
    /// A draft without any answer. While nothing is written into it, it counts as no text.
    blank_draft: Option<GappedText>,
    /// Whether the person was asked about open gaps, which happens once.
    has_asked: bool,
    /// Whether the question about open gaps is shown: from asking until the text changes.
    is_asking: bool,
}

/// What going on led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advance {
    /// The caret is at the next open gap.
    NextGap,
    /// The person is asked about the open gaps.
    Asked,
    /// The text is done.
    Done,
}

impl GapField {
    pub(crate) fn new(text: &str, starters: Vec<GappedText>) -> Self {
        let mut field = Self {
            buffer: TextBuffer::with_text(text),
            starters,
            blank_draft: None,
            has_asked: false,
            is_asking: false,
        };
        field.move_to_first_gap();
        field
    }

    /// Begins with a draft.
    pub(crate) fn with_draft(draft: GappedText, starters: Vec<GappedText>) -> Self {
        let mut field = Self::new(&draft.text(), starters);
        field.blank_draft = Some(draft).filter(GappedText::is_blank);
        field
    }

    fn is_blank_draft(&self) -> bool {
        let text = self.buffer.text().trim_end();
        let draft = self.blank_draft.as_ref();
        draft.is_some_and(|draft| draft.text().trim_end() == text)
    }

    pub(crate) const fn buffer(&self) -> &TextBuffer {
        &self.buffer
    }

    /// Replaces the text.
    pub(crate) fn set_text(&mut self, text: &str, caret: usize) {
        self.buffer.replace_all(text, caret);
        self.is_asking = false;
        self.keep_caret_out_of_gaps(caret);
    }

    pub(crate) fn open_gaps(&self) -> Vec<Range<usize>> {
        open_gaps(self.buffer.text(), &self.starters)
    }

    /// Whether going on leads to a gap or to the question about gaps.
    pub(crate) fn leads_to_gap(&self) -> bool {
        !self.is_asking && !self.open_gaps().is_empty()
    }

    /// Whether the text is a starter in which nothing is written.
    pub(crate) fn is_untouched(&self) -> bool {
        let text = self.buffer.text().trim_end();
        let mut starters = self.starters.iter();
        starters.any(|starter| starter.has_gaps() && starter.text().trim_end() == text)
    }

    /// The text as it is saved; empty if nothing is written. A starter counts once the person was asked about its gaps.
    pub(crate) fn closed_text(&self) -> String {
        if self.is_blank_draft() || (self.is_untouched() && !self.has_asked) {
            return String::new();
        }
        close_gaps(self.buffer.text(), &self.starters)
    }

    /// Begins with `starter`. The person's words move into its gaps, and those for which there is none below it.
    pub(crate) fn begin_with(&mut self, starter: &GappedText) {
        let (mut fills, rest) = self.own_words();
        let beyond = fills.split_off(fills.len().min(starter.gap_count()));
        let mut text = starter.filled_with(&fills);
        if !beyond.is_empty() {
            text = format!("{text}\n{}", beyond.join(" "));
        }
        text.push_str(&rest);
        let end = text.len();
        self.set_text(&text, end);
        self.move_to_first_gap();
    }

    /// What the person wrote into the gaps of the current starter, and the text behind it.
    fn own_words(&self) -> (Vec<String>, String) {
        let text = self.buffer.text().trim_end();
        let is_closed_starter = |starter: &GappedText| {
            starter.has_gaps() && close_gaps(&starter.text(), &self.starters) == text
        };
        if text.is_empty() || self.starters.iter().any(is_closed_starter) {
            return (Vec::new(), String::new());
        }
        if let Some((starter, gaps)) = matching_starter(text, &self.starters) {
            let open = self.open_gaps();
            let end = starter.end_in(text, &gaps);
            let filled = gaps.into_iter().filter(|gap| !open.contains(gap));
            let fills = filled.map(|gap| text[gap].trim().to_owned());
            return (
                fills.filter(|fill| !fill.is_empty()).collect(),
                text[end..].to_owned(),
            );
        }
        let openings = self.starters.iter().map(GappedText::opening);
        let opening = openings
            .filter(|opening| !opening.trim().is_empty() && text.starts_with(opening))
            .max_by_key(|opening| opening.len());
        match opening {
            Some(opening) => (vec![text[opening.len()..].to_owned()], String::new()),
            None => (Vec::new(), format!("\n{text}")),
        }
    }

    fn move_to_first_gap(&mut self) {
        if let Some(first) = self.open_gaps().first() {
            self.buffer.move_caret(first.start);
        }
    }

    /// The open gap at the caret.
    pub(crate) fn current_gap(&self) -> Option<Range<usize>> {
        let caret = self.buffer.caret();
        self.open_gaps().into_iter().find(|gap| gap.start == caret)
    }

    /// Goes to the next open gap. Behind the last one it asks about those left open, once.
    pub(crate) fn advance(&mut self) -> Advance {
        let gaps = self.open_gaps();
        let is_done = self.is_asking || self.is_blank_draft();
        let (Some(first), false) = (gaps.first(), is_done) else {
            return Advance::Done;
        };
        let caret = self.buffer.caret();
        if let Some(next) = gaps.iter().find(|gap| gap.start > caret) {
            self.buffer.move_caret(next.start);
            return Advance::NextGap;
        }
        if self.has_asked {
            return Advance::Done;
        }
        self.buffer.move_caret(first.start);
        self.has_asked = true;
        self.is_asking = true;
        Advance::Asked
    }

    /// Goes to the open gap before the caret; false if there is none.
    pub(crate) fn go_back(&mut self) -> bool {
        let caret = self.buffer.caret();
        let gaps = self.open_gaps();
        let before = gaps.iter().rev().find(|gap| gap.start < caret);
        if let Some(before) = before {
            self.buffer.move_caret(before.start);
        }
        before.is_some()
    }

    /// The question about the open gaps, and what the text is without them; none unless it was asked.
    pub(crate) fn question(&self) -> Option<String> {
        let (count, number, line) = self.asked_gaps()?;
        let key = key_label(Action::Continue, KeyContext::ReframeText);
        Some(match (count, line.is_empty()) {
            (1, false) => format!(
                "One gap is still open. Fill it, or press {key} to leave it out. It then reads: “{line}”"
            ),
            (1, true) => format!(
                "One gap is still open. Fill it, or press {key} to continue without a line."
            ),
            (_, false) => format!(
                "{number} gaps are still open. Fill them, or press {key} to leave them out. It then reads: “{line}”"
            ),
            (_, true) => format!(
                "{number} gaps are still open. Fill them, or press {key} to continue without a line."
            ),
        })
    }

    /// The same question in line mode.
    pub(crate) fn question_in_line_mode(&self) -> Option<String> {
        let (count, number, line) = self.asked_gaps()?;
        Some(match (count, line.is_empty()) {
            (1, false) => {
                format!("One gap is still open. Without it, your line is: “{line}”")
            }
            (1, true) => "One gap is still open. Without it, there is no line yet.".to_owned(),
            (_, false) => {
                format!("{number} gaps are still open. Without them, your line is: “{line}”")
            }
            (_, true) => {
                format!("{number} gaps are still open. Without them, there is no line yet.")
            }
        })
    }

    /// The count of the gaps that are asked about, in digits and in words, and the line without them.
    fn asked_gaps(&self) -> Option<(usize, &'static str, String)> {
        let count = self.is_asking.then(|| self.open_gaps().len())?;
        let number = match count {
            1 => "One",
            2 => "Two",
            3 => "Three",
            4 => "Four",
            5 => "Five",
            _ => "Several",
        };
        Some((count, number, text::one_line(&self.closed_text())))
    }

    /// Changes the text.
    pub(crate) fn edit(&mut self, edit: impl FnOnce(&mut TextBuffer)) {
        edit(&mut self.buffer);
        self.is_asking = false;
    }

    /// Fills the open gap at the caret.
    pub(crate) fn fill_gap(&mut self, words: &str) {
        if let Some(gap) = self.current_gap() {
            self.buffer.replace_range(gap, &text::sanitize(words));
            self.is_asking = false;
        }
    }

    pub(crate) fn paste(&mut self, pasted: &str) {
        if let Some(gap) = self.current_gap() {
            self.buffer.replace_range(gap, "");
        }
        self.buffer.paste(pasted, false);
        self.is_asking = false;
        self.reopen_gaps();
    }

    /// Applies a key to the text; false if the key neither edits nor types.
    pub(crate) fn apply_key(&mut self, press: KeyPress, width: u16) -> bool {
        let before = self.buffer.text().to_owned();
        let caret = self.buffer.caret();
        let is_handled = match (press.action, press.key.typed_char(), self.current_gap()) {
            // A space before the words would only be left over.
            (None, Some(' '), Some(_)) => true,
            (None, Some(c), Some(gap)) if !text::is_unsafe_char(c) => {
                self.buffer.replace_range(gap, c.encode_utf8(&mut [0; 4]));
                true
            }
            (Some(Action::Edit(edit)), ..) if is_deletion(edit) => self.delete(edit, press, width),
            _ => apply_key(&mut self.buffer, press, width),
        };
        if self.buffer.text() != before {
            self.is_asking = false;
        }
        self.keep_caret_out_of_gaps(caret);
        is_handled
    }

    /// Deletes; a gap is deleted as a whole, and a gap whose words are deleted is open again.
    fn delete(&mut self, edit: Edit, press: KeyPress, width: u16) -> bool {
        let caret = self.buffer.caret();
        let gaps = self.open_gaps();
        let beside = gaps.iter().find(|gap| match edit {
            Edit::DeleteLeft | Edit::KillWordLeft => gap.end == caret,
            Edit::DeleteRight | Edit::KillWordRight => gap.start == caret,
            _ => false,
        });
        if let Some(gap) = beside {
            self.buffer.replace_range(gap.clone(), "");
            return true;
        }
        let before = self.buffer.text().to_owned();
        let is_handled = apply_key(&mut self.buffer, press, width);
        let removed = before.len() - self.buffer.text().len();
        let start = self.buffer.caret();
        let end = start + removed;
        // The rest of a gap that was cut in two goes as well.
        let cut = |gap: &&Range<usize>| {
            let is_touched = gap.start < end && start < gap.end;
            is_touched && !(start <= gap.start && gap.end <= end)
        };
        for gap in gaps.iter().rev().filter(cut) {
            let rest = gap.start.min(start)..gap.end.saturating_sub(removed).max(start);
            self.buffer.replace_range(rest, "");
        }
        self.reopen_gaps();
        is_handled
    }

    fn reopen_gaps(&mut self) {
        if let Some((text, caret)) = reopen_gaps(self.buffer.text(), &self.starters) {
            self.buffer.replace_all(&text, caret);
        }
    }

    /// Moves a caret inside of a gap to its end, or to its start if it came from behind.
    fn keep_caret_out_of_gaps(&mut self, before: usize) {
        let caret = self.buffer.caret();
        let gaps = self.open_gaps();
        let inside = gaps.iter().find(|gap| gap.start < caret && caret < gap.end);
        if let Some(gap) = inside {
            self.buffer
                .move_caret(if caret > before && before >= gap.start {
                    gap.end
                } else {
                    gap.start
                });
        }
    }
}

const fn is_deletion(edit: Edit) -> bool {
    matches!(
        edit,
        Edit::DeleteLeft
            | Edit::DeleteRight
            | Edit::KillWordLeft
            | Edit::KillWordRight
            | Edit::KillToStart
            | Edit::KillToEnd
    )
}

#[cfg(test)]
mod tests;
