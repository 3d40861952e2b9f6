//! How far long work is, in words.

use crate::storage::work_observer::{Progress, WorkStage};
use crate::text::{group_digits, pluralize};

/// What a stage counts.
#[derive(Clone, Copy)]
enum Unit {
    /// Things, as one and as many.
    Count(&'static str, &'static str),
    /// Parts that mean nothing to people, so it is shown as a percentage.
    Share,
}

/// How far the work is, in numbers and, for a narrow window, as a share or without either. `expected` is the total of a stage
/// that doesn't know its own.
pub(crate) fn progress_texts(progress: Progress, expected: Option<u64>) -> [String; 2] {
    let (title, unit) = words(progress.stage);
    let total = known_total(progress, expected);
    let share = match percentage(progress, expected) {
        Some(percentage) => format!("{title}: {percentage}%"),
        None => title.to_owned(),
    };
    let done = progress.done;
    let numbers = match (unit, total) {
        (Unit::Share, _) => share.clone(),
        (Unit::Count(one, many), Some(total)) => {
            let done = group_digits(done);
            format!("{title}: {done} of {}", pluralize(total, one, many))
        }
        (Unit::Count(..), None) if done == 0 => title.to_owned(),
        (Unit::Count(one, many), None) => format!("{title}: {}", pluralize(done, one, many)),
    };
    [numbers, share]
}

/// How much of a stage is done, from 0 to 100; none if it isn't known.
pub(crate) fn percentage(progress: Progress, expected: Option<u64>) -> Option<u64> {
    let total = known_total(progress, expected).filter(|total| *total > 0)?;
    Some(progress.done.saturating_mul(100) / total)
}

fn known_total(progress: Progress, expected: Option<u64>) -> Option<u64> {
    let total = progress.total.or(expected);
    total.filter(|total| progress.done <= *total)
}

const fn words(stage: WorkStage) -> (&'static str, Unit) {
    let entries = Unit::Count("entry", "entries");
    match stage {
        WorkStage::ReadFile => ("Reading the file", entries),
        WorkStage::Import => ("Importing", entries),
        WorkStage::Export => ("Writing the export", entries),
        WorkStage::ReadJournal => ("Reading the journal", entries),
        WorkStage::ReadFolder => ("Reading the folder", Unit::Count("line", "lines")),
        WorkStage::Merge => ("Comparing", entries),
        WorkStage::WriteFolder => ("Writing to the folder", entries),
        WorkStage::Backup => ("Making a backup", Unit::Share),
        WorkStage::Verify => ("Checking", entries),
        WorkStage::Salvage => ("Saving what can be read", entries),
        WorkStage::Convert => ("Copying the journal", Unit::Share),
        WorkStage::ConvertFiles => ("Going through the backups", Unit::Share),
        WorkStage::IndexWords => ("Preparing the search", entries),
        WorkStage::Wipe => ("Deleting", Unit::Count("file", "files")),
    }
}
