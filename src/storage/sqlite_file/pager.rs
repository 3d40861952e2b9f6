//! Reads a journal page by page without SQLite, so that damage is confined to the page it is on.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use super::btree_page::{BTreePage, PageCell};
use super::integers::{u16_at, u32_at};
use super::page_cipher::{RESERVED_BYTES, decrypt};
use super::row_record::RowRecord;
use super::wal::{self, PAGE_SIZE, Wal};
use crate::platform::paths::with_suffix;
use crate::storage::lock::JournalKey;
use crate::storage::sidecars::WAL_SUFFIX;
use crate::storage::work_observer::WorkObserver;

/// The maximum number of pages: 1 GiB, far more than a lifetime of entries.
const MAX_PAGES: u32 = 1 << 18;

/// The pages of a journal; those in its WAL hide older versions. Nothing is written.
#[derive(Debug)]
pub(crate) struct Pager {
    file: Option<File>,
    file_length: u64,
    wal: Option<(File, Wal)>,
    page_size: usize,
    /// The key of a locked journal. Its pages are shorter by what the encryption needs.
    key: JournalKey,
    /// Who may stop the reading.
    observer: WorkObserver,
    page_count: u32,
    /// The remaining number of record bytes to read, since a forged file can lead to the same page for ever.
    read_budget: Cell<u64>,
    /// The pages read last.
    cache: RefCell<VecDeque<(u32, Rc<[u8]>)>>,
}

impl Pager {
    /// Opens the file, its WAL, or both. Its pages are decrypted if there is a key.
    pub(crate) fn open(path: &Path, key: &JournalKey) -> io::Result<Self> {
        // The WAL first: a page that a checkpoint in another window moves is then found in the file.
        let wal = wal::read_wal(&with_suffix(path, WAL_SUFFIX))?;
        Self::open_with_wal(path, wal, key)
    }

    /// Opens the file after its WAL was read, which another window may have removed since.
    fn open_with_wal(path: &Path, wal: Option<(File, Wal)>, key: &JournalKey) -> io::Result<Self> {
        let file = match File::open(path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let metadata = file.as_ref().map(File::metadata).transpose()?;
        let mut pages = Self {
            file,
            file_length: metadata.map_or(0, |metadata| metadata.len()),
            wal: wal.filter(|(_, wal)| wal.page_count > 0),
            page_size: PAGE_SIZE,
            key: key.clone(),
            observer: WorkObserver::default(),
            page_count: 0,
            read_budget: Cell::default(),
            cache: RefCell::default(),
        };
        pages.detect_page_size();
        Ok(pages)
    }

    /// Lets `observer` watch: once it stops the work, there are no more pages, and whoever reads them asks it why.
    pub(crate) fn watched(mut self, observer: &WorkObserver) -> Self {
        self.observer = observer.clone();
        self
    }

    /// The first page in the file, without the WAL.
    pub(crate) fn first_page_in_file(&self) -> Rc<[u8]> {
        let first = self.file.as_ref().and_then(|file| self.read_at(file, 0, 1));
        first.map(|(page, _)| page).unwrap_or_default()
    }

    /// Whether the file has all of its first page.
    pub(crate) const fn has_first_page(&self) -> bool {
        self.file_length >= self.page_size as u64
    }

    /// Whether the page in the file, without the WAL, is as it was encrypted with the key.
    pub(crate) fn is_authentic_in_file(&self, number: u32) -> bool {
        let offset = u64::from(number - 1) * self.page_size as u64;
        let page = self
            .file
            .as_ref()
            .and_then(|file| self.read_at(file, offset, number));
        page.is_some_and(|(_, is_authentic)| is_authentic)
    }

    /// The bytes of a page that SQLite uses.
    fn usable_size(&self) -> usize {
        let reserved = if self.key.is_some() {
            RESERVED_BYTES
        } else {
            0
        };
        self.page_size - usize::from(reserved)
    }

    /// Whether the file length contradicts its header: SQLite overwrites pages that it doesn't know of.
    pub(crate) fn has_wrong_length(&self) -> bool {
        let page_size = self.page_size as u64;
        let whole = u32::try_from(self.file_length / page_size).unwrap_or(u32::MAX);
        let is_uneven = !self.file_length.is_multiple_of(page_size);
        match &self.wal {
            // A checkpoint will write the pages of the WAL.
            Some((_, wal)) => {
                let last = wal.page_count.max(whole.saturating_add(is_uneven.into()));
                (whole + 1..=last).any(|number| !self.is_in_wal(number))
            }
            None => is_uneven || u32_at(&self.first_page_in_file(), 28) != Some(whole),
        }
    }

    /// The number of pages, including missing ones that the WAL counts.
    pub(crate) const fn page_count(&self) -> u32 {
        self.page_count
    }

    /// Whether the WAL has transactions after a damaged frame.
    pub(crate) fn has_damaged_wal(&self) -> bool {
        self.wal.as_ref().is_some_and(|(_, wal)| wal.is_damaged)
    }

    /// Whether only an outdated version of the page is left.
    pub(crate) fn is_stale(&self, number: u32) -> bool {
        self.wal
            .as_ref()
            .is_some_and(|(_, wal)| wal.stale.contains(&number))
    }

    /// Whether the newest version of the page is in the WAL.
    fn is_in_wal(&self, number: u32) -> bool {
        self.wal
            .as_ref()
            .is_some_and(|(_, wal)| wal.pages.contains_key(&number))
    }

    /// Reads a page by its number from 1 on; it is shorter if the file ends within it.
    pub(crate) fn get(&self, number: u32) -> Option<Rc<[u8]>> {
        if number == 0 || number > self.page_count {
            return None;
        }
        let mut cache = self.cache.borrow_mut();
        if let Some((_, page)) = cache.iter().find(|(cache, _)| *cache == number) {
            return Some(Rc::clone(page));
        }
        let page = self.read(number)?;
        cache.truncate(7);
        cache.push_front((number, Rc::clone(&page)));
        Some(page)
    }

    /// The page `number`, if it is a b-tree page.
    pub(crate) fn btree_page(&self, number: u32) -> Option<BTreePage> {
        BTreePage::parse(
            number,
            self.get(number)?,
            self.usable_size(),
            self.is_stale(number),
        )
    }

    /// Parses the record of a cell, with its overflow pages as far as they can be followed.
    pub(crate) fn record(&self, cell: &PageCell<'_>) -> Option<RowRecord> {
        self.spend_budget(cell.payload_length as u64)?;
        let mut bytes = cell.local_payload.to_vec();
        let mut next = cell.overflow_page;
        while let Some(number) = next
            && bytes.len() < cell.payload_length
        {
            let Some(page) = self.get(number).filter(|_| !self.is_stale(number)) else {
                break;
            };
            let missing = cell.payload_length - bytes.len();
            let part = &page[page.len().min(4)..];
            let part = &part[..part.len().min(missing)];
            next = u32_at(&page, 0).filter(|&next| next > 0);
            // Only the last overflow page has no successor; another one without was overwritten.
            let is_last = missing <= self.usable_size() - 4;
            let is_blank = part.len() >= 16 && part.iter().all(|&byte| byte == 0);
            if is_last != next.is_none() || is_blank {
                break;
            }
            bytes.extend_from_slice(part);
            if page.len() < self.usable_size() {
                break;
            }
        }
        RowRecord::parse(&bytes, cell.payload_length)
    }

    /// Deducts `bytes` from the read budget; none if it is exhausted.
    pub(crate) fn spend_budget(&self, bytes: u64) -> Option<()> {
        self.read_budget
            .set(self.read_budget.get().checked_sub(bytes)?);
        Some(())
    }

    fn read(&self, number: u32) -> Option<Rc<[u8]>> {
        self.observer.report_alive().ok()?;
        let in_log = self
            .wal
            .as_ref()
            .and_then(|(file, wal)| Some((file, *wal.pages.get(&number)?)));
        let in_file = || {
            let offset = u64::from(number - 1) * self.page_size as u64;
            Some((self.file.as_ref()?, offset))
        };
        let (file, offset) = in_log.or_else(in_file)?;
        Some(self.read_at(file, offset, number)?.0)
    }

    /// Reads a page, and whether it is as it was encrypted. A page that isn't is decrypted all the same: a changed byte is
    /// wrong by itself, and salvage checks every value.
    fn read_at(&self, mut file: &File, offset: u64, number: u32) -> Option<(Rc<[u8]>, bool)> {
        let mut page = Vec::with_capacity(self.page_size);
        file.seek(SeekFrom::Start(offset)).ok()?;
        file.take(self.page_size as u64)
            .read_to_end(&mut page)
            .ok()?;
        let is_authentic = self
            .key
            .secret()
            .is_none_or(|key| decrypt(&mut page, number, key));
        page.truncate(self.usable_size());
        (!page.is_empty()).then(|| (page.into(), is_authentic))
    }

    /// Finds the page size and count. The size in the header may be damaged, so page 2 must be a b-tree page at
    /// that size.
    fn detect_page_size(&mut self) {
        if let Some((_, wal)) = &self.wal {
            self.set_size(wal.page_size);
            return;
        }
        self.set_size(PAGE_SIZE);
        let header_size = self.get(1).and_then(|page| match u16_at(&page, 16)? {
            1 => Some(65_536),
            size => Some(usize::from(size)),
        });
        if let Some(size @ 512..=65_536) = header_size
            && size != PAGE_SIZE
            && size.is_power_of_two()
            && self.btree_page(2).is_none()
        {
            self.set_size(size);
            if self.btree_page(2).is_none() {
                self.set_size(PAGE_SIZE);
            }
        }
    }

    fn set_size(&mut self, page_size: usize) {
        let in_file = self.file_length.div_ceil(page_size as u64);
        let in_file = u32::try_from(in_file).unwrap_or(u32::MAX);
        // Pages of the file beyond the count of the WAL are no longer part of it.
        let count = self.wal.as_ref().map_or(in_file, |(_, wal)| wal.page_count);
        self.page_size = page_size;
        self.page_count = count.min(MAX_PAGES);
        let total_bytes = u64::from(self.page_count) * page_size as u64;
        self.read_budget.set(2 * total_bytes + (1 << 20));
        self.cache.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::samples::finished_entry;
    use crate::storage::journal::Journal;

    #[test]
    fn a_log_that_another_window_removes_meanwhile_is_still_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("journal.db");
        let log = with_suffix(&path, WAL_SUFFIX);
        let mut window = Journal::open(&path).unwrap();
        window.save(&finished_entry("a")).unwrap();
        let wal = wal::read_wal(&log).unwrap();
        assert!(wal.as_ref().is_some_and(|(_, wal)| !wal.pages.is_empty()));
        drop(window);
        assert!(!log.exists(), "the window removed it");

        let pages = Pager::open_with_wal(&path, wal, &JournalKey::default()).unwrap();
        let numbers = 1..=pages.page_count();
        assert!(numbers.clone().any(|number| pages.is_in_wal(number)));
        assert!(numbers.clone().all(|number| pages.get(number).is_some()));
        assert!(!pages.has_wrong_length() && !pages.has_damaged_wal());
    }
}
