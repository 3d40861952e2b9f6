//! The history line by line: ten walks at a time, one of them read whole and acted on, words looked for.

use super::filter_popup::HistoryChoice;
use super::{HistoryMode, HistoryScreen, answer_text, format_start};
use crate::domain::entry::{Entry, EntryId};
use crate::storage::journal::EntryList;
use crate::text::buffer::TextBuffer;
use crate::text::one_line;
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply, pluralize};
use crate::ui::screens::popup::Popup;
use crate::ui::screens::{AppCommand, ScreenContext};

/// As many as anybody keeps in mind, or less.
const PAGE_SIZE: usize = 10;

impl HistoryScreen {
    /// What is open: a question, one walk, or the next ten from the mark on.
    pub fn line_prompt(&self) -> LinePrompt {
        if let Some(sheet) = &self.popup {
            return sheet.line_prompt();
        }
        match self.open_entry_popup() {
            Some((entry, sheet)) => {
                let mut lines = entry_lines(entry);
                let LinePrompt {
                    lines: picks,
                    hint: ask,
                } = sheet.line_prompt();
                lines.extend(picks);
                LinePrompt::new(lines, ask)
            }
            None => self.list_prompt(),
        }
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
                let (before, after) = (row.likelihood_before, row.likelihood_after);
                let rated = match (before, after) {
                    (Some(before), Some(after)) => format!(", from {before} to {after}"),
                    (Some(before), None) => format!(", {before}"),
                    _ => String::new(),
                };
                format!(
                    "{}{rated}: {}",
                    row.day.strftime("%-d %B %Y"),
                    one_line(&row.headline)
                )
            })
            .collect();
        if row_labels.is_empty() {
            let ask = "Words to look for, or /filter. Enter goes back.";
            let only = self.filter_summary().into_iter();
            let lines = only.chain([self.empty_message().to_owned()]).collect();
            return LinePrompt::new(lines, ask);
        }
        lines.extend(prompt::numbered_list(row_labels.iter().map(String::as_str)));
        let older = if self.remaining_rows() > PAGE_SIZE {
            "Enter tells older ones"
        } else {
            "these are the oldest"
        };
        let ask = format!(
            "A number opens a walk, {older}, other words are looked for. Also: /filter, /export, /undo, /back."
        );
        LinePrompt::new(lines, ask)
    }

    /// What is looked for and which filters hold.
    fn filter_summary(&self) -> Option<String> {
        let words = Some(self.search_input.text().trim()).filter(|words| !words.is_empty());
        let words = words.map(|words| format!("with “{words}” in them"));
        let told = self.filter_labels.iter().cloned();
        let only: Vec<_> = words.into_iter().chain(told).collect();
        (!only.is_empty()).then(|| format!("Only those {}.", only.join(", ")))
    }

    /// What a line means here.
    pub fn on_line(&mut self, typed: &str, scene: &ScreenContext) -> LineReply<AppCommand> {
        let typed = typed.trim();
        if typed == "/back" {
            return self.run_or_refresh(|history| history.go_back(scene));
        }
        let sheet = self.popup.clone();
        let sheet = sheet.or_else(|| self.open_entry_popup().map(|(_, sheet)| sheet));
        match (sheet, typed) {
            (Some(sheet), typed) => match sheet.on_line(typed) {
                LineReply::Done(pick) => {
                    self.run_or_refresh(|history| history.on_choice_in_entry(pick, scene))
                }
                heard => heard.map(|_| AppCommand::None),
            },
            (None, "/filter") => self.run_or_refresh(|history| history.open_filter_popup(scene)),
            (None, "/export") if !self.row_window.rows().is_empty() => {
                self.run_or_refresh(Self::open_export_popup)
            }
            (None, "/export") => LineReply::invalid("There is nothing here to write into a file."),
            (None, "/undo") => LineReply::Done(AppCommand::Undelete),
            (None, "") => self.on_older(scene),
            (None, typed) => self.on_list_line(typed, scene),
        }
    }

    fn on_older(&mut self, scene: &ScreenContext) -> LineReply<AppCommand> {
        match self.remaining_rows() {
            0 => LineReply::Done(AppCommand::Back),
            shown if shown <= PAGE_SIZE => LineReply::invalid("These are the oldest."),
            _ => match self.move_by(PAGE_SIZE.cast_signed(), scene.journal) {
                Ok(()) => LineReply::Refresh,
                Err(error) => LineReply::invalid(error.to_string()),
            },
        }
    }

    fn on_list_line(&mut self, typed: &str, scene: &ScreenContext) -> LineReply<AppCommand> {
        let Some(place) = prompt::parse_choice(typed, self.remaining_rows().min(PAGE_SIZE)) else {
            self.search_input = TextBuffer::with_text(typed);
            self.search(self.query.filters.clone(), scene);
            return LineReply::Refresh;
        };
        // The mark stays, so that afterwards the same ten are told.
        let row = &self.row_window.rows()[self.row_window.selected() + place];
        match scene.journal.entry_with_edit_time(&row.id) {
            Ok(Some(reading)) => {
                self.entry_view.open(Some(reading));
                self.mode = HistoryMode::Reader;
                LineReply::Refresh
            }
            Ok(None) => LineReply::invalid("That walk isn't there any more."),
            Err(error) => LineReply::invalid(error.to_string()),
        }
    }

    /// What comes of something that may only change what is told.
    fn run_or_refresh(
        &mut self,
        done: impl FnOnce(&mut Self) -> AppCommand,
    ) -> LineReply<AppCommand> {
        match done(self) {
            AppCommand::None => LineReply::Refresh,
            outcome => LineReply::Done(outcome),
        }
    }

    /// Does what was picked. A walk that something is done with is left, for the list to be told after it.
    fn on_choice_in_entry(&mut self, pick: HistoryChoice, scene: &ScreenContext) -> AppCommand {
        let is_asked_on = matches!(
            pick,
            HistoryChoice::ChooseAnswer(_) | HistoryChoice::ChooseFilter(_)
        );
        let outcome = self.on_choice(pick, scene);
        if self.mode == HistoryMode::Reader && !is_asked_on {
            self.close_entry(scene);
        }
        outcome
    }

    fn remaining_rows(&self) -> usize {
        self.row_window.rows().len() - self.row_window.selected()
    }

    /// The walk that is read, and what can be done with it.
    fn open_entry_popup(&self) -> Option<(&Entry, Popup<HistoryChoice>)> {
        let entry = self
            .entry_view
            .entry()
            .filter(|_| self.mode == HistoryMode::Reader)?;
        Some((
            entry,
            build_entry_actions_popup(entry, self.query.filters.list()),
        ))
    }
}

fn build_entry_actions_popup(entry: &Entry, shelf: EntryList) -> Popup<HistoryChoice> {
    let does = |outcome: fn(EntryId) -> AppCommand| HistoryChoice::Run(outcome(entry.id.clone()));
    let mut picks = vec![("Go back to the list", HistoryChoice::Cancel)];
    match shelf {
        EntryList::Trash => picks.push(("Bring it back", does(AppCommand::RestoreEntry))),
        EntryList::Drafts => picks.push(("Go on with it", does(AppCommand::ResumeEntry))),
        EntryList::Done => picks.extend([
            ("Look back on it", does(|id| AppCommand::FollowUp(Some(id)))),
            (
                "Change an answer",
                HistoryChoice::ChooseAnswer(entry.id.clone()),
            ),
            ("Walk it again", does(AppCommand::RepeatExercise)),
        ]),
    }
    if shelf != EntryList::Trash {
        picks.push(("Put it in the trash", does(AppCommand::DeleteEntry)));
    }
    Popup::new("What would you like to do with it?", picks)
}

/// The question which answer of a walk to change.
pub(super) fn build_answer_popup(entry: &Entry) -> Popup<HistoryChoice> {
    let mut picks = vec![("None of them", HistoryChoice::Cancel)];
    picks.extend(entry.answers.iter().map(|answered| {
        let change = AppCommand::EditAnswer(entry.id.clone(), answered.step.clone());
        (answered.prompt.as_str(), HistoryChoice::Run(change))
    }));
    Popup::new("Which answer would you like to change?", picks)
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
