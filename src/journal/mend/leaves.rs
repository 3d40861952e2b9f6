//! The pages that hold the rows of each table.

use std::collections::{BTreeMap, HashSet};

use super::find::Spot;
use super::node::{Kind, Node};
use super::pages::Pages;
use super::record::Record;
use super::rows::{KINDS, OUTCOMES, STATES};
use super::tree::{Tree, free_pages};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Entry,
    Answer,
    CheckIn,
}

pub const TABLES: [Table; 3] = [Table::Entry, Table::Answer, Table::CheckIn];

impl Table {
    /// The pages of this table. Those with rows of another were led to by mistake.
    pub fn follow(self, pages: &Pages, root: u32) -> Tree {
        let mut tree = Tree::follow(pages, root, false);
        let count = tree.pages.len();
        let is_of_another = |&page: &u32| {
            let table = Node::read(pages, page).and_then(|node| table_of(&node));
            table.is_some_and(|table| table != self)
        };
        tree.pages.retain(|page| !is_of_another(page));
        tree.is_broken |= tree.pages.len() < count;
        tree
    }
}

/// Pages of rows that no table leads to any more, because the way to them is gone.
pub struct Lost {
    pub pages: [Vec<u32>; 3],
    /// Whether they are certainly in use.
    pub are_sure: bool,
}

impl Lost {
    /// Looks for them among all pages.
    pub fn look(pages: &Pages, trees: &[Tree; 3]) -> Self {
        let free = free_pages(pages);
        let mut lost = Self {
            pages: <[Vec<u32>; 3]>::default(),
            are_sure: free.is_some(),
        };
        // What isn't known to be in use may be years old, so it is only taken where something is missing.
        if !lost.are_sure && trees.iter().all(|tree| !tree.is_broken) {
            return lost;
        }
        let free = free.unwrap_or_default();
        let reached: HashSet<_> = trees.iter().flat_map(|tree| &tree.pages).copied().collect();
        for number in 2..=pages.count() {
            if reached.contains(&number) || free.contains(&number) {
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
pub struct Leaves<'a> {
    pub tree: &'a Tree,
    pub lost: &'a [u32],
    pub are_lost_sure: bool,
}

impl Leaves<'_> {
    /// Whether these are all rows the table has.
    pub fn are_all(&self) -> bool {
        !self.tree.is_broken && self.lost.is_empty()
    }

    /// Hands over the beginning of each row, where it stands, and whether no row fell off its page.
    pub fn rows(&self, pages: &Pages, left: &mut usize, mut row: impl FnMut(Spot, bool, &Record)) {
        let reached = self.tree.pages.iter().map(|&page| (page, true));
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
                    is_sure: is_sure && !node.is_stale(),
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
    pub fn by_id(&self, pages: &Pages, left: &mut usize) -> BTreeMap<String, Spot> {
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

/// Our own names have 12 letters. One that goes on on another page would be half a name.
const LONGEST_NAME: usize = 200;
