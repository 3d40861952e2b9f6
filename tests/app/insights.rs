//! The insights page, for users whose fears rarely or often come true.

use good_enough::content::library::Library;
use good_enough::domain::entry::{Answer, AnsweredStep, Entry, EntryId};
use good_enough::domain::exercise::Role;
use good_enough::domain::outcome::Outcome;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::coach::Coach;
use crate::entries::{answered, finished_entry};

/// The day of the first entry.
const FIRST: Date = date(2026, 9, 1);

/// An entry of the day `after` days later.
fn new_entry(id: String, exercise: &str, after: i32, answers: Vec<AnsweredStep>) -> Entry {
    let day = FIRST.checked_add(after.days()).expect("the day exists");
    Entry {
        answers,
        ..finished_entry(id, exercise, day)
    }
}

/// A fear with a follow-up, on a day of its own.
fn fear_entry(place: usize) -> Entry {
    let rating = |numbers: &[u8]| Answer::Rating(numbers[place % numbers.len()]);
    let asked = Answer::FollowUpOn(Some(date(2026, 11, 1)));
    let mut entry = new_entry(
        format!("fear{place:03}"),
        "catastrophe-to-good-enough",
        i32::try_from(2 * place).expect("it fits"),
        vec![
            answered(
                Some(Role::Fear),
                Answer::Text(format!("They'll see through me 見 🫣 {place}")),
            ),
            answered(
                Some(Role::LikelihoodBefore),
                rating(&[80, 70, 60, 90, 50, 40, 70, 80, 60, 30]),
            ),
            answered(Some(Role::CopingBefore), Answer::Rating(30)),
            answered(Some(Role::LikelihoodAfter), rating(&[35, 70, 45, 20, 55])),
            answered(
                Some(Role::Patterns),
                Answer::Chosen(vec![
                    ["What if", "Mind reading", "All or nothing"][place % 3].to_owned(),
                ]),
            ),
            answered(None, asked),
        ],
    );
    if place.is_multiple_of(4) {
        entry.answers.push(AnsweredStep {
            role: Some(Role::PatternName),
            answer: Answer::Text("The 3 a.m. film 夜 🎬".to_owned()),
            ..entry.answers[0].clone()
        });
    }
    entry
}

/// The follow-up of fear `place`.
fn follow_up_entry(place: usize, means: Outcome) -> Entry {
    let chosen = || Answer::Chosen(vec!["A word for it".to_owned()]);
    let with_outcome = |role, outcome| AnsweredStep {
        outcome: Some(outcome),
        ..answered(Some(role), chosen())
    };
    let mut answers = vec![with_outcome(Role::Outcome, means)];
    if means == Outcome::No {
        let acted = [Outcome::Yes, Outcome::No, Outcome::Unknown][place % 3];
        answers.push(with_outcome(Role::Acted, acted));
    } else if means != Outcome::Open {
        let managed = if place.is_multiple_of(2) { 70 } else { 35 };
        answers.push(answered(Some(Role::CopingAfter), Answer::Rating(managed)));
    }
    let after = i32::try_from(2 * place + 1).expect("it fits");
    Entry {
        origin: Some(EntryId::from(format!("fear{place:03}"))),
        ..new_entry(
            format!("back{place:03}"),
            "prediction-check-in",
            after,
            answers,
        )
    }
}

/// A journal with `number` completed follow-ups. Of the fears, every sixth came true, or all but every third if
/// `often`. Two more are open.
pub fn fill(journal: &mut Journal, number: usize, often: bool) {
    for place in 0..number {
        let happens = if often {
            place % 3 != 2
        } else {
            place % 6 == 5
        };
        let means = match place {
            _ if happens => Outcome::Yes,
            _ if place % 7 == 3 => Outcome::Partly,
            _ => Outcome::No,
        };
        for entry in [fear_entry(place), follow_up_entry(place, means)] {
            journal.save(&entry).expect("it is saved");
        }
    }
    if number > 0 {
        for place in [number, number + 1] {
            journal.save(&fear_entry(place)).expect("it is saved");
        }
    }
}

fn journal(number: usize, often: bool) -> Journal {
    let mut journal = Journal::in_memory().expect("a journal in memory opens");
    fill(&mut journal, number, often);
    journal
}

pub fn open_insights(number: usize, often: bool, theme: Theme) -> Coach {
    let library = Library::embedded();
    let mut coach = Coach::with_journal(journal(number, often), library, StartScreen::Home, theme);
    coach.press("i").expect("What it adds up to");
    coach
}

fn open_with_rare_outcomes(number: usize) -> Coach {
    open_insights(number, false, Theme::new(ColorSupport::None))
}

fn open_with_frequent_outcomes(number: usize) -> Coach {
    open_insights(number, true, Theme::new(ColorSupport::None))
}

/// All rows of the page.
fn full_text(coach: &mut Coach) -> String {
    coach.resize(80, 250);
    let screen = coach.screen();
    coach.resize(80, 24);
    let end = screen.rfind("\n  Esc ").or_else(|| screen.rfind("\n  ? "));
    screen[..end.unwrap_or(screen.len())].trim_end().to_owned()
}

#[test]
fn an_empty_journal_gets_a_kind_text_and_the_limits() {
    let mut coach = open_with_rare_outcomes(0);
    insta::assert_snapshot!(coach.screen(), @"
    What it adds up to

    What you feared, and what happened
    Nothing has been looked back on yet. Once you do, this page can tell
    what came of it.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

    How you managed
    Once three that happened, all or in part, have a rating of how you
    managed, this tells of it.

    Before and after
    Once ten walks have two ratings of the same thing, they are counted
    here.

    When you wrote
    Nothing was finished in the last twelve months. That is fine, too.

    Patterns you named
    None so far. Some walks ask whether a thought fits one.


    Esc back · ? people to talk to · F1 keys
    ");
    coach
        .expect("This page can't tell you that something is safe.")
        .expect_no("walks behind it")
        .press("<Enter><Up><Down>G");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn up_to_four_are_stories() {
    insta::assert_snapshot!(open_with_rare_outcomes(1).screen(), @"
    What it adds up to                                                   4 walks

    What you feared, and what happened
    With so few, each is a story of its own. Counts begin at five.
    1 of 3 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 Sep 2026: “They'll see through me 見 🫣 0”
        You put it at 80%, then at 35%. It did not happen.

      1 did not happen
      2 open

    How you managed
    Once three that happened, all or in part, have a rating of how you
    managed, this tells of it.

    Before and after
    Once ten walks have two ratings of the same thing, they are counted
    here.

    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(full_text(&mut open_with_rare_outcomes(4)), @"
    What it adds up to                                                  10 walks

    What you feared, and what happened
    With so few, each is a story of its own. Counts begin at five.
    4 of 6 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 Sep 2026: “They'll see through me 見 🫣 0”
        You put it at 80%, then at 35%. It did not happen.
      3 Sep 2026: “They'll see through me 見 🫣 1”
        You put it at 70%, then at 70%. It did not happen.
      5 Sep 2026: “They'll see through me 見 🫣 2”
        You put it at 60%, then at 45%. It did not happen.
      7 Sep 2026: “They'll see through me 見 🫣 3”
        You put it at 90%, then at 20%. It happened in part. You put
        managing at 35.

      1 happened in part
      3 did not happen
      2 open

    How you managed
    Once three that happened, all or in part, have a rating of how you
    managed, this tells of it.

    Before and after
    Once ten walks have two ratings of the same thing, they are counted
    here.

      ○ first rating   ● second rating
      11 Sep 2026  likelihood 40, then 35     ··········●─○·················
      9 Sep 2026   likelihood 50, then 55     ···············○●·············
      7 Sep 2026   likelihood 90, then 20     ······●───────────────────○···
      5 Sep 2026   likelihood 60, then 45     ·············●───○············
      3 Sep 2026   likelihood 70, then 70     ····················◉·········
      1 Sep 2026   likelihood 80, then 35     ··········●────────────○······

    When you wrote
    In the last twelve months: 10 walks on 10 days. A blank day is a day
    like any other.

       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ········································░···········
    Tu ·······································░░···········
    We ·······································░░··········
    Th ·······································░···········
    Fr ·······································░░··········
    Sa ·······································░···········
    Su ·······································░···········
      · none   ░ 1 walk   ▒ 2   █ 3 or more
      September 2026: 10 walks on 10 days

    Patterns you named
        2 walks  All or nothing
        2 walks  Mind reading
        2 walks  What if

    In your own words:
        2 walks  The 3 a.m. film 夜 🎬
    ");
}

#[test]
fn from_five_on_they_are_counted() {
    insta::assert_snapshot!(open_with_rare_outcomes(5).screen(), @"
    What it adds up to                                                  12 walks

    What you feared, and what happened
    Of 5 fears you checked, 0 happened, 1 partly, 4 did not.
    So between 0 and 1 of 5 came true, depending on how you count the partly
    ones.
    Once ten that you rated have happened or not, what you expected stands
    beside them.
    5 of 7 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 happened in part
      4 did not happen
      2 open

    How you managed
    Once three that happened, all or in part, have a rating of how you
    managed, this tells of it.

    Before and after
    Once ten walks have two ratings of the same thing, they are counted
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_rare_outcomes(9).screen(), @"
    What it adds up to                                                  20 walks

    What you feared, and what happened
    Of 9 fears you checked, 1 happened, 1 partly, 7 did not.
    So between 1 and 2 of 9 came true, depending on how you count the partly
    ones.
    Going by these, the share that comes true is somewhere between 2 and
    47%.
    Once ten that you rated have happened or not, what you expected stands
    beside them.
    9 of 11 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 happened
      1 happened in part
      7 did not happen
      2 open

    How you managed
    Once three that happened, all or in part, have a rating of how you
    managed, this tells of it.
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
}

#[test]
fn from_ten_fears_on_the_expected_rate_is_shown() {
    insta::assert_snapshot!(open_with_rare_outcomes(10).screen(), @"
    What it adds up to                                                  22 walks

    What you feared, and what happened
    Of 10 fears you checked, 1 happened, 1 partly, 8 did not.
    So between 1 and 2 of 10 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 2 and
    43%.
    Of 8 that did not happen, you say you did something about 3. You weren't
    sure about 2.
    Once ten that you rated have happened or not, what you expected stands
    beside them.
    10 of 12 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 happened
      1 happened in part
      8 did not happen
      2 open

    How you managed
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_rare_outcomes(19).screen(), @"
    What it adds up to                                                  40 walks

    What you feared, and what happened
    Of 19 fears you checked, 3 happened, 2 partly, 14 did not.
    So between 3 and 5 of 19 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 6 and
    41%.
    On average you put them at 62%. 3 of 17 happened.
    In the first 10 of these, your gut put things higher than they turned
    out.
    Of 14 that did not happen, you say you did something about 6. You
    weren't sure about 3.
    The second rating was closer to what happened in 8 of 17. In 4 both were
    equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    19 of 21 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      0 ···········●─────────────────────────○······················· 100
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
}

#[test]
fn from_twenty_on_there_are_details() {
    let mut coach = open_with_rare_outcomes(20);
    insta::assert_snapshot!(coach.screen(), @"
    What it adds up to                                                  42 walks

    What you feared, and what happened
    Of 20 fears you checked, 3 happened, 2 partly, 15 did not.
    So between 3 and 5 of 20 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 6 and
    39%.
    On average you put them at 61%. 3 of 18 happened.
    In the first 10 of these, your gut put things higher than they turned
    out.
    Of 15 that did not happen, you say you did something about 6. You
    weren't sure about 3.
    The second rating was closer to what happened in 8 of 18. In 4 both were
    equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    20 of 22 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      0 ··········●──────────────────────────○······················· 100
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    // Fears that partly happened get no score.
    coach.press("<PgDn>").expect_no("Brier score");
    let mut coach = open_with_rare_outcomes(23);
    coach.press("<PgDn>").expect("Brier score");
}

#[test]
fn from_thirty_fears_on_first_and_last_are_compared() {
    let page = full_text(&mut open_with_rare_outcomes(30));
    let is_other = |row: &&str| !row.contains(", then ");
    let page: Vec<_> = page.lines().filter(is_other).collect();
    insta::assert_snapshot!(page.join("\n"), @"
    What it adds up to                                                  62 walks

    What you feared, and what happened
    Of 30 fears you checked, 5 happened, 3 partly, 22 did not.
    So between 5 and 8 of 30 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 8 and
    37%.
    On average you put them at 62%. 5 of 27 happened.
    In the first 20 of these, your gut put things higher than they turned
    out.
    Of 22 that did not happen, you say you did something about 8. You
    weren't sure about 5.
    The second rating was closer to what happened in 14 of 27. In 6 both
    were equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    Of the first 15 you checked, 2 happened and 2 partly. Of the last 15, 3
    happened and 1 partly.
    30 of 32 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      0 ···········●─────────────────────────○······················· 100
      ○ expected: 62 on average   ● happened: 5 of 27

      5 happened
      3 happened in part
      22 did not happen
      2 open

      In detail
      Said 34-66%: 1 of 11 happened.
      Said 67-100%: 3 of 13 happened.
      Brier score 0.369. It tells how far ratings were from what happened; 0
      is closest.
      Always saying 50% would score 0.250. Always saying the share that
      happened would score 0.151.

    How you managed
    Of 8 that happened, all or in part, you rated managing 50 or more in 2.
    Beside what you had expected, you managed better in 2, about the same in
    6 and less well in 0.

      5 happened
      3 happened in part

    Before and after
    In 32 walks, your second likelihood rating was lower in 16, about the
    same in 13 and higher in 3.
    People tend to open this app at bad moments, so ratings often drift down
    on their own.

      ○ first rating   ● second rating

    When you wrote
    In the last twelve months: 62 walks on 62 days. A blank day is a day
    like any other.

       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ········································░░░░░░░░░···
    Tu ·······································░░░░░░░░░····
    We ·······································░░░░░░░░░···
    Th ·······································░░░░░░░░░···
    Fr ·······································░░░░░░░░░···
    Sa ·······································░░░░░░░░░···
    Su ·······································░░░░░░░░····
      · none   ░ 1 walk   ▒ 2   █ 3 or more
      November 2026: 1 walk on 1 day
      October 2026: 31 walks on 31 days
      September 2026: 30 walks on 30 days

    Patterns you named
       11 walks  Mind reading
       11 walks  What if
       10 walks  All or nothing

    In your own words:
        8 walks  The 3 a.m. film 夜 🎬
    ");
}

#[test]
fn few_fears_are_shown_the_same_however_often_they_come_true() {
    insta::assert_snapshot!(open_with_frequent_outcomes(1).screen(), @"
    What it adds up to                                                   4 walks

    What you feared, and what happened
    With so few, each is a story of its own. Counts begin at five.
    1 of 3 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 Sep 2026: “They'll see through me 見 🫣 0”
        You put it at 80%, then at 35%. It happened. You put managing at 70.

      1 happened
      2 open

    How you managed
    Once three that happened, all or in part, have a rating of how you
    managed, this tells of it.

    Before and after
    Once ten walks have two ratings of the same thing, they are counted
    here.

    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_frequent_outcomes(4).screen(), @"
    What it adds up to                                                  10 walks

    What you feared, and what happened
    With so few, each is a story of its own. Counts begin at five.
    4 of 6 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 Sep 2026: “They'll see through me 見 🫣 0”
        You put it at 80%, then at 35%. It happened. You put managing at 70.
      3 Sep 2026: “They'll see through me 見 🫣 1”
        You put it at 70%, then at 70%. It happened. You put managing at 35.
      5 Sep 2026: “They'll see through me 見 🫣 2”
        You put it at 60%, then at 45%. It did not happen.
      7 Sep 2026: “They'll see through me 見 🫣 3”
        You put it at 90%, then at 20%. It happened. You put managing at 35.

      3 happened
      1 did not happen
      2 open

    How you managed
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_frequent_outcomes(5).screen(), @"
    What it adds up to                                                  12 walks

    What you feared, and what happened
    Of 5 fears you checked, 4 happened, 1 did not.
    Going by these, the share that comes true is somewhere between 38 and
    96%.
    Once ten that you rated have happened or not, what you expected stands
    beside them.
    5 of 7 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      4 happened
      1 did not happen
      2 open

    How you managed
    Of 4 that happened, all or in part, you rated managing 50 or more in 2.
    Beside what you had expected, you managed better in 2, about the same in
    2 and less well in 0.

      4 happened
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_frequent_outcomes(9).screen(), @"
    What it adds up to                                                  20 walks

    What you feared, and what happened
    Of 9 fears you checked, 6 happened, 3 did not.
    Going by these, the share that comes true is somewhere between 35 and
    88%.
    Once ten that you rated have happened or not, what you expected stands
    beside them.
    9 of 11 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      6 happened
      3 did not happen
      2 open

    How you managed
    Of 6 that happened, all or in part, you rated managing 50 or more in 3.
    Beside what you had expected, you managed better in 3, about the same in
    3 and less well in 0.

      6 happened
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
}

#[test]
fn many_fears_that_came_true_get_care_and_no_score() {
    insta::assert_snapshot!(open_with_frequent_outcomes(10).screen(), @"
    What it adds up to                                                  22 walks

    Many of these happened. That sounds like a hard stretch. What helped you
    manage?
    Press ? for people to talk to.

    What you feared, and what happened
    Of 10 fears you checked, 7 happened, 3 did not.
    Going by these, the share that comes true is somewhere between 40 and
    89%.
    On average you put them at 63%. 7 of 10 happened.
    Of 3 that did not happen, you say you did something about 0. You weren't
    sure about 3.
    The second rating was closer to what happened in 5 of 10. In 2 both were
    equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    10 of 12 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      7 happened
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_frequent_outcomes(19).screen(), @"
    What it adds up to                                                  40 walks

    Many of these happened. That sounds like a hard stretch. What helped you
    manage?
    Press ? for people to talk to.

    What you feared, and what happened
    Of 19 fears you checked, 13 happened, 1 partly, 5 did not.
    So between 13 and 14 of 19 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 49 and
    88%.
    On average you put them at 64%. 13 of 18 happened.
    Of 5 that did not happen, you say you did something about 0. You weren't
    sure about 5.
    The second rating was closer to what happened in 5 of 18. In 4 both were
    equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    19 of 21 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    insta::assert_snapshot!(open_with_frequent_outcomes(20).screen(), @"
    What it adds up to                                                  42 walks

    Many of these happened. That sounds like a hard stretch. What helped you
    manage?
    Press ? for people to talk to.

    What you feared, and what happened
    Of 20 fears you checked, 14 happened, 1 partly, 5 did not.
    So between 14 and 15 of 20 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 51 and
    88%.
    On average you put them at 62%. 14 of 19 happened.
    Of 5 that did not happen, you say you did something about 0. You weren't
    sure about 5.
    The second rating was closer to what happened in 6 of 19. In 4 both were
    equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    20 of 22 checked; 2 open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    let mut coach = open_with_frequent_outcomes(30);
    insta::assert_snapshot!(coach.screen(), @"
    What it adds up to                                                  62 walks

    Many of these happened. That sounds like a hard stretch. What helped you
    manage?
    Press ? for people to talk to.

    What you feared, and what happened
    Of 30 fears you checked, 20 happened, 1 partly, 9 did not.
    So between 20 and 21 of 30 came true, depending on how you count the
    partly ones.
    Going by these, the share that comes true is somewhere between 51 and
    83%.
    On average you put them at 62%. 20 of 29 happened.
    Of 9 that did not happen, you say you did something about 0. You weren't
    sure about 9.
    The second rating was closer to what happened in 9 of 29. In 6 both were
    equally close.
    When few fears come true, any lower number comes closer. So this can't
    show that the walk made you more accurate.
    Of the first 15 you checked, 10 happened. Of the last 15, 10 happened
    and 1 partly.
    30 of 32 checked; 2 open.
    … more below
    Esc back · ? people to talk to · Enter walks behind it · F1 keys
    ");
    let page = full_text(&mut coach);
    assert!(!page.contains("Brier") && !page.contains("0 ·"), "{page}");
    coach.press("?").expect("If someone is in danger now");
}

#[test]
fn a_narrow_terminal_shows_the_same_below_one_another() {
    insta::assert_snapshot!(open_with_rare_outcomes(5).sized(40, 12).screen(), @"
    What it adds up to              12 walks
    What you feared, and what happened
    Of 5 fears you checked, 0 happened, 1
    partly, 4 did not.
    So between 0 and 1 of 5 came true,
    depending on how you count the partly
    ones.
    Once ten that you rated have happened or
    not, what you expected stands beside
    them.
    … more below
    Esc back · ? people · Enter walks
    ");
    insta::assert_snapshot!(open_with_frequent_outcomes(10).sized(40, 12).screen(), @"
    What it adds up to              22 walks
    Many of these happened. That sounds like
    a hard stretch. What helped you manage?
    Press ? for people to talk to.

    What you feared, and what happened
    Of 10 fears you checked, 7 happened, 3
    did not.
    Going by these, the share that comes
    true is somewhere between 40 and 89%.
    … more below
    Esc back · ? people · Enter walks
    ");
}

#[test]
fn a_narrow_page_has_a_row_a_month() {
    let mut coach = open_with_rare_outcomes(10);
    coach.resize(40, 250);
    let page = coach.screen();
    let page: Vec<_> = page.lines().filter(|row| !row.is_empty()).collect();
    insta::assert_snapshot!(page.join("\n"), @"
    What it adds up to              22 walks
    What you feared, and what happened
    Of 10 fears you checked, 1 happened, 1
    partly, 8 did not.
    So between 1 and 2 of 10 came true,
    depending on how you count the partly
    ones.
    Going by these, the share that comes
    true is somewhere between 2 and 43%.
    Of 8 that did not happen, you say you
    did something about 3. You weren't sure
    about 2.
    Once ten that you rated have happened or
    not, what you expected stands beside
    them.
    10 of 12 checked; 2 open.
    Fears about rare, very serious things
    may never show up in these numbers. This
    page can't tell you that something is
    safe.
      1 happened
      1 happened in part
      8 did not happen
      2 open
    How you managed
    Once three that happened, all or in
    part, have a rating of how you managed,
    this tells of it.
    Before and after
    In 12 walks, your second likelihood
    rating was lower in 6, about the same in
    5 and higher in 1.
    People tend to open this app at bad
    moments, so ratings often drift down on
    their own.
      ○ first rating   ● second rating
      23 Sep 2026  likelihood 70, then 70
        ·························◉··········
      21 Sep 2026  likelihood 80, then 35
        ············●───────────────○·······
      19 Sep 2026  likelihood 30, then 55
        ···········○───────●················
      17 Sep 2026  likelihood 60, then 20
        ·······●─────────────○··············
      15 Sep 2026  likelihood 80, then 45
        ················●───────────○·······
      13 Sep 2026  likelihood 70, then 70
        ·························◉··········
      11 Sep 2026  likelihood 40, then 35
        ············●─○·····················
      9 Sep 2026   likelihood 50, then 55
        ··················○●················
      7 Sep 2026   likelihood 90, then 20
        ·······●────────────────────────○···
      5 Sep 2026   likelihood 60, then 45
        ················●────○··············
      3 Sep 2026   likelihood 70, then 70
        ·························◉··········
      1 Sep 2026   likelihood 80, then 35
        ············●───────────────○·······
    When you wrote
    In the last twelve months: 22 walks on
    22 days. A blank day is a day like any
    other.
      · none   ░ 1 walk   ▒ 2   █ 3 or more
      Nov ························         0
      Oct ·······························  0
      Sep ░░░░░░░░░░░░░░░░░░░░░·░·······  22
      Aug ·······························  0
      Jul ·······························  0
      Jun ······························   0
      May ·······························  0
      Apr ······························   0
      Mar ·······························  0
      Feb ····························     0
      Jan ·······························  0
      Dec ·······························  0
    Patterns you named
        4 walks  All or nothing
        4 walks  Mind reading
        4 walks  What if
    In your own words:
        3 walks  The 3 a.m. film 夜 🎬
    Esc back · ? people · Enter walks
    ");
}

#[test]
fn an_ascii_terminal_gets_ascii_only() {
    let theme = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::None)
    };
    let page = full_text(&mut open_insights(12, false, theme));
    for letter in "○●◉─·░▒█›".chars() {
        assert!(!page.contains(letter), "{letter} on\n{page}");
    }
    assert!(
        page.contains("o expected") && page.contains("# 3 or more"),
        "{page}"
    );
}

#[test]
fn arrow_keys_reach_every_row_and_the_cursor_stays_visible() {
    for (width, height) in [(80, 24), (40, 12), (120, 40), (20, 4)] {
        let mut coach = open_with_rare_outcomes(12).sized(width, height);
        let rows = |screen: &str| -> Vec<String> {
            screen
                .lines()
                .map(|row| row.replace('›', " ").trim().to_owned())
                .collect()
        };
        coach.resize(width, 400);
        let page = rows(&coach.screen());
        coach.resize(width, height);
        let mut shown = rows(&coach.screen());
        for _ in 0..300 {
            coach.press("<Down>");
            shown.extend(rows(&coach.screen()));
        }
        for row in page {
            assert!(shown.contains(&row), "{row} at {width}x{height}");
        }
        coach.expect("›").press(&"<Up>".repeat(300));
        coach.press("<PgDn><PgUp>").press("G").press("g");
    }
}

#[test]
fn a_figure_leads_to_the_history_and_back() {
    let mut coach = open_with_rare_outcomes(10);
    coach.press("<Enter>").expect("› 1 happened");
    coach.press("<Enter>").expect("History").press("<Esc>");
    coach.expect("What it adds up to").expect("›");
    // One key from the history; the screens do not stack up.
    coach.press("<Enter>").expect("History").press("i");
    coach.expect("What it adds up to").press("<Esc>");
    coach.expect("A thought is scaring me");
    coach.press("h").press("<F8>").expect("What it adds up to");
    coach.press("<Esc>").expect("History");
}

#[test]
fn enter_goes_to_the_next_figure_however_far_below_it_is() {
    let mut coach = open_with_rare_outcomes(30).sized(40, 12);
    coach.expect_no("›").press("<Enter>").expect("› 5 happened");
    coach.press("G").expect_no("›").press("<Enter>").expect("›");
}

#[test]
fn deleted_entries_are_not_counted_after_returning() {
    let mut coach = open_with_rare_outcomes(5);
    coach.expect("Of 5 fears you checked").expect("12 walks");
    coach
        .press("<Enter><Enter>")
        .expect("History")
        .press("jjjd")
        .press("<Esc>");
    coach
        .expect("11 walks")
        .expect("With so few, each is a story of its own.");
}

#[test]
fn home_offers_insights() {
    let mut coach = Coach::new();
    coach.press("<End>").press(&"<Up>".repeat(4));
    coach
        .expect("› ")
        .press("<Enter>")
        .expect("Nothing has been looked back on yet.");
}

#[test]
fn a_year_of_cells_has_text_beside_it() {
    let mut coach = open_with_rare_outcomes(30);
    let page = full_text(&mut coach);
    assert!(
        page.contains("In the last twelve months: 62 walks on 62 days."),
        "{page}"
    );
    assert!(page.contains("October 2026: 31 walks on 31 days"), "{page}");
}
