//! What follows from what a screen decided: another screen, the way back, a walk, a change.

use rand::seq::IndexedRandom;

use super::App;
use crate::entry::LocalTime;
use crate::journal::search::Filters;
use crate::screens::breathe::Breathe;
use crate::screens::history::History;
use crate::screens::insights::Insights;
use crate::screens::page::Subject;
use crate::screens::{Outcome, Screen, keys};
use crate::session::CarriedAnswers;

impl App {
    pub(super) fn decide(&mut self, outcome: Outcome, now: &LocalTime) {
        match outcome {
            Outcome::Stay | Outcome::Copy(_) => {}
            Outcome::Back => self.back(now),
            Outcome::Quit => {
                let _ = self.stop(now);
                self.screens.clear();
            }
            Outcome::Walk(id) => self.start(&id, &CarriedAnswers::new(), None, now),
            Outcome::Resume(id) => self.resume(&id, now),
            Outcome::Breathe(id) => self.breathe(&id, None),
            Outcome::History => self.show_history(Filters::default(), now),
            Outcome::HistoryOf(filters) => self.show_history(filters, now),
            Outcome::Insights => self.show_insights(now),
            Outcome::FollowUp(id) => self.start_follow_up(id, now),
            Outcome::People => self.show_people(now),
            Outcome::You => self.show_you(),
            Outcome::Lead(leads) => self.lead(&leads),
            Outcome::Told(told) => {
                self.hear(told);
                self.back(now);
            }
            Outcome::Surprise => {
                let ids: Vec<_> = self
                    .library
                    .heads()
                    .filter(|exercise| exercise.looks_back.is_none())
                    .map(|exercise| exercise.id.clone())
                    .collect();
                if let Some(id) = ids.choose(&mut self.chance) {
                    self.start(id, &CarriedAnswers::new(), None, now);
                }
            }
            Outcome::Answer(answer) => self.answer(answer, now),
            Outcome::Print(words) => self.print(words),
            Outcome::StepBack => self.step_back(now),
            Outcome::GoTo(step) => self.go_to(&step, now),
            Outcome::NoticeInstead(id) => self.notice_instead(&id, now),
            Outcome::SetAside => self.set_aside(now),
            Outcome::ThrowAway => self.throw_away(now),
            Outcome::Delete(id) => self.delete(id, now),
            Outcome::Export(query, form) => self.export(*query, form, now),
            Outcome::Undelete => self.undelete(now),
            Outcome::Restore(id) => self.restore(&id, now),
            Outcome::Change(id, step) => self.change_answer(&id, &step, now),
            Outcome::Again(id) => self.walk_again(&id, now),
            Outcome::Remedy(remedy) => self.apply(remedy, now),
        }
    }

    /// Opens what the filters leave of the history.
    pub(super) fn show_history(&mut self, filters: Filters, now: &LocalTime) {
        let history = History::open(&self.journal, &self.library, now.day, filters);
        self.show(Screen::History(Box::new(history)));
    }

    pub(super) fn back(&mut self, now: &LocalTime) {
        self.save_trusted();
        self.screens.pop();
        self.refresh(now);
    }

    /// Lets the screen on top see what the journal holds now.
    pub(super) fn refresh(&mut self, now: &LocalTime) {
        match self.screens.last_mut() {
            Some(Screen::Home(home)) => {
                if let Err(error) = home.refresh(&self.journal, &self.library, now) {
                    self.tell_of(error);
                }
            }
            Some(Screen::History(history)) => history.refresh(&self.journal),
            Some(Screen::Insights(insights)) => {
                if let Err(error) = insights.refresh(&self.journal, now.day) {
                    self.tell_of(error);
                }
            }
            Some(Screen::Page(page)) => {
                let subject = page.subject().clone();
                self.renew(&subject, now);
            }
            _ => {}
        }
        self.hear_of_damage();
    }

    pub(super) fn hear_of_damage(&mut self) {
        if let Some(Screen::History(history)) = self.screens.last_mut()
            && let Some(error) = history.take_damage()
        {
            self.tell_of(error);
        }
        if self.journal.take_left_out() {
            self.tell_also(super::trouble::LEFT_OUT);
        }
    }

    pub(super) fn breathe(&mut self, id: &str, minutes: Option<u16>) {
        let id = if id.is_empty() { &self.pause } else { id };
        let is_breathing = self
            .screens
            .iter()
            .any(|screen| matches!(screen, Screen::Breathe(_)));
        if let Some(pause) = self.library.pause(id).filter(|_| !is_breathing) {
            let breathe = Breathe::new(pause, &self.library, minutes);
            self.show(Screen::Breathe(Box::new(breathe)));
        }
    }

    /// Shows what it adds up to. Where that lies below the history already, it is gone back to.
    pub(super) fn show_insights(&mut self, now: &LocalTime) {
        let is_it = |screen: &Screen| matches!(screen, Screen::Insights(_));
        if let Some(below) = self.screens.iter().position(is_it) {
            self.screens.truncate(below + 1);
            self.refresh(now);
            return;
        }
        match Insights::open(&self.journal, now.day) {
            Ok(insights) => self.show(Screen::Insights(Box::new(insights))),
            Err(error) => self.tell_of(error),
        }
    }

    pub(super) fn show_keys(&mut self) {
        if !self.shows(&Subject::Keys) {
            self.show(Screen::Page(keys::page(self.key_context())));
        }
    }

    /// Whether a page about this is on the screen already, so that it isn't laid over itself.
    pub(super) fn shows(&self, subject: &Subject) -> bool {
        matches!(self.screens.last(), Some(Screen::Page(shown)) if shown.subject() == subject)
    }
}
