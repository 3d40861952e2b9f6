//! Rows of styled text, below and beside one another.

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::text::{display_width, wrap};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// Some rows that belong together.
pub(super) type Block = Vec<Line<'static>>;

/// The entries of a legend.
pub(super) type Legend = Vec<Vec<Span<'static>>>;

/// The columns between two entries, and at least between a heading and its legend.
const LEGEND_GAP: usize = 3;

/// A row in one style. It is that of the text and not of the row, which may get a neighbour.
pub(super) fn styled_row(text: impl Into<String>, style: Style) -> Line<'static> {
    Line::from(Span::styled(text.into(), style))
}

/// Text wrapped to this width.
pub(super) fn text_rows(text: &str, width: usize, style: Style) -> Block {
    wrap(text, width)
        .into_iter()
        .map(|row| styled_row(row, style))
        .collect()
}

/// A heading with a legend at the right end of its row, or below it where there is no room.
pub(super) fn heading(text: &str, legend: Legend, width: usize, theme: &Theme) -> Block {
    let mut rows = text_rows(text, width, theme.heading());
    if legend.is_empty() {
        return rows;
    }
    let joined = legend.join(&legend_gap());
    let used = display_width(text) + spans_width(&joined);
    if rows.len() == 1 && used + LEGEND_GAP <= width {
        let heading = Span::styled(text.to_owned(), theme.heading());
        let gap = Span::raw(" ".repeat(width - used));
        rows = vec![Line::from([vec![heading, gap], joined].concat())];
    } else {
        rows.extend(legend_rows(legend, width));
    }
    rows
}

/// As many entries in each row as fit.
fn legend_rows(legend: Legend, width: usize) -> Block {
    let mut rows: Block = Vec::new();
    for entry in legend {
        match rows.last_mut() {
            Some(row) if row_width(row) + LEGEND_GAP + spans_width(&entry) <= width => {
                row.spans.push(legend_gap());
                row.spans.extend(entry);
            }
            _ => rows.push(Line::from(entry)),
        }
    }
    rows
}

fn legend_gap() -> Span<'static> {
    Span::raw(" ".repeat(LEGEND_GAP))
}

/// Blocks below one another with an empty row between them.
pub(super) fn stacked(blocks: impl IntoIterator<Item = Block>) -> Block {
    let mut rows = Block::new();
    for block in blocks.into_iter().filter(|block| !block.is_empty()) {
        if !rows.is_empty() {
            rows.push(Line::default());
        }
        rows.extend(block);
    }
    rows
}

/// Two blocks side by side, the right one from this column on.
pub(super) fn beside(mut left: Block, right: Block, column: usize) -> Block {
    left.resize(left.len().max(right.len()), Line::default());
    for (row, other) in left.iter_mut().zip(right) {
        let gap = column.saturating_sub(row_width(row));
        row.spans.push(Span::raw(" ".repeat(gap)));
        row.spans.extend(other.spans);
    }
    left
}

/// Draws a row of the picture.
pub(crate) fn put_row(row: &Line<'_>, (mut x, y): (u16, u16), width: u16, buf: &mut Buffer) {
    let end = x.saturating_add(width);
    for span in &row.spans {
        let room = usize::from(end.saturating_sub(x));
        (x, _) = buf.put_text(x, y, &span.content, room, span.style);
    }
}

pub(super) fn row_width(row: &Line<'_>) -> usize {
    spans_width(&row.spans)
}

fn spans_width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| display_width(&span.content)).sum()
}
