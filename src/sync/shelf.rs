//! What all files in the shared folder say, and the file that this computer writes there.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::device::Device;
use super::folder::{Folder, Refusal};
use super::history::{self, History, Seen};
use super::lines::{self, Early, Found, Place, Said};
use super::{Odd, Skipped, SyncError};
use crate::entry::EntryId;
use crate::journal::{Journal, JournalError};
use crate::whole::{PartVersions, Record};

/// No file is larger: a hundred thousand long entries are a quarter of it.
const MAX_FILE_BYTES: u64 = 1 << 30;
/// All files together. The small ones are read first, so that one large file hides none of them.
const MAX_TOTAL_BYTES: u64 = 1 << 32;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about what was found"
)]
pub struct Shelf {
    folder: Folder,
    /// The name of the file of this computer.
    own: String,
    /// The names of those that were read.
    names: Vec<OsString>,
    /// The one that was read from last.
    last: RefCell<Option<(usize, File)>>,
    histories: BTreeMap<EntryId, History>,
    /// What this computer wrote last about each entry.
    published: HashMap<EntryId, Published>,
    /// Entries that were deleted for good here.
    gone: HashSet<EntryId>,
    early: HashMap<EntryId, Early>,
    /// Entries about which something was left open.
    open: HashSet<EntryId>,
    /// Whether the journal is older than what this computer wrote, as a backup is that was brought back.
    pub is_behind: bool,
    /// Whether the file of this computer has lines that it doesn't need.
    is_untidy: bool,
    pub odd: Vec<Odd>,
    pub skipped: Vec<Skipped>,
    pub is_first: bool,
    /// Whether another computer had the same name, so that this one has a new one.
    pub is_renamed: bool,
}

/// What this computer wrote about an entry.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    pub versions: PartVersions,
    pub is_trashed: bool,
    pub is_gone: bool,
    place: Place,
}

impl Shelf {
    /// Reads every file in `folder`, whatever became of its name on the way.
    pub fn open(path: &Path, device: &mut Device) -> Result<Self, SyncError> {
        let folder = Folder::open(path).map_err(SyncError::file(path))?;
        let names = folder.names().map_err(SyncError::file(path))?;
        let mut shelf = Self {
            own: file_name(device.name()),
            folder,
            names: Vec::new(),
            last: RefCell::new(None),
            histories: BTreeMap::new(),
            published: HashMap::new(),
            gone: HashSet::new(),
            early: HashMap::new(),
            open: HashSet::new(),
            is_behind: false,
            is_untidy: false,
            odd: Vec::new(),
            skipped: Vec::new(),
            is_first: true,
            is_renamed: false,
        };
        let mut files = Vec::new();
        for name in names {
            match shelf.folder.file(&name) {
                Ok(file) => {
                    if *name == *shelf.own {
                        shelf.is_renamed = has_new_name(device, &file)?;
                        shelf.own = file_name(device.name());
                    }
                    let length = file.metadata().map_or(u64::MAX, |about| about.len());
                    files.push((length, name));
                }
                Err(why) => shelf.skip(&name, why),
            }
        }
        let refused = shelf.skipped.iter().map(|skipped| skipped.file.file_name());
        let mut refused = refused.flatten();
        let is_there = files.iter().any(|(_, name)| **name == *shelf.own)
            || refused.any(|name| *name == *shelf.own);
        shelf.is_first = !is_there && !shelf.is_renamed;
        shelf.read_all(files);
        Ok(shelf)
    }

    fn read_all(&mut self, mut files: Vec<(u64, OsString)>) {
        files.sort_by_key(|(length, name)| (**name != *self.own, *length));
        let mut sum = 0_u64;
        for (length, name) in files {
            sum = sum.saturating_add(length);
            if length > MAX_FILE_BYTES || sum > MAX_TOTAL_BYTES {
                sum = sum.saturating_sub(length);
                self.skip(&name, Refusal::TooLarge);
                continue;
            }
            match self.folder.file(&name) {
                Ok(file) if self.read(&name, &file).is_ok() => {}
                Ok(_) => self.skip(&name, Refusal::Unreadable),
                Err(why) => self.skip(&name, why),
            }
        }
    }

    fn skip(&mut self, name: &OsStr, why: Refusal) {
        let file = self.folder.path(name);
        self.skipped.push(Skipped { file, why });
    }

    fn read(&mut self, name: &OsStr, file: &File) -> io::Result<()> {
        let is_own = *name == *self.own;
        let (number, mut count) = (self.names.len(), 0_u64);
        let mut odd = Odd {
            file: self.folder.path(name),
            newer: 0,
            unreadable: 0,
        };
        self.names.push(name.to_owned());
        let read = lines::each(file, number, |line, place| match line {
            Found::Entry(said) => {
                count += 1;
                self.take(*said, place, is_own);
            }
            Found::Newer => odd.newer += 1,
            Found::Odd => odd.unreadable += 1,
            Found::Half => self.is_untidy |= is_own,
        });
        self.is_untidy |= is_own && odd.unreadable > 0;
        // A file without one line of ours is somebody else's.
        if (count > 0 || odd.newer > 0) && odd.newer + odd.unreadable > 0 {
            self.odd.push(odd);
        }
        if count == 0 {
            self.names.pop();
        }
        read
    }

    fn take(&mut self, said: Said, place: Place, is_own: bool) {
        let versions = said.whole.versions();
        let is_trashed = said.whole.is_trashed();
        let id = said.whole.entry.id;
        if said.early != Early::default() {
            let early = self.early.entry(id.clone()).or_default();
            for (known, other) in early.iter_mut().zip(said.early) {
                *known = (*known).max(other);
            }
        }
        if is_own {
            let published = Published {
                versions,
                is_trashed,
                is_gone: said.is_gone,
                place,
            };
            self.is_untidy |= self.published.insert(id.clone(), published).is_some();
        }
        // What is gone for good elsewhere is nobody else's to delete.
        if !said.is_gone {
            let seen = Seen::new(versions, said.from, Some(place));
            self.histories.entry(id).or_default().add(seen);
        }
    }

    /// How many files of other computers were read.
    pub fn others(&self) -> usize {
        let others = self.names.iter().filter(|name| ***name != *self.own);
        others.count()
    }

    /// Every entry that is known there.
    pub fn ids(&self) -> Vec<EntryId> {
        self.histories.keys().cloned().collect()
    }

    /// Notes whether the journal is older than what this computer wrote about it.
    pub fn compare(&mut self, here: &HashMap<EntryId, PartVersions>, now: Timestamp) {
        self.is_behind = self.published.iter().any(|(id, published)| {
            let Some(here) = here.get(id) else {
                return !published.is_trashed && !published.is_gone;
            };
            let mut parts = here.parts().into_iter().zip(published.versions.parts());
            parts.any(|(here, published)| {
                let is_early = published
                    .changed_at
                    .is_some_and(|at| history::is_early(at, now));
                here.changed_at < published.changed_at && !is_early
            })
        });
    }

    /// All versions of an entry with the one `here`, and the latest times from the future among them.
    pub fn history(
        &self,
        id: &EntryId,
        here: Option<&PartVersions>,
        now: Timestamp,
    ) -> (History, Early) {
        let mut history = self.histories.get(id).cloned().unwrap_or_default();
        if let Some(here) = here {
            let published = self
                .published(id)
                .filter(|published| published.versions.content.digest != here.content.digest);
            let mut from = Vec::new();
            if let Some(published) = published.filter(|published| !published.is_gone) {
                let before = published.versions.content;
                if self.is_behind && here.content < before {
                    // An older journal was brought back, and this is how the words were before.
                    let later = vec![here.content.digest];
                    history.add(Seen::new(published.versions, later, Some(published.place)));
                } else if !self.is_behind && before < here.content {
                    from.push(before.digest);
                }
            }
            history.add(Seen::new(*here, from, None));
        }
        let dealt_with = self.early.get(id).copied().unwrap_or_default();
        let mut early = dealt_with;
        let history = history.believed(now, &dealt_with, &mut early);
        (history, early)
    }

    /// What this computer wrote last about that entry.
    pub fn published(&self, id: &EntryId) -> Option<&Published> {
        self.published.get(id)
    }

    /// Notes that something about the entry couldn't be settled.
    pub fn leave_open(&mut self, id: &EntryId) {
        self.open.insert(id.clone());
    }

    pub fn leave_all_open(&mut self) {
        self.open.extend(self.histories.keys().cloned());
    }

    /// Whether the entry was deleted for good here.
    pub fn is_gone(&self, id: &EntryId) -> bool {
        self.gone.contains(id) || self.published(id).is_some_and(|known| known.is_gone)
    }

    pub fn note_gone(&mut self, id: &EntryId) {
        self.gone.insert(id.clone());
    }

    /// Whether there are times from the future among these that weren't dealt with yet.
    pub fn is_news(&self, id: &EntryId, early: &Early) -> bool {
        self.early.get(id).copied().unwrap_or_default() != *early
    }

    /// Notes times from the future as dealt with.
    pub fn note_early(&mut self, id: EntryId, early: Early) {
        self.early.insert(id, early);
    }

    /// Reads an entry again; none if the file was changed since.
    pub fn load(&self, seen: &Seen) -> Option<Record> {
        self.line(seen.place.as_ref()?).map(|said| said.whole)
    }

    /// The entry as this computer wrote it last, unless it was deleted for good.
    pub fn written(&self, id: &EntryId) -> Option<Record> {
        let published = self.published(id).filter(|known| !known.is_gone)?;
        self.line(&published.place).map(|said| said.whole)
    }

    fn line(&self, place: &Place) -> Option<Said> {
        let mut last = self.last.borrow_mut();
        if last
            .as_ref()
            .is_none_or(|(number, _)| *number != place.file)
        {
            let file = self.folder.file(&self.names[place.file]).ok()?;
            *last = Some((place.file, file));
        }
        let (_, file) = last.as_ref()?;
        lines::at(file, place).ok().flatten()
    }

    /// Writes the file of this computer anew: each entry of the journal as it is now, the ids of those that were
    /// deleted for good, and what it said before about entries that the journal can't tell about.
    pub fn publish(
        &mut self,
        journal: &Journal,
        device: &mut Device,
        now: Timestamp,
    ) -> Result<(), SyncError> {
        let mut mark = Some(device.new_mark().map_err(SyncError::Device)?);
        let failed = SyncError::file(&self.folder.path(self.own.as_ref()));
        let mut trouble = None;
        let ids = journal.ids()?;
        let written = self.folder.replace(&self.own, |out| {
            let mut put = |mut said: Said| {
                said.mark = mark.take();
                out.write_all(lines::written(&said).as_bytes())
            };
            for id in &ids {
                match journal.record(id) {
                    Ok(Some(mut whole)) => {
                        whole.clamp_far_future_dates();
                        put(self.said(whole, now))?;
                    }
                    Ok(None) => {}
                    Err(JournalError::Damaged { .. }) => {
                        self.before(id).map_or(Ok(()), &mut put)?;
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
                self.before(id).map_or(Ok(()), &mut put)?;
            }
            Ok(())
        });
        if let Some(error) = trouble {
            return Err(error.into());
        }
        written.map_err(failed)?;
        device.note_written().map_err(SyncError::Device)
    }

    /// Whether the file has to be written anew though nothing changed.
    pub fn is_untidy(&self) -> bool {
        self.is_untidy || !self.gone.is_empty()
    }

    fn said(&self, whole: Record, now: Timestamp) -> Said {
        let (id, versions) = (&whole.entry.id, whole.versions());
        let (history, _) = self.history(id, Some(&versions), now);
        let from = history.ancestors(versions.content.digest, !self.open.contains(id));
        Said {
            from,
            mark: None,
            early: self.early.get(id).copied().unwrap_or_default(),
            is_gone: false,
            whole,
        }
    }

    /// What this computer said about an entry before: nothing but the id and when, where it is gone for good.
    fn before(&self, id: &EntryId) -> Option<Said> {
        let mut said = self.line(&self.published(id)?.place)?;
        if self.is_gone(id) {
            said.is_gone = true;
            said.from.clear();
            said.whole.erase();
        }
        Some(said)
    }
}

/// Gives the computer a new name if its file was written by another one; true if so.
fn has_new_name(device: &mut Device, file: &File) -> Result<bool, SyncError> {
    let mark = lines::mark(file);
    if device.knows(mark.as_deref()) {
        device.note(mark.as_deref());
        return Ok(false);
    }
    device.take_new_name().map_err(SyncError::Device)?;
    Ok(true)
}

fn file_name(device: &str) -> String {
    format!("enough-{device}.jsonl")
}
