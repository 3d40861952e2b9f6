//! The interface of [`App`] for line mode.

use super::{App, Effect, UiMode};
use crate::domain::entry::LocalTime;
use crate::ui::keymap::{Action, KeyContext, key_label};
use crate::ui::line_mode::prompt::LineReply;
use crate::ui::screens::{AppCommand, Screen, ScreenContext};

impl App {
    /// Switches to line mode.
    pub(crate) const fn use_line_mode(&mut self) {
        self.mode = UiMode::LineMode;
    }

    /// The key for an action in the history, or the command in line mode.
    pub(super) fn key_or_command(&self, action: Action) -> String {
        match (action, self.mode) {
            (Action::Undelete, UiMode::LineMode) => "/undo".to_owned(),
            (action, _) => key_label(action, KeyContext::History),
        }
    }

    /// The screen on top; none once the application is over.
    pub(crate) fn screen(&self) -> Option<&Screen> {
        self.screens.last()
    }

    /// Takes the message, so that it is shown once.
    pub(crate) fn take_status(&mut self) -> String {
        std::mem::take(&mut self.status)
    }

    /// Passes a line to the screen on top.
    pub(crate) fn on_line(&mut self, typed: &str, now: &LocalTime) -> LineReply<AppCommand> {
        self.journal.set_now(now.timestamp);
        let before = self.input_hash();
        self.tell_keeping();
        let context = ScreenContext {
            library: &self.library,
            journal: &self.journal,
            area: self.area,
            theme: self.theme,
        };
        let screen = self.screens.last_mut();
        let reply = screen.map_or(LineReply::Done(AppCommand::Quit), |screen| {
            screen.on_line(typed, &context)
        });
        self.report_damage();
        // Nobody types a line twice, so it is saved at once.
        let is_incomplete = matches!(reply, LineReply::Incomplete | LineReply::Ask(_));
        if self.input_hash() != before && is_incomplete {
            self.save_draft();
        }
        reply
    }

    /// Appends an unfinished line to the text being written.
    pub(crate) fn append_input(&mut self, line: &str) {
        let written = self.screens.last().and_then(Screen::edited_text);
        let Some(written) = written.filter(|_| !line.trim().is_empty()) else {
            return;
        };
        let gap = if written.is_empty() { "" } else { "\n" };
        let words = format!("{written}{gap}{line}");
        self.with_top_screen(|screen| screen.set_text(&words));
    }

    /// Executes a command.
    pub(crate) fn execute(&mut self, command: AppCommand, now: &LocalTime) -> Option<Effect> {
        self.journal.set_now(now.timestamp);
        self.dispatch(command, now);
        self.screens.is_empty().then_some(Effect::Quit)
    }

    /// Clears the text being written; false if there is none.
    pub(crate) fn clear_input(&mut self) -> bool {
        let is_writing = self.screens.last().and_then(Screen::edited_text).is_some();
        if is_writing {
            self.with_top_screen(|screen| screen.set_text(""));
        }
        is_writing
    }

    /// Asks whether to discard the session.
    pub(crate) fn confirm_discard(&mut self) {
        self.tell_keeping();
        if let Some(Screen::Session(session_screen)) = self.screens.last_mut() {
            session_screen.confirm_discard();
        }
    }
}
