//! Ratings before and after, week by week.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::sections::scale_changes;
use crate::domain::session::RatingPair;

/// The mean ratings of the last weeks on one scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WeeklyRatings {
    pub(crate) scale: &'static str,
    /// Oldest first.
    pub(crate) weeks: Vec<RatedWeek>,
    /// The means of all ratings of these weeks.
    pub(crate) mean: MeanPair,
}

/// A week, and its mean ratings if there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RatedWeek {
    pub(crate) monday: Date,
    pub(crate) mean: Option<MeanPair>,
}

/// The means of the ratings before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MeanPair {
    pub(crate) before: u8,
    pub(crate) after: u8,
}

/// A quarter of a year, which fits beside something else in wide windows.
pub(crate) const WEEKS: i64 = 13;

/// The scales that are charted.
const SCALES: [&str; 2] = ["likelihood", "distress"];

/// The ratings of the weeks up to the one of `last`, for each scale with enough of them in these weeks.
pub(crate) fn weekly_ratings(pairs: &[(Date, &RatingPair)], last: Date) -> Vec<WeeklyRatings> {
    let mondays = last_mondays(last);
    let is_in_view = |(day, _): &&(Date, &RatingPair)| *day <= last && *day >= mondays[0];
    let pairs: Vec<_> = pairs.iter().filter(is_in_view).copied().collect();
    let ratings: Vec<_> = pairs.iter().map(|(_, pair)| (*pair).clone()).collect();
    let changes = scale_changes(&ratings);
    let has_enough = |scale: &&str| {
        let is_it = |change: &&super::ScaleChanges| change.scale == *scale;
        changes
            .iter()
            .find(is_it)
            .is_some_and(|change| change.is_enough_for_chart)
    };
    SCALES
        .into_iter()
        .filter(has_enough)
        .filter_map(|scale| ratings_of(scale, &pairs, &mondays))
        .collect()
}

fn ratings_of(
    scale: &'static str,
    pairs: &[(Date, &RatingPair)],
    mondays: &[Date],
) -> Option<WeeklyRatings> {
    let is_rated = |pair: &RatingPair| pair.scale == scale;
    let rated: Vec<_> = pairs.iter().filter(|(_, pair)| is_rated(pair)).collect();
    let week = |monday: &Date| {
        let in_week = rated.iter().filter(|(day, _)| monday_of(*day) == *monday);
        RatedWeek {
            monday: *monday,
            mean: mean(in_week.map(|(_, pair)| *pair)),
        }
    };
    Some(WeeklyRatings {
        scale,
        weeks: mondays.iter().map(week).collect(),
        mean: mean(rated.iter().map(|(_, pair)| *pair))?,
    })
}

/// The rounded means; None without any.
fn mean<'a>(pairs: impl Iterator<Item = &'a RatingPair>) -> Option<MeanPair> {
    let (mut count, mut before, mut after) = (0_u32, 0_u32, 0_u32);
    for pair in pairs {
        count += 1;
        before += u32::from(pair.before);
        after += u32::from(pair.after);
    }
    Some(MeanPair {
        before: rounded_mean(before, count)?,
        after: rounded_mean(after, count)?,
    })
}

/// The rounded mean of ratings with this sum; None without any.
pub(super) fn rounded_mean(sum: u32, count: u32) -> Option<u8> {
    u8::try_from((sum + count / 2).checked_div(count)?).ok()
}

/// The Mondays of the weeks that are charted, oldest first.
pub(super) fn last_mondays(last: Date) -> Vec<Date> {
    let mondays = (0..WEEKS).rev();
    mondays
        .map(|back| monday_of(last.saturating_sub(back.weeks())))
        .collect()
}

pub(super) fn monday_of(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn pair(scale: &str, before: u8, after: u8) -> RatingPair {
        RatingPair {
            scale: scale.to_owned(),
            before,
            after,
        }
    }

    #[test]
    fn a_chart_needs_twenty_ratings_in_the_weeks_it_shows() {
        let today = date(2026, 11, 24);
        let rated = pair("likelihood", 80, 30);
        let mut pairs = vec![(date(2026, 11, 23), &rated); 19];
        assert_eq!(weekly_ratings(&pairs, today), []);
        // A year ago and tomorrow aren't shown, so they don't count.
        pairs.push((date(2025, 11, 23), &rated));
        pairs.push((date(2026, 11, 25), &rated));
        assert_eq!(weekly_ratings(&pairs, today), []);
        pairs.push((date(2026, 8, 31), &rated));
        let weekly = weekly_ratings(&pairs, today);
        assert_eq!(weekly.len(), 1);
        assert_eq!(weekly[0].weeks.len(), 13);
        assert_eq!(weekly[0].weeks[0].monday, date(2026, 8, 31));
        assert_eq!(weekly[0].weeks[12].monday, date(2026, 11, 23));
        let means: Vec<_> = weekly[0].weeks.iter().map(|week| week.mean).collect();
        let mean = Some(weekly[0].mean);
        assert_eq!((means[0], means[12]), (mean, mean));
        assert!(means[1..12].iter().all(Option::is_none), "{means:?}");
    }

    #[test]
    fn each_scale_has_its_own_means_and_only_two_are_charted() {
        let today = date(2026, 11, 24);
        let likely = [pair("likelihood", 100, 0), pair("likelihood", 51, 0)];
        let heavy = [pair("distress", 0, 100), pair("belief", 50, 50)];
        let pairs: Vec<_> = (0..20)
            .flat_map(|place| [&likely[place % 2], &heavy[0], &heavy[1]])
            .map(|rated| (today, rated))
            .collect();
        let weekly = weekly_ratings(&pairs, today);
        let means: Vec<_> = weekly
            .iter()
            .map(|ratings| (ratings.scale, ratings.mean.before, ratings.mean.after))
            .collect();
        assert_eq!(means, [("likelihood", 76, 0), ("distress", 0, 100)]);
    }

    #[test]
    fn the_first_and_the_last_days_there_are_do_no_harm() {
        let rated = pair("distress", 1, 2);
        for day in [Date::MIN, Date::MAX] {
            assert_eq!(weekly_ratings(&vec![(day, &rated); 20], day).len(), 1);
        }
    }
}
