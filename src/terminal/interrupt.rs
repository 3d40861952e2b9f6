//! Ctrl+C during long work of a command, which stops it where nothing is half done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::system;

static INTERRUPT: OnceLock<Interrupt> = OnceLock::new();

/// Whether Ctrl+C was pressed, and what it does next.
#[derive(Debug)]
struct Interrupt {
    /// Ctrl+C was pressed while it was caught.
    is_requested: Arc<AtomicBool>,
    /// The next Ctrl+C ends the program at once: nothing catches it, or it is the second one.
    ends_program: Arc<AtomicBool>,
}

/// Catches Ctrl+C until it is dropped. The first one only asks the work to stop, the second one ends the program.
#[derive(Debug)]
pub(crate) struct CaughtInterrupt(&'static Interrupt);

impl CaughtInterrupt {
    pub(crate) fn begin() -> Self {
        let interrupt = INTERRUPT.get_or_init(Interrupt::register);
        interrupt.is_requested.store(false, Ordering::SeqCst);
        interrupt.ends_program.store(false, Ordering::SeqCst);
        Self(interrupt)
    }

    /// Tells, from any thread, whether Ctrl+C was pressed.
    pub(crate) fn request(&self) -> InterruptRequest {
        InterruptRequest(Arc::clone(&self.0.is_requested))
    }
}

impl Drop for CaughtInterrupt {
    fn drop(&mut self) {
        self.0.is_requested.store(false, Ordering::SeqCst);
        self.0.ends_program.store(true, Ordering::SeqCst);
    }
}

/// Tells whether Ctrl+C was pressed, as long as it is caught.
#[derive(Clone, Debug)]
pub(crate) struct InterruptRequest(Arc<AtomicBool>);

impl InterruptRequest {
    pub(crate) fn is_made(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Interrupt {
    fn register() -> Self {
        let interrupt = Self {
            is_requested: Arc::default(),
            ends_program: Arc::new(AtomicBool::new(true)),
        };
        // If this fails, Ctrl+C ends the program as it does elsewhere.
        let _ = system::signals::on_interrupt(&interrupt.is_requested, &interrupt.ends_program);
        interrupt
    }
}
