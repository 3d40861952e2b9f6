//! Waiting for keys, and for the few ways in which Windows asks a program to end.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossterm::{event, terminal};

use super::output::TerminalOutput;
use crate::shell::signal::Signal;

/// A console that waits for keys hears of nothing else, so now and then it is asked whether the program
/// is to end. Windows gives a program whose window was closed five seconds.
const LOOK: Duration = Duration::from_secs(1);

/// The number that Unix gives to Ctrl+C, for the same exit code.
const INTERRUPTED: i32 = 2;

/// That the program is to end, by Ctrl+C, Ctrl+Break or its closed window; and the size of that window.
#[derive(Debug)]
pub struct Signals {
    is_ending: Arc<AtomicBool>,
    size: Mutex<(u16, u16)>,
}

impl Signals {
    pub fn listen() -> io::Result<Self> {
        Self::listen_and(|| {})
    }

    /// The same, and has `wake` called as soon as the program is to end.
    pub fn listen_and(wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let is_ending = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&is_ending);
        ctrlc::set_handler(move || {
            seen.store(true, Ordering::SeqCst);
            wake();
        })
        .map_err(io::Error::other)?;
        Ok(Self {
            is_ending,
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
            let step = left.map_or(LOOK, |left| left.min(LOOK));
            if event::poll(step)? {
                return Ok(true);
            }
            left = left.map(|left| left.saturating_sub(step));
            if self.is_ending.load(Ordering::SeqCst) || left == Some(Duration::ZERO) {
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
    pub fn caught(&self) -> Option<Signal> {
        let is_ending = self.is_ending.swap(false, Ordering::SeqCst);
        is_ending.then_some(Signal::End(INTERRUPTED))
    }
}

/// Windows keeps such images only where somebody set that up.
pub const fn disable_core_dumps() {}

/// Windows sets no limits on files that would end a program.
pub const fn outlive_file_limits() -> io::Result<()> {
    Ok(())
}

/// Windows has no shell that would bring a program back.
pub const fn can_be_set_aside() -> bool {
    false
}

pub const fn set_aside() {}
