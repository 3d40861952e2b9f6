//! The player of a breathing break.

use std::time::Duration;

use super::pattern::{
    BreathPattern, BreathState, TICKS_PER_NANO, Ticks, duration_from_nanos, saturating_u64,
    state_at, to_ticks,
};
use crate::domain::exercise::Break;

/// One break being played. Its time passes only by [`BreathPlayer::advance`].
#[derive(Clone, Debug, PartialEq)]
pub struct BreathPlayer {
    pattern: BreathPattern,
    /// The softer pattern, or the original one while the softer one is played.
    other_pattern: Option<BreathPattern>,
    is_softer: bool,
    /// The position in the pattern, and its end.
    position: Ticks,
    end: Ticks,
    /// Breaths completed in a pattern that was replaced.
    cycles_before: u64,
    /// The pace in tenths of the original one.
    pace: u8,
    active_time: Duration,
    is_paused: bool,
}

/// What moves while a break is played, besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreathMotion {
    None,
    /// A shape that changes its size.
    Size,
    /// A shape that changes its size, and its color when a phase begins.
    SizeAndColor,
}

/// The duration of a frame while the shape moves.
pub(crate) const FRAME_INTERVAL: Duration = Duration::from_nanos(33_333_333);

/// The time from the start of a phase until the shape has its color.
pub(crate) const COLOR_CHANGE: Duration = Duration::from_millis(600);

impl BreathPlayer {
    /// The slowest and the fastest pace, in percent of the original one.
    pub(crate) const PACE_RANGE: std::ops::RangeInclusive<u8> = 80..=130;

    /// The maximum gap that is counted. In a longer one the terminal was suspended or the machine asleep.
    pub(crate) const MAX_GAP: Duration = Duration::from_secs(2);

    /// A break of `length` breaths, or of `length` seconds in quiet time.
    pub fn new(pattern: BreathPattern, length: u16) -> Self {
        let mut player = Self {
            end: 0,
            position: 0,
            cycles_before: 0,
            pace: 10,
            active_time: Duration::ZERO,
            is_paused: false,
            pattern,
            other_pattern: None,
            is_softer: false,
        };
        player.set_end_near(player.pattern.ticks_for(u64::from(length)));
        player
    }

    pub fn from_break(break_: &Break) -> Self {
        Self::with_named_length(break_, "default")
    }

    /// A break of a named length; unknown names mean the default one.
    pub(crate) fn with_named_length(break_: &Break, length: &str) -> Self {
        let lengths = &break_.lengths;
        let length = lengths.get(length).or_else(|| lengths.get("default"));
        let player = Self::new(BreathPattern::from(break_), length.copied().unwrap_or(1));
        Self {
            other_pattern: BreathPattern::softer(break_),
            ..player
        }
    }

    /// Sets the total duration to about `minutes`, in complete breaths at the original pace.
    pub(crate) fn set_minutes(&mut self, minutes: u16) {
        self.set_end_near(to_ticks(Duration::from_secs(u64::from(minutes) * 60)));
    }

    /// Sets the remaining time to about `minutes`, in complete breaths from this one on and at this pace.
    pub(crate) fn set_minutes_left(&mut self, minutes: u16) {
        if self.is_finished() {
            return;
        }
        let time = Duration::from_secs(u64::from(minutes) * 60).as_nanos() * Ticks::from(self.pace);
        let unit = self.pattern.ticks_for(1);
        let count = self.pattern.nearest_count(time);
        let done = saturating_u64(self.position / unit);
        let most = self.pattern.max_count().max(done + 1);
        self.end = self.pattern.ticks_for((done + count).min(most));
    }

    fn set_end_near(&mut self, time: Ticks) {
        self.end = self.pattern.ticks_for(self.pattern.nearest_count(time));
        self.position = self.position.min(self.end);
    }

    /// Plays the same break again from its start.
    pub(crate) const fn restart(&mut self) {
        self.position = 0;
        self.cycles_before = 0;
        self.is_paused = false;
    }

    /// Adds about so much time, in complete breaths at the original pace.
    pub(crate) fn extend(&mut self, time: Duration) {
        let count = self.pattern.nearest_count(to_ticks(time));
        self.end += self.pattern.ticks_for(count);
    }

    /// Advances the time. A gap longer than [`Self::MAX_GAP`] isn't counted, and the breath restarts as after a
    /// pause.
    pub fn advance(&mut self, elapsed: Duration) {
        if self.is_paused || self.is_finished() {
            return;
        }
        if elapsed > Self::MAX_GAP {
            return self.rewind_to_inhale();
        }
        self.active_time += elapsed.min(self.time_left());
        self.position = self
            .end
            .min(self.position + elapsed.as_nanos() * Ticks::from(self.pace));
    }

    /// The current state; the last moment of the last breath once it is finished.
    pub fn state(&self) -> BreathState<'_> {
        let last = u128::from(self.is_finished());
        state_at(
            &self.pattern,
            duration_from_nanos((self.position / TICKS_PER_NANO).saturating_sub(last)),
        )
    }

    /// Stops the time and rewinds to the inhale of this cycle.
    pub fn pause(&mut self) {
        if !self.is_paused && !self.is_finished() {
            self.rewind_to_inhale();
            self.is_paused = true;
        }
    }

    pub const fn resume(&mut self) {
        self.is_paused = false;
    }

    fn rewind_to_inhale(&mut self) {
        if !self.pattern.has_no_phases() {
            let cycle = self.pattern.ticks_for(1);
            self.position = self.position / cycle * cycle + to_ticks(self.pattern.first_inhale());
        }
    }

    /// Raises the pace by a tenth of the original one, up to the maximum.
    pub fn faster(&mut self) {
        self.pace = (self.pace + 1).min(Self::PACE_RANGE.end() / 10);
    }

    /// Lowers the pace by a tenth of the original one, down to the minimum.
    pub fn slower(&mut self) {
        self.pace = (self.pace - 1).max(Self::PACE_RANGE.start() / 10);
    }

    /// The pace in percent of the original one; higher is faster.
    pub const fn pace(&self) -> u8 {
        self.pace * 10
    }

    pub(crate) const fn has_softer(&self) -> bool {
        self.other_pattern.is_some() && !self.is_softer
    }

    pub(crate) const fn is_softer(&self) -> bool {
        self.is_softer
    }

    /// Changes to the softer pattern or back, for the same number of breaths, and restarts at an inhale.
    pub fn toggle_softer(&mut self) {
        if self.is_finished() {
            return;
        }
        let Some(other) = &mut self.other_pattern else {
            return;
        };
        let cycle = self.pattern.ticks_for(1);
        let (done, all) = (
            saturating_u64(self.position / cycle),
            saturating_u64(self.end / cycle),
        );
        std::mem::swap(&mut self.pattern, other);
        self.is_softer = !self.is_softer;
        (self.position, self.end) = (self.pattern.ticks_for(done), self.pattern.ticks_for(all));
        self.rewind_to_inhale();
    }

    pub(crate) fn has_holds(&self) -> bool {
        self.pattern.has_holds()
    }

    /// Continues without holds for about the remaining time, with another pattern or with this one without its
    /// holds. It restarts at an inhale.
    pub fn skip_holds(&mut self, instead: Option<BreathPattern>) {
        if !self.has_holds() || self.is_finished() {
            return;
        }
        self.cycles_before = self.completed_cycles();
        self.rewind_to_inhale();
        let left = self.end - self.position;
        self.pattern = instead.unwrap_or_else(|| self.pattern.without_holds());
        (self.other_pattern, self.is_softer) = (None, false);
        self.position = 0;
        self.set_end_near(left);
        self.rewind_to_inhale();
    }

    pub const fn pattern(&self) -> &BreathPattern {
        &self.pattern
    }

    /// The breaths completed so far, without those that a pause interrupted.
    pub fn completed_cycles(&self) -> u64 {
        if self.pattern.has_no_phases() {
            return self.cycles_before;
        }
        self.cycles_before + saturating_u64(self.position / self.pattern.ticks_for(1))
    }

    /// The breaths of the complete break; 0 in quiet time.
    pub(crate) fn total_cycles(&self) -> u64 {
        if self.pattern.has_no_phases() {
            return self.cycles_before;
        }
        self.cycles_before + saturating_u64(self.end / self.pattern.ticks_for(1))
    }

    /// The time played, without pauses and gaps.
    pub const fn active_time(&self) -> Duration {
        self.active_time
    }

    /// The time from the start to this position at this pace.
    pub(crate) fn passed_time(&self) -> Duration {
        duration_from_nanos(self.position / Ticks::from(self.pace))
    }

    /// The remaining time at this pace.
    pub fn time_left(&self) -> Duration {
        self.time_until(self.end)
    }

    pub(crate) const fn is_paused(&self) -> bool {
        self.is_paused
    }

    pub const fn is_finished(&self) -> bool {
        self.position >= self.end
    }

    /// The time until the next frame; none if nothing moves.
    ///
    /// While nothing but the text changes, that is the end of the current second.
    pub(crate) fn next_frame_in(&self, motion: BreathMotion) -> Option<Duration> {
        if self.is_paused || self.is_finished() {
            return None;
        }
        let at = duration_from_nanos(self.position / TICKS_PER_NANO);
        let Some((_, phase, passed)) = self.pattern.phase_at(at) else {
            let second = Duration::from_secs(at.as_secs() + 1);
            return Some(self.time_until(to_ticks(second)));
        };
        let is_moving = match motion {
            BreathMotion::None => false,
            BreathMotion::Size => !phase.is_still(),
            BreathMotion::SizeAndColor => !phase.is_still() || passed < COLOR_CHANGE,
        };
        if is_moving {
            return Some(FRAME_INTERVAL.min(self.time_left()));
        }
        let second = Duration::from_secs(passed.as_secs() + 1).min(phase.duration);
        Some(self.time_until(to_ticks(at + second.saturating_sub(passed))))
    }

    /// The time until `target` at this pace, rounded up so that it is certainly reached.
    fn time_until(&self, target: Ticks) -> Duration {
        duration_from_nanos((target - self.position).div_ceil(Ticks::from(self.pace)))
    }
}

#[cfg(test)]
mod tests;
