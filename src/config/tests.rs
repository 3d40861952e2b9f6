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
    let unknown = ["colours", "keys"].map(|name| (format!("/{name}/surely-not"), name.to_owned()));
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
