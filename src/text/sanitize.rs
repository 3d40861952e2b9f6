//! Sanitizing of text from outside: nothing in it can act on a terminal.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::path::Path;
use std::str::Chars;

use unicode_segmentation::UnicodeSegmentation;

use super::bidi;

/// The maximum number of characters in one grapheme. No language needs as many, and hundreds of marks on one letter
/// could cover the whole screen.
const MAX_GRAPHEME_CHARS: usize = 32;

/// `text` without anything that could act on a terminal, reverse lines or hide in them.
///
/// Line ends become `\n` and tabs become spaces. Escape sequences, other control characters, direction marks and
/// invisible characters are removed. Joiners of emoji and letters stay, and so do variation selectors.
pub fn sanitize(text: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let clean = strip_controls(text);
    if clean.is_ascii() {
        clean
    } else {
        truncate_graphemes(clean)
    }
}

/// `text` on one line, with U+FFFD in place of each character that [`sanitize`] would change, so that a deceptive name
/// is visible as such.
pub fn replace_unsafe(text: &str) -> String {
    let shown = |c: char| {
        if is_unsafe_char(c) || is_tag(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    truncate_graphemes(text.chars().map(shown).collect())
}

/// A path made safe for printing and drawing with [`replace_unsafe`].
pub(crate) fn display_path(path: impl AsRef<Path>) -> String {
    replace_unsafe(&path.as_ref().to_string_lossy())
}

/// `text` made safe for printing: [`replace_unsafe`] on each line.
///
/// A left-to-right mark behind right-to-left text stays, because `bidi::with_trailing_lrm` puts it there.
pub(crate) fn replace_unsafe_in_lines(text: &str) -> String {
    let mut before = ' ';
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push_str("    "),
            bidi::LRM if bidi::is_rtl(before) => shown.push(c),
            _ if is_unsafe_char(c) || is_tag(c) => {
                shown.push(char::REPLACEMENT_CHARACTER);
            }
            _ => shown.push(c),
        }
        before = c;
    }
    truncate_graphemes(shown)
}

/// `text` sanitized, with each run of white space replaced by one space.
pub fn one_line(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_visible = |byte: &u8| matches!(byte, b'!'..=b'~');
    let is_plain = |pair: &[u8]| is_visible(&pair[1]) || (pair[1] == b' ' && is_visible(&pair[0]));
    let ends = [bytes.first(), bytes.last()];
    if bytes.windows(2).all(is_plain) && ends.into_iter().flatten().all(is_visible) {
        return text.to_owned();
    }
    sanitize(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// JSON with every unsafe character escaped; its value stays the same.
pub fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe_char(c) || is_tag(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string can't fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// `text` with typographic quotes, ellipses and arrows in ASCII. Letters stay.
pub(crate) fn to_ascii_punctuation(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '“' | '”' => ascii.push('"'),
            '’' => ascii.push('\''),
            '…' => ascii.push_str("..."),
            '→' => ascii.push_str("to"),
            c => ascii.push(c),
        }
    }
    ascii
}

/// Whether a character could act on a terminal, end a line, reverse it or hide in it.
pub fn is_unsafe_char(c: char) -> bool {
    c.is_control() || is_line_end(c) || is_invisible(c)
}

fn strip_controls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\t' => clean.push_str("    "),
            _ if is_line_end(c) => clean.push('\n'),
            '\u{1b}' => skip_escape_sequence(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_control_string(&mut chars),
            _ if is_unsafe_char(c) => {}
            // Tag characters name a region after a black flag; elsewhere they only hide text.
            _ if is_tag(c) && !clean.ends_with(|before| before == '🏴' || is_tag(before)) => {}
            _ => clean.push(c),
        }
    }
    clean
}

/// Cuts each grapheme that is too long and ends it with U+FFFD.
fn truncate_graphemes(text: String) -> String {
    let is_too_long = |grapheme: &str| {
        grapheme.len() > MAX_GRAPHEME_CHARS && grapheme.chars().nth(MAX_GRAPHEME_CHARS).is_some()
    };
    if !text.graphemes(true).any(is_too_long) {
        return text;
    }
    let mut cut = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if is_too_long(grapheme) {
            cut.extend(grapheme.chars().take(MAX_GRAPHEME_CHARS - 1));
            cut.push(char::REPLACEMENT_CHARACTER);
        } else {
            cut.push_str(grapheme);
        }
    }
    cut
}

/// Skips the rest of an escape sequence, after its escape character.
fn skip_escape_sequence(chars: &mut Peekable<Chars<'_>>) {
    if chars.next_if_eq(&'[').is_some() {
        // A function key of the Linux console.
        if chars.next_if_eq(&'[').is_some() {
            chars.next_if(|next| matches!(next, 'A'..='E'));
        } else {
            skip_csi(chars);
        }
    } else if chars.next_if_eq(&'O').is_some() {
        // A function key or an arrow.
        chars.next_if(|next| matches!(next, 'A'..='D' | 'F' | 'H' | 'P'..='S' | 'a'..='d'));
    } else if chars
        .next_if(|next| matches!(next, ']' | 'P' | 'X' | '^' | '_'))
        .is_some()
    {
        skip_control_string(chars);
    } else {
        while chars.next_if(|next| matches!(next, ' '..='/')).is_some() {}
        chars.next_if(|next| matches!(next, '0'..='~'));
    }
}

/// Skips the parameters of a control sequence and the character that ends it.
fn skip_csi(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|next| matches!(next, ' '..='?')).is_some() {}
    chars.next_if(|next| matches!(next, '@'..='~'));
}

/// Skips a control string, such as a window title. One without a terminator ends with its line.
fn skip_control_string(chars: &mut Peekable<Chars<'_>>) {
    while let Some(next) = chars.next_if(|next| !matches!(next, '\n' | '\r')) {
        match next {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                chars.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// Whether a character ends a line, in word processors and other systems too.
const fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether a character has no glyph. Direction marks count: most terminals don't know them, and the others would
/// reorder digits and signs.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e001f}'
            | '\u{e0080}'..='\u{e00ff}'
            | '\u{e01f0}'..='\u{e0fff}'
    )
}

const fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_from_outside_can_act_on_the_terminal() {
        assert_eq!(sanitize("a\r\nb\rc\td"), "a\nb\nc    d");
        for (given, kept) in [
            ("naïve 日本 👨‍👩‍👧", "naïve 日本 👨‍👩‍👧"),
            ("x\u{1b}[31mred\u{7}\u{202e}abc\0", "xredabc"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
            ("\u{1b}]never ends\nnext line", "\nnext line"),
            ("\u{9b}2Jgone", "gone"),
            ("\u{1b}", ""),
            ("\u{1b}(Bset", "set"),
            ("\u{1b}OPso \u{1b}[[Ait \u{1b}OAis \u{1b}O", "so it is "),
            (
                "one\u{b}two\u{c}three\u{85}four\u{2028}five",
                "one\ntwo\nthree\nfour\nfive",
            ),
            ("80 \u{200f}\u{61c}→\u{200e} 35", "80 → 35"),
            ("so\u{e0073}\u{e006f}\u{e0001} be it", "so be it"),
        ] {
            assert_eq!(sanitize(given), kept, "{given:?}");
        }
        assert_eq!(one_line("  two\n words "), "two words");
        assert_eq!(
            replace_unsafe("a\nb\u{1b}[2J\u{202e}c 睡👍"),
            "a�b�[2J�c 睡👍"
        );
    }

    #[test]
    fn escaped_json_has_no_unsafe_char_and_the_same_value() {
        let given = "a\u{9b}2J \u{202e}睡👍\u{7f}\u{e0041}";
        let written = escape_json(&serde_json::Value::from(given).to_string());
        assert_eq!(written, "\"a\\u009b2J \\u202e睡👍\\u007f\\udb40\\udc41\"");
        let read: String = serde_json::from_str(&written).unwrap();
        assert_eq!(read, given);
    }

    #[test]
    fn what_joins_letters_and_emoji_stays() {
        for words in [
            "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
            "❤\u{fe0f} 葛\u{e0100}",
            "می\u{200c}خواهم",
            "e\u{302}\u{301} 👨‍👩‍👧 क्ष्म्य",
        ] {
            assert_eq!(sanitize(words), words);
        }
    }

    #[test]
    fn a_grapheme_with_too_many_marks_is_cut_and_the_text_around_it_stays() {
        for joining in ["\u{301}", "\u{600}", "\u{1100}", "👩\u{200d}"] {
            let clean = sanitize(&format!("so {} then", joining.repeat(50_000)));
            assert!(
                clean.starts_with("so ") && clean.ends_with("then"),
                "{clean}"
            );
            assert!(clean.chars().count() < 50, "{clean}");
        }
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn one_line_is_the_words_with_a_blank_between(text in "([a-c \\n\\t]|한|\u{7}){0,12}") {
            let words: Vec<String> = sanitize(&text).split_whitespace().map(str::to_owned).collect();
            prop_assert_eq!(one_line(&text), words.join(" "));
        }

        #[test]
        fn no_unsafe_char_is_left(text in any::<String>()) {
            let clean = sanitize(&text);
            prop_assert!(!clean.chars().any(|c| c != '\n' && is_unsafe_char(c)));
            prop_assert_eq!(sanitize(&clean), clean);
        }
    }
}
