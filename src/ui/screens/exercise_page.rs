//! The page “About this exercise”: what it is for, when something else would serve better, which thinking patterns it fits, and where it comes from.

use super::home_screen::better_choice_text;
use super::text_page::{PageBlock, TextPage};
use crate::content::library::Library;
use crate::domain::exercise::Exercise;

/// Builds the page.
pub(crate) fn build_page(exercise: &Exercise, library: &Library) -> TextPage {
    let text = |words: &String| PageBlock::Text(words.clone());
    let mut blocks = vec![text(&exercise.purpose)];
    blocks.extend(exercise.when.iter().map(text));
    let better = exercise.better_choice.iter();
    blocks.extend(better.map(|better| PageBlock::Text(better_choice_text(better, library))));
    let patterns: Vec<_> = library
        .patterns_of(&exercise.id)
        .map(|pattern| PageBlock::Definition(pattern.name.clone(), pattern.line.clone()))
        .collect();
    push_section("Thinking patterns it fits", patterns, &mut blocks);
    let sources = exercise.sources.iter();
    let sources = sources.map(|source| PageBlock::Definition(String::new(), source.clone()));
    push_section("Where it comes from", sources.collect(), &mut blocks);
    let credit = exercise.credit.iter().map(text);
    push_section("With thanks", credit.collect(), &mut blocks);
    TextPage::new(exercise.title.clone(), blocks)
}

fn push_section(heading: &str, section: Vec<PageBlock>, blocks: &mut Vec<PageBlock>) {
    if !section.is_empty() {
        blocks.push(PageBlock::Heading(heading.to_owned()));
        blocks.extend(section);
    }
}
