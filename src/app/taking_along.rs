//! Words that a person takes along: copied by the terminal, or printed when they leave.

use super::{App, Effect};
use crate::entry::EntryId;

impl App {
    /// More than this doesn't fit into what terminals take to be copied.
    pub const MOST_COPIED: usize = 74_994;

    /// What was asked to be printed after the last frame.
    pub fn prints(&self) -> impl Iterator<Item = &str> {
        self.prints.iter().map(|(_, words)| words.as_str())
    }

    /// Has the terminal copy these words.
    pub(super) fn copy(&mut self, words: String) -> Option<Effect> {
        if words.len() > Self::MOST_COPIED {
            self.tell("That is more than a terminal copies at once. p prints it when you leave.");
            return None;
        }
        // A terminal never says whether it did.
        self.tell("Copied, if your terminal allows it. p prints it when you leave.");
        Some(Effect::CopyText(words))
    }

    /// Keeps these words of the walk on the screen to be printed, or no longer.
    pub(super) fn print(&mut self, words: String) {
        let Some(id) = self
            .session_screen()
            .map(|walk| walk.session().meta().id.clone())
        else {
            return;
        };
        let was_kept = self.prints.contains(&(id.clone(), words.clone()));
        self.print_no_more(&id);
        if was_kept {
            self.tell("It won't be printed.");
        } else {
            self.prints.push((id, words));
            self.tell("It's printed when you leave, and stays in the terminal. p takes that back.");
        }
    }

    /// Prints nothing of an entry that was thrown away.
    pub(super) fn print_no_more(&mut self, id: &EntryId) {
        self.prints.retain(|(kept, _)| kept != id);
    }
}
