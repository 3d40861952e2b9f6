//! Prints text, wrapped if the output is a terminal, and JSON.

use std::fmt::Display;
use std::io::{self, Write};
use std::sync::OnceLock;

use serde::Serialize;

use super::sanitized_output::{self, SanitizedOutput};
use crate::terminal;
use crate::text::{display_width, escape_json, replace_unsafe_in_lines, to_ascii_punctuation};

static IS_ASCII: OnceLock<bool> = OnceLock::new();

/// Makes everything printed from now on use ASCII punctuation.
pub(crate) fn set_ascii(is_ascii: bool) {
    let _ = IS_ASCII.set(is_ascii);
}

/// Prints text, wrapped if `out` is a terminal.
pub(crate) fn print_wrapped(out: &mut SanitizedOutput, text: impl Display) -> io::Result<()> {
    let text = format_text(text, terminal_width(out));
    writeln!(out, "{text}")
}

/// Prints a message to stderr when the program ends. Doesn't wait long for a stalled terminal.
pub(crate) fn print_final_message(text: impl Display) -> io::Result<()> {
    let text = format_text(text, terminal_width(&sanitized_output::stderr()));
    print_final_line(terminal::TerminalOutput::stderr(), &text)
}

/// Prints a line when the program ends. Doesn't wait long for a stalled terminal.
pub(crate) fn print_final_line(mut out: terminal::TerminalOutput, text: &str) -> io::Result<()> {
    out.write_all(format!("{}\n", replace_unsafe_in_lines(text)).as_bytes())?;
    out.flush()?;
    out.flush_with_timeout(terminal::OUTPUT_TIMEOUT);
    Ok(())
}

fn format_text(text: impl Display, width: Option<usize>) -> String {
    let mut text = text.to_string();
    if IS_ASCII.get() == Some(&true) {
        text = to_ascii_punctuation(&text);
    }
    match width {
        Some(width) => wrap_text(&text, width),
        None => text,
    }
}

/// Prints JSON. Characters that could control a terminal are escaped.
pub(crate) fn print_json(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    for line in serde_json::to_string_pretty(value)?.lines() {
        writeln!(out, "{}", escape_json(line))?;
    }
    Ok(())
}

/// The columns of the terminal; None if `out` is no terminal.
pub(crate) fn terminal_width(out: &SanitizedOutput) -> Option<usize> {
    let (width, _) = terminal::size().filter(|_| out.is_terminal())?;
    Some(usize::from(width))
}

/// Wraps each line between words; continuation lines keep its indent. A longer word isn't broken, since it may be a path
/// to copy.
fn wrap_text(text: &str, width: usize) -> String {
    let lines: Vec<_> = text
        .split('\n')
        .map(|line| wrap_line(line, width))
        .collect();
    lines.join("\n")
}

fn wrap_line(line: &str, width: usize) -> String {
    let text = line.trim_start_matches(' ');
    let bullet = if text.starts_with("- ") { 2 } else { 0 };
    let indent = line.len() - text.len() + bullet;
    let (start, rest) = line.split_at(indent);
    let (mut rows, mut column) = (start.to_owned(), indent);
    for (index, word) in rest.split(' ').enumerate() {
        let word_width = display_width(word);
        if index > 0 && column + 1 + word_width > width {
            rows.truncate(rows.trim_end_matches(' ').len());
            rows.push('\n');
            rows.push_str(&" ".repeat(indent));
            column = indent;
        } else if index > 0 {
            rows.push(' ');
            column += 1;
        }
        rows.push_str(word);
        column += word_width;
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
        let wrapped = wrap_text(&format!("Nothing is in {path} yet."), 14);
        assert_eq!(wrapped, format!("Nothing is in\n{path}\nyet."));
    }
}
