//! Several machines with one journal, by way of a folder that something else carries between them.
//!
//! Each machine writes to one file there, which only ever grows, and reads those of the others. A line is an entry
//! as it was on that machine. Of two versions the newer one wins, part by part, and every machine agrees which
//! that is, see [`Versions`](crate::whole::Versions). Words that lose without having been seen by whoever wrote
//! the newer ones become an entry of their own.

mod device;
mod history;
mod lines;
mod shelf;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::device::name;
use self::history::{History, Seen};
use self::shelf::Shelf;
use crate::entry::EntryId;
use crate::journal::{Journal, JournalError, Merging};
use crate::whole::Whole;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Synced {
    /// Entries that were new or changed here.
    pub sent: u64,
    /// Entries that there were none of here.
    pub new: u64,
    /// Entries that were newer elsewhere.
    pub newer: u64,
    /// Versions of a walk that was changed on two machines at once, each an entry of its own now.
    pub apart: u64,
    /// How many files of other machines were read.
    pub others: usize,
    /// What couldn't be read.
    pub odd: Vec<Odd>,
    /// Whether this machine wrote there for the first time.
    pub is_first: bool,
}

/// A file with something in it that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    pub file: PathBuf,
    /// Lines of a newer version of the program.
    pub newer: u64,
    /// Lines that can't be read, but for one at the end that may still be on its way.
    pub unreadable: u64,
}

#[derive(Debug, Error)]
pub enum SyncError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("{} can't be read or written", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl SyncError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

/// Brings `journal` and `folder` together, on the machine called `device`.
pub fn sync(journal: &mut Journal, folder: &Path, device: &str) -> Result<Synced, SyncError> {
    let mut shelf = Shelf::open(folder, device)?;
    let mut synced = Synced {
        // First, so that no version of here is ever overtaken without being written down.
        sent: shelf.publish(journal)?,
        ..shelf.report()
    };
    let merging = journal.merging()?;
    for id in shelf.ids() {
        if shelf.is_settled(&id) {
            continue;
        }
        settle(&id, &merging, &shelf, &mut synced)?;
    }
    merging.commit()?;
    // What came from others is written down here as well: the next change is known to be made from it.
    shelf.publish(journal)?;
    Ok(synced)
}

/// Makes the entry of that name what all versions of it together say.
fn settle(
    id: &EntryId,
    merging: &Merging<'_>,
    shelf: &Shelf,
    synced: &mut Synced,
) -> Result<(), SyncError> {
    let ours = merging.whole(id)?;
    let mut history = shelf.history(id);
    if let Some(ours) = &ours {
        history.add(Seen::here(ours, shelf.published(id)));
    }
    let load = |seen: &Seen| match (&seen.place, &ours) {
        (Some(place), _) => shelf.load(place).map(Some),
        (None, ours) => Ok(ours.clone()),
    };
    let mut newest = ours.clone();
    for seen in history.newest_first() {
        let is_newer = |newest: &Whole| {
            let versions = newest.versions();
            versions.newest(&seen.versions) != versions
        };
        if newest.as_ref().is_none_or(is_newer)
            && let Some(whole) = load(seen)?
        {
            match &mut newest {
                Some(newest) => drop(newest.merge(&whole)),
                None => newest = Some(whole),
            }
        }
    }
    // What is gone for good here stays gone, unless somebody took it out of the trash.
    let is_gone = ours.is_none() && shelf.published(id).is_some();
    if is_gone && newest.as_ref().is_none_or(Whole::is_trashed) {
        return Ok(());
    }
    for overtaken in history.overtaken() {
        let Some(lost) = load(overtaken)? else {
            continue;
        };
        keep_apart(&lost, &history, merging, &load, synced)?;
    }
    match (ours, newest) {
        (None, Some(newest)) => {
            merging.put(&newest)?;
            synced.new += 1;
        }
        (Some(ours), Some(newest)) if ours.versions() != newest.versions() => {
            merging.put(&newest)?;
            synced.newer += 1;
        }
        _ => {}
    }
    Ok(())
}

/// Makes words that were overtaken an entry of their own, unless they are there already.
fn keep_apart(
    lost: &Whole,
    history: &History,
    merging: &Merging<'_>,
    load: &dyn Fn(&Seen) -> Result<Option<Whole>, SyncError>,
    synced: &mut Synced,
) -> Result<(), SyncError> {
    let apart = lost.apart();
    if merging.whole(&apart.entry.id)?.is_some() {
        return Ok(());
    }
    // Whoever wrote the newest version, or one on the way to it, had these words.
    for seen in history.way_to_newest() {
        if load(seen)?.is_some_and(|there| lost.is_said_by(&there)) {
            return Ok(());
        }
    }
    merging.put(&apart)?;
    synced.apart += 1;
    Ok(())
}
