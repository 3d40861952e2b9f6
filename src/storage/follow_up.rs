//! What comes back later: fears to look back on, and worries that wait for their time.

pub mod due_query;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{FromText, format_instant, format_local_time, parse_request, to_json_list};
use super::integrity::SkippedRows;
use super::timestamps;
use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, civil_time};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::text::one_line;

/// A worry that was put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostponedEntry {
    /// The walk in which it was written down.
    pub entry_id: EntryId,
    pub text: String,
    /// Where the person was.
    pub postponed_until: DateTime,
}

/// What an entry asked for when it was saved before.
#[derive(Default)]
pub struct ScheduledRequests {
    follow_up_on: Option<Date>,
    postponed_until: Option<DateTime>,
    is_finished: bool,
}

impl ScheduledRequests {
    pub fn read_saved(db: &Connection, id: &EntryId, is_finished: bool) -> rusqlite::Result<Self> {
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

    /// The last of the answers counts.
    fn from_answers<'a>(answers: impl Iterator<Item = &'a Answer>) -> Self {
        let mut asked = Self {
            is_finished: true,
            ..Self::default()
        };
        for answer in answers {
            match answer {
                Answer::FollowUpOn(day) => asked.follow_up_on = *day,
                Answer::PostponedUntil(time) => asked.postponed_until = Some(*time),
                _ => {}
            }
        }
        asked
    }
}

/// Writes down what a finished walk says about later, in the transaction that saves it.
///
/// What was put off, answered or taken up since stays so, unless the walk itself asks for something else.
pub fn apply_requests(
    db: &Connection,
    entry: &Entry,
    before: &ScheduledRequests,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let asked = ScheduledRequests::from_answers(scheduling_answers(entry));
    if before.postponed_until != asked.postponed_until || !before.is_finished {
        set_postponed(db, entry, asked.postponed_until, now)?;
    }
    if answered_follow_up(entry).is_some() {
        return apply_follow_up_answer(db, entry, now);
    }
    review_worries(db, entry, now)?;
    if before.follow_up_on != asked.follow_up_on || !before.is_finished {
        schedule_follow_up(db, &entry.id, asked.follow_up_on)?;
        timestamps::FOLLOW_UP.touch(db, &entry.id, now)?;
    }
    Ok(())
}

/// The answers that may ask for something later.
fn scheduling_answers(entry: &Entry) -> impl Iterator<Item = &Answer> {
    let answers = entry.answers.iter();
    answers
        .filter(|answered| answered.outcome != Some(Outcome::Dropped))
        .map(|answered| &answered.answer)
}

/// The entry that a walk looks back on, and what it says became of that.
fn answered_follow_up(walk: &Entry) -> Option<(&EntryId, Outcome)> {
    // Whoever answered was asked, even if the answer says nothing about what became of it.
    walk.answer_for(Role::Outcome)?;
    let means = walk.outcome_for(Role::Outcome).unwrap_or(Outcome::Unknown);
    let origin = walk.origin.as_ref()?;
    let is_worry_time = walk.answer_for(Role::StillMatters).is_some();
    (!is_worry_time).then_some((origin, means))
}

/// Has a fear be open again whose look back was thrown away, with nothing left of what that said.
pub fn reopen_follow_up(
    db: &Connection,
    walk: &EntryId,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let fear: Option<EntryId> = db
        .prepare_cached(
            "update follow_up set outcome = 'open', acted = null, actual_hardness = null, coping = null,
                note = null, resolved_at = null, answered_in = null
             where answered_in = ?1 returning entry_id",
        )?
        .query_row([walk], |row| row.get(0))
        .optional()?;
    match fear {
        Some(fear) => timestamps::FOLLOW_UP.touch(db, &fear, now),
        None => Ok(()),
    }
}

/// Has a finished look back say what became of the fear.
pub fn apply_follow_up_answer(
    db: &Connection,
    walk: &Entry,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    match answered_follow_up(walk).filter(|_| walk.finished_at.is_some()) {
        Some((origin, means)) => {
            write_follow_up_answer(db, walk, origin, means)?;
            timestamps::FOLLOW_UP.touch(db, origin, now)
        }
        None => Ok(()),
    }
}

/// Has the journal ask on that day how it turned out, or never.
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

/// What a look back settles, and the day of it, or that on which what is open comes again.
fn resolve(walk: &Entry, means: Outcome) -> (Outcome, Date) {
    let asked = scheduling_answers(walk).filter_map(|answer| match answer {
        Answer::FollowUpOn(day) => Some(*day),
        _ => None,
    });
    let asked = asked.last();
    // A draft may have been left for days.
    let today = walk.finished_at.map_or(walk.day, |finished| {
        civil_time(finished, walk.utc_offset).date()
    });
    let in_a_week = || today.checked_add(7.days()).unwrap_or(today);
    // Without a day of its own it comes back in a week, not at once.
    match (means, asked) {
        (Outcome::Open, Some(None)) => (Outcome::Dropped, today),
        (Outcome::Open, Some(Some(day))) => (means, day),
        (Outcome::Open, None) => (means, in_a_week()),
        (means, _) => (means, today),
    }
}

/// Notes on the entry that `walk` looks back on what became of it, as long as that entry is here.
fn write_follow_up_answer(
    db: &Connection,
    walk: &Entry,
    origin: &EntryId,
    means: Outcome,
) -> rusqlite::Result<()> {
    let (means, due) = resolve(walk, means);
    let resolved = walk
        .finished_at
        .filter(|_| means != Outcome::Open)
        .map(format_instant);
    let acted = match walk.outcome_for(Role::Acted) {
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
        means.as_str(),
        acted,
        walk.rating_for(Role::HardnessAfter),
        walk.rating_for(Role::CopingAfter),
        walk.text_for(Role::Helped),
        resolved,
        walk.id,
    ])
    .map(drop)
}

/// Has the worry of an entry wait until then, or no longer.
fn set_postponed(
    db: &Connection,
    entry: &Entry,
    until: Option<DateTime>,
    now: Option<Timestamp>,
) -> rusqlite::Result<()> {
    let sql = "update entry set postponed_until = ?2, is_postponed = ?3
        where id = ?1 and (postponed_until is not ?2 or is_postponed <> ?3)";
    let rows = db.prepare_cached(sql)?.execute(params![
        entry.id,
        until.map(format_local_time),
        until.is_some()
    ])?;
    if rows > 0 {
        timestamps::POSTPONED.touch(db, &entry.id, now)?;
    }
    Ok(())
}

/// After a worry time: what still matters waits for tomorrow's, at its hour, and the rest is let go.
fn review_worries(db: &Connection, walk: &Entry, now: Option<Timestamp>) -> rusqlite::Result<()> {
    let is_emptied = |answered: &AnsweredStep| answered.answer == Answer::Items(Vec::new());
    let kept = match walk.answer_for(Role::StillMatters) {
        Some(Answer::Chosen(kept)) => kept.as_slice(),
        // Only a list that began with the worries that waited is ever empty.
        None if walk.answers.iter().any(is_emptied) => &[],
        _ => return Ok(()),
    };
    let Some(finished) = walk.finished_at else {
        return Ok(());
    };
    let kept: Vec<_> = kept.iter().map(|worry| one_line(worry)).collect();
    let is_settled = walk
        .outcome_for(Role::Outcome)
        .is_some_and(|means| means != Outcome::Open);
    let settled = walk.text_for(Role::Thought).filter(|_| is_settled);
    let settled = settled.map(|worry| one_line(&worry));
    let by = civil_time(finished, walk.utc_offset);
    let tomorrow = by.date().tomorrow().unwrap_or(by.date());
    let mut update = db.prepare_cached(
        "update entry set is_postponed = ?2, postponed_until = ?3, reviewed_in = ?4 where id = ?1",
    )?;
    for waiting in select_reviewed(db, walk, by)? {
        let worry = one_line(&waiting.text);
        let stays = kept.contains(&worry) && settled.as_ref() != Some(&worry);
        let until = if stays {
            tomorrow.to_datetime(waiting.postponed_until.time())
        } else {
            waiting.postponed_until
        };
        update.execute(params![
            waiting.entry_id,
            stays,
            format_local_time(until),
            walk.id
        ])?;
        timestamps::POSTPONED.touch(db, &waiting.entry_id, now)?;
    }
    Ok(())
}

/// The worries that a worry time had before it: those whose time had come when it began, and of those whose
/// time came before it was over the ones that stand in its list.
fn select_reviewed(
    db: &Connection,
    walk: &Entry,
    now: DateTime,
) -> rusqlite::Result<Vec<PostponedEntry>> {
    let began = format_local_time(civil_time(walk.started_at, walk.utc_offset));
    let listed = walk
        .answers
        .iter()
        .filter_map(|answered| match &answered.answer {
            Answer::Items(items) => Some(items),
            _ => None,
        });
    let listed: Vec<_> = listed.flatten().map(|worry| one_line(worry)).collect();
    // What can't be read stays as it is.
    let skipped = SkippedRows::default();
    let mut worries = query_worries(db, SELECT_REVIEWED, params![began, walk.id], &skipped)?;
    let come_since = query_worries(
        db,
        SELECT_CAME_DUE,
        params![began, format_local_time(now)],
        &skipped,
    )?;
    let is_listed = |waiting: &PostponedEntry| listed.contains(&one_line(&waiting.text));
    worries.extend(come_since.into_iter().filter(is_listed));
    Ok(worries)
}

/// The worries that wait, those first whose time comes first.
pub fn select_postponed(
    db: &Connection,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PostponedEntry>> {
    query_worries(db, SELECT_POSTPONED, params![], skipped)
}

/// The hour until which a worry was put off last.
pub fn select_last_worry_time(db: &Connection) -> rusqlite::Result<Option<Time>> {
    let until: Option<FromText<DateTime>> = db
        .prepare_cached(SELECT_LAST_WORRY_TIME)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(until.map(|until| until.0.time()))
}

/// The finished entry that has waited longest to be looked back on.
pub fn select_oldest_due(
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

/// The unfinished walk in that exercise that leads on from an entry.
pub fn select_draft_continuing(
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

/// The names people gave a pattern, each with how often, the one given last first.
pub fn select_pattern_names(
    db: &Connection,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut names = db.prepare_cached(SELECT_PATTERN_NAMES)?;
    let names = names.query_map([], |row| {
        let count: i64 = row.get(1)?;
        Ok((row.get(0)?, count.unsigned_abs()))
    })?;
    skipped.filter_all(names)
}

/// How many finished entries, but for one, gave a pattern that name.
pub fn count_pattern_uses(db: &Connection, name: &str, but: &EntryId) -> rusqlite::Result<u64> {
    let count: i64 = db
        .prepare_cached(
            "select count(*) from entry where pattern_name = ?1 and state = 'done' and id <> ?2",
        )?
        .query_row(params![name, but], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn query_worries(
    db: &Connection,
    sql: &str,
    params: &[&dyn rusqlite::ToSql],
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<PostponedEntry>> {
    let mut waiting = db.prepare_cached(sql)?;
    let waiting = waiting.query_map(params, |row| {
        Ok(PostponedEntry {
            entry_id: row.get(0)?,
            text: row.get(1)?,
            postponed_until: row.get::<_, FromText<_>>(2)?.0,
        })
    })?;
    skipped.filter_all(waiting)
}

// An index serves each of these; a test asks SQLite whether that is so. A plus keeps SQLite from another index.
pub(crate) const SELECT_POSTPONED: &str =
    "select id, coalesce(thought, ''), postponed_until from entry
    where is_postponed and +state = 'done' order by postponed_until, started_at, id";
const SELECT_REVIEWED: &str = "select id, coalesce(thought, ''), postponed_until from entry
    where postponed_until is not null and state = 'done'
        and ((is_postponed and postponed_until <= ?1) or reviewed_in = ?2)";
const SELECT_CAME_DUE: &str = "select id, coalesce(thought, ''), postponed_until from entry
    where is_postponed and +state = 'done' and postponed_until > ?1 and postponed_until <= ?2";
pub(crate) const SELECT_LAST_WORRY_TIME: &str = "select postponed_until from entry
    where postponed_until is not null order by started_at desc limit 1";
pub(crate) const SELECT_OLDEST_DUE: &str = "select follow_up.entry_id
    from follow_up cross join entry on entry.id = follow_up.entry_id
    where follow_up.outcome = 'open' and due_day <= ?1 and state = 'done'
        and (coalesce(fear, thought) is not null or exercise in (select value from json_each(?2)))
    order by due_day limit 1";
pub(crate) const SELECT_PATTERN_NAMES: &str = "select pattern_name, count(*)
    from entry where pattern_name is not null and state = 'done'
    group by pattern_name order by max(started_at) desc, pattern_name limit 50";
