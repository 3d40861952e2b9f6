//! What a command left out, because it can't be read, in words for whoever relies on what was printed.

use super::amounts::count;
use super::lines::say;
use super::survey::named;
use crate::cli::output;
use crate::journal::{Journal, JournalError, Unreadable};

/// Names on the error output what couldn't be read so far, and says whether there was anything.
pub fn tell(journal: &Journal) -> anyhow::Result<bool> {
    if !journal.has_left_out() {
        return Ok(false);
    }
    say(&mut output::stderr(), words(journal.unreadable()))?;
    Ok(true)
}

fn words(unreadable: Result<Vec<Unreadable>, JournalError>) -> String {
    let unreadable = unreadable.unwrap_or_default();
    let all = "Everything else is there. “enough data mend” keeps all that can be read of it.";
    match unreadable.len() as u64 {
        0 => format!("Something in the journal can't be read and was left out. {all}"),
        number => {
            let told: Vec<_> = unreadable.iter().map(Unreadable::told).collect();
            format!(
                "{} can't be read and {} left out ({}). {all}",
                count(number, "entry", "entries"),
                if number == 1 { "was" } else { "were" },
                named(&told)
            )
        }
    }
}
