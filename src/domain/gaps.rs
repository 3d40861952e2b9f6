//! Gaps in the words that a reframe starts from: their notation, and a text with gaps that are still open.
//!
//! `...` and `…` are a gap, and so is `[hint]`, whose hint is shown until something is written there. While a gap is
//! open, a token stands for it in the text, so that editing, undo and drafts need to know nothing about gaps.

mod closing;

use std::ops::Range;

use thiserror::Error;

pub(crate) use self::closing::close_gaps;

/// A part of words with gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TemplatePart<'a> {
    Words(&'a str),
    /// A gap with its hint, which may be empty.
    Gap(&'a str),
}

/// A mistake in the notation of gaps, with its byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum GapError {
    #[error("`[` is never closed")]
    Unclosed(usize),
    #[error("`]` closes nothing")]
    Unopened(usize),
    #[error("`[]` has no hint")]
    EmptyHint(usize),
    #[error("an earlier answer can't be a hint")]
    PlaceholderInHint(usize),
    #[error("this hint is too long")]
    LongHint(usize),
    #[error("there are too many gaps")]
    TooMany(usize),
}

impl GapError {
    pub(crate) const fn offset(self) -> usize {
        match self {
            Self::Unclosed(at)
            | Self::Unopened(at)
            | Self::EmptyHint(at)
            | Self::PlaceholderInHint(at)
            | Self::LongHint(at)
            | Self::TooMany(at) => at,
        }
    }
}

/// The maximum number of gaps in one text.
pub(crate) const MAX_GAPS: usize = 5;
/// The maximum length of a hint, in characters.
pub(crate) const MAX_HINT_CHARS: usize = 40;

/// Splits `words` at its gaps.
pub(crate) fn split_gaps(words: &str) -> Result<Vec<TemplatePart<'_>>, GapError> {
    let mut parts = Vec::new();
    let mut gap_count = 0;
    let mut at = 0;
    while let Some(offset) = words[at..].find(['[', ']', '…', '.']) {
        let start = at + offset;
        let rest = &words[start..];
        let (end, hint) = match rest.as_bytes()[0] {
            b'[' => hint_at(words, start)?,
            b']' => return Err(GapError::Unopened(start)),
            b'.' if rest.starts_with("...") => (start + "...".len(), ""),
            b'.' => {
                // A single full stop is part of the words.
                let end = start + 1;
                push_words(&mut parts, words, at..end);
                at = end;
                continue;
            }
            _ => (start + '…'.len_utf8(), ""),
        };
        gap_count += 1;
        if gap_count > MAX_GAPS {
            return Err(GapError::TooMany(start));
        }
        push_words(&mut parts, words, at..start);
        parts.push(TemplatePart::Gap(hint));
        at = end;
    }
    push_words(&mut parts, words, at..words.len());
    Ok(parts)
}

/// The end and the hint of the gap that begins with the `[` at `start`.
fn hint_at(words: &str, start: usize) -> Result<(usize, &str), GapError> {
    let inside = &words[start + 1..];
    let length = match inside.find(['[', ']']) {
        Some(length) if inside[length..].starts_with(']') => length,
        _ => return Err(GapError::Unclosed(start)),
    };
    let hint = inside[..length].trim();
    if hint.is_empty() {
        Err(GapError::EmptyHint(start))
    } else if hint.contains(['{', '}']) {
        Err(GapError::PlaceholderInHint(start))
    } else if hint.chars().count() > MAX_HINT_CHARS {
        Err(GapError::LongHint(start))
    } else {
        Ok((start + 1 + length + 1, hint))
    }
}

/// Adds words, joined to words before them.
fn push_words<'a>(parts: &mut Vec<TemplatePart<'a>>, words: &'a str, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    if let Some(TemplatePart::Words(before)) = parts.last_mut() {
        let start = range.start - before.len();
        *before = &words[start..range.end];
    } else {
        parts.push(TemplatePart::Words(&words[range]));
    }
}

/// Words with gaps, with earlier answers filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GappedText {
    /// The words around the gaps, one more than there are gaps. They may be empty.
    words: Vec<String>,
    /// What stands for each open gap.
    tokens: Vec<String>,
    /// Whether an earlier answer is part of the words.
    has_answers: bool,
}

impl Default for GappedText {
    fn default() -> Self {
        Self {
            words: vec![String::new()],
            tokens: Vec::new(),
            has_answers: false,
        }
    }
}

impl GappedText {
    /// The token of a gap without a hint.
    const BLANK: &'static str = "____";

    pub(crate) fn push_words(&mut self, words: &str) {
        if let Some(last) = self.words.last_mut() {
            last.push_str(words);
        }
    }

    pub(crate) fn push_answer(&mut self, answer: &str) {
        self.push_words(answer);
        self.has_answers = true;
    }

    pub(crate) fn push_gap(&mut self, hint: &str) {
        self.tokens.push(if hint.is_empty() {
            Self::BLANK.to_owned()
        } else {
            format!("[{hint}]")
        });
        self.words.push(String::new());
    }

    /// Whether nothing in it is the person's: there are gaps and no answers.
    pub(crate) fn is_blank(&self) -> bool {
        self.has_gaps() && !self.has_answers
    }

    pub(crate) fn has_gaps(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// The words before the first gap.
    pub(crate) fn opening(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// The text with a token for each gap.
    pub(crate) fn text(&self) -> String {
        self.joined(|index| &self.tokens[index])
    }

    /// The text for a list of choices: an ellipsis stands for a gap without a hint.
    pub(crate) fn label(&self) -> String {
        self.joined(|index| match self.tokens[index].as_str() {
            Self::BLANK => "…",
            hint => hint,
        })
    }

    /// The text with the first gaps filled with `fills`.
    pub(crate) fn filled_with(&self, fills: &[String]) -> String {
        self.joined(|index| fills.get(index).unwrap_or(&self.tokens[index]))
    }

    /// The number of gaps.
    pub(crate) fn gap_count(&self) -> usize {
        self.tokens.len()
    }

    /// The range of each gap in `text`, open or filled; none if the words around them have changed.
    pub(crate) fn match_gaps(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let (first, others) = self.words.split_first()?;
        let mut at = text.starts_with(first).then_some(first.len())?;
        let mut gaps = Vec::new();
        for (index, words) in others.iter().enumerate() {
            let is_last = index + 1 == others.len();
            let rest = &text[at..];
            let length = if words.is_empty() && is_last {
                rest.find('\n').unwrap_or(rest.len())
            } else {
                rest.find(words)?
            };
            gaps.push(at..at + length);
            at += length + words.len();
        }
        Some(gaps)
    }

    /// Where the words of this starter end in `text`, whose gaps are `gaps`.
    pub(crate) fn end_in(&self, text: &str, gaps: &[Range<usize>]) -> usize {
        let last = self.words.last().map_or(0, String::len);
        let end = gaps.last().map_or(0, |gap| gap.end) + last;
        end.min(text.len())
    }

    /// The length of the words around the gaps.
    fn word_length(&self) -> usize {
        self.words.iter().map(String::len).sum()
    }

    fn joined<'a>(&'a self, gap: impl Fn(usize) -> &'a str) -> String {
        let mut text = String::new();
        for (index, words) in self.words.iter().enumerate() {
            if index > 0 {
                text.push_str(gap(index - 1));
            }
            text.push_str(words);
        }
        text
    }
}

/// The starter that `text` was made from, and its gaps there; the one with the most words if there are several.
pub(crate) fn matching_starter<'a>(
    text: &str,
    starters: &'a [GappedText],
) -> Option<(&'a GappedText, Vec<Range<usize>>)> {
    let matching = starters
        .iter()
        .filter(|starter| starter.word_length() > 0)
        .filter_map(|starter| Some((starter, starter.match_gaps(text)?)));
    matching.max_by_key(|(starter, _)| starter.word_length())
}

/// The ranges of the open gaps in a text that was made from one of `starters`.
pub(crate) fn open_gaps(text: &str, starters: &[GappedText]) -> Vec<Range<usize>> {
    let mut tokens: Vec<&str> = starters
        .iter()
        .flat_map(|starter| starter.tokens.iter().map(String::as_str))
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    let mut gaps: Vec<Range<usize>> = tokens
        .iter()
        .flat_map(|token| text.match_indices(token))
        .map(|(start, token)| start..start + token.len())
        .collect();
    gaps.sort_unstable_by_key(|gap| gap.start);
    gaps
}

/// The text with a token in each gap whose words were deleted, and the place of the first such token.
pub(crate) fn reopen_gaps(text: &str, starters: &[GappedText]) -> Option<(String, usize)> {
    let (starter, gaps) = matching_starter(text, starters)?;
    let first = gaps.iter().find(|gap| gap.is_empty())?.start;
    let mut reopened = text.to_owned();
    for (gap, token) in gaps.iter().zip(&starter.tokens).rev() {
        if gap.is_empty() {
            reopened.insert_str(gap.start, token);
        }
    }
    Some((reopened, first))
}

#[cfg(test)]
mod tests;
