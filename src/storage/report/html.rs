//! HTML without a template: constant markup, and text that is escaped on its way in.

use std::fmt::Write as _;

use crate::text::sanitize;

/// A piece of HTML. Besides constants of the program and numbers, only escaped text gets into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// `inside` in an element. `tag` is its name with its attributes: `p class="words"`.
    pub(super) fn element(tag: &'static str, inside: impl Into<Self>) -> Self {
        Self::element_with_numbers(tag, &[], inside)
    }

    /// The same with attributes that are numbers, such as those of a shape in a picture.
    pub(super) fn element_with_numbers(
        tag: &'static str,
        numbers: &[(&'static str, u32)],
        inside: impl Into<Self>,
    ) -> Self {
        let mut html = format!("<{tag}");
        for (name, number) in numbers {
            // Writing to a string can't fail.
            let _ = write!(html, " {name}=\"{number}\"");
        }
        let name = tag.split(' ').next().unwrap_or(tag);
        let _ = write!(html, ">{}</{name}>", inside.into().0);
        Self(html)
    }

    /// A picture of this size in pixels. `name` tells it apart from other pictures; `title` and `description` say what it
    /// shows.
    pub(super) fn picture(
        name: &'static str,
        (width, height): (u32, u32),
        (title, description): (&str, &str),
        shapes: &Self,
    ) -> Self {
        Self(format!(
            "<svg role=\"img\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             aria-labelledby=\"{name}-title {name}-text\">\
             <title id=\"{name}-title\">{}</title><desc id=\"{name}-text\">{}</desc>{}</svg>\n",
            escape(title),
            escape(description),
            shapes.0
        ))
    }

    /// A whole document with the style sheet `css`.
    pub(super) fn document(title: &str, css: &'static str, body: &Self) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{}</title>\n<style>\n{css}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
            escape(title),
            body.0
        )
    }

    pub(super) fn push(&mut self, next: impl Into<Self>) {
        self.0.push_str(&next.into().0);
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self(escape(text))
    }
}

impl From<&String> for Html {
    fn from(text: &String) -> Self {
        Self(escape(text))
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self(escape(&text))
    }
}

impl FromIterator<Self> for Html {
    fn from_iter<I: IntoIterator<Item = Self>>(pieces: I) -> Self {
        let mut all = Self::default();
        pieces.into_iter().for_each(|piece| all.push(piece));
        all
    }
}

impl<const N: usize> From<[Self; N]> for Html {
    fn from(pieces: [Self; N]) -> Self {
        pieces.into_iter().collect()
    }
}

/// `text` sanitized and escaped, so that nothing of it is markup in an element or a quoted attribute. Code points that HTML
/// doesn't allow become U+FFFD.
fn escape(text: &str) -> String {
    let clean = sanitize(text);
    let mut escaped = String::with_capacity(clean.len());
    for c in clean.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if is_noncharacter(c) => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}

const fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::is_unsafe_char;

    /// What a browser shows for escaped text.
    fn unescape(html: &str) -> String {
        [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ]
        .into_iter()
        .fold(html.to_owned(), |text, (entity, c)| text.replace(entity, c))
    }

    #[test]
    fn hostile_text_is_shown_as_it_is_and_is_no_markup() {
        for (given, expected) in [
            (
                "<script>alert('&amp;')</script>",
                "&lt;script&gt;alert(&#39;&amp;amp;&#39;)&lt;/script&gt;",
            ),
            ("\" onload=\"x", "&quot; onload=&quot;x"),
            ("--></style>]]>", "--&gt;&lt;/style&gt;]]&gt;"),
            ("a\0b\u{1b}[31mc\u{7}\u{9b}2Jd\r\ne\tf", "abcd\ne    f"),
            ("80 \u{202e}% \u{2066}x\u{2069}\u{200f}", "80 % x"),
            ("שלום & مرحبا", "שלום &amp; مرحبا"),
            (
                "睡眠 👨‍👩‍👧 𝄞 𐍈 \u{10ffff}\u{fffe}\u{fdd0}",
                "睡眠 👨‍👩‍👧 𝄞 𐍈 \u{fffd}\u{fffd}\u{fffd}",
            ),
        ] {
            assert_eq!(escape(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_text_of_a_megabyte_loses_nothing() {
        let text = "<They'll \"fire\" me & 明日 🍲>\n".repeat(30_000);
        assert!(text.len() > 1_000_000);
        let escaped = escape(&text);
        assert!(!escaped.contains(['<', '>', '"', '\'']));
        assert_eq!(unescape(&escaped), text);
    }

    #[test]
    fn elements_have_attributes_and_escaped_text() {
        let cell = Html::element("td dir=\"auto\"", "a < b");
        let row = Html::element("tr", [cell, Html::element("td", "2".to_owned())]);
        assert_eq!(row.0, "<tr><td dir=\"auto\">a &lt; b</td><td>2</td></tr>");
        let bar = Html::element_with_numbers("rect class=\"bar\"", &[("x", 1), ("width", 20)], "");
        assert_eq!(bar.0, "<rect class=\"bar\" x=\"1\" width=\"20\"></rect>");
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn no_text_becomes_markup(text in any::<String>()) {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'']), "{escaped:?}");
            prop_assert!(!escaped.chars().any(|c| (c != '\n' && is_unsafe_char(c)) || is_noncharacter(c)));
            let shown: String = sanitize(&text)
                .chars()
                .map(|c| if is_noncharacter(c) { char::REPLACEMENT_CHARACTER } else { c })
                .collect();
            prop_assert_eq!(unescape(&escaped), shown);
        }
    }
}
