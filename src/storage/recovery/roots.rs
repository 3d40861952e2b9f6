//! The root pages and the columns of the tables.

use rusqlite::Connection;

use crate::storage::sqlite_file::pager::Pager;
use crate::storage::sqlite_file::schema_table::read_schema_objects;

/// The root pages of the tables, and of the index that has most about an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RootPages {
    pub(crate) entry: u32,
    pub(crate) answer: u32,
    pub(crate) follow_up: u32,
    pub(crate) entry_by_state_and_start: u32,
}

impl RootPages {
    /// Reads them from the file, and where it is damaged, from a `fresh` journal: they only differ after a vacuum.
    pub(crate) fn find(pages: &Pager, fresh: &Connection) -> rusqlite::Result<Self> {
        let listed = read_schema_objects(pages);
        let find = |name: &str, is_index: bool| {
            let object = listed.iter().find(|object| object.name == name);
            let root = object.map(|object| object.root_page).filter(|&root| {
                pages
                    .btree_page(root)
                    .is_some_and(|node| node.is_index() == is_index)
            });
            root.map_or_else(|| usual_root(fresh, name), Ok)
        };
        Ok(Self {
            entry: find("entry", false)?,
            answer: find("answer", false)?,
            follow_up: find("follow_up", false)?,
            entry_by_state_and_start: find("entry_by_state_and_start", true)?,
        })
    }
}

/// The columns of the tables in order. A later schema only appends columns, so every row begins with these.
#[derive(Debug)]
pub(crate) struct TableColumns {
    pub(crate) entry: Vec<String>,
    pub(crate) answer: Vec<String>,
    pub(crate) follow_up: Vec<String>,
}

impl TableColumns {
    pub(crate) fn read(fresh: &Connection) -> rusqlite::Result<Self> {
        let columns = |table: &str| -> rusqlite::Result<Vec<String>> {
            fresh
                .prepare("select name from pragma_table_info(?1) order by cid")?
                .query_map([table], |row| row.get(0))?
                .collect()
        };
        Ok(Self {
            entry: columns("entry")?,
            answer: columns("answer")?,
            follow_up: columns("follow_up")?,
        })
    }
}

fn usual_root(fresh: &Connection, name: &str) -> rusqlite::Result<u32> {
    let sql = "select rootpage from sqlite_schema where name = ?1";
    fresh.query_row(sql, [name], |row| row.get(0))
}
