//! Finds avoided phrases, as whole words.

use std::ops::Range;

pub(super) use phrase_list::AVOIDED_PHRASES;

use super::passages::Speaker;
use super::tokens::{TokenizedText, Word};

mod phrase_list;

/// A phrase, its exceptions, and what to write instead.
#[derive(Debug)]
pub(super) struct AvoidedPhrase {
    /// Consecutive words; `a|b` is either, `a?` is optional, `..` is up to two arbitrary words.
    words: &'static str,
    pub(crate) harm: &'static Harm,
    /// Words directly before and after the phrase that excuse it; after it, `a+b` is two words together.
    excused_after: &'static str,
    excused_before: &'static str,
    context: PhraseContext,
    /// Whether a negation excuses it, as in “you don't have to”.
    excused_by_negation: bool,
    scope: SpeakerScope,
}

/// What a phrase does to the reader, and what to write instead.
#[derive(Debug)]
pub(super) struct Harm {
    pub(crate) reason: &'static str,
    pub(crate) suggestion: &'static str,
}

/// Where in a sentence the phrase is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PhraseContext {
    Anywhere,
    /// The sentence has no other words.
    WholeSentence,
    /// The sentence isn't a question.
    Statement,
    /// After a comma at the end of a question.
    TagQuestion,
}

/// In whose words the phrase is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SpeakerScope {
    /// The program's, and those it suggests.
    Program,
    /// The program's, to the reader.
    Coach,
    /// Everyone's, even in quotes.
    Everyone,
}

impl AvoidedPhrase {
    const fn new(words: &'static str, harm: &'static Harm) -> Self {
        Self {
            words,
            harm,
            excused_after: "",
            excused_before: "",
            context: PhraseContext::Anywhere,
            excused_by_negation: false,
            scope: SpeakerScope::Program,
        }
    }

    const fn unless_after(self, after: &'static str) -> Self {
        Self {
            excused_after: after,
            ..self
        }
    }

    const fn unless_before(self, before: &'static str) -> Self {
        Self {
            excused_before: before,
            ..self
        }
    }

    const fn only_in(self, only: PhraseContext) -> Self {
        Self {
            context: only,
            ..self
        }
    }

    const fn unless_negated(self) -> Self {
        Self {
            excused_by_negation: true,
            ..self
        }
    }

    const fn for_speakers(self, reach: SpeakerScope) -> Self {
        Self {
            scope: reach,
            ..self
        }
    }

    /// Whether the phrase is reported in the words of this speaker.
    pub(crate) fn applies_to(&self, speaker: Speaker) -> bool {
        match self.scope {
            SpeakerScope::Everyone => true,
            SpeakerScope::Program => speaker != Speaker::Example,
            SpeakerScope::Coach => speaker == Speaker::Coach,
        }
    }

    /// The character ranges of the phrase in a text, without the excused ones.
    pub(crate) fn find_in(&self, text: &TokenizedText) -> Vec<Range<usize>> {
        let slots: Vec<&str> = self.words.split(' ').collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.words.len() {
            let end = match_end(&slots, &text.words, at, true);
            match end.filter(|end| *end > at && self.is_harmful(text, at..*end)) {
                Some(end) => {
                    found.push(text.words[at].range.start..text.words[end - 1].range.end);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    fn is_harmful(&self, text: &TokenizedText, at: Range<usize>) -> bool {
        let words = &text.words;
        let among = |list: &str, word: &Word| list.split(' ').any(|other| other == word.normalized);
        let comes_next = |entry: &str| {
            entry.split('+').enumerate().all(|(index, part)| {
                words
                    .get(at.end + index)
                    .is_some_and(|next| next.follows_previous && next.normalized == part)
            })
        };
        let is_excused = (at.start > 0
            && words[at.start].follows_previous
            && among(self.excused_after, &words[at.start - 1]))
            || self.excused_before.split(' ').any(comes_next);
        let is_quoted = self.scope != SpeakerScope::Everyone && words[at.start].is_quoted;
        let is_denied = self.excused_by_negation && is_negated(text, at.start);
        !is_excused && !is_quoted && !is_denied && self.context.matches(text, at)
    }
}

impl PhraseContext {
    fn matches(self, text: &TokenizedText, at: Range<usize>) -> bool {
        let (first, last) = (&text.words[at.start].range, &text.words[at.end - 1].range);
        match self {
            Self::Anywhere => true,
            Self::Statement => !text.is_question(first.start),
            Self::WholeSentence => {
                let sentence = text.sentence_at(first.start);
                sentence.is_some_and(|sentence| text.sentence_words(sentence).len() == at.len())
            }
            Self::TagQuestion => {
                let before = text.chars[..first.start]
                    .iter()
                    .rfind(|letter| !letter.is_whitespace());
                before == Some(&',') && text.chars.get(last.end) == Some(&'?')
            }
        }
    }
}

/// The index after the last word if `slots` match from the word at `at`.
fn match_end(slots: &[&str], words: &[Word], at: usize, is_first: bool) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else {
        return Some(at);
    };
    let next = words
        .get(at)
        .filter(|word| is_first || word.follows_previous);
    if *slot == ".." {
        let free = (0..=2).take_while(|more| {
            words[at..]
                .iter()
                .take(*more)
                .all(|word| word.follows_previous)
        });
        return free
            .into_iter()
            .find_map(|more| match_end(rest, words, at + more, false));
    }
    let (slot, may_miss) = slot
        .strip_suffix('?')
        .map_or((*slot, false), |slot| (slot, true));
    let fits = next.is_some_and(|word| slot.split('|').any(|other| other == word.normalized));
    let taken = fits
        .then(|| match_end(rest, words, at + 1, false))
        .flatten();
    taken.or_else(|| {
        may_miss
            .then(|| match_end(rest, words, at, is_first))
            .flatten()
    })
}

/// Whether one of the few words before it in the sentence is a negation.
fn is_negated(text: &TokenizedText, at: usize) -> bool {
    let start = text.words[at].range.start;
    let sentence = text.sentence_at(start);
    let from = sentence.map_or(0, |sentence| sentence.start);
    let denies = |word: &Word| {
        matches!(
            word.normalized.as_str(),
            "no" | "not" | "never" | "without" | "nobody" | "instead" | "cannot"
        ) || word.normalized.ends_with("n't")
    };
    let before = text.words[..at].iter().rev().take(5);
    before
        .take_while(|word| word.range.start >= from)
        .any(denies)
}
