//! The first screen: what a person may feel, and what is there for it.

mod menu;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use self::menu::{Item, Opens, menu, standing};
use super::history::Preview;
use super::{Outcome, Scene, header, header_room, reading};
use crate::actions::{Action, Key, Place, meant};
use crate::entry::Moment;
use crate::exercise::{Kind, Store};
use crate::journal::{Journal, JournalError, Shelf};
use crate::library::Library;
use crate::spoken::{self, Heard, Spoken};
use crate::text::{clip, columns, one_line};
use crate::theme::Look;
use crate::widgets::prose::{Prose, first_row};
use crate::widgets::put::Put as _;

/// The menu, with at most one quiet line about what waits.
#[derive(Debug)]
pub struct Home {
    items: Vec<Item>,
    /// How many of them, at the front, are about unfinished walks.
    unfinished: usize,
    /// An index into the items that can be opened.
    selected: usize,
    kindness: String,
    /// How many fears wait to be looked back on.
    due: u64,
    /// How many worries wait whose time has come.
    come: usize,
    recent: Preview,
}

impl Home {
    /// As many unfinished walks as anybody may have.
    const UNFINISHED: u64 = 99;
    /// From this width on the history stands beside the menu.
    const WITH_HISTORY: u16 = 100;
    /// From this width on the chosen exercise is described beside the menu.
    const WITH_ABOUT: u16 = 72;

    /// The menu is laid out when it is refreshed first, since it may lie below another screen for long.
    pub fn new(kindness: String) -> Self {
        Self {
            items: Vec::new(),
            unfinished: 0,
            selected: 0,
            kindness,
            due: 0,
            come: 0,
            recent: Preview::default(),
        }
    }

    /// Takes up what the journal holds now: unfinished walks, what waits for a look back, the latest entries.
    pub fn refresh(
        &mut self,
        journal: &Journal,
        library: &Library,
        now: &Moment,
    ) -> Result<(), JournalError> {
        if self.items.is_empty() {
            self.items = menu(library);
        }
        let marked = self
            .open()
            .nth(self.selected)
            .map(|(_, opens)| opens.clone());
        let drafts = journal.newest(Shelf::Drafts, Self::UNFINISHED)?;
        let due = journal.due(now.day, &library.made_for())?;
        let waiting = journal.waiting()?;
        self.recent = Preview::load(journal, now.day)?;
        let before = self.unfinished.saturating_sub(1);
        self.items.drain(..self.unfinished);
        let heading = (!drafts.is_empty()).then(|| Item::Heading("Unfinished".to_owned()));
        let lines = drafts.iter().map(|draft| Item::Open {
            label: draft.title.clone(),
            minutes: standing(journal, library, draft),
            waits: None,
            about: vec![
                "It goes on where you left it.".to_owned(),
                one_line(&draft.headline),
            ],
            outcome: Opens::Resume(draft.id.clone()),
        });
        let unfinished: Vec<_> = heading.into_iter().chain(lines).collect();
        self.unfinished = unfinished.len();
        self.items.splice(..0, unfinished);
        let now = now.civil();
        let come = waiting
            .iter()
            .filter(|waiting| waiting.until <= now)
            .count();
        (self.due, self.come) = (due, come);
        self.say_what_waits(library, due, come);
        // What is unfinished comes first; otherwise the mark stays on what it was on.
        let is_first = marked.is_none() || self.selected == 0;
        // Below them the menu is the same as before, and some things stand in it twice.
        let now = self.unfinished.saturating_sub(1);
        let place = match self.selected.checked_sub(before) {
            Some(below) => Some(now + below),
            None => self
                .open()
                .position(|(_, opens)| Some(opens) == marked.as_ref()),
        };
        self.selected = if is_first { 0 } else { place.unwrap_or(0) };
        Ok(())
    }

    /// Says beside the lines of the menu what waits behind them.
    fn say_what_waits(&mut self, library: &Library, due: u64, come: usize) {
        for item in &mut self.items {
            let Item::Open { outcome, waits, .. } = item else {
                continue;
            };
            *waits = match outcome {
                Opens::LookBack if due > 0 => Some(format!("{due} due")),
                Opens::Walk(id) if come > 0 && takes_up_worries(library, id) => {
                    Some(format!("{come} waiting"))
                }
                _ => None,
            };
        }
    }

    fn open(&self) -> impl Iterator<Item = (usize, &Opens)> {
        self.items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| match item {
                Item::Open { outcome, .. } => Some((index, outcome)),
                Item::Heading(_) => None,
            })
    }

    /// Whether there is anything for this action to act on now.
    pub const fn offers(&self, action: Action) -> bool {
        !matches!(action, Action::LookBack) || self.due > 0
    }

    pub fn on_key(&mut self, key: Key, scene: &Scene) -> Outcome {
        let last = self.open().count().saturating_sub(1);
        if let Some(digit) = key.digit() {
            let wanted = usize::from(digit).wrapping_sub(1);
            if wanted <= last {
                self.selected = wanted;
                return self.go();
            }
            return Outcome::Stay;
        }
        match meant(Place::Home, key) {
            Some(Action::Go) => return self.go(),
            Some(Action::History) => return Outcome::History,
            Some(Action::Breathe) => return Outcome::Breathe(String::new()),
            Some(Action::LookBack) => return Outcome::LookBack(None),
            Some(Action::Surprise) => return Outcome::Surprise,
            Some(Action::Quit) => return Outcome::Quit,
            Some(Action::Up) => self.selected = self.selected.saturating_sub(1),
            Some(Action::Down) => self.selected = (self.selected + 1).min(last),
            Some(Action::PageUp) => {
                self.selected = self
                    .selected
                    .saturating_sub(usize::from(scene.area.height / 2));
            }
            Some(Action::PageDown) => {
                self.selected = (self.selected + usize::from(scene.area.height / 2)).min(last);
            }
            Some(Action::First) => self.selected = 0,
            Some(Action::Last) => self.selected = last,
            _ => {}
        }
        Outcome::Stay
    }

    fn go(&self) -> Outcome {
        match self
            .open()
            .nth(self.selected)
            .map(|(_, opens)| opens.clone())
        {
            Some(Opens::Walk(id)) => Outcome::Walk(id),
            Some(Opens::Resume(id)) => Outcome::Resume(id),
            Some(Opens::Breathe(id)) => Outcome::Breathe(id),
            Some(Opens::LookBack) => Outcome::LookBack(None),
            Some(Opens::History) => Outcome::History,
            Some(Opens::Insights) => Outcome::Insights,
            Some(Opens::People) => Outcome::People,
            Some(Opens::You) => Outcome::You,
            Some(Opens::Surprise) => Outcome::Surprise,
            Some(Opens::Quit) => Outcome::Quit,
            None => Outcome::Stay,
        }
    }

    /// The same line by line.
    pub fn spoken(&self) -> Spoken {
        let mut lines = vec![
            self.kindness.clone(),
            quiet(self.due, self.come, usize::MAX),
        ];
        lines.retain(|line| !line.is_empty());
        let mut number = 0;
        for item in &self.items {
            lines.push(match item {
                Item::Heading(words) => format!("{words}:"),
                Item::Open {
                    label,
                    minutes,
                    waits,
                    ..
                } => {
                    number += 1;
                    let more = spelled(waits.as_ref().unwrap_or(minutes));
                    let comma = if more.is_empty() { "" } else { ", " };
                    spoken::choice(number, &format!("{label}{comma}{more}"))
                }
            });
        }
        Spoken::new(lines, "What would help now? A number, or /help.")
    }

    /// Where a line leads.
    pub fn hear(&mut self, typed: &str) -> Heard<Outcome> {
        let count = self.open().count();
        match spoken::place(typed, count) {
            Some(place) => {
                self.selected = place;
                Heard::Done(self.go())
            }
            None if typed.trim().is_empty() => Heard::Tell(Vec::new()),
            None => Heard::unclear(spoken::no_such(count)),
        }
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let quiet = quiet(self.due, self.come, header_room(area));
        header("good-enough", &quiet, area, buf, look);
        let margin = super::margin(area);
        let mut page = Rect {
            width: area.width - 2 * margin,
            ..reading(area)
        };
        if area.height >= 16 {
            let line = Rect {
                y: area.y + 1,
                height: 1,
                ..page
            };
            Prose::new(&self.kindness, look.quiet).render(line, buf);
            page = Rect {
                y: page.y + 1,
                height: page.height - 1,
                ..page
            };
        }
        if area.width < Self::WITH_ABOUT {
            let room = if area.height >= 18 {
                6
            } else if area.height >= 9 {
                3
            } else {
                0
            };
            let parts = Layout::vertical([Constraint::Min(0), Constraint::Length(room)]);
            let [menu, about] = page.layout(&parts);
            self.render_menu(menu, buf, look);
            let below = u16::from(room > 0);
            self.render_about(
                Rect {
                    y: about.y + below,
                    height: room - below,
                    ..about
                },
                buf,
                look,
            );
            return;
        }
        let sides = Layout::horizontal([Constraint::Length(44), Constraint::Min(20)]).spacing(3);
        let [menu, beside] = page.layout(&sides);
        self.render_menu(menu, buf, look);
        if area.width >= Self::WITH_HISTORY {
            let parts = Layout::vertical([Constraint::Length(8), Constraint::Min(0)]).spacing(1);
            let [about, recent] = beside.layout(&parts);
            self.render_about(about, buf, look);
            self.recent.render(recent, buf, look);
        } else {
            self.render_about(beside, buf, look);
        }
    }

    fn render_menu(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let at = self.open().nth(self.selected).map_or(0, |(index, _)| index);
        let top = first_row(at, self.items.len(), area.height.into());
        let width = usize::from(area.width);
        let before = self.items[..top]
            .iter()
            .filter(|item| matches!(item, Item::Open { .. }))
            .count();
        let mut number = before;
        let is_more_below = area.height > 3 && self.items.len() > top + usize::from(area.height);
        for (y, (index, item)) in
            (area.y..area.bottom()).zip(self.items.iter().enumerate().skip(top))
        {
            if is_more_below && y + 1 == area.bottom() {
                let words = clip("    … more below, with the arrow down", width);
                buf.put(area.x, y, words, width, look.quiet);
                return;
            }
            match item {
                Item::Heading(words) => {
                    buf.put(area.x, y, clip(words, width), width, look.quiet);
                }
                Item::Open {
                    label,
                    minutes,
                    waits,
                    ..
                } => {
                    let minutes = waits.as_ref().unwrap_or(minutes);
                    number += 1;
                    let is_selected = index == at;
                    let mark = if is_selected { look.mark() } else { "  " };
                    let digit = if number <= 9 {
                        number.to_string()
                    } else {
                        " ".to_owned()
                    };
                    let style = if is_selected {
                        look.marked
                    } else {
                        Style::new()
                    };
                    let room = width.saturating_sub(minutes.len() + 1);
                    buf.put(
                        area.x,
                        y,
                        clip(&format!("{mark}{digit} {label}"), room),
                        room,
                        style,
                    );
                    let column = u16::try_from(width.saturating_sub(minutes.len())).unwrap_or(0);
                    buf.put(area.x + column, y, minutes, minutes.len(), look.quiet);
                }
            }
        }
    }

    fn render_about(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        let selected = self
            .open()
            .nth(self.selected)
            .map(|(index, _)| &self.items[index]);
        let Some(Item::Open { about, .. }) = selected else {
            return;
        };
        let mut y = area.y;
        for (index, words) in about.iter().enumerate() {
            let rows = Prose::height(words, area.width);
            if y + rows > area.bottom() && index > 0 {
                break;
            }
            let style = if index == 0 { Style::new() } else { look.quiet };
            Prose::new(words, style).render(
                Rect {
                    y,
                    height: rows.min(area.bottom() - y),
                    ..area
                },
                buf,
            );
            y += rows + u16::from(area.height >= 8);
        }
    }
}

/// The one quiet line about what waits, as long as there is room for.
fn quiet(due: u64, come: usize, room: usize) -> String {
    let all = due.saturating_add(u64::try_from(come).unwrap_or(u64::MAX));
    let due = match due {
        0 => None,
        1 => Some("1 thing to look back on".to_owned()),
        due => Some(format!("{due} things to look back on")),
    };
    let come = match come {
        0 => None,
        1 => Some("1 worry that waited".to_owned()),
        come => Some(format!("{come} worries that waited")),
    };
    let both: Vec<_> = due.into_iter().chain(come).collect();
    if both.is_empty() {
        return String::new();
    }
    let what = both.join(" and ");
    let mut lines = [
        format!("{what}, when you like."),
        what,
        format!("{all} waiting"),
    ]
    .into_iter();
    lines.find(|line| columns(line) <= room).unwrap_or_default()
}

/// "2 minutes" of "2 min", for ears.
fn spelled(minutes: &str) -> String {
    let unit = |short: &str, one: &str, many: &str| {
        let number = minutes.strip_suffix(short)?;
        let number = number.parse().ok()?;
        Some(spoken::count(number, one, many))
    };
    unit(" min", "minute", "minutes")
        .or_else(|| unit(" s", "second", "seconds"))
        .unwrap_or_else(|| minutes.to_owned())
}

/// Whether that exercise begins with the worries that waited.
fn takes_up_worries(library: &Library, id: &str) -> bool {
    let waited =
        |kind: &Kind| matches!(kind, Kind::List(list) if list.from == Some(Store::ParkedWorries));
    let exercise = library.exercise(id);
    exercise.is_some_and(|exercise| exercise.steps.iter().any(|step| waited(&step.kind)))
}
