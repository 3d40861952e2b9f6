//! Frames and bytes written for fixed scripts. They are the same on every computer, so a screen that is repainted with
//! each letter is found here. Each bound is about a tenth above the measured value.

use good_enough::terminal::backend::Backend;
use good_enough::ui::app::StartScreen;
use good_enough::ui::color::Rgb;
use good_enough::ui::theme::{BreathColors, ColorSupport, Theme};
use ratatui::layout::Size;
use ratatui::style::Style;

use crate::coach::Coach;
use crate::history::open_history;

/// A writer that counts.
struct CountingTerminal {
    terminal: Backend<Vec<u8>>,
}

/// Frames with changes, and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct FrameCount {
    frames: usize,
    bytes: usize,
}

impl CountingTerminal {
    fn new((width, height): (u16, u16)) -> Self {
        let terminal = Backend::new(Vec::new(), Size { width, height });
        Self { terminal }
    }

    fn draw(&mut self, coach: &Coach) -> FrameCount {
        let drawn = self
            .terminal
            .draw_within(coach.max_frame_bytes(), |area, buffer| {
                coach.render(area, buffer)
            });
        drawn.expect("memory takes everything");
        let bytes = std::mem::take(self.terminal.out()).len();
        FrameCount {
            frames: usize::from(bytes > 0),
            bytes,
        }
    }

    /// Draws a frame after each key of a script.
    fn press(&mut self, coach: &mut Coach, keys: &[&str]) -> FrameCount {
        let mut sent = FrameCount::default();
        for key in keys {
            coach.press(key);
            let drawn = self.draw(coach);
            sent.frames += drawn.frames;
            sent.bytes += drawn.bytes;
        }
        sent
    }
}

#[track_caller]
fn assert_within(sent: FrameCount, frames: usize, bytes: usize) {
    assert!(
        sent.frames == frames && sent.bytes <= bytes,
        "{sent:?} where {frames} frames of {bytes} bytes were enough before"
    );
}

#[test]
fn the_first_screen_and_an_arrow_on_it() {
    let mut coach = Coach::coloured();
    let mut terminal = CountingTerminal::new((80, 24));
    assert_within(terminal.draw(&coach), 1, 1620);
    assert_eq!(terminal.draw(&coach), FrameCount::default());
    assert_within(terminal.press(&mut coach, &["<Down>"; 5]), 5, 2830);
}

#[test]
fn typing_text() {
    let mut coach = Coach::coloured();
    let mut terminal = CountingTerminal::new((80, 24));
    coach.choose("Two-minute check").type_in("They ");
    terminal.draw(&coach);
    assert_within(terminal.press(&mut coach, &["a"; 20]), 20, 176);
}

#[test]
fn a_key_that_means_nothing_here_sends_nothing() {
    let mut coach = Coach::coloured();
    let mut terminal = CountingTerminal::new((80, 24));
    terminal.draw(&coach);
    assert_within(terminal.press(&mut coach, &["~"; 5]), 0, 0);
}

#[test]
fn arrows_in_the_history() {
    let mut coach = open_history(60);
    let mut terminal = CountingTerminal::new((80, 24));
    terminal.draw(&coach);
    assert_within(terminal.press(&mut coach, &["<Down>"; 20]), 20, 7880);
}

/// The bytes of each frame of 20 seconds of a break at 30 frames a second, after its first frame. The app says how many bytes
/// a frame may have, as in the event loop.
fn frames_of_a_breath(id: &str, theme: Theme, size: (u16, u16)) -> Vec<usize> {
    let opening = StartScreen::Break(id.into(), None);
    let mut coach = Coach::opening_with_theme(opening, theme).sized(size.0, size.1);
    let mut terminal = CountingTerminal::new(size);
    if coach.is_idle() {
        coach.press("<Enter>");
    }
    terminal.draw(&coach);
    (0..600)
        .map(|_| {
            coach.tick(std::time::Duration::from_secs(1) / 30);
            terminal.draw(&coach).bytes
        })
        .collect()
}

/// The median, the 95th percentile and the maximum.
fn spread(mut bytes: Vec<usize>) -> [usize; 3] {
    bytes.sort_unstable();
    [bytes.len() / 2, bytes.len() * 95 / 100, bytes.len() - 1].map(|at| bytes[at])
}

/// A theme with a background of its own and all colours.
fn dusk() -> Theme {
    let ground = Rgb(0x1b, 0x1b, 0x25);
    Theme {
        text: Style::new().bg(ground.into()),
        breath: Some(BreathColors {
            ground,
            inhale: Rgb(0x7f, 0xb8, 0xbd),
            hold: Rgb(0xa9, 0xd2, 0xd0),
            exhale: Rgb(0xe0, 0xb5, 0x85),
        }),
        ..Theme::new(ColorSupport::TrueColor)
    }
}

#[test]
fn a_breath_in_many_colours_has_few_bytes_in_each_frame() {
    for id in ["slow-six", "cyclic-sigh"] {
        let [median, p95, most] = spread(frames_of_a_breath(id, dusk(), (80, 24)));
        println!("{id}: median {median}, p95 {p95}, most {most}");
        assert!(most <= 1500, "{id}: {most}");
        assert!(median <= 900 && p95 <= 1500, "{id}: {median}, {p95}");
    }
    let [_, _, most] = spread(frames_of_a_breath("slow-six", dusk(), (200, 60)));
    assert!(most <= 1500, "{most}");
}

#[test]
fn a_breath_in_one_colour_has_few_bytes_in_each_frame() {
    let plain = Theme::new(ColorSupport::Ansi256);
    let over_ssh = Theme {
        breath: None,
        ..dusk()
    };
    for theme in [plain, over_ssh] {
        // A row of hints in a wide window with a background of its own is rewritten alone, once.
        for (size, bytes) in [((80, 24), 400), ((200, 60), 500)] {
            let [median, p95, most] = spread(frames_of_a_breath("slow-six", theme, size));
            println!("{size:?}: median {median}, p95 {p95}, most {most}");
            assert!(most <= bytes && median <= 200, "{size:?}: {median}, {most}");
        }
    }
}

#[test]
fn a_breath_that_stops_is_drawn_to_its_end() {
    let opening = StartScreen::Break("slow-six".into(), None);
    let mut coach = Coach::opening_with_theme(opening, dusk());
    let mut terminal = CountingTerminal::new((80, 24));
    terminal.draw(&coach);
    for _ in 0..130 {
        coach.tick(std::time::Duration::from_secs(1) / 30);
        terminal.draw(&coach);
    }
    coach.press("<Space>");
    terminal.draw(&coach);
    // What this frame shows is on the screen, so another one sends nothing.
    assert_eq!(terminal.draw(&coach), FrameCount::default());
}
