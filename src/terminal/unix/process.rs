//! Child processes on Unix, and the terminal settings around them.

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
use crate::terminal::process::ChildExit;

/// The editor if neither `VISUAL` nor `EDITOR` is set.
pub(crate) const DEFAULT_EDITOR: &str = "vi";

pub(crate) fn is_running(process_id: i32) -> bool {
    Pid::from_raw(process_id).is_some_and(|pid| test_kill_process(pid).is_ok())
}

/// A command that runs the user's command line with a file as the last argument. A shell splits the line into words.
///
/// If the line is a single command, it replaces the shell (`exec`), so that signals reach it.
pub(crate) fn shell_command(line: &str, file: &Path) -> Command {
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

/// A command that runs the user's command line in a shell.
pub(crate) fn shell_line(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(line);
    command
}

/// Makes a file that is created accessible only to its owner.
pub(crate) fn set_owner_only(options: &mut OpenOptions) {
    options.mode(0o600);
}

/// How long an editor may take to save after a signal.
const SAVE_GRACE_PERIOD: Duration = Duration::from_secs(2);

/// The settings of the terminal. Dropping this restores them: a program that is killed leaves its own.
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

/// Waits until a child process has ended, or until a signal asks us to terminate. If the child is suspended, so are we.
pub(crate) fn wait_for_child(child: &mut Child, signals: &Signals) -> io::Result<ChildExit> {
    let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    loop {
        let status = try_wait(id, signals)?;
        // Check this even if the child has ended: the same Ctrl+C may have ended both.
        if let Some(number) = signals.take_termination() {
            if status.is_none() {
                terminate(id, number, signals)?;
            }
            return Ok(ChildExit::TerminationRequested(number));
        }
        match status {
            Some(true) => return Ok(ChildExit::Success),
            Some(false) => return Ok(ChildExit::Failure),
            None => {}
        }
        signals.wait_for_signals(None)?;
    }
}

/// Forwards the signal and waits up to [`SAVE_GRACE_PERIOD`]. A child that still runs is left alone with its file.
fn terminate(id: Option<Pid>, number: i32, signals: &Signals) -> io::Result<()> {
    let signal = Signal::from_named_raw(number).unwrap_or(Signal::TERM);
    if let Some(id) = id {
        let _ = kill_process(id, signal);
        // A stopped process receives no other signal.
        let _ = kill_process(id, Signal::CONT);
    }
    let started = instant_now();
    while try_wait(id, signals)?.is_none() && started.elapsed() < SAVE_GRACE_PERIOD {
        signals.wait_for_signals(Some(SAVE_GRACE_PERIOD.saturating_sub(started.elapsed())))?;
    }
    Ok(())
}

/// Whether a child process succeeded, once it has ended.
fn try_wait(id: Option<Pid>, signals: &Signals) -> io::Result<Option<bool>> {
    match waitpid(id, WaitOptions::UNTRACED | WaitOptions::NOHANG) {
        Ok(Some((_, status))) if status.stopped() => {
            signals::suspend();
            // The shell continued both processes, so these signals are handled.
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
