//! Work that waits for the first frame and then goes on beside the keys, such as the day's backup.

use std::mem;
use std::thread::{self, JoinHandle};

/// Work for a thread of its own, once, and what it comes to.
#[derive(Default)]
pub enum BackgroundTask<T> {
    Pending(Box<dyn FnOnce() -> T + Send>),
    Running(JoinHandle<T>),
    #[default]
    Done,
}

impl<T: Send + 'static> BackgroundTask<T> {
    pub fn new(work: impl FnOnce() -> T + Send + 'static) -> Self {
        Self::Pending(Box::new(work))
    }

    /// Does it here and now, for those who wait for nothing else.
    pub fn run_to_completion(self) -> Option<T> {
        match self {
            Self::Pending(work) => Some(work()),
            Self::Running(work) => work.join().ok(),
            Self::Done => None,
        }
    }

    /// Whether it isn't begun yet.
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending(_))
    }

    /// Begins what waits and looks at what is at work. The outcome is heard of once.
    pub fn poll(&mut self) -> Option<T> {
        match mem::take(self) {
            Self::Pending(work) => *self = Self::Running(thread::spawn(work)),
            // Where the work panicked there is no outcome, and nothing else depends on it.
            Self::Running(work) if work.is_finished() => return work.join().ok(),
            other => *self = other,
        }
        None
    }
}
