use std::time::Duration;

use good_enough::content::library::Library;
use proptest::prelude::*;

use super::{ExerciseFolder, SAMPLE_EXERCISE, diagnostics_of, headlines};

/// Runs `work` in a thread and panics if it takes too long.
fn within_time_limit<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver
        .recv_timeout(Duration::from_secs(20))
        .expect("the file is dealt with in bounded time")
}

fn diagnostics_within_time_limit(text: impl AsRef<[u8]> + Send + 'static) -> String {
    within_time_limit(move || diagnostics_of(text))
}

#[test]
fn an_alias_bomb_is_rejected() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let ten = vec![format!("*a{}", n - 1); 10].join(", ");
        bomb = format!("{bomb}a{n}: &a{n} [{ten}]\n");
    }
    assert!(diagnostics_within_time_limit(bomb).contains("holds more than an exercise can"));
}

#[test]
fn deep_nesting_is_rejected() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        let deep = open.repeat(60_000) + "x" + &close.repeat(60_000);
        let diagnostics = diagnostics_within_time_limit(deep);
        assert!(diagnostics.contains("mine.yaml"), "{open}: {diagnostics}");
        assert!(diagnostics.len() < 1000, "{diagnostics}");
    }
}

#[test]
fn a_huge_file_is_rejected_before_it_is_read() {
    let diagnostics = diagnostics_within_time_limit(format!("title: {}\n", "x".repeat(10_000_000)));
    assert!(
        diagnostics.contains("too large to be an exercise"),
        "{diagnostics}"
    );
}

#[test]
fn thousands_of_errors_take_bounded_time() {
    let shown = vec!["nobody"; 20_000].join(", ");
    let step = format!("  - {{kind: read, id: a, prompt: Hm., show: [{shown}]}}\n");
    let diagnostics =
        diagnostics_within_time_limit(format!("title: Mine\npurpose: A try.\nsteps:\n{step}"));
    assert!(
        diagnostics.lines().count() <= 600,
        "{}",
        diagnostics.lines().count()
    );
    let empty = "      - {}\n".repeat(8000);
    let step = format!("  - kind: choose\n    id: a\n    prompt: Hm?\n    options:\n{empty}");
    let diagnostics =
        diagnostics_within_time_limit(format!("title: Mine\npurpose: A try.\nsteps:\n{step}"));
    assert!(
        diagnostics.contains("much of `step` is missing"),
        "{diagnostics}"
    );
}

#[test]
fn a_text_of_more_than_a_screen_is_rejected() {
    let diagnostics =
        diagnostics_of(SAMPLE_EXERCISE.replace("Hello.", &"A word or two and 睡眠. ".repeat(400)));
    assert!(
        diagnostics.starts_with("mine.yaml:4:33: this text is too long for a screen"),
        "{diagnostics}"
    );
    assert!(diagnostics.contains("keep it under 8 KB"), "{diagnostics}");
}

#[test]
fn a_message_stays_short_with_any_name() {
    let diagnostics = diagnostics_of(
        SAMPLE_EXERCISE.replace("id: a", &format!("id: \"{}\"", "Ab ".repeat(2000))),
    );
    let first = diagnostics.lines().next().unwrap_or_default();
    assert!(
        first.contains("` can't be an id") || first.ends_with("can't be an id"),
        "{diagnostics}"
    );
    assert!(
        diagnostics.len() < 1200,
        "{} bytes: {diagnostics}",
        diagnostics.len()
    );
}

#[test]
fn text_of_the_file_cannot_forge_a_diagnostic() {
    let forged = "\"x\\nmine.yaml:1:1: all is well\": 1\n";
    let diagnostics = diagnostics_of(format!("{SAMPLE_EXERCISE}{forged}"));
    assert_eq!(
        headlines(format!("{SAMPLE_EXERCISE}{forged}")).len(),
        1,
        "{diagnostics}"
    );
    assert!(
        diagnostics.contains("unknown field `x mine.yaml:1:1: all is well`"),
        "{diagnostics}"
    );
}

#[test]
fn bytes_that_are_not_text_are_reported() {
    let diagnostics = diagnostics_of(b"title: Mine\npurpose: caf\xe9\n");
    assert!(
        diagnostics.starts_with("mine.yaml:2:13: there is something here that isn't UTF-8"),
        "{diagnostics}"
    );
    assert!(diagnostics_of(b"\xff\xfet\0i").contains("ends in the middle of a letter"));
    assert!(diagnostics_of(b"\xff\xfe\0\0t\0\0\0").contains("saved as UTF-32"));
    assert!(
        diagnostics_of(b"title: a\0b\n").starts_with("mine.yaml:1:9: there is a control character")
    );
    assert!(
        diagnostics_of(b"title: a\x1b[2Jb\n")
            .starts_with("mine.yaml:1:9: there is a control character")
    );
}

#[test]
fn byte_order_marks_and_line_ends_of_other_systems_are_accepted() {
    assert_eq!(
        diagnostics_of(format!("\u{feff}{}", SAMPLE_EXERCISE.replace('\n', "\r\n"))),
        ""
    );
    assert_eq!(diagnostics_of(SAMPLE_EXERCISE.replace('\n', "\r")), "");
    let utf16 = |mark| format!("{mark}{}", SAMPLE_EXERCISE.replace('\n', "\r\n"));
    for text in [utf16("\u{feff}"), utf16("")] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(diagnostics_of(bytes), "");
    }
}

#[test]
fn control_characters_are_rejected() {
    let folder = ExerciseFolder::new();
    let title = "title: \"\\e[31mRed\\a \\u202Eback\\u2066\\0\\tend\"";
    folder.write("mine.yaml", SAMPLE_EXERCISE.replace("title: Mine", title));
    let library = folder.library();
    assert_eq!(library.exercise("mine").unwrap().title, "Red back    end");
    let diagnostics = diagnostics_of(SAMPLE_EXERCISE.replace("title", "\"tit\\e[2Jel\\u202E\""));
    assert!(
        diagnostics.contains("unknown field `titel`"),
        "{diagnostics}"
    );
    assert!(
        !diagnostics.contains(|c: char| c.is_control() && c != '\n'),
        "{diagnostics:?}"
    );
    assert!(
        !diagnostics_of(SAMPLE_EXERCISE.replace("Mine", "Mi\u{202e}ne\nx: y")).contains('\u{202e}')
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..crate::properties::config() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let diagnostics = check(&bytes);
        prop_assert!(!diagnostics.contains(|c: char| c.is_control() && c != '\n'));
    }

    #[test]
    fn no_text_makes_it_panic(text in "([a-z\\-:#{}\\[\\],&*!|>'\"%@`? \n\t]|steps: |kind: rate\n|  - |心|\u{1b})*") {
        let diagnostics = check(text.as_bytes());
        prop_assert!(!diagnostics.contains(|c: char| c.is_control() && c != '\n'));
    }

    #[test]
    fn no_change_to_a_real_exercise_makes_it_panic(at in 0usize..4000, length in 0usize..200, put in "(: |\\PC|\n|- |\\{|\\[)?") {
        let real = include_str!("exercises/thoughts/small-worry.yaml");
        let start = real.floor_char_boundary(at.min(real.len()));
        let end = real.floor_char_boundary((start + length).min(real.len())).max(start);
        check(format!("{}{put}{}", &real[..start], &real[end..]).as_bytes());
    }
}

fn check(bytes: &[u8]) -> String {
    thread_local! {
        static PLACE: (ExerciseFolder, Library) = (ExerciseFolder::new(), Library::embedded());
    }
    PLACE.with(|(folder, library)| {
        let path = folder.write("mine.yaml", bytes);
        let diagnostics = library.validate_file(&path).map(|file| file.to_string());
        diagnostics.unwrap_or_default()
    })
}
