//! Starting, continuing and resuming sessions.

use std::rc::Rc;

use jiff::civil::Date;

use super::App;
use crate::domain::entry::{Answer, Entry, EntryId, LocalTime};
use crate::domain::exercise::{Exercise, PageLink, Role, StepKind};
use crate::domain::session::{CarriedAnswers, Next, Session, SessionMeta};
use crate::ui::keymap::{Action, key_label};
use crate::ui::screens::break_screen::BreakOccasion;
use crate::ui::screens::session_screen::SessionScreen;
use crate::ui::screens::{PageTarget, Screen};

impl App {
    pub(super) fn start_session(
        &mut self,
        id: &str,
        carried: &CarriedAnswers,
        origin: Option<EntryId>,
        now: &LocalTime,
    ) {
        let Some(exercise) = self.library.exercise(id).cloned() else {
            self.status = format!("There's no exercise called “{id}”.");
            return;
        };
        if exercise.follows_up.is_some() && origin.is_none() {
            self.start_follow_up(None, now);
            return;
        }
        let earlier = self.followed_up_entry(&exercise, origin.as_ref());
        let meta = SessionMeta {
            id: EntryId::random(&mut self.rng),
            started_at: now.timestamp,
            utc_offset: now.utc_offset,
            day: now.day,
            origin,
        };
        let mut session = Session::start(exercise, meta, carried, &mut self.rng);
        if let Some(earlier) = earlier {
            session = session.with_earlier_entry(earlier);
        }
        self.show_session(session, now);
        if !carried.is_empty() {
            self.save_draft();
        }
    }

    pub(super) fn show_session(&mut self, session: Session, now: &LocalTime) {
        let session_screen = self.new_session_screen(session, now);
        self.push_screen(Screen::Session(Box::new(session_screen)));
    }

    pub(super) fn resume_session(&mut self, id: &EntryId, now: &LocalTime) {
        match self.journal.load_for_editing(id) {
            Ok(Some(entry)) => {
                if let Some(exercise) = self.exercise_of(&entry) {
                    self.resume_entry(exercise, &entry, now);
                } else {
                    let (title, id) = (&entry.title, &entry.id);
                    self.status = format!(
                        "The exercise “{title}” isn't there any more. “enough show {id}” prints your words."
                    );
                }
            }
            Ok(None) => self.set_status("That entry isn't there any more."),
            Err(error) => self.report_error(error),
        }
    }

    pub(super) fn resume_entry(&mut self, exercise: Rc<Exercise>, entry: &Entry, now: &LocalTime) {
        let earlier = self.followed_up_entry(&exercise, entry.origin.as_ref());
        let mut session = Session::resume(exercise, entry, &mut self.rng);
        if let Some(earlier) = earlier {
            session = session.with_earlier_entry(earlier);
        }
        // A draft may have been left behind the closing words, by an older version or before the exercise changed.
        if session.is_closing_shown() && !session.is_finished() {
            session.finish(now.timestamp);
            let mut entry = session.to_entry("", 0);
            if self.save(&mut entry) {
                session.set_id(entry.id);
            }
        }
        let current_step = session.current_step().id.clone();
        let mut session_screen = self.new_session_screen(session, now);
        let position = entry
            .draft_position
            .as_ref()
            .filter(|position| position.step == current_step && !position.pending_text.is_empty());
        if let Some(position) = position {
            session_screen.set_text(&position.pending_text, position.caret);
        }
        self.push_screen(Screen::Session(Box::new(session_screen)));
    }

    pub(super) fn resume_latest(&mut self, now: &LocalTime) {
        match self.journal.latest_draft() {
            Ok(Some(id)) => self.resume_session(&id, now),
            Ok(None) => self.set_status("Nothing is unfinished."),
            Err(error) => self.report_error(error),
        }
    }

    pub(super) fn session_screen(&self) -> Option<&SessionScreen> {
        match self.screens.last() {
            Some(Screen::Session(session_screen)) => Some(session_screen),
            _ => None,
        }
    }

    /// The current session, even if another screen is on top.
    pub(super) fn active_session_screen(&self) -> Option<&SessionScreen> {
        self.screens.iter().rev().find_map(|screen| match screen {
            Screen::Session(session_screen) => Some(&**session_screen),
            _ => None,
        })
    }

    /// Changes the id of a session everywhere.
    pub(super) fn change_session_id(&mut self, old: &EntryId, new: &EntryId) {
        for (id, _) in self.print_queue.iter_mut().filter(|(id, _)| id == old) {
            id.clone_from(new);
        }
        for screen in &mut self.screens {
            if let Screen::Session(session_screen) = screen
                && &session_screen.session().meta().id == old
            {
                session_screen.set_entry_id(new.clone());
            }
        }
    }

    /// Saves an answer and then shows the next step.
    pub(super) fn submit_answer(&mut self, answer: Option<Answer>, now: &LocalTime) {
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let mut session = session_screen.session().clone();
        if session_screen.is_single_answer_edit() {
            session.set_answer(answer);
            let mut entry = session.to_entry("", 0);
            if self.save(&mut entry) {
                self.pop_screen(now);
                self.set_status("Changed. The date stays the same.");
            }
            return;
        }
        let (next, page) = self.next_after(&mut session, answer);
        let is_over = matches!(next, Next::Done | Next::Start(..) | Next::OpenPage(_));
        if is_over || session.is_closing_shown() {
            session.finish(now.timestamp);
        }
        let mut entry = session.to_entry("", 0);
        if !self.save(&mut entry) {
            self.switch_to_memory_if_read_only(&entry);
            return;
        }
        let is_back = self.is_journal_unavailable() && self.reconnect();
        if let Some(session_screen) = self.session_screen() {
            // Saving and reconnecting may each have changed the id.
            session.set_id(session_screen.session().meta().id.clone());
        }
        let origin = session.meta().id.clone();
        let occasion = BreakOccasion::of_session(&session);
        let was_follow_up = self.is_follow_up();
        self.screens.pop();
        match next {
            Next::NextStep => self.show_next_step(session, now),
            Next::OfferRevision(step) => self.offer_softening(session, step, now),
            Next::Done => {
                self.refresh_top_screen(now);
                if !session.is_empty() {
                    self.report_saved();
                }
                if was_follow_up {
                    self.report_due_follow_ups(now);
                }
            }
            Next::OpenPage(page) => {
                self.refresh_top_screen(now);
                match page {
                    PageLink::People => self.show_people(),
                    PageLink::MedicalHelp => self.show_medical_help(),
                }
            }
            Next::Start(id, carried) if self.library.exercise(&id).is_some() => {
                self.start_session(&id, &carried, Some(origin), now);
            }
            Next::Start(id, _) => {
                self.refresh_top_screen(now);
                self.start_break_on(occasion, &id, None, now);
            }
        }
        if let Some(page) = page {
            self.open_link(&PageTarget::LibraryPage(page));
        }
        if is_back {
            self.set_status("The journal is back, and everything is saved.");
        }
    }

    /// Submits an answer, or takes the offer of the summary that it names. Returns the page to read too.
    fn next_after(&self, session: &mut Session, answer: Option<Answer>) -> (Next, Option<String>) {
        let step = session.current_step().clone();
        if let (StepKind::Summary(summary), Some(Answer::Chosen(labels))) = (&step.kind, &answer) {
            let mut offers = self.library.offers(session, summary).into_iter();
            return match offers.find(|offer| labels.contains(&offer.label)) {
                Some(offer) => (session.take_offer(&offer), offer.read),
                None => (Next::Done, None),
            };
        }
        let next = session.submit(answer);
        let chosen = session.option_chosen_at(&step);
        (next, chosen.and_then(|option| option.read.clone()))
    }

    /// Shows the next step, with an offer of a break or the pattern exercise if one fits.
    fn show_next_step(&mut self, session: Session, now: &LocalTime) {
        let id = session.meta().id.clone();
        let is_heavy =
            session.is_after_first_high_distress() && self.break_offered_in.as_ref() != Some(&id);
        let days = self.repeated_worry_days(&session, now);
        let mut session_screen = self.new_session_screen(session, now);
        if is_heavy {
            self.break_offered_in = Some(id);
            let grounding = self.library.exercise(Self::GROUNDING_EXERCISE);
            session_screen.offer_break(
                grounding.map(|found| (Self::GROUNDING_EXERCISE, found.title.as_str())),
            );
        } else if let Some(noticing) = self.library.exercise(Self::PATTERN_EXERCISE)
            && !days.is_empty()
        {
            self.pattern_exercise_offered_in = Some(id);
            session_screen.offer_pattern_exercise(
                (&days, now.day),
                (Self::PATTERN_EXERCISE, noticing.title.as_str()),
            );
        }
        self.push_screen(Screen::Session(Box::new(session_screen)));
    }

    /// The recent days with a similar worry, if this is the moment to ask about it.
    fn repeated_worry_days(&mut self, session: &Session, now: &LocalTime) -> Vec<Date> {
        let id = &session.meta().id;
        if !session.is_after_thought_step()
            || !session.exercise().rates_likelihood()
            || self.pattern_exercise_offered_in.as_ref() == Some(id)
        {
            return Vec::new();
        }
        self.days_with_similar_worries(session, now)
    }

    /// Finishes the session and takes its thought to the pattern exercise, as an option that starts another exercise does.
    pub(super) fn switch_to_pattern_exercise(&mut self, id: &str, now: &LocalTime) {
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let mut session = session_screen.with_current_answer();
        let thought = session.answer_for(Role::Thought).cloned();
        let thought_step = self.library.exercise(id).and_then(|exercise| {
            let mut steps = exercise.steps.iter();
            steps.find(|step| step.role == Some(Role::Thought))
        });
        let thought_step = thought_step.map(|step| step.id.clone());
        let carried: CarriedAnswers = thought_step.into_iter().zip(thought).collect();
        session.finish(now.timestamp);
        let mut entry = session.to_entry("", 0);
        if !self.save(&mut entry) {
            self.switch_to_memory_if_read_only(&entry);
            return;
        }
        self.screens.pop();
        self.start_session(id, &carried, Some(entry.id), now);
    }

    pub(super) fn offer_softening(&mut self, session: Session, step: String, now: &LocalTime) {
        let belief = session
            .reframe_belief()
            .map(|number| number.to_string())
            .unwrap_or_default();
        let line = self
            .library
            .change_lines()
            .low_belief
            .replace("{belief}", &belief);
        let mut session_screen = self.new_session_screen(session, now);
        session_screen.offer_softening(step, &line);
        self.push_screen(Screen::Session(Box::new(session_screen)));
    }

    pub(super) fn previous_step(&mut self, now: &LocalTime) {
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let mut session = session_screen.with_current_answer();
        if !session.go_back() {
            let key = key_label(Action::Leave, self.key_context());
            let words = self.keeping().first_step_text(&format!("Press {key}"));
            self.set_status(words);
            return;
        }
        self.move_to_step(session, now);
    }

    pub(super) fn go_to_step(&mut self, step: &str, now: &LocalTime) {
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let mut session = session_screen.with_current_answer();
        if session.go_to_step(step) {
            self.move_to_step(session, now);
        }
    }

    /// Goes on to the later step that the current one offers.
    pub(super) fn skip_ahead(&mut self, now: &LocalTime) {
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let mut session = session_screen.with_current_answer();
        if session.skip_ahead() {
            self.move_to_step(session, now);
        }
    }

    pub(super) fn move_to_step(&mut self, mut session: Session, now: &LocalTime) {
        if session.is_closing_shown() {
            session.finish(now.timestamp);
        }
        let mut entry = session.to_entry("", 0);
        if self.save(&mut entry) {
            session.set_id(entry.id);
            self.screens.pop();
            self.show_session(session, now);
        }
    }
}
