//! A program in a pseudo-terminal. Output gets its time when it is read and is interpreted later, so that the
//! interpretation is not part of a measured time.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::bench_home::BenchHome;
use crate::screen_changes::{self, Chunk};

/// The limit for any wait.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The screen is examined after this long without output.
const POLL_INTERVAL: Duration = Duration::from_millis(15);

/// A shell that waits for a line and then executes the program. The set-up of a pseudo-terminal takes about as long as
/// the first screen of a bare program, and is thus not measured.
const LAUNCH_SCRIPT: &str = "printf waiting; read -r line; exec \"$0\" \"$@\"";
const READY_TEXT: &str = "waiting";

/// How to start a program, and the text that completes its first screen.
#[derive(Clone, Copy)]
pub struct LaunchSpec<'a> {
    pub program: &'a Path,
    pub arguments: &'a [&'a str],
    pub home: &'a BenchHome,
    /// Columns and rows.
    pub size: (u16, u16),
    pub ready: &'a str,
}

pub struct PtyProgram {
    started: Instant,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    chunks: Receiver<Chunk>,
    parser: vt100::Parser,
    /// Keeps the terminal open.
    _master: Box<dyn MasterPty + Send>,
}

impl PtyProgram {
    pub fn start(spec: &LaunchSpec<'_>) -> Self {
        let (columns, rows) = spec.size;
        let size = PtySize {
            rows,
            cols: columns,
            ..PtySize::default()
        };
        let pty = native_pty_system().openpty(size);
        let pty = pty.expect("there is a pseudo-terminal");
        let (sender, chunks) = channel();
        let reader = pty.master.try_clone_reader().expect("it can be read");
        thread::spawn(move || read_chunks(reader, &sender));
        let writer = pty.master.take_writer().expect("it can be written to");
        let child = pty.slave.spawn_command(command(spec));
        let mut program = Self {
            started: now(),
            child: child.expect("a shell starts"),
            writer,
            chunks,
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            _master: pty.master,
        };
        program.wait_for(READY_TEXT);
        program.started = program.send("\n");
        program
    }

    /// Starts the program and waits for its first screen.
    pub fn start_ready(spec: &LaunchSpec<'_>) -> Self {
        let mut program = Self::start(spec);
        program.wait_for(spec.ready);
        program
    }

    pub const fn started(&self) -> Instant {
        self.started
    }

    pub fn id(&self) -> u32 {
        self.child.process_id().expect("it has been started")
    }

    /// Sends the bytes of a key and returns the time.
    pub fn send(&mut self, key: &str) -> Instant {
        let at = now();
        let sent = self.writer.write_all(key.as_bytes());
        sent.and_then(|()| self.writer.flush())
            .expect("the terminal takes keys");
        at
    }

    /// Reads until there is no output for `silence`, at most for `limit`.
    pub fn read_until_quiet(&mut self, silence: Duration, limit: Duration) -> Vec<Chunk> {
        self.read_from(Vec::new(), silence, limit)
    }

    /// Like [`Self::read_until_quiet`], but waits for the first output.
    pub fn drain(&mut self, silence: Duration, limit: Duration) -> Vec<Chunk> {
        match self.chunks.recv_timeout(limit) {
            Ok(first) => self.read_from(vec![first], silence, limit),
            Err(_) => Vec::new(),
        }
    }

    fn read_from(
        &mut self,
        mut chunks: Vec<Chunk>,
        silence: Duration,
        limit: Duration,
    ) -> Vec<Chunk> {
        let end = now() + limit;
        let next = || {
            let left = end.saturating_duration_since(now());
            self.chunks.recv_timeout(left.min(silence))
        };
        while let Ok(chunk) = next() {
            chunks.push(chunk);
        }
        for chunk in &chunks {
            self.parser.process(&chunk.bytes);
        }
        chunks
    }

    /// Waits for `text` and returns the time of the read that completed it.
    pub fn wait_for(&mut self, text: &str) -> Instant {
        let end = now() + TIMEOUT;
        while now() < end {
            let before = self.screen();
            let chunks = self.read_until_quiet(POLL_INTERVAL, POLL_INTERVAL * 10);
            if self.shows(text) {
                let found = screen_changes::chunk_showing(text, &before, &chunks);
                return found.map_or_else(now, |chunk| chunk.at);
            }
        }
        let screen = self.parser.screen().contents();
        panic!("waited in vain for “{text}”; the screen:\n{screen}");
    }

    pub fn screen(&self) -> vt100::Screen {
        self.parser.screen().clone()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.parser.screen().contents().contains(text)
    }
}

impl Drop for PtyProgram {
    fn drop(&mut self) {
        // The program may have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(spec: &LaunchSpec<'_>) -> CommandBuilder {
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", LAUNCH_SCRIPT]);
    command.arg(spec.program);
    command.args(spec.arguments);
    command.env_clear();
    for (name, value) in spec.home.environment() {
        command.env(name, value);
    }
    command.cwd(spec.home.path());
    command
}

fn read_chunks(mut reader: Box<dyn Read + Send>, sender: &Sender<Chunk>) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        let at = now();
        let bytes = buffer[..count].to_vec();
        if sender.send(Chunk { at, bytes }).is_err() {
            break;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where time is measured, from outside the program"
)]
pub fn now() -> Instant {
    Instant::now()
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has at least one cell")
}
