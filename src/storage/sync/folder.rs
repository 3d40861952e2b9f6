//! What all files in the shared folder say, and the file that this computer writes there.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::device::Device;
use super::log::{self, FutureTimes, LineLocation, LogLine, ParsedLine};
use super::secure_dir::{SecureDir, SkipReason};
use super::versions::{self, EntryVersions, KnownVersion};
use super::{PartlyReadFile, SkippedFile, SyncError};
use crate::domain::entry::EntryId;
use crate::domain::record::{PartVersions, Record};
use crate::storage::journal::{Journal, JournalError};

/// No file is larger: a hundred thousand long entries are a quarter of it.
const MAX_FILE_BYTES: u64 = 1 << 30;
/// All files together. The small ones are read first, so that one large file hides none of them.
const MAX_TOTAL_BYTES: u64 = 1 << 32;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about what was found"
)]
pub struct SyncFolder {
    dir: SecureDir,
    /// The name of the file of this computer.
    own_file: String,
    /// The names of those that were read.
    file_names: Vec<OsString>,
    /// The one that was read from last.
    open_file: RefCell<Option<(usize, File)>>,
    versions: BTreeMap<EntryId, EntryVersions>,
    /// What this computer wrote last about each entry.
    published: HashMap<EntryId, PublishedVersion>,
    /// Entries that were deleted for good here.
    deleted: HashSet<EntryId>,
    future_times: HashMap<EntryId, FutureTimes>,
    /// Entries about which something was left open.
    unresolved: HashSet<EntryId>,
    /// Whether the journal is older than what this computer wrote, as a backup is that was brought back.
    pub is_journal_older: bool,
    /// Whether the file of this computer has lines that it doesn't need.
    needs_rewrite: bool,
    pub partly_read: Vec<PartlyReadFile>,
    pub skipped_files: Vec<SkippedFile>,
    pub is_first: bool,
    /// Whether another computer had the same name, so that this one has a new one.
    pub is_renamed: bool,
}

/// What this computer wrote about an entry.
#[derive(Clone, Copy, Debug)]
pub struct PublishedVersion {
    pub versions: PartVersions,
    pub is_trashed: bool,
    pub is_deleted: bool,
    location: LineLocation,
}

impl SyncFolder {
    /// Reads every file in `folder`, whatever became of its name on the way.
    pub fn open(path: &Path, device: &mut Device) -> Result<Self, SyncError> {
        let folder = SecureDir::open(path).map_err(SyncError::file(path))?;
        let names = folder.list_log_files().map_err(SyncError::file(path))?;
        let mut shelf = Self {
            own_file: log_file_name(device.name()),
            dir: folder,
            file_names: Vec::new(),
            open_file: RefCell::new(None),
            versions: BTreeMap::new(),
            published: HashMap::new(),
            deleted: HashSet::new(),
            future_times: HashMap::new(),
            unresolved: HashSet::new(),
            is_journal_older: false,
            needs_rewrite: false,
            partly_read: Vec::new(),
            skipped_files: Vec::new(),
            is_first: true,
            is_renamed: false,
        };
        let mut files = Vec::new();
        for name in names {
            match shelf.dir.open_file(&name) {
                Ok(file) => {
                    if *name == *shelf.own_file {
                        shelf.is_renamed = rename_if_foreign(device, &file)?;
                        shelf.own_file = log_file_name(device.name());
                    }
                    let length = file.metadata().map_or(u64::MAX, |about| about.len());
                    files.push((length, name));
                }
                Err(why) => shelf.skip(&name, why),
            }
        }
        let refused = shelf
            .skipped_files
            .iter()
            .map(|skipped| skipped.file.file_name());
        let mut refused = refused.flatten();
        let is_there = files.iter().any(|(_, name)| **name == *shelf.own_file)
            || refused.any(|name| *name == *shelf.own_file);
        shelf.is_first = !is_there && !shelf.is_renamed;
        shelf.read_all(files);
        Ok(shelf)
    }

    fn read_all(&mut self, mut files: Vec<(u64, OsString)>) {
        files.sort_by_key(|(length, name)| (**name != *self.own_file, *length));
        let mut sum = 0_u64;
        for (length, name) in files {
            sum = sum.saturating_add(length);
            if length > MAX_FILE_BYTES || sum > MAX_TOTAL_BYTES {
                sum = sum.saturating_sub(length);
                self.skip(&name, SkipReason::TooLarge);
                continue;
            }
            match self.dir.open_file(&name) {
                Ok(file) if self.read_file(&name, &file).is_ok() => {}
                Ok(_) => self.skip(&name, SkipReason::Unreadable),
                Err(why) => self.skip(&name, why),
            }
        }
    }

    fn skip(&mut self, name: &OsStr, why: SkipReason) {
        let file = self.dir.file_path(name);
        self.skipped_files.push(SkippedFile { file, reason: why });
    }

    fn read_file(&mut self, name: &OsStr, file: &File) -> io::Result<()> {
        let is_own = *name == *self.own_file;
        let (number, mut count) = (self.file_names.len(), 0_u64);
        let mut odd = PartlyReadFile {
            file: self.dir.file_path(name),
            newer_lines: 0,
            unreadable_lines: 0,
        };
        self.file_names.push(name.to_owned());
        let read = log::for_each_line(file, number, |line, place| match line {
            ParsedLine::Entry(said) => {
                count += 1;
                self.add_line(*said, place, is_own);
            }
            ParsedLine::Newer => odd.newer_lines += 1,
            ParsedLine::Unreadable => odd.unreadable_lines += 1,
            ParsedLine::Truncated => self.needs_rewrite |= is_own,
        });
        self.needs_rewrite |= is_own && odd.unreadable_lines > 0;
        // A file without one line of ours is somebody else's.
        if (count > 0 || odd.newer_lines > 0) && odd.newer_lines + odd.unreadable_lines > 0 {
            self.partly_read.push(odd);
        }
        if count == 0 {
            self.file_names.pop();
        }
        read
    }

    fn add_line(&mut self, said: LogLine, place: LineLocation, is_own: bool) {
        let versions = said.record.versions();
        let is_trashed = said.record.is_trashed();
        let id = said.record.entry.id;
        if said.future_times != FutureTimes::default() {
            let early = self.future_times.entry(id.clone()).or_default();
            for (known, other) in early.iter_mut().zip(said.future_times) {
                *known = (*known).max(other);
            }
        }
        if is_own {
            let published = PublishedVersion {
                versions,
                is_trashed,
                is_deleted: said.is_deleted,
                location: place,
            };
            self.needs_rewrite |= self.published.insert(id.clone(), published).is_some();
        }
        // What is gone for good elsewhere is nobody else's to delete.
        if !said.is_deleted {
            let seen = KnownVersion::new(versions, said.ancestors, Some(place));
            self.versions.entry(id).or_default().add(seen);
        }
    }

    /// How many files of other computers were read.
    pub fn peer_count(&self) -> usize {
        let others = self
            .file_names
            .iter()
            .filter(|name| ***name != *self.own_file);
        others.count()
    }

    /// Every entry that is known there.
    pub fn ids(&self) -> Vec<EntryId> {
        self.versions.keys().cloned().collect()
    }

    /// Notes whether the journal is older than what this computer wrote about it.
    pub fn compare_with_journal(&mut self, here: &HashMap<EntryId, PartVersions>, now: Timestamp) {
        self.is_journal_older = self.published.iter().any(|(id, published)| {
            let Some(here) = here.get(id) else {
                return !published.is_trashed && !published.is_deleted;
            };
            let mut parts = here.parts().into_iter().zip(published.versions.parts());
            parts.any(|(here, published)| {
                let is_early = published
                    .changed_at
                    .is_some_and(|at| versions::is_future(at, now));
                here.changed_at < published.changed_at && !is_early
            })
        });
    }

    /// All versions of an entry with the one `here`, and the latest times from the future among them.
    pub fn entry_versions(
        &self,
        id: &EntryId,
        here: Option<&PartVersions>,
        now: Timestamp,
    ) -> (EntryVersions, FutureTimes) {
        let mut history = self.versions.get(id).cloned().unwrap_or_default();
        if let Some(here) = here {
            let published = self
                .published(id)
                .filter(|published| published.versions.content.digest != here.content.digest);
            let mut from = Vec::new();
            if let Some(published) = published.filter(|published| !published.is_deleted) {
                let before = published.versions.content;
                if self.is_journal_older && here.content < before {
                    // An older journal was brought back, and this is how the words were before.
                    let later = vec![here.content.digest];
                    history.add(KnownVersion::new(
                        published.versions,
                        later,
                        Some(published.location),
                    ));
                } else if !self.is_journal_older && before < here.content {
                    from.push(before.digest);
                }
            }
            history.add(KnownVersion::new(*here, from, None));
        }
        let dealt_with = self.future_times.get(id).copied().unwrap_or_default();
        let mut early = dealt_with;
        let history = history.clamp_future_times(now, &dealt_with, &mut early);
        (history, early)
    }

    /// What this computer wrote last about that entry.
    pub fn published(&self, id: &EntryId) -> Option<&PublishedVersion> {
        self.published.get(id)
    }

    /// Notes that something about the entry couldn't be settled.
    pub fn mark_unresolved(&mut self, id: &EntryId) {
        self.unresolved.insert(id.clone());
    }

    pub fn mark_all_unresolved(&mut self) {
        self.unresolved.extend(self.versions.keys().cloned());
    }

    /// Whether the entry was deleted for good here.
    pub fn is_deleted(&self, id: &EntryId) -> bool {
        self.deleted.contains(id) || self.published(id).is_some_and(|known| known.is_deleted)
    }

    pub fn mark_deleted(&mut self, id: &EntryId) {
        self.deleted.insert(id.clone());
    }

    /// Whether there are times from the future among these that weren't dealt with yet.
    pub fn has_new_future_times(&self, id: &EntryId, early: &FutureTimes) -> bool {
        self.future_times.get(id).copied().unwrap_or_default() != *early
    }

    /// Notes times from the future as dealt with.
    pub fn set_future_times(&mut self, id: EntryId, early: FutureTimes) {
        self.future_times.insert(id, early);
    }

    /// Reads an entry again; none if the file was changed since.
    pub fn load_version(&self, seen: &KnownVersion) -> Option<Record> {
        self.read_line(seen.location.as_ref()?)
            .map(|said| said.record)
    }

    /// The entry as this computer wrote it last, unless it was deleted for good.
    pub fn load_published(&self, id: &EntryId) -> Option<Record> {
        let published = self.published(id).filter(|known| !known.is_deleted)?;
        self.read_line(&published.location).map(|said| said.record)
    }

    fn read_line(&self, place: &LineLocation) -> Option<LogLine> {
        let mut last = self.open_file.borrow_mut();
        if last
            .as_ref()
            .is_none_or(|(number, _)| *number != place.file)
        {
            let file = self.dir.open_file(&self.file_names[place.file]).ok()?;
            *last = Some((place.file, file));
        }
        let (_, file) = last.as_ref()?;
        log::read_line_at(file, place).ok().flatten()
    }

    /// Writes the file of this computer anew: each entry of the journal as it is now, the ids of those that were
    /// deleted for good, and what it said before about entries that the journal can't tell about.
    pub fn publish(
        &mut self,
        journal: &Journal,
        device: &mut Device,
        now: Timestamp,
    ) -> Result<(), SyncError> {
        let mut mark = Some(device.new_token().map_err(SyncError::Device)?);
        let failed = SyncError::file(&self.dir.file_path(self.own_file.as_ref()));
        let mut trouble = None;
        let ids = journal.ids()?;
        let written = self.dir.replace(&self.own_file, |out| {
            let mut put = |mut said: LogLine| {
                said.writer_token = mark.take();
                out.write_all(log::format_line(&said).as_bytes())
            };
            for id in &ids {
                match journal.record(id) {
                    Ok(Some(mut whole)) => {
                        whole.clamp_far_future_dates();
                        put(self.log_line(whole, now))?;
                    }
                    Ok(None) => {}
                    Err(JournalError::Damaged { .. }) => {
                        self.published_line(id).map_or(Ok(()), &mut put)?;
                    }
                    Err(error) => {
                        trouble = Some(error);
                        return Err(io::Error::other("the journal can't be read"));
                    }
                }
            }
            let known: HashSet<&EntryId> = ids.iter().collect();
            let mut rest: Vec<_> = self.published.keys().collect();
            rest.sort();
            for id in rest.into_iter().filter(|id| !known.contains(id)) {
                self.published_line(id).map_or(Ok(()), &mut put)?;
            }
            Ok(())
        });
        if let Some(error) = trouble {
            return Err(error.into());
        }
        written.map_err(failed)?;
        device.confirm_written().map_err(SyncError::Device)
    }

    /// Whether the file has to be written anew though nothing changed.
    pub fn needs_rewrite(&self) -> bool {
        self.needs_rewrite || !self.deleted.is_empty()
    }

    fn log_line(&self, whole: Record, now: Timestamp) -> LogLine {
        let (id, versions) = (&whole.entry.id, whole.versions());
        let (history, _) = self.entry_versions(id, Some(&versions), now);
        let from = history.ancestors(versions.content.digest, !self.unresolved.contains(id));
        LogLine {
            ancestors: from,
            writer_token: None,
            future_times: self.future_times.get(id).copied().unwrap_or_default(),
            is_deleted: false,
            record: whole,
        }
    }

    /// What this computer said about an entry before: nothing but the id and when, where it is gone for good.
    fn published_line(&self, id: &EntryId) -> Option<LogLine> {
        let mut said = self.read_line(&self.published(id)?.location)?;
        if self.is_deleted(id) {
            said.is_deleted = true;
            said.ancestors.clear();
            said.record.erase();
        }
        Some(said)
    }
}

/// Gives the computer a new name if its file was written by another one; true if so.
fn rename_if_foreign(device: &mut Device, file: &File) -> Result<bool, SyncError> {
    let mark = log::read_writer_token(file);
    if device.knows_token(mark.as_deref()) {
        device.note_token(mark.as_deref());
        return Ok(false);
    }
    device.regenerate_name().map_err(SyncError::Device)?;
    Ok(true)
}

fn log_file_name(device: &str) -> String {
    format!("enough-{device}.jsonl")
}
