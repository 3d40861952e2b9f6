//! The home screen: a menu of exercises by what the user may feel, breaks and the history.

mod menu;
mod render;

use self::menu::{MenuItem, build_menu, progress_label};
use super::history_screen::HistoryPreview;
use super::{AppCommand, ScreenContext};
use crate::content::library::Library;
use crate::domain::entry::LocalTime;
use crate::domain::exercise::{Prefill, StepKind};
use crate::storage::journal::{EntryList, Journal, JournalError};
use crate::text::{display_width, one_line};
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};

/// The menu, with at most one line about what is due.
#[derive(Debug)]
pub(crate) struct HomeScreen {
    items: Vec<MenuItem>,
    /// The number of items at the front that are about drafts.
    draft_item_count: usize,
    /// An index into the links among the items.
    selected: usize,
    kindness: String,
    /// The number of follow-ups that are due.
    due_follow_ups: u64,
    /// The number of postponed worries whose time has come.
    ready_worries: usize,
    history_preview: HistoryPreview,
}

impl HomeScreen {
    /// More drafts than anybody has.
    const MAX_DRAFTS: u64 = 99;

    /// The menu is built on the first refresh, since another screen may cover this one for long.
    pub(crate) fn new(kindness: String) -> Self {
        Self {
            items: Vec::new(),
            draft_item_count: 0,
            selected: 0,
            kindness,
            due_follow_ups: 0,
            ready_worries: 0,
            history_preview: HistoryPreview::default(),
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
        let selected = self
            .menu_commands()
            .nth(self.selected)
            .map(|(_, command)| command.clone());
        let drafts = journal.newest_summaries(EntryList::Drafts, Self::MAX_DRAFTS)?;
        let due = journal.count_due_follow_ups(now.day, &library.exercises_with_follow_up())?;
        let waiting = journal.postponed_worries()?;
        self.history_preview = HistoryPreview::load(journal, now.day)?;
        let before = self.draft_item_count.saturating_sub(1);
        self.items.drain(..self.draft_item_count);
        let heading = (!drafts.is_empty()).then(|| MenuItem::Heading("Unfinished".to_owned()));
        let lines = drafts.iter().map(|draft| MenuItem::Link {
            label: draft.title.clone(),
            side_label: progress_label(journal, library, draft),
            pending_label: None,
            description: vec![
                "It goes on where you left it.".to_owned(),
                one_line(&draft.headline),
            ],
            command: AppCommand::ResumeEntry(draft.id.clone()),
        });
        let unfinished: Vec<_> = heading.into_iter().chain(lines).collect();
        self.draft_item_count = unfinished.len();
        self.items.splice(..0, unfinished);
        let now = now.civil_time();
        let ready = waiting
            .iter()
            .filter(|waiting| waiting.postponed_until <= now)
            .count();
        (self.due_follow_ups, self.ready_worries) = (due, ready);
        self.update_pending_labels(library, due, ready);
        // Drafts come first; otherwise the selection stays on the same item.
        let is_first = selected.is_none() || self.selected == 0;
        // The menu below the drafts doesn't change, and an exercise may be in it twice.
        let now = self.draft_item_count.saturating_sub(1);
        let index = match self.selected.checked_sub(before) {
            Some(below) => Some(now + below),
            None => self
                .menu_commands()
                .position(|(_, command)| Some(command) == selected.as_ref()),
        };
        self.selected = if is_first { 0 } else { index.unwrap_or(0) };
        Ok(())
    }

    /// Labels the menu items that have something due.
    fn update_pending_labels(&mut self, library: &Library, due: u64, ready_worries: usize) {
        for item in &mut self.items {
            let MenuItem::Link {
                command,
                pending_label,
                ..
            } = item
            else {
                continue;
            };
            *pending_label = match command {
                AppCommand::FollowUp(None) if due > 0 => Some(format!("{due} due")),
                AppCommand::StartExercise(id)
                    if ready_worries > 0 && uses_postponed_worries(library, id) =>
                {
                    Some(format!("{ready_worries} waiting"))
                }
                _ => None,
            };
        }
    }

    fn menu_commands(&self) -> impl Iterator<Item = (usize, &AppCommand)> {
        self.items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| match item {
                MenuItem::Link { command, .. } => Some((index, command)),
                MenuItem::Heading(_) => None,
            })
    }

    /// Whether an action has an effect now.
    pub(crate) const fn is_available(&self, action: Action) -> bool {
        !matches!(action, Action::FollowUp) || self.due_follow_ups > 0
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        let last = self.menu_commands().count().saturating_sub(1);
        if let Some(digit) = press.key.digit() {
            let wanted = usize::from(digit).wrapping_sub(1);
            if wanted <= last {
                self.selected = wanted;
                return self.activate();
            }
            return AppCommand::None;
        }
        match press.action {
            Some(Action::Activate) => return self.activate(),
            Some(Action::ShowHistory) => return AppCommand::ShowHistory,
            Some(Action::FollowUp) => return AppCommand::FollowUp(None),
            Some(Action::RandomExercise) => return AppCommand::StartRandomExercise,
            Some(Action::Quit) => return AppCommand::Quit,
            Some(Action::Up) => self.selected = self.selected.saturating_sub(1),
            Some(Action::Down) => self.selected = (self.selected + 1).min(last),
            Some(Action::PageUp) => {
                self.selected = self
                    .selected
                    .saturating_sub(usize::from(context.area.height / 2));
            }
            Some(Action::PageDown) => {
                self.selected = (self.selected + usize::from(context.area.height / 2)).min(last);
            }
            Some(Action::First) => self.selected = 0,
            Some(Action::Last) => self.selected = last,
            _ => {}
        }
        AppCommand::None
    }

    fn activate(&self) -> AppCommand {
        self.menu_commands()
            .nth(self.selected)
            .map_or(AppCommand::None, |(_, command)| command.clone())
    }

    /// The menu in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![
            self.kindness.clone(),
            pending_summary(self.due_follow_ups, self.ready_worries, usize::MAX),
        ];
        lines.retain(|line| !line.is_empty());
        let mut number = 0;
        for item in &self.items {
            lines.push(match item {
                MenuItem::Heading(words) => format!("{words}:"),
                MenuItem::Link {
                    label,
                    side_label: minutes,
                    pending_label,
                    ..
                } => {
                    number += 1;
                    let more = spell_out_duration(pending_label.as_ref().unwrap_or(minutes));
                    let comma = if more.is_empty() { "" } else { ", " };
                    prompt::numbered_item(number, &format!("{label}{comma}{more}"))
                }
            });
        }
        LinePrompt::new(lines, "What would help now? A number, or /help.")
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(&mut self, typed: &str) -> LineReply<AppCommand> {
        let count = self.menu_commands().count();
        match prompt::parse_choice(typed, count) {
            Some(index) => {
                self.selected = index;
                LineReply::Done(self.activate())
            }
            None if typed.trim().is_empty() => LineReply::Message(Vec::new()),
            None => LineReply::invalid(prompt::invalid_choice(count)),
        }
    }
}

/// The line about what is due, in the longest form that fits into `room` columns.
fn pending_summary(due: u64, ready: usize, room: usize) -> String {
    let all = due.saturating_add(u64::try_from(ready).unwrap_or(u64::MAX));
    let due = match due {
        0 => None,
        1 => Some("1 thing to look back on".to_owned()),
        due => Some(format!("{due} things to look back on")),
    };
    let ready = match ready {
        0 => None,
        1 => Some("1 worry that waited".to_owned()),
        ready => Some(format!("{ready} worries that waited")),
    };
    let both: Vec<_> = due.into_iter().chain(ready).collect();
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
    lines
        .find(|line| display_width(line) <= room)
        .unwrap_or_default()
}

/// "2 minutes" for "2 min", for speech.
fn spell_out_duration(minutes: &str) -> String {
    let unit = |short: &str, one: &str, many: &str| {
        let number = minutes.strip_suffix(short)?;
        let number = number.parse().ok()?;
        Some(prompt::pluralize(number, one, many))
    };
    unit(" min", "minute", "minutes")
        .or_else(|| unit(" s", "second", "seconds"))
        .unwrap_or_else(|| minutes.to_owned())
}

/// Whether the exercise starts with the postponed worries.
fn uses_postponed_worries(library: &Library, id: &str) -> bool {
    let waited = |kind: &StepKind| matches!(kind, StepKind::List(list) if list.prefill == Some(Prefill::PostponedWorries));
    let exercise = library.exercise(id);
    exercise.is_some_and(|exercise| exercise.steps.iter().any(|step| waited(&step.kind)))
}
