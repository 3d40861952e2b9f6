//! Words to read.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::{Doing, Reply};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::entry::Answer;
use crate::spoken::{Heard, Spoken};
use crate::theme::Theme;
use crate::widgets::prose::Prose;

/// Words to read, scrolled where they don't fit.
#[derive(Debug)]
pub struct Read {
    words: String,
    top: usize,
}

impl Read {
    pub const fn new(words: String) -> Self {
        Self { words, top: 0 }
    }
}

impl Doing for Read {
    fn place(&self) -> KeyContext {
        KeyContext::PassiveStep
    }

    fn on_key(&mut self, key: Key, width: u16) -> Reply {
        let last = usize::from(Prose::height(&self.words, width)).saturating_sub(1);
        match lookup(self.place(), key) {
            Some(Action::Continue) => return Reply::Answer(None),
            Some(Action::Down) => self.top = (self.top + 1).min(last),
            Some(Action::Up) => self.top = self.top.saturating_sub(1),
            _ => return Reply::Pass,
        }
        Reply::Stay
    }

    fn answer(&self) -> Option<Answer> {
        None
    }

    fn draws_prompt(&self) -> bool {
        true
    }

    fn spoken(&self) -> Spoken {
        Spoken::new(vec![self.words.clone()], "Enter goes on.")
    }

    fn hear(&mut self, _typed: &str) -> Heard<Option<Answer>> {
        Heard::Done(None)
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        (2, Prose::height(&self.words, width))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, _look: &Theme) -> Option<Position> {
        Prose {
            words: &self.words,
            style: Style::new(),
            top: self.top,
        }
        .render(area, buf);
        None
    }
}
