//! Closing a text with open gaps: what needs a gap is left out, so that clean sentences remain.
//!
//! A sentence with an open gap is split into clauses. Clauses with an open gap are left out, and with them the clauses of
//! the starter that make no sense alone. What the person wrote stays.

use super::{GappedText, matching_starter, open_gaps, reopen_gaps};

/// What stands for an open gap here. No text contains it, as sanitized text has no control characters.
const MARK: char = '\0';

/// Words that begin a clause which depends on the one before.
const CONJUNCTIONS: [&str; 17] = [
    "and", "because", "but", "or", "so", "which", "when", "as", "while", "if", "that", "then",
    "though", "although", "until", "since", "where",
];

/// Words that join two clauses of the same rank. They don't begin a sentence.
const LINKS: [&str; 5] = ["and", "but", "or", "so", "then"];

/// Words that don't end a sentence, in addition to [`CONJUNCTIONS`].
const OPEN_ENDS: [&str; 16] = [
    "to", "than", "would", "can", "could", "will", "with", "for", "of", "in", "on", "at", "about",
    "the", "a", "i",
];

/// `text` as it is saved: without its open gaps, and with the person's words joined to those around them. It is empty if
/// nothing remains.
pub(crate) fn close_gaps(text: &str, starters: &[GappedText]) -> String {
    let text = text.trim();
    let reopened = reopen_gaps(text, starters).map(|(text, _)| text);
    let text = tidy_fills(reopened.as_deref().unwrap_or(text), starters);
    let gaps = open_gaps(&text, starters);
    if gaps.is_empty() {
        return text;
    }
    let mut marked = text;
    for gap in gaps.into_iter().rev() {
        marked.replace_range(gap, "\0");
    }
    let known = known_clauses(starters);
    let mut lines = Vec::new();
    for line in marked.split('\n') {
        let closed: String = sentences(line)
            .into_iter()
            .map(|sentence| close_sentence(sentence, &known))
            .collect();
        let closed = closed.trim();
        if !closed.is_empty() || line.trim().is_empty() {
            lines.push(closed.to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}

/// Removes what joins badly: spaces around the person's words, a full stop before words that go on, a second full stop at
/// the end, and a small letter at the start of a sentence.
fn tidy_fills(text: &str, starters: &[GappedText]) -> String {
    let Some((starter, gaps)) = matching_starter(text, starters) else {
        return text.to_owned();
    };
    let mut tidy = text.to_owned();
    // A full stop that was typed in the last gap, before that of the starter.
    let end = starter.end_in(text, &gaps);
    let has_stop = starter
        .words
        .last()
        .is_some_and(|words| words.ends_with('.'));
    if has_stop && text[end..].starts_with('.') && !text[end..].starts_with("..") {
        tidy.remove(end);
    }
    for (index, gap) in gaps.into_iter().enumerate().rev() {
        let fill = text[gap.clone()].trim();
        if fill.is_empty() || fill == starter.tokens[index] {
            continue;
        }
        let before = starter.words[index].trim_end();
        let after = starter.words[index + 1].trim_start();
        let goes_on = after.starts_with(|c: char| c.is_lowercase() || ",.;:?!".contains(c));
        let fill = match fill.strip_suffix('.') {
            Some(fill) if goes_on && !fill.ends_with('.') => fill,
            _ => fill,
        };
        let begins = before.is_empty() || before.ends_with(['.', '?', '!']);
        tidy.replace_range(
            gap,
            &if begins {
                capitalize(fill)
            } else {
                fill.to_owned()
            },
        );
    }
    tidy
}

/// The clauses of the starters, as they are before anything is written.
fn known_clauses(starters: &[GappedText]) -> Vec<String> {
    let marked = starters.iter().map(|starter| starter.words.join("\0"));
    let mut known = Vec::new();
    for text in marked {
        for sentence in text.split('\n').flat_map(sentences) {
            let (body, _) = split_end(sentence);
            known.extend(clauses(body).into_iter().map(|(words, _)| words.to_owned()));
        }
    }
    known
}

/// Splits a line behind each `.`, `?`, `!` and `…` that ends a word.
fn sentences(line: &str) -> Vec<&str> {
    split_after(line, &['.', '?', '!', '…'])
}

/// The words of a sentence, and its end: marks and white space.
fn split_end(sentence: &str) -> (&str, &str) {
    let body = sentence.trim_end_matches(|c: char| ".?!…".contains(c) || c.is_whitespace());
    sentence.split_at(body.len())
}

/// The clauses of a sentence, each with the mark behind it.
fn clauses(body: &str) -> Vec<(&str, &str)> {
    split_after(body, &[',', ';', ':'])
        .into_iter()
        .map(|clause| {
            let clause = clause.trim();
            let words = clause.trim_end_matches([',', ';', ':']);
            (words, &clause[words.len()..])
        })
        .collect()
}

/// Splits behind each of these marks that white space or the end follows.
fn split_after<'a>(text: &'a str, marks: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !marks.contains(&letter) || letters.peek().is_some_and(|(_, c)| !c.is_whitespace()) {
            continue;
        }
        let mut end = at + letter.len_utf8();
        while let Some((at, space)) = letters.next_if(|(_, c)| c.is_whitespace()) {
            end = at + space.len_utf8();
        }
        parts.push(&text[start..end]);
        start = end;
    }
    if start < text.len() {
        parts.push(&text[start..]);
    }
    parts
}

/// A sentence without the clauses that need an open gap; empty if nothing remains.
fn close_sentence(sentence: &str, known: &[String]) -> String {
    if !sentence.contains(MARK) {
        return sentence.to_owned();
    }
    let (body, end) = split_end(sentence);
    let clauses = clauses(body);
    let is_own = |words: &str| !known.iter().any(|known| known == words);
    // Clauses of the starter in which a gap is still open, so that they say nothing.
    let unfilled: Vec<usize> = (0..clauses.len())
        .filter(|index| clauses[*index].0.contains(MARK) && !is_own(clauses[*index].0))
        .collect();
    let remains = |index: usize, words: &str| {
        if unfilled.contains(&index) {
            return false;
        }
        // “I was tired” stays without the “because ...” behind it, but “If it rains” needs the “I ...” behind it.
        let next_unfilled = unfilled.iter().find(|at| **at > index);
        let is_complete = next_unfilled.is_none_or(|at| begins_with(clauses[*at].0, &CONJUNCTIONS));
        // “and that's fine” can't stay without the “I ...” before it.
        let is_addition =
            unfilled.iter().any(|at| *at < index) && begins_with(words, &CONJUNCTIONS);
        is_own(words) || (is_complete && !is_addition)
    };
    let mut closed = String::new();
    let mut mark = "";
    for (index, (words, next_mark)) in clauses.iter().enumerate() {
        let words = without_gaps(words);
        if words.is_empty() || !remains(index, clauses[index].0) {
            continue;
        }
        if closed.is_empty() {
            closed = if index == 0 {
                words
            } else {
                capitalize(without_link(&words))
            };
        } else {
            closed.push_str(mark);
            closed.push(' ');
            closed.push_str(&words);
        }
        mark = next_mark;
    }
    if closed.is_empty() {
        return closed;
    }
    let stop = if end.trim().is_empty() { "." } else { "" };
    format!("{closed}{stop}{end}")
}

/// The words of a clause without its open gaps.
fn without_gaps(clause: &str) -> String {
    if !clause.contains(MARK) {
        return clause.to_owned();
    }
    let has_open_end = clause.trim_end().ends_with(MARK);
    let plain = clause.replace(MARK, " ");
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    while has_open_end
        && words.last().is_some_and(|last| {
            let last = last.to_lowercase();
            CONJUNCTIONS.contains(&last.as_str()) || OPEN_ENDS.contains(&last.as_str())
        })
    {
        words.pop();
    }
    words.join(" ")
}

fn begins_with(clause: &str, words: &[&str]) -> bool {
    let first = clause.split_whitespace().next().unwrap_or_default();
    words.contains(&first.to_lowercase().as_str())
}

/// A clause without the word that linked it to the one before.
fn without_link(clause: &str) -> &str {
    match clause.split_once(' ') {
        Some((link, rest)) if LINKS.contains(&link) => rest,
        _ => clause,
    }
}

/// The text with a capital first letter.
fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
