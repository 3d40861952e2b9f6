//! A quiet time with words to stay with. It ends by itself, or at once when the person goes on.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::{Doing, Reply};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::entry::Answer;
use crate::spoken::{Heard, Spoken};
use crate::theme::Theme;
use crate::widgets::prose::Prose;

/// A quiet time under way.
#[derive(Debug)]
pub struct Wait {
    words: String,
    length: Duration,
    passed: Duration,
    /// What was answered before.
    before: Option<Answer>,
}

impl Wait {
    pub fn new(words: String, seconds: u16, before: Option<&Answer>) -> Self {
        Self {
            words,
            length: Duration::from_secs(seconds.into()),
            passed: Duration::ZERO,
            before: before.cloned(),
        }
    }

    fn left(&self) -> Duration {
        self.length.saturating_sub(self.passed)
    }

    /// Whole seconds, so that the count stands still between two of them.
    fn seconds_left(&self) -> u64 {
        self.left()
            .as_millis()
            .div_ceil(1000)
            .try_into()
            .unwrap_or(0)
    }
}

impl Doing for Wait {
    fn place(&self) -> KeyContext {
        KeyContext::PassiveStep
    }

    fn on_key(&mut self, key: Key, _width: u16) -> Reply {
        match lookup(self.place(), key) {
            Some(Action::Continue) => Reply::Answer(self.answer()),
            _ => Reply::Pass,
        }
    }

    fn on_tick(&mut self, elapsed: Duration) {
        self.passed = (self.passed + elapsed).min(self.length);
    }

    fn frame_due(&self, _look: &Theme) -> Option<Duration> {
        let left = self.left();
        let to_next_second =
            left.saturating_sub(Duration::from_secs(self.seconds_left().saturating_sub(1)));
        (!left.is_zero()).then_some(to_next_second.max(Duration::from_millis(1)))
    }

    fn answer(&self) -> Option<Answer> {
        let seconds = u32::try_from(self.passed.as_secs()).unwrap_or(u32::MAX);
        (seconds > 0)
            .then_some(Answer::Seconds(seconds))
            .or_else(|| self.before.clone())
    }

    fn draws_prompt(&self) -> bool {
        true
    }

    fn spoken(&self) -> Spoken {
        Spoken::new(vec![self.words.clone()], "Enter goes on.")
    }

    fn hear(&mut self, _typed: &str) -> Heard<Option<Answer>> {
        Heard::Done(self.answer())
    }

    fn sounding(&self) -> Option<String> {
        Some(match self.seconds_left() {
            0 => "That's the time.".to_owned(),
            _ => format!("{} seconds.", self.length.as_secs()),
        })
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        (3, Prose::height(&self.words, width).saturating_add(2))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let height = Prose::height(&self.words, area.width).min(area.height);
        Prose::new(&self.words, Style::new()).render(Rect { height, ..area }, buf);
        let left = match self.seconds_left() {
            0 => "That's the time. Enter goes on when you're ready.".to_owned(),
            1 => "1 second left".to_owned(),
            seconds @ 2..=99 => format!("{seconds} seconds left"),
            seconds => format!("{}:{:02} left", seconds / 60, seconds % 60),
        };
        let gap = u16::from(area.height > height + 1);
        let below = height + gap;
        let clock = Rect {
            y: area.y + below,
            height: area.height.saturating_sub(below),
            ..area
        };
        Prose::new(&left, theme.dim).render(clock, buf);
        None
    }
}
