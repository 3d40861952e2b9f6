//! The FTS5 index, which is derived from the entries.
//!
//! Triggers add each entry whose title, state, revision, card or follow-up changed to
//! `fts_pending`, in the transaction that changes it. So pending entries are known even if
//! another program changed them, or if this one was killed.

mod document;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use rusqlite::{Connection, TransactionBehavior, params};

use self::document::IndexDocument;
pub(super) use self::document::read_texts;
use crate::domain::entry::{EntryId, EntryState};
use crate::storage::skipped_rows::is_value_error;
use crate::storage::work_observer::{WorkObserver, WorkStage};

/// The number of entries that one transaction indexes, so that other windows can write in between.
const BATCH_SIZE: u32 = 500;

/// Separates answers, so that no phrase matches across them, and begins each filter term. No folded word contains it.
const SEPARATOR: char = '\u{e000}';
/// Escapes a character of a filter term at which the tokenizer would split; its hex code follows.
const ESCAPE: char = '\u{e001}';

/// Begins the terms of the tags of an entry, which are among the words. Each list has its own, so that its tags are
/// counted by themselves. No folded word contains it.
const fn tag_marker(state: EntryState) -> char {
    match state {
        EntryState::Done => '\u{e002}',
        EntryState::Draft => '\u{e003}',
        EntryState::Trashed => '\u{e004}',
    }
}

/// The index term for a tag, or the beginning of one, in entries in that state. An empty name begins all.
pub(crate) fn tag_term(state: EntryState, name: &str) -> String {
    let mut term = String::from(tag_marker(state));
    push_escaped(name, &mut term);
    term
}

/// Appends a value as the tokenizer keeps it in one piece.
fn push_escaped(value: &str, term: &mut String) {
    for letter in value.chars() {
        if letter.is_ascii_lowercase() || letter.is_ascii_digit() || !letter.is_ascii() {
            term.push(letter);
        } else {
            term.push(ESCAPE);
            // Writing to a string can't fail.
            let _ = write!(term, "{:02x}", u32::from(letter));
        }
    }
}

/// Kinds of index terms besides words and tags.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FilterTerm {
    Exercise,
    Pattern,
    Feeling,
    /// The outcome of a fear.
    Outcome,
    /// Has an open follow-up, with or without a fear.
    FollowUpOpen,
    /// What the entry is the record of.
    Kind,
    /// The reframe is kept as a card.
    Card,
    /// A pair of adjacent CJK characters. Single ones are in too many entries.
    Bigram,
}

impl FilterTerm {
    /// The index term for a value.
    pub(crate) fn term(self, value: &str) -> String {
        let mut word = String::from(SEPARATOR);
        word.push(match self {
            Self::Exercise => 'x',
            Self::Pattern => 'p',
            Self::Feeling => 'f',
            Self::Outcome => 'o',
            Self::FollowUpOpen => 'w',
            Self::Kind => 'k',
            Self::Card => 'c',
            Self::Bigram => '2',
        });
        push_escaped(value, &mut word);
        word
    }
}

/// Indexes all pending entries, watched by `observer`. What it has indexed before it is stopped stays.
pub(crate) fn index_pending(db: &Connection, observer: &WorkObserver) -> rusqlite::Result<()> {
    let mut batch = IndexBatch::default();
    let (mut done, mut total) = (0, None);
    while db.prepare_cached("select 1 from fts_pending")?.exists([])? {
        let tx = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
        if total.is_none() {
            total = Some(count_pending(&tx, i64::MAX)?);
        }
        observer.report_row(WorkStage::IndexWords, done, total)?;
        let ids: Vec<EntryId> = tx
            .prepare_cached(SELECT_PENDING)?
            .query_map([BATCH_SIZE], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in &ids {
            index_entry(&tx, id, &mut batch)?;
        }
        tx.commit()?;
        done += ids.len() as u64;
        // Another window may have pruned the vocabulary meanwhile.
        batch.known_words.clear();
    }
    Ok(())
}

/// The number of pending entries, counted up to `limit`.
pub(crate) fn count_pending(db: &Connection, limit: i64) -> rusqlite::Result<u64> {
    let sql = "select count(*) from (select 1 from fts_pending limit ?1)";
    let mut count = db.prepare_cached(sql)?;
    count.query_row([limit], |row| row.get(0).map(i64::unsigned_abs))
}

/// Selects pending entries, nearly in the order of their rowids: FTS5 flushes a segment whenever rowids don't ascend.
const SELECT_PENDING: &str = "
select some.entry_id from (select entry_id from fts_pending limit ?1) as some
    left join entry on entry.id = some.entry_id
order by state = 'trashed', state = 'draft', day, started_at";

/// Builds a temporary index if the index of a read-only journal is missing or outdated.
pub(crate) fn build_temp_index(db: &Connection, observer: &WorkObserver) -> rusqlite::Result<()> {
    let is_behind = "select exists (select 1 from fts_pending)";
    if db.query_row(is_behind, [], |row| row.get(0))? {
        db.execute_batch(CREATE_TEMP_INDEX)?;
    }
    index_pending(db, observer)
}

/// Removes the temporary index, which would hide that of the journal.
pub(crate) fn drop_temp_index(db: &Connection) -> rusqlite::Result<()> {
    if has_temp_index(db)? {
        db.execute_batch(
            "drop table temp.fts; drop table temp.fts_rowid; drop table temp.fts_vocab;
            drop table temp.fts_pending;",
        )?;
    }
    Ok(())
}

fn has_temp_index(db: &Connection) -> rusqlite::Result<bool> {
    let sql = "select 1 from temp.sqlite_schema where name = 'fts_pending'";
    db.prepare_cached(sql)?.exists([])
}

/// Temporary tables with the names of those of the journal, which they hide.
const CREATE_TEMP_INDEX: &str = "
create virtual table temp.fts using fts5
    (terms, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
create table temp.fts_rowid (id integer primary key, entry_id text unique not null);
create table temp.fts_vocab (term text primary key not null) without rowid;
create table temp.fts_pending (entry_id text primary key not null) without rowid;
insert into temp.fts_pending select id from entry;
";

/// A cache while entries are indexed.
#[derive(Default)]
pub(crate) struct IndexBatch {
    /// Words that this transaction added to the vocabulary.
    known_words: HashSet<String>,
    /// Runs of taken rowids: first rowid → next free one. Without it, indexing many entries of the same moment would take
    /// quadratic time.
    taken_rowids: BTreeMap<i64, i64>,
}

impl IndexBatch {
    /// The first rowid from `rowid` on that isn't known to be taken.
    fn next_rowid(&self, rowid: i64) -> i64 {
        let run = self.taken_rowids.range(..=rowid).next_back();
        run.map_or(rowid, |(_, &free)| free.max(rowid))
    }

    /// Records that the rowids from `first` to `last` are taken.
    fn mark_taken(&mut self, mut first: i64, last: i64) {
        let mut free = last + 1;
        while let Some((&start, &end)) = self.taken_rowids.range(..=free).next_back()
            && end >= first
        {
            self.taken_rowids.remove(&start);
            first = first.min(start);
            free = free.max(end);
        }
        self.taken_rowids.insert(first, free);
    }
}

/// Whether the index contains every entry that `fts_rowid` lists. SQLite treats a damaged index as empty.
pub(crate) fn is_complete(db: &Connection) -> rusqlite::Result<bool> {
    let sql =
        "select (select count(*) from fts_rowid) = (select count(*) from fts where fts match ?1)";
    // Every indexed entry contains a separator before its title.
    let all = format!("\"{SEPARATOR}\"");
    db.query_row(sql, [all], |row| row.get(0))
}

/// Indexes one entry, replacing its earlier terms.
pub(crate) fn index_entry(
    db: &Connection,
    id: &EntryId,
    batch: &mut IndexBatch,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "delete from fts where rowid = (select id from fts_rowid where entry_id = ?1)",
    )?
    .execute([id])?;
    db.prepare_cached("delete from fts_rowid where entry_id = ?1")?
        .execute([id])?;
    // An entry without a valid state is in no list, so it isn't indexed.
    let document = match IndexDocument::read(db, id) {
        Err(error) if is_value_error(&error) => None,
        document => document?,
    };
    if let Some(document) = document {
        let rowid: i64 = db
            .prepare_cached(SELECT_FREE_ROWID)?
            .query_row([batch.next_rowid(document.rowid)], |row| row.get(0))?;
        batch.mark_taken(document.rowid, rowid);
        db.prepare_cached("insert into fts_rowid (id, entry_id) values (?1, ?2)")?
            .execute(params![rowid, id])?;
        db.prepare_cached("insert into fts (rowid, terms) values (?1, ?2)")?
            .execute(params![rowid, document.terms])?;
        let mut insert_word = db.prepare_cached("insert or ignore into fts_vocab values (?1)")?;
        for word in document.terms.split(' ').filter(|word| is_word(word)) {
            if !batch.known_words.contains(word) {
                insert_word.execute([word])?;
                batch.known_words.insert(word.to_owned());
            }
        }
    }
    db.prepare_cached("delete from fts_pending where entry_id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Whether a term is a word, not a filter term or a separator.
fn is_word(word: &str) -> bool {
    !word.is_empty() && !word.starts_with(SEPARATOR)
}

/// Removes words that no entry contains any more from the vocabulary.
pub(crate) fn prune_vocab(db: &Connection) -> rusqlite::Result<()> {
    with_term_counts(db, |db| {
        db.execute_batch(
            "delete from fts_vocab where term not in (select term from temp.fts_terms)",
        )
    })
}

/// Calls `read` while there is a table `temp.fts_terms` of all terms, with the number of entries that have each.
pub(super) fn with_term_counts<T>(
    db: &Connection,
    read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let place = if has_temp_index(db)? { "temp" } else { "main" };
    db.execute_batch(&format!(
        "create virtual table if not exists temp.fts_terms using fts5vocab({place}, fts, row)"
    ))?;
    let result = read(db);
    db.execute_batch("drop table temp.fts_terms")?;
    result
}

/// The indexed words with that prefix; none if there are more than `max_words`.
pub(crate) fn expand_prefix(
    db: &Connection,
    prefix: &str,
    max_words: u32,
) -> rusqlite::Result<Option<Vec<String>>> {
    let words: Vec<String> = db
        .prepare_cached("select term from fts_vocab where term >= ?1 and term < ?2 limit ?3")?
        .query_map(
            params![prefix, format!("{prefix}{}", char::MAX), max_words + 1],
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok((words.len() <= max_words as usize).then_some(words))
}

/// Selects the first free rowid from `?1` on.
const SELECT_FREE_ROWID: &str =
    "select case when not exists (select 1 from fts_rowid where id = ?1) then ?1
    else (select id + 1 from fts_rowid as taken where id >= ?1
        and not exists (select 1 from fts_rowid where id = taken.id + 1)
        order by id limit 1) end";

/// The first and the last rowid of entries in that state between two days, both included.
///
/// FTS5 returns rows in the order of rowids. They encode state, day, and the quarter of a second of the start, so that the
/// newest match comes first without sorting.
pub(crate) fn rowid_range(
    state: EntryState,
    from: Option<Date>,
    until: Option<Date>,
) -> (i64, i64) {
    let first = make_rowid(state, from.unwrap_or(Date::MIN), 0);
    let last = make_rowid(state, until.unwrap_or(Date::MAX), ROWIDS_PER_DAY - 1);
    (first, last)
}

/// Quarters of a second of a day in any time zone, with some reserve.
const ROWIDS_PER_DAY: i64 = 1 << 20;
/// Quarters of a second before midnight UTC in which the local day has begun.
const QUARTERS_BEFORE_MIDNIGHT: i64 = 1 << 18;
/// Rowids at the end of a day for entries of the same moment.
const RESERVED_ROWIDS: i64 = 1 << 16;
/// More than the number of days that `Date` represents.
const MAX_DAYS: i64 = 1 << 23;

fn make_rowid(state: EntryState, day: Date, quarter: i64) -> i64 {
    let state = match state {
        EntryState::Done => 0,
        EntryState::Draft => 1,
        EntryState::Trashed => 2,
    };
    (state * MAX_DAYS + days_between(Date::MIN, day)) * ROWIDS_PER_DAY + quarter
}

/// The preferred rowid of an entry; another entry may have taken it.
pub(crate) fn entry_rowid(state: EntryState, day: Date, started: Timestamp) -> i64 {
    let midnight = days_between(date(1970, 1, 1), day) * 86_400_000;
    let quarter = (started.as_millisecond() - midnight).div_euclid(250) + QUARTERS_BEFORE_MIDNIGHT;
    make_rowid(
        state,
        day,
        quarter.clamp(0, ROWIDS_PER_DAY - RESERVED_ROWIDS),
    )
}

fn days_between(from: Date, until: Date) -> i64 {
    from.until(until)
        .map_or(0, |span| i64::from(span.get_days()))
}
