//! The history: walks by day, newest first, searched and filtered, with a reader beside them.

mod ahead;
mod days;
mod drawing;
mod exporting;
mod filters;
mod list;
mod reader;
mod told;
mod window;

use self::ahead::Ahead;
use self::days::Stride;
use self::filters::Pick;
pub use self::list::Preview;
use self::reader::Reader;
use self::window::Window;
use super::sheet::Popup;
use super::{AppCommand, ScreenContext};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::editor::TextBuffer;
use crate::entry::{Answer, Entry, EntryId};
use crate::journal::search::{Counted, Filters, Query};
use crate::journal::{Journal, JournalError, Shelf};
use crate::library::Library;
use crate::steps::write::apply_key;
use jiff::civil::Date;

/// The list, a window of it in memory, and the entry being read.
#[derive(Debug)]
pub struct History {
    today: Date,
    words: TextBuffer,
    query: Query,
    /// The filters that hold, in words, and what can be picked while a sheet of them is open.
    told: Vec<(filters::Sort, String)>,
    /// The filters it was opened with, which the way back leaves as they are.
    opened_with: Filters,
    sheet: Option<Popup<Pick>>,
    mode: Mode,
    /// How many there are on the shelf.
    all: u64,
    /// How many of them were found, as far as they are counted by now.
    found: Counted,
    /// How many come before the marked one, as far as that is known by now.
    before: Option<u64>,
    window: Window,
    reader: Reader,
    /// Whether the walk in it was read ahead, so that another window may have changed it since.
    may_have_changed: bool,
    ahead: Ahead,
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
    /// How many are counted between two looks at the keyboard.
    const AT_ONCE: u64 = 1000;

    /// Opens what the filters leave of the history at its newest entry.
    pub fn open(journal: &Journal, library: &Library, today: Date, filters: Filters) -> Self {
        let mut history = Self {
            today,
            words: TextBuffer::default(),
            told: filters::told(&filters, library),
            opened_with: filters.clone(),
            query: Query::new("", filters),
            sheet: None,
            mode: Mode::List,
            all: 0,
            found: Counted::default(),
            before: None,
            window: Window::default(),
            reader: Reader::default(),
            may_have_changed: false,
            ahead: Ahead::default(),
            trouble: None,
        };
        history.refresh(journal);
        history
    }

    /// Reads the journal again, and stays at the same place.
    pub fn refresh(&mut self, journal: &Journal) {
        self.trouble = self
            .window
            .refresh(journal, &self.query)
            .and_then(|()| self.count_again(journal))
            .err();
    }

    /// Goes to one walk and reads it; false where it isn't in the history.
    pub fn read_at(&mut self, id: &EntryId, journal: &Journal) -> Result<bool, JournalError> {
        let Some(row) = journal.row(id)? else {
            return Ok(false);
        };
        self.window.go_to(&row, journal, &self.query)?;
        self.before = self.window.before();
        self.mode = Mode::Reader;
        self.read(journal)?;
        Ok(self.window.row().is_some_and(|row| row.id == *id))
    }

    /// Damage that was met while reading, once.
    pub fn take_damage(&mut self) -> Option<JournalError> {
        self.trouble.take_if(|error| error.can_be_mended())
    }

    fn count_again(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.all = journal.count(self.query.filters.shelf)?;
        self.found = Counted::default();
        self.before = self.window.before();
        if let Some(all) = self.window.all() {
            (self.found.count, self.found.is_all) = (all, true);
        }
        self.read(journal)
    }

    /// Opens the entry under the mark in the reader.
    fn read(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.ahead = Ahead::default();
        self.read_again(journal)
    }

    /// The same, while those beside it stay read.
    fn read_again(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.may_have_changed = false;
        let reading = match self.window.row() {
            Some(row) => journal.reading(&row.id)?,
            None => None,
        };
        self.reader.open(reading);
        Ok(())
    }

    /// Opens it after the mark has moved: as it was read ahead, if it was, and then it is read again once nobody waits.
    fn read_on(&mut self, journal: &Journal) -> Result<(), JournalError> {
        let row = self.window.row();
        let Some(ahead) = row.and_then(|row| self.ahead.take(&row.id)) else {
            return self.read(journal);
        };
        self.may_have_changed = true;
        if let Some(left) = self.reader.open(Some(ahead)) {
            self.ahead.keep(left);
        }
        Ok(())
    }

    /// How many are shown, if that is known by now.
    fn how_many(&self) -> Option<u64> {
        if self.query.is_whole() {
            Some(self.all)
        } else {
            self.found.is_all.then_some(self.found.count)
        }
    }

    /// Whether there is something left to do that nobody waits for.
    pub fn is_behind(&self) -> bool {
        self.trouble.is_none()
            && (self.may_have_changed
                || self.lacks_ahead()
                || self.window.lacks()
                || !self.is_counted())
    }

    /// Whether an arrow would lead to a walk that isn't read yet.
    fn lacks_ahead(&self) -> bool {
        self.mode == Mode::List && self.ahead.lacks(self.window.beside())
    }

    fn is_counted(&self) -> bool {
        if self.query.is_whole() {
            self.before.is_some()
        } else {
            self.found.is_all
        }
    }

    /// Does a little of that. Says whether it is to be shown at once.
    pub fn catch_up(&mut self, journal: &Journal) -> bool {
        let (done, shows) = if self.may_have_changed {
            (self.read_again(journal), true)
        } else if self.lacks_ahead() {
            self.ahead.read(self.window.beside(), journal);
            (Ok(()), false)
        } else if self.window.lacks() {
            (self.window.fill(journal, &self.query), true)
        } else if self.is_counted() {
            (Ok(()), false)
        } else {
            (self.count_on(journal), false)
        };
        self.trouble = done.err();
        shows
    }

    fn count_on(&mut self, journal: &Journal) -> Result<(), JournalError> {
        if !self.query.is_whole() {
            return journal.count_on(&self.query, &mut self.found, Self::AT_ONCE);
        }
        self.before = match self.window.row() {
            Some(row) => Some(journal.before(self.query.filters.shelf, row)?),
            None => Some(0),
        };
        Ok(())
    }

    /// Looks for what is typed now, within the filters that hold now, from the newest on.
    fn look_for(&mut self, filters: Filters, scene: &ScreenContext) {
        self.told = filters::told(&filters, scene.library);
        self.query = Query::new(self.words.text(), filters);
        self.window = Window::default();
        self.refresh(scene.journal);
        self.show_found(scene);
    }

    fn show_found(&mut self, scene: &ScreenContext) {
        let [_, reader] = self.panes(scene.area);
        self.reader.show_found(reader, &self.query, &scene.theme);
    }

    /// Which keys hold now.
    pub const fn key_context(&self) -> KeyContext {
        match (&self.sheet, self.mode) {
            (Some(_), _) => KeyContext::Popup,
            (None, Mode::List) => KeyContext::History,
            (None, Mode::Reader) => KeyContext::HistoryEntry,
            (None, Mode::Searching) => KeyContext::HistorySearch,
        }
    }

    /// Whether there is anything for this action to act on now.
    pub fn offers(&self, action: Action) -> bool {
        let is_trash = self.query.filters.shelf == Shelf::Trash;
        let is_empty = self.window.rows().is_empty();
        match action {
            _ if self.sheet.is_some() => true,
            Action::Delete | Action::FollowUp | Action::EditAnswer => !is_empty && !is_trash,
            Action::Activate | Action::Export => !is_empty,
            Action::Search | Action::Filter => self.all > 0 || !self.told.is_empty(),
            _ => true,
        }
    }

    pub fn on_key(&mut self, key: Key, scene: &ScreenContext) -> AppCommand {
        if let Some(sheet) = &mut self.sheet {
            return match sheet.on_key(key) {
                Some(pick) => self.pick(pick, scene),
                None => AppCommand::None,
            };
        }
        match self.mode {
            Mode::List => self.on_key_in_list(key, scene),
            Mode::Reader => self.on_key_in_reader(key, scene),
            Mode::Searching => {
                self.on_key_in_search(key, scene);
                AppCommand::None
            }
        }
    }

    fn on_key_in_list(&mut self, key: Key, scene: &ScreenContext) -> AppCommand {
        let Some(action) = lookup(KeyContext::History, key) else {
            return AppCommand::None;
        };
        match action {
            Action::Leave => return self.leave(scene),
            Action::Activate if self.reader.entry().is_some() => self.mode = Mode::Reader,
            Action::RemoveFilter => self.take_last_out(scene),
            Action::Filter => return self.ask_for_filters(scene),
            Action::Export if self.offers(action) => return self.ask_for_form(),
            Action::NewerDay => self.jump(Stride::Day, true, scene),
            Action::OlderDay => self.jump(Stride::Day, false, scene),
            Action::NewerMonth => self.jump(Stride::Month, true, scene),
            Action::OlderMonth => self.jump(Stride::Month, false, scene),
            action => match self.about_entry(action) {
                Some(outcome) => return outcome,
                None => self.move_to(action, scene),
            },
        }
        AppCommand::None
    }

    /// One level back: out of a question, a walk, a search, a filter, and then out of the history.
    fn leave(&mut self, scene: &ScreenContext) -> AppCommand {
        if self.sheet.take().is_some() {
        } else if self.mode == Mode::Reader {
            self.close_walk(scene);
        } else if !self.words.is_blank() {
            self.words = TextBuffer::default();
            self.look_for(self.query.filters.clone(), scene);
        } else if self.query.filters != self.opened_with {
            self.take_last_out(scene);
        } else {
            return AppCommand::Back;
        }
        AppCommand::None
    }

    /// Goes from the walk that is read to the list. The walk under its mark stands beside it.
    fn close_walk(&mut self, scene: &ScreenContext) {
        self.mode = Mode::List;
        self.trouble = self.read(scene.journal).err();
    }

    fn ask_for_filters(&mut self, scene: &ScreenContext) -> AppCommand {
        self.sheet = Some(filters::sheet(
            &self.query.filters,
            scene.library,
            self.today,
        ));
        AppCommand::None
    }

    fn ask_for_form(&mut self) -> AppCommand {
        self.sheet = Some(exporting::sheet(self.how_many()));
        AppCommand::None
    }

    fn on_key_in_reader(&mut self, key: Key, scene: &ScreenContext) -> AppCommand {
        let Some(action) = lookup(KeyContext::HistoryEntry, key) else {
            return AppCommand::None;
        };
        match action {
            Action::Leave | Action::FocusList => self.mode = Mode::List,
            Action::EditAnswer if self.offers(action) => {
                let step = self.reader.step().map(ToOwned::to_owned);
                if let (Some(row), Some(step)) = (self.window.row(), step) {
                    return AppCommand::EditAnswer(row.id.clone(), step);
                }
            }
            action => {
                if let Some(outcome) = self.about_entry(action) {
                    return outcome;
                }
                let [_, reader] = self.panes(scene.area);
                self.reader
                    .scroll(action, reader, &self.query, &scene.theme);
            }
        }
        AppCommand::None
    }

    /// What an action does with the entry under the mark.
    fn about_entry(&mut self, action: Action) -> Option<AppCommand> {
        let is_trash = self.query.filters.shelf == Shelf::Trash;
        let id = self.window.row().map(|row| row.id.clone());
        Some(match (action, id) {
            (Action::Search, _) => {
                self.mode = Mode::Searching;
                AppCommand::None
            }
            (Action::Undelete, Some(id)) if is_trash => AppCommand::RestoreEntry(id),
            (Action::Undelete, _) => AppCommand::Undelete,
            (Action::Delete, Some(id)) if !is_trash => AppCommand::DeleteEntry(id),
            (Action::FollowUp, Some(id)) if !is_trash => AppCommand::FollowUp(Some(id)),
            (Action::RepeatExercise, Some(id)) => AppCommand::RepeatExercise(id),
            (Action::Delete | Action::FollowUp | Action::RepeatExercise, _) => AppCommand::None,
            _ => return None,
        })
    }

    fn on_key_in_search(&mut self, key: Key, scene: &ScreenContext) {
        match lookup(KeyContext::HistorySearch, key) {
            Some(Action::Continue) => self.mode = Mode::List,
            Some(Action::Leave) => {
                self.mode = Mode::List;
                self.words = TextBuffer::default();
                self.look_for(self.query.filters.clone(), scene);
            }
            _ => {
                // A long row scrolls, so its width doesn't matter to the keys.
                if apply_key(&mut self.words, KeyContext::HistorySearch, key, u16::MAX) {
                    self.look_for(self.query.filters.clone(), scene);
                }
            }
        }
    }

    pub fn on_paste(&mut self, text: &str) {
        if self.mode == Mode::Searching {
            self.words.paste(text, true);
            self.query = Query::new(self.words.text(), self.query.filters.clone());
            self.window = Window::default();
        }
    }

    fn pick(&mut self, pick: Pick, scene: &ScreenContext) -> AppCommand {
        self.sheet = None;
        let mut filters = self.query.filters.clone();
        match pick {
            Pick::Leave => return AppCommand::None,
            Pick::Do(outcome) => return outcome,
            Pick::Answers(id) => {
                match scene.journal.entry(&id) {
                    Ok(entry) => self.sheet = entry.as_ref().map(told::answers),
                    Err(error) => self.trouble = Some(error),
                }
                return AppCommand::None;
            }
            Pick::Write(form) => return AppCommand::Export(Box::new(self.query.clone()), form),
            Pick::Ask(sort) => {
                self.sheet = Some(filters::values(sort, scene.library, self.today));
                return AppCommand::None;
            }
            Pick::Set(value) => filters::set(&mut filters, value),
            Pick::TakeOut(sort) => filters::take_out(&mut filters, sort),
        }
        self.look_for(filters, scene);
        AppCommand::None
    }

    fn take_last_out(&mut self, scene: &ScreenContext) {
        if let Some((sort, _)) = self.told.last() {
            let mut filters = self.query.filters.clone();
            filters::take_out(&mut filters, *sort);
            self.look_for(filters, scene);
        }
    }

    fn jump(&mut self, stride: Stride, is_newer: bool, scene: &ScreenContext) {
        let Some(row) = self.window.row() else {
            return;
        };
        let journal = scene.journal;
        let target = if is_newer {
            days::newer(journal, &self.query, row, stride)
        } else {
            days::older(journal, &self.query, row, stride)
        };
        let moved = target.and_then(|target| match target {
            Some(row) => self.window.go_to(&row, journal, &self.query),
            None => Ok(()),
        });
        self.before = self.window.before();
        self.show(moved, scene);
    }

    fn move_to(&mut self, action: Action, scene: &ScreenContext) {
        let page = isize::try_from(scene.area.height / 2).unwrap_or(1).max(1);
        let (window, journal) = (&mut self.window, scene.journal);
        let moved = match action {
            Action::First => {
                self.before = Some(0);
                window.go_to_newest(journal, &self.query)
            }
            Action::Last => {
                self.before = self.all.checked_sub(1);
                window.go_to_oldest(journal, &self.query)
            }
            Action::Up => self.step(-1, journal),
            Action::Down => self.step(1, journal),
            Action::PageUp => self.step(-page, journal),
            Action::PageDown => self.step(page, journal),
            _ => return,
        };
        self.show(moved, scene);
    }

    fn step(&mut self, by: isize, journal: &Journal) -> Result<(), JournalError> {
        let went = self.window.step(by, journal, &self.query)?;
        let went = i64::try_from(went).unwrap_or(0);
        self.before = self.before.map(|before| before.saturating_add_signed(went));
        Ok(())
    }

    /// Shows the entry that is under the mark now.
    fn show(&mut self, moved: Result<(), JournalError>, scene: &ScreenContext) {
        self.trouble = moved.and_then(|()| self.read_on(scene.journal)).err();
        self.show_found(scene);
    }
}

/// An answer in the reader's words.
pub fn said(answer: &Answer) -> String {
    match answer {
        Answer::FollowUpOn(Some(day)) => format!("Ask me on {}", spoken(*day)),
        answer => answer.to_text(),
    }
}

/// "Tuesday, 24 November 2026, 23:41", in the zone it was written in.
pub fn started(entry: &Entry) -> String {
    let clock = crate::entry::format_clock_time(entry.started_at, entry.utc_offset);
    format!("{}, {clock}", spoken(entry.day))
}

/// "Tuesday, 24 November 2026".
pub fn spoken(day: Date) -> String {
    day.strftime("%A, %-d %B %Y").to_string()
}
