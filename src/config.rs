//! What a person set for themselves, in one optional file that the program never writes.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::content::yaml::{self, Diagnostic, Diagnostics, Node, Span};
use crate::storage::profile::decode_region;
use crate::text::replace_unsafe;
use crate::ui::keymap::{Binding, with_user_bindings};
use crate::ui::theme::{ThemePreset, ThemeStyle, contrast_ratio};

/// Milliseconds in which the rest of a key can arrive, and after which nobody would press Esc a second time.
const ESCAPE_TIME_RANGE: std::ops::RangeInclusive<u16> = 10..=1000;

/// All that can be set. Whatever isn't said is as it ships.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(test, schemars(title = "good-enough configuration"))]
pub struct Config {
    /// How things look: default, high-contrast or mono.
    pub theme: ThemePreset,
    /// Styles of your own, by what they mean, in the place of the theme's.
    pub colours: BTreeMap<ThemeStyle, StyleOverride>,
    /// Whether the breath moves: full or reduced.
    pub motion: Motion,
    /// The two letters of the country whose numbers are shown, until you choose one in the program.
    pub region: Option<String>,
    /// Whether you look after a child, which decides the examples you see, until you say so in the program.
    pub looks_after_child: Option<YesNo>,
    /// The break that F2 and `enough breathe` begin.
    #[serde(rename = "break")]
    pub default_break: Option<String>,
    /// Whether a line of kindness stands on the first screen.
    pub kindness: Option<YesNo>,
    /// Whether a backup is made each day.
    pub backups: Option<YesNo>,
    /// How many milliseconds the Esc key waits for the rest of another key, from 10 to 1000. Without this, 30, and 100 over SSH.
    pub escape_time: Option<u16>,
    /// Keys of your own, by the names of actions as the page of keys has them.
    pub keys: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Motion {
    #[default]
    Full,
    Reduced,
}

/// A yes or a no, in any of the ways in which YAML writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum YesNo {
    Yes,
    No,
}

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let is_yes = bool::deserialize(deserializer)?;
        Ok(if is_yes { Self::Yes } else { Self::No })
    }
}

/// A style of a person's own. What isn't said stays as the terminal has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the file"
)]
pub struct StyleOverride {
    /// A colour: a name such as cyan, a number from 0 to 255, or #2a9d8f.
    pub fg: Option<String>,
    /// The colour behind it.
    pub bg: Option<String>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underlined: bool,
    pub reversed: bool,
}

/// A configuration that was read, with what to know about it.
#[derive(Clone, Debug, Default)]
pub struct LoadedConfig {
    pub config: Config,
    /// The table of actions, where keys were bound anew.
    pub keymap: Option<Vec<Binding>>,
    /// What was left out, each in a sentence.
    pub warnings: Vec<String>,
}

impl YesNo {
    /// Whether that is a yes; so it is where nothing is said.
    pub fn is_yes(answer: Option<Self>) -> bool {
        answer != Some(Self::No)
    }
}

impl Config {
    /// The JSON Schema of the file, made from this very type.
    pub const SCHEMA: &str = include_str!("../docs/config.schema.json");

    /// The file as it may be written, with everything in it as it ships and explained.
    pub const DEFAULT_YAML: &str = include_str!("config/default.yaml");

    /// Reads the file at `path`. One that isn't there says nothing, unless the person named it.
    pub fn load(path: &Path, is_named: bool) -> LoadedConfig {
        let faults = Diagnostics::default();
        let mut read = LoadedConfig::default();
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_named => return read,
            _ => {}
        }
        match yaml::read_bounded(path).and_then(|bytes| yaml::decode_source(&bytes)) {
            Ok(text) => read.parse(&text, &faults),
            Err(fault) => faults.extend([fault]),
        }
        let told = faults
            .into_sorted()
            .into_iter()
            .map(|fault| warning_text(path, &fault));
        read.warnings = told.collect();
        read
    }
}

impl LoadedConfig {
    fn parse(&mut self, text: &str, faults: &Diagnostics) {
        let Some(tree) = yaml::parse(text, faults) else {
            return;
        };
        if tree.value == yaml::NodeValue::Null {
            return;
        }
        self.config = yaml::decode_valid_parts(&tree, "configuration", faults).unwrap_or_default();
        let config = &mut self.config;
        config.region = decode_region(config.region.take(), &tree, faults);
        config.escape_time = validate_escape_time(config.escape_time, &tree, faults);
        config.colours.retain(|meaning, paint| {
            let name = format!("{meaning:?}").to_lowercase();
            paint.validate(&name, span_within(&tree, "colours", &name), faults);
            // What could all not be used leaves the style of the theme.
            *paint != StyleOverride::default() || !faults.has_errors()
        });
        if !config.keys.is_empty() {
            let own: Vec<_> = config.keys.clone().into_iter().collect();
            let (rows, refused) = with_user_bindings(&own);
            self.keymap = Some(rows);
            for (name, why) in refused {
                let mark = span_within(&tree, "keys", &name);
                faults.error(mark, why.trim_end_matches('.'), "it stays as it was");
                config.keys.remove(&name);
            }
        }
    }
}

/// The time that was set, if it can be used.
fn validate_escape_time(set: Option<u16>, tree: &Node, faults: &Diagnostics) -> Option<u16> {
    let usable = set.filter(|time| ESCAPE_TIME_RANGE.contains(time));
    if let Some(time) = set.filter(|_| usable.is_none()) {
        let what = format!("`{time}` milliseconds are too few or too many for `escape_time`");
        let mark = span_of(tree, "escape_time");
        faults.error(mark, what, "write a number from 10 to 1000");
    }
    usable
}

fn span_of(tree: &Node, key: &str) -> Span {
    tree.get(key).map_or(Span::default(), |node| node.span)
}

fn span_within(tree: &Node, block: &str, key: &str) -> Span {
    tree.get(block)
        .map_or(Span::default(), |block| span_of(block, key))
}

/// A fault in one sentence.
fn warning_text(path: &Path, fault: &Diagnostic) -> String {
    let path = replace_unsafe(&path.display().to_string());
    let place = match fault.line {
        0 => String::new(),
        line => format!("line {line}: "),
    };
    let remedy = if fault.help.is_empty() {
        String::new()
    } else {
        format!("; {}", fault.help)
    };
    let end = if remedy.ends_with('?') { "" } else { "." };
    format!(
        "{path}, {place}{}{remedy}{end} The rest is used.",
        fault.message
    )
}

impl StyleOverride {
    /// The least contrast of letters on their background that WCAG 2.2 asks for (1.4.3).
    const MIN_CONTRAST: f64 = 4.5;

    pub fn to_style(&self) -> Style {
        let modifiers = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.italic, Modifier::ITALIC),
            (self.underlined, Modifier::UNDERLINED),
            (self.reversed, Modifier::REVERSED),
        ];
        let set = modifiers.into_iter().filter(|(is_set, _)| *is_set);
        Style {
            fg: self.fg.as_deref().and_then(parse_color),
            bg: self.bg.as_deref().and_then(parse_color),
            add_modifier: set.fold(Modifier::empty(), |all, (_, one)| all | one),
            ..Style::new()
        }
    }

    /// Records what is wrong with it. A colour that isn't one counts as not written.
    fn validate(&mut self, meaning: &str, mark: Span, faults: &Diagnostics) {
        for name in [&mut self.fg, &mut self.bg] {
            if let Some(unknown) = name.take_if(|name| parse_color(name).is_none()) {
                let what = format!("`{unknown}` isn't a colour");
                faults.error(mark, what, "write a name such as cyan, or #2a9d8f");
            }
        }
        let style = self.to_style();
        let measured = style
            .fg
            .zip(style.bg)
            .and_then(|(fg, bg)| contrast_ratio(fg, bg));
        if let Some(found) = measured.filter(|found| *found < Self::MIN_CONTRAST) {
            let what = format!("the colours of {meaning} have a contrast of {found:.1}");
            faults.warning(mark, what, "4.5 is easy to read for most people");
        }
    }
}

fn parse_color(name: &str) -> Option<Color> {
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::json_schema::JsonSchema;

    fn load_text(text: &str) -> LoadedConfig {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        fs::write(&path, text).unwrap();
        let mut read = Config::load(&path, false);
        let shown = path.display().to_string();
        for words in &mut read.warnings {
            *words = words.replace(&shown, "config.yaml");
        }
        read
    }

    #[test]
    fn the_printed_schema_matches_the_type() {
        let schema = schemars::schema_for!(Config).to_value();
        crate::content::library::assert_schema_file("config", &schema);
    }

    #[test]
    fn a_missing_file_is_an_error_only_if_it_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.yaml");
        let unsaid = Config::load(&path, false);
        assert_eq!(
            (unsaid.config, unsaid.warnings.len()),
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
        // Each line of it can be taken into use.
        let used: String = Config::DEFAULT_YAML
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line).to_owned() + "\n")
            .collect();
        let used = load_text(&used);
        assert_eq!(used.warnings, Vec::<String>::new());
        assert_ne!(used.config, Config::default());
        assert!(used.keymap.is_some());
    }

    #[test]
    fn everything_can_be_set() {
        let read = load_text(
            "theme: high-contrast\ncolours:\n  calm: {fg: '#2a9d8f', bold: true}\nmotion: reduced\nregion: de\n\
             looks_after_child: no\nbreak: long-out\nkindness: no\nbackups: no\nescape_time: 80\nkeys:\n  look for words: [s]\n",
        );
        assert_eq!(read.warnings, Vec::<String>::new());
        let config = read.config;
        assert_eq!(config.theme, ThemePreset::HighContrast);
        assert_eq!(config.motion, Motion::Reduced);
        assert_eq!(config.region.as_deref(), Some("DE"));
        assert_eq!(config.looks_after_child, Some(YesNo::No));
        assert_eq!(config.default_break.as_deref(), Some("long-out"));
        assert!(!YesNo::is_yes(config.kindness) && !YesNo::is_yes(config.backups));
        assert_eq!(config.escape_time, Some(80));
        let style = config.colours[&ThemeStyle::Calm].to_style();
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
                "config.yaml, line 3: “u” would be both “delete” and “bring back”",
            ),
            ("region: IE\nkeys:\n  delet: [z]", "Did you mean “delete”"),
            (
                "region: IE\ncolours:\n  key: {bold: yes}\n  calm: {fg: blurple}",
                "config.yaml, line 4: `blurple` isn't a colour",
            ),
            (
                "region: IE\ncolours:\n  calm: {fg: '#777777', bg: '#888888'}",
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
            let read = load_text(text);
            assert_eq!(read.warnings.len(), 1, "{text}: {:?}", read.warnings);
            assert!(
                read.warnings[0].contains(expected),
                "{} in {expected}",
                read.warnings[0]
            );
            assert!(read.warnings[0].ends_with("The rest is used."));
            if !text.ends_with('[') {
                assert_eq!(read.config.region.as_deref(), Some("IE"), "{text}");
            }
        }
        let wrong = load_text("region: Ireland");
        assert_eq!(wrong.config.region, None);
        assert!(wrong.warnings[0].contains("two letters"));
    }

    #[test]
    fn yes_and_no_are_understood_however_people_write_them() {
        for (written, meant) in [
            (
                "No NO no n N off Off OFF false False FALSE 0 'no' 'False'",
                YesNo::No,
            ),
            (
                "Yes YES yes y Y on On ON true True TRUE 1 'yes' 'True'",
                YesNo::Yes,
            ),
        ] {
            for word in written.split(' ') {
                let read = load_text(&format!("looks_after_child: {word}\nkindness: {word}\n"));
                assert_eq!(read.warnings, Vec::<String>::new(), "{word}");
                assert_eq!(read.config.looks_after_child, Some(meant), "{word}");
                assert_eq!(read.config.kindness, Some(meant), "{word}");
            }
        }
    }

    #[test]
    fn a_country_may_be_written_small_and_uk_is_great_britain() {
        for letters in ["UK", "uk", "Uk", "GB", "gb", "' uk '"] {
            let read = load_text(&format!("region: {letters}\n"));
            assert_eq!(read.config.region.as_deref(), Some("GB"), "{letters}");
            assert_eq!(read.warnings, Vec::<String>::new());
        }
        // A word that YAML 1.1 took for a no is a country here.
        assert_eq!(load_text("region: NO").config.region.as_deref(), Some("NO"));
    }

    /// Whatever the schema of the file refuses leaves its field as it ships, and is told. A field that is new
    /// in the schema is tried like the others.
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
        let paint = names(&schema["$defs"]["StyleOverride"]);
        let fields = names(&schema)
            .into_iter()
            .map(|name| (format!("/{name}"), name));
        let inner = paint
            .into_iter()
            .map(|name| (format!("/colours/calm/{name}"), name));
        let odd = ["colours", "keys"].map(|name| (format!("/{name}/surely-not"), name.to_owned()));
        let schema = JsonSchema::new(schema.clone());
        let mut tried = 0;
        for (path, name) in fields.chain(inner).chain(odd) {
            for value in invalid_values() {
                let document = nested(&path, value.clone());
                let as_words = nested(&path, Value::from(value.to_string()));
                if schema.accepts(&document)
                    || (!value.is_object() && !value.is_array() && schema.accepts(&as_words))
                {
                    continue;
                }
                let text = format!("{document}\n");
                let read = load_text(&text);
                assert!(!read.warnings.is_empty(), "{text}");
                assert!(read.warnings[0].contains("line 1"), "{:?}", read.warnings);
                assert_eq!(read.config, Config::default(), "{name}: {text}");
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
