//! Invalid values in every field of an exercise and of a contact list.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use good_enough::content::library::Library;
use serde_json::{Value, json};

use super::ExerciseFolder;
use super::json_schema::JsonSchema;

/// Values that are invalid in nearly every field.
fn invalid_values() -> Vec<Value> {
    vec![
        json!("surely not this"),
        json!(-1),
        json!(1e300),
        json!([["a"]]),
        json!({"a": {"b": "c"}}),
    ]
}

/// The fields of every map in `value`: the path to each, and a name by which it is tried once.
fn fields(value: &Value, path: &str, kind: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            let kind = map.get("kind").and_then(Value::as_str).unwrap_or(kind);
            for (name, inner) in map {
                found.push((format!("{path}/{name}"), format!("{kind} {name}")));
                fields(
                    inner,
                    &format!("{path}/{name}"),
                    &format!("{kind} {name}"),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                fields(item, &format!("{path}/{at}"), kind, found);
            }
        }
        _ => {}
    }
}

/// All shipped files and those of the tests, which use nearly every field.
fn samples() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        "exercises/thoughts",
        "exercises/breaks",
        "tests/content/exercises/thoughts",
    ];
    let mut samples = Vec::new();
    for folder in folders {
        for file in fs::read_dir(root.join(folder)).expect("a folder of the project") {
            let path = file.expect("it exists").path();
            let text = fs::read_to_string(path).expect("it can be read");
            samples.push(serde_yaml::from_str(&text).expect("it is YAML"));
        }
    }
    samples
}

#[test]
fn no_value_that_the_schema_rejects_is_read_as_another() {
    let schema = JsonSchema::new(serde_json::from_str(Library::SCHEMA).unwrap());
    let folder = ExerciseFolder::new();
    let library = folder.library();
    let path = folder.path().join("surely-mine.yaml");
    let (mut tried, mut seen) = (0, BTreeSet::new());
    for sample in samples() {
        let mut found = Vec::new();
        fields(&sample, "", "", &mut found);
        for (place, name) in found {
            if !seen.insert(name.clone()) {
                continue;
            }
            for value in invalid_values() {
                let with = |value: Value| {
                    let mut changed = sample.clone();
                    *changed.pointer_mut(&place).unwrap() = value;
                    changed
                };
                let changed = with(value.clone());
                // A number is accepted where text is expected.
                let text = json!(value.to_string());
                let is_number = value.is_number() && schema.accepts(&with(text.clone()));
                // A single value may stand for a list.
                let is_one = !value.is_array() && !value.is_object();
                let is_words = is_number || is_one && schema.accepts(&with(json!([text, "b"])));
                if schema.accepts(&changed) || is_words {
                    continue;
                }
                let faulty = library.validate_bytes(&path, changed.to_string().as_bytes());
                assert!(
                    faulty.is_some_and(|file| !file.is_usable()),
                    "{name}: {value}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

#[test]
fn a_contact_list_with_an_invalid_value_is_skipped() {
    let sample = json!({
        "international": [{
            "name": "a", "description": "b", "call": "1", "text": "2", "web": "c", "hours": "d",
            "topic": "abuse", "note": "e", "source": "f", "checked": "2026-01-01",
        }],
        "regions": {"FR": {"name": "France", "emergency": "112", "contacts": [{"name": "g", "source": "h"}]}},
    });
    let mut found = Vec::new();
    fields(&sample, "", "", &mut found);
    let folder = ExerciseFolder::new();
    let check = |sample: &Value| {
        let path = folder.write("people.yaml", sample.to_string());
        let mut library = Library::embedded();
        library.add_user_contacts(&path);
        (
            library.rejected_contacts.is_some(),
            library.support_contacts().clone(),
        )
    };
    let built_in = Library::embedded().support_contacts().clone();
    assert!(!check(&sample).0);
    for (place, name) in found {
        for value in invalid_values() {
            let is_word_of_ones_own = !value.is_array()
                && !value.is_object()
                && ![
                    "topic",
                    "checked",
                    "international",
                    "regions",
                    "contacts",
                    "FR",
                ]
                .iter()
                .any(|last| place.ends_with(last));
            if is_word_of_ones_own {
                continue;
            }
            let mut changed = sample.clone();
            *changed.pointer_mut(&place).unwrap() = value.clone();
            let (is_faulty, people) = check(&changed);
            assert!(is_faulty && people == built_in, "{name}: {value}");
        }
    }
}

#[test]
fn a_country_code_may_be_lower_case_and_uk_means_gb() {
    let folder = ExerciseFolder::new();
    for letters in ["UK", "uk", "Uk", "GB", "gb"] {
        let text = format!("regions: {{{letters}: {{name: Home, emergency: \"1\"}}}}");
        let path = folder.write("people.yaml", text);
        let mut library = Library::embedded();
        library.add_user_contacts(&path);
        assert!(library.rejected_contacts.is_none(), "{letters}");
        let (known, region) = library.support_contacts().region("uk").expect("it exists");
        assert_eq!(
            (known.as_str(), region.name.as_str()),
            ("GB", "Home"),
            "{letters}"
        );
    }
    let twice = "regions: {UK: {name: A, emergency: \"1\"}, gb: {name: B, emergency: \"2\"}}";
    let path = folder.write("people.yaml", twice);
    let mut library = Library::embedded();
    library.add_user_contacts(&path);
    let faulty = library
        .rejected_contacts
        .expect("it is there twice")
        .to_string();
    assert!(faulty.contains("`GB` is here twice"), "{faulty}");
}
