//! Measures how much text of a record is missing from a newer version of it.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::Record;
use crate::domain::entry::Answer;

/// What a newer version does to the text of an older one, in order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TextLoss {
    /// Every answer is there, apart from small edits.
    Nothing,
    /// At least one answer was replaced by another text.
    Replaced,
    /// At least one answer is gone or much shorter.
    Removed,
}

/// The longest answer that is checked for typos. A longer one has enough words to distinguish a typo from another text.
const MAX_TYPO_CHECK_CHARS: usize = 64;

impl Record {
    /// What `newer` does to the text of this record.
    ///
    /// An answer is lost if fewer than three quarters of its words occur in `newer`, in any answer. Each word of `newer`
    /// counts once.
    pub(crate) fn text_loss_in(&self, newer: &Self) -> TextLoss {
        let new_texts: Vec<_> = newer.texts().collect();
        let mut remaining: HashMap<String, usize> = HashMap::new();
        for word in new_texts.iter().flat_map(|(_, text)| split_words(text)) {
            *remaining.entry(word).or_default() += 1;
        }
        let mut worst = TextLoss::Nothing;
        for (step, text) in self.texts() {
            let (mut total, mut found) = (0_usize, 0_usize);
            for word in split_words(&text) {
                total += 1;
                if let Some(count) = remaining.get_mut(&word).filter(|count| **count > 0) {
                    *count -= 1;
                    found += 1;
                }
            }
            let at_step = || new_texts.iter().filter(|(other, _)| *other == step);
            if found * 4 >= total * 3 || at_step().any(|(_, new)| is_small_edit(&text, new)) {
                continue;
            }
            let new_letters: usize = at_step().map(|(_, new)| count_letters(new)).sum();
            worst = worst.max(if new_letters * 4 < count_letters(&text) * 3 {
                TextLoss::Removed
            } else {
                TextLoss::Replaced
            });
        }
        worst
    }

    /// The texts with their steps. Choices and ratings aren't text.
    fn texts(&self) -> impl Iterator<Item = (&str, String)> {
        let answers = self.entry.answers.iter();
        let answers = answers
            .filter(|answered| matches!(answered.answer, Answer::Text(_) | Answer::Items(_)));
        let draft = self.entry.draft_position.iter();
        answers
            .map(|answered| (answered.step.as_str(), answered.answer.to_text()))
            .chain(draft.map(|draft| (draft.step.as_str(), draft.pending_text.clone())))
    }
}

/// The lower-case words of a text without punctuation. Scripts without spaces between words give single characters.
fn split_words(text: &str) -> Vec<String> {
    let is_word = |part: &&str| !part.trim().is_empty() && !is_punctuation(part);
    let lower = text.to_lowercase();
    let words = lower.split_word_bounds().filter(is_word);
    words.map(str::to_owned).collect()
}

fn is_punctuation(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_punctuation())
}

/// Whether `new` is `old` with text added before or after it, or a short text with a typo corrected.
fn is_small_edit(old: &str, new: &str) -> bool {
    let (old, new) = (old.trim().to_lowercase(), new.trim().to_lowercase());
    if new.contains(&old) {
        return true;
    }
    let length = old.chars().count();
    let max_distance = if length < 2 { 0 } else { 1 + length / 6 };
    length <= MAX_TYPO_CHECK_CHARS
        && new.chars().nth(length + max_distance).is_none()
        && strsim::osa_distance(&old, &new) <= max_distance
}

fn count_letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::samples::{answered_step, finished_entry, finished_record};

    /// A record with these answers.
    fn record_of(texts: &[&str]) -> Record {
        let mut entry = finished_entry("a");
        for (step, text) in texts.iter().enumerate() {
            let answer = Answer::Text((*text).to_owned());
            entry
                .answers
                .push(answered_step(&step.to_string(), None, answer));
        }
        finished_record(entry)
    }

    fn loss(before: &[&str], after: &[&str]) -> TextLoss {
        record_of(before).text_loss_in(&record_of(after))
    }

    #[test]
    fn small_edits_lose_nothing() {
        for (before, after) in [
            ("They'll fire me", "They will fire me"),
            ("They'll fire me", "they’ll fire me!"),
            (
                "They'll fire me",
                "I think they'll fire me soon. I don't know why.",
            ),
            ("I'm a faliure", "I'm a failure"),
            ("tpyo", "typo"),
            ("I am afr", "I am afraid of the exam"),
            (
                "会社で怒られて、もう終わりだ",
                "会社で怒られて、もう終わりだと思った",
            ),
            ("ฉันกลัวว่าจะล้มเหลว", "ฉันกลัวมากว่าจะล้มเหลว"),
            ("🍲🍲", "🍲🍲🍲"),
            (
                "one two three four five six seven eight",
                "one two three four five six 7 eight",
            ),
            ("", "anything"),
            ("   ", ""),
        ] {
            assert_eq!(
                loss(&[before], &[after]),
                TextLoss::Nothing,
                "{before} / {after}"
            );
        }
        // Text may move to another answer.
        let moved = loss(
            &["first thought", "second one"],
            &["second one", "first thought"],
        );
        assert_eq!(moved, TextLoss::Nothing);
    }

    #[test]
    fn another_text_replaces_and_a_shorter_text_removes() {
        for (before, after, expected) in [
            ("They'll fire me", "All is well now", TextLoss::Replaced),
            ("Mum", "Dad", TextLoss::Replaced),
            ("火", "水", TextLoss::Replaced),
            (
                "会社で怒られて終わりだ",
                "今日は天気がとても良い",
                TextLoss::Replaced,
            ),
            ("🍲🍲", "🎈🎈", TextLoss::Replaced),
            (
                "The boiler explodes",
                ".......................",
                TextLoss::Replaced,
            ),
            ("They'll fire me", "", TextLoss::Removed),
            ("They'll fire me", "They", TextLoss::Removed),
            ("sad sad sad sad", "sad", TextLoss::Removed),
        ] {
            assert_eq!(loss(&[before], &[after]), expected, "{before} / {after}");
        }
        // A long answer that stays hides no other one, and no word counts twice.
        let long = "a long answer with many words that stays just as it was written";
        assert_eq!(loss(&[long, "Lost keys"], &[long, ""]), TextLoss::Removed);
        assert_eq!(
            loss(&["I am sad", "I am sad"], &["I am sad", ""]),
            TextLoss::Removed
        );
    }

    #[test]
    fn choices_and_ratings_are_no_text() {
        let mut before = record_of(&["They'll fire me"]);
        let mut after = before.clone();
        for answer in [
            Answer::Rating(80),
            Answer::Chosen(vec!["Mind reading".to_owned()]),
        ] {
            before
                .entry
                .answers
                .push(answered_step("other", None, answer));
        }
        after
            .entry
            .answers
            .push(answered_step("other", None, Answer::Rating(20)));
        assert_eq!(before.text_loss_in(&after), TextLoss::Nothing);
    }
}
