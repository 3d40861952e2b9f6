//! Terminal I/O: sets up and restores the terminal, decodes its input, runs the event loop, reads the clock.
//!
//! One thread waits for input, a signal or the next frame, whichever comes first.

pub mod backend;
mod background;
pub(crate) mod background_query;
mod clock;
mod event_loop;
pub(crate) mod external_editor;
pub(crate) mod hidden_input;
pub mod input;
pub(crate) mod interrupt;
pub(crate) mod line_io;
pub(crate) mod panic_hook;
mod process;
mod running_work;
mod signal_event;
pub(crate) mod time_zone;
mod tui;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use self::unix as system;
#[cfg(windows)]
use self::windows as system;

pub(crate) use self::background::BackgroundTask;
pub(crate) use self::clock::instant_now;
pub(crate) use self::event_loop::{AskCommand, LaunchOptions, StartBackup, run, save_after_panic};
pub(crate) use self::process::shell_line;
pub(crate) use self::system::signals::{disable_core_dumps, ignore_sigxfsz};
pub(crate) use self::system::terminal_output::TerminalOutput;
pub(crate) use self::time_zone::now;
pub(crate) use self::tui::{OUTPUT_TIMEOUT, pixel_height, size};
