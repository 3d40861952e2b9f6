//! What a person typed to look for, and where it stands in a text.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::fts_index::FilterTerm;
use crate::text::fold::{self, Token};

/// Words that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryPhrase {
    pub words: Vec<String>,
    /// Whether the last of them may go on.
    pub is_prefix: bool,
}

/// What `typed` asks for: every word is the beginning of one, in any order, and what stands between
/// quotation marks is meant as it is. Nothing else that can be typed has a meaning of its own.
pub fn parse_phrases(typed: &str) -> Vec<QueryPhrase> {
    let mut phrases: Vec<QueryPhrase> = Vec::new();
    let mut words_left = MAX_WORDS;
    let mut parts = typed.split(is_quote).enumerate().peekable();
    while let Some((place, part)) = parts.next() {
        let is_quoted = place % 2 == 1;
        // A quotation that isn't closed is still being typed.
        let is_closed = parts.peek().is_some();
        let chunks: Vec<&str> = if is_quoted {
            vec![part]
        } else {
            part.split_whitespace().collect()
        };
        for chunk in chunks {
            let words = fold::tokens(chunk).into_iter().map(|token| token.folded);
            let words: Vec<_> = words.take(words_left).collect();
            words_left -= words.len();
            let phrase = QueryPhrase {
                words,
                is_prefix: !(is_quoted && is_closed),
            };
            if !phrase.words.is_empty() && !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
    }
    phrases
}

/// More aren't looked for: it takes a whole page to be pasted.
const MAX_WORDS: usize = 64;

/// The longest beginning that the index has as such.
const MAX_PREFIX_CHARS: usize = 3;

/// The quotation marks of keyboards and of programs that put better ones in their place.
const fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»' | '＂')
}

impl QueryPhrase {
    /// As SQLite's index is asked for it. No letter of a word has a meaning there.
    ///
    /// The index has the beginnings of one to three letters. For a longer one SQLite would read through all
    /// entries with a word that begins so before it tells the first; so it is asked for these words themselves,
    /// as long as they are few.
    pub fn match_expression(
        &self,
        begins: impl Fn(&str) -> rusqlite::Result<Option<Vec<String>>>,
    ) -> rusqlite::Result<String> {
        let exactly = |words: &[String]| format!("\"{}\"", words.join(" "));
        // Each of two characters may be in many entries; the two of them side by side are in few.
        if let ([_, _], [pair]) = (&self.words[..], &self.bigrams()[..]) {
            return Ok(exactly(&[FilterTerm::Bigram.term(pair)]));
        }
        let Some((last, before)) = self.words.split_last().filter(|_| self.is_open_ended()) else {
            return Ok(exactly(&self.words));
        };
        if last.chars().count() > MAX_PREFIX_CHARS
            && let Some(words) = begins(last)?
            && !words.is_empty()
        {
            let each = words
                .into_iter()
                .map(|word| exactly(&[before, &[word]].concat()));
            return Ok(format!("({})", each.collect::<Vec<_>>().join(" OR ")));
        }
        Ok(exactly(&self.words) + "*")
    }

    /// Where in `text` it stands.
    pub fn match_ranges(&self, text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
        let matches = |window: &&[Token]| {
            let mut pairs = window.iter().zip(&self.words).rev();
            let is_end = pairs.next().is_some_and(|(token, word)| {
                if self.is_open_ended() {
                    token.folded.starts_with(word)
                } else {
                    token.folded == *word
                }
            });
            is_end && pairs.all(|(token, word)| token.folded == *word)
        };
        let place = |window: &[Token]| {
            let (first, last) = (window.first()?, window.last()?);
            let typed = self.words.last()?;
            let end = fold::folded_prefix_end(&text[last.range.clone()], typed.len());
            let start = first.range.start;
            Some(expand_to_graphemes(
                text,
                start..(last.range.start + end).max(start),
            ))
        };
        let windows = tokens.windows(self.words.len().max(1));
        windows.filter(matches).filter_map(place).collect()
    }

    /// The characters in it that stand side by side, two by two.
    fn bigrams(&self) -> Vec<String> {
        fold::bigrams(self.words.iter().map(String::as_str))
    }

    /// A character that stands for a word doesn't.
    fn is_open_ended(&self) -> bool {
        self.is_prefix
            && !self
                .words
                .last()
                .is_some_and(|word| fold::is_single_char_token(word))
    }
}

/// The same place, with every character as people see it whole.
fn expand_to_graphemes(text: &str, place: Range<usize>) -> Range<usize> {
    let at_boundary = |at: usize, is_end: bool| {
        let mut cursor = GraphemeCursor::new(at, text.len(), true);
        if cursor.is_boundary(text, 0) == Ok(true) {
            return at;
        }
        let moved = if is_end {
            cursor.next_boundary(text, 0)
        } else {
            cursor.prev_boundary(text, 0)
        };
        moved.ok().flatten().unwrap_or(at)
    };
    at_boundary(place.start, false)..at_boundary(place.end, true)
}
