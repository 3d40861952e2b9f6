//! `enough paths`: the folders and files of the program.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::output;
use crate::cli::sanitized_output;
use crate::platform::paths::AppPaths;
use crate::text::display_path;

/// Prints the paths, one per line or as JSON.
pub(crate) fn print(paths: &AppPaths, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let rows: [(&str, &Path); 9] = [
        ("journal", &paths.journal_file),
        ("backups", &paths.backups_dir),
        ("exports", &paths.exports_dir),
        ("set aside", &paths.quarantine_dir),
        ("about you", &paths.profile_file),
        ("config", &paths.config_file),
        ("exercises", &paths.exercises_dir),
        ("people", &paths.people_file),
        ("state", &paths.state_dir),
    ];
    if is_json {
        let mut json = Map::from_iter([("v".to_owned(), json!(1))]);
        json.extend(rows.map(|(label, path)| {
            let path = path.to_string_lossy().into_owned();
            (json_key(label), Value::from(path))
        }));
        output::print_json(&mut out, &json)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (label, path) in rows {
        writeln!(out, "{label:<9}  {}", display_path(path))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The JSON key for a label that is printed: the name in code where that differs, and else the label in snake case.
pub(crate) fn json_key(label: &str) -> String {
    match label {
        "set aside" => "quarantine".to_owned(),
        "about you" => "profile".to_owned(),
        "Places" => "paths".to_owned(),
        "Left behind" => "leftovers".to_owned(),
        "Your own exercises" => "user_exercises".to_owned(),
        _ => label.to_lowercase().replace(' ', "_"),
    }
}
