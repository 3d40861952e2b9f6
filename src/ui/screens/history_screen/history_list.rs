//! The list of entries, grouped by day.

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::entry_view::render_matches;
use crate::storage::journal::EntrySummary;
use crate::storage::search::{Query, match_ranges};
use crate::text::{bidi, display_width, one_line, truncate_to_width};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::scroll_offset;

enum ListRow<'a> {
    Day(Date),
    /// The thought of the entry with this index.
    Headline(usize, &'a EntrySummary),
    /// Its good-enough line and likelihood, below.
    Details(&'a EntrySummary),
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

/// From this height on every entry has its details, below it only the selected one.
const MIN_HEIGHT_FOR_DETAILS: u16 = 8;

/// What [`DUE_MARK`] means.
const DUE_LEGEND: &str = "? ready to look back on";
/// Marks an entry whose follow-up is due.
const DUE_MARK: &str = "?";

pub(crate) fn render_list(list: &HistoryList, area: Rect, buf: &mut Buffer, theme: &Theme) {
    let area = area.intersection(buf.area);
    let lines = list.lines(area.height);
    let (area, legend) = list.split_legend(&lines, area);
    let width = usize::from(area.width);
    for (y, line) in (area.y..area.bottom()).zip(list.visible(&lines, area.height)) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        match line {
            ListRow::Day(day) => {
                let day = day.strftime("%a %-d %b %Y").to_string();
                buf.put_text(
                    area.x,
                    y,
                    truncate_to_width(&day, width),
                    width,
                    theme.quiet,
                );
            }
            ListRow::Headline(index, summary) => {
                list.render_headline(*index, summary, row, buf, theme);
            }
            ListRow::Details(summary) => list.render_details(summary, row, buf, theme),
        }
    }
    if !legend.is_empty() {
        let words = truncate_to_width(DUE_LEGEND, width);
        buf.put_text(legend.x, legend.y, words, width, theme.quiet);
    }
}

impl HistoryList<'_> {
    fn lines(&self, height: u16) -> Vec<ListRow<'_>> {
        let mut lines = Vec::new();
        let mut day = None;
        for (index, summary) in self.rows.iter().enumerate() {
            if day != Some(summary.day) {
                day = Some(summary.day);
                lines.push(ListRow::Day(summary.day));
            }
            lines.push(ListRow::Headline(index, summary));
            let has_room = height >= MIN_HEIGHT_FOR_DETAILS || Some(index) == self.selected;
            let has_details = summary.reframe_below_headline().is_some()
                || summary.likelihood_before.is_some()
                || self.is_due(summary);
            if has_room && has_details {
                lines.push(ListRow::Details(summary));
            }
        }
        lines
    }

    /// The lines in view, with the selected entry among them, its details as well.
    fn visible<'a>(&self, lines: &'a [ListRow<'a>], height: u16) -> &'a [ListRow<'a>] {
        let is_selected = |line: &ListRow| matches!(line, ListRow::Headline(index, _) if Some(*index) == self.selected);
        let selected = lines.iter().position(is_selected).unwrap_or(0);
        let has_details = matches!(lines.get(selected + 1), Some(ListRow::Details(_)));
        let last = selected + usize::from(has_details && height > 1);
        let top = scroll_offset(last, lines.len(), height.into());
        &lines[top..]
    }

    fn is_due(&self, summary: &EntrySummary) -> bool {
        self.today
            .is_some_and(|today| summary.is_follow_up_due(today))
    }

    /// Takes the last row for the legend if the mark is in view.
    fn split_legend(&self, lines: &[ListRow], area: Rect) -> (Rect, Rect) {
        let visible = self.visible(lines, area.height).iter();
        let has_mark = visible
            .take(area.height.into())
            .any(|line| matches!(line, ListRow::Details(summary) if self.is_due(summary)));
        let height = u16::from(has_mark && area.height >= 4);
        let list = Rect {
            height: area.height - height,
            ..area
        };
        let y = list.bottom();
        (list, Rect { y, height, ..area })
    }

    fn render_headline(
        &self,
        index: usize,
        summary: &EntrySummary,
        row: Rect,
        buf: &mut Buffer,
        theme: &Theme,
    ) {
        let is_selected = Some(index) == self.selected;
        let marker = if is_selected {
            theme.selection_marker()
        } else {
            "  "
        };
        let style = if is_selected && self.is_focused {
            theme.selection
        } else {
            Style::new()
        };
        let text = format!("{marker}{}", one_line(&summary.headline));
        self.render_text(&text, row, buf, style, theme);
    }

    fn render_details(&self, summary: &EntrySummary, row: Rect, buf: &mut Buffer, theme: &Theme) {
        let reframe = summary.reframe_below_headline().unwrap_or_default();
        let text = format!("{DETAILS_INDENT}{}", one_line(reframe));
        let width = usize::from(row.width);
        let label = self.likelihood_label(summary, width, theme);
        let taken = display_width(&label)
            + if label.is_empty() {
                0
            } else {
                bidi::gap_after(&text)
            };
        let room = u16::try_from(width.saturating_sub(taken)).unwrap_or(0);
        let left = Rect { width: room, ..row };
        self.render_text(&text, left, buf, theme.quiet, theme);
        let column = u16::try_from(width.saturating_sub(display_width(&label))).unwrap_or(0);
        buf.put_text(row.x + column, row.y, &label, width, theme.quiet);
    }

    fn render_text(&self, text: &str, row: Rect, buf: &mut Buffer, style: Style, theme: &Theme) {
        let room = usize::from(row.width);
        let text = truncate_to_width(text, room);
        let matches = match_ranges(&text, self.query);
        render_matches(&text, &matches, (row.x, row.y), room, buf, style, theme);
    }

    /// "likely 80→35", without the word in a narrow list, and a question mark if a follow-up is due.
    fn likelihood_label(&self, summary: &EntrySummary, width: usize, theme: &Theme) -> String {
        let arrow = if theme.ascii_only { ">" } else { "→" };
        let name = if width >= MIN_WIDTH_FOR_NAME {
            "likely "
        } else {
            ""
        };
        let pair = match (summary.likelihood_before, summary.likelihood_after) {
            (Some(before), Some(after)) => format!("{name}{before}{arrow}{after}"),
            (Some(before), None) => format!("{name}{before}"),
            _ => String::new(),
        };
        match (self.is_due(summary), pair.is_empty()) {
            (true, true) => DUE_MARK.to_owned(),
            (true, false) => format!("{pair} {DUE_MARK}"),
            (false, _) => pair,
        }
    }
}

/// Puts the details below the words of their entry, behind its marker.
const DETAILS_INDENT: &str = "    ";
/// The narrowest list in which the likelihood is named.
const MIN_WIDTH_FOR_NAME: usize = 24;
