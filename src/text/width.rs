//! Graphemes and their width in terminal columns.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns `text` takes on the screen.
pub fn display_width(text: &str) -> usize {
    graphemes(text)
        .map(|(_, grapheme)| grapheme_width(grapheme))
        .sum()
}

/// The graphemes of `text`, each with its byte index.
///
/// An ASCII character before another one is a grapheme by itself, except in CR LF. This shortcut past the Unicode
/// tables halves the time to draw a screen.
pub(crate) fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end;
        let is_ascii_or_end = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii);
        let first = bytes.get(start)?;
        end = if first.is_ascii() && *first != b'\r' && is_ascii_or_end(bytes.get(start + 1)) {
            start + 1
        } else {
            next_grapheme(text, start)
        };
        Some((start, &text[start..end]))
    })
}

/// The columns of one grapheme. A half-width (semi-)voiced sound mark joins the letter before it, yet takes its own column.
pub(crate) fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return 1;
    }
    let marks = grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count();
    grapheme.width() + marks
}

/// The end of the grapheme that starts at byte `at`.
pub fn next_grapheme(text: &str, at: usize) -> usize {
    text[at..]
        .graphemes(true)
        .next()
        .map_or(at, |grapheme| at + grapheme.len())
}

/// The start of the grapheme that ends at byte `at`.
pub fn previous_grapheme(text: &str, at: usize) -> usize {
    // A grapheme never extends past its line, and a line is short.
    let line = text[..at]
        .rfind('\n')
        .map_or(0, |end| if end + 1 == at { end } else { end + 1 });
    text[line..at]
        .graphemes(true)
        .next_back()
        .map_or(at, |grapheme| at - grapheme.len())
}

/// As much of `text` as fits into `width` columns, with an ellipsis if something is left out.
pub fn truncate_to_width(text: &str, width: usize) -> String {
    let (mut taken, mut end) = (0, 0);
    for (at, grapheme) in graphemes(text) {
        // Leaves one column for the ellipsis.
        if taken < width {
            end = at;
        }
        taken += grapheme_width(grapheme);
        if taken > width {
            let mut truncated = text[..end].trim_end().to_owned();
            if width > 0 {
                truncated.push('…');
            }
            return truncated;
        }
    }
    text.to_owned()
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
    fn clipping_counts_columns_and_says_that_it_did() {
        assert_eq!(truncate_to_width("good enough", 20), "good enough");
        assert_eq!(truncate_to_width("good enough", 6), "good…");
        assert_eq!(truncate_to_width("睡眠不足", 5), "睡眠…");
        assert_eq!(truncate_to_width("words", 0), "");
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn clipping_is_what_fits_before_an_ellipsis(text in "([a-c ]|👨\u{200d}👩|\u{301}|한|ﾊﾞ){0,12}", width in 0_usize..9) {
            let truncated = truncate_to_width(&text, width);
            if display_width(&text) <= width {
                prop_assert_eq!(truncated, text);
            } else if width == 0 {
                prop_assert_eq!(truncated, "");
            } else {
                let kept = truncated.strip_suffix('…').expect("an ellipsis");
                prop_assert!(display_width(&truncated) <= width && text.starts_with(kept));
                // One more would have been too many, blanks aside.
                let rest = text[kept.len()..].trim_start();
                let next = graphemes(rest).next().map_or(0, |(_, grapheme)| grapheme_width(grapheme));
                let blanks = display_width(&text[kept.len()..]) - display_width(rest);
                prop_assert!(display_width(kept) + blanks + next >= width, "{:?} of {:?}", truncated, text);
            }
        }

        /// The short way past the tables of Unicode never differs from the long one.
        #[test]
        fn graphemes_are_those_of_unicode(text in "([a-c \\r\\n]|👨\u{200d}👩|🇩🇪|🇮|e\u{301}|\u{301}|각|ᄀ|क\u{94d}ष|한|ﾊﾞ|\\PC){0,24}") {
            let short: Vec<_> = graphemes(&text).collect();
            let long: Vec<_> = text.grapheme_indices(true).collect();
            prop_assert_eq!(short, long);
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
