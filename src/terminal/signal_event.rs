//! What the system may ask of the program from outside.

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    windows,
    expect(dead_code, reason = "a console only asks a program to end")
)]
pub enum SignalEvent {
    /// To end, because of the signal with this number.
    Terminate(i32),
    /// To be set aside, as by Ctrl+Z in a shell.
    Suspend,
    /// The program goes on after it was stopped.
    Continue,
    /// To make a mistake, so that a test can see what becomes of the person's words.
    Panic,
}
