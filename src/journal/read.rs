//! Everything that is asked of the journal.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Found, Revision, Row, Shelf, Stretch,
    intact::LeftOut,
    stamp,
    stored::{self, Values},
};
use crate::entry::{AnsweredStep, DraftPosition, Entry, EntryId, EntryState};

/// What is to be known of an entry when it is read again.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub entry: Entry,
    /// When its words were changed last, if it is known.
    pub edited: Option<Timestamp>,
}

pub fn entry(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Entry>> {
    // One transaction, so that the answers are those of the entry, whatever another window saves.
    let look = db.unchecked_transaction()?;
    entry_within(&look, id)
}

/// The entry, and when its words were changed last, as they are at one moment.
pub fn reading(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Reading>> {
    let look = db.unchecked_transaction()?;
    let Some(entry) = entry_within(&look, id)? else {
        return Ok(None);
    };
    let edited = stamp::WORDS.of(&look, id)?;
    Ok(Some(Reading { entry, edited }))
}

/// The entry, and how often it was changed so far.
pub fn entry_and_revision(
    db: &Connection,
    id: &EntryId,
) -> rusqlite::Result<Option<(Entry, Revision)>> {
    let look = db.unchecked_transaction()?;
    let entry = entry_within(&look, id)?;
    Ok(entry.zip(revision(&look, id)?))
}

/// How often the entry was changed, if it is there.
pub fn revision(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Revision>> {
    db.prepare_cached("select revision from entry where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// Every entry, wherever it stands.
pub fn ids(db: &Connection, left_out: &LeftOut) -> rusqlite::Result<Vec<EntryId>> {
    let mut ids = db.prepare("select id from entry order by started, id")?;
    left_out.all_readable(ids.query_map([], |row| row.get(0))?)
}

/// The same, within a transaction that is open already.
pub fn entry_within(look: &Connection, id: &EntryId) -> rusqlite::Result<Option<Entry>> {
    let entry = look
        .prepare_cached(
            "select id, exercise, title, started, finished, utc_offset_seconds, day, state, origin,
                at_step, typing, caret
             from entry where id = ?1",
        )?
        .query_row([id], entry_of_row)
        .optional()?;
    let Some(mut entry) = entry else {
        return Ok(None);
    };
    let answers = answers(look, id)?.into_iter();
    entry.answers = answers.map(|(_, answered)| answered).collect();
    Ok(Some(entry))
}

/// The answers of an entry in their order, each with its position. A mended journal may lack some of these.
pub fn answers(db: &Connection, id: &EntryId) -> rusqlite::Result<Vec<(i64, AnsweredStep)>> {
    db.prepare_cached(
        "select step, part, prompt, kind, words, number, means, position
         from answer where entry = ?1 order by position",
    )?
    .query_map([id], |row| {
        let mut values = Values::of(row);
        let answered = AnsweredStep {
            step: values.take()?,
            role: values.take()?,
            prompt: values.take()?,
            answer: stored::answer(&mut values)?,
            outcome: values.take()?,
        };
        Ok((values.take()?, answered))
    })?
    .collect()
}

pub fn find(db: &Connection, typed: &str, left_out: &LeftOut) -> rusqlite::Result<Found> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Ok(Found::None);
    }
    // No id begins so: they have no letter l.
    if typed == "last" {
        let newest = "select id from entry where state = ?1
             order by started desc, id desc limit 1";
        let id = db
            .prepare_cached(newest)?
            .query_row([EntryState::Done], |row| row.get(0))
            .optional()?;
        return Ok(id.map_or(Found::None, Found::One));
    }
    let mut ids = db.prepare_cached(FIND)?;
    let ids = ids.query_map(params![typed, format!("{typed}{}", char::MAX)], |row| {
        row.get(0)
    })?;
    let mut ids: Vec<EntryId> = left_out.all_readable(ids)?;
    // A whole id is meant, even if another goes on from there.
    if let Some(whole) = ids.iter().position(|id| id.as_str() == typed) {
        return Ok(Found::One(ids.swap_remove(whole)));
    }
    Ok(match ids.len() {
        0 => Found::None,
        1 => Found::One(ids.swap_remove(0)),
        _ => Found::Many(ids),
    })
}

pub fn count(db: &Connection, shelf: Shelf) -> rusqlite::Result<u64> {
    db.prepare_cached(COUNT)?.query_row([shelf.state()], number)
}

/// Up to `how_many` lines of a stretch of that shelf, newest first.
pub fn stretch(
    db: &Connection,
    shelf: Shelf,
    stretch: Stretch<'_>,
    how_many: u64,
    left_out: &LeftOut,
) -> rusqlite::Result<Vec<Row>> {
    let (started, id) = match stretch {
        Stretch::Newest | Stretch::Oldest => (None, None),
        Stretch::From(row) | Stretch::Older(row) | Stretch::Newer(row) => {
            (Some(stored::instant(row.started)), Some(&row.id))
        }
    };
    let mut lines = db.prepare_cached(&page(stretch))?;
    let lines = lines.query_map(params![shelf.state(), started, id], row_of_row)?;
    let mut found = left_out.readable(lines, 0, how_many)?;
    if stretch.is_upwards() {
        found.reverse();
    }
    Ok(found)
}

/// The columns of a line, in the order in which `row_of_row` reads them.
pub(super) const COLUMNS: &str = "entry.id, exercise, title, started, utc_offset_seconds, day,
    coalesce(reframe, thought, title) as headline, likelihood_before, likelihood_after, check_in.due";

/// Whether and when it is due a look back, for those that are open.
pub(super) const OPEN: &str =
    "left join check_in on check_in.entry = entry.id and check_in.outcome = 'open'";

/// What asks for the lines of a stretch. No more are read than are wanted, so they are counted by who reads them: one
/// that can't be read isn't to cost a place.
pub(super) fn page(stretch: Stretch<'_>) -> String {
    let within = match stretch {
        Stretch::Newest | Stretch::Oldest => "?2 is null and ?3 is null",
        Stretch::From(_) => "(started, entry.id) <= (?2, ?3)",
        Stretch::Older(_) => "(started, entry.id) < (?2, ?3)",
        Stretch::Newer(_) => "(started, entry.id) > (?2, ?3)",
    };
    let order = if stretch.is_upwards() { "asc" } else { "desc" };
    format!(
        "select {COLUMNS} from entry {OPEN}
        where state = ?1 and {within}
        order by started {order}, entry.id {order}"
    )
}

/// The line of one entry.
pub fn row(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Row>> {
    db.prepare_cached(&format!(
        "select {COLUMNS} from entry {OPEN} where entry.id = ?1"
    ))?
    .query_row([id], row_of_row)
    .optional()
}

/// How many of that shelf come before this one.
pub fn before(db: &Connection, shelf: Shelf, row: &Row) -> rusqlite::Result<u64> {
    let values = params![shelf.state(), stored::instant(row.started), row.id];
    db.prepare_cached(BEFORE)?.query_row(values, number)
}

pub fn due(db: &Connection, today: Date, made_for: &[&str]) -> rusqlite::Result<u64> {
    let made_for = stored::list(made_for);
    db.prepare_cached(DUE)?
        .query_row(params![today.to_string(), made_for], number)
}

fn number(row: &rusqlite::Row<'_>) -> rusqlite::Result<u64> {
    row.get(0).map(i64::unsigned_abs)
}

/// The draft that was saved last.
pub fn latest_draft(db: &Connection) -> rusqlite::Result<Option<EntryId>> {
    let sql = "select id from entry where state = 'draft' order by touched desc limit 1";
    let id: Option<String> = db
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(id.map(EntryId::from))
}

// An index serves each of these; a test asks SQLite whether that is so.
pub(super) const FIND: &str = "select id from entry where id >= ?1 and id < ?2
    order by started desc, id desc";
pub(super) const COUNT: &str = "select count from tally where state = ?1";
pub(super) const BEFORE: &str =
    "select count(*) from entry where state = ?1 and (started, id) > (?2, ?3)";
pub(super) const DUE: &str = "select count(*)
    from check_in cross join entry on entry.id = check_in.entry
    where check_in.outcome = 'open' and due <= ?1 and state = 'done'
        and (coalesce(fear, thought) is not null or exercise in (select value from json_each(?2)))";

fn entry_of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    let mut values = Values::of(row);
    Ok(Entry {
        id: values.take()?,
        exercise: values.take()?,
        title: values.take()?,
        started_at: values.parse()?,
        finished_at: values.parse_some()?,
        utc_offset: values.take()?,
        day: values.parse()?,
        state: values.take()?,
        origin: values.take()?,
        draft_position: place(&mut values)?,
        answers: Vec::new(),
    })
}

/// Where a draft stands, from its step, the words being typed and the caret.
fn place(values: &mut Values<'_>) -> rusqlite::Result<Option<DraftPosition>> {
    let Some(step) = values.take()? else {
        return Ok(None);
    };
    let typing: String = values.take()?;
    let caret = usize::try_from(values.take::<i64>()?).unwrap_or(0);
    // A caret is used to cut the text, so it must never stand inside a character.
    let caret = (0..=caret.min(typing.len()))
        .rev()
        .find(|&place| typing.is_char_boundary(place))
        .unwrap_or(0);
    Ok(Some(DraftPosition {
        step,
        pending_text: typing,
        caret,
    }))
}

pub(super) fn row_of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let mut values = Values::of(row);
    Ok(Row {
        id: values.take()?,
        exercise: values.take()?,
        title: values.take()?,
        started: values.parse()?,
        offset: values.take()?,
        day: values.parse()?,
        headline: values.take()?,
        likelihood_before: values.take()?,
        likelihood_after: values.take()?,
        due: values.parse_some()?,
    })
}
