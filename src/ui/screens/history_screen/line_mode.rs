//! The history in line mode: pages of ten entries, one entry with its actions, search.

use super::days_input::DaysInput;
use super::entry_view::{answer_text, format_start};
use super::filter_popup::HistoryChoice;
use super::row_window::RowWindow;
use super::{HistoryMode, HistoryScreen};
use crate::domain::entry::{Entry, EntryId, EntryKind};
use crate::domain::exercise::Role;
use crate::storage::journal::{EntryList, EntrySummary};
use crate::storage::search::Query;
use crate::text::buffer::TextBuffer;
use crate::text::one_line;
use crate::text::pluralize;
use crate::ui::keymap::Action;
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::screens::popup::Popup;
use crate::ui::screens::report_screen::OfferedEntry;
use crate::ui::screens::{AppCommand, ScreenContext};

/// A list that can be remembered when it is heard.
const PAGE_SIZE: usize = 10;

impl HistoryScreen {
    /// The popup, the entry, or the next page of entries.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        if let Some(popup) = &self.popup {
            return popup.line_prompt();
        }
        if self.mode == HistoryMode::Days {
            return self.days_prompt();
        }
        match self.open_entry_popup() {
            Some((entry, popup)) => {
                let mut lines = entry_lines(entry);
                let LinePrompt {
                    lines: choices,
                    hint,
                } = popup.line_prompt();
                lines.extend(choices);
                LinePrompt::new(lines, hint)
            }
            None => self.list_prompt(),
        }
    }

    /// Asks for days, or whether they were understood.
    fn days_prompt(&self) -> LinePrompt {
        match self.days_input.interpretation(self.today) {
            days if days.is_empty() => LinePrompt::new(
                vec![format!(
                    "Which days? For example: {}.",
                    DaysInput::PLACEHOLDER
                )],
                "An empty line leaves all as it is.",
            ),
            days => LinePrompt::new(
                vec![format!("That is {days}.")],
                "An empty line shows those entries. Or write other days.",
            ),
        }
    }

    fn on_days_line(&mut self, typed: &str, context: &ScreenContext) -> LineReply<AppCommand> {
        match (typed, self.days_input.parse(self.today)) {
            ("", Ok(_)) => self.submit_days(context),
            ("", Err(_)) => self.mode = HistoryMode::List,
            (typed, _) => {
                self.days_input.buffer = TextBuffer::with_text(typed);
                if let Err(message) = self.days_input.parse(self.today) {
                    self.days_input.buffer = TextBuffer::default();
                    return LineReply::invalid(message);
                }
            }
        }
        LineReply::Refresh
    }

    fn list_prompt(&self) -> LinePrompt {
        let mut lines = vec![format!("History, {}", self.position_label())];
        lines.extend(self.filter_summary());
        let rows = self
            .row_window
            .rows()
            .iter()
            .skip(self.row_window.selected());
        let row_labels: Vec<_> = rows
            .take(PAGE_SIZE)
            .map(|row| {
                let rated = ratings_label(row);
                let due = if row.is_follow_up_due(self.today) {
                    ", ready to look back on"
                } else {
                    ""
                };
                let (day, headline) = (row.day.strftime("%-d %B %Y"), one_line(&row.headline));
                match row.reframe_below_headline() {
                    Some(reframe) => {
                        let reframe = one_line(reframe);
                        let is_open = headline.ends_with(char::is_alphanumeric);
                        let stop = if is_open { "." } else { "" };
                        format!("{day}{rated}{due}: {headline}{stop} Good enough: {reframe}")
                    }
                    None => format!("{day}{rated}{due}: {headline}"),
                }
            })
            .collect();
        if row_labels.is_empty() {
            let hint = "Type words to search for, or /filter. Enter goes back.";
            let only = self.filter_summary().into_iter();
            let lines = only.chain([self.empty_message().to_owned()]).collect();
            return LinePrompt::new(lines, hint);
        }
        lines.extend(prompt::numbered_list(row_labels.iter().map(String::as_str)));
        let older = if self.remaining_rows() > PAGE_SIZE {
            "Enter shows older ones"
        } else {
            "these are the oldest"
        };
        let hint = format!(
            "A number opens an entry, {older}, anything else searches. Also: /filter, /export, /undo, /back."
        );
        LinePrompt::new(lines, hint)
    }

    /// The search and the active filters.
    fn filter_summary(&self) -> Option<String> {
        let words = Some(self.search_input.text().trim()).filter(|words| !words.is_empty());
        let words = words.map(|words| format!("“{words}”"));
        let labels = self.filter_labels.iter().cloned();
        let only: Vec<_> = words.into_iter().chain(labels).collect();
        (!only.is_empty()).then(|| format!("Only: {}", only.join(", ")))
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(
        &mut self,
        typed: &str,
        context: &ScreenContext,
    ) -> LineReply<AppCommand> {
        let typed = typed.trim();
        if typed == "/back" {
            return self.run_or_refresh(|history| history.go_back(context));
        }
        if self.mode == HistoryMode::Days && self.popup.is_none() {
            return self.on_days_line(typed, context);
        }
        let popup = self.popup.clone();
        let popup = popup.or_else(|| self.open_entry_popup().map(|(_, popup)| popup));
        match (popup, typed) {
            (Some(popup), typed) => match popup.on_line(typed) {
                LineReply::Done(choice) => {
                    self.run_or_refresh(|history| history.on_choice_in_entry(choice, context))
                }
                reply => reply.map(|_| AppCommand::None),
            },
            (None, "/filter") => LineReply::Done(AppCommand::SearchHistory(Action::Filter)),
            (None, "/export") if !self.row_window.rows().is_empty() => {
                self.run_or_refresh(Self::open_file_popup)
            }
            (None, "/export") => LineReply::invalid("There's nothing here to save to a file."),
            (None, "/undo") => LineReply::Done(AppCommand::Undelete),
            (None, "") => self.on_older(context),
            (None, typed) => self.on_list_line(typed, context),
        }
    }

    fn on_older(&mut self, context: &ScreenContext) -> LineReply<AppCommand> {
        match self.remaining_rows() {
            0 => LineReply::Done(AppCommand::Back),
            shown if shown <= PAGE_SIZE => LineReply::invalid("These are the oldest."),
            _ => match self.move_by(PAGE_SIZE.cast_signed(), context.journal) {
                Ok(()) => LineReply::Refresh,
                Err(error) => LineReply::invalid(error.to_string()),
            },
        }
    }

    /// Searches for these words, with the filters as they are, at the next refresh.
    pub(crate) fn set_search_words(&mut self, words: &str) {
        self.search_input = TextBuffer::with_text(words);
        self.query = Query::new(words, self.query.filters.clone());
        self.row_window = RowWindow::default();
    }

    fn on_list_line(&mut self, typed: &str, context: &ScreenContext) -> LineReply<AppCommand> {
        let Some(place) = prompt::parse_choice(typed, self.remaining_rows().min(PAGE_SIZE)) else {
            return LineReply::Done(AppCommand::SearchHistoryFor(typed.to_owned()));
        };
        // The selection stays, so that the same page is printed afterwards.
        let row = &self.row_window.rows()[self.row_window.selected() + place];
        match context.journal.entry_with_edit_time(&row.id) {
            Ok(Some(reading)) => {
                self.entry_view.open(Some(reading));
                self.mode = HistoryMode::Reader;
                LineReply::Refresh
            }
            Ok(None) => LineReply::invalid("That entry isn't there any more."),
            Err(error) => LineReply::invalid(error.to_string()),
        }
    }

    /// Returns the command, or prints the screen again if there is none.
    fn run_or_refresh(
        &mut self,
        done: impl FnOnce(&mut Self) -> AppCommand,
    ) -> LineReply<AppCommand> {
        match done(self) {
            AppCommand::None => LineReply::Refresh,
            command => LineReply::Done(command),
        }
    }

    /// Executes a choice. After an action on an entry it returns to the list.
    fn on_choice_in_entry(&mut self, choice: HistoryChoice, context: &ScreenContext) -> AppCommand {
        let is_asked_on = matches!(
            choice,
            HistoryChoice::ChooseAnswer(_)
                | HistoryChoice::ChooseFilter(_)
                | HistoryChoice::ChooseTag
                | HistoryChoice::ChooseDays
        );
        let command = self.on_choice(choice, context);
        if self.mode == HistoryMode::Reader && !is_asked_on {
            self.close_entry(context);
        }
        command
    }

    fn remaining_rows(&self) -> usize {
        self.row_window.rows().len() - self.row_window.selected()
    }

    /// The entry shown, with a popup of its actions.
    fn open_entry_popup(&self) -> Option<(&Entry, Popup<HistoryChoice>)> {
        let entry = self
            .entry_view
            .entry()
            .filter(|_| self.mode == HistoryMode::Reader)?;
        let words = [Role::Thought, Role::Reframe];
        let words = words.into_iter().find_map(|role| entry.text_for(role));
        let report = self.report_command(Some(OfferedEntry {
            id: entry.id.clone(),
            headline: words.unwrap_or_else(|| entry.title.clone()),
        }));
        Some((
            entry,
            build_entry_actions_popup(entry, self.query.filters.list(), report),
        ))
    }
}

/// Asks what to do with the entry. `report` leads to a report with its words.
fn build_entry_actions_popup(
    entry: &Entry,
    shelf: EntryList,
    report: AppCommand,
) -> Popup<HistoryChoice> {
    let does = |command: fn(EntryId) -> AppCommand| HistoryChoice::Run(command(entry.id.clone()));
    let mut choices = vec![("Go back to the list", HistoryChoice::CANCEL)];
    match shelf {
        EntryList::Trash => choices.push(("Bring it back", does(AppCommand::RestoreEntry))),
        EntryList::Drafts => choices.push(("Pick it up", does(AppCommand::ResumeEntry))),
        EntryList::Done => choices.extend([
            ("Look back on it", does(|id| AppCommand::FollowUp(Some(id)))),
            (
                "Change an answer",
                HistoryChoice::ChooseAnswer(entry.id.clone()),
            ),
            ("Do it again", does(AppCommand::RepeatExercise)),
        ]),
    }
    if shelf == EntryList::Done && entry.answer_for(Role::Reframe).is_some() {
        choices.push((
            "Keep the good-enough line as a card, or no longer",
            does(AppCommand::ToggleCard),
        ));
    }
    if shelf != EntryList::Trash {
        choices.push(("Move it to the trash", does(AppCommand::DeleteEntry)));
    }
    if shelf == EntryList::Done {
        choices.push((
            "Write a report for a conversation",
            HistoryChoice::Run(report),
        ));
    }
    Popup::new("What would you like to do with it?", choices)
}

/// Asks which answer to change.
pub(super) fn build_answer_popup(entry: &Entry) -> Popup<HistoryChoice> {
    let mut choices = vec![("None of them", HistoryChoice::CANCEL)];
    choices.extend(entry.answers.iter().map(|answered| {
        let change = AppCommand::EditAnswer(entry.id.clone(), answered.step.clone());
        (answered.prompt.as_str(), HistoryChoice::Run(change))
    }));
    Popup::new("Which answer would you like to change?", choices)
}

fn entry_lines(entry: &Entry) -> Vec<String> {
    let answers = pluralize(entry.answers.len() as u64, "answer", "answers");
    let mut lines = vec![format!(
        "{}, {}, {answers}",
        entry.title,
        format_start(entry)
    )];
    for answered in &entry.answers {
        lines.push(format!(
            "{} {}",
            answered.prompt,
            answer_text(&answered.answer)
        ));
    }
    lines
}

/// The ratings of an entry, to follow its day.
fn ratings_label(row: &EntrySummary) -> String {
    let (kind, ratings) = match row.kind {
        EntryKind::Exercise => ("likely", (row.likelihood_before, row.likelihood_after)),
        EntryKind::CheckIn => ("a check-in, distress", (row.distress_before, None)),
        EntryKind::Break => (
            "a break, distress",
            (row.distress_before, row.distress_after),
        ),
    };
    match (ratings, row.kind) {
        ((Some(before), Some(after)), _) => format!(", {kind} from {before} to {after}"),
        ((Some(only), None), _) | ((None, Some(only)), EntryKind::Break) => {
            format!(", {kind} {only}")
        }
        (_, EntryKind::Exercise) => String::new(),
        (_, EntryKind::CheckIn) => ", a check-in".to_owned(),
        (_, EntryKind::Break) => ", a break".to_owned(),
    }
}
