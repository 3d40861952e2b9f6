//! The index of all words, which is derived from the entries and follows them.
//!
//! Triggers note in `unsought` whatever changes, in the transaction that changes it. So it is known what the
//! index doesn't have yet, whoever wrote it, an older program or a person with SQL of their own, and even if
//! this program was killed.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::domain::entry::{EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::storage::columns::FromText;
use crate::storage::integrity::is_value_error;
use crate::text::fold;

/// How many entries go into the index before other windows get their turn.
const BATCH_SIZE: u32 = 500;

/// Stands between two answers, so that no phrase reaches from one into the other, and before each mark.
/// No folded word has it.
const SEPARATOR: char = '\u{e000}';
/// Stands in a mark for a character that SQLite would end a word at, before its number.
const ESCAPE: char = '\u{e001}';

/// What an entry can be found by besides its words.
#[derive(Clone, Copy, Debug)]
pub enum FilterTerm {
    Exercise,
    Pattern,
    Feeling,
    /// What came of a fear, or that it is still open.
    Outcome,
    /// Waits to be looked back on, whether it was about a fear or not.
    FollowUpOpen,
    /// Two characters side by side that stand for words. Each alone is in many entries.
    Bigram,
}

impl FilterTerm {
    /// The word that stands for it in the index.
    pub fn term(self, value: &str) -> String {
        let mut word = String::from(SEPARATOR);
        word.push(match self {
            Self::Exercise => 'x',
            Self::Pattern => 'p',
            Self::Feeling => 'f',
            Self::Outcome => 'o',
            Self::FollowUpOpen => 'w',
            Self::Bigram => '2',
        });
        for letter in value.chars() {
            if letter.is_ascii_lowercase() || letter.is_ascii_digit() || !letter.is_ascii() {
                word.push(letter);
            } else {
                word.push(ESCAPE);
                // Writing to a string can't fail.
                let _ = write!(word, "{:02x}", u32::from(letter));
            }
        }
        word
    }
}

/// Takes everything into the index that it doesn't have yet.
pub fn index_pending(db: &Connection) -> rusqlite::Result<()> {
    let mut batch = IndexBatch::default();
    while db.prepare_cached("select 1 from fts_pending")?.exists([])? {
        let tx = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
        let ids: Vec<EntryId> = tx
            .prepare_cached(SELECT_PENDING)?
            .query_map([BATCH_SIZE], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in &ids {
            index_entry(&tx, id, &mut batch)?;
        }
        tx.commit()?;
        // Another window may have taken words out of the vocabulary meanwhile.
        batch.known_words.clear();
    }
    Ok(())
}

/// Some of the entries that the index lacks, in the order of their numbers as far as that is easy: SQLite
/// writes a part of the index by itself whenever it has to go back.
const SELECT_PENDING: &str = "
select some.entry_id from (select entry_id from fts_pending limit ?1) as some
    left join entry on entry.id = some.entry_id
order by state = 'trashed', state = 'draft', day, started_at";

/// Makes an index in memory for a journal that can't be written to, if it has none or an outdated one.
pub fn build_temp_index(db: &Connection) -> rusqlite::Result<()> {
    let is_behind = "select exists (select 1 from fts_pending)";
    if db.query_row(is_behind, [], |row| row.get(0))? {
        db.execute_batch(CREATE_TEMP_INDEX)?;
    }
    index_pending(db)
}

/// Removes an index in memory, which would hide that of the journal.
pub fn drop_temp_index(db: &Connection) -> rusqlite::Result<()> {
    let has_one = "select 1 from temp.sqlite_schema where name = 'fts_pending'";
    if db.prepare_cached(has_one)?.exists([])? {
        db.execute_batch(
            "drop table temp.fts; drop table temp.fts_rowid; drop table temp.fts_vocab;
            drop table temp.fts_pending;",
        )?;
    }
    Ok(())
}

/// Tables like those of the journal. They are seen instead of those.
const CREATE_TEMP_INDEX: &str = "
create virtual table temp.fts using fts5
    (terms, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
create table temp.fts_rowid (id integer primary key, entry_id text unique not null);
create table temp.fts_vocab (term text primary key not null) without rowid;
create table temp.fts_pending (entry_id text primary key not null) without rowid;
insert into temp.fts_pending select id from entry;
";

/// What is known of the index while entries are written into it.
#[derive(Default)]
pub struct IndexBatch {
    /// The words that the vocabulary has since this transaction.
    known_words: HashSet<String>,
    /// Runs of numbers that entries have, from the first one to the first free one. Without them, each of many entries
    /// of the same moment would have to pass all those before it.
    taken_rowids: BTreeMap<i64, i64>,
}

impl IndexBatch {
    /// The first number from there on that isn't known to be taken.
    fn next_rowid(&self, number: i64) -> i64 {
        let run = self.taken_rowids.range(..=number).next_back();
        run.map_or(number, |(_, &free)| free.max(number))
    }

    /// Notes that all numbers from there on are taken, up to and with the last one.
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

/// Whether the index has words of every entry that it says it has. SQLite takes a spoiled index for an empty one.
pub fn is_complete(db: &Connection) -> rusqlite::Result<bool> {
    let sql =
        "select (select count(*) from fts_rowid) = (select count(*) from fts where fts match ?1)";
    // It stands before the title of each.
    let all = format!("\"{SEPARATOR}\"");
    db.query_row(sql, [all], |row| row.get(0))
}

/// Writes one entry into the index, in the place of what the index had of it.
pub fn index_entry(db: &Connection, id: &EntryId, batch: &mut IndexBatch) -> rusqlite::Result<()> {
    db.prepare_cached(
        "delete from fts where rowid = (select id from fts_rowid where entry_id = ?1)",
    )?
    .execute([id])?;
    db.prepare_cached("delete from fts_rowid where entry_id = ?1")?
        .execute([id])?;
    // What has lost its state stands in no list either.
    let document = match IndexDocument::read(db, id) {
        Err(error) if is_value_error(&error) => None,
        known => known?,
    };
    if let Some(known) = document {
        let number: i64 = db
            .prepare_cached(SELECT_FREE_ROWID)?
            .query_row([batch.next_rowid(known.rowid)], |row| row.get(0))?;
        batch.mark_taken(known.rowid, number);
        db.prepare_cached("insert into fts_rowid (id, entry_id) values (?1, ?2)")?
            .execute(params![number, id])?;
        db.prepare_cached("insert into fts (rowid, terms) values (?1, ?2)")?
            .execute(params![number, known.terms])?;
        let mut learn = db.prepare_cached("insert or ignore into fts_vocab values (?1)")?;
        for word in known.terms.split(' ').filter(|word| is_word(word)) {
            if !batch.known_words.contains(word) {
                learn.execute([word])?;
                batch.known_words.insert(word.to_owned());
            }
        }
    }
    db.prepare_cached("delete from fts_pending where entry_id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Whether something is a word that can be typed, and no mark.
fn is_word(word: &str) -> bool {
    !word.is_empty() && !word.starts_with(SEPARATOR)
}

/// Takes the words out of the vocabulary that no entry has any more.
pub fn prune_vocab(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "create virtual table if not exists temp.fts_terms using fts5vocab(main, fts, row);
        delete from fts_vocab where term not in (select term from temp.fts_terms);
        drop table temp.fts_terms;",
    )
}

/// The words that begin so, or none where there are more than `most`.
pub fn expand_prefix(
    db: &Connection,
    with: &str,
    most: u32,
) -> rusqlite::Result<Option<Vec<String>>> {
    let words: Vec<String> = db
        .prepare_cached("select term from fts_vocab where term >= ?1 and term < ?2 limit ?3")?
        .query_map(
            params![with, format!("{with}{}", char::MAX), most + 1],
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok((words.len() <= most as usize).then_some(words))
}

/// The first number from there on that no entry has.
const SELECT_FREE_ROWID: &str =
    "select case when not exists (select 1 from fts_rowid where id = ?1) then ?1
    else (select id + 1 from fts_rowid as taken where id >= ?1
        and not exists (select 1 from fts_rowid where id = taken.id + 1)
        order by id limit 1) end";

/// The numbers of entries in that state from one day to another, both included.
///
/// They are the rows of the index, so that it has the newest first without sorting: by state, then by day,
/// then by the quarter of a second it was started in.
pub fn rowid_range(state: EntryState, from: Option<Date>, until: Option<Date>) -> (i64, i64) {
    let first = make_rowid(state, from.unwrap_or(Date::MIN), 0);
    let last = make_rowid(state, until.unwrap_or(Date::MAX), ROWIDS_PER_DAY - 1);
    (first, last)
}

/// Room for the quarters of a second in which a day lasts somewhere, and then some.
const ROWIDS_PER_DAY: i64 = 1 << 20;
/// Those before a day begins at Greenwich and has begun somewhere else.
const QUARTERS_BEFORE_MIDNIGHT: i64 = 1 << 18;
/// Room at the end of a day for entries that were started at the same time.
const RESERVED_ROWIDS: i64 = 1 << 16;
/// Room for every day there is.
const MAX_DAYS: i64 = 1 << 23;

fn make_rowid(state: EntryState, day: Date, quarter: i64) -> i64 {
    let state = match state {
        EntryState::Done => 0,
        EntryState::Draft => 1,
        EntryState::Trashed => 2,
    };
    (state * MAX_DAYS + days_between(Date::MIN, day)) * ROWIDS_PER_DAY + quarter
}

/// The number of an entry, unless another one has it already.
pub fn entry_rowid(state: EntryState, day: Date, started: Timestamp) -> i64 {
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

/// What the index has to know of an entry.
struct IndexDocument {
    rowid: i64,
    terms: String,
}

impl IndexDocument {
    fn read(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Self>> {
        let known = db
            .prepare_cached(
                "select title, exercise, draft_text, state, day, started_at, follow_up.note,
                    iif(follow_up.outcome = 'open', '', null) as follow_up_open,
                    iif(entry.outcome is null
                        and coalesce(fear, likelihood_before, likelihood_after) is not null,
                        follow_up.outcome, null) as fear_outcome
                 from entry left join follow_up on follow_up.entry_id = entry.id where id = ?1",
            )?
            .query_row([id], |row| {
                let mut words = String::new();
                for more in ["title", "draft_text", "note"] {
                    push_text(&mut words, text_lossy(row.get_ref(more)?));
                }
                let marks = [
                    (FilterTerm::Exercise, "exercise"),
                    (FilterTerm::Outcome, "fear_outcome"),
                    (FilterTerm::FollowUpOpen, "follow_up_open"),
                ];
                for (mark, more) in marks {
                    push_term(&mut words, mark, text_lossy(row.get_ref(more)?).as_deref());
                }
                // What somebody else wrote there is still found by its words.
                let day = row.get("day").map_or(Date::ZERO, |FromText(day)| day);
                let started = row.get("started_at");
                let started = started.map_or(Timestamp::UNIX_EPOCH, |FromText(time)| time);
                let number = entry_rowid(row.get("state")?, day, started);
                Ok(Self {
                    rowid: number,
                    terms: words,
                })
            })
            .optional()?;
        let Some(mut known) = known else {
            return Ok(None);
        };
        known.add_answers(db, id)?;
        Ok(Some(known))
    }

    fn add_answers(&mut self, db: &Connection, id: &EntryId) -> rusqlite::Result<()> {
        let mut answers = db.prepare_cached(
            "select role, kind, text from answer
             where entry_id = ?1 and kind in ('text', 'items', 'chosen') order by position",
        )?;
        let mut rows = answers.query([id])?;
        while let Some(row) = rows.next()? {
            let [part, kind, words] = [0, 1, 2].map(|place| row.get_ref(place).map(text_lossy));
            let (part, kind, words) = (part?, kind?, words?);
            let words = words.unwrap_or_default();
            let items = match kind.as_deref() {
                Some("text") => vec![words],
                _ => serde_json::from_str(&words).unwrap_or_else(|_| vec![words]),
            };
            push_text(&mut self.terms, Some(items.join("\n")));
            let mark = match part {
                Some(part) if part == Role::Patterns.as_str() => FilterTerm::Pattern,
                Some(part) if part == Role::Feelings.as_str() => FilterTerm::Feeling,
                _ => continue,
            };
            for item in items {
                push_term(&mut self.terms, mark, Some(&item));
            }
        }
        Ok(())
    }
}

/// A text as far as it can be read: an entry with a spoiled word is found by the others.
fn text_lossy(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    }
}

fn push_text(words: &mut String, more: Option<String>) {
    if let Some(more) = more {
        words.extend([' ', SEPARATOR, ' ']);
        let tokens = fold::tokens(&more);
        words.push_str(&fold::join(&tokens));
        for pair in fold::bigrams(tokens.iter().map(|token| token.folded.as_str())) {
            push_term(words, FilterTerm::Bigram, Some(&pair));
        }
    }
}

fn push_term(words: &mut String, mark: FilterTerm, value: Option<&str>) {
    if let Some(value) = value {
        words.extend([' ', SEPARATOR, ' ']);
        words.push_str(&mark.term(value));
    }
}
