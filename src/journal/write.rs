//! Every change of the journal, each in one transaction.

use jiff::Timestamp;
use rusqlite::{
    Connection, OptionalExtension, Transaction, TransactionBehavior, params, params_from_iter,
    types::Value,
};

use super::later;
use super::stamp::{self, later_than};
use super::stored::{
    AnswerColumns, ROLES, format_instant, outcome_name, role_column, role_value, state_name,
};
use super::{Revision, read, usage};
use crate::entry::{Entry, EntryId, EntryState};

/// The highest revision that is written. The one after it is 1, so that no number from elsewhere, however high, has
/// a save fail.
const LAST_REVISION: Revision = 1 << 53;

/// The revision after this one, which is always another one.
pub const fn next_revision(revision: Revision) -> Revision {
    if 0 <= revision && revision < LAST_REVISION {
        revision + 1
    } else {
        1
    }
}

/// The revision of an entry that comes from elsewhere with the revision `given`, where this journal has it in
/// revision `there`.
pub fn joined_revision(given: Revision, there: Option<Revision>) -> Revision {
    let given = given.clamp(0, LAST_REVISION);
    let Some(there) = there else { return given };
    let next = next_revision(there);
    if given > next && given != there {
        given
    } else {
        next
    }
}

/// What became of a save.
pub enum Saved {
    /// It is written, or stood there already.
    As(EntryState, Revision),
    /// Another window changed the entry since this one saw it, so nothing is written.
    ChangedElsewhere,
}

/// Writes `entry`, unless somebody else changed it since it was `seen`.
pub fn save(
    db: &mut Connection,
    entry: &Entry,
    seen: Option<Revision>,
    now: Option<Timestamp>,
) -> rusqlite::Result<Saved> {
    // At once for writing: a transaction that read first couldn't wait for another window's.
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let revision = read::read_revision(&tx, &entry.id)?;
    if let Some(revision) = revision
        && seen != Some(revision)
    {
        // The same words saved twice are one save, whoever did it.
        let there = read::read_entry_in(&tx, &entry.id)?;
        return Ok(match there.filter(|there| there == entry) {
            Some(there) => Saved::As(there.state, revision),
            None => Saved::ChangedElsewhere,
        });
    }
    let known = Standing::known(&tx, entry)?;
    let (known, has_same_start) = known.unzip();
    let given = Standing::given(entry);
    let standing = Standing {
        trashed: known.map_or(given.trashed, |known| known.trashed),
        ..given
    };
    let finished_before = known.is_some_and(|known| known.finished);
    let stays =
        has_same_start == Some(true) && known.map(Standing::state) == Some(standing.state());
    if let Some(known) = known
        && known.finished
        && !given.finished
    {
        return Ok(Saved::As(known.state(), revision.unwrap_or(0)));
    }
    let revision = next_revision(revision.unwrap_or(0));
    let before = later::ScheduledRequests::read_saved(&tx, &entry.id, finished_before)?;
    let edited = later_than(stamp::WORDS.of(&tx, &entry.id)?, now);

    put_entry(&tx, entry, standing, revision, stays)?;
    stamp::WORDS.put(&tx, &entry.id, edited)?;
    if standing.state() == EntryState::Draft {
        tx.prepare_cached(TOUCH)?.execute([&entry.id])?;
    }
    put_answers(&tx, entry)?;
    if standing.finished {
        later::apply_requests(&tx, entry, &before, now)?;
    }
    tx.commit()?;
    Ok(Saved::As(standing.state(), revision))
}

/// Makes a draft the one that was touched last, and writes nothing where it is that already.
const TOUCH: &str = "
    update entry set touched = 1 + (
        select min(coalesce(max(touched), 0), 1 << 53) from entry where state = 'draft')
    where id = ?1 and (touched is null or exists (
        select 1 from entry as other
        where other.state = 'draft' and other.touched >= entry.touched and other.id <> entry.id
    ))";

/// Has the entry stand as changed so often.
pub fn set_revision(db: &Connection, id: &EntryId, revision: Revision) -> rusqlite::Result<()> {
    db.execute(
        "update entry set revision = ?2 where id = ?1",
        params![id, revision],
    )
    .map(drop)
}

pub fn trash(db: &Connection, id: &EntryId, now: Timestamp) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let moved = later_than(stamp::TRASH.of(&tx, id)?, Some(now));
    let is_moved = tx
        .prepare_cached(
            "update entry set was = state, state = 'trashed', trashed_at = ?2,
                revision = iif(revision between 0 and ?4, revision + 1, 1), moved = ?3
             where id = ?1 and state <> 'trashed'",
        )?
        .execute(params![
            id,
            format_instant(now),
            moved.map(format_instant),
            LAST_REVISION - 1
        ])
        .map(changed)?;
    if is_moved {
        usage::arrive(&tx, id, now)?;
        later::reopen_follow_up(&tx, id, Some(now))?;
    }
    tx.commit()?;
    Ok(is_moved)
}

pub fn trash_draft(db: &Connection, id: &EntryId, now: Timestamp) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let moved = later_than(stamp::TRASH.of(&tx, id)?, Some(now));
    let is_moved = tx
        .prepare_cached(
            "update entry set was = state, state = 'trashed', trashed_at = ?2,
                revision = iif(revision between 0 and ?4, revision + 1, 1), moved = ?3
             where id = ?1 and state = 'draft'",
        )?
        .execute(params![
            id,
            format_instant(now),
            moved.map(format_instant),
            LAST_REVISION - 1
        ])
        .map(changed)?;
    if is_moved {
        usage::arrive(&tx, id, now)?;
    }
    tx.commit()?;
    Ok(is_moved)
}

pub fn restore(db: &Connection, id: &EntryId, now: Option<Timestamp>) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let moved = later_than(stamp::TRASH.of(&tx, id)?, now);
    let is_moved = tx
        .prepare_cached(
            "update entry set state = was, was = null, trashed_at = null,
                revision = iif(revision between 0 and ?3, revision + 1, 1), moved = ?2
             where id = ?1 and state = 'trashed'",
        )?
        .execute(params![id, moved.map(format_instant), LAST_REVISION - 1])
        .map(changed)?;
    if is_moved && let Some(entry) = read::read_entry_in(&tx, id)? {
        later::apply_follow_up_answer(&tx, &entry, now)?;
    }
    tx.commit()?;
    Ok(is_moved)
}

const fn changed(rows: usize) -> bool {
    rows > 0
}

/// Where an entry stands: what it is, and whether it lies in the trash.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub finished: bool,
    pub trashed: bool,
}

impl Standing {
    /// As the journal knows it, and whether the entry begins there when it does here.
    fn known(db: &Connection, entry: &Entry) -> rusqlite::Result<Option<(Self, bool)>> {
        db.prepare_cached("select state, was, started = ?2 from entry where id = ?1")?
            .query_row(params![entry.id, format_instant(entry.started_at)], |row| {
                let state: EntryState = row.get(0)?;
                let was: Option<EntryState> = row.get(1)?;
                let known = Self {
                    finished: was.unwrap_or(state) == EntryState::Done,
                    trashed: state == EntryState::Trashed,
                };
                Ok((known, row.get(2)?))
            })
            .optional()
    }

    /// As the caller gives it.
    fn given(entry: &Entry) -> Self {
        let trashed = entry.state == EntryState::Trashed;
        Self {
            finished: entry.state == EntryState::Done || (trashed && entry.finished_at.is_some()),
            trashed,
        }
    }

    const fn state(self) -> EntryState {
        if self.trashed {
            EntryState::Trashed
        } else {
            self.untrashed()
        }
    }

    /// What it is, or will be when it comes back.
    const fn untrashed(self) -> EntryState {
        if self.finished {
            EntryState::Done
        } else {
            EntryState::Draft
        }
    }
}

/// Writes the row of the entry. Where it `stays` in its place of the list, its place in the indexes isn't written again.
pub(super) fn put_entry(
    db: &Connection,
    entry: &Entry,
    standing: Standing,
    revision: Revision,
    stays: bool,
) -> rusqlite::Result<()> {
    let mut columns = entry_columns(entry, standing);
    columns.push(("revision", revision.into()));
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let updates: Vec<_> = names
        .iter()
        .filter(|name| !(stays && ["id", "started", "state"].contains(name)))
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    let sql = format!(
        "insert into entry ({}) values ({}) on conflict (id) do update set {}",
        names.join(", "),
        vec!["?"; names.len()].join(", "),
        updates.join(", "),
    );
    db.prepare_cached(&sql)?.execute(params_from_iter(
        columns.into_iter().map(|(_, value)| value),
    ))?;
    Ok(())
}

/// Each column of `entry` that a save writes, and its value.
fn entry_columns(entry: &Entry, standing: Standing) -> Vec<(&'static str, Value)> {
    let name = |standing| state_name(standing).to_owned();
    let was = standing.trashed.then(|| standing.untrashed());
    let draft = entry.draft_position.as_ref();
    let mut columns = vec![
        ("id", entry.id.to_string().into()),
        ("exercise", entry.exercise.clone().into()),
        ("title", entry.title.clone().into()),
        ("started", format_instant(entry.started_at).into()),
        ("finished", entry.finished_at.map(format_instant).into()),
        ("utc_offset_seconds", entry.utc_offset.into()),
        ("day", entry.day.to_string().into()),
        ("state", name(standing.state()).into()),
        ("was", was.map(name).into()),
        (
            "origin",
            entry.origin.as_ref().map(EntryId::to_string).into(),
        ),
        ("at_step", draft.map(|place| place.step.clone()).into()),
        (
            "typing",
            draft.map(|place| place.pending_text.clone()).into(),
        ),
        (
            "caret",
            draft
                .map(|place| i64::try_from(place.caret).unwrap_or(i64::MAX))
                .into(),
        ),
    ];
    columns.extend(ROLES.map(|part| (role_column(part), role_value(entry, part))));
    columns
}

/// Writes the answers that don't stand there yet as they are.
pub(super) fn put_answers(db: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    // What can't be read is written again.
    let there = read::read_answers(db, &entry.id).unwrap_or_default();
    let given = (0_i64..).zip(entry.answers.iter().cloned());
    let pairs = there.into_iter().zip(given);
    let same = pairs.take_while(|(there, given)| there == given).count();
    let first = i64::try_from(same).unwrap_or(i64::MAX);
    db.prepare_cached("delete from answer where entry = ?1 and position >= ?2")?
        .execute(params![entry.id, first])?;
    let mut insert = db.prepare_cached(
        "insert into answer (entry, position, step, part, kind, prompt, words, number, means)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (position, answered) in (0_i64..).zip(&entry.answers).skip(same) {
        let columns = AnswerColumns::from(&answered.answer);
        insert.execute(params![
            entry.id,
            position,
            answered.step,
            answered.role.map(role_column),
            columns.kind,
            answered.prompt,
            columns.text,
            columns.number,
            answered.outcome.map(outcome_name),
        ])?;
    }
    Ok(())
}
