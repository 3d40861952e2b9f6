//! Events that signals cause.

/// What a signal asks the program to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    windows,
    expect(dead_code, reason = "a console only asks a program to terminate")
)]
pub(crate) enum SignalEvent {
    /// Terminate, because of the signal with this number.
    Terminate(i32),
    /// Suspend, as by Ctrl+Z in a shell.
    Suspend,
    /// Redraw after being suspended.
    Continue,
    /// Panic, so that a test can check that the user's text is saved. Only in debug builds.
    Panic,
}
