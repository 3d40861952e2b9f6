//! How words look: loud, ornamented, or too long for one breath.

use std::ops::Range;

use super::text::Text;

/// Something about the look of a text.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub range: Range<usize>,
    pub what: String,
    pub instead: &'static str,
}

/// The most words of a sentence.
const MAX_SENTENCE_WORDS: usize = 25;

/// Everything about the look of a text that is better otherwise.
pub(super) fn findings(text: &Text) -> Vec<Finding> {
    [
        exclamations(text),
        capitals(text),
        emoji(text),
        long_sentences(text),
    ]
    .concat()
}

/// Where a question ends. Quoted ones are someone else's, and a key called `?` is none.
pub(super) fn questions(text: &Text) -> Vec<usize> {
    let quoted = text.quoted();
    let letter = |at: usize| text.letters.get(at).copied();
    (0..text.letters.len())
        .filter(|at| matches!(text.letters[*at], '?' | '？') && !quoted[*at])
        .filter(|at| {
            let before = at.checked_sub(1).and_then(letter);
            let is_key = before.is_none_or(|c| c.is_whitespace() || matches!(c, '`' | '(' | '['));
            !is_key && !matches!(letter(at + 1), Some('?' | '？'))
        })
        .collect()
}

fn exclamations(text: &Text) -> Vec<Finding> {
    let is_loud = |at: &usize| matches!(text.letters[*at], '!' | '！' | '¡' | '‼' | '⁉');
    let marks = (0..text.letters.len()).filter(is_loud);
    marks
        .map(|at| Finding {
            range: at..at + 1,
            what: "an exclamation mark raises the voice".to_owned(),
            instead: "end with a full stop",
        })
        .collect()
}

/// Short words that are shouted more often than they are a name made of first letters.
const SHOUTED: &str =
    " do not no yes you all now must are and the can any but for go try your never only ";
/// Longer names made of first letters.
const NAMES: &str = " adhd ptsd nhs nspcc panda hiit html json yaml utf aids ";

fn capitals(text: &Text) -> Vec<Finding> {
    let is_shouted = |word: &&super::text::Word| {
        let letters = &text.letters[word.range.clone()];
        let are_capitals = letters
            .iter()
            .all(|c| c.is_uppercase() || matches!(c, '\'' | '’'));
        let among = |names: &str| names.contains(&format!(" {} ", word.plain));
        are_capitals
            && if letters.len() <= 3 {
                among(SHOUTED)
            } else {
                !among(NAMES)
            }
    };
    let shouted = text.words.iter().filter(is_shouted);
    shouted
        .map(|word| Finding {
            range: word.range.clone(),
            what: format!("“{}” is shouted", text.slice(word.range.clone())),
            instead: "write it in small letters",
        })
        .collect()
}

fn emoji(text: &Text) -> Vec<Finding> {
    let faces = [":)", ":-)", ";)", ";-)", ":(", ":-(", ":D", "<3"];
    let is_face = |at: usize| {
        let is_edge = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace() || *c == '.');
        let starts = at
            .checked_sub(1)
            .is_none_or(|at| is_edge(text.letters.get(at)));
        let length = |face: &&str| face.chars().count();
        let fits = |face: &&&str| {
            let end = at + length(face);
            text.letters
                .get(at..end)
                .is_some_and(|letters| letters.iter().copied().eq(face.chars()))
                && is_edge(text.letters.get(end))
        };
        starts
            .then(|| faces.iter().find(fits).map(length))
            .flatten()
    };
    let drawn = (0..text.letters.len()).filter_map(|at| {
        let follows_emoji = at > 0 && is_emoji(text, at - 1);
        let length = is_face(at).or((is_emoji(text, at) && !follows_emoji).then_some(1))?;
        Some(at..at + length)
    });
    drawn
        .map(|range| Finding {
            range,
            what: "a picture sets the mood for the reader".to_owned(),
            instead: "say it in words, or leave it out",
        })
        .collect()
}

/// Whether this letter is drawn as a picture.
fn is_emoji(text: &Text, at: usize) -> bool {
    matches!(text.letters[at],
        '\u{1f000}'..='\u{1faff}' | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23f3}'
        | '\u{2600}'..='\u{2604}' | '\u{2614}' | '\u{2615}' | '\u{2639}' | '\u{263a}'
        | '\u{2648}'..='\u{2653}' | '\u{2660}'..='\u{2668}' | '\u{26a1}' | '\u{26bd}'..='\u{26fd}'
        | '\u{2705}' | '\u{270a}'..='\u{270d}' | '\u{2728}' | '\u{274c}' | '\u{274e}'
        | '\u{2753}'..='\u{2757}' | '\u{2763}' | '\u{2764}' | '\u{2795}'..='\u{2797}'
        | '\u{2b50}' | '\u{2b55}' | '\u{fe0f}')
}

fn long_sentences(text: &Text) -> Vec<Finding> {
    let long = text.sentences.iter().filter_map(|sentence| {
        let words = text.words_in(sentence);
        let (first, last) = (words.first()?, words.last()?);
        (words.len() > MAX_SENTENCE_WORDS).then(|| Finding {
            range: first.range.start..last.range.end,
            what: format!(
                "this sentence has {} words, and {MAX_SENTENCE_WORDS} are the most",
                words.len()
            ),
            instead: "make two of it, or say less",
        })
    });
    long.collect()
}
