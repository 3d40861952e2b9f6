//! The grammar of exercise files as a JSON Schema, with which editors complete and underline. It is made here and
//! printed from a copy, so that what makes it is no part of the program.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::domain::exercise::{Break, Exercise, Step, StepKind};

/// The schema of an exercise or a break, in the draft that editors know best.
///
/// It is made from the types that read such files. Where the two can't agree, it is the stricter one:
/// what it accepts may still refer to a step that isn't there.
pub fn exercise_schema() -> Value {
    let mut generator = SchemaSettings::draft07().into_generator();
    let exercise = generator.subschema_for::<Exercise>();
    let break_ = generator.subschema_for::<Break>();
    generator.subschema_for::<Step>();
    generator.subschema_for::<StepKind>();
    let mut types = generator.take_definitions(true);
    let kinds = types.remove("StepKind").unwrap_or_default();
    if let Some(step) = types.get_mut("Step") {
        *step = any_step_schema(step, &kinds);
    }
    if let Some(option) = types.get_mut("ChoiceOption") {
        *option = json!({"anyOf": [{"type": "string"}, option.take()]});
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
        "title": "An exercise or a break of good-enough",
        "if": {"anyOf": [{"required": ["phases"]}, {"required": ["lengths"]}]},
        "then": break_,
        "else": exercise,
        "definitions": types,
    })
}

/// A step whose `kind` decides which other fields it has, so that an editor names the very field that
/// is wrong instead of all that would have been right.
fn any_step_schema(step: &Value, kinds: &Value) -> Value {
    let kinds = kinds["oneOf"].as_array().map_or(&[][..], Vec::as_slice);
    let name = |kind: &Value| kind["properties"]["kind"]["const"].clone();
    let names: Vec<Value> = kinds.iter().map(name).collect();
    let cases = kinds.iter().map(|kind| {
        let chosen = json!({"properties": {"kind": {"const": name(kind)}}, "required": ["kind"]});
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

/// One object with the fields of both, and what both require.
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

/// Lets one text stand where several may, as the reader of these files does, and drops what would make
/// an editor write defaults into a file.
fn relax(schema: &mut Value) {
    match schema {
        Value::Array(several) => several.iter_mut().for_each(relax),
        Value::Object(fields) => {
            fields.remove("default");
            fields.remove("format");
            fields.values_mut().for_each(relax);
            if fields.get("type") == Some(&json!("array"))
                && let Some(items) = fields.get("items").cloned()
                && items["type"] == "string"
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

/// Holds the copy in `docs` to a schema, or writes it.
pub fn assert_schema_file(name: &str, schema: &Value) {
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
