//! The person's own editor, for words that are easier to write there.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// Opens `words` in `$VISUAL` or `$EDITOR` and gives back what was saved there, none if nothing changed.
///
/// The file lies in `folder`, readable by its owner only, and is removed afterwards.
pub fn edit(words: &str, folder: &Path) -> anyhow::Result<Option<String>> {
    crate::places::private_folder(folder)?;
    let path = folder.join(format!("editing-{}.txt", std::process::id()));
    let edited = write_private(&path, words).and_then(|()| open(&path));
    let read = edited.and_then(|()| {
        let bytes = fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    });
    // Whatever the editor did, no copy of the words stays behind, unless it holds what couldn't be read.
    if read.is_ok() {
        let _ = fs::remove_file(&path);
    }
    read.map(|read| Some(read).filter(|read| read.trim_end() != words.trim_end()))
}

fn write_private(path: &Path, words: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
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

fn open(path: &Path) -> anyhow::Result<()> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|name| !name.is_empty());
    let editor = named.unwrap_or_else(|| {
        if cfg!(windows) {
            "notepad".into()
        } else {
            "vi".into()
        }
    });
    let shown = editor.to_string_lossy().into_owned();
    let status = if cfg!(windows) {
        Command::new(&editor).arg(path).status()
    } else {
        // The variable may hold options behind the name, which only a shell can tell apart.
        Command::new("sh")
            .arg("-c")
            .arg(format!("{shown} \"$1\""))
            .arg("enough")
            .arg(path)
            .stdin(input())
            .status()
    };
    let status = status.with_context(|| format!("your editor “{shown}” can't be started"))?;
    if !status.success() {
        bail!("your editor “{shown}” ended without saving");
    }
    Ok(())
}
