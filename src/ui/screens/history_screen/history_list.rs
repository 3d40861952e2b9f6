//! The list of entries, with the months as headings.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::entry_row::{EntryRow, RowAreas, RowState, short_title};
use crate::domain::entry::EntryKind;
use crate::storage::journal::EntrySummary;
use crate::storage::search::Query;
use crate::text::truncate_to_width;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;
use crate::ui::widgets::wrapped_text::scroll_offset;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ListLine {
    Month(Date),
    /// A free line between two entries.
    Gap,
    /// The thought of the entry with this index.
    Headline(usize),
    /// The second row of an entry.
    Details,
}

/// The visible part of the history.
#[derive(Debug)]
pub(crate) struct HistoryList<'a> {
    pub(crate) rows: &'a [EntrySummary],
    /// An index into `rows`.
    pub(crate) selected: usize,
    pub(crate) is_focused: bool,
    pub(crate) today: Date,
    /// Matches of this search are highlighted.
    pub(crate) query: &'a Query,
    /// The numbers of entries above and below `rows`, once known.
    pub(crate) hidden: Option<[u64; 2]>,
    pub(crate) spacing: ListSpacing,
    pub(crate) theme: &'a Theme,
}

/// How much room each entry takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListSpacing {
    /// One line each, two for the selected one.
    Tight,
    /// Two lines each.
    Compact,
    /// Two lines and a free one.
    Spacious,
}

impl ListSpacing {
    /// From this height of the screen on there are free lines; the window then has 34 rows.
    const MIN_SPACIOUS_HEIGHT: u16 = 30;
    /// From this height of the list on every entry has two lines.
    const MIN_COMPACT_HEIGHT: u16 = 8;

    pub(crate) const fn new(screen_height: u16, list_height: u16) -> Self {
        if list_height < Self::MIN_COMPACT_HEIGHT {
            Self::Tight
        } else if screen_height < Self::MIN_SPACIOUS_HEIGHT {
            Self::Compact
        } else {
            Self::Spacious
        }
    }

    /// The lines of an entry.
    pub(crate) const fn lines(self) -> u16 {
        match self {
            Self::Tight => 1,
            Self::Compact => 2,
            Self::Spacious => 3,
        }
    }
}

impl HistoryList<'_> {
    /// From this width on the first column has the day and the exercise.
    const MIN_WIDTH_FOR_TITLE: u16 = 48;
    /// From this width on it has at least the day.
    const MIN_WIDTH_FOR_DAY: u16 = 32;
    /// From this width on there is room for most titles.
    const MIN_WIDTH_FOR_LONG_TITLE: u16 = 60;
    /// From this height on the month stays in view.
    const MIN_HEIGHT_FOR_MONTH: u16 = 4;

    pub(crate) fn render(&self, areas: RowAreas, buf: &mut Buffer) {
        let areas = RowAreas {
            rows: areas.rows.intersection(buf.area),
            text: areas.text.intersection(buf.area),
        };
        let text = areas.text;
        let heading_height = u16::from(text.height >= Self::MIN_HEIGHT_FOR_MONTH);
        let height = text.height - heading_height;
        let lines = self.lines(height);
        let top = self.top_line(&lines, height);
        if let (Some(ListLine::Headline(first)), 1) = (lines.get(top), heading_height) {
            self.render_month(self.rows[*first].day, text, buf);
        }
        let y = text.y + heading_height;
        for (y, at) in (y..text.bottom()).zip(top..) {
            match lines.get(at) {
                Some(ListLine::Month(day)) => {
                    self.render_month(*day, Rect { y, ..text }, buf);
                }
                Some(ListLine::Headline(index)) => {
                    let has_details = lines.get(at + 1) == Some(&ListLine::Details);
                    let height = (1 + u16::from(has_details)).min(text.bottom() - y);
                    self.render_entry(*index, areas.at(y, height), buf);
                }
                Some(ListLine::Gap | ListLine::Details) | None => {}
            }
        }
        if let Some(position) = self.thumb_position(&lines, top, height) {
            render_scroll_thumb(position, areas.at(y, height).rows, buf, self.theme);
        }
    }

    /// The lines without the first month, which stays above them.
    fn lines(&self, height: u16) -> Vec<ListLine> {
        let mut lines = Vec::new();
        let mut month = None;
        for (index, summary) in self.rows.iter().enumerate() {
            let first = summary.day.first_of_month();
            if index > 0 && self.spacing == ListSpacing::Spacious {
                lines.push(ListLine::Gap);
            }
            if month.is_some_and(|month| month != first) {
                lines.push(ListLine::Month(summary.day));
            }
            month = Some(first);
            lines.push(ListLine::Headline(index));
            let is_selected = index == self.selected && height > 1;
            if is_selected || self.spacing != ListSpacing::Tight {
                lines.push(ListLine::Details);
            }
        }
        lines
    }

    /// The first line in view, always the first one of an entry, so that the selected entry is about in the middle.
    fn top_line(&self, lines: &[ListLine], height: u16) -> usize {
        let is_selected = |line: &ListLine| *line == ListLine::Headline(self.selected);
        let selected = lines.iter().position(is_selected).unwrap_or(0);
        let has_details = lines.get(selected + 1) == Some(&ListLine::Details);
        let last = selected + usize::from(has_details && height > 1);
        let top = scroll_offset(last, lines.len(), height.into()).min(selected);
        let mut entries = lines[top..].iter();
        let partial = entries.position(|line| matches!(line, ListLine::Headline(_)));
        top + partial.unwrap_or(0)
    }

    /// The place of the first line in view among all lines, and their number; the lines of entries that aren't in memory
    /// are estimated.
    fn thumb_position(
        &self,
        lines: &[ListLine],
        top: usize,
        height: u16,
    ) -> Option<(usize, usize)> {
        let [above, below] = self.hidden?.map(|entries| {
            let entries = usize::try_from(entries).unwrap_or(usize::MAX);
            entries.saturating_mul(self.spacing.lines().into())
        });
        // The last entry may begin above the last page.
        let count = above.saturating_add(lines.len()).saturating_add(below);
        let last_top = count.saturating_sub(height.into());
        Some(((above + top).min(last_top), count))
    }

    fn render_month(&self, day: Date, row: Rect, buf: &mut Buffer) {
        let month = day.strftime("%B %Y").to_string();
        let room = usize::from(row.width);
        let month = truncate_to_width(&month, room);
        buf.put_text(row.x, row.y, month, room, self.theme.heading());
    }

    fn render_entry(&self, index: usize, areas: RowAreas, buf: &mut Buffer) {
        let summary = &self.rows[index];
        let (day, short_title) = (short_day(summary.day), short_title(&summary.title));
        let title = match summary.kind {
            EntryKind::Exercise if summary.looks_back_on.is_some() => "look back",
            EntryKind::Exercise => &*short_title,
            EntryKind::CheckIn => "check-in",
            EntryKind::Break => "break",
        };
        let waits = summary
            .postponed_until
            .filter(|time| time.date() >= self.today)
            .map(|time| waiting_label(time, self.today));
        let details = summary.reframe_below_headline();
        let details = details.or(waits.as_deref()).unwrap_or_default();
        let is_walk = summary.kind == EntryKind::Exercise;
        let width = areas.text.width;
        let has_title = width >= Self::MIN_WIDTH_FOR_TITLE;
        EntryRow {
            lead: [&day, if has_title { title } else { "" }],
            lead_width: match width {
                Self::MIN_WIDTH_FOR_LONG_TITLE.. => 13,
                Self::MIN_WIDTH_FOR_TITLE.. => 10,
                Self::MIN_WIDTH_FOR_DAY.. => 7,
                _ => 0,
            },
            headline: &summary.headline,
            details,
            mark: self.mark(summary),
            note: &self.ratings_label(summary),
            ratings: if is_walk {
                [summary.likelihood_before, summary.likelihood_after]
            } else {
                [None, None]
            },
            is_quiet: !is_walk,
            state: match (index == self.selected, self.is_focused) {
                (false, _) => RowState::Plain,
                (true, true) => RowState::Selected,
                (true, false) => RowState::SelectedWithoutFocus,
            },
            query: Some(self.query),
            theme: self.theme,
        }
        .render(areas, buf);
    }

    /// A word for an entry that is due, waits or is kept as a card.
    fn mark(&self, summary: &EntrySummary) -> (&'static str, Style) {
        if summary.is_follow_up_due(self.today) {
            ("ready", self.theme.accent)
        } else if summary.postponed_until.is_some() {
            ("waits", self.theme.quiet)
        } else if summary.is_card {
            ("card", self.theme.own_words)
        } else {
            ("", self.theme.quiet)
        }
    }

    /// "80→35"; of a check-in or a break, "distress 60→40".
    fn ratings_label(&self, summary: &EntrySummary) -> String {
        let arrow = if self.theme.ascii_only { "->" } else { "→" };
        let is_walk = summary.kind == EntryKind::Exercise;
        let (name, ratings) = if is_walk {
            ("", (summary.likelihood_before, summary.likelihood_after))
        } else {
            (
                "distress ",
                (summary.distress_before, summary.distress_after),
            )
        };
        match ratings {
            (Some(before), Some(after)) => format!("{name}{before}{arrow}{after}"),
            (Some(before), None) => format!("{name}{before}"),
            (None, Some(after)) if !is_walk => format!("{name}{after}"),
            _ => String::new(),
        }
    }
}

/// Until when a worry waits: within a week, its weekday says enough.
fn waiting_label(until: DateTime, today: Date) -> String {
    let is_near = until.date() < today.saturating_add(7.days());
    let format = if is_near {
        "It waits until %A, %H:%M."
    } else {
        "It waits until %-d %B, %H:%M."
    };
    until.strftime(format).to_string()
}

/// "Fri 20".
pub(crate) fn short_day(day: Date) -> String {
    day.strftime("%a %-d").to_string()
}
