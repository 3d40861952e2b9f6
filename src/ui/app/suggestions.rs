//! Suggestions from earlier entries for the current step.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::App;
use crate::domain::date_phrase::format_time;
use crate::domain::entry::{Answer, LocalTime};
use crate::domain::exercise::{ListStep, Prefill, Role, StepKind, WriteStep};
use crate::domain::outcome::Outcome;
use crate::domain::session::Session;
use crate::domain::similarity::{self, NgramSet};
use crate::storage::journal::JournalError;
use crate::storage::past_thoughts::PastReframe;
use crate::text::one_line;
use crate::ui::screens::session_screen::SessionScreen;
use crate::ui::steps::{Suggestion, Suggestions};

impl App {
    /// The most earlier reframes that are offered.
    const MAX_SUGGESTIONS: usize = 9;
    /// Offers the pattern exercise from this many similar worries within a week.
    const MIN_SIMILAR_WORRIES: usize = 2;

    /// A session screen with suggestions for the current step.
    pub(super) fn new_session_screen(
        &mut self,
        session: Session,
        now: &LocalTime,
    ) -> SessionScreen {
        let suggestions = self.load_suggestions(&session, now);
        SessionScreen::new(session, &self.library, now, suggestions)
    }

    /// Loads suggestions for the current step. The session continues without them on an error.
    fn load_suggestions(&mut self, session: &Session, now: &LocalTime) -> Suggestions {
        let step = session.current_step();
        let suggestions = match &step.kind {
            StepKind::Write(WriteStep { suggest: true, .. })
                if step.role == Some(Role::PatternName) =>
            {
                self.suggest_pattern_names()
            }
            StepKind::List(ListStep {
                prefill: Some(Prefill::PostponedWorries),
                ..
            }) => self.suggest_postponed_worries(now),
            StepKind::Reframe(_) => self.suggest_reframes(session),
            StepKind::Postpone => self.suggest_worry_time(),
            StepKind::Summary(_) => self.count_pattern_uses(session),
            _ => Ok(Suggestions::default()),
        };
        suggestions.unwrap_or_else(|error| {
            self.report_error(error);
            Suggestions::default()
        })
    }

    fn suggest_pattern_names(&self) -> Result<Suggestions, JournalError> {
        let names = self.journal.pattern_names()?.into_iter();
        let earlier = names.map(|(words, count)| Suggestion {
            detail: match count {
                1 => "once before".to_owned(),
                2 => "twice before".to_owned(),
                count => format!("{count} times before"),
            },
            text: words,
        });
        Ok(Suggestions {
            earlier_texts: earlier.collect(),
            ..Suggestions::default()
        })
    }

    fn suggest_reframes(&self, session: &Session) -> Result<Suggestions, JournalError> {
        let Some(thought) = session.answer_for(Role::Thought) else {
            return Ok(Suggestions::default());
        };
        let thought = NgramSet::new(&thought.to_text());
        let mut similar: Vec<(f32, PastReframe)> = Vec::new();
        for past in self.journal.past_reframes()? {
            let similarity = thought.similarity(&NgramSet::new(&past.thought));
            let is_new = similar
                .iter()
                .all(|(_, other)| other.reframe != past.reframe);
            if similarity >= similarity::NEAR_THRESHOLD && is_new {
                similar.push((similarity, past));
            }
        }
        // A stable sort keeps the newest first among equally similar ones.
        similar.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let earlier = similar.into_iter().take(Self::MAX_SUGGESTIONS);
        Ok(Suggestions {
            earlier_texts: earlier.map(|(_, past)| reframe_suggestion(past)).collect(),
            ..Suggestions::default()
        })
    }

    /// The days of the last week with a similar worry, newest first; empty below the threshold.
    pub(super) fn days_with_similar_worries(
        &mut self,
        session: &Session,
        now: &LocalTime,
    ) -> Vec<Date> {
        let thought = session.answer_for(Role::Thought).map(Answer::to_text);
        let week = now.timestamp - SignedDuration::from_hours(7 * 24);
        let past = match self.journal.rated_thoughts_since(week) {
            Ok(past) => past,
            Err(error) => {
                self.report_error(error);
                return Vec::new();
            }
        };
        let thought = NgramSet::new(&thought.unwrap_or_default());
        let mut days: Vec<_> = past
            .iter()
            .filter(|past| past.id != session.meta().id)
            .filter(|past| {
                thought.similarity(&NgramSet::new(&past.thought)) >= similarity::SAME_THRESHOLD
            })
            .map(|past| past.day)
            .collect();
        days.sort_unstable();
        days.reverse();
        if days.len() < Self::MIN_SIMILAR_WORRIES {
            days.clear();
        }
        days
    }

    fn count_pattern_uses(&self, session: &Session) -> Result<Suggestions, JournalError> {
        let name = session.answer_for(Role::PatternName);
        let times_spotted = match name {
            Some(name) => {
                let but = &session.meta().id;
                self.journal.count_pattern_uses(&name.to_text(), but)?
            }
            None => 0,
        };
        Ok(Suggestions {
            pattern_count: times_spotted,
            ..Suggestions::default()
        })
    }

    fn suggest_postponed_worries(&self, now: &LocalTime) -> Result<Suggestions, JournalError> {
        let mut worries = Vec::new();
        let mut later = Vec::new();
        for waiting in self.journal.postponed_worries()? {
            let worry = one_line(&waiting.text);
            if waiting.postponed_until > now.civil_time() {
                later.push(waiting.postponed_until);
            } else if !worries.contains(&worry) {
                worries.push(worry);
            }
        }
        Ok(Suggestions {
            later_worries: later_worries_line(&later, !worries.is_empty(), now.day),
            due_worries: worries,
            ..Suggestions::default()
        })
    }

    fn suggest_worry_time(&self) -> Result<Suggestions, JournalError> {
        Ok(Suggestions {
            last_worry_time: self.journal.last_worry_time()?,
            ..Suggestions::default()
        })
    }
}

/// Says until when the worries wait whose time hasn't come, beside others whose time has.
fn later_worries_line(times: &[DateTime], has_due: bool, today: Date) -> String {
    let Some(first) = times.iter().min() else {
        return String::new();
    };
    let time = if first.date() == today {
        first.strftime("%H:%M").to_string()
    } else {
        format_time(*first, today)
    };
    match (times.len(), has_due) {
        (1, true) => format!("One more worry waits until {time}."),
        (1, false) => format!("One worry waits until {time}."),
        (count, true) => format!("{count} more worries wait, the first of them until {time}."),
        (count, false) => format!("{count} worries wait, the first of them until {time}."),
    }
}

/// A reframe with its day and outcome.
fn reframe_suggestion(past: PastReframe) -> Suggestion {
    let mut details = vec![past.day.strftime("%A, %-d %B %Y").to_string()];
    if let Some(belief) = past.belief {
        details.push(format!("You believed it {belief}%."));
    }
    let outcome_text = match past.outcome {
        Some(Outcome::No) => "What you feared didn't happen.",
        Some(Outcome::Partly) => "What you feared partly happened.",
        Some(Outcome::Yes) => "What you feared did happen.",
        _ => "",
    };
    if !outcome_text.is_empty() {
        details.push(outcome_text.to_owned());
    }
    if let Some(coping) = past.coping {
        details.push(format!("You rated how you managed at {coping}."));
    }
    let day = details.remove(0);
    Suggestion {
        text: past.reframe,
        detail: format!("{day}. {}", details.join(" "))
            .trim_end()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worries_that_wait_are_counted_in_a_whole_sentence() {
        let today = Date::constant(2026, 11, 24);
        let evening = DateTime::constant(2026, 11, 24, 18, 30, 0, 0);
        let tomorrow = DateTime::constant(2026, 11, 25, 9, 0, 0, 0);
        for (times, has_due, line) in [
            (&[][..], true, ""),
            (&[evening][..], false, "One worry waits until 18:30."),
            (
                &[tomorrow][..],
                true,
                "One more worry waits until Wednesday, 25 November, 09:00.",
            ),
            (
                &[tomorrow, evening][..],
                true,
                "2 more worries wait, the first of them until 18:30.",
            ),
            (
                &[tomorrow, tomorrow, evening][..],
                false,
                "3 worries wait, the first of them until 18:30.",
            ),
        ] {
            assert_eq!(later_worries_line(times, has_due, today), line);
        }
    }
}
