//! Tags: words with a `#` before them, such as `#work`, that mark what belongs together.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::fold;

/// A tag in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its folded name, without the `#`. Tags with the same one are the same.
    pub(crate) name: String,
    /// Its place in the text, with the `#`.
    pub(crate) range: Range<usize>,
    /// The place of its name as it is written.
    pub(crate) name_range: Range<usize>,
}

/// The tags of a text in order.
///
/// A tag is a `#` or `＃` and the letters, digits, `-` and `_` after it: at least one letter and at most
/// [`MAX_NAME_CHARS`], with `-` and `_` only between others. It stands at the start of the text, after a space, or after
/// a mark that may have no space after it. So `#1`, `C#` and the `#` of a web address are none. An emoji ends a tag.
pub(crate) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut is_in_address = false;
    for (start, c) in text.char_indices() {
        if c.is_whitespace() {
            is_in_address = false;
        } else if is_in_address {
        } else if is_hash(c) {
            let before = text[..start].chars().next_back();
            if before.is_none_or(can_precede) {
                tags.extend(tag_at(text, start, c));
            }
        } else {
            is_in_address = text[start..].starts_with("://");
        }
    }
    tags
}

/// The name of a tag as it was typed, with or without the `#`; none if it can't be one.
pub(crate) fn parse_name(typed: &str) -> Option<&str> {
    let name = typed.trim();
    let name = name.strip_prefix(is_hash).unwrap_or(name);
    let tag = tag_at(&format!("#{name}"), 0, '#')?;
    (tag.range.end == 1 + name.len()).then_some(name)
}

/// The name of a tag as [`Tag::name`] has it.
pub(crate) fn fold_name(name: &str) -> String {
    let mut folded = String::new();
    name.chars().for_each(|c| push_folded(c, &mut folded));
    folded
}

/// The byte offset in a name after the part that folds to the first `length` bytes.
pub(crate) fn folded_prefix_end(name: &str, length: usize) -> usize {
    fold::folded_prefix_end(name, length, push_folded)
}

/// The most characters of a folded name.
const MAX_NAME_CHARS: usize = 50;

/// The tag whose `#` is at `start`, if a name follows.
fn tag_at(text: &str, start: usize, hash: char) -> Option<Tag> {
    let name_start = start + hash.len_utf8();
    let rest = &text[name_start..];
    let end = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
    let written = rest[..end].trim_end_matches(|c| is_connector(c) || is_joiner(c));
    if !written.starts_with(char::is_alphanumeric) {
        return None;
    }
    let name = fold_name(written);
    let has_letter = name.chars().any(char::is_alphabetic);
    let end = name_start + written.len();
    (has_letter && name.chars().count() <= MAX_NAME_CHARS).then_some(Tag {
        name,
        range: start..end,
        name_range: name_start..end,
    })
}

/// The number sign, also as Japanese and Chinese keyboards type it.
const fn is_hash(c: char) -> bool {
    matches!(c, '#' | '＃')
}

/// Whether a tag may follow.
fn can_precede(c: char) -> bool {
    c.is_whitespace() || MARKS_BEFORE.contains(c)
}

/// Opening punctuation, dashes, commas, and the full stop of scripts without spaces.
const MARKS_BEFORE: &str = "([{<\"',;“”„‘‚«»‹›¿¡–—،、。，（［「『【《〈";

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_connector(c) || is_joiner(c)
}

const fn is_connector(c: char) -> bool {
    matches!(c, '-' | '_')
}

/// Invisible characters within words: the soft hyphen, and the joiners of Arabic and Indian scripts.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Folds a character as the search does, and keeps connectors.
fn push_folded(c: char, folded: &mut String) {
    if is_connector(c) {
        folded.push(c);
    } else {
        fold::push_folded(c, folded);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<String> {
        tags(text).into_iter().map(|tag| tag.name).collect()
    }

    #[test]
    fn a_number_sign_before_a_word_makes_it_a_tag() {
        for (text, expected) in [
            ("#work", vec!["work"]),
            (
                "I failed at #work, and #baby-sleep too.",
                vec!["work", "baby-sleep"],
            ),
            (
                "(#work) \"#home\" “#kids”\n#night",
                vec!["work", "home", "kids", "night"],
            ),
            ("#a,#b;#c", vec!["a", "b", "c"]),
            ("#Work #WORK #wörk", vec!["work", "work", "work"]),
            ("#snake_case #2nd #v2", vec!["snake_case", "2nd", "v2"]),
            ("#work- #work_ #work–home", vec!["work", "work", "work"]),
            ("#don't", vec!["don"]),
            ("それで、#仕事 ＃子供", vec!["仕事", "子供"]),
            ("#ガ #ｶﾞ", vec!["カ\u{3099}", "カ\u{3099}"]),
            ("#مَدْرَسَة #עֲבוֹדָה #می‌خواهم", vec!["مدرسة", "עבודה", "میخواهم"]),
            ("#हिन्दी #งาน #친구", vec!["हिनदी", "งาน", "친구"]),
            ("#work🎉 👩🏽‍🚒 #fire", vec!["work", "fire"]),
            ("#Straße #ﬁne", vec!["strasse", "fine"]),
        ] {
            let expected: Vec<String> = expected
                .into_iter()
                .map(|name| name.chars().flat_map(decompose_hangul).collect())
                .collect();
            assert_eq!(names(text), expected, "{text:?}");
        }
    }

    /// Folding takes Korean syllables apart, so that one half typed begins the whole.
    fn decompose_hangul(c: char) -> impl Iterator<Item = char> {
        unicode_normalization::UnicodeNormalization::nfd(std::iter::once(c))
    }

    #[test]
    fn numbers_names_with_a_number_sign_and_web_addresses_are_no_tags() {
        for text in [
            "",
            "#",
            "##",
            "# Heading",
            "## Heading",
            "##work",
            "#1",
            "We are #1, #2026-11, #٣",
            "C#",
            "C#sharp F#minor",
            "a#b",
            "&#x27;",
            "#!/bin/sh",
            "#-work",
            "#_work",
            "#…",
            "#🎉",
            "1️⃣ #️⃣work",
            "#\u{301}a",
            "#\u{640}",
            "see https://example.org/a#part",
            "see (https://example.org/(#part) and",
            "example.org/#part",
            "#\u{e000}work",
            "# work",
        ] {
            assert_eq!(names(text), [""; 0], "{text:?}");
        }
        assert_eq!(names("https://example.org/#part #work"), ["work"]);
    }

    #[test]
    fn a_tag_has_a_longest_length() {
        let longest = "ä".repeat(MAX_NAME_CHARS);
        assert_eq!(names(&format!("#{longest}")), ["a".repeat(MAX_NAME_CHARS)]);
        assert_eq!(names(&format!("#{longest}a")), [""; 0]);
        // A thousand accents on one letter are one letter.
        assert_eq!(names(&format!("#a{}", "\u{301}".repeat(1000))), ["a"]);
    }

    #[test]
    fn a_name_is_typed_with_or_without_its_number_sign() {
        for (typed, expected) in [
            ("work", Some("work")),
            (" #Wörk ", Some("Wörk")),
            ("＃仕事", Some("仕事")),
            ("baby-sleep", Some("baby-sleep")),
            ("", None),
            ("#", None),
            ("##work", None),
            ("two words", None),
            ("work,", None),
            ("1", None),
            ("-work", None),
        ] {
            assert_eq!(parse_name(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn the_beginning_of_a_name_ends_behind_its_accents() {
        assert_eq!(folded_prefix_end("baby-sleep", 6), 6);
        assert_eq!(folded_prefix_end("Mu\u{308}de", 2), 4);
    }

    /// Texts in which tags occur.
    fn any_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            3 => prop::sample::select(vec![
                "#", "＃", "work", "Wörk", "-", "_", " ", "\n", "(", "1", "仕", "が", "ह", "हि", "\u{301}", "\u{200d}", "👩",
                "://", ",", "ß",
            ]).prop_map(str::to_owned),
            1 => "(?s).{0,3}",
        ];
        prop::collection::vec(part, 0..10).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn a_tag_is_what_it_would_be_alone_and_folding_it_again_changes_nothing(text in any_text()) {
            let mut end = 0;
            for Tag { name, range, .. } in tags(&text) {
                prop_assert!(end <= range.start);
                end = range.end;
                let alone = &text[range.clone()];
                prop_assert_eq!(names(alone), std::slice::from_ref(&name));
                let parsed = parse_name(alone).map(fold_name);
                prop_assert_eq!(parsed.as_ref(), Some(&name));
                prop_assert_eq!(fold_name(&name), name);
            }
        }

        #[test]
        fn the_search_finds_the_words_of_each_tag_in_its_text(text in any_text()) {
            for Tag { name, range, .. } in tags(&text) {
                let words = fold::tokens(&text[range]);
                let words: String = words.into_iter().map(|token| token.folded).collect();
                prop_assert_eq!(words, name.replace(['-', '_'], ""));
            }
        }
    }
}
