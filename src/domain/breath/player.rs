use std::time::Duration;

use crate::domain::exercise::Break;

use super::{
    BreathPattern, BreathState, TICKS_PER_NANO, Ticks, duration_from_nanos, saturating_u64,
    state_at, to_ticks,
};

/// One break under way. Its time passes only by [`Breathing::advance`].
#[derive(Clone, Debug, PartialEq)]
pub struct BreathPlayer {
    pattern: BreathPattern,
    /// The same breath, softer, or as it was written once that is breathed.
    other_pattern: Option<BreathPattern>,
    is_softer: bool,
    /// The time within the pattern, and where it ends.
    position: Ticks,
    end: Ticks,
    /// Breaths that were finished in a pattern since given up.
    cycles_before: u64,
    /// How many tenths of the written pace.
    pace: u8,
    active_time: Duration,
    is_paused: bool,
}

/// What one frame lasts while the shape moves.
const FRAME_INTERVAL: Duration = Duration::from_nanos(33_333_333);

impl BreathPlayer {
    /// The slowest and the fastest pace, in percent of the written one.
    pub const PACE_RANGE: std::ops::RangeInclusive<u8> = 80..=130;

    /// A longer gap than this wasn't breathed: the terminal was suspended or the machine asleep.
    pub const MAX_GAP: Duration = Duration::from_secs(2);

    /// A break of so many breaths, or of so many seconds where the pattern is a quiet time.
    pub fn new(pattern: BreathPattern, length: u16) -> Self {
        let mut breathing = Self {
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
        breathing.set_end_near(breathing.pattern.ticks_for(u64::from(length)));
        breathing
    }

    /// A break of its usual length.
    pub fn from_break(break_: &Break) -> Self {
        Self::with_named_length(break_, "default")
    }

    /// A break of one of its lengths, or of the usual one where it has none of that name.
    pub fn with_named_length(break_: &Break, length: &str) -> Self {
        let lengths = &break_.lengths;
        let length = lengths.get(length).or_else(|| lengths.get("default"));
        let breathing = Self::new(BreathPattern::from(break_), length.copied().unwrap_or(1));
        Self {
            other_pattern: BreathPattern::softer(break_),
            ..breathing
        }
    }

    /// Makes the whole break last about so many minutes, in whole breaths at the written pace.
    pub fn set_minutes(&mut self, minutes: u16) {
        self.set_end_near(to_ticks(Duration::from_secs(u64::from(minutes) * 60)));
    }

    fn set_end_near(&mut self, time: Ticks) {
        self.end = self.pattern.ticks_for(self.pattern.nearest_count(time));
        self.position = self.position.min(self.end);
    }

    /// Lets time pass. A gap longer than [`Self::LONGEST_GAP`] isn't counted, and the breath
    /// begins again as it does after a pause.
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

    /// What to do now. When it is finished, the last moment of the last breath.
    pub fn state(&self) -> BreathState<'_> {
        let last = u128::from(self.is_finished());
        state_at(
            &self.pattern,
            duration_from_nanos((self.position / TICKS_PER_NANO).saturating_sub(last)),
        )
    }

    /// Stops the time, and goes back to the breath in of this cycle, where it will go on.
    pub fn pause(&mut self) {
        if !self.is_paused && !self.is_finished() {
            self.rewind_to_inhale();
            self.is_paused = true;
        }
    }

    /// Lets the time go on after a pause.
    pub const fn resume(&mut self) {
        self.is_paused = false;
    }

    fn rewind_to_inhale(&mut self) {
        if !self.pattern.has_no_phases() {
            let cycle = self.pattern.ticks_for(1);
            self.position = self.position / cycle * cycle + to_ticks(self.pattern.first_inhale());
        }
    }

    /// A tenth faster than written, up to the fastest pace.
    pub fn faster(&mut self) {
        self.pace = (self.pace + 1).min(Self::PACE_RANGE.end() / 10);
    }

    /// A tenth slower than written, down to the slowest pace.
    pub fn slower(&mut self) {
        self.pace = (self.pace - 1).max(Self::PACE_RANGE.start() / 10);
    }

    /// The pace in percent of the written one: a higher one is faster.
    pub const fn pace(&self) -> u8 {
        self.pace * 10
    }

    /// Whether there is a softer one to change to.
    pub const fn has_softer(&self) -> bool {
        self.other_pattern.is_some() && !self.is_softer
    }

    /// Whether the softer one is breathed.
    pub const fn is_softer(&self) -> bool {
        self.is_softer
    }

    /// Changes to the softer one, or back, for as many breaths. It goes on from a breath in.
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

    /// Whether there are holds to leave out.
    pub fn has_holds(&self) -> bool {
        self.pattern.has_holds()
    }

    /// Goes on without holding the breath, for about as long as was left: with another pattern, or
    /// with this one less its holds. It begins with a breath in.
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

    /// The pattern being breathed.
    pub const fn pattern(&self) -> &BreathPattern {
        &self.pattern
    }

    /// Breaths finished so far. A breath broken off by a pause isn't one of them.
    pub fn completed_cycles(&self) -> u64 {
        if self.pattern.has_no_phases() {
            return self.cycles_before;
        }
        self.cycles_before + saturating_u64(self.position / self.pattern.ticks_for(1))
    }

    /// Breaths the whole break will have, or none in a quiet time.
    pub fn total_cycles(&self) -> u64 {
        if self.pattern.has_no_phases() {
            return self.cycles_before;
        }
        self.cycles_before + saturating_u64(self.end / self.pattern.ticks_for(1))
    }

    /// The time truly breathed, pauses and gaps left out.
    pub const fn active_time(&self) -> Duration {
        self.active_time
    }

    /// How long the rest takes at this pace.
    pub fn time_left(&self) -> Duration {
        self.time_until(self.end)
    }

    pub const fn is_paused(&self) -> bool {
        self.is_paused
    }

    pub const fn is_finished(&self) -> bool {
        self.position >= self.end
    }

    /// How long until the next frame is wanted; none when nothing moves by itself.
    ///
    /// While the shape stands still, and always with reduced motion, that is when a second is over.
    pub fn next_frame_in(&self, reduced_motion: bool) -> Option<Duration> {
        if self.is_paused || self.is_finished() {
            return None;
        }
        let at = duration_from_nanos(self.position / TICKS_PER_NANO);
        let Some((_, part, passed)) = self.pattern.phase_at(at) else {
            let second = Duration::from_secs(at.as_secs() + 1);
            return Some(self.time_until(to_ticks(second)));
        };
        if !reduced_motion && !part.is_still() {
            return Some(FRAME_INTERVAL.min(self.time_left()));
        }
        let second = Duration::from_secs(passed.as_secs() + 1).min(part.duration);
        Some(self.time_until(to_ticks(at + second.saturating_sub(passed))))
    }

    /// How long at this pace until the pattern has come so far, rounded up so that it truly has.
    fn time_until(&self, target: Ticks) -> Duration {
        duration_from_nanos((target - self.position).div_ceil(Ticks::from(self.pace)))
    }
}

#[cfg(test)]
mod tests;
