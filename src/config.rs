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
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::content::library::{assert_schema_file, root_schema};
    use crate::json_schema::JsonSchema;

    fn load_text(text: &str) -> LoadedConfig {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        fs::write(&path, text).unwrap();
        let mut loaded = Config::load(&path, false);
        let shown = path.display().to_string();
        for warning in &mut loaded.warnings {
            *warning = warning.replace(&shown, "config.yaml");
        }
        loaded
    }

    #[test]
    fn the_printed_schema_matches_the_type() {
        let mut schema = root_schema::<Config>();
        // A file of comments alone is a null in YAML.
        schema["type"] = serde_json::json!(["object", "null"]);
        assert_schema_file("config", &schema);
    }

    #[test]
    fn a_missing_file_is_an_error_only_if_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        let missing = Config::load(&path, false);
        assert_eq!(
            (missing.config, missing.warnings.len()),
            (Config::default(), 0)
        );
        assert_eq!(Config::load(&path, true).warnings.len(), 1);
        assert_eq!(load_text("").config, Config::default());
    }

    #[test]
    fn the_default_file_sets_the_defaults() {
        let shipped = load_text(Config::DEFAULT_YAML);
        assert_eq!(shipped.warnings, Vec::<String>::new());
        assert_eq!(shipped.config, Config::default());
        // Every line that is commented out is valid.
        let uncommented: String = Config::DEFAULT_YAML
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line).to_owned() + "\n")
            .collect();
        let used = load_text(&uncommented);
        assert_eq!(used.warnings, Vec::<String>::new());
        assert_ne!(used.config, Config::default());
        assert!(used.keymap.is_some());
        let schema = JsonSchema::new(serde_json::from_str(Config::SCHEMA).unwrap());
        for text in [Config::DEFAULT_YAML, &uncommented] {
            let value: Value = serde_yaml::from_str(text).unwrap();
            assert_eq!(schema.errors(&value), [] as [&str; 0]);
        }
    }

    #[test]
    fn everything_can_be_set() {
        let loaded = load_text(
            "theme: high-contrast\ncolours:\n  accent: {fg: '#2a9d8f', bold: true}\nmotion: reduced\nregion: de\n\
             looks_after_child: no\nbreak: long-out\nkindness: no\nbackups: no\nescape_time: 80\nkeys:\n  search: [s]\n",
        );
        assert_eq!(loaded.warnings, Vec::<String>::new());
        let config = loaded.config;
        assert_eq!(config.theme, ThemePreset::HighContrast);
        assert_eq!(config.motion, Motion::Reduced);
        assert_eq!(config.region.as_deref(), Some("DE"));
        assert_eq!(config.looks_after_child, Some(YesNo::No));
        assert_eq!(config.default_break.as_deref(), Some("long-out"));
        assert!(!YesNo::is_yes(config.kindness) && !YesNo::is_yes(config.backups));
        assert_eq!(config.escape_time, Some(80));
        let style = config.colours[&ThemeToken::Accent].to_style();
        assert_eq!(style.fg, Some(Color::Rgb(0x2a, 0x9d, 0x8f)));
    }

    #[test]
    fn unknown_keys_get_a_suggestion_and_the_rest_is_used() {
        for (text, expected) in [
            (
                "them: mono\nregion: IE",
                "config.yaml, line 1: unknown field `them`",
            ),
            ("theme: momo\nregion: IE", "config.yaml, line 1: "),
            (
                "region: IE\nkeys:\n  delete: [u]",
                "config.yaml, line 3: “u” would be both “delete” and “restore”",
            ),
            ("region: IE\nkeys:\n  delet: [z]", "Did you mean “delete”"),
            (
                "region: IE\ncolours:\n  key: {bold: yes}\n  accent: {fg: blurple}",
                "config.yaml, line 4: `blurple` isn't a colour",
            ),
            (
                "region: IE\ncolours:\n  accent: {fg: '#777777', bg: '#888888'}",
                "contrast of 1.3",
            ),
            (
                "region: IE\nescape_time: 5000",
                "config.yaml, line 2: `5000` milliseconds are too few or too many",
            ),
            ("region: IE\nescape_time: soon", "config.yaml, line 2: "),
            ("region: IE\nescape_time: soon", "should be a number"),
            ("region: IE\nbreak: [", "config.yaml, line "),
        ] {
            let loaded = load_text(text);
            assert_eq!(loaded.warnings.len(), 1, "{text}: {:?}", loaded.warnings);
            assert!(
                loaded.warnings[0].contains(expected),
                "{} in {expected}",
                loaded.warnings[0]
            );
            assert!(loaded.warnings[0].ends_with("The rest is used."));
            if !text.ends_with('[') {
                assert_eq!(loaded.config.region.as_deref(), Some("IE"), "{text}");
            }
        }
        let invalid = load_text("region: Ireland");
        assert_eq!(invalid.config.region, None);
        assert!(invalid.warnings[0].contains("two letters"));
    }

    #[test]
    fn every_yaml_spelling_of_yes_and_no_is_accepted() {
        for (spellings, expected) in [
            (
                "No NO no n N off Off OFF false False FALSE 0 'no' 'False'",
                YesNo::No,
            ),
            (
                "Yes YES yes y Y on On ON true True TRUE 1 'yes' 'True'",
                YesNo::Yes,
            ),
        ] {
            for word in spellings.split(' ') {
                let loaded = load_text(&format!("looks_after_child: {word}\nkindness: {word}\n"));
                assert_eq!(loaded.warnings, Vec::<String>::new(), "{word}");
                assert_eq!(loaded.config.looks_after_child, Some(expected), "{word}");
                assert_eq!(loaded.config.kindness, Some(expected), "{word}");
            }
        }
    }

    #[test]
    fn country_codes_are_case_insensitive_and_uk_is_great_britain() {
        for letters in ["UK", "uk", "Uk", "GB", "gb", "' uk '"] {
            let loaded = load_text(&format!("region: {letters}\n"));
            assert_eq!(loaded.config.region.as_deref(), Some("GB"), "{letters}");
            assert_eq!(loaded.warnings, Vec::<String>::new());
        }
        // NO is Norway, not a no as in YAML 1.1.
        assert_eq!(load_text("region: NO").config.region.as_deref(), Some("NO"));
    }

    /// A value that the schema rejects leaves the default and causes a warning. This covers new options as well.
    #[test]
    fn an_invalid_value_falls_back_to_the_default() {
        let schema: Value = serde_json::from_str(Config::SCHEMA).unwrap();
        let names = |of: &Value| -> Vec<String> {
            of["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        };
        let style_fields = names(&schema["definitions"]["StyleOverride"]);
        let fields = names(&schema)
            .into_iter()
            .map(|name| (format!("/{name}"), name));
        let inner = style_fields
            .into_iter()
            .map(|name| (format!("/colours/accent/{name}"), name));
        let unknown =
            ["colours", "keys"].map(|name| (format!("/{name}/surely-not"), name.to_owned()));
        let schema = JsonSchema::new(schema.clone());
        let mut tried = 0;
        for (path, name) in fields.chain(inner).chain(unknown) {
            for value in invalid_values() {
                let document = nested(&path, value.clone());
                let as_string = nested(&path, Value::from(value.to_string()));
                if schema.accepts(&document)
                    || (!value.is_object() && !value.is_array() && schema.accepts(&as_string))
                {
                    continue;
                }
                let text = format!("{document}\n");
                let loaded = load_text(&text);
                assert!(!loaded.warnings.is_empty(), "{text}");
                assert!(
                    loaded.warnings[0].contains("line 1"),
                    "{:?}",
                    loaded.warnings
                );
                assert_eq!(loaded.config, Config::default(), "{name}: {text}");
                tried += 1;
            }
        }
        assert!(tried > 40, "{tried}");
    }

    fn invalid_values() -> Vec<Value> {
        use serde_json::json;
        vec![
            json!("surely not"),
            json!(-1),
            json!(1e300),
            json!(u64::MAX),
            json!(0.5),
            json!([]),
            json!([["a"]]),
            json!({"a": {"b": "c"}}),
            json!({}),
        ]
    }

    fn nested(path: &str, value: Value) -> Value {
        path.rsplit('/')
            .filter(|name| !name.is_empty())
            .fold(value, |value, name| serde_json::json!({ name: value }))
    }
}
