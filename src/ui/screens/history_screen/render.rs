//! Drawing the history: the filter line, the list and the entry.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::days_input::DaysInput;
use super::entry_row::RowAreas;
use super::history_list::{HistoryList, ListSpacing};
use super::{HistoryMode, HistoryScreen};
use crate::storage::journal::EntryList;
use crate::storage::search::CountProgress;
use crate::text::{group_digits, truncate_to_width};
use crate::ui::layout::{
    EDGE, MIN_TWO_PANE_WIDTH, render_header_in, screen_area, stage_area, stage_text, text_area,
};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

impl HistoryScreen {
    /// The part of the height, in percent, of a list above its entry.
    const LIST_SHARE: u16 = 45;
    /// From this height on the list has enough rows above an entry.
    const MIN_HEIGHT_FOR_BOTH: u16 = 28;

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
        let panes = self.layout_panes(area);
        let mut page = text_area(area);
        let line = u16::from(self.has_filter_line()).min(page.height);
        page.y += line;
        page.height -= line;
        if self.mode == HistoryMode::Days && !self.days_input.error.is_empty() {
            WrappedText::new(&self.days_input.error, theme.notice).render(page, buf);
        } else if let Some(error) = &self.error {
            WrappedText::new(&error.to_string(), theme.notice).render(page, buf);
        } else if self.row_window.rows().is_empty() {
            WrappedText::new(self.empty_message(), Style::new()).render(page, buf);
        } else {
            self.render_list(panes.list, buf, theme);
            self.render_entry(panes, buf, theme);
        }
        caret
    }

    fn render_list(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let rows = self.row_window.rows();
        let above = self
            .rows_before
            .and_then(|before| before.checked_sub(self.row_window.selected() as u64));
        let hidden = self
            .shown_count()
            .zip(above)
            .map(|(count, above)| [above, count.saturating_sub(above + rows.len() as u64)]);
        // Not the height left by a message below, which must not change the rows.
        let screen_height = screen_area(buf.area).height;
        let list = HistoryList {
            rows,
            selected: self.row_window.selected(),
            is_focused: self.mode != HistoryMode::Reader,
            today: self.today,
            query: &self.query,
            hidden,
            spacing: ListSpacing::new(screen_height, area.height),
            theme,
        };
        list.render(RowAreas::new(area, buf.area), buf);
    }

    /// Draws a summary of the entry, or all of it if it has the focus or may have matches of the search.
    fn render_entry(&self, panes: Panes, buf: &mut Buffer, theme: &Theme) {
        let is_focused = self.mode == HistoryMode::Reader;
        let above = panes.reader.y.saturating_sub(1);
        if panes.list.height > 0 && panes.list.bottom() == above {
            let line = if theme.ascii_only { "-" } else { "─" };
            let width = usize::from(panes.reader.width);
            buf.put_text(panes.reader.x, above, line.repeat(width), width, theme.rule);
        }
        if let Some(area) = panes.card {
            let card = if is_focused {
                Card::focused(theme)
            } else {
                Card::new(theme)
            };
            card.render(area, buf);
        }
        if is_focused || self.query.has_words() {
            let areas = RowAreas::new(panes.reader, buf.area);
            self.entry_view
                .render_answers(areas, buf, &self.query, theme, is_focused);
        } else {
            self.entry_view.render_summary(panes.reader, buf, theme);
        }
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

    /// "3 of 40", the place in the list, or with a search or filter "found 12 of 3,408". Numbers appear once they are
    /// counted.
    pub(super) fn position_label(&self) -> String {
        let all = group_digits(self.total);
        if !self.query.is_unfiltered() {
            return match self.match_count {
                CountProgress {
                    is_complete: false, ..
                } => format!("found some of {all}"),
                CountProgress { count, .. } => format!("found {} of {all}", group_digits(count)),
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
            // The bar of the input stands in the edge before it.
            let used = (x - line.x + EDGE + 1).min(line.width);
            line.x += used;
            line.width -= used;
        }
        if !is_searching {
            return None;
        }
        TextInput {
            buffer: &self.search_input,
            placeholder: "words in any order, \"exact words\", #tag",
            theme,
        }
        .render(line, buf)
        .filter(|_| self.mode == HistoryMode::Search)
    }

    /// The areas of the list and the entry: side by side, one below the other, or only the one with the focus.
    pub(super) fn layout_panes(&self, area: Rect) -> Panes {
        let mut page = stage_area(area);
        let line = u16::from(self.has_filter_line()).min(page.height);
        page.y += line;
        page.height -= line;
        if area.width >= MIN_TWO_PANE_WIDTH {
            return Panes::side_by_side(page);
        }
        if self.mode == HistoryMode::Reader {
            return Panes {
                list: Rect::ZERO,
                reader: page,
                card: None,
            };
        }
        if !self.has_room_for_both(page.height) {
            return Panes {
                list: page,
                reader: Rect::ZERO,
                card: None,
            };
        }
        let halves = [Constraint::Percentage(Self::LIST_SHARE), Constraint::Min(0)];
        let gap = u16::from(page.height >= 12);
        let [list, reader] = page.layout(&Layout::vertical(halves).spacing(gap));
        Panes {
            list,
            reader,
            card: None,
        }
    }

    /// The area of the text of the entry.
    pub(super) fn reader_text(&self, area: Rect) -> Rect {
        RowAreas::new(self.layout_panes(area).reader, area).text
    }

    /// Whether a narrow window shows the entry below the list: if it is tall or the list is short, and during a search,
    /// because a match may be in any answer.
    fn has_room_for_both(&self, height: u16) -> bool {
        let share = u64::from(height * Self::LIST_SHARE / 100);
        // A heading and two rows for each entry.
        let is_short = |count: u64| count * 2 < share;
        self.query.has_words()
            || height >= Self::MIN_HEIGHT_FOR_BOTH
            || self.row_window.total().is_some_and(is_short)
    }
}

/// The areas of the list and the entry; an empty one isn't shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panes {
    pub(super) list: Rect,
    /// The text of the entry.
    pub(super) reader: Rect,
    /// The border around the entry.
    pub(super) card: Option<Rect>,
}

impl Panes {
    /// The width of the list beside an entry, without its edges.
    const LIST_WIDTH: u16 = 50;
    /// The free columns between the edge of the list and the card.
    const GAP: u16 = 3;
    /// From this height on the entry has a border.
    const MIN_CARD_HEIGHT: u16 = 12;

    /// The list with the entry in a card beside it.
    fn side_by_side(page: Rect) -> Self {
        let list = Rect {
            width: Self::LIST_WIDTH,
            ..page
        };
        let x = list.right() + EDGE + Self::GAP;
        let card = Rect {
            x,
            width: page.right() + EDGE - x,
            ..page
        };
        let has_border = page.height >= Self::MIN_CARD_HEIGHT;
        Self {
            list,
            reader: card.inner(Margin::new(3, if has_border { 2 } else { 0 })),
            card: has_border.then_some(card),
        }
    }
}
