//! The changes of entries, each in one transaction.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::follow_up;
use super::journal::entry_rows::{StoredState, next_revision, upsert_answers, upsert_entry};
use super::journal::{Journal, JournalError, Revision, queries};
use super::timestamps::{self, next_timestamp};
use crate::domain::entry::{Answer, Entry, EntryId, EntryState};

impl Journal {
    /// Saves `entry`, replacing an earlier version of it, and returns the state that it has now.
    ///
    /// Only [`trash`](Self::trash) and [`restore`](Self::restore) change whether a stored entry is trashed, so saving a
    /// trashed entry returns `Trashed`. A draft never replaces the finished version: nothing is written then, and the
    /// result is `Done`.
    ///
    /// An entry that another window changed since this one saved or [loaded](Self::load_for_editing) it isn't
    /// overwritten: that is [`JournalError::ChangedElsewhere`].
    pub fn save(&mut self, entry: &Entry) -> Result<EntryState, JournalError> {
        for answered in &entry.answers {
            if let Answer::Rating(number @ 101..) = answered.answer {
                return Err(JournalError::RatingTooHigh {
                    path: self.display_path().to_owned(),
                    number,
                });
            }
        }
        self.check_not_moved()?;
        let seen = self.known_revisions.get(&entry.id).copied();
        let saved = save_entry(&mut self.db, entry, seen, self.now);
        let saved = self.map_db_err(saved)?;
        // While the transaction waited, another window may have recovered the journal.
        self.check_not_moved()?;
        match saved {
            SaveResult::Saved(state, revision) => {
                self.known_revisions.insert(entry.id.clone(), revision);
                Ok(state)
            }
            SaveResult::ChangedElsewhere => Err(JournalError::ChangedElsewhere {
                path: self.display_path().to_owned(),
            }),
        }
    }

    /// Loads an entry so that the next save may replace it.
    pub fn load_for_editing(&mut self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        let found = self.map_db_err(queries::read_entry_and_revision(&self.db, id))?;
        Ok(found.map(|(entry, revision)| {
            self.known_revisions.insert(id.clone(), revision);
            entry
        }))
    }
}

/// The result of a save.
pub(crate) enum SaveResult {
    /// The entry is stored, or was already.
    Saved(EntryState, Revision),
    /// Another window changed the entry since this one read it, so nothing is written.
    ChangedElsewhere,
}

/// Writes `entry` unless its revision isn't the known one.
pub(crate) fn save_entry(
    db: &mut Connection,
    entry: &Entry,
    known_revision: Option<Revision>,
    now: Option<Timestamp>,
) -> rusqlite::Result<SaveResult> {
    // Immediate: a transaction that read first couldn't wait for another window's write.
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let revision = queries::read_revision(&tx, &entry.id)?;
    if let Some(revision) = revision
        && known_revision != Some(revision)
    {
        // Saving the same content twice is no conflict.
        let stored = queries::read_entry_in(&tx, &entry.id)?;
        return Ok(match stored.filter(|stored| stored == entry) {
            Some(stored) => SaveResult::Saved(stored.state, revision),
            None => SaveResult::ChangedElsewhere,
        });
    }
    let known = StoredState::read(&tx, entry)?;
    let (known, has_same_start) = known.unzip();
    let given = StoredState::from_entry(entry);
    let target = StoredState {
        is_trashed: known.map_or(given.is_trashed, |known| known.is_trashed),
        ..given
    };
    let finished_before = known.is_some_and(|known| known.is_finished);
    let is_position_unchanged =
        has_same_start == Some(true) && known.map(StoredState::state) == Some(target.state());
    if let Some(known) = known
        && known.is_finished
        && !given.is_finished
    {
        return Ok(SaveResult::Saved(known.state(), revision.unwrap_or(0)));
    }
    let revision = next_revision(revision.unwrap_or(0));
    let before = follow_up::ScheduledRequests::read_saved(&tx, &entry.id, finished_before)?;
    let edited = next_timestamp(timestamps::CONTENT.read(&tx, &entry.id)?, now);

    upsert_entry(&tx, entry, target, revision, is_position_unchanged)?;
    timestamps::CONTENT.write(&tx, &entry.id, edited)?;
    if target.state() == EntryState::Draft {
        tx.prepare_cached(MOVE_DRAFT_TO_FRONT)?
            .execute([&entry.id])?;
    }
    upsert_answers(&tx, entry)?;
    if target.is_finished {
        follow_up::apply_requests(&tx, entry, &before, now)?;
    }
    tx.commit()?;
    Ok(SaveResult::Saved(target.state(), revision))
}

/// Makes a draft the latest one; writes nothing if it is already.
const MOVE_DRAFT_TO_FRONT: &str = "
    update entry set draft_order = 1 + (
        select min(coalesce(max(draft_order), 0), 1 << 53) from entry where state = 'draft')
    where id = ?1 and (draft_order is null or exists (
        select 1 from entry as other
        where other.state = 'draft' and other.draft_order >= entry.draft_order and other.id <> entry.id
    ))";
