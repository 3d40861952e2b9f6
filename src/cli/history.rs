//! `enough history` for scripts and pipes.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::journal::{Journal, Row, Shelf};
use crate::text::{escaped, one_line, visible};

/// As many as one may want when no number is given.
const ALL: u64 = u64::MAX >> 1;
/// Rows read at a time, so that a long history starts to print at once.
const PAGE: u64 = 500;

/// Prints the newest walks, one to a line: id, day, likelihood before and after, the good-enough thought.
pub fn print(journal: &Journal, number: Option<u64>, json: bool) -> anyhow::Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let most = number.unwrap_or(ALL);
    let mut printed = 0;
    if json {
        write!(out, "[")?;
    }
    while printed < most {
        let rows = journal.page(Shelf::Done, printed, PAGE.min(most - printed))?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            if json {
                let comma = if printed == 0 { "\n" } else { ",\n" };
                write!(out, "{comma}  {}", escaped(&as_json(row).to_string()))?;
            } else {
                writeln!(out, "{}", as_line(row))?;
            }
            printed += 1;
        }
    }
    if json {
        writeln!(out, "{}]", if printed == 0 { "" } else { "\n" })?;
    }
    out.flush()?;
    if printed == 0 && !json {
        writeln!(
            io::stderr(),
            "Nothing here yet. When you have finished a walk, it stands here."
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_line(row: &Row) -> String {
    let number =
        |rating: Option<u8>| rating.map_or_else(|| "-".to_owned(), |rating| rating.to_string());
    let (before, after) = (number(row.likelihood_before), number(row.likelihood_after));
    format!(
        "{}  {}  {before:>3} {after:>3}  {}",
        visible(row.id.as_str()),
        row.day,
        one_line(&row.headline)
    )
}

fn as_json(row: &Row) -> serde_json::Value {
    let started = crate::entry::written_at(row.started, row.offset);
    serde_json::json!({
        "v": 1,
        "id": row.id.as_str(),
        "exercise": row.exercise,
        "title": row.title,
        "started": started,
        "day": row.day.to_string(),
        "headline": row.headline,
        "likelihood_before": row.likelihood_before,
        "likelihood_after": row.likelihood_after,
    })
}
