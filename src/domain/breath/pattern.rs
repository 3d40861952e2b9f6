//! Breathing patterns: the phase and the fullness of the lungs at any elapsed time.

use std::time::Duration;

use crate::domain::exercise::{Break, Phase, PhaseAction};

/// The phases of one breath with their durations. A pattern without phases is quiet time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BreathPattern {
    phases: Vec<TimedPhase>,
    cycle: Duration,
    max_cycles: Option<u16>,
    say: String,
    /// A text for each cycle in turn.
    rounds: Vec<String>,
}

/// A phase with its duration and the fullness of the lungs before and after it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TimedPhase {
    pub(crate) action: PhaseAction,
    pub(crate) say: String,
    pub(crate) duration: Duration,
    start_fullness: f64,
    end_fullness: f64,
}

/// The state of a pattern at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreathState<'a> {
    /// The index of the phase.
    pub(crate) phase_index: usize,
    pub action: PhaseAction,
    /// The text of the phase.
    pub say: &'a str,
    /// The second within the phase, counted from 1; 0 in quiet time.
    pub second: u64,
    /// The seconds of the whole phase, rounded up; 0 in quiet time.
    pub(crate) phase_seconds: u64,
    /// The phase before this one, which is the last of the cycle before the first.
    pub(crate) previous_action: PhaseAction,
    /// The time elapsed in the phase, at the original pace.
    pub(crate) elapsed: Duration,
    /// The elapsed share of the phase, from 0 to 1.
    pub progress: f64,
    /// The fullness of the lungs, from 0 to 1, eased at both ends of a phase.
    pub(crate) fullness: f64,
    /// The number of the breath, from 1.
    pub(crate) cycle: u64,
}

/// Tenths of a nanosecond. At every pace, a nanosecond is an integer number of them.
pub(super) type Ticks = u128;

pub(super) const TICKS_PER_NANO: Ticks = 10;

/// The maximum duration of a phase.
const MAX_PHASE: Duration = Duration::from_hours(1);

impl From<&Break> for BreathPattern {
    fn from(break_: &Break) -> Self {
        let mut pattern = Self {
            max_cycles: break_.max_breaths,
            say: break_.say.clone().unwrap_or_default(),
            ..Self::new(&break_.phases)
        };
        if !break_.rounds.is_empty() {
            pattern.apply_rounds(break_);
        }
        pattern
    }
}

impl BreathPattern {
    /// A pattern of these phases, without those of zero duration.
    pub fn new(phases: &[Phase]) -> Self {
        let timed_phases = phases
            .iter()
            .map(TimedPhase::new)
            .filter(|timed_phase| !timed_phase.duration.is_zero())
            .collect();
        Self::from_timed_phases(timed_phases)
    }

    /// The break with its shorter phases; none if it has no such phases.
    pub(crate) fn softer(break_: &Break) -> Option<Self> {
        let is_offered = !break_.softer.is_empty() && break_.softer.len() == break_.phases.len();
        is_offered.then(|| {
            let mut softer = break_.clone();
            for (phase, &seconds) in softer.phases.iter_mut().zip(&break_.softer) {
                phase.seconds = seconds;
            }
            Self::from(&softer)
        })
    }

    fn from_timed_phases(mut timed_phases: Vec<TimedPhase>) -> Self {
        assign_fullness(&mut timed_phases);
        let cycle = timed_phases
            .iter()
            .map(|timed_phase| timed_phase.duration)
            .sum();
        Self {
            phases: timed_phases,
            cycle,
            ..Self::default()
        }
    }

    /// Sets the rounds, and clears the default text of phases that have none of their own.
    fn apply_rounds(&mut self, break_: &Break) {
        self.rounds.clone_from(&break_.rounds);
        let lasting_phases = break_
            .phases
            .iter()
            .filter(|phase| !TimedPhase::new(phase).duration.is_zero());
        for (timed_phase, phase) in self.phases.iter_mut().zip(lasting_phases) {
            if phase.say.is_none() {
                timed_phase.say.clear();
            }
        }
    }

    /// The text for a phase in a cycle, counted from 0.
    fn text_in_cycle<'a>(&'a self, phase: &'a TimedPhase, cycle: u128) -> &'a str {
        let count = self.rounds.len().max(1) as u128;
        let round = usize::try_from(cycle % count).unwrap_or(0);
        match self.rounds.get(round) {
            Some(text) if phase.say.is_empty() => text,
            _ => &phase.say,
        }
    }

    #[cfg(test)]
    pub(in crate::domain::breath) fn phases(&self) -> &[TimedPhase] {
        &self.phases
    }

    /// Every text that is shown at some time.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let of_parts = self
            .phases
            .iter()
            .map(|timed_phase| timed_phase.say.as_str());
        of_parts.chain(self.rounds.iter().map(String::as_str))
    }

    /// The duration of one breath at the original pace.
    pub const fn cycle_duration(&self) -> Duration {
        self.cycle
    }

    /// Whether this is quiet time.
    pub const fn has_no_phases(&self) -> bool {
        self.phases.is_empty()
    }

    pub fn has_inhale(&self) -> bool {
        self.phases
            .iter()
            .any(|timed_phase| timed_phase.action == PhaseAction::Inhale)
    }

    pub fn has_holds(&self) -> bool {
        self.phases.iter().any(TimedPhase::is_hold)
    }

    #[must_use]
    pub(crate) fn without_holds(&self) -> Self {
        let timed_phases = self
            .phases
            .iter()
            .filter(|timed_phase| !timed_phase.is_hold())
            .cloned()
            .collect();
        Self {
            max_cycles: self.max_cycles,
            say: self.say.clone(),
            rounds: self.rounds.clone(),
            ..Self::from_timed_phases(timed_phases)
        }
    }

    /// The phase at a moment, with its index and the time elapsed in it; none in quiet time.
    pub(super) fn phase_at(&self, elapsed: Duration) -> Option<(usize, &TimedPhase, Duration)> {
        let mut passed =
            duration_from_nanos(elapsed.as_nanos().checked_rem(self.cycle.as_nanos())?);
        for (index, timed_phase) in self.phases.iter().enumerate() {
            if passed < timed_phase.duration {
                return Some((index, timed_phase, passed));
            }
            passed -= timed_phase.duration;
        }
        None
    }

    /// The start of the first inhale within a cycle.
    pub(super) fn first_inhale(&self) -> Duration {
        match self
            .phases
            .iter()
            .position(|timed_phase| timed_phase.action == PhaseAction::Inhale)
        {
            Some(first) => self.phases[..first]
                .iter()
                .map(|timed_phase| timed_phase.duration)
                .sum(),
            None => Duration::ZERO,
        }
    }

    /// The duration of `count` breaths, or of `count` seconds in quiet time.
    pub(super) fn ticks_for(&self, count: u64) -> Ticks {
        let unit = if self.has_no_phases() {
            Duration::from_secs(1)
        } else {
            self.cycle
        };
        to_ticks(unit) * Ticks::from(count)
    }

    /// The count of complete breaths, or seconds, nearest to a time: at least one, at most `max_cycles`.
    pub(super) fn nearest_count(&self, time: Ticks) -> u64 {
        let unit = self.ticks_for(1);
        saturating_u64((time + unit / 2) / unit).clamp(1, self.max_count())
    }

    /// The most breaths at once.
    pub(super) fn max_count(&self) -> u64 {
        match self.max_cycles {
            Some(max) if !self.has_no_phases() => u64::from(max.max(1)),
            _ => u64::MAX,
        }
    }
}

impl TimedPhase {
    fn new(phase: &Phase) -> Self {
        let duration = match Duration::try_from_secs_f32(phase.seconds) {
            Ok(duration) => duration.min(MAX_PHASE),
            Err(_) if phase.seconds > 0.0 => MAX_PHASE,
            Err(_) => Duration::ZERO,
        };
        // Rounds to milliseconds, as a float doesn't hold a tenth of a second exactly.
        let micros = duration.as_secs() * 1_000_000 + u64::from(duration.subsec_micros());
        Self {
            action: phase.action,
            say: phase
                .say
                .clone()
                .unwrap_or_else(|| default_text(phase.action).to_owned()),
            duration: Duration::from_millis((micros + 500) / 1000),
            start_fullness: 0.0,
            end_fullness: 0.0,
        }
    }

    const fn is_hold(&self) -> bool {
        matches!(self.action, PhaseAction::Hold | PhaseAction::HoldEmpty)
    }

    const fn direction(&self) -> FillDirection {
        match self.action {
            PhaseAction::Inhale | PhaseAction::TopUp | PhaseAction::Tense => FillDirection::Filling,
            PhaseAction::Exhale | PhaseAction::Release => FillDirection::Emptying,
            PhaseAction::Hold | PhaseAction::HoldEmpty | PhaseAction::Rest => FillDirection::Steady,
        }
    }

    /// Whether the shape doesn't move.
    pub(super) fn is_still(&self) -> bool {
        (self.start_fullness - self.end_fullness).abs() < f64::EPSILON
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FillDirection {
    Filling,
    Emptying,
    Steady,
}

const fn default_text(action: PhaseAction) -> &'static str {
    match action {
        PhaseAction::Inhale => "In",
        PhaseAction::TopUp => "One more sip of air",
        PhaseAction::Hold => "Hold",
        PhaseAction::Exhale => "Out",
        PhaseAction::HoldEmpty => "Rest",
        PhaseAction::Rest => "Wait for the next one",
        PhaseAction::Tense => "Tighten, gently",
        PhaseAction::Release => "Let go",
    }
}

/// Sets the fullness at both ends of each phase, without a jump between phases or breaths.
///
/// Consecutive filling phases divide the range from empty to full by their durations, and emptying phases the way
/// back. A pattern with only one direction couldn't return without a jump, so it stays empty.
fn assign_fullness(timed_phases: &mut [TimedPhase]) {
    let moving: Vec<usize> = (0..timed_phases.len())
        .filter(|&i| timed_phases[i].direction() != FillDirection::Steady)
        .collect();
    let before = moving.iter().cycle().skip(moving.len().saturating_sub(1));
    let turn = moving
        .iter()
        .zip(before)
        .find(|&(&i, &b)| timed_phases[i].direction() != timed_phases[b].direction());
    let Some((&turn, _)) = turn else { return };
    timed_phases.rotate_left(turn);

    let mut level: f64 = if timed_phases[0].direction() == FillDirection::Filling {
        0.0
    } else {
        1.0
    };
    for i in 0..timed_phases.len() {
        let direction = timed_phases[i].direction();
        let total: Duration = timed_phases[i..]
            .iter()
            .take_while(|timed_phase| {
                timed_phase.direction() == direction
                    || timed_phase.direction() == FillDirection::Steady
            })
            .filter(|timed_phase| timed_phase.direction() == direction)
            .map(|timed_phase| timed_phase.duration)
            .sum();
        let share = timed_phases[i].duration.div_duration_f64(total);
        timed_phases[i].start_fullness = level;
        level = match direction {
            FillDirection::Filling => 1.0 - (1.0 - level) * (1.0 - share),
            FillDirection::Emptying => level * (1.0 - share),
            FillDirection::Steady => level,
        };
        timed_phases[i].end_fullness = level;
    }
    timed_phases.rotate_right(turn);
}

/// The state of a pattern after any elapsed time.
pub fn state_at(pattern: &BreathPattern, elapsed: Duration) -> BreathState<'_> {
    let Some((phase_index, phase, passed)) = pattern.phase_at(elapsed) else {
        return BreathState {
            phase_index: 0,
            action: PhaseAction::Rest,
            say: &pattern.say,
            second: 0,
            phase_seconds: 0,
            previous_action: PhaseAction::Rest,
            elapsed: Duration::ZERO,
            progress: 0.0,
            fullness: 0.0,
            cycle: 1,
        };
    };
    let progress = passed.div_duration_f64(phase.duration);
    let cycle = elapsed.as_nanos() / pattern.cycle.as_nanos();
    let previous = phase_index
        .checked_sub(1)
        .unwrap_or(pattern.phases.len() - 1);
    // The speed is 0 at both ends, so the shape never stops or turns abruptly.
    let eased = (1.0 - (std::f64::consts::PI * progress).cos()) / 2.0;
    BreathState {
        phase_index,
        action: phase.action,
        say: pattern.text_in_cycle(phase, cycle),
        second: passed.as_secs() + 1,
        phase_seconds: phase.duration.as_secs() + u64::from(phase.duration.subsec_nanos() > 0),
        previous_action: pattern.phases[previous].action,
        elapsed: passed,
        progress,
        fullness: (phase.start_fullness + (phase.end_fullness - phase.start_fullness) * eased)
            .clamp(0.0, 1.0),
        cycle: saturating_u64(cycle).saturating_add(1),
    }
}

pub(super) const fn to_ticks(time: Duration) -> Ticks {
    time.as_nanos() * TICKS_PER_NANO
}

/// The duration of `nanos`, saturating.
pub(super) fn duration_from_nanos(nanos: u128) -> Duration {
    let below_a_second = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
    Duration::new(saturating_u64(nanos / 1_000_000_000), below_a_second)
}

pub(super) fn saturating_u64(count: u128) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
pub(super) mod tests;
