//! The breathing step.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use crate::content::library::Library;
use crate::domain::breath::{BreathPattern, BreathPlayer};
use crate::domain::entry::Answer;
use crate::domain::exercise::{self, Break};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::breath_guide::BreathGuide;

/// A breathing break inside a session.
#[derive(Debug)]
pub(crate) struct BreatheView {
    player: BreathPlayer,
    say: String,
    /// The answer before this break.
    previous_answer: Option<Answer>,
}

impl BreatheView {
    /// The break that a step names; quiet time of zero length if it doesn't exist.
    ///
    /// Inside a session the breath is never held, as there is no space to say first who had better not.
    pub(crate) fn new(
        library: &Library,
        step: &exercise::BreatheStep,
        previous_answer: Option<&Answer>,
    ) -> Self {
        let break_ = library
            .breathing_break(&step.break_id)
            .cloned()
            .unwrap_or_default();
        let length = step.length.as_deref().unwrap_or("default");
        let mut player = BreathPlayer::with_named_length(&break_, length);
        if player.has_holds() {
            player.skip_holds(no_hold_pattern(&break_, library));
        }
        let say = break_.say.unwrap_or_default();
        Self {
            player,
            say,
            previous_answer: previous_answer.cloned(),
        }
    }
}

/// The pattern that replaces one with holds.
pub(crate) fn no_hold_pattern(break_: &Break, library: &Library) -> Option<BreathPattern> {
    break_
        .no_hold
        .as_ref()
        .and_then(|id| library.breathing_break(id))
        .map(BreathPattern::from)
}

/// Applies an action to a break; false if it has no effect.
pub(crate) fn apply_action(
    player: &mut BreathPlayer,
    no_hold: Option<&BreathPattern>,
    action: Action,
) -> bool {
    match action {
        Action::TogglePause if player.is_paused() => player.resume(),
        Action::TogglePause => player.pause(),
        Action::IncreasePace => player.faster(),
        Action::DecreasePace => player.slower(),
        Action::ToggleSofter => player.toggle_softer(),
        Action::SkipHolds => player.skip_holds(no_hold.cloned()),
        _ => return false,
    }
    true
}

/// The current instruction and its duration, for line mode.
pub(crate) fn announcement(player: &BreathPlayer, say: &str) -> String {
    let beat = player.state();
    if player.is_finished() {
        return "That was probably enough.".to_owned();
    }
    match (player.pattern().has_no_phases(), beat.phase_seconds) {
        (true, _) => say.to_owned(),
        (false, 1) => format!("{}, 1 second", beat.say),
        (false, seconds) => format!("{}, {seconds} seconds", beat.say),
    }
}

impl StepView for BreatheView {
    fn key_context(&self) -> KeyContext {
        KeyContext::BreathingStep
    }

    fn is_available(&self, action: Action) -> bool {
        action != Action::ToggleSofter || self.player.has_softer()
    }

    fn on_key(&mut self, press: KeyPress, _width: u16) -> StepEvent {
        match press.action {
            Some(Action::Continue) => StepEvent::Answer(self.answer()),
            Some(action) if apply_action(&mut self.player, None, action) => StepEvent::Handled,
            _ => StepEvent::Ignored,
        }
    }

    fn on_tick(&mut self, elapsed: Duration) {
        self.player.advance(elapsed);
    }

    fn pause(&mut self) {
        self.player.pause();
    }

    fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        self.player.next_frame_in(theme.breath_motion())
    }

    fn answer(&self) -> Option<Answer> {
        let seconds = u32::try_from(self.player.active_time().as_secs()).unwrap_or(u32::MAX);
        (seconds > 0)
            .then_some(Answer::Seconds(seconds))
            .or_else(|| self.previous_answer.clone())
    }

    fn line_prompt(&self) -> LinePrompt {
        LinePrompt::new(Vec::new(), "Press Enter to continue.")
    }

    fn on_line(&mut self, _typed: &str) -> LineReply<Option<Answer>> {
        LineReply::Done(self.answer())
    }

    fn announcement(&self) -> Option<String> {
        Some(announcement(&self.player, &self.say))
    }

    fn height_range(&self, _width: u16) -> (u16, u16) {
        (3, 14)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        BreathGuide {
            player: &self.player,
            say: &self.say,
            theme,
        }
        .render(area, buf);
        None
    }
}
