//! One entry with all its questions and answers.

use std::ops::Range;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::entry_layout::{layout_answers, layout_summary};
use super::entry_row::RowAreas;
use super::reader_row::ReaderRow;
use crate::domain::entry::{Answer, Entry, civil_time, format_clock_time};
use crate::storage::journal::EntryWithEditTime;
use crate::storage::search::Query;
use crate::text::truncate_to_width;
use crate::ui::keymap::Action;
use crate::ui::layout::EDGE;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;
use crate::ui::widgets::select_list::render_selection;

/// The entry shown and the selected answer.
#[derive(Debug, Default)]
pub(crate) struct EntryView {
    reading: Option<EntryWithEditTime>,
    /// An index into the answers.
    selected: usize,
    /// The first visible row.
    scroll: usize,
}

impl EntryView {
    /// Opens an entry at its start and returns the previous one. The same entry keeps its position.
    pub(crate) fn open(&mut self, reading: Option<EntryWithEditTime>) -> Option<EntryWithEditTime> {
        let before = std::mem::replace(&mut self.reading, reading);
        let id = |reading: &EntryWithEditTime| reading.entry.id.clone();
        if before.as_ref().map(id) != self.reading.as_ref().map(id) {
            (self.selected, self.scroll) = (0, 0);
        }
        let last = self.answer_count().saturating_sub(1);
        self.selected = self.selected.min(last);
        before
    }

    pub(crate) fn entry(&self) -> Option<&Entry> {
        self.reading.as_ref().map(|reading| &reading.entry)
    }

    fn answer_count(&self) -> usize {
        self.entry().map_or(0, |entry| entry.answers.len())
    }

    /// The id of the step with the selected answer.
    pub(crate) fn selected_step(&self) -> Option<&str> {
        let answered = self.entry()?.answers.get(self.selected)?;
        Some(&answered.step)
    }

    /// Moves the selection or scrolls.
    pub(crate) fn scroll(&mut self, action: Action, area: Rect, query: &Query, theme: &Theme) {
        let last = self.answer_count().saturating_sub(1);
        let lines = self.layout_rows(area, query, theme, usize::MAX);
        let height = usize::from(area.height).max(1);
        let end = lines.len().saturating_sub(height);
        match action {
            Action::Up if self.selected == 0 => self.scroll = self.scroll.saturating_sub(1),
            Action::Up => self.select(self.selected - 1, &lines, height),
            Action::Down if self.selected >= last => self.scroll = (self.scroll + 1).min(end),
            Action::Down => self.select(self.selected + 1, &lines, height),
            Action::PageUp => self.scroll_to(self.scroll.saturating_sub(height), &lines, height),
            Action::PageDown => self.scroll_to((self.scroll + height).min(end), &lines, height),
            Action::First => {
                self.select(0, &lines, height);
                self.scroll = 0;
            }
            Action::Last => {
                self.select(last, &lines, height);
                self.scroll = end;
            }
            _ => {}
        }
    }

    /// Selects an answer and scrolls to it: to its end if it fits, otherwise to its start.
    fn select(&mut self, answer: usize, lines: &[ReaderRow], height: usize) {
        self.selected = answer;
        let is_of_answer = |line: &ReaderRow| line.answer_index == Some(answer);
        let Some(first) = lines.iter().position(is_of_answer) else {
            return;
        };
        let last = lines.iter().rposition(is_of_answer).unwrap_or(first);
        // The last row is needed for "… more below".
        let fits = (last + 2).saturating_sub(height);
        self.scroll = self.scroll.max(fits).min(first);
    }

    /// Scrolls and selects the first answer in view.
    fn scroll_to(&mut self, scroll: usize, lines: &[ReaderRow], height: usize) {
        self.scroll = scroll;
        let mut visible = lines.iter().skip(scroll).take(height);
        if let Some(answer) = visible.find_map(|line| line.answer_index) {
            self.selected = answer;
        }
    }

    /// Scrolls to the first match of the search.
    pub(crate) fn scroll_to_match(&mut self, area: Rect, query: &Query, theme: &Theme) {
        if !query.has_words() {
            return;
        }
        let lines = self.layout_rows(area, query, theme, usize::MAX);
        let mut matching = lines.iter().filter(|line| line.has_match());
        let height = usize::from(area.height).max(1);
        if let Some(answer) = matching.find_map(|line| line.answer_index) {
            self.select(answer, &lines, height);
        }
    }

    /// Draws all questions and answers, with the selected one marked if they have the focus.
    pub(crate) fn render_answers(
        &self,
        areas: RowAreas,
        buf: &mut Buffer,
        query: &Query,
        theme: &Theme,
        focused: bool,
    ) {
        let text = areas.text;
        let height = usize::from(text.height);
        // Only the thumb needs all rows. One more than fits shows that there is more.
        let enough = if focused {
            usize::MAX
        } else {
            self.scroll + height + 1
        };
        let lines = self.layout_rows(text, query, theme, enough);
        let scroll = self.scroll.min(lines.len().saturating_sub(height));
        // In ASCII the thumb looks like the border of the card.
        let has_room = areas.rows.right() < buf.area.right();
        let has_thumb = focused && has_room && !theme.ascii_only;
        for (y, (at, line)) in (text.y..text.bottom()).zip(lines.iter().enumerate().skip(scroll)) {
            let areas = areas.at(y, 1);
            let is_last = y + 1 == text.bottom() && at + 1 < lines.len();
            if is_last && !has_thumb {
                let more = truncate_to_width("… more below", text.width.into());
                buf.put_text(text.x, y, more, text.width.into(), theme.quiet);
            } else if focused && line.answer_index == Some(self.selected) {
                let is_first = at == 0 || lines[at - 1].answer_index != line.answer_index;
                render_selected_row(line, areas, buf, theme, is_first);
            } else {
                line.render(areas.text, buf, theme, |style| style);
            }
        }
        if has_thumb {
            render_scroll_thumb((scroll, lines.len()), areas.rows, buf, theme);
        }
    }

    /// Draws a summary of the answers.
    pub(crate) fn render_summary(&self, text: Rect, buf: &mut Buffer, theme: &Theme) {
        let Some(reading) = &self.reading else {
            return;
        };
        let lines = layout_summary(reading, (text.width, text.height), theme);
        for (y, line) in (text.y..text.bottom()).zip(&lines) {
            let row = Rect {
                y,
                height: 1,
                ..text
            };
            line.render(row, buf, theme, |style| style);
        }
    }

    /// Lays out all answers, up to about `enough` rows.
    fn layout_rows(
        &self,
        text: Rect,
        query: &Query,
        theme: &Theme,
        enough: usize,
    ) -> Vec<ReaderRow> {
        let reading = self.reading.as_ref();
        reading.map_or_else(Vec::new, |reading| {
            layout_answers(reading, text.width, query, theme, enough)
        })
    }
}

/// Draws a row of the selected answer: with a bar and a background where the theme has one, or else only a marker at its
/// question.
fn render_selected_row(
    line: &ReaderRow,
    areas: RowAreas,
    buf: &mut Buffer,
    theme: &Theme,
    is_first: bool,
) {
    let has_bar = theme.has_selection_bar();
    if has_bar {
        render_selection(areas.rows, buf, theme);
    }
    if is_first || (has_bar && !theme.ascii_only) {
        let (marker, rows) = (theme.selection_marker(), areas.rows);
        let style = theme.on_selection(theme.accent);
        buf.put_text(rows.x, rows.y, marker, EDGE.into(), style);
    }
    line.render(areas.text, buf, theme, |style| {
        if line.is_question {
            theme.selection
        } else if has_bar {
            theme.on_selection(style)
        } else {
            style
        }
    });
}

/// The day of the last change if it is later than the day of finishing; otherwise empty.
pub(super) fn changed_label(reading: &EntryWithEditTime) -> String {
    let EntryWithEditTime {
        entry,
        edited_at: edited,
    } = reading;
    let day = |time| civil_time(time, entry.utc_offset).date();
    match entry.finished_at.zip(*edited) {
        Some((finished, edited)) if day(edited) > day(finished) => {
            format!("Changed on {}", format_long_date(day(edited)))
        }
        _ => String::new(),
    }
}

/// Draws `words` with `matches` highlighted, clipped to `room` columns.
pub(crate) fn render_matches(
    words: &str,
    matches: &[Range<usize>],
    (mut x, y): (u16, u16),
    room: usize,
    buf: &mut Buffer,
    style: Style,
    theme: &Theme,
) {
    let end = usize::from(x) + room;
    let mut at = 0;
    let mut put = |part: Option<&str>, style: Style| {
        let left = end.saturating_sub(usize::from(x));
        if let Some(part) = part.filter(|_| left > 0) {
            (x, _) = buf.put_text(x, y, part, left, style);
        }
    };
    for range in matches {
        put(words.get(at..range.start), style);
        put(words.get(range.clone()), style.patch(theme.search_match));
        at = range.end;
    }
    put(words.get(at..), style);
}

/// An answer as the user reads it.
pub(crate) fn answer_text(answer: &Answer) -> String {
    match answer {
        Answer::FollowUpOn(Some(day)) => format!("Ask me on {}", format_long_date(*day)),
        answer => answer.to_text(),
    }
}

/// "Tuesday, 24 November 2026, 23:41", in the time zone of the entry.
pub(crate) fn format_start(entry: &Entry) -> String {
    let clock = format_clock_time(entry.started_at, entry.utc_offset);
    format!("{}, {clock}", format_long_date(entry.day))
}

/// "Tuesday, 24 November 2026".
pub(crate) fn format_long_date(day: Date) -> String {
    day.strftime("%A, %-d %B %Y").to_string()
}
