//! The tables, and how an older journal grows into them.

pub mod comparison;

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use self::comparison::SchemaOrigin;
use super::error::JournalError;

/// "enuf": how the file tells that it is a journal.
pub const APPLICATION_ID: i32 = 0x656e_7566;

/// The version this program writes.
#[expect(clippy::cast_possible_wrap, reason = "a handful of migrations")]
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// The steps from an empty file to the newest tables. Once released, a step never changes: a new
/// one is added below it. It changes the schema, so that a spoiled version number is known by it. It may add columns and
/// tables; those there are stay where they are in the file, because a damaged one is read by where they begin.
const MIGRATIONS: [&str; 8] = [
    BASE_TABLES,
    ADD_REVISION,
    ADD_FOLLOW_UPS,
    ADD_SEARCH,
    ADD_ENTRY_COUNT,
    ADD_TIMESTAMPS,
    ADD_FTS_VOCAB,
    ADD_USAGE_DAYS,
];

const BASE_TABLES: &str = "
create table entry (
    id text primary key not null,
    exercise text not null,
    title text not null,
    -- Instants are RFC 3339 in UTC, all of one length, so that their order as text is their order.
    started text not null,
    finished text,
    -- Where it was written, and the civil day there.
    utc_offset_seconds integer not null,
    day text not null,
    state text not null check (state in ('draft', 'done', 'trashed')),
    -- What a trashed entry is when it comes back.
    was text check (was in ('draft', 'done')),
    trashed_at text,
    -- The entry it leads on from. That one may be in another journal.
    origin text,
    -- Where a draft stands, the words being typed there, and the caret in them in bytes.
    at_step text,
    typing text,
    caret integer,
    -- Counts up with every save of any draft, so that the one touched last is known without a clock.
    touched integer,
    -- The answers by the part they play. Missing is null.
    situation text,
    thought text,
    fear text,
    feelings text,
    patterns text,
    reframe text,
    likelihood_before integer check (likelihood_before between 0 and 100),
    likelihood_after integer check (likelihood_after between 0 and 100),
    distress_before integer check (distress_before between 0 and 100),
    distress_after integer check (distress_after between 0 and 100),
    belief_before integer check (belief_before between 0 and 100),
    belief_after integer check (belief_after between 0 and 100),
    coping_before integer check (coping_before between 0 and 100),
    coping_after integer check (coping_after between 0 and 100),
    reframe_belief integer check (reframe_belief between 0 and 100),
    check ((state = 'trashed') = (was is not null)),
    check (state = 'trashed' or trashed_at is null),
    check ((at_step is null) = (typing is null) and (at_step is null) = (caret is null))
) strict;

create index entry_newest on entry (state, started desc, id desc);
create index entry_touched on entry (touched) where state = 'draft';

create table answer (
    entry text not null references entry (id) on delete cascade,
    position integer not null,
    step text not null,
    part text,
    kind text not null check (kind in ('text', 'items', 'rating', 'chosen', 'seconds', 'ask_on')),
    -- As it was asked.
    prompt text not null,
    -- Text as it was written, items and chosen as a JSON list, ask_on as a day or null.
    words text,
    -- A rating, or seconds.
    number integer,
    primary key (entry, position),
    check (kind <> 'rating' or number between 0 and 100),
    check ((kind in ('rating', 'seconds')) = (number is not null))
) strict;

create table check_in (
    entry text primary key not null references entry (id) on delete cascade,
    due text not null,
    outcome text not null default 'open'
        check (outcome in ('open', 'no', 'partly', 'yes', 'unknown', 'dropped')),
    acted integer check (acted in (0, 1)),
    hardness integer check (hardness between 0 and 100),
    managed integer check (managed between 0 and 100),
    note text,
    resolved text
) strict;

create index check_in_open on check_in (due) where outcome = 'open';
";

/// Counts up with every change of an entry, so that a window can tell whether another one changed it.
const ADD_REVISION: &str = "
alter table entry add column revision integer not null default 0;
";

/// What comes back later: check-ins as walks of their own, worries that wait, names people give their patterns.
const ADD_FOLLOW_UPS: &str = "
alter table entry add column pattern_name text;
alter table entry add column hardness_before integer check (hardness_before between 0 and 100);
alter table entry add column hardness_after integer check (hardness_after between 0 and 100);
-- In a walk that looks back on another: what became of the fear, and whether something was done about it.
alter table entry add column outcome text
    check (outcome in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped'));
alter table entry add column acted text
    check (acted in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped'));
alter table entry add column helped text;
alter table entry add column still_matters text;
-- The time, where the person is, until which the worry of this entry waits or waited last.
alter table entry add column waits_until text;
-- Whether it waits still.
alter table entry add column is_waiting integer not null default 0 check (is_waiting in (0, 1));
-- The worry time that took it up last.
alter table entry add column taken_up_in text;
create index entry_waiting on entry (waits_until, started, id) where is_waiting;
create index entry_waited on entry (started desc) where waits_until is not null;
create index entry_pattern_name on entry (pattern_name, started) where pattern_name is not null;
create index entry_origin on entry (origin) where origin is not null;

-- The walk that answered it.
alter table check_in add column walk text;

-- What the option that was chosen says about a fear.
alter table answer add column means text
    check (means in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped'));
-- From here on the words of an ask_on are a day, a time on calendar and clock until which a worry waits, or null.
";

/// An index of all words, so that what was written can be searched. Its rows are derived from those above:
/// triggers note each entry that it lacks as it is now, and the next search takes these in, a few at a time.
const ADD_SEARCH: &str = "
-- The words of each entry, cut and folded by the program. Its rows are the numbers below.
create virtual table if not exists sought using fts5
    (words, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');

-- Each entry by a number that counts up by state, day and time, so that their order is that of the numbers.
create table if not exists place (number integer primary key, entry text unique not null) strict;

-- Entries whose words the index doesn't have yet as they are.
create table if not exists unsought (entry text primary key not null) strict, without rowid;
insert or ignore into unsought select id from entry;

create trigger if not exists entry_begun after insert on entry begin
    insert into unsought select new.id where not exists (select 1 from unsought where entry = new.id);
end;
create trigger if not exists entry_changed after update of title, state, revision on entry begin
    insert into unsought select new.id where not exists (select 1 from unsought where entry = new.id);
end;
create trigger if not exists entry_gone before delete on entry begin
    delete from sought where rowid = (select number from place where entry = old.id);
    delete from place where entry = old.id;
    delete from unsought where entry = old.id;
end;
create trigger if not exists check_in_begun after insert on check_in begin
    insert into unsought select new.entry where not exists (select 1 from unsought where entry = new.entry);
end;
create trigger if not exists check_in_changed after update of outcome, note on check_in begin
    insert into unsought select new.entry where not exists (select 1 from unsought where entry = new.entry);
end;
create trigger if not exists check_in_gone after delete on check_in begin
    insert into unsought select id from entry where id = old.entry
        and not exists (select 1 from unsought where entry = old.entry);
end;
";

/// How many entries stand in each state, so that nobody has to count them.
const ADD_ENTRY_COUNT: &str = "
create table if not exists tally (state text primary key not null, count integer not null) strict, without rowid;
insert or ignore into tally values ('draft', 0), ('done', 0), ('trashed', 0);
update tally set count = (select count(*) from entry where entry.state = tally.state);
create trigger if not exists tally_begun after insert on entry begin
    update tally set count = count + 1 where state = new.state;
end;
create trigger if not exists tally_changed after update of state on entry when old.state <> new.state begin
    update tally set count = count - 1 where state = old.state;
    update tally set count = count + 1 where state = new.state;
end;
create trigger if not exists tally_gone after delete on entry begin
    update tally set count = count - 1 where state = old.state;
end;
";

/// When each part of an entry was changed last, so that two machines agree which version is the newer. A change
/// is always later than what it changed, whatever the clock says. Null is from before: then the entry's own times
/// tell.
const ADD_TIMESTAMPS: &str = "
-- Its words.
alter table entry add column edited text;
-- Whether it lies in the trash.
alter table entry add column moved text;
-- Its line in check_in.
alter table entry add column checked text;
-- Until when its worry waits.
alter table entry add column waited text;
";

/// How long an answer waits for another window's change; a change takes a few thousandths of it.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// How long words that are still being typed wait. They are saved again soon, and the keys wait meanwhile.
pub const SHORT_BUSY_TIMEOUT: Duration = Duration::from_millis(100);

/// Every word that the index has, so that what a word begins with is asked of the few that begin so, and not of all
/// entries with one of them. The index has pairs of characters from here on, so it is made anew.
const ADD_FTS_VOCAB: &str = "
create table if not exists vocabulary (word text primary key not null) strict, without rowid;
insert or ignore into unsought select id from entry;
";

/// How long this journal has had an entry in its trash. That is counted by the days on which it was used, because a clock
/// may be wrong, and times that came with an entry say nothing about this journal.
const ADD_USAGE_DAYS: &str = "
-- The days, in UTC, on which the trash was looked through or something was thrown away.
create table if not exists usage_day (day text primary key not null) strict, without rowid;

create table if not exists trash_arrival (
    entry text primary key not null references entry (id) on delete cascade,
    -- When the entry was first seen in the trash.
    arrived text not null,
    -- The length of use until then, in days.
    used integer not null
) strict, without rowid;
create trigger if not exists trash_left after update of state on entry
    when old.state = 'trashed' and new.state <> 'trashed' begin
    delete from trash_arrival where entry = old.id;
end;
";

/// As many statements are kept ready as the screens ask.
const STATEMENT_CACHE_SIZE: usize = 64;

/// No value is longer: eight times the longest entry that an import takes in, since the index has its words several times.
const MAX_VALUE_BYTES: i32 = 1 << 28;

/// Has SQLite distrust the file, for every connection that is ever opened to one. Reads nothing of it.
///
/// Views aren't run, functions with an effect can't be reached from the schema, the tables of the index can't be written
/// to by their own names, a cell that doesn't fit its page is damage, and no value may be so large that it fills the memory.
pub fn harden(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)?;
    db.pragma_update(None, "cell_size_check", true)
}

/// How this program talks to SQLite, for every connection that asks something.
pub fn configure_connection(db: &Connection) -> rusqlite::Result<()> {
    harden(db)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENT_CACHE_SIZE);
    // Otherwise each statement whose parameter might make an index of some rows fit is prepared again for its first
    // value, and none of ours is meant to find one so.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "synchronous", "full")?;
    // Words are sorted in memory, never in a file for everyone to find.
    db.pragma_update(None, "temp_store", "memory")
}

/// The version of the tables.
pub fn schema_version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Makes sure that the journal at `path` has the schema of its version and nothing else, before anything is asked of it.
pub fn check_schema(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let db_err = |source| JournalError::from_sqlite(path, source);
    let objects = comparison::read_objects(db).map_err(db_err)?;
    match comparison::classify(schema_version(db).map_err(db_err)?, &objects).map_err(db_err)? {
        SchemaOrigin::Known => Ok(()),
        SchemaOrigin::Newer => Err(JournalError::Newer {
            path: path.to_owned(),
        }),
        SchemaOrigin::Changed(what) => Err(JournalError::schema_changed(path, &what)),
    }
}

/// Brings the tables to the newest version, all the way or not at all.
pub fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    if schema_version(db)? >= SCHEMA_VERSION {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another window may have done it while this one waited for its turn.
    let version = usize::try_from(schema_version(&tx)?).unwrap_or(0);
    for step in MIGRATIONS.iter().skip(version) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    tx.commit()
}

/// The tables as an older version made them.
#[cfg(test)]
pub fn create_older_schema(db: &Connection, version: usize) -> rusqlite::Result<()> {
    for step in &MIGRATIONS[..version] {
        db.execute_batch(step)?;
    }
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", i64::try_from(version).unwrap_or(0))
}

/// The tables as a newer version might make them.
#[cfg(test)]
pub fn create_newer_schema(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch("create table later (x)")?;
    db.pragma_update(None, "user_version", SCHEMA_VERSION + 1)
}

/// Has SQLite write zeros over what is deleted, so that no words stay behind in the file.
///
/// Not while the tables are made: by what stays in the first page then, a spoiled journal is known as ours.
pub fn enable_secure_delete(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "secure_delete", true)
}

/// Turns on the write-ahead log, so that reading and writing don't wait for one another.
pub fn enable_wal(db: &Connection) -> rusqlite::Result<()> {
    let switched = db.query_row("pragma journal_mode = wal", [], |_| Ok(()));
    match switched {
        // Another window is switching it on or reading. This one follows with its next transaction,
        // or the next opening does it; saves are as durable meanwhile.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => other,
    }
}
