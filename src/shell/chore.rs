//! Work that waits for the first frame and then goes on beside the keys, such as the day's backup.

use std::mem;
use std::thread::{self, JoinHandle};

/// Work for a thread of its own, once, and what it comes to.
#[derive(Default)]
pub enum Chore<T> {
    Waiting(Box<dyn FnOnce() -> T + Send>),
    AtWork(JoinHandle<T>),
    #[default]
    Done,
}

impl<T: Send + 'static> Chore<T> {
    pub fn new(work: impl FnOnce() -> T + Send + 'static) -> Self {
        Self::Waiting(Box::new(work))
    }

    /// Does it here and now, for those who wait for nothing else.
    pub fn finish(self) -> Option<T> {
        match self {
            Self::Waiting(work) => Some(work()),
            Self::AtWork(work) => work.join().ok(),
            Self::Done => None,
        }
    }

    /// Whether it isn't begun yet.
    pub const fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }

    /// Begins what waits and looks at what is at work. The outcome is heard of once.
    pub fn go_on(&mut self) -> Option<T> {
        match mem::take(self) {
            Self::Waiting(work) => *self = Self::AtWork(thread::spawn(work)),
            // Where the work panicked there is no outcome, and nothing else depends on it.
            Self::AtWork(work) if work.is_finished() => return work.join().ok(),
            other => *self = other,
        }
        None
    }
}
