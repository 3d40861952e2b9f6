//! The real program in a pseudo-terminal. Tests wait for what it draws and never sleep.

#[path = "large_digits.rs"]
mod large_digits;

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use crate::test_user::TestUser;

/// The limit for any wait, on the slowest machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A pseudo-terminal, the program in it and the screen that it drew.
pub struct PtyTerminal {
    shared: Arc<Shared>,
    writer: Option<Box<dyn Write + Send>>,
    master: Option<Box<dyn MasterPty + Send>>,
    /// The terminal device, open to read its settings after the program has exited.
    line: Option<File>,
    pid: Pid,
}

#[derive(Default)]
struct Shared {
    state: Mutex<TerminalState>,
    changed: Condvar,
}

/// The output of the program so far.
#[derive(Default)]
pub struct TerminalState {
    parser: Vt100Parser,
    pub bytes: Vec<u8>,
    /// The exit code, or the signal that killed it.
    exit: Option<Result<u32, String>>,
    /// The output is closed.
    is_drained: bool,
    /// The reader stops at the next byte, as if the window had been closed.
    is_closing: bool,
}

/// The text and style of every cell, and the position of the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenImage {
    rows: Vec<Vec<String>>,
    caret: Option<(u16, u16)>,
}

struct Vt100Parser(vt100::Parser);

impl Default for Vt100Parser {
    fn default() -> Self {
        Self(vt100::Parser::new(cells(24), cells(80), 0))
    }
}

impl TerminalState {
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.0.screen()
    }

    /// Whether the screen shows `text`, ignoring white space and the borders and bars beside the text.
    pub fn shows(&self, text: &str) -> bool {
        let is_frame = |word: &&str| ["│", "▎", "|"].contains(word);
        let flat = |text: &str| -> String {
            let words = text.split_whitespace();
            words.filter(|word| !is_frame(word)).collect()
        };
        let screen = large_digits::read_large_numbers(&self.screen().contents());
        flat(&screen).contains(&flat(text))
    }

    /// The output without the question for the background colour, the only control string that is sent at every start.
    pub fn output_after_query(&self) -> String {
        let output = String::from_utf8_lossy(&self.bytes);
        output.replacen("\x1b]11;?\x1b\\", "", 1)
    }

    pub const fn has_exited(&self) -> bool {
        self.exit.is_some()
    }

    /// The exit code, unless it was killed.
    pub fn exit_code(&self) -> Option<u32> {
        self.exit.clone()?.ok()
    }

    /// The visible cursor as column and row.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let (row, column) = self.screen().cursor_position();
        (!self.screen().hide_cursor()).then_some((column, row))
    }
}

impl PtyTerminal {
    pub fn spawn(
        user: &TestUser,
        program: &str,
        arguments: &[&str],
        (width, height): (u16, u16),
    ) -> Self {
        let pty = native_pty_system()
            .openpty(pty_size(width, height))
            .expect("there is a pseudo-terminal");
        let line = pty.master.tty_name().map(|name| {
            let options = File::options().read(true).write(true).open(name);
            options.expect("the terminal can be opened")
        });
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in user.environment() {
            command.env(name, value);
        }
        command.cwd(user.home());
        let mut child = pty
            .slave
            .spawn_command(command)
            .expect("the program starts");
        let id = child.process_id().expect("it has just been started");
        let pid = Pid::from_raw(id.cast_signed()).expect("no program has the id 0");
        let shared = Arc::new(Shared::default());
        shared.lock().parser.0.set_size(cells(height), cells(width));
        let reader = pty.master.try_clone_reader().expect("it can be read");
        let (reads, waits) = (Arc::clone(&shared), Arc::clone(&shared));
        thread::spawn(move || reads.read(reader));
        thread::spawn(move || {
            let ended = child.wait().map_err(|error| error.to_string());
            waits.lock().exit = Some(ended.and_then(|status| match status.signal() {
                Some(signal) => Err(signal.to_owned()),
                None => Ok(status.exit_code()),
            }));
            waits.changed.notify_all();
        });
        Self {
            shared,
            writer: Some(pty.master.take_writer().expect("it can be written to")),
            master: Some(pty.master),
            line,
            pid,
        }
    }

    /// Sends bytes as terminal input.
    pub fn send(&mut self, bytes: &[u8]) -> &mut Self {
        let writer = self.writer.as_mut().expect("the window is open");
        writer
            .write_all(bytes)
            .and_then(|()| writer.flush())
            .expect("the terminal takes keys");
        self
    }

    /// Hands the input over to another thread.
    pub fn take_writer(&mut self) -> Box<dyn Write + Send> {
        self.writer.take().expect("the window is open")
    }

    pub fn type_in(&mut self, text: &str) -> &mut Self {
        self.send(text.as_bytes())
    }

    /// Presses keys: characters as they are, others by name, as in `jj<Enter><C-c><S-Tab>`.
    pub fn press(&mut self, script: &str) -> &mut Self {
        let mut rest = script;
        while !rest.is_empty() {
            let named = rest
                .strip_prefix('<')
                .and_then(|after| after.split_once('>'));
            rest = if let Some((name, after)) = named {
                assert!(
                    name != "Esc" || after.is_empty(),
                    "Esc begins another key unless it is seen to do something first"
                );
                self.send(&key(name));
                after
            } else {
                let letter = rest.chars().next().map_or(0, char::len_utf8);
                self.type_in(&rest[..letter]);
                &rest[letter..]
            };
        }
        self
    }

    /// Sends a bracketed paste.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(format!("\x1b[200~{text}\x1b[201~").as_bytes())
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        // The parser first, because the program draws for the new size at once.
        let mut state = self.shared.lock();
        state.parser.0.set_size(cells(height), cells(width));
        let master = self.master.as_ref().expect("the window is open");
        master
            .resize(pty_size(width, height))
            .expect("it can be resized");
        drop(state);
        self
    }

    /// Sends a resize without resizing the screen of the test.
    pub fn resize_unseen(&mut self, width: u16, height: u16) -> &mut Self {
        let master = self.master.as_ref().expect("the window is open");
        master
            .resize(pty_size(width, height))
            .expect("it can be told");
        self
    }

    /// Stops the output, as Ctrl+S does.
    pub fn stop_output(&mut self) -> &mut Self {
        self.flow(rustix::termios::Action::OOff)
    }

    pub fn resume_output(&mut self) -> &mut Self {
        self.flow(rustix::termios::Action::OOn)
    }

    fn flow(&mut self, action: rustix::termios::Action) -> &mut Self {
        let line = self.line.as_ref().expect("the window is open");
        rustix::termios::tcflow(line, action).expect("it is a terminal");
        self
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid, signal).expect("the program is there");
        self
    }

    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Waits until `condition` holds; on a timeout it panics with the screen.
    #[track_caller]
    pub fn wait_until(
        &mut self,
        what: &str,
        condition: impl Fn(&TerminalState) -> bool,
    ) -> &mut Self {
        let state = self.shared.lock();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, TIMEOUT, |state| !condition(state));
        let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(
            !timeout.timed_out(),
            "waited in vain for {what}; ended: {:?}; the screen:\n{}",
            state.exit,
            state.screen().contents()
        );
        drop(state);
        self
    }

    /// Waits until `condition` holds, at most for `patience`.
    pub fn wait_at_most(
        &mut self,
        patience: Duration,
        condition: impl Fn(&TerminalState) -> bool,
    ) -> &mut Self {
        let state = self.shared.lock();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, patience, |state| !condition(state));
        drop(waited);
        self
    }

    /// Waits until the screen shows `text`.
    #[track_caller]
    pub fn expect(&mut self, text: &str) -> &mut Self {
        self.wait_until(&format!("“{text}”"), |state| state.shows(text))
    }

    /// Examines the current state.
    pub fn inspect<T>(&self, at: impl FnOnce(&TerminalState) -> T) -> T {
        at(&self.shared.lock())
    }

    pub fn screen(&self) -> String {
        self.inspect(|state| state.screen().contents())
    }

    /// The screen with its styles and cursor.
    pub fn image(&self) -> ScreenImage {
        self.inspect(image_of)
    }

    /// Waits until the screen equals `wanted`, cell by cell.
    #[track_caller]
    pub fn expect_image(&mut self, wanted: &ScreenImage) -> &mut Self {
        self.wait_until("the same picture", |state| image_of(state) == *wanted)
    }

    /// Waits until the screen equals that of `other`, which may still be drawing.
    #[track_caller]
    pub fn expect_same_image(&mut self, other: &Self) -> &mut Self {
        // Output of the other terminal does not notify this one, so it is polled.
        for _ in 0..400 {
            let state = self.shared.lock();
            let waited = self
                .shared
                .changed
                .wait_timeout_while(state, TIMEOUT / 400, |state| {
                    image_of(state) != other.image()
                });
            let timeout = waited.unwrap_or_else(PoisonError::into_inner).1;
            if !timeout.timed_out() {
                return self;
            }
        }
        panic!(
            "this stayed\n{}\ninstead of\n{}",
            self.screen(),
            other.screen()
        );
    }

    /// The settings of the terminal device, such as echo.
    pub fn settings(&self) -> String {
        let line = self.line.as_ref().expect("the window is open");
        let settings = rustix::termios::tcgetattr(line).expect("it is a terminal");
        format!("{settings:?}")
    }

    /// Waits for the program to exit with `code` and for the end of its output.
    #[track_caller]
    pub fn expect_exit(&mut self, code: u32) -> &mut Self {
        self.wait_until("the end of the program", |state| state.exit.is_some());
        let ended = self.inspect(|state| state.exit.clone());
        assert_eq!(ended, Some(Ok(code)), "the screen:\n{}", self.screen());
        self
    }

    /// Waits for the program to be killed.
    #[track_caller]
    pub fn expect_killed(&mut self) {
        self.wait_until("the end of the program", |state| {
            state.exit.as_ref().is_some_and(Result::is_err)
        });
    }

    /// Waits until all output has been read; the program has exited.
    #[track_caller]
    pub fn drain(&mut self) -> &mut Self {
        self.line = None;
        self.wait_until("the last byte", |state| state.is_drained)
    }

    /// Closes the terminal and waits for the program to exit.
    #[track_caller]
    pub fn close_window(&mut self) {
        self.shared.lock().is_closing = true;
        // Causes output, so that the reader notices.
        self.resize(79, 23);
        self.wait_until("the window to close", |state| state.is_drained);
        self.line = None;
        self.writer = None;
        self.master = None;
        self.wait_until("the end of the program", |state| state.exit.is_some());
    }
}

impl Drop for PtyTerminal {
    fn drop(&mut self) {
        if self.shared.lock().exit.is_none() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, TerminalState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = reader.read(&mut buffer) {
            let mut state = self.lock();
            if state.is_closing {
                break;
            }
            state.bytes.extend_from_slice(&buffer[..count]);
            state.parser.0.process(&buffer[..count]);
            drop(state);
            self.changed.notify_all();
        }
        drop(reader);
        self.lock().is_drained = true;
        self.changed.notify_all();
    }
}

fn image_of(state: &TerminalState) -> ScreenImage {
    let screen = state.screen();
    let (rows, columns) = screen.size();
    let row = |row| {
        let cells = (0..columns.get()).filter_map(move |column| screen.cell(row, column));
        // An unwritten cell and a blank are equal.
        let looks = cells.map(|cell| {
            let text = Some(cell.contents()).filter(|text| !text.is_empty());
            let style = (cell.fgcolor(), cell.bgcolor(), cell.bold(), cell.dim());
            format!("{} {style:?} {}", text.unwrap_or(" "), cell.inverse())
        });
        looks.collect()
    };
    ScreenImage {
        rows: (0..rows.get()).map(row).collect(),
        caret: state.cursor(),
    }
}

const fn pty_size(width: u16, height: u16) -> PtySize {
    PtySize {
        rows: height,
        cols: width,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a terminal has at least one cell")
}

/// The bytes that xterm sends for a key.
fn key(name: &str) -> Vec<u8> {
    let bytes = match name {
        "Enter" => "\r",
        "Tab" => "\t",
        "S-Tab" => "\x1b[Z",
        "Esc" => "\x1b",
        "Space" => " ",
        "Backspace" => "\x7f",
        "Up" => "\x1b[A",
        "Down" => "\x1b[B",
        "Right" => "\x1b[C",
        "Left" => "\x1b[D",
        "End" => "\x1b[F",
        "PgDn" => "\x1b[6~",
        "S-Right" => "\x1b[1;2C",
        "F1" => "\x1bOP",
        "F2" => "\x1bOQ",
        _ => {
            let letter = name
                .strip_prefix("C-")
                .unwrap_or_else(|| panic!("no such key: {name}"));
            return letter.bytes().map(|letter| letter & 0x1f).collect();
        }
    };
    bytes.as_bytes().to_vec()
}
