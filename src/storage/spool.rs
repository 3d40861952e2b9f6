//! The spool: entries that couldn't be saved, each batch in a small journal of its own, until the journal can merge
//! them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use jiff::{SignedDuration, Timestamp};

use super::journal::entry_rows::{next_revision, set_revision};
use super::journal::{Journal, JournalError, queries};
use crate::domain::entry::{Entry, EntryId};
use crate::platform::paths::{DB_FILE_SUFFIXES, with_suffix};
use crate::platform::private_fs;

/// The result of merging a spool file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MergeResult {
    /// The number of merged entries.
    pub(crate) count: usize,
    /// The old and the new id of each entry that got a new one.
    pub(crate) renamed: Vec<(EntryId, EntryId)>,
}

const FILE_PREFIX: &str = "unsaved-";
/// Stands before the name of a file until it is complete.
const PARTIAL_PREFIX: &str = "partial-";
/// The age from which on nobody writes a partial file any more.
const MIN_ABANDONED_AGE: SignedDuration = SignedDuration::from_hours(1);

/// Writes `entries` of the journal `home` into a new file in `folder`, and returns its path. It is locked if the journal is.
///
/// The file gets its name only once it is complete, so that nobody merges a partial one. The name contains the
/// process id, because another window may spool its own version of the same entry.
pub(crate) fn write(
    folder: &Path,
    home: &Journal,
    entries: &[Entry],
) -> Result<PathBuf, JournalError> {
    let name = entries
        .first()
        .map(|entry| entry.id.as_str())
        .unwrap_or_default();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let names =
        (1_u32..).map(|number| format!("{FILE_PREFIX}{name}-{}-{number}.db", process::id()));
    let Some((partial, complete)) = names
        .map(|name| {
            (
                folder.join(format!("{PARTIAL_PREFIX}{name}")),
                folder.join(name),
            )
        })
        .find(|(_, complete)| fs::symlink_metadata(complete).is_err())
    else {
        return Err(JournalError::inaccessible(
            folder,
            io::Error::from(io::ErrorKind::AlreadyExists),
        ));
    };
    let cannot_write = |source: io::Error| JournalError::inaccessible(&complete, source);
    remove(&partial).map_err(cannot_write)?;
    let written = home.open_like(&partial).and_then(|mut spool| {
        entries
            .iter()
            .try_for_each(|entry| spool.spool_entry(home, entry))
    });
    match written {
        Ok(()) => fs::rename(&partial, &complete).map_err(cannot_write)?,
        Err(error) => {
            // A partial file is of no use.
            let _ = remove(&partial);
            return Err(error);
        }
    }
    Ok(complete)
}

impl Journal {
    /// Saves an entry of `home`, which can't be written now, for a later [merge](Self::merge_spooled).
    pub(crate) fn spool_entry(&mut self, home: &Self, entry: &Entry) -> Result<(), JournalError> {
        let id = || entry.id.clone();
        let known = home.home_revisions.get(&entry.id);
        let known = *known.or(home.known_revisions.get(&entry.id)).unwrap_or(&0);
        self.load_for_editing(&entry.id)?;
        self.save(entry)?;
        if home.is_card(&entry.id)? {
            self.set_card(&entry.id, true)?;
        }
        let next = next_revision(known);
        self.map_db_err(set_revision(&self.db, &entry.id, next))?;
        self.known_revisions.insert(id(), next);
        self.home_revisions.insert(id(), known);
        Ok(())
    }

    /// Merges every entry of the spool file `other`.
    ///
    /// Where this journal has changed an entry too, both versions are kept: the spooled one gets an id from `name`.
    pub(crate) fn merge_spooled(
        &mut self,
        other: &Self,
        mut name: impl FnMut() -> EntryId,
    ) -> Result<MergeResult, JournalError> {
        let mut taken = MergeResult::default();
        for id in other.ids()? {
            let found = other.map_db_err(queries::read_entry_and_revision(&other.db, &id))?;
            let Some((entry, revision)) = found else {
                continue;
            };
            let is_card = other.is_card(&id)?;
            // The spool file holds the revision after the known one.
            let known = other.home_revisions.get(&id).copied();
            let known = known.unwrap_or(revision.saturating_sub(1));
            let seen = self.known_revisions.insert(id.clone(), known);
            let saved = self.save(&entry);
            if let (Err(_), Some(seen)) = (&saved, seen) {
                self.known_revisions.insert(id.clone(), seen);
            }
            match saved {
                Err(JournalError::ChangedElsewhere { .. }) => {
                    let another = name();
                    self.save(&Entry {
                        id: another.clone(),
                        ..entry
                    })?;
                    taken.renamed.push((id.clone(), another));
                }
                saved => drop(saved?),
            }
            if is_card {
                let renamed = taken.renamed.last().filter(|(old, _)| *old == id);
                let id = renamed.map_or(&id, |(_, new)| new);
                self.set_card(&id.clone(), true)?;
            }
            taken.count += 1;
        }
        Ok(taken)
    }
}

/// The spool files in `folder`.
pub(crate) fn list(folder: &Path) -> Vec<PathBuf> {
    list_with_prefix(folder, FILE_PREFIX)
}

/// The spool files in `folder`, complete or not.
pub(crate) fn list_all(folder: &Path) -> Vec<PathBuf> {
    let mut files = list(folder);
    files.extend(list_with_prefix(
        folder,
        &format!("{PARTIAL_PREFIX}{FILE_PREFIX}"),
    ));
    files
}

/// The files in `folder`, spooled for the journal `home`, whose writer was killed before it gave them their name, if they have entries. Those that have none
/// or can't be read are removed.
///
/// A file of the last hour may belong to another window that is still writing it.
pub(crate) fn take_abandoned(folder: &Path, home: &Journal, now: Timestamp) -> Vec<PathBuf> {
    let mut files = list_with_prefix(folder, &format!("{PARTIAL_PREFIX}{FILE_PREFIX}"));
    files.retain(|path| is_abandoned(path, now));
    files.retain(|path| {
        let ids = home.open_like(path).and_then(|spool| spool.ids());
        let is_useless = match ids {
            Ok(ids) => ids.is_empty(),
            Err(JournalError::Damaged { .. } | JournalError::NotAJournal { .. }) => true,
            Err(_) => return false,
        };
        if is_useless {
            // The next start tries again.
            let _ = remove(path);
        }
        !is_useless
    });
    files
}

fn is_abandoned(path: &Path, now: Timestamp) -> bool {
    let changed = fs::metadata(path).and_then(|metadata| metadata.modified());
    let changed = changed
        .ok()
        .and_then(|changed| Timestamp::try_from(changed).ok());
    changed.is_some_and(|changed| now.duration_since(changed) >= MIN_ABANDONED_AGE)
}

fn list_with_prefix(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = listing
        .map(|file| file.path())
        .filter(|path| {
            let name = path.file_stem().and_then(|name| name.to_str());
            let is_db = path.extension().is_some_and(|extension| extension == "db");
            let is_spool = is_db && name.is_some_and(|name| name.starts_with(prefix));
            // Files of other accounts aren't this user's entries.
            is_spool
                && private_fs::verify_owner(path).is_ok()
                && private_fs::verify_owner(folder).is_ok()
        })
        .collect();
    files.sort();
    files
}

/// Removes a spool file and the files that SQLite keeps beside it.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    for suffix in DB_FILE_SUFFIXES {
        match private_fs::erase(&with_suffix(path, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
