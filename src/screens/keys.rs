//! The page of keys.

use super::page::{Page, Paragraph, Subject};
use crate::actions::{self, Key, Place, meant};

/// Every key that holds at `here`, then those of every other place.
pub fn page(here: Place) -> Page {
    let named = [
        (Place::Home, "The first screen"),
        (Place::OneLine, "A line of text"),
        (Place::Other, "Something else than the choices"),
        (Place::ManyLines, "A longer text"),
        (Place::Rating, "A rating"),
        (Place::ChooseOne, "A choice"),
        (Place::ChooseMany, "Several choices"),
        (Place::Stop, "A page of a walk"),
        (Place::Breathing, "Breathing"),
        (Place::Holding, "Breathing with holds"),
        (Place::BreathingStep, "Breathing in a walk"),
        (Place::Quiet, "A quiet time"),
        (Place::Caution, "Before a breath with holds"),
        (Place::History, "History"),
        (Place::Searching, "Words to look for"),
        (Place::Reader, "An entry of the history"),
        (Place::Insights, "What it adds up to"),
        (Place::Welcome, "The first page"),
        (Place::Choices, "A page with choices"),
        (Place::Page, "A page like this"),
        (Place::Trusted, "People you trust"),
        (Place::Sheet, "A short question"),
    ];
    let mut paragraphs = Vec::new();
    let (first, others): (Vec<_>, Vec<_>) =
        named.into_iter().partition(|(place, _)| *place == here);
    for (place, name) in first.into_iter().chain(others) {
        paragraphs.push(Paragraph::Heading(name.to_owned()));
        for row in actions::at(place) {
            // An earlier line of the table may have taken a key of this one here.
            let held = |key: &&Key| meant(place, **key) == Some(row.action);
            let keys: Vec<_> = row.keys.iter().filter(held).map(Key::to_string).collect();
            if !keys.is_empty() {
                paragraphs.push(Paragraph::Entry(keys.join(", "), row.name.to_owned()));
            }
        }
    }
    Page::new("Keys".to_owned(), paragraphs).about(Subject::Keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once_under_each_place_and_says_what_it_does_there() {
        let mut seen: Vec<String> = Vec::new();
        for paragraph in page(Place::Home).into_paragraphs() {
            match paragraph {
                Paragraph::Entry(keys, name) => {
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
