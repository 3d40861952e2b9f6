//! The history: walks by day, newest first, searched and filtered, with a reader beside them.

mod days;
mod drawing;
mod filters;
mod list;
mod reader;

use self::days::Stride;
use self::filters::Pick;
pub use self::list::Preview;
use self::reader::Reader;
use super::sheet::Sheet;
use super::{Outcome, Scene};
use crate::actions::{Action, Key, Place, meant};
use crate::editor::Editor;
use crate::entry::{Answer, Entry};
use crate::journal::search::{Filters, Query};
use crate::journal::{Journal, JournalError, Row, Shelf};
use crate::library::Library;
use crate::steps::write::edit;
use jiff::civil::Date;

/// The list, a window of it in memory, and the entry being read.
#[derive(Debug)]
pub struct History {
    today: Date,
    words: Editor,
    query: Query,
    /// The filters that hold, in words, and what can be picked while a sheet of them is open.
    told: Vec<(filters::Sort, String)>,
    /// The filters it was opened with, which the way back leaves as they are.
    opened_with: Filters,
    sheet: Option<Sheet<Pick>>,
    mode: Mode,
    /// How many there are on the shelf, and how many of them were found.
    all: u64,
    count: u64,
    /// How far what was found is counted for now, and whether there is more.
    counted: u64,
    is_more: bool,
    selected: u64,
    /// The rows in memory, and the number of the first of them.
    rows: Vec<Row>,
    first: u64,
    reader: Reader,
    trouble: Option<JournalError>,
}

/// What the keys move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    List,
    Reader,
    /// Words to look for are being typed.
    Searching,
}

impl History {
    /// The rows fetched at once.
    const WINDOW: u64 = 64;
    /// What is found is counted so far at first, so that a search is as quick in a long history.
    const COUNTED: u64 = 1000;

    /// Opens what the filters leave of the history at its newest entry.
    pub fn open(journal: &Journal, library: &Library, today: Date, filters: Filters) -> Self {
        let mut history = Self {
            today,
            words: Editor::default(),
            told: filters::told(&filters, library),
            opened_with: filters.clone(),
            query: Query::new("", filters),
            sheet: None,
            mode: Mode::List,
            all: 0,
            count: 0,
            counted: Self::COUNTED,
            is_more: false,
            selected: 0,
            rows: Vec::new(),
            first: 0,
            reader: Reader::default(),
            trouble: None,
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
            self.count(journal)?;
        }
        self.selected = self.selected.min(self.count.saturating_sub(1));
        let last = self.first + self.rows.len() as u64;
        if self.rows.is_empty() || self.selected < self.first || self.selected >= last {
            self.first = self.selected.saturating_sub(Self::WINDOW / 2);
            self.rows = if self.is_whole() {
                journal.page(self.query.filters.shelf, self.first, Self::WINDOW)?
            } else {
                journal.search(&self.query, self.first, Self::WINDOW)?
            };
        }
        let entry = match self.row() {
            Some(row) => journal.entry(&row.id)?,
            None => None,
        };
        let edited = match &entry {
            Some(entry) => journal.edited(&entry.id)?,
            None => None,
        };
        self.reader.open(entry, edited);
        Ok(())
    }

    fn count(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.all = journal.count(self.query.filters.shelf)?;
        (self.count, self.is_more) = (self.all, false);
        if !self.is_whole() {
            let most = self.counted.max(self.selected.saturating_add(1));
            let count = journal.count_found_up_to(&self.query, most.saturating_add(1))?;
            (self.count, self.is_more) = (count.min(most), count > most);
        }
        Ok(())
    }

    /// Counts further, where the mark is to go beyond what was counted.
    fn count_further(&mut self, most: u64, journal: &Journal) {
        if self.is_more {
            self.counted = most.max(self.counted);
            self.trouble = self.count(journal).err();
        }
    }

    /// Whether the whole shelf is shown.
    fn is_whole(&self) -> bool {
        let whole = Filters {
            shelf: self.query.filters.shelf,
            ..Filters::default()
        };
        !self.query.has_words() && self.query.filters == whole
    }

    /// Looks for what is typed now, within the filters that hold now, from the newest on.
    fn look_for(&mut self, filters: Filters, scene: &Scene) {
        self.told = filters::told(&filters, scene.library);
        self.query = Query::new(self.words.text(), filters);
        self.selected = 0;
        self.counted = Self::COUNTED;
        self.refresh(scene.journal);
        self.show_found(scene);
    }

    fn show_found(&mut self, scene: &Scene) {
        let [_, reader] = self.panes(scene.area);
        self.reader.show_found(reader, &self.query, &scene.look);
    }

    /// Which keys hold now.
    pub const fn place(&self) -> Place {
        match (&self.sheet, self.mode) {
            (Some(_), _) => Place::Sheet,
            (None, Mode::List) => Place::History,
            (None, Mode::Reader) => Place::Reader,
            (None, Mode::Searching) => Place::Searching,
        }
    }

    fn row(&self) -> Option<&Row> {
        let index = usize::try_from(self.selected.checked_sub(self.first)?).ok()?;
        self.rows.get(index)
    }

    /// Whether there is anything for this action to act on now.
    pub fn offers(&self, action: Action) -> bool {
        let is_trash = self.query.filters.shelf == Shelf::Trash;
        match action {
            Action::Delete | Action::LookBack | Action::Change => self.count > 0 && !is_trash,
            Action::Go => self.count > 0,
            Action::Search | Action::Filter => self.all > 0 || !self.told.is_empty(),
            _ => true,
        }
    }

    pub fn on_key(&mut self, key: Key, scene: &Scene) -> Outcome {
        if let Some(sheet) = &mut self.sheet {
            if let Some(pick) = sheet.on_key(key) {
                self.pick(pick, scene);
            }
            return Outcome::Stay;
        }
        match self.mode {
            Mode::List => self.on_key_in_list(key, scene),
            Mode::Reader => self.on_key_in_reader(key, scene),
            Mode::Searching => {
                self.on_key_in_search(key, scene);
                Outcome::Stay
            }
        }
    }

    fn on_key_in_list(&mut self, key: Key, scene: &Scene) -> Outcome {
        let Some(action) = meant(Place::History, key) else {
            return Outcome::Stay;
        };
        match action {
            Action::Leave if !self.words.is_blank() => {
                self.words = Editor::default();
                self.look_for(self.query.filters.clone(), scene);
            }
            Action::Leave if self.query.filters != self.opened_with => self.take_last_out(scene),
            Action::Leave => return Outcome::Back,
            Action::Go if self.reader.entry().is_some() => self.mode = Mode::Reader,
            Action::TakeOut => self.take_last_out(scene),
            Action::Filter => {
                let filters = &self.query.filters;
                self.sheet = Some(filters::sheet(filters, scene.library, self.today));
            }
            Action::NewerDay => self.jump(Stride::Day, true, scene),
            Action::OlderDay => self.jump(Stride::Day, false, scene),
            Action::NewerMonth => self.jump(Stride::Month, true, scene),
            Action::OlderMonth => self.jump(Stride::Month, false, scene),
            action => match self.about_entry(action) {
                Some(outcome) => return outcome,
                None => self.move_to(action, scene),
            },
        }
        Outcome::Stay
    }

    fn on_key_in_reader(&mut self, key: Key, scene: &Scene) -> Outcome {
        let Some(action) = meant(Place::Reader, key) else {
            return Outcome::Stay;
        };
        match action {
            Action::Leave | Action::OtherPane => self.mode = Mode::List,
            Action::Change if self.offers(action) => {
                let step = self.reader.step().map(ToOwned::to_owned);
                if let (Some(row), Some(step)) = (self.row(), step) {
                    return Outcome::Change(row.id.clone(), step);
                }
            }
            action => {
                if let Some(outcome) = self.about_entry(action) {
                    return outcome;
                }
                let [_, reader] = self.panes(scene.area);
                self.reader.scroll(action, reader, &self.query, &scene.look);
            }
        }
        Outcome::Stay
    }

    /// What an action does with the entry under the mark.
    fn about_entry(&mut self, action: Action) -> Option<Outcome> {
        let is_trash = self.query.filters.shelf == Shelf::Trash;
        let id = self.row().map(|row| row.id.clone());
        Some(match (action, id) {
            (Action::Search, _) => {
                self.mode = Mode::Searching;
                Outcome::Stay
            }
            (Action::Undo, Some(id)) if is_trash => Outcome::Restore(id),
            (Action::Undo, _) => Outcome::Undelete,
            (Action::Delete, Some(id)) if !is_trash => Outcome::Delete(id),
            (Action::LookBack, Some(id)) if !is_trash => Outcome::LookBack(Some(id)),
            (Action::Again, Some(id)) => Outcome::Again(id),
            (Action::Delete | Action::LookBack | Action::Again, _) => Outcome::Stay,
            _ => return None,
        })
    }

    fn on_key_in_search(&mut self, key: Key, scene: &Scene) {
        match meant(Place::Searching, key) {
            Some(Action::Next) => self.mode = Mode::List,
            Some(Action::Leave) => {
                self.mode = Mode::List;
                self.words = Editor::default();
                self.look_for(self.query.filters.clone(), scene);
            }
            _ => {
                // A long row scrolls, so its width doesn't matter to the keys.
                if edit(&mut self.words, Place::Searching, key, u16::MAX) {
                    self.look_for(self.query.filters.clone(), scene);
                }
            }
        }
    }

    pub fn on_paste(&mut self, text: &str) {
        if self.mode == Mode::Searching {
            self.words.paste(text, true);
            self.query = Query::new(self.words.text(), self.query.filters.clone());
            self.selected = 0;
        }
    }

    fn pick(&mut self, pick: Pick, scene: &Scene) {
        self.sheet = None;
        let mut filters = self.query.filters.clone();
        match pick {
            Pick::Leave => return,
            Pick::Ask(sort) => {
                self.sheet = Some(filters::values(sort, scene.library, self.today));
                return;
            }
            Pick::Set(value) => filters::set(&mut filters, value),
            Pick::TakeOut(sort) => filters::take_out(&mut filters, sort),
        }
        self.look_for(filters, scene);
    }

    fn take_last_out(&mut self, scene: &Scene) {
        if let Some((sort, _)) = self.told.last() {
            let mut filters = self.query.filters.clone();
            filters::take_out(&mut filters, *sort);
            self.look_for(filters, scene);
        }
    }

    fn jump(&mut self, stride: Stride, is_newer: bool, scene: &Scene) {
        let Some(day) = self.row().map(|row| row.day) else {
            return;
        };
        let found = if is_newer {
            days::newer(scene.journal, &self.query, (day, self.selected), stride)
        } else {
            days::older(scene.journal, &self.query, day, stride)
        };
        match found {
            Ok(Some(number)) => {
                if number >= self.count {
                    self.count_further(number + Self::COUNTED, scene.journal);
                }
                self.select(number, scene);
            }
            Ok(None) => {}
            Err(error) => self.trouble = Some(error),
        }
    }

    fn move_to(&mut self, action: Action, scene: &Scene) {
        let page = u64::from(scene.area.height / 2).max(1);
        match action {
            Action::Last => self.count_further(u64::MAX, scene.journal),
            Action::Down | Action::PageDown if self.selected + page >= self.count => {
                self.count_further(self.count.saturating_mul(4), scene.journal);
            }
            _ => {}
        }
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
        self.select(wanted.min(last), scene);
    }

    fn select(&mut self, wanted: u64, scene: &Scene) {
        if wanted != self.selected {
            self.selected = wanted;
            self.trouble = self.fetch(scene.journal).err();
            self.show_found(scene);
        }
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
