//! Finds exclamation marks, shouted words, emoji and long sentences.

use std::ops::Range;

use super::tokens::TokenizedText;

/// A style issue in a text.
#[derive(Clone, Debug)]
pub(super) struct StyleFinding {
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) suggestion: &'static str,
}

/// The maximum number of words of a sentence.
const MAX_SENTENCE_WORDS: usize = 25;

/// Finds every style issue of a text.
pub(super) fn find_style_issues(text: &TokenizedText) -> Vec<StyleFinding> {
    [
        find_exclamations(text),
        find_shouted_words(text),
        find_emoji(text),
        find_long_sentences(text),
    ]
    .concat()
}

/// The positions of question marks, except quoted ones and the key `?`.
pub(super) fn question_ends(text: &TokenizedText) -> Vec<usize> {
    let quoted = text.quoted_chars();
    let char_at = |index: usize| text.chars.get(index).copied();
    (0..text.chars.len())
        .filter(|index| matches!(text.chars[*index], '?' | '？') && !quoted[*index])
        .filter(|index| {
            let before = index.checked_sub(1).and_then(char_at);
            let is_key = before.is_none_or(|c| c.is_whitespace() || matches!(c, '`' | '(' | '['));
            !is_key && !matches!(char_at(index + 1), Some('?' | '？'))
        })
        .collect()
}

fn find_exclamations(text: &TokenizedText) -> Vec<StyleFinding> {
    let is_loud = |index: &usize| matches!(text.chars[*index], '!' | '！' | '¡' | '‼' | '⁉');
    let marks = (0..text.chars.len()).filter(is_loud);
    marks
        .map(|index| StyleFinding {
            range: index..index + 1,
            message: "an exclamation mark raises the voice".to_owned(),
            suggestion: "end with a full stop",
        })
        .collect()
}

/// Words of up to three letters that are more often shouted than an acronym.
const SHOUTED_WORDS: &str =
    " do not no yes you all now must are and the can any but for go try your never only ";
/// Longer acronyms.
const ACRONYMS: &str = " adhd ptsd nhs nspcc panda hiit html json yaml utf aids ";

fn find_shouted_words(text: &TokenizedText) -> Vec<StyleFinding> {
    let is_shouted = |word: &&super::tokens::Word| {
        let chars = &text.chars[word.range.clone()];
        let are_capitals = chars
            .iter()
            .all(|c| c.is_uppercase() || matches!(c, '\'' | '’'));
        let among = |names: &str| names.contains(&format!(" {} ", word.normalized));
        are_capitals
            && if chars.len() <= 3 {
                among(SHOUTED_WORDS)
            } else {
                !among(ACRONYMS)
            }
    };
    let shouted = text.words.iter().filter(is_shouted);
    shouted
        .map(|word| StyleFinding {
            range: word.range.clone(),
            message: format!("“{}” is shouted", text.slice(word.range.clone())),
            suggestion: "write it in small letters",
        })
        .collect()
}

fn find_emoji(text: &TokenizedText) -> Vec<StyleFinding> {
    let faces = [":)", ":-)", ";)", ";-)", ":(", ":-(", ":D", "<3"];
    let is_face = |index: usize| {
        let is_edge = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace() || *c == '.');
        let starts = index
            .checked_sub(1)
            .is_none_or(|index| is_edge(text.chars.get(index)));
        let length = |face: &&str| face.chars().count();
        let fits = |face: &&&str| {
            let end = index + length(face);
            text.chars
                .get(index..end)
                .is_some_and(|chars| chars.iter().copied().eq(face.chars()))
                && is_edge(text.chars.get(end))
        };
        starts
            .then(|| faces.iter().find(fits).map(length))
            .flatten()
    };
    let drawn = (0..text.chars.len()).filter_map(|index| {
        let follows_emoji = index > 0 && is_emoji(text, index - 1);
        let length = is_face(index).or((is_emoji(text, index) && !follows_emoji).then_some(1))?;
        Some(index..index + length)
    });
    drawn
        .map(|range| StyleFinding {
            range,
            message: "a picture sets the mood for the reader".to_owned(),
            suggestion: "say it in words, or leave it out",
        })
        .collect()
}

/// Whether the character is an emoji.
fn is_emoji(text: &TokenizedText, index: usize) -> bool {
    matches!(text.chars[index],
        '\u{1f000}'..='\u{1faff}' | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23f3}'
        | '\u{2600}'..='\u{2604}' | '\u{2614}' | '\u{2615}' | '\u{2639}' | '\u{263a}'
        | '\u{2648}'..='\u{2653}' | '\u{2660}'..='\u{2668}' | '\u{26a1}' | '\u{26bd}'..='\u{26fd}'
        | '\u{2705}' | '\u{270a}'..='\u{270d}' | '\u{2728}' | '\u{274c}' | '\u{274e}'
        | '\u{2753}'..='\u{2757}' | '\u{2763}' | '\u{2764}' | '\u{2795}'..='\u{2797}'
        | '\u{2b50}' | '\u{2b55}' | '\u{fe0f}')
}

fn find_long_sentences(text: &TokenizedText) -> Vec<StyleFinding> {
    let long = text.sentences.iter().filter_map(|sentence| {
        let words = text.sentence_words(sentence);
        let (first, last) = (words.first()?, words.last()?);
        (words.len() > MAX_SENTENCE_WORDS).then(|| StyleFinding {
            range: first.range.start..last.range.end,
            message: format!(
                "this sentence has {} words, and {MAX_SENTENCE_WORDS} are the most",
                words.len()
            ),
            suggestion: "make two of it, or say less",
        })
    });
    long.collect()
}
