//! Breathing breaks.
//!
//! [`state_at`] computes the state for an elapsed time; [`BreathPlayer`] plays one break. Neither reads a clock.
//! Time is counted in integers, so that no remainder is lost.

mod pattern;
mod player;

pub use self::pattern::{BreathPattern, BreathState, state_at};
pub use self::player::BreathPlayer;
pub(crate) use self::player::{BreathMotion, COLOR_CHANGE, FRAME_INTERVAL};
