//! Walks as they are named on the command line: by an id or its first letters, or as “last”.

use anyhow::bail;

use crate::entry::{Entry, EntryId, EntryState};
use crate::journal::{IdMatch, Journal};
use crate::text::replace_unsafe;

/// Where a walk is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    All,
    /// First among those that don't lie in the trash.
    Kept,
    /// First among those that do; “last” is the one thrown away last.
    Trash,
}

/// As many as are worth reading in one message.
const MOST_NAMED: usize = 10;

/// The walk meant by `typed`.
pub fn walk(journal: &Journal, typed: &str, among: Among) -> anyhow::Result<Entry> {
    let is_last = typed.trim().eq_ignore_ascii_case("last");
    let found = if is_last && among == Among::Trash {
        let newest = journal.trashed_entries(0, 1)?.pop();
        newest.map_or(IdMatch::None, |newest| IdMatch::One(newest.summary.id))
    } else {
        journal.match_id(typed)?
    };
    let id = match found {
        IdMatch::One(id) => id,
        IdMatch::None if is_last && among == Among::Trash => {
            bail!("the trash is empty, so there is nothing to bring back")
        }
        IdMatch::None if is_last => {
            bail!("there is no finished walk yet; when you have finished one, this finds it")
        }
        IdMatch::None => {
            bail!("there is no walk called “{typed}”; “enough history -n 10” lists the newest")
        }
        IdMatch::Many(ids) => match &fitting(journal, ids, among)?[..] {
            [one] => one.clone(),
            several => {
                let names: Vec<_> = several.iter().take(MOST_NAMED).map(name).collect();
                let more = several.len().saturating_sub(MOST_NAMED);
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
pub fn walks(journal: &Journal, typed: &[String], among: Among) -> anyhow::Result<Vec<Entry>> {
    let mut walks: Vec<Entry> = Vec::new();
    for typed in typed {
        let entry = walk(journal, typed, among)?;
        if walks.iter().all(|other| other.id != entry.id) {
            walks.push(entry);
        }
    }
    Ok(walks)
}

/// Those that lie where they are looked for, or all if none does.
fn fitting(journal: &Journal, ids: Vec<EntryId>, among: Among) -> anyhow::Result<Vec<EntryId>> {
    if among == Among::All {
        return Ok(ids);
    }
    let mut fitting = Vec::new();
    for id in &ids {
        let entry = journal.entry(id)?;
        let is_trashed = entry.is_some_and(|entry| entry.state == EntryState::Trashed);
        if is_trashed == (among == Among::Trash) {
            fitting.push(id.clone());
        }
    }
    Ok(if fitting.is_empty() { ids } else { fitting })
}

fn name(id: &EntryId) -> String {
    replace_unsafe(id.as_str())
}
