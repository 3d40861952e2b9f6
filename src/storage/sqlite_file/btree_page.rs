//! One page of a table or an index, and the cells on it.

use std::rc::Rc;

use super::integers::{u16_at, u32_at, varint_at};
use super::pager::Pager;
use super::row_record::RowRecord;

/// A page that looks like one of a table or an index.
#[derive(Debug)]
pub struct BTreePage {
    pub number: u32,
    pub page_type: PageType,
    bytes: Rc<[u8]>,
    page_size: usize,
    /// Where its header begins; the first page has that of the file before it.
    start: usize,
    is_stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageType {
    /// Rows of a table.
    TableLeaf,
    /// The way to them.
    TableInterior,
    /// Lines of an index.
    IndexLeaf,
    /// Lines of an index, and the way to more.
    IndexInterior,
}

/// A row of a table or a line of an index.
#[derive(Debug)]
pub struct PageCell<'a> {
    /// The number of the row; 0 in an index.
    pub rowid: i64,
    /// How many bytes the record has.
    payload_length: usize,
    /// Those of them on this page; fewer than there should be if the page is cut short.
    local_payload: &'a [u8],
    /// The page with the next.
    overflow_page: Option<u32>,
    /// How many bytes the cell takes up here.
    size: usize,
}

impl BTreePage {
    /// The page of that number, if it is one of a table or an index.
    pub fn read(pages: &Pager, number: u32) -> Option<Self> {
        let bytes = pages.get(number)?;
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
            page_size: pages.page_size(),
            start,
            is_stale: pages.is_stale(number),
        };
        let is_one =
            node.header_end() <= node.content_start() && node.content_start() <= node.page_size;
        is_one.then_some(node)
    }

    pub const fn is_index(&self) -> bool {
        matches!(
            self.page_type,
            PageType::IndexLeaf | PageType::IndexInterior
        )
    }

    /// How many cells there should be.
    pub fn cell_count(&self) -> usize {
        usize::from(u16_at(&self.bytes, self.start + 3).unwrap_or(0))
    }

    /// The cell of that place, counted from 0.
    pub fn cell(&self, place: usize) -> Option<PageCell<'_>> {
        let pointer = self.cell_offset(place)?;
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

    /// The key of the cell of that place, in a table.
    pub fn rowid(&self, place: usize) -> Option<i64> {
        let pointer = self.cell_offset(place)?;
        let at = match self.page_type {
            PageType::TableLeaf => varint_at(&self.bytes, pointer)?.1,
            PageType::TableInterior => pointer + 4,
            PageType::IndexLeaf | PageType::IndexInterior => return None,
        };
        Some(varint_at(&self.bytes, at)?.0.cast_signed())
    }

    /// Every cell there should be; none where one can't be read.
    pub fn cells(&self) -> impl Iterator<Item = Option<PageCell<'_>>> {
        (0..self.cell_count()).map(|place| self.cell(place))
    }

    /// The pages it leads to; none where that can't be read.
    pub fn children(&self) -> Vec<Option<u32>> {
        if matches!(self.page_type, PageType::TableLeaf | PageType::IndexLeaf) {
            return Vec::new();
        }
        let child = |place| u32_at(&self.bytes, self.cell_offset(place)?);
        let last = u32_at(&self.bytes, self.start + 8);
        (0..self.cell_count()).map(child).chain([last]).collect()
    }

    /// Whether this is not the page of today, but an earlier version of it.
    pub const fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether every byte of it belongs to a cell or to the room between them, as SQLite leaves it.
    ///
    /// Then no cell fell off its list.
    pub fn is_intact(&self) -> bool {
        let sizes = (0..self.cell_count()).map(|place| match self.page_type {
            PageType::TableInterior => {
                let pointer = self.cell_offset(place)?;
                Some(varint_at(&self.bytes, pointer + 4)?.1 - pointer)
            }
            _ => self.cell(place).map(|cell| cell.size),
        });
        let cells: Option<usize> = sizes.sum();
        let used = cells
            .zip(self.free_bytes())
            .map(|(cells, room)| cells + room);
        !self.is_stale
            && self.bytes.len() == self.page_size
            && used == Some(self.page_size - self.content_start())
    }

    /// The bytes that no cell uses any more.
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

    /// Where the cells begin.
    fn content_start(&self) -> usize {
        match u16_at(&self.bytes, self.start + 5) {
            Some(0) => 65_536,
            Some(place) => usize::from(place),
            None => 0,
        }
    }

    fn cell_offset(&self, place: usize) -> Option<usize> {
        let first = self.header_end() - 2 * self.cell_count();
        let pointer = usize::from(u16_at(&self.bytes, first + 2 * place)?);
        (self.header_end() <= pointer).then_some(pointer)
    }

    /// How many bytes of a record of that length stand on this page, by SQLite's file format.
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

/// No longer rows are read: 16 MiB, thirty times the Bible's longest book.
const MAX_PAYLOAD_BYTES: usize = 1 << 24;

impl PageCell<'_> {
    /// The record as far as it stands on this page.
    pub fn local_record(&self) -> Option<RowRecord> {
        RowRecord::parse(self.local_payload, self.payload_length)
    }

    /// The record, as far as it can be followed.
    pub fn record(&self, pages: &Pager) -> Option<RowRecord> {
        pages.spend_budget(self.payload_length as u64)?;
        let mut bytes = self.local_payload.to_vec();
        let mut next = self.overflow_page;
        while let Some(number) = next
            && bytes.len() < self.payload_length
        {
            let Some(page) = pages.get(number).filter(|_| !pages.is_stale(number)) else {
                break;
            };
            let missing = self.payload_length - bytes.len();
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
        RowRecord::parse(&bytes, self.payload_length)
    }
}
