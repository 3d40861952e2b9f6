//! How much of what is written in one version of an entry is missing from a newer one.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::Record;
use crate::domain::entry::Answer;

/// What a newer version does to the text of an older one. The later of these is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextLoss {
    /// Every answer is there, but for small edits.
    Nothing,
    /// At least one answer was replaced by another text.
    Replaced,
    /// At least one answer is gone or much shorter.
    Removed,
}

/// A longer answer has enough words to tell a typo from another text.
const MAX_TYPO_CHECK_CHARS: usize = 64;

impl Record {
    /// What `newer` does to the text that is written here.
    ///
    /// An answer is lost where fewer than three quarters of its words occur in `newer`, in whatever answer. Each
    /// word of `newer` counts once.
    pub fn text_loss_in(&self, newer: &Self) -> TextLoss {
        let there: Vec<_> = newer.texts().collect();
        let mut left: HashMap<String, usize> = HashMap::new();
        for word in there.iter().flat_map(|(_, text)| split_words(text)) {
            *left.entry(word).or_default() += 1;
        }
        let mut worst = TextLoss::Nothing;
        for (step, text) in self.texts() {
            let (mut all, mut found) = (0_usize, 0_usize);
            for word in split_words(&text) {
                all += 1;
                if let Some(count) = left.get_mut(&word).filter(|count| **count > 0) {
                    *count -= 1;
                    found += 1;
                }
            }
            let at_step = || there.iter().filter(|(other, _)| *other == step);
            if found * 4 >= all * 3 || at_step().any(|(_, there)| is_small_edit(&text, there)) {
                continue;
            }
            let remains: usize = at_step().map(|(_, there)| count_letters(there)).sum();
            worst = worst.max(if remains * 4 < count_letters(&text) * 3 {
                TextLoss::Removed
            } else {
                TextLoss::Replaced
            });
        }
        worst
    }

    /// What somebody wrote, by its step. What was chosen or rated is no text.
    fn texts(&self) -> impl Iterator<Item = (&str, String)> {
        let answers = self.entry.answers.iter();
        let answers = answers
            .filter(|answered| matches!(answered.answer, Answer::Text(_) | Answer::Items(_)));
        let typing = self.entry.draft_position.iter();
        answers
            .map(|answered| (answered.step.as_str(), answered.answer.to_text()))
            .chain(typing.map(|place| (place.step.as_str(), place.pending_text.clone())))
    }
}

/// The words of a text without case and punctuation; each letter where words have no spaces between them.
fn split_words(text: &str) -> Vec<String> {
    let is_word = |part: &&str| !part.trim().is_empty() && !is_punctuation(part);
    let lower = text.to_lowercase();
    let words = lower.split_word_bounds().filter(is_word);
    words.map(str::to_owned).collect()
}

fn is_punctuation(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_punctuation())
}

/// Whether `new` is the text `old` with something before or behind it, or a short one with a typo corrected.
fn is_small_edit(old: &str, new: &str) -> bool {
    let (old, new) = (old.trim().to_lowercase(), new.trim().to_lowercase());
    if new.contains(&old) {
        return true;
    }
    let length = old.chars().count();
    let most = if length < 2 { 0 } else { 1 + length / 6 };
    length <= MAX_TYPO_CHECK_CHARS
        && new.chars().nth(length + most).is_none()
        && strsim::osa_distance(&old, &new) <= most
}

fn count_letters(text: &str) -> usize {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .count()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::Date;

    use super::*;
    use crate::domain::entry::{AnsweredStep, Entry, EntryId, EntryState};

    fn answered(step: &str, answer: Answer) -> AnsweredStep {
        AnsweredStep {
            step: step.to_owned(),
            role: None,
            prompt: String::new(),
            answer,
            outcome: None,
        }
    }

    /// A walk with these answers.
    fn record_of(answers: &[&str]) -> Record {
        let answers = answers.iter().enumerate();
        let answers = answers
            .map(|(step, text)| answered(&step.to_string(), Answer::Text((*text).to_owned())));
        Record {
            entry: Entry {
                id: EntryId::from("a".to_owned()),
                exercise: String::new(),
                title: String::new(),
                started_at: Timestamp::UNIX_EPOCH,
                finished_at: None,
                utc_offset: 0,
                day: Date::constant(1970, 1, 1),
                state: EntryState::Done,
                origin: None,
                draft_position: None,
                answers: answers.collect(),
            },
            is_finished: true,
            edited_at: Timestamp::UNIX_EPOCH,
            revision: 1,
            trashed_at: None,
            trash_changed_at: None,
            follow_up: None,
            follow_up_changed_at: None,
            postponed: None,
            postpone_changed_at: None,
        }
    }

    fn loss(before: &[&str], after: &[&str]) -> TextLoss {
        record_of(before).text_loss_in(&record_of(after))
    }

    #[test]
    fn an_honest_edit_loses_nothing() {
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
    fn another_text_replaces_and_a_shorter_one_removes() {
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
    fn what_was_chosen_or_rated_is_no_text() {
        let mut before = record_of(&["They'll fire me"]);
        let mut after = before.clone();
        for answer in [
            Answer::Rating(80),
            Answer::Chosen(vec!["Mind reading".to_owned()]),
        ] {
            before.entry.answers.push(answered("other", answer));
        }
        after
            .entry
            .answers
            .push(answered("other", Answer::Rating(20)));
        assert_eq!(before.text_loss_in(&after), TextLoss::Nothing);
    }
}
