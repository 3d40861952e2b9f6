//! A journal as a row of pages, read without SQLite: damage costs only what lies on it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use super::bytes::{u16_at, u32_at};
use super::log::{self, Log};
use super::node::Node;
use crate::journal::file::WAL_SUFFIX;
use crate::places::beside;

/// How large the pages of our journals are.
pub const PAGE_SIZE: usize = 4096;

/// No more pages than that are looked at: 1 GiB, a thousand times a long life of writing.
const MOST_PAGES: u32 = 1 << 18;

/// The pages of a journal, those in its log in place of their older selves. Nothing is written.
#[derive(Debug)]
pub struct Pages {
    file: Option<File>,
    length: u64,
    log: Option<(File, Log)>,
    page_size: usize,
    count: u32,
    /// How many bytes of rows may still be read, since a forged file can lead to the same ones for ever.
    left: Cell<u64>,
    /// Those read last.
    fresh: RefCell<VecDeque<(u32, Rc<[u8]>)>>,
}

impl Pages {
    /// Opens what there is: the file, its log, or both.
    pub fn open(path: &Path) -> io::Result<Self> {
        // The log first: what leaves it while another window tidies up is in the file by then.
        let log_path = beside(path, WAL_SUFFIX);
        let log = match log::read(&log_path)? {
            Some(log) if log.count > 0 => Some((File::open(log_path)?, log)),
            _ => None,
        };
        let file = match File::open(path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let there = file.as_ref().map(File::metadata).transpose()?;
        let mut pages = Self {
            file,
            length: there.map_or(0, |there| there.len()),
            log,
            page_size: PAGE_SIZE,
            count: 0,
            left: Cell::default(),
            fresh: RefCell::default(),
        };
        pages.measure();
        Ok(pages)
    }

    /// The first page as it is in the file, whatever the log says.
    pub fn first(&self) -> Rc<[u8]> {
        let first = self.file.as_ref().and_then(|file| self.read_at(file, 0));
        first.unwrap_or_default()
    }

    /// Whether the file is shorter than it should be, or longer: what SQLite doesn't know to be there, it
    /// writes over.
    pub fn has_wrong_length(&self) -> bool {
        let page_size = self.page_size as u64;
        let whole = u32::try_from(self.length / page_size).unwrap_or(u32::MAX);
        let is_uneven = !self.length.is_multiple_of(page_size);
        match &self.log {
            // What is in the log will get its place in the file.
            Some((_, log)) => {
                let last = log.count.max(whole.saturating_add(is_uneven.into()));
                (whole + 1..=last).any(|number| !self.is_in_log(number))
            }
            None => is_uneven || u32_at(&self.first(), 28) != Some(whole),
        }
    }

    /// How many pages there are; those that were cut off count where the log tells of them.
    pub const fn count(&self) -> u32 {
        self.count
    }

    pub const fn page_size(&self) -> usize {
        self.page_size
    }

    /// Whether words in the log stand behind a spoiled part.
    pub fn has_spoiled_log(&self) -> bool {
        self.log.as_ref().is_some_and(|(_, log)| log.is_spoiled)
    }

    /// Whether that page is only there as it once was.
    pub fn is_stale(&self, number: u32) -> bool {
        self.log
            .as_ref()
            .is_some_and(|(_, log)| log.stale.contains(&number))
    }

    /// Whether the newest version of that page is in the log.
    fn is_in_log(&self, number: u32) -> bool {
        self.log
            .as_ref()
            .is_some_and(|(_, log)| log.pages.contains_key(&number))
    }

    /// A page by its number from 1 on; shorter than others if the file ends within it.
    pub fn get(&self, number: u32) -> Option<Rc<[u8]>> {
        if number == 0 || number > self.count {
            return None;
        }
        let mut fresh = self.fresh.borrow_mut();
        if let Some((_, page)) = fresh.iter().find(|(fresh, _)| *fresh == number) {
            return Some(Rc::clone(page));
        }
        let page = self.read(number)?;
        fresh.truncate(7);
        fresh.push_front((number, Rc::clone(&page)));
        Some(page)
    }

    /// Takes `bytes` from what may still be read of rows.
    pub fn allow(&self, bytes: u64) -> Option<()> {
        self.left.set(self.left.get().checked_sub(bytes)?);
        Some(())
    }

    fn read(&self, number: u32) -> Option<Rc<[u8]>> {
        let in_log = self
            .log
            .as_ref()
            .and_then(|(file, log)| Some((file, *log.pages.get(&number)?)));
        let in_file = || {
            let place = u64::from(number - 1) * self.page_size as u64;
            Some((self.file.as_ref()?, place))
        };
        let (file, place) = in_log.or_else(in_file)?;
        self.read_at(file, place)
    }

    fn read_at(&self, mut file: &File, place: u64) -> Option<Rc<[u8]>> {
        let mut page = Vec::with_capacity(self.page_size);
        file.seek(SeekFrom::Start(place)).ok()?;
        file.take(self.page_size as u64)
            .read_to_end(&mut page)
            .ok()?;
        (!page.is_empty()).then(|| page.into())
    }

    /// Finds out how large a page is, and how many there are.
    ///
    /// What the file says about itself may be spoiled, so its tables must stand where it says.
    fn measure(&mut self) {
        if let Some((_, log)) = &self.log {
            self.set_size(log.page_size);
            return;
        }
        self.set_size(PAGE_SIZE);
        let said = self.get(1).and_then(|page| match u16_at(&page, 16)? {
            1 => Some(65_536),
            size => Some(usize::from(size)),
        });
        if let Some(size @ 512..=65_536) = said
            && size != PAGE_SIZE
            && size.is_power_of_two()
            && Node::read(self, 2).is_none()
        {
            self.set_size(size);
            if Node::read(self, 2).is_none() {
                self.set_size(PAGE_SIZE);
            }
        }
    }

    fn set_size(&mut self, page_size: usize) {
        let in_file = self.length.div_ceil(page_size as u64);
        let in_file = u32::try_from(in_file).unwrap_or(u32::MAX);
        // What the file has beyond what its log knows of is no longer part of it.
        let count = self.log.as_ref().map_or(in_file, |(_, log)| log.count);
        self.page_size = page_size;
        self.count = count.min(MOST_PAGES);
        let words = u64::from(self.count) * page_size as u64;
        self.left.set(2 * words + (1 << 20));
        self.fresh.take();
    }
}
