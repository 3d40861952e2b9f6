//! Child processes that take over the terminal.

pub(crate) use super::system::process::shell_line;
pub(super) use super::system::process::{
    DEFAULT_EDITOR, TerminalSettings, is_running, set_owner_only, shell_command, wait_for_child,
};

/// How a child process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChildExit {
    Success,
    Failure,
    /// A signal with this number asked our own process to terminate meanwhile.
    #[cfg_attr(
        windows,
        expect(dead_code, reason = "on Windows Ctrl+C is meant for the editor")
    )]
    TerminationRequested(i32),
}
