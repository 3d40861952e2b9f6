//! Walks as they are named on the command line: by an id or its first letters, or as “last”.

use anyhow::bail;

use crate::domain::entry::{Entry, EntryId, EntryState};
use crate::storage::journal::{IdMatch, Journal};
use crate::text::replace_unsafe;

/// Where a walk is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupScope {
    All,
    /// First among those that don't lie in the trash.
    NotTrashed,
    /// First among those that do; “last” is the one thrown away last.
    Trash,
}

/// As many as are worth reading in one message.
const MAX_NAMED: usize = 10;

/// The walk meant by `typed`.
pub fn find_entry(journal: &Journal, typed: &str, among: LookupScope) -> anyhow::Result<Entry> {
    let is_last = typed.trim().eq_ignore_ascii_case("last");
    let found = if is_last && among == LookupScope::Trash {
        let newest = journal.trashed_entries(0, 1)?.pop();
        newest.map_or(IdMatch::None, |newest| IdMatch::One(newest.summary.id))
    } else {
        journal.match_id(typed)?
    };
    let id = match found {
        IdMatch::One(id) => id,
        IdMatch::None if is_last && among == LookupScope::Trash => {
            bail!("the trash is empty, so there is nothing to bring back")
        }
        IdMatch::None if is_last => {
            bail!("there is no finished walk yet; when you have finished one, this finds it")
        }
        IdMatch::None => {
            bail!("there is no walk called “{typed}”; “enough history -n 10” lists the newest")
        }
        IdMatch::Many(ids) => match &filter_by_scope(journal, ids, among)?[..] {
            [one] => one.clone(),
            several => {
                let names: Vec<_> = several.iter().take(MAX_NAMED).map(display_id).collect();
                let more = several.len().saturating_sub(MAX_NAMED);
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                bail!(
                    "“{typed}” could be any of these, so please type a little more: {}{more}",
                    names.join(", ")
                )
            }
        },
    };
    match journal.entry(&id)? {
        Some(entry) => Ok(entry),
        None => bail!("that walk isn't there any more"),
    }
}

/// The same for each of `typed`, every walk once. Where one isn't found, none is.
pub fn find_entries(
    journal: &Journal,
    typed: &[String],
    among: LookupScope,
) -> anyhow::Result<Vec<Entry>> {
    let mut walks: Vec<Entry> = Vec::new();
    for typed in typed {
        let entry = find_entry(journal, typed, among)?;
        if walks.iter().all(|other| other.id != entry.id) {
            walks.push(entry);
        }
    }
    Ok(walks)
}

/// Those that lie where they are looked for, or all if none does.
fn filter_by_scope(
    journal: &Journal,
    ids: Vec<EntryId>,
    among: LookupScope,
) -> anyhow::Result<Vec<EntryId>> {
    if among == LookupScope::All {
        return Ok(ids);
    }
    let mut fitting = Vec::new();
    for id in &ids {
        let entry = journal.entry(id)?;
        let is_trashed = entry.is_some_and(|entry| entry.state == EntryState::Trashed);
        if is_trashed == (among == LookupScope::Trash) {
            fitting.push(id.clone());
        }
    }
    Ok(if fitting.is_empty() { ids } else { fitting })
}

fn display_id(id: &EntryId) -> String {
    replace_unsafe(id.as_str())
}
