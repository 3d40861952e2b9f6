//! Properties of any session with any exercise and any answers.

use std::collections::BTreeMap;
use std::rc::Rc;

use good_enough::content::library::Library;
use good_enough::domain::entry::{Answer, EntryId, EntryState};
use good_enough::domain::exercise::{AnswerKind, Condition, Exercise, RateStep, Step, StepKind};
use good_enough::domain::session::{CarriedAnswers, Next, Session, SessionMeta};
use jiff::Timestamp;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// An exercise whose steps depend on each other: conditions, pairs, an end and a link.
const COMPLEX_EXERCISE: &str = "title: Knotted
purpose: A try.
steps:
  - {kind: read, id: hello, prompt: Hello.}
  - {kind: write, id: thought, role: thought, prompt: What is it?}
  - {kind: rate, id: gut, role: likelihood_before, scale: likelihood, prompt: How likely?}
  - {kind: read, id: calm, prompt: It isn't likely., only_if: {step: gut, below: 30}}
  - {kind: choose, id: more, prompt: More?, options: [\"Yes\", \"No\", {label: Stop, end: true}, {label: Breathe, start: slow-six, carry: {thought: thought}}]}
  - {kind: list, id: fears, prompt: Which?, only_if: {step: more, in: [\"Yes\"]}}
  - {kind: choose, id: worst, prompt: The worst?, options_from: fears, only_if: {step: more, in: [\"Yes\"]}}
  - {kind: rate, id: heavy, scale: distress, prompt: How heavy?, only_if: {step: gut, at_least: 50}}
  - {kind: write, id: words, prompt: [\"Say more about {worst}.\", \"What about {thought}?\"], show: [thought], only_if: {step: heavy, at_least: 85}}
  - {kind: rate, id: now, role: likelihood_after, scale: likelihood, first_rating: gut, show: [thought], prompt: How likely now?}
  - {kind: reframe, id: line, role: reframe, prompt: Put it kindly.}
  - {kind: rate, id: belief, role: reframe_belief, scale: belief, revise_if_low: line, prompt: Do you believe it?}
  - {kind: follow_up, id: later, prompt: Later?}
  - {kind: timer, id: rest, seconds: 5, prompt: Rest.}
  - {kind: timer, id: quote, seconds: 5, prompt: \"Stay with “{line}”.\", only_if: {step: more, not_in: [\"No\"]}}
  - {kind: read, id: bare, prompt: No words today., only_if: {step: line, answered: false}}
  - {kind: summary, id: end, fields: [thought, worst, words, line], pairs: [now]}
";

thread_local! {
    static EXERCISES: Vec<Rc<Exercise>> = exercises();
}

/// The shipped exercises, those of the tests, and the one above.
fn exercises() -> Vec<Rc<Exercise>> {
    let library = Library::embedded();
    let slow = include_bytes!("../content/exercises/breaks/slow.yaml");
    let small = include_bytes!("../content/exercises/thoughts/small-worry.yaml");
    let library = library
        .with_file("slow.yaml".as_ref(), slow)
        .with_file("small-worry.yaml".as_ref(), small)
        .with_file(
            "chaptered-worry.yaml".as_ref(),
            include_bytes!("../content/exercises/thoughts/chaptered-worry.yaml"),
        )
        .with_file("knotted.yaml".as_ref(), COMPLEX_EXERCISE.as_bytes());
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        library.rejected_files[0]
    );
    library.exercises().cloned().collect()
}

/// What the user does at a step.
#[derive(Clone, Debug)]
enum UserAction {
    Answer(u8),
    Skip,
    Back,
    GoTo(usize),
    /// Quits and resumes.
    Resume,
}

fn any_user_action() -> impl Strategy<Value = UserAction> {
    prop_oneof![
        6 => any::<u8>().prop_map(UserAction::Answer),
        2 => Just(UserAction::Skip),
        2 => Just(UserAction::Back),
        1 => (0_usize..20).prop_map(UserAction::GoTo),
        1 => Just(UserAction::Resume),
    ]
}

/// A valid answer for a step of this kind, chosen by a number.
fn answer_for(session: &Session, number: u8) -> Option<Answer> {
    let step = session.current_step();
    let texts = ["They will leave 👩‍👩‍👧", "睡眠", "{gut} {thought", "…", " "];
    let word = texts[usize::from(number) % texts.len()].to_owned();
    Some(match step.kind.answer_kind()? {
        AnswerKind::Text => Answer::Text(word),
        AnswerKind::Items => Answer::Items(vec![word, "Another".to_owned()]),
        AnswerKind::Rating { .. } => Answer::Rating(number % 101),
        AnswerKind::Choice => {
            let StepKind::Choose(choose) = &step.kind else {
                return Some(Answer::Chosen(vec![word]));
            };
            let labels: Vec<_> = choose
                .options
                .iter()
                .map(|option| option.label.clone())
                .collect();
            let label = labels.get(usize::from(number) % labels.len().max(1));
            Answer::Chosen(vec![label.cloned().unwrap_or(word)])
        }
        AnswerKind::Seconds => Answer::Seconds(u32::from(number)),
        AnswerKind::FollowUpDay => Answer::FollowUpOn(None),
        AnswerKind::PostponeTime => Answer::PostponedUntil(time(number)),
    })
}

/// A time on that day of December, for a postponed worry.
fn time(number: u8) -> jiff::civil::DateTime {
    jiff::civil::date(2026, 12, 1).at((number % 24).cast_signed(), 30, 0, 0)
}

/// A session, and a simple model of its answers.
struct SessionModel {
    session: Session,
    expected: BTreeMap<String, Answer>,
    is_over: bool,
}

impl SessionModel {
    fn start(exercise: &Rc<Exercise>) -> Self {
        let meta = SessionMeta {
            id: EntryId::random(&mut StdRng::seed_from_u64(2)),
            started_at: Timestamp::UNIX_EPOCH,
            utc_offset: 0,
            day: jiff::civil::date(1970, 1, 1),
            origin: None,
        };
        let mut rng = StdRng::seed_from_u64(1);
        let session = Session::start(Rc::clone(exercise), meta, &CarriedAnswers::new(), &mut rng);
        Self {
            session,
            expected: BTreeMap::new(),
            is_over: false,
        }
    }

    fn apply(&mut self, doing: &UserAction) {
        let id = self.session.current_step().id.clone();
        match doing {
            UserAction::Answer(number) => {
                let answer = answer_for(&self.session, *number);
                self.remember(id, answer.clone());
                let next = self.session.submit(answer);
                self.advance(&next);
            }
            UserAction::Skip => {
                self.expected.remove(&id);
                let next = self.session.submit(None);
                self.advance(&next);
            }
            UserAction::Back => {
                let (at, step) = (
                    self.session.progress().0,
                    self.session.current_step().clone(),
                );
                let moved = self.session.go_back();
                let now = self.session.progress().0;
                // From one field to the one before it, the screen stays.
                assert!(now + 1 == at || (now == at && (step.is_field || !moved)));
            }
            UserAction::GoTo(step) => {
                let steps = self.session.exercise().steps.clone();
                let step = &steps[step % steps.len()];
                let is_asked = self.is_asked(step);
                assert_eq!(self.session.go_to_step(&step.id), is_asked, "{}", step.id);
            }
            UserAction::Resume => self.session = self.resumed(),
        }
    }

    fn remember(&mut self, id: String, answer: Option<Answer>) {
        match answer {
            Some(answer) => self.expected.insert(id, answer),
            None => self.expected.remove(&id),
        };
    }

    fn advance(&mut self, next: &Next) {
        match next {
            Next::NextStep => {}
            Next::OfferRevision(step) => {
                assert!(
                    self.expected.contains_key(step),
                    "there is a line to soften"
                );
            }
            Next::Done | Next::Start(..) | Next::OpenPage(_) => self.is_over = true,
        }
    }

    fn resumed(&self) -> Session {
        let exercise = EXERCISES.with(|all| {
            let id = &self.session.exercise().id;
            all.iter().find(|known| &known.id == id).cloned()
        });
        let entry = self.session.to_entry("half a sen", 4);
        Session::resume(
            exercise.expect("it's one of them"),
            &entry,
            &mut StdRng::seed_from_u64(9),
        )
    }

    /// Whether a step is asked, computed from the answers alone.
    fn is_asked(&self, step: &Step) -> bool {
        if matches!(step.kind, StepKind::Fields(_)) {
            return false;
        }
        if let StepKind::Rate(RateStep {
            revise_if_low: Some(reframe),
            ..
        }) = &step.kind
            && !self.expected.contains_key(reframe)
        {
            return false;
        }
        if let StepKind::Choose(choose) = &step.kind
            && let Some(list) = &choose.options_from
            && !choose.allow_other
        {
            let offered = match self.expected.get(list) {
                Some(Answer::Items(items) | Answer::Chosen(items)) => items.len(),
                _ => 0,
            };
            if offered == 0 {
                return false;
            }
        }
        if matches!(step.kind, StepKind::Read | StepKind::Timer(_))
            && step
                .quoted_steps()
                .any(|id| !self.expected.contains_key(id))
        {
            return false;
        }
        let Some(Condition {
            step,
            one_of,
            none_of,
            answered,
            at_least,
            below,
        }) = &step.only_if
        else {
            return true;
        };
        let given = self.expected.get(step);
        if answered.is_some_and(|wanted| wanted != given.is_some()) {
            return false;
        }
        match given {
            Some(Answer::Rating(number)) => {
                at_least.is_none_or(|least| *number >= least)
                    && below.is_none_or(|limit| *number < limit)
            }
            Some(Answer::Chosen(labels)) => {
                let is_chosen =
                    |options: &[String]| labels.iter().any(|label| options.contains(label));
                (one_of.is_empty() || is_chosen(one_of)) && !is_chosen(none_of)
            }
            Some(_) => true,
            None => {
                let is_strict = !one_of.is_empty() || at_least.is_some() || below.is_some();
                !is_strict && (!none_of.is_empty() || *answered == Some(false))
            }
        }
    }

    /// Checks the invariants of a session.
    fn check_invariants(&self) {
        let session = &self.session;
        let (at, of) = session.progress();
        let steps = &session.exercise().steps;
        assert!(
            1 <= at && at <= of && of <= steps.len(),
            "step {at} of {of}"
        );
        assert!(
            self.is_asked(session.current_step()),
            "{} isn't asked",
            session.current_step().id
        );
        let index = |id: &String| steps.iter().position(|step| &step.id == id);
        let current = index(&session.current_step().id);
        // A thought that is not written yet may still be, and is rated then.
        let may_be_asked = |step: &&Step| match &step.kind {
            StepKind::Rate(RateStep {
                revise_if_low: Some(reframe),
                ..
            }) if current <= index(reframe) => true,
            _ => self.is_asked(step),
        };
        let mut screens: Vec<_> = (0..steps.len())
            .filter(|at| may_be_asked(&&steps[*at]))
            .map(|at| (0..=at).rev().find(|at| !steps[*at].is_field))
            .collect();
        screens.dedup();
        assert_eq!(of, screens.len());
        for step in steps {
            assert_eq!(
                session.answer_to(&step.id),
                self.expected.get(&step.id),
                "{}",
                step.id
            );
        }
        self.check_hidden_steps();
        self.check_blind_rating();
        self.check_resume();
    }

    fn check_hidden_steps(&self) {
        let entry = self.session.to_entry("", 0);
        for step in self
            .session
            .exercise()
            .steps
            .iter()
            .filter(|step| !self.is_asked(step))
        {
            assert_eq!(
                self.session
                    .labelled_answers(std::slice::from_ref(&step.id)),
                []
            );
            assert_eq!(
                self.session.rating_pairs(std::slice::from_ref(&step.id)),
                []
            );
            for answered in entry
                .answers
                .iter()
                .filter(|answered| answered.step == step.id)
            {
                assert_eq!(answered.role, None, "its words stay, its part doesn't");
            }
        }
        assert_eq!(
            entry.answers.len(),
            self.expected.len(),
            "no answer is lost"
        );
    }

    fn check_blind_rating(&self) {
        let session = &self.session;
        if let StepKind::Rate(RateStep {
            first_rating: Some(first),
            ..
        }) = &session.current_step().kind
            && session.current_answer().is_none()
        {
            assert_eq!(session.fill_template(&format!("{{{first}}}")), "…");
            let step = session
                .exercise()
                .steps
                .iter()
                .find(|step| &step.id == first);
            let name = step.and_then(|step| step.label.clone());
            assert!(
                session
                    .shown_answers()
                    .iter()
                    .all(|(shown, _)| Some(shown) != name.as_ref())
            );
        }
    }

    fn check_resume(&self) {
        let (left, back) = (&self.session, self.resumed());
        assert_eq!(back.current_step().id, left.current_step().id);
        assert_eq!(back.progress(), left.progress());
        assert_eq!(back.meta(), left.meta());
        assert_eq!(back.to_entry("half", 2), left.to_entry("half", 2));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..crate::properties::config() })]

    #[test]
    fn any_session_keeps_its_answers_and_position(
        which in 0_usize..100,
        doings in prop::collection::vec(any_user_action(), 0..40),
    ) {
        let exercise = EXERCISES.with(|all| Rc::clone(&all[which % all.len()]));
        let mut walked = SessionModel::start(&exercise);
        walked.check_invariants();
        for doing in &doings {
            walked.apply(doing);
            walked.check_invariants();
        }
        if walked.is_over {
            let first: Timestamp = "2026-11-24T22:41:00Z".parse().expect("a valid timestamp");
            walked.session.finish(first);
            let once = walked.session.to_entry("", 0);
            walked.session.finish(first + jiff::SignedDuration::from_hours(1));
            prop_assert_eq!(once.state, EntryState::Done);
            prop_assert_eq!(&walked.session.to_entry("", 0), &once, "finishing twice is finishing once");
        }
    }
}

#[test]
fn random_sessions_reach_every_step() {
    let exercise = EXERCISES.with(|all| all.iter().find(|one| one.id == "knotted").cloned());
    let mut walked = SessionModel::start(&exercise.expect("it exists"));
    let mut shown = Vec::new();
    // Likely and intense, and yes to more: this asks every step but the calming text and the one without a line.
    for number in [0, 1, 90, 0, 0, 1, 90, 2, 10, 3, 20, 0, 9, 9, 0] {
        shown.push(walked.session.current_step().id.clone());
        walked.apply(&UserAction::Answer(number));
        walked.check_invariants();
    }
    assert_eq!(shown.len(), walked.session.exercise().steps.len() - 2);
    assert_eq!(walked.session.current_step().id, "end");
    assert_eq!(walked.session.rating_pairs(&["now".to_owned()]).len(), 1);
}
