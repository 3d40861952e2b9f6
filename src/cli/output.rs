//! Long lines, wrapped where a person reads them and left whole where a program does.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::OnceLock;

use serde::Serialize;

use super::sanitized_output::{self, SanitizedOutput};
use crate::terminal;
use crate::text::{display_width, escape_json, replace_unsafe_in_lines, to_ascii_punctuation};

static IS_ASCII: OnceLock<bool> = OnceLock::new();

/// Has all words from now on spelled in ASCII, if so.
pub fn set_ascii(is_ascii: bool) {
    let _ = IS_ASCII.set(is_ascii);
}

/// Prints words, wrapped between words if `out` is a terminal.
pub fn print_wrapped(out: &mut SanitizedOutput, words: impl Display) -> io::Result<()> {
    let words = format_text(words, terminal_width(out));
    writeln!(out, "{words}")
}

/// Prints words to standard error when the program ends. A terminal that takes nothing isn't waited for long.
pub fn print_final_message(words: impl Display) -> io::Result<()> {
    let words = format_text(words, terminal_width(&sanitized_output::stderr()));
    print_final_line(terminal::TerminalOutput::stderr(), &words)
}

/// Prints a line when the program ends.
pub fn print_final_line(mut out: terminal::TerminalOutput, words: &str) -> io::Result<()> {
    out.write_all(format!("{}\n", replace_unsafe_in_lines(words)).as_bytes())?;
    out.flush()?;
    out.flush_with_timeout(terminal::OUTPUT_TIMEOUT);
    Ok(())
}

fn format_text(words: impl Display, width: Option<usize>) -> String {
    let mut words = words.to_string();
    if IS_ASCII.get() == Some(&true) {
        words = to_ascii_punctuation(&words);
    }
    match width {
        Some(width) => wrap_text(&words, width),
        None => words,
    }
}

/// Prints JSON, with nothing in it that a terminal would act on.
pub fn print_json(out: &mut impl Write, told: &impl Serialize) -> anyhow::Result<()> {
    for line in serde_json::to_string_pretty(told)?.lines() {
        writeln!(out, "{}", escape_json(line))?;
    }
    Ok(())
}

/// The columns of the terminal behind `out`; none where there is no terminal.
pub fn terminal_width(out: &SanitizedOutput) -> Option<usize> {
    let (width, _) = terminal::size().filter(|_| out.is_terminal())?;
    Some(usize::from(width))
}

/// `words` with each line broken between words, so that none is wider than `width`. What follows keeps
/// the indent of its line. A word that is wider stays whole, since it may be a path to be copied.
fn wrap_text(words: &str, width: usize) -> String {
    let lines: Vec<_> = words
        .split('\n')
        .map(|line| wrap_line(line, width))
        .collect();
    lines.join("\n")
}

fn wrap_line(line: &str, width: usize) -> String {
    let words = line.trim_start_matches(' ');
    let bullet = if words.starts_with("- ") { 2 } else { 0 };
    let indent = line.len() - words.len() + bullet;
    let (start, rest) = line.split_at(indent);
    let (mut rows, mut taken) = (start.to_owned(), indent);
    for (index, word) in rest.split(' ').enumerate() {
        let needed = display_width(word);
        if index > 0 && taken + 1 + needed > width {
            rows.truncate(rows.trim_end_matches(' ').len());
            rows.push('\n');
            rows.push_str(&" ".repeat(indent));
            taken = indent;
        } else if index > 0 {
            rows.push(' ');
            taken += 1;
        }
        rows.push_str(word);
        taken += needed;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_wrap_between_words() {
        assert_eq!(wrap_text("one two three", 7), "one two\nthree");
        assert_eq!(wrap_text("one two three", 13), "one two three");
        assert_eq!(wrap_text("", 7), "");
        assert_eq!(wrap_text("a\n\nb", 7), "a\n\nb");
    }

    #[test]
    fn wide_characters_count_two_columns() {
        assert_eq!(wrap_text("睡眠 睡眠 🍲", 9), "睡眠 睡眠\n🍲");
        assert_eq!(wrap_text("睡眠 睡眠 🍲", 8), "睡眠\n睡眠 🍲");
    }

    #[test]
    fn continuation_lines_keep_the_indent() {
        assert_eq!(wrap_text("  - one two", 9), "  - one\n    two");
        assert_eq!(wrap_text("  one two", 6), "  one\n  two");
    }

    #[test]
    fn a_long_word_is_not_split() {
        let path = "/home/ada/.local/share/enough/journal.db";
        let said = wrap_text(&format!("Nothing is in {path} yet."), 14);
        assert_eq!(said, format!("Nothing is in\n{path}\nyet."));
    }
}
