//! A warning about entries that a command left out because they can't be read.

use super::health::join_names;
use super::output::print_wrapped;
use crate::cli::sanitized_output;
use crate::storage::integrity::UnreadableEntry;
use crate::storage::journal::{Journal, JournalError};

/// Prints a warning if entries couldn't be read so far. Returns whether it did.
pub(crate) fn warn_unreadable(journal: &Journal) -> anyhow::Result<bool> {
    if !journal.has_skipped() {
        return Ok(false);
    }
    print_wrapped(
        &mut sanitized_output::stderr(),
        warning_text(journal.unreadable_entries()),
    )?;
    Ok(true)
}

fn warning_text(unreadable: Result<Vec<UnreadableEntry>, JournalError>) -> String {
    let unreadable = unreadable.unwrap_or_default();
    let summaries: Vec<_> = unreadable.iter().map(UnreadableEntry::summary).collect();
    let names = join_names(&summaries);
    match summaries.len() {
        0 => "Something in the journal can't be read and was skipped. Everything else is there. “enough data repair” saves what can still be read."
            .to_owned(),
        1 => format!(
            "1 entry can't be read and was skipped ({names}). Everything else is there. “enough data repair” saves what can still be read."
        ),
        count => format!(
            "{count} entries can't be read and were skipped ({names}). Everything else is there. “enough data repair” saves what can still be read."
        ),
    }
}
