//! Work that waits for the first frame and then goes on beside the keys, such as the day's backup.

use std::mem;
use std::thread::{self, JoinHandle};

use crate::journal::JournalError;

/// What the work comes to.
type Outcome = Result<(), JournalError>;

/// Work for a thread of its own, once.
#[derive(Default)]
pub enum Chores {
    Waiting(Box<dyn FnOnce() -> Outcome + Send>),
    AtWork(JoinHandle<Outcome>),
    #[default]
    Done,
}

impl Chores {
    /// Begins what waits and looks at what is at work; an error is heard of once.
    pub fn go_on(&mut self) -> Option<JournalError> {
        match mem::take(self) {
            Self::Waiting(work) => *self = Self::AtWork(thread::spawn(work)),
            Self::AtWork(work) if work.is_finished() => return work.join().ok()?.err(),
            other => *self = other,
        }
        None
    }
}
