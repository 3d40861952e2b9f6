//! How often memory is asked for while a key is taken and a frame is drawn: the same on every computer, so a storm of
//! allocations is met here and not by somebody with a slow one. Each bound is about a tenth above what it was.

use allocation_counter::measure;

use super::coach::Coach;

/// The frame of this screen once everything was drawn before.
#[track_caller]
fn frame_costs(coach: &Coach, most: u64) {
    coach.picture();
    let took = measure(|| drop(coach.picture()));
    assert!(took.count_total <= most, "{} allocations", took.count_total);
}

#[track_caller]
fn key_costs(coach: &mut Coach, key: &str, most: u64) {
    coach.press(key);
    let took = measure(|| {
        coach.press_in_a_hurry(key);
    });
    assert!(took.count_total <= most, "{} allocations", took.count_total);
}

#[test]
fn the_first_screen() {
    let mut coach = Coach::new();
    frame_costs(&coach, 118);
    key_costs(&mut coach, "<Down>", 122);
}

#[test]
fn a_letter_in_a_text() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("They will fire me 睡");
    frame_costs(&coach, 48);
    key_costs(&mut coach, "a", 51);
}

#[test]
fn a_frame_of_a_breath() {
    let mut coach = Coach::with(good_enough::app::Opening::Breathe("slow-six".into(), None));
    coach.wait(1.0);
    frame_costs(&coach, 60);
}

#[test]
fn an_arrow_in_the_history() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("journal.db");
    let mut journal = good_enough::journal::Journal::open(&path).expect("the journal opens");
    for number in 0..60 {
        journal
            .save(&super::history::entry(number))
            .expect("it is saved");
    }
    drop(journal);
    let mut coach = Coach::at(&path);
    coach.press("h");
    frame_costs(&coach, 225);
    key_costs(&mut coach, "<Down>", 145);
    // The walk below is read, and the one that is shown is read again, once nobody waits.
    let took = measure(|| {
        coach.rest();
    });
    assert!(took.count_total <= 318, "{} allocations", took.count_total);
}
