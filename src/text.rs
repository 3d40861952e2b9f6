//! Text as people see it: graphemes, columns, soft-wrapped rows; and text from outside made harmless.

pub(crate) mod bidi;
pub mod buffer;
pub(crate) mod decode;
pub(crate) mod digits;
pub(crate) mod fold;

use std::{fmt::Write, iter::Peekable, ops::Range, str::Chars};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns `text` takes on the screen.
pub fn display_width(text: &str) -> usize {
    graphemes(text)
        .map(|(_, grapheme)| grapheme_width(grapheme))
        .sum()
}

/// The graphemes of `text`, each with the byte where it begins.
///
/// A letter of ASCII before another one is a grapheme of its own, unless the two are a line end of Windows. So most
/// of most texts needn't be looked up in the tables of Unicode, and every screen is drawn in half the time.
pub fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii);
        let first = bytes.get(start)?;
        at = if first.is_ascii() && *first != b'\r' && is_plain(bytes.get(start + 1)) {
            start + 1
        } else {
            next_grapheme(text, start)
        };
        Some((start, &text[start..at]))
    })
}

/// The columns one grapheme is drawn in. Half-width sound marks join the letter before them, and yet
/// have a column of their own.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return 1;
    }
    let marks = grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count();
    grapheme.width() + marks
}

/// The most characters of one grapheme. Letters of no language have as many, and a heap of marks on
/// one letter could draw over the whole screen.
const MAX_GRAPHEME_CHARS: usize = 32;

/// `text` without anything that could act on a terminal, turn lines around or hide in them: line ends
/// become `\n`, tabs become spaces; escape sequences, other control characters, marks of direction and
/// what nobody can see go.
///
/// What joins emoji and letters stays, and so do the selectors of their variants.
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

/// `text` on one line, with a sign in the place of each character that [`harmless`] would change, so
/// that a name shows that it isn't what it seems.
pub fn replace_unsafe(text: &str) -> String {
    let shown = |letter: char| {
        if is_unsafe_char(letter) || is_tag(letter) {
            char::REPLACEMENT_CHARACTER
        } else {
            letter
        }
    };
    truncate_graphemes(text.chars().map(shown).collect())
}

/// A path as it may be printed and drawn, with a sign in the place of each character that could act on a terminal.
pub fn display_path(path: impl AsRef<std::path::Path>) -> String {
    replace_unsafe(&path.as_ref().to_string_lossy())
}

/// `text` as it may be printed: its lines, each of them [`visible`]. A mark that ends text from right to left stays
/// behind such text, because `bidi::before_number` puts it there.
pub fn replace_unsafe_in_lines(text: &str) -> String {
    let mut before = ' ';
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => shown.push('\n'),
            '\t' => shown.push_str("    "),
            bidi::LRM if bidi::is_rtl(before) => shown.push(letter),
            _ if is_unsafe_char(letter) || is_tag(letter) => {
                shown.push(char::REPLACEMENT_CHARACTER);
            }
            _ => shown.push(letter),
        }
        before = letter;
    }
    truncate_graphemes(shown)
}

fn strip_controls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\t' => clean.push_str("    "),
            _ if is_line_end(letter) => clean.push('\n'),
            '\u{1b}' => skip_escape_sequence(&mut letters),
            '\u{9b}' => skip_csi(&mut letters),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_control_string(&mut letters),
            _ if is_unsafe_char(letter) => {}
            // Tags spell the name of a region behind a black flag; elsewhere they only hide words.
            _ if is_tag(letter) && !clean.ends_with(|before| before == '🏴' || is_tag(before)) => {
            }
            _ => clean.push(letter),
        }
    }
    clean
}

/// Cuts each grapheme that is a heap of characters, and marks the cut.
fn truncate_graphemes(text: String) -> String {
    let is_heap = |grapheme: &str| {
        grapheme.len() > MAX_GRAPHEME_CHARS && grapheme.chars().nth(MAX_GRAPHEME_CHARS).is_some()
    };
    if !text.graphemes(true).any(is_heap) {
        return text;
    }
    let mut low = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if is_heap(grapheme) {
            low.extend(grapheme.chars().take(MAX_GRAPHEME_CHARS - 1));
            low.push(char::REPLACEMENT_CHARACTER);
        } else {
            low.push_str(grapheme);
        }
    }
    low
}

/// Whether a letter could act on a terminal, end a line, turn it around or hide in it.
pub fn is_unsafe_char(letter: char) -> bool {
    letter.is_control() || is_line_end(letter) || is_invisible(letter)
}

/// Passes over what follows an escape character.
fn skip_escape_sequence(letters: &mut Peekable<Chars<'_>>) {
    if letters.next_if_eq(&'[').is_some() {
        // A function key of the Linux console.
        if letters.next_if_eq(&'[').is_some() {
            letters.next_if(|next| matches!(next, 'A'..='E'));
        } else {
            skip_csi(letters);
        }
    } else if letters.next_if_eq(&'O').is_some() {
        // A function key or an arrow.
        letters.next_if(|next| matches!(next, 'A'..='D' | 'F' | 'H' | 'P'..='S' | 'a'..='d'));
    } else if letters
        .next_if(|next| matches!(next, ']' | 'P' | 'X' | '^' | '_'))
        .is_some()
    {
        skip_control_string(letters);
    } else {
        while letters.next_if(|next| matches!(next, ' '..='/')).is_some() {}
        letters.next_if(|next| matches!(next, '0'..='~'));
    }
}

/// Passes over the numbers of a control sequence and the letter that ends it.
fn skip_csi(letters: &mut Peekable<Chars<'_>>) {
    while letters.next_if(|next| matches!(next, ' '..='?')).is_some() {}
    letters.next_if(|next| matches!(next, '@'..='~'));
}

/// Passes over a control string, such as a window title; one without an end stops with its line.
fn skip_control_string(letters: &mut Peekable<Chars<'_>>) {
    while let Some(next) = letters.next_if(|next| !matches!(next, '\n' | '\r')) {
        match next {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                letters.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// What ends a line somewhere: also the breaks of word processors and of other systems.
const fn is_line_end(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Characters that say nothing and aren't seen. Marks of direction are among them: most terminals
/// don't know them, and the others would move digits and signs about.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
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

const fn is_tag(letter: char) -> bool {
    matches!(letter, '\u{e0020}'..='\u{e007f}')
}

/// JSON with every letter escaped that could steer a terminal; what it says stays the same.
pub fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_unsafe_char(letter) || is_tag(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                // Writing to a string can't fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

/// `text` on one line, harmless.
pub fn one_line(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_letter = |byte: &u8| matches!(byte, b'!'..=b'~');
    let is_plain = |pair: &[u8]| is_letter(&pair[1]) || (pair[1] == b' ' && is_letter(&pair[0]));
    let ends = [bytes.first(), bytes.last()];
    if bytes.windows(2).all(is_plain) && ends.into_iter().flatten().all(is_letter) {
        return text.to_owned();
    }
    sanitize(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// As much of `text` as fits into `room` columns, with an ellipsis where something is left out.
pub fn truncate_to_width(text: &str, width: usize) -> String {
    let (mut taken, mut end) = (0, 0);
    for (at, grapheme) in graphemes(text) {
        // What stands before the ellipsis, if there is one.
        if taken < width {
            end = at;
        }
        taken += grapheme_width(grapheme);
        if taken > width {
            let mut clipped = text[..end].trim_end().to_owned();
            if width > 0 {
                clipped.push('…');
            }
            return clipped;
        }
    }
    text.to_owned()
}

/// The rows of `text` when it is soft-wrapped to `room` columns, as byte ranges without line ends.
///
/// Rows break after white space where there is some, inside a word where there is none. White space
/// at a break hangs over the edge instead of starting the next row, so that every byte but the line
/// ends belongs to exactly one row.
pub fn wrap_ranges(text: &str, width: usize) -> Vec<Range<usize>> {
    let room = width.max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, room, &mut rows);
        start += line.len() + 1;
    }
    rows
}

fn wrap_line(line: &str, offset: usize, max_width: usize, rows: &mut Vec<Range<usize>>) {
    let mut row_start = 0;
    let mut word_start = 0;
    let mut taken = 0;
    let mut after_space = false;
    for (at, grapheme) in graphemes(line) {
        let is_space = grapheme.chars().all(char::is_whitespace);
        if after_space && !is_space {
            word_start = at;
        }
        after_space = is_space;
        let width = grapheme_width(grapheme);
        // A word that doesn't fit goes to the next row; one that is longer than a row is broken.
        while taken + width > max_width && !is_space {
            let end = if word_start > row_start {
                word_start
            } else {
                at
            };
            if end == row_start {
                break;
            }
            rows.push(offset + row_start..offset + end);
            row_start = end;
            taken = display_width(&line[row_start..at]);
        }
        taken += width;
    }
    rows.push(offset + row_start..offset + line.len());
}

/// `text` wrapped for reading: each row without the white space that hangs at its end.
pub fn wrap(text: &str, width: usize) -> Vec<&str> {
    wrap_ranges(text, width)
        .into_iter()
        .map(|row| text[row].trim_end())
        .collect()
}

/// The end of the grapheme that starts at `at`.
pub fn next_grapheme(text: &str, at: usize) -> usize {
    text[at..]
        .graphemes(true)
        .next()
        .map_or(at, |grapheme| at + grapheme.len())
}

/// The start of the grapheme that ends at `at`.
pub fn previous_grapheme(text: &str, at: usize) -> usize {
    // Only the text of the same line can belong to a grapheme, and a line is short.
    let line = text[..at]
        .rfind('\n')
        .map_or(0, |end| if end + 1 == at { end } else { end + 1 });
    text[line..at]
        .graphemes(true)
        .next_back()
        .map_or(at, |grapheme| at - grapheme.len())
}

/// The byte in `row` of `text` that stands at `column`, or the row's end.
pub fn byte_at_column(text: &str, row: &Range<usize>, column: usize) -> usize {
    let mut taken = 0;
    for (at, grapheme) in graphemes(&text[row.clone()]) {
        let width = grapheme_width(grapheme);
        if taken + width > column {
            return row.start + at;
        }
        taken += width;
    }
    row.end
}

/// The signs of a printer in those of a typewriter. Every letter stays as it is.
pub fn to_ascii_punctuation(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '“' | '”' => plain.push('"'),
            '’' => plain.push('\''),
            '…' => plain.push_str("..."),
            '→' => plain.push_str("to"),
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_family_and_a_combined_letter_are_one_step() {
        let text = "a👨‍👩‍👧e\u{301}z";
        let family = next_grapheme(text, 1);
        assert_eq!(&text[1..family], "👨‍👩‍👧");
        let letter = next_grapheme(text, family);
        assert_eq!(&text[family..letter], "e\u{301}");
        assert_eq!(previous_grapheme(text, letter), family);
        assert_eq!(previous_grapheme(text, family), 1);
        assert_eq!(display_width(text), 5);
    }

    #[test]
    fn a_line_wraps_after_a_space_and_a_long_word_inside() {
        assert_eq!(
            wrap("what if she never sleeps", 10),
            ["what if", "she never", "sleeps"]
        );
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("睡眠不足です", 4), ["睡眠", "不足", "です"]);
        assert_eq!(wrap("one\n\ntwo", 10), ["one", "", "two"]);
        assert_eq!(wrap(" A睡", 2), ["", "A", "睡"]);
    }

    #[test]
    fn clipping_counts_columns_and_says_that_it_did() {
        assert_eq!(truncate_to_width("good enough", 20), "good enough");
        assert_eq!(truncate_to_width("good enough", 6), "good…");
        assert_eq!(truncate_to_width("睡眠不足", 5), "睡眠…");
        assert_eq!(truncate_to_width("words", 0), "");
    }

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

    #[test]
    fn columns_are_those_a_terminal_is_drawn_with() {
        use ratatui::{buffer::Buffer, layout::Rect, style::Style};
        for words in [
            "睡眠",
            "👨‍👩‍👧",
            "ｶﾞｷﾞ",
            "क्ष्म्य",
            "e\u{301}",
            "🇩🇪",
            "❤\u{fe0f}",
            "\u{1100}\u{1100}",
        ] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 1));
            let (end, _) = buffer.set_stringn(0, 0, words, 80, Style::new());
            assert_eq!(display_width(words), usize::from(end), "{words}");
        }
    }

    proptest! {
        #[test]
        fn clipping_is_what_fits_before_an_ellipsis(text in "([a-c ]|👨\u{200d}👩|\u{301}|한|ﾊﾞ){0,12}", room in 0_usize..9) {
            let clipped = truncate_to_width(&text, room);
            if display_width(&text) <= room {
                prop_assert_eq!(clipped, text);
            } else if room == 0 {
                prop_assert_eq!(clipped, "");
            } else {
                let kept = clipped.strip_suffix('…').expect("an ellipsis");
                prop_assert!(display_width(&clipped) <= room && text.starts_with(kept));
                // One more would have been too many, blanks aside.
                let rest = text[kept.len()..].trim_start();
                let next = graphemes(rest).next().map_or(0, |(_, grapheme)| grapheme_width(grapheme));
                let blanks = display_width(&text[kept.len()..]) - display_width(rest);
                prop_assert!(display_width(kept) + blanks + next >= room, "{:?} of {:?}", clipped, text);
            }
        }

        #[test]
        fn one_line_is_the_words_with_a_blank_between(text in "([a-c \\n\\t]|한|\u{7}){0,12}") {
            let words: Vec<String> = sanitize(&text).split_whitespace().map(str::to_owned).collect();
            prop_assert_eq!(one_line(&text), words.join(" "));
        }

        /// The short way past the tables of Unicode never differs from the long one.
        #[test]
        fn graphemes_are_those_of_unicode(text in "([a-c \\r\\n]|👨\u{200d}👩|🇩🇪|🇮|e\u{301}|\u{301}|각|ᄀ|क\u{94d}ष|한|ﾊﾞ|\\PC){0,24}") {
            let short: Vec<_> = graphemes(&text).collect();
            let long: Vec<_> = text.grapheme_indices(true).collect();
            prop_assert_eq!(short, long);
        }

        #[test]
        fn no_unsafe_char_is_left(text in any::<String>()) {
            let clean = sanitize(&text);
            prop_assert!(!clean.chars().any(|c| c != '\n' && is_unsafe_char(c)));
            prop_assert_eq!(sanitize(&clean), clean);
        }

        #[test]
        fn every_byte_but_line_ends_is_in_one_row(text in "(\\PC|\n| ){0,60}", room in 1usize..30) {
            let rows = wrap_ranges(&text, room);
            let together: String = rows.iter().map(|row| &text[row.clone()]).collect();
            prop_assert_eq!(together, text.replace('\n', ""));
            for row in &rows {
                let shown = text[row.clone()].trim_end();
                prop_assert!(display_width(shown) <= room || shown.graphemes(true).count() == 1);
            }
        }

        #[test]
        fn stepping_through_a_text_visits_the_same_places_both_ways(text in "(\\PC|\n){0,40}") {
            let mut there = vec![0];
            while *there.last().unwrap() < text.len() {
                there.push(next_grapheme(&text, *there.last().unwrap()));
            }
            let mut back = vec![text.len()];
            while *back.last().unwrap() > 0 {
                back.push(previous_grapheme(&text, *back.last().unwrap()));
            }
            back.reverse();
            prop_assert_eq!(there, back);
        }
    }
}
