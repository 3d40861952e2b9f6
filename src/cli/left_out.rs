//! What a command left out, because it can't be read, in words for whoever relies on what was printed.

use super::lines::say;
use super::survey::named;
use crate::cli::output;
use crate::journal::{Journal, JournalError, UnreadableEntry};

/// Names on the error output what couldn't be read so far, and says whether there was anything.
pub fn tell(journal: &Journal) -> anyhow::Result<bool> {
    if !journal.has_skipped() {
        return Ok(false);
    }
    say(&mut output::stderr(), words(journal.unreadable_entries()))?;
    Ok(true)
}

fn words(unreadable: Result<Vec<UnreadableEntry>, JournalError>) -> String {
    let unreadable = unreadable.unwrap_or_default();
    let told: Vec<_> = unreadable.iter().map(UnreadableEntry::summary).collect();
    let named = named(&told);
    match told.len() {
        0 => "Something in the journal can't be read and was left out. Everything else is there. “enough data mend” \
              keeps all that can be read of it."
            .to_owned(),
        1 => format!(
            "1 entry can't be read and was left out ({named}). Everything else is there. “enough data mend” keeps \
             all that can be read of it."
        ),
        count => format!(
            "{count} entries can't be read and were left out ({named}). Everything else is there. “enough data \
             mend” keeps all that can be read of them."
        ),
    }
}
