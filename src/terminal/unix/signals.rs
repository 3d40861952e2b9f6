//! Waiting for keys and signals at once, without ever waking up for nothing.

use std::io::{self, PipeReader, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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

/// Whether this program can be asked to make a mistake: never where people use it.
const CAN_PANIC: bool = cfg!(debug_assertions);

/// The signals that have come, and a pipe that wakes the loop when one does.
#[derive(Debug)]
pub struct Signals {
    wake_reader: PipeReader,
    /// The number of the signal that came last, or 0.
    terminate: Arc<AtomicUsize>,
    suspend: Arc<AtomicUsize>,
    continued: Arc<AtomicUsize>,
    resized: Arc<AtomicUsize>,
    panic: Arc<AtomicUsize>,
    /// An editor has ended or was stopped. Only that it wakes the loop matters.
    child: Arc<AtomicUsize>,
}

impl Signals {
    pub fn register() -> io::Result<Self> {
        let (woken, wake) = io::pipe()?;
        rustix::io::ioctl_fionbio(&woken, true)?;
        rustix::io::ioctl_fionbio(&wake, true)?;
        let signals = Self {
            wake_reader: woken,
            terminate: Arc::default(),
            suspend: Arc::default(),
            continued: Arc::default(),
            resized: Arc::default(),
            panic: Arc::default(),
            child: Arc::default(),
        };
        let on_purpose: &[i32] = if CAN_PANIC { &[SIGUSR2] } else { &[] };
        let kinds = [
            (
                &signals.terminate,
                [SIGINT, SIGTERM, SIGHUP, SIGQUIT].as_slice(),
            ),
            (&signals.suspend, &[SIGTSTP]),
            (&signals.continued, &[SIGCONT]),
            (&signals.resized, &[SIGWINCH]),
            (&signals.child, &[SIGCHLD]),
            (&signals.panic, on_purpose),
        ];
        for (seen, numbers) in kinds {
            for number in numbers {
                flag::register_usize(
                    *number,
                    Arc::clone(seen),
                    usize::try_from(*number).unwrap_or(0),
                )?;
                // Each signal also wakes the loop.
                pipe::register(*number, wake.try_clone()?)?;
            }
        }
        Ok(signals)
    }

    /// Sleeps until a key or a signal comes, `output` takes more of what it has yet to take, or, if given, until so much
    /// time has passed.
    ///
    /// Says whether there may be something to read.
    pub(crate) fn wait_for_keys(
        &self,
        at_most: Option<Duration>,
        output: &TerminalOutput,
    ) -> io::Result<bool> {
        let keys = io::stdin();
        let (seen, was_woken) = self.wait(Some(keys.as_fd()), at_most, Some(output))?;
        if seen.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the terminal is gone",
            ));
        }
        Ok(was_woken || seen.contains(PollFlags::IN))
    }

    /// The same for lines, of which there may be some left in a pipe that nobody writes to any more.
    ///
    /// Says whether reading gives something at once, if only the end.
    pub(crate) fn wait_for_lines(
        &self,
        at_most: Option<Duration>,
        output: &TerminalOutput,
    ) -> io::Result<bool> {
        let lines = io::stdin();
        let (seen, _) = self.wait(Some(lines.as_fd()), at_most, Some(output))?;
        Ok(!seen.is_empty())
    }

    /// The same without anything to read.
    pub(crate) fn wait_for_output(
        &self,
        at_most: Duration,
        output: &TerminalOutput,
    ) -> io::Result<()> {
        self.wait(None, Some(at_most), Some(output)).map(drop)
    }

    /// Waits for nothing but signals and, if given, the time.
    pub(crate) fn wait_for_signals(&self, at_most: Option<Duration>) -> io::Result<()> {
        self.wait(None, at_most, None).map(drop)
    }

    /// Tells what there is to read, and whether a signal came.
    fn wait(
        &self,
        input: Option<BorrowedFd>,
        at_most: Option<Duration>,
        output: Option<&TerminalOutput>,
    ) -> io::Result<(PollFlags, bool)> {
        let woken = self.wake_reader.as_fd();
        let input = input.map(|input| PollFd::from_borrowed_fd(input, PollFlags::IN));
        let output = output
            .and_then(TerminalOutput::pending_fd)
            .map(|output| PollFd::from_borrowed_fd(output, PollFlags::OUT));
        let has_input = input.is_some();
        let mut sources = [PollFd::from_borrowed_fd(woken, PollFlags::IN)].to_vec();
        sources.extend(input.into_iter().chain(output));
        let limit = at_most.map(|limit| {
            Timespec::try_from(limit).unwrap_or(Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            })
        });
        match poll(&mut sources, limit.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let seen = sources.get(1).filter(|_| has_input);
        let seen = seen.map_or(PollFlags::empty(), PollFd::revents);
        // What is in the pipe has done its work by waking the loop.
        let was_woken = (&self.wake_reader).read(&mut [0; 64]).is_ok();
        Ok((seen, was_woken))
    }

    /// Whether the window got another size since the last call, if only for a moment.
    pub fn has_resized(&self) -> bool {
        self.resized.swap(0, Ordering::SeqCst) != 0
    }

    /// The signal that came since the last call; one that ends the program goes before others.
    pub fn take_event(&self) -> Option<SignalEvent> {
        let taken =
            |seen: &AtomicUsize| Some(seen.swap(0, Ordering::SeqCst)).filter(|number| *number != 0);
        if let Some(number) = taken(&self.terminate) {
            return Some(SignalEvent::Terminate(
                i32::try_from(number).unwrap_or(SIGTERM),
            ));
        }
        if taken(&self.suspend).is_some() {
            return Some(SignalEvent::Suspend);
        }
        if taken(&self.panic).is_some() {
            return Some(SignalEvent::Panic);
        }
        taken(&self.continued).map(|_| SignalEvent::Continue)
    }

    /// The signal that came since the last call and ends the program while an editor has its terminal. What Ctrl+C and
    /// Ctrl+\ send is meant for the editor.
    pub(crate) fn take_termination(&self) -> Option<i32> {
        let number = i32::try_from(self.terminate.swap(0, Ordering::SeqCst)).ok()?;
        Some(number).filter(|number| [SIGTERM, SIGHUP].contains(number))
    }

    /// Lets go of signals that set the program aside or woke it, once they have been obeyed elsewhere.
    pub fn clear_suspend(&self) {
        self.suspend.store(0, Ordering::SeqCst);
        self.continued.store(0, Ordering::SeqCst);
    }
}

/// Disables core dumps: an image of this program's memory would hold the person's words.
///
/// The limit also holds for the external editor. Linux ignores it where a program such as systemd-coredump takes the
/// dumps, so there the process is marked as not dumpable as well. Errors are ignored: then the system's setting holds.
pub fn disable_core_dumps() {
    let limits = rustix::process::getrlimit(Resource::Core);
    let none = Rlimit {
        current: Some(0),
        ..limits
    };
    let _ = rustix::process::setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// A limit on the size of files fails the write that meets it, instead of ending the program.
pub fn ignore_sigxfsz() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// Whether a shell is there to bring the program back: a terminal's first program has none.
pub fn can_suspend() -> bool {
    rustix::process::getsid(None).is_ok_and(|session| session != rustix::process::getpid())
}

/// Stops the program until the shell brings it back.
pub fn suspend() {
    let _ = low_level::emulate_default_handler(SIGTSTP);
}
