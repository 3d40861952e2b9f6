//! The cards in line mode: one card, and words for what can be done with it.

use super::{CardsScreen, fear_lines};
use crate::storage::journal::Journal;
use crate::text::one_line;
use crate::ui::keymap::Action;
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::screens::AppCommand;

/// What can be done with a card.
const HINT: &str =
    "Enter shows the next card. Also: /fear, /filter, /shuffle, /edit, /remove, /undo, /back.";

impl CardsScreen {
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        if let Some(popup) = &self.popup {
            return popup.line_prompt();
        }
        let Some(card) = &self.card else {
            let words = if self.shows_all() {
                "No lines are kept yet. At the end of an exercise, /card keeps the good-enough line as a card. An entry in the history has a choice for it."
            } else {
                Self::NOTHING_FOUND
            };
            let hint = "Enter goes back. Also: /filter, /undo.";
            return LinePrompt::new(vec![words.to_owned()], hint);
        };
        let day = card.day.strftime("%-d %B %Y");
        let mut lines = vec![
            format!("My lines, {}. From {day}:", self.position_label()),
            card.line.clone(),
        ];
        if self.is_fear_shown {
            let fear = fear_lines(card, self.today);
            lines.extend(fear.iter().map(|line| one_line(line)));
        }
        LinePrompt::new(lines, HINT)
    }

    pub(crate) fn on_line(&mut self, typed: &str, journal: &Journal) -> LineReply<AppCommand> {
        if let Some(popup) = &self.popup {
            return match popup.on_line(typed) {
                LineReply::Done(choice) => {
                    self.on_choice(choice, journal);
                    LineReply::Refresh
                }
                reply => reply.map(|_| AppCommand::None),
            };
        }
        let action = match typed.trim() {
            "/back" => Action::Leave,
            "" if self.card.is_none() => Action::Leave,
            "" => Action::Down,
            "/fear" => Action::Activate,
            "/filter" => Action::Filter,
            "/shuffle" => Action::Shuffle,
            "/edit" => Action::EditAnswer,
            "/remove" => Action::ToggleCard,
            "/undo" => Action::Undelete,
            _ => {
                return LineReply::invalid(HINT);
            }
        };
        if !self.is_available(action) {
            return LineReply::invalid("There's nothing for that here.");
        }
        done(self.on_action(action, journal))
    }
}

/// Shows the screen again where the app has nothing to do.
fn done(command: AppCommand) -> LineReply<AppCommand> {
    match command {
        AppCommand::None => LineReply::Refresh,
        command => LineReply::Done(command),
    }
}
