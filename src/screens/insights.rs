//! What it adds up to: fears and what came of them, ratings before and after, days, patterns. Each figure is
//! told in words, and leads to the walks behind it.

mod marks;
mod parts;
mod told;
mod year;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::parts::{not_asked, story};
pub use self::told::page;
use self::year::Year;
use super::{AppCommand, ScreenContext, render_header, text_area};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::insight::{self, Sentences, sentences};
use crate::journal::insight::{Gathered, Period, Story};
use crate::journal::search::Filters;
use crate::journal::{Journal, JournalError};
use crate::spoken::Spoken;
use crate::theme::Theme;
use crate::widgets::put::BufferExt as _;

/// A page of figures, scrolled where it doesn't fit, with a mark on one that can be opened.
#[derive(Debug, Default)]
pub struct Insights {
    gathered: Gathered,
    figures: insight::Insights,
    words: Sentences,
    /// Single fears, while there are too few to count.
    stories: Vec<Story>,
    year: Year,
    top: usize,
    /// Which of the rows that lead on is marked.
    marked: Option<usize>,
}

/// A row of the page as it is drawn.
struct Line {
    style: Style,
    words: String,
    /// The walks behind it. The rows that follow it without any belong to it.
    opens: Option<Filters>,
}

impl Insights {
    /// Fewer than this are told one by one.
    const STORIES: u32 = 4;

    /// What the journal holds up to `today`.
    pub fn open(journal: &Journal, today: Date) -> Result<Self, JournalError> {
        let mut insights = Self::default();
        insights.refresh(journal, today)?;
        Ok(insights)
    }

    /// Reads the journal again, and stays at the same place.
    pub fn refresh(&mut self, journal: &Journal, today: Date) -> Result<(), JournalError> {
        let all = Period::default();
        let gathered = journal.gather(all)?;
        let figures = insight::compute_insights(&gathered.checked(), &gathered.ratings());
        let are_few = (1..=Self::STORIES).contains(&figures.totals.resolved);
        self.stories = if are_few {
            journal.stories(all, Self::STORIES)?
        } else {
            Vec::new()
        };
        self.words = sentences(&figures);
        self.year = Year::new(&gathered.days, today);
        self.figures = figures;
        self.gathered = gathered;
        Ok(())
    }

    /// The same line by line.
    pub fn spoken(&self) -> Spoken {
        let page = page(Period::default(), &self.gathered, &self.figures);
        let lines = page.trim_end().lines().map(|line| line.trim().to_owned());
        Spoken::new(lines.collect(), "Enter goes back.")
    }

    /// Whether there is anything for this action to act on now.
    pub const fn offers(&self, action: Action) -> bool {
        !matches!(action, Action::Activate) || !self.gathered.days.is_empty()
    }

    pub fn on_key(&mut self, key: Key, scene: &ScreenContext) -> AppCommand {
        let area = text_area(scene.area);
        let lines = self.lines(usize::from(area.width), &scene.theme);
        let view = View::new(&lines, area.height.into());
        self.top = self.top.min(view.last);
        self.marked = self.marked.filter(|index| view.sees(*index, self.top));
        match lookup(KeyContext::Insights, key) {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Activate) => {
                if let Some(filters) = self.marked.and_then(|index| view.filters(index)) {
                    return AppCommand::ShowFilteredHistory(filters.clone());
                }
                self.mark_next(&view);
            }
            Some(Action::Down) => self.down(&view),
            Some(Action::Up) => self.up(&view),
            Some(Action::PageDown) => self.turn_to(self.top + view.screenful, &view),
            Some(Action::PageUp) => self.turn_to(self.top.saturating_sub(view.screenful), &view),
            Some(Action::First) => self.turn_to(0, &view),
            Some(Action::Last) => self.turn_to(view.last, &view),
            _ => {}
        }
        AppCommand::None
    }

    /// Marks what comes next if it is in view. Otherwise the page moves on, so that no row is passed over.
    fn down(&mut self, view: &View) {
        let next = match self.marked {
            Some(index) => index + 1,
            None => view.first(self.top).unwrap_or(usize::MAX),
        };
        if view.sees(next, self.top) {
            self.marked = Some(next);
        } else {
            self.turn_to(self.top + 1, view);
        }
    }

    fn up(&mut self, view: &View) {
        let before = match self.marked {
            Some(index) => index.checked_sub(1),
            None => view.final_one(self.top),
        };
        match before.filter(|index| view.sees(*index, self.top)) {
            Some(index) => self.marked = Some(index),
            None => self.turn_to(self.top.saturating_sub(1), view),
        }
    }

    /// Marks the first one in view, or else the next below, or else the last.
    fn mark_next(&mut self, view: &View) {
        let next = view.rows.iter().position(|row| *row >= self.top);
        let Some(index) = next.or(view.rows.len().checked_sub(1)) else {
            return;
        };
        if !view.sees(index, self.top) {
            self.top = view.rows[index].saturating_sub(view.screenful / 2);
            self.top = self.top.min(view.last);
        }
        self.marked = Some(index);
    }

    /// Shows the page from that row on, with the mark where it was while that is in view.
    fn turn_to(&mut self, top: usize, view: &View) {
        self.top = top.min(view.last);
        self.marked = self.marked.filter(|index| view.sees(*index, self.top));
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Theme) {
        render_header("What it adds up to", &self.sums(), area, buf, look);
        let area = text_area(area).intersection(buf.area);
        let width = usize::from(area.width);
        let lines = self.lines(width, look);
        let view = View::new(&lines, area.height.into());
        let top = self.top.min(view.last);
        let marked = self.marked.and_then(|index| view.rows.get(index));
        let is_more_below = top < view.last;
        for (y, (row, line)) in (area.y..area.bottom()).zip(lines.iter().enumerate().skip(top)) {
            if is_more_below && y + 1 == area.bottom() {
                buf.put_text(area.x, y, "… more below", width, look.dim);
                return;
            }
            let is_marked = marked == Some(&row);
            let style = if is_marked { look.selected } else { line.style };
            buf.put_text(area.x, y, &line.words, width, style);
            if is_marked {
                buf.put_text(area.x, y, look.selection_marker(), width, style);
            }
        }
    }

    fn sums(&self) -> String {
        match self.gathered.walks() {
            0 => String::new(),
            1 => "1 walk".to_owned(),
            walks => format!("{walks} walks"),
        }
    }
}

/// What of the page is in view.
struct View<'a> {
    lines: &'a [Line],
    /// The rows that lead on.
    rows: Vec<usize>,
    /// The last row that the page may begin at.
    last: usize,
    /// The rows that are read at once: below them stands that there is more.
    screenful: usize,
}

impl<'a> View<'a> {
    fn new(lines: &'a [Line], height: usize) -> Self {
        let leads = |row: &usize| lines[*row].opens.is_some();
        Self {
            lines,
            rows: (0..lines.len()).filter(leads).collect(),
            last: lines.len().saturating_sub(height),
            screenful: height.saturating_sub(1).max(1),
        }
    }

    /// Whether that one is in view from row `top` on.
    fn sees(&self, index: usize, top: usize) -> bool {
        let more = usize::from(top == self.last);
        let seen = top..top + self.screenful + more;
        self.rows.get(index).is_some_and(|row| seen.contains(row))
    }

    /// The first one in view.
    fn first(&self, top: usize) -> Option<usize> {
        (0..self.rows.len()).find(|index| self.sees(*index, top))
    }

    /// The last one in view.
    fn final_one(&self, top: usize) -> Option<usize> {
        (0..self.rows.len()).rfind(|index| self.sees(*index, top))
    }

    fn filters(&self, index: usize) -> Option<&'a Filters> {
        self.lines.get(*self.rows.get(index)?)?.opens.as_ref()
    }
}
