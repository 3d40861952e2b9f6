//! Synchronizes the journals of several computers through a folder that another program shares between them.
//!
//! Each computer writes one log file there, with every entry of its journal, and reads the files of the others. Of
//! two versions of an entry, the newer one wins, part by part, see [`EntryVersions`]. A text that loses although the
//! author of the newer one never saw it becomes an entry of its own (a conflict copy).
//!
//! Anyone with access to the folder can write anything into it, so it isn't trusted: only regular files of this
//! account are opened, a text is preserved where a newer version replaces or removes it, and many losses at once
//! need a confirmation. If the journal is locked, its lines there are sealed, see [`sealed_line`].

mod device;
mod error;
mod folder;
mod log;
mod log_writer;
mod sealed_line;
mod secure_dir;
mod sync_lock;
#[cfg(test)]
mod tests;
mod versions;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use jiff::Timestamp;

pub use self::device::Device;
pub use self::error::SyncError;
use self::folder::SyncFolder;
pub(crate) use self::folder::{PartlyReadFile, SealReport, SkippedFile};
use self::log::FutureTimes;
pub(crate) use self::secure_dir::SkipReason;
pub use self::sync_lock::SyncLock;
use self::versions::{EntryVersions, KnownVersion, Resolution};
use crate::domain::entry::EntryId;
use crate::domain::record::{PartVersions, Record, RecordPart, TextLoss};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::record_store::{MergeTransaction, RecordFilter};
use crate::storage::work_observer::WorkStage;

/// The options of a sync.
pub struct SyncOptions<'a> {
    pub now: Timestamp,
    /// The number of entries that may be trashed or emptied without a confirmation.
    pub max_losses: u64,
    /// The lock of the journal; none if that isn't locked.
    pub lock: Option<&'a SyncLock>,
    /// Called before existing entries are changed.
    pub before_change: &'a mut dyn FnMut() -> anyhow::Result<()>,
}

/// The result of a sync.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct SyncReport {
    /// Entries that were new or changed on this computer.
    pub sent: u64,
    /// Entries that were new to this computer.
    pub new: u64,
    /// Entries that were newer on another computer.
    pub updated: u64,
    /// Conflict copies of entries that were changed on two computers at once.
    pub conflicts: u64,
    /// Copies of older versions whose text a newer one replaced or removed.
    pub preserved: u64,
    /// The losses that the user has to confirm; nothing was merged then.
    pub(crate) needs_confirmation: Option<Losses>,
    /// The number of files of other computers that were read.
    pub(crate) peer_files: usize,
    /// Files with unreadable lines.
    pub(crate) partly_read: Vec<PartlyReadFile>,
    /// Files that weren't read.
    pub(crate) skipped_files: Vec<SkippedFile>,
    /// Entries of this journal that can't be read and took no part.
    pub(crate) unreadable_entries: Vec<EntryId>,
    /// Whether this computer had no file in the folder before.
    pub(crate) is_first: bool,
    /// Whether this computer got a new name, because another one has the same.
    pub(crate) is_renamed: bool,
    /// None if the journal isn't locked.
    pub(crate) seal: Option<SealReport>,
}

/// The numbers of entries that other computers trash or empty of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Losses {
    pub(crate) trashed: u64,
    pub(crate) emptied: u64,
}

impl Losses {
    pub(crate) const fn total(self) -> u64 {
        self.trashed + self.emptied
    }
}

/// Merges the versions in `folder` into `journal`, and writes the log of this computer, `device`.
pub fn sync(
    journal: &mut Journal,
    folder: &Path,
    device: &mut Device,
    options: &mut SyncOptions<'_>,
) -> Result<SyncReport, SyncError> {
    let (now, observer) = (options.now, journal.observer.clone());
    let mut sync_folder = SyncFolder::open(folder, device, (options.lock, &observer))?;
    let mut report = SyncReport {
        peer_files: sync_folder.peer_count(),
        partly_read: sync_folder.partly_read.clone(),
        skipped_files: sync_folder.skipped_files.clone(),
        is_first: sync_folder.is_first,
        is_renamed: sync_folder.is_renamed,
        ..SyncReport::default()
    };
    let (local, far_future) = local_versions(journal, &mut report)?;
    sync_folder.compare_with_journal(&local, now);
    report.sent = count_items(local.iter().filter(|(id, versions)| {
        let published = sync_folder
            .published(id)
            .filter(|published| !published.is_deleted);
        published.map(|published| &published.versions) != Some(*versions)
    }));
    let mut merge = SyncMerge {
        transaction: journal.begin_merge()?,
        folder: &mut sync_folder,
        report: &mut report,
        now,
        far_future,
        losses: Losses::default(),
        future_times: Vec::new(),
    };
    let ids = merge.folder.ids();
    let total = count_items(ids.iter());
    for (done, id) in (1..).zip(&ids) {
        merge.merge_entry(id, local.get(id))?;
        observer.report(WorkStage::Merge, done, total)?;
    }
    let is_changed = merge.finish(options)?;
    if is_changed || report.sent > 0 || sync_folder.needs_rewrite() {
        let sent = sync_folder.publish(journal, device, now);
        sent.map_err(|error| match error {
            SyncError::Journal(JournalError::Stopped) => SyncError::NotSent,
            error => error,
        })?;
    }
    report.seal = options.lock.map(|_| sync_folder.into_seal_report());
    Ok(report)
}

/// The versions of all entries of the journal, and the entries whose far future dates were clamped. Unreadable entries
/// are added to the report.
fn local_versions(
    journal: &Journal,
    report: &mut SyncReport,
) -> Result<(HashMap<EntryId, PartVersions>, HashSet<EntryId>), JournalError> {
    let (mut local, mut far_future) = (HashMap::new(), HashSet::new());
    let all = RecordFilter::default();
    let total = journal.record_count(&all)?;
    journal.for_each_record(&all, |mut record| {
        if record.clamp_far_future_dates() {
            far_future.insert(record.entry.id.clone());
        }
        let versions = record.versions();
        local.insert(record.entry.id, versions);
        let read = count_items(local.iter());
        journal.observer.report(WorkStage::ReadJournal, read, total)
    })?;
    let ids = journal.ids()?.into_iter();
    report.unreadable_entries = ids.filter(|id| !local.contains_key(id)).collect();
    Ok((local, far_future))
}

fn count_items<T>(all: impl Iterator<Item = T>) -> u64 {
    u64::try_from(all.count()).unwrap_or(u64::MAX)
}

/// A sync in progress.
struct SyncMerge<'a> {
    transaction: MergeTransaction<'a>,
    folder: &'a mut SyncFolder,
    report: &'a mut SyncReport,
    now: Timestamp,
    /// Entries of this journal with a date in the far future.
    far_future: HashSet<EntryId>,
    losses: Losses,
    /// Future times to record in the log after the commit.
    future_times: Vec<(EntryId, FutureTimes)>,
}

impl SyncMerge<'_> {
    /// Merges all versions of one entry.
    fn merge_entry(&mut self, id: &EntryId, local: Option<&PartVersions>) -> Result<(), SyncError> {
        if self.report.unreadable_entries.contains(id) {
            self.folder.mark_unresolved(id);
            return Ok(());
        }
        let (entry_versions, future_times) = self.folder.entry_versions(id, local, self.now);
        let is_settled = entry_versions.resolve().is_none_or(|resolved| {
            Some(&resolved.versions) == local
                && resolved.superseded.is_empty()
                && !self.far_future.contains(id)
        });
        if self.folder.has_new_future_times(id, &future_times) {
            self.future_times.push((id.clone(), future_times));
        }
        if is_settled {
            return Ok(());
        }
        // Another window may have changed the entry since.
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
        let (entry_versions, _) = self.folder.entry_versions(id, versions.as_ref(), self.now);
        let Some(resolved) = entry_versions.resolve() else {
            return Ok(());
        };
        let Some(newest) = self.assemble(&entry_versions, &resolved, ours.as_ref()) else {
            // A file changed while it was read, so the next sync has to merge it.
            self.folder.mark_unresolved(id);
            return Ok(());
        };
        if ours.is_none() && self.stays_deleted(id, &resolved, &newest) {
            return Ok(());
        }
        for superseded in &resolved.superseded {
            if !self.preserve_superseded(superseded, &entry_versions, &resolved, ours.as_ref())? {
                self.folder.mark_unresolved(id);
            }
        }
        // A restored backup may lack a version that this computer had before.
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

    /// Commits the merge, unless the losses need a confirmation; true if the log has to be written.
    fn finish(self, options: &mut SyncOptions<'_>) -> Result<bool, SyncError> {
        let report = self.report;
        if self.losses.total() > options.max_losses {
            (
                report.new,
                report.updated,
                report.conflicts,
                report.preserved,
            ) = (0, 0, 0, 0);
            report.needs_confirmation = Some(self.losses);
            self.folder.mark_all_unresolved();
            return Ok(false);
        }
        if report.updated > 0 {
            (options.before_change)().map_err(SyncError::BeforeChange)?;
        }
        self.transaction.commit()?;
        let mut is_changed = report.new + report.updated + report.conflicts + report.preserved > 0;
        is_changed |= !self.future_times.is_empty();
        for (id, future_times) in self.future_times {
            self.folder.set_future_times(id, future_times);
        }
        Ok(is_changed)
    }

    /// Builds the record with the newest version of each part; none if a version can't be read any more.
    fn assemble(
        &self,
        entry_versions: &EntryVersions,
        resolved: &Resolution<'_>,
        ours: Option<&Record>,
    ) -> Option<Record> {
        let load = |version: &KnownVersion| self.load_version(version, ours);
        let mut newest = load(resolved.newest_text)?;
        let wanted = &resolved.versions;
        for part in RecordPart::ALL
            .into_iter()
            .filter(|part| *part != RecordPart::Content)
        {
            let version = entry_versions.find_with_part(part, &wanted[part])?;
            if version.location != resolved.newest_text.location {
                newest.copy_part(part, &load(version)?);
            }
        }
        for part in RecordPart::ALL {
            if let Some(at) = wanted[part].changed_at {
                newest.set_changed_at(part, at);
            }
        }
        newest.clamp_far_future_dates();
        // Each computer counts the days in the trash for itself.
        let ours = ours.filter(|ours| ours.is_trashed());
        newest.trashed_at = newest
            .is_trashed()
            .then(|| ours.map_or(Some(self.now), |ours| ours.trashed_at))
            .flatten();
        Some(newest)
    }

    fn load_version(&self, version: &KnownVersion, ours: Option<&Record>) -> Option<Record> {
        match version.location {
            Some(_) => {
                let record = self.folder.load_version(version)?;
                (record.versions().content.digest == version.versions.content.digest)
                    .then_some(record)
            }
            None => ours.cloned(),
        }
    }

    /// Whether an entry that was purged here stays deleted: always, unless another computer restored it from the trash.
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

    /// Saves a superseded text as a conflict copy, unless a newer version contains it. False if it can't be read any
    /// more.
    fn preserve_superseded(
        &mut self,
        superseded: &KnownVersion,
        entry_versions: &EntryVersions,
        resolved: &Resolution<'_>,
        ours: Option<&Record>,
    ) -> Result<bool, SyncError> {
        let Some(lost) = self.load_version(superseded, ours) else {
            return Ok(false);
        };
        // The author of a version that contains this text has seen it.
        for version in resolved.lineage_of_newest(entry_versions) {
            let known = self.load_version(version, ours);
            if known.is_some_and(|known| lost.is_contained_in(&known)) {
                return Ok(true);
            }
        }
        self.report.conflicts += u64::from(self.save_copy(&lost)?);
        Ok(true)
    }

    /// Saves the version of this journal as a copy if the newest one replaces or removes its text, whatever ancestors that
    /// claims, and counts the losses.
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

    /// Saves a version as a copy with an id of its own; false if that copy exists or was purged.
    fn save_copy(&self, version: &Record) -> Result<bool, SyncError> {
        let mut copy = version.to_conflict_copy();
        if versions::is_future(copy.edited_at, self.now) {
            copy.edited_at = self.now;
        }
        let id = &copy.entry.id;
        let is_known = match self.transaction.record(id) {
            Ok(copy) => copy.is_some(),
            Err(JournalError::Damaged { .. }) => true,
            Err(error) => return Err(error.into()),
        };
        if is_known || self.folder.is_deleted(id) {
            return Ok(false);
        }
        self.transaction.put_record(&copy)?;
        Ok(true)
    }
}
