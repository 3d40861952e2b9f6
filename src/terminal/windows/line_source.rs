//! Reads lines from stdin on Windows.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::signals::Signals;
use super::terminal_output::TerminalOutput;
use crate::terminal::signal_event::SignalEvent;

/// A message to the thread that waits for lines.
#[derive(Debug)]
enum InputMessage {
    Bytes(Vec<u8>),
    End,
    Signal,
}

/// Stdin, read by its own thread, because Windows can't wait for input with a timeout.
#[derive(Debug)]
pub(crate) struct LineSource {
    signals: Signals,
    messages: Receiver<InputMessage>,
    chunks: VecDeque<Vec<u8>>,
    has_ended: bool,
}

impl LineSource {
    pub(crate) fn open() -> io::Result<Self> {
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

    /// None: the console doesn't truncate lines.
    #[expect(clippy::unused_self, reason = "on Unix this depends on the terminal")]
    pub(crate) const fn max_line(&self) -> Option<usize> {
        None
    }

    /// Waits for input, a signal or the timeout. Returns whether there is input, if only its end.
    pub(crate) fn wait(
        &mut self,
        timeout: Option<Duration>,
        _output: &TerminalOutput,
    ) -> io::Result<bool> {
        if !self.has_input() {
            self.receive(timeout);
        }
        Ok(self.has_input())
    }

    /// Waits for a signal or the timeout.
    pub(crate) fn wait_without_input(
        &mut self,
        timeout: Duration,
        _output: &TerminalOutput,
    ) -> io::Result<()> {
        self.receive(Some(timeout));
        Ok(())
    }

    pub(crate) fn take_event(&self) -> Option<SignalEvent> {
        self.signals.take_event()
    }

    /// Nothing: what is typed is always shown.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "on Unix this changes the terminal"
    )]
    pub(crate) const fn set_echo(&mut self, _is_shown: bool) -> io::Result<()> {
        Ok(())
    }

    /// Appends available bytes to `buffer`. Returns whether the input has ended.
    pub(crate) fn read_into(&mut self, buffer: &mut Vec<u8>) -> io::Result<bool> {
        buffer.extend(self.chunks.drain(..).flatten());
        Ok(self.has_ended)
    }

    /// Appends available bytes. An incomplete line stays in the console.
    pub(crate) fn read_partial_into(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        self.read_into(buffer).map(drop)
    }

    fn has_input(&self) -> bool {
        self.has_ended || !self.chunks.is_empty()
    }

    fn receive(&mut self, timeout: Option<Duration>) {
        let message = match timeout {
            Some(timeout) => self.messages.recv_timeout(timeout),
            None => self.messages.recv().map_err(RecvTimeoutError::from),
        };
        match message {
            Ok(InputMessage::Bytes(chunk)) => self.chunks.push_back(chunk),
            Ok(InputMessage::End) | Err(RecvTimeoutError::Disconnected) => self.has_ended = true,
            Ok(InputMessage::Signal) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn read_stdin(messages: &Sender<InputMessage>) {
    let mut input = io::stdin().lock();
    let mut chunk = [0; 4096];
    loop {
        let message = match input.read(&mut chunk) {
            Ok(0) => InputMessage::End,
            Ok(length) => InputMessage::Bytes(chunk[..length].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => InputMessage::End,
        };
        let is_end = matches!(message, InputMessage::End);
        if messages.send(message).is_err() || is_end {
            return;
        }
    }
}

/// Always false: finding out would need unsafe code.
pub(crate) const fn is_output_discarded() -> bool {
    false
}
