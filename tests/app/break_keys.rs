//! What can be changed while a break plays, and what its end says.

use std::time::Duration;

use good_enough::ui::app::{Effect, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};

use crate::breaks::{breaths, open_break};
use crate::coach::Coach;

#[test]
fn a_digit_makes_a_break_last_so_many_minutes_from_now() {
    let mut coach = open_break("slow-six");
    coach.wait(15.0);
    coach.press("5").expect("about 5 min left");
    assert_eq!(breaths(&coach), (1, 30));
    coach.press("1").expect("about 1 min left");
    assert_eq!(breaths(&coach), (1, 6));
    // Never more breaths than are wise at once.
    let mut coach = open_break("four-seven-eight");
    coach.press("9");
    assert_eq!(breaths(&coach), (0, 4));
    // Before a break with cautions.
    let mut coach = Coach::opening(StartScreen::Break("box".to_owned(), None));
    coach.expect("about 2 min").press("5").expect("about 5 min");
    coach.press("<Space>").expect("about 5 min left");
}

#[test]
fn tab_changes_the_break_and_keeps_the_minutes() {
    let mut coach = open_break("long-out");
    coach.press("5<Tab>").expect("A quiet minute");
    coach.expect("about 5 min left").press("<Tab>");
    // The cautions of a break come before it, however it is chosen.
    coach
        .expect("Enter start")
        .press("<Tab>")
        .expect("Slow six");
    coach.press("<Tab>").expect("Three slow breaths");
    // After the last one comes the first.
    coach.press("<Tab>").expect("Box breathing");
    coach.press("<Esc>");
    assert!(coach.has_quit());
}

#[test]
fn a_bell_rings_at_each_change_of_the_breath_and_at_its_end() {
    let rings = |coach: &mut Coach, seconds: u32| {
        let tick = Duration::from_millis(500);
        let ring = |coach: &mut Coach| coach.tick(tick).effect == Some(Effect::RingBell);
        (0..seconds * 2).filter(|_| ring(coach)).count()
    };
    let mut coach = open_break("three-breaths");
    assert_eq!(rings(&mut coach, 12), 0);
    coach.press("b").expect("left · bell");
    // In, out and rest, twice; the last of them is the end.
    assert_eq!(rings(&mut coach, 24), 6);
    assert_eq!(rings(&mut coach, 24), 0);
    coach
        .expect("That was probably enough.")
        .press("2")
        .press("b");
    coach.expect_no("· bell");
    assert_eq!(rings(&mut coach, 24), 0);
}

#[test]
fn the_bell_is_remembered() {
    let mut coach = Coach::new();
    coach.press("bb").expect("left · bell").press("<Esc>");
    coach.press("b").expect("left · bell").press("<Tab>");
    coach.expect("left · bell");
}

#[test]
fn the_end_says_how_much_it_was() {
    let mut coach = open_break("three-breaths");
    coach.wait(36.0);
    coach.expect("3 breaths, 36 seconds").press("2").wait(36.0);
    coach.expect("3 breaths, 36 seconds");
    let mut coach = open_break("quiet-minute");
    coach.wait(60.0);
    coach.expect("60 seconds").expect_no("breaths,");
}

#[test]
fn the_words_and_the_second_are_readable_in_every_window() {
    for ascii_only in [false, true] {
        for (width, height) in [(80, 24), (40, 12), (20, 6)] {
            let theme = Theme {
                ascii_only,
                ..Theme::new(ColorSupport::None)
            };
            let opening = StartScreen::Break("slow-six".to_owned(), None);
            let mut coach = Coach::opening_with_theme(opening, theme).sized(width, height);
            coach.wait(2.5);
            coach.expect("In through your nose 3");
        }
    }
}
