//! Breaks: how many there were, and the distress before and after them.

use super::figures::Comparison;
use super::{MIN_FOR_COUNTS, count_where};

/// A break that was taken, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TakenBreak {
    /// How long it lasted; none in an entry without it.
    pub(crate) seconds: Option<u32>,
    pub(crate) distress_before: Option<u8>,
    pub(crate) distress_after: Option<u8>,
}

/// The figures of breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BreakFigures {
    pub(crate) total: u32,
    pub(crate) seconds: u64,
    /// The distress after breaks beside that before, of those with both ratings. It doesn't tell what a break did:
    /// people rest when it is worst, and what is worst is followed by something lower with and without a break.
    pub(crate) comparison: Option<Comparison>,
}

impl BreakFigures {
    pub(super) fn new(breaks: &[TakenBreak]) -> Self {
        let pairs = breaks
            .iter()
            .filter_map(|taken| taken.distress_before.zip(taken.distress_after));
        let seconds = breaks.iter().filter_map(|taken| taken.seconds);
        Self {
            total: count_where(breaks, |_| true),
            seconds: seconds.map(u64::from).sum(),
            comparison: Comparison::from_pairs(pairs).if_at_least(MIN_FOR_COUNTS),
        }
    }

    /// The rounded minutes in all.
    pub(super) const fn minutes(self) -> u64 {
        (self.seconds + 30) / 60
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(before: impl Into<Option<u8>>, after: impl Into<Option<u8>>) -> TakenBreak {
        TakenBreak {
            seconds: Some(100),
            distress_before: before.into(),
            distress_after: after.into(),
        }
    }

    #[test]
    fn less_than_ten_points_apart_is_the_same_as_for_other_ratings() {
        let breaks = [
            taken(70, 60),
            taken(70, 61),
            taken(70, 79),
            taken(70, 80),
            taken(100, 0),
        ];
        let figures = BreakFigures::new(&breaks);
        let comparison = Comparison {
            lower: 2,
            same: 2,
            higher: 1,
        };
        assert_eq!(figures.comparison, Some(comparison));
    }

    #[test]
    fn four_pairs_are_too_few_and_one_rating_is_no_pair() {
        let mut breaks = vec![taken(70, 20); 4];
        breaks.extend([taken(70, None), taken(None, 20), taken(None, None)]);
        breaks.push(TakenBreak {
            seconds: None,
            ..taken(None, None)
        });
        let figures = BreakFigures::new(&breaks);
        // Seven times 100 seconds are eleven minutes and forty seconds.
        assert_eq!(
            (figures.total, figures.seconds, figures.minutes()),
            (8, 700, 12)
        );
        assert_eq!(figures.comparison, None);
        breaks.push(taken(0, 0));
        let comparison = BreakFigures::new(&breaks).comparison.unwrap();
        assert_eq!((comparison.lower, comparison.total()), (4, 5));
    }

    #[test]
    fn without_a_break_there_is_nothing_to_say() {
        assert_eq!(BreakFigures::new(&[]), BreakFigures::default());
    }
}
