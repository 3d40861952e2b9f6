//! The person's own editor, for words that are easier to write there.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};
use rustix::io::Errno;
use rustix::process::{Pid, WaitOptions, test_kill_process, waitpid};

use super::signals::{self, Signals};
use crate::private;

/// What came back from the editor, and where it still lies.
#[derive(Debug)]
#[must_use]
pub struct Edited {
    /// What was saved there, none if nothing changed, or why there is nothing to take over.
    pub words: anyhow::Result<Option<String>>,
    /// A folder of our own, since editors leave files of theirs beside the one they edit.
    pub folder: PathBuf,
}

impl Edited {
    /// Removes everything the editor wrote, once the words are safe elsewhere.
    pub fn forget(self) {
        // What can't be removed is found at the next start.
        let _ = fs::remove_dir_all(self.folder);
    }
}

const BEGINNING: &str = "editing-";
const NAME: &str = "words.txt";

/// Opens `words` in `$VISUAL` or `$EDITOR`, in a folder below `folder` that only its owner can read.
///
/// The folder is removed if the editor failed, unless words are in it that are nowhere else.
pub fn edit(words: &str, folder: &Path, signals: &Signals) -> Edited {
    let folder = room(folder);
    let path = folder.join(NAME);
    let opened = private::create_folder(&folder)
        .with_context(|| format!("the folder {} can't be made", folder.display()))
        .and_then(|()| write_private(&path, words))
        .and_then(|()| open(&path, signals));
    let written = fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let is_new = written
        .as_ref()
        .is_ok_and(|written| written.trim_end() != words.trim_end());
    let words = match opened {
        Ok(()) => written
            .map(|written| Some(written).filter(|_| is_new))
            .with_context(|| format!("{} can't be read", path.display())),
        Err(error) if is_new => {
            let kept = format!("what was written there is kept in {}", path.display());
            Err(error.context(kept))
        }
        Err(error) => Err(error),
    };
    if words.is_err() && !is_new {
        let _ = fs::remove_dir_all(&folder);
    }
    Edited { words, folder }
}

/// A folder that isn't there yet: what an earlier editor left is there to stay.
fn room(folder: &Path) -> PathBuf {
    let first = folder.join(format!("{BEGINNING}{}", std::process::id()));
    let others = (2..).map(|number| crate::places::beside(&first, &format!("-{number}")));
    let mut free = others.filter(|folder| fs::symlink_metadata(folder).is_err());
    if fs::symlink_metadata(&first).is_err() {
        return first;
    }
    free.next().unwrap_or(first)
}

/// Words an editor left in `folder` when its program had ended before it.
pub fn left_behind(folder: &Path) -> Option<PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut left = listing.filter_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?.strip_prefix(BEGINNING)?;
        let number = name.split('-').next()?.parse().ok()?;
        let is_running = Pid::from_raw(number).is_some_and(|pid| test_kill_process(pid).is_ok());
        let words = entry.path().join(NAME);
        let is_left = !is_running && fs::metadata(&words).is_ok_and(|there| there.len() > 0);
        is_left.then_some(words)
    });
    left.next()
}

fn write_private(path: &Path, words: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(path)
        .with_context(|| format!("{} can't be written", path.display()))?;
    file.write_all(words.as_bytes())
        .with_context(|| format!("{} can't be written", path.display()))
}

/// The program's own input never blocks, which an editor doesn't expect.
fn input() -> Stdio {
    super::keys::shared_input().map_or_else(|_| Stdio::inherit(), Stdio::from)
}

fn open(path: &Path, signals: &Signals) -> anyhow::Result<()> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|name| !name.is_empty());
    let editor = named
        .unwrap_or_else(|| "vi".into())
        .to_string_lossy()
        .into_owned();
    // The variable may hold options behind the name, which only a shell can tell apart.
    let child = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("enough")
        .arg(path)
        .stdin(input())
        .spawn()
        .with_context(|| format!("your editor “{editor}” can't be started"))?;
    if !ends_well(&child, signals)
        .with_context(|| format!("your editor “{editor}” can't be waited for"))?
    {
        bail!("your editor “{editor}” ended without saving");
    }
    Ok(())
}

/// Waits until the editor has ended. When it is set aside by Ctrl+Z, so is the whole program.
fn ends_well(child: &Child, signals: &Signals) -> anyhow::Result<bool> {
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    loop {
        match waitpid(id, WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => {
                signals::set_aside();
                // The shell woke both; the signals that did it have done their work.
                signals.forget_pauses();
            }
            Ok(Some((_, status))) => return Ok(status.exit_status() == Some(0)),
            Ok(None) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
