//! One walk through an exercise: what is asked, what was answered, what comes next.
//!
//! A [`Session`] is the same whatever shows it. It knows no terminal, disk or clock: the time comes
//! in with its [`Stamp`], chance as a seeded generator.

mod pair;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::{Timestamp, civil::Date};
use rand::RngExt;

pub use pair::{Change, Pair};

use crate::entry::{Answer, Answered, Entry, EntryId, Place, State};
use crate::exercise::{Choice, Choose, Condition, Exercise, Kind, Means, Opens, Part, Rate, Step};

/// One walk, somewhere between its first step and its last.
#[derive(Clone, Debug)]
pub struct Session {
    exercise: Rc<Exercise>,
    stamp: Stamp,
    /// Which wording of each step this walk uses.
    wordings: Vec<usize>,
    answers: BTreeMap<String, Given>,
    /// What was answered to steps that the exercise no longer has.
    others: Vec<Answered>,
    /// The entry that is looked back on.
    earlier_entry: Option<Rc<Entry>>,
    /// An index into the steps; always one that is asked.
    at: usize,
    finished: Option<Timestamp>,
}

/// When, where and as which entry a walk began.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    pub id: EntryId,
    pub started: Timestamp,
    /// Seconds east of UTC.
    pub offset: i32,
    pub day: Date,
    /// The entry this walk leads on from.
    pub origin: Option<EntryId>,
}

/// Answers taken along into another exercise, by the step that receives them.
pub type Carried = BTreeMap<String, Answer>;

#[derive(Clone, Debug)]
struct Given {
    prompt: String,
    answer: Answer,
}

/// What comes after an answer.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Next {
    /// The next step is there.
    Step,
    /// The good-enough thought rang hardly true: its step can be gone back to.
    Soften(String),
    /// The walk is over.
    Done,
    /// The walk is over and leads on to another exercise or a break.
    Lead(String, Carried),
    /// The walk is over and opens a page of the program.
    Open(Opens),
}

impl Session {
    /// A distress rating this high is met with a word about people to talk to.
    pub const HEAVY: u8 = 85;

    /// Begins a walk; `carried` answers stand ready at their steps and can be changed.
    pub fn begin(
        exercise: Rc<Exercise>,
        stamp: Stamp,
        carried: &Carried,
        chance: &mut impl rand::Rng,
    ) -> Self {
        let mut session = Self::at_start(exercise, stamp, chance);
        for (step, answer) in carried {
            if let Some(step) = session
                .exercise
                .steps
                .iter()
                .find(|known| &known.id == step)
            {
                let given = Given {
                    prompt: session.prompt(step),
                    answer: received(&step.kind, answer),
                };
                session.answers.insert(step.id.clone(), given);
            }
        }
        session
    }

    /// Goes on with a walk where it was left, or goes back into a finished one.
    pub fn resume(exercise: Rc<Exercise>, entry: &Entry, chance: &mut impl rand::Rng) -> Self {
        let stamp = Stamp {
            id: entry.id.clone(),
            started: entry.started,
            offset: entry.offset,
            day: entry.day,
            origin: entry.origin.clone(),
        };
        let mut session = Self::at_start(exercise, stamp, chance);
        session.finished = entry.finished;
        for answered in &entry.answers {
            if session.has(&answered.step) {
                let given = Given {
                    prompt: answered.prompt.clone(),
                    answer: answered.answer.clone(),
                };
                session.answers.insert(answered.step.clone(), given);
            } else {
                session.others.push(answered.clone());
            }
        }
        if let Some(place) = &entry.draft {
            session.go_to(&place.step);
            // The step has gone, but not the words that were being written there.
            if !session.has(&place.step) && !place.typing.trim().is_empty() {
                let (step, answer) = (place.step.clone(), Answer::Text(place.typing.clone()));
                session.others.push(Answered {
                    step,
                    part: None,
                    prompt: String::new(),
                    answer,
                    means: None,
                });
            }
        }
        session
    }

    /// The same walk, looking back on an earlier entry.
    #[must_use]
    pub fn with_earlier_entry(mut self, earlier: Entry) -> Self {
        self.earlier_entry = Some(Rc::new(earlier));
        self
    }

    /// The entry that is looked back on.
    pub fn earlier_entry(&self) -> Option<&Entry> {
        self.earlier_entry.as_deref()
    }

    fn at_start(exercise: Rc<Exercise>, stamp: Stamp, chance: &mut impl rand::Rng) -> Self {
        let draw = |step: &Step| chance.random_range(0..step.prompt.wordings().len().max(1));
        let wordings = exercise.steps.iter().map(draw).collect();
        Self {
            exercise,
            stamp,
            wordings,
            answers: BTreeMap::new(),
            others: Vec::new(),
            earlier_entry: None,
            at: 0,
            finished: None,
        }
    }

    fn has(&self, step: &str) -> bool {
        self.exercise.steps.iter().any(|known| known.id == step)
    }

    pub fn exercise(&self) -> &Exercise {
        &self.exercise
    }

    pub const fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The step on the screen.
    pub fn step(&self) -> &Step {
        &self.exercise.steps[self.at]
    }

    /// Which step this is, from 1, and how many there are, counting those that are asked.
    pub fn progress(&self) -> (usize, usize) {
        let to_come = &self.exercise.steps[self.at..];
        // Until a thought is put, it isn't known whether there will be one to rate.
        let may_rate = |step: &Step| match &step.kind {
            Kind::Rate(rate) => to_come
                .iter()
                .any(|ahead| rate.soften.as_ref() == Some(&ahead.id)),
            _ => false,
        };
        let asked = |step: &&Step| self.is_asked(step) || may_rate(step);
        let so_far = self.exercise.steps[..=self.at].iter().filter(asked).count();
        (so_far, self.exercise.steps.iter().filter(asked).count())
    }

    /// The answer the step on the screen has already.
    pub fn current(&self) -> Option<&Answer> {
        self.answer_to(&self.step().id)
    }

    /// The answer to `step`, if it has one.
    pub fn answer_to(&self, step: &str) -> Option<&Answer> {
        self.answers.get(step).map(|given| &given.answer)
    }

    /// The answer that plays `part`, as far as it is asked.
    pub fn answer_playing(&self, part: Part) -> Option<&Answer> {
        let mut steps = self.exercise.steps.iter().rev();
        let plays = |step: &&Step| step.part == Some(part) && self.is_asked(step);
        self.answer_to(&steps.find(plays)?.id)
    }

    /// The options an earlier list offers here.
    pub fn earlier_list(&self, step: &str) -> Vec<Choice> {
        let items = match self.answer_to(step) {
            Some(Answer::Items(items) | Answer::Chosen(items)) => items.as_slice(),
            _ => &[],
        };
        items
            .iter()
            .map(|item| Choice {
                label: item.clone(),
                ..Choice::default()
            })
            .collect()
    }

    /// The pairs of ratings behind `second_ratings` that are complete.
    pub fn pairs(&self, second_ratings: &[String]) -> Vec<Pair> {
        let pair = |id: &String| {
            let step = self.exercise.steps.iter().find(|step| &step.id == id)?;
            let Kind::Rate(Rate {
                scale,
                again: Some(first),
                ..
            }) = &step.kind
            else {
                return None;
            };
            let first = self.exercise.steps.iter().find(|step| &step.id == first)?;
            if !self.is_asked(first) || !self.is_asked(step) {
                return None;
            }
            let (before, after) = (self.rating(&first.id)?, self.rating(id)?);
            Some(Pair {
                scale: scale.clone(),
                before,
                after,
            })
        };
        second_ratings.iter().filter_map(pair).collect()
    }

    fn rating(&self, step: &str) -> Option<u8> {
        match self.answer_to(step) {
            Some(Answer::Rating(number)) => Some(*number),
            _ => None,
        }
    }

    /// How far the good-enough thought is believed.
    pub fn belief(&self) -> Option<u8> {
        let step = self
            .exercise
            .steps
            .iter()
            .rev()
            .find(|step| matches!(&step.kind, Kind::Rate(rate) if rate.soften.is_some()))?;
        self.rating(&step.id)
    }

    /// Whether the step before this one is where the thought was written.
    pub fn has_just_told_a_thought(&self) -> bool {
        let before = self.exercise.steps[..self.at]
            .iter()
            .rev()
            .find(|step| self.is_asked(step));
        before.is_some_and(|step| {
            step.part == Some(Part::Thought) && self.answer_to(&step.id).is_some()
        })
    }

    /// Whether the step before this one was the first to be answered with heavy distress, which is
    /// when a word about people to talk to belongs on the screen.
    pub fn is_heavy_moment(&self) -> bool {
        let heavy = |step: &&Step| {
            let is_distress = matches!(&step.kind, Kind::Rate(rate) if rate.scale == "distress");
            is_distress
                && self
                    .rating(&step.id)
                    .is_some_and(|number| number >= Self::HEAVY)
        };
        let first = self.exercise.steps.iter().find(heavy);
        let before = self.exercise.steps[..self.at]
            .iter()
            .rev()
            .find(|step| self.is_asked(step));
        first.is_some() && first.map(|step| &step.id) == before.map(|step| &step.id)
    }

    /// Keeps what stands on the screen, an answer or none, without going on.
    pub fn keep(&mut self, answer: Option<Answer>) {
        let step = self.step();
        let (id, prompt) = (step.id.clone(), self.prompt(step));
        match answer {
            Some(answer) => self.answers.insert(id, Given { prompt, answer }),
            None => self.answers.remove(&id),
        };
    }

    /// Takes the answer to the step on the screen, none where it is skipped, and goes on.
    pub fn answer(&mut self, answer: Option<Answer>) -> Next {
        let step = self.step().clone();
        self.keep(answer);
        match self.leads_to(&step) {
            Some(next) => next,
            None => self.go_on(&step),
        }
    }

    fn leads_to(&self, step: &Step) -> Option<Next> {
        let Kind::Choose(choose) = &step.kind else {
            return None;
        };
        let chosen = chosen(choose, self.answer_to(&step.id)?)?;
        if let Some(page) = chosen.open {
            return Some(Next::Open(page));
        }
        if let Some(to) = &chosen.start {
            let carry = chosen.carry.iter();
            let taken =
                carry.filter_map(|(from, to)| Some((to.clone(), self.answer_to(from)?.clone())));
            return Some(Next::Lead(to.clone(), taken.collect()));
        }
        chosen.end.then_some(Next::Done)
    }

    fn go_on(&mut self, answered: &Step) -> Next {
        let steps = &self.exercise.steps;
        let ahead = (self.at + 1..steps.len()).find(|at| self.is_asked(&steps[*at]));
        let Some(ahead) = ahead else {
            return Next::Done;
        };
        self.at = ahead;
        if let Kind::Rate(Rate {
            soften: Some(reframe),
            ..
        }) = &answered.kind
            && self
                .rating(&answered.id)
                .is_some_and(|number| number < Rate::BELIEVED)
            && self.answer_to(reframe).is_some()
        {
            return Next::Soften(reframe.clone());
        }
        Next::Step
    }

    /// Goes back a step; false at the first. Later answers stay.
    pub fn back(&mut self) -> bool {
        let steps = &self.exercise.steps;
        let before = (0..self.at).rev().find(|at| self.is_asked(&steps[*at]));
        before.is_some_and(|before| {
            self.at = before;
            true
        })
    }

    /// Goes to `step` if it is there and asked.
    pub fn go_to(&mut self, step: &str) -> bool {
        let steps = &self.exercise.steps;
        let place = steps
            .iter()
            .position(|known| known.id == step && self.is_asked(known));
        place.is_some_and(|place| {
            self.at = place;
            true
        })
    }

    fn is_asked(&self, step: &Step) -> bool {
        let has_reason = |condition: &Condition| self.holds(condition);
        step.only_if.as_ref().is_none_or(has_reason) && self.has_object(step)
    }

    /// Whether there is anything to choose from, where the options come from an earlier list, and a
    /// thought to believe, where that is what is rated.
    fn has_object(&self, step: &Step) -> bool {
        match &step.kind {
            Kind::Rate(Rate {
                soften: Some(reframe),
                ..
            }) => self.answer_to(reframe).is_some(),
            Kind::Choose(choose) if !choose.other => choose
                .options_from
                .as_ref()
                .is_none_or(|list| !self.earlier_list(list).is_empty()),
            _ => true,
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        let rated = |number: u8| {
            condition.at_least.is_none_or(|least| number >= least)
                && condition.below.is_none_or(|limit| number < limit)
        };
        match self.answer_to(&condition.step) {
            None => false,
            Some(Answer::Rating(number)) => rated(*number),
            Some(Answer::Chosen(labels)) => {
                condition.one_of.is_empty()
                    || labels.iter().any(|label| condition.one_of.contains(label))
            }
            Some(_) => true,
        }
    }

    /// Notes that the walk is over; it stays so, since then, even if an answer is changed afterwards.
    pub const fn finish(&mut self, at: Timestamp) {
        if self.finished.is_none() {
            self.finished = Some(at);
        }
    }

    pub const fn is_finished(&self) -> bool {
        self.finished.is_some()
    }

    /// What an answer says about a fear.
    fn means(&self, step: &Step, answer: &Answer) -> Option<Means> {
        match &step.kind {
            Kind::Choose(choose) => chosen(choose, answer)?.means,
            // A day or a time that isn't asked for any more would still come.
            Kind::FollowUp | Kind::Park if !self.is_asked(step) => Some(Means::Dropped),
            _ => None,
        }
    }

    /// The walk as it is remembered; a draft stands at its step with the words being written there.
    pub fn entry(&self, typing: &str, caret: usize) -> Entry {
        let place = Place {
            step: self.step().id.clone(),
            typing: typing.to_owned(),
            caret,
        };
        let answered = |step: &Step| {
            let given = self.answers.get(&step.id)?;
            Some(Answered {
                step: step.id.clone(),
                // Words stay whatever else is answered, but a step that isn't asked plays no part.
                part: step.part.filter(|_| self.is_asked(step)),
                prompt: given.prompt.clone(),
                answer: given.answer.clone(),
                means: self.means(step, &given.answer),
            })
        };
        Entry {
            id: self.stamp.id.clone(),
            exercise: self.exercise.id.clone(),
            title: self.exercise.title.clone(),
            started: self.stamp.started,
            finished: self.finished,
            offset: self.stamp.offset,
            day: self.stamp.day,
            state: if self.is_finished() {
                State::Done
            } else {
                State::Draft
            },
            origin: self.stamp.origin.clone(),
            draft: if self.is_finished() {
                None
            } else {
                Some(place)
            },
            answers: self
                .exercise
                .steps
                .iter()
                .filter_map(answered)
                .chain(self.others.clone())
                .collect(),
        }
    }

    /// Goes on as an entry of another name.
    pub fn continue_as(&mut self, id: EntryId) {
        self.stamp.id = id;
    }

    /// Whether anything has been answered at all.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.others.is_empty()
    }

    /// Whether the step on the screen is the last one.
    pub fn is_last(&self) -> bool {
        !self.exercise.steps[self.at + 1..]
            .iter()
            .any(|step| self.is_asked(step))
    }
}

/// The option that an answer names.
fn chosen<'a>(choose: &'a Choose, answer: &Answer) -> Option<&'a Choice> {
    let Answer::Chosen(labels) = answer else {
        return None;
    };
    let mut options = choose.options.iter();
    options.find(|option| labels.contains(&option.label))
}

/// A carried answer as its receiver takes it: what was chosen or listed arrives as words where words are asked for.
fn received(receiver: &Kind, answer: &Answer) -> Answer {
    match (receiver, answer) {
        (Kind::Write(_) | Kind::Reframe(_), Answer::Chosen(items) | Answer::Items(items)) => {
            Answer::Text(items.join(", "))
        }
        _ => answer.clone(),
    }
}
