//! `enough show`: one walk whole, as it was asked and answered.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::bail;

use crate::journal::{Found, Journal};
use crate::screens::history::{said, started};
use crate::text::harmless;

/// Prints the walk called `id`.
pub fn print(journal: &Journal, id: &str) -> anyhow::Result<ExitCode> {
    let id = match journal.find(id)? {
        Found::One(id) => id,
        Found::None if id == "last" => {
            bail!("there is no finished walk yet; when you have finished one, this prints it")
        }
        Found::None => {
            bail!("there is no walk called “{id}”; “enough history -n 10” lists the newest")
        }
        Found::Many(ids) => {
            let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
            bail!(
                "“{id}” could be any of these, so please type a little more: {}",
                ids.join(", ")
            )
        }
    };
    let Some(entry) = journal.entry(&id)? else {
        bail!("that walk isn't there any more")
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{}\n{}", harmless(&entry.title), started(&entry))?;
    for answered in &entry.answers {
        writeln!(out, "\n{}", harmless(&answered.prompt))?;
        for line in harmless(&said(&answered.answer)).lines() {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
