//! A validator for the JSON Schema keywords that the schemas in `docs/` use. It panics on any other keyword, so that
//! none goes unchecked.

use regex_lite::Regex;
use serde_json::{Map, Value};

/// A schema of draft 7 or 2020-12 without external references.
pub struct JsonSchema {
    root: Value,
}

impl JsonSchema {
    pub const fn new(root: Value) -> Self {
        Self { root }
    }

    pub fn accepts(&self, value: &Value) -> bool {
        self.errors(value).is_empty()
    }

    /// The errors of `value`, each with its path.
    pub fn errors(&self, value: &Value) -> Vec<String> {
        self.check(&self.root, value, "")
    }

    fn check(&self, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let rules = match schema {
            Value::Bool(true) => return Vec::new(),
            Value::Bool(false) => return vec![format!("{path} is not known")],
            schema => schema.as_object().expect("a schema is an object"),
        };
        let mut errors = Vec::new();
        for (keyword, rule) in rules {
            if let Some(fault) = self.fault(keyword, rule, value) {
                errors.push(format!("{path} is {value}, {fault}"));
            }
            for (part, name, inner) in self.parts(keyword, rule, rules, value) {
                errors.extend(self.check(part, inner, &format!("{path}{name}")));
            }
        }
        errors
    }

    /// The errors of `value` by the keyword `rule` alone.
    fn fault(&self, keyword: &str, rule: &Value, value: &Value) -> Option<String> {
        let holds = |schema: &&Value| self.check(schema, value, "").is_empty();
        let is_valid = match keyword {
            "type" => match rule {
                Value::Array(names) => names.iter().any(|name| is_of_type(value, name)),
                name => is_of_type(value, name),
            },
            "const" => value == rule,
            "enum" => list(rule).contains(value),
            "minimum" => value.as_f64().is_none_or(|value| value >= number(rule)),
            "maximum" => value.as_f64().is_none_or(|value| value <= number(rule)),
            "pattern" => {
                let pattern = Regex::new(text(rule)).expect("a pattern can be read");
                value.as_str().is_none_or(|value| pattern.is_match(value))
            }
            "required" => {
                let names = list(rule).iter().map(text);
                let missing = names.filter(|name| value.is_object() && value.get(name).is_none());
                let missing: Vec<_> = missing.collect();
                return (!missing.is_empty()).then(|| format!("without {}", missing.join(", ")));
            }
            "anyOf" | "oneOf" => {
                let count = list(rule).iter().filter(holds).count();
                let is_valid = count == 1 || count > 1 && keyword == "anyOf";
                return (!is_valid).then(|| format!("which {count} of {keyword} take"));
            }
            // Checked elsewhere, or annotations.
            "$ref"
            | "allOf"
            | "if"
            | "properties"
            | "additionalProperties"
            | "items"
            | "$schema"
            | "title"
            | "description"
            | "default"
            | "definitions"
            | "$defs"
            | "then"
            | "else" => true,
            _ => panic!("the keyword {keyword} isn't checked"),
        };
        (!is_valid).then(|| format!("against {keyword} {rule}"))
    }

    /// The schemas that `rule` applies to `value` or its children, each with the path below `value`.
    fn parts<'a>(
        &'a self,
        keyword: &str,
        rule: &'a Value,
        rules: &'a Map<String, Value>,
        value: &'a Value,
    ) -> Vec<(&'a Value, String, &'a Value)> {
        let of_value = |schema| (schema, String::new(), value);
        let members = || value.as_object().into_iter().flatten();
        let named =
            |(name, inner): (&String, &'a Value), schema| (schema, format!("/{name}"), inner);
        let known = |name: &str| rules.get("properties")?.get(name);
        match keyword {
            "$ref" => {
                let path = text(rule)
                    .strip_prefix('#')
                    .expect("it leads into this schema");
                vec![of_value(
                    self.root.pointer(path).expect("it leads to a schema"),
                )]
            }
            "allOf" => list(rule).iter().map(of_value).collect(),
            "if" => {
                let holds = self.check(rule, value, "").is_empty();
                let branch = rules.get(if holds { "then" } else { "else" });
                branch.into_iter().map(of_value).collect()
            }
            "properties" => members()
                .filter_map(|member| Some(named(member, known(member.0)?)))
                .collect(),
            "additionalProperties" => {
                let others = members().filter(|(name, _)| known(name).is_none());
                others.map(|member| named(member, rule)).collect()
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                items
                    .map(|(at, item)| (rule, format!("/{at}"), item))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match text(name) {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|value| value.fract() == 0.0),
        name => panic!("there is no type {name}"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is a string")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("it is a number")
}
