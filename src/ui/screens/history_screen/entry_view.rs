//! One entry with all its questions and answers.

use std::ops::Range;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::entry::{Answer, Entry, civil_time, format_clock_time};
use crate::domain::exercise::Role;
use crate::storage::journal::EntryWithEditTime;
use crate::storage::search::{Query, match_ranges};
use crate::text::{truncate_to_width, wrap_ranges};
use crate::ui::keymap::Action;
use crate::ui::layout::MAX_TEXT_WIDTH;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// The entry shown and the selected answer.
#[derive(Debug, Default)]
pub(crate) struct EntryView {
    reading: Option<EntryWithEditTime>,
    /// An index into the answers.
    selected: usize,
    /// The first visible row.
    scroll: usize,
}

struct EntryRow {
    style: Style,
    indent: &'static str,
    text: String,
    /// The ranges of `text` that match the search.
    matches: Vec<Range<usize>>,
    answer_index: Option<usize>,
}

impl EntryView {
    /// From this height on the thought and the good-enough line are told above the answers.
    const MIN_HEIGHT_FOR_HEADLINE: u16 = 10;

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
    fn select(&mut self, answer: usize, lines: &[EntryRow], height: usize) {
        self.selected = answer;
        let is_of_answer = |line: &EntryRow| line.answer_index == Some(answer);
        let Some(first) = lines.iter().position(is_of_answer) else {
            return;
        };
        let last = lines.iter().rposition(is_of_answer).unwrap_or(first);
        // The last row is needed for "… more below".
        let fits = (last + 2).saturating_sub(height);
        self.scroll = self.scroll.max(fits).min(first);
    }

    /// Scrolls and selects the first answer in view.
    fn scroll_to(&mut self, scroll: usize, lines: &[EntryRow], height: usize) {
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
        let mut matching = lines.iter().filter(|line| !line.matches.is_empty());
        let height = usize::from(area.height).max(1);
        if let Some(answer) = matching.find_map(|line| line.answer_index) {
            self.select(answer, &lines, height);
        }
    }

    pub(crate) fn render(
        &self,
        area: Rect,
        buf: &mut Buffer,
        query: &Query,
        theme: &Theme,
        focused: bool,
    ) {
        // One row more shows that there is more below.
        let visible = self.scroll + usize::from(area.height) + 1;
        let mut lines = self.layout_rows(area, query, theme, visible);
        if focused {
            self.highlight_selected(&mut lines, theme);
        }
        let scroll = self
            .scroll
            .min(lines.len().saturating_sub(area.height.into()));
        let hidden = lines.len() - scroll > usize::from(area.height);
        let width = usize::from(area.width);
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(scroll)) {
            if hidden && y + 1 == area.bottom() {
                let more = if focused {
                    "… more below"
                } else {
                    "… more: press Enter, then the down arrow"
                };
                buf.put_text(
                    area.x,
                    y,
                    truncate_to_width(more, width),
                    width,
                    theme.quiet,
                );
            } else {
                line.render((area.x, y), width, buf, theme);
            }
        }
    }

    fn highlight_selected(&self, lines: &mut [EntryRow], theme: &Theme) {
        let selected = lines
            .iter_mut()
            .find(|line| line.answer_index == Some(self.selected));
        if let Some(line) = selected {
            line.style = theme.selection;
            let marker = theme.selection_marker();
            line.text.insert_str(0, marker);
            for range in &mut line.matches {
                *range = range.start + marker.len()..range.end + marker.len();
            }
        }
    }

    /// Lays out the entry, stopping at the first answer after `enough` rows. The thought and the good-enough line come
    /// first in an area with room for them.
    fn layout_rows(
        &self,
        area: Rect,
        query: &Query,
        theme: &Theme,
        enough: usize,
    ) -> Vec<EntryRow> {
        let Some(reading) = &self.reading else {
            return Vec::new();
        };
        let entry = &reading.entry;
        let (width, has_room) = (area.width, area.height >= Self::MIN_HEIGHT_FOR_HEADLINE);
        let mut lines = Vec::new();
        let mut add = |style: Style, indent: &'static str, words: &str, answer: Option<usize>| {
            // Leaves room for the marker, so that nothing moves when it appears.
            let room = usize::from(width.min(MAX_TEXT_WIDTH)).saturating_sub(indent.len().max(2));
            let matches = match_ranges(words, query);
            for row in wrap_ranges(words, room) {
                let within = |range: &Range<usize>| {
                    let (start, end) = (range.start.max(row.start), range.end.min(row.end));
                    (start < end).then(|| start - row.start..end - row.start)
                };
                lines.push(EntryRow {
                    style,
                    indent,
                    text: words[row.clone()].trim_end().to_owned(),
                    matches: matches.iter().filter_map(within).collect(),
                    answer_index: answer,
                });
            }
            lines.len()
        };
        let thought = entry.text_for(Role::Thought);
        let reframe = entry.text_for(Role::Reframe);
        match thought.as_ref().or(reframe.as_ref()) {
            // Where there is no room, the list above has them.
            Some(headline) if has_room => {
                add(theme.strong, "", headline, None);
                if let Some(reframe) = reframe.as_ref().filter(|reframe| *reframe != headline) {
                    add(Style::new(), "  ", reframe, None);
                }
                add(theme.quiet, "", &entry.title, None);
            }
            _ => {
                add(theme.strong, "", &entry.title, None);
            }
        }
        add(theme.quiet, "", &format_start(entry), None);
        let changed = changed_label(reading);
        if !changed.is_empty() {
            add(theme.quiet, "", &changed, None);
        }
        for (index, answered) in entry.answers.iter().enumerate() {
            let count = add(Style::new(), "", "", None);
            if count > enough {
                break;
            }
            add(theme.quiet, "", &answered.prompt, Some(index));
            add(
                Style::new(),
                "  ",
                &answer_text(&answered.answer),
                Some(index),
            );
        }
        lines
    }
}

/// The day of the last change if it is later than the day of finishing; otherwise empty.
fn changed_label(reading: &EntryWithEditTime) -> String {
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

impl EntryRow {
    fn render(&self, (x, y): (u16, u16), width: usize, buf: &mut Buffer, theme: &Theme) {
        let (x, _) = buf.put_text(x, y, self.indent, width, self.style);
        let room = width.saturating_sub(self.indent.len());
        render_matches(
            &self.text,
            &self.matches,
            (x, y),
            room,
            buf,
            self.style,
            theme,
        );
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
