//! The search on the home screen: titles, feelings and the words of exercises.

use super::menu::{MenuItem, MenuLink};
use crate::content::library::{Activity, Library};
use crate::text::buffer::TextBuffer;
use crate::text::fold;
use crate::ui::keymap::KeyPress;
use crate::ui::screens::AppCommand;
use crate::ui::steps::text_field::apply_key;

/// The input of the search, and what it finds.
#[derive(Debug)]
pub(super) struct MenuSearch {
    input: TextBuffer,
    links: Vec<LinkWords>,
    /// Indices of menu items, the best match first.
    matches: Vec<usize>,
}

/// The folded words of one link, by how much a match in them says.
#[derive(Debug)]
struct LinkWords {
    /// The index of the menu item.
    index: usize,
    /// The title; the feelings it is for; the description; the words of the exercise itself.
    tiers: [Vec<String>; 4],
}

impl MenuSearch {
    pub(super) fn new(items: &[MenuItem], library: &Library) -> Self {
        let links = items.iter().enumerate();
        let links = links.filter_map(|(index, item)| match item {
            MenuItem::Link(link) => Some(LinkWords::new(index, link, library)),
            MenuItem::Heading(_) => None,
        });
        Self {
            input: TextBuffer::default(),
            links: links.collect(),
            matches: Vec::new(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.input.is_blank()
    }

    pub(super) const fn input(&self) -> &TextBuffer {
        &self.input
    }

    pub(super) fn matches(&self) -> &[usize] {
        &self.matches
    }

    /// Edits the input; false if the key does nothing.
    pub(super) fn on_key(&mut self, press: KeyPress) -> bool {
        // The input is one row that scrolls, so the width doesn't matter.
        let is_edited = apply_key(&mut self.input, press, u16::MAX);
        if is_edited {
            self.update();
        }
        is_edited
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.input.paste(text, true);
        self.update();
    }

    fn update(&mut self) {
        let query = fold_words(self.input.text());
        let mut found: Vec<_> = self
            .links
            .iter()
            .filter_map(|link| Some((link.tier_of(&query)?, link.index)))
            .collect();
        found.sort_unstable();
        self.matches = found.into_iter().map(|(_, index)| index).collect();
    }
}

impl LinkWords {
    fn new(index: usize, link: &MenuLink, library: &Library) -> Self {
        let id = match &link.command {
            AppCommand::StartExercise(id)
            | AppCommand::StartBreak(id)
            | AppCommand::ShowPath(id) => id.as_str(),
            _ => "",
        };
        let is_this = |activity: Activity| activity.id() == id;
        let feelings = library
            .menu()
            .iter()
            .filter(|line| library.activities(line).any(is_this))
            .map(|line| line.line.as_str());
        let texts = if id.is_empty() {
            Vec::new()
        } else {
            library.visible_texts(id)
        };
        Self {
            index,
            tiers: [
                fold_words(&link.label),
                feelings.flat_map(fold_words).collect(),
                link.description
                    .iter()
                    .flat_map(|text| fold_words(text))
                    .collect(),
                texts.iter().flat_map(|text| fold_words(text)).collect(),
            ],
        }
    }

    /// The last tier that is needed to find every word; none if one is missing.
    fn tier_of(&self, query: &[String]) -> Option<usize> {
        let tier_of_word = |word: &String| {
            let has_word = |tier: &Vec<String>| tier.iter().any(|found| found.starts_with(word));
            self.tiers.iter().position(has_word)
        };
        let tiers: Option<Vec<_>> = query.iter().map(tier_of_word).collect();
        tiers?.into_iter().max()
    }
}

fn fold_words(text: &str) -> Vec<String> {
    let tokens = fold::tokens(text).into_iter();
    tokens.map(|token| token.folded).collect()
}
