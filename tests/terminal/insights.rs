//! `insights` of the real program, as a page to show to others.

use good_enough::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind};
use good_enough::domain::exercise::Role;
use good_enough::domain::outcome::Outcome;
use good_enough::storage::journal::Journal;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::entries::{answered, finished_entry};
use crate::hostile_exercises::{assert_draws_sanitized, assert_sanitized};
use crate::moments;
use crate::test_user::TestUser;

/// A user with `number` fears, one a day from 1 March on, each with a follow-up: every fourth came true.
fn user_with_fears(number: i8) -> TestUser {
    let user = TestUser::new();
    let mut journal = Journal::open(&user.journal()).expect("the journal opens");
    for place in 1..=number {
        for entry in [fear_entry(place), follow_up_entry(place)] {
            journal.save(&entry).expect("it is saved");
        }
    }
    user
}

fn fear_entry(place: i8) -> Entry {
    let name = format!("fear{place:02}");
    let mut entry = finished_entry(name, "catastrophe-to-good-enough", date(2026, 3, place));
    let secret = "secret 秘 🤫".to_owned();
    let film = "The 3 a.m. film 夜 🎬".to_owned();
    entry.answers = vec![
        answered(Some(Role::Fear), Answer::Text(secret)),
        answered(Some(Role::LikelihoodBefore), Answer::Rating(80)),
        answered(Some(Role::LikelihoodAfter), Answer::Rating(30)),
        answered(
            Some(Role::Patterns),
            Answer::Chosen(vec!["What if".to_owned()]),
        ),
        answered(Some(Role::PatternName), Answer::Text(film)),
        answered(None, Answer::FollowUpOn(Some(date(2026, 4, 1)))),
    ];
    entry
}

fn follow_up_entry(place: i8) -> Entry {
    let name = format!("back{place:02}");
    let means = if place % 4 == 0 {
        Outcome::Yes
    } else {
        Outcome::No
    };
    let mut entry = finished_entry(name, "prediction-check-in", date(2026, 4, place));
    let word = Answer::Chosen(vec!["A word for it".to_owned()]);
    entry.origin = Some(EntryId::from(format!("fear{place:02}")));
    entry.answers = vec![AnsweredStep {
        outcome: Some(means),
        ..answered(Some(Role::Outcome), word)
    }];
    entry
}

#[test]
fn the_page_contains_no_text_of_a_fear() {
    let user = user_with_fears(12);
    let page = user.stdout_of(&["insights", "--plain"]);
    assert!(!page.contains("secret"), "{page}");
    insta::assert_snapshot!(page, @"
    What your entries show
    All finished entries, from 1 March 2026 to 12 April 2026.
    24 finished entries on 24 days.

    What you feared, and what happened
    You checked 12 fears: 9 didn't happen, 3 did.
    You expected 80%. 3 of 12 (25%) happened.
    Early on, your gut expected more than happened.
    For 0 of the 9 that didn't happen, you'd done something about it. 9 have no answer.
    Your second look was closer 9 times out of 12.
    12 of 12 checked.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    In 12 exercises, you rated twice how likely it was. The second rating was lower every time.
    Bad moments pass anyway, so some of this would have happened without an exercise.

    Patterns you named
      What if: 12 entries

    Patterns in your own words
      The 3 a.m. film 夜 🎬: 12 entries

    In detail
    With so few, the real share could be 9% to 53%.
    When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
    ");
    let few = user_with_fears(2).stdout_of(&["insights", "--plain"]);
    assert!(!few.contains("secret"), "{few}");
    insta::assert_snapshot!(few, @"
    What your entries show
    All finished entries, from 1 March 2026 to 2 April 2026.
    4 finished entries on 4 days.

    What you feared, and what happened
    So few look backs speak for themselves. Counting starts at five.
    2 of 2 checked.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
      1 March 2026: It seemed 80% likely, then 30%. It didn't happen.
      2 March 2026: It seemed 80% likely, then 30%. It didn't happen.

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    Once ten exercises have two ratings of a kind, they're counted here.

    Patterns you named
      What if: 2 entries

    Patterns in your own words
      The 3 a.m. film 夜 🎬: 2 entries
    ");
}

#[test]
fn the_picture_is_printed_above_the_sentences_in_ascii_too_but_not_for_a_screen_reader() {
    let user = user_with_fears(24);
    let until = ["insights", "--until", "2026-04-30"];
    let page = user.stdout_of(&until);
    assert!(!page.contains("secret"), "{page}");
    let (picture, sentences) = page
        .split_once("What you feared, and what happened")
        .expect("the sentences follow");
    insta::assert_snapshot!(picture, @"
    What your entries show
    Entries until 30 April 2026.
    48 finished entries on 48 days.

    You expected 80%. It came true 6 times in 24.

    expected  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆  80%
    happened  ▆▆▆▆▆▆▆▆▆▆▆▆▆  6 of 24

    Patterns you named
    What if                 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  24
    The 3 a.m. film 夜 🎬   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  24

    Week by week                           █ left: at first   █ right: after
    How likely  80 → 30 on average
                   ▃▃   ▃▃   ▃▃   ▃▃   ▃▃
                   ██   ██   ██   ██   ██
                   ██▇▇ ██▇▇ ██▇▇ ██▇▇ ██▇▇
    week of 2 Feb                                     week of 27 Apr

    The year                        · none   ░ one   ▒ two   █ three or more
       May Jun  Jul Aug  Sep Oct Nov  Dec Jan Feb Mar  Apr
    Mo  ···········································░░░░·░░░·
    Tu  ···········································░░░░·░░░·
    We  ···········································░░░·░░░░·
    Th ············································░░░·░░░░·
    Fr ············································░░░·░░░░
    Sa ············································░░░·░░░·
    Su ···········································░░░░·░░░·
    48 entries on 48 days. Days without an entry are fine too.
    ");
    assert!(
        sentences.contains("You expected 80%. 6 of 24 (25%) happened."),
        "{page}"
    );
    let ascii = user.stdout_of(&[&["--ascii"], &until[..]].concat());
    let (picture, _) = ascii
        .split_once("What you feared, and what happened")
        .expect("the sentences follow");
    insta::assert_snapshot!(picture, @"
    What your entries show
    Entries until 30 April 2026.
    48 finished entries on 48 days.

    You expected 80%. It came true 6 times in 24.

    expected  ##########################################  80%
    happened  #############  6 of 24

    Patterns you named
    What if                 #########################################  24
    The 3 a.m. film 夜 🎬   #########################################  24

    Week by week, at first and after
    week of   How likely
    2 Feb     -
    9 Feb     -
    16 Feb    -
    23 Feb    80 -> 30
    2 Mar     80 -> 30
    9 Mar     80 -> 30
    16 Mar    80 -> 30
    23 Mar    80 -> 30
    30 Mar    -
    6 Apr     -
    13 Apr    -
    20 Apr    -
    27 Apr    -
    average   80 -> 30

    The year                                 . none   1 one   9 nine or more
       May Jun  Jul Aug  Sep Oct Nov  Dec Jan Feb Mar  Apr
    Mo  ...........................................1111.111.
    Tu  ...........................................1111.111.
    We  ...........................................111.1111.
    Th ............................................111.1111.
    Fr ............................................111.1111
    Sa ............................................111.111.
    Su ...........................................1111.111.
    48 entries on 48 days. Days without an entry are fine too.
    ");
    let words = user.stdout_of(&[&["--plain"], &until[..]].concat());
    assert!(words.contains("6 of 24 (25%) happened."), "{words}");
    for bar in ["▆▆", "━━", "··", "##"] {
        assert!(!words.contains(bar), "{words}");
    }
}

#[test]
fn the_days_of_a_period_begin_with_it() {
    let user = user_with_fears(12);
    let page = user.stdout_of(&["insights", "--since", "2026-03-10", "--until", "2026-04-30"]);
    let days = page.find("Day by day").expect("the days are shown");
    let days: Vec<_> = page[days..].lines().take(10).collect();
    insta::assert_snapshot!(days.join("\n"), @"
    Day by day                      · none   ░ one   ▒ two   █ three or more
       Mar   Apr
    Mo   · · · ░ · · ·
    Tu ░ · · · ░ · · ·
    We ░ · · ░ ░ · · ·
    Th ░ · · ░ ░ · · ·
    Fr · · · ░ ░ · ·
    Sa · · · ░ ░ · ·
    Su · · · ░ ░ · ·
    15 entries on 15 days. Days without an entry are fine too.
    ");
}

#[test]
fn an_empty_journal_gets_a_kind_text_and_is_no_failure() {
    insta::assert_snapshot!(TestUser::new().stdout_of(&["insights"]), @"
    What your entries show
    All finished entries.
    0 finished entries on 0 days.

    What you feared, and what happened
    No look back yet. Once there is one, it shows up here.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.

    How you managed
    Once you've said a few times how you managed, it's counted here.

    Before and after
    Once ten exercises have two ratings of a kind, they're counted here.

    Patterns you named
    None so far.
    ");
}

#[test]
fn a_period_excludes_entries_before_and_after_it() {
    let user = user_with_fears(12);
    let page = user.stdout_of(&["insights", "--since", "2026-03-03", "--until", "2026-03-08"]);
    assert!(
        page.contains("Entries from 3 March 2026 to 8 March 2026."),
        "{page}"
    );
    assert!(page.contains("6 finished entries on 6 days."), "{page}");
    assert!(
        page.contains("You checked 6 fears: 4 didn't happen, 2 did."),
        "{page}"
    );
    // A day that is years after all entries.
    let page = user.stdout_of(&["insights", "--since", "2099-01-01"]);
    assert!(page.contains("0 finished entries on 0 days."), "{page}");
    let page = user.stdout_of(&["insights", "--since", "0d"]);
    assert!(page.contains("0 finished entries on 0 days."), "{page}");
}

#[test]
fn scripts_get_the_same_figures_and_null_where_there_are_too_few() {
    let read = |user: &TestUser, arguments: &[&str]| -> Value {
        serde_json::from_str(&user.stdout_of(arguments)).expect("it is JSON")
    };
    let printed = read(&user_with_fears(12), &["insights", "--json"]);
    assert_eq!(printed["v"], 1);
    assert_eq!(printed["from"], Value::Null);
    assert_eq!(printed["entries"], 24);
    assert_eq!(printed["days"].as_array().map(Vec::len), Some(24));
    assert_eq!(
        printed["fears"],
        json!({"total": 12, "resolved": 12, "open": 0, "unknown": 0, "dropped": 0, "not_asked": 0})
    );
    let counts = json!({"happened": 3, "partly": 0, "did_not_happen": 9});
    assert_eq!(printed["outcome_counts"], counts);
    assert_eq!(
        printed["share_interval"],
        json!({"low": 0.089, "high": 0.532})
    );
    let happened = json!({"count": 3, "total": 12});
    assert_eq!(
        printed["expectation"],
        json!({"mean": 0.8, "happened": happened})
    );
    assert_eq!(
        printed["calibration"],
        json!({"result": "overestimates", "first": 10})
    );
    for missing in ["coping", "buckets", "brier", "first_and_last"] {
        assert_eq!(printed[missing], Value::Null, "{missing}");
    }
    assert_eq!(printed["scale_changes"][0]["comparison"]["lower"], 12);
    assert_eq!(
        printed["custom_patterns"][0]["name"],
        "The 3 a.m. film 夜 🎬"
    );
    assert_eq!(printed["patterns"][0]["entries"], 12);

    let printed = read(
        &TestUser::new(),
        &["insights", "--json", "--since", "2026-01-01"],
    );
    assert_eq!(
        (&printed["outcome_counts"], &printed["from"]),
        (&Value::Null, &json!("2026-01-01"))
    );
    assert_eq!(
        (&printed["days"], &printed["scale_changes"]),
        (&json!([]), &json!([]))
    );
}

#[test]
fn an_invalid_day_is_wrong_usage_and_an_unreadable_journal_a_failure() {
    let user = TestUser::new();
    let output = user.run(&["insights", "--since", "soon"]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("7d, 2w, 3m, 1y ago"), "{message}");
    assert_eq!(user.run(&["--private", "insights"]).status.code(), Some(1));
}

#[test]
fn on_a_terminal_the_lines_are_wrapped() {
    let user = user_with_fears(12);
    let mut terminal = user.open_sized(&["insights"], (40, 60));
    terminal
        .expect("What if: 12 entries")
        .expect_exit(0)
        .drain();
    let drawn = terminal.screen();
    let broken = "You checked 12 fears: 9 didn't happen, 3\ndid.";
    assert!(drawn.contains(broken), "{drawn}");
    for row in drawn.lines() {
        assert!(good_enough::text::display_width(row) <= 40, "{row}");
    }
}

#[test]
fn a_name_with_control_characters_is_escaped_on_the_page_in_json_and_on_the_screen() {
    let user = user_with_fears(1);
    let mut journal = Journal::open(&user.journal()).expect("the journal opens");
    let mut entry = fear_entry(2);
    let nasty = "film \x1b[2J\x1b]0;t\x07\u{202e}back 睡 👍\r\nnext".to_owned();
    entry.answers[3].answer = Answer::Chosen(vec![nasty.clone()]);
    entry.answers[4].answer = Answer::Text(nasty.clone());
    journal.save(&entry).expect("it is saved");
    for number in 0..5 {
        let mut check_in = finished_entry(format!("check{number}"), "check-in", date(2026, 3, 1));
        check_in.kind = EntryKind::CheckIn;
        let feeling = Answer::Chosen(vec![nasty.clone()]);
        check_in.answers = vec![answered(Some(Role::Feelings), feeling)];
        journal.save(&check_in).expect("it is saved");
    }
    for arguments in [&["insights"][..], &["insights", "--json"]] {
        let output = user.run(arguments);
        assert!(
            assert_sanitized(&output.stdout).contains("back 睡 👍"),
            "{output:?}"
        );
    }
    let mut terminal = user.open_sized(&[], (80, 50));
    terminal
        .expect("A thought is scaring me")
        .press("i")
        .expect("Patterns you named")
        .press("<Enter>")
        .expect("What you feared")
        .press("G")
        .expect("back 睡 👍");
    assert_draws_sanitized(&terminal);
}

#[test]
fn the_screen_is_one_key_away() {
    let user = user_with_fears(12);
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .press("i")
        .expect("You expected 80%. It came true 3 times in 12.")
        .press("<Enter>")
        .expect("You expected 80%. 3 of 12 (25%) happened.")
        .press("<Esc>")
        .expect("You expected 80%. It came true 3 times in 12.")
        .press("<Esc>")
        .expect("A thought is scaring me")
        .press("<C-c>")
        .expect_exit(0);
}

#[test]
fn breaks_and_check_ins_are_printed_in_words_and_for_scripts() {
    let user = TestUser::new();
    let mut journal = Journal::open(&user.journal()).expect("the journal opens");
    moments::fill(&mut journal, 36, 12);
    let period = ["--since", "2026-11-01", "--until", "2026-11-24"];
    let page = user.stdout_of(&[&["insights", "--plain"], &period[..]].concat());
    let start = page.find("After a break").expect("it is there");
    let end = page.find("Patterns you named").expect("it follows");
    insta::assert_snapshot!(page[start..end].trim_end(), @"
    After a break
    After 12 breaks, your distress was lower in 7, about the same in 4 and higher in 1.
    People often rest when it's worst, and the worst often eases by itself. So this doesn't tell what a break did.
    12 breaks, 48 minutes in all.

    Check-ins
    Over 36 check-ins, distress was 48 on average.
    On average, distress was 48 in the week of 2 November and 48 in the week of 9 November.
    On average, distress was 71 at night, 30 in the morning and 43 in the afternoon.
    On average, distress was 50 on Mondays, 48 on Tuesdays, 47 on Wednesdays, 50 on Thursdays and 48 on Fridays.
    You named “tired” in 18 check-ins, “worried” in 18, “calm” in 9 and “müde 睡 🥱” in 9.
    These are only the moments at which you checked in, and small differences between them say little.
    36 check-ins.
    ");
    let picture = user.stdout_of(&[&["insights"], &period[..]].concat());
    let start = picture.find("Distress by week").expect("it is drawn");
    let end = picture.find("Day by day").expect("it follows");
    insta::assert_snapshot!(picture[start..end].trim_end(), @"
    Distress by week
    week of 2 Nov   ━━━━━━━━━━━━━━━━━━━━  48
    week of 9 Nov   ━━━━━━━━━━━━━━━━━━━━  48

    Distress by time of day
    night 22-6        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  71
    morning 6-12      ━━━━━━━━━━━━  30
    afternoon 12-18   ━━━━━━━━━━━━━━━━━━  43

    Feelings at check-ins
    tired        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  18
    worried      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  18
    calm         ━━━━━━━━━━━━━━━━━━━━━  9
    müde 睡 🥱   ━━━━━━━━━━━━━━━━━━━━━  9

    Distress by weekday
    Monday      ━━━━━━━━━━━━━━━━━━━━━  50
    Tuesday     ━━━━━━━━━━━━━━━━━━━━  48
    Wednesday   ━━━━━━━━━━━━━━━━━━━  47
    Thursday    ━━━━━━━━━━━━━━━━━━━━━  50
    Friday      ━━━━━━━━━━━━━━━━━━━━  48

    After a break, your distress was
    lower            ━━━━━━━━━━━━━━━━━━━━━━━━  7
    about the same   ━━━━━━━━━━━━━━  4
    higher           ━━━  1
    ");
    let read = |arguments: &[&str]| -> Value {
        let arguments = [&["insights", "--json"], arguments].concat();
        serde_json::from_str(&user.stdout_of(&arguments)).expect("it is JSON")
    };
    let printed = read(&period);
    assert_eq!(
        printed["breaks"],
        json!({
            "total": 12,
            "seconds": 2880,
            "distress_comparison": {"lower": 7, "same": 4, "higher": 1},
        })
    );
    let check_ins = &printed["check_ins"];
    assert_eq!(
        (&check_ins["total"], &check_ins["rated"]),
        (&json!(36), &json!(36))
    );
    assert_eq!(
        check_ins["distress"]["parts_of_day"],
        json!([
            {"part_of_day": "night", "check_ins": 12, "mean": 71},
            {"part_of_day": "morning", "check_ins": 12, "mean": 30},
            {"part_of_day": "afternoon", "check_ins": 12, "mean": 43},
        ])
    );
    assert_eq!(
        check_ins["distress"]["weeks"][0],
        json!({"monday": "2026-11-02", "check_ins": 21, "mean": 48})
    );
    assert_eq!(check_ins["distress"]["weekdays"][0]["weekday"], "monday");
    assert_eq!(
        check_ins["feelings"][0],
        json!({"name": "tired", "check_ins": 18})
    );
    // The breaks aren't pairs of ratings of exercises.
    assert_eq!(printed["scale_changes"], json!([]));
    let few = read(&["--until", "2026-11-02"]);
    assert_eq!(few["check_ins"]["distress"], Value::Null);
    assert_eq!(few["check_ins"]["feelings"], json!([]));
    assert_eq!(few["breaks"]["distress_comparison"], Value::Null);
}
