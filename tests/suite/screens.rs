//! Every screen as a person sees it, at 80x24 and at 40x12.

use std::time::Duration;

use good_enough::app::Opening;
use good_enough::journal::Journal;
use good_enough::library::Library;
use good_enough::theme::{Colours, Look};
use insta::assert_snapshot;
use proptest::prelude::*;

use crate::coach::Coach;
use crate::history::opened;

/// The same story told on a usual terminal and on a small one.
fn both(story: impl Fn(&mut Coach)) -> [String; 2] {
    [(80, 24), (40, 12)].map(|(width, height)| {
        let mut coach = Coach::new().sized(width, height);
        story(&mut coach);
        coach.screen()
    })
}

fn to_thought(coach: &mut Coach) {
    coach
        .press("1<Enter>")
        .type_in("10 pm. I gave the baby a bottle.")
        .press("<Tab>");
}

fn to_likelihood(coach: &mut Coach) {
    to_thought(coach);
    coach
        .type_in("If I use a bottle, we will never bond.")
        .press("<Tab>1<Enter>70<Enter>");
    coach
        .type_in("By Sunday she won't take the breast.")
        .press("<Tab>");
}

fn to_reframe(coach: &mut Coach) {
    to_likelihood(coach);
    coach
        .press("80<Enter>1<Enter><Tab><Tab><Tab><Tab>")
        .type_in("A mixed week.")
        .press("<Tab>60<Enter>");
    coach.type_in("My sister.").press("<Tab>");
}

#[test]
fn home() {
    let [usual, small] = both(|_| {});
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn home_on_a_wide_terminal_stands_beside_the_history() {
    let coach = opened(12).sized(120, 30);
    let mut coach = coach;
    coach.press("<Esc>");
    assert_snapshot!(coach.screen(), @"");
}

#[test]
fn words_to_read() {
    let [usual, small] = both(|coach| {
        coach.press("1");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn a_line_to_write() {
    let [usual, small] = both(|coach| {
        to_thought(coach);
        coach.type_in("If I use a bottle, we will never bond, and everyone will see it.");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn several_choices() {
    let [usual, small] = both(|coach| {
        to_likelihood(coach);
        coach.press("80<Enter>12<Down>");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn a_rating_before_and_after_it_is_given() {
    let [usual, small] = both(to_likelihood);
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
    let [usual, small] = both(|coach| {
        to_likelihood(coach);
        coach.press("80");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn a_list_to_write() {
    let [usual, small] = both(|coach| {
        to_likelihood(coach);
        coach
            .press("80<Enter>1<Enter>")
            .type_in("She cried last night.")
            .press("<Enter>");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn the_beginnings_of_a_reframe() {
    let [usual, small] = both(to_reframe);
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn the_follow_up_and_the_summary() {
    let [usual, small] = both(|coach| {
        to_reframe(coach);
        coach
            .press("1")
            .type_in("we are learning")
            .press("<Tab>35<Enter>40<Enter>75<Enter>");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
    let [usual, small] = both(|coach| {
        to_reframe(coach);
        coach
            .press("1")
            .type_in("we are learning")
            .press("<Tab>35<Enter>40<Enter>75<Enter>4");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn the_pause_sheet() {
    let [usual, small] = both(|coach| {
        to_thought(coach);
        coach.press("<Esc>");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn a_quiet_time() {
    let [usual, small] = both(|coach| {
        coach
            .press("2")
            .type_in("I'm ruining her")
            .press("<Tab><Enter><Tab><Enter><Enter>");
        coach.wait(3.0);
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn the_breath() {
    let [usual, small] = both(|coach| {
        coach.press("<F2>");
        coach.wait(3.5);
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn what_to_mind_before_a_breath_is_held() {
    let [usual, small] = both(|coach| {
        coach.press("5");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn the_history() {
    let usual = opened(40).screen();
    let small = opened(40).sized(40, 12).screen();
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn people_to_talk_to() {
    let [usual, small] = both(|coach| {
        coach.press("?");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

#[test]
fn the_page_of_keys_begins_with_those_that_hold_here() {
    let [usual, small] = both(|coach| {
        to_thought(coach);
        coach.press("<F1>");
    });
    assert_snapshot!(usual, @"");
    assert_snapshot!(small, @"");
}

/// A program that opens straight into slow six, moving or still.
fn breathing(look: Look) -> Coach {
    let opening = Opening::Breathe("slow-six".to_owned(), None);
    Coach::opened(
        Journal::in_memory().unwrap(),
        Library::built_in(),
        opening,
        look,
    )
}

#[test]
fn with_reduced_motion_the_breath_is_words_that_change_once_a_second() {
    let mut coach = breathing(Look {
        still: true,
        ..Look::new(Colours::None)
    });
    coach.expect("In through your nose 1");
    let woken = coach.wait(3.9);
    coach.expect("In through your nose 4");
    assert!(woken <= 4, "{woken}");
    assert!(!coach.screen().contains('█'));
}

#[test]
fn a_moving_breath_asks_for_thirty_frames_a_second_at_most() {
    let mut coach = breathing(Look::new(Colours::None));
    let woken = coach.wait(2.0);
    assert!((50..=62).contains(&woken), "{woken}");
}

#[test]
fn a_breath_pauses_goes_on_from_an_in_breath_and_ends_at_once() {
    let mut coach = breathing(Look::new(Colours::None));
    coach.wait(5.0);
    coach
        .expect("Out, soft and slow")
        .press("<Space>")
        .expect("Paused.");
    assert!(coach.sleeps());
    coach.wait(60.0);
    coach
        .press("<Space>")
        .expect("In through your nose 1")
        .expect("0 of 18 breaths");
    coach.press("<Esc>");
    assert!(coach.is_over());
}

#[test]
fn plain_letters_are_enough_where_a_terminal_has_no_others() {
    let look = Look {
        ascii: true,
        ..Look::new(Colours::None)
    };
    let openings = [
        Opening::Home,
        Opening::Walk("catastrophe-to-good-enough".to_owned()),
        Opening::Breathe("slow-six".to_owned(), None),
        Opening::History,
    ];
    for opening in openings {
        let journal = Journal::in_memory().unwrap();
        let mut coach = Coach::opened(journal, Library::built_in(), opening, look);
        coach.wait(2.0);
        let odd: String = coach
            .screen()
            .chars()
            .filter(|letter| "─━●›·█▀▄▏•→".contains(*letter))
            .collect();
        assert_eq!(odd, "");
    }
}

#[test]
fn below_20x4_the_program_asks_for_room_and_keeps_its_state() {
    let mut coach = Coach::new();
    coach.press("3").type_in("They will fire me");
    coach.resize(19, 3);
    coach.expect("Please enlarge this");
    coach.resize(80, 24);
    coach.expect("They will fire me");
}

#[test]
fn idle_screens_never_ask_to_be_woken() {
    for script in [
        "",
        "1",
        "1<Enter>",
        "3",
        "h",
        "?",
        "<F1>",
        "1<Enter><Tab><Tab>",
        "<F2><Space>",
    ] {
        let mut coach = Coach::new();
        coach.press(script);
        assert!(coach.sleeps(), "{script}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_key_at_no_size_breaks_a_screen(
        keys in prop::collection::vec(
            prop_oneof![
                3 => Just("<Enter>"), 2 => Just("<Tab>"), 1 => Just("<S-Tab>"), 1 => Just("<Esc>"), 1 => Just("<Down>"),
                1 => Just("<Up>"), 1 => Just("1"), 1 => Just("7"), 1 => Just("<Space>"), 1 => Just("h"), 1 => Just("d"),
                1 => Just("u"), 1 => Just("<F1>"), 1 => Just("<F2>"), 1 => Just("<C-g>"), 1 => Just("<PgDn>"), 1 => Just("睡"),
                1 => Just("<Backspace>"), 1 => Just("<C-w>"), 1 => Just("<C-z>"), 1 => Just("<Left>"), 1 => Just("+"),
            ],
            0..60,
        ),
        sizes in prop::collection::vec((0u16..130, 0u16..50), 1..6),
    ) {
        let mut coach = Coach::new();
        for (index, key) in keys.iter().enumerate() {
            let (width, height) = sizes[index % sizes.len()];
            coach.resize(width, height);
            coach.press(key);
            coach.wait(Duration::from_millis(40).as_secs_f64());
            if coach.is_over() {
                break;
            }
        }
    }
}
