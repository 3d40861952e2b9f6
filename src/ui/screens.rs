//! The screens. Each one has its state, handles keys and draws itself. What a key leads to is returned to
//! [`crate::ui::app`] as an [`AppCommand`].

pub(crate) mod break_screen;
pub(crate) mod cards_screen;
pub(crate) mod choice_screen;
pub(crate) mod draft_list;
pub(crate) mod exercise_page;
pub(crate) mod help_me_choose;
pub(crate) mod history_screen;
pub(crate) mod home_screen;
pub(crate) mod insights_screen;
pub(crate) mod key_help_page;
pub(crate) mod path_screen;
pub mod people_page;
pub(crate) mod popup;
pub(crate) mod profile_choice;
pub(crate) mod profile_page;
pub(crate) mod report_screen;
pub(crate) mod session_screen;
pub(crate) mod storage_failure_screen;
pub(crate) mod text_page;
pub(crate) mod trusted_people_editor;
pub(crate) mod unlock_screen;
pub(crate) mod welcome_page;
pub(crate) mod work_screen;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::content::library::Library;
use crate::domain::entry::{Answer, EntryId};
use crate::storage::export::ExportOptions;
use crate::storage::insight_queries::Period;
use crate::storage::journal::Journal;
use crate::storage::profile::ProfileChange;
use crate::storage::report::ReportRequest;
use crate::storage::search::{Filters, Query};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::screens::help_me_choose::AvailableTime;
use crate::ui::theme::Theme;

/// A screen of the application.
#[derive(Debug)]
pub(crate) enum Screen {
    Home(Box<home_screen::HomeScreen>),
    Session(Box<session_screen::SessionScreen>),
    Break(Box<break_screen::BreakScreen>),
    History(Box<history_screen::HistoryScreen>),
    Cards(Box<cards_screen::CardsScreen>),
    Insights(Box<insights_screen::InsightsScreen>),
    TextPage(text_page::TextPage),
    ProfileChoice(profile_choice::ProfileChoice),
    TrustedPeople(trusted_people_editor::TrustedPeopleEditor),
    Report(report_screen::ReportScreen),
    StorageFailure(storage_failure_screen::StorageFailureScreen),
    Unlock(unlock_screen::UnlockScreen),
    Choice(choice_screen::ChoiceScreen),
    Drafts(draft_list::DraftList),
    Path(path_screen::PathScreen),
    Work(work_screen::WorkScreen),
}

/// What a screen may read while it handles input.
#[derive(Debug)]
pub(crate) struct ScreenContext<'a> {
    pub(crate) library: &'a Library,
    pub(crate) journal: &'a Journal,
    /// The area above the footer.
    pub(crate) area: Rect,
    pub(crate) theme: Theme,
}

/// What the application must do after a key or a line.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum AppCommand {
    None,
    /// Return to the screen below.
    Back,
    Quit,
    /// Start an exercise, by id.
    StartExercise(String),
    /// Resume a draft.
    ResumeEntry(EntryId),
    /// Start the check-in.
    StartCheckIn,
    /// Play the next break in place of the one on top.
    NextBreak,
    /// Ask how it is after the break on top.
    RateBreak,
    /// Start a break, by id; empty for the default break.
    StartBreak(String),
    /// Open a path, by id.
    ShowPath(String),
    ShowHistory,
    /// Open the history with these filters.
    ShowFilteredHistory(Filters),
    /// Search or filter the history on top, as this action does.
    SearchHistory(Action),
    /// Search the history on top for these words.
    SearchHistoryFor(String),
    ShowInsights,
    /// Open “My lines”.
    ShowCards,
    /// Keep the good-enough line of an entry as a card, or no longer.
    ToggleCard(EntryId),
    /// Keep it as a card, or remove the card.
    SetCard(EntryId, bool),
    /// Start the follow-up of an entry, or of the one that has been due longest.
    FollowUp(Option<EntryId>),
    ShowPeople,
    /// Open the page about an exercise, by id.
    ShowExercisePage(String),
    ShowProfile,
    OpenLink(PageTarget),
    ChangeProfile(ProfileChange),
    /// Turn the bell of a breath on or off.
    SetBell(bool),
    /// List the unfinished exercises.
    ShowDrafts,
    /// “Help me choose”: ask what it feels like.
    AskFeeling,
    /// Ask how much time there is. The feeling is the id of a heading of the menu.
    AskAvailableTime(String),
    /// Suggest an exercise for a feeling and a time.
    SuggestExercise(String, AvailableTime),
    /// Suggest what calms, to somebody who can't tell what it feels like.
    SuggestCalming,
    /// Leave all questions and return to the screen below them.
    LeaveChoices,
    /// Submit the answer of the current step; none skips it.
    SubmitAnswer(Option<Answer>),
    CopyText(String),
    /// Add a text of the session to the print queue, or remove it.
    TogglePrint(String),
    /// Go back a step and keep the current answer.
    PreviousStep,
    /// Go back to the step with this id.
    GoToStep(String),
    /// Keep the current answer and go on to the later step that this one offers.
    SkipAhead,
    /// Leave this session as a draft and take its thought to the exercise with this id.
    SwitchToPatternExercise(String),
    /// Leave the session as a draft.
    LeaveSession,
    /// Move the session to the trash.
    DiscardSession,
    /// Move an entry to the trash.
    DeleteEntry(EntryId),
    /// Restore the entry deleted last.
    Undelete,
    /// Export the entries that the query finds, and how many these are, if it is known.
    Export(Box<Query>, ExportOptions, Option<u64>),
    /// Stop the long work that runs.
    StopWork,
    /// Ask what goes into a report on this period, such as the words of this entry.
    AskForReport(Period, Option<report_screen::OfferedEntry>),
    WriteReport(Box<ReportRequest>),
    /// Restore an entry from the trash.
    RestoreEntry(EntryId),
    /// Change the answer of a finished entry to the step with this id.
    EditAnswer(EntryId, String),
    /// Start the same exercise again with the thought of this entry.
    RepeatExercise(EntryId),
    Recover(storage_failure_screen::RecoveryAction),
    /// Ask for the passphrase, and do this once the journal is open.
    ShowUnlock(Box<Self>),
    /// Check what was typed into the field for the passphrase.
    Unlock,
    /// Run the command of the configuration that gives the passphrase.
    RunAskCommand,
    /// Go on with the journal locked.
    SkipUnlocking,
    /// Quit without the words that can't be saved because the journal is locked.
    QuitUnsaved,
}

/// What a link of a page opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageTarget {
    /// The choice of the country whose numbers are shown.
    Region,
    /// The question whether the user looks after a child.
    ChildCare,
    /// People to talk to.
    People,
    /// The editor of trusted people.
    TrustedPeople,
    /// A page of the library, by id.
    LibraryPage(String),
    /// What the program is and isn't, with the path of the journal.
    About(String),
}

impl Screen {
    /// The context that decides what keys do.
    pub(crate) fn key_context(&self) -> KeyContext {
        match self {
            Self::Home(home) => home.key_context(),
            Self::Session(session_screen) => session_screen.key_context(),
            Self::Break(break_screen) => break_screen.key_context(),
            Self::History(history) => history.key_context(),
            Self::Cards(cards) => cards.key_context(),
            Self::Insights(insights) => insights.key_context(),
            Self::TextPage(page) => page.key_context(),
            Self::TrustedPeople(_) => KeyContext::TrustedPeople,
            Self::Unlock(_) => KeyContext::Passphrase,
            Self::Report(report) => report.key_context(),
            Self::Drafts(_) => KeyContext::DraftList,
            Self::Path(_) => KeyContext::PathPage,
            Self::Work(_) => KeyContext::Work,
            Self::ProfileChoice(_) | Self::StorageFailure(_) | Self::Choice(_) => KeyContext::Popup,
        }
    }

    /// Whether the screen uses the width of wide windows for two panes.
    pub(crate) const fn has_panes(&self) -> bool {
        matches!(self, Self::Home(_) | Self::History(_) | Self::Insights(_))
    }

    /// Whether an action has an effect now. The footer hides others.
    pub(crate) fn is_available(&self, action: Action) -> bool {
        if action == Action::OpenExternalEditor && self.edited_text().is_none() {
            return false;
        }
        match self {
            Self::Session(session_screen) => session_screen.is_available(action),
            Self::Break(break_screen) => break_screen.is_available(action),
            Self::History(history) => history.is_available(action),
            Self::Cards(cards) => cards.is_available(action),
            Self::Insights(insights) => insights.is_available(action),
            Self::Home(home) => home.is_available(action),
            Self::Drafts(drafts) => drafts.is_available(action),
            Self::Path(path) => path.is_available(action),
            Self::TextPage(_)
            | Self::Choice(_)
            | Self::ProfileChoice(_)
            | Self::TrustedPeople(_)
            | Self::Report(_)
            | Self::Unlock(_)
            | Self::StorageFailure(_) => true,
            Self::Work(work) => work.is_available(action),
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        match self {
            Self::Home(home) => home.on_key(press, context),
            Self::Session(session_screen) => session_screen.on_key(press, context.area),
            Self::Break(break_screen) => break_screen.on_key(press, context),
            Self::History(history) => history.on_key(press, context),
            Self::Cards(cards) => cards.on_key(press, context),
            Self::Insights(insights) => insights.on_key(press, context),
            Self::TextPage(page) => page.on_key(press, context),
            Self::ProfileChoice(ask) => ask.on_key(press),
            Self::TrustedPeople(editor) => editor.on_key(press, context.area),
            Self::Report(report) => report.on_key(press, context.area),
            Self::StorageFailure(trouble) => trouble.on_key(press),
            Self::Unlock(unlock) => unlock.on_key(press),
            Self::Choice(choice) => choice.on_key(press),
            Self::Drafts(drafts) => drafts.on_key(press, context),
            Self::Path(path) => path.on_key(press, context),
            Self::Work(work) => work.on_key(press),
        }
    }

    pub(crate) fn on_paste(&mut self, text: &str) {
        match self {
            Self::Session(session_screen) => session_screen.on_paste(text),
            Self::TrustedPeople(editor) => editor.on_paste(text),
            Self::Report(report) => report.on_paste(text),
            Self::History(history) => history.on_paste(text),
            Self::Home(home) => home.on_paste(text),
            Self::Unlock(unlock) => unlock.on_paste(text),
            _ => {}
        }
    }

    /// The text being written.
    pub(crate) fn edited_text(&self) -> Option<&str> {
        match self {
            Self::Session(session_screen) => session_screen.edited_text().map(|(words, _)| words),
            Self::TrustedPeople(editor) => Some(editor.edited_text()),
            _ => None,
        }
    }

    /// Replaces the text being written, after the external editor closes.
    pub(crate) fn set_text(&mut self, words: &str) {
        match self {
            Self::Session(session_screen) => session_screen.set_text(words, words.len()),
            Self::TrustedPeople(editor) => editor.set_text(words),
            _ => {}
        }
    }

    /// A hash of the current input, used to detect unsaved changes.
    pub(crate) fn input_hash(&self) -> Option<u64> {
        match self {
            Self::Session(session_screen) => Some(session_screen.input_hash()),
            Self::TrustedPeople(editor) => Some(u64::from(editor.is_saved())),
            _ => None,
        }
    }

    /// Adapts to the size of the terminal.
    pub(crate) fn set_area(&mut self, area: Rect) {
        if let Self::Session(session_screen) = self {
            session_screen.set_area(area);
        }
    }

    /// Pauses a breath when another screen covers this one.
    pub(crate) fn pause(&mut self) {
        match self {
            Self::Session(session_screen) => session_screen.pause(),
            Self::Break(break_screen) => break_screen.pause(),
            _ => {}
        }
    }

    pub(crate) fn on_tick(&mut self, elapsed: Duration) {
        match self {
            Self::Session(session_screen) => session_screen.on_tick(elapsed),
            Self::Break(break_screen) => break_screen.on_tick(elapsed),
            _ => {}
        }
    }

    /// The time until the next frame is needed; none if nothing moves.
    pub(crate) fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        match self {
            Self::Session(session_screen) => session_screen.next_frame_in(theme),
            Self::Break(break_screen) => break_screen.next_frame_in(theme),
            _ => None,
        }
    }

    /// Whether background work is left.
    pub(crate) fn has_idle_work(&self) -> bool {
        matches!(self, Self::History(history) if history.has_idle_work())
    }

    /// Does one batch of background work. Returns true if the screen changed.
    pub(crate) fn run_idle_work(&mut self, journal: &Journal) -> bool {
        match self {
            Self::History(history) => history.run_idle_work(journal),
            _ => false,
        }
    }

    /// The screen in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        match self {
            Self::Home(home) => home.line_prompt(),
            Self::Session(session_screen) => session_screen.line_prompt(),
            Self::Break(break_screen) => break_screen.line_prompt(),
            Self::History(history) => history.line_prompt(),
            Self::Cards(cards) => cards.line_prompt(),
            Self::Insights(insights) => insights.line_prompt(),
            Self::TextPage(page) => page.line_prompt(),
            Self::ProfileChoice(ask) => ask.line_prompt(),
            Self::TrustedPeople(editor) => editor.line_prompt(),
            Self::Report(report) => report.line_prompt(),
            Self::StorageFailure(trouble) => trouble.line_prompt(),
            Self::Unlock(unlock) => unlock.line_prompt(),
            Self::Choice(choice) => choice.line_prompt(),
            Self::Drafts(drafts) => drafts.line_prompt(),
            Self::Path(path) => path.line_prompt(),
            Self::Work(work) => work.line_prompt(),
        }
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(
        &mut self,
        typed: &str,
        context: &ScreenContext,
    ) -> LineReply<AppCommand> {
        match self {
            Self::Home(home) => home.on_line(typed, context.library),
            Self::Session(session_screen) => session_screen.on_line(typed),
            Self::Break(break_screen) => break_screen.on_line(typed),
            Self::History(history) => history.on_line(typed, context),
            Self::Cards(cards) => cards.on_line(typed, context.journal),
            Self::Insights(_) => LineReply::Done(AppCommand::Back),
            Self::TextPage(page) => page.on_line(typed),
            Self::ProfileChoice(ask) => ask.on_line(typed),
            Self::TrustedPeople(editor) => editor.on_line(typed),
            Self::Report(report) => report.on_line(typed),
            Self::StorageFailure(trouble) => trouble.on_line(typed),
            Self::Unlock(_) => LineReply::Done(AppCommand::SkipUnlocking),
            Self::Choice(choice) => choice.on_line(typed),
            Self::Drafts(drafts) => drafts.on_line(typed),
            Self::Path(path) => path.on_line(typed),
            Self::Work(_) => LineReply::Incomplete,
        }
    }

    /// The text of a session that can be taken along.
    pub(crate) fn text_to_copy(&self) -> Option<String> {
        match self {
            Self::Session(session_screen) => session_screen.text_to_copy(),
            _ => None,
        }
    }

    /// Keeps the good-enough line of the summary as a card.
    pub(crate) fn card_command(&self) -> Option<AppCommand> {
        match self {
            Self::Session(session_screen) => session_screen.card_command(),
            _ => None,
        }
    }

    /// What line mode prints as time passes; none if nothing does.
    pub(crate) fn announcement(&self) -> Option<String> {
        match self {
            Self::Session(session_screen) => session_screen.announcement(),
            Self::Break(break_screen) => break_screen.announcement(),
            _ => None,
        }
    }

    /// Draws the screen above the footer and returns the cursor position.
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        match self {
            Self::Home(home) => return home.render(area, buf, theme),
            Self::Session(session_screen) => return session_screen.render(area, buf, theme),
            Self::Break(break_screen) => break_screen.render(area, buf, theme),
            Self::History(history) => return history.render(area, buf, theme),
            Self::Cards(cards) => cards.render(area, buf, theme),
            Self::Insights(insights) => insights.render(area, buf, theme),
            Self::TextPage(page) => page.render(area, buf, theme),
            Self::ProfileChoice(ask) => ask.render(area, buf, theme),
            Self::TrustedPeople(editor) => return editor.render(area, buf, theme),
            Self::Report(report) => return report.render(area, buf, theme),
            Self::StorageFailure(trouble) => trouble.render(area, buf, theme),
            Self::Unlock(unlock) => return unlock.render(area, buf, theme),
            Self::Choice(choice) => choice.render(area, buf, theme),
            Self::Drafts(drafts) => drafts.render(area, buf, theme),
            Self::Path(path) => path.render(area, buf, theme),
            Self::Work(work) => work.render(area, buf, theme),
        }
        None
    }
}
