//! Which backups are outdated.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::{ToSpan, civil::Date};

use super::{Backup, BulkChange, list};
use crate::platform::private_fs;
use crate::storage::lock::JournalKey;
use crate::storage::verify::{EntryCounts, verify};

/// How many of the newest daily backups are kept.
const MAX_RECENT_DAILY: usize = 7;

/// The days whose backups may be removed: all but the newest seven, and the last of each month in the year before
/// those.
///
/// The year is counted back from the seventh and not from today, so that a clock that runs ahead for a
/// day removes nothing. Days after today, which such a clock left behind, stay until they have come. Days
/// before a gap of more than a year stay until a year of backups has followed, because the clock may be wrong now.
pub(crate) fn outdated_days(days: impl IntoIterator<Item = Date>, today: Date) -> BTreeSet<Date> {
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

/// Removes outdated daily backups after `new` was made with these entries, and restricts the permissions of the others. A
/// backup with more entries than each of the others stays.
pub(super) fn prune_daily(folder: &Path, (new, counts): (&Backup, EntryCounts), key: &JournalKey) {
    let mut backups = list(folder);
    let days = backups.iter().filter(|backup| backup.is_daily());
    let outdated = outdated_days(days.map(|backup| backup.day), new.day);
    let is_outdated = |backup: &Backup| backup.is_daily() && outdated.contains(&backup.day);
    backups.sort_by_key(is_outdated);
    let kept = backups.partition_point(|backup| !is_outdated(backup));
    let (kept, outdated) = backups.split_at(kept);
    for backup in kept {
        private_fs::restrict_permissions(&backup.path);
    }
    for backup in outdated {
        if has_at_most(backup, counts, key)
            || kept.iter().any(|other| is_superset_of(other, backup, key))
        {
            // If this fails, the next backup tries again.
            let _ = private_fs::erase(&backup.path);
        }
    }
}

/// How many backups per kind of bulk change are kept: the newest ones, and the first of each of as many days.
const MAX_PER_BULK_CHANGE: usize = 5;

/// Removes outdated backups of one kind of bulk change after `new` was made with these entries. A backup that is dated after
/// `new`, or far before it, stays, because either clock may be wrong.
pub(super) fn prune_before_change(
    change: BulkChange,
    folder: &Path,
    (new, counts): (&Backup, EntryCounts),
    key: &JournalKey,
) {
    let backups: Vec<_> = list(folder)
        .into_iter()
        .skip_while(|backup| backup != new)
        .filter(|backup| backup.is_for_change(change))
        .collect();
    let days: BTreeSet<_> = backups.iter().map(|backup| backup.day).collect();
    let era = trusted_since(&days);
    let first_days: BTreeSet<_> = days.into_iter().rev().take(MAX_PER_BULK_CHANGE).collect();
    let mut kept = backups
        .get(..MAX_PER_BULK_CHANGE)
        .unwrap_or(&backups)
        .to_vec();
    for (index, backup) in backups.iter().enumerate().skip(MAX_PER_BULK_CHANGE) {
        let is_first = backups
            .get(index + 1)
            .is_none_or(|older| older.day != backup.day);
        let is_needed = (is_first && first_days.contains(&backup.day)) || backup.day < era;
        let has_more = || {
            !has_at_most(backup, counts, key)
                && !kept.iter().any(|other| is_superset_of(other, backup, key))
        };
        if is_needed || has_more() {
            kept.push(backup.clone());
        } else {
            // If this fails, the next backup tries again.
            let _ = private_fs::erase(&backup.path);
        }
    }
}

/// Whether a backup has no more entries than a verified one.
fn has_at_most(backup: &Backup, other: EntryCounts, key: &JournalKey) -> bool {
    match backup.entry_count(key) {
        Some(count) => count <= other.total(),
        // A backup that can't be counted is of no use, unless another key opens it.
        None => !backup.needs_other_key(key),
    }
}

/// Whether a backup is intact and has at least as many entries as another.
fn is_superset_of(backup: &Backup, other: &Backup, key: &JournalKey) -> bool {
    if other.needs_other_key(key) {
        return false;
    }
    verify(&backup.path, key).is_ok_and(|report| {
        let count = report.counts.map(|counts| counts.total());
        report.is_intact() && count >= other.entry_count(key)
    })
}

/// The first of these days after which no gap is longer than a year. Days before such a gap may be from a wrong clock.
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
        text.parse().expect("a valid date")
    }

    /// The days whose backups are kept.
    fn kept(days: &[&str], today: &str) -> Vec<String> {
        let days: BTreeSet<_> = days.iter().map(|text| day(text)).collect();
        let removed = outdated_days(days.iter().copied(), day(today));
        days.difference(&removed).map(ToString::to_string).collect()
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
        // While it is wrong, the oldest of the week counts for its month.
        let days: Vec<_> = months
            .iter()
            .chain(&WEEK)
            .chain(&["2099-01-01"])
            .copied()
            .collect();
        assert_eq!(kept(&days, "2099-01-01"), days);
        // Once it is right again, backups of future days displace none.
        assert_eq!(kept(&days, "2026-03-23"), days);
        // Not even many of them do.
        let ahead: Vec<_> = (1..=9).map(|day| format!("2099-01-0{day}")).collect();
        let days: Vec<_> = WEEK
            .iter()
            .copied()
            .chain(ahead.iter().map(String::as_str))
            .collect();
        assert_eq!(kept(&days, "2026-03-23"), days);
    }

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn the_newest_week_and_a_day_of_each_month_are_kept(
            ages in prop::collection::btree_set(-40..900_i32, 0..200),
        ) {
            let today = day("2026-03-23");
            let days: BTreeSet<_> = ages.iter().map(|age| today - age.days()).collect();
            let removed = outdated_days(days.iter().copied(), today);
            let kept: Vec<_> = days.difference(&removed).copied().collect();
            prop_assert!(removed.is_subset(&days));
            prop_assert!(removed.iter().all(|day| *day < today));
            let newest = days.iter().rev().filter(|day| **day <= today).take(MAX_RECENT_DAILY);
            prop_assert!(newest.clone().all(|day| !removed.contains(day)));
            prop_assert!(kept.iter().filter(|day| **day <= today).count() <= MAX_RECENT_DAILY + 13);
            prop_assert_eq!(outdated_days(kept.iter().copied(), today), BTreeSet::new());
            // A removed day is older than a year, or its month has a later one.
            let seventh = newest.last().copied().unwrap_or(today);
            for day in removed {
                let is_later_in_month = |other: &&Date| other.first_of_month() == day.first_of_month() && **other > day;
                prop_assert!(day < seventh - 1.year() || kept.iter().any(|other| is_later_in_month(&other)));
            }
        }
    }

    #[test]
    fn after_years_of_daily_use_recent_days_and_months_are_kept() {
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
