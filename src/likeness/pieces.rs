//! The pieces of a text that are compared.

use unicode_segmentation::UnicodeSegmentation;

use super::small_words::{is_small, is_small_sign};

/// No more of a text than this counts. A thought is far shorter.
const LONGEST: usize = 4000;

/// The pieces of a text, in order and each once: three letters where words stand apart. Where they
/// don't it is two signs, and one where that is a Chinese character.
pub(super) fn of(words: &str) -> Vec<u64> {
    let text: String = words.chars().take(LONGEST).flat_map(folded).collect();
    let mut pieces = Vec::with_capacity(text.len() + text.len() / 2);
    take(&text, is_small, is_small_sign, &mut pieces);
    if pieces.is_empty() {
        // “I can't do this” is a thought too.
        take(&text, |_| false, |_| false, &mut pieces);
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn take(
    text: &str,
    is_small: impl Fn(&str) -> bool,
    is_small_sign: impl Fn(char) -> bool,
    pieces: &mut Vec<u64>,
) {
    for run in text.split(|sign: char| !is_unspaced(sign) || is_small_sign(sign)) {
        let mut before = None;
        for sign in run.chars() {
            if is_word_alone(sign) {
                pieces.push(piece('\0', '\0', sign));
            }
            if let Some(before) = before.replace(sign) {
                pieces.push(piece('\0', before, sign));
            }
        }
    }
    let words = text
        .split(is_unspaced)
        .flat_map(UnicodeSegmentation::unicode_words)
        .flat_map(|word| word.split('\''));
    for word in words.filter(|word| !word.is_empty() && !is_small(word)) {
        // The edges of a word are pieces of it, and its beginning counts for more than its end.
        let (mut first, mut second) = (' ', ' ');
        for third in word.chars().chain([' ']) {
            pieces.push(piece(first, second, third));
            (first, second) = (second, third);
        }
    }
}

/// A character takes 21 bits, so that three of them fit.
fn piece(first: char, second: char, third: char) -> u64 {
    u64::from(first) << 42 | u64::from(second) << 21 | u64::from(third)
}

/// Whether it belongs to a script that leaves no room between words.
const fn is_unspaced(sign: char) -> bool {
    matches!(
        sign,
        // Thai and Lao, Burmese, Khmer, kana.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
    ) || is_word_alone(sign)
}

/// Whether it is a Chinese character, which says something by itself.
const fn is_word_alone(sign: char) -> bool {
    matches!(
        sign,
        '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// A character in small letters, without the accents of the Latin alphabet.
fn folded(sign: char) -> impl Iterator<Item = char> {
    sign.to_lowercase().flat_map(plain)
}

fn plain(sign: char) -> impl Iterator<Item = char> {
    let (first, second) = match sign {
        'à'..='å' | 'ā' | 'ă' | 'ą' => ('a', None),
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => ('c', None),
        'ď' | 'đ' => ('d', None),
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => ('e', None),
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => ('g', None),
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => ('i', None),
        'ĺ' | 'ļ' | 'ľ' | 'ł' => ('l', None),
        'ñ' | 'ń' | 'ņ' | 'ň' => ('n', None),
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => ('o', None),
        'ŕ' | 'ŗ' | 'ř' => ('r', None),
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => ('s', None),
        'ţ' | 'ť' | 'ț' => ('t', None),
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => ('u', None),
        'ý' | 'ÿ' => ('y', None),
        'ź' | 'ż' | 'ž' => ('z', None),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ß' => ('s', Some('s')),
        '’' | 'ʼ' => ('\'', None),
        sign => (sign, None),
    };
    // An accent may also follow its letter.
    let is_accent = matches!(first, '\u{300}'..='\u{36f}');
    [Some(first).filter(|_| !is_accent), second]
        .into_iter()
        .flatten()
}
