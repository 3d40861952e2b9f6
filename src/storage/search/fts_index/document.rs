//! What the full-text index has of an entry.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::{FilterTerm, SEPARATOR, entry_rowid, tag_term};
use crate::domain::entry::{EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::storage::columns::FromText;
use crate::text::{fold, tag};

/// The rowid and the terms of an entry.
pub(super) struct IndexDocument {
    pub(super) rowid: i64,
    pub(super) terms: String,
    state: EntryState,
}

impl IndexDocument {
    pub(super) fn read(db: &Connection, id: &EntryId) -> rusqlite::Result<Option<Self>> {
        let document = db
            .prepare_cached(
                "select title, exercise, kind, draft_text, state, day, started_at, follow_up.note,
                    iif(is_card and reframe is not null, '', null) as card,
                    iif(follow_up.outcome = 'open', '', null) as follow_up_open,
                    iif(entry.outcome is null
                        and coalesce(fear, likelihood_before, likelihood_after) is not null,
                        follow_up.outcome, null) as fear_outcome
                 from entry left join follow_up on follow_up.entry_id = entry.id where id = ?1",
            )?
            .query_row([id], |row| {
                let state = row.get("state")?;
                // With an invalid date, the entry can still be found.
                let day = row.get("day").map_or(Date::ZERO, |FromText(day)| day);
                let started = row.get("started_at");
                let started = started.map_or(Timestamp::UNIX_EPOCH, |FromText(time)| time);
                let mut document = Self {
                    rowid: entry_rowid(state, day, started),
                    terms: String::new(),
                    state,
                };
                for name in ["title", "draft_text", "note"] {
                    if let Some(text) = text_lossy(row.get_ref(name)?) {
                        document.push_text(&text);
                    }
                }
                let filter_terms = [
                    (FilterTerm::Exercise, "exercise"),
                    (FilterTerm::Kind, "kind"),
                    (FilterTerm::Card, "card"),
                    (FilterTerm::Outcome, "fear_outcome"),
                    (FilterTerm::FollowUpOpen, "follow_up_open"),
                ];
                for (filter_term, name) in filter_terms {
                    if let Some(value) = text_lossy(row.get_ref(name)?) {
                        document.push_term(&filter_term.term(&value));
                    }
                }
                Ok(document)
            })
            .optional()?;
        let Some(mut document) = document else {
            return Ok(None);
        };
        for_each_answer(db, id, |role, items| document.push_answer(role, items))?;
        Ok(Some(document))
    }

    fn push_answer(&mut self, role: Option<&str>, items: &[String]) {
        self.push_text(&items.join("\n"));
        let filter_term = match role {
            Some(role) if role == Role::Patterns.as_str() => FilterTerm::Pattern,
            Some(role) if role == Role::Feelings.as_str() => FilterTerm::Feeling,
            _ => return,
        };
        for item in items {
            self.push_term(&filter_term.term(item));
        }
    }

    /// Adds the words of a text, the pairs of its CJK characters, and its tags.
    fn push_text(&mut self, text: &str) {
        let tokens = fold::tokens(text);
        self.push_term(&fold::join(&tokens));
        for pair in fold::bigrams(tokens.iter().map(|token| token.folded.as_str())) {
            self.push_term(&FilterTerm::Bigram.term(&pair));
        }
        for tag in tag::tags(text) {
            self.push_term(&tag_term(self.state, &tag.name));
        }
    }

    /// Adds one or more terms, apart from those before.
    fn push_term(&mut self, term: &str) {
        self.terms.extend([' ', SEPARATOR, ' ']);
        self.terms.push_str(term);
    }
}

/// All texts of an entry that are indexed.
pub(crate) fn read_texts(db: &Connection, id: &EntryId) -> rusqlite::Result<Vec<String>> {
    let sql = "select title, draft_text, follow_up.note
        from entry left join follow_up on follow_up.entry_id = entry.id where id = ?1";
    let texts = db.prepare_cached(sql)?.query_row([id], |row| {
        let texts = [0, 1, 2].map(|index| row.get_ref(index).map(text_lossy));
        texts.into_iter().collect::<rusqlite::Result<Vec<_>>>()
    });
    let mut texts: Vec<String> = texts?.into_iter().flatten().collect();
    for_each_answer(db, id, |_, items| texts.push(items.join("\n")))?;
    Ok(texts)
}

/// Calls `take` with the role and the texts of each answer in words.
fn for_each_answer(
    db: &Connection,
    id: &EntryId,
    mut take: impl FnMut(Option<&str>, &[String]),
) -> rusqlite::Result<()> {
    let mut answers = db.prepare_cached(
        "select role, kind, text from answer
         where entry_id = ?1 and kind in ('text', 'items', 'chosen') order by position",
    )?;
    let mut rows = answers.query([id])?;
    while let Some(row) = rows.next()? {
        let [role, kind, words] = [0, 1, 2].map(|index| row.get_ref(index).map(text_lossy));
        let (role, kind, words) = (role?, kind?, words?.unwrap_or_default());
        let items = match kind.as_deref() {
            Some("text") => vec![words],
            _ => serde_json::from_str(&words).unwrap_or_else(|_| vec![words]),
        };
        take(role.as_deref(), &items);
    }
    Ok(())
}

/// Reads a text with invalid UTF-8 replaced, so that an entry with a damaged word is found by the others.
fn text_lossy(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    }
}
