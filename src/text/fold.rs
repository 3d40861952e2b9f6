//! Folding of text for search and similarity: words without case and accents.
//!
//! Search folds both the indexed text and the query, so that SQLite only compares bytes. Scripts without spaces
//! between words, and emoji, are split into single characters.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A folded word or single character, and its byte range in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) folded: String,
    pub(crate) range: Range<usize>,
}

/// The tokens of a text in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokenizer = Tokenizer::default();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        fold_char(c, |part| tokenizer.push(part, &range));
    }
    tokenizer.end_word();
    tokenizer.tokens
}

/// The tokens joined by spaces.
pub(crate) fn join(tokens: &[Token]) -> String {
    let words: Vec<_> = tokens.iter().map(|token| token.folded.as_str()).collect();
    words.join(" ")
}

/// The bigrams of adjacent single-character words.
pub(crate) fn bigrams<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut before = None;
    let mut pairs = Vec::new();
    for word in words {
        let alone = is_single_char_token(word).then_some(word);
        pairs.extend(
            before
                .zip(alone)
                .map(|(before, word)| format!("{before}{word}")),
        );
        before = alone;
    }
    pairs
}

/// Whether a folded word is a single-character token.
pub(crate) fn is_single_char_token(word: &str) -> bool {
    word.starts_with(|c| is_unspaced(c) || is_symbol(c))
}

/// The byte offset in `word` after the part of which `push` makes the first `length` bytes.
pub(crate) fn folded_prefix_end(
    word: &str,
    length: usize,
    push: impl Fn(char, &mut String),
) -> usize {
    let mut folded = String::new();
    let mut end = 0;
    for (at, c) in word.char_indices() {
        let before = folded.len();
        push(c, &mut folded);
        if before >= length && folded.len() > before {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Appends a character as folded words have it, which may be nothing.
pub(crate) fn push_folded(c: char, folded: &mut String) {
    fold_char(c, |part| match part {
        CharClass::Letter(part) | CharClass::Single(part) => folded.push(part),
        CharClass::Combining(mark) if !folded.is_empty() => folded.push(mark),
        CharClass::Combining(_) | CharClass::Skip | CharClass::Separator => {}
    });
}

/// The maximum size of a token in bytes; longer words are split, as pasted text may have no spaces for pages.
const MAX_TOKEN_BYTES: usize = 120;

/// The class of a folded character.
#[derive(Clone, Copy)]
enum CharClass {
    /// Continues a word.
    Letter(char),
    /// Forms a token by itself.
    Single(char),
    /// Combines with the single character before it.
    Combining(char),
    /// Is dropped; the word continues.
    Skip,
    /// Ends a word.
    Separator,
}

#[derive(Default)]
struct Tokenizer {
    tokens: Vec<Token>,
    word: Option<Token>,
}

impl Tokenizer {
    fn push(&mut self, part: CharClass, range: &Range<usize>) {
        match part {
            CharClass::Letter(c) => {
                if self
                    .word
                    .as_ref()
                    .is_some_and(|word| word.folded.len() >= MAX_TOKEN_BYTES)
                {
                    self.end_word();
                }
                let word = self.word.get_or_insert_with(|| Token {
                    folded: String::new(),
                    range: range.clone(),
                });
                word.folded.push(c);
                word.range.end = range.end;
            }
            CharClass::Single(c) => {
                self.end_word();
                self.tokens.push(Token {
                    folded: c.into(),
                    range: range.clone(),
                });
            }
            CharClass::Combining(_) | CharClass::Skip => {
                let before = match &mut self.word {
                    None => self.tokens.last_mut(),
                    word => word.as_mut(),
                };
                // Only directly after a token.
                if let Some(token) = before.filter(|token| token.range.end >= range.start) {
                    if let CharClass::Combining(mark) = part {
                        token.folded.push(mark);
                    }
                    token.range.end = range.end;
                }
            }
            CharClass::Separator => self.end_word(),
        }
    }

    fn end_word(&mut self) {
        self.tokens.extend(self.word.take());
    }
}

/// Appends `c` in lower case, without the accents of the Latin alphabet. Letters of other scripts keep theirs, as an
/// accent often makes another letter of them.
pub(crate) fn push_unaccented(c: char, folded: &mut String) {
    for lower in c.to_lowercase() {
        match lower {
            '\u{300}'..='\u{36f}' => {}
            'ß'..='ɏ' => {
                for part in std::iter::once(lower).nfd() {
                    match ascii_equivalent(part) {
                        "" if is_combining_mark(part) => {}
                        "" => folded.push(part),
                        letters => folded.push_str(letters),
                    }
                }
            }
            _ => folded.push(lower),
        }
    }
}

/// Decomposes a character and folds its parts.
fn fold_char(c: char, mut take: impl FnMut(CharClass)) {
    if c.is_ascii() {
        return take(if c.is_ascii_alphanumeric() {
            CharClass::Letter(c.to_ascii_lowercase())
        } else {
            CharClass::Separator
        });
    }
    for part in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        match ascii_equivalent(part) {
            "" => take(classify(part)),
            letters => letters.chars().for_each(|c| take(CharClass::Letter(c))),
        }
    }
}

fn classify(c: char) -> CharClass {
    match c {
        '\u{3099}' | '\u{309a}' => CharClass::Combining(c),
        _ if is_ignorable(c) => CharClass::Skip,
        _ if is_combining_mark(c) && !c.is_alphanumeric() => CharClass::Skip,
        _ if c.is_alphanumeric() => {
            if is_unspaced(c) {
                CharClass::Single(c)
            } else {
                CharClass::Letter(c)
            }
        }
        _ if is_symbol(c) => CharClass::Single(c),
        _ => CharClass::Separator,
    }
}

/// The ASCII letters of ligatures and of letters that look accented but don't decompose; empty for all others.
const fn ascii_equivalent(c: char) -> &'static str {
    match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => "",
    }
}

/// Marks that are ignored, among them Hebrew and Arabic points, joiners, and skin tones of emoji.
const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6dc}'
            | '\u{6df}'..='\u{6e8}'
            | '\u{6ea}'..='\u{6ed}'
            | '\u{200c}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{1f3fb}'..='\u{1f3ff}'
    )
}

/// Whether the script has no spaces between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer and related ones.
const fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{1950}'..='\u{19ff}'
            | '\u{1a20}'..='\u{1aaf}'
            | '\u{2e80}'..='\u{312f}'
            | '\u{31a0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{a4cf}'
            | '\u{a980}'..='\u{a9ff}'
            | '\u{aa60}'..='\u{aadf}'
            | '\u{f900}'..='\u{faff}'
            | '\u{1b000}'..='\u{1b2ff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

const fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        join(&tokens(text))
    }

    #[test]
    fn characters_side_by_side_are_pairs() {
        for (text, expected) in [
            ("明日の", vec!["明日", "日の"]),
            ("明 日 iPhoneを買", vec!["明日", "を買"]),
            ("明a日", vec![]),
            ("", vec![]),
        ] {
            let tokens = tokens(text);
            let words = tokens.iter().map(|token| token.folded.as_str());
            assert_eq!(bigrams(words), expected, "{text}");
        }
    }

    #[test]
    fn words_are_split_at_word_boundaries_and_case_and_accents_are_ignored() {
        for (text, expected) in [
            ("Don't PANIC, it's fine.", "don t panic it s fine"),
            (
                "Crème Brûlée, naïve Ångström",
                "creme brulee naive angstrom",
            ),
            ("cre\u{300}me", "creme"),
            (
                "Straße, STRASSE, Łódź, Øresund",
                "strasse strasse lodz oresund",
            ),
            ("ἈΛΉΘΕΙΑ λόγος ΛΟΓΟΣ", "αληθεια λογοσ λογοσ"),
            ("Ёлка, ЕЛКА", "елка елка"),
            ("İstanbul ısı", "istanbul isi"),
            ("ﬁne ＡＢＣ１２ ½", "fine abc12 1 2"),
            ("明日の発表", "明 日 の 発 表"),
            ("iPhoneを買う", "iphone を 買 う"),
            ("ｶﾞ ガ が か", "カ\u{3099} カ\u{3099} か\u{3099} か"),
            ("กลัว", "ก ล \u{e31} ว"),
            ("שָׁלוֹם مَرْحَبًا", "שלום مرحبا"),
            ("हिन्दी", "हिनदी"),
            ("👩🏽‍🚒 ❤️ 👨‍👩‍👧", "👩 🚒 ❤ 👨 👩 👧"),
            ("1️⃣ 10% a\0b\u{e000}c", "1 10 a b c"),
            ("", ""),
            (" ...\"*-\n", ""),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_syllable_half_typed_begins_the_whole_one() {
        assert!(folded("친구가").starts_with(&folded("치")));
    }

    #[test]
    fn something_pasted_without_spaces_is_cut() {
        let long = "a".repeat(1000);
        assert!(tokens(&long).len() > 5);
        assert!(
            tokens(&long)
                .iter()
                .all(|token| token.folded.len() <= MAX_TOKEN_BYTES)
        );
    }

    #[test]
    fn the_beginning_of_a_word_ends_behind_its_accents() {
        for (word, length, expected) in [
            ("Worry", 3, "Wor"),
            ("Straße", 5, "Straß"),
            ("Straße", 6, "Straß"),
            ("e\u{301}te\u{301}", 1, "e\u{301}"),
            ("친구", 3, "친"),
            ("か\u{3099}", 6, "か\u{3099}"),
        ] {
            let end = folded_prefix_end(word, length, push_folded);
            assert_eq!(&word[..end], expected, "{word}");
        }
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn tokens_stand_in_the_text_in_order_and_are_as_they_would_be_alone(text in "(?s).{0,60}") {
            let mut before = 0;
            for Token { folded: term, range } in tokens(&text) {
                prop_assert!(!term.is_empty() && before <= range.start && range.start < range.end);
                before = range.start;
                prop_assert!(text.get(range.clone()).is_some());
                prop_assert!(folded(&text[range]).contains(&term));
                prop_assert_eq!(folded(&term), term);
            }
        }
    }
}
