//! Where the rows of a damaged journal stand, found page by page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::leaves::{Leaves, Lost, TABLES};
use super::node::BTreePage;
use super::pages::Pager;
use super::record::RowRecord;
use super::tables::Roots;
use super::tree::BTree;

/// The rows that can be reached, by the entry they belong to.
#[derive(Debug, Default)]
pub struct Finds {
    pub entries: BTreeMap<String, Spot>,
    pub answers: BTreeMap<String, Vec<AnswerSpot>>,
    pub check_ins: BTreeMap<String, Spot>,
    /// What the index of entries tells, by the name of the entry.
    pub traces: BTreeMap<String, Trace>,
    /// Whether every row of that table was found.
    pub all_answers: bool,
    pub all_check_ins: bool,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Whether it is its newest version, and not one from a page that was put to another use since.
    pub is_sure: bool,
    pub key: i64,
    pub page: u32,
    /// The place of its cell on the page.
    pub place: usize,
}

/// Where an answer stands.
#[derive(Clone, Copy, Debug)]
pub struct AnswerSpot {
    pub spot: Spot,
    pub position: i64,
    /// Whether it is known what comes behind it in the table, so that no further answer is missing there.
    pub is_followed: bool,
}

/// What is left of an entry without its row.
#[derive(Clone, Debug)]
pub struct Trace {
    pub state: String,
    pub started: String,
    /// The number of its row.
    key: i64,
}

impl Spot {
    /// Reads what stands there.
    pub fn record(&self, pages: &Pager) -> Option<RowRecord> {
        BTreePage::read(pages, self.page)?
            .cell(self.place)?
            .record(pages)
    }
}

impl Finds {
    pub fn look(pages: &Pager, roots: Roots) -> Self {
        let roots_of = [roots.entry, roots.answer, roots.check_in];
        let trees = TABLES.map(|table| table.follow(pages, roots_of[table as usize]));
        let lost = Lost::look(pages, &trees);
        let [entries, answers, check_ins] = TABLES.map(|table| {
            let place = table as usize;
            Leaves {
                tree: &trees[place],
                lost: &lost.pages[place],
                are_lost_sure: lost.are_sure,
            }
        });
        let mut left = MOST_ROWS;
        let mut finds = Self {
            all_answers: answers.are_all(),
            all_check_ins: check_ins.are_all(),
            entries: entries.by_id(pages, &mut left),
            check_ins: check_ins.by_id(pages, &mut left),
            traces: traces(pages, roots.entry_newest),
            answers: BTreeMap::new(),
        };
        finds.look_for_answers(pages, &answers, &mut left);
        finds.put_names_right();
        finds
    }

    /// The entries of which anything is left, those written first in front.
    pub fn ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = self
            .entries
            .iter()
            .map(|(id, spot)| (spot.key, id))
            .collect();
        ids.sort_unstable();
        let without_row = self
            .answers
            .keys()
            .filter(|id| !self.entries.contains_key(*id));
        let ids = ids.into_iter().map(|(_, id)| id).chain(without_row);
        ids.cloned().collect()
    }

    /// A name that was spoiled in the row may be right in the index, and then its answers are found by it.
    fn put_names_right(&mut self) {
        let is_missing = |id: &String| !self.entries.contains_key(id);
        let missing = self.traces.iter().filter(|(id, _)| is_missing(id));
        let missing = missing.filter(|(id, _)| self.answers.contains_key(*id));
        let right: BTreeMap<_, _> = missing.map(|(id, trace)| (trace.key, id.clone())).collect();
        let spoiled = |id: &String, spot: &Spot| {
            let right = right
                .get(&spot.key)
                .filter(|_| !self.answers.contains_key(id))?;
            Some((id.clone(), right.clone()))
        };
        let spoiled: Vec<_> = self
            .entries
            .iter()
            .filter_map(|(id, spot)| spoiled(id, spot))
            .collect();
        for (id, right) in spoiled {
            if let Some(spot) = self.entries.remove(&id) {
                self.entries.insert(right, spot);
            }
        }
    }

    fn look_for_answers(&mut self, pages: &Pager, leaves: &Leaves<'_>, left: &mut usize) {
        let mut found = Vec::new();
        leaves.rows(pages, left, |spot, is_page_whole, record| {
            if let (Some(id), Some(position)) = (record.text(0), record.number(1)) {
                found.push((spot, is_page_whole, id.to_owned(), position));
            }
        });
        self.all_answers &= *left > 0;
        self.all_check_ins &= *left > 0;
        found.sort_unstable_by_key(|(spot, ..)| spot.key);
        let keys: Vec<_> = found
            .iter()
            .map(|(spot, ..)| (spot.key, spot.page))
            .collect();
        let next = keys.iter().skip(1).map(Some).chain([None]);
        for ((spot, is_page_whole, id, position), next) in found.into_iter().zip(next) {
            let is_followed = next.is_some_and(|&(key, page)| {
                key == spot.key.saturating_add(1) || (is_page_whole && page == spot.page)
            });
            self.answers.entry(id).or_default().push(AnswerSpot {
                spot,
                position,
                is_followed: is_followed || self.all_answers,
            });
        }
        // Of two answers at one position the surer one stays, then the later one.
        for answers in self.answers.values_mut() {
            answers.sort_unstable_by_key(|answer| Reverse((answer.position, answer.spot)));
            answers.dedup_by_key(|answer| answer.position);
            answers.reverse();
        }
    }
}

/// More rows aren't looked at: three walks a day for a hundred years.
const MOST_ROWS: usize = 1_000_000;

/// What the index knows of each entry.
fn traces(pages: &Pager, root: u32) -> BTreeMap<String, Trace> {
    let index = BTree::traverse(pages, root, true);
    let mut traces = BTreeMap::new();
    for node in index
        .pages
        .iter()
        .filter_map(|&page| BTreePage::read(pages, page))
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
                let trace = Trace {
                    state,
                    started,
                    key,
                };
                traces.insert(id, trace);
            }
        }
    }
    traces
}
