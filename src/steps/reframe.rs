//! The thought, put as good enough: a beginning to pick, strongest first, and the words to finish it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::write::{answer, edit, rows};
use super::{Doing, Reply, text_of};
use crate::actions::{Action, Key, Place, meant};
use crate::editor::Editor;
use crate::entry::Answer;
use crate::exercise;
use crate::session::Session;
use crate::text::{clip, columns};
use crate::theme::Look;
use crate::widgets::prose::{Prose, Writing, first_row};

/// A good-enough thought being written.
#[derive(Debug)]
pub struct Reframe {
    stems: Vec<String>,
    /// What the file offers to change, made from earlier answers.
    draft: String,
    selected: usize,
    editor: Editor,
    /// The person is writing, no longer picking a beginning.
    writing: bool,
}

impl Reframe {
    const OWN: &'static str = "Write my own line";

    pub fn new(session: &Session, reframe: &exercise::Reframe, current: Option<&Answer>) -> Self {
        let stems: Vec<_> = reframe
            .stems
            .iter()
            .map(|stem| session.fill(stem))
            .collect();
        let draft = reframe
            .start
            .as_ref()
            .map(|start| session.fill(start))
            .unwrap_or_default();
        let text = if current.is_some() {
            text_of(current)
        } else {
            draft.clone()
        };
        let writing = stems.is_empty() || !text.is_empty();
        Self {
            stems,
            draft,
            selected: 0,
            editor: Editor::with_text(&text),
            writing,
        }
    }

    const fn count(&self) -> usize {
        self.stems.len() + 1
    }

    /// Puts the beginning under the mark in, with the caret where the person's words belong.
    ///
    /// An earlier beginning gives way, and the words written after it stay.
    fn begin(&mut self) {
        self.writing = true;
        let Some(stem) = self.stems.get(self.selected) else {
            return;
        };
        let written = self.editor.text().to_owned();
        let earlier = self
            .stems
            .iter()
            .map(|stem| opening(stem))
            .filter(|opening| written.starts_with(opening));
        let earlier = earlier
            .max_by_key(|opening| opening.len())
            .unwrap_or_default();
        let own = &written[earlier.len()..];
        if own.trim().is_empty() || self.is_only_begun() {
            let gap = stem.find(GAP).unwrap_or(stem.len());
            self.editor.replace_all(&begun(stem), gap);
        } else if earlier.is_empty() {
            self.editor
                .replace_all(&format!("{}\n{written}", begun(stem)), opening(stem).len());
        } else {
            let words = format!("{}{own}", opening(stem));
            self.editor.replace_all(&words, words.len());
        }
    }

    /// Whether a beginning or a draft with gaps stands there that nobody went on from.
    fn is_only_begun(&self) -> bool {
        let text = self.editor.text().trim_end();
        if text == self.draft.trim_end() && text.contains('…') {
            return true;
        }
        self.stems
            .iter()
            .any(|stem| stem.contains(GAP) && begun(stem).trim_end() == text)
    }

    fn on_key_in_stems(&mut self, key: Key) -> Reply {
        if let Some(digit) = key.digit() {
            let wanted = usize::from(digit).wrapping_sub(1);
            if wanted < self.count() {
                self.selected = wanted;
                self.begin();
            }
            return Reply::Stay;
        }
        let last = self.count() - 1;
        match meant(self.place(), key) {
            Some(Action::Go) => self.begin(),
            Some(Action::Next) => return Reply::Answer(self.answer()),
            Some(Action::Up) => self.selected = self.selected.saturating_sub(1),
            Some(Action::Down) => self.selected = (self.selected + 1).min(last),
            Some(Action::First | Action::PageUp) => self.selected = 0,
            Some(Action::Last | Action::PageDown) => self.selected = last,
            _ => return Reply::Pass,
        }
        Reply::Stay
    }
}

/// The columns of the mark and the digit before a beginning.
const MARK: usize = 4;

/// Where a beginning leaves room for the person's words.
const GAP: &str = "...";

/// The part of a beginning before its first gap.
fn opening(stem: &str) -> &str {
    stem.split(GAP).next().unwrap_or_default().trim_end()
}

/// A beginning as it is put in: its first gap empty, others marked.
fn begun(stem: &str) -> String {
    stem.replacen(GAP, "", 1).replace(GAP, "…")
}

impl Doing for Reframe {
    fn place(&self) -> Place {
        if self.writing {
            Place::ManyLines
        } else {
            Place::ChooseOne
        }
    }

    fn on_key(&mut self, key: Key, width: u16) -> Reply {
        if !self.writing {
            return self.on_key_in_stems(key);
        }
        match meant(self.place(), key) {
            Some(Action::Next) => Reply::Answer(self.answer()),
            // Back leads to the beginnings first, where a gentler one can be picked.
            Some(Action::Back) if !self.stems.is_empty() => {
                self.writing = false;
                Reply::Stay
            }
            _ if edit(&mut self.editor, Place::ManyLines, key, width) => Reply::Stay,
            _ => Reply::Pass,
        }
    }

    fn on_paste(&mut self, text: &str) {
        if self.writing {
            self.editor.paste(text, false);
        }
    }

    /// A beginning that nobody went on from isn't the person's own words yet, unless it is whole.
    fn answer(&self) -> Option<Answer> {
        if self.is_only_begun() {
            None
        } else {
            answer(&self.editor)
        }
    }

    fn writing(&self) -> Option<(&str, usize)> {
        (self.writing || !self.editor.is_blank()).then(|| (self.editor.text(), self.editor.caret()))
    }

    fn take_up(&mut self, words: &str, caret: usize) {
        self.editor.replace_all(words, caret);
        self.writing = true;
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        if self.writing {
            return rows(&self.editor, width);
        }
        let count = u16::try_from(self.count()).unwrap_or(u16::MAX);
        let longest = self.stems.iter().map(|stem| columns(stem) + MARK).max();
        let is_cut = longest.is_some_and(|longest| longest > usize::from(width));
        (count.min(4), count + if is_cut { 2 } else { 0 })
    }

    fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        if self.writing {
            return Writing {
                editor: &self.editor,
                placeholder: "kind, and true",
                look,
            }
            .draw(area, buf);
        }
        let width = usize::from(area.width);
        // The beginning under the mark stands below the others once more where it is cut.
        let stem = self.stems.get(self.selected).map_or("", String::as_str);
        let is_cut = columns(stem) + MARK > width;
        let wanted = if is_cut {
            Prose::height(stem, area.width)
        } else {
            0
        };
        let rows = if area.height > wanted + 1 { wanted } else { 0 };
        let list = Rect {
            height: area.height - rows,
            ..area
        };
        let whole = Rect {
            y: list.bottom(),
            height: rows,
            ..area
        };
        Prose::new(stem, look.quiet).render(whole, buf);
        let top = first_row(self.selected, self.count(), list.height.into());
        for (y, index) in (list.y..list.bottom()).zip(top..self.count()) {
            let is_selected = index == self.selected;
            let mark = if is_selected { look.mark() } else { "  " };
            let words = self.stems.get(index).map_or(Self::OWN, String::as_str);
            let row = format!("{mark}{} {words}", index + 1);
            let style = if is_selected {
                look.marked
            } else {
                Style::new()
            };
            buf.set_stringn(area.x, y, clip(&row, width), width, style);
        }
        None
    }
}
