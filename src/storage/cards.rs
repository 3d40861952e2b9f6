//! Cards: good-enough lines that a person keeps to read again.
//!
//! A card is a mark on a finished entry that has a reframe. Its text is the reframe itself, so a card and its entry never
//! differ.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::columns::RowReader;
use super::journal::{Journal, JournalError};
use super::skipped_rows::SkippedRows;
use super::timestamps;
use super::unopened::read_unopened;
use crate::domain::entry::EntryId;
use crate::domain::outcome::Outcome;
use crate::platform::paths::AppPaths;
use crate::storage::lock::JournalKey;

/// A kept good-enough line, and the fear that it answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) entry_id: EntryId,
    /// The exercise's id.
    pub(crate) exercise: String,
    pub(crate) day: Date,
    /// The good-enough line.
    pub(crate) line: String,
    pub(crate) thought: Option<String>,
    pub(crate) fear: Option<String>,
    pub(crate) likelihood_before: Option<u8>,
    pub(crate) likelihood_after: Option<u8>,
    /// The follow-up of the fear, if there is one.
    pub(crate) follow_up: Option<CardFollowUp>,
}

/// How the fear of a card turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CardFollowUp {
    pub(crate) due: Date,
    pub(crate) outcome: Outcome,
}

/// Which cards to read; all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardFilter {
    /// The label of a thinking pattern.
    pub(crate) pattern: Option<String>,
    /// The label of a feeling.
    pub(crate) feeling: Option<String>,
}

impl Journal {
    /// Keeps the reframe of a finished entry as a card, or removes the card. False if nothing changed, as for an entry
    /// without a reframe.
    pub fn set_card(&mut self, id: &EntryId, is_card: bool) -> Result<bool, JournalError> {
        self.check_not_moved()?;
        let changed = set_card(&self.db, id, is_card, self.now);
        self.map_db_err(changed)
    }

    /// Whether the reframe of an entry is kept as a card.
    pub(crate) fn is_card(&self, id: &EntryId) -> Result<bool, JournalError> {
        let is_card = self
            .db
            .prepare_cached("select is_card and reframe is not null from entry where id = ?1")
            .and_then(|mut sql| sql.query_row([id], |row| row.get(0)).optional());
        Ok(self.map_db_err(is_card)?.unwrap_or(false))
    }

    /// The entries of the cards, the one that was kept last first.
    pub fn card_ids(&self, filter: &CardFilter) -> Result<Vec<EntryId>, JournalError> {
        self.map_db_err(select_ids(&self.db, filter, &self.skipped_rows))
    }

    /// Reads a card; none if it was removed, or its entry is in the trash.
    pub(crate) fn card(&self, id: &EntryId) -> Result<Option<Card>, JournalError> {
        self.map_db_err(read_card(&self.db, id))
    }

    /// The patterns of all cards and then the feelings, each with the number of cards, the most frequent first.
    pub(crate) fn card_labels(&self) -> Result<[Vec<(String, usize)>; 2], JournalError> {
        self.map_db_err(count_labels(&self.db, &self.skipped_rows))
    }
}

/// The entries of the cards as [`Journal::card_ids`], without opening the journal.
pub(crate) fn read_ids_unopened(
    paths: &AppPaths,
    key: &JournalKey,
    filter: &CardFilter,
) -> Result<Vec<EntryId>, JournalError> {
    let skipped = SkippedRows::default();
    let ids = read_unopened(paths, key, |db| select_ids(db, filter, &skipped))?;
    Ok(ids.unwrap_or_default())
}

/// The cards of these entries, without opening the journal. One that can't be read doesn't hide the others.
pub(crate) fn read_cards_unopened(
    paths: &AppPaths,
    key: &JournalKey,
    ids: &[EntryId],
) -> Result<Vec<Card>, JournalError> {
    let skipped = SkippedRows::default();
    let cards = read_unopened(paths, key, |db| {
        let cards = ids.iter().filter_map(|id| read_card(db, id).transpose());
        skipped.filter_all(cards)
    })?;
    Ok(cards.unwrap_or_default())
}

/// The labels of cards as [`Journal::card_labels`], without opening the journal.
pub(crate) fn read_labels_unopened(
    paths: &AppPaths,
    key: &JournalKey,
) -> Result<[Vec<(String, usize)>; 2], JournalError> {
    let skipped = SkippedRows::default();
    let labels = read_unopened(paths, key, |db| count_labels(db, &skipped))?;
    Ok(labels.unwrap_or_default())
}

fn set_card(
    db: &Connection,
    id: &EntryId,
    is_card: bool,
    now: Option<jiff::Timestamp>,
) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let sql = "update entry set is_card = ?2 where id = ?1 and is_card <> ?2
        and (not ?2 or (state = 'done' and reframe is not null))";
    let is_changed = tx.prepare_cached(sql)?.execute(params![id, is_card])? > 0;
    if is_changed {
        timestamps::CARD.touch(&tx, id, now)?;
    }
    tx.commit()?;
    Ok(is_changed)
}

fn select_ids(
    db: &Connection,
    filter: &CardFilter,
    skipped: &SkippedRows,
) -> rusqlite::Result<Vec<EntryId>> {
    let mut ids = db.prepare_cached(SELECT_CARD_IDS)?;
    let ids = ids.query_map(params![filter.pattern, filter.feeling], |row| row.get(0))?;
    skipped.filter_all(ids)
}

fn read_card(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Card>> {
    let sql = "select entry.id, exercise, day, reframe, thought, fear, likelihood_before, likelihood_after,
            follow_up.outcome, follow_up.due_day
        from entry left join follow_up on follow_up.entry_id = entry.id
        where entry.id = ?1 and is_card and state = 'done' and reframe is not null";
    let card = db.prepare_cached(sql)?.query_row([id], |row| {
        let mut values = RowReader::new(row);
        Ok(Card {
            entry_id: values.next_value()?,
            exercise: values.next_value()?,
            day: values.next_parsed()?,
            line: values.next_value()?,
            thought: values.next_value()?,
            fear: values.next_value()?,
            likelihood_before: values.next_value()?,
            likelihood_after: values.next_value()?,
            follow_up: match values.next_value::<Option<Outcome>>()? {
                Some(outcome) => Some(CardFollowUp {
                    outcome,
                    due: values.next_parsed()?,
                }),
                None => None,
            },
        })
    });
    card.optional()
}

fn count_labels(
    db: &Connection,
    skipped: &SkippedRows,
) -> rusqlite::Result<[Vec<(String, usize)>; 2]> {
    let mut rows = db.prepare_cached(SELECT_CARD_LABELS)?;
    let rows = rows.query_map([], |row| Ok([row.get(0)?, row.get(1)?]))?;
    let rows: Vec<[Option<String>; 2]> = skipped.filter_all(rows)?;
    Ok([0, 1].map(|column| {
        let labels = rows.iter().filter_map(|row| row[column].as_deref());
        let mut counts: Vec<(String, usize)> = Vec::new();
        for label in labels
            .flat_map(str::lines)
            .filter(|label| !label.is_empty())
        {
            match counts.iter_mut().find(|(known, _)| known == label) {
                Some((_, count)) => *count += 1,
                None => counts.push((label.to_owned(), 1)),
            }
        }
        counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        counts
    }))
}

// An index serves each of these; a test checks the query plan. A label is one line of its column.
pub(crate) const SELECT_CARD_IDS: &str = "select id from entry
    where is_card and +state = 'done' and reframe is not null
        and (?1 is null or instr(char(10) || patterns || char(10), char(10) || ?1 || char(10)))
        and (?2 is null or instr(char(10) || feelings || char(10), char(10) || ?2 || char(10)))
    order by card_changed_at desc, id desc";
pub(crate) const SELECT_CARD_LABELS: &str = "select patterns, feelings from entry
    where is_card and +state = 'done' and reframe is not null";
