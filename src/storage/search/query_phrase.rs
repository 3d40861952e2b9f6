//! Parses typed search words, and finds them in a text.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::fts_index::{FilterTerm, tag_term};
use crate::domain::entry::EntryState;
use crate::text::fold::{self, Token};
use crate::text::tag::{self, Tag};

/// Adjacent words, or a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueryPhrase {
    /// The folded words, or only the name of the tag.
    pub(crate) words: Vec<String>,
    pub(crate) is_tag: bool,
    /// Whether the last word is a prefix.
    pub(crate) is_prefix: bool,
}

/// Parses typed text: every word is a prefix, in any order, and a text in quotation marks is an exact phrase. A tag
/// matches tags only. No other character has a special meaning.
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
            let is_prefix = !(is_quoted && is_closed);
            for (mut words, is_tag) in words_and_tags(chunk) {
                words.truncate(words_left);
                words_left -= words.len();
                let phrase = QueryPhrase {
                    words,
                    is_tag,
                    is_prefix,
                };
                if !phrase.words.is_empty() && !phrases.contains(&phrase) {
                    phrases.push(phrase);
                }
            }
        }
    }
    phrases
}

/// Each tag by itself, and all words if some are in no tag. With each comes whether it is a tag.
fn words_and_tags(text: &str) -> Vec<(Vec<String>, bool)> {
    let tags = tag::tags(text);
    let mut start = 0;
    let mut has_words = false;
    for range in tags.iter().map(|tag| tag.range.clone()) {
        has_words |= !fold::tokens(&text[start..range.start]).is_empty();
        start = range.end;
    }
    has_words |= !fold::tokens(&text[start..]).is_empty();
    let mut parts: Vec<_> = tags.into_iter().map(|tag| (vec![tag.name], true)).collect();
    if has_words {
        let words = fold::tokens(text).into_iter().map(|token| token.folded);
        parts.push((words.collect(), false));
    }
    parts
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
    /// The FTS5 match expression for entries in that state. Folded words contain no FTS5 operators.
    ///
    /// FTS5 indexes prefixes of one to three letters. For a longer prefix it would read all entries with a matching
    /// word before it returns the first; so the prefix is expanded into these words, as long as they are few.
    pub(crate) fn match_expression(
        &self,
        state: EntryState,
        expand_prefix: impl Fn(&str) -> rusqlite::Result<Option<Vec<String>>>,
    ) -> rusqlite::Result<String> {
        let exact = |words: &[String]| format!("\"{}\"", words.join(" "));
        let tag: Vec<_> = self
            .words
            .iter()
            .map(|name| tag_term(state, name))
            .collect();
        let words = if self.is_tag { &tag } else { &self.words };
        // A single CJK character is in many entries, but a bigram is in few.
        if let ([_, _], [pair]) = (
            &words[..],
            &fold::bigrams(words.iter().map(String::as_str))[..],
        ) {
            return Ok(exact(&[FilterTerm::Bigram.term(pair)]));
        }
        let Some((last, before)) = words.split_last().filter(|_| self.is_open_ended()) else {
            return Ok(exact(words));
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
        Ok(exact(words) + "*")
    }

    /// The ranges in `text`, which has these tokens and tags, that match.
    pub(crate) fn match_ranges(
        &self,
        text: &str,
        tokens: &[Token],
        tags: &[Tag],
    ) -> Vec<Range<usize>> {
        if self.is_tag {
            let found = tags.iter().filter(|tag| self.matches_tag(tag));
            return found.map(|tag| self.tag_range(text, tag)).collect();
        }
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

    fn matches_tag(&self, tag: &Tag) -> bool {
        self.words.iter().all(|name| {
            if self.is_prefix {
                tag.name.starts_with(name)
            } else {
                tag.name == *name
            }
        })
    }

    /// The part of a matching tag that was typed.
    fn tag_range(&self, text: &str, tag: &Tag) -> Range<usize> {
        let written = tag.name_range.clone();
        let typed = self.words.iter().map(String::len).sum();
        let end = written.start + tag::folded_prefix_end(&text[written], typed);
        expand_to_graphemes(text, tag.range.start..end)
    }

    /// Whether the last word is a prefix; a CJK character, which is a word of its own, never is.
    fn is_open_ended(&self) -> bool {
        let is_single = |word: &String| fold::is_single_char_token(word);
        self.is_prefix && (self.is_tag || !self.words.last().is_some_and(is_single))
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
