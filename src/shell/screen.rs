//! The terminal as a whole screen: taken, drawn to, wiped, and always given back.

use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;

use anyhow::Context;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::ResetColor;
use crossterm::terminal::{
    self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect, Size};

use super::wire::Wire;
use crate::app::App;

/// The terminal gives itself back by [`GiveBack`]. Its own way would panic where the terminal is gone.
pub type Screen = ManuallyDrop<Terminal<Wire<Stdout>>>;

pub fn set_up() -> io::Result<Screen> {
    switch_on()?;
    let wire = Wire::new(io::stdout(), terminal::size()?.into());
    Terminal::new(wire).map(ManuallyDrop::new)
}

fn switch_on() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

pub fn draw(app: &App, screen: &mut Screen) -> anyhow::Result<()> {
    let drawn = screen.draw(|frame| {
        let area = frame.area();
        if let Some(caret) = app.render(area, frame.buffer_mut()) {
            frame.set_cursor_position(caret);
        }
    });
    drawn.map(drop).context("the terminal can't be drawn to")
}

/// Takes the terminal again, after something else had it, and draws every cell.
pub fn again(screen: &mut Screen) -> anyhow::Result<()> {
    switch_on()
        .and_then(|()| clear(screen))
        .map(drop)
        .context("the terminal can't be taken again")
}

/// Has the next frame draw every cell, and gives back the size it will have.
///
/// `Terminal::clear` would ask the terminal where its cursor stands, and wait for an answer among the keys.
pub fn clear(screen: &mut Screen) -> io::Result<Size> {
    let size = terminal::size()?.into();
    screen.backend_mut().set_size(size);
    screen.resize(Rect::from((Position::ORIGIN, size)))?;
    Ok(size)
}

/// Empties the screen, and what the terminal has kept to be scrolled back to.
pub fn wipe(screen: &mut Screen) -> anyhow::Result<()> {
    clear(screen)
        .and_then(|_| screen.backend_mut().flush())
        .and_then(|()| execute!(io::stdout(), Clear(ClearType::Purge)))
        .context("the terminal can't be wiped")
}

/// Asks the terminal to copy these words. Many do, some ask first, and none says what it did.
pub fn copy(words: &str) -> anyhow::Result<()> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(words))
        .context("the terminal can't be written to")
}

/// Gives the terminal back when the loop ends, however it ends.
pub struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes everything that was switched on. What fails here has no terminal left to fail on.
pub fn give_back() {
    let _ = execute!(
        io::stdout(),
        ResetColor,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = io::stdout().flush();
}
