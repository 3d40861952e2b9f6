//! Generates the JSON Schema of exercise files for editors. Only tests generate it; the program prints the copy in `docs`.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::domain::exercise::{Break, Exercise, Step, StepKind};
use crate::domain::exercise_path::ExercisePath;

/// Generates the schema of an exercise, a break or a path from their types, as draft 7, which editors know best.
///
/// Where the schema and the decoder can't agree, the schema is stricter. It doesn't check references to steps.
pub(crate) fn exercise_schema() -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
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
    if let Some(better) = types.get_mut("BetterChoice") {
        better["oneOf"] = json!([{"required": ["use"]}, {"required": ["read"]}]);
    }
    if let Some(lengths) = types
        .get_mut("Break")
        .map(|break_| &mut break_["properties"]["lengths"])
    {
        lengths["required"] = json!(["default"]);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "An exercise, a break or a path of good-enough",
        "if": {"anyOf": [{"required": ["phases"]}, {"required": ["lengths"]}]},
        "then": break_,
        "else": {"if": {"required": ["path"]}, "then": exercise_path, "else": exercise},
        "definitions": types,
    })
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
    let all: Map<_, _> = fields(step).into_iter().chain(fields(kind)).collect();
    json!({
        "description": kind["description"],
        "properties": all,
        "required": ([needs(step), needs(kind)].concat()),
        "additionalProperties": false,
    })
}

/// Accepts one string in place of a list of strings, and one starter in place of a list, as the decoder does, and drops defaults and formats, which some
/// editors would write into a file.
fn relax(schema: &mut Value) {
    match schema {
        Value::Array(several) => several.iter_mut().for_each(relax),
        Value::Object(fields) => {
            fields.remove("default");
            fields.remove("format");
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
