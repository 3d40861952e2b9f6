//! Work that starts after the first frame and runs on its own thread, such as the daily backup.

use std::mem;
use std::thread::{self, JoinHandle};

/// Work that runs once on its own thread.
#[derive(Default)]
pub(crate) enum BackgroundTask<T> {
    Pending(Box<dyn FnOnce() -> T + Send>),
    Running(JoinHandle<T>),
    #[default]
    Done,
}

impl<T: Send + 'static> BackgroundTask<T> {
    pub(crate) fn new(work: impl FnOnce() -> T + Send + 'static) -> Self {
        Self::Pending(Box::new(work))
    }

    /// Runs the work on this thread, or waits for it.
    pub(crate) fn run_to_completion(self) -> Option<T> {
        match self {
            Self::Pending(work) => Some(work()),
            Self::Running(work) => work.join().ok(),
            Self::Done => None,
        }
    }

    /// Whether the work hasn't started.
    pub(crate) const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending(_))
    }

    /// Whether the work has started, and its result wasn't taken yet.
    pub(crate) const fn is_running(&self) -> bool {
        matches!(self, Self::Running(_))
    }

    /// Starts pending work. Returns the result once, when the work has finished.
    pub(crate) fn poll(&mut self) -> Option<T> {
        match mem::take(self) {
            Self::Pending(work) => *self = Self::Running(thread::spawn(work)),
            // If the work panicked there is no result, and nothing depends on it.
            Self::Running(work) if work.is_finished() => return work.join().ok(),
            other => *self = other,
        }
        None
    }
}
