//! The pictures in `docs/`, drawn from real screens and compared with the files.
//!
//! `ENOUGH_PICTURES=write cargo test --test app pictures` draws them again. With `ENOUGH_PICTURES=all` every main screen is
//! also drawn to `target/pictures`, at three sizes, dark and light.

mod animation;
mod glyphs;
mod scenes;
mod svg;

use std::path::{Path, PathBuf};

use good_enough::ui::color::Rgb;

use self::animation::Animation;
use self::svg::{DARK, LIGHT, TwoScreens};
use crate::coach::Coach;

/// The backgrounds of the pictures.
const DUSK: Rgb = Rgb(0x1b, 0x1b, 0x25);
const PAPER: Rgb = Rgb(0xfa, 0xf7, 0xf0);

/// The screen as it is now, on a dark and on a light background.
fn two_screens(coach: &mut Coach) -> TwoScreens {
    let light = coach.on_background(PAPER).buffer();
    let dark = coach.on_background(DUSK).buffer();
    TwoScreens::new(dark, light)
}

fn is_requested(what: &str) -> bool {
    std::env::var_os("ENOUGH_PICTURES").is_some_and(|value| value == what)
}

fn project_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares a picture with the file in `docs/`, or writes the file if requested.
#[track_caller]
fn compare_with_file(name: &str, drawn: &str) {
    let path = project_file("docs").join(name);
    if is_requested("write") || is_requested("all") {
        std::fs::write(&path, drawn).expect("the picture can be written");
    }
    let saved = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        saved == drawn,
        "docs/{name} is older than its screen: ENOUGH_PICTURES=write cargo test --test app pictures"
    );
}

#[track_caller]
fn check_picture(name: &str, coach: &mut Coach) {
    compare_with_file(name, &two_screens(coach).svg());
}

#[test]
fn the_pictures_of_the_readme_are_current() {
    check_picture("rating.svg", &mut scenes::rating());
    check_picture("summary.svg", &mut scenes::summary());
    check_picture("history.svg", &mut scenes::history().sized(120, 30));
    check_picture("breath.svg", &mut scenes::breath());
}

#[test]
fn the_animation_of_the_readme_is_current_and_small() {
    let drawn = scenes::animation().svg();
    assert!(drawn.len() <= 1_000_000, "{} bytes", drawn.len());
    compare_with_file("enough.svg", &drawn);
}

#[test]
fn every_main_screen_can_be_drawn_at_every_size() {
    let folder = project_file("target/pictures");
    for (name, scene) in scenes::ALL {
        for (width, height) in [(80, 24), (120, 40), (200, 50)] {
            let screens = two_screens(&mut scene().sized(width, height));
            assert_ne!(screens.svg_on(DARK), screens.svg_on(LIGHT), "{name}");
            for (which, background) in [(DARK, "dark"), (LIGHT, "light")] {
                let drawn = screens.svg_on(which);
                let words = drawn.matches("</text>").count();
                assert!(words >= 10, "{name} has only {words} words");
                if is_requested("all") {
                    std::fs::create_dir_all(&folder).expect("the folder can be made");
                    let file = folder.join(format!("{name}-{width}x{height}-{background}.svg"));
                    std::fs::write(file, drawn).expect("the picture can be written");
                }
            }
        }
    }
}

#[test]
fn the_page_of_themes_is_current() {
    compare_with_file("themes.svg", &scenes::themes().svg());
}

#[test]
fn every_picture_is_on_a_page() {
    let page = |path| std::fs::read_to_string(project_file(path)).expect("it can be read");
    let pages = page("README.md") + &page("docs/themes.md").replace("](", "](docs/");
    let docs = std::fs::read_dir(project_file("docs")).expect("the folder is there");
    for file in docs {
        let path = file.expect("it can be read").path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            assert!(pages.contains(&format!("(docs/{name})")), "{name}");
        }
    }
}

/// A loop that shows each row only while it is on the screen.
#[test]
fn an_animation_draws_a_row_that_stays_only_once() {
    let mut coach = scenes::home();
    let mut animation = Animation::default();
    for _ in 0..3 {
        animation.push(two_screens(&mut coach), 500);
        coach.press("<Down>");
    }
    let drawn = animation.svg();
    assert_eq!(drawn.matches("bold\">good-enough</text>").count(), 1);
    assert_eq!(animation.size().width, 80);
    assert!(drawn.contains("prefers-reduced-motion"));
}
