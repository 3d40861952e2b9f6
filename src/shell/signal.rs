//! What the system may ask of the program from outside.

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    windows,
    expect(dead_code, reason = "a console only asks a program to end")
)]
pub enum Signal {
    /// To end, because of the signal with this number.
    End(i32),
    /// To be set aside, as by Ctrl+Z in a shell.
    SetAside,
    /// The program goes on after it was stopped.
    Continued,
    /// To make a mistake, so that a test can see what becomes of the person's words.
    Mishap,
}
