//! Opens the file of a journal as another program would, without what the journal sets.

use std::path::Path;

use rusqlite::Connection;

/// An SQLite connection to the file at `path`, which is created if it is missing.
pub fn open_database(path: impl AsRef<Path>) -> Connection {
    sqlite_cipher::initialize().expect("rusqlite fits this SQLite");
    Connection::open(path).expect("the file can be opened")
}
