//! The shared folder: reads the log files of all computers, and writes the log of this one.

mod lock_check;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub(crate) use self::lock_check::SealReport;
use super::device::Device;
use super::error::SyncError;
use super::log::{self, FutureTimes, LineFormat, LineLocation, LogLine, ParsedLine, Writer};
use super::log_writer::LogWriter;
use super::sealed_line::SealedHeader;
use super::secure_dir::{SecureDir, SkipReason};
use super::sync_lock::{SharedLockFile, SyncLock};
use super::versions::{self, EntryVersions, KnownVersion};
use crate::domain::entry::EntryId;
use crate::domain::record::{PartVersions, Record, RecordPart};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::work_observer::{WorkObserver, WorkStage};

/// A file with lines that were skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PartlyReadFile {
    pub(crate) file: PathBuf,
    /// Lines of a newer version of the program.
    pub(crate) newer_lines: u64,
    /// Lines that can't be read, except for a truncated one at the end.
    pub(crate) unreadable_lines: u64,
    /// Sealed lines that the key of this journal doesn't open.
    pub(crate) unopened_lines: u64,
}

/// A log that was read.
struct LogFile {
    name: OsString,
    format: LineFormat,
}

/// A file that wasn't read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SkippedFile {
    pub(crate) file: PathBuf,
    pub(crate) reason: SkipReason,
}

/// Larger files are skipped. A hundred thousand long entries take a quarter of this.
const MAX_FILE_BYTES: u64 = 1 << 30;
/// The most bytes of all files together. Small files are read first, so that a large one hides none of them.
const MAX_TOTAL_BYTES: u64 = 1 << 32;

/// The content of the shared folder.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent fact about the folder"
)]
pub(crate) struct SyncFolder {
    dir: SecureDir,
    /// None if the journal isn't locked.
    lock: Option<SyncLock>,
    shared_lock: SharedLockFile,
    /// The header of this computer's log; none if that isn't sealed, or isn't there.
    own_header: Option<SealedHeader>,
    /// The digests of lock files that logs of this lock have in their headers.
    known_locks: HashSet<String>,
    /// Whether a file is sealed.
    has_sealed_files: bool,
    /// Whether a sealed line could be opened.
    has_opened_lines: bool,
    /// Whether a sealed line couldn't.
    has_unopened_lines: bool,
    is_own_log_plain: bool,
    pub(crate) seal_report: SealReport,
    /// The name of this computer's log file.
    own_file: String,
    /// The files that were read; [`LineLocation`] refers to them by index.
    files: Vec<LogFile>,
    /// The file that was read from last, and its index.
    open_file: RefCell<Option<(usize, File)>>,
    versions: BTreeMap<EntryId, EntryVersions>,
    /// What this computer published last about each entry.
    published: HashMap<EntryId, PublishedVersion>,
    /// Entries that were purged here since the last sync.
    deleted: HashSet<EntryId>,
    future_times: HashMap<EntryId, FutureTimes>,
    /// Entries whose merge isn't complete.
    unresolved: HashSet<EntryId>,
    /// Whether the journal is older than the published log, such as a restored backup.
    pub(crate) is_journal_older: bool,
    /// Whether this computer's log has unneeded lines.
    needs_rewrite: bool,
    pub(crate) partly_read: Vec<PartlyReadFile>,
    pub(crate) skipped_files: Vec<SkippedFile>,
    pub(crate) is_first: bool,
    /// Whether this computer got a new name, because another one has the same.
    pub(crate) is_renamed: bool,
}

/// What this computer published about an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublishedVersion {
    pub(crate) versions: PartVersions,
    pub(crate) is_trashed: bool,
    pub(crate) is_deleted: bool,
    location: LineLocation,
}

impl SyncFolder {
    /// Reads every log file in the folder, even under a changed name such as that of a conflict copy.
    pub(crate) fn open(
        path: &Path,
        device: &mut Device,
        (lock, observer): (Option<&SyncLock>, &WorkObserver),
    ) -> Result<Self, SyncError> {
        let folder = SecureDir::open(path).map_err(SyncError::file(path))?;
        let names = folder.list_log_files().map_err(SyncError::file(path))?;
        let shared_lock = SharedLockFile::read(&folder).map_err(SyncError::file(path))?;
        let mut sync_folder = Self {
            own_file: log_file_name(device.name()),
            dir: folder,
            lock: lock.cloned(),
            shared_lock,
            own_header: None,
            known_locks: HashSet::new(),
            has_sealed_files: false,
            has_opened_lines: false,
            has_unopened_lines: false,
            is_own_log_plain: false,
            seal_report: SealReport::default(),
            files: Vec::new(),
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
            match sync_folder.dir.open_file(&name) {
                Ok(file) => {
                    if *name == *sync_folder.own_file {
                        sync_folder.is_renamed = rename_if_foreign(device, &file, lock)?;
                        sync_folder.own_file = log_file_name(device.name());
                    }
                    let length = file.metadata().map_or(u64::MAX, |about| about.len());
                    files.push((length, name));
                }
                Err(reason) => sync_folder.skip(&name, reason),
            }
        }
        let skipped_names = sync_folder
            .skipped_files
            .iter()
            .map(|skipped| skipped.file.file_name());
        let mut skipped_names = skipped_names.flatten();
        let is_there = files
            .iter()
            .any(|(_, name)| **name == *sync_folder.own_file)
            || skipped_names.any(|name| *name == *sync_folder.own_file);
        sync_folder.is_first = !is_there && !sync_folder.is_renamed;
        sync_folder.read_all(files, observer)?;
        sync_folder.check_lock(path)?;
        Ok(sync_folder)
    }

    fn read_all(
        &mut self,
        mut files: Vec<(u64, OsString)>,
        observer: &WorkObserver,
    ) -> Result<(), JournalError> {
        files.sort_by_key(|(length, name)| (**name != *self.own_file, *length));
        let mut sum = 0_u64;
        let mut lines = 0;
        let mut count_line = || {
            lines += 1;
            let reported = observer.report(WorkStage::ReadFolder, lines, None);
            reported.map_err(io::Error::other)
        };
        for (length, name) in files {
            sum = sum.saturating_add(length);
            if length > MAX_FILE_BYTES || sum > MAX_TOTAL_BYTES {
                sum = sum.saturating_sub(length);
                self.skip(&name, SkipReason::TooLarge);
                continue;
            }
            match self.dir.open_file(&name) {
                Ok(file) => {
                    let read = self.read_file(&name, &file, &mut count_line);
                    match read.map_err(io::Error::downcast::<JournalError>) {
                        Ok(()) => {}
                        Err(Ok(stopped)) => return Err(stopped),
                        Err(Err(_)) => self.skip(&name, SkipReason::Unreadable),
                    }
                }
                Err(reason) => self.skip(&name, reason),
            }
        }
        Ok(())
    }

    fn skip(&mut self, name: &OsStr, reason: SkipReason) {
        let file = self.dir.file_path(name);
        self.skipped_files.push(SkippedFile { file, reason });
    }

    /// Reads a log, and calls `count_line` with each line.
    fn read_file(
        &mut self,
        name: &OsStr,
        file: &File,
        count_line: &mut dyn FnMut() -> io::Result<()>,
    ) -> io::Result<()> {
        let is_own = *name == *self.own_file;
        let (number, mut count) = (self.files.len(), 0_u64);
        let format = LineFormat::read(file, self.lock.as_ref().map(SyncLock::key))?;
        self.has_sealed_files |= !matches!(format, LineFormat::Plain);
        let mut is_opened = false;
        let mut partly_read = PartlyReadFile {
            file: self.dir.file_path(name),
            newer_lines: 0,
            unreadable_lines: 0,
            unopened_lines: 0,
        };
        let read = log::for_each_line(file, &format, number, |line, location| {
            is_opened |= line.is_authentic();
            match line {
                ParsedLine::Entry(line) => {
                    count += 1;
                    self.add_line(*line, location, is_own);
                }
                ParsedLine::Newer => partly_read.newer_lines += 1,
                ParsedLine::Unreadable => partly_read.unreadable_lines += 1,
                ParsedLine::Unopened => partly_read.unopened_lines += 1,
                ParsedLine::Truncated => self.needs_rewrite |= is_own,
                ParsedLine::Blank => {}
            }
            count_line()
        });
        self.has_unopened_lines |= partly_read.unopened_lines > 0;
        let skipped = partly_read.unreadable_lines + partly_read.unopened_lines;
        self.needs_rewrite |= is_own && skipped > 0;
        // A plain file without a single valid line isn't a log of this program.
        let is_log = count + partly_read.newer_lines + partly_read.unopened_lines > 0;
        if is_log && partly_read.newer_lines + skipped > 0 {
            self.partly_read.push(partly_read);
        }
        self.note_format(name, &format, is_opened);
        if count > 0 {
            if matches!(format, LineFormat::Plain) && !is_own && self.lock.is_some() {
                self.seal_report.plain_files.push(self.dir.file_path(name));
            }
            let name = name.to_owned();
            self.files.push(LogFile { name, format });
        }
        read
    }

    fn add_line(&mut self, line: LogLine, location: LineLocation, is_own: bool) {
        let versions = line.record.versions();
        let is_trashed = line.record.is_trashed();
        let id = line.record.entry.id;
        if line.future_times != FutureTimes::default() {
            let future_times = self.future_times.entry(id.clone()).or_default();
            for part in RecordPart::ALL {
                future_times[part] = future_times[part].max(line.future_times[part]);
            }
        }
        if is_own {
            let published = PublishedVersion {
                versions,
                is_trashed,
                is_deleted: line.is_deleted,
                location,
            };
            self.needs_rewrite |= self.published.insert(id.clone(), published).is_some();
        }
        // A purge on another computer deletes nothing here.
        if !line.is_deleted {
            let version = KnownVersion::new(versions, line.ancestors, Some(location));
            self.versions.entry(id).or_default().add(version);
        }
    }

    /// The number of files of other computers that were read.
    pub(crate) fn peer_count(&self) -> usize {
        let others = self
            .files
            .iter()
            .filter(|file| *file.name != *self.own_file);
        others.count()
    }

    /// The ids of all entries in the folder.
    pub(crate) fn ids(&self) -> Vec<EntryId> {
        self.versions.keys().cloned().collect()
    }

    /// Finds out whether the journal is older than the published log.
    pub(crate) fn compare_with_journal(
        &mut self,
        local: &HashMap<EntryId, PartVersions>,
        now: Timestamp,
    ) {
        self.is_journal_older = self.published.iter().any(|(id, published)| {
            let Some(local) = local.get(id) else {
                return !published.is_trashed && !published.is_deleted;
            };
            RecordPart::ALL.into_iter().any(|part| {
                let (local, published) = (&local[part], &published.versions[part]);
                let is_future = published
                    .changed_at
                    .is_some_and(|at| versions::is_future(at, now));
                local.changed_at < published.changed_at && !is_future
            })
        });
    }

    /// All versions of an entry, including the local one, with future times clamped; and the latest future time of each
    /// part.
    pub(crate) fn entry_versions(
        &self,
        id: &EntryId,
        local: Option<&PartVersions>,
        now: Timestamp,
    ) -> (EntryVersions, FutureTimes) {
        let mut entry_versions = self.versions.get(id).cloned().unwrap_or_default();
        if let Some(local) = local {
            let published = self
                .published(id)
                .filter(|published| published.versions.content.digest != local.content.digest);
            let mut ancestors = Vec::new();
            if let Some(published) = published.filter(|published| !published.is_deleted) {
                let before = published.versions.content;
                if self.is_journal_older && local.content < before {
                    // A backup was restored, so the published text descends from the local one.
                    let later = vec![local.content.digest];
                    entry_versions.add(KnownVersion::new(
                        published.versions,
                        later,
                        Some(published.location),
                    ));
                } else if !self.is_journal_older && before < local.content {
                    ancestors.push(before.digest);
                }
            }
            entry_versions.add(KnownVersion::new(*local, ancestors, None));
        }
        let handled = self.future_times.get(id).copied().unwrap_or_default();
        let mut future_times = handled;
        let entry_versions = entry_versions.clamp_future_times(now, &handled, &mut future_times);
        (entry_versions, future_times)
    }

    /// What this computer published last about an entry.
    pub(crate) fn published(&self, id: &EntryId) -> Option<&PublishedVersion> {
        self.published.get(id)
    }

    /// Records that an entry couldn't be merged completely.
    pub(crate) fn mark_unresolved(&mut self, id: &EntryId) {
        self.unresolved.insert(id.clone());
    }

    pub(crate) fn mark_all_unresolved(&mut self) {
        self.unresolved.extend(self.versions.keys().cloned());
    }

    /// Whether the entry was purged here.
    pub(crate) fn is_deleted(&self, id: &EntryId) -> bool {
        self.deleted.contains(id) || self.published(id).is_some_and(|known| known.is_deleted)
    }

    pub(crate) fn mark_deleted(&mut self, id: &EntryId) {
        self.deleted.insert(id.clone());
    }

    /// Whether these future times differ from the recorded ones.
    pub(crate) fn has_new_future_times(&self, id: &EntryId, future_times: &FutureTimes) -> bool {
        self.future_times.get(id).copied().unwrap_or_default() != *future_times
    }

    /// Records future times as handled.
    pub(crate) fn set_future_times(&mut self, id: EntryId, future_times: FutureTimes) {
        self.future_times.insert(id, future_times);
    }

    /// Reads a version again; none if the file changed since.
    pub(crate) fn load_version(&self, version: &KnownVersion) -> Option<Record> {
        self.read_line(version.location.as_ref()?)
            .map(|line| line.record)
    }

    /// Reads the version that this computer published last, unless the entry was purged.
    pub(crate) fn load_published(&self, id: &EntryId) -> Option<Record> {
        let published = self.published(id).filter(|known| !known.is_deleted)?;
        self.read_line(&published.location).map(|line| line.record)
    }

    fn read_line(&self, location: &LineLocation) -> Option<LogLine> {
        let mut last = self.open_file.borrow_mut();
        let LogFile { name, format } = &self.files[location.file];
        if last
            .as_ref()
            .is_none_or(|(number, _)| *number != location.file)
        {
            let file = self.dir.open_file(name).ok()?;
            *last = Some((location.file, file));
        }
        let (_, file) = last.as_ref()?;
        log::read_line_at(file, format, location).ok().flatten()
    }

    /// Rewrites this computer's log: every entry of the journal, the ids of purged entries, and the earlier lines of
    /// entries that can't be read.
    pub(crate) fn publish(
        &mut self,
        journal: &Journal,
        device: &mut Device,
        now: Timestamp,
    ) -> Result<(), SyncError> {
        let token = device.new_token().map_err(SyncError::Device)?;
        self.share_lock_file()?;
        let failed = SyncError::file(&self.dir.file_path(self.own_file.as_ref()));
        let mut journal_error = None;
        let ids = journal.ids()?;
        let (observer, total) = (&journal.observer, u64::try_from(ids.len()).ok());
        let is_first_seal = self.lock.is_some() && self.own_header.is_none();
        let replaced = is_first_seal.then(|| self.dir.open_replaced(&self.own_file));
        let written = self.dir.replace(&self.own_file, |out| {
            let mut out =
                LogWriter::begin(out, token, self.lock.as_ref(), self.shared_lock.digest())?;
            let mut write_line = |line: LogLine| out.write_line(line);
            for (done, id) in (0..).zip(&ids) {
                let reported = observer.report(WorkStage::WriteFolder, done, total);
                match reported.and_then(|()| journal.record(id)) {
                    Ok(Some(mut record)) => {
                        record.clamp_far_future_dates();
                        write_line(self.log_line(record, now))?;
                    }
                    Ok(None) => {}
                    Err(JournalError::Damaged { .. }) => {
                        self.published_line(id).map_or(Ok(()), &mut write_line)?;
                    }
                    Err(error) => {
                        journal_error = Some(error);
                        return Err(io::Error::other("the journal can't be read"));
                    }
                }
            }
            let known: HashSet<&EntryId> = ids.iter().collect();
            let mut rest: Vec<_> = self.published.keys().collect();
            rest.sort();
            for id in rest.into_iter().filter(|id| !known.contains(id)) {
                self.published_line(id).map_or(Ok(()), &mut write_line)?;
            }
            out.finish()
        });
        if let Some(error) = journal_error {
            return Err(error.into());
        }
        written.map_err(failed)?;
        if let Some(replaced) = replaced {
            let is_erased = replaced.erase();
            self.seal_report.is_plain_log_erased = self.is_own_log_plain.then_some(is_erased);
        }
        device.confirm_written().map_err(SyncError::Device)
    }

    /// Whether the log has to be rewritten although no entry changed.
    pub(crate) fn needs_rewrite(&self) -> bool {
        self.needs_rewrite || !self.deleted.is_empty()
    }

    fn log_line(&self, record: Record, now: Timestamp) -> LogLine {
        let (id, versions) = (&record.entry.id, record.versions());
        let (entry_versions, _) = self.entry_versions(id, Some(&versions), now);
        let ancestors =
            entry_versions.ancestors(versions.content.digest, !self.unresolved.contains(id));
        LogLine {
            ancestors,
            writer_token: None,
            future_times: self.future_times.get(id).copied().unwrap_or_default(),
            is_deleted: false,
            record,
        }
    }

    /// The published line of an entry; only id and times if it was purged.
    fn published_line(&self, id: &EntryId) -> Option<LogLine> {
        let mut line = self.read_line(&self.published(id)?.location)?;
        if self.is_deleted(id) {
            line.is_deleted = true;
            line.ancestors.clear();
            line.record.erase();
        }
        Some(line)
    }
}

/// Gives this computer a new name if another one wrote its file; true if so.
fn rename_if_foreign(
    device: &mut Device,
    file: &File,
    lock: Option<&SyncLock>,
) -> Result<bool, SyncError> {
    // What can't be read is reported when the whole file is.
    let format = LineFormat::read(file, lock.map(SyncLock::key)).unwrap_or(LineFormat::Plain);
    let writer = log::read_writer(file, &format).unwrap_or(Writer::Token(None));
    match writer {
        Writer::Token(token) if device.knows_token(token.as_deref()) => {
            device.note_token(token.as_deref());
            Ok(false)
        }
        Writer::Token(_) | Writer::OtherLock => {
            device.regenerate_name().map_err(SyncError::Device)?;
            Ok(true)
        }
    }
}

fn log_file_name(device: &str) -> String {
    format!("enough-{device}.jsonl")
}
