//! Reads SQLite's file format without SQLite, so that a file is checked before SQLite opens it and a damaged one can be salvaged.
//! The format is described in “Database File Format” in the documentation of SQLite.

pub(crate) mod btree;
pub(crate) mod btree_page;
pub(crate) mod integers;
pub(crate) mod page_cipher;
pub(crate) mod pager;
pub(crate) mod row_record;
pub(crate) mod schema_table;
pub(crate) mod wal;
