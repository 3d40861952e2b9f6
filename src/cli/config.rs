//! `enough config`: how the program is set up for a person, and how it could be.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::Value;

use super::{ConfigCommand, GlobalArgs, launch, output};
use crate::cli::sanitized_output;
use crate::config::{Config, LoadedConfig, YesNo};
use crate::platform::paths::{AppPaths, absolute};
use crate::text::display_path;
use crate::ui::app::configure::{configured_break, unknown_name_warnings};

/// The configuration that holds: the one the person named, else the one in the usual place.
pub fn load_config(global: &GlobalArgs) -> anyhow::Result<LoadedConfig> {
    Ok(Config::load(
        &config_path(global)?,
        config_arg(global).is_some(),
    ))
}

/// The file that the person named.
fn config_arg(global: &GlobalArgs) -> Option<&PathBuf> {
    let named = global.config.as_ref();
    named.filter(|path| !path.as_os_str().is_empty())
}

fn config_path(global: &GlobalArgs) -> anyhow::Result<PathBuf> {
    match config_arg(global) {
        Some(named) => absolute(named),
        None => Ok(AppPaths::find(global.data_dir.as_deref())?.config_file),
    }
}

/// Does what is asked about the configuration.
pub fn print(global: &GlobalArgs, command: Option<ConfigCommand>) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    match command.unwrap_or(ConfigCommand::Show) {
        ConfigCommand::Path => writeln!(out, "{}", display_path(config_path(global)?))?,
        ConfigCommand::Default => write!(out, "{}", Config::DEFAULT_YAML)?,
        ConfigCommand::Schema => write!(out, "{}", Config::SCHEMA)?,
        ConfigCommand::Show => {
            let mut read = load_config(global)?;
            let library = launch::load_library(global)?;
            read.warnings
                .extend(unknown_name_warnings(&read.config, &library));
            for words in &read.warnings {
                output::print_wrapped(&mut sanitized_output::stderr(), words)?;
            }
            read.config.default_break = configured_break(&read.config, &library).map(str::to_owned);
            let path = config_path(global)?;
            if !path.exists() {
                let words = format!(
                    "There is no {}, so everything is as it ships. “enough config default” prints one to begin with.",
                    display_path(&path)
                );
                output::print_wrapped(&mut sanitized_output::stderr(), words)?;
            }
            for line in effective_settings(&read.config) {
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What holds now, one setting to a line.
fn effective_settings(config: &Config) -> Vec<String> {
    let yes = |answer: Option<YesNo>| serialized_name(answer.unwrap_or(YesNo::Yes));
    let unsaid = || "not set".to_owned();
    let mut told = vec![
        format!("theme              {}", serialized_name(config.theme)),
        format!("motion             {}", serialized_name(config.motion)),
        format!(
            "region             {}",
            config.region.clone().unwrap_or_else(unsaid)
        ),
        format!(
            "looks_after_child  {}",
            config
                .looks_after_child
                .map_or_else(unsaid, serialized_name)
        ),
        format!(
            "break              {}",
            config.default_break.clone().unwrap_or_else(unsaid)
        ),
        format!("kindness           {}", yes(config.kindness)),
        format!("backups            {}", yes(config.backups)),
        format!(
            "escape_time        {}",
            config
                .escape_time
                .map_or_else(unsaid, |milliseconds| format!("{milliseconds} ms"))
        ),
    ];
    for meaning in config.colours.keys() {
        told.push(format!(
            "colours            {}, of your own",
            serialized_name(meaning)
        ));
    }
    for (name, keys) in &config.keys {
        told.push(format!("keys               {name}: {}", keys.join(", ")));
    }
    told
}

/// A name as it is written in the file.
fn serialized_name(name: impl Serialize) -> String {
    let value = serde_json::to_value(name).ok();
    value
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
