//! A line in line mode that isn't shown, such as a passphrase.

use std::io::{self, IsTerminal, Read, Write as _};

use zeroize::Zeroizing;

use super::StdLineIo;
use crate::terminal::signal_event::SignalEvent;
use crate::terminal::system::signals::suspend;
use crate::text::hidden::HiddenText;
use crate::ui::line_mode::{HiddenInput, LineIo as _};

/// A read of this size bypasses the buffer of `Stdin`, which would keep a copy.
const CHUNK_BYTES: usize = 8 * 1024;

impl StdLineIo {
    /// Whether a line can be read without showing it. On Windows a thread waits for lines all the time, and the console
    /// shows what it reads.
    pub(crate) fn can_hide_input() -> bool {
        cfg!(unix) && io::stdin().is_terminal()
    }

    /// Asks for a line that isn't shown. What is typed after it isn't shown either until the next line is read, so that
    /// nobody sees a second attempt that is typed while the first one is checked.
    pub(super) fn read_hidden(&mut self, prompt: &str) -> io::Result<HiddenInput> {
        if !Self::can_hide_input() || self.has_ended {
            return Ok(HiddenInput::Impossible);
        }
        self.source.set_echo(false)?;
        // The prompt comes after that, so that nothing typed after it is shown.
        self.out.write_all(prompt.as_bytes())?;
        self.out.flush()?;
        let input = self.wait_for_hidden_line()?;
        self.write_paragraph("")?;
        Ok(input)
    }

    fn wait_for_hidden_line(&mut self) -> io::Result<HiddenInput> {
        // A line may have been typed before the question.
        let mut line = Zeroizing::new(Vec::with_capacity(2 * CHUNK_BYTES));
        line.append(&mut self.buffer);
        let mut chunk = Zeroizing::new([0; CHUNK_BYTES]);
        loop {
            if let Some(end) = line.iter().position(|byte| *byte == b'\n') {
                self.buffer.extend_from_slice(&line[end + 1..]);
                // What isn't UTF-8 is no passphrase.
                let text = str::from_utf8(&line[..end]).unwrap_or("\u{fffd}");
                return Ok(HiddenInput::Line(HiddenText::from(text)));
            }
            let has_input = self.source.wait(None, &self.out)?;
            match self.source.take_event() {
                Some(SignalEvent::Terminate(number)) => return Ok(HiddenInput::Signal(number)),
                Some(SignalEvent::Suspend) => {
                    self.source.set_echo(true)?;
                    suspend();
                    self.source.set_echo(false)?;
                }
                Some(SignalEvent::Panic) => panic!("a mistake made on purpose"),
                Some(SignalEvent::Continue) | None => {}
            }
            if !has_input {
                continue;
            }
            match io::stdin().lock().read(&mut *chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Ctrl+D, or the terminal is gone.
                Ok(0) | Err(_) => return Ok(HiddenInput::Canceled),
                Ok(length) => line.extend_from_slice(&chunk[..length]),
            }
        }
    }
}
