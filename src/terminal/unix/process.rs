//! Other programs: whether one still runs, and one that takes over the terminal for a while.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, kill_process, test_kill_process, waitpid};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use super::signals::{self, Signals};
use crate::terminal::instant_now;

/// What opens a text where nobody named an editor.
pub const DEFAULT_EDITOR: &str = "vi";

pub fn is_running(number: i32) -> bool {
    Pid::from_raw(number).is_some_and(|pid| test_kill_process(pid).is_ok())
}

/// A command line of the person's own, with a file behind it: it may hold options, which only a shell can
/// tell apart. The file stays one word.
///
/// Where it is one command, that takes the place of the shell, so that signals reach it.
pub fn shell_command(line: &str, file: &Path) -> Command {
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_named =
        first.starts_with(|first: char| first.is_alphanumeric() || "/~.$'\"_".contains(first));
    let is_builtin = ["exec", "command", "eval"].contains(&first);
    let exec = if !is_named || is_builtin || line.contains([';', '&', '|', '(', '{', '\n']) {
        ""
    } else if first.contains('=') {
        "exec env "
    } else {
        "exec "
    };
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{exec}{line} \"$1\""))
        .arg("enough")
        .arg(file);
    command
}

/// Has a file that is made be its owner's alone.
pub fn set_owner_only(options: &mut OpenOptions) {
    options.mode(0o600);
}

/// How waiting for a program came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChildExit {
    Success,
    Failure,
    /// A signal of this number came, which ends this program as well.
    TerminationRequested(i32),
}

/// After a signal an editor gets so long to save what it wants to save.
const SAVE_GRACE_PERIOD: Duration = Duration::from_secs(2);

/// The settings of the terminal, which it gets back when this is dropped: a program that is killed leaves its own.
#[derive(Debug)]
pub(crate) struct TerminalSettings(Option<Termios>);

impl TerminalSettings {
    pub(crate) fn save() -> Self {
        Self(tcgetattr(io::stdin()).ok())
    }
}

impl Drop for TerminalSettings {
    fn drop(&mut self) {
        if let Some(settings) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, settings);
        }
    }
}

/// Waits until a program has ended, or a signal asks this one to end. When it is set aside by Ctrl+Z, so is this one.
pub(crate) fn wait_for_child(child: &mut Child, signals: &Signals) -> io::Result<ChildExit> {
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    loop {
        let ended = try_wait(id, signals)?;
        // Also once the editor has ended: a Ctrl+C that ended it is obeyed with that.
        if let Some(number) = signals.take_termination() {
            if ended.is_none() {
                terminate(id, number, signals)?;
            }
            return Ok(ChildExit::TerminationRequested(number));
        }
        match ended {
            Some(true) => return Ok(ChildExit::Success),
            Some(false) => return Ok(ChildExit::Failure),
            None => {}
        }
        signals.wait_for_signals(None)?;
    }
}

/// Hands the signal on, and waits a little for what the program does then. One that goes on all the same is left alone,
/// with its file.
fn terminate(id: Option<Pid>, number: i32, signals: &Signals) -> io::Result<()> {
    let signal = Signal::from_named_raw(number).unwrap_or(Signal::TERM);
    if let Some(id) = id {
        let _ = kill_process(id, signal);
        // One that is stopped hears nothing else.
        let _ = kill_process(id, Signal::CONT);
    }
    let begun = instant_now();
    while try_wait(id, signals)?.is_none() && begun.elapsed() < SAVE_GRACE_PERIOD {
        signals.wait_for_signals(Some(SAVE_GRACE_PERIOD.saturating_sub(begun.elapsed())))?;
    }
    Ok(())
}

/// Whether a program went well, once it has ended.
fn try_wait(id: Option<Pid>, signals: &Signals) -> io::Result<Option<bool>> {
    match waitpid(id, WaitOptions::UNTRACED | WaitOptions::NOHANG) {
        Ok(Some((_, status))) if status.stopped() => {
            signals::suspend();
            // The shell woke both; the signals that did it have done their work.
            signals.clear_suspend();
            Ok(None)
        }
        Ok(Some((_, status))) => Ok(Some(status.exit_status() == Some(0))),
        Ok(None) | Err(Errno::INTR) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_command_replaces_the_shell() {
        let script = |line: &str| {
            let command = shell_command(line, Path::new("words.txt"));
            let script = command.get_args().nth(1).map(ToOwned::to_owned);
            script.and_then(|script| script.into_string().ok()).unwrap()
        };
        assert_eq!(script("vim -c 'set tw=0'"), "exec vim -c 'set tw=0' \"$1\"");
        assert_eq!(script("'/my editor'"), "exec '/my editor' \"$1\"");
        assert_eq!(script("TERM=xterm vi"), "exec env TERM=xterm vi \"$1\"");
        for line in ["exec vi", ":", "cd /tmp; vi", "cat < x && vi"] {
            assert_eq!(script(line), format!("{line} \"$1\""));
        }
    }
}
