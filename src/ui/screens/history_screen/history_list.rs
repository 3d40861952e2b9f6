//! The list of entries, grouped by day.

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::entry_view::render_matches;
use crate::storage::journal::{EntryList, EntrySummary, Journal, JournalError};
use crate::storage::search::{Query, match_ranges};
use crate::text::{bidi, display_width, one_line, truncate_to_width};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::scroll_offset;

/// The newest entries, shown on the home screen.
#[derive(Debug, Default)]
pub(crate) struct HistoryPreview {
    rows: Vec<EntrySummary>,
    count: u64,
    today: Option<Date>,
}

impl HistoryPreview {
    /// More rows than the tallest terminal shows.
    const MAX_ROWS: u64 = 60;

    pub(crate) fn load(journal: &Journal, today: Date) -> Result<Self, JournalError> {
        Ok(Self {
            rows: journal.newest_summaries(EntryList::Done, Self::MAX_ROWS)?,
            count: journal.count(EntryList::Done)?,
            today: Some(today),
        })
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let title = match self.count {
            0 => "History: nothing here yet".to_owned(),
            1 => "History: 1 walk".to_owned(),
            count => format!("History: {count} walks"),
        };
        if area.is_empty() {
            return;
        }
        buf.put_text(area.x, area.y, title, usize::from(area.width), theme.dim);
        let below = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        let list = HistoryList {
            rows: &self.rows,
            selected: None,
            is_focused: false,
            today: self.today,
            query: &Query::default(),
        };
        render_list(&list, below, buf, theme);
    }
}

enum ListRow<'a> {
    Day(Date),
    Entry(usize, &'a EntrySummary),
}

/// The visible part of the history.
pub(crate) struct HistoryList<'a> {
    pub(crate) rows: &'a [EntrySummary],
    /// An index into `rows`.
    pub(crate) selected: Option<usize>,
    pub(crate) is_focused: bool,
    pub(crate) today: Option<Date>,
    /// Matches of this search are highlighted.
    pub(crate) query: &'a Query,
}

pub(crate) fn render_list(list: &HistoryList, area: Rect, buf: &mut Buffer, theme: &Theme) {
    let area = area.intersection(buf.area);
    let lines = list_rows(list.rows);
    let selected_row = lines
        .iter()
        .position(|line| matches!(line, ListRow::Entry(index, _) if Some(*index) == list.selected));
    let top = scroll_offset(selected_row.unwrap_or(0), lines.len(), area.height.into());
    let width = usize::from(area.width);
    for (y, line) in (area.y..area.bottom()).zip(&lines[top..]) {
        match line {
            ListRow::Day(day) => {
                buf.put_text(
                    area.x,
                    y,
                    truncate_to_width(&day.strftime("%a %-d %b %Y").to_string(), width),
                    width,
                    theme.dim,
                );
            }
            ListRow::Entry(index, summary) => {
                let is_selected = Some(*index) == list.selected;
                let marker = if is_selected {
                    theme.selection_marker()
                } else {
                    "  "
                };
                let style = if is_selected && list.is_focused {
                    theme.selected
                } else {
                    Style::new()
                };
                let numbers = likelihood_label(summary, list.today, theme);
                let words = format!("{marker}{}", one_line(&summary.headline));
                let room = width.saturating_sub(display_width(&numbers) + bidi::gap_after(&words));
                let words = truncate_to_width(&words, room);
                let matches = match_ranges(&words, list.query);
                render_matches(&words, &matches, (area.x, y), room, buf, style, theme);
                let column =
                    u16::try_from(width.saturating_sub(display_width(&numbers))).unwrap_or(0);
                buf.put_text(area.x + column, y, &numbers, width, theme.dim);
            }
        }
    }
}

fn list_rows(rows: &[EntrySummary]) -> Vec<ListRow<'_>> {
    let mut lines = Vec::new();
    let mut day = None;
    for (index, summary) in rows.iter().enumerate() {
        if day != Some(summary.day) {
            day = Some(summary.day);
            lines.push(ListRow::Day(summary.day));
        }
        lines.push(ListRow::Entry(index, summary));
    }
    lines
}

/// "80→35", and a question mark if a follow-up is due.
fn likelihood_label(summary: &EntrySummary, today: Option<Date>, theme: &Theme) -> String {
    let arrow = if theme.ascii_only { ">" } else { "→" };
    let pair = match (summary.likelihood_before, summary.likelihood_after) {
        (Some(before), Some(after)) => format!("{before}{arrow}{after}"),
        (Some(before), None) => before.to_string(),
        _ => String::new(),
    };
    let is_due = summary
        .follow_up_due
        .zip(today)
        .is_some_and(|(due, today)| due <= today);
    if is_due { format!("{pair} ?") } else { pair }
}
