//! Questions before something goes for good.

use std::io::{self, IsTerminal, Write};

/// Whether there is somebody who could be asked.
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Asks `question`, and whether the answer was `word`.
pub fn confirm_with_word(question: &str, word: &str, out: &mut impl Write) -> io::Result<bool> {
    write!(out, "\n{question} ")?;
    out.flush()?;
    let mut typed = String::new();
    io::stdin().read_line(&mut typed)?;
    Ok(typed.trim() == word)
}
