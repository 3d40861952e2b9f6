//! The history line by line: ten walks at a time, one of them read whole and acted on, words looked for.

use super::filters::HistoryChoice;
use super::{HistoryMode, HistoryScreen, answer_text, format_start};
use crate::editor::TextBuffer;
use crate::entry::{Entry, EntryId};
use crate::journal::Shelf;
use crate::screens::sheet::Popup;
use crate::screens::{AppCommand, ScreenContext};
use crate::spoken::{self, Heard, Spoken, count};
use crate::text::one_line;

/// As many as anybody keeps in mind, or less.
const AT_ONCE: usize = 10;

impl HistoryScreen {
    /// What is open: a question, one walk, or the next ten from the mark on.
    pub fn spoken(&self) -> Spoken {
        if let Some(sheet) = &self.popup {
            return sheet.spoken();
        }
        match self.open_walk() {
            Some((entry, sheet)) => {
                let mut lines = whole(entry);
                let Spoken { lines: picks, ask } = sheet.spoken();
                lines.extend(picks);
                Spoken::new(lines, ask)
            }
            None => self.spoken_list(),
        }
    }

    fn spoken_list(&self) -> Spoken {
        let mut lines = vec![format!("History, {}", self.position_label())];
        lines.extend(self.only());
        let rows = self
            .row_window
            .rows()
            .iter()
            .skip(self.row_window.selected());
        let told: Vec<_> = rows
            .take(AT_ONCE)
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
        if told.is_empty() {
            let ask = "Words to look for, or /filter. Enter goes back.";
            let only = self.only().into_iter();
            let lines = only.chain([self.empty_message().to_owned()]).collect();
            return Spoken::new(lines, ask);
        }
        lines.extend(spoken::numbered(told.iter().map(String::as_str)));
        let older = if self.shown() > AT_ONCE {
            "Enter tells older ones"
        } else {
            "these are the oldest"
        };
        let ask = format!(
            "A number opens a walk, {older}, other words are looked for. Also: /filter, /export, /undo, /back."
        );
        Spoken::new(lines, ask)
    }

    /// What is looked for and which filters hold.
    fn only(&self) -> Option<String> {
        let words = Some(self.search_input.text().trim()).filter(|words| !words.is_empty());
        let words = words.map(|words| format!("with “{words}” in them"));
        let told = self.filter_labels.iter().map(|(_, filter)| filter.clone());
        let only: Vec<_> = words.into_iter().chain(told).collect();
        (!only.is_empty()).then(|| format!("Only those {}.", only.join(", ")))
    }

    /// What a line means here.
    pub fn hear(&mut self, typed: &str, scene: &ScreenContext) -> Heard<AppCommand> {
        let typed = typed.trim();
        if typed == "/back" {
            return self.or_anew(|history| history.go_back(scene));
        }
        let sheet = self.popup.clone();
        let sheet = sheet.or_else(|| self.open_walk().map(|(_, sheet)| sheet));
        match (sheet, typed) {
            (Some(sheet), typed) => match sheet.hear(typed) {
                Heard::Done(pick) => self.or_anew(|history| history.pick_of(pick, scene)),
                heard => heard.map(|_| AppCommand::None),
            },
            (None, "/filter") => self.or_anew(|history| history.open_filter_popup(scene)),
            (None, "/export") if !self.row_window.rows().is_empty() => {
                self.or_anew(Self::open_export_popup)
            }
            (None, "/export") => Heard::unclear("There is nothing here to write into a file."),
            (None, "/undo") => Heard::Done(AppCommand::Undelete),
            (None, "") => self.hear_older(scene),
            (None, typed) => self.hear_of_list(typed, scene),
        }
    }

    fn hear_older(&mut self, scene: &ScreenContext) -> Heard<AppCommand> {
        match self.shown() {
            0 => Heard::Done(AppCommand::Back),
            shown if shown <= AT_ONCE => Heard::unclear("These are the oldest."),
            _ => match self.move_by(AT_ONCE.cast_signed(), scene.journal) {
                Ok(()) => Heard::Anew,
                Err(error) => Heard::unclear(error.to_string()),
            },
        }
    }

    fn hear_of_list(&mut self, typed: &str, scene: &ScreenContext) -> Heard<AppCommand> {
        let Some(place) = spoken::place(typed, self.shown().min(AT_ONCE)) else {
            self.search_input = TextBuffer::with_text(typed);
            self.search(self.query.filters.clone(), scene);
            return Heard::Anew;
        };
        // The mark stays, so that afterwards the same ten are told.
        let row = &self.row_window.rows()[self.row_window.selected() + place];
        match scene.journal.reading(&row.id) {
            Ok(Some(reading)) => {
                self.entry_view.open(Some(reading));
                self.mode = HistoryMode::Reader;
                Heard::Anew
            }
            Ok(None) => Heard::unclear("That walk isn't there any more."),
            Err(error) => Heard::unclear(error.to_string()),
        }
    }

    /// What comes of something that may only change what is told.
    fn or_anew(&mut self, done: impl FnOnce(&mut Self) -> AppCommand) -> Heard<AppCommand> {
        match done(self) {
            AppCommand::None => Heard::Anew,
            outcome => Heard::Done(outcome),
        }
    }

    /// Does what was picked. A walk that something is done with is left, for the list to be told after it.
    fn pick_of(&mut self, pick: HistoryChoice, scene: &ScreenContext) -> AppCommand {
        let is_asked_on = matches!(
            pick,
            HistoryChoice::ChooseAnswer(_) | HistoryChoice::ChooseFilterValue(_)
        );
        let outcome = self.on_choice(pick, scene);
        if self.mode == HistoryMode::Reader && !is_asked_on {
            self.close_entry(scene);
        }
        outcome
    }

    fn shown(&self) -> usize {
        self.row_window.rows().len() - self.row_window.selected()
    }

    /// The walk that is read, and what can be done with it.
    fn open_walk(&self) -> Option<(&Entry, Popup<HistoryChoice>)> {
        let entry = self
            .entry_view
            .entry()
            .filter(|_| self.mode == HistoryMode::Reader)?;
        Some((entry, deeds(entry, self.query.filters.shelf)))
    }
}

fn deeds(entry: &Entry, shelf: Shelf) -> Popup<HistoryChoice> {
    let does = |outcome: fn(EntryId) -> AppCommand| HistoryChoice::Run(outcome(entry.id.clone()));
    let mut picks = vec![("Go back to the list", HistoryChoice::Cancel)];
    match shelf {
        Shelf::Trash => picks.push(("Bring it back", does(AppCommand::RestoreEntry))),
        Shelf::Drafts => picks.push(("Go on with it", does(AppCommand::ResumeEntry))),
        Shelf::Done => picks.extend([
            ("Look back on it", does(|id| AppCommand::FollowUp(Some(id)))),
            (
                "Change an answer",
                HistoryChoice::ChooseAnswer(entry.id.clone()),
            ),
            ("Walk it again", does(AppCommand::RepeatExercise)),
        ]),
    }
    if shelf != Shelf::Trash {
        picks.push(("Put it in the trash", does(AppCommand::DeleteEntry)));
    }
    Popup::new("What would you like to do with it?", picks)
}

/// The question which answer of a walk to change.
pub(super) fn answers(entry: &Entry) -> Popup<HistoryChoice> {
    let mut picks = vec![("None of them", HistoryChoice::Cancel)];
    picks.extend(entry.answers.iter().map(|answered| {
        let change = AppCommand::EditAnswer(entry.id.clone(), answered.step.clone());
        (answered.prompt.as_str(), HistoryChoice::Run(change))
    }));
    Popup::new("Which answer would you like to change?", picks)
}

fn whole(entry: &Entry) -> Vec<String> {
    let answers = count(entry.answers.len() as u64, "answer", "answers");
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
