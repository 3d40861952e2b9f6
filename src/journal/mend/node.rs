//! One page of a table or an index, and the cells on it.

use std::rc::Rc;

use super::bytes::{u16_at, u32_at, varint_at};
use super::pages::Pages;
use super::record::Record;

/// A page that looks like one of a table or an index.
#[derive(Debug)]
pub struct Node {
    pub number: u32,
    pub kind: Kind,
    bytes: Rc<[u8]>,
    page_size: usize,
    /// Where its header begins; the first page has that of the file before it.
    start: usize,
    is_stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Rows of a table.
    Leaf,
    /// The way to them.
    Branch,
    /// Lines of an index.
    IndexLeaf,
    /// Lines of an index, and the way to more.
    IndexBranch,
}

/// A row of a table or a line of an index.
#[derive(Debug)]
pub struct Cell<'a> {
    /// The number of the row; 0 in an index.
    pub key: i64,
    /// How many bytes the record has.
    length: usize,
    /// Those of them on this page; fewer than there should be if the page is cut short.
    here: &'a [u8],
    /// The page with the next.
    further: Option<u32>,
    /// How many bytes the cell takes up here.
    size: usize,
}

impl Node {
    /// The page of that number, if it is one of a table or an index.
    pub fn read(pages: &Pages, number: u32) -> Option<Self> {
        let bytes = pages.get(number)?;
        let start = if number == 1 { 100 } else { 0 };
        let kind = match *bytes.get(start)? {
            2 => Kind::IndexBranch,
            5 => Kind::Branch,
            10 => Kind::IndexLeaf,
            13 => Kind::Leaf,
            _ => return None,
        };
        let node = Self {
            number,
            kind,
            bytes,
            page_size: pages.page_size(),
            start,
            is_stale: pages.is_stale(number),
        };
        let is_one = node.header_end() <= node.content() && node.content() <= node.page_size;
        is_one.then_some(node)
    }

    pub const fn is_of_index(&self) -> bool {
        matches!(self.kind, Kind::IndexLeaf | Kind::IndexBranch)
    }

    /// How many cells there should be.
    pub fn count(&self) -> usize {
        usize::from(u16_at(&self.bytes, self.start + 3).unwrap_or(0))
    }

    /// The cell of that place, counted from 0.
    pub fn cell(&self, place: usize) -> Option<Cell<'_>> {
        let pointer = self.pointer(place)?;
        let (length, key, at) = match self.kind {
            Kind::Leaf => {
                let (length, at) = varint_at(&self.bytes, pointer)?;
                let (key, at) = varint_at(&self.bytes, at)?;
                (length, key.cast_signed(), at)
            }
            Kind::IndexLeaf => {
                let (length, at) = varint_at(&self.bytes, pointer)?;
                (length, 0, at)
            }
            Kind::IndexBranch => {
                let (length, at) = varint_at(&self.bytes, pointer + 4)?;
                (length, 0, at)
            }
            Kind::Branch => return None,
        };
        let length = usize::try_from(length)
            .ok()
            .filter(|&length| length <= LONGEST)?;
        let here = self.share(length);
        let end = at + here;
        let leads_on = here < length;
        let size = end - pointer + if leads_on { 4 } else { 0 };
        Some(Cell {
            key,
            length,
            here: self.bytes.get(at..end.min(self.bytes.len()))?,
            further: u32_at(&self.bytes, end).filter(|_| leads_on),
            size: size.max(4),
        })
    }

    /// The key of the cell of that place, in a table.
    pub fn key(&self, place: usize) -> Option<i64> {
        let pointer = self.pointer(place)?;
        let at = match self.kind {
            Kind::Leaf => varint_at(&self.bytes, pointer)?.1,
            Kind::Branch => pointer + 4,
            Kind::IndexLeaf | Kind::IndexBranch => return None,
        };
        Some(varint_at(&self.bytes, at)?.0.cast_signed())
    }

    /// Every cell there should be; none where one can't be read.
    pub fn cells(&self) -> impl Iterator<Item = Option<Cell<'_>>> {
        (0..self.count()).map(|place| self.cell(place))
    }

    /// The pages it leads to; none where that can't be read.
    pub fn children(&self) -> Vec<Option<u32>> {
        if matches!(self.kind, Kind::Leaf | Kind::IndexLeaf) {
            return Vec::new();
        }
        let child = |place| u32_at(&self.bytes, self.pointer(place)?);
        let last = u32_at(&self.bytes, self.start + 8);
        (0..self.count()).map(child).chain([last]).collect()
    }

    /// Whether this is not the page of today, but an earlier version of it.
    pub const fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether every byte of it belongs to a cell or to the room between them, as SQLite leaves it.
    ///
    /// Then no cell fell off its list.
    pub fn is_whole(&self) -> bool {
        let sizes = (0..self.count()).map(|place| match self.kind {
            Kind::Branch => {
                let pointer = self.pointer(place)?;
                Some(varint_at(&self.bytes, pointer + 4)?.1 - pointer)
            }
            _ => self.cell(place).map(|cell| cell.size),
        });
        let cells: Option<usize> = sizes.sum();
        let used = cells
            .zip(self.room_between())
            .map(|(cells, room)| cells + room);
        !self.is_stale
            && self.bytes.len() == self.page_size
            && used == Some(self.page_size - self.content())
    }

    /// The bytes that no cell uses any more.
    fn room_between(&self) -> Option<usize> {
        let mut room = usize::from(*self.bytes.get(self.start + 7)?);
        let mut block = usize::from(u16_at(&self.bytes, self.start + 1)?);
        while block > 0 {
            let next = usize::from(u16_at(&self.bytes, block)?);
            let size = usize::from(u16_at(&self.bytes, block + 2)?);
            let is_in_place = self.content() <= block && block + size <= self.page_size;
            if !is_in_place || (next > 0 && next <= block) {
                return None;
            }
            room += size;
            block = next;
        }
        Some(room)
    }

    fn header_end(&self) -> usize {
        let leads_on = matches!(self.kind, Kind::Branch | Kind::IndexBranch);
        self.start + if leads_on { 12 } else { 8 } + 2 * self.count()
    }

    /// Where the cells begin.
    fn content(&self) -> usize {
        match u16_at(&self.bytes, self.start + 5) {
            Some(0) => 65_536,
            Some(place) => usize::from(place),
            None => 0,
        }
    }

    fn pointer(&self, place: usize) -> Option<usize> {
        let first = self.header_end() - 2 * self.count();
        let pointer = usize::from(u16_at(&self.bytes, first + 2 * place)?);
        (self.header_end() <= pointer).then_some(pointer)
    }

    /// How many bytes of a record of that length stand on this page, by SQLite's file format.
    const fn share(&self, length: usize) -> usize {
        let size = self.page_size;
        let most = match self.kind {
            Kind::Leaf | Kind::Branch => size - 35,
            Kind::IndexLeaf | Kind::IndexBranch => (size - 12) * 64 / 255 - 23,
        };
        if length <= most {
            return length;
        }
        let least = (size - 12) * 32 / 255 - 23;
        let share = least + (length - least) % (size - 4);
        if share <= most { share } else { least }
    }
}

/// No longer rows are read: 16 MiB, thirty times the Bible's longest book.
const LONGEST: usize = 1 << 24;

impl Cell<'_> {
    /// The record as far as it stands on this page.
    pub fn beginning(&self) -> Option<Record> {
        Record::read(self.here, self.length)
    }

    /// The record, as far as it can be followed.
    pub fn record(&self, pages: &Pages) -> Option<Record> {
        pages.allow(self.length as u64)?;
        let mut bytes = self.here.to_vec();
        let mut next = self.further;
        while let Some(number) = next
            && bytes.len() < self.length
        {
            let Some(page) = pages.get(number).filter(|_| !pages.is_stale(number)) else {
                break;
            };
            let missing = self.length - bytes.len();
            let part = &page[page.len().min(4)..];
            let part = &part[..part.len().min(missing)];
            next = u32_at(&page, 0).filter(|&next| next > 0);
            // The last page leads nowhere, the others on. A page that doesn't was overwritten.
            let is_last = missing <= pages.page_size() - 4;
            let is_blank = part.len() >= 16 && part.iter().all(|&byte| byte == 0);
            if is_last != next.is_none() || is_blank {
                break;
            }
            bytes.extend_from_slice(part);
            if page.len() < pages.page_size() {
                break;
            }
        }
        Record::read(&bytes, self.length)
    }
}
