//! The minimal cost of saving: one SQLite commit with the settings of the journal.

use std::path::Path;
use std::thread;

use rusqlite::Connection;

use crate::measurements::QUIET_PERIOD;
use crate::pty_program::now;
use crate::rounds::Samples;

/// About the length of a typical answer.
const ROW_TEXT: &str =
    "They will read it and think that I never knew what I was doing, and then they will ask.";

pub struct CommitBaseline {
    db: Connection,
}

impl CommitBaseline {
    pub fn open(folder: &Path) -> Self {
        sqlite_cipher::initialize().expect("rusqlite fits this SQLite");
        let db = Connection::open(folder.join("ledger.db")).expect("a file");
        let begin =
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
            pragma temp_store = memory; pragma secure_delete = on;
            create table line (number integer primary key, words text not null) strict;";
        db.execute_batch(begin).expect("a table");
        Self { db }
    }

    /// Pauses before each commit, as between answers, so that processor and disk are idle.
    pub fn commit(&mut self, times: usize) -> Samples {
        let times = (0..times).map(|_| {
            thread::sleep(QUIET_PERIOD);
            let began = now();
            let insert = self
                .db
                .execute("insert into line (words) values (?1)", [ROW_TEXT]);
            insert.expect("a row that is written");
            began.elapsed().as_secs_f64() * 1000.0
        });
        vec![("commit_ms", times.collect())]
    }
}
