//! Waits for input, signals and output at once, without polling.

use std::io::{self, PipeReader, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
#[cfg(target_os = "linux")]
use rustix::process::DumpableBehavior;
use rustix::process::{Resource, Rlimit};
use signal_hook::consts::{
    SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR2, SIGWINCH, SIGXFSZ,
};
use signal_hook::low_level::pipe;
use signal_hook::{flag, low_level};

use super::terminal_output::TerminalOutput;
use crate::terminal::signal_event::SignalEvent;

/// Whether SIGUSR2 causes a panic, for tests. Never in release builds.
const CAN_PANIC: bool = cfg!(debug_assertions);

/// The signals received since they were last taken, and a pipe that wakes the event loop when one arrives.
#[derive(Debug)]
pub(crate) struct Signals {
    wake_reader: PipeReader,
    /// The number of the last signal, or 0. The same holds for the other fields.
    terminate: Arc<AtomicUsize>,
    suspend: Arc<AtomicUsize>,
    continued: Arc<AtomicUsize>,
    resized: Arc<AtomicUsize>,
    panic: Arc<AtomicUsize>,
    /// A child process has ended or was stopped. This only has to wake the loop.
    child: Arc<AtomicUsize>,
}

impl Signals {
    pub(crate) fn register() -> io::Result<Self> {
        let (wake_reader, wake_writer) = io::pipe()?;
        rustix::io::ioctl_fionbio(&wake_reader, true)?;
        rustix::io::ioctl_fionbio(&wake_writer, true)?;
        let signals = Self {
            wake_reader,
            terminate: Arc::default(),
            suspend: Arc::default(),
            continued: Arc::default(),
            resized: Arc::default(),
            panic: Arc::default(),
            child: Arc::default(),
        };
        let panic_signals: &[i32] = if CAN_PANIC { &[SIGUSR2] } else { &[] };
        let kinds = [
            (
                &signals.terminate,
                [SIGINT, SIGTERM, SIGHUP, SIGQUIT].as_slice(),
            ),
            (&signals.suspend, &[SIGTSTP]),
            (&signals.continued, &[SIGCONT]),
            (&signals.resized, &[SIGWINCH]),
            (&signals.child, &[SIGCHLD]),
            (&signals.panic, panic_signals),
        ];
        for (received, numbers) in kinds {
            for number in numbers {
                flag::register_usize(
                    *number,
                    Arc::clone(received),
                    usize::try_from(*number).unwrap_or(0),
                )?;
                pipe::register(*number, wake_writer.try_clone()?)?;
            }
        }
        Ok(signals)
    }

    /// Waits for input, a signal, a stalled `output` that accepts more, or the timeout.
    ///
    /// Returns whether there may be input. Fails if the terminal is gone.
    pub(crate) fn wait_for_keys(
        &self,
        timeout: Option<Duration>,
        output: &TerminalOutput,
    ) -> io::Result<bool> {
        let keys = io::stdin();
        let (events, was_woken) = self.wait(Some(keys.as_fd()), timeout, Some(output))?;
        if events.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the terminal is gone",
            ));
        }
        Ok(was_woken || events.contains(PollFlags::IN))
    }

    /// The same for line mode, where a closed pipe may still hold lines.
    ///
    /// Returns whether a read returns at once, if only with the end of the input.
    pub(crate) fn wait_for_lines(
        &self,
        timeout: Option<Duration>,
        output: &TerminalOutput,
    ) -> io::Result<bool> {
        let lines = io::stdin();
        let (events, _) = self.wait(Some(lines.as_fd()), timeout, Some(output))?;
        Ok(!events.is_empty())
    }

    /// The same without input.
    pub(crate) fn wait_for_output(
        &self,
        timeout: Duration,
        output: &TerminalOutput,
    ) -> io::Result<()> {
        self.wait(None, Some(timeout), Some(output)).map(drop)
    }

    /// Waits for a signal or the timeout.
    pub(crate) fn wait_for_signals(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.wait(None, timeout, None).map(drop)
    }

    /// Returns the events of `input`, and whether a signal arrived.
    fn wait(
        &self,
        input: Option<BorrowedFd>,
        timeout: Option<Duration>,
        output: Option<&TerminalOutput>,
    ) -> io::Result<(PollFlags, bool)> {
        let wake_reader = self.wake_reader.as_fd();
        let input = input.map(|input| PollFd::from_borrowed_fd(input, PollFlags::IN));
        let output = output
            .and_then(TerminalOutput::pending_fd)
            .map(|output| PollFd::from_borrowed_fd(output, PollFlags::OUT));
        let has_input = input.is_some();
        let mut sources = [PollFd::from_borrowed_fd(wake_reader, PollFlags::IN)].to_vec();
        sources.extend(input.into_iter().chain(output));
        let limit = timeout.map(|limit| {
            Timespec::try_from(limit).unwrap_or(Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            })
        });
        match poll(&mut sources, limit.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let events = sources.get(1).filter(|_| has_input);
        let events = events.map_or(PollFlags::empty(), PollFd::revents);
        // Empty the pipe.
        let was_woken = (&self.wake_reader).read(&mut [0; 64]).is_ok();
        Ok((events, was_woken))
    }

    /// Whether the window was resized since the last call.
    pub(crate) fn has_resized(&self) -> bool {
        self.resized.swap(0, Ordering::SeqCst) != 0
    }

    /// The signal received since the last call. One that terminates the program comes first.
    pub(crate) fn take_event(&self) -> Option<SignalEvent> {
        let take = |received: &AtomicUsize| {
            Some(received.swap(0, Ordering::SeqCst)).filter(|number| *number != 0)
        };
        if let Some(number) = take(&self.terminate) {
            return Some(SignalEvent::Terminate(
                i32::try_from(number).unwrap_or(SIGTERM),
            ));
        }
        if take(&self.suspend).is_some() {
            return Some(SignalEvent::Suspend);
        }
        if take(&self.panic).is_some() {
            return Some(SignalEvent::Panic);
        }
        take(&self.continued).map(|_| SignalEvent::Continue)
    }

    /// The termination signal received since the last call, while an editor uses the terminal. Those of Ctrl+C and Ctrl+\
    /// are meant for the editor.
    pub(crate) fn take_termination(&self) -> Option<i32> {
        let number = i32::try_from(self.terminate.swap(0, Ordering::SeqCst)).ok()?;
        Some(number).filter(|number| [SIGTERM, SIGHUP].contains(number))
    }

    /// Clears suspend and continue signals that were handled elsewhere.
    pub(crate) fn clear_suspend(&self) {
        self.suspend.store(0, Ordering::SeqCst);
        self.continued.store(0, Ordering::SeqCst);
    }
}

/// Lets Ctrl+C set `is_requested` and `ends_program`, and end the program if that was set before.
pub(crate) fn on_interrupt(
    is_requested: &Arc<AtomicBool>,
    ends_program: &Arc<AtomicBool>,
) -> io::Result<()> {
    // They run in this order.
    flag::register_conditional_default(SIGINT, Arc::clone(ends_program))?;
    flag::register(SIGINT, Arc::clone(is_requested))?;
    flag::register(SIGINT, Arc::clone(ends_program)).map(drop)
}

/// Disables core dumps: an image of the memory would contain the user's text.
///
/// The limit also holds for the external editor. Linux ignores it where a program such as systemd-coredump takes the
/// dumps, so there the process is marked as not dumpable as well. Errors are ignored: then the system's setting holds.
pub(crate) fn disable_core_dumps() {
    let limits = rustix::process::getrlimit(Resource::Core);
    let none = Rlimit {
        current: Some(0),
        ..limits
    };
    let _ = rustix::process::setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Ignores SIGXFSZ, so that exceeding a file size limit fails the write instead of killing the process.
pub(crate) fn ignore_sigxfsz() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// Whether a shell can continue the program. A session leader has no shell above it.
pub(crate) fn can_suspend() -> bool {
    rustix::process::getsid(None).is_ok_and(|session| session != rustix::process::getpid())
}

/// Suspends the program until the shell continues it.
pub(crate) fn suspend() {
    let _ = low_level::emulate_default_handler(SIGTSTP);
}
