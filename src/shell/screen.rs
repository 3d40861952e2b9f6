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

use super::system::output::Output;
use super::wire::Wire;
use crate::app::App;

/// The terminal while the program has it. It is given back when this is dropped, however the program ends.
#[derive(Debug)]
pub(crate) struct Screen {
    wire: Wire<Output>,
    is_taken: bool,
}

/// The size where a terminal never told one.
const USUAL: Size = Size {
    width: 80,
    height: 24,
};

/// How long a terminal that takes nothing is waited for when it is given back.
pub(crate) const PATIENCE: Duration = Duration::from_millis(500);

impl Screen {
    pub(crate) fn set_up() -> io::Result<Self> {
        let size = super::size().map_or(USUAL, Size::from);
        let mut screen = Self {
            wire: Wire::new(Output::stdout(), size),
            is_taken: false,
        };
        screen.switch_on()?;
        Ok(screen)
    }

    fn switch_on(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.is_taken = true;
        self.send(|bytes| queue!(bytes, EnterAlternateScreen, EnableBracketedPaste))
    }

    /// Sends a few commands in one write.
    fn send(&mut self, commands: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        commands(&mut bytes)?;
        self.wire.out().write_all(&bytes)
    }

    pub(crate) fn size(&self) -> Size {
        self.wire.size()
    }

    /// What is waited for, besides keys and signals, while the terminal takes nothing.
    pub(crate) const fn output(&mut self) -> &Output {
        self.wire.out()
    }

    /// Draws the newest frame, unless the terminal has yet to take an earlier one. Frames in between are left out.
    pub(crate) fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        self.wire
            .out()
            .go_on()
            .and_then(|()| {
                if self.wire.out().is_stalled() {
                    return Ok(());
                }
                self.wire.draw(|area, buffer| app.render(area, buffer))
            })
            .context("the terminal can't be drawn to")
    }

    /// Takes the terminal again, after something else had it, and draws every cell.
    pub(crate) fn again(&mut self) -> anyhow::Result<()> {
        self.switch_on()
            .context("the terminal can't be taken again")?;
        self.clear();
        Ok(())
    }

    /// Has the next frame draw every cell, at the size that the terminal has now. One that doesn't tell its size keeps
    /// the one it had.
    pub(crate) fn clear(&mut self) {
        let size = super::size().map_or(self.size(), Size::from);
        self.wire.clear(size);
    }

    /// Empties the screen, and what the terminal has kept to be scrolled back to.
    pub(crate) fn wipe(&mut self) -> anyhow::Result<()> {
        self.clear();
        self.wire
            .flush()
            .and_then(|()| self.send(|bytes| queue!(bytes, Clear(ClearType::Purge))))
            .context("the terminal can't be wiped")
    }

    /// Asks the terminal to copy these words. Many do, some ask first, and none says what it did.
    pub(crate) fn copy(&mut self, words: &str) -> anyhow::Result<()> {
        self.send(|bytes| queue!(bytes, CopyToClipboard::to_clipboard_from(words)))
            .context("the terminal can't be written to")
    }

    /// Undoes everything that was switched on. What fails here has no terminal left to fail on.
    pub(crate) fn give_back(&mut self) {
        if !std::mem::take(&mut self.is_taken) {
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
        self.wire.out().finish(PATIENCE);
        let _ = disable_raw_mode();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.give_back();
    }
}
