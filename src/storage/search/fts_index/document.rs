//! What the full-text index has of an entry.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::{FilterTerm, SEPARATOR, entry_rowid};
use crate::domain::entry::EntryId;
use crate::domain::exercise::Role;
use crate::storage::columns::FromText;
use crate::text::fold;

/// The rowid and the terms of an entry.
pub(super) struct IndexDocument {
    pub(super) rowid: i64,
    pub(super) terms: String,
}

impl IndexDocument {
    pub(super) fn read(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Self>> {
        let document = db
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
                let filter_terms = [
                    (FilterTerm::Exercise, "exercise"),
                    (FilterTerm::Outcome, "fear_outcome"),
                    (FilterTerm::FollowUpOpen, "follow_up_open"),
                ];
                for (filter_term, more) in filter_terms {
                    push_term(
                        &mut words,
                        filter_term,
                        text_lossy(row.get_ref(more)?).as_deref(),
                    );
                }
                // With an invalid date, the entry can still be found.
                let day = row.get("day").map_or(Date::ZERO, |FromText(day)| day);
                let started = row.get("started_at");
                let started = started.map_or(Timestamp::UNIX_EPOCH, |FromText(time)| time);
                let rowid = entry_rowid(row.get("state")?, day, started);
                Ok(Self {
                    rowid,
                    terms: words,
                })
            })
            .optional()?;
        let Some(mut document) = document else {
            return Ok(None);
        };
        document.add_answers(db, id)?;
        Ok(Some(document))
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
            let filter_term = match part {
                Some(part) if part == Role::Patterns.as_str() => FilterTerm::Pattern,
                Some(part) if part == Role::Feelings.as_str() => FilterTerm::Feeling,
                _ => continue,
            };
            for item in items {
                push_term(&mut self.terms, filter_term, Some(&item));
            }
        }
        Ok(())
    }
}

/// Reads a text with invalid UTF-8 replaced, so that an entry with a damaged word is found by the others.
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

fn push_term(words: &mut String, filter_term: FilterTerm, value: Option<&str>) {
    if let Some(value) = value {
        words.extend([' ', SEPARATOR, ' ']);
        words.push_str(&filter_term.term(value));
    }
}
