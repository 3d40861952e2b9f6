//! The person's own editor, for words that are easier to write there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use jiff::{SignedDuration, Timestamp};

use super::instant_now;
use super::system::key_reader::blocking_stdin;
use super::system::process::{self, ChildExit, TerminalSettings};
use super::system::signals::Signals;
use crate::platform::private_fs;
use crate::text::decode::{DecodeError, decode};
use crate::text::display_path;

/// What came back from the editor, and where it still lies.
#[derive(Debug)]
#[must_use]
pub(crate) struct EditResult {
    /// What was saved there, none if nothing changed, or why there is nothing to take over.
    pub(crate) text: anyhow::Result<Option<String>>,
    /// A folder of our own, since editors leave files of theirs beside the one they edit.
    pub(crate) folder: PathBuf,
    /// The editor returned so soon, with nothing changed, that its window may still be open.
    pub(crate) may_be_open: bool,
    /// The signal that asked the program to end meanwhile.
    pub(crate) terminated_by: Option<i32>,
}

impl EditResult {
    /// Removes everything the editor wrote, once the words are safe elsewhere.
    pub(crate) fn delete_files(self) {
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let _ = private_fs::erase(&file.path());
        }
        // What can't be removed is found at the next start.
        let _ = fs::remove_dir_all(self.folder);
    }
}

/// Words that stand on a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextSnapshot {
    /// What tells this place from every other one where words can be written.
    pub(crate) field_id: String,
    pub(crate) text: String,
}

/// A file that an editor may still have open in a window of its own.
#[derive(Debug)]
pub(crate) struct WatchedFile {
    folder: PathBuf,
    /// What stands in the program as long as nobody changed it there, and where.
    known: TextSnapshot,
    /// When the file was last written to, as far as it was read.
    last_read: Option<SystemTime>,
}

impl WatchedFile {
    pub(crate) fn new(folder: PathBuf, given: TextSnapshot) -> Self {
        let read = mtime(&folder.join(FILE_NAME));
        Self {
            folder,
            known: given,
            last_read: read,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join(FILE_NAME)
    }

    /// What was saved since the last call.
    ///
    /// An empty file is one that is just being written.
    pub(crate) fn poll_saved(&mut self) -> Option<anyhow::Result<String>> {
        let now = mtime(&self.path());
        if now == self.last_read {
            return None;
        }
        self.last_read = now;
        let words = read_text(&self.path());
        let is_new = words
            .as_ref()
            .map_or_else(anyhow::Error::is::<DecodeError>, |words| {
                words.trim_end() != self.known.text.trim_end() && !words.trim().is_empty()
            });
        is_new.then_some(words)
    }

    /// Whether these words are those that the editor was given.
    pub(crate) fn matches_known(&self, written: &TextSnapshot) -> bool {
        *written == self.known
    }

    /// Has the file count as unread, so that the next start names it.
    pub(crate) fn mark_unread(&mut self) {
        self.last_read = None;
    }

    /// Takes note of what stands in the program from now on.
    pub(crate) fn set_known(&mut self, written: TextSnapshot) {
        self.known = written;
    }
}

impl Drop for WatchedFile {
    /// The file stays, for an editor that saves later. What it holds now was read.
    fn drop(&mut self) {
        if mtime(&self.path()) == self.last_read {
            let _ = set_read_mtime(&self.path());
        }
    }
}

/// The day on which no file was written: a file of this time holds nothing that wasn't read. Editors set the time anew
/// when they save.
const READ_MTIME: Duration = Duration::from_hours(262_968);

fn set_read_mtime(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_modified(UNIX_EPOCH + READ_MTIME)
}

fn mtime(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|there| there.modified()).ok()
}

/// An editor that returns sooner than this may have opened a window.
const QUICK_EXIT: Duration = Duration::from_secs(3);

const FOLDER_PREFIX: &str = "editing-";
const FILE_NAME: &str = "words.txt";

/// The person's own editor, and a file it may have open.
#[derive(Debug)]
pub(crate) struct ExternalEditor<'a> {
    /// Where its files lie.
    folder: &'a Path,
    pub(crate) watched_file: Option<WatchedFile>,
}

impl<'a> ExternalEditor<'a> {
    pub(crate) const fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            watched_file: None,
        }
    }

    /// Opens `words` in `$VISUAL` or `$EDITOR`, in a folder that only its owner can read, or once more in the file that
    /// may be open.
    ///
    /// The folder is removed if the editor failed, unless words are in it that are nowhere else.
    pub(crate) fn edit(&mut self, words: &str, signals: &Signals) -> EditResult {
        let open_file = self.watched_file.take();
        let folder =
            open_file.map_or_else(|| unused_folder(self.folder), |open| open.folder.clone());
        let path = folder.join(FILE_NAME);
        let begun = instant_now();
        let opened = private_fs::create_dir(&folder)
            .with_context(|| format!("the folder {} can't be made", display_path(&folder)))
            .and_then(|()| write_private(&path, words))
            .and_then(|()| run_editor(&path, signals));
        let written = read_text(&path);
        // Bytes that aren't text were not written here.
        let is_new = match &written {
            Ok(written) => written.trim_end() != words.trim_end(),
            Err(error) => error.is::<DecodeError>(),
        };
        let may_be_open = opened.is_ok() && !is_new && begun.elapsed() < QUICK_EXIT;
        let asked_to_end = opened.as_ref().copied().unwrap_or_default();
        let words = match opened.and(written) {
            Ok(written) => Ok(Some(written).filter(|_| is_new)),
            Err(error) if is_new => {
                let kept = format!("what was written there is kept in {}", display_path(&path));
                Err(error.context(kept))
            }
            Err(error) => Err(error),
        };
        if words.is_err() && !is_new {
            let _ = fs::remove_dir_all(&folder);
        }
        EditResult {
            text: words,
            folder,
            may_be_open,
            terminated_by: asked_to_end,
        }
    }
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} can't be read", display_path(path)))?;
    Ok(decode(&bytes)?.into_owned())
}

/// A folder that isn't there yet: what an earlier editor left is there to stay.
fn unused_folder(folder: &Path) -> PathBuf {
    let first = folder.join(format!("{FOLDER_PREFIX}{}", std::process::id()));
    let others =
        (2..).map(|number| crate::platform::paths::with_suffix(&first, &format!("-{number}")));
    let mut free = others.filter(|folder| fs::symlink_metadata(folder).is_err());
    if fs::symlink_metadata(&first).is_err() {
        return first;
    }
    free.next().unwrap_or(first)
}

/// Words an editor left in `folder` when its program had ended before it. What was read and lies there for a day is
/// removed.
pub fn find_leftover(folder: &Path, now: Timestamp) -> Option<PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut left = listing.filter_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?.strip_prefix(FOLDER_PREFIX)?;
        let number = name.split('-').next()?.parse().ok()?;
        if process::is_running(number) {
            return None;
        }
        let unread = unread_file(&entry.path());
        if unread.is_none() && is_expired(&entry.path(), now) {
            let _ = fs::remove_dir_all(entry.path());
        }
        unread
    });
    left.next()
}

/// What an editor wrote and nobody read: the words, or else a file of its own beside them.
fn unread_file(folder: &Path) -> Option<PathBuf> {
    let is_unread = |path: &PathBuf| {
        let has_words =
            fs::symlink_metadata(path).is_ok_and(|there| there.is_file() && there.len() > 0);
        has_words && mtime(path) != Some(UNIX_EPOCH + READ_MTIME)
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let others = files.map(|file| file.path());
    std::iter::once(folder.join(FILE_NAME))
        .chain(others)
        .find(is_unread)
}

fn is_expired(folder: &Path, now: Timestamp) -> bool {
    let Some(made) = mtime(folder).and_then(|made| Timestamp::try_from(made).ok()) else {
        return false;
    };
    now.duration_since(made) > SignedDuration::from_hours(24)
}

fn write_private(path: &Path, words: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    process::set_owner_only(&mut options);
    let mut file = options
        .open(path)
        .with_context(|| format!("{} can't be written", display_path(path)))?;
    file.write_all(words.as_bytes())
        .with_context(|| format!("{} can't be written", display_path(path)))
}

/// Opens a file in the person's editor and waits until that returns, or until a signal asks for the end, whose number
/// it tells.
fn run_editor(path: &Path, signals: &Signals) -> anyhow::Result<Option<i32>> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|name| !name.is_empty());
    let editor = named
        .unwrap_or_else(|| process::DEFAULT_EDITOR.into())
        .to_string_lossy()
        .into_owned();
    let _settings = TerminalSettings::save();
    let mut child = process::shell_command(&editor, path)
        // The program's own input never blocks, which an editor doesn't expect.
        .stdin(blocking_stdin())
        .spawn()
        .with_context(|| format!("your editor “{editor}” can't be started"))?;
    let waited = process::wait_for_child(&mut child, signals)
        .with_context(|| format!("your editor “{editor}” can't be waited for"))?;
    match waited {
        ChildExit::Success => Ok(None),
        ChildExit::TerminationRequested(number) => Ok(Some(number)),
        ChildExit::Failure => bail!("your editor “{editor}” ended without saving"),
    }
}
