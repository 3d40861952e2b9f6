//! Full-screen mode: enters it, draws frames and always restores the terminal.

use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::time::Duration;

use anyhow::Context;
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::ResetColor;
use crossterm::terminal::{
    Clear, ClearType, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::layout::Size;

use super::backend::Backend;
use super::background_query::{DISABLE_THEME_REPORTS, ENABLE_THEME_REPORTS, QUERY};
use super::system::terminal_output::TerminalOutput;
use crate::ui::app::App;

/// The terminal in full-screen mode. Dropping this restores it.
#[derive(Debug)]
pub(crate) struct Tui {
    backend: Backend<TerminalOutput>,
    is_active: bool,
    /// Whether the terminal reports changes of its theme.
    reports_theme: bool,
}

/// The size if the terminal doesn't report one.
const DEFAULT_SIZE: Size = Size {
    width: 80,
    height: 24,
};

/// How long to wait for a stalled terminal when the program ends.
pub(crate) const OUTPUT_TIMEOUT: Duration = Duration::from_millis(500);

/// The most columns and rows that are drawn. No real window has more, and buffers for the 65,535 of each that a terminal
/// may report would use too much memory.
const MAX_SIZE: (u16, u16) = (1024, 512);

/// The size of the terminal in columns and rows, at most [`MAX_SIZE`]. None if it reports none, or zero as serial lines
/// do.
pub(crate) fn size() -> Option<(u16, u16)> {
    let (width, height) = crossterm::terminal::size().ok()?;
    let size = (width.min(MAX_SIZE.0), height.min(MAX_SIZE.1));
    Some(size).filter(|(width, height)| *width > 0 && *height > 0)
}

/// The height of half a cell in widths of a cell; 1 if the terminal doesn't tell its pixels, or tells nonsense.
pub(crate) fn pixel_height() -> f64 {
    const PLAUSIBLE: RangeInclusive<f64> = 0.7..=1.5;
    let ratio = crossterm::terminal::window_size().map_or(1.0, |window| {
        let [columns, rows, width, height] =
            [window.columns, window.rows, window.width, window.height].map(f64::from);
        height / rows / 2.0 / (width / columns)
    });
    if PLAUSIBLE.contains(&ratio) {
        ratio
    } else {
        1.0
    }
}

impl Tui {
    pub(crate) fn init() -> io::Result<Self> {
        let size = size().map_or(DEFAULT_SIZE, Size::from);
        let mut tui = Self {
            backend: Backend::new(TerminalOutput::stdout(), size),
            is_active: false,
            reports_theme: false,
        };
        tui.activate()?;
        Ok(tui)
    }

    fn activate(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.is_active = true;
        self.send(|bytes| queue!(bytes, EnterAlternateScreen, EnableBracketedPaste))
    }

    /// Sends escape sequences in one write.
    fn send(&mut self, commands: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        commands(&mut bytes)?;
        self.backend.out().write_all(&bytes)
    }

    pub(crate) fn size(&self) -> Size {
        self.backend.size()
    }

    /// The output, to wait for while the terminal is stalled.
    pub(crate) const fn output(&mut self) -> &TerminalOutput {
        self.backend.out()
    }

    /// Draws a frame, or skips it while the terminal hasn't received the one before.
    pub(crate) fn draw(&mut self, app: &App) -> anyhow::Result<()> {
        self.backend
            .out()
            .write_pending()
            .and_then(|()| {
                if self.backend.out().is_stalled() {
                    return Ok(());
                }
                self.backend
                    .draw_within(app.max_frame_bytes(), |area, buffer| {
                        app.render(area, buffer)
                    })
            })
            .context("the terminal can't be drawn to")
    }

    /// Enters full-screen mode again after another program used the terminal.
    pub(crate) fn reenter(&mut self) -> anyhow::Result<()> {
        self.activate()
            .context("the terminal can't be taken again")?;
        self.invalidate();
        Ok(())
    }

    /// Makes the next frame draw every cell at the current size, or at the last known one.
    pub(crate) fn invalidate(&mut self) {
        let size = size().map_or(self.size(), Size::from);
        self.backend.invalidate(size);
    }

    /// Clears the screen and the scrollback.
    pub(crate) fn purge(&mut self) -> anyhow::Result<()> {
        self.invalidate();
        self.backend
            .flush()
            .and_then(|()| self.send(|bytes| queue!(bytes, Clear(ClearType::Purge))))
            .context("the terminal can't be wiped")
    }

    /// Asks the terminal to copy `text` (OSC 52). Terminals don't report whether they did.
    pub(crate) fn copy_to_clipboard(&mut self, text: &str) -> anyhow::Result<()> {
        self.send(|bytes| queue!(bytes, CopyToClipboard::to_clipboard_from(text)))
            .context("the terminal can't be written to")
    }

    /// Rings the bell. Terminals make a sound, flash or do nothing, as they are set.
    pub(crate) fn ring_bell(&mut self) -> anyhow::Result<()> {
        self.send(|bytes| bytes.write_all(b"\x07"))
            .context("the terminal can't be written to")
    }

    /// Asks for the background color and for reports of changes of the theme.
    pub(crate) fn query_background(&mut self) -> anyhow::Result<()> {
        let is_first = !std::mem::replace(&mut self.reports_theme, true);
        self.send(|bytes| {
            if is_first {
                bytes.extend_from_slice(ENABLE_THEME_REPORTS);
            }
            bytes.extend_from_slice(QUERY);
            Ok(())
        })
        .context("the terminal can't be written to")
    }

    /// Leaves full-screen mode. Errors are ignored: then the terminal is gone.
    pub(crate) fn restore(&mut self) {
        if !std::mem::take(&mut self.is_active) {
            return;
        }
        // An incomplete frame may have disabled wrapping.
        let reports_theme = std::mem::take(&mut self.reports_theme);
        let _ = self.send(|bytes| {
            if reports_theme {
                bytes.extend_from_slice(DISABLE_THEME_REPORTS);
            }
            queue!(
                bytes,
                ResetColor,
                EnableLineWrap,
                DisableBracketedPaste,
                // Where there is no alternate screen, as in GNU screen and mosh, words would stay in the window. The first
                // row is erased by itself, because tmux keeps what is erased from there to the end in its history.
                MoveTo(0, 0),
                Clear(ClearType::CurrentLine),
                MoveTo(0, 1),
                Clear(ClearType::FromCursorDown),
                MoveTo(0, 0),
                LeaveAlternateScreen,
                Show
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
