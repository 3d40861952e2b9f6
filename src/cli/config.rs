//! `enough config`: how the program is set up for a person, and how it could be.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::Value;

use super::{ConfigCommand, Global, lines, open};
use crate::app::setting_up::{configured_break, unknown_name_warnings};
use crate::cli::output;
use crate::config::{Config, LoadedConfig, YesNo};
use crate::places::{AppPaths, absolute};
use crate::text::display_path;

/// The configuration that holds: the one the person named, else the one in the usual place.
pub fn read(global: &Global) -> anyhow::Result<LoadedConfig> {
    Ok(Config::load(&path(global)?, named(global).is_some()))
}

/// The file that the person named.
fn named(global: &Global) -> Option<&PathBuf> {
    let named = global.config.as_ref();
    named.filter(|path| !path.as_os_str().is_empty())
}

fn path(global: &Global) -> anyhow::Result<PathBuf> {
    match named(global) {
        Some(named) => absolute(named),
        None => Ok(AppPaths::find(global.data_dir.as_deref())?.config_file),
    }
}

/// Does what is asked about the configuration.
pub fn print(global: &Global, command: Option<ConfigCommand>) -> anyhow::Result<ExitCode> {
    let mut out = output::stdout();
    match command.unwrap_or(ConfigCommand::Show) {
        ConfigCommand::Path => writeln!(out, "{}", display_path(path(global)?))?,
        ConfigCommand::Default => write!(out, "{}", Config::DEFAULT_YAML)?,
        ConfigCommand::Schema => write!(out, "{}", Config::SCHEMA)?,
        ConfigCommand::Show => {
            let mut read = read(global)?;
            let library = open::load_library(global)?;
            read.warnings
                .extend(unknown_name_warnings(&read.config, &library));
            for words in &read.warnings {
                lines::say(&mut output::stderr(), words)?;
            }
            read.config.default_break = configured_break(&read.config, &library).map(str::to_owned);
            let path = path(global)?;
            if !path.exists() {
                let words = format!(
                    "There is no {}, so everything is as it ships. “enough config default” prints one to begin with.",
                    display_path(&path)
                );
                lines::say(&mut output::stderr(), words)?;
            }
            for line in told(&read.config) {
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What holds now, one setting to a line.
fn told(config: &Config) -> Vec<String> {
    let yes = |answer: Option<YesNo>| written(answer.unwrap_or(YesNo::Yes));
    let unsaid = || "not set".to_owned();
    let mut told = vec![
        format!("theme              {}", written(config.theme)),
        format!("motion             {}", written(config.motion)),
        format!(
            "region             {}",
            config.region.clone().unwrap_or_else(unsaid)
        ),
        format!(
            "looks_after_child  {}",
            config.looks_after_child.map_or_else(unsaid, written)
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
            written(meaning)
        ));
    }
    for (name, keys) in &config.keys {
        told.push(format!("keys               {name}: {}", keys.join(", ")));
    }
    told
}

/// A name as it is written in the file.
fn written(name: impl Serialize) -> String {
    let value = serde_json::to_value(name).ok();
    value
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
