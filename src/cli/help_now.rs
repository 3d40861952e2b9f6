//! `enough help-now`: people to talk to, with nothing else needed.

use std::io::{self, Write};
use std::process::ExitCode;

use super::lines::{say, width};
use crate::library::Library;
use crate::screens::page::Paragraph;
use crate::screens::people;

/// Prints people to talk to, from what is built in.
pub fn print() -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let room = width(&out).unwrap_or(76).min(76);
    for paragraph in people::paragraphs(Library::built_in().people()) {
        match paragraph {
            Paragraph::Heading(words) => writeln!(out, "\n{words}\n")?,
            Paragraph::Plain(words) => {
                writeln!(out)?;
                for row in crate::text::wrapped(&words, room) {
                    writeln!(out, "{row}")?;
                }
            }
            Paragraph::Entry(left, right) => say(&mut out, format_args!("  {left}: {right}"))?,
        }
    }
    Ok(ExitCode::SUCCESS)
}
