//! The screens: each has its state, takes keys and draws itself. What follows from a key goes up to
//! [`crate::ui::app`] as an [`Outcome`].

pub mod break_screen;
pub mod history_screen;
pub mod home_screen;
pub mod insights_screen;
pub mod key_help_page;
mod layout;
pub mod people_page;
pub mod popup;
pub mod profile_choice;
pub mod profile_page;
pub mod session_screen;
pub mod storage_failure_screen;
pub mod text_page;
pub mod trusted_people_editor;
pub mod welcome_page;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use self::layout::{
    MAX_TEXT_WIDTH, max_header_label_width, render_header, side_margin, text_area,
};
use crate::content::library::Library;
use crate::domain::entry::{Answer, EntryId};
use crate::storage::export::ExportOptions;
use crate::storage::journal::Journal;
use crate::storage::profile::ProfileChange;
use crate::storage::search::{Filters, Query};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;

/// One screen of the program.
#[derive(Debug)]
pub enum Screen {
    Home(home_screen::HomeScreen),
    Session(Box<session_screen::SessionScreen>),
    Break(Box<break_screen::BreakScreen>),
    History(Box<history_screen::HistoryScreen>),
    Insights(Box<insights_screen::InsightsScreen>),
    TextPage(text_page::TextPage),
    ProfileChoice(profile_choice::ProfileChoice),
    TrustedPeople(trusted_people_editor::TrustedPeopleEditor),
    StorageFailure(storage_failure_screen::StorageFailureScreen),
}

/// What a screen may look at while it decides.
#[derive(Debug)]
pub struct ScreenContext<'a> {
    pub library: &'a Library,
    pub journal: &'a Journal,
    /// The whole terminal.
    pub area: Rect,
    pub theme: Theme,
}

/// What follows from a key.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum AppCommand {
    None,
    /// Back to the screen below.
    Back,
    /// Out of the program.
    Quit,
    /// An exercise begins.
    StartExercise(String),
    /// An unfinished walk goes on.
    ResumeEntry(EntryId),
    /// A break begins.
    StartBreak(String),
    ShowHistory,
    /// The history, with what is behind a figure.
    ShowFilteredHistory(Filters),
    /// What it all adds up to.
    ShowInsights,
    /// How a fear turned out: that of an entry, or the one that has waited longest.
    FollowUp(Option<EntryId>),
    ShowPeople,
    /// What is known of the person.
    ShowProfile,
    /// Where a choice of a page leads.
    OpenLink(PageTarget),
    /// Something the person told about themselves.
    ChangeProfile(ProfileChange),
    /// One exercise, drawn at random.
    StartRandomExercise,
    /// The step on the screen was answered, or skipped.
    SubmitAnswer(Option<Answer>),
    /// These words are to be copied.
    CopyText(String),
    /// These words of the walk on the screen are to be printed when the person leaves.
    TogglePrint(String),
    /// Back a step, with what stands there kept.
    PreviousStep,
    /// Back to a certain step.
    GoToStep(String),
    /// The thought goes to an exercise that looks at it as a pattern, and this walk waits.
    SwitchToPatternExercise(String),
    /// Out of the walk, which stays unfinished.
    LeaveSession,
    /// The walk is thrown away.
    DiscardSession,
    /// An entry goes to the trash.
    DeleteEntry(EntryId),
    /// The entry deleted last comes back.
    Undelete,
    /// What is found goes into a file.
    Export(Box<Query>, ExportOptions),
    /// An entry comes back from the trash.
    RestoreEntry(EntryId),
    /// One answer of a finished walk is changed: that to this step.
    EditAnswer(EntryId, String),
    /// The same exercise once more, with the thought of that walk.
    RepeatExercise(EntryId),
    /// What is to be done about a journal in trouble.
    Recover(storage_failure_screen::RecoveryAction),
}

/// Where a choice of a page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageTarget {
    /// Which country's numbers to show.
    Region,
    /// Whether the person looks after a child.
    ChildCare,
    /// The people they trust.
    TrustedPeople,
    /// A page of the library.
    LibraryPage(String),
}

impl Screen {
    /// Which keys hold now.
    pub fn key_context(&self) -> KeyContext {
        match self {
            Self::Home(_) => KeyContext::Home,
            Self::Session(session_screen) => session_screen.key_context(),
            Self::Break(break_screen) => break_screen.key_context(),
            Self::History(history) => history.key_context(),
            Self::Insights(_) => KeyContext::Insights,
            Self::TextPage(page) => page.key_context(),
            Self::TrustedPeople(_) => KeyContext::TrustedPeople,
            Self::ProfileChoice(_) | Self::StorageFailure(_) => KeyContext::Popup,
        }
    }

    /// Whether there is anything for this action to act on now. Where there isn't, it isn't offered.
    pub fn is_available(&self, action: Action) -> bool {
        match self {
            Self::Session(session_screen) => session_screen.is_available(action),
            Self::Break(break_screen) => break_screen.is_available(action),
            Self::History(history) => history.is_available(action),
            Self::Insights(insights) => insights.is_available(action),
            Self::Home(home) => home.is_available(action),
            Self::TextPage(_)
            | Self::ProfileChoice(_)
            | Self::TrustedPeople(_)
            | Self::StorageFailure(_) => true,
        }
    }

    pub fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        match self {
            Self::Home(home) => home.on_key(press, context),
            Self::Session(session_screen) => session_screen.on_key(press, context.area),
            Self::Break(break_screen) => break_screen.on_key(press, context.area),
            Self::History(history) => history.on_key(press, context),
            Self::Insights(insights) => insights.on_key(press, context),
            Self::TextPage(page) => page.on_key(press, context),
            Self::ProfileChoice(ask) => ask.on_key(press),
            Self::TrustedPeople(editor) => editor.on_key(press, context.area),
            Self::StorageFailure(trouble) => trouble.on_key(press),
        }
    }

    pub fn on_paste(&mut self, text: &str) {
        match self {
            Self::Session(session_screen) => session_screen.on_paste(text),
            Self::TrustedPeople(editor) => editor.on_paste(text),
            Self::History(history) => history.on_paste(text),
            _ => {}
        }
    }

    /// Words being written here.
    pub fn edited_text(&self) -> Option<&str> {
        match self {
            Self::Session(session_screen) => session_screen.edited_text().map(|(words, _)| words),
            Self::TrustedPeople(editor) => Some(editor.edited_text()),
            _ => None,
        }
    }

    /// Takes up the words that the person's own editor gave back.
    pub fn set_text(&mut self, words: &str) {
        match self {
            Self::Session(session_screen) => session_screen.set_text(words, words.len()),
            Self::TrustedPeople(editor) => editor.set_text(words),
            _ => {}
        }
    }

    /// A number that is another one as soon as anything the person put on the screen is.
    pub fn input_hash(&self) -> Option<u64> {
        match self {
            Self::Session(session_screen) => Some(session_screen.input_hash()),
            Self::TrustedPeople(editor) => Some(u64::from(editor.is_saved())),
            _ => None,
        }
    }

    /// Something else stands in front of it now.
    pub fn pause(&mut self) {
        match self {
            Self::Session(session_screen) => session_screen.pause(),
            Self::Break(break_screen) => break_screen.pause(),
            _ => {}
        }
    }

    pub fn on_tick(&mut self, elapsed: Duration) {
        match self {
            Self::Session(session_screen) => session_screen.on_tick(elapsed),
            Self::Break(break_screen) => break_screen.on_tick(elapsed),
            _ => {}
        }
    }

    /// When the next frame is wanted; none while nothing moves.
    pub fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        match self {
            Self::Session(session_screen) => session_screen.next_frame_in(theme),
            Self::Break(break_screen) => break_screen.next_frame_in(theme),
            _ => None,
        }
    }

    /// Whether something is left to do that nobody waits for.
    pub fn has_idle_work(&self) -> bool {
        matches!(self, Self::History(history) if history.has_idle_work())
    }

    /// Does a little of that. Says whether it is to be shown at once.
    pub fn run_idle_work(&mut self, journal: &Journal) -> bool {
        match self {
            Self::History(history) => history.run_idle_work(journal),
            _ => false,
        }
    }

    /// The screen line by line.
    pub fn line_prompt(&self) -> LinePrompt {
        match self {
            Self::Home(home) => home.line_prompt(),
            Self::Session(session_screen) => session_screen.line_prompt(),
            Self::Break(break_screen) => break_screen.line_prompt(),
            Self::History(history) => history.line_prompt(),
            Self::Insights(insights) => insights.line_prompt(),
            Self::TextPage(page) => page.line_prompt(),
            Self::ProfileChoice(ask) => ask.line_prompt(),
            Self::TrustedPeople(editor) => editor.line_prompt(),
            Self::StorageFailure(trouble) => trouble.line_prompt(),
        }
    }

    /// Takes a line that was typed.
    pub fn on_line(&mut self, typed: &str, context: &ScreenContext) -> LineReply<AppCommand> {
        match self {
            Self::Home(home) => home.on_line(typed),
            Self::Session(session_screen) => session_screen.on_line(typed),
            Self::Break(break_screen) => break_screen.on_line(typed),
            Self::History(history) => history.on_line(typed, context),
            Self::Insights(_) => LineReply::Done(AppCommand::Back),
            Self::TextPage(page) => page.on_line(typed),
            Self::ProfileChoice(ask) => ask.on_line(typed),
            Self::TrustedPeople(editor) => editor.on_line(typed),
            Self::StorageFailure(trouble) => trouble.on_line(typed),
        }
    }

    /// Words of a walk that a person may take along.
    pub fn text_to_copy(&self) -> Option<String> {
        match self {
            Self::Session(session_screen) => session_screen.text_to_copy(),
            _ => None,
        }
    }

    /// What is told of a time that passes here; none where nothing does.
    pub fn announcement(&self) -> Option<String> {
        match self {
            Self::Session(session_screen) => session_screen.announcement(),
            Self::Break(break_screen) => break_screen.announcement(),
            _ => None,
        }
    }

    /// Draws the screen above its footer and says where the terminal's cursor belongs.
    pub fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        match self {
            Self::Home(home) => home.render(area, buf, theme),
            Self::Session(session_screen) => return session_screen.render(area, buf, theme),
            Self::Break(break_screen) => break_screen.render(area, buf, theme),
            Self::History(history) => return history.render(area, buf, theme),
            Self::Insights(insights) => insights.render(area, buf, theme),
            Self::TextPage(page) => page.render(area, buf, theme),
            Self::ProfileChoice(ask) => ask.render(area, buf, theme),
            Self::TrustedPeople(editor) => return editor.render(area, buf, theme),
            Self::StorageFailure(trouble) => trouble.render(area, buf, theme),
        }
        None
    }
}
