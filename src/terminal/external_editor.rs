//! The user's own editor, for text that is easier to write there.

mod leftovers;
mod watched_file;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};

pub(crate) use self::leftovers::find_leftover;
use self::watched_file::{FILE_NAME, TextSnapshot, WatchedFile, read_text};
use super::process::{self, ChildExit, TerminalSettings};
use super::system::key_reader::blocking_stdin;
use super::system::signals::Signals;
use super::{instant_now, now};
use crate::platform::paths::EDITING_PREFIX;
use crate::platform::{paths, private_fs};
use crate::text::decode::DecodeError;
use crate::text::{display_path, error_chain};
use crate::ui::app::{App, Event};

/// An editor that returns sooner than this may have opened a window and still be running.
const QUICK_EXIT: Duration = Duration::from_secs(3);

/// The external editor, and the file it may still have open.
#[derive(Debug)]
pub(super) struct ExternalEditor<'a> {
    state_dir: &'a Path,
    watched_file: Option<WatchedFile>,
}

impl<'a> ExternalEditor<'a> {
    pub(super) const fn new(state_dir: &'a Path) -> Self {
        Self {
            state_dir,
            watched_file: None,
        }
    }

    /// Opens `text` in the editor and applies what was saved there. Returns the signal that asked the program to
    /// terminate meanwhile.
    pub(super) fn open(&mut self, text: &str, signals: &Signals, app: &mut App) -> Option<i32> {
        let result = self.edit(text, signals);
        let terminated_by = result.terminated_by;
        self.watched_file = apply_result(result, app);
        terminated_by
    }

    /// Opens `text` in `$VISUAL` or `$EDITOR`, in the file that may still be open or else in a new folder that only
    /// its
    /// owner can read.
    ///
    /// If the editor failed, the folder is removed, unless it holds text that is nowhere else.
    fn edit(&mut self, text: &str, signals: &Signals) -> EditResult {
        let watched = self.watched_file.take();
        let folder = watched.map_or_else(
            || unused_folder(self.state_dir),
            |file| file.folder().to_owned(),
        );
        let path = folder.join(FILE_NAME);
        let started = instant_now();
        let exit = private_fs::create_dir(&folder)
            .with_context(|| format!("the folder {} can't be made", display_path(&folder)))
            .and_then(|()| write_private(&path, text))
            .and_then(|()| run_editor(&path, signals));
        let saved = read_text(&path);
        let is_new = match &saved {
            Ok(saved) => saved.trim_end() != text.trim_end(),
            // We write valid text, so the editor wrote this.
            Err(error) => error.is::<DecodeError>(),
        };
        let may_be_open = exit.is_ok() && !is_new && started.elapsed() < QUICK_EXIT;
        let terminated_by = exit.as_ref().copied().unwrap_or_default();
        let text = match exit.and(saved) {
            Ok(saved) => Ok(Some(saved).filter(|_| is_new)),
            Err(error) if is_new => {
                let path = display_path(&path);
                Err(error.context(format!("what you wrote there is in {path}")))
            }
            Err(error) => Err(error),
        };
        if text.is_err() && !is_new {
            let _ = fs::remove_dir_all(&folder);
        }
        EditResult {
            text,
            folder,
            may_be_open,
            terminated_by,
        }
    }

    /// Applies what an editor that returned at once has saved since, unless the text was changed here meanwhile.
    /// Returns
    /// a message for the user.
    pub(super) fn apply_late_save(&mut self, app: &mut App) -> Option<String> {
        let file = self.watched_file.as_mut()?;
        let saved = file.poll_saved()?;
        if let Ok(text) = saved
            && file.matches_known(&text_snapshot(app))
        {
            let _ = app.update(Event::EditorClosed(Some(text)), &now());
            if app.is_saved() && !app.is_input_full() {
                file.set_known(text_snapshot(app));
                return Some("What you saved in your editor is here now.".to_owned());
            }
        }
        let path = display_path(file.path());
        file.mark_unread();
        self.watched_file = None;
        Some(format!("What you saved in your editor is in {path}."))
    }
}

/// The result of one edit.
#[derive(Debug)]
#[must_use]
struct EditResult {
    /// The saved text, None if nothing changed, or why there is none.
    text: anyhow::Result<Option<String>>,
    folder: PathBuf,
    /// The editor returned so soon, with nothing changed, that its window may still be open.
    may_be_open: bool,
    /// The signal that asked the program to terminate meanwhile.
    terminated_by: Option<i32>,
}

impl EditResult {
    /// Deletes everything the editor wrote. Call this once the text is saved elsewhere.
    fn delete_files(self) {
        for file in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let _ = private_fs::erase(&file.path());
        }
        // The next start reports what can't be removed.
        let _ = fs::remove_dir_all(self.folder);
    }
}

/// Applies the text that the editor saved. Deletes the editor's files once the text is saved elsewhere; returns the
/// file
/// if the editor may still have it open.
fn apply_result(mut result: EditResult, app: &mut App) -> Option<WatchedFile> {
    match std::mem::replace(&mut result.text, Ok(None)) {
        Ok(text) => {
            let _ = app.update(Event::EditorClosed(text), &now());
            let known = text_snapshot(app);
            let watch = || WatchedFile::new(result.folder.clone(), known);
            if !app.is_saved() || app.is_input_full() {
                let folder = display_path(&result.folder);
                app.append_status(&format!("What your editor wrote is also in {folder}."));
            } else if result.terminated_by.is_some() {
                // The editor may save later; dropping the watched file marks what was read so far.
                drop(watch());
            } else if result.may_be_open {
                let file = watch();
                app.set_status(
                    "Your editor came back at once. If it opened a window, save there and press a key here. \
                     VISUAL='code --wait' makes it wait.",
                );
                return Some(file);
            } else {
                result.delete_files();
            }
        }
        Err(error) => app.set_status(format!(
            "{}. Your words are still here.",
            error_chain(&error)
        )),
    }
    None
}

/// The text that is edited on the screen, with the field it belongs to.
fn text_snapshot(app: &App) -> TextSnapshot {
    use crate::ui::screens::Screen;

    let screen = app.screen();
    let field_id = match screen {
        Some(Screen::Session(screen)) => {
            let session = screen.session();
            format!(
                "{} {}",
                session.meta().id.as_str(),
                session.current_step().id
            )
        }
        Some(Screen::TrustedPeople(_)) => "trusted".to_owned(),
        _ => String::new(),
    };
    let text = screen.and_then(Screen::edited_text).unwrap_or_default();
    TextSnapshot {
        field_id,
        text: text.to_owned(),
    }
}

/// The path of a folder that doesn't exist yet, so that the files of an earlier edit stay.
fn unused_folder(state_dir: &Path) -> PathBuf {
    let first = state_dir.join(format!("{EDITING_PREFIX}{}", std::process::id()));
    let mut numbered = (2..).map(|number| paths::with_suffix(&first, &format!("-{number}")));
    let is_unused = |folder: &PathBuf| fs::symlink_metadata(folder).is_err();
    if is_unused(&first) {
        return first;
    }
    numbered.find(is_unused).unwrap_or(first)
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    process::set_owner_only(&mut options);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("{} can't be written", display_path(path)))
}

/// Opens a file in the editor and waits until it returns. Returns the signal that asked the program to terminate
/// meanwhile.
fn run_editor(path: &Path, signals: &Signals) -> anyhow::Result<Option<i32>> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| paths::env_var(name))
        .unwrap_or_else(|| process::DEFAULT_EDITOR.into())
        .to_string_lossy()
        .into_owned();
    let _settings = TerminalSettings::save();
    let mut child = process::shell_command(&editor, path)
        // Our own stdin doesn't block, which an editor doesn't expect.
        .stdin(blocking_stdin())
        .spawn()
        .with_context(|| format!("your editor “{editor}” can't be started"))?;
    let exit = process::wait_for_child(&mut child, signals)
        .with_context(|| format!("your editor “{editor}” can't be waited for"))?;
    match exit {
        ChildExit::Success => Ok(None),
        ChildExit::TerminationRequested(signal) => Ok(Some(signal)),
        ChildExit::Failure => bail!("your editor “{editor}” ended without saving"),
    }
}
