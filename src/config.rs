//! The configuration file: its options, defaults and errors. The program never writes it.
//!
//! `cli::settings` lists which of flag, environment variable, profile and configuration wins for each setting.

mod apply;
mod style_override;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub(crate) use self::style_override::StyleOverride;
use crate::content::yaml::{self, Diagnostic, Diagnostics, Node, Span};
use crate::storage::profile::decode_region;
use crate::text::replace_unsafe;
use crate::ui::keymap::{Binding, with_user_bindings};
use crate::ui::theme::{ThemePreset, ThemeToken};

/// The allowed escape times in milliseconds: long enough for the rest of a key sequence to arrive, short enough to respond
/// to Esc.
const ESCAPE_TIME_RANGE: std::ops::RangeInclusive<u16> = 10..=1000;

/// The allowed idle minutes before the journal is locked again: up to a day.
const LOCK_AFTER_RANGE: std::ops::RangeInclusive<u16> = 1..=1440;

/// All that can be set. Whatever isn't said is as it ships.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, schemars(title = "good-enough configuration"))]
pub(crate) struct Config {
    /// The colours: auto, dusk, paper, high-contrast or mono. `enough config themes` shows each.
    pub(crate) theme: ThemePreset,
    /// Styles of your own, by what they mean, in the place of the theme's.
    pub(crate) colours: BTreeMap<ThemeToken, StyleOverride>,
    /// Whether the breath moves: full or reduced.
    pub(crate) motion: Motion,
    /// The two letters of the country whose numbers are shown, until you choose one in the program.
    pub(crate) region: Option<String>,
    /// Whether you look after a child, which decides the examples you see, until you say so in the program.
    pub(crate) looks_after_child: Option<YesNo>,
    /// The break that F2 and `enough breathe` begin.
    #[serde(rename = "break")]
    pub(crate) default_break: Option<String>,
    /// Whether a line of kindness stands on the first screen.
    pub(crate) kindness: Option<YesNo>,
    /// Whether one of your cards stands there instead.
    pub(crate) card: Option<YesNo>,
    /// The exercise that `c` and `enough check-in` begin.
    pub(crate) check_in: Option<String>,
    /// Whether a backup is made each day.
    pub(crate) backups: Option<YesNo>,
    /// How many milliseconds the Esc key waits for the rest of another key, from 10 to 1000. Without this, 30, and 100 over SSH.
    #[cfg_attr(test, schemars(range(min = 10, max = 1000)))]
    pub(crate) escape_time: Option<u16>,
    /// How a locked journal is opened and locked again.
    pub(crate) lock: LockConfig,
    /// Keys of your own, by the names of actions as the page of keys has them.
    pub(crate) keys: BTreeMap<String, Vec<String>>,
}

/// How a locked journal is opened and locked again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LockConfig {
    /// A command whose first line of output is the passphrase, such as `pass show enough`.
    pub(crate) ask: Option<String>,
    /// After how many minutes without a key the journal is locked again, from 1 to 1440.
    #[cfg_attr(test, schemars(range(min = 1, max = 1440)))]
    pub(crate) after: Option<u16>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Motion {
    #[default]
    Full,
    Reduced,
}

/// A yes or a no, in any of the ways in which YAML writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema), schemars(transform = accept_booleans))]
#[serde(rename_all = "lowercase")]
pub(crate) enum YesNo {
    Yes,
    No,
}

/// To some readers of YAML, `yes` is a text, and to others a boolean.
#[cfg(test)]
fn accept_booleans(schema: &mut schemars::Schema) {
    schema.remove("type");
    let values = serde_json::json!(["yes", "no", true, false]);
    schema.insert("enum".to_owned(), values);
}

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let is_yes = bool::deserialize(deserializer)?;
        Ok(if is_yes { Self::Yes } else { Self::No })
    }
}

/// A configuration with what was found while loading it.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoadedConfig {
    pub(crate) config: Config,
    /// All key bindings, if the user changed any.
    pub(crate) keymap: Option<Vec<Binding>>,
    /// What was ignored and why, each in a sentence.
    pub(crate) warnings: Vec<String>,
}

impl YesNo {
    /// Whether the answer is yes, which is the default.
    pub(crate) fn is_yes(answer: Option<Self>) -> bool {
        answer != Some(Self::No)
    }
}

impl Config {
    /// The JSON Schema of the file, generated from this type.
    pub(crate) const SCHEMA: &str = include_str!("../docs/config.schema.json");

    /// A configuration file with every option explained and set to its default.
    pub(crate) const DEFAULT_YAML: &str = include_str!("config/default.yaml");

    /// Loads the file at `path`. A missing file is an error only if `is_named`, that is, the user named it.
    pub(crate) fn load(path: &Path, is_named: bool) -> LoadedConfig {
        let diagnostics = Diagnostics::default();
        let mut loaded = LoadedConfig::default();
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => return loaded,
            _ => {}
        }
        match yaml::read_bounded(path).and_then(|bytes| yaml::decode_source(&bytes)) {
            Ok(text) => loaded.parse(&text, &diagnostics),
            Err(error) => diagnostics.extend([error]),
        }
        let sorted = diagnostics.into_sorted().into_iter();
        loaded.warnings = sorted
            .map(|diagnostic| warning_text(path, &diagnostic))
            .collect();
        loaded
    }

    /// The name and value of every option as text, in the order of the documentation.
    pub(crate) fn effective_values(&self) -> Vec<(&'static str, String)> {
        let Self {
            theme,
            colours,
            motion,
            region,
            looks_after_child,
            default_break,
            kindness,
            card,
            check_in,
            backups,
            escape_time,
            lock,
            keys,
        } = self;
        let or_unset = |value: Option<String>| value.unwrap_or_else(|| "not set".to_owned());
        let or_yes = |answer: Option<YesNo>| serialized_name(answer.unwrap_or(YesNo::Yes));
        let milliseconds = escape_time.map(|time| format!("{time} ms"));
        let mut values = vec![
            ("theme", serialized_name(theme)),
            ("motion", serialized_name(motion)),
            ("region", or_unset(region.clone())),
            (
                "looks_after_child",
                or_unset(looks_after_child.map(serialized_name)),
            ),
            ("break", or_unset(default_break.clone())),
            ("check_in", or_unset(check_in.clone())),
            ("kindness", or_yes(*kindness)),
            ("card", serialized_name(card.unwrap_or(YesNo::No))),
            ("backups", or_yes(*backups)),
            ("escape_time", or_unset(milliseconds)),
            ("lock: ask", or_unset(lock.ask.clone())),
            (
                "lock: after",
                or_unset(lock.after.map(|minutes| format!("{minutes} min"))),
            ),
        ];
        let styles = colours.keys();
        values.extend(styles.map(|style| {
            let name = serialized_name(style);
            ("colours", format!("{name}, of your own"))
        }));
        let bindings = keys.iter();
        values
            .extend(bindings.map(|(name, keys)| ("keys", format!("{name}: {}", keys.join(", ")))));
        values
    }
}

impl LoadedConfig {
    fn parse(&mut self, text: &str, diagnostics: &Diagnostics) {
        let Some(tree) = yaml::parse(text, diagnostics) else {
            return;
        };
        if tree.value == yaml::NodeValue::Null {
            return;
        }
        self.config =
            yaml::decode_valid_parts(&tree, "configuration", diagnostics).unwrap_or_default();
        let config = &mut self.config;
        config.region = decode_region(config.region.take(), &tree, diagnostics);
        config.escape_time = validate_escape_time(config.escape_time, &tree, diagnostics);
        config.lock.after = validate_lock_after(config.lock.after, &tree, diagnostics);
        config.colours.retain(|style, value| {
            let name = serialized_name(style);
            value.validate(&name, span_within(&tree, "colours", &name), diagnostics);
            // If nothing in it is valid, the style of the theme stays.
            *value != StyleOverride::default() || !diagnostics.has_errors()
        });
        if !config.keys.is_empty() {
            let bindings: Vec<_> = config.keys.clone().into_iter().collect();
            let (keymap, rejected) = with_user_bindings(&bindings);
            self.keymap = Some(keymap);
            for (name, reason) in rejected {
                let span = span_within(&tree, "keys", &name);
                diagnostics.error(span, reason.trim_end_matches('.'), "it stays as it was");
                config.keys.remove(&name);
            }
        }
    }
}

/// The escape time if it is in range. Reports it otherwise.
fn validate_escape_time(time: Option<u16>, tree: &Node, diagnostics: &Diagnostics) -> Option<u16> {
    let valid = time.filter(|time| ESCAPE_TIME_RANGE.contains(time));
    if let Some(time) = time.filter(|_| valid.is_none()) {
        let message = format!("`{time}` milliseconds are too few or too many for `escape_time`");
        let span = span_of(tree, "escape_time");
        diagnostics.error(span, message, "write a number from 10 to 1000");
    }
    valid
}

/// The idle minutes if they are in range. Reports them otherwise.
fn validate_lock_after(
    minutes: Option<u16>,
    tree: &Node,
    diagnostics: &Diagnostics,
) -> Option<u16> {
    let valid = minutes.filter(|minutes| LOCK_AFTER_RANGE.contains(minutes));
    if let Some(minutes) = minutes.filter(|_| valid.is_none()) {
        let message = format!("`{minutes}` minutes are too few or too many for `after`");
        let span = span_within(tree, "lock", "after");
        diagnostics.error(span, message, "write a number from 1 to 1440");
    }
    valid
}

fn span_of(tree: &Node, key: &str) -> Span {
    tree.get(key).map_or(Span::default(), |node| node.span)
}

fn span_within(tree: &Node, block: &str, key: &str) -> Span {
    tree.get(block)
        .map_or(Span::default(), |block| span_of(block, key))
}

/// A diagnostic as one sentence.
fn warning_text(path: &Path, diagnostic: &Diagnostic) -> String {
    let path = replace_unsafe(&path.display().to_string());
    let line = match diagnostic.line {
        0 => String::new(),
        line => format!("line {line}: "),
    };
    let help = if diagnostic.help.is_empty() {
        String::new()
    } else {
        format!("; {}", diagnostic.help)
    };
    let end = if help.ends_with('?') { "" } else { "." };
    format!(
        "{path}, {line}{}{help}{end} The rest is used.",
        diagnostic.message
    )
}

/// A value as it is written in the file.
fn serialized_name(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
