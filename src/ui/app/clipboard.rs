//! Taking text along: copying it, or printing it on exit.

use super::{App, Effect};
use crate::domain::entry::EntryId;
use crate::ui::keymap::{Action, key_label};

impl App {
    /// The most bytes that common terminals accept in an OSC 52 sequence.
    pub const MAX_COPY_BYTES: usize = 74_994;

    /// The texts to print after the last frame.
    pub fn print_queue(&self) -> impl Iterator<Item = &str> {
        self.print_queue.iter().map(|(_, words)| words.as_str())
    }

    /// Asks the terminal to copy `words`.
    pub(super) fn copy_to_clipboard(&mut self, words: String) -> Option<Effect> {
        let print = key_label(Action::TogglePrint, self.key_context());
        if words.len() > Self::MAX_COPY_BYTES {
            self.set_status(format!(
                "That's too long to copy from a terminal. Press {print} to print it when you quit."
            ));
            return None;
        }
        // Terminals don't report whether they copied.
        self.set_status(format!(
            "Copied, if your terminal allows it. Press {print} to print it when you quit."
        ));
        Some(Effect::CopyText(words))
    }

    /// Adds a text of the current session to the print queue, or removes it.
    pub(super) fn toggle_print(&mut self, words: String) {
        let Some(id) = self
            .session_screen()
            .map(|session_screen| session_screen.session().meta().id.clone())
        else {
            return;
        };
        let was_kept = self.print_queue.contains(&(id.clone(), words.clone()));
        self.cancel_print(&id);
        if was_kept {
            self.set_status("It won't be printed.");
        } else {
            self.print_queue.push((id, words));
            let undo = key_label(Action::TogglePrint, self.key_context());
            self.set_status(format!(
                "It will be printed when you quit, and others can see it there. Press {undo} to undo."
            ));
        }
    }

    /// Removes the texts of a deleted entry from the print queue.
    pub(super) fn cancel_print(&mut self, id: &EntryId) {
        self.print_queue.retain(|(kept, _)| kept != id);
    }
}
