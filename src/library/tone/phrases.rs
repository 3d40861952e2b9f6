//! Phrases that are better put differently, as whole words.

use std::ops::Range;

pub(super) use table::PHRASES;

use super::passages::Speaker;
use super::text::{Text, Word};

mod table;

/// A phrase, where it does no harm, and what to write instead.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Words one after the other; `a|b` is either, `a?` may be missing, `..` is up to two of any.
    words: &'static str,
    pub harm: &'static Harm,
    /// It does no harm right after one of these, or right before one of those.
    after: &'static str,
    before: &'static str,
    only: Only,
    /// Whether it does no harm where it is denied, as in “you don't have to”.
    may_be_denied: bool,
    reach: Reach,
}

/// What a phrase does to the reader, and what to write instead.
#[derive(Debug)]
pub(super) struct Harm {
    pub why: &'static str,
    pub instead: &'static str,
}

/// Where in a sentence a phrase counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Only {
    Anywhere,
    /// The sentence has no other word.
    Alone,
    /// The sentence asks nothing.
    Told,
    /// Behind a comma, as the end of a question.
    Tag,
}

/// Whose words it counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Those of the program and those it offers.
    Ours,
    /// Those that speak to the reader.
    Coach,
    /// Everyone's, quoted as well.
    All,
}

impl Phrase {
    const fn new(words: &'static str, harm: &'static Harm) -> Self {
        Self {
            words,
            harm,
            after: "",
            before: "",
            only: Only::Anywhere,
            may_be_denied: false,
            reach: Reach::Ours,
        }
    }

    const fn unless_after(self, after: &'static str) -> Self {
        Self { after, ..self }
    }

    const fn unless_before(self, before: &'static str) -> Self {
        Self { before, ..self }
    }

    const fn only(self, only: Only) -> Self {
        Self { only, ..self }
    }

    const fn unless_denied(self) -> Self {
        Self {
            may_be_denied: true,
            ..self
        }
    }

    const fn in_words_of(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// Whether it counts in what this speaker says.
    pub fn holds_for(&self, speaker: Speaker) -> bool {
        match self.reach {
            Reach::All => true,
            Reach::Ours => speaker != Speaker::Person,
            Reach::Coach => speaker == Speaker::Coach,
        }
    }

    /// Where it stands in a text and does harm.
    pub fn found_in(&self, text: &Text) -> Vec<Range<usize>> {
        let slots: Vec<&str> = self.words.split(' ').collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.words.len() {
            let end = matched(&slots, &text.words, at, true);
            match end.filter(|end| *end > at && self.does_harm(text, at..*end)) {
                Some(end) => {
                    found.push(text.words[at].range.start..text.words[end - 1].range.end);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    fn does_harm(&self, text: &Text, at: Range<usize>) -> bool {
        let words = &text.words;
        let among = |list: &str, word: &Word| list.split(' ').any(|other| other == word.plain);
        let is_excused =
            (at.start > 0 && words[at.start].follows && among(self.after, &words[at.start - 1]))
                || words
                    .get(at.end)
                    .is_some_and(|next| next.follows && among(self.before, next));
        let is_quoted = self.reach != Reach::All && words[at.start].is_quoted;
        let is_denied = self.may_be_denied && is_denied(text, at.start);
        !is_excused && !is_quoted && !is_denied && self.only.holds(text, at)
    }
}

impl Only {
    fn holds(self, text: &Text, at: Range<usize>) -> bool {
        let (first, last) = (&text.words[at.start].range, &text.words[at.end - 1].range);
        match self {
            Self::Anywhere => true,
            Self::Told => !text.is_question(first.start),
            Self::Alone => {
                let sentence = text.sentence_at(first.start);
                sentence.is_some_and(|sentence| text.words_in(sentence).len() == at.len())
            }
            Self::Tag => {
                let before = text.letters[..first.start]
                    .iter()
                    .rfind(|letter| !letter.is_whitespace());
                before == Some(&',') && text.letters.get(last.end) == Some(&'?')
            }
        }
    }
}

/// Where the slots end if they begin at the word `at`.
fn matched(slots: &[&str], words: &[Word], at: usize, is_first: bool) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else {
        return Some(at);
    };
    let next = words.get(at).filter(|word| is_first || word.follows);
    if *slot == ".." {
        let free =
            (0..=2).take_while(|more| words[at..].iter().take(*more).all(|word| word.follows));
        return free
            .into_iter()
            .find_map(|more| matched(rest, words, at + more, false));
    }
    let (slot, may_miss) = slot
        .strip_suffix('?')
        .map_or((*slot, false), |slot| (slot, true));
    let fits = next.is_some_and(|word| slot.split('|').any(|other| other == word.plain));
    let taken = fits.then(|| matched(rest, words, at + 1, false)).flatten();
    taken.or_else(|| {
        may_miss
            .then(|| matched(rest, words, at, is_first))
            .flatten()
    })
}

/// Whether one of the few words before it in the sentence says no.
fn is_denied(text: &Text, at: usize) -> bool {
    let start = text.words[at].range.start;
    let sentence = text.sentence_at(start);
    let from = sentence.map_or(0, |sentence| sentence.start);
    let denies = |word: &Word| {
        matches!(
            word.plain.as_str(),
            "no" | "not" | "never" | "without" | "nobody" | "instead" | "cannot"
        ) || word.plain.ends_with("n't")
    };
    let before = text.words[..at].iter().rev().take(5);
    before
        .take_while(|word| word.range.start >= from)
        .any(denies)
}
