//! Long work on a thread of its own, while keys are read and frames are drawn.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::panic_hook::catch_panic;
use crate::storage::work_observer::{Progress, WorkObserver};
use crate::ui::app::{WorkRequest, WorkResult};

/// Work that runs. Dropping this stops it and waits until nothing is half done.
#[derive(Debug)]
pub(crate) struct RunningWork {
    is_stopped: Arc<AtomicBool>,
    progress: Arc<Mutex<Option<Progress>>>,
    result: Receiver<FinishedWork>,
    thread: Option<JoinHandle<()>>,
}

/// The result, or where the work panicked.
pub(crate) type FinishedWork = Result<WorkResult, String>;

impl RunningWork {
    pub(crate) fn start(request: WorkRequest) -> Self {
        let is_stopped = Arc::<AtomicBool>::default();
        let progress = Arc::<Mutex<Option<Progress>>>::default();
        let observer = observer(Arc::clone(&is_stopped), Arc::clone(&progress));
        let (sender, result) = mpsc::channel();
        let thread = thread::spawn(move || {
            let finished = catch_panic(|| request.run(&observer));
            // The key is wiped before anybody hears of the result.
            drop(request);
            // This fails only if nobody waits any more.
            let _ = sender.send(finished);
        });
        Self {
            is_stopped,
            progress,
            result,
            thread: Some(thread),
        }
    }

    /// Asks the work to stop.
    pub(crate) fn stop(&self) {
        self.is_stopped.store(true, Ordering::SeqCst);
    }

    /// How far the work is, if that is news.
    pub(crate) fn take_progress(&self) -> Option<Progress> {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.take()
    }

    /// Waits that long for the result.
    pub(crate) fn finish_within(&self, timeout: Duration) -> Option<FinishedWork> {
        self.result.recv_timeout(timeout).ok()
    }

    /// Stops the work and waits for its result.
    pub(crate) fn finish_now(&self) -> Option<FinishedWork> {
        self.stop();
        self.result.recv().ok()
    }
}

impl Drop for RunningWork {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn observer(is_stopped: Arc<AtomicBool>, latest: Arc<Mutex<Option<Progress>>>) -> WorkObserver {
    WorkObserver::new(move |progress| {
        if is_stopped.load(Ordering::SeqCst) {
            return ControlFlow::Break(());
        }
        if progress.is_some() {
            *latest.lock().unwrap_or_else(PoisonError::into_inner) = progress;
        }
        ControlFlow::Continue(())
    })
}
