//! The queries of the journal.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::entry_list::{EntryList, EntrySummary, IdMatch, PageRequest};
use super::{Journal, JournalError, Revision};
use crate::domain::entry::{AnsweredStep, DraftPosition, Entry, EntryId, EntryKind, EntryState};
use crate::storage::columns::{self, RowReader};
use crate::storage::skipped_rows::SkippedRows;
use crate::storage::timestamps;

/// An entry with the timestamp of its content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EntryWithEditTime {
    pub(crate) entry: Entry,
    /// When its content was last changed, if known.
    pub(crate) edited_at: Option<Timestamp>,
}

impl Journal {
    /// The ids of all entries in any state, oldest first.
    pub fn ids(&self) -> Result<Vec<EntryId>, JournalError> {
        self.map_db_err(select_ids(&self.db, &self.skipped_rows))
    }

    /// Reads an entry in any state.
    pub fn entry(&self, id: &EntryId) -> Result<Option<Entry>, JournalError> {
        self.map_db_err(read_entry(&self.db, id))
    }

    /// Reads an entry, and when its text was last changed.
    pub(crate) fn entry_with_edit_time(
        &self,
        id: &EntryId,
    ) -> Result<Option<EntryWithEditTime>, JournalError> {
        self.map_db_err(read_entry_with_edit_time(&self.db, id))
    }

    /// Finds entries by the beginning of the id; "last" is the newest finished entry.
    pub fn match_id(&self, typed: &str) -> Result<IdMatch, JournalError> {
        self.map_db_err(match_id(&self.db, typed, &self.skipped_rows))
    }

    /// The number of entries in `list`.
    pub fn count(&self, list: EntryList) -> Result<u64, JournalError> {
        self.map_db_err(count_entries(&self.db, list))
    }

    /// The newest entries in `list`, up to `limit`.
    pub fn newest_summaries(
        &self,
        list: EntryList,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        let newest = PageRequest::Newest;
        let newest = select_page(&self.db, list, newest, limit, &self.skipped_rows);
        self.map_db_err(newest)
    }

    /// The summary of an entry in any state.
    pub(crate) fn summary(&self, id: &EntryId) -> Result<Option<EntrySummary>, JournalError> {
        self.map_db_err(read_summary(&self.db, id))
    }

    /// The number of entries in `list` that are newer than `row`.
    pub fn count_before(&self, list: EntryList, row: &EntrySummary) -> Result<u64, JournalError> {
        self.map_db_err(count_before(&self.db, list, row))
    }

    /// The draft that was saved last.
    pub fn latest_draft(&self) -> Result<Option<EntryId>, JournalError> {
        self.map_db_err(select_latest_draft(&self.db))
    }
}

pub(crate) fn read_entry(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Entry>> {
    // One transaction, so that entry and answers are of the same version.
    let snapshot = db.unchecked_transaction()?;
    read_entry_in(&snapshot, id)
}

/// Reads an entry and its content timestamp in one snapshot.
pub(crate) fn read_entry_with_edit_time(
    db: &Connection,
    id: &EntryId,
) -> rusqlite::Result<Option<EntryWithEditTime>> {
    let snapshot = db.unchecked_transaction()?;
    let Some(entry) = read_entry_in(&snapshot, id)? else {
        return Ok(None);
    };
    let edited_at = timestamps::CONTENT.read(&snapshot, id)?;
    Ok(Some(EntryWithEditTime { entry, edited_at }))
}

/// Reads an entry and its revision in one snapshot.
pub(crate) fn read_entry_and_revision(
    db: &Connection,
    id: &EntryId,
) -> rusqlite::Result<Option<(Entry, Revision)>> {
    let snapshot = db.unchecked_transaction()?;
    let entry = read_entry_in(&snapshot, id)?;
    Ok(entry.zip(read_revision(&snapshot, id)?))
}

/// The revision of an entry; none if it is missing.
pub(crate) fn read_revision(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Revision>> {
    db.prepare_cached("select revision from entry where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// The ids of all entries in any state, oldest first.
pub(crate) fn select_ids(db: &Connection, skipped: &SkippedRows) -> rusqlite::Result<Vec<EntryId>> {
    let mut ids = db.prepare("select id from entry order by started_at, id")?;
    skipped.filter_all(ids.query_map([], |row| row.get(0))?)
}

/// The same in the current transaction.
pub(crate) fn read_entry_in(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Entry>> {
    let entry = db
        .prepare_cached(
            "select id, exercise, title, started_at, finished_at, utc_offset_seconds, day, state, origin, kind,
                draft_step, draft_text, draft_caret
             from entry where id = ?1",
        )?
        .query_row([id], entry_from_row)
        .optional()?;
    let Some(mut entry) = entry else {
        return Ok(None);
    };
    let answers = read_answers(db, id)?.into_iter();
    entry.answers = answers.map(|(_, answered)| answered).collect();
    Ok(Some(entry))
}

/// The answers of an entry with their positions. A recovered journal may have gaps.
pub(crate) fn read_answers(
    db: &Connection,
    id: &EntryId,
) -> rusqlite::Result<Vec<(i64, AnsweredStep)>> {
    db.prepare_cached(
        "select step, role, prompt, kind, text, number, outcome, position
         from answer where entry_id = ?1 order by position",
    )?
    .query_map([id], |row| {
        let mut values = RowReader::new(row);
        let answered = AnsweredStep {
            step: values.next_value()?,
            role: values.next_value()?,
            prompt: values.next_value()?,
            answer: columns::read_answer(&mut values)?,
            outcome: values.next_value()?,
        };
        Ok((values.next_value()?, answered))
    })?
    .collect()
}

pub(crate) fn match_id(
    db: &Connection,
    prefix: &str,
    skipped: &SkippedRows,
) -> rusqlite::Result<IdMatch> {
    let prefix = prefix.trim().to_lowercase();
    if prefix.is_empty() {
        return Ok(IdMatch::None);
    }
    // No id can begin like this: the alphabet of ids has no l.
    if prefix == "last" {
        let newest = "select id from entry where state = ?1
             order by started_at desc, id desc limit 1";
        let id = db
            .prepare_cached(newest)?
            .query_row([EntryState::Done], |row| row.get(0))
            .optional()?;
        return Ok(id.map_or(IdMatch::None, IdMatch::One));
    }
    let mut ids = db.prepare_cached(SELECT_IDS_BY_PREFIX)?;
    let ids = ids.query_map(params![prefix, format!("{prefix}{}", char::MAX)], |row| {
        row.get(0)
    })?;
    let mut ids: Vec<EntryId> = skipped.filter_all(ids)?;
    // A complete id wins over longer ones.
    if let Some(exact) = ids.iter().position(|id| id.as_str() == prefix) {
        return Ok(IdMatch::One(ids.swap_remove(exact)));
    }
    Ok(match ids.len() {
        0 => IdMatch::None,
        1 => IdMatch::One(ids.swap_remove(0)),
        _ => IdMatch::Many(ids),
    })
}

pub(crate) fn count_entries(db: &Connection, list: EntryList) -> rusqlite::Result<u64> {
    db.prepare_cached(SELECT_COUNT)?
        .query_row([list.state()], count_from_row)
}

/// Up to `limit` summaries of a page, newest first.
pub(crate) fn select_page(
    db: &Connection,
    list: EntryList,
    request: PageRequest<'_>,
    limit: u64,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<EntrySummary>> {
    let (started, id) = match request {
        PageRequest::Newest | PageRequest::Oldest => (None, None),
        PageRequest::StartingAt(row)
        | PageRequest::OlderThan(row)
        | PageRequest::NewerThan(row) => {
            (Some(columns::format_instant(row.started)), Some(&row.id))
        }
    };
    let mut rows = db.prepare_cached(&page_sql(request))?;
    let rows = rows.query_map(params![list.state(), started, id], summary_from_row)?;
    let mut found = skipped.filter_page(rows, 0, limit)?;
    if request.is_ascending() {
        found.reverse();
    }
    Ok(found)
}

/// The columns that [`summary_from_row`] reads, with the SQL of the due day of an open follow-up and of the time until which a
/// worry waits.
macro_rules! summary_columns {
    ($due_day:literal, $postponed_until:literal) => {
        concat!(
            "entry.id, exercise, title, started_at, utc_offset_seconds, day,
            thought, reframe, kind, feelings, situation, is_card, distress_before, distress_after,
            likelihood_before, likelihood_after, ",
            $due_day,
            ", ",
            $postponed_until,
            // The words of a trashed entry aren't shown in another one.
            ", case when thought is null and kind = 'exercise' then (select coalesce(fear, thought, reframe)
                from entry as origin where origin.id = entry.origin and state <> 'trashed') end"
        )
    };
}
pub(in crate::storage) use summary_columns;

/// The columns of [`summary_from_row`] with [`JOIN_OPEN_FOLLOW_UP`].
pub(in crate::storage) const SUMMARY_COLUMNS: &str = summary_columns!(
    "follow_up.due_day",
    "case is_postponed when 1 then postponed_until end"
);

/// Joins the follow-up while it is open.
pub(in crate::storage) const JOIN_OPEN_FOLLOW_UP: &str =
    "left join follow_up on follow_up.entry_id = entry.id and follow_up.outcome = 'open'";

/// The query of a page. It has no SQL limit: the caller stops reading, because unreadable rows must not count.
pub(in crate::storage) fn page_sql(request: PageRequest<'_>) -> String {
    let within = match request {
        PageRequest::Newest | PageRequest::Oldest => "?2 is null and ?3 is null",
        PageRequest::StartingAt(_) => "(started_at, entry.id) <= (?2, ?3)",
        PageRequest::OlderThan(_) => "(started_at, entry.id) < (?2, ?3)",
        PageRequest::NewerThan(_) => "(started_at, entry.id) > (?2, ?3)",
    };
    let order = if request.is_ascending() {
        "asc"
    } else {
        "desc"
    };
    format!(
        "select {SUMMARY_COLUMNS} from entry {JOIN_OPEN_FOLLOW_UP}
        where state = ?1 and {within}
        order by started_at {order}, entry.id {order}"
    )
}

/// The summary of an entry.
pub(crate) fn read_summary(
    db: &Connection,
    id: &EntryId,
) -> rusqlite::Result<Option<EntrySummary>> {
    db.prepare_cached(&format!(
        "select {SUMMARY_COLUMNS} from entry {JOIN_OPEN_FOLLOW_UP} where entry.id = ?1"
    ))?
    .query_row([id], summary_from_row)
    .optional()
}

/// The number of entries in `list` that are newer than `row`.
pub(crate) fn count_before(
    db: &Connection,
    list: EntryList,
    row: &EntrySummary,
) -> rusqlite::Result<u64> {
    let values = params![list.state(), columns::format_instant(row.started), row.id];
    db.prepare_cached(COUNT_BEFORE)?
        .query_row(values, count_from_row)
}

fn count_from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<u64> {
    row.get(0).map(i64::unsigned_abs)
}

/// The draft that was saved last.
pub(crate) fn select_latest_draft(db: &Connection) -> rusqlite::Result<Option<EntryId>> {
    let sql = "select id from entry where state = 'draft' order by draft_order desc limit 1";
    let id: Option<String> = db
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(id.map(EntryId::from))
}

// Each of these uses an index; a test checks the query plans.
pub(in crate::storage) const SELECT_IDS_BY_PREFIX: &str =
    "select id from entry where id >= ?1 and id < ?2
    order by started_at desc, id desc";
pub(in crate::storage) const SELECT_COUNT: &str = "select count from entry_count where state = ?1";
pub(in crate::storage) const COUNT_BEFORE: &str =
    "select count(*) from entry where state = ?1 and (started_at, id) > (?2, ?3)";

fn entry_from_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    let mut values = RowReader::new(row);
    Ok(Entry {
        id: values.next_value()?,
        exercise: values.next_value()?,
        title: values.next_value()?,
        started_at: values.next_parsed()?,
        finished_at: values.next_parsed_opt()?,
        utc_offset: values.next_value()?,
        day: values.next_parsed()?,
        state: values.next_value()?,
        origin: values.next_value()?,
        kind: values.next_value()?,
        draft_position: draft_position_from_row(&mut values)?,
        answers: Vec::new(),
    })
}

/// Reads the position of a draft from its three columns.
fn draft_position_from_row(values: &mut RowReader<'_>) -> rusqlite::Result<Option<DraftPosition>> {
    let Some(step) = values.next_value()? else {
        return Ok(None);
    };
    let typing: String = values.next_value()?;
    let caret = usize::try_from(values.next_value::<i64>()?).unwrap_or(0);
    // The caret is used to slice the text, so it must be at a character boundary.
    let caret = (0..=caret.min(typing.len()))
        .rev()
        .find(|&index| typing.is_char_boundary(index))
        .unwrap_or(0);
    Ok(Some(DraftPosition {
        step,
        pending_text: typing,
        caret,
    }))
}

/// The feelings of a check-in, and what was written beside them; none if it has neither.
fn check_in_headline(feelings: Option<String>, situation: Option<String>) -> Option<String> {
    let feelings = feelings.map(|feelings| feelings.lines().collect::<Vec<_>>().join(", "));
    let parts: Vec<_> = [feelings, situation].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

pub(in crate::storage) fn summary_from_row(
    row: &rusqlite::Row<'_>,
) -> rusqlite::Result<EntrySummary> {
    let mut values = RowReader::new(row);
    let id = values.next_value()?;
    let exercise = values.next_value()?;
    let title: String = values.next_value()?;
    let (started, offset, day) = (
        values.next_parsed()?,
        values.next_value()?,
        values.next_parsed()?,
    );
    let thought: Option<String> = values.next_value()?;
    let reframe: Option<String> = values.next_value()?;
    let kind = values.next_value()?;
    let (feelings, situation) = (values.next_value()?, values.next_value()?);
    let is_card = values.next_value::<bool>()? && reframe.is_some();
    let (distress_before, distress_after) = (values.next_value()?, values.next_value()?);
    let (likelihood_before, likelihood_after) = (values.next_value()?, values.next_value()?);
    let (follow_up_due, postponed_until) = (values.next_parsed_opt()?, values.next_parsed_opt()?);
    // Damage in another entry doesn't make this one unreadable.
    let looks_back_on: Option<String> = values.next_value().unwrap_or_default();
    let check_in = check_in_headline(feelings, situation).filter(|_| kind == EntryKind::CheckIn);
    let headline = match (check_in.as_ref().or(thought.as_ref()), &looks_back_on) {
        (Some(own), _) => own.clone(),
        (None, Some(fear)) => format!("Looking back: {fear}"),
        (None, None) => reframe.as_ref().unwrap_or(&title).clone(),
    };
    Ok(EntrySummary {
        id,
        exercise,
        title,
        started,
        offset,
        day,
        thought,
        reframe,
        looks_back_on,
        kind,
        is_card,
        headline,
        distress_before,
        distress_after,
        likelihood_before,
        likelihood_after,
        follow_up_due,
        postponed_until,
    })
}
