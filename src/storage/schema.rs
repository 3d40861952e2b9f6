//! The tables of the journal, and how they are created.

pub(crate) mod comparison;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::db::{LOCKED_VERSION_OFFSET, schema_version};

/// The `application_id` of a journal file: "enuf" in ASCII.
pub(crate) const APPLICATION_ID: i32 = 0x656e_7566;

/// The schema version that this program writes.
pub const SCHEMA_VERSION: i64 = 1;

/// Schema version 1.
///
/// Once released it never changes; a later version is a migration step after it. Such a step changes the schema, so
/// that a damaged version number is noticed. It may append columns and tables, but must not move those of an earlier
/// version: recovery reads a damaged file by root page and column position.
const SCHEMA_SQL: &str = "
create table entry (
    id text primary key not null,
    exercise text not null,
    title text not null,
    -- Timestamps are RFC 3339 in UTC, all of one length, so they sort as text.
    started_at text not null,
    finished_at text,
    -- The UTC offset and the civil day where it was written.
    utc_offset_seconds integer not null,
    day text not null,
    state text not null check (state in ('draft', 'done', 'trashed')),
    -- The state that a trashed entry returns to.
    state_before_trash text check (state_before_trash in ('draft', 'done')),
    trashed_at text,
    -- Counts the changes, so that a window notices those of another one.
    revision integer not null default 0,
    -- The entry that this one continues; it may be in another journal.
    origin text,
    -- The current step of a draft, the text in its input, and the cursor in it in bytes.
    draft_step text,
    draft_text text,
    draft_caret integer,
    -- Increases with every save of a draft: the highest is the latest, whatever the clock says.
    draft_order integer,
    -- The local time until which the worry is postponed, or was last.
    postponed_until text,
    is_postponed integer not null default 0 check (is_postponed in (0, 1)),
    -- The worry-time entry that reviewed the worry last.
    reviewed_in text,
    -- When each part was last changed: the text, the trash state, the follow-up, the postponement.
    edited_at text,
    trash_changed_at text,
    follow_up_changed_at text,
    postpone_changed_at text,
    -- The answers by role; null where there is none.
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
    pattern_name text,
    hardness_before integer check (hardness_before between 0 and 100),
    hardness_after integer check (hardness_after between 0 and 100),
    -- In the entry of a follow-up: whether the fear came true, and whether the person did something about it.
    outcome text check (outcome in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    acted text check (acted in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    helped text,
    still_matters text,
    -- What it is the record of.
    kind text not null default 'exercise' check (kind in ('exercise', 'check_in', 'break')),
    -- Whether its reframe is kept as a card.
    is_card integer not null default 0 check (is_card in (0, 1)),
    card_changed_at text,
    check ((state = 'trashed') = (state_before_trash is not null)),
    check (state = 'trashed' or trashed_at is null),
    check ((draft_step is null) = (draft_text is null) and (draft_step is null) = (draft_caret is null))
) strict;

create index entry_by_state_and_start on entry (state, started_at desc, id desc);
create index entry_by_draft_order on entry (draft_order) where state = 'draft';

create table answer (
    entry_id text not null references entry (id) on delete cascade,
    position integer not null,
    step text not null,
    role text,
    kind text not null check (kind in
        ('text', 'items', 'rating', 'chosen', 'seconds', 'follow_up_on', 'postponed_until')),
    -- The question as it was shown.
    prompt text not null,
    -- The text; a JSON list of items or choices; the day of a follow-up or null; the local time of a postponement.
    text text,
    -- A rating, or seconds.
    number integer,
    -- What the chosen option says about a fear.
    outcome text check (outcome in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    primary key (entry_id, position),
    check (kind <> 'rating' or number between 0 and 100),
    check ((kind in ('rating', 'seconds')) = (number is not null))
) strict;

create table follow_up (
    entry_id text primary key not null references entry (id) on delete cascade,
    due_day text not null,
    outcome text not null default 'open'
        check (outcome in ('open', 'no', 'partly', 'yes', 'unknown', 'dropped')),
    acted integer check (acted in (0, 1)),
    actual_hardness integer check (actual_hardness between 0 and 100),
    coping integer check (coping between 0 and 100),
    note text,
    resolved_at text,
    -- The entry that answered it.
    answered_in text
) strict;

create index follow_up_by_due_day on follow_up (due_day) where outcome = 'open';
create index entry_by_postponed_until on entry (postponed_until, started_at, id) where is_postponed;
create index entry_by_last_postponed on entry (started_at desc) where postponed_until is not null;
create index entry_by_pattern_name on entry (pattern_name, started_at) where pattern_name is not null;
create index entry_by_origin on entry (origin) where origin is not null;
create index entry_by_card on entry (card_changed_at, id) where is_card;
create index entry_by_kind on entry (kind, day) where kind <> 'exercise';

-- The full-text index. Its rows are derived from those above: triggers note which entries are out of date, and the
-- next search indexes them in batches.
create virtual table fts using fts5
    (terms, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');

-- The rowid of each entry in fts. It increases with state, day and time, so rowid order is list order.
create table fts_rowid (id integer primary key, entry_id text unique not null) strict;

-- The entries that fts doesn't have in their current version.
create table fts_pending (entry_id text primary key not null) strict, without rowid;

-- Every term of fts, so that a prefix expands to the few terms that begin with it.
create table fts_vocab (term text primary key not null) strict, without rowid;

create trigger entry_insert_fts after insert on entry begin
    insert into fts_pending select new.id
        where not exists (select 1 from fts_pending where entry_id = new.id);
end;
create trigger entry_update_fts after update of title, state, revision, is_card on entry begin
    insert into fts_pending select new.id
        where not exists (select 1 from fts_pending where entry_id = new.id);
end;
create trigger entry_delete_fts before delete on entry begin
    delete from fts where rowid = (select id from fts_rowid where entry_id = old.id);
    delete from fts_rowid where entry_id = old.id;
    delete from fts_pending where entry_id = old.id;
end;
create trigger follow_up_insert_fts after insert on follow_up begin
    insert into fts_pending select new.entry_id
        where not exists (select 1 from fts_pending where entry_id = new.entry_id);
end;
create trigger follow_up_update_fts after update of outcome, note on follow_up begin
    insert into fts_pending select new.entry_id
        where not exists (select 1 from fts_pending where entry_id = new.entry_id);
end;
create trigger follow_up_delete_fts after delete on follow_up begin
    insert into fts_pending select id from entry where id = old.entry_id
        and not exists (select 1 from fts_pending where entry_id = old.entry_id);
end;

-- The number of entries in each state.
create table entry_count (state text primary key not null, count integer not null) strict, without rowid;
insert into entry_count values ('draft', 0), ('done', 0), ('trashed', 0);
create trigger entry_count_insert after insert on entry begin
    update entry_count set count = count + 1 where state = new.state;
end;
create trigger entry_count_update after update of state on entry when old.state <> new.state begin
    update entry_count set count = count - 1 where state = old.state;
    update entry_count set count = count + 1 where state = new.state;
end;
create trigger entry_count_delete after delete on entry begin
    update entry_count set count = count - 1 where state = old.state;
end;

-- The days, in UTC, on which the trash was listed or something was moved there. Entries age in the trash by these
-- days, because a clock may be wrong.
create table usage_day (day text primary key not null) strict, without rowid;

create table trash_arrival (
    entry_id text primary key not null references entry (id) on delete cascade,
    -- When this journal first saw the entry in the trash.
    first_seen_at text not null,
    -- The number of days in usage_day before that.
    use_days_before integer not null
) strict, without rowid;
create trigger trash_arrival_restore after update of state on entry
    when old.state = 'trashed' and new.state <> 'trashed' begin
    delete from trash_arrival where entry_id = old.id;
end;

create index entry_by_finished_exercise on entry (exercise) where state = 'done';
";

/// Creates the tables in an empty file, in one transaction.
pub(crate) fn create_tables(db: &mut Connection, is_locked: bool) -> rusqlite::Result<()> {
    if schema_version(db)? >= SCHEMA_VERSION {
        return Ok(());
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another window may have created them while this one waited for the lock.
    if schema_version(&tx)? < SCHEMA_VERSION {
        tx.execute_batch(SCHEMA_SQL)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        let offset = if is_locked { LOCKED_VERSION_OFFSET } else { 0 };
        tx.pragma_update(None, "user_version", SCHEMA_VERSION + offset)?;
    }
    tx.commit()
}

/// Changes the schema as a newer version might.
#[cfg(test)]
pub(crate) fn create_newer_schema(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch("create table from_a_newer_version (x)")?;
    db.pragma_update(None, "user_version", SCHEMA_VERSION + 1)
}

/// Creates the main tables under the names that they had before the first release.
#[cfg(test)]
pub(crate) fn create_unreleased_schema(db: &Connection, version: i64) -> rusqlite::Result<()> {
    db.execute_batch(
        "create table entry (id text primary key not null, words text) strict;
         create table check_in (entry text primary key not null) strict;",
    )?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    db.pragma_update(None, "user_version", version)
}

/// Makes SQLite overwrite deleted content with zeros.
///
/// Not while the tables are created: the remains in the first page identify a journal whose header is damaged.
pub(crate) fn enable_secure_delete(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "secure_delete", true)
}

/// Turns on WAL mode, so that readers and writers don't block one another.
pub(crate) fn enable_wal(db: &Connection) -> rusqlite::Result<()> {
    let switched = db.query_row("pragma journal_mode = wal", [], |_| Ok(()));
    match switched {
        // Another window is switching the mode or reading. This connection follows with its next transaction, or the
        // next opening switches; saves are durable in either mode.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        other => other,
    }
}
