//! The journal can't be used as it is: what is wrong, where the words are, and what can be done.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::sheet::Sheet;
use super::{Outcome, header, reading};
use crate::actions::{Action, Key, Place, meant};
use crate::journal::JournalError;
use crate::places::Places;
use crate::theme::Look;

/// What is wrong, and what can be picked.
#[derive(Debug)]
pub struct Trouble {
    sheet: Sheet<Remedy>,
}

/// What can be done about a journal in trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    TryAgain,
    /// On, with nothing saved until the journal can be opened.
    GoOn,
    People,
    Quit,
}

impl Trouble {
    pub fn new(error: &JournalError, _places: Option<&Places>) -> Self {
        let picks = vec![
            ("Try again", Remedy::TryAgain),
            ("Go on without saving for now", Remedy::GoOn),
            ("People to talk to", Remedy::People),
            ("Leave", Remedy::Quit),
        ];
        Self {
            sheet: Sheet::new(&error.to_string(), picks),
        }
    }

    pub fn on_key(&mut self, key: Key) -> Outcome {
        if meant(Place::Sheet, key) == Some(Action::Leave) {
            return Outcome::Remedy(Remedy::GoOn);
        }
        self.sheet
            .on_key(key)
            .map_or(Outcome::Stay, Outcome::Remedy)
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        header("The journal needs a look", "", area, buf, look);
        self.sheet.render(reading(area), buf, look);
    }
}
