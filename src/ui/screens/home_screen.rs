//! The home screen: unfinished exercises, and a menu of exercises by what the user may feel, breaks, the history and paths.

mod menu;
mod render;
mod search;

pub(crate) use self::menu::{better_choice_text, progress_label};

use jiff::civil::Date;
use ratatui::layout::Rect;

use self::menu::{MenuItem, MenuLink, build_menu, unfinished_row, unlock_link};
use self::search::MenuSearch;
use super::{AppCommand, ScreenContext};
use crate::content::library::Library;
use crate::domain::date_phrase::format_past_day;
use crate::domain::entry::{EntryId, LocalTime};
use crate::domain::exercise::{Prefill, StepKind};
use crate::domain::exercise_path::ExercisePath;
use crate::storage::journal::{EntryList, Journal, JournalError};
use crate::text::digits::to_ascii_numbers;
use crate::text::{display_width, pluralize};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::widgets::select_list::moved_selection;

/// The menu, with at most one line about what is due or begun.
#[derive(Debug)]
pub(crate) struct HomeScreen {
    items: Vec<MenuItem>,
    /// The number of items at the top that come and go: of the lock, and of unfinished exercises.
    top_items: usize,
    /// Whether the journal is locked, and a row leads to the passphrase.
    is_locked: bool,
    /// The unfinished exercise whose thought is in the first row.
    newest_draft: Option<EntryId>,
    /// An index into the links in view.
    selected: usize,
    /// The search while one is open. The menu then has only what it finds.
    search: Option<MenuSearch>,
    greeting: GreetingLine,
    /// The number of follow-ups that are due.
    due_follow_ups: u64,
    /// The number of postponed worries whose time has come.
    ready_worries: usize,
    /// The good-enough line written last, with a label that says when.
    latest_line: Option<(String, String)>,
}

/// The line above the menu. It may be empty.
#[derive(Clone, Debug)]
pub(crate) enum GreetingLine {
    Kindness(String),
    /// A good-enough line of the person's own.
    Card(String),
}

impl GreetingLine {
    fn text(&self) -> &str {
        match self {
            Self::Kindness(text) | Self::Card(text) => text,
        }
    }
}

impl HomeScreen {
    /// The menu is built on the first refresh, since another screen may cover this one for long.
    pub(crate) fn new(greeting: GreetingLine) -> Self {
        Self {
            items: Vec::new(),
            top_items: 0,
            is_locked: false,
            newest_draft: None,
            selected: 0,
            search: None,
            greeting,
            due_follow_ups: 0,
            ready_worries: 0,
            latest_line: None,
        }
    }

    /// Loads drafts, due follow-ups, postponed worries and the newest entries.
    pub(crate) fn refresh(
        &mut self,
        journal: &Journal,
        library: &Library,
        now: &LocalTime,
    ) -> Result<(), JournalError> {
        if self.items.is_empty() {
            self.items = build_menu(library);
        }
        let selected = self.selected_link().map(|link| link.number);
        let unfinished = unfinished_row(journal, library)?;
        let due = journal.count_due_follow_ups(now.day, &library.exercises_with_follow_up())?;
        let waiting = journal.postponed_worries()?;
        self.latest_line = latest_line(journal, now.day)?;
        self.set_top_items(unfinished);
        let now = now.civil_time();
        let ready = waiting
            .iter()
            .filter(|waiting| waiting.postponed_until <= now)
            .count();
        (self.due_follow_ups, self.ready_worries) = (due, ready);
        self.update_pending_labels(library, due, ready);
        self.update_path_labels(journal, library)?;
        let was_at_top = self.search.is_none() && self.selected == 0;
        // What was found may have moved.
        self.search = None;
        // At the top it stays at the top, where unfinished exercises are. Otherwise it stays on the same item.
        self.selected = match selected {
            Some(number) if !was_at_top => self
                .links()
                .position(|(_, link)| link.number == number)
                .unwrap_or(0),
            _ => 0,
        };
        Ok(())
    }

    /// Sets whether the next refresh offers to unlock the journal.
    pub(crate) const fn set_locked(&mut self, is_locked: bool) {
        self.is_locked = is_locked;
    }

    /// Replaces the headings and the rows at the top.
    fn set_top_items(&mut self, unfinished: Option<(EntryId, MenuLink)>) {
        self.items.drain(..self.top_items);
        let mut top = Vec::new();
        if self.is_locked {
            top.push(MenuItem::Heading("The journal is locked".to_owned()));
            top.push(MenuItem::Link(unlock_link(self.last_number() + 1)));
        }
        self.newest_draft = None;
        if let Some((id, link)) = unfinished {
            top.push(MenuItem::Heading("Unfinished".to_owned()));
            top.push(MenuItem::Link(link));
            self.newest_draft = Some(id);
        }
        self.top_items = top.len();
        self.items.splice(..0, top);
    }

    /// Labels the menu items that have something due.
    fn update_pending_labels(&mut self, library: &Library, due: u64, ready_worries: usize) {
        for item in &mut self.items {
            let MenuItem::Link(link) = item else {
                continue;
            };
            link.pending_label = match &link.command {
                AppCommand::FollowUp(None) if due > 0 => Some(format!("{due} due")),
                AppCommand::StartExercise(id)
                    if ready_worries > 0 && uses_postponed_worries(library, id) =>
                {
                    Some(format!("{ready_worries} to look at"))
                }
                _ => None,
            };
        }
    }

    /// Says at the row of each path that was begun how many steps are left.
    fn update_path_labels(
        &mut self,
        journal: &Journal,
        library: &Library,
    ) -> Result<(), JournalError> {
        for item in &mut self.items {
            let MenuItem::Link(link) = item else {
                continue;
            };
            let AppCommand::ShowPath(id) = &link.command else {
                continue;
            };
            if let Some(path) = library.exercise_path(id) {
                let progress = journal.path_progress(path)?;
                let is_under_way = progress.is_begun() && !progress.is_complete();
                link.pending_label = is_under_way.then(|| format!("{} left", progress.left()));
            }
        }
        Ok(())
    }

    /// The items in view, as indices into `items`: all of them, or what the search finds.
    fn visible_items(&self) -> Vec<usize> {
        match &self.search {
            Some(search) if !search.is_blank() => search.matches().to_vec(),
            _ => (0..self.items.len()).collect(),
        }
    }

    /// The links in view with their indices in `items`.
    fn links(&self) -> impl Iterator<Item = (usize, &MenuLink)> {
        let visible = self.visible_items().into_iter();
        visible.filter_map(|index| match &self.items[index] {
            MenuItem::Link(link) => Some((index, link)),
            MenuItem::Heading(_) => None,
        })
    }

    fn selected_link(&self) -> Option<&MenuLink> {
        self.links().nth(self.selected).map(|(_, link)| link)
    }

    /// The link with this number, which needs not be in view.
    fn link_by_number(&self, number: usize) -> Option<&MenuLink> {
        self.items.iter().find_map(|item| match item {
            MenuItem::Link(link) if link.number == number => Some(link),
            _ => None,
        })
    }

    /// Whether the row of the unfinished exercises is selected.
    fn is_unfinished_selected(&self) -> bool {
        self.selected_link()
            .is_some_and(|link| link.number == MenuLink::UNFINISHED)
    }

    pub(crate) const fn key_context(&self) -> KeyContext {
        if self.search.is_some() {
            KeyContext::HomeSearch
        } else {
            KeyContext::Home
        }
    }

    /// Whether an action has an effect now.
    pub(crate) fn is_available(&self, action: Action) -> bool {
        match action {
            Action::FollowUp => self.due_follow_ups > 0,
            Action::Delete => self.is_unfinished_selected(),
            _ => true,
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        if self.search.is_some() {
            return self.on_key_in_search(press, context.area);
        }
        if let Some(digit) = press.key.digit() {
            let number = usize::from(digit);
            let Some(index) = self.links().position(|(_, link)| link.number == number) else {
                return AppCommand::None;
            };
            self.selected = index;
            return self.activate();
        }
        match press.action {
            Some(Action::Activate) => self.activate(),
            Some(Action::ShowHistory) => AppCommand::ShowHistory,
            Some(Action::ShowPath) => self.path_command(),
            Some(Action::ShowExercisePage) => self.exercise_page_command(),
            Some(Action::FollowUp) => AppCommand::FollowUp(None),
            Some(Action::HelpMeChoose) => AppCommand::AskFeeling,
            Some(Action::StartCheckIn) => AppCommand::StartCheckIn,
            Some(Action::ShowCards) => AppCommand::ShowCards,
            Some(Action::Undelete) => AppCommand::Undelete,
            Some(Action::Delete) => self.delete_command(),
            Some(Action::Quit) => AppCommand::Quit,
            Some(Action::Search) => {
                self.search = Some(MenuSearch::new(&self.items, context.library));
                self.selected = 0;
                AppCommand::None
            }
            Some(action) => self.move_selection(action, context.area),
            None => AppCommand::None,
        }
    }

    fn on_key_in_search(&mut self, press: KeyPress, area: Rect) -> AppCommand {
        match press.action {
            Some(Action::Activate) => self.activate(),
            Some(Action::Leave) => {
                self.search = None;
                self.selected = 0;
                AppCommand::None
            }
            Some(action @ (Action::Up | Action::Down | Action::PageUp | Action::PageDown)) => {
                self.move_selection(action, area)
            }
            _ => {
                if self
                    .search
                    .as_mut()
                    .is_some_and(|search| search.on_key(press))
                {
                    self.selected = 0;
                }
                AppCommand::None
            }
        }
    }

    pub(crate) fn on_paste(&mut self, text: &str) {
        if let Some(search) = &mut self.search {
            search.paste(text);
            self.selected = 0;
        }
    }

    fn move_selection(&mut self, action: Action, area: Rect) -> AppCommand {
        let (count, page) = (self.links().count(), usize::from(area.height / 2));
        self.selected = moved_selection(action, self.selected, count, page);
        AppCommand::None
    }

    /// Moves the unfinished exercise of the selected row to the trash.
    fn delete_command(&self) -> AppCommand {
        let newest = self.newest_draft.clone();
        newest
            .filter(|_| self.is_unfinished_selected())
            .map_or(AppCommand::None, AppCommand::DeleteEntry)
    }

    /// Opens the first path that was begun, or else the usual one.
    fn path_command(&self) -> AppCommand {
        let begun = self.items.iter().find_map(|item| match item {
            MenuItem::Link(link) if link.pending_label.is_some() => match &link.command {
                AppCommand::ShowPath(id) => Some(id.as_str()),
                _ => None,
            },
            _ => None,
        });
        AppCommand::ShowPath(begun.unwrap_or(ExercisePath::DEFAULT).to_owned())
    }

    /// Opens the page about the selected exercise.
    fn exercise_page_command(&self) -> AppCommand {
        match self.activate() {
            AppCommand::StartExercise(id) => AppCommand::ShowExercisePage(id),
            _ => AppCommand::None,
        }
    }

    fn activate(&self) -> AppCommand {
        self.selected_link()
            .map_or(AppCommand::None, |link| link.command.clone())
    }

    /// The menu in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![
            self.greeting.text().to_owned(),
            pending_summary(self.due_follow_ups, self.ready_worries, usize::MAX),
        ];
        lines.retain(|line| !line.is_empty());
        lines.extend(self.items.iter().map(|item| match item {
            MenuItem::Heading(words) => format!("{words}:"),
            MenuItem::Link(link) => link_line(link),
        }));
        LinePrompt::new(
            lines,
            "What would help now? Type a number, or words to search for. /help lists the commands.",
        )
    }

    /// The rows of the lock and of the unfinished exercises in line mode.
    pub(crate) fn top_lines(&self) -> impl Iterator<Item = String> {
        let top = self.items.iter().take(self.top_items);
        top.filter_map(|item| match item {
            MenuItem::Link(link) => Some(link_line(link)),
            MenuItem::Heading(_) => None,
        })
    }

    /// Handles a line in line mode: a number opens an item, other words search.
    pub(crate) fn on_line(&mut self, typed: &str, library: &Library) -> LineReply<AppCommand> {
        let typed = typed.trim();
        if typed == "/undo" {
            return LineReply::Done(AppCommand::Undelete);
        }
        let typed = typed.strip_prefix('/').unwrap_or(typed).trim();
        if typed.is_empty() {
            return LineReply::Message(Vec::new());
        }
        let number = to_ascii_numbers(typed);
        if let Ok(number) = number.trim_end_matches('.').parse() {
            return match self.link_by_number(number) {
                Some(link) => LineReply::Done(link.command.clone()),
                None => LineReply::invalid(prompt::invalid_choice(self.last_number())),
            };
        }
        let mut search = MenuSearch::new(&self.items, library);
        search.paste(typed);
        let found = search
            .matches()
            .iter()
            .filter_map(|index| match &self.items[*index] {
                MenuItem::Link(link) => Some(link_line(link)),
                MenuItem::Heading(_) => None,
            });
        let found: Vec<_> = found.collect();
        if found.is_empty() {
            return LineReply::invalid(format!("Nothing here has “{typed}” in it."));
        }
        LineReply::Message(found)
    }

    fn last_number(&self) -> usize {
        self.links().map(|(_, link)| link.number).max().unwrap_or(0)
    }
}

/// The newest good-enough line among the last entries, with a label that says when it was written.
fn latest_line(journal: &Journal, today: Date) -> Result<Option<(String, String)>, JournalError> {
    const MAX_ENTRIES: u64 = 10;
    let newest = journal.newest_summaries(EntryList::Done, MAX_ENTRIES)?;
    let mut lines = newest.into_iter().filter_map(|entry| {
        let label = format!("You wrote {}:", format_past_day(entry.day, today));
        Some((label, entry.reframe?))
    });
    Ok(lines.next())
}

/// A link in line mode.
fn link_line(link: &MenuLink) -> String {
    let label = match link.spoken_side_label() {
        more if more.is_empty() => link.label.clone(),
        more => format!("{}, {more}", link.label),
    };
    prompt::numbered_item(link.number, &label)
}

/// The line about what is due, in the longest form that fits into `room` columns.
fn pending_summary(due: u64, ready: usize, room: usize) -> String {
    let all = due.saturating_add(u64::try_from(ready).unwrap_or(u64::MAX));
    let due = (due > 0).then(|| pluralize(due, "fear to check", "fears to check"));
    let ready = (ready > 0).then(|| pluralize(ready, "worry you put off", "worries you put off"));
    let both: Vec<_> = due.into_iter().chain(ready).collect();
    if both.is_empty() {
        return String::new();
    }
    let what = both.join(" and ");
    let mut lines = [
        format!("{what}, whenever you like."),
        what,
        format!("{all} to look at"),
    ]
    .into_iter();
    lines
        .find(|line| display_width(line) <= room)
        .unwrap_or_default()
}

/// Whether the exercise starts with the postponed worries.
pub(crate) fn uses_postponed_worries(library: &Library, id: &str) -> bool {
    let waited = |kind: &StepKind| matches!(kind, StepKind::List(list) if list.prefill == Some(Prefill::PostponedWorries));
    let exercise = library.exercise(id);
    exercise.is_some_and(|exercise| exercise.steps.iter().any(|step| waited(&step.kind)))
}
