//! The insights: outcomes of fears, ratings before and after, breaks, check-ins, days and patterns. They open as a picture; Enter shows them
//! in sentences, where each figure links to its entries in the history.

mod layout;
mod picture;
mod text_report;
mod viewport;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::layout::story_text;
use self::picture::{Picture, PictureView, put_row};
pub(crate) use self::text_report::build_report;
use self::viewport::PageViewport;
use super::{AppCommand, ScreenContext};
use crate::domain::insights::{self, Sentences, sentences};
use crate::storage::insight_queries::{FearText, InsightData, Period};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::search::Filter;
use crate::text::{display_width, pluralize};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::layout::{MAX_TEXT_WIDTH, render_header_in, stage_area, stage_text};
use crate::ui::line_mode::prompt::LinePrompt;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;

/// The picture and the page of sentences, each with its own position.
#[derive(Debug, Default)]
pub(crate) struct InsightsScreen {
    data: InsightData,
    insights: insights::Insights,
    sentences: Sentences,
    /// The texts of single fears, while there are too few to count.
    stories: Vec<FearText>,
    picture: Picture,
    picture_scroll: usize,
    shows_sentences: bool,
    scroll: usize,
    /// An index into the links of the sentences.
    selected: Option<usize>,
}

struct InsightsRow {
    style: Style,
    text: String,
    /// The filter that shows its entries in the history. Rows after it without a filter belong to it.
    filter: Option<Filter>,
}

impl InsightsScreen {
    const TITLE: &str = "What your entries show";
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
        let insights = data.insights(today);
        let are_few = (1..=Self::MAX_STORIES).contains(&insights.totals.resolved);
        self.stories = if are_few {
            journal.fear_texts(all, Self::MAX_STORIES)?
        } else {
            Vec::new()
        };
        self.sentences = sentences(&insights);
        self.picture = Picture::new(all, &data, today);
        self.insights = insights;
        self.data = data;
        Ok(())
    }

    /// The report in line mode: words only, because a screen reader would read a bar character by character.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let page = build_report(Period::default(), &self.data, &self.insights).words();
        let lines = page.trim_end().lines().map(|line| line.trim().to_owned());
        LinePrompt::new(lines.collect(), "Enter goes back.")
    }

    pub(crate) const fn key_context(&self) -> KeyContext {
        match (self.shows_sentences, self.selected) {
            (false, _) => KeyContext::Insights,
            (true, None) => KeyContext::InsightSentences,
            (true, Some(_)) => KeyContext::InsightFigure,
        }
    }

    /// Whether an action has an effect now.
    pub(crate) const fn is_available(&self, action: Action) -> bool {
        let needs_entries = matches!(action, Action::Activate | Action::Continue);
        !needs_entries || !self.data.days.is_empty()
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        let area = self.page_area(context.area);
        if self.shows_sentences {
            return self.on_sentences_key(press, area, &context.theme);
        }
        match press.action {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Activate) => self.shows_sentences = !self.data.days.is_empty(),
            Some(action) => self.scroll_picture(action, area, &context.theme),
            None => {}
        }
        AppCommand::None
    }

    fn scroll_picture(&mut self, action: Action, area: Rect, theme: &Theme) {
        let rows = self.view(theme).page_rows(area.width.into()).len();
        let height = usize::from(area.height);
        let last = rows.saturating_sub(height);
        let top = self.picture_scroll.min(last);
        let next = match action {
            Action::Down => top + 1,
            Action::Up => top.saturating_sub(1),
            Action::PageDown => top + height.max(1),
            Action::PageUp => top.saturating_sub(height.max(1)),
            Action::First => 0,
            Action::Last => last,
            _ => top,
        };
        self.picture_scroll = next.min(last);
    }

    fn on_sentences_key(&mut self, press: KeyPress, area: Rect, theme: &Theme) -> AppCommand {
        let lines = self.layout_rows(usize::from(area.width), theme);
        let view = PageViewport::new(&lines, area.height.into());
        self.scroll = self.scroll.min(view.max_scroll);
        self.selected = self
            .selected
            .filter(|index| view.is_visible(*index, self.scroll));
        match press.action {
            Some(Action::Leave) => self.shows_sentences = false,
            Some(Action::Activate) => {
                match self.selected.and_then(|index| view.link_filter(index)) {
                    Some(filter) => return AppCommand::ShowFilteredHistory(filter.clone().into()),
                    None => self.shows_sentences = false,
                }
            }
            Some(Action::Continue) => self.select_next(&view),
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

    /// Selects the link after the selected one, or the first in view or below; after the last one the first.
    fn select_next(&mut self, view: &PageViewport) {
        let next = match self.selected {
            Some(index) => Some(index + 1),
            None => view.links.iter().position(|row| *row >= self.scroll),
        };
        let index = next.filter(|index| *index < view.links.len()).unwrap_or(0);
        let Some(row) = view.links.get(index) else {
            return;
        };
        if !view.is_visible(index, self.scroll) {
            self.scroll = row.saturating_sub(view.page_rows / 2).min(view.max_scroll);
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
        let header = stage_text(area);
        let label = self.entry_label(header.width.into());
        render_header_in(header, Self::TITLE, &label, buf, theme);
        let area = self.page_area(area).intersection(buf.area);
        if self.shows_sentences {
            self.render_sentences(area, buf, theme);
        } else {
            self.render_picture(area, buf, theme);
        }
    }

    fn render_picture(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let rows = self.view(theme).page_rows(area.width.into());
        let last = rows.len().saturating_sub(area.height.into());
        let top = self.picture_scroll.min(last);
        for (y, row) in (area.y..area.bottom()).zip(&rows[top..]) {
            put_row(row, (area.x, y), area.width, buf);
        }
        render_scroll_thumb((top, rows.len()), area, buf, theme);
    }

    fn render_sentences(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let width = usize::from(area.width);
        let lines = self.layout_rows(width, theme);
        let view = PageViewport::new(&lines, area.height.into());
        let top = self.scroll.min(view.max_scroll);
        let selected_row = self.selected.and_then(|index| view.links.get(index));
        for (y, (row, line)) in (area.y..area.bottom()).zip(lines.iter().enumerate().skip(top)) {
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
        render_scroll_thumb((top, lines.len()), area, buf, theme);
    }

    /// The area of the rows, with a column at its right for the scroll thumb. Sentences aren't wider than elsewhere.
    fn page_area(&self, screen: Rect) -> Rect {
        let area = stage_area(screen);
        let has_room = area.right() < screen.right();
        let width = if has_room {
            area.width
        } else {
            area.width.saturating_sub(2)
        };
        let width = if self.shows_sentences {
            width.min(MAX_TEXT_WIDTH)
        } else {
            width
        };
        Rect { width, ..area }
    }

    const fn view<'a>(&'a self, theme: &'a Theme) -> PictureView<'a> {
        PictureView {
            picture: &self.picture,
            data: &self.data,
            insights: &self.insights,
            sentences: &self.sentences,
            theme,
        }
    }

    /// "22 entries since September 2026", without the month where that would cut the title.
    fn entry_label(&self, width: usize) -> String {
        let Some((first, _)) = self.data.days.first() else {
            return String::new();
        };
        let count = pluralize(self.data.entry_count(), "entry", "entries");
        let label = format!("{count} since {}", first.strftime("%B %Y"));
        if display_width(Self::TITLE) + 2 + display_width(&label) <= width {
            label
        } else {
            count
        }
    }
}
