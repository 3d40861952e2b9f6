//! The terminal as a whole screen: taken, drawn to, wiped, and always given back.

use std::io::{self, Write};
use std::time::Duration;

use anyhow::Context;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    Clear, ClearType, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::layout::Size;

use super::backend::Backend;
use super::system::terminal_output::TerminalOutput;
use crate::ui::app::App;

/// The terminal while the program has it. It is given back when this is dropped, however the program ends.
#[derive(Debug)]
pub(crate) struct Tui {
    backend: Backend<TerminalOutput>,
    is_active: bool,
}

/// The size where a terminal never told one.
const DEFAULT_SIZE: Size = Size {
    width: 80,
    height: 24,
};

/// How long a terminal that takes nothing is waited for when it is given back.
pub(crate) const OUTPUT_TIMEOUT: Duration = Duration::from_millis(500);

impl Tui {
    pub(crate) fn init() -> io::Result<Self> {
        let size = super::size().map_or(DEFAULT_SIZE, Size::from);
        let mut screen = Self {
            backend: Backend::new(TerminalOutput::stdout(), size),
            is_active: false,
        };
        screen.activate()?;
        Ok(screen)
    }

    fn activate(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.is_active = true;
        self.send(|bytes| queue!(bytes, EnterAlternateScreen, EnableBracketedPaste))
    }

    /// Sends a few commands in one write.
    fn send(&mut self, commands: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        commands(&mut bytes)?;
        self.backend.out().write_all(&bytes)
    }

    pub(crate) fn size(&self) -> Size {
        self.backend.size()
    }

    /// What is waited for, besides keys and signals, while the terminal takes nothing.
    pub(crate) const fn output(&mut self) -> &TerminalOutput {
        self.backend.out()
    }

    /// Draws the newest frame, unless the terminal has yet to take an earlier one. Frames in between are left out.
    pub(crate) fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        self.backend
            .out()
            .write_pending()
            .and_then(|()| {
                if self.backend.out().is_stalled() {
                    return Ok(());
                }
                self.backend.draw(|area, buffer| app.render(area, buffer))
            })
            .context("the terminal can't be drawn to")
    }

    /// Takes the terminal again, after something else had it, and draws every cell.
    pub(crate) fn reenter(&mut self) -> anyhow::Result<()> {
        self.activate()
            .context("the terminal can't be taken again")?;
        self.invalidate();
        Ok(())
    }

    /// Has the next frame draw every cell, at the size that the terminal has now. One that doesn't tell its size keeps
    /// the one it had.
    pub(crate) fn invalidate(&mut self) {
        let size = super::size().map_or(self.size(), Size::from);
        self.backend.invalidate(size);
    }

    /// Empties the screen, and what the terminal has kept to be scrolled back to.
    pub(crate) fn purge(&mut self) -> anyhow::Result<()> {
        self.invalidate();
        self.backend
            .flush()
            .and_then(|()| self.send(|bytes| queue!(bytes, Clear(ClearType::Purge))))
            .context("the terminal can't be wiped")
    }

    /// Asks the terminal to copy these words. Many do, some ask first, and none says what it did.
    pub(crate) fn copy_to_clipboard(&mut self, words: &str) -> anyhow::Result<()> {
        self.send(|bytes| queue!(bytes, CopyToClipboard::to_clipboard_from(words)))
            .context("the terminal can't be written to")
    }

    /// Undoes everything that was switched on. What fails here has no terminal left to fail on.
    pub(crate) fn restore(&mut self) {
        if !std::mem::take(&mut self.is_active) {
            return;
        }
        // A frame that was cut off may have switched wrapping off.
        let _ = self.send(|bytes| {
            queue!(
                bytes,
                ResetColor,
                EnableLineWrap,
                DisableBracketedPaste,
                LeaveAlternateScreen,
                cursor::Show
            )
        });
        self.backend.out().flush_with_timeout(OUTPUT_TIMEOUT);
        let _ = disable_raw_mode();
    }
}

impl Drop for Tui {
    fn drop(&mut self) {
        self.restore();
    }
}
