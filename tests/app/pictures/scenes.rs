//! The main screens, reached as a person would reach them.

use good_enough::domain::entry::{Answer, Entry};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, ThemePreset, ThemeSource};
use jiff::civil::date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::animation::Animation;
use super::svg::TwoScreens;
use super::two_screens;
use crate::coach::Coach;
use crate::entries::{answered, finished_entry};

/// A screen of the program.
type Scene = fn() -> Coach;

pub(crate) const ALL: [(&str, Scene); 10] = [
    ("home", home),
    ("exercise", exercise),
    ("rating", rating),
    ("reframe", reframe),
    ("summary", summary),
    ("breath", breath),
    ("history", history),
    ("insights", insights),
    ("people", people),
    ("first-page", first_page),
];

/// A thought, its good-enough line, and how likely it seemed before and after.
const ENTRIES: [(i8, &str, &str, [u8; 2]); 8] = [
    (
        20,
        "I forgot to reply, and now Ana is angry.",
        "It's possible that she is angry, and it's more likely that she was busy.",
        [60, 40],
    ),
    (
        18,
        "They'll see that I can't do this job.",
        "If it happened, I would ask Sam to go through it with me.",
        [80, 45],
    ),
    (
        15,
        "I lost my temper, and he'll remember it.",
        "It could be that he does, and we made up at bedtime.",
        [70, 35],
    ),
    (
        13,
        "A good parent never cuts bedtime short.",
        "One book and a long hug is enough.",
        [85, 30],
    ),
    (
        12,
        "I will always be this tired.",
        "I don't know yet, and for now I can rest for ten minutes.",
        [95, 70],
    ),
    (
        8,
        "Everyone else has this figured out.",
        "I don't have to believe this thought; it's just my pattern.",
        [80, 40],
    ),
    (
        5,
        "I'll freeze in the interview.",
        "Even if I do, I can take a breath and start again.",
        [85, 60],
    ),
    (
        2,
        "She cried at the gate. She's unhappy there.",
        "That was probably good enough, because she waved at ten.",
        [75, 30],
    ),
];

fn entry((day, thought, line, [before, after]): (i8, &str, &str, [u8; 2])) -> Entry {
    let text = |role, words: &str| answered(Some(role), Answer::Text(words.to_owned()));
    let rating = |role, number| answered(Some(role), Answer::Rating(number));
    let id = format!("entry{day:07}");
    Entry {
        answers: vec![
            text(Role::Thought, thought),
            rating(Role::LikelihoodBefore, before),
            text(Role::Reframe, line),
            rating(Role::LikelihoodAfter, after),
        ],
        ..finished_entry(id, "two-minute-check", date(2026, 11, day))
    }
}

fn fill(journal: &mut Journal) {
    for saved in ENTRIES {
        journal.save(&entry(saved)).expect("it is saved");
    }
}

fn open(opening: StartScreen) -> Coach {
    Coach::colourful(fill, opening)
}

pub(crate) fn home() -> Coach {
    open(StartScreen::Home)
}

fn first_page() -> Coach {
    home().with_welcome("~/.local/share/enough/journal.db")
}

fn exercise() -> Coach {
    let mut coach = home();
    coach
        .choose("From catastrophe")
        .type_in("10 pm. I gave the baby a bottle for the first time.")
        .press("<Enter>");
    coach.type_in("If I use a bottle, we will never bond.");
    coach
}

pub(crate) fn rating() -> Coach {
    let mut coach = exercise();
    coach.press("<Enter>1<Enter>1");
    coach
        .type_in("By Sunday she won't take the breast at all.")
        .press("<Enter>80");
    coach
}

pub(crate) fn reframe() -> Coach {
    let mut coach = rating();
    coach.press("<Enter>70<Enter>2<Enter><Tab><Tab>");
    coach
        .type_in("She refuses for a day.")
        .press("<Enter>")
        .type_in("Both go well.")
        .press("<Enter>");
    coach
        .type_in("A mixed, ordinary week.")
        .press("<Enter>60<Enter>")
        .type_in("My sister.")
        .press("<Enter>1");
    coach.type_in("she refuses for a day");
    coach
}

pub(crate) fn summary() -> Coach {
    let mut coach = reframe();
    coach
        .press("<Enter>")
        .type_in("she does both")
        .press("<Enter>75<Enter>35<Enter>40<Enter>3");
    coach.expect("That's the whole skill.").wait(1.0);
    coach
}

pub(crate) fn breath() -> Coach {
    let mut coach = home();
    coach.on_background(super::DUSK).press("<F2>");
    coach.wait(2.0);
    coach
}

pub(crate) fn history() -> Coach {
    open(StartScreen::History)
}

fn insights() -> Coach {
    let fill = |journal: &mut Journal| crate::insights::fill(journal, 34, false);
    let mut coach = Coach::colourful(fill, StartScreen::Home);
    coach.press("i");
    coach
}

fn people() -> Coach {
    let mut coach = home();
    coach.press("?");
    coach
}

/// A two-minute check, a breath and the history.
pub(crate) fn animation() -> Animation {
    let mut animation = Animation::default();
    let mut coach = home();
    show(&mut animation, &mut coach, 2000);
    coach.press("1");
    show(&mut animation, &mut coach, 1200);
    type_slowly(
        &mut animation,
        &mut coach,
        "They haven't answered. I've ruined it.",
    );
    press(&mut animation, &mut coach, "<Enter>", 900);
    for key in ["8", "0"] {
        press(&mut animation, &mut coach, key, 500);
    }
    press(&mut animation, &mut coach, "<Enter>", 1000);
    press(&mut animation, &mut coach, "1", 900);
    press(&mut animation, &mut coach, "2", 900);
    type_slowly(&mut animation, &mut coach, "My sister.");
    press(&mut animation, &mut coach, "<Enter>", 1500);
    press(&mut animation, &mut coach, "1", 1000);
    type_slowly(&mut animation, &mut coach, "they're annoyed");
    press(&mut animation, &mut coach, "<Enter>", 400);
    type_slowly(&mut animation, &mut coach, "they're busy");
    press(&mut animation, &mut coach, "<Enter>", 1000);
    for key in ["3", "5"] {
        press(&mut animation, &mut coach, key, 500);
    }
    press(&mut animation, &mut coach, "<Enter>", 0);
    coach.wait(1.0);
    show(&mut animation, &mut coach, 4000);
    breathe(&mut animation, &mut coach);
    coach.press("<Esc>");
    while !coach.shows("Back to my day") {
        coach.press("<Esc>");
    }
    press(&mut animation, &mut coach, "<Enter>", 1000);
    press(&mut animation, &mut coach, "h", 4000);
    coach.expect("They haven't answered. I've ruined it.");
    animation
}

/// The top of the first screen in every theme, one below the other.
pub(crate) fn themes() -> TwoScreens {
    const ROWS: u16 = 10;
    let count = u16::try_from(ThemePreset::ALL.len()).expect("there are a few");
    let page = || Buffer::empty(Rect::new(0, 0, 64, count * (ROWS + 2)));
    let mut screens = TwoScreens {
        dark: page(),
        light: page(),
    };
    for (number, preset) in (0..).zip(ThemePreset::ALL) {
        let sample = theme_sample(preset);
        let (name, description) = preset.description();
        for (target, source) in [
            (&mut screens.dark, &sample.dark),
            (&mut screens.light, &sample.light),
        ] {
            let top = number * (ROWS + 2);
            target.set_string(0, top, format!("{name}: {description}"), Style::new());
            for y in 0..ROWS {
                for x in 0..64 {
                    target[(x, top + 1 + y)] = source[(x, y)].clone();
                }
            }
        }
    }
    screens
}

fn theme_sample(preset: ThemePreset) -> TwoScreens {
    let source = ThemeSource::preset(preset, ColorSupport::TrueColor);
    let mut coach = Coach::themed(source).sized(64, 20);
    two_screens(&mut coach)
}

fn show(animation: &mut Animation, coach: &mut Coach, milliseconds: u32) {
    animation.push(two_screens(coach), milliseconds);
}

fn press(animation: &mut Animation, coach: &mut Coach, keys: &str, milliseconds: u32) {
    coach.press(keys);
    show(animation, coach, milliseconds);
}

/// Types three letters a frame.
fn type_slowly(animation: &mut Animation, coach: &mut Coach, text: &str) {
    let letters: Vec<char> = text.chars().collect();
    for part in letters.chunks(3) {
        let part: String = part.iter().collect();
        coach.type_in(&part);
        show(animation, coach, 140);
    }
}

/// One breath, at a few frames a second so that the picture stays small.
fn breathe(animation: &mut Animation, coach: &mut Coach) {
    const FRAME: u32 = 200;
    coach.press("<F2>");
    for _ in 0..(10_000 / FRAME) {
        show(animation, coach, FRAME);
        coach.wait(f64::from(FRAME) / 1000.0);
    }
}
