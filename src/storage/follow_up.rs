//! Follow-ups: the user is asked later how a fear turned out.

pub(crate) mod due_query;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{format_instant, parse_request, to_json_list};
use super::journal::{Journal, JournalError};
use super::{postponed, timestamps};
use crate::domain::entry::{Answer, Entry, EntryId, civil_time};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;

/// What a finished entry schedules: a follow-up, or a time until which its worry is postponed.
#[derive(Default)]
pub(crate) struct ScheduledRequests {
    follow_up_on: Option<Date>,
    postponed_until: Option<DateTime>,
    is_finished: bool,
}

impl Journal {
    /// The number of finished entries with a follow-up due by `today`: those with a fear or thought, and those of
    /// `follow_up_exercises`.
    pub fn count_due_follow_ups(
        &self,
        today: Date,
        follow_up_exercises: &[&str],
    ) -> Result<u64, JournalError> {
        self.map_db_err(count_due(&self.db, today, follow_up_exercises))
    }

    /// The one that has been due for longest.
    pub(crate) fn oldest_due_follow_up(
        &self,
        today: Date,
        follow_up_exercises: &[&str],
    ) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(select_oldest_due(&self.db, today, follow_up_exercises))
    }

    /// The draft in `exercise` that continues the entry `origin`.
    pub(crate) fn draft_continuing(
        &self,
        origin: &EntryId,
        exercise: &str,
    ) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(select_draft_continuing(&self.db, origin, exercise))
    }
}

impl ScheduledRequests {
    /// The requests of the stored entry; none while it is a draft.
    pub(crate) fn read_saved(
        db: &Connection,
        id: &EntryId,
        is_finished: bool,
    ) -> rusqlite::Result<Self> {
        if !is_finished {
            return Ok(Self::default());
        }
        let answers: Vec<(String, Option<String>)> = db
            .prepare_cached(
                "select kind, text from answer
                 where entry_id = ?1 and kind in ('follow_up_on', 'postponed_until')
                    and outcome is not 'dropped'
                 order by position",
            )?
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let answers = answers
            .iter()
            .filter_map(|(kind, text)| parse_request(kind, text.as_deref()));
        Ok(Self::from_answers(answers.collect::<Vec<_>>().iter()))
    }

    /// The last answer of each kind counts.
    fn from_answers<'a>(answers: impl Iterator<Item = &'a Answer>) -> Self {
        let mut requests = Self {
            is_finished: true,
            ..Self::default()
        };
        for answer in answers {
            match answer {
                Answer::FollowUpOn(day) => requests.follow_up_on = *day,
                Answer::PostponedUntil(time) => requests.postponed_until = Some(*time),
                _ => {}
            }
        }
        requests
    }
}

/// Stores the requests of a finished entry, in the transaction that saves it.
///
/// Changes since the last save, such as an answered follow-up, stay unless the requests themselves changed.
pub(crate) fn apply_requests(
    db: &Connection,
    entry: &Entry,
    before: &ScheduledRequests,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let requests = ScheduledRequests::from_answers(scheduling_answers(entry));
    if before.postponed_until != requests.postponed_until || !before.is_finished {
        postponed::set_postponed(db, entry, requests.postponed_until, now)?;
    }
    if answered_follow_up(entry).is_some() {
        return apply_follow_up_answer(db, entry, now);
    }
    postponed::review_worries(db, entry, now)?;
    if before.follow_up_on != requests.follow_up_on || !before.is_finished {
        schedule_follow_up(db, &entry.id, requests.follow_up_on)?;
        timestamps::FOLLOW_UP.touch(db, &entry.id, now)?;
    }
    Ok(())
}

/// The answers that may schedule something.
fn scheduling_answers(entry: &Entry) -> impl Iterator<Item = &Answer> {
    let answers = entry.answers.iter();
    answers
        .filter(|answered| answered.outcome != Some(Outcome::Dropped))
        .map(|answered| &answered.answer)
}

/// The entry whose follow-up this one answers, and the outcome.
fn answered_follow_up(entry: &Entry) -> Option<(&EntryId, Outcome)> {
    // An answer without an outcome is an answer too.
    entry.answer_for(Role::Outcome)?;
    let outcome = entry.outcome_for(Role::Outcome).unwrap_or(Outcome::Unknown);
    let origin = entry.origin.as_ref()?;
    let is_worry_time = entry.answer_for(Role::StillMatters).is_some();
    (!is_worry_time).then_some((origin, outcome))
}

/// Reopens the follow-up that `answer` resolved, and removes its answers, after `answer` was trashed.
pub(crate) fn reopen_follow_up(
    db: &Connection,
    answer: &EntryId,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let fear: Option<EntryId> = db
        .prepare_cached(
            "update follow_up set outcome = 'open', acted = null, actual_hardness = null, coping = null,
                note = null, resolved_at = null, answered_in = null
             where answered_in = ?1 returning entry_id",
        )?
        .query_row([answer], |row| row.get(0))
        .optional()?;
    match fear {
        Some(fear) => timestamps::FOLLOW_UP.touch(db, &fear, now),
        None => Ok(()),
    }
}

/// Stores the outcome of a fear that a finished entry answers.
pub(crate) fn apply_follow_up_answer(
    db: &Connection,
    entry: &Entry,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    match answered_follow_up(entry).filter(|_| entry.finished_at.is_some()) {
        Some((origin, outcome)) => {
            write_follow_up_answer(db, entry, origin, outcome)?;
            timestamps::FOLLOW_UP.touch(db, origin, now)
        }
        None => Ok(()),
    }
}

/// Schedules the open follow-up of an entry, or removes it.
fn schedule_follow_up(db: &Connection, id: &EntryId, day: Option<Date>) -> rusqlite::Result<()> {
    match day {
        Some(day) => db
            .prepare_cached(
                "insert into follow_up (entry_id, due_day) values (?1, ?2)
                 on conflict (entry_id) do update set due_day = excluded.due_day where outcome = 'open'",
            )?
            .execute(params![id, day.to_string()])?,
        None => db
            .prepare_cached("delete from follow_up where entry_id = ?1 and outcome = 'open'")?
            .execute([id])?,
    };
    Ok(())
}

/// The outcome after an answer, and the day when it was resolved or, if it is still open, is due again.
fn resolve(entry: &Entry, outcome: Outcome) -> (Outcome, Date) {
    let days = scheduling_answers(entry).filter_map(|answer| match answer {
        Answer::FollowUpOn(day) => Some(*day),
        _ => None,
    });
    // `day` is when the entry was started, which may be days before.
    let today = entry.finished_at.map_or(entry.day, |finished| {
        civil_time(finished, entry.utc_offset).date()
    });
    let in_a_week = || today.checked_add(7.days()).unwrap_or(today);
    // Without a new day, it is due again in a week.
    match (outcome, days.last()) {
        (Outcome::Open, Some(None)) => (Outcome::Dropped, today),
        (Outcome::Open, Some(Some(day))) => (outcome, day),
        (Outcome::Open, None) => (outcome, in_a_week()),
        (outcome, _) => (outcome, today),
    }
}

/// Stores the answers of `entry` in the follow-up of `origin`, unless that entry is gone.
fn write_follow_up_answer(
    db: &Connection,
    entry: &Entry,
    origin: &EntryId,
    outcome: Outcome,
) -> rusqlite::Result<()> {
    let (outcome, due) = resolve(entry, outcome);
    let resolved = entry
        .finished_at
        .filter(|_| outcome != Outcome::Open)
        .map(format_instant);
    let acted = match entry.outcome_for(Role::Acted) {
        Some(Outcome::Yes) => Some(true),
        Some(Outcome::No) => Some(false),
        _ => None,
    };
    db.prepare_cached(
        "insert into follow_up (entry_id, due_day, outcome, acted, actual_hardness, coping, note, resolved_at, answered_in)
         select id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 from entry where id = ?1
         on conflict (entry_id) do update set outcome = excluded.outcome, acted = excluded.acted,
            actual_hardness = excluded.actual_hardness, coping = excluded.coping, note = excluded.note,
            resolved_at = excluded.resolved_at, answered_in = excluded.answered_in,
            due_day = iif(excluded.outcome = 'open', excluded.due_day, due_day)",
    )?
    .execute(params![
        origin,
        due.to_string(),
        outcome.as_str(),
        acted,
        entry.rating_for(Role::HardnessAfter),
        entry.rating_for(Role::CopingAfter),
        entry.text_for(Role::Helped),
        resolved,
        entry.id,
    ])
    .map(drop)
}

/// Like [`Journal::count_due_follow_ups`].
fn count_due(db: &Connection, today: Date, follow_up_exercises: &[&str]) -> rusqlite::Result<u64> {
    db.prepare_cached(COUNT_DUE)?.query_row(
        params![today.to_string(), to_json_list(follow_up_exercises)],
        |row| row.get(0).map(i64::unsigned_abs),
    )
}

fn select_oldest_due(
    db: &Connection,
    today: Date,
    follow_up_exercises: &[&str],
) -> rusqlite::Result<Option<EntryId>> {
    db.prepare_cached(SELECT_OLDEST_DUE)?
        .query_row(
            params![today.to_string(), to_json_list(follow_up_exercises)],
            |row| row.get(0),
        )
        .optional()
}

fn select_draft_continuing(
    db: &Connection,
    origin: &EntryId,
    exercise: &str,
) -> rusqlite::Result<Option<EntryId>> {
    db.prepare_cached(
        "select id from entry where origin = ?1 and exercise = ?2 and state = 'draft'
         order by draft_order desc limit 1",
    )?
    .query_row(params![origin, exercise], |row| row.get(0))
    .optional()
}

/// The tables and the condition of follow-ups that are due by the day `?1`, with the follow-up exercises in `?2`.
macro_rules! from_due {
    () => {
        " from follow_up cross join entry on entry.id = follow_up.entry_id
        where follow_up.outcome = 'open' and due_day <= ?1 and state = 'done'
            and (coalesce(fear, thought) is not null
                or exercise in (select value from json_each(?2)))"
    };
}
use from_due;

// An index serves each of these; a test checks the query plan.
pub(crate) const COUNT_DUE: &str = concat!("select count(*)", from_due!());
pub(crate) const SELECT_OLDEST_DUE: &str = concat!(
    "select follow_up.entry_id",
    from_due!(),
    " order by due_day limit 1"
);
