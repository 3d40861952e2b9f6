//! What many fears say together once it is known what came of them: how often they came true, how far the
//! gut was off, and how well they were managed. Nothing is said from too few.

mod measure;
mod part;
#[cfg(test)]
mod tests;
mod words;

pub use self::measure::{Scored, brier, wilson, z};
pub use self::words::{Words, words};
use crate::session::{RatingChange, RatingPair};

/// A fear that was written down to be looked back on, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    pub outcome: FearOutcome,
    /// How likely it seemed at first.
    pub gut: Option<u8>,
    /// How likely it seemed at the end of the walk.
    pub second_look: Option<u8>,
    /// Whether something was done that made it less likely.
    pub acted: Option<Acted>,
    pub coping_expected: Option<u8>,
    pub managed: Option<u8>,
    pub hardness_expected: Option<u8>,
    pub hardness: Option<u8>,
}

/// What came of a fear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FearOutcome {
    No,
    Partly,
    Yes,
    /// It can't be told.
    Unknown,
    /// Too early, or not answered yet.
    Open,
    /// The person would rather not look.
    Dropped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    Yes,
    No,
    Unsure,
}

/// All that may be shown from so many, and nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insights {
    pub seen: Seen,
    /// Many of these happened, which asks for care before any number.
    pub care: bool,
    pub counts: Option<Counts>,
    /// Between which shares, 0 to 1, fears come true, going by those that did or didn't.
    pub interval: Option<(f64, f64)>,
    pub managing: Option<Managing>,
    pub expected: Option<Expected>,
    pub verdict: Option<(Verdict, u32)>,
    pub acted: Option<ActedSplit>,
    pub looks: Option<Looks>,
    pub buckets: Option<[Option<Share>; 3]>,
    /// Belongs in the details, never in a headline.
    pub brier: Option<Brier>,
    /// The first fifteen and the last fifteen.
    pub then_and_now: Option<[Counts; 2]>,
    pub changes: Vec<Changes>,
}

/// How many fears were written down, and what isn't known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub all: u32,
    pub resolved: u32,
    pub open: u32,
    pub unknown: u32,
    pub dropped: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub yes: u32,
    pub partly: u32,
    pub no: u32,
}

/// `of` that many, so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub part: u32,
    pub of: u32,
}

/// How fears that happened, or partly did, were managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Managing {
    /// Managing was rated 50 or more, of those where it was rated.
    pub well: Share,
    /// Those that happened and where it wasn't rated.
    pub unrated: u32,
    /// Managing beside what was expected, where both are known.
    pub against_expected: Option<Against>,
    /// How hard it was beside what was expected, where both are known.
    pub hardness: Option<Against>,
}

/// How often the second of two ratings was lower, about the same, higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Against {
    pub lower: u32,
    pub same: u32,
    pub higher: u32,
}

/// What the gut expected beside what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// 0 to 1.
    pub mean: f64,
    pub happened: Share,
}

/// What the first 10, 20, 30, 50, 75 or 100 say about the gut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    RunsHigh,
    RunsLow,
    AboutRight,
    TooFewToSay,
}

/// Of fears that didn't happen: whether the person did something about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActedSplit {
    pub not_happened: u32,
    pub acted: u32,
    pub unsure: u32,
    pub unanswered: u32,
}

/// Which of the two ratings was closer to what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    pub pairs: u32,
    pub second_closer: u32,
    pub equally_close: u32,
}

/// The Brier score beside what two other ways of guessing would have scored. 0 is best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brier {
    pub score: f64,
    /// Always saying 50%.
    pub coin: f64,
    /// Always saying the share that came true.
    pub base_rate: f64,
}

/// How the second rating of a scale differed from the first, over many walks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    pub scale: String,
    pub walks: u32,
    pub against: Against,
    /// Whether there are enough to draw a line through.
    pub may_be_drawn: bool,
}

// From how many each may be shown. Below them the figures swing so far that they would mislead; a
// simulation among the tests shows how far.
const COUNTS_FROM: u32 = 5;
const GUT_FROM: u32 = 10;
const DETAILS_FROM: u32 = 20;
const THEN_AND_NOW_FROM: u32 = 30;
const BUCKET_FROM: u32 = 5;

/// How many are compared at either end.
const END: usize = 15;

/// What may be shown of these fears, in the order they were resolved, and of these pairs of ratings.
pub fn insights(checked: &[Checked], pairs: &[RatingPair]) -> Insights {
    let seen = Seen::of(checked);
    let resolved: Vec<_> = checked
        .iter()
        .copied()
        .filter(|fear| fear.outcome.is_resolved())
        .collect();
    let counts = Counts::of(&resolved);
    let care = seen.resolved >= GUT_FROM && counts.yes > 0 && counts.yes >= counts.no;
    let mut insights = Insights {
        seen,
        care,
        changes: part::changes(pairs),
        ..Insights::default()
    };
    if seen.resolved >= COUNTS_FROM {
        insights.counts = Some(counts);
        let settled = counts.settled();
        insights.interval = (settled >= COUNTS_FROM).then(|| wilson(counts.yes, settled));
        insights.managing = part::managing(&resolved);
    }
    if seen.resolved >= GUT_FROM {
        insights.acted = part::acted(&resolved);
        insights.looks = part::looks(&resolved);
        insights.add_gut(&part::scored(&resolved));
    }
    if seen.resolved >= THEN_AND_NOW_FROM {
        let last = &resolved[resolved.len() - END..];
        insights.then_and_now = Some([&resolved[..END], last].map(Counts::of));
    }
    insights
}

impl FearOutcome {
    pub const fn is_resolved(self) -> bool {
        matches!(self, Self::No | Self::Partly | Self::Yes)
    }
}

impl Seen {
    fn of(checked: &[Checked]) -> Self {
        let number = |is_so: fn(FearOutcome) -> bool| count(checked, |fear| is_so(fear.outcome));
        Self {
            all: count(checked, |_| true),
            resolved: number(FearOutcome::is_resolved),
            open: number(|outcome| outcome == FearOutcome::Open),
            unknown: number(|outcome| outcome == FearOutcome::Unknown),
            dropped: number(|outcome| outcome == FearOutcome::Dropped),
        }
    }
}

impl Counts {
    fn of(resolved: &[Checked]) -> Self {
        let number = |outcome| count(resolved, |fear| fear.outcome == outcome);
        Self {
            yes: number(FearOutcome::Yes),
            partly: number(FearOutcome::Partly),
            no: number(FearOutcome::No),
        }
    }

    pub const fn all(self) -> u32 {
        self.yes + self.partly + self.no
    }

    /// Those that happened or didn't: what partly did is counted by itself, and scored never.
    pub const fn settled(self) -> u32 {
        self.yes + self.no
    }
}

impl Against {
    /// Counts pairs of a first rating and a second.
    fn of(pairs: impl Iterator<Item = (u8, u8)>) -> Self {
        let mut against = Self::default();
        for (before, after) in pairs {
            let scale = String::new();
            match (RatingPair {
                scale,
                before,
                after,
            })
            .change()
            {
                RatingChange::Lower(_) => against.lower += 1,
                RatingChange::Same => against.same += 1,
                RatingChange::Higher(_) => against.higher += 1,
            }
        }
        against
    }

    pub const fn all(self) -> u32 {
        self.lower + self.same + self.higher
    }

    fn from(self, fewest: u32) -> Option<Self> {
        (self.all() >= fewest).then_some(self)
    }
}

impl Insights {
    /// What the gut said beside what happened. Somebody whose fears often come true isn't given a score.
    fn add_gut(&mut self, scored: &[Scored]) {
        let all = count(scored, |_| true);
        if all < GUT_FROM {
            return;
        }
        let happened = count(scored, |one| one.happened);
        self.expected = Some(Expected {
            mean: measure::mean(scored),
            happened: Share {
                part: happened,
                of: all,
            },
        });
        if !self.care {
            self.verdict = part::verdict(scored);
        }
        if all >= DETAILS_FROM {
            self.buckets = Some(
                measure::buckets(scored).map(|share| (share.of >= BUCKET_FROM).then_some(share)),
            );
            self.brier = (!self.care).then(|| brier(scored));
        }
    }
}

fn count<T>(list: &[T], is_so: impl Fn(&T) -> bool) -> u32 {
    let number = list.iter().filter(|one| is_so(one)).count();
    u32::try_from(number).unwrap_or(u32::MAX)
}
