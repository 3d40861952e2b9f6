//! Other programs: whether one still runs, and one that takes over the terminal for a while.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command};

use rustix::io::Errno;
use rustix::process::{Pid, WaitOptions, test_kill_process, waitpid};

use super::signals::{self, Signals};

/// What opens a text where nobody named an editor.
pub const EDITOR: &str = "vi";

pub fn is_running(number: i32) -> bool {
    Pid::from_raw(number).is_some_and(|pid| test_kill_process(pid).is_ok())
}

/// A command line of the person's own, with a file behind it: it may hold options, which only a shell can
/// tell apart. The file stays one word.
pub fn command(line: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{line} \"$1\""))
        .arg("enough")
        .arg(file);
    command
}

/// Has a file that is made be its owner's alone.
pub fn keep_private(options: &mut OpenOptions) {
    options.mode(0o600);
}

/// Waits until a program has ended. When it is set aside by Ctrl+Z, so is this one.
pub fn ends_well(child: &mut Child, signals: &Signals) -> io::Result<bool> {
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
