//! The journal: every walk a person took, in one SQLite file that stays on their machine.
//!
//! Each change is one transaction and durable when the call returns. Nothing here reads a clock or
//! draws a name: times and ids are told. The tables are meant to be read by people too; `schema`
//! holds them.

pub(super) mod queries;
pub(super) mod save;

use std::collections::HashMap;
use std::fs;
use std::path::{self, Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use rusqlite::{Connection, config::DbConfig};

pub use self::queries::EntryWithEditTime;
use self::save::SaveResult;
use crate::domain::entry::{Answer, Entry, EntryId, EntryState};
use crate::platform::file_id::FileId;
use crate::platform::paths::{AppPaths, with_suffix};
pub use crate::storage::columns::state_name;
pub use crate::storage::db::exclusive_lock::{ExclusiveLock, try_lock_exclusive};
pub use crate::storage::error::JournalError;
use crate::storage::error::is_write_failure;
pub use crate::storage::follow_up::PostponedEntry;
use crate::storage::integrity::SkippedRows;
pub use crate::storage::integrity::{UnreadableEntry, UnreadableValue};
pub use crate::storage::past_thoughts::{PastReframe, PastThought};
pub use crate::storage::record_store::{MergeTransaction, RecordFilter};
pub use crate::storage::schema::SCHEMA_VERSION;
pub use crate::storage::verify::{EntryCounts, VerifyReport, verify};

/// How often an entry was changed.
pub(super) type Revision = i64;

/// The open journal.
#[derive(Debug)]
pub struct Journal {
    pub(super) db: Connection,
    /// None in memory.
    path: Option<PathBuf>,
    /// The file that was opened, by what the disk calls it.
    file_id: Option<FileId>,
    /// The revision in which each entry was saved or taken up here.
    known_revisions: HashMap<EntryId, Revision>,
    /// The revision that another journal knows of the entries kept for it here.
    home_revisions: HashMap<EntryId, Revision>,
    /// When what is changed from here on is changed.
    pub(super) now: Option<Timestamp>,
    pub(super) skipped_rows: SkippedRows,
}

/// One of the lists the journal is read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryList {
    /// Finished walks: the history.
    #[default]
    Done,
    /// Walks to go on with.
    Drafts,
    /// What was thrown away and can be brought back.
    Trash,
}

impl EntryList {
    pub(super) const fn state(self) -> EntryState {
        match self {
            Self::Done => EntryState::Done,
            Self::Drafts => EntryState::Draft,
            Self::Trash => EntryState::Trashed,
        }
    }
}

/// From where on a list is read, and which way. Whatever is read is in the order of the list, newest first.
#[derive(Clone, Copy, Debug)]
pub enum PageRequest<'a> {
    /// The newest.
    Newest,
    /// The oldest.
    Oldest,
    /// This line, if it is there still, and what comes below it.
    StartingAt(&'a EntrySummary),
    /// What comes below this line.
    OlderThan(&'a EntrySummary),
    /// What comes above this line, the nearest of it.
    NewerThan(&'a EntrySummary),
}

impl PageRequest<'_> {
    /// Whether it is read from the oldest to the newest.
    pub(super) const fn is_ascending(self) -> bool {
        matches!(self, Self::Oldest | Self::NewerThan(_))
    }
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySummary {
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
    pub follow_up_due: Option<Date>,
}

/// What an id typed in part leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum IdMatch {
    /// No entry's id begins so.
    None,
    /// Exactly this one.
    One(EntryId),
    /// Several begin so, the newest first.
    Many(Vec<EntryId>),
}

/// What came in from another journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeResult {
    /// How many entries.
    pub count: usize,
    /// Those that got another name, the old one first.
    pub renamed: Vec<(EntryId, EntryId)>,
}

impl Journal {
    /// Opens the journal at `path`, or starts it there.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let path =
            path::absolute(path).map_err(|source| JournalError::inaccessible(path, source))?;
        crate::storage::recovery::finish_interrupted(&path)?;
        crate::storage::db::prepare(&path)?;
        let db_err = |source| JournalError::from_sqlite(&path, source);
        let mut db = crate::storage::db::open_read_write(&path)?;
        crate::storage::schema::check_schema(&db, &path)?;
        if !db.is_readonly("main").map_err(db_err)? {
            crate::storage::db::restrict_permissions(&path);
            crate::storage::schema::create_tables(&mut db).map_err(db_err)?;
            match crate::storage::schema::enable_wal(&db) {
                // A full disk is met by the next save. Until then everything can be read.
                Err(error) if is_write_failure(&error) => {}
                switched => switched.map_err(db_err)?,
            }
            crate::storage::schema::enable_secure_delete(&db).map_err(db_err)?;
        }
        // In a journal that this version knows, the log may be taken in when it is closed. That is set before anything
        // is asked, because setting it has everything prepared again.
        let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        db.set_db_config(keep, false).map_err(db_err)?;
        Ok(Self {
            db,
            file_id: FileId::of_path(&path),
            path: Some(path),
            known_revisions: HashMap::new(),
            home_revisions: HashMap::new(),
            now: None,
            skipped_rows: SkippedRows::default(),
        })
    }

    /// Opens the journal where it belongs. One that is gone while there are backups of it isn't begun anew.
    pub fn open_or_create(places: &AppPaths) -> Result<Self, JournalError> {
        Self::check_existing(places)?;
        Self::open(&places.journal_file)
    }

    /// The same for who only reads: where there never was a journal, none is begun.
    pub fn open_for_reading(places: &AppPaths) -> Result<Self, JournalError> {
        if Self::check_existing(places)? {
            return Self::open(&places.journal_file);
        }
        // A link that leads nowhere, or a log alone, tells of one that was there.
        crate::storage::db::check_file(&places.journal_file)?;
        Self::in_memory()
    }

    /// Whether something lies in the place of the journal. One that is gone or empty, while its backups are not, is told.
    fn check_existing(places: &AppPaths) -> Result<bool, JournalError> {
        crate::storage::recovery::finish_interrupted(&places.journal_file)?;
        crate::storage::recovery::remove_leftovers(places);
        crate::storage::db::check_not_lost(places)?;
        Ok(fs::symlink_metadata(&places.journal_file).is_ok())
    }

    /// A journal that is gone when it is dropped.
    pub fn in_memory() -> Result<Self, JournalError> {
        let mut journal = Self::without_tables()?;
        let created = crate::storage::schema::create_tables(&mut journal.db);
        journal.map_db_err(created)?;
        Ok(journal)
    }

    /// One without tables, for where nothing is written or read: making them takes longer than a breath may wait.
    pub fn without_tables() -> Result<Self, JournalError> {
        let db_err = |source| JournalError::from_sqlite(Path::new(IN_MEMORY_NAME), source);
        let db = Connection::open_in_memory().map_err(db_err)?;
        crate::storage::schema::configure_connection(&db).map_err(db_err)?;
        Ok(Self {
            db,
            path: None,
            file_id: None,
            known_revisions: HashMap::new(),
            home_revisions: HashMap::new(),
            now: None,
            skipped_rows: SkippedRows::default(),
        })
    }

    /// Whether anything was left out of what was read so far, because it can't be read.
    pub fn has_skipped(&self) -> bool {
        self.skipped_rows.has_any()
    }

    /// The same, and only once.
    pub fn take_skipped(&self) -> bool {
        self.skipped_rows.take_unreported()
    }

    /// The entries that can't be read. Every value of every entry is looked at.
    pub fn unreadable_entries(&self) -> Result<Vec<UnreadableEntry>, JournalError> {
        self.map_db_err(crate::storage::integrity::find_unreadable(&self.db))
    }

    /// Tells the time at which what comes next is changed.
    pub const fn set_now(&mut self, now: Timestamp) {
        self.now = Some(now);
    }

    /// The day in UTC that it was told last, if it was told one.
    pub(crate) fn today_utc(&self) -> Option<Date> {
        self.now.map(|now| Offset::UTC.to_datetime(now).date())
    }

    /// The time that was told.
    pub(crate) const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    /// Has the time that another one was told.
    pub const fn copy_now_from(&mut self, other: &Self) {
        self.now = other.now;
    }

    /// Where the journal lies, unless it is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it can be read and not written to.
    pub fn is_read_only(&self) -> bool {
        self.db.is_readonly("main").unwrap_or(false)
    }

    /// Writes `entry` down, in the place of an earlier save of it, and tells the state it has now.
    ///
    /// Once an entry is known, only [`trash`](Self::trash) and [`restore`](Self::restore) move it
    /// into the trash and out of it, so a save of a trashed entry answers `Trashed`. A draft never
    /// replaces the finished entry it became: nothing is written then, and the answer is `Done`.
    ///
    /// An entry that another window changed since it was saved or [taken up](Self::take_up) here isn't
    /// written over: that is [`JournalError::ChangedElsewhere`].
    pub fn save(&mut self, entry: &Entry) -> Result<EntryState, JournalError> {
        for answered in &entry.answers {
            if let Answer::Rating(number @ 101..) = answered.answer {
                return Err(JournalError::RatingTooHigh {
                    path: self.display_path().to_owned(),
                    number,
                });
            }
        }
        self.check_not_moved()?;
        let seen = self.known_revisions.get(&entry.id).copied();
        let saved = save::save_entry(&mut self.db, entry, seen, self.now);
        let saved = self.map_db_err(saved)?;
        // While it waited for its turn, another window may have mended the journal.
        self.check_not_moved()?;
        match saved {
            SaveResult::Saved(state, revision) => {
                self.known_revisions.insert(entry.id.clone(), revision);
                Ok(state)
            }
            SaveResult::ChangedElsewhere => Err(JournalError::ChangedElsewhere {
                path: self.display_path().to_owned(),
            }),
        }
    }

    /// The entry of that name, to go on with: from here on a save may replace it.
    pub fn load_for_editing(&mut self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        let found = self.map_db_err(queries::read_entry_and_revision(&self.db, id))?;
        Ok(found.map(|(entry, revision)| {
            self.known_revisions.insert(id.clone(), revision);
            entry
        }))
    }

    /// Writes down an entry of `home`, which can't take it now, so that it can be
    /// [taken in](Self::take_in) there later.
    pub fn spool_entry(&mut self, home: &Self, entry: &Entry) -> Result<(), JournalError> {
        let id = || entry.id.clone();
        let known = home.home_revisions.get(&entry.id);
        let known = *known.or(home.known_revisions.get(&entry.id)).unwrap_or(&0);
        self.load_for_editing(&entry.id)?;
        self.save(entry)?;
        let next = save::next_revision(known);
        self.map_db_err(save::set_revision(&self.db, &entry.id, next))?;
        self.known_revisions.insert(id(), next);
        self.home_revisions.insert(id(), known);
        Ok(())
    }

    /// Takes in every entry of `other`, and says which got another name.
    ///
    /// That is where an entry was changed here as well: both are kept, and `name` is asked for the name.
    pub fn merge_spooled(
        &mut self,
        other: &Self,
        mut name: impl FnMut() -> EntryId,
    ) -> Result<MergeResult, JournalError> {
        let mut taken = MergeResult::default();
        for id in other.ids()? {
            let found = other.map_db_err(queries::read_entry_and_revision(&other.db, &id))?;
            let Some((entry, revision)) = found else {
                continue;
            };
            // It was written down as the change that comes next.
            let known = other.home_revisions.get(&id).copied();
            let known = known.unwrap_or(revision.saturating_sub(1));
            let seen = self.known_revisions.insert(id.clone(), known);
            let saved = self.save(&entry);
            if let (Err(_), Some(seen)) = (&saved, seen) {
                self.known_revisions.insert(id.clone(), seen);
            }
            match saved {
                Err(JournalError::ChangedElsewhere { .. }) => {
                    let another = name();
                    self.save(&Entry {
                        id: another.clone(),
                        ..entry
                    })?;
                    taken.renamed.push((id, another));
                }
                saved => drop(saved?),
            }
            taken.count += 1;
        }
        Ok(taken)
    }

    /// Every entry, wherever it stands, the oldest first.
    pub fn ids(&self) -> Result<Vec<EntryId>, JournalError> {
        self.map_db_err(queries::select_ids(&self.db, &self.skipped_rows))
    }

    /// Whether saves wait for another window's change, as an answer does, or come back later.
    pub fn use_long_busy_timeout(&self, is_long: bool) {
        let limit = if is_long {
            crate::storage::schema::BUSY_TIMEOUT
        } else {
            crate::storage::schema::SHORT_BUSY_TIMEOUT
        };
        // Without a limit of its own a save waits as long as before, which is no harm.
        let _ = self.db.busy_timeout(limit);
    }

    /// The entry of that name, wherever it stands.
    pub fn entry(&self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        self.map_db_err(queries::read_entry(&self.db, id))
    }

    /// An entry, and when its words were changed last.
    pub fn entry_with_edit_time(
        &self,
        id: &EntryId,
    ) -> Result<Option<EntryWithEditTime>, JournalError> {
        self.map_db_err(queries::read_entry_with_edit_time(&self.db, id))
    }

    /// The entry meant by the beginning of its id, or by "last": the newest finished one.
    pub fn match_id(&self, typed: &str) -> Result<IdMatch, JournalError> {
        self.map_db_err(queries::match_id(&self.db, typed, &self.skipped_rows))
    }

    /// How many entries stand on that shelf.
    pub fn count(&self, list: EntryList) -> Result<u64, JournalError> {
        self.map_db_err(queries::count_entries(&self.db, list))
    }

    /// The newest lines of that shelf, up to `how_many`.
    pub fn newest_summaries(
        &self,
        list: EntryList,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        let newest = PageRequest::Newest;
        let newest = queries::select_page(&self.db, list, newest, limit, &self.skipped_rows);
        self.map_db_err(newest)
    }

    /// The line of one entry, wherever it stands.
    pub fn summary(&self, id: &EntryId) -> Result<Option<EntrySummary>, JournalError> {
        self.map_db_err(queries::read_summary(&self.db, id))
    }

    /// How many lines of that shelf come before this one.
    pub fn count_before(&self, list: EntryList, row: &EntrySummary) -> Result<u64, JournalError> {
        self.map_db_err(queries::count_before(&self.db, list, row))
    }

    /// The unfinished walk that was touched last.
    pub fn latest_draft(&self) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(queries::select_latest_draft(&self.db))
    }

    /// How many finished entries wait to be looked back on by `today`: those with a word of what was feared,
    /// and those of the exercises that a look back is `made_for`.
    pub fn count_due_follow_ups(
        &self,
        today: Date,
        follow_up_exercises: &[&str],
    ) -> Result<u64, JournalError> {
        self.map_db_err(queries::count_due_follow_ups(
            &self.db,
            today,
            follow_up_exercises,
        ))
    }

    /// The one of them that has waited longest.
    pub fn oldest_due_follow_up(
        &self,
        today: Date,
        follow_up_exercises: &[&str],
    ) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(crate::storage::follow_up::select_oldest_due(
            &self.db,
            today,
            follow_up_exercises,
        ))
    }

    /// The unfinished walk in that exercise that leads on from an entry.
    pub fn draft_continuing(
        &self,
        origin: &EntryId,
        exercise: &str,
    ) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(crate::storage::follow_up::select_draft_continuing(
            &self.db, origin, exercise,
        ))
    }

    /// The worries that wait, those first whose time comes first.
    pub fn postponed_worries(&self) -> Result<Vec<PostponedEntry>, JournalError> {
        self.map_db_err(crate::storage::follow_up::select_postponed(
            &self.db,
            &self.skipped_rows,
        ))
    }

    /// The hour until which a worry was put off last.
    pub fn last_worry_time(&self) -> Result<Option<Time>, JournalError> {
        self.map_db_err(crate::storage::follow_up::select_last_worry_time(&self.db))
    }

    /// The names given to patterns, each with how often, the one given last first.
    pub fn pattern_names(&self) -> Result<Vec<(String, u64)>, JournalError> {
        self.map_db_err(crate::storage::follow_up::select_pattern_names(
            &self.db,
            &self.skipped_rows,
        ))
    }

    /// How many finished walks, but for one, gave a pattern that name.
    pub fn count_pattern_uses(&self, name: &str, but: &EntryId) -> Result<u64, JournalError> {
        self.map_db_err(crate::storage::follow_up::count_pattern_uses(
            &self.db, name, but,
        ))
    }

    /// The good-enough thoughts of finished walks, newest first, as many as are worth looking through.
    pub fn past_reframes(&self) -> Result<Vec<PastReframe>, JournalError> {
        self.map_db_err(crate::storage::past_thoughts::select_reframes(
            &self.db,
            &self.skipped_rows,
        ))
    }

    /// The thoughts that were weighed in walks that began at `first` or later, finished or not.
    pub fn rated_thoughts_since(&self, first: Timestamp) -> Result<Vec<PastThought>, JournalError> {
        self.map_db_err(crate::storage::past_thoughts::select_rated_since(
            &self.db,
            first,
            &self.skipped_rows,
        ))
    }

    /// Moves an entry to the trash; false if it isn't there or lies in the trash already.
    pub fn trash(&mut self, id: &EntryId, now: Timestamp) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = save::trash(&self.db, id, now);
        self.bump_known_revision(id, moved)
    }

    /// Moves a draft to the trash; false if it isn't a draft (any more).
    pub fn trash_draft(&mut self, id: &EntryId, now: Timestamp) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = save::trash_draft(&self.db, id, now);
        self.bump_known_revision(id, moved)
    }

    /// Brings an entry back from the trash as it was; false if it isn't there.
    pub fn restore(&mut self, id: &EntryId) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let moved = save::restore(&self.db, id, self.now);
        self.bump_known_revision(id, moved)
    }

    /// SQLite would go on writing into a file that was moved away or deleted.
    pub(super) fn check_not_moved(&self) -> Result<(), JournalError> {
        if self.path().and_then(FileId::of_path) == self.file_id {
            return Ok(());
        }
        Err(JournalError::Moved {
            path: self.display_path().to_owned(),
        })
    }

    /// Moving an entry is a change as well; one that was seen here stays seen.
    fn bump_known_revision(
        &mut self,
        id: &EntryId,
        moved: rusqlite::Result<bool>,
    ) -> Result<bool, JournalError> {
        let moved = self.map_db_err(moved)?;
        if moved && let Some(seen) = self.known_revisions.get_mut(id) {
            *seen = save::next_revision(*seen);
        }
        Ok(moved)
    }

    pub(super) fn display_path(&self) -> &Path {
        self.path().unwrap_or(Path::new(IN_MEMORY_NAME))
    }

    pub(super) fn map_db_err<T>(&self, result: rusqlite::Result<T>) -> Result<T, JournalError> {
        result.map_err(|source| JournalError::from_sqlite(self.display_path(), source))
    }
}

/// The version of SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The files that can make up the journal at `path`: itself and its successor while it is being mended, with
/// what SQLite keeps beside each.
pub fn journal_files(path: &Path) -> impl Iterator<Item = PathBuf> {
    ["", "-recovering", "-recovered"]
        .into_iter()
        .flat_map(move |of| {
            let file = with_suffix(path, of);
            ["", "-wal", "-shm", "-journal"].map(|ending| with_suffix(&file, ending))
        })
}

/// What errors call a journal without a file.
const IN_MEMORY_NAME: &str = "(in memory)";
