//! `enough paths`: where everything lies.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::places::Places;

/// Prints the places, one to a line.
pub fn print(places: &Places) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    writeln!(out, "journal    {}", places.journal.display())?;
    writeln!(out, "backups    {}", places.backups.display())?;
    writeln!(out, "exports    {}", places.exports.display())?;
    writeln!(out, "set aside  {}", places.set_aside.display())?;
    writeln!(out, "about you  {}", places.person.display())?;
    writeln!(out, "config     {}", places.config.display())?;
    writeln!(out, "exercises  {}", places.exercises.display())?;
    writeln!(out, "people     {}", places.people.display())?;
    writeln!(out, "state      {}", places.state.display())?;
    Ok(ExitCode::SUCCESS)
}
