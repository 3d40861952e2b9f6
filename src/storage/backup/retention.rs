//! Which backups have had their time.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::{ToSpan, civil::Date};

use super::{Backup, BulkChange, EntryCounts, list};
use crate::platform::private_fs;
use crate::storage::journal::verify;

/// How many of the newest are kept.
const MAX_RECENT_DAILY: usize = 7;

/// The days whose backups may go: all but the newest seven, and but the last of each month in the year before those.
///
/// The year is counted back from the seventh and not from today, so that a clock that runs ahead for a
/// day takes nothing away. Days after today, which such a clock left behind, stay until they have come. Days
/// before a gap of more than a year stay until a year of backups has followed: the clock may be wrong now.
pub fn outdated_days(days: impl IntoIterator<Item = Date>, today: Date) -> BTreeSet<Date> {
    let past: BTreeSet<_> = days.into_iter().filter(|day| *day <= today).collect();
    let era = trusted_since(&past);
    let mut newest_first = past.into_iter().rev();
    let Some(seventh) = newest_first.by_ref().take(MAX_RECENT_DAILY).last() else {
        return BTreeSet::new();
    };
    let year_ago = seventh.saturating_sub(1.year());
    let mut months = BTreeSet::new();
    newest_first
        .filter(|day| era <= year_ago || *day >= era)
        .filter(|day| *day < year_ago || !months.insert(day.first_of_month()))
        .collect()
}

/// Removes the outdated backups of days after `fresh`, which has these entries, and takes the others back from everyone
/// but their owner. One with more entries than all that are left stays.
pub(super) fn prune_daily(folder: &Path, fresh: &Backup, counts: EntryCounts) {
    let mut backups = list(folder);
    let days = backups.iter().filter(|backup| backup.is_daily());
    let outdated = outdated_days(days.map(|backup| backup.day), fresh.day);
    let is_outdated = |backup: &Backup| backup.is_daily() && outdated.contains(&backup.day);
    backups.sort_by_key(is_outdated);
    let kept = backups.partition_point(|backup| !is_outdated(backup));
    let (kept, outdated) = backups.split_at(kept);
    for backup in kept {
        private_fs::restrict_permissions(&backup.path);
    }
    for backup in outdated {
        if has_at_most(backup, counts) || kept.iter().any(|other| is_superset_of(other, backup)) {
            // What stays now goes another day.
            let _ = private_fs::erase(&backup.path);
        }
    }
}

/// How many backups before a change of one kind are kept: the newest ones, and the first of each of as many days.
const MAX_PER_BULK_CHANGE: usize = 5;

/// Removes backups of a kind that are more than enough after `fresh`, which has these entries. One that the clock
/// puts after `fresh`, or far before it, stays: either clock may be wrong.
pub(super) fn prune_before_change(
    change: BulkChange,
    folder: &Path,
    fresh: &Backup,
    counts: EntryCounts,
) {
    let backups: Vec<_> = list(folder)
        .into_iter()
        .skip_while(|backup| backup != fresh)
        .filter(|backup| backup.is_for_change(change))
        .collect();
    let days: BTreeSet<_> = backups.iter().map(|backup| backup.day).collect();
    let era = trusted_since(&days);
    let first_days: BTreeSet<_> = days.into_iter().rev().take(MAX_PER_BULK_CHANGE).collect();
    let mut kept = backups
        .get(..MAX_PER_BULK_CHANGE)
        .unwrap_or(&backups)
        .to_vec();
    for (place, backup) in backups.iter().enumerate().skip(MAX_PER_BULK_CHANGE) {
        let is_first = backups
            .get(place + 1)
            .is_none_or(|older| older.day != backup.day);
        let is_needed = (is_first && first_days.contains(&backup.day)) || backup.day < era;
        let has_more = || {
            !has_at_most(backup, counts) && !kept.iter().any(|other| is_superset_of(other, backup))
        };
        if is_needed || has_more() {
            kept.push(backup.clone());
        } else {
            // What stays now goes another time.
            let _ = private_fs::erase(&backup.path);
        }
    }
}

/// Whether a backup has no more entries than another, which was found whole.
fn has_at_most(backup: &Backup, other: EntryCounts) -> bool {
    // In one that can't be counted, nobody can count on anything.
    backup
        .entry_count()
        .is_none_or(|count| count <= other.total())
}

/// Whether a backup is whole and has as many entries as another.
fn is_superset_of(backup: &Backup, other: &Backup) -> bool {
    verify(&backup.path).is_ok_and(|verdict| {
        let count = verdict.counts.map(|counts| counts.total());
        verdict.is_intact() && count >= other.entry_count()
    })
}

/// The first of these days after which no gap is longer than a year. What lies before such a gap, or after it, may
/// be from a wrong clock.
fn trusted_since(days: &BTreeSet<Date>) -> Date {
    let mut newest_first = days.iter().rev().copied();
    let mut first = newest_first.next().unwrap_or_default();
    for day in newest_first {
        if day < first.saturating_sub(1.year()) {
            break;
        }
        first = day;
    }
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day the test wrote")
    }

    /// What is kept of `days`, as one reads a calendar.
    fn kept(days: &[&str], today: &str) -> Vec<String> {
        let days: BTreeSet<_> = days.iter().map(|text| day(text)).collect();
        let gone = outdated_days(days.iter().copied(), day(today));
        days.difference(&gone).map(ToString::to_string).collect()
    }

    const WEEK: [&str; 7] = [
        "2026-03-10",
        "2026-03-12",
        "2026-03-13",
        "2026-03-20",
        "2026-03-21",
        "2026-03-22",
        "2026-03-23",
    ];

    #[test]
    fn seven_are_kept_and_one_of_each_month_for_a_year() {
        let rows: [(&[&str], &[&str]); 6] = [
            (&[], &[]),
            (&["2026-03-09"], &["2026-03-09"]),
            (&["2026-03-02", "2026-03-08", "2026-03-09"], &["2026-03-09"]),
            (
                &["2026-01-01", "2026-01-30", "2026-02-27", "2026-02-28"],
                &["2026-01-30", "2026-02-28"],
            ),
            (&["2025-03-09", "2025-03-10", "2025-03-31"], &["2025-03-31"]),
            (&["2025-03-09", "2025-03-10"], &["2025-03-10"]),
        ];
        for (older, wanted) in rows {
            let days: Vec<_> = older.iter().chain(&WEEK).copied().collect();
            let wanted: Vec<_> = wanted.iter().chain(&WEEK).copied().collect();
            assert_eq!(kept(&days, "2026-03-23"), wanted, "{older:?}");
        }
    }

    #[test]
    fn a_clock_that_ran_ahead_takes_nothing_away() {
        let months = ["2025-11-30", "2025-12-31", "2026-01-31"];
        // While it is wrong, one of the week goes into its month.
        let days: Vec<_> = months
            .iter()
            .chain(&WEEK)
            .chain(&["2099-01-01"])
            .copied()
            .collect();
        assert_eq!(kept(&days, "2099-01-01"), days);
        // Once it is right again, what it left behind takes nobody's place.
        assert_eq!(kept(&days, "2026-03-23"), days);
        // Nor does it if there are many of them.
        let ahead: Vec<_> = (1..=9).map(|day| format!("2099-01-0{day}")).collect();
        let days: Vec<_> = WEEK
            .iter()
            .copied()
            .chain(ahead.iter().map(String::as_str))
            .collect();
        assert_eq!(kept(&days, "2026-03-23"), days);
    }

    proptest! {
        #[test]
        fn whatever_days_there_are(
            ages in prop::collection::btree_set(-40..900_i32, 0..200),
        ) {
            let today = day("2026-03-23");
            let days: BTreeSet<_> = ages.iter().map(|age| today - age.days()).collect();
            let gone = outdated_days(days.iter().copied(), today);
            let kept: Vec<_> = days.difference(&gone).copied().collect();
            prop_assert!(gone.is_subset(&days));
            prop_assert!(gone.iter().all(|day| *day < today));
            let newest = days.iter().rev().filter(|day| **day <= today).take(MAX_RECENT_DAILY);
            prop_assert!(newest.clone().all(|day| !gone.contains(day)));
            prop_assert!(kept.iter().filter(|day| **day <= today).count() <= MAX_RECENT_DAILY + 13);
            prop_assert_eq!(outdated_days(kept.iter().copied(), today), BTreeSet::new());
            // Whatever went is older than a year, or its month has a later one.
            let seventh = newest.last().copied().unwrap_or(today);
            for day in gone {
                let stands_for = |other: &&Date| other.first_of_month() == day.first_of_month() && **other > day;
                prop_assert!(day < seventh - 1.year() || kept.iter().any(|other| stands_for(&other)));
            }
        }
    }

    #[test]
    fn who_comes_every_day_for_years_can_go_back_days_and_months() {
        let mut days = BTreeSet::new();
        let mut today = day("2023-01-01");
        for _ in 0..1000 {
            days.insert(today);
            for day in outdated_days(days.iter().copied(), today) {
                days.remove(&day);
            }
            assert!(
                days.contains(&today) && days.len() <= MAX_RECENT_DAILY + 13,
                "{days:?}"
            );
            today = today.saturating_add(1.day());
        }
        let oldest = days.first().copied();
        assert!(oldest < Some(today - 11.months()), "{days:?}");
    }
}
