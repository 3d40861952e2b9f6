//! `enough sync`: one journal on several machines, by way of a folder.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::amounts::count;
use super::import::brought;
use super::left_out;
use super::lines::say;
use super::open::entropy;
use crate::cli::output;
use crate::entry::{EntryId, Moment};
use crate::import::Counts;
use crate::journal::Journal;
use crate::journal::backup::{self, Daily, Made};
use crate::places::Places;
use crate::sync::{self, Odd, SyncError, Synced};
use crate::text::shown_path;

/// Brings the journal and `folder` together.
pub fn sync(folder: &Path, places: &Places, now: &Moment) -> anyhow::Result<ExitCode> {
    if !folder.is_dir() {
        bail!(
            "there is no folder {}; please make it first, or name the one that is carried to your other \
             computers",
            shown_path(folder)
        );
    }
    if let Some(words) = super::mended(places) {
        say(&mut output::stderr(), words)?;
    }
    let mut journal = Journal::open_at(places)?;
    keep_a_copy(places, now)?;
    journal.tell_time(now.at);
    let fresh = EntryId::random(&mut entropy());
    let device = sync::name(&places.device, &fresh).with_context(|| {
        format!(
            "the name of this computer couldn't be kept in {}, so nothing was sent or taken in",
            shown_path(&places.device)
        )
    })?;
    let synced = match sync::sync(&mut journal, folder, &device) {
        Err(SyncError::Journal(error)) => return Err(error.into()),
        synced => synced.with_context(|| {
            "nothing more was taken in, and your words are safe in the journal".to_owned()
        })?,
    };
    tell(&synced, folder)?;
    Ok(if left_out::tell(&journal)? {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// What comes from elsewhere changes the journal, so there is to be a copy from today.
fn keep_a_copy(places: &Places, now: &Moment) -> anyhow::Result<()> {
    match backup::daily(&places.journal, &places.backups, now.day) {
        Daily::Failed(error) => Err(error.into()),
        Daily::Made(Made::Damaged(_)) => bail!(
            "the journal {} is damaged, so nothing was sent or taken in; “enough data mend” makes it good again",
            shown_path(&places.journal)
        ),
        // An entry that can't be read stays out, and is named in the end.
        Daily::Made(_) | Daily::NotDue => Ok(()),
    }
}

fn tell(synced: &Synced, folder: &Path) -> io::Result<()> {
    let mut out = output::stdout();
    let sent = count(synced.sent, "entry", "entries");
    say(&mut out, format_args!("Sent: {sent}."))?;
    if let Some(words) = came(synced) {
        say(&mut out, words)?;
    }
    if synced.apart > 0 {
        let walks = count(synced.apart, "walk was", "walks were");
        say(
            &mut out,
            format_args!(
                "{walks} changed on two computers at once. Both versions are in the history now."
            ),
        )?;
    }
    let mut aside = output::stderr();
    for words in synced.odd.iter().flat_map(odd) {
        say(&mut aside, words)?;
    }
    if synced.is_first {
        let words = format_args!(
            "Your walks are in {} now. Whoever can read that folder, or any computer or service it is carried \
             by, can read them: they aren't encrypted.",
            shown_path(folder)
        );
        say(&mut aside, words)?;
    }
    Ok(())
}

/// What came from elsewhere; nothing to say where only words apart did.
fn came(synced: &Synced) -> Option<String> {
    if synced.others == 0 {
        return Some("No other computer has written there yet.".to_owned());
    }
    if synced.new + synced.newer > 0 {
        return Some(brought(&Counts {
            new: synced.new,
            newer: synced.newer,
            ..Counts::default()
        }));
    }
    (synced.apart == 0).then(|| "There is nothing new from elsewhere.".to_owned())
}

/// What was passed over in a file.
fn odd(odd: &Odd) -> Vec<String> {
    let file = shown_path(&odd.file);
    let lines = |number| count(number, "line", "lines");
    let mut words = Vec::new();
    if odd.newer > 0 {
        words.push(format!(
            "{} in {file} came from a newer version of enough and stayed out. Please update enough here.",
            lines(odd.newer)
        ));
    }
    if odd.unreadable > 0 {
        words.push(format!(
            "{} in {file} couldn't be read and stayed out. The rest came in.",
            lines(odd.unreadable)
        ));
    }
    words
}
