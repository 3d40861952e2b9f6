//! Standard input as a source of lines.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::output::Output;
use super::signals::Signals;
use crate::shell::signal::Signal;

/// What wakes whoever waits for lines.
#[derive(Debug)]
enum Piece {
    Read(Vec<u8>),
    End,
    Signal,
}

/// What is typed or piped in, read by a thread of its own: nothing here can wait for both input and the time.
#[derive(Debug)]
pub struct Source {
    signals: Signals,
    pieces: Receiver<Piece>,
    come: VecDeque<Vec<u8>>,
    has_ended: bool,
}

impl Source {
    pub fn open() -> io::Result<Self> {
        let (sender, pieces) = channel();
        let wake = sender.clone();
        let signals = Signals::listen_and(move || drop(wake.send(Piece::Signal)))?;
        thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || read_all(&sender))?;
        Ok(Self {
            signals,
            pieces,
            come: VecDeque::new(),
            has_ended: false,
        })
    }

    /// The most bytes of a line that the console hands over: it hands over long ones in pieces.
    #[expect(clippy::unused_self, reason = "other systems ask the terminal")]
    pub(crate) const fn max_line(&self) -> Option<usize> {
        None
    }

    /// Waits until reading gives something at once, if only the end, or until a signal comes or the time is over.
    pub(crate) fn wait(&mut self, at_most: Option<Duration>, _output: &Output) -> io::Result<bool> {
        if !self.has_something() {
            self.take_one(at_most);
        }
        Ok(self.has_something())
    }

    /// Waits for nothing but signals and the time.
    pub(crate) fn wait_for_time(&mut self, at_most: Duration, _output: &Output) -> io::Result<()> {
        self.take_one(Some(at_most));
        Ok(())
    }

    pub fn caught(&self) -> Option<Signal> {
        self.signals.caught()
    }

    /// Adds what is there to `read`. Says whether that was the end.
    pub fn read_into(&mut self, read: &mut Vec<u8>) -> io::Result<bool> {
        read.extend(self.come.drain(..).flatten());
        Ok(self.has_ended)
    }

    /// A line that isn't ended yet stays with the console.
    pub fn read_half_into(&mut self, read: &mut Vec<u8>) -> io::Result<()> {
        self.read_into(read).map(drop)
    }

    fn has_something(&self) -> bool {
        self.has_ended || !self.come.is_empty()
    }

    fn take_one(&mut self, at_most: Option<Duration>) {
        let come = match at_most {
            Some(at_most) => self.pieces.recv_timeout(at_most),
            None => self.pieces.recv().map_err(RecvTimeoutError::from),
        };
        match come {
            Ok(Piece::Read(piece)) => self.come.push_back(piece),
            Ok(Piece::End) | Err(RecvTimeoutError::Disconnected) => self.has_ended = true,
            Ok(Piece::Signal) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn read_all(pieces: &Sender<Piece>) {
    let mut input = io::stdin().lock();
    let mut piece = [0; 4096];
    loop {
        let come = match input.read(&mut piece) {
            Ok(0) => Piece::End,
            Ok(length) => Piece::Read(piece[..length].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => Piece::End,
        };
        let is_end = matches!(come, Piece::End);
        if pieces.send(come).is_err() || is_end {
            return;
        }
    }
}

/// Where output goes can't be told here without going round Rust's own guards.
pub const fn are_unheard() -> bool {
    false
}
