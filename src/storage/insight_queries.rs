//! Queries for the insights: fears, ratings and patterns of exercises, check-ins and breaks of a period.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

use super::columns::{FromText, RowReader};
use super::journal::{Journal, JournalError};
use super::skipped_rows::SkippedRows;
use crate::domain::entry::civil_time;
use crate::domain::insights::{
    Acted, CheckIn, Insights, ReviewedFear, TakenBreak, compute_insights,
};
use crate::domain::outcome::Outcome;
use crate::domain::session::RatingPair;

/// A period of days; without a bound where it is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

impl Period {
    /// Its last day up to `today`.
    pub(crate) fn last_day(self, today: Date) -> Date {
        self.until.map_or(today, |until| until.min(today))
    }
}

/// The data of all finished entries in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsightData {
    /// The number of entries of every kind on each day, oldest first.
    pub(crate) days: Vec<(Date, u32)>,
    /// Fears with a follow-up, in the order in which they were resolved.
    pub(crate) fears: Vec<Fear>,
    /// The number of fears without a follow-up.
    pub(crate) fears_without_follow_up: u32,
    /// Ratings before and after an entry, newest first.
    pub(crate) pairs: Vec<RatedPair>,
    /// The chosen thinking patterns, the most frequent first.
    pub(crate) patterns: Vec<PatternCount>,
    /// The user's own pattern names, the most frequent first.
    pub(crate) custom_patterns: Vec<PatternCount>,
    pub(crate) check_ins: Vec<CheckIn>,
    pub(crate) breaks: Vec<TakenBreak>,
}

/// A fear, and the day of its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fear {
    pub(crate) day: Date,
    pub(crate) review: ReviewedFear,
}

/// Two ratings, and the day of their entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RatedPair {
    pub(crate) day: Date,
    pub(crate) pair: RatingPair,
}

/// A pattern, and the number of entries with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternCount {
    pub(crate) name: String,
    pub(crate) entries: u32,
    /// The first day.
    pub(crate) first: Date,
    /// The last day.
    pub(crate) last: Date,
}

/// The text of a fear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FearText {
    pub(crate) day: Date,
    pub(crate) words: String,
}

impl InsightData {
    /// The number of entries.
    pub(crate) fn entry_count(&self) -> u32 {
        self.days.iter().map(|(_, entries)| entries).sum()
    }

    /// The figures; the last week is that of `last`.
    pub fn insights(&self, last: Date) -> Insights {
        compute_insights(&self.reviews(), &self.rating_pairs())
            .with_check_ins(&self.check_ins, last)
            .with_breaks(&self.breaks)
    }

    /// The fears without their days.
    pub(crate) fn reviews(&self) -> Vec<ReviewedFear> {
        self.fears.iter().map(|fear| fear.review).collect()
    }

    /// The rating pairs without their days.
    pub(crate) fn rating_pairs(&self) -> Vec<RatingPair> {
        self.pairs.iter().map(|rated| rated.pair.clone()).collect()
    }
}

impl Journal {
    /// The data of the entries in `period`, read in one transaction.
    pub fn insight_data(&self, period: Period) -> Result<InsightData, JournalError> {
        self.map_db_err(select_insight_data(&self.db, period, &self.skipped_rows))
    }

    /// The texts of fears with an outcome, in the order in which they were resolved, up to `limit`.
    pub(crate) fn fear_texts(
        &self,
        period: Period,
        limit: u32,
    ) -> Result<Vec<FearText>, JournalError> {
        self.map_db_err(select_fear_texts(
            &self.db,
            period,
            limit,
            &self.skipped_rows,
        ))
    }
}

fn select_insight_data(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<InsightData> {
    let snapshot = db.unchecked_transaction()?;
    Ok(InsightData {
        days: select_days(&snapshot, period, skipped)?,
        fears: select_fears(&snapshot, period, skipped)?,
        fears_without_follow_up: count_fears_without_follow_up(&snapshot, period)?,
        pairs: select_pairs(&snapshot, period, skipped)?,
        patterns: select_patterns(&snapshot, period, skipped)?,
        custom_patterns: select_custom_patterns(&snapshot, period, skipped)?,
        check_ins: select_check_ins(&snapshot, period, skipped)?,
        breaks: select_breaks(&snapshot, period, skipped)?,
    })
}

/// Reads all rows of a query for a period.
fn query_rows<T>(
    db: &Connection,
    sql: &str,
    period: Period,
    skipped: &SkippedRows,
    take: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let [from, until] = bounds(period);
    let mut rows = db.prepare_cached(sql)?;
    skipped.filter_all(rows.query_map([from, until], take)?)
}

/// The bounds as text; every day compares between the bounds of an open period.
fn bounds(period: Period) -> [String; 2] {
    [
        period.from.map_or_else(String::new, |day| day.to_string()),
        period.until.map_or("~".to_owned(), |day| day.to_string()),
    ]
}

fn select_days(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<(Date, u32)>> {
    query_rows(db, SELECT_DAYS, period, skipped, |row| {
        Ok((row.get::<_, FromText<_>>(0)?.0, row.get(1)?))
    })
}

fn select_fears(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<Fear>> {
    query_rows(db, SELECT_FEARS, period, skipped, |row| {
        let mut values = RowReader::new(row);
        Ok(Fear {
            day: values.next_parsed()?,
            review: ReviewedFear {
                outcome: values
                    .next_value::<String>()?
                    .parse()
                    .unwrap_or(Outcome::Open),
                first_rating: values.next_value()?,
                last_rating: values.next_value()?,
                acted: combine_acted(
                    values.next_value()?,
                    values.next_value::<Option<String>>()?.as_deref(),
                ),
                coping_expected: values.next_value()?,
                coping_actual: values.next_value()?,
                hardness_expected: values.next_value()?,
                hardness_actual: values.next_value()?,
            },
        })
    })
}

/// Combines the yes or no of a follow-up with the answer of the entry that resolved it, which may be unsure.
fn combine_acted(acted: Option<bool>, answer: Option<&str>) -> Option<Acted> {
    match (acted, answer) {
        (Some(true), _) => Some(Acted::Yes),
        (Some(false), _) => Some(Acted::No),
        (None, Some("unknown" | "partly")) => Some(Acted::Unsure),
        (None, _) => None,
    }
}

fn count_fears_without_follow_up(db: &Connection, period: Period) -> rusqlite::Result<u32> {
    let [from, until] = bounds(period);
    db.prepare_cached(COUNT_FEARS_WITHOUT_FOLLOW_UP)?
        .query_row([from, until], |row| row.get(0))
}

fn select_pairs(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<RatedPair>> {
    let entries = query_rows(db, SELECT_PAIRS, period, skipped, |row| {
        let day = row.get::<_, FromText<_>>(0)?.0;
        let mut pairs = Vec::new();
        for (column, scale) in (1..).step_by(2).zip(SCALES) {
            let both: (Option<u8>, Option<u8>) = (row.get(column)?, row.get(column + 1)?);
            if let (Some(before), Some(after)) = both {
                let scale = scale.to_owned();
                let pair = RatingPair {
                    scale,
                    before,
                    after,
                };
                pairs.push(RatedPair { day, pair });
            }
        }
        Ok(pairs)
    })?;
    Ok(entries.into_iter().flatten().collect())
}

/// Counts patterns. The column holds the chosen labels of an entry, one a line, and the query groups equal columns.
fn select_patterns(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PatternCount>> {
    let mut counts: Vec<PatternCount> = Vec::new();
    for group in query_rows(db, SELECT_PATTERNS, period, skipped, pattern_count_from_row)? {
        for label in group.name.lines().filter(|label| !label.trim().is_empty()) {
            match counts.iter_mut().find(|count| count.name == label) {
                Some(count) => {
                    count.entries += group.entries;
                    count.first = count.first.min(group.first);
                    count.last = count.last.max(group.last);
                }
                None => counts.push(PatternCount {
                    name: label.to_owned(),
                    ..group
                }),
            }
        }
    }
    counts.sort_by(|one, other| {
        let by_number = other.entries.cmp(&one.entries);
        by_number.then_with(|| one.name.cmp(&other.name))
    });
    Ok(counts)
}

fn select_custom_patterns(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PatternCount>> {
    query_rows(
        db,
        SELECT_CUSTOM_PATTERNS,
        period,
        skipped,
        pattern_count_from_row,
    )
}

fn select_check_ins(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<CheckIn>> {
    query_rows(db, SELECT_CHECK_INS, period, skipped, |row| {
        let mut values = RowReader::new(row);
        let (start, offset): (Timestamp, i32) = (values.next_parsed()?, values.next_value()?);
        let distress = values.next_value()?;
        let feelings: Option<String> = values.next_value()?;
        let feelings = feelings.unwrap_or_default();
        let feelings = feelings.lines().filter(|label| !label.trim().is_empty());
        Ok(CheckIn {
            started_at: civil_time(start, offset),
            distress,
            feelings: feelings.map(str::to_owned).collect(),
        })
    })
}

fn select_breaks(
    db: &Connection,
    period: Period,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<TakenBreak>> {
    query_rows(db, SELECT_BREAKS, period, skipped, |row| {
        Ok(TakenBreak {
            seconds: row.get(0)?,
            distress_before: row.get(1)?,
            distress_after: row.get(2)?,
        })
    })
}

fn pattern_count_from_row(row: &Row<'_>) -> rusqlite::Result<PatternCount> {
    Ok(PatternCount {
        name: row.get(0)?,
        entries: row.get(1)?,
        first: row.get::<_, FromText<_>>(2)?.0,
        last: row.get::<_, FromText<_>>(3)?.0,
    })
}

fn select_fear_texts(
    db: &Connection,
    period: Period,
    limit: u32,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<FearText>> {
    let [from, until] = bounds(period);
    let mut rows = db.prepare_cached(SELECT_FEAR_TEXTS)?;
    let rows = rows.query_map(params![from, until, limit], |row| {
        Ok(FearText {
            day: row.get::<_, FromText<_>>(0)?.0,
            words: row.get(1)?,
        })
    })?;
    skipped.filter_all(rows)
}

/// The scales of the columns of [`SELECT_PAIRS`].
const SCALES: [&str; 5] = ["likelihood", "distress", "belief", "coping", "hardness"];

const SELECT_DAYS: &str = "select day, count(*) from entry
    where state = 'done' and day between ?1 and ?2 group by day order by day";
// Figures of fears, ratings and patterns are of exercises: a break is rated twice as well, which isn't a change in an exercise.
// An entry with an outcome answers a follow-up and isn't a fear itself. Entries without a fear have none to resolve.
const SELECT_FEARS: &str =
    "select entry.day, follow_up.outcome, entry.likelihood_before, entry.likelihood_after,
        follow_up.acted, reply.acted, entry.coping_before, follow_up.coping, entry.hardness_before,
        follow_up.actual_hardness
    from follow_up cross join entry on entry.id = follow_up.entry_id
        left join entry as reply on reply.id = follow_up.answered_in
    where entry.state = 'done' and entry.kind = 'exercise' and entry.outcome is null
        and entry.day between ?1 and ?2
        and coalesce(entry.fear, entry.likelihood_before, entry.likelihood_after) is not null
    order by follow_up.resolved_at is null, follow_up.resolved_at, entry.started_at, entry.id";
const SELECT_FEAR_TEXTS: &str = "select entry.day, coalesce(entry.fear, entry.thought, entry.title)
    from follow_up cross join entry on entry.id = follow_up.entry_id
    where entry.state = 'done' and entry.kind = 'exercise' and entry.outcome is null
        and entry.day between ?1 and ?2
        and coalesce(entry.fear, entry.likelihood_before, entry.likelihood_after) is not null
        and follow_up.outcome in ('no', 'partly', 'yes')
    order by follow_up.resolved_at is null, follow_up.resolved_at, entry.started_at, entry.id limit ?3";
const COUNT_FEARS_WITHOUT_FOLLOW_UP: &str = "select count(*) from entry
    where state = 'done' and kind = 'exercise' and outcome is null and day between ?1 and ?2
        and coalesce(fear, likelihood_before, likelihood_after) is not null
        and not exists (select 1 from follow_up where follow_up.entry_id = entry.id)";
const SELECT_PAIRS: &str =
    "select day, likelihood_before, likelihood_after, distress_before, distress_after,
        belief_before, belief_after, coping_before, coping_after, hardness_before, hardness_after
    from entry where state = 'done' and kind = 'exercise' and day between ?1 and ?2
        and coalesce(likelihood_before + likelihood_after, distress_before + distress_after,
            belief_before + belief_after, coping_before + coping_after,
            hardness_before + hardness_after) is not null
    order by started_at desc, id desc";
const SELECT_PATTERNS: &str = "select patterns, count(*), min(day), max(day) from entry
    where state = 'done' and kind = 'exercise' and day between ?1 and ?2 and patterns is not null
    group by patterns";
const SELECT_CUSTOM_PATTERNS: &str =
    "select pattern_name, count(*) as entries, min(day), max(day) from entry
    where state = 'done' and kind = 'exercise' and day between ?1 and ?2 and pattern_name is not null
    group by pattern_name order by entries desc, pattern_name";
// The index of entries that are no exercise serves these two; a test checks the query plans.
pub(crate) const SELECT_CHECK_INS: &str =
    "select started_at, utc_offset_seconds, distress_before, feelings from entry
    where kind <> 'exercise' and kind = 'check_in' and +state = 'done' and day between ?1 and ?2";
pub(crate) const SELECT_BREAKS: &str =
    "select (select number from answer where entry_id = entry.id and answer.kind = 'seconds'
            order by position limit 1), distress_before, distress_after
    from entry
    where kind <> 'exercise' and kind = 'break' and +state = 'done' and day between ?1 and ?2";
