//! Other programs: whether one still runs, and one that takes over the console for a while.

use std::fs::OpenOptions;
use std::io;
use std::os::windows::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::signals::Signals;

/// What opens a text where nobody named an editor.
pub const DEFAULT_EDITOR: &str = "notepad";

/// Asks the list of what runs. Where that can't be had, a program counts as running: its words wait.
pub fn is_running(number: i32) -> bool {
    let listed = Command::new("tasklist")
        .args(["/fo", "csv", "/nh", "/fi", &format!("PID eq {number}")])
        .stdin(Stdio::null())
        .output();
    listed.map_or(true, |listed| {
        String::from_utf8_lossy(&listed.stdout).contains(&format!("\"{number}\""))
    })
}

/// A command line of the person's own, with a file behind it: it may hold options, which only a shell can
/// tell apart. The file stays one word.
pub fn shell_command(line: &str, file: &Path) -> Command {
    let mut command = Command::new("cmd");
    // With /s, only the outermost quotes are the shell's own.
    command.raw_arg(format!("/d /s /c \"{line} \"{}\"\"", file.display()));
    command
}

/// A person's own folders are theirs by the rules they inherit.
pub const fn set_owner_only(_options: &mut OpenOptions) {}

/// How waiting for a program came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChildExit {
    Success,
    Failure,
    #[expect(
        dead_code,
        reason = "Ctrl+C is meant for the editor, and nothing else is heard here"
    )]
    TerminationRequested(i32),
}

/// The settings of the console, which are set anew whenever the program takes it.
#[derive(Debug)]
pub(crate) struct TerminalSettings;

impl TerminalSettings {
    pub(crate) const fn save() -> Self {
        Self
    }
}

/// Waits until a program has ended.
pub(crate) fn wait_for_child(child: &mut Child, _signals: &Signals) -> io::Result<ChildExit> {
    let is_good = child.wait()?.success();
    Ok(if is_good {
        ChildExit::Success
    } else {
        ChildExit::Failure
    })
}
