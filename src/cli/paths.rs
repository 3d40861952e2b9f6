//! `enough paths`: where everything lies.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::output;
use crate::cli::sanitized_output;
use crate::platform::paths::AppPaths;
use crate::text::display_path;

/// Prints the places, one to a line or as JSON.
pub fn print(places: &AppPaths, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let named: [(&str, &Path); 9] = [
        ("journal", &places.journal_file),
        ("backups", &places.backups_dir),
        ("exports", &places.exports_dir),
        ("set aside", &places.quarantine_dir),
        ("about you", &places.profile_file),
        ("config", &places.config_file),
        ("exercises", &places.exercises_dir),
        ("people", &places.people_file),
        ("state", &places.state_dir),
    ];
    if is_json {
        let path = |path: &Path| Value::from(path.to_string_lossy().into_owned());
        let fields = named.map(|(name, place)| (name.replace(' ', "_"), path(place)));
        let mut told = Map::from_iter([("v".to_owned(), json!(1))]);
        told.extend(fields);
        output::print_json(&mut out, &told)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (name, path) in named {
        writeln!(out, "{name:<9}  {}", display_path(path))?;
    }
    Ok(ExitCode::SUCCESS)
}
