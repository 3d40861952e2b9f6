//! Why the app ended.

/// Why the app ended, in full-screen mode or in line mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExitReason {
    /// The user quit.
    Quit,
    /// The input ended before the user quit.
    EndOfInput,
    /// A signal with this number terminated the program.
    Signal(i32),
    /// The program panicked at this source location.
    Panicked {
        location: String,
        /// Whether the unsaved text could still be saved.
        is_saved: bool,
    },
}
