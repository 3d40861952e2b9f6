//! The person's own editor, for words that are easier to write there.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};
use rustix::io::Errno;
use rustix::process::{Pid, WaitOptions, waitpid};

use super::signals::{self, Signals};
use crate::private;

/// Opens `words` in `$VISUAL` or `$EDITOR` and gives back what was saved there, none if nothing changed.
///
/// The file lies in `folder`, readable by its owner only, and is removed afterwards, unless the editor
/// failed and the file holds words that are nowhere else.
pub fn edit(words: &str, folder: &Path, signals: &Signals) -> anyhow::Result<Option<String>> {
    private::create_folder(folder)
        .with_context(|| format!("the folder {} can't be made", folder.display()))?;
    let path = folder.join(format!("editing-{}.txt", std::process::id()));
    let opened = write_private(&path, words).and_then(|()| open(&path, signals));
    let written = fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let is_new = written
        .as_ref()
        .is_ok_and(|written| written.trim_end() != words.trim_end());
    if opened.is_err() && is_new {
        let kept = format!("what was written there is kept in {}", path.display());
        return opened.map(|()| None).context(kept);
    }
    let read =
        opened.and_then(|()| written.with_context(|| format!("{} can't be read", path.display())));
    if read.is_ok() || !is_new {
        let _ = fs::remove_file(&path);
    }
    read.map(|written| Some(written).filter(|_| is_new))
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
