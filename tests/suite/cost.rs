//! How often memory is asked for while a key is taken and a frame is drawn: the same on every computer, so a storm of
//! allocations is met here and not by somebody with a slow one. Each bound is about a tenth above what it was.

use allocation_counter::measure;
use good_enough::app::{App, Opening};
use good_enough::journal::Journal;
use good_enough::library::Library;
use good_enough::theme::{Colours, Look};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::coach::{Coach, evening};
use super::history::entry;

/// Sixty walks, on a disk.
fn sixty(path: &std::path::Path) -> Journal {
    let mut journal = Journal::open(path).expect("the journal opens");
    for number in 0..60 {
        journal.save(&entry(number)).expect("it is saved");
    }
    journal
}

/// All that is read and laid out before a first frame can be drawn, once the journal is open.
#[track_caller]
fn opening_costs(opening: Opening, most: u64) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let journal = sixty(&folder.path().join("journal.db"));
    let chance = StdRng::seed_from_u64(7);
    let mut app = App::new(
        Library::built_in(),
        journal,
        Look::new(Colours::None),
        chance,
    );
    let took = measure(|| app.open(opening, (80, 24), &evening()));
    assert!(took.count_total <= most, "{} allocations", took.count_total);
}

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
fn what_is_opened_first() {
    opening_costs(Opening::Home, 708);
    opening_costs(Opening::History, 156);
    opening_costs(Opening::Breathe("slow-six".into(), None), 96);
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
    let mut coach = Coach::with(Opening::Breathe("slow-six".into(), None));
    coach.wait(1.0);
    frame_costs(&coach, 60);
}

#[test]
fn an_arrow_in_the_history() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("journal.db");
    drop(sixty(&path));
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
