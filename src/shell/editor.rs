//! The person's own editor, for words that are easier to write there.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::system::keys::shared_input;
use super::system::programs;
use super::system::signals::Signals;
use crate::private;
use crate::text::decode::{DecodeError, decode};

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
    let written = read(&path);
    // Bytes that aren't text were not written here.
    let is_new = match &written {
        Ok(written) => written.trim_end() != words.trim_end(),
        Err(error) => error.is::<DecodeError>(),
    };
    let words = match opened.and(written) {
        Ok(written) => Ok(Some(written).filter(|_| is_new)),
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

fn read(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    Ok(decode(&bytes)?.into_owned())
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
        let words = entry.path().join(NAME);
        let is_left = !programs::is_running(number)
            && fs::metadata(&words).is_ok_and(|there| there.len() > 0);
        is_left.then_some(words)
    });
    left.next()
}

fn write_private(path: &Path, words: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    programs::keep_private(&mut options);
    let mut file = options
        .open(path)
        .with_context(|| format!("{} can't be written", path.display()))?;
    file.write_all(words.as_bytes())
        .with_context(|| format!("{} can't be written", path.display()))
}

fn open(path: &Path, signals: &Signals) -> anyhow::Result<()> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|name| !name.is_empty());
    let editor = named
        .unwrap_or_else(|| programs::EDITOR.into())
        .to_string_lossy()
        .into_owned();
    let mut child = programs::command(&editor, path)
        // The program's own input never blocks, which an editor doesn't expect.
        .stdin(shared_input())
        .spawn()
        .with_context(|| format!("your editor “{editor}” can't be started"))?;
    if !programs::ends_well(&mut child, signals)
        .with_context(|| format!("your editor “{editor}” can't be waited for"))?
    {
        bail!("your editor “{editor}” ended without saving");
    }
    Ok(())
}
