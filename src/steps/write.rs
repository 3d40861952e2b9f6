//! Words to write, in one line or in many.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Doing, Reply, text_of};
use crate::actions::{Action, Key, Place, meant};
use crate::editor::Editor;
use crate::entry::Answer;
use crate::exercise::{self, Lines};
use crate::theme::Look;
use crate::widgets::prose::{Prose, Writing};

/// A text being written.
#[derive(Debug)]
pub struct Write {
    editor: Editor,
    lines: Lines,
    placeholder: String,
}

impl Write {
    pub fn new(write: &exercise::Write, current: Option<&Answer>) -> Self {
        Self {
            editor: Editor::with_text(&text_of(current)),
            lines: write.lines,
            placeholder: write.placeholder.clone().unwrap_or_default(),
        }
    }
}

/// What a key does to a text; true where it did something.
pub fn edit(editor: &mut Editor, place: Place, key: Key, width: u16) -> bool {
    match (meant(place, key), key.typed()) {
        (Some(Action::Edit(edit)), _) => editor.apply(edit, Writing::room(width)),
        (None, Some(letter)) => editor.type_in(letter),
        _ => return false,
    }
    true
}

/// The rows a text needs and would like: two more than it fills, so that there is room to write.
pub fn rows(editor: &Editor, width: u16) -> (u16, u16) {
    let room = u16::try_from(Writing::room(width)).unwrap_or(1);
    (
        2,
        Prose::height(editor.text(), room).saturating_add(2).max(3),
    )
}

/// The answer a text makes: its words without white space around them, or none.
pub fn answer(editor: &Editor) -> Option<Answer> {
    (!editor.is_blank()).then(|| Answer::Text(editor.text().trim().to_owned()))
}

impl Doing for Write {
    fn place(&self) -> Place {
        match self.lines {
            Lines::One => Place::OneLine,
            Lines::Many => Place::ManyLines,
        }
    }

    fn on_key(&mut self, key: Key, width: u16) -> Reply {
        let place = self.place();
        if meant(place, key) == Some(Action::Next) {
            return Reply::Answer(self.answer());
        }
        if edit(&mut self.editor, place, key, width) {
            Reply::Stay
        } else {
            Reply::Pass
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.editor.paste(text, self.lines == Lines::One);
    }

    fn answer(&self) -> Option<Answer> {
        answer(&self.editor)
    }

    fn writing(&self) -> Option<(&str, usize)> {
        Some((self.editor.text(), self.editor.caret()))
    }

    fn take_up(&mut self, words: &str, caret: usize) {
        // An editor gives back lines even where one is asked for.
        let words = match self.lines {
            Lines::One => &words.replace('\n', " "),
            Lines::Many => words,
        };
        self.editor.replace_all(words, caret);
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        rows(&self.editor, width)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        Writing {
            editor: &self.editor,
            placeholder: &self.placeholder,
            look,
        }
        .draw(area, buf)
    }
}
