//! Keeping good-enough lines as cards.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::App;
use crate::domain::entry::{EntryId, LocalTime};
use crate::storage::cards::{Card, CardFilter};
use crate::ui::screens::Screen;
use crate::ui::screens::cards_screen::CardsScreen;

impl App {
    /// Opens “My lines”.
    pub(super) fn show_cards(&mut self, now: &LocalTime) {
        let rng = StdRng::from_rng(&mut self.rng);
        match CardsScreen::open(&self.journal, now.day, rng) {
            Ok(cards) => self.push_screen(Screen::Cards(Box::new(cards))),
            Err(error) => self.report_error(error),
        }
    }

    /// Any of the cards; none if there are none or they can't be read.
    pub(super) fn random_card(&mut self) -> Option<Card> {
        let ids = self.journal.card_ids(&CardFilter::default()).ok()?;
        let id = ids.choose(&mut self.rng)?;
        self.journal.card(id).ok()?
    }

    /// Keeps the good-enough line of an entry as a card, or no longer.
    pub(super) fn toggle_card(&mut self, id: &EntryId, now: &LocalTime) {
        match self.journal.is_card(id) {
            Ok(was_card) => self.set_card(id, !was_card, now),
            Err(error) => self.report_error(error),
        }
    }

    /// Keeps the good-enough line of an entry as a card, or removes the card.
    pub(super) fn set_card(&mut self, id: &EntryId, is_card: bool, now: &LocalTime) {
        let changed = self.write_journal(|journal| journal.set_card(id, is_card));
        let is_changed = *changed.as_ref().unwrap_or(&false);
        if !self.handle_save_result(changed.map(drop)) {
            return;
        }
        self.refresh_top_screen(now);
        self.set_status(match (is_changed, is_card) {
            (true, true) => "Kept as a card. It's in “My lines”, on the first screen.",
            (_, false) => "It isn't a card any more. The line stays in the history.",
            (false, true) => "There's no good-enough line here to keep.",
        });
    }
}
