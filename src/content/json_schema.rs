//! Generates the JSON Schemas of files. Only tests generate them; the program prints the copies in `docs`.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::library::{Catalogues, Library};
use crate::domain::exercise::{Break, Exercise, Step, StepKind};
use crate::domain::exercise_path::ExercisePath;

/// All schemas are draft 7, which editors know best.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft07().into_generator()
}

/// Generates the schema of a file with one value of this type.
pub(crate) fn root_schema<T: JsonSchema>() -> Value {
    let mut schema = generator().into_root_schema_for::<T>().to_value();
    remove_formats(&mut schema);
    schema
}

/// Generates the schema of an exercise, a break or a path from their types.
///
/// Where the schema and the decoder can't agree, the schema is stricter. It doesn't check references to steps.
pub(crate) fn exercise_schema() -> Value {
    let mut generator = generator();
    let exercise = generator.subschema_for::<Exercise>();
    let break_ = generator.subschema_for::<Break>();
    let exercise_path = generator.subschema_for::<ExercisePath>();
    generator.subschema_for::<Step>();
    generator.subschema_for::<StepKind>();
    let mut types = generator.take_definitions(true);
    let kinds = types.remove("StepKind").unwrap_or_default();
    let kinds = kinds["oneOf"].as_array().map_or(&[][..], Vec::as_slice);
    let field = types.get("Step").map(|step| field_schema(step, kinds));
    if let Some(step) = types.get_mut("Step") {
        *step = any_step_schema(step, kinds);
    }
    types.extend(field.map(|field| ("Field".to_owned(), field)));
    for name in ["ChoiceOption", "Starter"] {
        if let Some(words_or_block) = types.get_mut(name) {
            *words_or_block = json!({"anyOf": [{"type": "string"}, words_or_block.take()]});
        }
    }
    types.values_mut().for_each(relax);
    types.values_mut().for_each(remove_formats);
    types.values_mut().for_each(offer_known_names);
    types.extend(known_names());
    let has = |key: &str| json!({"properties": {key: true}, "required": [key]});
    if let Some(better) = types.get_mut("BetterChoice") {
        better["oneOf"] = json!([has("use"), has("read")]);
    }
    if let Some(lengths) = types
        .get_mut("Break")
        .map(|break_| &mut break_["properties"]["lengths"])
    {
        let mut usual = lengths["additionalProperties"].clone();
        usual["description"] = json!("The usual length.");
        lengths["properties"] = json!({"default": usual});
        lengths["required"] = json!(["default"]);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "An exercise, a break or a path of good-enough",
        "type": "object",
        "if": {"anyOf": [has("phases"), has("lengths")]},
        "then": break_,
        "else": {"if": has("path"), "then": exercise_path, "else": exercise},
        "definitions": types,
    })
}

/// The definitions of names that an editor offers. A file of the user may add exercises and breaks, so any name of one is
/// accepted; other names are those of the catalogues.
fn known_names() -> Map<String, Value> {
    let library = Library::embedded();
    let catalogues = &library.catalogues;
    let breaks: Vec<&str> = library.breaks().map(|break_| &*break_.id).collect();
    let exercises: Vec<&str> = library.exercises().map(|one| &*one.id).collect();
    let cautions: Vec<_> = catalogues.cautions.keys().collect();
    let menu: Vec<_> = catalogues.menu.iter().map(|line| &line.id).collect();
    let pages: Vec<_> = catalogues.pages.iter().map(|page| &page.id).collect();
    let scales: Vec<_> = catalogues.scales.keys().collect();
    let any_of = |known: Vec<&str>| json!({"anyOf": [{"enum": known}, {"type": "string"}]});
    let names = json!({
        "KnownActivity": any_of([&*exercises, &*breaks].concat()),
        "KnownBreak": any_of(breaks),
        "KnownCaution": {"enum": cautions},
        "KnownEarlierExercise": any_of([&[Exercise::ANY_EXERCISE], &*exercises].concat()),
        "KnownMenuLine": {"enum": menu},
        "KnownPage": {"enum": pages},
        "KnownScale": {"enum": scales},
    });
    names.as_object().cloned().unwrap_or_default()
}

/// Refers to the definitions of [`known_names`] in properties that name a file or a part of a catalogue.
fn offer_known_names(schema: &mut Value) {
    const PROPERTIES: [(&str, &str); 9] = [
        ("break", "KnownBreak"),
        ("cautions", "KnownCaution"),
        ("feels_like", "KnownMenuLine"),
        ("follows_up", "KnownEarlierExercise"),
        ("longer", "KnownActivity"),
        ("no_hold", "KnownBreak"),
        ("read", "KnownPage"),
        ("scale", "KnownScale"),
        ("use", "KnownActivity"),
    ];
    match schema {
        Value::Array(several) => several.iter_mut().for_each(offer_known_names),
        Value::Object(fields) => {
            if let Some(properties) = fields.get_mut("properties") {
                for (name, definition) in PROPERTIES {
                    if let Some(property) = properties.get_mut(name) {
                        refer_to(property, definition);
                    }
                }
                // In a reframe, `start` is a list of drafts.
                let start = properties.get_mut("start");
                if let Some(start) = start.filter(|start| start.get("type").is_some()) {
                    refer_to(start, "KnownActivity");
                }
                if let Some(catalogue) = properties.get_mut("catalogue") {
                    catalogue["enum"] = json!([Catalogues::PATTERNS, null]);
                }
            }
            fields.values_mut().for_each(offer_known_names);
        }
        _ => {}
    }
}

/// Refers to a definition wherever the schema accepts any string.
fn refer_to(schema: &mut Value, definition: &str) {
    let reference = json!({"$ref": format!("#/definitions/{definition}")});
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    if fields.get("type") == Some(&json!("string")) {
        fields.remove("type");
        fields.insert("allOf".to_owned(), json!([reference]));
    } else if fields.get("type") == Some(&json!(["string", "null"])) {
        fields.remove("type");
        let or_empty = json!([reference, {"type": "null"}]);
        fields.insert("anyOf".to_owned(), or_empty);
    }
    if let Some(items) = fields.get_mut("items") {
        refer_to(items, definition);
    }
    let several = fields.get_mut("anyOf").and_then(Value::as_array_mut);
    for one in several.into_iter().flatten() {
        refer_to(one, definition);
    }
}

/// Removes formats such as `uint8`, which say no more than the limits beside them and which no standard names.
pub(crate) fn remove_formats(schema: &mut Value) {
    match schema {
        Value::Array(several) => several.iter_mut().for_each(remove_formats),
        Value::Object(fields) => {
            if fields.get("format").is_some_and(Value::is_string) {
                fields.remove("format");
            }
            fields.values_mut().for_each(remove_formats);
        }
        _ => {}
    }
}

/// The schema of a step, with one `if` for each kind, so that an editor names the wrong field instead of listing
/// every alternative.
fn any_step_schema(step: &Value, kinds: &[Value]) -> Value {
    let names: Vec<Value> = kinds.iter().map(kind_name).cloned().collect();
    let cases = kinds.iter().map(|kind| {
        let chosen =
            json!({"properties": {"kind": {"const": kind_name(kind)}}, "required": ["kind"]});
        json!({"if": chosen, "then": merge_objects(step, kind)})
    });
    json!({
        "type": "object",
        "description": step["description"],
        "properties": {"kind": {"enum": names, "description": "What this step asks for."}},
        "required": ["kind", "id"],
        "allOf": cases.collect::<Vec<_>>(),
    })
}

/// The schema of a field: a step of some kinds, without what only a whole screen has.
fn field_schema(step: &Value, kinds: &[Value]) -> Value {
    let mut step = step.clone();
    step["description"] = json!("One of several questions on a screen.");
    if let Some(properties) = step["properties"].as_object_mut() {
        for key in ["chapter", "skip_to", "note", "show", "ask_from", "only_if"] {
            properties.remove(key);
        }
    }
    let can_be_field = |kind: &&Value| {
        ["write", "rate", "choose"]
            .map(Value::from)
            .contains(kind_name(kind))
    };
    let kinds: Vec<_> = kinds.iter().filter(can_be_field).cloned().collect();
    any_step_schema(&step, &kinds)
}

fn kind_name(kind: &Value) -> &Value {
    &kind["properties"]["kind"]["const"]
}

/// Merges the properties and the required keys of two object schemas.
fn merge_objects(step: &Value, kind: &Value) -> Value {
    let fields = |of: &Value| of["properties"].as_object().cloned().unwrap_or_default();
    let needs = |of: &Value| of["required"].as_array().cloned().unwrap_or_default();
    let mut all: Map<_, _> = fields(step).into_iter().chain(fields(kind)).collect();
    all.insert(
        "kind".to_owned(),
        json!({"const": kind_name(kind), "description": kind["description"]}),
    );
    json!({
        "description": kind["description"],
        "properties": all,
        "required": ([needs(step), needs(kind)].concat()),
        "additionalProperties": false,
    })
}

/// Accepts one string in place of a list of strings, and one starter in place of a list, as the decoder does, and drops defaults, which some
/// editors would write into a file.
fn relax(schema: &mut Value) {
    match schema {
        Value::Array(several) => several.iter_mut().for_each(relax),
        Value::Object(fields) => {
            fields.remove("default");
            fields.values_mut().for_each(relax);
            if fields.get("type") == Some(&json!("array"))
                && let Some(items) = fields.get("items").cloned()
                && (items["type"] == "string" || items["$ref"] == "#/definitions/Starter")
            {
                let description = fields.remove("description");
                let several = Value::Object(std::mem::take(fields));
                fields.extend(description.map(|words| ("description".to_owned(), words)));
                fields.insert("anyOf".to_owned(), json!([several, items]));
            }
        }
        _ => {}
    }
}

/// Asserts that the copy in `docs` is this schema, or writes it if `ENOUGH_SCHEMA` is `write`.
pub(crate) fn assert_schema_file(name: &str, schema: &Value) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join(format!("docs/{name}.schema.json"));
    let schema = format!("{schema:#}\n");
    if std::env::var_os("ENOUGH_SCHEMA").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, &schema).expect("it can be written");
    }
    let printed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        printed == schema,
        "ENOUGH_SCHEMA=write cargo test --lib schema writes {} again",
        path.display()
    );
}

#[test]
fn the_schema_that_is_printed_is_the_one_that_holds() {
    assert_schema_file("exercise", &exercise_schema());
}

#[test]
fn every_key_of_a_file_is_explained() {
    fn unexplained(schema: &Value, path: &str, found: &mut Vec<String>) {
        let children = match schema {
            Value::Array(several) => several.iter().map(|one| (String::new(), one)).collect(),
            Value::Object(fields) => {
                let own = fields.iter().map(|(name, part)| (name.clone(), part));
                own.collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        // A condition of the schema itself isn't shown to anyone.
        let shown = properties.filter(|_| !path.ends_with("/if"));
        for (name, property) in shown.into_iter().flatten() {
            if property.is_object() && property.get("description").is_none() {
                found.push(format!("{path}/{name}"));
            }
        }
        for (name, child) in children {
            unexplained(child, &format!("{path}/{name}"), found);
        }
    }
    let mut found = Vec::new();
    unexplained(&exercise_schema(), "", &mut found);
    assert!(found.is_empty(), "{found:#?}");
}
