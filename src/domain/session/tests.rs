use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;
use crate::content::library::Library;
use crate::domain::entry::DraftPosition;

const EXERCISE: &str = "
title: A small walk
purpose: To try out what a session does.
steps:
  - {kind: read, id: start, prompt: Hello.}
  - {kind: write, id: thought, role: thought, prompt: What is the thought?}
  - {kind: rate, id: gut, role: likelihood_before, scale: likelihood, prompt: How likely?}
  - {kind: choose, id: more, prompt: Shall we look closer?, options: [\"Yes\", {label: \"No\", end: true}, {label: Breathe, start: slow-six, carry: {thought: thought}}]}
  - {kind: write, id: closer, prompt: \"What is behind “{thought}”?\", only_if: {step: more, in: [\"Yes\"]}}
  - {kind: rate, id: now, role: likelihood_after, scale: likelihood, first_rating: gut, prompt: How likely now?}
  - {kind: reframe, id: reframe, role: reframe, prompt: [Put it kindly., Put it fairly.]}
  - {kind: rate, id: belief, role: reframe_belief, scale: belief, revise_if_low: reframe, prompt: Do you believe it?}
  - {kind: summary, id: summary, fields: [thought, closer, reframe], pairs: [now]}
";

fn new_session() -> Session {
    session_of(EXERCISE, &CarriedAnswers::new())
}

fn session_of(file: &str, carried: &CarriedAnswers) -> Session {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("small.yaml"), file).unwrap();
    let library = Library::with_user_folder(folder.path());
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        library.rejected_files[0]
    );
    let exercise = Rc::clone(library.exercise("small").unwrap());
    Session::start(
        exercise,
        session_meta(),
        carried,
        &mut StdRng::seed_from_u64(1),
    )
}

fn session_meta() -> SessionMeta {
    SessionMeta {
        id: EntryId::random(&mut StdRng::seed_from_u64(2)),
        started_at: Timestamp::UNIX_EPOCH,
        utc_offset: 0,
        day: jiff::civil::date(1970, 1, 1),
        origin: None,
    }
}

fn text_answer(words: &str) -> Answer {
    Answer::Text(words.to_owned())
}

fn chosen_answer(label: &str) -> Answer {
    Answer::Chosen(vec![label.to_owned()])
}

/// Answers each step in turn; `None` skips.
fn submit_all(session: &mut Session, answers: Vec<Option<Answer>>) -> Next {
    answers
        .into_iter()
        .map(|answer| session.submit(answer))
        .last()
        .unwrap()
}

#[test]
fn a_step_with_a_condition_is_asked_and_counted_only_when_it_holds() {
    let mut session = new_session();
    assert_eq!(session.progress(), (1, 8));
    let _ = submit_all(
        &mut session,
        vec![
            None,
            Some(text_answer("They'll fire me")),
            Some(Answer::Rating(80)),
            Some(chosen_answer("Yes")),
        ],
    );
    assert_eq!(
        session.prompt(session.current_step()),
        "What is behind “They'll fire me”?"
    );
    assert_eq!(session.progress(), (5, 9));
    assert!(session.is_screen_count_known());
    assert!(session.go_back());
    // The answer that decides may still change.
    assert!(!session.is_screen_count_known());
    let _ = session.submit(None);
    assert_eq!(session.current_step().id, "now");
    assert_eq!(session.progress(), (5, 8));
}

#[test]
fn a_pair_is_there_only_when_both_numbers_were_given() {
    let pairs = |before: Option<u8>, after: Option<u8>| {
        let mut session = new_session();
        let rating = |number: Option<u8>| number.map(Answer::Rating);
        let _ = submit_all(
            &mut session,
            vec![None, None, rating(before), None, rating(after)],
        );
        session.rating_pairs(&["now".to_owned()])
    };
    assert_eq!(pairs(None, Some(50)), []);
    assert_eq!(pairs(Some(50), None), []);
    assert_eq!(pairs(Some(0), Some(0)).len(), 1);
}

#[test]
fn under_ten_points_apart_is_about_the_same() {
    let change = |before, after| {
        RatingPair {
            scale: String::new(),
            before,
            after,
        }
        .change()
    };
    assert_eq!(change(80, 71), RatingChange::Same);
    assert_eq!(change(80, 70), RatingChange::Lower(10));
    assert_eq!(change(71, 80), RatingChange::Same);
    assert_eq!(change(70, 80), RatingChange::Higher(10));
    assert_eq!(change(100, 0), RatingChange::Lower(100));
}

#[test]
fn an_option_ends_the_session_or_starts_another_with_answers() {
    let mut ends = new_session();
    let start = || vec![None, Some(text_answer("It rains")), None];
    assert_eq!(
        submit_all(
            &mut ends,
            [start(), vec![Some(chosen_answer("No"))]].concat()
        ),
        Next::Done
    );
    let mut leads = new_session();
    let carried =
        CarriedAnswers::from([("thought".to_owned(), Answer::Text("It rains".to_owned()))]);
    let lead = Next::Start("slow-six".to_owned(), carried);
    assert_eq!(
        submit_all(
            &mut leads,
            [start(), vec![Some(chosen_answer("Breathe"))]].concat()
        ),
        lead
    );
}

#[test]
fn a_revision_is_offered_below_forty_and_only_if_there_is_a_reframe() {
    let ends_with = |reframe: Option<Answer>, belief: u8| {
        let mut session = new_session();
        let before = vec![
            None,
            None,
            None,
            None,
            None,
            reframe,
            Some(Answer::Rating(belief)),
        ];
        submit_all(&mut session, before)
    };
    assert_eq!(
        ends_with(Some(text_answer("Good enough")), 39),
        Next::OfferRevision("reframe".to_owned())
    );
    assert_eq!(
        ends_with(Some(text_answer("Good enough")), 40),
        Next::NextStep
    );
    // Without a thought to believe that isn't asked.
    let mut session = new_session();
    let _ = submit_all(&mut session, vec![None; 5]);
    assert_eq!(session.current_step().id, "reframe");
    let (_, of) = session.progress();
    let _ = session.submit(None);
    assert_eq!(session.current_step().id, "summary");
    assert_eq!(session.progress().1, of - 1);
    assert!(session.go_back());
    assert_eq!(session.current_step().id, "reframe");
    let _ = session.submit(Some(text_answer("Good enough 睡 🍲")));
    assert_eq!(session.current_step().id, "belief");
}

#[test]
fn a_draft_goes_on_where_it_was_left_with_everything_in_it() {
    let mut session = new_session();
    let _ = submit_all(
        &mut session,
        vec![None, Some(text_answer("It rains")), Some(Answer::Rating(7))],
    );
    let entry = session.to_entry("half a sen", 4);
    assert_eq!(entry.rating_for(Role::LikelihoodBefore), Some(7));
    let resumed = Session::resume(
        Rc::clone(&session.exercise),
        &entry,
        &mut StdRng::seed_from_u64(3),
    );
    assert_eq!(resumed.current_step().id, "more");
    assert_eq!(resumed.pinned_thought().as_deref(), Some("It rains"));
    assert_eq!(resumed.to_entry("half a sen", 4), entry);
}

#[test]
fn one_wording_is_drawn_for_the_whole_session() {
    let session = new_session();
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
    let mut session = new_session();
    let _ = submit_all(
        &mut session,
        vec![None, Some(text_answer("It rains")), Some(Answer::Rating(7))],
    );
    assert!(session.go_to_step("thought"));
    let _ = session.submit(None);
    assert_eq!(session.answer_to("thought"), None);
    assert_eq!(session.answer_to("gut"), Some(&Answer::Rating(7)));
}

#[test]
fn the_first_number_stays_hidden_until_the_second_is_given() {
    let mut session = new_session();
    let rated = || Some(Answer::Rating(80));
    let _ = submit_all(&mut session, vec![None, None, rated(), None]);
    assert_eq!(session.current_step().id, "now");
    assert_eq!(session.fill_template("It was {gut}."), "It was ….");
    session.set_answer(Some(Answer::Rating(20)));
    assert_eq!(session.fill_template("It was {gut}."), "It was 80.");
}

#[test]
fn a_step_that_is_not_asked_any_more_has_no_role_but_keeps_its_text() {
    let mut session = new_session();
    let closer = Some(text_answer("My mother's voice"));
    let _ = submit_all(
        &mut session,
        vec![
            None,
            Some(text_answer("It rains")),
            None,
            Some(chosen_answer("Yes")),
            closer,
        ],
    );
    assert!(session.go_to_step("more"));
    session.set_answer(None);
    assert_eq!(session.labelled_answers(&["closer".to_owned()]), []);
    let entry = session.to_entry("", 0);
    assert!(
        entry
            .answers
            .iter()
            .any(|answered| answered.answer.to_text() == "My mother's voice")
    );
}

#[test]
fn words_for_a_step_the_exercise_no_longer_has_are_kept() {
    let mut session = new_session();
    let _ = session.submit(None);
    let mut entry = session.to_entry("", 0);
    let lost = |step: &str, words: &str| AnsweredStep {
        step: step.to_owned(),
        role: None,
        prompt: "Once asked?".to_owned(),
        answer: text_answer(words),
        outcome: None,
    };
    entry.answers.push(lost("gone", "a long precious answer"));
    entry.draft_position = Some(DraftPosition {
        step: "gone-too".to_owned(),
        pending_text: "half a sent".to_owned(),
        caret: 0,
    });
    let mut resumed = Session::resume(
        Rc::clone(&session.exercise),
        &entry,
        &mut StdRng::seed_from_u64(3),
    );
    let _ = resumed.submit(None);
    let words: Vec<_> = resumed
        .to_entry("", 0)
        .answers
        .iter()
        .map(|answered| answered.answer.to_text())
        .collect();
    assert_eq!(words, ["a long precious answer", "half a sent"]);
}

#[test]
fn a_reopened_session_keeps_its_first_finish_time() {
    let mut session = new_session();
    let later = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(1);
    session.finish(Timestamp::UNIX_EPOCH);
    assert!(session.go_to_step("thought"));
    session.set_answer(Some(text_answer("It rains")));
    session.finish(later);
    assert_eq!(
        session.to_entry("", 0).finished_at,
        Some(Timestamp::UNIX_EPOCH)
    );
    assert_eq!(session.to_entry("half", 4).draft_position, None);
}

const LIST_EXERCISE: &str = "
title: A load
purpose: To see what a list offers.
steps:
  - {kind: list, id: load, prompt: What is on your plate?}
  - {kind: choose, id: rest, options_from: load, prompt: Which one could be lighter?}
  - {kind: write, id: lighter, prompt: \"How could {rest}. be lighter?\"}
";

#[test]
fn a_choice_from_a_list_is_asked_only_when_the_list_has_items() {
    let mut session = session_of(LIST_EXERCISE, &CarriedAnswers::new());
    assert_eq!(session.progress(), (1, 2));
    let _ = session.submit(None);
    assert_eq!(session.current_step().id, "lighter");
    assert!(session.go_back());
    assert_eq!(session.current_step().id, "load");
    let _ = session.submit(Some(Answer::Items(vec!["洗濯".to_owned()])));
    assert_eq!(session.current_step().id, "rest");
    assert_eq!(session.progress(), (2, 3));
}

#[test]
fn a_carried_choice_becomes_text_in_a_text_step() {
    let chosen = Answer::Chosen(vec!["washing 🧺".to_owned(), "the tax form".to_owned()]);
    let carried = CarriedAnswers::from([("lighter".to_owned(), chosen)]);
    let session = session_of(LIST_EXERCISE, &carried);
    let arrived = session.answer_to("lighter");
    assert_eq!(arrived, Some(&text_answer("washing 🧺, the tax form")));
}

#[test]
fn an_answer_that_ends_a_sentence_gets_no_second_full_stop() {
    let mut session = new_session();
    let _ = submit_all(
        &mut session,
        vec![None, Some(text_answer("I feel tired. 睡"))],
    );
    assert_eq!(
        session.fill_template("{thought}. And?"),
        "I feel tired. 睡. And?"
    );
    assert!(session.go_to_step("thought"));
    let _ = session.submit(Some(text_answer("Kim.")));
    assert_eq!(session.fill_template("{thought}, listen."), "Kim, listen.");
    assert_eq!(session.fill_template("Was it {thought}?"), "Was it Kim?");
    for words in ["I feel tired.", "Are you there?", "It rains …"] {
        assert!(session.go_to_step("thought"));
        let _ = session.submit(Some(text_answer(words)));
        assert_eq!(
            session.fill_template("{thought}. And?"),
            format!("{words} And?")
        );
    }
}

const ENDING: &str = "
title: A small end
purpose: To try out how a session ends.
steps:
  - {kind: write, id: thought, role: thought, prompt: What is the thought?}
  - {kind: choose, id: sort, prompt: What sort?, options: [past, future, {label: a picture, read: scary-pictures, end: true}]}
  - {kind: timer, id: stay, seconds: 5, prompt: \"Stay with “{thought}”.\"}
  - {kind: write, id: facts, prompt: Which facts?, only_if: {step: sort, not_in: [past]}}
  - {kind: write, id: none, prompt: Nothing?, only_if: {step: thought, answered: false}}
  - {kind: reframe, id: line, prompt: Put it kindly.}
  - {kind: summary, id: end, fields: [thought, line], closing: Whole., closing_some: Some., closing_empty: Nothing., next: [{label: Back, end: true}, {label: Breathe, start: slow-six}]}
";

/// The ids of the steps that are asked, and the closing, if each step gets the answer that is listed for it.
fn walk(answers: &[(&str, Answer)]) -> (Vec<String>, String) {
    let mut session = session_of(ENDING, &CarriedAnswers::new());
    let mut asked = Vec::new();
    loop {
        let step = session.current_step().clone();
        asked.push(step.id.clone());
        if let StepKind::Summary(summary) = &step.kind {
            assert!(session.is_closing_shown());
            return (asked, session.closing(summary));
        }
        assert!(!session.is_closing_shown());
        let given = answers.iter().find(|(id, _)| *id == step.id);
        let _ = session.submit(given.map(|(_, answer)| answer.clone()));
    }
}

#[test]
fn words_that_quote_a_missing_answer_are_skipped() {
    let (asked, _) = walk(&[]);
    assert_eq!(asked, ["thought", "sort", "facts", "none", "line", "end"]);
    let (asked, _) = walk(&[
        ("thought", text_answer("No")),
        ("sort", chosen_answer("past")),
    ]);
    assert_eq!(asked, ["thought", "sort", "stay", "line", "end"]);
    let (asked, _) = walk(&[("sort", chosen_answer("future"))]);
    assert_eq!(asked, ["thought", "sort", "facts", "none", "line", "end"]);
}

#[test]
fn the_last_words_fit_what_was_written() {
    assert_eq!(walk(&[]).1, "Nothing.");
    assert_eq!(walk(&[("facts", text_answer("Only facts"))]).1, "Nothing.");
    assert_eq!(walk(&[("thought", text_answer("No"))]).1, "Some.");
    assert_eq!(walk(&[("line", text_answer("It was enough"))]).1, "Whole.");
}

#[test]
fn a_page_can_be_read_at_the_end() {
    let mut session = session_of(ENDING, &CarriedAnswers::new());
    let _ = session.submit(None);
    let step = session.current_step().clone();
    assert_eq!(session.submit(Some(chosen_answer("a picture"))), Next::Done);
    let chosen = session.option_chosen_at(&step);
    let page = chosen.and_then(|option| option.read.as_deref());
    assert_eq!(page, Some("scary-pictures"));
}

const FIELDS_EXERCISE: &str = "
title: Fields
purpose: To see several questions on one screen.
steps:
  - kind: fields
    chapter: Catch it
    id: start
    prompt: One worry.
    fields:
      - {kind: write, id: situation, prompt: What was going on?}
      - {kind: write, id: thought, role: thought, prompt: What was the thought?}
  - kind: fields
    id: numbers
    show: [situation]
    prompt: Two numbers.
    fields:
      - {kind: rate, id: gut, role: likelihood_before, scale: likelihood, prompt: How likely?}
      - {kind: rate, id: heavy, role: distress_before, scale: distress, prompt: How heavy?}
  - {kind: write, id: facts, chapter: Check it, skip_to: {label: To the line, step: again}, prompt: Which facts?}
  - kind: fields
    id: ways
    only_if: {step: gut, at_least: 50}
    prompt: Two ways.
    fields:
      - {kind: write, id: worst, prompt: The worst}
      - {kind: write, id: best, prompt: The best}
  - kind: fields
    id: again
    chapter: Reframe it
    prompt: And now?
    fields:
      - {kind: rate, id: gut_now, role: likelihood_after, scale: likelihood, first_rating: gut, prompt: How likely?}
      - {kind: rate, id: heavy_now, role: distress_after, scale: distress, first_rating: heavy, prompt: How heavy?}
  - {kind: summary, id: summary, fields: [thought, worst], pairs: [gut_now, heavy_now]}
";

fn rated(number: u8) -> Answer {
    Answer::Rating(number)
}

/// A session whose first two screens are answered.
fn after_numbers(gut: u8, heavy: u8) -> Session {
    let mut session = session_of(FIELDS_EXERCISE, &CarriedAnswers::new());
    let words = vec![Some(text_answer("Bottle 🍼")), Some(text_answer("睡"))];
    let _ = submit_all(&mut session, words);
    let _ = submit_all(&mut session, vec![Some(rated(gut)), Some(rated(heavy))]);
    session
}

#[test]
fn fields_are_asked_one_by_one_on_one_screen() {
    let mut session = session_of(FIELDS_EXERCISE, &CarriedAnswers::new());
    assert_eq!(session.current_step().id, "situation");
    assert_eq!(session.screen_step().id, "start");
    assert!(!session.can_go_back());
    let ids = |session: &Session| {
        let steps = session.screen_steps().map(|step| step.id.clone());
        steps.collect::<Vec<_>>()
    };
    assert_eq!(ids(&session), ["situation", "thought"]);
    let _ = session.submit(Some(text_answer("Bottle 🍼")));
    assert_eq!(session.current_step().id, "thought");
    assert_eq!(session.progress(), (1, 5));
    // What is written on this screen is not repeated above it.
    let _ = session.submit(Some(text_answer("睡")));
    assert_eq!(session.progress(), (2, 5));
    assert_eq!(session.pinned_thought().as_deref(), Some("睡"));
    assert!(session.is_after_thought_step());
    let shown = vec![("What was going on?".to_owned(), "Bottle 🍼".to_owned())];
    assert_eq!(session.shown_answers(), shown);
    assert!(session.go_back());
    assert_eq!(session.current_step().id, "thought");
    assert_eq!(session.pinned_thought(), None);
    assert!(!session.go_to_step("numbers"), "it is no question itself");
    assert!(session.go_to_step("heavy"));
}

#[test]
fn a_chapter_counts_its_own_screens() {
    let mut session = after_numbers(80, 20);
    assert_eq!(session.chapter_progress(), Some(("Check it", 1, 2)));
    let _ = session.submit(None);
    let _ = session.submit(None);
    assert_eq!(session.current_step().id, "best");
    assert_eq!(session.chapter_progress(), Some(("Check it", 2, 2)));
    let _ = session.submit(None);
    assert_eq!(session.chapter_progress(), Some(("Reframe it", 1, 2)));
    assert_eq!(new_session().chapter_progress(), None);
}

#[test]
fn a_field_is_asked_where_its_screen_is() {
    let mut session = after_numbers(49, 20);
    assert_eq!(session.chapter_progress(), Some(("Check it", 1, 1)));
    let _ = session.submit(None);
    assert_eq!(session.current_step().id, "gut_now");
    assert_eq!(session.labelled_answers(&["worst".to_owned()]), []);
}

#[test]
fn skipping_ahead_leaves_steps_unanswered_and_going_back_returns() {
    let mut session = after_numbers(80, 20);
    assert_eq!(session.skip_label(), Some("To the line"));
    session.set_answer(Some(text_answer("None")));
    assert!(session.skip_ahead());
    assert_eq!(session.current_step().id, "gut_now");
    assert_eq!(session.skip_label(), None);
    assert!(!session.skip_ahead());
    assert_eq!(session.answer_to("worst"), None);
    assert_eq!(session.answer_to("facts"), Some(&text_answer("None")));
    let _ = session.submit(Some(rated(30)));
    assert!(session.go_back() && session.go_back());
    assert_eq!(session.current_step().id, "facts");
    // Who walks the steps between goes back through them.
    let _ = submit_all(&mut session, vec![None, None, None]);
    assert_eq!(session.current_step().id, "gut_now");
    assert!(session.go_back());
    assert_eq!(session.current_step().id, "best");
}

#[test]
fn a_heavy_field_counts_once_its_screen_is_done() {
    let mut session = after_numbers(80, 90);
    assert!(session.is_after_first_high_distress());
    assert!(session.go_back());
    assert!(!session.is_after_first_high_distress());
}

#[test]
fn first_numbers_stay_hidden_beside_all_second_ones() {
    let mut session = after_numbers(80, 70);
    assert!(session.skip_ahead());
    assert_eq!(session.fill_template("{gut} {heavy}"), "… …");
    let _ = session.submit(Some(rated(20)));
    assert_eq!(session.fill_template("{gut} {heavy}"), "80 …");
    let _ = session.submit(Some(rated(30)));
    assert_eq!(session.fill_template("{gut} {heavy}"), "80 70");
    let second = ["gut_now".to_owned(), "heavy_now".to_owned()];
    assert_eq!(session.rating_pairs(&second).len(), 2);
}

#[test]
fn a_summary_with_two_likelihoods_names_what_was_rated() {
    let library = Library::embedded();
    for exercise in library.exercises() {
        let step = |id: &String| exercise.steps.iter().find(|step| &step.id == id);
        let has_role = |role: Role| exercise.steps.iter().any(|step| step.role == Some(role));
        for summary in exercise.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Summary(summary) => Some(summary),
            _ => None,
        }) {
            let mut pairs = summary.pairs.iter().filter_map(step);
            if !pairs.any(|step| step.kind.scale() == Some("likelihood")) {
                continue;
            }
            let rated = if has_role(Role::Fear) {
                Role::Fear
            } else {
                Role::Thought
            };
            let mut fields = summary.fields.iter().filter_map(step);
            let is_shown = fields.any(|step| step.role == Some(rated));
            assert!(is_shown, "{}: {}", exercise.id, rated.as_str());
        }
    }
}

#[test]
fn a_look_back_on_the_same_day_says_so() {
    let file = "
title: Later
purpose: To try out days.
follows_up: any
steps:
  - {kind: read, id: start, prompt: \"{earlier.when} you were afraid.\"}
";
    let mut earlier = new_session().to_entry("", 0);
    for (day, said) in [
        ("1970-01-01", "Earlier today you were afraid."),
        ("1969-12-31", "Yesterday you were afraid."),
        (
            "1969-12-25",
            "On Thursday, 25 December 1969 you were afraid.",
        ),
        // A clock that was set back.
        ("1970-01-02", "On Friday, 2 January you were afraid."),
    ] {
        earlier.day = day.parse().unwrap();
        let session = session_of(file, &CarriedAnswers::new()).with_earlier_entry(earlier.clone());
        assert_eq!(session.prompt(session.current_step()), said);
    }
}

#[test]
fn a_day_of_another_year_is_shown_with_its_year() {
    let file = "
title: Later
purpose: To try out days.
follows_up: any
steps:
  - {kind: read, id: start, prompt: \"On {earlier.day} you were afraid.\"}
  - {kind: postpone, id: slot, label: When, prompt: Until when?}
  - {kind: summary, id: summary, fields: [slot]}
";
    let mut earlier = new_session().to_entry("", 0);
    for (day, until, said, slot) in [
        (
            "1970-01-01",
            "1970-02-01T18:30",
            "On Thursday, 1 January you were afraid.",
            "Sunday, 1 February, 18:30",
        ),
        (
            "1969-12-31",
            "1971-01-01T18:30",
            "On Wednesday, 31 December 1969 you were afraid.",
            "Friday, 1 January 1971, 18:30",
        ),
    ] {
        earlier.day = day.parse().unwrap();
        let mut session =
            session_of(file, &CarriedAnswers::new()).with_earlier_entry(earlier.clone());
        assert_eq!(session.prompt(session.current_step()), said);
        let _ = session.submit(None);
        let _ = session.submit(Some(Answer::PostponedUntil(until.parse().unwrap())));
        let shown = session.labelled_answers(&["slot".to_owned()]);
        assert_eq!(shown, [("When".to_owned(), slot.to_owned())]);
    }
    // Read later, in an export, it needs its year in any case.
    let slot = Answer::PostponedUntil("1970-02-01T18:30".parse().unwrap());
    assert_eq!(slot.to_text(), "Sunday, 1 February 1970, 18:30");
}
