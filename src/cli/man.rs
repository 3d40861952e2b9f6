//! `enough man`: manual pages, made from the clap definition and from tables in `docs/command-line.md`.

mod page;
mod roff;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Command, CommandFactory};

use super::args::Cli;
use super::did_you_mean;
use crate::platform::paths::with_suffix;
use crate::text::{display_path, sanitize};

/// Prints the main page or that of the command `of`, or writes a page for each command into a folder.
pub(crate) fn print(of: &[String], into: Option<&Path>) -> anyhow::Result<ExitCode> {
    let mut root = Cli::command();
    root.build();
    let Some(folder) = into else {
        let page = if of.is_empty() {
            page::main_page(&root)
        } else {
            command_page(&root, of)?
        };
        io::stdout().lock().write_all(page.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    write_pages(&root, folder).with_context(|| {
        format!(
            "the pages couldn't be written into {}; it has to be there",
            display_path(folder)
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The page of a command, named as on the command line or, like the page, with hyphens.
fn command_page(root: &Command, of: &[String]) -> anyhow::Result<String> {
    let mut pages = Vec::new();
    page::command_pages(root, &mut vec![root.get_name()], &mut pages);
    let prefix = format!("{}-", root.get_name());
    let typed = of.join("-");
    let name = typed.strip_prefix(&prefix).unwrap_or(&typed);
    let named = |page: &str| page.strip_prefix(&prefix) == Some(name);
    if let Some(at) = pages.iter().position(|(page, _)| named(page)) {
        return Ok(pages.swap_remove(at).1);
    }
    let known = pages
        .iter()
        .filter_map(|(page, _)| page.strip_prefix(&prefix));
    bail!(
        "there is no manual page for “{}”; {}“enough help” lists the commands",
        sanitize(&of.join(" ")),
        did_you_mean(name, known)
    )
}

fn write_pages(root: &Command, folder: &Path) -> io::Result<()> {
    let write = |name: &str, text: &str| {
        let path = folder.join(format!("{name}.{}", page::SECTION));
        write_file_atomically(&path, text.as_bytes())
    };
    write(root.get_name(), &page::main_page(root))?;
    let mut pages = Vec::new();
    page::command_pages(root, &mut vec![root.get_name()], &mut pages);
    pages.iter().try_for_each(|(name, text)| write(name, text))
}
/// Creates or replaces a file atomically. Unlike `private_fs`, everyone may read the file.
fn write_file_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = with_suffix(path, &format!(".partial-{}", std::process::id()));
    let _ = fs::remove_file(&temporary);
    let result = fs::File::create_new(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        fs::rename(&temporary, path)
    });
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result
}
