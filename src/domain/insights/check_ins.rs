//! Check-ins: the distress by week, time of day and weekday, and the feelings that were named.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime, Weekday};

use super::weeks::{last_mondays, monday_of, rounded_mean};
use super::{MIN_FOR_COUNTS, MIN_FOR_DETAILS, MIN_PER_BUCKET, count_where};

/// A check-in, as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckIn {
    /// The local time of where it was written.
    pub(crate) started_at: DateTime,
    pub(crate) distress: Option<u8>,
    pub(crate) feelings: Vec<String>,
}

/// The figures of check-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CheckInFigures {
    pub(crate) total: u32,
    /// The number with a rating of distress.
    pub(crate) rated: u32,
    pub(crate) distress: Option<CheckInDistress>,
    /// The most frequent first; empty if too few check-ins have feelings.
    pub(crate) feelings: Vec<FeelingCount>,
}

/// The mean distress. A bucket with too few check-ins is left out, and a single one too, as it compares nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckInDistress {
    pub(crate) mean: u8,
    /// By the Monday of the week, in the weeks of a chart.
    pub(crate) weeks: Vec<MeanDistress<Date>>,
    pub(crate) parts_of_day: Vec<MeanDistress<PartOfDay>>,
    pub(crate) weekdays: Vec<MeanDistress<Weekday>>,
}

/// The rounded mean distress of the check-ins of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MeanDistress<T> {
    pub(crate) bucket: T,
    pub(crate) check_ins: u32,
    pub(crate) mean: u8,
}

/// A feeling, and the number of check-ins with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FeelingCount {
    pub(crate) name: String,
    pub(crate) check_ins: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartOfDay {
    /// From 22:00 to 6:00.
    Night,
    Morning,
    Afternoon,
    /// From 18:00 to 22:00.
    Evening,
}

impl PartOfDay {
    const ALL: [Self; 4] = [Self::Night, Self::Morning, Self::Afternoon, Self::Evening];

    const fn of_hour(hour: i8) -> Self {
        match hour {
            6..12 => Self::Morning,
            12..18 => Self::Afternoon,
            18..22 => Self::Evening,
            _ => Self::Night,
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// Its first hour, and the one in which it is over.
    pub(crate) const fn hours(self) -> (u8, u8) {
        match self {
            Self::Night => (22, 6),
            Self::Morning => (6, 12),
            Self::Afternoon => (12, 18),
            Self::Evening => (18, 22),
        }
    }
}

impl CheckInFigures {
    /// The figures; the last week is that of `last`.
    pub(super) fn new(check_ins: &[CheckIn], last: Date) -> Self {
        let rating = |check_in: &CheckIn| Some((check_in.started_at, check_in.distress?));
        let rated: Vec<_> = check_ins.iter().filter_map(rating).collect();
        Self {
            total: count_where(check_ins, |_| true),
            rated: count_where(&rated, |_| true),
            distress: distress(&rated, last),
            feelings: count_feelings(check_ins),
        }
    }
}

fn distress(rated: &[(DateTime, u8)], last: Date) -> Option<CheckInDistress> {
    let all = count_where(rated, |_| true);
    if all < MIN_FOR_DETAILS {
        return None;
    }
    let is_in_time = |(at, _): &&(DateTime, u8)| at.date() <= last;
    let in_time: Vec<_> = rated.iter().filter(is_in_time).copied().collect();
    let weekdays: Vec<_> = Weekday::Monday.cycle_forward().take(7).collect();
    Some(CheckInDistress {
        mean: rounded_mean(
            rated.iter().map(|(_, distress)| u32::from(*distress)).sum(),
            all,
        )?,
        weeks: means_by(&last_mondays(last), &in_time, |at| monday_of(at.date())),
        parts_of_day: means_by(&PartOfDay::ALL, rated, |at| PartOfDay::of_hour(at.hour())),
        weekdays: means_by(&weekdays, rated, DateTime::weekday),
    })
}

/// The means of those buckets that have enough ratings, if these are two or more.
fn means_by<T: Copy + PartialEq>(
    buckets: &[T],
    rated: &[(DateTime, u8)],
    bucket_of: impl Fn(DateTime) -> T,
) -> Vec<MeanDistress<T>> {
    let mut sums = vec![(0, 0); buckets.len()];
    for (at, distress) in rated {
        let bucket = bucket_of(*at);
        if let Some(index) = buckets.iter().position(|one| *one == bucket) {
            let (count, sum) = &mut sums[index];
            *count += 1;
            *sum += u32::from(*distress);
        }
    }
    let sums = buckets.iter().zip(sums);
    let mean = |(bucket, (check_ins, sum)): (&T, (u32, u32))| {
        Some(MeanDistress {
            bucket: *bucket,
            check_ins,
            mean: rounded_mean(sum, check_ins).filter(|_| check_ins >= MIN_PER_BUCKET)?,
        })
    };
    let means: Vec<_> = sums.filter_map(mean).collect();
    if means.len() < 2 { Vec::new() } else { means }
}

fn count_feelings(check_ins: &[CheckIn]) -> Vec<FeelingCount> {
    if count_where(check_ins, |check_in| !check_in.feelings.is_empty()) < MIN_FOR_COUNTS {
        return Vec::new();
    }
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for feeling in check_ins.iter().flat_map(|check_in| &check_in.feelings) {
        *counts.entry(feeling).or_default() += 1;
    }
    let count = |(name, check_ins): (&str, u32)| FeelingCount {
        name: name.to_owned(),
        check_ins,
    };
    let mut counts: Vec<_> = counts.into_iter().map(count).collect();
    counts.sort_by(|one, other| {
        let by_number = other.check_ins.cmp(&one.check_ins);
        by_number.then_with(|| one.name.cmp(&other.name))
    });
    counts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check_in(started_at: DateTime, distress: impl Into<Option<u8>>) -> CheckIn {
        CheckIn {
            started_at,
            distress: distress.into(),
            feelings: Vec::new(),
        }
    }

    fn feeling(names: &[&str]) -> CheckIn {
        CheckIn {
            feelings: names.iter().map(|name| (*name).to_owned()).collect(),
            ..check_in(date(2026, 11, 2).at(8, 0, 0, 0), None)
        }
    }

    /// Mondays and Sundays of three weeks: five check-ins each, but four on the last Sunday.
    fn three_weeks() -> Vec<CheckIn> {
        let mut all = Vec::new();
        let mut push = |day: Date, hour, ratings: &[u8]| {
            let at = day.at(hour, 59, 59, 0);
            all.extend(ratings.iter().map(|rating| check_in(at, *rating)));
        };
        push(date(2026, 11, 2), 5, &[80, 80, 80, 80, 81]);
        push(date(2026, 11, 8), 11, &[40, 40, 40, 40, 42]);
        push(date(2026, 11, 9), 17, &[10, 20, 30, 40, 50]);
        push(date(2026, 11, 15), 21, &[0, 0, 0, 0, 3]);
        push(date(2026, 11, 16), 22, &[100, 100, 100, 100]);
        all
    }

    fn summary<T: Copy, R: ToString>(means: &[MeanDistress<T>], name: fn(T) -> R) -> Vec<String> {
        let line = |one: &MeanDistress<T>| {
            format!(
                "{} {} {}",
                name(one.bucket).to_string(),
                one.check_ins,
                one.mean
            )
        };
        means.iter().map(line).collect()
    }

    #[test]
    fn each_bucket_has_the_mean_worked_out_by_hand() {
        let figures = CheckInFigures::new(&three_weeks(), date(2026, 11, 24));
        assert_eq!((figures.total, figures.rated), (24, 24));
        let distress = figures.distress.unwrap();
        // 401, 202, 150, 3 and 400 are 1156; of 24 that is 48.2.
        assert_eq!(distress.mean, 48);
        // 603 of 10 are 60.3, 153 of 10 are 15.3. The last week has four.
        assert_eq!(
            summary(&distress.weeks, |monday| monday),
            ["2026-11-02 10 60", "2026-11-09 10 15"]
        );
        // The night has those at 5:59 and at 22:59: 801 of 9 are 89.
        assert_eq!(
            summary(&distress.parts_of_day, PartOfDay::as_str),
            [
                "night 9 89",
                "morning 5 40",
                "afternoon 5 30",
                "evening 5 1"
            ]
        );
        // On Mondays 951 of 14 are 67.9, on Sundays 205 of 10 are 20.5.
        assert_eq!(
            summary(&distress.weekdays, |weekday| format!("{weekday:?}")),
            ["Monday 14 68", "Sunday 10 21"]
        );
    }

    #[test]
    fn nineteen_ratings_are_too_few_and_what_has_no_rating_does_not_count() {
        let mut all = three_weeks();
        all.truncate(19);
        let last = date(2026, 11, 24);
        all.push(check_in(date(2026, 11, 15).at(9, 0, 0, 0), None));
        let figures = CheckInFigures::new(&all, last);
        assert_eq!((figures.total, figures.rated), (20, 19));
        assert_eq!(figures.distress, None);
        all.push(check_in(date(2026, 11, 15).at(9, 0, 0, 0), 50));
        assert!(CheckInFigures::new(&all, last).distress.is_some());
    }

    #[test]
    fn a_bucket_with_four_is_left_out_and_one_alone_compares_nothing() {
        let at = date(2026, 11, 2).at(8, 0, 0, 0);
        let mut all = vec![check_in(at, 50); 20];
        let evening = date(2026, 11, 3).at(20, 0, 0, 0);
        all.extend(vec![check_in(evening, 10); 4]);
        let last = date(2026, 11, 24);
        let distress = CheckInFigures::new(&all, last).distress.unwrap();
        assert_eq!(distress.parts_of_day, []);
        assert_eq!(distress.weekdays, []);
        assert_eq!(distress.weeks, []);
        all.push(check_in(evening, 15));
        let distress = CheckInFigures::new(&all, last).distress.unwrap();
        assert_eq!(
            summary(&distress.weekdays, |weekday| format!("{weekday:?}")),
            ["Monday 20 50", "Tuesday 5 11"]
        );
        assert_eq!(distress.parts_of_day.len(), 2);
    }

    #[test]
    fn only_the_weeks_of_a_chart_are_shown() {
        let (old, last) = (date(2026, 8, 30), date(2026, 11, 24));
        let at = |day: Date| check_in(day.at(8, 0, 0, 0), 50);
        let days = [old, date(2026, 8, 31), last, date(2026, 11, 25)];
        let all: Vec<_> = days.iter().flat_map(|day| vec![at(*day); 5]).collect();
        let distress = CheckInFigures::new(&all, last).distress.unwrap();
        assert_eq!(
            summary(&distress.weeks, |monday| monday),
            ["2026-08-31 5 50", "2026-11-23 5 50"]
        );
        for last in [Date::MIN, Date::MAX] {
            assert!(CheckInFigures::new(&all, last).distress.is_some());
        }
    }

    #[test]
    fn each_hour_is_in_the_part_of_the_day_that_names_it() {
        for part in PartOfDay::ALL {
            let (first, end) = part.hours();
            let hours = (first..24).chain(0..24).take_while(|hour| *hour != end);
            for hour in hours {
                let hour = i8::try_from(hour).unwrap();
                assert_eq!(PartOfDay::of_hour(hour), part, "{hour}");
            }
        }
    }

    #[test]
    fn feelings_are_counted_from_five_check_ins_on() {
        let mut all = vec![feeling(&["tired", "calm"]); 3];
        all.push(feeling(&["müde 睡 🥱", "calm"]));
        all.push(feeling(&[]));
        let last = date(2026, 11, 24);
        assert_eq!(CheckInFigures::new(&all, last).feelings, []);
        all.push(feeling(&["afraid"]));
        let feelings = CheckInFigures::new(&all, last).feelings;
        let feelings: Vec<_> = feelings
            .iter()
            .map(|feeling| (feeling.name.as_str(), feeling.check_ins))
            .collect();
        assert_eq!(
            feelings,
            [("calm", 4), ("tired", 3), ("afraid", 1), ("müde 睡 🥱", 1)]
        );
    }
}
