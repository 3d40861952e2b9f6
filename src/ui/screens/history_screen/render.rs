//! Drawing the history: the filter line, the list and the entry.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::days_input::DaysInput;
use super::history_list::{HistoryList, render_list};
use super::{HistoryMode, HistoryScreen};
use crate::storage::journal::EntryList;
use crate::text::truncate_to_width;
use crate::ui::layout::{render_header_in, stage_area, stage_text, text_area};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

impl HistoryScreen {
    /// From this width on the entry is beside the list.
    const MIN_SIDE_BY_SIDE_WIDTH: u16 = 80;

    /// Whether the line with search and filters is shown.
    fn has_filter_line(&self) -> bool {
        matches!(self.mode, HistoryMode::Search | HistoryMode::Days)
            || !self.search_input.is_blank()
            || !self.filter_labels.is_empty()
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let side = match self.mode {
            HistoryMode::Days => self.days_input.interpretation(self.today),
            _ => self.position_label(),
        };
        render_header_in(stage_text(area), "History", &side, buf, theme);
        if let Some(popup) = &self.popup {
            popup.render(text_area(area), buf, theme);
            return None;
        }
        let caret = self.render_filter_line(area, buf, theme);
        let [list_area, reader] = self.layout_panes(area);
        if self.mode == HistoryMode::Days && !self.days_input.error.is_empty() {
            WrappedText::new(&self.days_input.error, theme.notice).render(list_area, buf);
        } else if let Some(error) = &self.error {
            WrappedText::new(&error.to_string(), theme.notice).render(list_area, buf);
        } else if self.row_window.rows().is_empty() {
            let mut page = text_area(area);
            page.height = page
                .height
                .saturating_sub(u16::from(self.has_filter_line()));
            page.y += u16::from(self.has_filter_line());
            WrappedText::new(self.empty_message(), Style::new()).render(page, buf);
        } else {
            let list = HistoryList {
                rows: self.row_window.rows(),
                selected: Some(self.row_window.selected()),
                is_focused: self.mode != HistoryMode::Reader,
                today: Some(self.today),
                query: &self.query,
            };
            render_list(&list, list_area, buf, theme);
            let is_focused = self.mode == HistoryMode::Reader;
            self.entry_view
                .render(reader, buf, &self.query, theme, is_focused);
        }
        caret
    }

    pub(super) fn empty_message(&self) -> &'static str {
        match self.query.filters.list() {
            _ if self.query.has_words() => "No entry has all these words.",
            EntryList::Done if self.total > 0 => "No entries match.",
            EntryList::Done => "Nothing here yet. What you finish shows up here.",
            EntryList::Drafts => "Nothing is unfinished.",
            EntryList::Trash => "The trash is empty.",
        }
    }

    /// "3 of 40", or "12 of 3,408" with a search. Numbers appear once they are counted.
    pub(super) fn position_label(&self) -> String {
        let all = group_digits(self.total);
        if !self.query.is_unfiltered() {
            return if self.match_count.is_complete {
                format!("{} of {all}", group_digits(self.match_count.count))
            } else {
                format!("some of {all}")
            };
        }
        match self.rows_before {
            _ if self.row_window.rows().is_empty() => String::new(),
            Some(before) => format!("{} of {all}", group_digits(before + 1)),
            None => all,
        }
    }

    /// Draws the search input and the active filters.
    fn render_filter_line(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        if !self.has_filter_line() {
            return None;
        }
        let page = stage_area(area);
        let mut line = Rect {
            height: page.height.min(1),
            ..page
        };
        if self.mode == HistoryMode::Days {
            return TextInput {
                buffer: &self.days_input.buffer,
                placeholder: DaysInput::PLACEHOLDER,
                theme,
            }
            .render(line, buf);
        }
        let labels = self.filter_labels.join(theme.separator());
        let is_searching = self.mode == HistoryMode::Search || !self.search_input.is_blank();
        if !labels.is_empty() {
            let room = usize::from(if is_searching {
                line.width / 2
            } else {
                line.width
            });
            let words = truncate_to_width(&format!("Only: {labels}"), room);
            let (x, _) = buf.put_text(line.x, line.y, words, room, theme.quiet);
            let used = (x - line.x + 2).min(line.width);
            line.x += used;
            line.width -= used;
        }
        if !is_searching {
            return None;
        }
        TextInput {
            buffer: &self.search_input,
            placeholder: "words in any order, \"exact words\"",
            theme,
        }
        .render(line, buf)
        .filter(|_| self.mode == HistoryMode::Search)
    }

    /// The areas of the list and the entry: side by side, or one below the other on narrow terminals.
    pub(super) fn layout_panes(&self, area: Rect) -> [Rect; 2] {
        let mut page = stage_area(area);
        let line = u16::from(self.has_filter_line()).min(page.height);
        page.y += line;
        page.height -= line;
        if area.width >= Self::MIN_SIDE_BY_SIDE_WIDTH {
            let sides = [Constraint::Percentage(38), Constraint::Percentage(62)];
            page.layout(&Layout::horizontal(sides).spacing(3))
        } else {
            let halves = [Constraint::Percentage(45), Constraint::Min(0)];
            page.layout(&Layout::vertical(halves).spacing(u16::from(page.height >= 12)))
        }
    }
}

/// "3,408".
pub(crate) fn group_digits(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
