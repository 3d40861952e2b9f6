//! Several computers with one journal, by way of a folder that something else carries between them.
//!
//! Each computer writes one file there, with each entry as it is in its journal, and reads those of the others. Of
//! two versions the newer one wins, part by part, see `History`. Words that lose without having been seen by whoever
//! wrote the newer ones become an entry of their own.
//!
//! Whoever can write to the folder can write anything into it, so nothing there is trusted: no file that isn't
//! plainly one's own is opened, an older version is kept where a newer one has another text or none, and much that would be
//! thrown away at once is asked about first.

mod device;
mod folder;
mod history;
mod lines;
mod shelf;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;

pub use self::device::Device;
pub use self::folder::Refusal;
use self::history::{History, Resolved, Seen};
use self::lines::Early;
use self::shelf::Shelf;
use crate::entry::EntryId;
use crate::journal::{Journal, JournalError, MergeTransaction, RecordFilter};
use crate::text::replace_unsafe;
use crate::whole::{CONTENT, FOLLOW_UP, POSTPONED, PartVersions, Record, TRASH, TextLoss};

/// What a sync may do.
pub struct Terms<'a> {
    pub now: Timestamp,
    /// So many entries may be thrown away or emptied at once; more are asked about first.
    pub max_losses: u64,
    /// Called before an entry that is here is changed.
    pub before_change: &'a mut dyn FnMut() -> anyhow::Result<()>,
}

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
    /// Versions of a walk that was changed on two computers at once, each an entry of its own now.
    pub apart: u64,
    /// Older versions whose text a newer one replaced or removed, each an entry of its own now.
    pub kept: u64,
    /// What would have been lost: then nothing was taken in, and the person is to be asked.
    pub asks: Option<Losses>,
    /// How many files of other computers were read.
    pub others: usize,
    /// What couldn't be read.
    pub odd: Vec<Odd>,
    /// Files that weren't read.
    pub skipped: Vec<Skipped>,
    /// Entries here that can't be read, so that they took no part.
    pub unreadable: Vec<EntryId>,
    /// Whether this computer wrote there for the first time.
    pub is_first: bool,
    /// Whether another computer had the same name, so that this one has a new one.
    pub is_renamed: bool,
}

/// Entries that others want to be thrown away, or emptied of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    pub trashed: u64,
    pub emptied: u64,
}

impl Losses {
    pub const fn all(self) -> u64 {
        self.trashed + self.emptied
    }
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

/// A file that wasn't read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub file: PathBuf,
    pub why: Refusal,
}

#[derive(Debug, Error)]
pub enum SyncError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("{} can't be read or written", replace_unsafe(&path.to_string_lossy()))]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the name of this computer couldn't be kept")]
    Device(#[source] io::Error),
    /// What comes before a change failed.
    #[error(transparent)]
    Before(anyhow::Error),
}

impl SyncError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// Brings `journal` and `folder` together, on the computer that is `device`.
pub fn sync(
    journal: &mut Journal,
    folder: &Path,
    device: &mut Device,
    terms: &mut Terms<'_>,
) -> Result<Synced, SyncError> {
    let now = terms.now;
    let mut shelf = Shelf::open(folder, device)?;
    let mut synced = Synced {
        others: shelf.others(),
        odd: shelf.odd.clone(),
        skipped: shelf.skipped.clone(),
        is_first: shelf.is_first,
        is_renamed: shelf.is_renamed,
        ..Synced::default()
    };
    let (here, far) = here(journal, &mut synced)?;
    shelf.compare(&here, now);
    synced.sent = number(here.iter().filter(|(id, versions)| {
        let published = shelf.published(id).filter(|published| !published.is_gone);
        published.map(|published| &published.versions) != Some(*versions)
    }));
    let mut settling = Settling {
        merging: journal.begin_merge()?,
        shelf: &mut shelf,
        synced: &mut synced,
        now,
        far,
        losses: Losses::default(),
        early: Vec::new(),
    };
    for id in settling.shelf.ids() {
        settling.settle(&id, here.get(&id))?;
    }
    let is_changed = settling.end(terms)?;
    if is_changed || synced.sent > 0 || shelf.is_untidy() {
        shelf.publish(journal, device, now)?;
    }
    Ok(synced)
}

/// The versions of all entries here, and those that have a time of the far future, with which they take no part. Those
/// that can't be read are noted.
fn here(
    journal: &Journal,
    synced: &mut Synced,
) -> Result<(HashMap<EntryId, PartVersions>, HashSet<EntryId>), JournalError> {
    let (mut here, mut far) = (HashMap::new(), HashSet::new());
    journal.for_each_record(&RecordFilter::default(), |mut whole| {
        if whole.clamp_far_future_dates() {
            far.insert(whole.entry.id.clone());
        }
        let versions = whole.versions();
        here.insert(whole.entry.id, versions);
        Ok::<_, JournalError>(())
    })?;
    let ids = journal.ids()?.into_iter();
    synced.unreadable = ids.filter(|id| !here.contains_key(id)).collect();
    Ok((here, far))
}

fn number<T>(all: impl Iterator<Item = T>) -> u64 {
    u64::try_from(all.count()).unwrap_or(u64::MAX)
}

/// Entries being brought together.
struct Settling<'a> {
    merging: MergeTransaction<'a>,
    shelf: &'a mut Shelf,
    synced: &'a mut Synced,
    now: Timestamp,
    /// Entries here that have a time of the far future.
    far: HashSet<EntryId>,
    losses: Losses,
    /// Times from the future that are dealt with once this is committed.
    early: Vec<(EntryId, Early)>,
}

impl Settling<'_> {
    /// Makes the entry of that name what all versions of it together say.
    fn settle(&mut self, id: &EntryId, here: Option<&PartVersions>) -> Result<(), SyncError> {
        if self.synced.unreadable.contains(id) {
            self.shelf.leave_open(id);
            return Ok(());
        }
        let (history, early) = self.shelf.history(id, here, self.now);
        let is_settled = history.resolved().is_none_or(|resolved| {
            Some(&resolved.versions) == here
                && resolved.overtaken.is_empty()
                && !self.far.contains(id)
        });
        if self.shelf.is_news(id, &early) {
            self.early.push((id.clone(), early));
        }
        if is_settled {
            return Ok(());
        }
        // Another window may have changed it meanwhile.
        let mut ours = match self.merging.record(id) {
            Err(JournalError::Damaged { .. }) => {
                self.synced.unreadable.push(id.clone());
                self.shelf.leave_open(id);
                return Ok(());
            }
            ours => ours?,
        };
        let is_far = ours.as_mut().is_some_and(Record::clamp_far_future_dates);
        let versions = ours.as_ref().map(Record::versions);
        let (history, _) = self.shelf.history(id, versions.as_ref(), self.now);
        let Some(resolved) = history.resolved() else {
            return Ok(());
        };
        let Some(newest) = self.assembled(&history, &resolved, ours.as_ref()) else {
            // A file was changed while it was read. The next time tells.
            self.shelf.leave_open(id);
            return Ok(());
        };
        if ours.is_none() && self.stays_gone(id, &resolved, &newest) {
            return Ok(());
        }
        for overtaken in &resolved.overtaken {
            if !self.keep_overtaken(overtaken, &history, &resolved, ours.as_ref())? {
                self.shelf.leave_open(id);
            }
        }
        // What an older journal lacks was here all the same.
        let lacks = ours.is_none() || self.shelf.is_behind;
        let written = lacks.then(|| self.shelf.written(id)).flatten();
        for before in [ours.as_ref(), written.as_ref()].into_iter().flatten() {
            self.keep_what_is_lost(before, &newest, &resolved)?;
        }
        if is_far || versions != Some(newest.versions()) {
            self.merging.put_record(&newest)?;
            let count = if ours.is_some() {
                &mut self.synced.newer
            } else {
                &mut self.synced.new
            };
            *count += 1;
        }
        Ok(())
    }

    /// Commits it, or asks first where much would be lost; true if anything is to be written down.
    fn end(self, terms: &mut Terms<'_>) -> Result<bool, SyncError> {
        let synced = self.synced;
        if self.losses.all() > terms.max_losses {
            (synced.new, synced.newer, synced.apart, synced.kept) = (0, 0, 0, 0);
            synced.asks = Some(self.losses);
            self.shelf.leave_all_open();
            return Ok(false);
        }
        if synced.newer > 0 {
            (terms.before_change)().map_err(SyncError::Before)?;
        }
        self.merging.commit()?;
        let mut is_changed = synced.new + synced.newer + synced.apart + synced.kept > 0;
        is_changed |= !self.early.is_empty();
        for (id, early) in self.early {
            self.shelf.note_early(id, early);
        }
        Ok(is_changed)
    }

    /// The entry with the newest version of each part; none if a version can't be read any more.
    fn assembled(
        &self,
        history: &History,
        resolved: &Resolved<'_>,
        ours: Option<&Record>,
    ) -> Option<Record> {
        let load = |seen: &Seen| self.load(seen, ours);
        let mut newest = load(resolved.words)?;
        let wanted = resolved.versions.parts();
        for part in [TRASH, FOLLOW_UP, POSTPONED] {
            let seen = history.with(part, &wanted[part])?;
            if seen.place != resolved.words.place {
                newest.take_part(part, &load(seen)?);
            }
        }
        for part in [CONTENT, TRASH, FOLLOW_UP, POSTPONED] {
            if let Some(at) = wanted[part].changed_at {
                newest.set_changed_at(part, at);
            }
        }
        newest.clamp_far_future_dates();
        // It lies in the trash here since it came there here: the thirty days are this computer's own.
        let ours = ours.filter(|ours| ours.is_trashed());
        newest.trashed_at = newest
            .is_trashed()
            .then(|| ours.map_or(Some(self.now), |ours| ours.trashed_at))
            .flatten();
        Some(newest)
    }

    fn load(&self, seen: &Seen, ours: Option<&Record>) -> Option<Record> {
        match seen.place {
            Some(_) => {
                let whole = self.shelf.load(seen)?;
                (whole.versions().content.digest == seen.versions.content.digest).then_some(whole)
            }
            None => ours.cloned(),
        }
    }

    /// What is gone for good here stays gone, unless somebody took it out of the trash.
    fn stays_gone(&mut self, id: &EntryId, resolved: &Resolved<'_>, newest: &Record) -> bool {
        let Some(published) = self.shelf.published(id).copied() else {
            return false;
        };
        let is_gone = published.is_gone || (published.is_trashed && !self.shelf.is_behind);
        let is_back = !newest.is_trashed() && resolved.versions.trash > published.versions.trash;
        if is_gone && !is_back && !published.is_gone {
            self.shelf.note_gone(id);
        }
        is_gone && !is_back
    }

    /// Makes words that were overtaken an entry of their own, unless they are there already. False if they can't be
    /// read any more.
    fn keep_overtaken(
        &mut self,
        overtaken: &Seen,
        history: &History,
        resolved: &Resolved<'_>,
        ours: Option<&Record>,
    ) -> Result<bool, SyncError> {
        let Some(lost) = self.load(overtaken, ours) else {
            return Ok(false);
        };
        // Whoever wrote the newest version, or one on the way to it, had these words.
        for seen in resolved.way_to_newest(history) {
            let there = self.load(seen, ours);
            if there.is_some_and(|there| lost.is_contained_in(&there)) {
                return Ok(true);
            }
        }
        self.synced.apart += u64::from(self.keep(&lost)?);
        Ok(true)
    }

    /// Keeps the version here as an entry of its own where the newest replaces or removes text, whatever it claims to have
    /// been made from, and counts what is lost.
    fn keep_what_is_lost(
        &mut self,
        before: &Record,
        newest: &Record,
        resolved: &Resolved<'_>,
    ) -> Result<(), SyncError> {
        self.losses.trashed += u64::from(!before.is_trashed() && newest.is_trashed());
        if resolved.words.place.is_none() {
            return Ok(());
        }
        let loss = before.text_loss_in(newest);
        self.losses.emptied += u64::from(loss == TextLoss::Removed && !before.is_trashed());
        if loss > TextLoss::Nothing {
            self.synced.kept += u64::from(self.keep(before)?);
        }
        Ok(())
    }

    /// Keeps a version as an entry of its own; true if it wasn't there yet.
    fn keep(&self, version: &Record) -> Result<bool, SyncError> {
        let mut apart = version.to_conflict_copy();
        if history::is_early(apart.edited_at, self.now) {
            apart.edited_at = self.now;
        }
        let id = &apart.entry.id;
        let is_there = match self.merging.record(id) {
            Ok(there) => there.is_some(),
            Err(JournalError::Damaged { .. }) => true,
            Err(error) => return Err(error.into()),
        };
        if is_there || self.shelf.is_gone(id) {
            return Ok(false);
        }
        self.merging.put_record(&apart)?;
        Ok(true)
    }
}
