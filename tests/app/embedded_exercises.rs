//! Every shipped exercise, completed along every path, and compared with the session model.

use std::collections::BTreeSet;
use std::rc::Rc;

use good_enough::content::library::Library;
use good_enough::domain::entry::{Answer, Entry, EntryId};
use good_enough::domain::exercise::{
    AnswerKind, ChooseStep, Exercise, PageLink, Step, StepKind, SummaryStep,
};
use good_enough::domain::session::{CarriedAnswers, Next, Session, SessionMeta};
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use jiff::civil::date;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::coach::Coach;

const WORDS: &str = "A few words, 睡眠 and 👨‍👩‍👧.";

/// A session on the screen, and the same session as a model that says what the screen has to show.
struct Walker {
    library: Library,
    coach: Coach,
    session: Session,
    path: ChoicePlan,
    has_rested: bool,
    /// Whether the session ended with a page to read.
    has_read_at_end: bool,
    /// The visited steps and the choices made there.
    seen: BTreeSet<(String, Option<String>)>,
    /// The choices of the plan that came up.
    taken: Vec<(String, Option<usize>)>,
}

/// The choices where a session can take several paths.
struct ChoicePlan {
    /// The option, or none, at each step that others depend on or that leads elsewhere.
    turns: Vec<(String, Option<usize>)>,
    /// The first option elsewhere; later steps count on from it.
    number: usize,
    /// Leaves all other steps unanswered.
    skips: bool,
}

impl ChoicePlan {
    /// The sessions for every option of all other choices.
    const OTHER_CHOICES: usize = 20;

    /// Whether a session took the same choices as far as they come up, so that this plan leads along the same path. The
    /// plans count every combination, and most choices depend on others: without this, one exercise takes minutes.
    fn is_like_one_of(&self, walked: &[Self]) -> bool {
        let is_needed = !self.skips && self.number < Self::OTHER_CHOICES;
        // Ratings go by the number, and what comes after them may depend on them.
        let rating = |plan: &Self| plan.number % 3;
        !is_needed
            && walked.iter().any(|earlier| {
                earlier.skips == self.skips
                    && rating(earlier) == rating(self)
                    && earlier.turns.iter().all(|turn| self.turns.contains(turn))
            })
    }
}

impl Walker {
    fn new(library: &Library, exercise: &Rc<Exercise>, path: ChoicePlan) -> Self {
        let mut rng = StdRng::seed_from_u64(7);
        let meta = SessionMeta {
            id: EntryId::random(&mut rng),
            started_at: "2026-11-24T22:41:00Z".parse().expect("a valid timestamp"),
            utc_offset: 3600,
            day: "2026-11-24".parse().expect("a valid date"),
            origin: None,
        };
        let mut session =
            Session::start(Rc::clone(exercise), meta, &CarriedAnswers::new(), &mut rng);
        let mut journal = Journal::in_memory().expect("there is room for a journal");
        if let Some(id) = &exercise.follows_up {
            let earlier = earlier_entry(library, id);
            journal.save(&earlier).expect("it is saved");
            session = session.with_earlier_entry(earlier);
        }
        Self {
            session,
            coach: Coach::with_journal(
                journal,
                library.clone(),
                StartScreen::Exercise(exercise.id.clone()),
                Theme::new(ColorSupport::None),
            ),
            library: library.clone(),
            path,
            has_rested: false,
            has_read_at_end: false,
            seen: BTreeSet::new(),
            taken: Vec::new(),
        }
    }

    /// Completes the session and compares each screen with the model.
    fn run(&mut self) {
        let steps = self.session.exercise().steps.len();
        for _ in 0..=steps {
            self.check_screen();
            match self.advance() {
                Next::NextStep | Next::OfferRevision(_) => {}
                Next::Done if self.session.is_empty() || self.has_read_at_end => {
                    self.coach.expect("A thought is scaring me");
                    return;
                }
                Next::Done => {
                    // In memory, because there are many sessions.
                    self.coach.expect("Nothing was saved.");
                    return;
                }
                Next::Start(id, carried) => return self.check_next_exercise(&id, &carried),
                Next::OpenPage(page) => {
                    let title = match page {
                        PageLink::People => "People to talk to",
                        PageLink::MedicalHelp => "Who to call about someone's health",
                    };
                    self.coach.expect(title).press("<Esc>");
                    self.coach.expect("A thought is scaring me");
                    return;
                }
            }
        }
        panic!("{} never ends", self.session.exercise().id);
    }

    fn advance(&mut self) -> Next {
        let step = self.session.current_step().clone();
        let next = self.answer_step();
        let page = self
            .session
            .option_chosen_at(&step)
            .and_then(|option| option.read.as_ref());
        if let Some(page) = page.and_then(|id| self.library.page(id)) {
            self.coach.expect(&page.title);
            if next == Next::Done {
                // Where the page is all that follows, it says what became of the answers.
                self.coach.expect("Nothing was saved.");
                self.has_read_at_end = true;
            }
            self.coach.press("<Esc>");
        }
        // The break is offered once and can be declined.
        if next == Next::NextStep && self.session.is_after_first_high_distress() && !self.has_rested
        {
            self.has_rested = true;
            self.coach.expect("Keep going").press("<Enter>");
        }
        // A reframe with little belief may stay unchanged.
        if matches!(next, Next::OfferRevision(_)) {
            self.coach.expect("Keep this line").press("<Enter>");
        }
        next
    }

    /// Checks the session that another one led to, with the carried answers in its steps.
    fn check_next_exercise(&mut self, id: &str, carried: &CarriedAnswers) {
        let Some(next) = self.library.exercise(id).cloned() else {
            let breathing_break = self.library.breathing_break(id).expect("it exists");
            self.coach.expect(&breathing_break.title);
            return;
        };
        let mut left = carried.len();
        let mut rng = StdRng::seed_from_u64(7);
        let meta = self.session.meta().clone();
        let mut session = Session::start(Rc::clone(&next), meta, carried, &mut rng);
        // An exercise with chapters has their names in place of its title.
        match session.chapter_progress() {
            Some((chapter, number, count)) => self.coach.expect_chapter(chapter, number, count),
            None => self.coach.expect(&next.title),
        };
        for _ in &next.steps {
            let step = session.current_step().clone();
            if let Some(answer) = carried.get(&step.id) {
                self.coach.expect(&answer.to_text());
                left -= 1;
            }
            if left == 0 {
                break;
            }
            let option = option_before_carried(&next, &step, carried);
            let answer = if let Some((index, label)) = option {
                // A choice decides whether the words are asked for.
                let down = "<Down>".repeat(index);
                self.coach.press("<Home>").press(&down).press("<Enter>");
                Some(Answer::Chosen(vec![label]))
            } else {
                self.coach.press("<Tab>");
                session.current_answer().cloned()
            };
            let _ = session.submit(answer);
        }
        assert_eq!(left, 0, "{id} didn't get what it was given");
    }

    /// Checks that the question is complete on 80x24, and on a small screen where it can be scrolled.
    /// Steps that were visited before are checked at one size only.
    fn check_screen(&mut self) {
        let step = self.session.current_step().clone();
        let prompt = self.session.prompt(&step);
        self.coach.expect_position(&self.session);
        self.coach.expect(&prompt);
        if self.seen.contains(&(step.id.clone(), None)) {
            return;
        }
        let screen_prompt = self.session.prompt(self.session.screen_step());
        self.coach.expect(&screen_prompt);
        self.coach.resize(40, 12);
        // A note that doesn't fit beside the question comes before it.
        if !self.coach.shows(&screen_prompt) && !matches!(step.kind, StepKind::Read) {
            self.coach.press("<Enter>").expect(&screen_prompt);
        }
        let mut shown = self.coach.screen();
        if matches!(step.kind, StepKind::Read) {
            // Rows that were visible before are above those that scrolled into view.
            for _ in 0..12 {
                self.coach.press("<Down>");
                shown.push('\n');
                shown.push_str(self.coach.screen().lines().nth(10).unwrap_or_default());
            }
            let last = prompt.split_whitespace().last().expect("there are words");
            assert!(shown.contains(last), "{last} of\n{shown}");
            self.coach.press(&"<Up>".repeat(12));
        } else {
            self.coach.expect(&prompt);
        }
        for (width, height) in [(24, 6), (20, 4), (80, 24)] {
            self.coach.resize(width, height);
        }
    }

    /// Answers the step on the screen and in the model, or skips it.
    fn answer_step(&mut self) -> Next {
        let step = self.session.current_step().clone();
        self.seen.insert((step.id.clone(), None));
        let answer = match &step.kind {
            StepKind::Choose(choose) => self.choose_option(&step, choose),
            StepKind::Summary(summary) if !summary.next.is_empty() => {
                return self.take_offer(&step, summary);
            }
            _ if self.path.skips => {
                self.coach.press("<Tab>");
                None
            }
            _ => self.fill_in_step(&step),
        };
        self.session.submit(answer)
    }

    fn choose_option(&mut self, step: &Step, choose: &ChooseStep) -> Option<Answer> {
        let labels = labels(&self.library, &self.session, choose);
        let turn = self.path.turns.iter().find(|(id, _)| id == &step.id);
        self.taken.extend(turn.cloned());
        let wanted = match turn {
            Some((_, turn)) => *turn,
            None if self.path.skips => None,
            None => Some(self.path.number % labels.len().max(1)),
        };
        let Some(label) = wanted.and_then(|wanted| labels.get(wanted)) else {
            self.coach.press("<Tab>");
            return None;
        };
        self.seen.insert((step.id.clone(), Some(label.clone())));
        let down = "<Down>".repeat(labels.iter().position(|known| known == label)?);
        self.coach.press("<Home>").press(&down);
        self.coach.press(if choose.multiple {
            "<Space><Tab>"
        } else {
            "<Enter>"
        });
        Some(Answer::Chosen(vec![label.clone()]))
    }

    /// Takes one of the offers of the summary, or the first one by leaving it.
    fn take_offer(&mut self, step: &Step, summary: &SummaryStep) -> Next {
        let offers = self.library.offers(&self.session, summary);
        let index = if self.path.skips {
            0
        } else {
            // An offer may be made on few paths only.
            let is_new = |label: &str| {
                !self
                    .seen
                    .contains(&(step.id.clone(), Some(label.to_owned())))
            };
            let new = offers.iter().position(|offer| is_new(&offer.label));
            new.unwrap_or(self.path.number % offers.len())
        };
        let offer = &offers[index];
        self.seen
            .insert((step.id.clone(), Some(offer.label.clone())));
        self.coach.expect(&offer.label);
        if self.path.skips {
            self.coach.press("<Tab>");
        } else {
            self.coach.press(&(index + 1).to_string());
        }
        self.session.take_offer(offer)
    }

    fn fill_in_step(&mut self, step: &Step) -> Option<Answer> {
        let coach = &mut self.coach;
        let text = |words: &str| Some(Answer::Text(words.to_owned()));
        match &step.kind {
            StepKind::Read | StepKind::Summary(_) => {
                coach.press("<Enter>");
                None
            }
            StepKind::Write(_) => {
                coach.type_in(WORDS).press("<Tab>");
                text(WORDS)
            }
            StepKind::List(list) => {
                let lines: Vec<_> = (1..=list.max_items.min(3))
                    .map(|n| format!("Thing {n} 睡"))
                    .collect();
                for (index, line) in lines.iter().enumerate() {
                    coach
                        .press(if index == 0 { "" } else { "<Enter>" })
                        .type_in(line);
                }
                coach.press("<Tab>");
                Some(Answer::Items(lines))
            }
            StepKind::Rate(_) => {
                // High, low and medium, so that belief is low on some paths.
                let number = [70, 20, 90][self.path.number % 3];
                coach.press(&format!("{number}<Enter>"));
                Some(Answer::Rating(number))
            }
            StepKind::Breathe(_) | StepKind::Timer(_) => {
                // To the end once, otherwise for a moment.
                coach.wait(if self.path.number == 0 { 600.0 } else { 1.5 });
                coach.press("<Tab>");
                Some(Answer::Seconds(1))
            }
            StepKind::Reframe(reframe) if reframe.stems.is_empty() => {
                // Replaces the draft by the text of the test.
                coach.press("<C-End><C-u>").type_in(WORDS).press("<Tab>");
                text(WORDS)
            }
            StepKind::Reframe(reframe) => {
                let stems = self.session.offered_starters(&reframe.stems);
                let beginning = self.path.number % (stems.len() + 1);
                coach
                    .press(&(beginning + 1).to_string())
                    .type_in(WORDS)
                    .press("<Tab>");
                while coach.shows("Enter next gap") {
                    coach.type_in(WORDS).press("<Enter>");
                }
                text(WORDS)
            }
            StepKind::FollowUp => {
                coach.press(&(self.path.number % 4 + 1).to_string());
                Some(Answer::FollowUpOn(None))
            }
            StepKind::Postpone => {
                coach.press("1");
                Some(Answer::PostponedUntil(date(2026, 11, 25).at(18, 30, 0, 0)))
            }
            StepKind::Choose(_) => None,
            StepKind::Fields(_) => unreachable!("its fields are asked in its place"),
        }
    }
}

/// The option of this step without which a step with a carried answer isn't asked, and its index.
fn option_before_carried(
    exercise: &Exercise,
    step: &Step,
    carried: &CarriedAnswers,
) -> Option<(usize, String)> {
    let StepKind::Choose(choose) = &step.kind else {
        return None;
    };
    let with_words = exercise
        .steps
        .iter()
        .filter(|later| carried.contains_key(&later.id));
    let mut conditions = with_words.filter_map(|later| later.only_if.as_ref());
    let wanted = conditions.find(|condition| condition.step == step.id)?;
    let label = wanted.one_of.first()?;
    let index = choose
        .options
        .iter()
        .position(|option| &option.label == label)?;
    Some((index, label.clone()))
}

/// A finished entry of an exercise whose follow-up is due.
fn earlier_entry(library: &Library, id: &str) -> Entry {
    let any = "catastrophe-to-good-enough";
    let id = if id == Exercise::ANY_EXERCISE {
        any
    } else {
        id
    };
    let exercise = library.exercise(id).expect("it exists").clone();
    let mut rng = StdRng::seed_from_u64(8);
    let meta = SessionMeta {
        id: EntryId::random(&mut rng),
        started_at: "2026-11-17T22:41:00Z".parse().expect("a valid timestamp"),
        utc_offset: 3600,
        day: date(2026, 11, 17),
        origin: None,
    };
    let mut session = Session::start(exercise, meta.clone(), &CarriedAnswers::new(), &mut rng);
    loop {
        let kind = &session.current_step().kind;
        let answer = match kind.answer_kind() {
            Some(AnswerKind::Text) => Some(Answer::Text(WORDS.to_owned())),
            Some(AnswerKind::Rating { .. }) => Some(Answer::Rating(70)),
            Some(AnswerKind::FollowUpDay) => Some(Answer::FollowUpOn(Some(date(2026, 11, 24)))),
            Some(AnswerKind::Choice) => match kind {
                StepKind::Choose(choose) => choose
                    .options
                    .first()
                    .map(|option| Answer::Chosen(vec![option.label.clone()])),
                _ => None,
            },
            _ => None,
        };
        match session.submit(answer) {
            Next::NextStep | Next::OfferRevision(_) => {}
            _ => break,
        }
    }
    session.finish(meta.started_at);
    session.to_entry("", 0)
}

/// The options that a step offers at this point of the session.
fn labels(library: &Library, session: &Session, choose: &ChooseStep) -> Vec<String> {
    let own = choose.options.iter().map(|option| option.label.clone());
    let catalogue = choose
        .catalogue
        .iter()
        .filter_map(|name| library.options(name));
    let catalogue = catalogue.flatten().map(str::to_owned);
    let listed = choose
        .options_from
        .iter()
        .flat_map(|list| session.options_from_answer(list));
    own.chain(catalogue)
        .chain(listed.map(|option| option.label))
        .collect()
}

/// Every path through the steps that others depend on or that lead elsewhere, with enough sessions for every
/// option of all other choices.
fn choice_plans(library: &Library, exercise: &Exercise) -> Vec<ChoicePlan> {
    let is_waited_for = |id: &str| {
        let steps = exercise.steps.iter();
        let of_steps = steps.clone().filter_map(|step| step.only_if.as_ref());
        let offers = steps.flat_map(|step| match &step.kind {
            StepKind::Summary(summary) => summary.next.as_slice(),
            _ => &[],
        });
        let mut conditions = of_steps.chain(offers.filter_map(|offer| offer.only_if.as_ref()));
        conditions.any(|condition| condition.step == id)
    };
    let mut ways: Vec<Vec<(String, Option<usize>)>> = vec![Vec::new()];
    // Every start of a reframe is taken, too.
    let mut most = 7;
    for step in &exercise.steps {
        if let StepKind::Summary(summary) = &step.kind {
            most = most.max(summary.next.len());
        }
        let StepKind::Choose(choose) = &step.kind else {
            continue;
        };
        let leads = choose
            .options
            .iter()
            .any(|option| option.leads_away() || option.read.is_some());
        if leads || is_waited_for(&step.id) || step.only_if.is_some() {
            // What comes from an earlier list or a catalogue counts as one option.
            let count = choose.options.len().max(1);
            let turns = (0..count).map(Some).chain([None]);
            let turns: Vec<_> = turns.map(|turn| (step.id.clone(), turn)).collect();
            let go_on = |way: &Vec<_>, turn: &(String, Option<usize>)| {
                way.iter().chain([turn]).cloned().collect::<Vec<_>>()
            };
            ways = ways
                .iter()
                .flat_map(|way| turns.iter().map(move |turn| go_on(way, turn)))
                .collect();
        } else {
            let catalogue = choose
                .catalogue
                .as_ref()
                .and_then(|name| library.options(name));
            most = most
                .max(choose.options.len())
                .max(catalogue.map_or(0, |options| options.len()));
        }
    }
    let count = ways.len().max(most);
    let answered = (0..count).map(|number| ChoicePlan {
        turns: ways[number % ways.len()].clone(),
        number,
        skips: false,
    });
    let skipped = ways.iter().map(|turns| ChoicePlan {
        turns: turns.clone(),
        number: 0,
        skips: true,
    });
    answered.chain(skipped).collect()
}

/// The steps of an exercise, and the options defined in its file.
fn expected_coverage(library: &Library, exercise: &Exercise) -> BTreeSet<(String, Option<String>)> {
    let mut all = BTreeSet::new();
    for step in &exercise.steps {
        if matches!(step.kind, StepKind::Fields(_)) {
            continue;
        }
        all.insert((step.id.clone(), None));
        if let StepKind::Summary(summary) = &step.kind {
            let labels = summary.next.iter().filter_map(|offer| offer.label.clone());
            all.extend(labels.map(|label| (step.id.clone(), Some(label))));
        }
        if let StepKind::Choose(choose) = &step.kind {
            let catalogue = choose
                .catalogue
                .iter()
                .filter_map(|name| library.options(name));
            let labels = choose.options.iter().map(|option| option.label.as_str());
            let labels = labels.chain(catalogue.flatten());
            all.extend(labels.map(|label| (step.id.clone(), Some(label.to_owned()))));
        }
    }
    all
}

#[test]
fn every_path_of_every_exercise_can_be_completed() {
    let library = with_fields();
    for exercise in library.exercises() {
        let mut shown = BTreeSet::new();
        let mut walked = Vec::new();
        for path in choice_plans(&library, exercise) {
            if path.is_like_one_of(&walked) {
                continue;
            }
            let (number, skips) = (path.number, path.skips);
            let mut robot = Walker::new(&library, exercise, path);
            robot.seen = shown;
            robot.run();
            shown = robot.seen;
            let turns = robot.taken;
            walked.push(ChoicePlan {
                turns,
                number,
                skips,
            });
        }
        let missed: Vec<_> = expected_coverage(&library, exercise)
            .into_iter()
            .filter(|it| !shown.contains(it))
            .collect();
        assert!(
            missed.is_empty(),
            "{}: nobody came by {missed:?}",
            exercise.id
        );
    }
}

/// The embedded exercises, and one with chapters, fields and notes.
fn with_fields() -> Library {
    let file = include_bytes!("../content/exercises/thoughts/chaptered-worry.yaml");
    Library::embedded().with_file("chaptered-worry.yaml".as_ref(), file)
}

/// One session in which every step is answered.
fn completed(library: &Library, exercise: &Rc<Exercise>) -> Walker {
    let path = choice_plans(library, exercise).swap_remove(0);
    Walker::new(library, exercise, path)
}

#[test]
fn going_back_from_the_end_to_the_start_and_on_again_loses_nothing() {
    let library = with_fields();
    for exercise in library.exercises() {
        let mut robot = completed(&library, exercise);
        while !robot.session.is_last() {
            let _ = robot.advance();
        }
        let Walker { mut coach, .. } = robot;
        let end = coach.screen();
        let text = |screen: &str| {
            screen
                .lines()
                .take(20)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        coach.press(&"<S-Tab>".repeat(exercise.steps.len() + 1));
        coach.expect("This is the first step.");
        assert_ne!(text(&coach.screen()), text(&end), "{}", exercise.id);
        for _ in 0..2 * exercise.steps.len() {
            if text(&coach.screen()) != text(&end) {
                coach.press("<Tab>");
            }
        }
        assert_eq!(text(&coach.screen()), text(&end), "{}", exercise.id);
    }
}

#[test]
fn leaving_and_resuming_at_any_step_shows_the_same_screen() {
    let library = with_fields();
    for exercise in library.exercises() {
        let mut robot = completed(&library, exercise);
        while !robot.session.is_last() {
            let _ = robot.advance();
            if robot.session.is_closing_shown() {
                break;
            }
            if robot.session.is_empty() {
                continue;
            }
            let rows = |coach: &Coach| {
                coach
                    .screen()
                    .lines()
                    .take(8)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            let before = rows(&robot.coach);
            robot.coach.press("<Esc>5").expect("Unfinished").press("0");
            assert_eq!(rows(&robot.coach), before, "{}", exercise.id);
        }
    }
}

#[test]
fn the_sources_and_the_credit_of_every_exercise_can_be_read() {
    let library = Library::embedded();
    for exercise in library.exercises() {
        let Walker {
            mut coach, session, ..
        } = completed(&library, exercise);
        coach.resize(100, 60);
        coach.press("<Esc>7").expect(&exercise.purpose);
        for text in exercise.sources.iter().chain(&exercise.credit) {
            coach.expect(text);
        }
        coach.press("<Esc>").expect_position(&session);
        coach.expect(&session.prompt(session.current_step()));
    }
}

/// The steps behind the closing words of an exercise, and the step of those words.
fn last_steps(exercise: &Exercise) -> BTreeSet<String> {
    let is_summary = |step: &Step| matches!(step.kind, StepKind::Summary(_));
    let steps = &exercise.steps;
    let first = steps.iter().position(is_summary).unwrap_or(steps.len() - 1);
    steps[first..].iter().map(|step| step.id.clone()).collect()
}

#[test]
fn an_exercise_left_at_or_after_its_last_words_is_in_the_history_as_finished() {
    let library = Library::embedded();
    for exercise in library.exercises() {
        let mut left_at = BTreeSet::new();
        for number in 0..choice_plans(&library, exercise).len() {
            if left_at == last_steps(exercise) {
                break;
            }
            let path = choice_plans(&library, exercise).swap_remove(number);
            let mut robot = Walker::new(&library, exercise, path);
            let is_new = loop {
                let id = robot.session.current_step().id.clone();
                if robot.session.is_closing_shown() && left_at.insert(id) {
                    break true;
                }
                if robot.advance() != Next::NextStep {
                    break false;
                }
            };
            if is_new && !robot.session.is_empty() {
                robot
                    .coach
                    .press("<Esc>")
                    .expect("This one is finished. What would you like?")
                    .press("5")
                    .expect("It's in the history")
                    .expect_no("Unfinished")
                    .press("h")
                    .expect("Tue 24");
            }
        }
        assert_eq!(left_at, last_steps(exercise), "{}", exercise.id);
    }
}

#[test]
fn every_exercise_break_and_path_is_listed_in_the_table_of_ideas() {
    let library = Library::embedded();
    let table = include_str!("../../docs/ideas.md");
    let named: BTreeSet<_> = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect();
    let exercises = library.exercises().map(|exercise| exercise.id.as_str());
    let pauses = library
        .breaks()
        .map(|breathing_break| breathing_break.id.as_str());
    let paths = library.exercise_paths().map(|path| path.id.as_str());
    let there: BTreeSet<_> = exercises.chain(pauses).chain(paths).collect();
    assert_eq!(named, there);
}
