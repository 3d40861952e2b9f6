//! Looks up entries by the argument that names them: an id, a prefix of one, or “last”.

use anyhow::bail;

use super::format::{MAX_NAMED, first_items};
use crate::domain::entry::{Entry, EntryId, EntryState};
use crate::storage::journal::{IdMatch, Journal};
use crate::text::replace_unsafe;

/// Which entries to look up first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LookupScope {
    All,
    /// Those outside of the trash, then all.
    NotTrashed,
    /// Those in the trash, then all. “last” is the entry that was trashed last.
    Trash,
}

/// Finds the entry that the argument names.
pub(crate) fn find_entry(
    journal: &Journal,
    arg: &str,
    scope: LookupScope,
) -> anyhow::Result<Entry> {
    let is_last = arg.trim().eq_ignore_ascii_case("last");
    let id_match = if is_last && scope == LookupScope::Trash {
        let newest = journal.trashed_entries(0, 1)?.pop();
        newest.map_or(IdMatch::None, |newest| IdMatch::One(newest.summary.id))
    } else {
        journal.match_id(arg)?
    };
    let id = match id_match {
        IdMatch::One(id) => id,
        IdMatch::None if is_last && scope == LookupScope::Trash => {
            bail!("the trash is empty, so there is nothing to bring back")
        }
        IdMatch::None if is_last => {
            bail!("there is no finished entry yet; once you finish one, this finds it")
        }
        IdMatch::None => {
            bail!("there is no entry called “{arg}”; “enough history -n 10” lists the newest")
        }
        IdMatch::Many(ids) => match &filter_by_scope(journal, ids, scope)?[..] {
            [one] => one.clone(),
            several => {
                let (first, more) = first_items(several, MAX_NAMED);
                let names: Vec<_> = first.iter().map(display_id).collect();
                let more = match more {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                bail!(
                    "“{arg}” could be any of these, so please type a little more: {}{more}",
                    names.join(", ")
                )
            }
        },
    };
    match journal.entry(&id)? {
        Some(entry) => Ok(entry),
        None => bail!("that entry isn't there any more"),
    }
}

/// Finds the entry of each argument, without duplicates. Fails if one isn't found.
pub(crate) fn find_entries(
    journal: &Journal,
    args: &[String],
    scope: LookupScope,
) -> anyhow::Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for arg in args {
        let entry = find_entry(journal, arg, scope)?;
        if entries.iter().all(|other| other.id != entry.id) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// The entries in the scope, or all if none is.
fn filter_by_scope(
    journal: &Journal,
    ids: Vec<EntryId>,
    scope: LookupScope,
) -> anyhow::Result<Vec<EntryId>> {
    if scope == LookupScope::All {
        return Ok(ids);
    }
    let mut in_scope = Vec::new();
    for id in &ids {
        let entry = journal.entry(id)?;
        let is_trashed = entry.is_some_and(|entry| entry.state == EntryState::Trashed);
        if is_trashed == (scope == LookupScope::Trash) {
            in_scope.push(id.clone());
        }
    }
    Ok(if in_scope.is_empty() { ids } else { in_scope })
}

fn display_id(id: &EntryId) -> String {
    replace_unsafe(id.as_str())
}
