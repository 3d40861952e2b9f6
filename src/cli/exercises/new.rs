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
        Some(other) => super::find_source(library, other)?,
        None => TEMPLATE,
    };
    let source = format!("{MODELINE}{SCHEMA_FILE}\n{}", without_modeline(source));
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
