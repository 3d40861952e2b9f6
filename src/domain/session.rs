//! A running session: the current step of an exercise, the answers so far, and what comes next.
//!
//! A [`Session`] doesn't depend on what shows it: no terminal, disk or clock. The time comes in with its
//! [`SessionMeta`], randomness as a seeded generator.

mod closing;
mod conditions;
mod entry_conversion;
mod progress;
mod prompts;
mod rating_pair;
mod ratings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::{Timestamp, civil::Date};
use rand::RngExt;

pub(crate) use self::progress::ChapterProgress;
pub use self::rating_pair::RatingChange;
pub(crate) use self::rating_pair::RatingPair;

use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId};
use crate::domain::exercise::{
    AnswerKind, ChoiceOption, ChooseStep, Exercise, PageLink, RateStep, Role, Step, StepKind,
};

/// One run through an exercise.
#[derive(Clone, Debug)]
pub struct Session {
    exercise: Rc<Exercise>,
    meta: SessionMeta,
    /// The index of the wording that this session uses, by step.
    wording_indices: Vec<usize>,
    answers: BTreeMap<String, StepAnswer>,
    /// Answers to steps that the exercise no longer has.
    orphaned_answers: Vec<AnsweredStep>,
    /// The entry that this session follows up.
    earlier_entry: Option<Rc<Entry>>,
    /// An index into the steps; that step is always asked.
    step_index: usize,
    /// The step from which the user skipped ahead, and the step where that led.
    skipped: Option<(usize, usize)>,
    finished_at: Option<Timestamp>,
}

/// The id, start and origin of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionMeta {
    pub id: EntryId,
    pub started_at: Timestamp,
    /// Seconds east of UTC.
    pub utc_offset: i32,
    pub day: Date,
    /// The entry whose session started this one.
    pub origin: Option<EntryId>,
}

/// Answers carried into another exercise, by the step that receives them.
pub type CarriedAnswers = BTreeMap<String, Answer>;

#[derive(Clone, Debug)]
struct StepAnswer {
    prompt: String,
    answer: Answer,
}

/// What follows an answer.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Next {
    /// The session is at the next step.
    NextStep,
    /// The good-enough thought was rated low; the person can go back to the step of this id.
    OfferRevision(String),
    /// The session is finished.
    Done,
    /// The session is finished and starts another exercise or a break.
    Start(String, CarriedAnswers),
    /// The session is finished and opens a page of the program.
    OpenPage(PageLink),
}

impl Session {
    /// From this distress rating on, the screen mentions people to talk to.
    pub(crate) const HIGH_DISTRESS: u8 = 85;

    /// Starts a session. The `carried` answers are preset at their steps and can be changed.
    pub fn start(
        exercise: Rc<Exercise>,
        meta: SessionMeta,
        carried: &CarriedAnswers,
        rng: &mut impl rand::Rng,
    ) -> Self {
        let mut session = Self::at_first_step(exercise, meta, rng);
        for (step, answer) in carried {
            if let Some(step) = session
                .exercise
                .steps
                .iter()
                .find(|known| &known.id == step)
            {
                let given = StepAnswer {
                    prompt: session.prompt(step),
                    answer: convert_carried(&step.kind, answer),
                };
                session.answers.insert(step.id.clone(), given);
            }
        }
        session
    }

    /// Adds the entry that this session follows up.
    #[must_use]
    pub fn with_earlier_entry(mut self, earlier: Entry) -> Self {
        self.earlier_entry = Some(Rc::new(earlier));
        self
    }

    /// The entry that this session follows up.
    pub(crate) fn earlier_entry(&self) -> Option<&Entry> {
        self.earlier_entry.as_deref()
    }

    fn at_first_step(exercise: Rc<Exercise>, meta: SessionMeta, rng: &mut impl rand::Rng) -> Self {
        let draw = |step: &Step| rng.random_range(0..step.prompt.wordings().len().max(1));
        let wordings = exercise.steps.iter().map(draw).collect();
        Self {
            exercise,
            meta,
            wording_indices: wordings,
            answers: BTreeMap::new(),
            orphaned_answers: Vec::new(),
            earlier_entry: None,
            step_index: 0,
            skipped: None,
            finished_at: None,
        }
        .at_first_asked_step()
    }

    /// Fields are asked in place of the step that has them.
    fn at_first_asked_step(mut self) -> Self {
        let mut steps = self.exercise.steps.iter();
        self.step_index = steps.position(|step| self.is_asked(step)).unwrap_or(0);
        self
    }

    fn has_step(&self, step: &str) -> bool {
        self.exercise.steps.iter().any(|known| known.id == step)
    }

    pub fn exercise(&self) -> &Exercise {
        &self.exercise
    }

    pub const fn meta(&self) -> &SessionMeta {
        &self.meta
    }

    pub fn current_step(&self) -> &Step {
        &self.exercise.steps[self.step_index]
    }

    /// The current answer of the current step.
    pub fn current_answer(&self) -> Option<&Answer> {
        self.answer_to(&self.current_step().id)
    }

    pub fn answer_to(&self, step: &str) -> Option<&Answer> {
        self.answers.get(step).map(|given| &given.answer)
    }

    /// The answer with this role, if its step is asked.
    pub(crate) fn answer_for(&self, role: Role) -> Option<&Answer> {
        let mut steps = self.exercise.steps.iter().rev();
        let plays = |step: &&Step| step.role == Some(role) && self.is_asked(step);
        self.answer_to(&steps.find(plays)?.id)
    }

    /// The items of an earlier list as options.
    pub fn options_from_answer(&self, step: &str) -> Vec<ChoiceOption> {
        let items = match self.answer_to(step) {
            Some(Answer::Items(items) | Answer::Chosen(items)) => items.as_slice(),
            _ => &[],
        };
        items
            .iter()
            .map(|item| ChoiceOption {
                label: item.clone(),
                ..ChoiceOption::default()
            })
            .collect()
    }

    /// Whether the thought was written on the previous screen.
    pub(crate) fn is_after_thought_step(&self) -> bool {
        self.previous_screen_steps()
            .any(|step| step.role == Some(Role::Thought) && self.answer_to(&step.id).is_some())
    }

    /// Sets or removes the answer of the current step without going on.
    pub(crate) fn set_answer(&mut self, answer: Option<Answer>) {
        let step = self.current_step();
        let (id, prompt) = (step.id.clone(), self.prompt(step));
        match answer {
            Some(answer) => self.answers.insert(id, StepAnswer { prompt, answer }),
            None => self.answers.remove(&id),
        };
    }

    /// Sets the answer of the current step, none if it is skipped, and goes on. What follows a step that every answer leads away
    /// from isn't for whoever was asked, so skipping that ends the walk.
    pub fn submit(&mut self, answer: Option<Answer>) -> Next {
        let step = self.current_step().clone();
        self.set_answer(answer);
        match self
            .option_chosen_at(&step)
            .and_then(|option| self.exit(option))
        {
            Some(next) => next,
            // Whoever was to leave here isn't led on to the steps that were meant for others.
            None if only_leads_away(&step) => Next::Done,
            None => self.advance(&step),
        }
    }

    /// Leaves the session by an offer at the foot of its summary.
    pub fn take_offer(&self, offer: &ChoiceOption) -> Next {
        self.exit(offer).unwrap_or(Next::Done)
    }

    /// Where an option leads that leaves the exercise.
    fn exit(&self, option: &ChoiceOption) -> Option<Next> {
        if let Some(page) = option.open {
            return Some(Next::OpenPage(page));
        }
        if let Some(to) = &option.start {
            let carry = option.carry.iter();
            let carried =
                carry.filter_map(|(from, to)| Some((to.clone(), self.answer_to(from)?.clone())));
            return Some(Next::Start(to.clone(), carried.collect()));
        }
        option.end.then_some(Next::Done)
    }

    /// The option that was chosen at a step.
    pub fn option_chosen_at<'a>(&self, step: &'a Step) -> Option<&'a ChoiceOption> {
        match &step.kind {
            StepKind::Choose(choose) => chosen_option(choose, self.answer_to(&step.id)?),
            _ => None,
        }
    }

    /// Whether the closing words were shown. From then on the session counts as finished, and all that follows is an
    /// offer: a summary was reached, or the last step asks for nothing that is kept.
    pub fn is_closing_shown(&self) -> bool {
        let mut so_far = self.exercise.steps[..=self.step_index].iter();
        let is_summary = |step: &Step| matches!(step.kind, StepKind::Summary(_));
        let is_last_word = match &self.current_step().kind {
            StepKind::Read => true,
            _ => only_leads_away(self.current_step()),
        };
        so_far.any(|step| is_summary(step) && self.is_asked(step))
            || (is_last_word && self.is_last())
    }

    fn advance(&mut self, answered: &Step) -> Next {
        let steps = &self.exercise.steps;
        let next = (self.step_index + 1..steps.len()).find(|at| self.is_asked(&steps[*at]));
        let Some(next) = next else {
            return Next::Done;
        };
        self.step_index = next;
        // Who walks there step by step also goes back step by step.
        self.skipped = self.skipped.filter(|(_, to)| *to != next);
        if let StepKind::Rate(RateStep {
            revise_if_low: Some(reframe),
            ..
        }) = &answered.kind
            && self
                .rating(&answered.id)
                .is_some_and(|number| number < RateStep::MIN_BELIEF)
            && self.answer_to(reframe).is_some()
        {
            return Next::OfferRevision(reframe.clone());
        }
        Next::NextStep
    }

    /// Goes back a step, or to where the user skipped ahead; false at the first step. Later answers stay.
    pub fn go_back(&mut self) -> bool {
        let before = self.step_before();
        before.is_some_and(|before| {
            self.step_index = before;
            true
        })
    }

    /// Whether there is a step to go back to.
    pub(crate) fn can_go_back(&self) -> bool {
        self.step_before().is_some()
    }

    fn step_before(&self) -> Option<usize> {
        let steps = &self.exercise.steps;
        match self.skipped {
            Some((from, to)) if to == self.step_index && self.is_asked(&steps[from]) => Some(from),
            _ => (0..self.step_index)
                .rev()
                .find(|at| self.is_asked(&steps[*at])),
        }
    }

    /// The label of the later step that one key leads to from here.
    pub(crate) fn skip_label(&self) -> Option<&str> {
        let target = self.screen_step().skip_to.as_ref()?;
        self.skip_index().map(|_| target.label.as_str())
    }

    /// Goes on to the step of `skip_to`, or to the next one that is asked; false if there is none. The steps between
    /// keep what they have.
    pub fn skip_ahead(&mut self) -> bool {
        let Some(index) = self.skip_index() else {
            return false;
        };
        self.skipped = Some((self.step_index, index));
        self.step_index = index;
        true
    }

    fn skip_index(&self) -> Option<usize> {
        let steps = &self.exercise.steps;
        let target = self.screen_step().skip_to.as_ref()?;
        let first = steps.iter().position(|step| step.id == target.step)?;
        let first = first.max(self.step_index + 1);
        (first..steps.len()).find(|at| self.is_asked(&steps[*at]))
    }

    /// Goes to `step` if it exists and is asked.
    pub fn go_to_step(&mut self, step: &str) -> bool {
        let steps = &self.exercise.steps;
        let position = steps
            .iter()
            .position(|known| known.id == step && self.is_asked(known));
        position.is_some_and(|position| {
            self.step_index = position;
            true
        })
    }

    /// Marks the session as finished. The first time stays, even if an answer is changed later.
    pub const fn finish(&mut self, at: Timestamp) {
        if self.finished_at.is_none() {
            self.finished_at = Some(at);
        }
    }

    pub(crate) const fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }

    pub(crate) fn set_id(&mut self, id: EntryId) {
        self.meta.id = id;
    }

    /// Whether nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.orphaned_answers.is_empty()
    }

    /// Whether the current step is the last one.
    pub fn is_last(&self) -> bool {
        !self.exercise.steps[self.step_index + 1..]
            .iter()
            .any(|step| self.is_asked(step))
    }
}

/// Whether every answer to a step leaves the exercise.
fn only_leads_away(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Choose(choose) if choose.only_leads_away())
}

/// The option that an answer chose.
fn chosen_option<'a>(choose: &'a ChooseStep, answer: &Answer) -> Option<&'a ChoiceOption> {
    let Answer::Chosen(labels) = answer else {
        return None;
    };
    let mut options = choose.options.iter();
    options.find(|option| labels.contains(&option.label))
}

/// Converts a carried answer for its receiver: chosen or listed items become text at a text step.
fn convert_carried(receiver: &StepKind, answer: &Answer) -> Answer {
    match (receiver.answer_kind(), answer) {
        (Some(AnswerKind::Text), Answer::Chosen(items) | Answer::Items(items)) => {
            Answer::Text(items.join(", "))
        }
        _ => answer.clone(),
    }
}
