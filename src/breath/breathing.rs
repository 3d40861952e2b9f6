use std::time::Duration;

use crate::exercise::Break;

use super::{Beat, Pattern, TICKS_PER_NANO, Ticks, beat, nanos, ticks, whole};

/// One break under way. Its time passes only by [`Breathing::advance`].
#[derive(Clone, Debug, PartialEq)]
pub struct Breathing {
    pattern: Pattern,
    /// The same breath, softer, or as it was written once that is breathed.
    other: Option<Pattern>,
    is_softer: bool,
    /// The time within the pattern, and where it ends.
    at: Ticks,
    end: Ticks,
    /// Breaths that were finished in a pattern since given up.
    earlier: u64,
    /// How many tenths of the written pace.
    pace: u8,
    breathed: Duration,
    paused: bool,
}

/// What one frame lasts while the shape moves.
const FRAME: Duration = Duration::from_nanos(33_333_333);

impl Breathing {
    /// The slowest and the fastest pace, in percent of the written one.
    pub const PACES: std::ops::RangeInclusive<u8> = 80..=130;

    /// A longer gap than this wasn't breathed: the terminal was suspended or the machine asleep.
    pub const LONGEST_GAP: Duration = Duration::from_secs(2);

    /// A break of so many breaths, or of so many seconds where the pattern is a quiet time.
    pub fn new(pattern: Pattern, length: u16) -> Self {
        let mut breathing = Self {
            end: 0,
            at: 0,
            earlier: 0,
            pace: 10,
            breathed: Duration::ZERO,
            paused: false,
            pattern,
            other: None,
            is_softer: false,
        };
        breathing.end_near(breathing.pattern.length(u64::from(length)));
        breathing
    }

    /// A break of its usual length.
    pub fn of(pause: &Break) -> Self {
        Self::named(pause, "default")
    }

    /// A break of one of its lengths, or of the usual one where it has none of that name.
    pub fn named(pause: &Break, length: &str) -> Self {
        let lengths = &pause.lengths;
        let length = lengths.get(length).or_else(|| lengths.get("default"));
        let breathing = Self::new(Pattern::from(pause), length.copied().unwrap_or(1));
        Self {
            other: Pattern::softer(pause),
            ..breathing
        }
    }

    /// Makes the whole break last about so many minutes, in whole breaths at the written pace.
    pub fn set_length(&mut self, minutes: u16) {
        self.end_near(ticks(Duration::from_secs(u64::from(minutes) * 60)));
    }

    fn end_near(&mut self, time: Ticks) {
        self.end = self.pattern.length(self.pattern.nearest(time));
        self.at = self.at.min(self.end);
    }

    /// Lets time pass. A gap longer than [`Self::LONGEST_GAP`] isn't counted, and the breath
    /// begins again as it does after a pause.
    pub fn advance(&mut self, elapsed: Duration) {
        if self.paused || self.is_finished() {
            return;
        }
        if elapsed > Self::LONGEST_GAP {
            return self.begin_again();
        }
        self.breathed += elapsed.min(self.time_left());
        self.at = self
            .end
            .min(self.at + elapsed.as_nanos() * Ticks::from(self.pace));
    }

    /// What to do now. When it is finished, the last moment of the last breath.
    pub fn beat(&self) -> Beat<'_> {
        let last = u128::from(self.is_finished());
        beat(
            &self.pattern,
            nanos((self.at / TICKS_PER_NANO).saturating_sub(last)),
        )
    }

    /// Stops the time, and goes back to the breath in of this cycle, where it will go on.
    pub fn pause(&mut self) {
        if !self.paused && !self.is_finished() {
            self.begin_again();
            self.paused = true;
        }
    }

    /// Lets the time go on after a pause.
    pub const fn resume(&mut self) {
        self.paused = false;
    }

    fn begin_again(&mut self) {
        if !self.pattern.is_quiet() {
            let cycle = self.pattern.length(1);
            self.at = self.at / cycle * cycle + ticks(self.pattern.in_breath());
        }
    }

    /// A tenth faster than written, up to the fastest pace.
    pub fn faster(&mut self) {
        self.pace = (self.pace + 1).min(Self::PACES.end() / 10);
    }

    /// A tenth slower than written, down to the slowest pace.
    pub fn slower(&mut self) {
        self.pace = (self.pace - 1).max(Self::PACES.start() / 10);
    }

    /// The pace in percent of the written one: a higher one is faster.
    pub const fn pace(&self) -> u8 {
        self.pace * 10
    }

    /// Whether there is a softer one to change to.
    pub const fn has_softer(&self) -> bool {
        self.other.is_some() && !self.is_softer
    }

    /// Whether the softer one is breathed.
    pub const fn is_softer(&self) -> bool {
        self.is_softer
    }

    /// Changes to the softer one, or back, for as many breaths. It goes on from a breath in.
    pub fn soften(&mut self) {
        if self.is_finished() {
            return;
        }
        let Some(other) = &mut self.other else { return };
        let cycle = self.pattern.length(1);
        let (done, all) = (whole(self.at / cycle), whole(self.end / cycle));
        std::mem::swap(&mut self.pattern, other);
        self.is_softer = !self.is_softer;
        (self.at, self.end) = (self.pattern.length(done), self.pattern.length(all));
        self.begin_again();
    }

    /// Whether there are holds to leave out.
    pub fn has_holds(&self) -> bool {
        self.pattern.has_holds()
    }

    /// Goes on without holding the breath, for about as long as was left: with another pattern, or
    /// with this one less its holds. It begins with a breath in.
    pub fn no_holds(&mut self, instead: Option<Pattern>) {
        if !self.has_holds() || self.is_finished() {
            return;
        }
        self.earlier = self.cycles_done();
        self.begin_again();
        let left = self.end - self.at;
        self.pattern = instead.unwrap_or_else(|| self.pattern.without_holds());
        (self.other, self.is_softer) = (None, false);
        self.at = 0;
        self.end_near(left);
        self.begin_again();
    }

    /// The pattern being breathed.
    pub const fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// Breaths finished so far. A breath broken off by a pause isn't one of them.
    pub fn cycles_done(&self) -> u64 {
        if self.pattern.is_quiet() {
            return self.earlier;
        }
        self.earlier + whole(self.at / self.pattern.length(1))
    }

    /// Breaths the whole break will have, or none in a quiet time.
    pub fn cycles(&self) -> u64 {
        if self.pattern.is_quiet() {
            return self.earlier;
        }
        self.earlier + whole(self.end / self.pattern.length(1))
    }

    /// The time truly breathed, pauses and gaps left out.
    pub const fn breathed(&self) -> Duration {
        self.breathed
    }

    /// How long the rest takes at this pace.
    pub fn time_left(&self) -> Duration {
        self.until(self.end)
    }

    pub const fn is_paused(&self) -> bool {
        self.paused
    }

    pub const fn is_finished(&self) -> bool {
        self.at >= self.end
    }

    /// How long until the next frame is wanted; none when nothing moves by itself.
    ///
    /// While the shape stands still, and always with reduced motion, that is when a second is over.
    pub fn next_change(&self, reduced: bool) -> Option<Duration> {
        if self.paused || self.is_finished() {
            return None;
        }
        let at = nanos(self.at / TICKS_PER_NANO);
        let Some((_, part, passed)) = self.pattern.part_at(at) else {
            let second = Duration::from_secs(at.as_secs() + 1);
            return Some(self.until(ticks(second)));
        };
        if !reduced && !part.is_still() {
            return Some(FRAME.min(self.time_left()));
        }
        let second = Duration::from_secs(passed.as_secs() + 1).min(part.lasts);
        Some(self.until(ticks(at + second.saturating_sub(passed))))
    }

    /// How long at this pace until the pattern has come so far, rounded up so that it truly has.
    fn until(&self, then: Ticks) -> Duration {
        nanos((then - self.at).div_ceil(Ticks::from(self.pace)))
    }
}

#[cfg(test)]
mod tests;
