//! The turn from one phase to the next, at which the disc changes its color.

use std::time::Duration;

use crate::domain::breath::{BreathState, COLOR_CHANGE};
use crate::domain::exercise::PhaseAction;

/// The steps from the color of a phase to that of the next one.
pub(super) const COLOR_STEPS: u8 = 4;

/// The height that the steps have together, as a share of the largest disc.
const PASSAGE: f64 = 0.5;

/// A phase, the one before it, and the time since the turn.
///
/// The new color crosses the disc: breathing in it rises, breathing out it sinks. So it looks like a low sun, and a frame
/// changes a few rows, each of them in one run. To fade all of the disc would change all of it in each frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BreathTurn {
    pub(crate) action: PhaseAction,
    pub(crate) previous_action: PhaseAction,
    pub(crate) elapsed: Duration,
}

impl BreathTurn {
    /// The end of an exhale, when nothing changes any more.
    pub(crate) const EXHALED: Self = Self {
        action: PhaseAction::Exhale,
        previous_action: PhaseAction::Exhale,
        elapsed: COLOR_CHANGE,
    };

    /// The step of the color at a height, from the bottom (0) to the top (1) of the largest disc.
    pub(super) fn color_step(&self, height: f64) -> u8 {
        let share = self.elapsed.div_duration_f64(COLOR_CHANGE);
        if share >= 1.0 {
            return COLOR_STEPS;
        }
        let is_rising = matches!(
            self.action,
            PhaseAction::Inhale | PhaseAction::TopUp | PhaseAction::Tense
        );
        let way = if is_rising { height } else { 1.0 - height };
        let passed = share.mul_add(1.0 + PASSAGE, -way) / PASSAGE;
        (1..=COLOR_STEPS)
            .take_while(|step| passed > f64::from(step - 1) / f64::from(COLOR_STEPS))
            .count()
            .try_into()
            .unwrap_or(COLOR_STEPS)
    }
}

impl From<&BreathState<'_>> for BreathTurn {
    fn from(state: &BreathState<'_>) -> Self {
        Self {
            action: state.action,
            previous_action: state.previous_action,
            elapsed: state.elapsed,
        }
    }
}
