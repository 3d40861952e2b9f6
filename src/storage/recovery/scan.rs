//! Locates the rows of a damaged journal, page by page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::leaf_pages::{LeafPages, OrphanPages, RowLocation, TABLES};
use super::roots::RootPages;
use crate::storage::sqlite_file::btree::BTree;
use crate::storage::sqlite_file::pager::Pager;

/// The rows that were found, by entry.
#[derive(Debug, Default)]
pub(crate) struct FoundRows {
    pub(crate) entries: BTreeMap<String, RowLocation>,
    pub(crate) answers: BTreeMap<String, Vec<AnswerLocation>>,
    pub(crate) follow_ups: BTreeMap<String, RowLocation>,
    /// What the index has of each entry.
    pub(crate) index_traces: BTreeMap<String, IndexTrace>,
    /// Whether all rows of the table were found.
    pub(crate) has_all_answers: bool,
    pub(crate) has_all_follow_ups: bool,
}

/// The location of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AnswerLocation {
    pub(crate) location: RowLocation,
    pub(crate) position: i64,
    /// Whether the next row in the table is known, so that no further answer is missing.
    pub(crate) is_next_known: bool,
}

/// What the index has of an entry.
#[derive(Clone, Debug)]
pub(crate) struct IndexTrace {
    pub(crate) state: String,
    pub(crate) started: String,
    rowid: i64,
}

impl FoundRows {
    pub(crate) fn scan(pages: &Pager, roots: RootPages) -> Self {
        let roots_of = [roots.entry, roots.answer, roots.follow_up];
        let trees = TABLES.map(|table| table.collect_pages(pages, roots_of[table as usize]));
        let orphans = OrphanPages::find(pages, &trees);
        let [entries, answers, follow_ups] = TABLES.map(|table| {
            let index = table as usize;
            LeafPages {
                tree: &trees[index],
                orphans: &orphans.pages[index],
                is_freelist_known: orphans.is_freelist_known,
            }
        });
        let mut remaining_rows = MAX_ROWS;
        let mut rows = Self {
            has_all_answers: answers.is_complete(),
            has_all_follow_ups: follow_ups.is_complete(),
            entries: entries.rows_by_entry(pages, &mut remaining_rows),
            follow_ups: follow_ups.rows_by_entry(pages, &mut remaining_rows),
            index_traces: scan_index(pages, roots.entry_by_state_and_start),
            answers: BTreeMap::new(),
        };
        rows.scan_answers(pages, &answers, &mut remaining_rows);
        rows.restore_ids();
        rows
    }

    /// The entries of which anything is left, in the order in which they were created.
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = self
            .entries
            .iter()
            .map(|(id, location)| (location.rowid, id))
            .collect();
        ids.sort_unstable();
        let without_row = self
            .answers
            .keys()
            .filter(|id| !self.entries.contains_key(*id));
        let ids = ids.into_iter().map(|(_, id)| id).chain(without_row);
        ids.cloned().collect()
    }

    /// Restores ids that are damaged in the row from the index, so that the answers are found.
    fn restore_ids(&mut self) {
        let is_missing = |id: &String| !self.entries.contains_key(id);
        let missing = self.index_traces.iter().filter(|(id, _)| is_missing(id));
        let missing = missing.filter(|(id, _)| self.answers.contains_key(*id));
        let indexed_ids: BTreeMap<_, _> = missing
            .map(|(id, trace)| (trace.rowid, id.clone()))
            .collect();
        let spoiled = |id: &String, location: &RowLocation| {
            let indexed_id = indexed_ids
                .get(&location.rowid)
                .filter(|_| !self.answers.contains_key(id))?;
            Some((id.clone(), indexed_id.clone()))
        };
        let spoiled: Vec<_> = self
            .entries
            .iter()
            .filter_map(|(id, location)| spoiled(id, location))
            .collect();
        for (id, indexed_id) in spoiled {
            if let Some(location) = self.entries.remove(&id) {
                self.entries.insert(indexed_id, location);
            }
        }
    }

    fn scan_answers(&mut self, pages: &Pager, leaves: &LeafPages<'_>, remaining_rows: &mut usize) {
        let mut found = Vec::new();
        leaves.for_each_row(pages, remaining_rows, |location, is_page_whole, record| {
            if let (Some(id), Some(position)) = (record.text(0), record.number(1)) {
                found.push((location, is_page_whole, id.to_owned(), position));
            }
        });
        self.has_all_answers &= *remaining_rows > 0;
        self.has_all_follow_ups &= *remaining_rows > 0;
        found.sort_unstable_by_key(|(location, ..)| location.rowid);
        let keys: Vec<_> = found
            .iter()
            .map(|(location, ..)| (location.rowid, location.page))
            .collect();
        let next = keys.iter().skip(1).map(Some).chain([None]);
        for ((location, is_page_whole, id, position), next) in found.into_iter().zip(next) {
            let is_followed = next.is_some_and(|&(key, page)| {
                key == location.rowid.saturating_add(1) || (is_page_whole && page == location.page)
            });
            self.answers.entry(id).or_default().push(AnswerLocation {
                location,
                position,
                is_next_known: is_followed || self.has_all_answers,
            });
        }
        // Of two answers at one position the more certain one stays, then the later one.
        for answers in self.answers.values_mut() {
            answers.sort_unstable_by_key(|answer| Reverse((answer.position, answer.location)));
            answers.dedup_by_key(|answer| answer.position);
            answers.reverse();
        }
    }
}

/// The maximum number of rows: three entries a day for a hundred years.
const MAX_ROWS: usize = 1_000_000;

/// Reads the index.
fn scan_index(pages: &Pager, root: u32) -> BTreeMap<String, IndexTrace> {
    let index = BTree::traverse(pages, root, true);
    let mut traces = BTreeMap::new();
    for node in index
        .pages
        .iter()
        .filter_map(|&page| pages.btree_page(page))
    {
        for record in node
            .cells()
            .flatten()
            .filter_map(|cell| cell.local_record())
        {
            let text = |column| record.text(column).map(str::to_owned);
            if let (Some(state), Some(started), Some(id), Some(key)) =
                (text(0), text(1), text(2), record.number(3))
            {
                let trace = IndexTrace {
                    state,
                    started,
                    rowid: key,
                };
                traces.insert(id, trace);
            }
        }
    }
    traces
}
