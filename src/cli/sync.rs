//! `enough sync`: one journal on several machines, by way of a folder.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::amounts::count;
use super::import::brought;
use super::lines::say;
use super::open::entropy;
use crate::entry::{EntryId, Moment};
use crate::import::Counts;
use crate::journal::Journal;
use crate::journal::backup::{self, Daily, Made};
use crate::places::Places;
use crate::sync::{self, SyncError, Synced};

/// Brings the journal and `folder` together.
pub fn sync(folder: &Path, places: &Places, now: &Moment) -> anyhow::Result<ExitCode> {
    if !folder.is_dir() {
        bail!(
            "there is no folder {}; please make it first, or name the one that is carried to your other \
             computers",
            folder.display()
        );
    }
    if let Some(words) = super::mended(places) {
        say(&mut io::stderr(), words)?;
    }
    let mut journal = Journal::open_at(places)?;
    keep_a_copy(places, now)?;
    journal.tell_time(now.at);
    let fresh = EntryId::random(&mut entropy());
    let device = sync::name(&places.device, &fresh).with_context(|| {
        format!(
            "the name of this computer couldn't be kept in {}, so nothing was sent or taken in",
            places.device.display()
        )
    })?;
    let synced = match sync::sync(&mut journal, folder, &device) {
        Err(SyncError::Journal(error)) => return Err(error.into()),
        synced => synced.with_context(|| {
            "nothing more was taken in, and your words are safe in the journal".to_owned()
        })?,
    };
    tell(&synced, folder)?;
    Ok(ExitCode::SUCCESS)
}

/// What comes from elsewhere changes the journal, so there is to be a copy from today.
fn keep_a_copy(places: &Places, now: &Moment) -> anyhow::Result<()> {
    match backup::daily(&places.journal, &places.backups, now.day) {
        Daily::Failed(error) => Err(error.into()),
        Daily::Made(Made::Damaged(_)) => bail!(
            "the journal {} is damaged, so nothing was sent or taken in; “enough data mend” makes it good again",
            places.journal.display()
        ),
        Daily::Made(_) | Daily::NotDue => Ok(()),
    }
}

fn tell(synced: &Synced, folder: &Path) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let sent = count(synced.sent, "entry", "entries");
    say(&mut out, format_args!("Sent: {sent}."))?;
    if synced.others == 0 {
        let words = "No other computer has written there yet.";
        say(&mut out, words)?;
    } else {
        let counts = Counts {
            new: synced.new,
            newer: synced.newer,
            ..Counts::default()
        };
        let words = if counts == Counts::default() && synced.apart == 0 {
            "There is nothing new from elsewhere.".to_owned()
        } else if counts == Counts::default() {
            String::new()
        } else {
            brought(&counts)
        };
        if !words.is_empty() {
            say(&mut out, words)?;
        }
    }
    if synced.apart > 0 {
        let words = if synced.apart == 1 {
            "A walk was changed on two computers at once. Both versions are in the history now."
                .to_owned()
        } else {
            format!(
                "{} walks were changed on two computers at once. Both versions of each are in the history now.",
                synced.apart
            )
        };
        say(&mut out, words)?;
    }
    let mut aside = io::stderr();
    for odd in &synced.odd {
        let file = odd.file.display();
        if odd.newer > 0 {
            let lines = count(odd.newer, "line", "lines");
            say(
                &mut aside,
                format_args!(
                    "{lines} in {file} came from a newer version of enough and waited. Please update enough here."
                ),
            )?;
        }
        if odd.unreadable > 0 {
            let lines = count(odd.unreadable, "line", "lines");
            say(
                &mut aside,
                format_args!(
                    "{lines} in {file} couldn't be read and stayed out. The rest came in."
                ),
            )?;
        }
    }
    if synced.is_first {
        say(
            &mut aside,
            format_args!(
                "Your walks are in {} now. Whoever can read that folder, or any computer or service it is carried \
                 by, can read them: they aren't encrypted.",
                folder.display()
            ),
        )?;
    }
    Ok(())
}
