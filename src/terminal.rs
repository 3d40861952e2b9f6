//! Terminal I/O: sets up and restores the terminal, decodes its input, runs the event loop, reads the clock.
//!
//! One thread waits for input, a signal or the next frame, whichever comes first.

pub mod backend;
mod background;
mod clock;
mod event_loop;
pub mod external_editor;
pub mod input;
pub mod line_io;
pub mod panic_hook;
mod process;
mod signal_event;
pub mod time_zone;
mod tui;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;

pub use self::background::BackgroundTask;
use self::clock::instant_now;
pub use self::clock::now;
pub(crate) use self::event_loop::save_after_panic;
pub use self::event_loop::{LaunchOptions, run};
pub use self::system::signals::{disable_core_dumps, ignore_sigxfsz};
pub(crate) use self::system::terminal_output::TerminalOutput;
pub(crate) use self::tui::OUTPUT_TIMEOUT;
pub use self::tui::size;
