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

use super::fold;
use crate::entry::{EntryId, EntryState};
use crate::exercise::Role;
use crate::journal::intact::is_value_error;
use crate::journal::stored::{FromText, role_column};

/// How many entries go into the index before other windows get their turn.
const AT_A_TIME: u32 = 500;

/// Stands between two answers, so that no phrase reaches from one into the other, and before each mark.
/// No folded word has it.
const BETWEEN: char = '\u{e000}';
/// Stands in a mark for a character that SQLite would end a word at, before its number.
const INSTEAD: char = '\u{e001}';

/// What an entry can be found by besides its words.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    Exercise,
    Pattern,
    Feeling,
    /// What came of a fear, or that it is still open.
    Outcome,
    /// Waits to be looked back on, whether it was about a fear or not.
    Awaited,
    /// Two characters side by side that stand for words. Each alone is in many entries.
    Pair,
}

impl Mark {
    /// The word that stands for it in the index.
    pub fn word(self, value: &str) -> String {
        let mut word = String::from(BETWEEN);
        word.push(match self {
            Self::Exercise => 'x',
            Self::Pattern => 'p',
            Self::Feeling => 'f',
            Self::Outcome => 'o',
            Self::Awaited => 'w',
            Self::Pair => '2',
        });
        for letter in value.chars() {
            if letter.is_ascii_lowercase() || letter.is_ascii_digit() || !letter.is_ascii() {
                word.push(letter);
            } else {
                word.push(INSTEAD);
                // Writing to a string can't fail.
                let _ = write!(word, "{:02x}", u32::from(letter));
            }
        }
        word
    }
}

/// Takes everything into the index that it doesn't have yet.
pub fn catch_up(db: &Connection) -> rusqlite::Result<()> {
    let mut batch = Batch::default();
    while db.prepare_cached("select 1 from unsought")?.exists([])? {
        let tx = rusqlite::Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
        let ids: Vec<EntryId> = tx
            .prepare_cached(SOME)?
            .query_map([AT_A_TIME], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for id in &ids {
            put(&tx, id, &mut batch)?;
        }
        tx.commit()?;
        // Another window may have taken words out of the vocabulary meanwhile.
        batch.learned.clear();
    }
    Ok(())
}

/// Some of the entries that the index lacks, in the order of their numbers as far as that is easy: SQLite
/// writes a part of the index by itself whenever it has to go back.
const SOME: &str = "
select some.entry from (select entry from unsought limit ?1) as some
    left join entry on entry.id = some.entry
order by state = 'trashed', state = 'draft', day, started";

/// Makes an index in memory for a journal that can't be written to, if it has none or an outdated one.
pub fn stand_in(db: &Connection) -> rusqlite::Result<()> {
    // The vocabulary came last; an index without it is an older one.
    let has_one = "select exists (select 1 from pragma_table_list('vocabulary'))";
    let is_behind = "select exists (select 1 from unsought)";
    let is_so = |sql| db.query_row(sql, [], |row| row.get(0));
    if !is_so(has_one)? || is_so(is_behind)? {
        db.execute_batch(STAND_IN)?;
    }
    catch_up(db)
}

/// Removes an index in memory, which would hide that of the journal.
pub fn drop_stand_in(db: &Connection) -> rusqlite::Result<()> {
    let has_one = "select 1 from temp.sqlite_schema where name = 'unsought'";
    if db.prepare_cached(has_one)?.exists([])? {
        db.execute_batch(
            "drop table temp.sought; drop table temp.place; drop table temp.vocabulary;
            drop table temp.unsought;",
        )?;
    }
    Ok(())
}

/// Tables like those of the journal. They are seen instead of those.
const STAND_IN: &str = "
create virtual table temp.sought using fts5
    (words, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii');
create table temp.place (number integer primary key, entry text unique not null);
create table temp.vocabulary (word text primary key not null) without rowid;
create table temp.unsought (entry text primary key not null) without rowid;
insert into temp.unsought select id from entry;
";

/// What is known of the index while entries are written into it.
#[derive(Default)]
pub struct Batch {
    /// The words that the vocabulary has since this transaction.
    learned: HashSet<String>,
    /// Runs of numbers that entries have, from the first one to the first free one. Without them, each of many entries
    /// of the same moment would have to pass all those before it.
    runs: BTreeMap<i64, i64>,
}

impl Batch {
    /// The first number from there on that isn't known to be taken.
    fn next(&self, number: i64) -> i64 {
        let run = self.runs.range(..=number).next_back();
        run.map_or(number, |(_, &free)| free.max(number))
    }

    /// Notes that all numbers from there on are taken, up to and with the last one.
    fn take(&mut self, mut first: i64, last: i64) {
        let mut free = last + 1;
        while let Some((&start, &end)) = self.runs.range(..=free).next_back()
            && end >= first
        {
            self.runs.remove(&start);
            first = first.min(start);
            free = free.max(end);
        }
        self.runs.insert(first, free);
    }
}

/// Whether the index has words of every entry that it says it has. SQLite takes a spoiled index for an empty one.
pub fn has_all(db: &Connection) -> rusqlite::Result<bool> {
    let sql =
        "select (select count(*) from place) = (select count(*) from sought where sought match ?1)";
    // It stands before the title of each.
    let all = format!("\"{BETWEEN}\"");
    db.query_row(sql, [all], |row| row.get(0))
}

/// Writes one entry into the index, in the place of what the index had of it.
pub fn put(db: &Connection, id: &EntryId, batch: &mut Batch) -> rusqlite::Result<()> {
    db.prepare_cached(
        "delete from sought where rowid = (select number from place where entry = ?1)",
    )?
    .execute([id])?;
    db.prepare_cached("delete from place where entry = ?1")?
        .execute([id])?;
    // What has lost its state stands in no list either.
    let known = match Known::read(db, id) {
        Err(error) if is_value_error(&error) => None,
        known => known?,
    };
    if let Some(known) = known {
        let number: i64 = db
            .prepare_cached(FREE)?
            .query_row([batch.next(known.number)], |row| row.get(0))?;
        batch.take(known.number, number);
        db.prepare_cached("insert into place (number, entry) values (?1, ?2)")?
            .execute(params![number, id])?;
        db.prepare_cached("insert into sought (rowid, words) values (?1, ?2)")?
            .execute(params![number, known.words])?;
        let mut learn = db.prepare_cached("insert or ignore into vocabulary values (?1)")?;
        for word in known.words.split(' ').filter(|word| is_plain(word)) {
            if !batch.learned.contains(word) {
                learn.execute([word])?;
                batch.learned.insert(word.to_owned());
            }
        }
    }
    db.prepare_cached("delete from unsought where entry = ?1")?
        .execute([id])?;
    Ok(())
}

/// Whether something is a word that can be typed, and no mark.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && !word.starts_with(BETWEEN)
}

/// Takes the words out of the vocabulary that no entry has any more.
pub fn forget_words(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "create virtual table if not exists temp.terms using fts5vocab(main, sought, row);
        delete from vocabulary where word not in (select term from temp.terms);
        drop table temp.terms;",
    )
}

/// The words that begin so, or none where there are more than `most`.
pub fn words_that_begin(
    db: &Connection,
    with: &str,
    most: u32,
) -> rusqlite::Result<Option<Vec<String>>> {
    let words: Vec<String> = db
        .prepare_cached("select word from vocabulary where word >= ?1 and word < ?2 limit ?3")?
        .query_map(
            params![with, format!("{with}{}", char::MAX), most + 1],
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    Ok((words.len() <= most as usize).then_some(words))
}

/// The first number from there on that no entry has.
const FREE: &str = "select case when not exists (select 1 from place where number = ?1) then ?1
    else (select number + 1 from place as taken where number >= ?1
        and not exists (select 1 from place where number = taken.number + 1)
        order by number limit 1) end";

/// The numbers of entries in that state from one day to another, both included.
///
/// They are the rows of the index, so that it has the newest first without sorting: by state, then by day,
/// then by the quarter of a second it was started in.
pub fn numbers(state: EntryState, from: Option<Date>, until: Option<Date>) -> (i64, i64) {
    let first = number(state, from.unwrap_or(Date::MIN), 0);
    let last = number(state, until.unwrap_or(Date::MAX), A_DAY - 1);
    (first, last)
}

/// Room for the quarters of a second in which a day lasts somewhere, and then some.
const A_DAY: i64 = 1 << 20;
/// Those before a day begins at Greenwich and has begun somewhere else.
const BEFORE: i64 = 1 << 18;
/// Room at the end of a day for entries that were started at the same time.
const TWINS: i64 = 1 << 16;
/// Room for every day there is.
const DAYS: i64 = 1 << 23;

fn number(state: EntryState, day: Date, quarter: i64) -> i64 {
    let state = match state {
        EntryState::Done => 0,
        EntryState::Draft => 1,
        EntryState::Trashed => 2,
    };
    (state * DAYS + days(Date::MIN, day)) * A_DAY + quarter
}

/// The number of an entry, unless another one has it already.
pub fn number_of(state: EntryState, day: Date, started: Timestamp) -> i64 {
    let midnight = days(date(1970, 1, 1), day) * 86_400_000;
    let quarter = (started.as_millisecond() - midnight).div_euclid(250) + BEFORE;
    number(state, day, quarter.clamp(0, A_DAY - TWINS))
}

fn days(from: Date, until: Date) -> i64 {
    from.until(until)
        .map_or(0, |span| i64::from(span.get_days()))
}

/// What the index has to know of an entry.
struct Known {
    number: i64,
    words: String,
}

impl Known {
    fn read(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Self>> {
        let known = db
            .prepare_cached(
                "select title, exercise, typing, state, day, started, check_in.note,
                    iif(check_in.outcome = 'open', '', null) as awaited,
                    iif(entry.outcome is null
                        and coalesce(fear, likelihood_before, likelihood_after) is not null,
                        check_in.outcome, null) as came
                 from entry left join check_in on check_in.entry = entry.id where id = ?1",
            )?
            .query_row([id], |row| {
                let mut words = String::new();
                for more in ["title", "typing", "note"] {
                    add(&mut words, text(row.get_ref(more)?));
                }
                let marks = [
                    (Mark::Exercise, "exercise"),
                    (Mark::Outcome, "came"),
                    (Mark::Awaited, "awaited"),
                ];
                for (mark, more) in marks {
                    mark_with(&mut words, mark, text(row.get_ref(more)?).as_deref());
                }
                // What somebody else wrote there is still found by its words.
                let day = row.get("day").map_or(Date::ZERO, |FromText(day)| day);
                let started = row.get("started");
                let started = started.map_or(Timestamp::UNIX_EPOCH, |FromText(time)| time);
                let number = number_of(row.get("state")?, day, started);
                Ok(Self { number, words })
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
            "select part, kind, words from answer
             where entry = ?1 and kind in ('text', 'items', 'chosen') order by position",
        )?;
        let mut rows = answers.query([id])?;
        while let Some(row) = rows.next()? {
            let [part, kind, words] = [0, 1, 2].map(|place| row.get_ref(place).map(text));
            let (part, kind, words) = (part?, kind?, words?);
            let words = words.unwrap_or_default();
            let items = match kind.as_deref() {
                Some("text") => vec![words],
                _ => serde_json::from_str(&words).unwrap_or_else(|_| vec![words]),
            };
            add(&mut self.words, Some(items.join("\n")));
            let mark = match part {
                Some(part) if part == role_column(Role::Patterns) => Mark::Pattern,
                Some(part) if part == role_column(Role::Feelings) => Mark::Feeling,
                _ => continue,
            };
            for item in items {
                mark_with(&mut self.words, mark, Some(&item));
            }
        }
        Ok(())
    }
}

/// A text as far as it can be read: an entry with a spoiled word is found by the others.
fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    }
}

fn add(words: &mut String, more: Option<String>) {
    if let Some(more) = more {
        words.extend([' ', BETWEEN, ' ']);
        let tokens = fold::tokens(&more);
        words.push_str(&fold::joined(&tokens));
        for pair in fold::pairs(tokens.iter().map(|token| token.letters.as_str())) {
            mark_with(words, Mark::Pair, Some(&pair));
        }
    }
}

fn mark_with(words: &mut String, mark: Mark, value: Option<&str>) {
    if let Some(value) = value {
        words.extend([' ', BETWEEN, ' ']);
        words.push_str(&mark.word(value));
    }
}
