//! `enough import`: entries from a file.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::amounts::count;
use super::lines::say;
use super::mended;
use crate::import::{self, Counts, ImportError};
use crate::journal::Journal;
use crate::journal::backup::{self, Made};
use crate::places::Places;

/// Takes the entries of a file in, after a backup; `is_dry` only says what would come.
pub fn import(file: &Path, is_dry: bool, places: &Places, today: Date) -> anyhow::Result<ExitCode> {
    let zone = TimeZone::system();
    let told = |result: Result<Counts, ImportError>| match result {
        Err(ImportError::Journal(error)) => Err(error.into()),
        result => result.with_context(|| {
            format!(
                "{} can't be taken in, and nothing was changed",
                file.display()
            )
        }),
    };
    let mut out = io::stdout().lock();
    if is_dry {
        let journal = Journal::read_at(places)?;
        let counts = told(import::look(file, &journal, &zone))?;
        say(
            &mut out,
            format_args!(
                "{} {}. Nothing was changed: this was only a look.",
                file.display(),
                would_bring(&counts)
            ),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(words) = mended(places) {
        say(&mut io::stderr(), words)?;
    }
    // Looked through first, so that a file that can't be taken in costs nothing.
    let journal = Journal::open_at(places)?;
    let expected = told(import::look(file, &journal, &zone))?;
    drop(journal);
    let kept = if expected.new + expected.newer > 0 {
        before(places, today)?
    } else {
        None
    };
    let mut journal = Journal::open_at(places)?;
    let counts = told(import::import(file, &mut journal, &zone))?;
    say(&mut out, brought(&counts))?;
    if let Some(path) = kept {
        let words = format_args!("The journal as it was before is in {path}.");
        say(&mut out, words)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a backup of the journal as it is before, and says where it is; none of an empty one.
pub fn before(places: &Places, today: Date) -> anyhow::Result<Option<String>> {
    match backup::make(&places.journal, &places.backups, today)? {
        Made::Copy(backup, _) => Ok(Some(backup.path.display().to_string())),
        Made::Nothing => Ok(None),
        Made::Underway => bail!(
            "another window is making a backup at this moment, so nothing was changed; please try again \
             in a little while"
        ),
        Made::Damaged(_) => bail!(
            "the journal {} is damaged, so nothing was taken in; “enough data mend” makes it good again",
            places.journal.display()
        ),
    }
}

fn would_bring(counts: &Counts) -> String {
    if counts.all() == 0 {
        return "has no entries".to_owned();
    }
    format!(
        "has {}: {} new, {} newer than here, {} older than here, {} the same",
        count(counts.all(), "entry", "entries"),
        counts.new,
        counts.newer,
        counts.older,
        counts.same
    )
}

/// What came of it. What stayed is said as well, so that nobody looks for it.
pub fn brought(counts: &Counts) -> String {
    if counts.new + counts.newer == 0 {
        return "There is nothing new in it. Everything is as it was.".to_owned();
    }
    let mut words = Vec::new();
    if counts.new > 0 {
        let verb = if counts.new == 1 { "is" } else { "are" };
        words.push(format!(
            "{} {verb} new here.",
            count(counts.new, "entry", "entries")
        ));
    }
    if counts.newer > 0 {
        let (verb, whose) = if counts.newer == 1 {
            ("was", "took its place")
        } else {
            ("were", "took their place")
        };
        words.push(format!(
            "{} {verb} older here, and the newer version {whose}.",
            count(counts.newer, "entry", "entries")
        ));
    }
    let stayed = counts.older + counts.same;
    if stayed > 0 {
        let verb = if stayed == 1 { "stays" } else { "stay" };
        words.push(format!(
            "{} {verb} as here.",
            count(stayed, "entry", "entries")
        ));
    }
    words.join(" ")
}
