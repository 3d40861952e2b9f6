//! The first screen: unfinished exercises, stable digits, the search and “Help me choose”.

use insta::assert_snapshot;

use crate::coach::Coach;
use crate::line_mode::run_line_mode;

/// Starts the two-minute check with this thought and leaves it.
fn leave_unfinished(coach: &mut Coach, thought: &str) {
    coach
        .choose("Two-minute check")
        .type_in(thought)
        .press("<Enter><Esc>5")
        .expect("Unfinished");
}

/// Whoever left three exercises, the one about the bottle 🍼 last.
fn coach_with_three_drafts() -> Coach {
    let mut coach = Coach::new();
    let thoughts = [
        "They will fire me",
        "睡眠 is gone for good",
        "The bottle 🍼 spoils it",
    ];
    for (day, thought) in (25..).zip(thoughts) {
        let day = format!("2026-11-{day}");
        coach.clock(&format!("{day}T08:00:00Z"), 3600, &day);
        leave_unfinished(&mut coach, thought);
    }
    coach
}

#[test]
fn unfinished_exercises_are_one_row_with_the_newest_thought() {
    let mut coach = Coach::new();
    leave_unfinished(&mut coach, "They will fire me 火");
    assert_snapshot!(coach.screen().lines().take(6).collect::<Vec<_>>().join("\n"), @"
      good-enough
      You can be unsure and still take the next small step.

      Unfinished                                                                ┃
    › 0  They will fire me 火                                      step 2 of 8  ┃
    ");
    // 0 picks it up, wherever the mark is.
    coach
        .press("<Down><Down>0")
        .expect("They will fire me 火")
        .expect("how likely is it?")
        .press("<Esc>5");
    coach.clock("2026-11-29T08:00:00Z", 3600, "2026-11-29");
    leave_unfinished(&mut coach, "The bottle 🍼 spoils it");
    coach
        .press("<Home>")
        .expect("0 The bottle 🍼 spoils it")
        .expect("and 1 more")
        .expect_no("They will fire me");
    coach.resize(120, 30);
    coach.expect("This is the newest of 2.");
}

#[test]
fn an_unfinished_exercise_is_as_far_as_its_own_screen_says() {
    let mut coach = Coach::shipped();
    coach.choose("Two-minute check").type_in("It fails 火 🍲");
    let mut seen = Vec::new();
    for keys in ["", "<Enter>70<Enter>", "<Enter><Enter>", "<Enter><Enter>"] {
        let screen = coach.press(keys).screen();
        let header = screen
            .lines()
            .find_map(|line| line.trim().strip_prefix("Two-minute check"));
        let position = header
            .unwrap()
            .trim()
            .trim_start_matches("step ")
            .to_owned();
        let screen = coach.press("<Esc>5").screen();
        let row = screen.lines().find(|line| line.contains("› 0  ")).unwrap();
        let row = row.trim_end_matches(['┃', ' ']);
        assert!(
            row.ends_with(&format!("  step {position}")),
            "{position} in {row}"
        );
        seen.push(position);
        coach.press("0");
    }
    // An answer still to come decides at first which steps follow, so their total isn't known.
    let with_total = seen.iter().filter(|position| position.contains(" of "));
    assert!((1..seen.len()).contains(&with_total.count()), "{seen:?}");
}

#[test]
fn the_list_of_unfinished_exercises_picks_up_deletes_and_undoes() {
    let mut coach = coach_with_three_drafts();
    coach.press("0");
    assert_snapshot!(coach.screen(), @"
      Unfinished

    › 1  The bottle 🍼 spoils it                                    Fri 27 Nov
         Two-minute check                                          step 2 of 8
      2  睡眠 is gone for good                                      Thu 26 Nov
         Two-minute check                                          step 2 of 8
      3  They will fire me                                          Wed 25 Nov
         Two-minute check                                          step 2 of 8













      Enter pick up   Esc back   ? people to talk to   d delete        F1 keys
    ");
    coach
        .press("2")
        .expect("睡眠 is gone for good")
        .press("<Esc>5");
    // Deleting goes to the trash, and undo restores it.
    coach
        .press("<Home>d")
        .expect("In the trash.")
        .expect_no("bottle")
        .press("u")
        .expect("It's back.")
        .expect("bottle");
    coach
        .press("ddd")
        .expect("Nothing is unfinished.")
        .press("<Esc>")
        .expect_no("Unfinished");
    coach
        .press("u")
        .expect("It's back.")
        .expect("Unfinished")
        .expect("They will fire me");
}

#[test]
fn the_list_of_unfinished_exercises_fits_on_40x12() {
    let mut coach = coach_with_three_drafts().sized(40, 12);
    coach.press("<Home><Enter><Down>");
    assert_snapshot!(coach.screen(), @"
    Unfinished
      1 The bottle 🍼 spoils it
        Two-minute check         step 2 of 8
    › 2 睡眠 is gone for good
        Two-minute check         step 2 of 8
      3 They will fire me
        Two-minute check         step 2 of 8




    Enter pick up   Esc back   ? people   F1
    ");
}

#[test]
fn d_on_the_first_screen_deletes_what_its_row_shows() {
    let mut coach = coach_with_three_drafts();
    // On another row d does nothing.
    coach.press("<Down>d").expect("and 2 more");
    coach
        .press("<Home>d")
        .expect("In the trash.")
        .expect("睡眠 is gone for good")
        .expect("and 1 more")
        .expect_no("bottle");
    coach.press("u").expect("bottle").expect("and 2 more");
}

#[test]
fn digits_open_the_same_exercise_whatever_is_unfinished() {
    let mut coach = Coach::new();
    coach
        .press("3")
        .expect("What is your mind saying?")
        .press("<Esc>5");
    leave_unfinished(&mut coach, "They will fire me");
    leave_unfinished(&mut coach, "The bottle spoils it");
    coach.press("3").expect("What is your mind saying?");
    coach
        .press("<Esc>5")
        .press("1")
        .expect("What is the thought");
}

#[test]
fn no_exercise_or_break_is_on_the_first_screen_twice() {
    let coach = Coach::new().sized(80, 80);
    let screen = coach.screen();
    let mut labels: Vec<_> = screen
        .lines()
        .filter(|line| line.ends_with(" min") || line.ends_with(" s"))
        .filter_map(|line| line.rsplit_once("   "))
        .map(|(label, _)| {
            label
                .trim_start_matches(|c: char| !c.is_alphabetic())
                .trim()
        })
        .collect();
    assert!(labels.len() > 20, "{screen}");
    labels.sort_unstable();
    let count = labels.len();
    labels.dedup();
    assert_eq!(labels.len(), count, "{screen}");
}

#[test]
fn a_search_finds_titles_feelings_and_words_of_exercises() {
    let mut coach = Coach::new();
    coach
        .press("/")
        .type_in("boundar")
        .expect("Nothing here has these words.");
    // A title comes before a feeling, and both before a word of a question.
    coach.press("<C-u>").type_in("WORRY");
    assert_snapshot!(coach.screen(), @"
      good-enough
    ▎ WORRY

    ›    Worry later                                                     2 min
         Worry time                                                     15 min
         Notice my pattern                                               4 min
         From catastrophe to good enough                                12 min
         Rupture and repair                                              7 min










      Write a worry down and choose when to come back to it.


      Enter open   Esc clear   Ctrl+G people to talk to                F1 keys
    ");
    coach.press("<Down><Enter>").expect("Worry time");
    // The word of an example.
    let mut coach = Coach::new();
    coach
        .press("/")
        .type_in("bottle")
        .expect("›   From catastrophe to good enough")
        .expect_no("Two-minute check");
    // Esc shows everything again, with the digits as before.
    coach
        .press("<Esc>")
        .expect("A thought is scaring me")
        .press("3")
        .expect("What is your mind saying?");
}

#[test]
fn a_search_fits_on_40x12() {
    let mut coach = Coach::new().sized(40, 12);
    coach.press("/").type_in("breath");
    assert_snapshot!(coach.screen(), @"
    good-enough
    ▎ breath
    ›    Long out-breath               2 min
         Three slow breaths             36 s
         Box breathing                 2 min
         Slow six                      3 min
         Bigger, stronger, wiser, kind 6 min
         Ask for what you want         6 min
         A quiet minute                1 min

    Good when you're wound up and need …
    Enter open   Ctrl+G people   F1 keys
    ");
    assert!(coach.caret().is_some());
}

#[test]
fn two_questions_end_in_a_suggestion() {
    let mut coach = Coach::new();
    coach.press("n");
    assert_snapshot!(coach.screen(), @"
      Help me choose

      What is it most like right now?

    › 1 A thought is scaring me
      2 It's all too much right now
      3 I can't stop worrying
      4 I'm not doing enough
      5 Someone needs me and I'm stuck
      6 Something went wrong between us
      7 Other people are getting to me
      8 I can't tell









      Enter choose   Esc back   ? people to talk to                    F1 keys
    ");
    coach
        .press("1")
        .expect("How much time is there?")
        .press("1");
    assert_snapshot!(coach.screen(), @"
      Help me choose

      This may fit. You can stop at any time.

    › 1 Two-minute check, 2 minutes
      2 Show me everything

          A quick look at a scary thought when you have no time.













      Enter choose   Esc back   ? people to talk to                    F1 keys
    ");
    coach
        .press("1")
        .expect("What is the thought")
        .press("<Esc>5");
    // What was suggested leads back to the first screen.
    coach.expect("A thought is scaring me");
}

#[test]
fn esc_goes_back_one_question() {
    let mut coach = Coach::new();
    coach
        .press("n2")
        .expect("How much time is there?")
        .press("<Esc>")
        .expect("What is it most like right now?")
        .press("<Esc>")
        .expect("A thought is scaring me");
    coach
        .press("n31")
        .press("<End><Enter>")
        .expect("A thought is scaring me");
}

#[test]
fn whoever_can_not_tell_gets_the_senses_and_a_breath() {
    let mut coach = Coach::new();
    coach
        .press("n<End><Enter>")
        .expect_no("How much time is there?")
        .expect("Five senses, 3 minutes")
        .expect("Slow six, 3 minutes");
}

#[test]
fn worry_time_is_suggested_only_when_a_worry_is_ready() {
    let mut coach = Coach::new();
    coach
        .press("n33")
        .expect_no("Worry time")
        .expect("Notice my pattern");
}

#[test]
fn a_suggestion_never_takes_much_longer_than_there_is_time() {
    // Everything for this feeling takes longer, so a breath comes first.
    let mut coach = Coach::new();
    coach
        .press("n61")
        .expect("1 Slow six, 3 minutes")
        .expect("2 ");
}

#[test]
fn line_mode_lists_searches_and_suggests() {
    let output = run_line_mode(&[
        "1",
        "They will fire me",
        "/pause",
        "1",
        "They will fire me 火",
        "/pause",
        "0",
        "/delete 1",
        "/undo",
        "2",
    ]);
    output
        .expect(", and 1 more.")
        .expect("1. Two-minute check, step 2 of 8: They will fire me")
        .expect("In the trash. Type /undo to bring it back.")
        .expect("It's back.")
        .expect("how likely is it?");
    // Words search, and keep the numbers of the menu.
    let output = run_line_mode(&["zzz", "pattern", "3"]);
    output
        .expect("Nothing here has “zzz” in it.")
        .expect("3. Notice my pattern, 4 minutes.")
        .expect("What is your mind saying?");
    let output = run_line_mode(&["Help me choose", "", "99"]);
    output
        .expect("Help me choose.")
        .expect("Please type a number from 1 to");
}
