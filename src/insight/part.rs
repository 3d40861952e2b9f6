//! The parts of the whole, each from the fears that can tell it.

use std::collections::BTreeMap;

use super::{
    Acted, ActedSplit, Against, Changes, Checked, FearOutcome, Looks, Managing, Scored, Share,
    Verdict, count, z,
};
use crate::session::RatingPair;

/// What the first of them say, as many as the last step passed has.
pub fn verdict(scored: &[Scored]) -> Option<(Verdict, u32)> {
    let step = STEPS.into_iter().rfind(|&step| step <= scored.len())?;
    let first = &scored[..step];
    let z = z(first);
    let verdict = if z <= -2.0 {
        Verdict::RunsHigh
    } else if z >= 2.0 {
        Verdict::RunsLow
    } else if step >= ABOUT_RIGHT_FROM && z.abs() < 1.0 {
        Verdict::AboutRight
    } else {
        Verdict::TooFewToSay
    };
    Some((verdict, count(first, |_| true)))
}

/// A verdict is reached at these and stays until the next: one that is tried again with every answer
/// turns up false ones more and more often.
const STEPS: [usize; 6] = [10, 20, 30, 50, 75, 100];

/// Ten that show no gap don't show that there is none.
const ABOUT_RIGHT_FROM: usize = 30;

/// The fears that were rated at first and then happened or didn't.
pub fn scored(resolved: &[Checked]) -> Vec<Scored> {
    let scored = |fear: &Checked| Scored::new(fear.gut?, fear.outcome);
    resolved.iter().filter_map(scored).collect()
}

/// How those that happened were managed.
pub fn managing(resolved: &[Checked]) -> Option<Managing> {
    let hard = || {
        resolved
            .iter()
            .filter(|fear| fear.outcome != FearOutcome::No)
    };
    let rated: Vec<_> = hard().filter_map(|fear| fear.managed).collect();
    let well = Share {
        part: count(&rated, |&managed| managed >= 50),
        of: count(&rated, |_| true),
    };
    let coping = hard().filter_map(|fear| fear.coping_expected.zip(fear.managed));
    let hardness = hard().filter_map(|fear| fear.hardness_expected.zip(fear.hardness));
    (well.of >= MANAGING_FROM).then(|| Managing {
        well,
        unrated: count(resolved, |fear| {
            fear.outcome != FearOutcome::No && fear.managed.is_none()
        }),
        against_expected: Against::of(coping).from(MANAGING_FROM),
        hardness: Against::of(hardness).from(MANAGING_FROM),
    })
}

/// What was done about those that didn't happen.
pub fn acted(resolved: &[Checked]) -> Option<ActedSplit> {
    let number = |answer| {
        count(resolved, |fear| {
            fear.outcome == FearOutcome::No && fear.acted == answer
        })
    };
    let not_happened = count(resolved, |fear| fear.outcome == FearOutcome::No);
    (not_happened > 0).then(|| ActedSplit {
        not_happened,
        acted: number(Some(Acted::Yes)),
        unsure: number(Some(Acted::Unsure)),
        unanswered: number(None),
    })
}

/// Which rating came closer.
pub fn looks(resolved: &[Checked]) -> Option<Looks> {
    let mut looks = Looks::default();
    for fear in resolved {
        let what_came = match fear.outcome {
            FearOutcome::Yes => 100,
            FearOutcome::No => 0,
            _ => continue,
        };
        let (Some(gut), Some(second)) = (fear.gut, fear.second_look) else {
            continue;
        };
        let [gut, second] = [gut, second].map(|rating| rating.abs_diff(what_came));
        looks.pairs += 1;
        looks.second_closer += u32::from(second < gut);
        looks.equally_close += u32::from(second == gut);
    }
    (looks.pairs >= LOOKS_FROM).then_some(looks)
}

/// How ratings differed from walk to walk, by scale.
pub fn changes(pairs: &[RatingPair]) -> Vec<Changes> {
    let mut by_scale: BTreeMap<&str, Vec<(u8, u8)>> = BTreeMap::new();
    for pair in pairs {
        let of_scale = by_scale.entry(&pair.scale).or_default();
        of_scale.push((pair.before, pair.after));
    }
    let changes = |(scale, pairs): (&str, Vec<_>)| {
        let against = Against::of(pairs.into_iter()).from(CHANGES_FROM)?;
        Some(Changes {
            scale: scale.to_owned(),
            walks: against.all(),
            against,
            may_be_drawn: against.all() >= LINE_FROM,
        })
    };
    by_scale.into_iter().filter_map(changes).collect()
}

const MANAGING_FROM: u32 = 3;
const LOOKS_FROM: u32 = 10;
const CHANGES_FROM: u32 = 10;
const LINE_FROM: u32 = 20;
