//! The exercises as they are shipped, walked by people with something on their mind.

use std::fs;
use std::path::Path;

use good_enough::content::library::Library;
use good_enough::domain::exercise::{Exercise, StepKind};
use good_enough::ui::app::StartScreen;

use crate::coach::Coach;
use crate::line_mode::run_shipped;

/// A walk that counts the keys that are neither text nor a number.
struct CountedWalk {
    coach: Coach,
    control_keys: usize,
}

impl CountedWalk {
    fn start(id: &str) -> Self {
        Self {
            coach: Coach::walking(id),
            control_keys: 0,
        }
    }

    /// The next screen is there, with this text.
    fn screen(&mut self, text: &str) -> &mut Self {
        self.coach.expect(text);
        self
    }

    /// An answer in words or numbers.
    fn answer(&mut self, text: &str) -> &mut Self {
        self.coach.type_in(text);
        self
    }

    /// Keys such as `1<Enter>`, each of which counts.
    fn keys(&mut self, script: &str) -> &mut Self {
        let mut is_name = false;
        for letter in script.chars() {
            match letter {
                '<' => is_name = true,
                '>' => is_name = false,
                _ if is_name => continue,
                _ => {}
            }
            if letter != '<' {
                self.control_keys += 1;
            }
        }
        self.coach.press(script);
        self
    }
}

/// The screens of an exercise, with those of every way through it.
fn screen_count(id: &str) -> usize {
    let library = Library::embedded();
    let exercise = library.exercise(id).expect(id);
    exercise.steps.iter().filter(|step| !step.is_field).count()
}

#[test]
fn a_scary_thought_gets_to_a_good_enough_line_in_fourteen_screens() {
    let mut walk = CountedWalk::start("catastrophe-to-good-enough");
    walk.screen("What was going on just before?");
    walk.answer("10 pm. The first bottle.").keys("<Enter>");
    walk.answer("If I use a bottle, we'll never bond.")
        .keys("<Enter>");
    walk.screen("What are you feeling right now?")
        .keys("1<Enter>");
    walk.screen("What is the thought mostly about?").keys("1");
    walk.screen("What are you afraid will happen, and by when?");
    walk.answer("By Sunday she won't take the breast.")
        .keys("<Enter>");
    walk.screen("Two quick numbers.");
    walk.coach.expect("a nurse line is a better judge than a");
    walk.answer("80")
        .keys("<Enter>")
        .answer("70")
        .keys("<Enter>");
    walk.screen("Does the thought fit a pattern?")
        .keys("2<Enter>");
    walk.screen("only what a camera could have caught.");
    walk.coach
        .expect("How did it turn out the last few times I was sure?");
    walk.answer("She fussed.").keys("<Enter>");
    walk.answer("She nursed at noon.").keys("<Enter>");
    walk.screen("Three ways this could go.");
    walk.coach
        .expect("If this is about not wanting to live, please stop here");
    walk.answer("She stops nursing.").keys("<Enter>");
    walk.answer("She does both.").keys("<Enter>");
    walk.answer("A messy week, and then both.").keys("<Enter>");
    walk.screen("And if the worst did happen?");
    walk.answer("50")
        .keys("<Enter>")
        .answer("Call the feeding group.")
        .keys("<Enter>");
    walk.screen("Now write the good-enough thought.");
    walk.keys("1")
        .answer("she weans")
        .keys("<Enter>")
        .answer("she does both")
        .keys("<Enter>");
    walk.screen("How much do you believe your good-enough thought?");
    walk.coach
        .expect("It's possible that she weans, and it's more likely that she does both.");
    walk.answer("60").keys("<Enter>");
    walk.screen("The same two numbers, as they seem now.");
    walk.coach.expect_no("80").expect_no("70");
    walk.answer("35")
        .keys("<Enter>")
        .answer("40")
        .keys("<Enter>");
    walk.screen("Shall I ask you later how this turned out?")
        .keys("1");
    walk.coach.resize(80, 40);
    walk.screen("That's the whole skill.");
    walk.coach.expect("By Sunday she won't take the breast.");
    walk.coach
        .expect_pair("How likely", "80%", "35%")
        .expect_pair("How heavy", "70", "40");
    walk.coach
        .expect("Three slow breaths")
        .expect("Try “Two-minute check”");
    assert_eq!(walk.control_keys, 24);
    assert!(screen_count("catastrophe-to-good-enough") <= 17);
}

#[test]
fn where_a_number_went_up_the_kind_words_are_in_view() {
    let mut coach = Coach::walking("catastrophe-to-good-enough").sized(80, 24);
    coach.press("10 pm 睡<Enter>We'll never bond 👍.<Enter>1<Enter>1");
    coach.press("By Sunday she won't take the breast.<Enter>60<Enter>40<Enter>");
    coach.press("2<Enter>She fussed.<Enter>She nursed.<Enter>She stops.<Enter>Both.<Enter>");
    coach.press("A messy week, and then both.<Enter>50<Enter>Call the feeding group.<Enter>");
    coach.press("1she weans<Enter>she does both<Enter>60<Enter>60<Enter>80<Enter>1");
    coach
        .expect("It's possible that she weans")
        .expect_pair("How heavy", "40", "80")
        .expect("Looking straight at a fear can stir it up, and that's normal.")
        .expect("to reach someone.")
        .expect("Back to my day");
}

#[test]
fn a_two_minute_check_has_six_screens_and_ends_with_offers() {
    let mut walk = CountedWalk::start("two-minute-check");
    walk.screen("One thought, one number.");
    walk.coach.expect("a nurse line is a better judge than a");
    walk.answer("I lost my temper, and he'll remember it forever.")
        .keys("<Enter>");
    walk.answer("80").keys("<Enter>");
    walk.screen("What is it mostly about?").keys("2");
    walk.screen("Say it did happen.").keys("2");
    walk.answer("Saying sorry at bedtime.").keys("<Enter>");
    walk.screen("Pick a line and finish it");
    // What is done is met first with the line of the essay.
    walk.coach.expect("› 1 That was probably good enough.");
    walk.keys("1<Enter>");
    walk.screen("How likely does it seem now?")
        .answer("40")
        .keys("<Enter>");
    walk.screen("You stopped for a moment and looked.");
    walk.coach
        .expect("Back to my day")
        .expect("Three slow breaths");
    // The seventh and the eighth ask only about health and about a sudden picture.
    assert!(screen_count("two-minute-check") <= 8);
}

#[test]
fn beginnings_fit_what_the_thought_is_about() {
    for id in ["catastrophe-to-good-enough", "two-minute-check"] {
        for (kind, first) in [
            ("1", "It's possible that"),
            ("2", "That was probably good enough"),
            ("3", "That was probably good enough"),
            ("4", "I don't know what they think."),
        ] {
            let mut coach = Coach::walking(id).sized(80, 40);
            for _ in 0..40 {
                if coach.shows("mostly about?") {
                    coach.press(kind);
                } else if coach.shows("good-enough thought. Make") || coach.shows("Pick a line") {
                    break;
                } else {
                    coach.press("<Tab>");
                }
            }
            coach.expect(&format!("› 1 {first}"));
            coach.expect("I don't have to believe this thought; it's just my pattern.");
            coach.expect("I wonder what good enough could look like here.");
        }
    }
}

#[test]
fn a_worry_about_health_and_a_sudden_picture_are_not_weighed() {
    let mut coach = Coach::walking("catastrophe-to-good-enough");
    coach.press("<Tab>");
    skip_until(&mut coach, "mostly about?");
    coach.press("5").expect("can judge this better than a");
    coach.expect("number can.").expect("See who I can call");
    coach
        .press("1")
        .expect("If it can't wait, call the emergency number");

    let mut coach = Coach::walking("catastrophe-to-good-enough");
    coach.press("<Tab>");
    skip_until(&mut coach, "mostly about?");
    coach
        .press("6")
        .expect("A sudden, awful thought or picture of someone")
        .expect("After a birth: many people have such thoughts");
    coach.press("<Esc>").expect("What would help most now?");
    coach.press("3").expect("People to talk to");
}

#[test]
fn a_mistyped_picture_in_the_quick_check_can_be_taken_back() {
    let mut coach = Coach::walking("two-minute-check").sized(80, 24);
    coach.press("It's awful 睡 👍<Enter>50<Enter>");
    coach.expect("mostly about?").press("6");
    coach
        .expect("A sudden, awful thought or picture of someone")
        .expect_no("Saved.");
    coach.press("<Esc>").expect("What would help most now?");
    for offer in [
        "Notice my pattern",
        "Three slow breaths",
        "See who I can talk to",
        "Back to my day",
    ] {
        coach.expect(offer);
    }
    coach.press("<S-Tab>").expect("mostly about?");
    coach.press("1").expect("Say it did happen.");

    // The thought goes along, and skipping the question doesn't lead to weighing it.
    let mut coach = Coach::walking("two-minute-check");
    coach.press("It's awful 睡 👍<Enter>50<Enter>6<Esc>");
    coach.press("1").expect("It's awful 睡 👍");
    let mut coach = Coach::walking("two-minute-check");
    coach.press("It's awful 睡 👍<Enter>50<Enter>6<Esc><Tab>");
    coach.expect_no("Say it did happen.").expect("Saved.");
}

#[test]
fn no_choice_ends_a_walk_on_a_page() {
    for exercise in Library::embedded().exercises() {
        for step in &exercise.steps {
            if let StepKind::Choose(choose) = &step.kind {
                let mut options = choose.options.iter();
                let ends_on_page = options.any(|option| option.end && option.read.is_some());
                assert!(!ends_on_page, "{} {}", exercise.id, step.id);
            }
        }
    }
}

#[test]
fn the_quick_check_reads_about_health_and_asks_what_would_help() {
    let mut coach = Coach::walking("two-minute-check");
    skip_until(&mut coach, "mostly about?");
    coach
        .press("5")
        .expect("A number can't judge an illness.")
        .expect_no("hurting yourself");
    coach.press("<Esc>").expect("What would help most now?");
    coach
        .press("1")
        .expect("If it can't wait, call the emergency number")
        .expect("Call your doctor, a midwife or a pharmacist")
        .expect_no("ending your life");
    coach.press("2").expect("ending your life");

    let mut coach = Coach::walking("two-minute-check");
    skip_until(&mut coach, "mostly about?");
    coach.press("5<Esc>2").expect("breaths");
}

#[test]
fn a_worry_about_health_or_a_picture_is_never_weighed_in_either_walk() {
    let library = Library::embedded();
    for id in ["catastrophe-to-good-enough", "two-minute-check"] {
        let exercise = library.exercise(id).expect(id);
        for asked in ["health", "picture"] {
            let step = exercise.steps.iter().find(|step| step.id == asked);
            let StepKind::Choose(choose) = &step.expect("it asks what helps").kind else {
                panic!("{id} offers a choice");
            };
            assert!(choose.only_leads_away(), "{id}");
        }
        // Skipping the question doesn't lead there either.
        let lines = match id {
            "two-minute-check" => &["He coughs 咳 🤒", "", "5", "", "/skip"][..],
            _ => &["", "", "", "He coughs 咳 🤒", "5", "/skip"],
        };
        let (user, _) = run_shipped(StartScreen::Exercise(id.to_owned()), lines);
        user.expect("What would help most now?")
            .expect("Saved. It's in the history.");
        assert!(!user.output().contains("afraid will happen"), "{id}");
        assert!(!user.output().contains("Say it did happen."), "{id}");
    }
}

/// The text of every shipped file.
fn shipped_files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                shipped_files(&path)
            } else {
                vec![fs::read_to_string(&path).expect("it can be read")]
            }
        })
        .collect()
}

#[test]
fn no_example_is_about_an_ill_child() {
    let files = shipped_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises"));
    assert!(files.len() > 30);
    for file in files {
        for line in file
            .lines()
            .filter(|line| line.trim_start().starts_with("parent:"))
        {
            for word in [
                "cough", "fever", "ill", "sick", "doctor", "hospital", "a cold", "hurt",
            ] {
                let words = format!(
                    " {} ",
                    line.to_lowercase().replace(['"', '.', ',', '?'], " ")
                );
                assert!(!words.contains(&format!(" {word} ")), "{line}");
            }
        }
    }
}

#[test]
fn every_exercise_ends_with_a_summary_and_offers() {
    let library = Library::embedded();
    let mut count = 0;
    for exercise in library.exercises() {
        let offers = exercise.steps.iter().find_map(|step| match &step.kind {
            StepKind::Summary(summary) => Some(summary.next.len()),
            _ => None,
        });
        assert!(offers.is_some_and(|offers| offers > 0), "{}", exercise.id);
        assert!(ends_with_summary(exercise), "{}", exercise.id);
        count += 1;
    }
    assert_eq!(count, 21);
}

fn ends_with_summary(exercise: &Exercise) -> bool {
    let last = exercise.steps.last();
    last.is_some_and(|step| matches!(step.kind, StepKind::Summary(_)))
}

#[test]
fn the_pattern_is_met_with_the_sentence_of_the_essay() {
    let mut coach = Coach::walking("notice-my-pattern");
    coach
        .type_in("I'm ruining her.")
        .press("<Enter>80<Enter>1<Enter>");
    coach.expect("as if it were a radio show.");
    coach.type_in("The Perfect Parent Hour").press("<Enter>");
    coach
        .expect("My mind is telling me: I'm ruining her.")
        .press("<Tab>");
    coach
        .press("<Tab>")
        .expect("Here is The Perfect Parent Hour again.");
    coach.expect("I don't have to believe");

    // Nothing is quoted that wasn't written.
    let mut coach = Coach::walking("notice-my-pattern");
    coach.press("<Tab><Tab><Tab>");
    coach.expect("Here is that pattern again.").expect_no("“”");
}

#[test]
fn a_rule_is_asked_whether_it_will_last() {
    let mut coach = Coach::walking("how-much-is-enough").sized(80, 40);
    skip_until(&mut coach, "in five years?");
    coach
        .expect("Will this rule still hold in five years?")
        .press("2");
    skip_until(&mut coach, "Clearly too little");
    coach
        .expect("Clearly more than enough")
        .expect("So, what might be enough");
    skip_until(&mut coach, "Write a softer rule");
    coach.expect("This rule will be another one soon.");
}

/// Leaves questions unanswered until this text is there.
fn skip_until(coach: &mut Coach, text: &str) {
    for _ in 0..30 {
        if !coach.shows(text) {
            coach.press("<Tab>");
        }
    }
    coach.expect(text);
}

#[test]
fn words_that_one_would_love_to_hear_become_a_message_to_send() {
    let mut coach = Coach::walking("ask-for-what-you-want").sized(80, 40);
    coach.type_in("Mum").press("<Enter>1");
    coach.expect("What would you love to hear them say?");
    coach
        .type_in("that you can see how hard I'm trying")
        .press("<Enter>");
    coach
        .type_in("I've done the last five nights")
        .press("<Enter>");
    coach.type_in("I feel worn out").press("<Enter>");
    coach.type_in("I'd go easier on myself").press("<Enter>");
    let draft = "Mum, can I ask you something? I've done the last five nights. I feel worn out. \
                 Would you tell me that you can see how hard I'm trying? It would help because I'd go easier on \
                 myself. No need to fix anything.";
    coach.expect(draft);
}

#[test]
fn a_screaming_toddler_gets_four_lines_on_one_screen() {
    let mut coach = Coach::walking("bigger-stronger-wiser-kind");
    coach.expect("A baby can lie in a safe place").press("1");
    for line in ["Bigger: feet on the floor", "Stronger", "Wiser", "Kind"] {
        coach.expect(line);
    }
    // For oneself it has words of its own.
    let mut coach = Coach::walking("bigger-stronger-wiser-kind");
    coach.press("4");
    coach.expect("one hand on your chest").expect_no("They");
}

#[test]
fn a_moment_of_delight_takes_two_minutes_and_asks_for_nothing() {
    let mut coach = Coach::walking("moment-of-delight");
    coach.expect("If nothing comes, that's common").press("2");
    coach.type_in("He looked up at me.").press("<Enter>");
    coach
        .expect("Go back there for half a minute.")
        .press("<Tab>");
    coach.type_in("You looked so pleased.").press("<Enter>");
    coach.expect("You saw it, and you stayed with it.");

    let mut coach = Coach::walking("moment-of-delight");
    coach.press("6");
    coach.expect("“When to get more help”").press("<Enter>");
    coach.expect("Not today is fine.");
}

#[test]
fn the_circle_asks_which_way_a_child_is_going() {
    let mut coach = Coach::walking("where-on-the-circle");
    coach.expect("Both are healthy.");
    coach.type_in("He climbs the slide.").press("<Enter>3");
    coach
        .expect("On the way out, what might fit?")
        .press("1<Enter>");
    coach
        .expect("On the way back, what might fit?")
        .press("1<Enter>2");
    coach.expect("Which way is harder for you?").press("1");
    coach.type_in("Count to five.").press("<Enter>");
    coach.expect("You'll miss it sometimes, and you can come back");
}

#[test]
fn a_worry_time_with_nothing_left_ends_kindly_at_once() {
    let mut coach = Coach::walking("worry-time");
    coach.press("<Tab>");
    coach.expect("Then there's nothing to worry about on purpose");
    coach.expect_no("Worry on purpose,");
}

#[test]
fn the_day_is_put_down_last() {
    let mut coach = Coach::walking("probably-good-enough").sized(80, 40);
    skip_until(&mut coach, "put it down as it is");
    coach.expect("You don't have to go over the day.");
    coach.expect("Put something right");
}

#[test]
fn something_enjoyable_is_planned_with_a_time() {
    let mut coach = Coach::walking("lighten-the-load").sized(80, 40);
    coach.type_in("The washing").press("<Tab>");
    skip_until(&mut coach, "plan one small thing");
    coach.type_in("Coffee on the step").press("<Enter>");
    coach.type_in("Saturday after breakfast").press("<Enter>");
    coach
        .expect("Coffee on the step")
        .expect("Saturday after breakfast");
    coach.expect("A moment of delight");
}

#[test]
fn a_worry_about_health_has_a_page_one_key_from_the_people_to_talk_to() {
    let mut coach = Coach::shipped();
    coach.press("?").press("7");
    coach.expect("A number can't judge an illness.");
    coach.expect("You don't have to be sure it's serious to call.");
}

#[test]
fn whoever_is_not_safe_is_not_sent_back_to_the_other_person() {
    let mut coach = Coach::walking("rupture-and-repair").sized(80, 40);
    skip_until(&mut coach, "When will you try?");
    coach.press("5").press("<Tab>");
    coach.expect("Some things can't be repaired with the other person.");
    coach
        .press("<Tab>")
        .expect_no("How likely does it seem now")
        .expect_no("Coming back")
        .expect_no("Back to them")
        .expect("Talk to someone");
}
