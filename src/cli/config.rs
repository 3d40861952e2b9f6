//! `enough config`: prints the effective configuration, its path, the themes, the default file or the schema.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::args::{ConfigCommand, GlobalArgs};
use super::{output, theme_samples};
use crate::cli::sanitized_output;
use crate::config::{Config, LoadedConfig};
use crate::platform::paths::absolute;
use crate::storage::profile::Profile;
use crate::text::display_path;

/// Loads the configuration file that the user named, or else the default one.
pub(crate) fn load_config(global: &GlobalArgs) -> anyhow::Result<LoadedConfig> {
    Ok(Config::load(
        &config_path(global)?,
        config_arg(global).is_some(),
    ))
}

/// The configuration file that the user named.
fn config_arg(global: &GlobalArgs) -> Option<&PathBuf> {
    let path = global.config.as_ref();
    path.filter(|path| !path.as_os_str().is_empty())
}

fn config_path(global: &GlobalArgs) -> anyhow::Result<PathBuf> {
    match config_arg(global) {
        Some(path) => absolute(path),
        None => Ok(global.paths()?.config_file),
    }
}

/// The value of an option that the user chose in the program, which goes before that of the file.
fn profile_value(profile: &Profile, option: &str) -> Option<String> {
    let value = match option {
        "region" => profile.region.as_deref(),
        "looks_after_child" => profile
            .looks_after_child
            .map(|answer| if answer { "yes" } else { "no" }),
        _ => None,
    };
    value.map(|value| format!("{value}, chosen in “About you” (profile.yaml)"))
}

pub(crate) fn print(
    global: &GlobalArgs,
    command: Option<ConfigCommand>,
) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    match command.unwrap_or(ConfigCommand::Show) {
        ConfigCommand::Path => writeln!(out, "{}", display_path(config_path(global)?))?,
        ConfigCommand::Themes => theme_samples::print(&global.show)?,
        ConfigCommand::Default => write!(out, "{}", Config::DEFAULT_YAML)?,
        ConfigCommand::Schema => write!(out, "{}", Config::SCHEMA)?,
        ConfigCommand::Show => {
            let mut loaded = load_config(global)?;
            let library = global.library_with_contacts()?;
            let config = &mut loaded.config;
            let unknown_names = config.unknown_name_warnings(&library);
            for warning in loaded.warnings.iter().chain(&unknown_names) {
                output::print_wrapped(&mut sanitized_output::stderr(), warning)?;
            }
            config.default_break = config.known_break(&library).map(str::to_owned);
            let path = config_path(global)?;
            if !path.exists() {
                let message = format!(
                    "There is no {}, so every setting has its default. “enough config default” prints a file to start from.",
                    display_path(&path)
                );
                output::print_wrapped(&mut sanitized_output::stderr(), message)?;
            }
            let profile = Profile::read(&global.paths()?.profile_file).0;
            for (name, value) in config.effective_values() {
                let value = profile_value(&profile, name).unwrap_or(value);
                writeln!(out, "{name:<17}  {value}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
