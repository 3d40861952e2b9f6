//! `enough insights`: what it adds up to, as one page of words that a person may show somebody.

mod json;

use std::io::{self, Write};
use std::process::ExitCode;

use super::lines::say;
use crate::insight::insights;
use crate::journal::Journal;
use crate::journal::insight::Period;
use crate::screens::insights::page;
use crate::text::escaped;

/// Prints what the walks of `period` say together. No words of an entry are in it, but the names of patterns.
pub fn print(journal: &Journal, period: Period, json: bool) -> anyhow::Result<ExitCode> {
    let gathered = journal.gather(period)?;
    let figures = insights(&gathered.checked(), &gathered.ratings());
    let mut out = io::stdout().lock();
    if json {
        let told = json::told(period, &gathered, &figures);
        for line in format!("{told:#}").lines() {
            writeln!(out, "{}", escaped(line))?;
        }
    } else {
        say(&mut out, page(period, &gathered, &figures).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}
