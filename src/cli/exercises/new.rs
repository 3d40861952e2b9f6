//! `enough exercises new`: creates an exercise file in the user's folder, with the JSON Schema for editors beside it.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::cli::sanitized_output;
use crate::content::embedded::{MODELINE, without_modeline};
use crate::content::library::Library;
use crate::platform::private_fs;
use crate::text::display_path;

/// A small valid exercise with comments.
const TEMPLATE: &str = include_str!("template.yaml");
/// The JSON Schema in the user's folder. Only files that end in .yaml or .yml are exercises.
const SCHEMA_FILE: &str = "exercise.schema.json";

/// Creates `ID.yaml` from the template, or as a copy of another exercise.
pub(crate) fn new(
    id: &str,
    from: Option<&str>,
    folder: &Path,
    library: &Library,
) -> anyhow::Result<ExitCode> {
    if !Library::is_valid_id(id) {
        bail!("“{id}” can't be the name of an exercise; use lower-case letters, digits and “-”");
    }
    if let Some(path) = Library::find_user_file(folder, id) {
        bail!(
            "{} is there already, and stays as it is; open it, or choose another name",
            display_path(&path)
        );
    }
    let source = match from {
        // A file that stands in for another one keeps its title.
        Some(other) if other == id => super::find_source(library, other)?.to_owned(),
        Some(other) => with_title(super::find_source(library, other)?, &title_from_id(id)),
        None => TEMPLATE.to_owned(),
    };
    let source = format!("{MODELINE}{SCHEMA_FILE}\n{}", without_modeline(&source));
    let path = folder.join(format!("{id}.yaml"));
    if let Some(file) = library
        .validate_bytes(&path, source.as_bytes())
        .filter(|file| !file.is_usable())
    {
        write!(sanitized_output::stderr(), "{file}")?;
        return Ok(ExitCode::from(super::EXIT_INVALID_FILES));
    }
    let schema = folder.join(SCHEMA_FILE);
    private_fs::create_dir(folder)
        .and_then(|()| private_fs::replace_atomically(&schema, Library::SCHEMA))
        .with_context(|| format!("could not write {}", display_path(&schema)))?;
    private_fs::write_new_atomically(&path, |out| out.write_all(source.as_bytes()))
        .with_context(|| format!("could not write {}", display_path(&path)))?;
    let mut out = sanitized_output::stdout();
    let path = display_path(&path);
    writeln!(
        out,
        "{path} is yours now. Open it in your editor and change its words."
    )?;
    if let Some(other) = from {
        writeln!(out, "It begins as a copy of “{other}”.")?;
    }
    if library.source_text(id).is_some() {
        writeln!(
            out,
            "It stands in for the built-in file of that name until you delete it."
        )?;
    }
    writeln!(
        out,
        "enough exercises check --strict '{path}'   says what to mend"
    )?;
    writeln!(
        out,
        "enough start --private '{path}'   tries it without saving"
    )?;
    writeln!(out, "enough exercises guide   tells what a file can hold")?;
    Ok(ExitCode::SUCCESS)
}

/// The words of an id, such as "My check" for `my-check`.
fn title_from_id(id: &str) -> String {
    let mut letters = id.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let words: String = first.into_iter().chain(letters).collect();
    words.replace('-', " ").trim().to_owned()
}

/// The source of an exercise with another title, so that no two rows of a menu are the same. A title in several lines
/// stays.
fn with_title(source: &str, title: &str) -> String {
    let is_plain = |line: &str| {
        let value = line.strip_prefix("title:").map(str::trim);
        value.is_some_and(|value| !value.is_empty() && !value.starts_with(['|', '>']))
    };
    let lines: Vec<_> = source.split_inclusive('\n').collect();
    let is_title = |at: usize| {
        let next = lines.get(at + 1);
        is_plain(lines[at]) && !next.is_some_and(|next| next.starts_with(' '))
    };
    let found = (0..lines.len()).find(|at| is_title(*at));
    let changed = lines.iter().enumerate().map(|(at, line)| {
        if found == Some(at) {
            format!("title: \"{title}\"\n")
        } else {
            (*line).to_owned()
        }
    });
    changed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_gets_the_words_of_its_name_as_its_title() {
        let source = "# 心配 😀\ntitle: Box\npurpose: P\nsteps:\n  - title: Box\n";
        assert_eq!(
            with_title(source, &title_from_id("my-evening-2")),
            "# 心配 😀\ntitle: \"My evening 2\"\npurpose: P\nsteps:\n  - title: Box\n"
        );
        for in_lines in ["title: >-\n  Box\n", "title: Box\n  of mine\n"] {
            assert_eq!(with_title(in_lines, "Mine"), in_lines);
        }
    }
}
