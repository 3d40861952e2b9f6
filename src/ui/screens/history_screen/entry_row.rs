//! An entry as two rows of a list: the thought, and below it, quieter, what it came to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::entry_view::render_matches;
use crate::storage::search::{Query, match_ranges};
use crate::text::{bidi, display_width, one_line, truncate_to_width};
use crate::ui::layout::{EDGE, with_edge};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::select_list::render_selection;

/// The places of the rows of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowAreas {
    /// With the edges, where the marker of the selection stands.
    pub(crate) rows: Rect,
    /// Where the words begin and end.
    pub(crate) text: Rect,
}

impl RowAreas {
    /// The rows with their text in `text`. Without room for edges, the marker takes the first columns of the text.
    pub(crate) fn new(text: Rect, window: Rect) -> Self {
        let rows = with_edge(text, window);
        let marker = if rows == text {
            EDGE.min(text.width)
        } else {
            0
        };
        Self {
            rows,
            text: Rect {
                x: text.x + marker,
                width: text.width - marker,
                ..text
            },
        }
    }

    /// These columns at other rows.
    pub(crate) const fn at(self, y: u16, height: u16) -> Self {
        let (rows, text) = (self.rows, self.text);
        Self {
            rows: Rect { y, height, ..rows },
            text: Rect { y, height, ..text },
        }
    }
}

/// Whether a row is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowState {
    Plain,
    Selected,
    /// Selected in a list that hasn't the focus.
    SelectedWithoutFocus,
}

/// One entry.
#[derive(Debug)]
pub(crate) struct EntryRow<'a> {
    /// The first column of both rows, such as the day and the exercise.
    pub(crate) lead: [&'a str; 2],
    /// The width of the first column; without one it isn't shown.
    pub(crate) lead_width: u16,
    pub(crate) headline: &'a str,
    pub(crate) details: &'a str,
    /// At the right end of the first row.
    pub(crate) mark: (&'a str, Style),
    /// The same of the second row.
    pub(crate) note: &'a str,
    /// A rating and the later one, as small columns before the note.
    pub(crate) ratings: [Option<u8>; 2],
    /// Whether the headline is quiet too.
    pub(crate) is_quiet: bool,
    pub(crate) state: RowState,
    /// Matches of this search are highlighted.
    pub(crate) query: Option<&'a Query>,
    pub(crate) theme: &'a Theme,
}

impl EntryRow<'_> {
    /// Draws as many of the two rows as the areas have.
    pub(crate) fn render(&self, areas: RowAreas, buf: &mut Buffer) {
        if areas.rows.is_empty() {
            return;
        }
        self.render_background(areas.rows, buf);
        let is_strong = self.state == RowState::Selected;
        let headline = if is_strong {
            self.theme.selection
        } else if self.is_quiet {
            self.style(self.theme.quiet)
        } else {
            self.style(self.theme.text)
        };
        let (mark, mark_style) = self.mark;
        let row = self.render_lead(0, self.theme.text, areas.text, buf);
        let row = render_at_right(mark, self.style(mark_style), row, self.headline, buf);
        self.render_words(self.headline, headline, row, buf);
        if areas.rows.height < 2 {
            return;
        }
        let below = Rect {
            y: areas.text.y + 1,
            ..areas.text
        };
        let quiet = self.style(self.theme.quiet);
        let row = self.render_lead(1, self.theme.quiet, below, buf);
        let row = render_at_right(self.note, quiet, row, self.details, buf);
        let row = self.render_columns(row, buf);
        self.render_words(self.details, quiet, row, buf);
    }

    /// A style in this row.
    fn style(&self, style: Style) -> Style {
        let is_reversed = self
            .theme
            .selection
            .add_modifier
            .contains(Modifier::REVERSED);
        match self.state {
            RowState::Plain => style,
            _ if self.theme.has_selection_bar() => self.theme.on_selection(style),
            RowState::Selected if is_reversed => self.theme.selection,
            _ => style,
        }
    }

    /// Draws the background of a selected row and the marker.
    fn render_background(&self, rows: Rect, buf: &mut Buffer) {
        let (theme, has_bar) = (self.theme, self.theme.has_selection_bar());
        if self.state == RowState::Plain {
            return;
        }
        if self.state == RowState::Selected || has_bar {
            render_selection(rows, buf, theme);
        }
        let style = if self.state == RowState::Selected {
            theme.accent
        } else {
            theme.rule
        };
        let marker_rows = if has_bar && !theme.ascii_only {
            rows.height
        } else {
            1
        };
        for y in rows.y..rows.y + marker_rows {
            let marker = theme.selection_marker();
            buf.put_text(rows.x, y, marker, EDGE.into(), self.style(style));
        }
    }

    /// Draws the first column and returns the rest of the row.
    fn render_lead(&self, index: usize, style: Style, row: Rect, buf: &mut Buffer) -> Rect {
        let width = self.lead_width.min(row.width);
        let room = usize::from(width.saturating_sub(1));
        let lead = truncate_to_width(self.lead[index], room);
        buf.put_text(row.x, row.y, lead, room, self.style(style));
        Rect {
            x: row.x + width,
            width: row.width - width,
            height: 1,
            ..row
        }
    }

    /// Draws the ratings as columns at the right end of a row and returns what is left. They repeat the numbers, so they go
    /// where there is little room, and with ASCII.
    fn render_columns(&self, row: Rect, buf: &mut Buffer) -> Rect {
        let styles = [self.theme.rule, self.theme.accent];
        let columns = self.ratings.into_iter().zip(styles);
        let columns: Vec<_> = columns
            .filter_map(|(rating, style)| Some((rating?, style)))
            .collect();
        let width = u16::try_from(columns.len()).unwrap_or(0);
        if columns.is_empty() || self.theme.ascii_only || row.width < Self::MIN_WIDTH_FOR_COLUMNS {
            return row;
        }
        let x = row.right() - width;
        for (at, (rating, style)) in (x..).zip(columns) {
            buf.put_text(at, row.y, column_glyph(rating), 1, self.style(style));
        }
        let gap = u16::try_from(bidi::gap_after(self.details)).unwrap_or(1);
        Rect {
            width: row.width - width - gap,
            ..row
        }
    }

    /// The rest of a row with room for columns.
    const MIN_WIDTH_FOR_COLUMNS: u16 = 24;

    /// Draws the person's words, with matches of the search.
    fn render_words(&self, words: &str, style: Style, row: Rect, buf: &mut Buffer) {
        let words = one_line(words);
        let room = usize::from(row.width);
        let words = truncate_to_width(&words, room);
        let matches = self.query.map(|query| match_ranges(&words, query));
        render_matches(
            &words,
            &matches.unwrap_or_default(),
            (row.x, row.y),
            room,
            buf,
            style,
            self.theme,
        );
    }
}

/// Draws words at the right end of a row and returns what is left for `before`.
fn render_at_right(words: &str, style: Style, row: Rect, before: &str, buf: &mut Buffer) -> Rect {
    let width = u16::try_from(display_width(words)).unwrap_or(u16::MAX);
    if width > row.width {
        return row;
    }
    let x = row.right() - width;
    buf.put_text(x, row.y, words, width.into(), style);
    let gap = u16::try_from(bidi::gap_after(before)).unwrap_or(1);
    // At the end of the row, one column is free anyway.
    let gap = gap - u16::from(width == 0);
    Rect {
        width: (row.width - width).saturating_sub(gap),
        ..row
    }
}

/// A column whose height is a rating from 0 to 100, in eighths.
fn column_glyph(rating: u8) -> &'static str {
    const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    let eighths = (usize::from(rating) * 8 + 50) / 100;
    HEIGHTS[eighths.clamp(1, 8) - 1]
}

/// Long words that say little.
const COMMON_WORDS: [&str; 5] = ["from", "that", "what", "with", "your"];

/// A word that stands for the title of an exercise: the longest one, in lower case.
pub(crate) fn short_title(title: &str) -> String {
    let is_mark = |letter: char| !letter.is_alphanumeric();
    let words = title.split_whitespace();
    let words = words.map(|word| word.trim_matches(is_mark));
    let words = words.filter(|word| !COMMON_WORDS.contains(word));
    // Of several, the first.
    let longest = words.rev().max_by_key(|word| display_width(word));
    longest.unwrap_or(title).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_of_the_title_stands_for_it() {
        for (title, word) in [
            ("From catastrophe to good enough", "catastrophe"),
            ("Two-minute check", "two-minute"),
            ("Worry later", "worry"),
            ("Ask for what you want", "want"),
            ("How much is enough?", "enough"),
            ("“Später” 明日", "später"),
            ("4-7-8", "4-7-8"),
            ("?", ""),
            ("", ""),
        ] {
            assert_eq!(short_title(title), word);
        }
    }

    #[test]
    fn columns_grow_with_the_rating() {
        let heights = [0, 12, 20, 50, 90, 94, 100].map(column_glyph).concat();
        assert_eq!(heights, "▁▁▂▄▇██");
    }
}
