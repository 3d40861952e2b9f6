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
mod log;
mod secure_dir;
#[cfg(test)]
mod tests;
mod versions;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;

pub use self::device::Device;
use self::folder::SyncFolder;
use self::log::FutureTimes;
pub use self::secure_dir::SkipReason;
use self::versions::{EntryVersions, KnownVersion, Resolution};
use crate::domain::entry::EntryId;
use crate::domain::record::{CONTENT, FOLLOW_UP, POSTPONED, PartVersions, Record, TRASH, TextLoss};
use crate::storage::journal::{Journal, JournalError, MergeTransaction, RecordFilter};
use crate::text::replace_unsafe;

/// What a sync may do.
pub struct SyncOptions<'a> {
    pub now: Timestamp,
    /// So many entries may be thrown away or emptied at once; more are asked about first.
    pub max_losses: u64,
    /// Called before an entry that is here is changed.
    pub before_change: &'a mut dyn FnMut() -> anyhow::Result<()>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct SyncReport {
    /// Entries that were new or changed here.
    pub sent: u64,
    /// Entries that there were none of here.
    pub new: u64,
    /// Entries that were newer elsewhere.
    pub updated: u64,
    /// Versions of a walk that was changed on two computers at once, each an entry of its own now.
    pub conflicts: u64,
    /// Older versions whose text a newer one replaced or removed, each an entry of its own now.
    pub preserved: u64,
    /// What would have been lost: then nothing was taken in, and the person is to be asked.
    pub needs_confirmation: Option<Losses>,
    /// How many files of other computers were read.
    pub peer_files: usize,
    /// What couldn't be read.
    pub partly_read: Vec<PartlyReadFile>,
    /// Files that weren't read.
    pub skipped_files: Vec<SkippedFile>,
    /// Entries here that can't be read, so that they took no part.
    pub unreadable_entries: Vec<EntryId>,
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
    pub const fn total(self) -> u64 {
        self.trashed + self.emptied
    }
}

/// A file with something in it that was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartlyReadFile {
    pub file: PathBuf,
    /// Lines of a newer version of the program.
    pub newer_lines: u64,
    /// Lines that can't be read, but for one at the end that may still be on its way.
    pub unreadable_lines: u64,
}

/// A file that wasn't read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedFile {
    pub file: PathBuf,
    pub reason: SkipReason,
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
    BeforeChange(anyhow::Error),
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
    terms: &mut SyncOptions<'_>,
) -> Result<SyncReport, SyncError> {
    let now = terms.now;
    let mut shelf = SyncFolder::open(folder, device)?;
    let mut synced = SyncReport {
        peer_files: shelf.peer_count(),
        partly_read: shelf.partly_read.clone(),
        skipped_files: shelf.skipped_files.clone(),
        is_first: shelf.is_first,
        is_renamed: shelf.is_renamed,
        ..SyncReport::default()
    };
    let (here, far) = local_versions(journal, &mut synced)?;
    shelf.compare_with_journal(&here, now);
    synced.sent = count_items(here.iter().filter(|(id, versions)| {
        let published = shelf
            .published(id)
            .filter(|published| !published.is_deleted);
        published.map(|published| &published.versions) != Some(*versions)
    }));
    let mut settling = SyncMerge {
        transaction: journal.begin_merge()?,
        folder: &mut shelf,
        report: &mut synced,
        now,
        far_future: far,
        losses: Losses::default(),
        future_times: Vec::new(),
    };
    for id in settling.folder.ids() {
        settling.merge_entry(&id, here.get(&id))?;
    }
    let is_changed = settling.finish(terms)?;
    if is_changed || synced.sent > 0 || shelf.needs_rewrite() {
        shelf.publish(journal, device, now)?;
    }
    Ok(synced)
}

/// The versions of all entries here, and those that have a time of the far future, with which they take no part. Those
/// that can't be read are noted.
fn local_versions(
    journal: &Journal,
    synced: &mut SyncReport,
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
    synced.unreadable_entries = ids.filter(|id| !here.contains_key(id)).collect();
    Ok((here, far))
}

fn count_items<T>(all: impl Iterator<Item = T>) -> u64 {
    u64::try_from(all.count()).unwrap_or(u64::MAX)
}

/// Entries being brought together.
struct SyncMerge<'a> {
    transaction: MergeTransaction<'a>,
    folder: &'a mut SyncFolder,
    report: &'a mut SyncReport,
    now: Timestamp,
    /// Entries here that have a time of the far future.
    far_future: HashSet<EntryId>,
    losses: Losses,
    /// Times from the future that are dealt with once this is committed.
    future_times: Vec<(EntryId, FutureTimes)>,
}

impl SyncMerge<'_> {
    /// Makes the entry of that name what all versions of it together say.
    fn merge_entry(&mut self, id: &EntryId, here: Option<&PartVersions>) -> Result<(), SyncError> {
        if self.report.unreadable_entries.contains(id) {
            self.folder.mark_unresolved(id);
            return Ok(());
        }
        let (history, early) = self.folder.entry_versions(id, here, self.now);
        let is_settled = history.resolve().is_none_or(|resolved| {
            Some(&resolved.versions) == here
                && resolved.superseded.is_empty()
                && !self.far_future.contains(id)
        });
        if self.folder.has_new_future_times(id, &early) {
            self.future_times.push((id.clone(), early));
        }
        if is_settled {
            return Ok(());
        }
        // Another window may have changed it meanwhile.
        let mut ours = match self.transaction.record(id) {
            Err(JournalError::Damaged { .. }) => {
                self.report.unreadable_entries.push(id.clone());
                self.folder.mark_unresolved(id);
                return Ok(());
            }
            ours => ours?,
        };
        let is_far = ours.as_mut().is_some_and(Record::clamp_far_future_dates);
        let versions = ours.as_ref().map(Record::versions);
        let (history, _) = self.folder.entry_versions(id, versions.as_ref(), self.now);
        let Some(resolved) = history.resolve() else {
            return Ok(());
        };
        let Some(newest) = self.assemble(&history, &resolved, ours.as_ref()) else {
            // A file was changed while it was read. The next time tells.
            self.folder.mark_unresolved(id);
            return Ok(());
        };
        if ours.is_none() && self.stays_deleted(id, &resolved, &newest) {
            return Ok(());
        }
        for overtaken in &resolved.superseded {
            if !self.preserve_superseded(overtaken, &history, &resolved, ours.as_ref())? {
                self.folder.mark_unresolved(id);
            }
        }
        // What an older journal lacks was here all the same.
        let lacks = ours.is_none() || self.folder.is_journal_older;
        let written = lacks.then(|| self.folder.load_published(id)).flatten();
        for before in [ours.as_ref(), written.as_ref()].into_iter().flatten() {
            self.preserve_lost_text(before, &newest, &resolved)?;
        }
        if is_far || versions != Some(newest.versions()) {
            self.transaction.put_record(&newest)?;
            let count = if ours.is_some() {
                &mut self.report.updated
            } else {
                &mut self.report.new
            };
            *count += 1;
        }
        Ok(())
    }

    /// Commits it, or asks first where much would be lost; true if anything is to be written down.
    fn finish(self, terms: &mut SyncOptions<'_>) -> Result<bool, SyncError> {
        let synced = self.report;
        if self.losses.total() > terms.max_losses {
            (
                synced.new,
                synced.updated,
                synced.conflicts,
                synced.preserved,
            ) = (0, 0, 0, 0);
            synced.needs_confirmation = Some(self.losses);
            self.folder.mark_all_unresolved();
            return Ok(false);
        }
        if synced.updated > 0 {
            (terms.before_change)().map_err(SyncError::BeforeChange)?;
        }
        self.transaction.commit()?;
        let mut is_changed = synced.new + synced.updated + synced.conflicts + synced.preserved > 0;
        is_changed |= !self.future_times.is_empty();
        for (id, early) in self.future_times {
            self.folder.set_future_times(id, early);
        }
        Ok(is_changed)
    }

    /// The entry with the newest version of each part; none if a version can't be read any more.
    fn assemble(
        &self,
        history: &EntryVersions,
        resolved: &Resolution<'_>,
        ours: Option<&Record>,
    ) -> Option<Record> {
        let load = |seen: &KnownVersion| self.load_version(seen, ours);
        let mut newest = load(resolved.newest_text)?;
        let wanted = resolved.versions.parts();
        for part in [TRASH, FOLLOW_UP, POSTPONED] {
            let seen = history.find_with_part(part, &wanted[part])?;
            if seen.location != resolved.newest_text.location {
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

    fn load_version(&self, seen: &KnownVersion, ours: Option<&Record>) -> Option<Record> {
        match seen.location {
            Some(_) => {
                let whole = self.folder.load_version(seen)?;
                (whole.versions().content.digest == seen.versions.content.digest).then_some(whole)
            }
            None => ours.cloned(),
        }
    }

    /// What is gone for good here stays gone, unless somebody took it out of the trash.
    fn stays_deleted(&mut self, id: &EntryId, resolved: &Resolution<'_>, newest: &Record) -> bool {
        let Some(published) = self.folder.published(id).copied() else {
            return false;
        };
        let is_gone =
            published.is_deleted || (published.is_trashed && !self.folder.is_journal_older);
        let is_back = !newest.is_trashed() && resolved.versions.trash > published.versions.trash;
        if is_gone && !is_back && !published.is_deleted {
            self.folder.mark_deleted(id);
        }
        is_gone && !is_back
    }

    /// Makes words that were overtaken an entry of their own, unless they are there already. False if they can't be
    /// read any more.
    fn preserve_superseded(
        &mut self,
        overtaken: &KnownVersion,
        history: &EntryVersions,
        resolved: &Resolution<'_>,
        ours: Option<&Record>,
    ) -> Result<bool, SyncError> {
        let Some(lost) = self.load_version(overtaken, ours) else {
            return Ok(false);
        };
        // Whoever wrote the newest version, or one on the way to it, had these words.
        for seen in resolved.lineage_of_newest(history) {
            let there = self.load_version(seen, ours);
            if there.is_some_and(|there| lost.is_contained_in(&there)) {
                return Ok(true);
            }
        }
        self.report.conflicts += u64::from(self.save_copy(&lost)?);
        Ok(true)
    }

    /// Keeps the version here as an entry of its own where the newest replaces or removes text, whatever it claims to have
    /// been made from, and counts what is lost.
    fn preserve_lost_text(
        &mut self,
        before: &Record,
        newest: &Record,
        resolved: &Resolution<'_>,
    ) -> Result<(), SyncError> {
        self.losses.trashed += u64::from(!before.is_trashed() && newest.is_trashed());
        if resolved.newest_text.location.is_none() {
            return Ok(());
        }
        let loss = before.text_loss_in(newest);
        self.losses.emptied += u64::from(loss == TextLoss::Removed && !before.is_trashed());
        if loss > TextLoss::Nothing {
            self.report.preserved += u64::from(self.save_copy(before)?);
        }
        Ok(())
    }

    /// Keeps a version as an entry of its own; true if it wasn't there yet.
    fn save_copy(&self, version: &Record) -> Result<bool, SyncError> {
        let mut apart = version.to_conflict_copy();
        if versions::is_future(apart.edited_at, self.now) {
            apart.edited_at = self.now;
        }
        let id = &apart.entry.id;
        let is_there = match self.transaction.record(id) {
            Ok(there) => there.is_some(),
            Err(JournalError::Damaged { .. }) => true,
            Err(error) => return Err(error.into()),
        };
        if is_there || self.folder.is_deleted(id) {
            return Ok(false);
        }
        self.transaction.put_record(&apart)?;
        Ok(true)
    }
}
