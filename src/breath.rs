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
mod tests {
    use super::*;
    use crate::exercise::PhaseAction::*;
    use proptest::prelude::*;

    pub(super) fn phases(of: &[(PhaseAction, f32)]) -> Vec<Phase> {
        of.iter()
            .map(|&(action, seconds)| Phase {
                action,
                seconds,
                say: None,
            })
            .collect()
    }

    pub(super) fn any_phases() -> impl Strategy<Value = Vec<Phase>> {
        let action = prop_oneof![
            Just(In),
            Just(TopUp),
            Just(Hold),
            Just(Out),
            Just(HoldEmpty),
            Just(Rest)
        ];
        proptest::collection::vec((action, 5_u16..=200), 0..7).prop_map(|of| {
            phases(
                &of.iter()
                    .map(|&(a, tenths)| (a, f32::from(tenths) / 10.0))
                    .collect::<Vec<_>>(),
            )
        })
    }

    fn pattern(of: &[(PhaseAction, f32)]) -> Pattern {
        Pattern::new(&phases(of))
    }

    fn fullness(pattern: &Pattern, seconds: f64) -> f64 {
        beat(pattern, Duration::from_secs_f64(seconds)).fullness
    }

    #[test]
    fn people_count_from_one() {
        let slow = pattern(&[(In, 4.0), (Out, 6.0)]);
        for (millis, expected) in [
            (0, (In, 1, 4, 1)),
            (999, (In, 1, 4, 1)),
            (3_999, (In, 4, 4, 1)),
            (4_000, (Out, 1, 6, 1)),
            (9_999, (Out, 6, 6, 1)),
            (10_000, (In, 1, 4, 2)),
        ] {
            let beat = beat(&slow, Duration::from_millis(millis));
            assert_eq!(
                (beat.action, beat.count, beat.of, beat.cycle),
                expected,
                "{millis} ms"
            );
        }
    }

    #[test]
    fn half_a_second_more_is_one_more_to_count() {
        let half = pattern(&[(In, 2.0), (Hold, 3.5), (Out, 4.0)]);
        let beat = beat(&half, Duration::from_millis(5_400));
        assert_eq!((beat.action, beat.count, beat.of), (Hold, 4, 4));
    }

    #[test]
    fn each_part_of_a_breath_moves_the_shape_its_own_way() {
        let sigh = pattern(&[
            (In, 3.0),
            (TopUp, 1.0),
            (Hold, 2.0),
            (Out, 6.0),
            (Rest, 2.0),
        ]);
        for (seconds, expected) in [
            (0.0, 0.0),
            (1.5, 0.375),
            (3.0, 0.75),
            (4.0, 1.0),
            (5.0, 1.0),
            (9.0, 0.5),
            (12.0, 0.0),
            (13.9, 0.0),
        ] {
            let is = fullness(&sigh, seconds);
            assert!((is - expected).abs() < 1e-9, "{is} at {seconds} s");
        }
    }

    #[test]
    fn the_shape_starts_and_stops_gently() {
        let slow = pattern(&[(In, 4.0), (Out, 6.0)]);
        assert!(fullness(&slow, 0.1) < 0.01);
        assert!(fullness(&slow, 3.9) > 0.99);
        assert!(fullness(&slow, 4.1) > 0.99);
        assert!(fullness(&slow, 9.9) < 0.01);
    }

    #[test]
    fn a_breath_that_begins_by_letting_go_begins_full() {
        let out_first = pattern(&[(Out, 4.0), (Rest, 1.0), (In, 3.0)]);
        assert!((fullness(&out_first, 0.0) - 1.0).abs() < 1e-9);
        assert!(fullness(&out_first, 4.5) < 1e-9);
        assert!(fullness(&out_first, 7.999_999) > 0.999);
    }

    #[test]
    fn a_breath_with_no_way_back_stands_still() {
        for action in [In, TopUp, Hold, Out, HoldEmpty, Rest] {
            let one = pattern(&[(action, 3.0)]);
            for seconds in [0.0, 1.5, 2.999, 3.0, 1e9] {
                assert!(fullness(&one, seconds) < 1e-9, "{action:?} at {seconds} s");
            }
        }
    }

    #[test]
    fn phases_that_make_no_sense_are_left_out_or_cut_short() {
        let odd = pattern(&[
            (In, 0.0),
            (In, -4.0),
            (Hold, f32::NAN),
            (Out, f32::INFINITY),
            (Rest, f32::MAX),
        ]);
        assert_eq!(odd.cycle(), LONGEST_PHASE * 2);
        assert!(pattern(&[(In, 0.0)]).is_quiet());
    }

    #[test]
    fn tenths_of_a_second_are_exact() {
        assert_eq!(
            pattern(&[(In, 0.1), (Out, 2.7)]).cycle(),
            Duration::from_millis(2_800)
        );
    }

    #[test]
    fn a_quiet_time_has_words_and_nothing_to_count() {
        let pause = Break {
            say: Some("Nothing to do.".into()),
            ..Break::default()
        };
        let quiet = Pattern::from(&pause);
        for elapsed in [Duration::ZERO, Duration::from_secs(59), Duration::MAX] {
            let beat = beat(&quiet, elapsed);
            assert_eq!((beat.say, beat.count, beat.of), ("Nothing to do.", 0, 0));
        }
    }

    #[test]
    fn a_million_breaths_later_nothing_has_drifted() {
        let uneven = pattern(&[(In, 2.9), (TopUp, 0.7), (Hold, 1.3), (Out, 5.1)]);
        for offset in [0, 1, 2_899_999_999, 2_900_000_000, 9_999_999_999].map(Duration::from_nanos)
        {
            let first = beat(&uneven, offset);
            for k in (1..=1_000_000).step_by(997).chain([1_000_000]) {
                let later = beat(&uneven, uneven.cycle() * k + offset);
                assert_eq!(
                    later,
                    Beat {
                        cycle: u64::from(k) + 1,
                        ..first
                    }
                );
            }
        }
        beat(&uneven, Duration::MAX);
    }

    #[test]
    fn leaving_out_the_holds_leaves_the_rest() {
        let boxed = pattern(&[
            (In, 4.0),
            (Hold, 4.0),
            (Out, 4.0),
            (HoldEmpty, 4.0),
            (Rest, 1.0),
        ]);
        let without = boxed.without_holds();
        let actions: Vec<_> = without.parts().iter().map(|part| part.action).collect();
        assert_eq!(actions, [In, Out, Rest]);
        assert_eq!(without.cycle(), Duration::from_secs(9));
        assert!(boxed.has_holds() && !without.has_holds());
    }

    proptest! {
        #[test]
        fn the_shape_never_jumps_and_stays_in_bounds(
            phases in any_phases(),
            millis in 0_u64..1_000_000,
            step in 1_u64..50,
        ) {
            let pattern = Pattern::new(&phases);
            let step = Duration::from_millis(step);
            let now = beat(&pattern, Duration::from_millis(millis));
            let next = beat(&pattern, Duration::from_millis(millis) + step);
            prop_assert!((0.0..=1.0).contains(&now.fullness));
            prop_assert!((0.0..1.0).contains(&now.progress));
            prop_assert!(now.count <= now.of);
            if let Some(shortest) = pattern.parts().iter().map(|part| part.lasts).min() {
                let most = 1.5 * step.div_duration_f64(shortest);
                prop_assert!((next.fullness - now.fullness).abs() <= most + 1e-9);
            }
        }

        #[test]
        fn parts_meet_without_a_gap(phases in any_phases()) {
            let pattern = Pattern::new(&phases);
            let parts = pattern.parts();
            for (part, next) in parts.iter().zip(parts.iter().cycle().skip(1)) {
                prop_assert!((part.to - next.from).abs() < 1e-9);
            }
        }

        #[test]
        fn a_breath_in_and_out_goes_all_the_way(phases in any_phases()) {
            let pattern = Pattern::new(&phases);
            let courses = pattern.parts().iter().map(Part::course);
            let fills = courses.clone().filter(|&course| course == Course::Fills).count();
            let empties = courses.filter(|&course| course == Course::Empties).count();
            let highest = pattern.parts().iter().fold(0.0, |high: f64, part| high.max(part.to));
            let lowest = pattern.parts().iter().fold(1.0, |low: f64, part| low.min(part.to));
            if fills > 0 && empties > 0 {
                prop_assert!((highest - 1.0).abs() < 1e-9 && lowest < 1e-9);
            } else {
                prop_assert!(highest < 1e-9);
            }
        }
    }
}
