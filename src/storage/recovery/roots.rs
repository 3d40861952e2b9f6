//! Where the tables of a journal stand, and which columns they have.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::storage::schema::comparison::SchemaObject;
use crate::storage::sqlite_file::btree::BTree;
use crate::storage::sqlite_file::btree_page::BTreePage;
use crate::storage::sqlite_file::pager::Pager;

/// The tables, and the index that tells most about an entry, by their first pages.
#[derive(Clone, Copy, Debug)]
pub struct RootPages {
    pub entry: u32,
    pub answer: u32,
    pub follow_up: u32,
    pub entry_newest: u32,
}

impl RootPages {
    /// As the file tells, and where it can't, as they are in a `fresh` journal.
    ///
    /// They are the same in every journal that was never rewritten whole.
    pub fn find(pages: &Pager, fresh: &Connection) -> rusqlite::Result<Self> {
        let listed = read_schema_objects(pages);
        let find = |name: &str, is_index: bool| {
            let object = listed.iter().find(|object| object.name == name);
            let root = object.map(|object| object.root_page).filter(|&root| {
                BTreePage::read(pages, root).is_some_and(|node| node.is_index() == is_index)
            });
            root.map_or_else(|| usual_root(fresh, name), Ok)
        };
        Ok(Self {
            entry: find("entry", false)?,
            answer: find("answer", false)?,
            follow_up: find("check_in", false)?,
            entry_newest: find("entry_newest", true)?,
        })
    }
}

/// The columns of the tables, in their order.
///
/// A later version of the tables only ever adds columns behind those before; a test holds it to that. So a
/// row of any version has the first of these columns.
#[derive(Debug)]
pub struct TableColumns {
    pub entry: Vec<String>,
    pub answer: Vec<String>,
    pub follow_up: Vec<String>,
}

impl TableColumns {
    pub fn read(fresh: &Connection) -> rusqlite::Result<Self> {
        let columns = |table: &str| -> rusqlite::Result<Vec<String>> {
            fresh
                .prepare("select name from pragma_table_info(?1) order by cid")?
                .query_map([table], |row| row.get(0))?
                .collect()
        };
        Ok(Self {
            entry: columns("entry")?,
            answer: columns("answer")?,
            follow_up: columns("check_in")?,
        })
    }
}

fn usual_root(fresh: &Connection, name: &str) -> rusqlite::Result<u32> {
    let sql = "select rootpage from sqlite_schema where name = ?1";
    fresh.query_row(sql, [name], |row| row.get(0))
}

/// Whether the pages that list the tables are as SQLite leaves them, with their lines in order.
pub fn is_schema_intact(pages: &Pager) -> bool {
    let is_broken = BTree::traverse(pages, 1, false).is_broken;
    let mut last = None;
    !is_broken && is_key_order_valid(pages, 1, &mut last)
}

/// Whether the keys below that page go up, and each way leads to those up to its own key. The page was reached without
/// a circle before.
fn is_key_order_valid(pages: &Pager, number: u32, last: &mut Option<i64>) -> bool {
    let Some(node) = BTreePage::read(pages, number) else {
        return false;
    };
    let mut children = node.children().into_iter();
    for place in 0..node.cell_count() {
        let Some(key) = node.rowid(place) else {
            return false;
        };
        match children.next() {
            Some(child) => {
                let is_below = child.is_some_and(|child| is_key_order_valid(pages, child, last));
                if !is_below || last.is_some_and(|last| last > key) {
                    return false;
                }
            }
            None if last.is_some_and(|last| last >= key) => return false,
            None => {}
        }
        *last = Some(key);
    }
    children.all(|child| child.is_some_and(|child| is_key_order_valid(pages, child, last)))
}

/// What the file tells of its tables and all else, read without SQLite.
pub fn read_schema_objects(pages: &Pager) -> Vec<SchemaObject> {
    let schema = BTree::traverse(pages, 1, false);
    let mut objects = Vec::new();
    for node in schema
        .pages
        .iter()
        .filter_map(|&page| BTreePage::read(pages, page))
    {
        for record in node.cells().flatten().filter_map(|cell| cell.record(pages)) {
            let text = |column| record.text(column).unwrap_or_default().to_owned();
            let root = record.number(3).and_then(|root| u32::try_from(root).ok());
            objects.push(SchemaObject {
                kind: text(0),
                name: text(1),
                table: text(2),
                sql: text(4),
                root_page: root.unwrap_or(0),
            });
            if objects.len() > MAX_OBJECTS {
                return objects;
            }
        }
    }
    objects
}

/// More lines of a schema aren't read.
const MAX_OBJECTS: usize = 1000;

/// Whether every table and index begins on a page of its kind to which nothing else leads.
///
/// Only the ways to the rows are read, a few pages in a hundred: all rows of a table are equally far from its first page.
pub fn has_valid_roots(pages: &Pager, objects: &[SchemaObject]) -> bool {
    let begins = |object: &&SchemaObject| {
        matches!(object.kind.as_str(), "table" | "index")
            && !object.sql.starts_with("CREATE VIRTUAL")
    };
    let mut seen = HashSet::from([1]);
    let mut ahead = Vec::new();
    for object in objects.iter().filter(begins) {
        let sql = object.sql.to_ascii_lowercase();
        let is_index = object.kind == "index" || sql.ends_with("without rowid");
        let node = BTreePage::read(pages, object.root_page);
        let Some(node) = node.filter(|node| node.is_index() == is_index) else {
            return false;
        };
        if !seen.insert(object.root_page) {
            return false;
        }
        ahead.push(node);
    }
    while let Some(node) = ahead.pop() {
        let children = node.children();
        let read = |child: &Option<u32>| BTreePage::read(pages, (*child)?);
        let first = children.first().and_then(read);
        let leads_on = first.is_some_and(|first| !first.children().is_empty());
        for child in &children {
            let Some(number) = child.filter(|number| seen.insert(*number)) else {
                return false;
            };
            if leads_on {
                let Some(node) = BTreePage::read(pages, number) else {
                    return false;
                };
                ahead.push(node);
            }
        }
    }
    true
}
