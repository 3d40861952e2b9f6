//! The breath: which part of it a moment belongs to, and how full the lungs are then.
//!
//! [`beat`] answers for any elapsed time; [`Breathing`] is one break under way. Neither reads a
//! clock. Time is counted in whole units throughout, so that no remainder is ever lost.

mod breathing;

use std::time::Duration;

pub use breathing::Breathing;

use crate::exercise::{Break, Phase, PhaseAction};

/// The phases of one breath, ready to be timed. None of them: a quiet time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pattern {
    parts: Vec<Part>,
    cycle: Duration,
    most: Option<u16>,
    say: String,
    /// What each cycle in turn is about.
    rounds: Vec<String>,
}

/// A phase that lasts, and how full the lungs are before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub action: PhaseAction,
    pub say: String,
    pub lasts: Duration,
    from: f64,
    to: f64,
}

/// One moment of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beat<'a> {
    /// Which part of the pattern, from 0.
    pub phase: usize,
    pub action: PhaseAction,
    /// The words for it.
    pub say: &'a str,
    /// The second of this phase, from 1 as people count; 0 in a quiet time.
    pub count: u64,
    /// How many seconds this phase counts up to; 0 in a quiet time.
    pub of: u64,
    /// How much of the phase has passed, from 0 to 1.
    pub progress: f64,
    /// How full the lungs are, from 0 to 1, starting and stopping gently.
    pub fullness: f64,
    /// Which breath it is, from 1.
    pub cycle: u64,
}

/// Tenths of a nanosecond: at every pace a nanosecond is a whole number of them.
type Ticks = u128;

const TICKS_PER_NANO: Ticks = 10;

/// The longest phase that is taken at its word.
const LONGEST_PHASE: Duration = Duration::from_hours(1);

impl From<&Break> for Pattern {
    fn from(pause: &Break) -> Self {
        let mut pattern = Self {
            most: pause.most,
            say: pause.say.clone().unwrap_or_default(),
            ..Self::new(&pause.phases)
        };
        if !pause.rounds.is_empty() {
            pattern.take_turns(pause);
        }
        pattern
    }
}

impl Pattern {
    /// A pattern of these phases, less those that take no time.
    pub fn new(phases: &[Phase]) -> Self {
        let parts = phases
            .iter()
            .map(Part::new)
            .filter(|part| !part.lasts.is_zero())
            .collect();
        Self::of(parts)
    }

    /// The same breath with the shorter phases that a break offers; none where it offers none.
    pub fn softer(pause: &Break) -> Option<Self> {
        let is_offered = !pause.softer.is_empty() && pause.softer.len() == pause.phases.len();
        is_offered.then(|| {
            let mut softer = pause.clone();
            for (phase, &seconds) in softer.phases.iter_mut().zip(&pause.softer) {
                phase.seconds = seconds;
            }
            Self::from(&softer)
        })
    }

    fn of(mut parts: Vec<Part>) -> Self {
        fill(&mut parts);
        let cycle = parts.iter().map(|part| part.lasts).sum();
        Self {
            parts,
            cycle,
            ..Self::default()
        }
    }

    /// Leaves the words of phases that have none of their own to the rounds.
    fn take_turns(&mut self, pause: &Break) {
        self.rounds.clone_from(&pause.rounds);
        let lasting = pause
            .phases
            .iter()
            .filter(|phase| !Part::new(phase).lasts.is_zero());
        for (part, phase) in self.parts.iter_mut().zip(lasting) {
            if phase.say.is_none() {
                part.say.clear();
            }
        }
    }

    /// The words for a part in this cycle, counted from 0.
    fn words<'a>(&'a self, part: &'a Part, cycle: u128) -> &'a str {
        let count = self.rounds.len().max(1) as u128;
        let round = usize::try_from(cycle % count).unwrap_or(0);
        match self.rounds.get(round) {
            Some(words) if part.say.is_empty() => words,
            _ => &part.say,
        }
    }

    /// The parts of one breath, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Everything that is said at one time or another.
    pub fn sayings(&self) -> impl Iterator<Item = &str> {
        let of_parts = self.parts.iter().map(|part| part.say.as_str());
        of_parts.chain(self.rounds.iter().map(String::as_str))
    }

    /// How long one breath takes at the written pace.
    pub const fn cycle(&self) -> Duration {
        self.cycle
    }

    /// Whether there is no breath to follow, only time.
    pub const fn is_quiet(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether there is a breath to follow.
    pub fn is_breath(&self) -> bool {
        self.parts.iter().any(|part| part.action == PhaseAction::In)
    }

    /// Whether the breath is held anywhere.
    pub fn has_holds(&self) -> bool {
        self.parts.iter().any(Part::is_hold)
    }

    /// The same breath without its holds.
    #[must_use]
    pub fn without_holds(&self) -> Self {
        let parts = self
            .parts
            .iter()
            .filter(|part| !part.is_hold())
            .cloned()
            .collect();
        Self {
            most: self.most,
            say: self.say.clone(),
            rounds: self.rounds.clone(),
            ..Self::of(parts)
        }
    }

    /// The part a moment falls into, and how long it has lasted by then; none in a quiet time.
    fn part_at(&self, elapsed: Duration) -> Option<(usize, &Part, Duration)> {
        let mut passed = nanos(elapsed.as_nanos().checked_rem(self.cycle.as_nanos())?);
        for (phase, part) in self.parts.iter().enumerate() {
            if passed < part.lasts {
                return Some((phase, part, passed));
            }
            passed -= part.lasts;
        }
        None
    }

    /// When the first breath in begins, within a cycle.
    fn in_breath(&self) -> Duration {
        match self
            .parts
            .iter()
            .position(|part| part.action == PhaseAction::In)
        {
            Some(first) => self.parts[..first].iter().map(|part| part.lasts).sum(),
            None => Duration::ZERO,
        }
    }

    /// How long so many breaths last, or seconds where there is only time.
    fn length(&self, count: u64) -> Ticks {
        let unit = if self.is_quiet() {
            Duration::from_secs(1)
        } else {
            self.cycle
        };
        ticks(unit) * Ticks::from(count)
    }

    /// The count of whole breaths, or seconds, nearest to a time; at least one, at most what is wise.
    fn nearest(&self, time: Ticks) -> u64 {
        let unit = self.length(1);
        let most = match self.most {
            Some(most) if !self.is_quiet() => u64::from(most.max(1)),
            _ => u64::MAX,
        };
        whole((time + unit / 2) / unit).clamp(1, most)
    }
}

impl Part {
    fn new(phase: &Phase) -> Self {
        let wanted = match Duration::try_from_secs_f32(phase.seconds) {
            Ok(lasts) => lasts.min(LONGEST_PHASE),
            Err(_) if phase.seconds > 0.0 => LONGEST_PHASE,
            Err(_) => Duration::ZERO,
        };
        // A tenth of a second isn't exact as a float; to the millisecond it is what was written.
        let micros = wanted.as_secs() * 1_000_000 + u64::from(wanted.subsec_micros());
        Self {
            action: phase.action,
            say: phase
                .say
                .clone()
                .unwrap_or_else(|| words(phase.action).to_owned()),
            lasts: Duration::from_millis((micros + 500) / 1000),
            from: 0.0,
            to: 0.0,
        }
    }

    const fn is_hold(&self) -> bool {
        matches!(self.action, PhaseAction::Hold | PhaseAction::HoldEmpty)
    }

    /// Whether the lungs fill, empty, or stay as they are.
    const fn course(&self) -> Course {
        match self.action {
            PhaseAction::In | PhaseAction::TopUp | PhaseAction::Tense => Course::Fills,
            PhaseAction::Out | PhaseAction::Release => Course::Empties,
            PhaseAction::Hold | PhaseAction::HoldEmpty | PhaseAction::Rest => Course::Stays,
        }
    }

    /// Whether the shape stands still meanwhile.
    fn is_still(&self) -> bool {
        (self.from - self.to).abs() < f64::EPSILON
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Fills,
    Empties,
    Stays,
}

const fn words(action: PhaseAction) -> &'static str {
    match action {
        PhaseAction::In => "In",
        PhaseAction::TopUp => "One small sip more",
        PhaseAction::Hold => "Hold, gently",
        PhaseAction::Out => "Out",
        PhaseAction::HoldEmpty => "Wait, gently",
        PhaseAction::Rest => "Wait for the next one",
        PhaseAction::Tense => "Tighten, gently",
        PhaseAction::Release => "Let go",
    }
}

/// Sets how full each part begins and ends, without a jump between parts or between breaths.
///
/// Parts that fill share the way from empty to full by their length, and those that empty the way
/// back. A breath that only ever goes one way has no way back without a jump, so it stays empty.
fn fill(parts: &mut [Part]) {
    let moving: Vec<usize> = (0..parts.len())
        .filter(|&i| parts[i].course() != Course::Stays)
        .collect();
    let before = moving.iter().cycle().skip(moving.len().saturating_sub(1));
    let turn = moving
        .iter()
        .zip(before)
        .find(|&(&i, &b)| parts[i].course() != parts[b].course());
    let Some((&turn, _)) = turn else { return };
    parts.rotate_left(turn);

    let mut level: f64 = if parts[0].course() == Course::Fills {
        0.0
    } else {
        1.0
    };
    for i in 0..parts.len() {
        let course = parts[i].course();
        let whole: Duration = parts[i..]
            .iter()
            .take_while(|part| part.course() == course || part.course() == Course::Stays)
            .filter(|part| part.course() == course)
            .map(|part| part.lasts)
            .sum();
        let share = parts[i].lasts.div_duration_f64(whole);
        parts[i].from = level;
        level = match course {
            Course::Fills => 1.0 - (1.0 - level) * (1.0 - share),
            Course::Empties => level * (1.0 - share),
            Course::Stays => level,
        };
        parts[i].to = level;
    }
    parts.rotate_right(turn);
}

/// What a pattern asks for after so much time, however long that is.
pub fn beat(pattern: &Pattern, elapsed: Duration) -> Beat<'_> {
    let Some((phase, part, passed)) = pattern.part_at(elapsed) else {
        return Beat {
            phase: 0,
            action: PhaseAction::Rest,
            say: &pattern.say,
            count: 0,
            of: 0,
            progress: 0.0,
            fullness: 0.0,
            cycle: 1,
        };
    };
    let progress = passed.div_duration_f64(part.lasts);
    let cycle = elapsed.as_nanos() / pattern.cycle.as_nanos();
    let eased = progress * progress * (3.0 - 2.0 * progress);
    Beat {
        phase,
        action: part.action,
        say: pattern.words(part, cycle),
        count: passed.as_secs() + 1,
        of: part.lasts.as_secs() + u64::from(part.lasts.subsec_nanos() > 0),
        progress,
        fullness: (part.from + (part.to - part.from) * eased).clamp(0.0, 1.0),
        cycle: whole(cycle).saturating_add(1),
    }
}

const fn ticks(time: Duration) -> Ticks {
    time.as_nanos() * TICKS_PER_NANO
}

/// A time from its nanoseconds, or the longest one there is.
fn nanos(nanos: u128) -> Duration {
    let below_a_second = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
    Duration::new(whole(nanos / 1_000_000_000), below_a_second)
}

fn whole(count: u128) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
