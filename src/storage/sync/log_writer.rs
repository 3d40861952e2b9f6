//! Writes a log: the lines of this computer.

use std::io::{self, Write};

use super::log::{self, LogLine};
use super::sealed_line::{LineSeal, SealedHeader};
use super::sync_lock::SyncLock;

/// Writes the lines of a log, sealed if the journal is locked.
pub(super) struct LogWriter<'a> {
    out: &'a mut dyn Write,
    seal: Option<LineSeal>,
    /// The token for the first line; none if the header has it.
    token: Option<String>,
    is_empty: bool,
}

impl<'a> LogWriter<'a> {
    pub(super) fn begin(
        out: &'a mut dyn Write,
        token: String,
        lock: Option<&SyncLock>,
        shared_lock: Option<&str>,
    ) -> io::Result<Self> {
        let mut log = Self {
            out,
            seal: None,
            token: Some(token),
            is_empty: true,
        };
        if let Some(lock) = lock {
            let shared_lock = shared_lock.map(str::to_owned);
            let token = log.token.take().unwrap_or_default();
            let header = SealedHeader::new(token, lock.digest(), shared_lock);
            writeln!(log.out, "{}", header.to_line())?;
            log.seal = Some(LineSeal::new(lock.key(), &header));
        }
        Ok(log)
    }

    pub(super) fn write_line(&mut self, mut line: LogLine) -> io::Result<()> {
        line.writer_token = self.token.take();
        let text = log::format_line(&line);
        match &self.seal {
            Some(seal) => writeln!(self.out, "{}", seal.seal(text.trim_end())?)?,
            None => self.out.write_all(text.as_bytes())?,
        }
        self.is_empty = false;
        Ok(())
    }

    /// Without any line, nobody could tell whether the header is authentic.
    pub(super) fn finish(self) -> io::Result<()> {
        match self.seal {
            Some(seal) if self.is_empty => writeln!(self.out, "{}", seal.seal("")?),
            _ => Ok(()),
        }
    }
}
