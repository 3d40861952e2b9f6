//! Watches long work: is told how far it is, and decides whether it goes on.
//!
//! Storage knows neither a terminal nor a clock. Whoever starts long work gives it an observer, and that decides what is
//! shown and when.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, ffi};

use super::error::JournalError;

/// What long work is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkStage {
    /// Reads a file that is to be imported, in entries.
    ReadFile,
    /// Writes entries into the journal.
    Import,
    /// Writes entries into a file.
    Export,
    /// Reads the whole journal, in entries.
    ReadJournal,
    /// Reads the shared folder, in files.
    ReadFolder,
    /// Compares the journal with the shared folder, in entries.
    Merge,
    /// Writes the log of this computer into the shared folder, in entries.
    WriteFolder,
    /// Copies a journal page by page.
    Backup,
    /// Checks that a journal or a backup is intact, in entries.
    Verify,
    /// Saves what can be read of a damaged journal, in entries.
    Salvage,
    /// Copies a journal row by row, to give it another key.
    Convert,
    /// Gives backups and other files another key.
    ConvertFiles,
    /// Adds entries to the index of words.
    IndexWords,
    /// Deletes files.
    Wipe,
}

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: WorkStage,
    pub done: u64,
    /// None if it isn't known.
    pub total: Option<u64>,
}

/// None where it isn't known how far the work is, as during a statement of SQLite.
type Observe = dyn FnMut(Option<Progress>) -> ControlFlow<()> + Send;

/// Is told about the progress of long work, and may stop it. The default one does neither.
#[derive(Clone, Default)]
pub struct WorkObserver(Option<Arc<Mutex<Observe>>>);

impl WorkObserver {
    pub fn new(observe: impl FnMut(Option<Progress>) -> ControlFlow<()> + Send + 'static) -> Self {
        Self(Some(Arc::new(Mutex::new(observe))))
    }

    /// Tells how far the work is. [`JournalError::Stopped`] if it is to stop.
    pub(crate) fn report(
        &self,
        stage: WorkStage,
        done: u64,
        total: impl Into<Option<u64>>,
    ) -> Result<(), JournalError> {
        let total = total.into();
        match self.observe(Some(Progress { stage, done, total })) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(JournalError::Stopped),
        }
    }

    /// Tells that the work goes on, where it isn't known how far it is.
    pub(crate) fn report_alive(&self) -> Result<(), JournalError> {
        match self.observe(None) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(JournalError::Stopped),
        }
    }

    /// The same as [`report`](Self::report) between two rows of a statement. [`JournalError::from_sqlite`] makes [`JournalError::Stopped`] of the error.
    pub(crate) fn report_row(
        &self,
        stage: WorkStage,
        done: u64,
        total: impl Into<Option<u64>>,
    ) -> rusqlite::Result<()> {
        let interrupted = ffi::Error::new(ffi::SQLITE_INTERRUPT);
        let reported = self.report(stage, done, total);
        reported.map_err(|_| rusqlite::Error::SqliteFailure(interrupted, None))
    }

    /// Lets the observer stop any statement on `db` from now on. SQLite undoes a statement that is stopped.
    pub(crate) fn watch(&self, db: &mut Connection) -> rusqlite::Result<()> {
        if self.0.is_none() {
            return Ok(());
        }
        let observer = self.clone();
        db.progress_handler(
            STEPS_BETWEEN_CALLS,
            Some(move || observer.observe(None).is_break()),
        )
    }

    /// Stops the work after that many calls.
    #[cfg(test)]
    pub(crate) fn stopping_after(calls: u64) -> Self {
        let mut left = calls;
        Self::new(move |_| match left.checked_sub(1) {
            Some(rest) => {
                left = rest;
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(()),
        })
    }

    /// Stops the work when it comes to a stage.
    #[cfg(test)]
    pub(crate) fn stopping_at(stage: WorkStage) -> Self {
        let mut is_stopped = false;
        Self::new(move |progress| {
            is_stopped |= progress.is_some_and(|progress| progress.stage == stage);
            if is_stopped {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    fn observe(&self, progress: Option<Progress>) -> ControlFlow<()> {
        let Some(observe) = &self.0 else {
            return ControlFlow::Continue(());
        };
        let mut observe = observe.lock().unwrap_or_else(PoisonError::into_inner);
        (*observe)(progress)
    }
}

impl fmt::Debug for WorkObserver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_observed = self.0.is_some();
        formatter
            .debug_tuple("WorkObserver")
            .field(&is_observed)
            .finish()
    }
}

/// How many steps of SQLite's machine run between two calls: less than a millisecond.
const STEPS_BETWEEN_CALLS: i32 = 5000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::journal::Journal;

    #[test]
    fn a_long_statement_is_stopped() {
        let mut journal = Journal::in_memory().unwrap();
        let mut calls = 0;
        let observer = WorkObserver::new(move |progress| {
            assert_eq!(progress, None);
            calls += 1;
            if calls < 3 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        journal.watch(&observer).unwrap();
        let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
        let result = journal.db.query_row(endless, [], |_| Ok(()));
        let stopped = journal.map_db_err(result);
        assert!(matches!(stopped, Err(JournalError::Stopped)), "{stopped:?}");
    }

    #[test]
    fn the_default_observer_stops_nothing() {
        let observer = WorkObserver::default();
        observer.report(WorkStage::Import, 1, None).unwrap();
    }
}
