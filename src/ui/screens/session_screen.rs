//! A session: the pinned thought and one step at a time.

mod context_block;
mod fields;
pub(crate) mod keeping;
mod line_mode;
mod note;
mod render;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use jiff::civil::Date;
use ratatui::layout::Rect;

use self::fields::{Fields, FocusedField};
use self::keeping::Keeping;
use self::note::Note;
use super::AppCommand;
use super::popup::Popup;
use crate::content::library::Library;
use crate::domain::date_phrase::format_past_day;
use crate::domain::entry::{Entry, EntryId, LocalTime};
use crate::domain::exercise::{Exercise, Role, Step, StepKind};
use crate::domain::session::Session;
use crate::ui::keymap::{Action, KeyContext, KeyPress, with_people_key};
use crate::ui::layout::{screen_area, text_area};
use crate::ui::steps::{self, StepEvent, StepView, Suggestions};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A session and its current step.
#[derive(Debug)]
pub(crate) struct SessionScreen {
    session: Session,
    step_view: Box<dyn StepView>,
    /// The fields of the screen, of which the step is one.
    fields: Option<Fields>,
    note: Note,
    popup: Option<Popup<SessionChoice>>,
    /// Only the current answer is edited; then the screen closes.
    is_single_answer_edit: bool,
    /// A sentence about people to talk to, after a high distress rating.
    distress_notice: String,
    /// A quiet line above the prompt: the question of the thinking pattern that was ticked, or which worries wait.
    aside: String,
    /// Unknown until the user has answered.
    looks_after_child: Option<bool>,
    keeping: Keeping,
}

/// A choice in one of the popups of a session.
#[derive(Clone, Debug)]
enum SessionChoice {
    Run(AppCommand),
    /// Asks once more before the session is discarded.
    ConfirmDiscard,
}

impl SessionChoice {
    /// Closes the popup.
    const CONTINUE: Self = Self::Run(AppCommand::None);
}

impl SessionScreen {
    pub(crate) fn new(
        session: Session,
        library: &Library,
        now: &LocalTime,
        suggestions: Suggestions,
    ) -> Self {
        let waiting = suggestions.later_worries.clone();
        let step_view = steps::build_view(&session, library, now, suggestions);
        let distress_notice = if session.is_after_first_high_distress() {
            with_people_key(&library.change_lines().high_distress)
        } else {
            String::new()
        };
        let question = library.pattern_question(&session, session.screen_step());
        let aside = question.map_or(waiting, str::to_owned);
        let fields = Fields::new(&session, library);
        let note = session.screen_step().note.as_deref().unwrap_or_default();
        let mut note = Note::new(session.fill_template(&with_people_key(note)));
        // It was read before the first field.
        if fields.as_ref().is_some_and(|fields| !fields.is_first()) {
            note.set_read();
        }
        Self {
            session,
            step_view,
            fields,
            note,
            popup: None,
            is_single_answer_edit: false,
            distress_notice,
            aside,
            looks_after_child: None,
            keeping: Keeping::default(),
        }
    }

    /// Sets where the words are, before a key or a line that may ask about it.
    pub(crate) const fn set_keeping(&mut self, keeping: Keeping) {
        self.keeping = keeping;
    }

    /// Chooses the examples: those for people who look after a child, for others, or both if unknown.
    pub(crate) fn set_looks_after_child(&mut self, looks_after_child: Option<bool>) {
        self.looks_after_child = looks_after_child;
        self.step_view.set_looks_after_child(looks_after_child);
    }

    pub(crate) const fn session(&self) -> &Session {
        &self.session
    }

    /// Ends the session after the current answer.
    pub(crate) fn set_single_answer_edit(&mut self) {
        self.is_single_answer_edit = true;
        self.fields = None;
    }

    /// Sets the size of the terminal, on which it depends whether the note has the screen for itself at first.
    pub(crate) fn set_area(&mut self, area: Rect) {
        let area = text_area(screen_area(area));
        let prompt = if self.step_view.draws_prompt() {
            0
        } else {
            WrappedText::height(&self.session.prompt(self.top_step()), area.width)
        };
        let input = match &self.fields {
            Some(fields) => fields.height_range(&self.focused_field(), area.width).0,
            None => self.step_view.height_range(area.width).0,
        };
        self.note.fit(area, prompt.saturating_add(input));
    }

    /// The step whose texts stand above the input or the fields.
    fn top_step(&self) -> &Step {
        match self.fields {
            Some(_) => self.session.screen_step(),
            None => self.session.current_step(),
        }
    }

    fn focused_field(&self) -> FocusedField<'_> {
        FocusedField {
            view: &*self.step_view,
            help: self.help_text(self.session.current_step()),
            examples: self.example_lines(self.session.current_step()),
        }
    }

    fn help_text(&self, step: &Step) -> String {
        let help = step.help.as_ref();
        help.map(|help| self.session.fill_template(&with_people_key(help)))
            .unwrap_or_default()
    }

    fn example_lines(&self, step: &Step) -> Vec<String> {
        let examples = step.examples.for_person(self.looks_after_child);
        let line = |(index, example)| match index {
            0 => format!("For example: {example}"),
            _ => format!("Or: {example}"),
        };
        examples.into_iter().enumerate().map(line).collect()
    }

    /// The position in the chapter, or in the exercise where it has none. There is no total while an answer still to come
    /// decides which steps follow.
    fn progress_label(&self) -> String {
        match self.session.chapter_progress() {
            Some((chapter, _, 1)) => chapter.to_owned(),
            Some((chapter, number, count)) => format!("{chapter}, {number} of {count}"),
            None => match self.session.known_progress() {
                (_, Some(1)) => String::new(),
                (number, Some(count)) => format!("{number} of {count}"),
                (number, None) => format!("step {number}"),
            },
        }
    }

    /// The label of the later step that is offered.
    pub(crate) fn skip_label(&self) -> Option<&str> {
        let is_offered = self.popup.is_none() && !self.is_single_answer_edit;
        self.session.skip_label().filter(|_| is_offered)
    }

    pub(crate) const fn is_single_answer_edit(&self) -> bool {
        self.is_single_answer_edit
    }

    pub(crate) fn set_entry_id(&mut self, id: EntryId) {
        self.session.set_id(id);
    }

    /// Restores text in progress.
    pub(crate) fn set_text(&mut self, words: &str, caret: usize) {
        self.step_view.set_text(words, caret);
    }

    /// The text being written and the position of the caret.
    pub(crate) fn edited_text(&self) -> Option<(&str, usize)> {
        self.step_view.edited_text()
    }

    /// Whether there is an answer or a text in progress.
    pub(crate) fn has_content(&self) -> bool {
        let is_writing = self
            .edited_text()
            .is_some_and(|(words, _)| !words.trim().is_empty());
        is_writing || !self.with_current_answer().is_empty()
    }

    /// Pauses a breath while something covers it.
    pub(crate) fn pause(&mut self) {
        self.step_view.pause();
    }

    /// The entry to save, including the current input.
    pub(crate) fn entry(&self) -> Entry {
        // A finished entry has no draft for an unfinished text.
        match self
            .step_view
            .edited_text()
            .filter(|_| !self.session.is_finished())
        {
            Some((words, caret)) => self.session.to_entry(words, caret),
            None => self.with_current_answer().to_entry("", 0),
        }
    }

    /// The session with the current input as its answer.
    pub(crate) fn with_current_answer(&self) -> Session {
        let mut session = self.session.clone();
        session.set_answer(self.step_view.answer());
        session
    }

    /// A hash of the current input, used to detect unsaved changes.
    pub(crate) fn input_hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.step_view
            .edited_text()
            .map(|(words, _)| words)
            .hash(&mut hasher);
        self.step_view.answer().hash(&mut hasher);
        hasher.finish()
    }

    /// Offers to go back and soften a reframe that is hardly believed.
    pub(crate) fn offer_softening(&mut self, step: String, line: &str) {
        let choices = vec![
            ("Keep this line", SessionChoice::CONTINUE),
            (
                "Make it softer",
                SessionChoice::Run(AppCommand::GoToStep(step)),
            ),
        ];
        self.popup = Some(Popup::new(line, choices));
    }

    /// Offers a break after a high distress rating. `first` is the id and title of a grounding exercise.
    pub(crate) fn offer_break(&mut self, first: Option<(&str, &str)>) {
        let words = std::mem::take(&mut self.distress_notice);
        let question = format!("{words} You can rest first; this will wait.");
        let first = first.map(|(id, title)| {
            (
                format!("{title} first"),
                SessionChoice::Run(AppCommand::StartExercise(id.to_owned())),
            )
        });
        let mut choices = vec![("Keep going", SessionChoice::CONTINUE)];
        choices.extend(
            first
                .as_ref()
                .map(|(label, choice)| (label.as_str(), choice.clone())),
        );
        choices.push((
            "Breathe first",
            SessionChoice::Run(AppCommand::StartBreak(String::new())),
        ));
        choices.push((
            "People to talk to",
            SessionChoice::Run(AppCommand::ShowPeople),
        ));
        self.popup = Some(Popup::new(&question, choices));
    }

    /// Asks whether this is the worry of these days, newest first, and offers the pattern exercise.
    pub(crate) fn offer_pattern_exercise(
        &mut self,
        (days, today): (&[Date], Date),
        (id, title): (&str, &str),
    ) {
        let mut names: Vec<String> = Vec::new();
        for day in days.iter().rev() {
            let name = format_past_day(*day, today);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let question = match names.as_slice() {
            [day] => format!(
                "Could this be the worry you looked at {day}? Going over the same worry again can make it stronger."
            ),
            [first, second] => format!(
                "Could this be the worry you looked at {first} and {second}? Going over the same worry again can make it stronger."
            ),
            _ => "Could this be the worry you looked at on several days of the last week? Going over the same worry again can make it stronger.".to_owned(),
        };
        let instead = format!("{title}, with this thought");
        let choices = vec![
            ("Keep going", SessionChoice::CONTINUE),
            (
                instead.as_str(),
                SessionChoice::Run(AppCommand::SwitchToPatternExercise(id.to_owned())),
            ),
        ];
        self.popup = Some(Popup::new(&question, choices));
    }

    pub(crate) fn key_context(&self) -> KeyContext {
        match self.step_view.key_context() {
            _ if self.popup.is_some() => KeyContext::Popup,
            _ if self.note.is_apart() => KeyContext::PassiveStep,
            KeyContext::PassiveStep if self.session.is_last() => KeyContext::LastStep,
            context => context,
        }
    }

    /// Whether an action has an effect now.
    pub(crate) fn is_available(&self, action: Action) -> bool {
        match action {
            Action::PreviousStep => self.is_single_answer_edit || self.session.can_go_back(),
            Action::SkipAhead => self.skip_label().is_some(),
            Action::ToggleCard => self.card_command().is_some(),
            _ => self.step_view.is_available(action),
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, area: Rect) -> AppCommand {
        if let Some(popup) = &mut self.popup {
            return match popup.on_key(press) {
                Some(choice) => self.on_choice(choice),
                None => AppCommand::None,
            };
        }
        let is_apart = self.note.is_apart();
        if is_apart && self.note.on_key(press) {
            return AppCommand::None;
        }
        // It comes first, since some steps take any letter for the start of a text.
        if press.action == Some(Action::SkipAhead) && self.skip_label().is_some() {
            return AppCommand::SkipAhead;
        }
        // While only the note is shown, no key is for the step.
        let event = if is_apart {
            StepEvent::Ignored
        } else {
            self.step_view.on_key(press, text_area(area).width)
        };
        match event {
            StepEvent::Handled => return AppCommand::None,
            StepEvent::Answer(answer) => return AppCommand::SubmitAnswer(answer),
            StepEvent::Copy(words) => return AppCommand::CopyText(words),
            StepEvent::Print(words) => return AppCommand::TogglePrint(words),
            StepEvent::Ignored => {}
        }
        match press.action {
            // Leaving saves the current answer, as always.
            Some(Action::PreviousStep | Action::Leave) if self.is_standalone() => {
                return self.leave_command();
            }
            Some(Action::ToggleCard) => {
                return self.card_command().unwrap_or(AppCommand::None);
            }
            Some(Action::PreviousStep) => return AppCommand::PreviousStep,
            Some(Action::Leave) => self.open_pause_popup(),
            _ => {}
        }
        AppCommand::None
    }

    /// Whether it only changes one answer of a finished entry, or rates a break.
    pub(crate) fn is_standalone(&self) -> bool {
        self.is_single_answer_edit || self.session.exercise().is_break
    }

    /// Leaves with the current answer. A break that wasn't rated stays as it is.
    fn leave_command(&self) -> AppCommand {
        let after = Exercise::DISTRESS_AFTER_BREAK;
        let is_break = self.session.exercise().is_break;
        if is_break && self.with_current_answer().answer_to(after).is_none() {
            return AppCommand::Back;
        }
        AppCommand::LeaveSession
    }

    /// Keeps the good-enough line as a card, on the summary of a session that has one.
    pub(crate) fn card_command(&self) -> Option<AppCommand> {
        let is_summary = matches!(self.session.current_step().kind, StepKind::Summary(_));
        let has_line = self.session.answer_for(Role::Reframe).is_some();
        let id = self.session.meta().id.clone();
        (is_summary && has_line).then_some(AppCommand::ToggleCard(id))
    }

    /// Opens the page about this exercise.
    pub(crate) fn exercise_page_command(&self) -> AppCommand {
        AppCommand::ShowExercisePage(self.session.exercise().id.clone())
    }

    fn open_pause_popup(&mut self) {
        self.pause();
        let (question, leave) = if self.session.is_finished() {
            ("This one is finished. What would you like?", "Leave")
        } else {
            (self.keeping.pause_question(), self.keeping.leave_label())
        };
        let choices = vec![
            ("Keep going", SessionChoice::CONTINUE),
            (
                "Go back a step",
                SessionChoice::Run(AppCommand::PreviousStep),
            ),
            (
                "Breathe",
                SessionChoice::Run(AppCommand::StartBreak(String::new())),
            ),
            (
                "People to talk to",
                SessionChoice::Run(AppCommand::ShowPeople),
            ),
            (leave, SessionChoice::Run(AppCommand::LeaveSession)),
            ("Discard this one", SessionChoice::ConfirmDiscard),
            (
                "About this exercise",
                SessionChoice::Run(self.exercise_page_command()),
            ),
        ];
        self.popup = Some(Popup::new(question, choices));
    }

    fn on_choice(&mut self, choice: SessionChoice) -> AppCommand {
        self.popup = None;
        match choice {
            SessionChoice::Run(command) => command,
            SessionChoice::ConfirmDiscard => {
                let question = self.keeping.discard_question();
                let choices = vec![
                    ("Keep it", SessionChoice::CONTINUE),
                    ("Discard it", SessionChoice::Run(AppCommand::DiscardSession)),
                ];
                self.popup = Some(Popup::new(question, choices).requiring_confirmation());
                AppCommand::None
            }
        }
    }

    /// Submits the current answer; none while a popup is open.
    pub(crate) fn continue_command(&self) -> Option<AppCommand> {
        let answer = || AppCommand::SubmitAnswer(self.step_view.answer());
        self.popup.is_none().then(answer)
    }

    pub(crate) fn text_to_copy(&self) -> Option<String> {
        self.step_view.text_to_copy()
    }

    /// Asks whether to discard the session.
    pub(crate) fn confirm_discard(&mut self) {
        let _ = self.on_choice(SessionChoice::ConfirmDiscard);
    }

    /// What line mode prints as time passes.
    pub(crate) fn announcement(&self) -> Option<String> {
        self.step_view
            .announcement()
            .filter(|_| self.popup.is_none())
    }

    pub(crate) fn on_paste(&mut self, text: &str) {
        if self.popup.is_none() && !self.note.is_apart() {
            self.step_view.on_paste(text);
        }
    }

    pub(crate) fn on_tick(&mut self, elapsed: Duration) {
        if self.popup.is_none() && !self.note.is_apart() {
            self.step_view.on_tick(elapsed);
        }
    }

    pub(crate) fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        if self.popup.is_some() || self.note.is_apart() {
            None
        } else {
            self.step_view.next_frame_in(theme)
        }
    }
}
