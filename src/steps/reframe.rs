//! The thought, put as good enough: a beginning to pick, strongest first, and the words to finish it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::write::{answer, edit, rows};
use super::{Doing, Reply, text_of};
use crate::actions::{Action, Key, Place, meant};
use crate::editor::Editor;
use crate::entry::Answer;
use crate::exercise;
use crate::session::Session;
use crate::text::clip;
use crate::theme::Look;
use crate::widgets::prose::{Writing, first_row};

/// A good-enough thought being written.
#[derive(Debug)]
pub struct Reframe {
    stems: Vec<String>,
    selected: usize,
    /// The beginning put in last, which a gentler one may replace.
    begun_with: String,
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
            draft
        };
        let writing = stems.is_empty() || !text.is_empty();
        Self {
            stems,
            selected: 0,
            begun_with: String::new(),
            editor: Editor::with_text(&text),
            writing,
        }
    }

    const fn count(&self) -> usize {
        self.stems.len() + 1
    }

    /// Puts the beginning under the mark in, with the caret where the person's words belong.
    ///
    /// An untouched earlier beginning gives way; words already written stay below the new one.
    fn begin(&mut self) {
        self.writing = true;
        let Some(stem) = self.stems.get(self.selected) else {
            return;
        };
        let written = self.editor.text().to_owned();
        let (begun, gap) = match stem.find("...") {
            Some(gap) => (stem.replacen("...", "", 1), gap),
            None => (stem.clone(), stem.len()),
        };
        let begun = begun.replace("...", "…");
        if written.trim().is_empty() || written == self.begun_with {
            self.editor.replace_all(&begun, gap);
        } else if let Some(own) = written
            .strip_prefix(self.begun_with.trim_end())
            .filter(|_| !self.begun_with.is_empty())
        {
            let begun = begun.trim_end();
            self.editor
                .replace_all(&format!("{begun}{own}"), begun.len() + own.len());
        } else {
            self.editor.replace_all(&format!("{begun}\n{written}"), gap);
        }
        self.begun_with = begun;
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
        let is_unfinished = self.editor.text() == self.begun_with
            && self
                .stems
                .get(self.selected)
                .is_some_and(|stem| stem.contains("..."));
        if is_unfinished {
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
        (count.min(4), count)
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
        let top = first_row(self.selected, self.count(), area.height.into());
        for (y, index) in (area.y..area.bottom()).zip(top..self.count()) {
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
