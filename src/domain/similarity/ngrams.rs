//! Extraction of n-grams from a text.

use unicode_segmentation::UnicodeSegmentation;

use super::stop_words::{is_stop_char, is_stop_word};
use crate::text::fold::push_unaccented;

/// The maximum number of characters that count. A thought is far shorter.
const MAX_CHARS: usize = 4000;

/// The n-grams of a text, sorted and without duplicates: trigrams of words, bigrams in scripts without spaces, and
/// single ideographs.
pub(super) fn extract_ngrams(text: &str) -> Vec<u64> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().take(MAX_CHARS) {
        match c {
            '’' | 'ʼ' => folded.push('\''),
            _ => push_unaccented(c, &mut folded),
        }
    }
    let mut ngrams = Vec::with_capacity(folded.len() + folded.len() / 2);
    push_ngrams(&folded, is_stop_word, is_stop_char, &mut ngrams);
    if ngrams.is_empty() {
        // Stop words alone, as in “I can't do this”, are a thought too.
        push_ngrams(&folded, |_| false, |_| false, &mut ngrams);
    }
    ngrams.sort_unstable();
    ngrams.dedup();
    ngrams
}

fn push_ngrams(
    text: &str,
    is_stop_word: impl Fn(&str) -> bool,
    is_stop_char: impl Fn(char) -> bool,
    ngrams: &mut Vec<u64>,
) {
    for run in text.split(|c: char| !is_unspaced(c) || is_stop_char(c)) {
        let mut before = None;
        for c in run.chars() {
            if is_ideograph(c) {
                ngrams.push(pack_ngram('\0', '\0', c));
            }
            if let Some(before) = before.replace(c) {
                ngrams.push(pack_ngram('\0', before, c));
            }
        }
    }
    let words = text
        .split(is_unspaced)
        .flat_map(UnicodeSegmentation::unicode_words)
        .flat_map(|word| word.split('\''));
    for word in words.filter(|word| !word.is_empty() && !is_stop_word(word)) {
        // The edges of a word are padded with spaces, so that its beginning counts for more than its end.
        let (mut first, mut second) = (' ', ' ');
        for third in word.chars().chain([' ']) {
            ngrams.push(pack_ngram(first, second, third));
            (first, second) = (second, third);
        }
    }
}

/// Packs three characters of 21 bits each.
fn pack_ngram(first: char, second: char, third: char) -> u64 {
    u64::from(first) << 42 | u64::from(second) << 21 | u64::from(third)
}

/// Whether a character belongs to a script without spaces between words.
const fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        // Thai and Lao, Burmese, Khmer, kana.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
    ) || is_ideograph(c)
}

/// Whether a character is a Chinese ideograph, which has a meaning by itself.
const fn is_ideograph(c: char) -> bool {
    matches!(
        c,
        '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}
