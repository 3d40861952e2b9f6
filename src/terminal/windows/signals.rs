//! Waiting for keys, and for the few ways in which Windows asks a program to end.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossterm::{event, terminal};

use super::terminal_output::TerminalOutput;
use crate::terminal::signal_event::SignalEvent;

/// A console that waits for keys hears of nothing else, so now and then it is asked whether the program
/// is to end. Windows gives a program whose window was closed five seconds.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The number that Unix gives to Ctrl+C, for the same exit code.
const SIGINT: i32 = 2;

/// That the program is to end, by Ctrl+C, Ctrl+Break or its closed window; and the size of that window.
#[derive(Debug)]
pub struct Signals {
    is_terminating: Arc<AtomicBool>,
    size: Mutex<(u16, u16)>,
}

impl Signals {
    pub fn register() -> io::Result<Self> {
        Self::register_with_waker(|| {})
    }

    /// The same, and has `wake` called as soon as the program is to end.
    pub fn register_with_waker(wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let is_terminating = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&is_terminating);
        ctrlc::set_handler(move || {
            seen.store(true, Ordering::SeqCst);
            wake();
        })
        .map_err(io::Error::other)?;
        Ok(Self {
            is_terminating,
            size: Mutex::new(terminal::size().unwrap_or_default()),
        })
    }

    /// Sleeps until a key comes or the program is to end, or, if given, until so much time has passed.
    ///
    /// Says whether there may be something to read.
    pub(crate) fn wait_for_keys(
        &self,
        at_most: Option<Duration>,
        _output: &TerminalOutput,
    ) -> io::Result<bool> {
        let mut left = at_most;
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

    /// Whether the window got another size since the last call.
    pub fn has_resized(&self) -> bool {
        let Ok(size) = terminal::size() else {
            return false;
        };
        let mut known = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *known, size) != size
    }

    /// Whether the program was asked to end since the last call.
    pub fn take_event(&self) -> Option<SignalEvent> {
        let is_terminating = self.is_terminating.swap(false, Ordering::SeqCst);
        is_terminating.then_some(SignalEvent::Terminate(SIGINT))
    }
}

/// Windows keeps such images only where somebody set that up.
pub const fn disable_core_dumps() {}

/// Windows sets no limits on files that would end a program.
pub const fn ignore_sigxfsz() -> io::Result<()> {
    Ok(())
}

/// Windows has no shell that would bring a program back.
pub const fn can_suspend() -> bool {
    false
}

pub const fn suspend() {}
