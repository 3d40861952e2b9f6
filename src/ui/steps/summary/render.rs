//! Drawing the summary: a card with the answers, the good-enough line and the pairs of ratings; below it the closing and
//! the offers.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget as _;

use super::{LOOKING_BACK, SummaryView};
use crate::text::{display_width, wrap};
use crate::ui::layout::{has_edge, with_edge};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rating_pair::RatingPairRow;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;
use crate::ui::widgets::select_list::SelectList;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A row of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SummaryRow {
    Free,
    Rule,
    /// A label, empty after the first row of an answer, and a row of the answer.
    Answer(String, String),
    Heading(String),
    /// A row of the good-enough line.
    Heart(String),
    /// The pair of ratings with this index.
    Pair(usize),
    Note(String),
}

/// In a narrower area each label has a row of its own.
const MIN_WIDTH_FOR_COLUMNS: u16 = 52;
/// The rows of the border of the card.
const BORDER_ROWS: u16 = 2;
/// The least height of a card.
const MIN_CARD_HEIGHT: u16 = 7;

impl SummaryView {
    /// The rows of the card at this width, as many as fit into `height` if that can be: without the free rows, or with the
    /// good-enough line at the top, which is never scrolled out of sight. A rating that rose comes first too, since what is
    /// said about it is needed then.
    pub(super) fn fitted_rows(&self, width: u16, height: u16) -> Vec<SummaryRow> {
        let mut rows = self.rows(width);
        let height = usize::from(height);
        if rows.len() > height {
            rows.retain(|row| *row != SummaryRow::Free);
        }
        if rows.len() > height
            && self
                .pairs
                .iter()
                .any(|pair| pair.has_risen && !pair.note.is_empty())
        {
            return self.rows_with_ratings_first(width);
        }
        let is_heart = |row: &SummaryRow| matches!(row, SummaryRow::Heart(_));
        let heart_end = rows.iter().rposition(is_heart).map_or(0, |last| last + 1);
        if heart_end >= height && rows.len() > height {
            let (heart, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_heart);
            let others = others.into_iter().filter(|row| *row != SummaryRow::Rule);
            rows = heart
                .into_iter()
                .chain([SummaryRow::Rule])
                .chain(others)
                .collect();
        }
        rows
    }

    /// The good-enough line and the ratings before the answers, without free rows.
    fn rows_with_ratings_first(&self, width: u16) -> Vec<SummaryRow> {
        let mut first = Vec::new();
        self.push_heart(width, &mut first);
        self.push_pairs(width, &mut first);
        let mut others = Vec::new();
        self.push_fields(width, &mut others);
        if !others.is_empty() {
            first.push(SummaryRow::Rule);
        }
        first.append(&mut others);
        self.push_notes(width, &mut first);
        first.retain(|row| *row != SummaryRow::Free);
        first
    }

    /// The rows of the card at this width.
    pub(super) fn rows(&self, width: u16) -> Vec<SummaryRow> {
        let mut rows = Vec::new();
        self.push_fields(width, &mut rows);
        if self.heart.is_some() && !rows.is_empty() {
            rows.extend([SummaryRow::Free, SummaryRow::Rule, SummaryRow::Free]);
        }
        self.push_heart(width, &mut rows);
        self.push_pairs(width, &mut rows);
        self.push_notes(width, &mut rows);
        rows
    }

    fn push_fields(&self, width: u16, rows: &mut Vec<SummaryRow>) {
        let label_width = self.label_width(width);
        if let Some((when, fields)) = &self.earlier_entry {
            rows.push(SummaryRow::Heading(format!("{when}:")));
            push_answers(fields, label_width, width, rows);
            if !self.fields.is_empty() {
                rows.push(SummaryRow::Free);
                rows.push(SummaryRow::Heading(LOOKING_BACK.to_owned()));
            }
        }
        push_answers(&self.fields, label_width, width, rows);
    }

    fn push_heart(&self, width: u16, rows: &mut Vec<SummaryRow>) {
        if let Some((label, text)) = &self.heart {
            if !self.is_reframe {
                rows.push(SummaryRow::Note(label.clone()));
            }
            let lines = wrap(text, width.into()).into_iter();
            rows.extend(lines.map(|line| SummaryRow::Heart(line.to_owned())));
        }
    }

    fn push_notes(&self, width: u16, rows: &mut Vec<SummaryRow>) {
        for text in [&self.pattern_count, &self.credit] {
            push_note(text, width, rows);
        }
    }

    fn push_pairs(&self, width: u16, rows: &mut Vec<SummaryRow>) {
        if !self.pairs.is_empty() && !rows.is_empty() {
            rows.push(SummaryRow::Free);
        }
        rows.extend((0..self.pairs.len()).map(SummaryRow::Pair));
        let mut notes: Vec<&str> = self.pairs.iter().map(|pair| pair.note.as_str()).collect();
        // Two ratings that hardly changed need the same sentence only once.
        notes.dedup();
        for note in notes {
            push_note(note, width, rows);
        }
    }

    /// The width of the column of labels, at most half of the row; 0 if each label has a row of its own.
    fn label_width(&self, width: u16) -> usize {
        let earlier = self.earlier_entry.iter().flat_map(|(_, fields)| fields);
        let labels = earlier
            .chain(&self.fields)
            .map(|(label, _)| display_width(label));
        let label_width = labels.max().unwrap_or(0) + 2;
        if width < MIN_WIDTH_FOR_COLUMNS || label_width > usize::from(width) / 2 {
            0
        } else {
            label_width
        }
    }

    pub(super) fn preferred_height(&self, width: u16) -> u16 {
        let rows = to_rows(self.rows(width).len()) + BORDER_ROWS;
        let closing = WrappedText::height(&self.closing, width) + 1;
        let offers = match self.offers.len() {
            0 => 0,
            count => to_rows(count) + 1,
        };
        rows.saturating_add(closing).saturating_add(offers)
    }

    pub(super) fn render_summary(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let area = area.intersection(buf.area);
        let [words, closing, offers] = self.split_area(area);
        self.render_words(words, buf, theme);
        WrappedText::new(&self.closing, theme.text).render(closing, buf);
        self.render_offers(offers, buf, theme);
    }

    /// The areas of the words with their card, of the closing, and of the offers. Closing and offers stay in view while
    /// the words are scrolled.
    fn split_area(&self, area: Rect) -> [Rect; 3] {
        let count = to_rows(self.offers.len());
        let closing = WrappedText::height(&self.closing, area.width);
        let rows = to_rows(self.rows(area.width).len());
        let border = if has_edge(area) { BORDER_ROWS } else { 0 };
        let spare = area.height.saturating_sub(rows + border + closing + count);
        let gap = u16::from(spare >= 2 || (spare >= 1 && count == 0));
        let offers = count.min((area.height / 2).max(1));
        let closing = closing.min(area.height.saturating_sub(offers + 3));
        let room = area.height.saturating_sub(closing + offers + 2 * gap);
        let words = (rows + border).min(room);
        let part = |y: u16, height: u16| Rect {
            y: (area.y + y).min(area.bottom()),
            height: height.min(area.height.saturating_sub(y)),
            ..area
        };
        [
            part(0, words),
            part(words + gap, closing),
            part(words + gap + closing + gap, offers),
        ]
    }

    fn render_words(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        if area.is_empty() {
            return;
        }
        let has_card = has_edge(area) && area.height >= MIN_CARD_HEIGHT;
        let inner = if has_card {
            let card = Card::new(theme).render(with_edge(area, buf.area), buf);
            Rect {
                x: area.x,
                width: area.width,
                ..card
            }
        } else {
            area
        };
        let rows = self.fitted_rows(area.width, inner.height);
        let scroll = rows.len().saturating_sub(inner.height.into());
        let scroll = self.scroll.min(scroll);
        let is_cut = rows.len() - scroll > usize::from(inner.height);
        for (y, row) in (inner.y..inner.bottom()).zip(&rows[scroll..]) {
            let place = Rect {
                y,
                height: 1,
                ..inner
            };
            if is_cut && y + 1 == inner.bottom() {
                self.render_more(place, buf, theme);
            } else {
                self.render_row(row, place, buf, theme);
            }
        }
        let beside = Rect {
            width: inner.width + 1,
            ..inner
        };
        render_scroll_thumb((scroll, rows.len()), beside, buf, theme);
    }

    fn render_more(&self, row: Rect, buf: &mut Buffer, theme: &Theme) {
        let more = if self.offers.is_empty() {
            "… more below: down arrow"
        } else {
            "… more below: space bar"
        };
        buf.put_text(row.x, row.y, more, row.width.into(), theme.quiet);
    }

    fn render_row(&self, row: &SummaryRow, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let width = usize::from(area.width);
        let mut put = |x: u16, text: &str, style| {
            let room = width.saturating_sub(usize::from(x));
            buf.put_text(area.x + x.min(area.width), area.y, text, room, style);
        };
        match row {
            SummaryRow::Free => {}
            SummaryRow::Rule => {
                let line = if theme.ascii_only { "-" } else { "─" };
                put(0, &line.repeat(width), theme.rule);
            }
            SummaryRow::Answer(label, text) => {
                put(0, label, theme.quiet);
                put(to_rows(self.label_width(area.width)), text, theme.text);
            }
            SummaryRow::Heading(text) => put(0, text, theme.strong),
            SummaryRow::Heart(text) => {
                let appearing = theme.good_enough_appearing(self.appeared());
                put(0, text, appearing.unwrap_or_else(|| theme.good_enough()));
            }
            SummaryRow::Note(text) => put(0, text, theme.quiet),
            SummaryRow::Pair(index) => {
                let pair = &self.pairs[*index];
                RatingPairRow {
                    label: &pair.label,
                    unit: &pair.unit,
                    before: pair.before,
                    after: pair.after,
                    theme,
                }
                .render(area, buf);
            }
        }
    }

    fn render_offers(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let list = SelectList {
            selected: self.selected_offer,
            count: self.offers.len(),
            theme,
        };
        list.render_rows(area, buf, |index| {
            format!("{}{} {}", list.cursor(index), index + 1, self.offers[index])
        });
    }
}

/// Adds labels and answers, in two columns or below each other.
fn push_answers(
    fields: &[(String, String)],
    label_width: usize,
    width: u16,
    rows: &mut Vec<SummaryRow>,
) {
    let room = usize::from(width).saturating_sub(label_width).max(1);
    for (label, text) in fields {
        let mut label = label.clone();
        if label_width == 0 {
            rows.push(SummaryRow::Note(std::mem::take(&mut label)));
        }
        for line in wrap(text, room) {
            rows.push(SummaryRow::Answer(
                std::mem::take(&mut label),
                line.to_owned(),
            ));
        }
    }
}

/// Adds a quiet text with a free row above.
fn push_note(text: &str, width: u16, rows: &mut Vec<SummaryRow>) {
    if text.is_empty() {
        return;
    }
    if !rows.is_empty() {
        rows.push(SummaryRow::Free);
    }
    let lines = wrap(text, width.into()).into_iter();
    rows.extend(lines.map(|line| SummaryRow::Note(line.to_owned())));
}

fn to_rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
