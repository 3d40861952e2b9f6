//! Parses a b-tree page and its cells.

use std::rc::Rc;

use super::integers::{u16_at, u32_at, varint_at};
use super::row_record::RowRecord;

/// A page that looks like a b-tree page.
#[derive(Debug)]
pub(crate) struct BTreePage {
    pub(crate) number: u32,
    pub(crate) page_type: PageType,
    bytes: Rc<[u8]>,
    page_size: usize,
    /// The offset of the page header, after the file header on page 1.
    start: usize,
    is_stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageType {
    TableLeaf,
    TableInterior,
    IndexLeaf,
    IndexInterior,
}

/// A cell: a table row or an index entry.
#[derive(Debug)]
pub(crate) struct PageCell<'a> {
    /// The rowid; 0 in an index.
    pub(crate) rowid: i64,
    /// The record length in bytes.
    pub(super) payload_length: usize,
    /// The part of the record on this page; shorter if the page is cut off.
    pub(super) local_payload: &'a [u8],
    /// The first overflow page.
    pub(super) overflow_page: Option<u32>,
    /// The size of the cell on this page, in bytes.
    size: usize,
}

impl BTreePage {
    /// Parses the bytes of the page `number`, if they look like a b-tree page.
    pub(super) fn parse(
        number: u32,
        bytes: Rc<[u8]>,
        page_size: usize,
        is_stale: bool,
    ) -> Option<Self> {
        let start = if number == 1 { 100 } else { 0 };
        let kind = match *bytes.get(start)? {
            2 => PageType::IndexInterior,
            5 => PageType::TableInterior,
            10 => PageType::IndexLeaf,
            13 => PageType::TableLeaf,
            _ => return None,
        };
        let node = Self {
            number,
            page_type: kind,
            bytes,
            page_size,
            start,
            is_stale,
        };
        let is_one =
            node.header_end() <= node.content_start() && node.content_start() <= node.page_size;
        is_one.then_some(node)
    }

    pub(crate) const fn is_index(&self) -> bool {
        matches!(
            self.page_type,
            PageType::IndexLeaf | PageType::IndexInterior
        )
    }

    /// The number of cells in the page header.
    pub(crate) fn cell_count(&self) -> usize {
        usize::from(u16_at(&self.bytes, self.start + 3).unwrap_or(0))
    }

    /// The cell at an index from 0.
    pub(crate) fn cell(&self, index: usize) -> Option<PageCell<'_>> {
        let pointer = self.cell_offset(index)?;
        let (length, key, at) = match self.page_type {
            PageType::TableLeaf => {
                let (length, at) = varint_at(&self.bytes, pointer)?;
                let (key, at) = varint_at(&self.bytes, at)?;
                (length, key.cast_signed(), at)
            }
            PageType::IndexLeaf => {
                let (length, at) = varint_at(&self.bytes, pointer)?;
                (length, 0, at)
            }
            PageType::IndexInterior => {
                let (length, at) = varint_at(&self.bytes, pointer + 4)?;
                (length, 0, at)
            }
            PageType::TableInterior => return None,
        };
        let length = usize::try_from(length)
            .ok()
            .filter(|&length| length <= MAX_PAYLOAD_BYTES)?;
        let here = self.local_payload_length(length);
        let end = at + here;
        let leads_on = here < length;
        let size = end - pointer + if leads_on { 4 } else { 0 };
        Some(PageCell {
            rowid: key,
            payload_length: length,
            local_payload: self.bytes.get(at..end.min(self.bytes.len()))?,
            overflow_page: u32_at(&self.bytes, end).filter(|_| leads_on),
            size: size.max(4),
        })
    }

    /// The rowid of a cell in a table page.
    pub(crate) fn rowid(&self, index: usize) -> Option<i64> {
        let pointer = self.cell_offset(index)?;
        let at = match self.page_type {
            PageType::TableLeaf => varint_at(&self.bytes, pointer)?.1,
            PageType::TableInterior => pointer + 4,
            PageType::IndexLeaf | PageType::IndexInterior => return None,
        };
        Some(varint_at(&self.bytes, at)?.0.cast_signed())
    }

    /// All cells; none where one can't be read.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Option<PageCell<'_>>> {
        (0..self.cell_count()).map(|index| self.cell(index))
    }

    /// The child pages; none where a pointer can't be read.
    pub(crate) fn children(&self) -> Vec<Option<u32>> {
        if matches!(self.page_type, PageType::TableLeaf | PageType::IndexLeaf) {
            return Vec::new();
        }
        let child = |index| u32_at(&self.bytes, self.cell_offset(index)?);
        let last = u32_at(&self.bytes, self.start + 8);
        (0..self.cell_count()).map(child).chain([last]).collect()
    }

    /// Whether this is an outdated version of the page.
    pub(crate) const fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether every byte belongs to a cell or to the free space, as SQLite leaves it. Then no cell is missing.
    pub(crate) fn is_intact(&self) -> bool {
        let sizes = (0..self.cell_count()).map(|index| match self.page_type {
            PageType::TableInterior => {
                let pointer = self.cell_offset(index)?;
                Some(varint_at(&self.bytes, pointer + 4)?.1 - pointer)
            }
            _ => self.cell(index).map(|cell| cell.size),
        });
        let cells: Option<usize> = sizes.sum();
        let used = cells
            .zip(self.free_bytes())
            .map(|(cells, room)| cells + room);
        !self.is_stale
            && self.bytes.len() == self.page_size
            && used == Some(self.page_size - self.content_start())
    }

    /// The number of free bytes between cells.
    fn free_bytes(&self) -> Option<usize> {
        let mut room = usize::from(*self.bytes.get(self.start + 7)?);
        let mut block = usize::from(u16_at(&self.bytes, self.start + 1)?);
        while block > 0 {
            let next = usize::from(u16_at(&self.bytes, block)?);
            let size = usize::from(u16_at(&self.bytes, block + 2)?);
            let is_in_place = self.content_start() <= block && block + size <= self.page_size;
            if !is_in_place || (next > 0 && next <= block) {
                return None;
            }
            room += size;
            block = next;
        }
        Some(room)
    }

    fn header_end(&self) -> usize {
        let leads_on = matches!(
            self.page_type,
            PageType::TableInterior | PageType::IndexInterior
        );
        self.start + if leads_on { 12 } else { 8 } + 2 * self.cell_count()
    }

    /// The offset of the cell content area.
    fn content_start(&self) -> usize {
        match u16_at(&self.bytes, self.start + 5) {
            Some(0) => 65_536,
            Some(index) => usize::from(index),
            None => 0,
        }
    }

    fn cell_offset(&self, index: usize) -> Option<usize> {
        let first = self.header_end() - 2 * self.cell_count();
        let pointer = usize::from(u16_at(&self.bytes, first + 2 * index)?);
        (self.header_end() <= pointer).then_some(pointer)
    }

    /// The number of record bytes on this page, by the file format.
    const fn local_payload_length(&self, length: usize) -> usize {
        let size = self.page_size;
        let most = match self.page_type {
            PageType::TableLeaf | PageType::TableInterior => size - 35,
            PageType::IndexLeaf | PageType::IndexInterior => (size - 12) * 64 / 255 - 23,
        };
        if length <= most {
            return length;
        }
        let least = (size - 12) * 32 / 255 - 23;
        let share = least + (length - least) % (size - 4);
        if share <= most { share } else { least }
    }
}

/// The maximum record size: 16 MiB.
const MAX_PAYLOAD_BYTES: usize = 1 << 24;

impl PageCell<'_> {
    /// Parses the part of the record on this page.
    pub(crate) fn local_record(&self) -> Option<RowRecord> {
        RowRecord::parse(self.local_payload, self.payload_length)
    }
}
