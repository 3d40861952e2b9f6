use std::fs;
use std::path::Path;

use good_enough::content::library::Library;
use serde_json::{Value, json};

use super::ExerciseFolder;
use super::json_schema::JsonSchema;

fn schema() -> JsonSchema {
    JsonSchema::new(serde_json::from_str(Library::SCHEMA).expect("it is JSON"))
}

fn read(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).expect("it is YAML")
}

/// The errors that an editor would underline.
fn schema_errors(yaml: &str) -> Vec<String> {
    schema().errors(&read(yaml))
}

const SAMPLE_EXERCISE: &str = "\
title: Mine
purpose: A try.
steps:
  - {kind: write, id: worry, prompt: 心配は？ 😀}
";

#[test]
fn every_shipped_file_is_accepted() {
    let schema = schema();
    let folders = ["exercises", "tests/content/exercises"]
        .map(|root| Path::new(env!("CARGO_MANIFEST_DIR")).join(root));
    let mut seen = 0;
    for folder in folders
        .iter()
        .flat_map(|root| ["thoughts", "breaks", "paths"].map(|name| root.join(name)))
        .filter(|folder| folder.exists())
    {
        for file in fs::read_dir(folder).expect("the folder can be read") {
            let path = file.expect("it can be read").path();
            let text = fs::read_to_string(&path).expect("it can be read");
            let errors = schema.errors(&read(&text));
            assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn one_value_may_stand_for_a_list_and_a_field_may_be_empty() {
    for text in [
        SAMPLE_EXERCISE.to_owned(),
        SAMPLE_EXERCISE.replace("purpose", "feels_like: scared\nminutes:\npurpose"),
        format!("{SAMPLE_EXERCISE}  - {{kind: read, id: b, prompt: [One., Two.], show: worry}}\n"),
        format!(
            "{SAMPLE_EXERCISE}  - {{kind: choose, id: c, prompt: Which, options: [a, {{label: b, end: true}}]}}\n"
        ),
    ] {
        assert_eq!(schema_errors(&text), [] as [&str; 0], "{text}");
        let folder = ExerciseFolder::new();
        let path = folder.write("mine.yaml", &text);
        let faulty = folder.library().validate_file(&path);
        assert!(faulty.is_none(), "{}", faulty.expect("it has faults"));
    }
}

#[test]
fn common_mistakes_are_rejected_one_by_one() {
    for (slip, printed) in [
        (SAMPLE_EXERCISE.replace("title: Mine\n", ""), "title"),
        (SAMPLE_EXERCISE.replace("purpose", "purpos"), "purpos"),
        (SAMPLE_EXERCISE.replace("kind: write, ", ""), "kind"),
        (
            SAMPLE_EXERCISE.replace("kind: write", "kind: wirte"),
            "wirte",
        ),
        (SAMPLE_EXERCISE.replace("id: worry, ", ""), "id"),
        (SAMPLE_EXERCISE.replace("prompt", "promt"), "promt"),
        (
            SAMPLE_EXERCISE.replace("worry,", "worry, role: feeling,"),
            "feeling",
        ),
        (
            SAMPLE_EXERCISE.replace("worry,", "worry, lines: two,"),
            "two",
        ),
        (
            SAMPLE_EXERCISE.replace("worry,", "worry, seconds: 3,"),
            "seconds",
        ),
        (
            SAMPLE_EXERCISE.replace("worry,", "worry, examples: {others: a},"),
            "others",
        ),
        (
            SAMPLE_EXERCISE.replace("kind: write", "kind: rate"),
            "scale",
        ),
        (
            SAMPLE_EXERCISE.replace("kind: write", "kind: timer, seconds: soon"),
            "soon",
        ),
        (SAMPLE_EXERCISE.replace("- {kind", "{kind"), "array"),
        ("title: A\nlengths: {quick: 3}\n".to_owned(), "default"),
        (
            "title: A\nphases: [{do: inhal, seconds: 4}]\nlengths: {default: 3}\n".to_owned(),
            "inhal",
        ),
        (
            "title: A\nlengths: {default: 3}\nsays: Rest.\n".to_owned(),
            "says",
        ),
        (
            "title: A\npurpose: B.\npath: [{title: C, line: D., strat: box}]\n".to_owned(),
            "strat",
        ),
        ("title: A\npath: []\n".to_owned(), "purpose"),
        ("just words".to_owned(), "object"),
    ] {
        let diagnostics = schema_errors(&slip);
        assert!(
            diagnostics
                .iter()
                .any(|diagnostics| diagnostics.contains(printed)),
            "{slip}: {diagnostics:?}"
        );
    }
}

#[test]
fn each_rule_of_a_schema_accepts_one_value_and_rejects_another() {
    let cases = [
        (json!({"type": ["integer", "null"]}), json!(3), json!(3.5)),
        (json!({"type": "number"}), json!(3.5), json!("3.5")),
        (json!({"type": "boolean"}), json!(true), json!(null)),
        (json!({"type": "object"}), json!({}), json!([])),
        (json!({"type": "array"}), json!([]), json!({})),
        (json!({"const": "心"}), json!("心"), json!("心配")),
        (json!({"enum": ["a", 2]}), json!(2), json!("2")),
        (json!({"minimum": 1}), json!(1), json!(0)),
        (json!({"maximum": 255}), json!("words"), json!(256)),
        (json!({"pattern": "^\\d{2}$"}), json!("12"), json!("123")),
        (
            json!({"required": ["a", "b"]}),
            json!({"a": 1, "b": null}),
            json!({"b": 1}),
        ),
        (
            json!({"anyOf": [{"minimum": 1}, {"minimum": 2}]}),
            json!(2),
            json!(0),
        ),
        (
            json!({"oneOf": [{"minimum": 1}, {"minimum": 2}]}),
            json!(1),
            json!(2),
        ),
        (
            json!({"allOf": [{"minimum": 1}, {"minimum": 2}]}),
            json!(2),
            json!(1),
        ),
        (
            json!({"if": {"type": "string"}, "then": {"const": "😀"}, "else": {"const": 1}}),
            json!("😀"),
            json!("1"),
        ),
        (
            json!({"if": {"type": "string"}, "then": true, "else": false}),
            json!("1"),
            json!(1),
        ),
        (
            json!({"items": {"type": "string"}}),
            json!(["a"]),
            json!(["a", 1]),
        ),
        (
            json!({"properties": {"a": {"type": "string"}}}),
            json!({"b": 1}),
            json!({"a": 1}),
        ),
        (
            json!({"properties": {"a": {}}, "additionalProperties": false}),
            json!({"a": 1}),
            json!({"a": 1, "b": 1}),
        ),
        (
            json!({"additionalProperties": {"type": "string"}}),
            json!({"a": "b"}),
            json!({"a": 1}),
        ),
        (
            json!({"$ref": "#/$defs/small", "$defs": {"small": {"maximum": 9}}}),
            json!(9),
            json!(10),
        ),
        (
            json!({"properties": {"a": {"$ref": "#"}}, "required": ["a"]}),
            json!({"a": 1}),
            json!({"a": {"b": 1}}),
        ),
    ];
    for (schema, good, bad) in cases {
        let rules = JsonSchema::new(schema.clone());
        assert_eq!(rules.errors(&good), [] as [&str; 0], "{schema}");
        assert!(!rules.accepts(&bad), "{schema}: {bad}");
    }
}

#[test]
#[should_panic(expected = "minLength")]
fn an_unknown_schema_keyword_panics() {
    JsonSchema::new(json!({"minLength": 3})).accepts(&json!("words"));
}
