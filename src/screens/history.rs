//! The history: every finished walk, newest first by day, with a reader beside it.

mod list;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

pub use self::list::Preview;
use self::list::{List, render_list};
use super::{Outcome, PROSE, Scene, header, reading};
use crate::actions::{Action, Key, Place, meant};
use crate::entry::{Answer, Entry};
use crate::journal::{Journal, JournalError, Row, Shelf};
use crate::text::wrapped;
use crate::theme::Look;
use crate::widgets::prose::Prose;

/// The list, a window of it in memory, and the entry being read.
#[derive(Debug, Default)]
pub struct History {
    count: u64,
    selected: u64,
    /// The rows in memory, and the number of the first of them.
    rows: Vec<Row>,
    first: u64,
    entry: Option<Entry>,
    /// The keys move the reader, not the list.
    reading: bool,
    top: usize,
    trouble: Option<JournalError>,
    today: Option<Date>,
}

impl History {
    /// The rows fetched at once.
    const WINDOW: u64 = 64;
    /// From this width on the reader stands beside the list.
    const BESIDE: u16 = 80;

    /// Opens the history at its newest entry.
    pub fn open(journal: &Journal, today: Date) -> Self {
        let mut history = Self {
            today: Some(today),
            ..Self::default()
        };
        history.refresh(journal);
        history
    }

    /// Reads the journal again, and stays at the same place.
    pub fn refresh(&mut self, journal: &Journal) {
        self.rows.clear();
        self.trouble = self.fetch(journal).err();
    }

    /// Damage that was met while reading, once.
    pub fn take_damage(&mut self) -> Option<JournalError> {
        self.trouble.take_if(|error| error.can_be_mended())
    }

    fn fetch(&mut self, journal: &Journal) -> Result<(), JournalError> {
        if self.rows.is_empty() {
            self.count = journal.count(Shelf::Done)?;
        }
        self.selected = self.selected.min(self.count.saturating_sub(1));
        let last = self.first + self.rows.len() as u64;
        if self.rows.is_empty() || self.selected < self.first || self.selected >= last {
            self.first = self.selected.saturating_sub(Self::WINDOW / 2);
            self.rows = journal.page(Shelf::Done, self.first, Self::WINDOW)?;
        }
        self.entry = match self.row() {
            Some(row) => journal.entry(&row.id)?,
            None => None,
        };
        self.top = 0;
        Ok(())
    }

    /// Which keys hold now: those of the list or those of the reader.
    pub const fn place(&self) -> Place {
        if self.reading {
            Place::Reader
        } else {
            Place::History
        }
    }

    fn row(&self) -> Option<&Row> {
        let index = usize::try_from(self.selected.checked_sub(self.first)?).ok()?;
        self.rows.get(index)
    }

    /// Whether there is anything for this action to act on now.
    pub const fn offers(&self, action: Action) -> bool {
        !matches!(action, Action::Go | Action::Delete | Action::LookBack) || self.count > 0
    }

    pub fn on_key(&mut self, key: Key, scene: &Scene) -> Outcome {
        let action = meant(self.place(), key);
        match action {
            Some(Action::Leave) if self.reading => self.reading = false,
            Some(Action::Leave) => return Outcome::Back,
            Some(Action::Go) => self.reading = self.entry.is_some(),
            Some(Action::OtherPane) => self.reading = false,
            Some(Action::Delete) => {
                if let Some(row) = self.row() {
                    return Outcome::Delete(row.id.clone());
                }
            }
            Some(Action::Undo) => return Outcome::Undelete,
            Some(Action::LookBack) => {
                if let Some(row) = self.row() {
                    return Outcome::LookBack(Some(row.id.clone()));
                }
            }
            Some(action) if self.reading => self.scroll(action, scene.area, &scene.look),
            Some(action) => self.move_to(action, scene),
            None => {}
        }
        Outcome::Stay
    }

    fn move_to(&mut self, action: Action, scene: &Scene) {
        let page = u64::from(scene.area.height / 2).max(1);
        let last = self.count.saturating_sub(1);
        let wanted = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => self.selected + 1,
            Action::PageUp => self.selected.saturating_sub(page),
            Action::PageDown => self.selected + page,
            Action::First => 0,
            Action::Last => last,
            _ => return,
        };
        let wanted = wanted.min(last);
        if wanted != self.selected {
            self.selected = wanted;
            self.trouble = self.fetch(scene.journal).err();
        }
    }

    fn scroll(&mut self, action: Action, area: Rect, look: &Look) {
        let [_, reader] = panes(area);
        let height = usize::from(reader.height);
        let last = self.lines(reader.width, look).len().saturating_sub(height);
        self.top = match action {
            Action::Up => self.top.saturating_sub(1),
            Action::Down => self.top + 1,
            Action::PageUp => self.top.saturating_sub(height),
            Action::PageDown => self.top + height,
            Action::First => 0,
            Action::Last => last,
            _ => return,
        };
        self.top = self.top.min(last);
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let count = match self.count {
            0 => String::new(),
            count => format!("{} of {count}", self.selected + 1),
        };
        header("History", &count, area, buf, look);
        let [list, reader] = panes(area);
        if let Some(error) = &self.trouble {
            Prose::new(&error.to_string(), look.notice).render(list, buf);
        } else if self.count == 0 {
            let words =
                "Nothing here yet. When you have finished a walk, you can read it again here.";
            Prose::new(words, Style::new()).render(reading(area), buf);
        } else {
            let shown = List {
                rows: &self.rows,
                first: self.first,
                selected: Some(self.selected),
                is_focused: !self.reading,
                today: self.today,
            };
            render_list(&shown, list, buf, look);
            self.render_reader(reader, buf, look);
        }
    }

    fn render_reader(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let lines = self.lines(area.width, look);
        let top = self.top.min(lines.len().saturating_sub(area.height.into()));
        let hidden = lines.len() - top > usize::from(area.height);
        let width = usize::from(area.width);
        for (y, (style, line)) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
            let more = if self.reading {
                "… more below"
            } else {
                "… more: Enter, then the arrow down"
            };
            let cut = hidden && y + 1 == area.bottom();
            let (line, style) = if cut {
                (more, look.quiet)
            } else {
                (line.as_str(), style)
            };
            buf.set_stringn(area.x, y, line, width, style);
        }
    }

    /// The whole walk, every prompt with its answer as it was asked then.
    fn lines(&self, width: u16, look: &Look) -> Vec<(Style, String)> {
        let Some(entry) = &self.entry else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        let mut add = |style: Style, indent: &str, words: &str| {
            let room = usize::from(width.min(PROSE)).saturating_sub(indent.len());
            lines.extend(
                wrapped(words, room)
                    .into_iter()
                    .map(|row| (style, format!("{indent}{row}"))),
            );
        };
        let title_style = if self.reading {
            look.marked
        } else {
            look.prompt
        };
        let mark = if self.reading { look.mark() } else { "" };
        add(title_style, "", &format!("{mark}{}", entry.title));
        add(look.quiet, "", &started(entry));
        for answered in &entry.answers {
            add(Style::new(), "", "");
            add(look.quiet, "", &answered.prompt);
            add(Style::new(), "  ", &said(&answered.answer));
        }
        lines
    }
}

/// An answer in the reader's words.
pub fn said(answer: &Answer) -> String {
    match answer {
        Answer::AskOn(Some(day)) => format!("Ask me on {}", spoken(*day)),
        answer => answer.words(),
    }
}

/// "Tuesday, 24 November 2026, 23:41", in the zone it was written in.
pub fn started(entry: &Entry) -> String {
    let clock = crate::entry::clock_time(entry.started, entry.offset);
    format!("{}, {clock}", spoken(entry.day))
}

/// "Tuesday, 24 November 2026".
pub fn spoken(day: Date) -> String {
    day.strftime("%A, %-d %B %Y").to_string()
}

/// The list and the reader: side by side where there is room, one below the other where not.
fn panes(area: Rect) -> [Rect; 2] {
    let page = Rect {
        width: area.width.saturating_sub(2 * super::margin(area)),
        ..reading(area)
    };
    if area.width >= History::BESIDE {
        let sides = [Constraint::Percentage(38), Constraint::Percentage(62)];
        page.layout(&Layout::horizontal(sides).spacing(3))
    } else {
        let halves = [Constraint::Percentage(45), Constraint::Min(0)];
        page.layout(&Layout::vertical(halves).spacing(u16::from(page.height >= 12)))
    }
}
