//! Standard input as a source of lines.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::signals::Signals;
use super::terminal_output::TerminalOutput;
use crate::terminal::signal_event::SignalEvent;

/// What wakes whoever waits for lines.
#[derive(Debug)]
enum InputMessage {
    Bytes(Vec<u8>),
    End,
    Signal,
}

/// What is typed or piped in, read by a thread of its own: nothing here can wait for both input and the time.
#[derive(Debug)]
pub struct LineSource {
    signals: Signals,
    messages: Receiver<InputMessage>,
    chunks: VecDeque<Vec<u8>>,
    has_ended: bool,
}

impl LineSource {
    pub fn open() -> io::Result<Self> {
        let (sender, messages) = channel();
        let wake = sender.clone();
        let signals = Signals::register_with_waker(move || drop(wake.send(InputMessage::Signal)))?;
        thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || read_stdin(&sender))?;
        Ok(Self {
            signals,
            messages,
            chunks: VecDeque::new(),
            has_ended: false,
        })
    }

    /// The most bytes of a line that the console hands over: it hands over long ones in messages.
    #[expect(clippy::unused_self, reason = "other systems ask the terminal")]
    pub(crate) const fn max_line(&self) -> Option<usize> {
        None
    }

    /// Waits until reading gives something at once, if only the end, or until a signal comes or the time is over.
    pub(crate) fn wait(
        &mut self,
        at_most: Option<Duration>,
        _output: &TerminalOutput,
    ) -> io::Result<bool> {
        if !self.has_input() {
            self.receive(at_most);
        }
        Ok(self.has_input())
    }

    /// Waits for nothing but signals and the time.
    pub(crate) fn wait_without_input(
        &mut self,
        at_most: Duration,
        _output: &TerminalOutput,
    ) -> io::Result<()> {
        self.receive(Some(at_most));
        Ok(())
    }

    pub fn take_event(&self) -> Option<SignalEvent> {
        self.signals.take_event()
    }

    /// Adds what is there to `read`. Says whether that was the end.
    pub fn read_into(&mut self, read: &mut Vec<u8>) -> io::Result<bool> {
        read.extend(self.chunks.drain(..).flatten());
        Ok(self.has_ended)
    }

    /// A line that isn't ended yet stays with the console.
    pub fn read_partial_into(&mut self, read: &mut Vec<u8>) -> io::Result<()> {
        self.read_into(read).map(drop)
    }

    fn has_input(&self) -> bool {
        self.has_ended || !self.chunks.is_empty()
    }

    fn receive(&mut self, at_most: Option<Duration>) {
        let chunks = match at_most {
            Some(at_most) => self.messages.recv_timeout(at_most),
            None => self.messages.recv().map_err(RecvTimeoutError::from),
        };
        match chunks {
            Ok(InputMessage::Bytes(piece)) => self.chunks.push_back(piece),
            Ok(InputMessage::End) | Err(RecvTimeoutError::Disconnected) => self.has_ended = true,
            Ok(InputMessage::Signal) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn read_stdin(messages: &Sender<InputMessage>) {
    let mut input = io::stdin().lock();
    let mut piece = [0; 4096];
    loop {
        let chunks = match input.read(&mut piece) {
            Ok(0) => InputMessage::End,
            Ok(length) => InputMessage::Bytes(piece[..length].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => InputMessage::End,
        };
        let is_end = matches!(chunks, InputMessage::End);
        if messages.send(chunks).is_err() || is_end {
            return;
        }
    }
}

/// Where output goes can't be told here without going round Rust's own guards.
pub const fn is_output_discarded() -> bool {
    false
}
