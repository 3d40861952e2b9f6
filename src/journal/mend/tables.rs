//! Where the tables of a journal stand, and which columns they have.

use rusqlite::Connection;

use super::node::Node;
use super::pages::Pages;
use super::tree::Tree;

/// The tables, and the index that tells most about an entry, by their first pages.
#[derive(Clone, Copy, Debug)]
pub struct Roots {
    pub entry: u32,
    pub answer: u32,
    pub check_in: u32,
    pub entry_newest: u32,
}

impl Roots {
    /// As the file tells, and where it can't, as they are in a `fresh` journal.
    ///
    /// They are the same in every journal that was never rewritten whole.
    pub fn find(pages: &Pages, fresh: &Connection) -> rusqlite::Result<Self> {
        let told = told(pages);
        let find = |name: &str, is_index: bool| {
            let told = told.iter().find(|(told, _)| told == name);
            let told = told.map(|(_, root)| *root).filter(|&root| {
                Node::read(pages, root).is_some_and(|node| node.is_of_index() == is_index)
            });
            told.map_or_else(|| usual(fresh, name), Ok)
        };
        Ok(Self {
            entry: find("entry", false)?,
            answer: find("answer", false)?,
            check_in: find("check_in", false)?,
            entry_newest: find("entry_newest", true)?,
        })
    }
}

/// The columns of the tables, in their order.
///
/// A later version of the tables only ever adds columns behind those before; a test holds it to that. So a
/// row of any version has the first of these columns.
#[derive(Debug)]
pub struct Columns {
    pub entry: Vec<String>,
    pub answer: Vec<String>,
    pub check_in: Vec<String>,
}

impl Columns {
    pub fn of(fresh: &Connection) -> rusqlite::Result<Self> {
        let columns = |table: &str| -> rusqlite::Result<Vec<String>> {
            fresh
                .prepare("select name from pragma_table_info(?1) order by cid")?
                .query_map([table], |row| row.get(0))?
                .collect()
        };
        Ok(Self {
            entry: columns("entry")?,
            answer: columns("answer")?,
            check_in: columns("check_in")?,
        })
    }
}

fn usual(fresh: &Connection, name: &str) -> rusqlite::Result<u32> {
    let sql = "select rootpage from sqlite_schema where name = ?1";
    fresh.query_row(sql, [name], |row| row.get(0))
}

/// What the file tells of its tables: the name and the first page of each.
fn told(pages: &Pages) -> Vec<(String, u32)> {
    let mut told = Vec::new();
    let schema = Tree::follow(pages, 1, false);
    for node in schema
        .pages
        .iter()
        .filter_map(|&page| Node::read(pages, page))
    {
        for record in node.cells().flatten().filter_map(|cell| cell.beginning()) {
            let root = record.number(3).and_then(|root| u32::try_from(root).ok());
            if let (Some(name), Some(root)) = (record.text(1), root) {
                told.push((name.to_owned(), root));
            }
        }
    }
    told
}
