//! The timer step: quiet time with a text. It ends by itself, or when the person goes on.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use crate::domain::entry::Answer;
use crate::ui::keymap::{Action, KeyContext, KeyPress, key_label};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct TimerView {
    text: String,
    duration: Duration,
    elapsed: Duration,
    /// The answer before this timer.
    previous_answer: Option<Answer>,
}

impl TimerView {
    pub(crate) fn new(text: String, seconds: u16, previous_answer: Option<&Answer>) -> Self {
        Self {
            text,
            duration: Duration::from_secs(seconds.into()),
            elapsed: Duration::ZERO,
            previous_answer: previous_answer.cloned(),
        }
    }

    fn time_left(&self) -> Duration {
        self.duration.saturating_sub(self.elapsed)
    }

    /// The remaining seconds, rounded up.
    fn seconds_left(&self) -> u64 {
        self.time_left()
            .as_millis()
            .div_ceil(1000)
            .try_into()
            .unwrap_or(0)
    }
}

impl StepView for TimerView {
    fn key_context(&self) -> KeyContext {
        KeyContext::PassiveStep
    }

    fn on_key(&mut self, press: KeyPress, _width: u16) -> StepEvent {
        match press.action {
            Some(Action::Continue) => StepEvent::Answer(self.answer()),
            _ => StepEvent::Ignored,
        }
    }

    fn on_tick(&mut self, elapsed: Duration) {
        self.elapsed = (self.elapsed + elapsed).min(self.duration);
    }

    fn next_frame_in(&self, _theme: &Theme) -> Option<Duration> {
        let left = self.time_left();
        let to_next_second =
            left.saturating_sub(Duration::from_secs(self.seconds_left().saturating_sub(1)));
        (!left.is_zero()).then_some(to_next_second.max(Duration::from_millis(1)))
    }

    fn answer(&self) -> Option<Answer> {
        let seconds = u32::try_from(self.elapsed.as_secs()).unwrap_or(u32::MAX);
        (seconds > 0)
            .then_some(Answer::Seconds(seconds))
            .or_else(|| self.previous_answer.clone())
    }

    fn draws_prompt(&self) -> bool {
        true
    }

    fn line_prompt(&self) -> LinePrompt {
        LinePrompt::new(vec![self.text.clone()], "Press Enter to continue.")
    }

    fn on_line(&mut self, _typed: &str) -> LineReply<Option<Answer>> {
        LineReply::Done(self.answer())
    }

    fn announcement(&self) -> Option<String> {
        Some(match self.seconds_left() {
            0 => "That's the time.".to_owned(),
            _ => format!("{} seconds.", self.duration.as_secs()),
        })
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        (3, WrappedText::height(&self.text, width).saturating_add(2))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let height = WrappedText::height(&self.text, area.width).min(area.height);
        WrappedText::new(&self.text, Style::new()).render(Rect { height, ..area }, buf);
        let left = match self.seconds_left() {
            0 => format!(
                "Time's up. Press {} when you're ready.",
                key_label(Action::Continue, KeyContext::PassiveStep)
            ),
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
        WrappedText::new(&left, theme.quiet).render(clock, buf);
        None
    }
}
