//! Where the rows of a damaged journal stand, found page by page.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::node::{Kind, Node};
use super::pages::Pages;
use super::record::Record;
use super::rows::{KINDS, OUTCOMES, STATES};
use super::tables::Roots;
use super::tree::{Tree, free_pages};

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
    page: u32,
    place: usize,
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
    pub fn record(&self, pages: &Pages) -> Option<Record> {
        Node::read(pages, self.page)?
            .cell(self.place)?
            .record(pages)
    }
}

impl Finds {
    pub fn look(pages: &Pages, roots: Roots) -> Self {
        let mut seen = HashSet::from([1]);
        let mut follow = |root| Tree::follow(pages, root, false, &mut seen);
        let trees = [roots.entry, roots.answer, roots.check_in].map(&mut follow);
        let lost = lost_pages(pages, &trees, &seen);
        let [entries, answers, check_ins] = TABLES.map(|table| {
            let place = table as usize;
            Leaves {
                reached: &trees[place].pages,
                lost: &lost.pages[place],
                are_lost_sure: lost.are_sure,
                is_mixed: pages.has_spoiled_log(),
            }
        });
        let mut left = MOST_ROWS;
        let mut finds = Self {
            all_answers: answers.is_all(&trees[Table::Answer as usize]),
            all_check_ins: check_ins.is_all(&trees[Table::CheckIn as usize]),
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

    fn look_for_answers(&mut self, pages: &Pages, leaves: &Leaves<'_>, left: &mut usize) {
        let mut found = Vec::new();
        leaves.rows(pages, left, |spot, is_page_whole, record| {
            if let (Some(id), Some(position)) = (record.text(0), record.number(1)) {
                found.push((spot, is_page_whole, id.to_owned(), position));
            }
        });
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

/// Our own names have 12 letters. One that goes on on another page would be half a name.
const LONGEST_NAME: usize = 200;

#[derive(Clone, Copy)]
enum Table {
    Entry,
    Answer,
    CheckIn,
}

const TABLES: [Table; 3] = [Table::Entry, Table::Answer, Table::CheckIn];

/// Pages of rows that no table leads to any more.
struct Lost {
    pages: [Vec<u32>; 3],
    /// Whether they are certainly in use.
    are_sure: bool,
}

/// Looks for pages whose way to them is gone.
fn lost_pages(pages: &Pages, trees: &[Tree; 3], seen: &HashSet<u32>) -> Lost {
    let free = free_pages(pages);
    let mut lost = Lost {
        pages: <[Vec<u32>; 3]>::default(),
        are_sure: free.is_some() && !pages.has_spoiled_log(),
    };
    // What isn't known to be in use may be years old, so it is only taken where something is missing.
    if !lost.are_sure && trees.iter().all(|tree| !tree.is_broken) {
        return lost;
    }
    let free = free.unwrap_or_default();
    for number in 2..=pages.count() {
        if seen.contains(&number) || free.contains(&number) {
            continue;
        }
        let node = Node::read(pages, number).filter(|node| node.kind == Kind::Leaf);
        if let Some(table) = node.and_then(|node| table_of(&node))
            && (lost.are_sure || trees[table as usize].is_broken)
        {
            lost.pages[table as usize].push(number);
        }
    }
    lost
}

/// The table whose rows stand on this page, by what they look like.
fn table_of(node: &Node) -> Option<Table> {
    node.cells().flatten().find_map(|cell| {
        let record = cell.beginning()?;
        let is_one_of = |column, words: &[&str]| {
            record
                .text(column)
                .is_some_and(|word| words.contains(&word))
        };
        record.text(0)?;
        if is_one_of(7, &STATES) {
            Some(Table::Entry)
        } else if is_one_of(4, &KINDS) && record.number(1).is_some() {
            Some(Table::Answer)
        } else if is_one_of(2, &OUTCOMES) {
            Some(Table::CheckIn)
        } else {
            None
        }
    })
}

/// The pages with the rows of one table.
struct Leaves<'a> {
    reached: &'a [u32],
    lost: &'a [u32],
    are_lost_sure: bool,
    /// Whether pages of different times stand side by side.
    is_mixed: bool,
}

impl Leaves<'_> {
    fn is_all(&self, tree: &Tree) -> bool {
        !tree.is_broken && self.lost.is_empty() && !self.is_mixed
    }

    /// Hands over the beginning of each row, where it stands, and whether no row fell off its page.
    fn rows(&self, pages: &Pages, left: &mut usize, mut row: impl FnMut(Spot, bool, &Record)) {
        let reached = self.reached.iter().map(|&page| (page, !self.is_mixed));
        let lost = self.lost.iter().map(|&page| (page, self.are_lost_sure));
        for (page, is_sure) in reached.chain(lost) {
            let Some(node) = Node::read(pages, page) else {
                continue;
            };
            let is_whole = node.is_whole();
            for (place, cell) in node.cells().enumerate() {
                let Some(cell) = cell.filter(|_| *left > 0) else {
                    continue;
                };
                *left -= 1;
                let spot = Spot {
                    is_sure,
                    key: cell.key,
                    page,
                    place,
                };
                let is_usable =
                    |record: &Record| record.text(0).is_some_and(|id| id.len() <= LONGEST_NAME);
                if let Some(record) = cell.beginning().filter(is_usable) {
                    row(spot, is_whole, &record);
                }
            }
        }
    }

    /// The rows by the name of their entry; of two for one the newer.
    fn by_id(&self, pages: &Pages, left: &mut usize) -> BTreeMap<String, Spot> {
        let mut found = BTreeMap::new();
        self.rows(pages, left, |spot, _, record| {
            let id = record.text(0).unwrap_or_default().to_owned();
            found
                .entry(id)
                .and_modify(|known: &mut Spot| *known = spot.max(*known))
                .or_insert(spot);
        });
        found
    }
}

/// What the index knows of each entry.
fn traces(pages: &Pages, root: u32) -> BTreeMap<String, Trace> {
    let index = Tree::follow(pages, root, true, &mut HashSet::new());
    let mut traces = BTreeMap::new();
    for node in index
        .pages
        .iter()
        .filter_map(|&page| Node::read(pages, page))
    {
        for record in node.cells().flatten().filter_map(|cell| cell.beginning()) {
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
