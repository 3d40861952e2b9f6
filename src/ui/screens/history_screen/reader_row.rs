//! A row of an entry, and how texts and ratings become rows.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget as _;

use super::entry_view::{changed_label, format_start, render_matches};
use crate::storage::journal::EntryWithEditTime;
use crate::storage::search::{Query, match_ranges};
use crate::text::wrap_ranges;
use crate::ui::layout::MAX_TEXT_WIDTH;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::rating_pair::RatingPairRow;

/// A row of an entry.
#[derive(Debug)]
pub(super) struct ReaderRow {
    /// The answer that it belongs to.
    pub(super) answer_index: Option<usize>,
    /// Whether it belongs to the question.
    pub(super) is_question: bool,
    content: RowContent,
}

#[derive(Debug)]
enum RowContent {
    Text {
        style: Style,
        text: String,
        /// The ranges of `text` that match the search.
        matches: Vec<Range<usize>>,
    },
    Rule,
    Ratings(RatingPair),
}

/// Two ratings of the same thing.
#[derive(Clone, Copy, Debug)]
pub(super) struct RatingPair {
    pub(super) label: &'static str,
    pub(super) unit: &'static str,
    pub(super) before: u8,
    pub(super) after: u8,
}

impl ReaderRow {
    pub(super) const fn has_match(&self) -> bool {
        matches!(&self.content, RowContent::Text { matches, .. } if !matches.is_empty())
    }

    /// Draws the row; `restyle` changes the styles of its text.
    pub(super) fn render(
        &self,
        row: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        restyle: impl Fn(Style) -> Style,
    ) {
        let width = usize::from(row.width);
        match &self.content {
            RowContent::Text {
                style,
                text,
                matches,
            } => {
                let style = restyle(*style);
                render_matches(text, matches, (row.x, row.y), width, buf, style, theme);
            }
            RowContent::Rule => {
                let line = if theme.ascii_only { "-" } else { "─" };
                buf.put_text(row.x, row.y, line.repeat(width), width, theme.rule);
            }
            RowContent::Ratings(pair) => RatingPairRow {
                label: pair.label,
                unit: pair.unit,
                before: pair.before,
                after: pair.after,
                theme,
            }
            .render(row, buf),
        }
    }
}

/// From this width on a row of two ratings has room for its numbers.
const MIN_PAIR_WIDTH: u16 = 29;

/// Lays out rows of one width.
pub(super) struct RowBuilder<'a> {
    pub(super) rows: Vec<ReaderRow>,
    pub(super) width: u16,
    pub(super) query: &'a Query,
}

impl RowBuilder<'_> {
    pub(super) fn add(&mut self, style: Style, words: &str, answer_index: Option<usize>) {
        let matches = match_ranges(words, self.query);
        for row in wrap_ranges(words, self.width.min(MAX_TEXT_WIDTH).into()) {
            let within = |range: &Range<usize>| {
                let (start, end) = (range.start.max(row.start), range.end.min(row.end));
                (start < end).then(|| start - row.start..end - row.start)
            };
            let content = RowContent::Text {
                style,
                text: words[row.clone()].trim_end().to_owned(),
                matches: matches.iter().filter_map(within).collect(),
            };
            self.rows.push(ReaderRow {
                answer_index,
                is_question: false,
                content,
            });
        }
    }

    pub(super) fn add_question(&mut self, style: Style, words: &str, answer_index: usize) {
        let first = self.rows.len();
        self.add(style, words, Some(answer_index));
        for row in &mut self.rows[first..] {
            row.is_question = true;
        }
    }

    pub(super) fn add_blank(&mut self) {
        self.add(Style::new(), "", None);
    }

    pub(super) fn add_rule(&mut self) {
        self.rows.push(ReaderRow {
            answer_index: None,
            is_question: false,
            content: RowContent::Rule,
        });
    }

    /// Two ratings with bars, or as words where there is no room for both numbers.
    pub(super) fn add_pair(
        &mut self,
        pair: RatingPair,
        theme: &Theme,
        answer_index: Option<usize>,
    ) {
        if self.width >= MIN_PAIR_WIDTH {
            self.rows.push(ReaderRow {
                answer_index,
                is_question: false,
                content: RowContent::Ratings(pair),
            });
            return;
        }
        let RatingPair {
            label,
            unit,
            before,
            after,
        } = pair;
        let arrow = if theme.ascii_only { "->" } else { "→" };
        let words = format!("{label} {before}{unit} {arrow} {after}{unit}");
        self.add(theme.text, &words, answer_index);
    }

    /// The exercise and the days.
    pub(super) fn add_heading(&mut self, reading: &EntryWithEditTime, theme: &Theme) {
        self.add(theme.strong, &reading.entry.title, None);
        self.add(theme.quiet, &format_start(&reading.entry), None);
        let changed = changed_label(reading);
        if !changed.is_empty() {
            self.add(theme.quiet, &changed, None);
        }
    }
}
