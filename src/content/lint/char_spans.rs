//! Maps characters of a parsed text back to their positions in the file.

use std::ops::Range;

use crate::content::yaml::Span;

/// The positions of the characters of one text.
#[derive(Debug)]
pub(super) struct CharSpans {
    /// One for each character, up to the first that wasn't found.
    spans: Vec<Span>,
    fallback: Span,
}

impl CharSpans {
    /// The maximum number of source characters between two of the text: quotes, escapes, `>-`, indents.
    const MAX_GAP: usize = 200;

    /// Locates the characters of `text`, which was parsed at `span`, through quotes, folds and escapes.
    pub(crate) fn locate(text: &str, span: Span, source: &str) -> Self {
        let mut spans = Vec::new();
        let mut rest = chars_from(span, source).peekable();
        // The text of an alias is written elsewhere.
        let is_alias = rest.peek().is_some_and(|(_, c)| *c == '*');
        if rest.peek().is_some_and(|(_, c)| *c == '&') {
            while rest.next_if(|(_, c)| !c.is_whitespace()).is_some() {}
        }
        for c in text.chars().take_while(|_| !is_alias) {
            let char_span = if c.is_whitespace() {
                rest.peek().map(|(char_span, _)| *char_span)
            } else {
                rest.by_ref()
                    .take(Self::MAX_GAP)
                    .find(|(_, other)| *other == c)
                    .map(|(char_span, _)| char_span)
            };
            let Some(char_span) = char_span else { break };
            spans.push(char_span);
        }
        Self {
            spans,
            fallback: Span { length: 1, ..span },
        }
    }

    /// The span of a range of characters up to the end of the line, or else the start of the text.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let Some(first) = self.spans.get(range.start) else {
            return self.fallback;
        };
        let last = self.spans[range.start..range.end.min(self.spans.len())]
            .iter()
            .rfind(|char_span| char_span.line == first.line);
        Span {
            length: last.map_or(1, |last| last.column + 1 - first.column),
            ..*first
        }
    }
}

/// The characters of the source from `span` on, each with its position.
fn chars_from(span: Span, source: &str) -> impl Iterator<Item = (Span, char)> {
    let lines = source.split('\n').enumerate();
    lines
        .skip(span.line.saturating_sub(1))
        .flat_map(move |(number, line)| {
            let columns = line.chars().chain(['\n']).enumerate();
            columns.map(move |(column, c)| {
                let char_span = Span {
                    line: number + 1,
                    column: column + 1,
                    length: 1,
                };
                (char_span, c)
            })
        })
        .skip(span.column.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_span(
        source: &str,
        text: &str,
        line: usize,
        column: usize,
        part: &str,
        at: (usize, usize),
    ) {
        let span = Span {
            line,
            column,
            length: 1,
        };
        let start = text[..text.find(part).unwrap()].chars().count();
        let found = CharSpans::locate(text, span, source).span(start..start + part.chars().count());
        assert_eq!((found.line, found.column), at, "{source}");
        assert_eq!(found.length, part.chars().count());
    }

    #[test]
    fn a_word_is_found_in_every_way_to_write_a_text() {
        assert_span("a: one two", "one two", 1, 4, "two", (1, 8));
        assert_span("a: \"o\\\"ne\\n two\"", "o\"ne\n two", 1, 4, "two", (1, 13));
        assert_span("a: >-\n  one\n  two\n", "one two", 1, 4, "two", (3, 3));
        assert_span("a: |\n  one\n\n  two", "one\n\ntwo", 1, 4, "two", (4, 3));
        assert_span(
            "a: 'it''s 心配 😀 two'",
            "it's 心配 😀 two",
            1,
            4,
            "two",
            (1, 16),
        );
        assert_span("b: 心配\na: &x one\n  two", "one two", 2, 4, "two", (3, 3));
    }

    #[test]
    fn words_behind_an_alias_are_reported_where_they_are_used() {
        let span = Span {
            line: 2,
            column: 4,
            length: 2,
        };
        let found = CharSpans::locate("one two", span, "a: &x one two\nb: *x\n").span(4..7);
        assert_eq!((found.line, found.column, found.length), (2, 4, 1));
    }
}
