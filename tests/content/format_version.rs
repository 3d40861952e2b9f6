//! Guards version 1 of the format of exercise files.

use std::collections::{BTreeMap, BTreeSet};

use good_enough::content::library::Library;
use serde_json::Value;

use super::{diagnostics_of, headlines};

/// The keys and the named values of version 1, by the types of the schema.
///
/// A key or value of a release may be joined by others here, but it is never renamed or removed: the files of users
/// contain it.
const VERSION_1: &[(&str, &str)] = &[
    ("BetterChoice", "if read use"),
    (
        "Break",
        "cautions lengths max_breaths no_hold note phases rounds say softer subtitle title",
    ),
    ("ChoiceOption", "carry end label open outcome read start"),
    ("Condition", "answered at_least below in not_in step"),
    ("Examples", "general parent"),
    (
        "Exercise",
        "better_choice check_in credit feels_like follows_up minutes purpose sources steps title when",
    ),
    ("ExercisePath", "about credit path purpose title"),
    ("LineLimit", "many one"),
    ("Offer", "carry end label only_if open read start try_from"),
    ("Outcome", "dropped no open partly unknown yes"),
    ("PageLink", "medical_help people"),
    ("PathStep", "line longer part start title"),
    ("Phase", "do say seconds"),
    (
        "PhaseAction",
        "exhale hold hold-empty inhale release rest tense top-up",
    ),
    ("Prefill", "postponed_worries"),
    (
        "Role",
        "acted belief_after belief_before coping_after coping_before distress_after distress_before fear feelings hardness_after hardness_before helped likelihood_after likelihood_before outcome pattern_name patterns reframe reframe_belief situation still_matters thought",
    ),
    ("SkipTarget", "label step"),
    (
        "Step",
        "ask_from chapter examples help id kind label note only_if prompt role show skip_to",
    ),
    ("Step breathe", "break length"),
    (
        "Step choose",
        "allow_other catalogue multiple options options_from",
    ),
    ("Step fields", "fields"),
    ("Step follow_up", ""),
    ("Step list", "max_items prefill"),
    ("Step postpone", ""),
    ("Step rate", "first_rating revise_if_low scale"),
    ("Step read", ""),
    ("Starter", "say when"),
    ("Step reframe", "start stems"),
    (
        "Step summary",
        "closing closing_empty closing_some copy earlier fields heart next pairs",
    ),
    ("Step timer", "seconds"),
    ("Step write", "lines placeholder suggest"),
];

/// The keys and the named values that a schema has.
fn keys_and_values(schema: &Value) -> BTreeSet<&str> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let variants = schema["oneOf"].as_array().into_iter().flatten();
    let values = variants.flat_map(|variant| {
        let several = variant["enum"].as_array().into_iter().flatten();
        several.chain(variant.get("const"))
    });
    let alternatives = schema["anyOf"].as_array().into_iter().flatten();
    let values = values.chain(schema["enum"].as_array().into_iter().flatten());
    properties
        .map(|(key, _)| key.as_str())
        .chain(values.filter_map(Value::as_str))
        .chain(alternatives.flat_map(keys_and_values))
        .collect()
}

/// The keys that every kind of step has, and those that only one has.
fn step_keys(step: &Value) -> BTreeMap<String, BTreeSet<&str>> {
    let kinds = step["allOf"].as_array().expect("a step has kinds");
    let kinds = kinds.iter().map(|kind| &kind["then"]);
    let common = kinds
        .clone()
        .map(keys_and_values)
        .reduce(|one, other| &one & &other)
        .unwrap_or_default();
    let by_kind = kinds.map(|kind| {
        let name = kind["properties"]["kind"]["const"].as_str();
        let name = format!("Step {}", name.expect("a kind has a name"));
        (name, &keys_and_values(kind) - &common)
    });
    let mut keys: BTreeMap<_, _> = by_kind.collect();
    keys.insert("Step".to_owned(), common);
    keys
}

#[test]
fn every_key_of_format_version_1_is_there() {
    let schema: Value = serde_json::from_str(Library::SCHEMA).expect("the schema is JSON");
    let mut found = step_keys(&schema["definitions"]["Step"]);
    for (name, definition) in schema["definitions"].as_object().expect("types") {
        let keys = keys_and_values(definition);
        // A field is a step without what belongs to a whole screen, and known names come from files that ship.
        let is_type = !["Step", "Field"].contains(&name.as_str()) && !name.starts_with("Known");
        if is_type && !keys.is_empty() {
            found.insert(name.clone(), keys);
        }
    }
    let expected: BTreeMap<_, BTreeSet<_>> = VERSION_1
        .iter()
        .map(|(name, keys)| ((*name).to_owned(), keys.split_whitespace().collect()))
        .collect();
    assert_eq!(
        found, expected,
        "add a new key to VERSION_1; a released key may be joined by others, but not renamed or removed"
    );
}

#[test]
fn a_key_of_an_older_draft_of_the_format_is_an_unknown_key() {
    for (old, message) in [
        (
            "kind: write, id: a, prompt: A?, as: thought",
            "unknown field `as`",
        ),
        (
            "kind: list, id: a, prompt: A?, most: 3",
            "unknown field `most`",
        ),
        (
            "kind: wait, id: a, prompt: A., seconds: 5",
            "`wait` isn't a known `kind`",
        ),
        (
            "kind: park, id: a, prompt: A?",
            "`park` isn't a known `kind`",
        ),
    ] {
        let text = format!("title: Mine\npurpose: A try.\nsteps:\n  - {{{old}}}\n");
        let headlines = headlines(text);
        assert!(
            headlines.iter().any(|line| line.contains(message)),
            "{old}: {headlines:?}"
        );
    }
    let text = "title: 心配 😀\npurpose: A try.\nlooks_back: any\nsteps:\n  - {kind: read, id: a, prompt: A.}\n";
    let text = diagnostics_of(text);
    assert!(
        text.contains("unknown field `looks_back`") && text.contains("`follows_up`"),
        "{text}"
    );
}
