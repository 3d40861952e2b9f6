//! Child processes on Windows.

use std::fs::OpenOptions;
use std::io;
use std::os::windows::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::signals::Signals;
use crate::terminal::process::ChildExit;

/// The editor if neither `VISUAL` nor `EDITOR` is set.
pub(crate) const DEFAULT_EDITOR: &str = "notepad";

/// Looks a process up in the task list. If that fails it counts as running, so that its files are kept.
pub(crate) fn is_running(process_id: i32) -> bool {
    let listed = Command::new("tasklist")
        .args(["/fo", "csv", "/nh", "/fi", &format!("PID eq {process_id}")])
        .stdin(Stdio::null())
        .output();
    listed.map_or(true, |listed| {
        String::from_utf8_lossy(&listed.stdout).contains(&format!("\"{process_id}\""))
    })
}

/// A command that runs the user's command line with a file as the last argument. A shell splits the line into words.
pub(crate) fn shell_command(line: &str, file: &Path) -> Command {
    let mut command = Command::new("cmd");
    // With /s, the shell removes only the outermost quotes.
    command.raw_arg(format!("/d /s /c \"{line} \"{}\"\"", file.display()));
    command
}

/// A command that runs the user's command line in a shell.
pub(crate) fn shell_line(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.raw_arg(format!("/d /s /c \"{line}\""));
    command
}

/// Does nothing: files inherit the permissions of the user's folder.
pub(crate) const fn set_owner_only(_options: &mut OpenOptions) {}

/// Nothing: entering full-screen mode sets up the console completely.
#[derive(Debug)]
pub(crate) struct TerminalSettings;

impl TerminalSettings {
    pub(crate) const fn save() -> Self {
        Self
    }
}

/// Waits until a child process has ended.
pub(crate) fn wait_for_child(child: &mut Child, _signals: &Signals) -> io::Result<ChildExit> {
    let is_success = child.wait()?.success();
    Ok(if is_success {
        ChildExit::Success
    } else {
        ChildExit::Failure
    })
}
