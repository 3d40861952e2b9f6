//! Parses typed search words, and finds them in a text.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::fts_index::FilterTerm;
use crate::text::fold::{self, Token};

/// Adjacent words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueryPhrase {
    pub(crate) words: Vec<String>,
    /// Whether the last word is a prefix.
    pub(crate) is_prefix: bool,
}

/// Parses typed text: every word is a prefix, in any order, and a text in quotation marks is an exact phrase. No other
/// character has a special meaning.
pub(crate) fn parse_phrases(typed: &str) -> Vec<QueryPhrase> {
    let mut phrases: Vec<QueryPhrase> = Vec::new();
    let mut words_left = MAX_WORDS;
    let mut parts = typed.split(is_quote).enumerate().peekable();
    while let Some((index, part)) = parts.next() {
        let is_quoted = index % 2 == 1;
        // An open quotation is still being typed.
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

/// The most words of a query. Only a pasted page has more.
const MAX_WORDS: usize = 64;

/// The longest prefix that FTS5 indexes.
const MAX_PREFIX_CHARS: usize = 3;

/// Quotation marks, typed or typographic.
const fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»' | '＂')
}

impl QueryPhrase {
    /// The FTS5 match expression. Folded words contain no FTS5 operators.
    ///
    /// FTS5 indexes prefixes of one to three letters. For a longer prefix it would read all entries with a matching
    /// word before it returns the first; so the prefix is expanded into these words, as long as they are few.
    pub(crate) fn match_expression(
        &self,
        expand_prefix: impl Fn(&str) -> rusqlite::Result<Option<Vec<String>>>,
    ) -> rusqlite::Result<String> {
        let exact = |words: &[String]| format!("\"{}\"", words.join(" "));
        // A single CJK character is in many entries, but a bigram is in few.
        if let ([_, _], [pair]) = (&self.words[..], &self.bigrams()[..]) {
            return Ok(exact(&[FilterTerm::Bigram.term(pair)]));
        }
        let Some((last, before)) = self.words.split_last().filter(|_| self.is_open_ended()) else {
            return Ok(exact(&self.words));
        };
        if last.chars().count() > MAX_PREFIX_CHARS
            && let Some(words) = expand_prefix(last)?
            && !words.is_empty()
        {
            let each = words
                .into_iter()
                .map(|word| exact(&[before, &[word]].concat()));
            return Ok(format!("({})", each.collect::<Vec<_>>().join(" OR ")));
        }
        Ok(exact(&self.words) + "*")
    }

    /// The ranges in `text` that match.
    pub(crate) fn match_ranges(&self, text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
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
        let range = |window: &[Token]| {
            let (first, last) = (window.first()?, window.last()?);
            let typed = self.words.last()?;
            let end =
                fold::folded_prefix_end(&text[last.range.clone()], typed.len(), fold::push_folded);
            let start = first.range.start;
            Some(expand_to_graphemes(
                text,
                start..(last.range.start + end).max(start),
            ))
        };
        let windows = tokens.windows(self.words.len().max(1));
        windows.filter(matches).filter_map(range).collect()
    }

    /// The pairs of adjacent CJK characters.
    fn bigrams(&self) -> Vec<String> {
        fold::bigrams(self.words.iter().map(String::as_str))
    }

    /// Whether the last word is a prefix; a CJK character, which is a word of its own, never is.
    fn is_open_ended(&self) -> bool {
        self.is_prefix
            && !self
                .words
                .last()
                .is_some_and(|word| fold::is_single_char_token(word))
    }
}

/// Extends a range to grapheme boundaries.
fn expand_to_graphemes(text: &str, range: Range<usize>) -> Range<usize> {
    let at_boundary = |index: usize, is_end: bool| {
        let mut cursor = GraphemeCursor::new(index, text.len(), true);
        if cursor.is_boundary(text, 0) == Ok(true) {
            return index;
        }
        let moved = if is_end {
            cursor.next_boundary(text, 0)
        } else {
            cursor.prev_boundary(text, 0)
        };
        moved.ok().flatten().unwrap_or(index)
    };
    at_boundary(range.start, false)..at_boundary(range.end, true)
}
