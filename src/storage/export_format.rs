//! The JSON format that an export writes and an import reads.

#[cfg(test)]
use schemars::JsonSchema;
#[cfg(test)]
use schemars::generate::SchemaSettings;
#[cfg(test)]
use serde::Serialize;

#[cfg(test)]
use crate::domain::record::json::RecordJson;

/// The version of the format that is written, and the newest version that can be imported.
pub(crate) const VERSION: u32 = 1;
/// The value of the key `kind`, by which an import recognises the file.
pub(crate) const KIND: &str = "good-enough journal";

/// What `enough export` writes: every entry, wherever it stands, with all that is kept about it. Times are RFC 3339,
/// with the offset of the place where the entry was written.
#[cfg(test)]
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "good-enough journal")]
struct ExportFile {
    /// The version of this format.
    #[schemars(range(min = 1, max = 1))]
    v: u32,
    #[schemars(extend("const" = KIND))]
    kind: String,
    /// When it was written, in UTC.
    exported: String,
    /// Whether the words were left out. Then each is empty.
    redacted: bool,
    /// The oldest first.
    entries: Vec<RecordJson>,
}

/// The JSON Schema of the export, made from the very type that is written. `docs/export.schema.json` is a copy.
#[cfg(test)]
pub(crate) fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft07().for_serialize();
    let generator = settings.into_generator();
    let mut schema = generator.into_root_schema_for::<ExportFile>().to_value();
    crate::content::library::remove_formats(&mut schema);
    schema
}
