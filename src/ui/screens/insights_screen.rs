//! The insights: outcomes of fears, ratings before and after, days and patterns. Each figure is a sentence and links
//! to its entries in the history.

mod dot_plot;
mod layout;
mod text_report;
mod year_calendar;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::layout::{story_text, unscheduled_text};
pub(crate) use self::text_report::build_report;
use self::year_calendar::YearCalendar;
use super::{AppCommand, ScreenContext};
use crate::domain::insights::{self, Sentences, sentences};
use crate::storage::insight_queries::{FearText, InsightData, Period};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::search::Filter;
use crate::text::pluralize;
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::LinePrompt;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// A scrolled page of figures with a selected link.
#[derive(Debug, Default)]
pub(crate) struct InsightsScreen {
    data: InsightData,
    insights: insights::Insights,
    sentences: Sentences,
    /// The texts of single fears, while there are too few to count.
    stories: Vec<FearText>,
    year: YearCalendar,
    scroll: usize,
    /// An index into the links.
    selected: Option<usize>,
}

struct InsightsRow {
    style: Style,
    text: String,
    /// The filter that shows its entries in the history. Rows after it without a filter belong to it.
    filter: Option<Filter>,
}

impl InsightsScreen {
    /// With more resolved fears, they are counted instead of listed.
    const MAX_STORIES: u32 = 4;

    /// Loads the insights up to `today`.
    pub(crate) fn open(journal: &Journal, today: Date) -> Result<Self, JournalError> {
        let mut insights = Self::default();
        insights.refresh(journal, today)?;
        Ok(insights)
    }

    /// Reloads from the journal and keeps the position.
    pub(crate) fn refresh(&mut self, journal: &Journal, today: Date) -> Result<(), JournalError> {
        let all = Period::default();
        let data = journal.insight_data(all)?;
        let insights = insights::compute_insights(&data.reviews(), &data.rating_pairs());
        let are_few = (1..=Self::MAX_STORIES).contains(&insights.totals.resolved);
        self.stories = if are_few {
            journal.fear_texts(all, Self::MAX_STORIES)?
        } else {
            Vec::new()
        };
        self.sentences = sentences(&insights);
        self.year = YearCalendar::new(&data.days, today);
        self.insights = insights;
        self.data = data;
        Ok(())
    }

    /// The report in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let page = build_report(Period::default(), &self.data, &self.insights);
        let lines = page.trim_end().lines().map(|line| line.trim().to_owned());
        LinePrompt::new(lines.collect(), "Enter goes back.")
    }

    /// Whether an action has an effect now.
    pub(crate) const fn is_available(&self, action: Action) -> bool {
        !matches!(action, Action::Activate) || !self.data.days.is_empty()
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        let area = text_area(context.area);
        let lines = self.layout_rows(usize::from(area.width), &context.theme);
        let view = PageViewport::new(&lines, area.height.into());
        self.scroll = self.scroll.min(view.max_scroll);
        self.selected = self
            .selected
            .filter(|index| view.is_visible(*index, self.scroll));
        match press.action {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Activate) => {
                if let Some(filter) = self.selected.and_then(|index| view.link_filter(index)) {
                    return AppCommand::ShowFilteredHistory(filter.clone().into());
                }
                self.select_next(&view);
            }
            Some(Action::Down) => self.move_down(&view),
            Some(Action::Up) => self.move_up(&view),
            Some(Action::PageDown) => self.scroll_to(self.scroll + view.page_rows, &view),
            Some(Action::PageUp) => {
                self.scroll_to(self.scroll.saturating_sub(view.page_rows), &view);
            }
            Some(Action::First) => self.scroll_to(0, &view),
            Some(Action::Last) => self.scroll_to(view.max_scroll, &view),
            _ => {}
        }
        AppCommand::None
    }

    /// Selects the next link if it is in view, otherwise scrolls, so that no row is skipped.
    fn move_down(&mut self, view: &PageViewport) {
        let next = match self.selected {
            Some(index) => index + 1,
            None => view.first_visible(self.scroll).unwrap_or(usize::MAX),
        };
        if view.is_visible(next, self.scroll) {
            self.selected = Some(next);
        } else {
            self.scroll_to(self.scroll + 1, view);
        }
    }

    fn move_up(&mut self, view: &PageViewport) {
        let before = match self.selected {
            Some(index) => index.checked_sub(1),
            None => view.last_visible(self.scroll),
        };
        match before.filter(|index| view.is_visible(*index, self.scroll)) {
            Some(index) => self.selected = Some(index),
            None => self.scroll_to(self.scroll.saturating_sub(1), view),
        }
    }

    /// Selects the first link in view, otherwise the next one below, otherwise the last.
    fn select_next(&mut self, view: &PageViewport) {
        let next = view.links.iter().position(|row| *row >= self.scroll);
        let Some(index) = next.or(view.links.len().checked_sub(1)) else {
            return;
        };
        if !view.is_visible(index, self.scroll) {
            self.scroll = view.links[index].saturating_sub(view.page_rows / 2);
            self.scroll = self.scroll.min(view.max_scroll);
        }
        self.selected = Some(index);
    }

    /// Scrolls to a row and keeps the selection while it is in view.
    fn scroll_to(&mut self, top: usize, view: &PageViewport) {
        self.scroll = top.min(view.max_scroll);
        self.selected = self
            .selected
            .filter(|index| view.is_visible(*index, self.scroll));
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header(
            "What your entries show",
            &self.walk_count_label(),
            area,
            buf,
            theme,
        );
        let area = text_area(area).intersection(buf.area);
        let width = usize::from(area.width);
        let lines = self.layout_rows(width, theme);
        let view = PageViewport::new(&lines, area.height.into());
        let top = self.scroll.min(view.max_scroll);
        let selected_row = self.selected.and_then(|index| view.links.get(index));
        let is_more_below = top < view.max_scroll;
        for (y, (row, line)) in (area.y..area.bottom()).zip(lines.iter().enumerate().skip(top)) {
            if is_more_below && y + 1 == area.bottom() {
                buf.put_text(area.x, y, "… more below", width, theme.quiet);
                return;
            }
            let is_marked = selected_row == Some(&row);
            let style = if is_marked {
                theme.selection
            } else {
                line.style
            };
            buf.put_text(area.x, y, &line.text, width, style);
            if is_marked {
                buf.put_text(area.x, y, theme.selection_marker(), width, style);
            }
        }
    }

    fn walk_count_label(&self) -> String {
        match self.data.entry_count() {
            0 => String::new(),
            count => pluralize(count, "entry", "entries"),
        }
    }
}

/// The rows of the page and the part of it in view.
struct PageViewport<'a> {
    rows: &'a [InsightsRow],
    /// The indices of the rows with a link.
    links: Vec<usize>,
    /// The last row to which the page can be scrolled.
    max_scroll: usize,
    /// The rows in view without the one that says that there is more.
    page_rows: usize,
}

impl<'a> PageViewport<'a> {
    fn new(lines: &'a [InsightsRow], height: usize) -> Self {
        let target = |row: &usize| lines[*row].filter.is_some();
        Self {
            rows: lines,
            links: (0..lines.len()).filter(target).collect(),
            max_scroll: lines.len().saturating_sub(height),
            page_rows: height.saturating_sub(1).max(1),
        }
    }

    /// Whether a link is in view when the page is scrolled to `top`.
    fn is_visible(&self, index: usize, top: usize) -> bool {
        let more = usize::from(top == self.max_scroll);
        let seen = top..top + self.page_rows + more;
        self.links.get(index).is_some_and(|row| seen.contains(row))
    }

    fn first_visible(&self, top: usize) -> Option<usize> {
        (0..self.links.len()).find(|index| self.is_visible(*index, top))
    }

    fn last_visible(&self, top: usize) -> Option<usize> {
        (0..self.links.len()).rfind(|index| self.is_visible(*index, top))
    }

    fn link_filter(&self, index: usize) -> Option<&'a Filter> {
        self.rows.get(*self.links.get(index)?)?.filter.as_ref()
    }
}
