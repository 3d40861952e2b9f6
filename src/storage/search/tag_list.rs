//! The tags of a list, most used first.

use rusqlite::{Connection, OptionalExtension, params};

use super::fts_index::{self, tag_term};
use crate::domain::entry::{EntryId, EntryState};
use crate::text::tag;

/// A tag and how often it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCount {
    /// Its name as the newest entry writes it, without the `#`.
    pub(crate) name: String,
    /// The number of entries that have it.
    pub(crate) entries: u64,
}

/// Up to `limit` tags of the entries in that state.
///
/// FTS5 counts the entries of a term by itself, so this takes a step for each tag and not for each entry.
pub(crate) fn select_tags(
    db: &Connection,
    state: EntryState,
    limit: u64,
) -> rusqlite::Result<Vec<TagCount>> {
    let first = tag_term(state, "");
    let last = format!("{first}{}", char::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let counted: Vec<(String, i64)> = fts_index::with_term_counts(db, |db| {
        db.prepare(SELECT_TERMS)?
            .query_map(params![first, last, limit], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect()
    })?;
    let mut tags = Vec::new();
    for (term, entries) in counted {
        if let Some(name) = written_name(db, state, &term)? {
            let entries = entries.unsigned_abs();
            tags.push(TagCount { name, entries });
        }
    }
    Ok(tags)
}

const SELECT_TERMS: &str = "select term, doc from temp.fts_terms where term >= ?1 and term < ?2
    order by doc desc, term limit ?3";

/// The tag with this term as the newest entry writes it, because folding takes the accents away.
fn written_name(
    db: &Connection,
    state: EntryState,
    term: &str,
) -> rusqlite::Result<Option<String>> {
    let (first, last) = fts_index::rowid_range(state, None, None);
    let newest: Option<EntryId> = db
        .prepare_cached(
            "select entry_id from fts cross join fts_rowid on fts_rowid.id = fts.rowid
             where fts match ?1 and fts.rowid between ?2 and ?3 order by fts.rowid desc limit 1",
        )?
        .query_row(params![format!("\"{term}\""), first, last], |row| {
            row.get(0)
        })
        .optional()?;
    let Some(newest) = newest else {
        return Ok(None);
    };
    for text in fts_index::read_texts(db, &newest)? {
        let mut tags = tag::tags(&text).into_iter();
        if let Some(tag) = tags.find(|tag| tag_term(state, &tag.name) == term) {
            return Ok(Some(text[tag.name_range].to_owned()));
        }
    }
    Ok(None)
}
