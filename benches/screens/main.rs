//! Time to draw a screen and to process a key: `cargo bench --bench screens`.
//!
//! A frame is drawn into cells, compared with the previous frame and written as bytes. The terminal is empty before.

mod app_driver;
#[path = "../../tests/support/journal_generator.rs"]
mod journal_generator;

use divan::Bencher;
use good_enough::content::library::Library;
use good_enough::ui::app::StartScreen;

use self::app_driver::AppDriver;

const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];
const TYPED_TEXT: &str = "They will all be angry with me";
const DOWN_KEY: &str = "↓";

fn main() {
    divan::main();
}

fn frame(bencher: Bencher<'_, '_>, size: (u16, u16), opening: StartScreen, keys: &[&str]) {
    let driver = AppDriver::new(size, opening, keys);
    bencher
        .with_inputs(|| driver.terminal())
        .bench_local_refs(|terminal| driver.draw(terminal));
}

fn exercise(id: &str) -> StartScreen {
    let is_there = Library::embedded().exercise(id).is_some();
    assert!(is_there, "no exercise is called {id}");
    StartScreen::Exercise(id.to_owned())
}

#[divan::bench(args = SIZES)]
fn home(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::Home, &[]);
}

#[divan::bench(args = SIZES)]
fn history(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::History, &[]);
}

#[divan::bench(args = SIZES)]
fn history_searched(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::History, &["/", "tomorrow"]);
}

#[divan::bench(args = SIZES)]
fn insights(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::Home, &["i"]);
}

#[divan::bench(args = SIZES)]
fn keys(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::Home, &["F1"]);
}

#[divan::bench(args = SIZES)]
fn people(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::Home, &["?"]);
}

#[divan::bench(args = SIZES)]
fn small_steps(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, StartScreen::Home, &["p"]);
}

#[divan::bench(args = SIZES)]
fn text(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(bencher, size, exercise("two-minute-check"), &[TYPED_TEXT]);
}

#[divan::bench(args = SIZES)]
fn rating(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    frame(
        bencher,
        size,
        exercise("two-minute-check"),
        &[TYPED_TEXT, "⏎"],
    );
}

#[divan::bench(args = SIZES)]
fn breath(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    let opening = StartScreen::Break("slow-six".to_owned(), None);
    frame(bencher, size, opening, &[]);
}

fn key(bencher: Bencher<'_, '_>, opening: StartScreen, before: &[&str], key: &str) {
    let mut driver = AppDriver::new(SIZES[0], opening, before);
    let mut terminal = driver.terminal();
    driver.draw(&mut terminal);
    bencher.bench_local(|| {
        driver.press(key);
        driver.draw(&mut terminal);
    });
}

/// A letter, processed and drawn.
#[divan::bench]
fn letter(bencher: Bencher<'_, '_>) {
    key(bencher, exercise("two-minute-check"), &[TYPED_TEXT], "a");
}

/// An arrow, processed and drawn, until the end of the list.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn arrow_in_the_history(bencher: Bencher<'_, '_>) {
    key(bencher, StartScreen::History, &[], DOWN_KEY);
}
