//! The key help page.

use super::session_screen::keeping::Keeping;
use super::text_page::{PageBlock, PageSubject, TextPage};
use crate::ui::keymap::{self, Action, Key, KeyContext, lookup};

/// Lists the keys of `current`, then those of all other contexts. `keeping` tells what quitting does with the words.
pub(crate) fn build_page(current: KeyContext, keeping: Keeping) -> TextPage {
    let named = [
        (KeyContext::Home, "The first screen"),
        (KeyContext::HomeSearch, "Searching on the first screen"),
        (KeyContext::DraftList, "Unfinished exercises"),
        (KeyContext::PathPage, "Small steps"),
        (KeyContext::SingleLineText, "A line of text"),
        (KeyContext::OtherText, "An answer of your own"),
        (KeyContext::MultiLineText, "A longer text or a list"),
        (KeyContext::ReframeText, "A sentence to finish"),
        (KeyContext::GapText, "A sentence with gaps"),
        (KeyContext::Rating, "A rating"),
        (KeyContext::ChooseOne, "A choice"),
        (KeyContext::ChooseMany, "Several choices"),
        (KeyContext::PassiveStep, "A page of an exercise"),
        (KeyContext::LastStep, "The last page of an exercise"),
        (KeyContext::Offers, "The end of an exercise"),
        (KeyContext::Breathing, "Breathing"),
        (KeyContext::BreathingWithHolds, "Breathing with holds"),
        (KeyContext::BreathingStep, "Breathing in an exercise"),
        (KeyContext::QuietBreak, "A quiet minute"),
        (KeyContext::HoldCaution, "Before breathing with holds"),
        (KeyContext::History, "History"),
        (KeyContext::HistorySearch, "Searching"),
        (KeyContext::HistoryDays, "Typing days"),
        (KeyContext::HistoryEntry, "An entry in the history"),
        (KeyContext::ReportQuestion, "The question of a report"),
        (KeyContext::Passphrase, "The passphrase"),
        (KeyContext::Work, "While something takes longer"),
        (KeyContext::Insights, "What your entries show"),
        (KeyContext::InsightSentences, "The same in sentences"),
        (KeyContext::InsightFigure, "A marked figure"),
        (KeyContext::Welcome, "The first page"),
        (KeyContext::PageWithLinks, "A page with choices"),
        (KeyContext::Page, "A page like this"),
        (KeyContext::TrustedPeople, "People you trust"),
        (KeyContext::Popup, "A short question"),
    ];
    let mut blocks = Vec::new();
    let (first, others): (Vec<_>, Vec<_>) = named
        .into_iter()
        .partition(|(context, _)| *context == current);
    for (context, name) in first.into_iter().chain(others) {
        blocks.push(PageBlock::Heading(name.to_owned()));
        for binding in keymap::bindings_in(context) {
            // An earlier binding may take precedence here.
            let is_bound = |key: &&Key| lookup(context, **key) == Some(binding.action);
            let keys: Vec<_> = binding
                .keys
                .iter()
                .filter(is_bound)
                .map(Key::to_string)
                .collect();
            let name = match binding.action {
                Action::Interrupt if keeping != Keeping::Saved => "quit",
                _ => binding.name,
            };
            if !keys.is_empty() {
                blocks.push(PageBlock::Definition(keys.join(", "), name.to_owned()));
            }
        }
    }
    TextPage::new("Keys".to_owned(), blocks).with_subject(PageSubject::Keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_context_lists_a_key_once() {
        let mut seen: Vec<String> = Vec::new();
        for block in build_page(KeyContext::Home, Keeping::Saved).into_blocks() {
            match block {
                PageBlock::Definition(keys, name) => {
                    for key in keys.split(", ") {
                        assert!(!seen.contains(&key.to_owned()), "{key}, for {name}");
                        seen.push(key.to_owned());
                    }
                }
                _ => seen.clear(),
            }
        }
    }
}
