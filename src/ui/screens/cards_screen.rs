//! “My lines”: the good-enough lines that a person keeps as cards, one at a time, in a shuffled order.

mod line_mode;
mod render;

use std::collections::HashSet;

use jiff::civil::Date;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use super::popup::Popup;
use super::{AppCommand, ScreenContext};
use crate::domain::entry::EntryId;
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::storage::cards::{Card, CardFilter};
use crate::storage::journal::{Journal, JournalError};
use crate::text::one_line;
use crate::ui::keymap::{Action, KeyContext, KeyPress, key_label};
use crate::ui::layout::text_area;
use crate::ui::widgets::wrapped_text::WrappedText;

/// The cards of a filter.
#[derive(Debug)]
pub(crate) struct CardsScreen {
    today: Date,
    rng: StdRng,
    filter: CardFilter,
    /// The entries of the cards, in the order in which they are shown.
    ids: Vec<EntryId>,
    /// An index into `ids`.
    position: usize,
    /// The card at `position`.
    card: Option<Card>,
    /// Whether the fear and what came of it are shown.
    is_fear_shown: bool,
    scroll: usize,
    popup: Option<Popup<CardChoice>>,
    /// The card that was removed last.
    removed: Option<EntryId>,
    /// The card to show once it is there again.
    wanted: Option<EntryId>,
    error: Option<JournalError>,
}

/// A choice in the popup of filters.
#[derive(Clone, Debug)]
enum CardChoice {
    Cancel,
    SetFilter(CardFilter),
}

impl CardsScreen {
    const NOTHING_FOUND: &str = "None of your cards has this any more.";
    /// The most patterns, and the most feelings, that the popup offers.
    const MAX_LABELS: usize = 8;

    /// Opens all cards in an order drawn from `rng`.
    pub(crate) fn open(journal: &Journal, today: Date, rng: StdRng) -> Result<Self, JournalError> {
        let mut screen = Self {
            today,
            rng,
            filter: CardFilter::default(),
            ids: Vec::new(),
            position: 0,
            card: None,
            is_fear_shown: false,
            scroll: 0,
            popup: None,
            removed: None,
            wanted: None,
            error: None,
        };
        screen.shuffle(journal)?;
        Ok(screen)
    }

    /// Reads the cards again and draws an order for them.
    fn shuffle(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.ids = journal.card_ids(&self.filter)?;
        self.ids.shuffle(&mut self.rng);
        self.position = 0;
        self.load_card(journal)
    }

    /// Reads the cards again and keeps their order and the position.
    pub(crate) fn refresh(&mut self, journal: &Journal) -> Result<(), JournalError> {
        let current = journal.card_ids(&self.filter)?;
        let mut added: HashSet<_> = current.iter().cloned().collect();
        self.ids.retain(|id| added.remove(id));
        let is_added = |id: &EntryId| added.contains(id);
        self.ids.extend(current.into_iter().filter(is_added));
        let wanted = self.wanted.take();
        let wanted = wanted.and_then(|wanted| self.ids.iter().position(|id| *id == wanted));
        self.position = wanted.unwrap_or(self.position);
        self.load_card(journal)
    }

    fn load_card(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.position = self.position.min(self.ids.len().saturating_sub(1));
        self.card = None;
        if let Some(id) = self.ids.get(self.position) {
            self.card = journal.card(id)?;
        }
        Ok(())
    }

    pub(crate) const fn key_context(&self) -> KeyContext {
        if self.popup.is_some() {
            KeyContext::Popup
        } else {
            KeyContext::Cards
        }
    }

    /// Whether an action has an effect now.
    pub(crate) fn is_available(&self, action: Action) -> bool {
        match action {
            _ if self.popup.is_some() => true,
            Action::Up | Action::Down | Action::Shuffle => self.ids.len() > 1,
            Action::Activate => self.card.as_ref().is_some_and(has_fear),
            Action::ToggleCard | Action::EditAnswer => self.card.is_some(),
            Action::Filter => self.card.is_some() || !self.shows_all(),
            Action::Undelete => self.removed.is_some(),
            _ => true,
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        if let Some(popup) = &mut self.popup {
            return match popup.on_key(press) {
                Some(choice) => {
                    self.on_choice(choice, context.journal);
                    AppCommand::None
                }
                None => AppCommand::None,
            };
        }
        match press.action {
            Some(Action::PageDown) => {
                let line = self.card.as_ref().map_or("", |card| &card.line);
                let rows = WrappedText::height(line, text_area(context.area).width);
                self.scroll = (self.scroll + 1).min(usize::from(rows));
                AppCommand::None
            }
            Some(Action::PageUp) => {
                self.scroll = self.scroll.saturating_sub(1);
                AppCommand::None
            }
            Some(action) => self.on_action(action, context.journal),
            None => AppCommand::None,
        }
    }

    fn on_action(&mut self, action: Action, journal: &Journal) -> AppCommand {
        let last = self.ids.len().saturating_sub(1);
        let id = self.card.as_ref().map(|card| card.entry_id.clone());
        match (action, id) {
            (Action::Leave, _) => return AppCommand::Back,
            (Action::Activate, _) => self.is_fear_shown = !self.is_fear_shown,
            (Action::Down, _) if self.position < last => self.show(self.position + 1, journal),
            (Action::Down, _) => self.show(0, journal),
            (Action::Up, _) => self.show(self.position.checked_sub(1).unwrap_or(last), journal),
            (Action::Shuffle, _) => self.error = self.shuffle(journal).err(),
            (Action::Filter, _) => self.open_filter_popup(journal),
            (Action::EditAnswer, Some(id)) => return self.edit_command(id, journal),
            (Action::ToggleCard, Some(id)) => {
                self.removed = Some(id.clone());
                return AppCommand::SetCard(id, false);
            }
            (Action::Undelete, _) => {
                self.wanted.clone_from(&self.removed);
                return self
                    .removed
                    .take()
                    .map_or(AppCommand::None, |id| AppCommand::SetCard(id, true));
            }
            _ => {}
        }
        AppCommand::None
    }

    /// Changes the answer that is the line of the card.
    fn edit_command(&mut self, id: EntryId, journal: &Journal) -> AppCommand {
        let entry = match journal.entry(&id) {
            Ok(entry) => entry,
            Err(error) => {
                self.error = Some(error);
                None
            }
        };
        let answers = entry.iter().flat_map(|entry| entry.answers.iter().rev());
        let mut lines = answers.filter(|answered| answered.role == Some(Role::Reframe));
        match lines.next() {
            Some(line) => AppCommand::EditAnswer(id, line.step.clone()),
            None => AppCommand::None,
        }
    }

    /// Shows the card at a position.
    fn show(&mut self, position: usize, journal: &Journal) {
        (self.position, self.scroll) = (position, 0);
        self.error = self.load_card(journal).err();
    }

    /// Takes an error of the journal.
    pub(crate) fn take_error(&mut self) -> Option<JournalError> {
        self.error.take()
    }

    fn open_filter_popup(&mut self, journal: &Journal) {
        match journal.card_labels() {
            Ok(labels) => self.popup = Some(build_filter_popup(&labels)),
            Err(error) => self.error = Some(error),
        }
    }

    fn on_choice(&mut self, choice: CardChoice, journal: &Journal) {
        self.popup = None;
        if let CardChoice::SetFilter(filter) = choice {
            self.filter = filter;
            self.error = self.shuffle(journal).err();
        }
    }

    /// "3 of 12", with the filter: "3 of 12, tired".
    fn position_label(&self) -> String {
        if self.ids.is_empty() {
            return String::new();
        }
        let count = format!("{} of {}", self.position + 1, self.ids.len());
        match self
            .filter
            .pattern
            .as_ref()
            .or(self.filter.feeling.as_ref())
        {
            Some(label) => format!("{count}, {}", one_line(label)),
            None => count,
        }
    }

    /// Whether all cards are to be shown.
    fn shows_all(&self) -> bool {
        self.filter == CardFilter::default()
    }

    /// What is said where there is no card.
    fn empty_message(&self) -> String {
        if !self.shows_all() {
            return Self::NOTHING_FOUND.to_owned();
        }
        let key = key_label(Action::ToggleCard, KeyContext::History);
        format!(
            "No lines are kept yet. On a summary and in the history, {key} keeps the good-enough line as a card, and it waits here."
        )
    }
}

/// Offers all cards, and those of one pattern or feeling.
fn build_filter_popup(labels: &[Vec<(String, usize)>; 2]) -> Popup<CardChoice> {
    let [patterns, feelings] = labels;
    let all = CardChoice::SetFilter(CardFilter::default());
    let mut choices = vec![
        ("Cancel".to_owned(), CardChoice::Cancel),
        ("All of them".to_owned(), all),
    ];
    let labelled = |(label, count): &(String, usize)| format!("{} ({count})", one_line(label));
    choices.extend(
        patterns
            .iter()
            .take(CardsScreen::MAX_LABELS)
            .map(|pattern| {
                let filter = CardFilter {
                    pattern: Some(pattern.0.clone()),
                    feeling: None,
                };
                (labelled(pattern), CardChoice::SetFilter(filter))
            }),
    );
    choices.extend(
        feelings
            .iter()
            .take(CardsScreen::MAX_LABELS)
            .map(|feeling| {
                let filter = CardFilter {
                    pattern: None,
                    feeling: Some(feeling.0.clone()),
                };
                (labelled(feeling), CardChoice::SetFilter(filter))
            }),
    );
    let choices = choices
        .iter()
        .map(|(label, choice)| (label.as_str(), choice.clone()));
    Popup::new("Which cards would you like to see?", choices.collect())
}

fn has_fear(card: &Card) -> bool {
    card.fear.is_some() || card.thought.is_some()
}

/// The fear of a card in sentences: the words, the likelihoods, and what came of it.
pub(crate) fn fear_lines(card: &Card, today: Date) -> Vec<String> {
    let words = card.fear.as_ref().or(card.thought.as_ref());
    let mut lines: Vec<_> = words.cloned().into_iter().collect();
    lines.extend(match (card.likelihood_before, card.likelihood_after) {
        (Some(before), Some(after)) => Some(format!(
            "How likely it seemed: {before}% at first, {after}% after."
        )),
        (Some(before), None) => Some(format!("How likely it seemed: {before}%.")),
        _ => None,
    });
    lines.extend(card.follow_up.map(|follow_up| match follow_up.outcome {
        Outcome::No => "It didn't happen.".to_owned(),
        Outcome::Partly => "It partly happened.".to_owned(),
        Outcome::Yes => "It happened.".to_owned(),
        Outcome::Unknown => "You couldn't tell how it turned out.".to_owned(),
        Outcome::Dropped => "You let it go.".to_owned(),
        Outcome::Open if follow_up.due <= today => "It's ready to look back on.".to_owned(),
        Outcome::Open => format!("To look back on: {}.", follow_up.due.strftime("%-d %B %Y")),
    }));
    lines
}
