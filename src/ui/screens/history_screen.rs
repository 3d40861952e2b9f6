//! The history: entries by day, newest first, with search, filters and a view of the selected entry.

mod days_input;
mod entry_layout;
pub(crate) mod entry_row;
mod entry_view;
mod export_popup;
mod filter_popup;
pub(crate) mod history_list;
mod jump;
mod line_mode;
mod prefetch;
mod reader_row;
mod render;
mod row_window;

use self::days_input::DaysInput;
use self::entry_view::EntryView;
pub(crate) use self::entry_view::{answer_text, format_long_date, format_start};
use self::filter_popup::HistoryChoice;
pub(crate) use self::filter_popup::NO_TAGS;
use self::history_list::ListSpacing;
use self::jump::JumpUnit;
use self::prefetch::Prefetch;
use self::row_window::RowWindow;
use super::popup::Popup;
use super::report_screen::OfferedEntry;
use super::{AppCommand, ScreenContext};
use crate::content::library::Library;
use crate::domain::entry::EntryId;
use crate::storage::insight_queries::Period;
use crate::storage::journal::{EntryList, Journal, JournalError};
use crate::storage::search::{CountProgress, Days, Filter, Filters, Query};
use crate::text::buffer::TextBuffer;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::steps::text_field::apply_key;
use jiff::civil::Date;

/// The history screen. Only a window of the list is in memory.
#[derive(Debug)]
pub(crate) struct HistoryScreen {
    today: Date,
    search_input: TextBuffer,
    days_input: DaysInput,
    query: Query,
    /// The labels of the query's filters, in the same order.
    filter_labels: Vec<String>,
    /// The filters it was opened with, which Esc doesn't remove.
    initial_filters: Filters,
    popup: Option<Popup<HistoryChoice>>,
    mode: HistoryMode,
    /// The number of entries in the list, without search and filters.
    total: u64,
    /// The number of matches counted so far.
    match_count: CountProgress,
    /// The number of entries before the selected one, once known.
    rows_before: Option<u64>,
    row_window: RowWindow,
    entry_view: EntryView,
    /// Whether the entry shown was prefetched, so that another window may have changed it since.
    is_entry_stale: bool,
    prefetch: Prefetch,
    error: Option<JournalError>,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HistoryMode {
    List,
    Reader,
    /// Typing in the search input.
    Search,
    /// Typing the days of a filter.
    Days,
}

impl HistoryScreen {
    /// Matches counted between two polls of the keyboard.
    const BATCH_SIZE: u64 = 1000;

    /// Opens the history with these filters at its newest entry.
    pub(crate) fn open(
        journal: &Journal,
        library: &Library,
        today: Date,
        filters: Filters,
    ) -> Self {
        let mut history = Self {
            today,
            search_input: TextBuffer::default(),
            days_input: DaysInput::default(),
            filter_labels: filter_labels(&filters, library),
            initial_filters: filters.clone(),
            query: Query::new("", filters),
            popup: None,
            mode: HistoryMode::List,
            total: 0,
            match_count: CountProgress::default(),
            rows_before: None,
            row_window: RowWindow::default(),
            entry_view: EntryView::default(),
            is_entry_stale: false,
            prefetch: Prefetch::default(),
            error: None,
        };
        history.refresh(journal);
        history
    }

    /// Reloads from the journal and keeps the position.
    pub(crate) fn refresh(&mut self, journal: &Journal) {
        self.error = self
            .row_window
            .refresh(journal, &self.query)
            .and_then(|()| self.restart_count(journal))
            .err();
    }

    /// Selects an entry and shows it; false if it isn't in the history.
    pub(crate) fn go_to_entry(
        &mut self,
        id: &EntryId,
        journal: &Journal,
    ) -> Result<bool, JournalError> {
        let Some(row) = journal.summary(id)? else {
            return Ok(false);
        };
        self.row_window.go_to(&row, journal, &self.query)?;
        self.rows_before = self.row_window.rows_before();
        self.mode = HistoryMode::Reader;
        self.load_entry(journal)?;
        Ok(self
            .row_window
            .selected_row()
            .is_some_and(|row| row.id == *id))
    }

    /// Selects an entry, and keeps the selection if the list hasn't this entry.
    pub(crate) fn select_entry(
        &mut self,
        id: &EntryId,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let Some(row) = journal.summary(id)? else {
            return Ok(());
        };
        let before = self.row_window.clone();
        self.row_window.go_to(&row, journal, &self.query)?;
        if self
            .row_window
            .selected_row()
            .is_none_or(|row| row.id != *id)
        {
            self.row_window = before;
            return Ok(());
        }
        self.rows_before = self.row_window.rows_before();
        self.load_entry(journal)
    }

    /// Takes an error that recovery can repair.
    pub(crate) fn take_damage_error(&mut self) -> Option<JournalError> {
        self.error.take_if(|error| error.is_recoverable())
    }

    fn restart_count(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.total = journal.count(self.query.filters.list())?;
        self.match_count = CountProgress::default();
        self.rows_before = self.row_window.rows_before();
        if let Some(all) = self.row_window.total() {
            (self.match_count.count, self.match_count.is_complete) = (all, true);
        }
        self.load_entry(journal)
    }

    /// Loads the selected entry and drops the prefetched ones.
    fn load_entry(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.prefetch = Prefetch::default();
        self.reload_entry(journal)
    }

    /// Loads the selected entry.
    fn reload_entry(&mut self, journal: &Journal) -> Result<(), JournalError> {
        self.is_entry_stale = false;
        let reading = match self.row_window.selected_row() {
            Some(row) => journal.entry_with_edit_time(&row.id)?,
            None => None,
        };
        self.entry_view.open(reading);
        Ok(())
    }

    /// Shows the selected entry, if possible as it was prefetched. Idle work then reloads it.
    fn load_prefetched_entry(&mut self, journal: &Journal) -> Result<(), JournalError> {
        let row = self.row_window.selected_row();
        let Some(prefetched) = row.and_then(|row| self.prefetch.take(&row.id)) else {
            return self.load_entry(journal);
        };
        self.is_entry_stale = true;
        if let Some(previous) = self.entry_view.open(Some(prefetched)) {
            self.prefetch.insert(previous);
        }
        Ok(())
    }

    /// The number of matches, once known.
    fn shown_count(&self) -> Option<u64> {
        if self.query.is_unfiltered() {
            Some(self.total)
        } else {
            self.match_count
                .is_complete
                .then_some(self.match_count.count)
        }
    }

    /// Whether background work is left.
    pub(crate) fn has_idle_work(&self) -> bool {
        self.error.is_none()
            && (self.is_entry_stale
                || self.needs_prefetch()
                || self.row_window.needs_rows()
                || !self.is_counted())
    }

    /// Whether a neighbour of the selected entry isn't prefetched.
    fn needs_prefetch(&self) -> bool {
        self.mode == HistoryMode::List && self.prefetch.is_missing_any(self.row_window.neighbors())
    }

    fn is_counted(&self) -> bool {
        if self.query.is_unfiltered() {
            self.rows_before.is_some()
        } else {
            self.match_count.is_complete
        }
    }

    /// Does one batch of background work. Returns true if the screen changed.
    pub(crate) fn run_idle_work(&mut self, journal: &Journal) -> bool {
        let (done, shows) = if self.is_entry_stale {
            (self.reload_entry(journal), true)
        } else if self.needs_prefetch() {
            self.prefetch
                .load_missing(self.row_window.neighbors(), journal);
            (Ok(()), false)
        } else if self.row_window.needs_rows() {
            (self.row_window.fetch_missing(journal, &self.query), true)
        } else if self.is_counted() {
            (Ok(()), false)
        } else {
            (self.continue_count(journal), false)
        };
        self.error = done.err();
        shows
    }

    fn continue_count(&mut self, journal: &Journal) -> Result<(), JournalError> {
        if !self.query.is_unfiltered() {
            return journal.continue_count(&self.query, &mut self.match_count, Self::BATCH_SIZE);
        }
        self.rows_before = match self.row_window.selected_row() {
            Some(row) => Some(journal.count_before(self.query.filters.list(), row)?),
            None => Some(0),
        };
        Ok(())
    }

    /// Searches for the current input with these filters and selects the newest match.
    fn search(&mut self, filters: Filters, context: &ScreenContext) {
        self.filter_labels = filter_labels(&filters, context.library);
        self.query = Query::new(self.search_input.text(), filters);
        self.row_window = RowWindow::default();
        self.refresh(context.journal);
        self.scroll_to_match(context);
    }

    fn scroll_to_match(&mut self, context: &ScreenContext) {
        let reader = self.reader_text(context.area);
        self.entry_view
            .scroll_to_match(reader, &self.query, &context.theme);
    }

    pub(crate) const fn key_context(&self) -> KeyContext {
        match (&self.popup, self.mode) {
            (Some(_), _) => KeyContext::Popup,
            (None, HistoryMode::List) => KeyContext::History,
            (None, HistoryMode::Reader) => KeyContext::HistoryEntry,
            (None, HistoryMode::Search) => KeyContext::HistorySearch,
            (None, HistoryMode::Days) => KeyContext::HistoryDays,
        }
    }

    /// Whether an action has an effect now.
    pub(crate) fn is_available(&self, action: Action) -> bool {
        let is_trash = self.query.filters.list() == EntryList::Trash;
        let is_empty = self.row_window.rows().is_empty();
        match action {
            _ if self.popup.is_some() => true,
            Action::Delete | Action::FollowUp | Action::EditAnswer => !is_empty && !is_trash,
            Action::ToggleCard => {
                let row = self.row_window.selected_row();
                self.query.filters.list() == EntryList::Done
                    && row.is_some_and(|row| row.reframe.is_some())
            }
            Action::Activate | Action::Export => !is_empty,
            Action::Search | Action::Filter => self.total > 0 || !self.filter_labels.is_empty(),
            _ => true,
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        if let Some(popup) = &mut self.popup {
            return match popup.on_key(press) {
                Some(choice) => self.on_choice(choice, context),
                None => AppCommand::None,
            };
        }
        if let Some(action @ (Action::Search | Action::Filter)) = press.action
            && context.journal.has_search_backlog()
        {
            return AppCommand::SearchHistory(action);
        }
        match self.mode {
            HistoryMode::List => self.on_key_in_list(press, context),
            HistoryMode::Reader => self.on_key_in_reader(press, context),
            HistoryMode::Search => {
                self.on_key_in_search(press, context);
                AppCommand::None
            }
            HistoryMode::Days => {
                self.on_key_in_days(press, context);
                AppCommand::None
            }
        }
    }

    fn on_key_in_list(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        let Some(action) = press.action else {
            return AppCommand::None;
        };
        match action {
            Action::Leave => return self.go_back(context),
            Action::Activate if self.entry_view.entry().is_some() => {
                self.mode = HistoryMode::Reader;
            }
            Action::RemoveFilter => self.remove_last_filter(context),
            Action::Filter => self.open_filter_popup(context.library),
            Action::Export if self.is_available(action) => return self.open_file_popup(),
            Action::NewerDay => self.jump(JumpUnit::Day, true, context),
            Action::OlderDay => self.jump(JumpUnit::Day, false, context),
            Action::NewerMonth => self.jump(JumpUnit::Month, true, context),
            Action::OlderMonth => self.jump(JumpUnit::Month, false, context),
            action => match self.entry_command(action) {
                Some(command) => return command,
                None => self.move_to(action, context),
            },
        }
        AppCommand::None
    }

    /// Leaves one level: the popup, the question for days, the entry, the search, a filter, and then the history.
    fn go_back(&mut self, context: &ScreenContext) -> AppCommand {
        if self.popup.take().is_some() {
        } else if self.mode == HistoryMode::Days {
            self.mode = HistoryMode::List;
        } else if self.mode == HistoryMode::Reader {
            self.close_entry(context);
        } else if !self.search_input.is_blank() {
            self.search_input = TextBuffer::default();
            self.search(self.query.filters.clone(), context);
        } else if self.query.filters != self.initial_filters {
            self.remove_last_filter(context);
        } else {
            return AppCommand::Back;
        }
        AppCommand::None
    }

    /// Returns from the entry to the list.
    fn close_entry(&mut self, context: &ScreenContext) {
        self.mode = HistoryMode::List;
        self.error = self.load_entry(context.journal).err();
    }

    /// Does what the key of a search or a filter does.
    pub(crate) fn run_search_action(&mut self, action: Action, library: &Library) {
        match action {
            Action::Search => self.mode = HistoryMode::Search,
            Action::Filter => self.open_filter_popup(library),
            _ => {}
        }
    }

    fn open_filter_popup(&mut self, library: &Library) {
        self.popup = Some(filter_popup::build_filter_popup(
            &self.query.filters,
            library,
            self.today,
        ));
    }

    fn open_file_popup(&mut self) -> AppCommand {
        let report = self.report_command(self.row_window.selected_row().map(|row| OfferedEntry {
            id: row.id.clone(),
            headline: row.headline.clone(),
        }));
        self.popup = Some(export_popup::build_file_popup(report));
        AppCommand::None
    }

    /// Leads to a report on the days shown. The words of `entry` are offered for it, unless it is in the trash.
    fn report_command(&self, entry: Option<OfferedEntry>) -> AppCommand {
        let Days { from, until, .. } = self.query.filters.days();
        let is_trash = self.query.filters.list() == EntryList::Trash;
        AppCommand::AskForReport(Period { from, until }, entry.filter(|_| !is_trash))
    }

    fn on_key_in_reader(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        let Some(action) = press.action else {
            return AppCommand::None;
        };
        match action {
            Action::Leave | Action::FocusList => self.mode = HistoryMode::List,
            Action::EditAnswer if self.is_available(action) => {
                let step = self.entry_view.selected_step().map(ToOwned::to_owned);
                if let (Some(row), Some(step)) = (self.row_window.selected_row(), step) {
                    return AppCommand::EditAnswer(row.id.clone(), step);
                }
            }
            action => {
                if let Some(command) = self.entry_command(action) {
                    return command;
                }
                let reader = self.reader_text(context.area);
                self.entry_view
                    .scroll(action, reader, &self.query, &context.theme);
            }
        }
        AppCommand::None
    }

    /// The command of an action on the selected entry.
    fn entry_command(&mut self, action: Action) -> Option<AppCommand> {
        let is_trash = self.query.filters.list() == EntryList::Trash;
        let id = self.row_window.selected_row().map(|row| row.id.clone());
        Some(match (action, id) {
            (Action::Search, _) => {
                self.mode = HistoryMode::Search;
                AppCommand::None
            }
            (Action::Undelete, Some(id)) if is_trash => AppCommand::RestoreEntry(id),
            (Action::Undelete, _) => AppCommand::Undelete,
            (Action::ToggleCard, Some(id)) if self.is_available(action) => {
                AppCommand::ToggleCard(id)
            }
            (Action::Delete, Some(id)) if !is_trash => AppCommand::DeleteEntry(id),
            (Action::FollowUp, Some(id)) if !is_trash => AppCommand::FollowUp(Some(id)),
            (Action::RepeatExercise, Some(id)) => AppCommand::RepeatExercise(id),
            (
                Action::Delete | Action::FollowUp | Action::RepeatExercise | Action::ToggleCard,
                _,
            ) => AppCommand::None,
            _ => return None,
        })
    }

    fn on_key_in_search(&mut self, press: KeyPress, context: &ScreenContext) {
        match press.action {
            Some(Action::Continue) => self.mode = HistoryMode::List,
            Some(Action::Leave) => {
                self.mode = HistoryMode::List;
                self.search_input = TextBuffer::default();
                self.search(self.query.filters.clone(), context);
            }
            _ => {
                // The input is one row that scrolls, so the width doesn't matter.
                if apply_key(&mut self.search_input, press, u16::MAX) {
                    self.search(self.query.filters.clone(), context);
                }
            }
        }
    }

    fn on_key_in_days(&mut self, press: KeyPress, context: &ScreenContext) {
        self.days_input.error.clear();
        match press.action {
            Some(Action::Continue) => self.submit_days(context),
            Some(Action::Leave) => self.mode = HistoryMode::List,
            _ => {
                let _ = apply_key(&mut self.days_input.buffer, press, u16::MAX);
            }
        }
    }

    /// Sets the filter of the days that were typed, or says why they are none.
    fn submit_days(&mut self, context: &ScreenContext) {
        match self.days_input.parse(self.today) {
            Ok(days) => {
                let mut filters = self.query.filters.clone();
                filters.set(Filter::Days(days));
                self.mode = HistoryMode::List;
                self.search(filters, context);
            }
            Err(message) => self.days_input.error = message,
        }
    }

    pub(crate) fn on_paste(&mut self, text: &str) {
        if self.mode == HistoryMode::Days {
            self.days_input.error.clear();
            self.days_input.buffer.paste(text, true);
        }
        if self.mode == HistoryMode::Search {
            self.search_input.paste(text, true);
            self.query = Query::new(self.search_input.text(), self.query.filters.clone());
            self.row_window = RowWindow::default();
        }
    }

    fn on_choice(&mut self, choice: HistoryChoice, context: &ScreenContext) -> AppCommand {
        self.popup = None;
        let mut filters = self.query.filters.clone();
        match choice {
            HistoryChoice::Run(command) => return command,
            HistoryChoice::ChooseAnswer(id) => {
                match context.journal.entry(&id) {
                    Ok(entry) => self.popup = entry.as_ref().map(line_mode::build_answer_popup),
                    Err(error) => self.error = Some(error),
                }
                return AppCommand::None;
            }
            HistoryChoice::ChooseExport => {
                self.popup = Some(export_popup::build_export_popup(self.shown_count()));
                return AppCommand::None;
            }
            HistoryChoice::Export(form) => {
                let count = self.shown_count();
                return AppCommand::Export(Box::new(self.query.clone()), form, count);
            }
            HistoryChoice::ChooseFilter(choices) => {
                self.popup = Some(filter_popup::build_choice_popup(
                    choices,
                    context.library,
                    self.today,
                ));
                return AppCommand::None;
            }
            HistoryChoice::ChooseTag => {
                let list = self.query.filters.list();
                match context.journal.tags(list, filter_popup::MAX_TAGS) {
                    Ok(tags) => self.popup = Some(filter_popup::build_tag_popup(&tags)),
                    Err(error) => self.error = Some(error),
                }
                return AppCommand::None;
            }
            HistoryChoice::ChooseDays => {
                self.popup = Some(filter_popup::build_days_popup(self.today));
                return AppCommand::None;
            }
            HistoryChoice::TypeDays => {
                self.days_input = DaysInput::default();
                self.mode = HistoryMode::Days;
                return AppCommand::None;
            }
            HistoryChoice::SetFilter(filter) => filters.set(filter),
            HistoryChoice::RemoveFilter(filter) => filters.remove(&filter),
        }
        self.search(filters, context);
        AppCommand::None
    }

    fn remove_last_filter(&mut self, context: &ScreenContext) {
        let mut filters = self.query.filters.clone();
        if filters.pop().is_some() {
            self.search(filters, context);
        }
    }

    fn jump(&mut self, stride: JumpUnit, is_newer: bool, context: &ScreenContext) {
        let Some(row) = self.row_window.selected_row() else {
            return;
        };
        let journal = context.journal;
        let target = if is_newer {
            jump::find_newer(journal, &self.query, row, stride)
        } else {
            jump::find_older(journal, &self.query, row, stride)
        };
        let moved = target.and_then(|target| match target {
            Some(row) => self.row_window.go_to(&row, journal, &self.query),
            None => Ok(()),
        });
        self.rows_before = self.row_window.rows_before();
        self.show_selected(moved, context);
    }

    fn move_to(&mut self, action: Action, context: &ScreenContext) {
        let page = self.page_length(context);
        let (window, journal) = (&mut self.row_window, context.journal);
        let moved = match action {
            Action::First => {
                self.rows_before = Some(0);
                window.go_to_newest(journal, &self.query)
            }
            Action::Last => {
                self.rows_before = self.total.checked_sub(1);
                window.go_to_oldest(journal, &self.query)
            }
            Action::Up => self.move_by(-1, journal),
            Action::Down => self.move_by(1, journal),
            Action::PageUp => self.move_by(-page, journal),
            Action::PageDown => self.move_by(page, journal),
            _ => return,
        };
        self.show_selected(moved, context);
    }

    /// The number of entries that fit into the list.
    fn page_length(&self, context: &ScreenContext) -> isize {
        let list = self.layout_panes(context.area).list.height;
        let lines = ListSpacing::new(context.area.height, list).lines();
        isize::try_from(list.saturating_sub(1) / lines)
            .unwrap_or(1)
            .max(1)
    }

    fn move_by(&mut self, by: isize, journal: &Journal) -> Result<(), JournalError> {
        let moved = self.row_window.move_by(by, journal, &self.query)?;
        let moved = i64::try_from(moved).unwrap_or(0);
        self.rows_before = self
            .rows_before
            .map(|before| before.saturating_add_signed(moved));
        Ok(())
    }

    /// Shows the entry selected by a movement.
    fn show_selected(&mut self, moved: Result<(), JournalError>, context: &ScreenContext) {
        self.error = moved
            .and_then(|()| self.load_prefetched_entry(context.journal))
            .err();
        self.scroll_to_match(context);
    }
}

fn filter_labels(filters: &Filters, library: &Library) -> Vec<String> {
    let labels = filters
        .iter()
        .map(|filter| filter_popup::filter_label(filter, library));
    labels.collect()
}
