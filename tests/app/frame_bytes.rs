//! Frames and bytes written for fixed scripts. They are the same on every computer, so a screen that is repainted with
//! each letter is found here. Each bound is about a tenth above the measured value.

use good_enough::terminal::backend::Backend;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use ratatui::layout::Size;

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
            .draw(|area, buffer| coach.render(area, buffer));
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
    assert_within(terminal.press(&mut coach, &["a"; 20]), 20, 22);
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

#[test]
fn ten_seconds_of_breathing() {
    for (size, bytes) in [((80, 24), 16_300), ((200, 60), 24_600)] {
        let opening = StartScreen::Break("slow-six".into(), None);
        let mut coach = Coach::opening_with_theme(opening, Theme::new(ColorSupport::Ansi256))
            .sized(size.0, size.1);
        let mut terminal = CountingTerminal::new(size);
        terminal.draw(&coach);
        let mut sent = FrameCount::default();
        for _ in 0..300 {
            coach.tick(std::time::Duration::from_secs(1) / 30);
            let drawn = terminal.draw(&coach);
            sent.frames += drawn.frames;
            sent.bytes += drawn.bytes;
        }
        assert!(sent.bytes <= bytes, "{size:?}: {sent:?}");
    }
}
