//! The insights, as a picture and in sentences, for users whose fears rarely or often come true.

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
    coach.press("i").expect("What your entries show");
    coach
}

fn open_with_rare_outcomes(number: usize) -> Coach {
    open_insights(number, false, Theme::new(ColorSupport::None))
}

fn open_with_frequent_outcomes(number: usize) -> Coach {
    open_insights(number, true, Theme::new(ColorSupport::None))
}

fn sentences_with_rare_outcomes(number: usize) -> Coach {
    let mut coach = open_with_rare_outcomes(number);
    coach.press("<Enter>");
    coach
}

fn sentences_with_frequent_outcomes(number: usize) -> Coach {
    let mut coach = open_with_frequent_outcomes(number);
    coach.press("<Enter>");
    coach
}

/// All rows of the page, without the key hints.
fn full_text(coach: &mut Coach) -> String {
    coach.resize(80, 250);
    let screen = coach.screen();
    coach.resize(80, 24);
    let (page, _hints) = screen.trim_end().rsplit_once('\n').expect("many rows");
    page.trim_end().to_owned()
}

#[test]
fn an_empty_journal_gets_a_kind_text_and_the_limits() {
    let mut coach = open_with_rare_outcomes(0);
    insta::assert_snapshot!(coach.screen(), @"
    What your entries show

    No look back yet. Once there is one, it shows up here.

    Once you've checked ten rated fears, you'll see what you expected next
    to what happened.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.

    Rare, serious things may never show up in numbers like these. They can't
    tell you that something is safe.










    Esc back   ? people to talk to                                   F1 keys
    ");
    coach
        .expect("They can't tell you that something is safe.")
        .expect_no("Enter")
        .press("<Enter><Up><Down>G")
        .expect("No look back yet.");
    coach.press("<Esc>").expect("A thought is scaring me");
}

#[test]
fn the_picture_comes_first_and_enter_says_the_same_in_sentences() {
    let mut coach = open_with_rare_outcomes(30);
    insta::assert_snapshot!(full_text(&mut coach), @"
    What your entries show                   62 entries since September 2026

    You expected 62%. It came true 5 times in 27.

    expected  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆  62%
    happened  ▆▆▆▆▆▆▆▆▆▆  5 of 27
    You checked 30 fears: 22 didn't happen, 3 partly, 5 did.

    When something happened, you managed
    ● ● ○ ○ ○ ○ ○ ○  2 of 8 times
    You managed better than you expected twice, about the same 6 times.

    Patterns you named
    Mind reading            ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  11
    What if                 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  11
    All or nothing          ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  10
    The 3 a.m. film 夜 🎬   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  8

    Week by week                           █ left: at first   █ right: after
    How likely  64 → 45 on average
    ▁▁             ▂▂             ▂▂             ▁▁▁▁
    ██▄▄ ▇▇▃▃ ▆▆▂▂ ██▂▂ ▅▅▅▅ ▇▇▁▁ ██▃▃ ▆▆▄▄ ▆▆▁▁ ████
    ████ ████ ████ ████ ████ ████ ████ ████ ████ ████
    week of 31 Aug                                    week of 23 Nov

    The year                        · none   ░ one   ▒ two   █ three or more
       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ········································░░░░░░░░░···
    Tu ·······································░░░░░░░░░····
    We ·······································░░░░░░░░░···
    Th ·······································░░░░░░░░░···
    Fr ·······································░░░░░░░░░···
    Sa ·······································░░░░░░░░░···
    Su ·······································░░░░░░░░····
    62 entries on 62 days. Days without an entry are fine too.

    Rare, serious things may never show up in numbers like these. They can't
    tell you that something is safe. Bad moments pass anyway, so some of
    this would have happened without an exercise.
    ");
    coach
        .expect("You expected 62%. It came true 5 times in 27.")
        .press("<Enter>")
        .expect("You expected 62%. 5 of 27 (19%) happened.")
        .press("<Enter>")
        .expect("It came true 5 times in 27.")
        .press("<Enter><Esc>")
        .expect("It came true 5 times in 27.")
        .press("<Esc>")
        .expect("A thought is scaring me");
}

#[test]
fn a_wide_window_has_two_columns_and_shows_all_of_it() {
    let coach = open_with_rare_outcomes(30).sized(120, 40);
    insta::assert_snapshot!(coach.screen(), @"
    What your entries show                                                       62 entries since September 2026

    You expected 62%. It came true 5 times in 27.

    expected  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆  62%
    happened  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆  5 of 27
    You checked 30 fears: 22 didn't happen, 3 partly, 5 did.

    When something happened, you managed                    Week by week       █ left: at first   █ right: after
    ● ● ○ ○ ○ ○ ○ ○  2 of 8 times                           How likely  64 → 45 on average
    You managed better than you expected twice, about       ▁           ▂           ▂           ▁▁
    the same 6 times.                                       █▄  ▇▃  ▆▂  █▂  ▅▅  ▇▁  █▃  ▆▄  ▆▁  ██
                                                            ██  ██  ██  ██  ██  ██  ██  ██  ██  ██
    Patterns you named                                      week of 31 Aug                      week of 23 Nov
    Mind reading            ━━━━━━━━━━━━━━━━━━━━━━━━  11
    What if                 ━━━━━━━━━━━━━━━━━━━━━━━━  11
    All or nothing          ━━━━━━━━━━━━━━━━━━━━━━  10
    The 3 a.m. film 夜 🎬   ━━━━━━━━━━━━━━━━━  8

    The year                                                            · none   ░ one   ▒ two   █ three or more
       Dec     Jan     Feb     Mar       Apr     May       Jun     Jul     Aug       Sep     Oct     Nov
    Mo · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ ░ · · ·
    Tu · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ ░ · · · ·
    We · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ ░ · · ·
    Th · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ ░ · · ·
    Fr · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ ░ · · ·
    Sa · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ ░ · · ·
    Su · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · · ░ ░ ░ ░ ░ ░ ░ ░ · · · ·
    62 entries on 62 days. Days without an entry are fine too.

    Rare, serious things may never show up in numbers like these. They can't tell you that something is safe.
    Bad moments pass anyway, so some of this would have happened without an exercise.





    Esc back   ? people to talk to   Enter sentences                                                     F1 keys
    ");
}

#[test]
fn each_picture_waits_for_enough_of_what_it_shows() {
    let charts = ["expected  ", "you managed\n", "Week by week"];
    for (number, shown) in [
        (0, [false, false, false]),
        (4, [false, false, false]),
        (9, [false, false, false]),
        // Of ten fears one partly happened, so nine are scored.
        (10, [false, false, false]),
        (12, [true, true, false]),
        (17, [true, true, false]),
        // Two more are open and rated twice.
        (18, [true, true, true]),
    ] {
        let page = full_text(&mut open_with_rare_outcomes(number)).replace('┃', "");
        let page: Vec<_> = page.lines().map(str::trim).collect();
        let page = page.join("\n");
        for (chart, is_shown) in charts.into_iter().zip(shown) {
            assert_eq!(
                page.contains(chart),
                is_shown,
                "{chart} of {number} in\n{page}"
            );
        }
        let limits = "They can't\ntell you that something is safe.";
        assert!(page.contains(limits), "{page}");
    }
    insta::assert_snapshot!(full_text(&mut open_with_rare_outcomes(9)), @"
    What your entries show                   20 entries since September 2026

    You checked 9 fears: 7 didn't happen, 1 partly, 1 did.

    Patterns you named
    Mind reading            ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  4
    What if                 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  4
    All or nothing          ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  3
    The 3 a.m. film 夜 🎬   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  3

    Before and after
    In 11 exercises, you rated twice how likely it was. The second rating
    was lower 6 times, about the same 4 times, higher once.

    The year                        · none   ░ one   ▒ two   █ three or more
       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ········································░░░·········
    Tu ·······································░░░··········
    We ·······································░░░·········
    Th ·······································░░░·········
    Fr ·······································░░░·········
    Sa ·······································░░░·········
    Su ·······································░░··········
    20 entries on 20 days. Days without an entry are fine too.

    Once you've checked ten rated fears, you'll see what you expected next
    to what happened.
    Once you've said a few times how you managed, it's counted here.

    Rare, serious things may never show up in numbers like these. They can't
    tell you that something is safe. Bad moments pass anyway, so some of
    this would have happened without an exercise.
    ");
}

#[test]
fn many_fears_that_came_true_get_care_and_no_bars() {
    let mut coach = open_with_frequent_outcomes(30);
    let page = full_text(&mut coach);
    assert!(
        !page.contains("\n    expected") && !page.contains("▆▆▆▆▆"),
        "{page}"
    );
    insta::assert_snapshot!(page, @"
    What your entries show                   62 entries since September 2026

    Many of these happened. That sounds like a hard stretch. What helped you
    manage?
    Press ? for people to talk to.

    You checked 30 fears: 9 didn't happen, 1 partly, 20 did.

    When something happened, you managed
    ● ● ● ● ● ● ● ● ● ● ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○  10 of 21 times
    You managed better than you expected 10 times, about the same 11 times.

    Patterns you named
    Mind reading            ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  11
    What if                 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  11
    All or nothing          ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  10
    The 3 a.m. film 夜 🎬   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  8

    Week by week                           █ left: at first   █ right: after
    How likely  64 → 45 on average
    ▁▁             ▂▂             ▂▂             ▁▁▁▁
    ██▄▄ ▇▇▃▃ ▆▆▂▂ ██▂▂ ▅▅▅▅ ▇▇▁▁ ██▃▃ ▆▆▄▄ ▆▆▁▁ ████
    ████ ████ ████ ████ ████ ████ ████ ████ ████ ████
    week of 31 Aug                                    week of 23 Nov

    The year                        · none   ░ one   ▒ two   █ three or more
       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ········································░░░░░░░░░···
    Tu ·······································░░░░░░░░░····
    We ·······································░░░░░░░░░···
    Th ·······································░░░░░░░░░···
    Fr ·······································░░░░░░░░░···
    Sa ·······································░░░░░░░░░···
    Su ·······································░░░░░░░░····
    62 entries on 62 days. Days without an entry are fine too.

    Rare, serious things may never show up in numbers like these. They can't
    tell you that something is safe. Bad moments pass anyway, so some of
    this would have happened without an exercise.
    ");
    coach.press("?").expect("If someone is in danger now");
}

#[test]
fn up_to_four_are_stories() {
    insta::assert_snapshot!(sentences_with_rare_outcomes(1).screen(), @"
    What your entries show                    4 entries since September 2026

    What you feared, and what happened                                      ┃
    So few look backs speak for themselves. Counting starts at five.        ┃
    1 of 3 checked. 2 still open.                                           ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.               ┃
                                                                            ┃
      1 Sep 2026: “They'll see through me 見 🫣 0”                          ┃
        It seemed 80% likely, then 35%. It didn't happen.                   ┃
                                                                            ┃
      1 didn't happen
      2 open

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    Once ten exercises have two ratings of a kind, they're counted here.


    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(full_text(&mut sentences_with_rare_outcomes(4)), @"
    What your entries show                   10 entries since September 2026

    What you feared, and what happened
    So few look backs speak for themselves. Counting starts at five.
    4 of 6 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 Sep 2026: “They'll see through me 見 🫣 0”
        It seemed 80% likely, then 35%. It didn't happen.
      3 Sep 2026: “They'll see through me 見 🫣 1”
        It seemed 70% likely, then 70%. It didn't happen.
      5 Sep 2026: “They'll see through me 見 🫣 2”
        It seemed 60% likely, then 45%. It didn't happen.
      7 Sep 2026: “They'll see through me 見 🫣 3”
        It seemed 90% likely, then 20%. It partly happened. You rated how
        you managed at 35.

      1 partly happened
      3 didn't happen
      2 open

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    Once ten exercises have two ratings of a kind, they're counted here.

      11 Sep 2026  likelihood 40, then 35
      9 Sep 2026   likelihood 50, then 55
      7 Sep 2026   likelihood 90, then 20
      5 Sep 2026   likelihood 60, then 45
      3 Sep 2026   likelihood 70, then 70
      1 Sep 2026   likelihood 80, then 35

    When you wrote
    In the last twelve months: 10 entries on 10 days. Days without an entry
    are fine too.

      September 2026: 10 entries on 10 days

    Patterns you named
        2 entries  All or nothing
        2 entries  Mind reading
        2 entries  What if

    In your own words:
        2 entries  The 3 a.m. film 夜 🎬
    ");
}

#[test]
fn from_five_on_they_are_counted() {
    insta::assert_snapshot!(sentences_with_rare_outcomes(5).screen(), @"
    What your entries show                   12 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 5 fears: 4 didn't happen, 1 partly, 0 did.                  ┃
    Once you've checked ten rated fears, you'll see what you expected next  ┃
    to what happened.                                                       ┃
    5 of 7 checked. 2 still open.                                           ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.               ┃
                                                                            ┃
      1 partly happened
      4 didn't happen
      2 open

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    Once ten exercises have two ratings of a kind, they're counted here.


    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_rare_outcomes(9).screen(), @"
    What your entries show                   20 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 9 fears: 7 didn't happen, 1 partly, 1 did.                  ┃
    Once you've checked ten rated fears, you'll see what you expected next  ┃
    to what happened.                                                       ┃
    9 of 11 checked. 2 still open.                                          ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.

      1 happened
      1 partly happened
      7 didn't happen
      2 open

      In detail
      With so few, the real share could be 2% to 47%.

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
}

#[test]
fn from_ten_fears_on_the_expected_rate_is_shown() {
    insta::assert_snapshot!(sentences_with_rare_outcomes(10).screen(), @"
    What your entries show                   22 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 10 fears: 8 didn't happen, 1 partly, 1 did.                 ┃
    For 3 of the 8 that didn't happen, you'd done something about it. You   ┃
    weren't sure about 2.                                                   ┃
    Once you've checked ten rated fears, you'll see what you expected next  ┃
    to what happened.                                                       ┃
    10 of 12 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      1 happened
      1 partly happened
      8 didn't happen
      2 open

      In detail
      With so few, the real share could be 2% to 43%.


    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_rare_outcomes(19).screen(), @"
    What your entries show                   40 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 19 fears: 14 didn't happen, 2 partly, 3 did.                ┃
    You expected 62%. 3 of 17 (18%) happened.                               ┃
    Early on, your gut expected more than happened.                         ┃
    For 6 of the 14 that didn't happen, you'd done something about it. You  ┃
    weren't sure about 3.
    Your second look was closer 8 times out of 17. 4 times it was a draw.
    19 of 21 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      3 happened
      2 partly happened
      14 didn't happen
      2 open

      In detail
      With so few, the real share could be 6% to 41%.

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
}

#[test]
fn from_twenty_on_there_are_details() {
    let mut coach = sentences_with_rare_outcomes(20);
    insta::assert_snapshot!(coach.screen(), @"
    What your entries show                   42 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 20 fears: 15 didn't happen, 2 partly, 3 did.                ┃
    You expected 61%. 3 of 18 (17%) happened.                               ┃
    Early on, your gut expected more than happened.                         ┃
    For 6 of the 15 that didn't happen, you'd done something about it. You  ┃
    weren't sure about 3.
    Your second look was closer 8 times out of 18. 4 times it was a draw.
    20 of 22 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      3 happened
      2 partly happened
      15 didn't happen
      2 open

      In detail
      With so few, the real share could be 6% to 39%.

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    // Fears that partly happened get no score.
    coach.press("<PgDn>").expect_no("Brier score");
    let mut coach = sentences_with_rare_outcomes(23);
    coach.press("<PgDn>").expect("Brier score");
}

#[test]
fn from_thirty_fears_on_first_and_last_are_compared() {
    let page = full_text(&mut sentences_with_rare_outcomes(30));
    let is_other = |row: &&str| !row.contains(", then ");
    let page: Vec<_> = page.lines().filter(is_other).collect();
    insta::assert_snapshot!(page.join("\n"), @"
    What your entries show                   62 entries since September 2026

    What you feared, and what happened
    You checked 30 fears: 22 didn't happen, 3 partly, 5 did.
    You expected 62%. 5 of 27 (19%) happened.
    Early on, your gut expected more than happened.
    For 8 of the 22 that didn't happen, you'd done something about it. You
    weren't sure about 5.
    Your second look was closer 14 times out of 27. 6 times it was a draw.
    Of the first 15 you checked, 2 happened and 2 partly. Of the last 15, 3
    happened and 1 partly.
    30 of 32 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      5 happened
      3 partly happened
      22 didn't happen
      2 open

      In detail
      With so few, the real share could be 8% to 37%.
      When few fears come true, any lower number looks more accurate. So
      this doesn't prove the exercise helped.
      When you said 34-66%: 1 of 11 happened.
      When you said 67-100%: 3 of 13 happened.
      Brier score 0.369. It tells how far ratings were from what happened; 0
      is closest.
      Always saying 50% would score 0.250. Always saying the share that
      happened would score 0.151.

    How you managed
    When something did happen, you managed 2 times out of 8.
    You managed better than you expected twice, about the same 6 times.

      5 happened
      3 partly happened

    Before and after
    In 32 exercises, you rated twice how likely it was. The second rating
    was lower 16 times, about the same 13 times, higher 3 times.
    Bad moments pass anyway, so some of this would have happened without an
    exercise.


    When you wrote
    In the last twelve months: 62 entries on 62 days. Days without an entry
    are fine too.

      November 2026: 1 entry on 1 day
      October 2026: 31 entries on 31 days
      September 2026: 30 entries on 30 days

    Patterns you named
       11 entries  Mind reading
       11 entries  What if
       10 entries  All or nothing

    In your own words:
        8 entries  The 3 a.m. film 夜 🎬
    ");
}

#[test]
fn few_fears_are_shown_the_same_however_often_they_come_true() {
    insta::assert_snapshot!(sentences_with_frequent_outcomes(1).screen(), @"
    What your entries show                    4 entries since September 2026

    What you feared, and what happened                                      ┃
    So few look backs speak for themselves. Counting starts at five.        ┃
    1 of 3 checked. 2 still open.                                           ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.               ┃
                                                                            ┃
      1 Sep 2026: “They'll see through me 見 🫣 0”                          ┃
        It seemed 80% likely, then 35%. It happened. You rated how you      ┃
        managed at 70.                                                      ┃

      1 happened
      2 open

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    Once ten exercises have two ratings of a kind, they're counted here.

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_frequent_outcomes(4).screen(), @"
    What your entries show                   10 entries since September 2026

    What you feared, and what happened                                      ┃
    So few look backs speak for themselves. Counting starts at five.        ┃
    4 of 6 checked. 2 still open.                                           ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.               ┃
                                                                            ┃
      1 Sep 2026: “They'll see through me 見 🫣 0”                          ┃
        It seemed 80% likely, then 35%. It happened. You rated how you
        managed at 70.
      3 Sep 2026: “They'll see through me 見 🫣 1”
        It seemed 70% likely, then 70%. It happened. You rated how you
        managed at 35.
      5 Sep 2026: “They'll see through me 見 🫣 2”
        It seemed 60% likely, then 45%. It didn't happen.
      7 Sep 2026: “They'll see through me 見 🫣 3”
        It seemed 90% likely, then 20%. It happened. You rated how you
        managed at 35.


    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_frequent_outcomes(5).screen(), @"
    What your entries show                   12 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 5 fears: 1 didn't happen, 4 did.                            ┃
    Once you've checked ten rated fears, you'll see what you expected next  ┃
    to what happened.                                                       ┃
    5 of 7 checked. 2 still open.                                           ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.               ┃

      4 happened
      1 didn't happen
      2 open

      In detail
      With so few, the real share could be 38% to 96%.

    How you managed
    When something did happen, you managed 2 times out of 4.
    You managed better than you expected twice, about the same twice.

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_frequent_outcomes(9).screen(), @"
    What your entries show                   20 entries since September 2026

    What you feared, and what happened                                      ┃
    You checked 9 fears: 3 didn't happen, 6 did.                            ┃
    Once you've checked ten rated fears, you'll see what you expected next  ┃
    to what happened.                                                       ┃
    9 of 11 checked. 2 still open.                                          ┃
    Fears about rare, very serious things may never show up in these        ┃
    numbers. This page can't tell you that something is safe.

      6 happened
      3 didn't happen
      2 open

      In detail
      With so few, the real share could be 35% to 88%.

    How you managed
    When something did happen, you managed 3 times out of 6.
    You managed better than you expected 3 times, about the same 3 times.

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
}

#[test]
fn many_fears_that_came_true_get_care_and_no_score() {
    insta::assert_snapshot!(sentences_with_frequent_outcomes(10).screen(), @"
    What your entries show                   22 entries since September 2026

    Many of these happened. That sounds like a hard stretch. What helped you┃
    manage?                                                                 ┃
    Press ? for people to talk to.                                          ┃
                                                                            ┃
    What you feared, and what happened                                      ┃
    You checked 10 fears: 3 didn't happen, 7 did.
    You expected 63%. 7 of 10 (70%) happened.
    For 0 of the 3 that didn't happen, you'd done something about it. You
    weren't sure about 3.
    Your second look was closer 5 times out of 10. 2 times it was a draw.
    10 of 12 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      7 happened
      3 didn't happen
      2 open


    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_frequent_outcomes(19).screen(), @"
    What your entries show                   40 entries since September 2026

    Many of these happened. That sounds like a hard stretch. What helped you┃
    manage?                                                                 ┃
    Press ? for people to talk to.                                          ┃
                                                                            ┃
    What you feared, and what happened
    You checked 19 fears: 5 didn't happen, 1 partly, 13 did.
    You expected 64%. 13 of 18 (72%) happened.
    For 0 of the 5 that didn't happen, you'd done something about it. You
    weren't sure about 5.
    Your second look was closer 5 times out of 18. 4 times it was a draw.
    19 of 21 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      13 happened
      1 partly happened
      5 didn't happen
      2 open

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    insta::assert_snapshot!(sentences_with_frequent_outcomes(20).screen(), @"
    What your entries show                   42 entries since September 2026

    Many of these happened. That sounds like a hard stretch. What helped you┃
    manage?                                                                 ┃
    Press ? for people to talk to.                                          ┃
                                                                            ┃
    What you feared, and what happened
    You checked 20 fears: 5 didn't happen, 1 partly, 14 did.
    You expected 62%. 14 of 19 (74%) happened.
    For 0 of the 5 that didn't happen, you'd done something about it. You
    weren't sure about 5.
    Your second look was closer 6 times out of 19. 4 times it was a draw.
    20 of 22 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      14 happened
      1 partly happened
      5 didn't happen
      2 open

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    let mut coach = sentences_with_frequent_outcomes(30);
    insta::assert_snapshot!(coach.screen(), @"
    What your entries show                   62 entries since September 2026

    Many of these happened. That sounds like a hard stretch. What helped you┃
    manage?                                                                 ┃
    Press ? for people to talk to.                                          ┃
                                                                            ┃
    What you feared, and what happened
    You checked 30 fears: 9 didn't happen, 1 partly, 20 did.
    You expected 62%. 20 of 29 (69%) happened.
    For 0 of the 9 that didn't happen, you'd done something about it. You
    weren't sure about 9.
    Your second look was closer 9 times out of 29. 6 times it was a draw.
    Of the first 15 you checked, 10 happened. Of the last 15, 10 happened
    and 1 partly.
    30 of 32 checked. 2 still open.
    Fears about rare, very serious things may never show up in these
    numbers. This page can't tell you that something is safe.

      20 happened
      1 partly happened

    Esc back   ? people to talk to   Enter picture                   F1 keys
    ");
    let page = full_text(&mut coach);
    assert!(!page.contains("Brier") && !page.contains('▆'), "{page}");
    coach.press("?").expect("If someone is in danger now");
}

#[test]
fn a_narrow_terminal_shows_the_same_below_one_another() {
    insta::assert_snapshot!(sentences_with_rare_outcomes(5).sized(40, 12).screen(), @"
    What your entries show        12 entries
    What you feared, and what happened    ┃
    You checked 5 fears: 4 didn't happen, ┃
    1 partly, 0 did.
    Once you've checked ten rated fears,
    you'll see what you expected next to
    what happened.
    5 of 7 checked. 2 still open.
    Fears about rare, very serious things
    may never show up in these numbers.
    This page can't tell you that
    Esc back   ? people   Enter picture   F1
    ");
    insta::assert_snapshot!(sentences_with_frequent_outcomes(10).sized(40, 12).screen(), @"
    What your entries show        22 entries
    Many of these happened. That sounds   ┃
    like a hard stretch. What helped you
    manage?
    Press ? for people to talk to.

    What you feared, and what happened
    You checked 10 fears: 3 didn't happen,
    7 did.
    You expected 63%. 7 of 10 (70%)
    happened.
    Esc back   ? people   Enter picture   F1
    ");
}

#[test]
fn a_narrow_page_has_a_row_a_month() {
    let mut coach = open_with_rare_outcomes(30);
    coach.resize(40, 250);
    let page = coach.screen();
    let year = page.find("The year").expect("the year is shown");
    let year: Vec<_> = page[year..].lines().filter(|row| !row.is_empty()).collect();
    insta::assert_snapshot!(year.join("\n"), @"
    The year
    · none   ░ one   ▒ two
    █ three or more
    Nov  1 ·░······················
    Oct 31 ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    Sep 30 ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    Aug  0 ·······························
    Jul  0 ·······························
    Jun  0 ······························
    May  0 ·······························
    Apr  0 ······························
    Mar  0 ·······························
    Feb  0 ····························
    Jan  0 ·······························
    Dec  0 ·······························
    62 entries on 62 days. Days without an
    entry are fine too.
    Rare, serious things may never show up
    in numbers like these. They can't tell
    you that something is safe. Bad
    moments pass anyway, so some of this
    would have happened without an
    exercise.
    Esc back   ? people to talk to   F1 keys
    ");
}

#[test]
fn an_ascii_terminal_gets_ascii_only() {
    let theme = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::None)
    };
    let mut coach = open_insights(30, false, theme);
    let page = full_text(&mut coach);
    let page = page.replace("The 3 a.m. film 夜 🎬", "The film");
    assert!(page.is_ascii(), "{page}");
    insta::assert_snapshot!(page, @"
    What your entries show                   62 entries since September 2026

    You expected 62%. It came true 5 times in 27.

    expected  #################################  62%
    happened  ##########  5 of 27
    You checked 30 fears: 22 didn't happen, 3 partly, 5 did.

    When something happened, you managed
    x x o o o o o o  2 of 8 times
    You managed better than you expected twice, about the same 6 times.

    Patterns you named
    Mind reading            #########################################  11
    What if                 #########################################  11
    All or nothing          #####################################  10
    The film   ##############################  8

    Week by week, at first and after
    week of   How likely
    31 Aug    70 -> 50
    7 Sep     63 -> 45
    14 Sep    57 -> 40
    21 Sep    75 -> 43
    28 Sep    53 -> 53
    5 Oct     63 -> 39
    12 Oct    73 -> 45
    19 Oct    60 -> 51
    26 Oct    57 -> 37
    2 Nov     70 -> 70
    9 Nov     -
    16 Nov    -
    23 Nov    -
    average   64 -> 45

    The year                                 . none   1 one   9 nine or more
       Dec Jan Feb Mar  Apr May  Jun Jul Aug  Sep Oct Nov
    Mo ........................................111111111...
    Tu .......................................111111111....
    We .......................................111111111...
    Th .......................................111111111...
    Fr .......................................111111111...
    Sa .......................................111111111...
    Su .......................................11111111....
    62 entries on 62 days. Days without an entry are fine too.

    Rare, serious things may never show up in numbers like these. They can't
    tell you that something is safe. Bad moments pass anyway, so some of
    this would have happened without an exercise.
    ");
    coach.press("<Enter>");
    let page = full_text(&mut coach);
    for letter in "○●─·░▒█›▆━┃".chars() {
        assert!(!page.contains(letter), "{letter} on\n{page}");
    }
}

#[test]
fn arrow_keys_reach_every_row_and_the_cursor_stays_visible() {
    for (width, height) in [(80, 24), (40, 12), (120, 40), (20, 4)] {
        for keys in ["", "<Enter>"] {
            let mut coach = open_with_rare_outcomes(22).sized(width, height);
            coach.press(keys);
            let rows = |screen: &str| -> Vec<String> {
                screen
                    .lines()
                    .map(|row| row.replace(['›', '┃'], " ").trim().to_owned())
                    .collect()
            };
            coach.resize(width, 400);
            let page = rows(&coach.screen());
            coach.resize(width, height);
            let mut shown = rows(&coach.screen());
            for _ in 0..400 {
                coach.press("<Down>");
                shown.extend(rows(&coach.screen()));
            }
            for row in page {
                assert!(shown.contains(&row), "{row} at {width}x{height}");
            }
            if !keys.is_empty() {
                coach.expect("›");
            }
            coach.press(&"<Up>".repeat(400));
            coach.press("<PgDn><PgUp>").press("G").press("g");
        }
    }
}

#[test]
fn a_figure_leads_to_the_history_and_back() {
    let mut coach = sentences_with_rare_outcomes(10);
    coach.press("<Tab>").expect("› 1 happened");
    coach.press("<Enter>").expect("History").press("<Esc>");
    coach.expect("What your entries show").expect("›");
    // One key from the history; the screens do not stack up.
    coach.press("<Enter>").expect("History").press("i");
    coach.expect("What your entries show").press("<Esc><Esc>");
    coach.expect("A thought is scaring me");
    coach
        .press("h")
        .press("<F8>")
        .expect("What your entries show");
    coach.press("<Esc>").expect("History");
}

#[test]
fn tab_goes_to_the_next_figure_however_far_below_it_is() {
    let mut coach = sentences_with_rare_outcomes(30).sized(40, 12);
    coach.expect_no("›").press("<Tab>").expect("› 5 happened");
    coach.press("<Tab>").expect("› 3 partly happened");
    coach.press("G").expect_no("›").press("<Tab>").expect("›");
}

#[test]
fn deleted_entries_are_not_counted_after_returning() {
    let mut coach = sentences_with_rare_outcomes(5);
    coach.expect("You checked 5 fears").expect("12 entries");
    coach
        .press("<Tab><Enter>")
        .expect("History")
        .press("jjjd")
        .press("<Esc>");
    coach
        .expect("11 entries")
        .expect("So few look backs speak for themselves. Counting starts at five.");
}

#[test]
fn home_offers_insights() {
    let mut coach = Coach::new();
    coach.press("<End>").press(&"<Up>".repeat(4));
    coach
        .expect("› ")
        .press("<Enter>")
        .expect("No look back yet.");
}

#[test]
fn a_year_of_cells_has_text_beside_it() {
    let mut coach = sentences_with_rare_outcomes(30);
    let page = full_text(&mut coach);
    assert!(
        page.contains("In the last twelve months: 62 entries on 62 days."),
        "{page}"
    );
    assert!(
        page.contains("October 2026: 31 entries on 31 days"),
        "{page}"
    );
}
