//! Waits for keys and for termination requests of Windows.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossterm::{event, terminal};

use super::terminal_output::TerminalOutput;
use crate::terminal::signal_event::SignalEvent;

/// How often to check for a termination request while waiting for keys. Windows gives a program whose window was closed
/// five seconds.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The signal of Ctrl+C on Unix, for the same exit code.
const SIGINT: i32 = 2;

/// Termination requests (Ctrl+C, Ctrl+Break, closed window) and the window size.
#[derive(Debug)]
pub(crate) struct Signals {
    is_terminating: Arc<AtomicBool>,
    size: Mutex<(u16, u16)>,
}

impl Signals {
    pub(crate) fn register() -> io::Result<Self> {
        Self::register_with_waker(|| {})
    }

    /// The same, and calls `wake` on each termination request.
    pub(crate) fn register_with_waker(wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let is_terminating = Arc::new(AtomicBool::new(false));
        let requested = Arc::clone(&is_terminating);
        ctrlc::set_handler(move || {
            requested.store(true, Ordering::SeqCst);
            wake();
        })
        .map_err(io::Error::other)?;
        Ok(Self {
            is_terminating,
            size: Mutex::new(terminal::size().unwrap_or_default()),
        })
    }

    /// Waits for a key, a termination request or the timeout. Returns whether there may be input.
    pub(crate) fn wait_for_keys(
        &self,
        timeout: Option<Duration>,
        _output: &TerminalOutput,
    ) -> io::Result<bool> {
        let mut left = timeout;
        loop {
            let step = left.map_or(POLL_INTERVAL, |left| left.min(POLL_INTERVAL));
            if event::poll(step)? {
                return Ok(true);
            }
            left = left.map(|left| left.saturating_sub(step));
            if self.is_terminating.load(Ordering::SeqCst) || left == Some(Duration::ZERO) {
                return Ok(false);
            }
        }
    }

    /// Whether the window was resized since the last call.
    pub(crate) fn has_resized(&self) -> bool {
        let Ok(size) = terminal::size() else {
            return false;
        };
        let mut known = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *known, size) != size
    }

    /// The termination request since the last call.
    pub(crate) fn take_event(&self) -> Option<SignalEvent> {
        let is_terminating = self.is_terminating.swap(false, Ordering::SeqCst);
        is_terminating.then_some(SignalEvent::Terminate(SIGINT))
    }
}

/// Lets Ctrl+C set `is_requested` and `ends_program`, and end the program if that was set before.
pub(crate) fn on_interrupt(
    is_requested: &Arc<AtomicBool>,
    ends_program: &Arc<AtomicBool>,
) -> io::Result<()> {
    let (is_requested, ends_program) = (Arc::clone(is_requested), Arc::clone(ends_program));
    ctrlc::set_handler(move || {
        if ends_program.swap(true, Ordering::SeqCst) {
            std::process::exit(128 + SIGINT);
        }
        is_requested.store(true, Ordering::SeqCst);
    })
    .map_err(io::Error::other)
}

/// Does nothing: Windows writes crash dumps only if configured to.
pub(crate) const fn disable_core_dumps() {}

/// Does nothing: Windows has no file size limits that kill a process.
pub(crate) const fn ignore_sigxfsz() -> io::Result<()> {
    Ok(())
}

/// Windows has no job control.
pub(crate) const fn can_suspend() -> bool {
    false
}

pub(crate) const fn suspend() {}
