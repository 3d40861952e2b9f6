use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;
use crate::library::Library;

const WALK: &str = "
title: A small walk
purpose: To try out what a session does.
steps:
  - {kind: read, id: start, prompt: Hello.}
  - {kind: write, id: thought, as: thought, prompt: What is the thought?}
  - {kind: rate, id: gut, as: likelihood_before, scale: likelihood, prompt: How likely?}
  - {kind: choose, id: more, prompt: Shall we look closer?, options: [\"Yes\", {label: \"No\", end: true}, {label: Breathe, start: slow-six, carry: {thought: thought}}]}
  - {kind: write, id: closer, prompt: \"What is behind “{thought}”?\", only_if: {step: more, in: [\"Yes\"]}}
  - {kind: rate, id: now, as: likelihood_after, scale: likelihood, again: gut, prompt: How likely now?}
  - {kind: reframe, id: reframe, as: reframe, prompt: [Put it kindly., Put it fairly.]}
  - {kind: rate, id: belief, as: reframe_belief, scale: belief, soften: reframe, prompt: Do you believe it?}
  - {kind: summary, id: summary, fields: [thought, closer, reframe], pairs: [now]}
";

fn session() -> Session {
    walk_of(WALK, &Carried::new())
}

fn walk_of(file: &str, carried: &Carried) -> Session {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.yaml"), file).unwrap();
    let library = Library::with_folder(folder.path());
    assert!(library.faulty.is_empty(), "{}", library.faulty[0]);
    let exercise = Rc::clone(library.exercise("small").unwrap());
    Session::begin(exercise, stamp(), carried, &mut StdRng::seed_from_u64(1))
}

fn stamp() -> Stamp {
    Stamp {
        id: EntryId::random(&mut StdRng::seed_from_u64(2)),
        started: Timestamp::UNIX_EPOCH,
        offset: 0,
        day: jiff::civil::date(1970, 1, 1),
        origin: None,
    }
}

fn text(words: &str) -> Answer {
    Answer::Text(words.to_owned())
}

fn chosen(label: &str) -> Answer {
    Answer::Chosen(vec![label.to_owned()])
}

/// Answers each step in turn; `None` skips.
fn walk(session: &mut Session, answers: Vec<Option<Answer>>) -> Next {
    answers
        .into_iter()
        .map(|answer| session.answer(answer))
        .last()
        .unwrap()
}

#[test]
fn a_step_with_a_condition_is_asked_and_counted_only_when_it_holds() {
    let mut session = session();
    assert_eq!(session.progress(), (1, 8));
    let _ = walk(
        &mut session,
        vec![
            None,
            Some(text("They'll fire me")),
            Some(Answer::Rating(80)),
            Some(chosen("Yes")),
        ],
    );
    assert_eq!(
        session.prompt(session.step()),
        "What is behind “They'll fire me”?"
    );
    assert_eq!(session.progress(), (5, 9));
    assert!(session.back());
    let _ = session.answer(None);
    assert_eq!(session.step().id, "now");
    assert_eq!(session.progress(), (5, 8));
}

#[test]
fn a_pair_is_there_only_when_both_numbers_were_given() {
    let pairs = |before: Option<u8>, after: Option<u8>| {
        let mut session = session();
        let rating = |number: Option<u8>| number.map(Answer::Rating);
        let _ = walk(
            &mut session,
            vec![None, None, rating(before), None, rating(after)],
        );
        session.pairs(&["now".to_owned()])
    };
    assert_eq!(pairs(None, Some(50)), []);
    assert_eq!(pairs(Some(50), None), []);
    assert_eq!(pairs(Some(0), Some(0)).len(), 1);
}

#[test]
fn under_ten_points_apart_is_about_the_same() {
    let change = |before, after| {
        Pair {
            scale: String::new(),
            before,
            after,
        }
        .change()
    };
    assert_eq!(change(80, 71), Change::Same);
    assert_eq!(change(80, 70), Change::Lower(10));
    assert_eq!(change(71, 80), Change::Same);
    assert_eq!(change(70, 80), Change::Higher(10));
    assert_eq!(change(100, 0), Change::Lower(100));
}

#[test]
fn an_option_ends_the_walk_or_leads_on_with_answers() {
    let mut ends = session();
    let start = || vec![None, Some(text("It rains")), None];
    assert_eq!(
        walk(&mut ends, [start(), vec![Some(chosen("No"))]].concat()),
        Next::Done
    );
    let mut leads = session();
    let carried = Carried::from([("thought".to_owned(), Answer::Text("It rains".to_owned()))]);
    let lead = Next::Lead("slow-six".to_owned(), carried);
    assert_eq!(
        walk(
            &mut leads,
            [start(), vec![Some(chosen("Breathe"))]].concat()
        ),
        lead
    );
}

#[test]
fn softening_is_offered_below_forty_and_only_if_there_is_something_to_soften() {
    let ends_with = |reframe: Option<Answer>, belief: u8| {
        let mut session = session();
        let before = vec![
            None,
            None,
            None,
            None,
            None,
            reframe,
            Some(Answer::Rating(belief)),
        ];
        walk(&mut session, before)
    };
    assert_eq!(
        ends_with(Some(text("Good enough")), 39),
        Next::Soften("reframe".to_owned())
    );
    assert_eq!(ends_with(Some(text("Good enough")), 40), Next::Step);
    // Without a thought to believe that isn't asked.
    let mut session = session();
    let _ = walk(&mut session, vec![None; 5]);
    assert_eq!(session.step().id, "reframe");
    let (_, of) = session.progress();
    let _ = session.answer(None);
    assert_eq!(session.step().id, "summary");
    assert_eq!(session.progress().1, of - 1);
    assert!(session.back());
    assert_eq!(session.step().id, "reframe");
    let _ = session.answer(Some(text("Good enough 睡 🍲")));
    assert_eq!(session.step().id, "belief");
}

#[test]
fn a_draft_goes_on_where_it_was_left_with_everything_in_it() {
    let mut session = session();
    let _ = walk(
        &mut session,
        vec![None, Some(text("It rains")), Some(Answer::Rating(7))],
    );
    let entry = session.entry("half a sen", 4);
    assert_eq!(entry.rating(Part::LikelihoodBefore), Some(7));
    let resumed = Session::resume(
        Rc::clone(&session.exercise),
        &entry,
        &mut StdRng::seed_from_u64(3),
    );
    assert_eq!(resumed.step().id, "more");
    assert_eq!(resumed.thought().as_deref(), Some("It rains"));
    assert_eq!(resumed.entry("half a sen", 4), entry);
}

#[test]
fn one_wording_is_drawn_for_the_whole_walk() {
    let session = session();
    let step = session
        .exercise
        .steps
        .iter()
        .find(|step| step.id == "reframe")
        .unwrap();
    let first = session.prompt(step);
    assert!(["Put it kindly.", "Put it fairly."].contains(&first.as_str()));
    assert_eq!(session.prompt(step), first);
}

#[test]
fn a_skipped_answer_that_was_there_is_gone_and_later_ones_stay() {
    let mut session = session();
    let _ = walk(
        &mut session,
        vec![None, Some(text("It rains")), Some(Answer::Rating(7))],
    );
    assert!(session.go_to("thought"));
    let _ = session.answer(None);
    assert_eq!(session.answer_to("thought"), None);
    assert_eq!(session.answer_to("gut"), Some(&Answer::Rating(7)));
}

#[test]
fn the_first_number_stays_hidden_until_the_second_is_given() {
    let mut session = session();
    let rated = || Some(Answer::Rating(80));
    let _ = walk(&mut session, vec![None, None, rated(), None]);
    assert_eq!(session.step().id, "now");
    assert_eq!(session.fill("It was {gut}."), "It was ….");
    session.keep(Some(Answer::Rating(20)));
    assert_eq!(session.fill("It was {gut}."), "It was 80.");
}

#[test]
fn a_step_that_is_not_asked_any_more_plays_no_part_but_keeps_its_words() {
    let mut session = session();
    let closer = Some(text("My mother's voice"));
    let _ = walk(
        &mut session,
        vec![
            None,
            Some(text("It rains")),
            None,
            Some(chosen("Yes")),
            closer,
        ],
    );
    assert!(session.go_to("more"));
    session.keep(None);
    assert_eq!(session.fields(&["closer".to_owned()]), []);
    let entry = session.entry("", 0);
    assert!(
        entry
            .answers
            .iter()
            .any(|answered| answered.answer.words() == "My mother's voice")
    );
}

#[test]
fn words_for_a_step_the_exercise_no_longer_has_are_kept() {
    let mut session = session();
    let _ = session.answer(None);
    let mut entry = session.entry("", 0);
    let lost = |step: &str, words: &str| Answered {
        step: step.to_owned(),
        part: None,
        prompt: "Once asked?".to_owned(),
        answer: text(words),
        means: None,
    };
    entry.answers.push(lost("gone", "a long precious answer"));
    entry.draft = Some(Place {
        step: "gone-too".to_owned(),
        typing: "half a sent".to_owned(),
        caret: 0,
    });
    let mut resumed = Session::resume(
        Rc::clone(&session.exercise),
        &entry,
        &mut StdRng::seed_from_u64(3),
    );
    let _ = resumed.answer(None);
    let words: Vec<_> = resumed
        .entry("", 0)
        .answers
        .iter()
        .map(|answered| answered.answer.words())
        .collect();
    assert_eq!(words, ["a long precious answer", "half a sent"]);
}

#[test]
fn a_walk_that_is_gone_back_into_was_finished_when_it_was_finished_first() {
    let mut session = session();
    let later = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(1);
    session.finish(Timestamp::UNIX_EPOCH);
    assert!(session.go_to("thought"));
    session.keep(Some(text("It rains")));
    session.finish(later);
    assert_eq!(session.entry("", 0).finished, Some(Timestamp::UNIX_EPOCH));
    assert_eq!(session.entry("half", 4).draft, None);
}

const LOAD: &str = "
title: A load
purpose: To see what a list offers.
steps:
  - {kind: list, id: load, prompt: What is on your plate?}
  - {kind: choose, id: rest, options_from: load, prompt: Which one could be lighter?}
  - {kind: write, id: lighter, prompt: \"How could {rest}. be lighter?\"}
";

#[test]
fn a_choice_from_a_list_is_asked_only_when_something_stands_there() {
    let mut session = walk_of(LOAD, &Carried::new());
    assert_eq!(session.progress(), (1, 2));
    let _ = session.answer(None);
    assert_eq!(session.step().id, "lighter");
    assert!(session.back());
    assert_eq!(session.step().id, "load");
    let _ = session.answer(Some(Answer::Items(vec!["洗濯".to_owned()])));
    assert_eq!(session.step().id, "rest");
    assert_eq!(session.progress(), (2, 3));
}

#[test]
fn what_was_chosen_arrives_as_words_where_words_are_asked_for() {
    let chosen = Answer::Chosen(vec!["washing 🧺".to_owned(), "the tax form".to_owned()]);
    let carried = Carried::from([("lighter".to_owned(), chosen)]);
    let session = walk_of(LOAD, &carried);
    let arrived = session.answer_to("lighter");
    assert_eq!(arrived, Some(&text("washing 🧺, the tax form")));
}

#[test]
fn an_answer_that_ends_a_sentence_gets_no_second_full_stop() {
    let mut session = session();
    let _ = walk(&mut session, vec![None, Some(text("I feel tired. 睡"))]);
    assert_eq!(session.fill("{thought}. And?"), "I feel tired. 睡. And?");
    assert!(session.go_to("thought"));
    let _ = session.answer(Some(text("Kim.")));
    assert_eq!(session.fill("{thought}, listen."), "Kim, listen.");
    for words in ["I feel tired.", "Are you there?", "It rains …"] {
        assert!(session.go_to("thought"));
        let _ = session.answer(Some(text(words)));
        assert_eq!(session.fill("{thought}. And?"), format!("{words} And?"));
    }
}
