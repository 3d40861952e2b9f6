//! Confirmation before something is deleted for good.

use std::io::{self, IsTerminal, Write};

/// Whether a user can be asked.
pub(crate) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Asks `question`. Returns whether the answer is `word`.
pub(crate) fn confirm_with_word(
    question: &str,
    word: &str,
    out: &mut impl Write,
) -> io::Result<bool> {
    write!(out, "\n{question} ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim() == word)
}
