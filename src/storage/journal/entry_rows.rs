//! Writes the rows of an entry and its revision.

use rusqlite::{Connection, OptionalExtension, params, params_from_iter, types::Value};

use super::{Revision, queries};
use crate::domain::entry::{Entry, EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::storage::columns::{AnswerColumns, format_instant, role_value, state_name};

/// The highest revision that is written; the next one is 1. So no number in a file, however high, makes a save
/// fail.
pub(in crate::storage) const MAX_REVISION: Revision = 1 << 53;

/// The next revision, which always differs from this one.
pub(crate) const fn next_revision(revision: Revision) -> Revision {
    if 0 <= revision && revision < MAX_REVISION {
        revision + 1
    } else {
        1
    }
}

/// The revision to store for an entry that another journal has in revision `given` and this one in `there`.
pub(crate) fn merged_revision(given: Revision, stored: Option<Revision>) -> Revision {
    let given = given.clamp(0, MAX_REVISION);
    let Some(stored) = stored else { return given };
    let next = next_revision(stored);
    if given > next && given != stored {
        given
    } else {
        next
    }
}

/// Sets the revision of an entry.
pub(crate) fn set_revision(
    db: &Connection,
    id: &EntryId,
    revision: Revision,
) -> rusqlite::Result<()> {
    db.execute(
        "update entry set revision = ?2 where id = ?1",
        params![id, revision],
    )
    .map(drop)
}

/// The state of an entry, with its state outside the trash.
#[derive(Clone, Copy)]
pub(in crate::storage) struct StoredState {
    pub(crate) is_finished: bool,
    pub(crate) is_trashed: bool,
}

impl StoredState {
    /// The stored state, and whether the stored start equals that of `entry`.
    pub(in crate::storage) fn read(
        db: &Connection,
        entry: &Entry,
    ) -> rusqlite::Result<Option<(Self, bool)>> {
        db.prepare_cached(
            "select state, state_before_trash, started_at = ?2 from entry where id = ?1",
        )?
        .query_row(params![entry.id, format_instant(entry.started_at)], |row| {
            let state: EntryState = row.get(0)?;
            let before_trash: Option<EntryState> = row.get(1)?;
            let known = Self {
                is_finished: before_trash.unwrap_or(state) == EntryState::Done,
                is_trashed: state == EntryState::Trashed,
            };
            Ok((known, row.get(2)?))
        })
        .optional()
    }

    /// The state that the caller passes.
    pub(in crate::storage) fn from_entry(entry: &Entry) -> Self {
        let trashed = entry.state == EntryState::Trashed;
        Self {
            is_finished: entry.state == EntryState::Done
                || (trashed && entry.finished_at.is_some()),
            is_trashed: trashed,
        }
    }

    pub(in crate::storage) const fn state(self) -> EntryState {
        if self.is_trashed {
            EntryState::Trashed
        } else {
            self.state_outside_trash()
        }
    }

    /// The state of the entry now, or after a restore.
    const fn state_outside_trash(self) -> EntryState {
        if self.is_finished {
            EntryState::Done
        } else {
            EntryState::Draft
        }
    }
}

/// Inserts or updates the row of an entry. Where the position in the list is unchanged, the index columns aren't
/// written.
pub(in crate::storage) fn upsert_entry(
    db: &Connection,
    entry: &Entry,
    state: StoredState,
    revision: Revision,
    is_position_unchanged: bool,
) -> rusqlite::Result<()> {
    let mut columns = entry_columns(entry, state);
    columns.push(("revision", revision.into()));
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let updates: Vec<_> = names
        .iter()
        .filter(|name| !(is_position_unchanged && ["id", "started_at", "state"].contains(name)))
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

/// The columns of `entry` that a save writes.
fn entry_columns(entry: &Entry, state: StoredState) -> Vec<(&'static str, Value)> {
    let name = |state| state_name(state).to_owned();
    let before_trash = state.is_trashed.then(|| state.state_outside_trash());
    let draft = entry.draft_position.as_ref();
    let mut columns = vec![
        ("id", entry.id.to_string().into()),
        ("exercise", entry.exercise.clone().into()),
        ("title", entry.title.clone().into()),
        ("started_at", format_instant(entry.started_at).into()),
        ("finished_at", entry.finished_at.map(format_instant).into()),
        ("utc_offset_seconds", entry.utc_offset.into()),
        ("day", entry.day.to_string().into()),
        ("state", name(state.state()).into()),
        ("state_before_trash", before_trash.map(name).into()),
        (
            "origin",
            entry.origin.as_ref().map(EntryId::to_string).into(),
        ),
        ("kind", entry.kind.as_str().to_owned().into()),
        (
            "draft_step",
            draft.map(|position| position.step.clone()).into(),
        ),
        (
            "draft_text",
            draft.map(|position| position.pending_text.clone()).into(),
        ),
        (
            "draft_caret",
            draft
                .map(|position| i64::try_from(position.caret).unwrap_or(i64::MAX))
                .into(),
        ),
    ];
    columns.extend(Role::ALL.map(|role| (role.as_str(), role_value(entry, role))));
    columns
}

/// Writes the answers from the first one that differs from the stored ones.
pub(in crate::storage) fn upsert_answers(db: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    // Unreadable answers are written again.
    let stored = queries::read_answers(db, &entry.id).unwrap_or_default();
    let given = (0_i64..).zip(entry.answers.iter().cloned());
    let pairs = stored.into_iter().zip(given);
    let same = pairs.take_while(|(stored, given)| stored == given).count();
    let first = i64::try_from(same).unwrap_or(i64::MAX);
    db.prepare_cached("delete from answer where entry_id = ?1 and position >= ?2")?
        .execute(params![entry.id, first])?;
    let mut insert = db.prepare_cached(
        "insert into answer (entry_id, position, step, role, kind, prompt, text, number, outcome)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (position, answered) in (0_i64..).zip(&entry.answers).skip(same) {
        let columns = AnswerColumns::from(&answered.answer);
        insert.execute(params![
            entry.id,
            position,
            answered.step,
            answered.role.map(Role::as_str),
            columns.kind,
            answered.prompt,
            columns.text,
            columns.number,
            answered.outcome.map(Outcome::as_str),
        ])?;
    }
    Ok(())
}
