//! Finds the leaf pages of each table.

use std::collections::{BTreeMap, HashSet};

use crate::domain::outcome::Outcome;
use crate::storage::columns::{ANSWER_KINDS, STATES};
use crate::storage::sqlite_file::btree::{BTree, read_freelist};
use crate::storage::sqlite_file::btree_page::{BTreePage, PageType};
use crate::storage::sqlite_file::pager::Pager;
use crate::storage::sqlite_file::row_record::RowRecord;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryTable {
    Entry,
    Answer,
    FollowUp,
}

pub(crate) const TABLES: [EntryTable; 3] =
    [EntryTable::Entry, EntryTable::Answer, EntryTable::FollowUp];

impl EntryTable {
    /// The pages of this table, without those whose rows belong to another one.
    pub(crate) fn collect_pages(self, pages: &Pager, root: u32) -> BTree {
        let mut tree = BTree::traverse(pages, root, false);
        let count = tree.pages.len();
        let is_of_another = |&page: &u32| {
            let table = pages.btree_page(page).and_then(|node| guess_table(&node));
            table.is_some_and(|table| table != self)
        };
        tree.pages.retain(|page| !is_of_another(page));
        tree.is_broken |= tree.pages.len() < count;
        tree
    }
}

/// Leaf pages that no b-tree leads to any more.
pub(crate) struct OrphanPages {
    pub(crate) pages: [Vec<u32>; 3],
    /// Whether they are certainly in use, because the freelist can be read.
    pub(crate) is_freelist_known: bool,
}

impl OrphanPages {
    /// Searches all pages.
    pub(crate) fn find(pages: &Pager, trees: &[BTree; 3]) -> Self {
        let free = read_freelist(pages);
        let mut orphans = Self {
            pages: <[Vec<u32>; 3]>::default(),
            is_freelist_known: free.is_some(),
        };
        // A page that may be free may hold old rows, so it is only used where a table is incomplete.
        if !orphans.is_freelist_known && trees.iter().all(|tree| !tree.is_broken) {
            return orphans;
        }
        let free = free.unwrap_or_default();
        let reached: HashSet<_> = trees.iter().flat_map(|tree| &tree.pages).copied().collect();
        for number in 2..=pages.page_count() {
            if reached.contains(&number) || free.contains(&number) {
                continue;
            }
            let node = pages
                .btree_page(number)
                .filter(|node| node.page_type == PageType::TableLeaf);
            if let Some(table) = node.and_then(|node| guess_table(&node))
                && (orphans.is_freelist_known || trees[table as usize].is_broken)
            {
                orphans.pages[table as usize].push(number);
            }
        }
        orphans
    }
}

/// Guesses the table of a page from the values of its rows.
fn guess_table(node: &BTreePage) -> Option<EntryTable> {
    node.cells().flatten().find_map(|cell| {
        let record = cell.local_record()?;
        let is_one_of = |column, allowed: &[&str]| {
            record
                .text(column)
                .is_some_and(|text| allowed.contains(&text))
        };
        record.text(0)?;
        if is_one_of(7, &STATES) {
            Some(EntryTable::Entry)
        } else if is_one_of(4, &ANSWER_KINDS) && record.number(1).is_some() {
            Some(EntryTable::Answer)
        } else if record
            .text(2)
            .is_some_and(|text| text.parse::<Outcome>().is_ok())
        {
            Some(EntryTable::FollowUp)
        } else {
            None
        }
    })
}

/// The location of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RowLocation {
    /// Whether the page is current, rather than freed or outdated.
    pub(crate) is_current: bool,
    pub(crate) rowid: i64,
    pub(crate) page: u32,
    /// The index of its cell on the page.
    pub(crate) cell: usize,
}

impl RowLocation {
    pub(crate) fn read(&self, pages: &Pager) -> Option<RowRecord> {
        pages.record(&pages.btree_page(self.page)?.cell(self.cell)?)
    }
}

/// The leaf pages of one table.
pub(crate) struct LeafPages<'a> {
    pub(crate) tree: &'a BTree,
    pub(crate) orphans: &'a [u32],
    pub(crate) is_freelist_known: bool,
}

impl LeafPages<'_> {
    /// Whether these are all rows of the table.
    pub(crate) fn is_complete(&self) -> bool {
        !self.tree.is_broken && self.orphans.is_empty()
    }

    /// Calls `row` with the location of each row, whether its page has lost no cell, and the part of the record on
    /// the page.
    pub(crate) fn for_each_row(
        &self,
        pages: &Pager,
        remaining_rows: &mut usize,
        mut row: impl FnMut(RowLocation, bool, &RowRecord),
    ) {
        let reached = self.tree.pages.iter().map(|&page| (page, true));
        let orphans = self
            .orphans
            .iter()
            .map(|&page| (page, self.is_freelist_known));
        for (page, is_current) in reached.chain(orphans) {
            let Some(node) = pages.btree_page(page) else {
                continue;
            };
            let is_page_intact = node.is_intact();
            for (cell_index, cell) in node.cells().enumerate() {
                let Some(cell) = cell.filter(|_| *remaining_rows > 0) else {
                    continue;
                };
                *remaining_rows -= 1;
                let location = RowLocation {
                    is_current: is_current && !node.is_stale(),
                    rowid: cell.rowid,
                    page,
                    cell: cell_index,
                };
                let is_usable =
                    |record: &RowRecord| record.text(0).is_some_and(|id| id.len() <= MAX_ID_BYTES);
                if let Some(record) = cell.local_record().filter(is_usable) {
                    row(location, is_page_intact, &record);
                }
            }
        }
    }

    /// The rows by entry id; of two rows the better location wins.
    pub(crate) fn rows_by_entry(
        &self,
        pages: &Pager,
        remaining_rows: &mut usize,
    ) -> BTreeMap<String, RowLocation> {
        let mut found = BTreeMap::new();
        self.for_each_row(pages, remaining_rows, |location, _, record| {
            let id = record.text(0).unwrap_or_default().to_owned();
            found
                .entry(id)
                .and_modify(|known: &mut RowLocation| *known = location.max(*known))
                .or_insert(location);
        });
        found
    }
}

/// The maximum length of an id. Ours have 12 letters; a longer one could continue on another page.
const MAX_ID_BYTES: usize = 200;
