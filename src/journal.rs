//! The journal: every walk a person took, in one SQLite file that stays on their machine.
//!
//! Each change is one transaction and durable when the call returns. Nothing here reads a clock or
//! draws a name: times and ids are told. The tables are meant to be read by people too; `schema`
//! holds them.

pub mod backup;
mod error;
mod file;
pub mod mend;
mod read;
mod schema;
mod stored;
#[cfg(test)]
mod tests;
mod write;

use std::path::{self, Path, PathBuf};

use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, config::DbConfig};

pub use self::error::JournalError;
use crate::entry::{Answer, Entry, EntryId, State};

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    db: Connection,
    /// None in memory.
    path: Option<PathBuf>,
}

/// One of the lists the journal is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Finished walks: the history.
    Done,
    /// Walks to go on with.
    Drafts,
    /// What was thrown away and can be brought back.
    Trash,
}

impl Shelf {
    const fn state(self) -> State {
        match self {
            Self::Done => State::Done,
            Self::Drafts => State::Draft,
            Self::Trash => State::Trashed,
        }
    }
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: EntryId,
    pub exercise: String,
    pub title: String,
    pub started: Timestamp,
    /// Seconds east of UTC where it was written.
    pub offset: i32,
    pub day: Date,
    /// The good-enough thought, else the scary one, else the exercise's title.
    pub headline: String,
    pub likelihood_before: Option<u8>,
    pub likelihood_after: Option<u8>,
    /// The day to look back on it, while that is still open.
    pub due: Option<Date>,
}

/// What an id typed in part leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Found {
    /// No entry's id begins so.
    None,
    /// Exactly this one.
    One(EntryId),
    /// Several begin so, the newest first.
    Many(Vec<EntryId>),
}

impl Journal {
    /// Opens the journal at `path`, or starts it there.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path = path::absolute(path).map_err(|source| JournalError::no_place(path, source))?;
        mend::finish(&path)?;
        file::make_ready(&path)?;
        let told = |source| JournalError::of(&path, source);
        let mut db = file::connect(&path)?;
        let version = schema::version(&db).map_err(told)?;
        if version > schema::NEWEST {
            return Err(JournalError::Newer { path });
        }
        if !db.is_readonly("main").map_err(told)? {
            file::make_private(&path);
            schema::migrate(&mut db).map_err(told)?;
            schema::write_ahead(&db).map_err(told)?;
        }
        file::check_tables(&db).map_err(told)?;
        // It is a journal this version knows, so its log may be taken in when it is closed.
        let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        db.set_db_config(keep, false).map_err(told)?;
        Ok(Self {
            db,
            path: Some(path),
        })
    }

    /// A journal that is gone when it is dropped.
    pub fn in_memory() -> Result<Self, JournalError> {
        let told = |source| JournalError::of(Path::new(IN_MEMORY), source);
        let mut db = Connection::open_in_memory().map_err(told)?;
        schema::set_up_connection(&db).map_err(told)?;
        schema::migrate(&mut db).map_err(told)?;
        Ok(Self { db, path: None })
    }

    /// Where the journal lies, unless it is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Writes `entry` down, in the place of an earlier save of it, and tells the state it has now.
    ///
    /// Once an entry is known, only [`trash`](Self::trash) and [`restore`](Self::restore) move it
    /// into the trash and out of it, so a save of a trashed entry answers `Trashed`. A draft never
    /// replaces the finished entry it became: nothing is written then, and the answer is `Done`.
    pub fn save(&mut self, entry: &Entry) -> Result<State, JournalError> {
        for answered in &entry.answers {
            if let Answer::Rating(number @ 101..) = answered.answer {
                return Err(JournalError::TooHigh {
                    path: self.name().to_owned(),
                    number,
                });
            }
        }
        let saved = write::save(&mut self.db, entry);
        self.told(saved)
    }

    /// The entry of that name, wherever it stands.
    pub fn entry(&self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        self.told(read::entry(&self.db, id))
    }

    /// The entry meant by the beginning of its id, or by "last": the newest finished one.
    pub fn find(&self, typed: &str) -> Result<Found, JournalError> {
        self.told(read::find(&self.db, typed))
    }

    /// How many entries stand on that shelf.
    pub fn count(&self, which: Shelf) -> Result<u64, JournalError> {
        self.told(read::count(&self.db, which))
    }

    /// Up to `how_many` lines of that shelf, newest first, after the first `from`.
    pub fn page(&self, which: Shelf, from: u64, how_many: u64) -> Result<Vec<Row>, JournalError> {
        self.told(read::page(&self.db, which, from, how_many))
    }

    /// The unfinished walk that was touched last.
    pub fn latest_draft(&self) -> Result<Option<EntryId>, JournalError> {
        self.told(read::latest_draft(&self.db))
    }

    /// How many finished entries wait to be looked back on by `today`.
    pub fn due(&self, today: Date) -> Result<u64, JournalError> {
        self.told(read::due(&self.db, today))
    }

    /// Moves an entry to the trash; false if it isn't there or lies in the trash already.
    pub fn trash(&mut self, id: &EntryId, now: Timestamp) -> Result<bool, JournalError> {
        self.told(write::trash(&self.db, id, now))
    }

    /// Moves a draft to the trash; false if it isn't a draft (any more).
    pub fn trash_draft(&mut self, id: &EntryId, now: Timestamp) -> Result<bool, JournalError> {
        self.told(write::trash_draft(&self.db, id, now))
    }

    /// Brings an entry back from the trash as it was; false if it isn't there.
    pub fn restore(&mut self, id: &EntryId) -> Result<bool, JournalError> {
        self.told(write::restore(&self.db, id))
    }

    fn name(&self) -> &Path {
        self.path().unwrap_or(Path::new(IN_MEMORY))
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, JournalError> {
        result.map_err(|source| JournalError::of(self.name(), source))
    }
}

/// What errors call a journal without a file.
const IN_MEMORY: &str = "(in memory)";
