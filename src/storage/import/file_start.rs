//! The beginning of a file, by which its format is recognised.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::bounded_reader::BoundedReader;
use super::csv_table::TableLayout;
use super::error::ImportError;
use super::input::{SeekableRead, rewind};
use super::text_decoder::TextDecoder;
use crate::text::decode::decode_prefix;

/// What a format is recognised by.
pub(super) struct FileStart {
    /// The first 4096 bytes as text, without blank lines before it.
    pub(super) text: String,
    content: FileContent,
}

enum FileContent {
    JsonObject(JsonTop),
    JsonArray,
    /// Perhaps a table.
    Other(TableLayout),
}

/// The top level of a JSON object.
#[derive(Default)]
struct JsonTop {
    keys: BTreeSet<String>,
    /// The value of the key `kind`.
    kind: Option<String>,
}

// Further and longer keys are read but not stored, so that a hostile file needs little memory.
const MAX_KEYS: usize = 64;
const MAX_KEY_BYTES: usize = 64;

impl FileStart {
    /// Leaves `bytes` at their beginning.
    pub(super) fn of(bytes: &mut dyn SeekableRead) -> Result<Self, ImportError> {
        let text = first_text(bytes)?;
        let content = match text.chars().next() {
            Some('{') => {
                let json = TextDecoder::new(&mut *bytes).map_err(ImportError::from_io)?;
                let top = serde_json::from_reader(BoundedReader::new(json));
                rewind(bytes)?;
                FileContent::JsonObject(top.map_err(ImportError::json)?)
            }
            Some('[') => FileContent::JsonArray,
            _ => FileContent::Other(TableLayout::of(&text)),
        };
        Ok(Self { text, content })
    }

    pub(super) const fn is_json_object(&self) -> bool {
        matches!(self.content, FileContent::JsonObject(_))
    }

    pub(super) const fn is_json_array(&self) -> bool {
        matches!(self.content, FileContent::JsonArray)
    }

    /// Whether the file is a JSON object with this key, perhaps with `null` as its value.
    pub(super) fn has_key(&self, key: &str) -> bool {
        matches!(&self.content, FileContent::JsonObject(top) if top.keys.contains(key))
    }

    /// Whether the file is a JSON object that names its own kind, as the exports of this program do.
    pub(super) const fn has_kind(&self) -> bool {
        matches!(&self.content, FileContent::JsonObject(top) if top.kind.is_some())
    }

    /// Whether the file is a JSON object of this kind.
    pub(super) fn is_of_kind(&self, kind: &str) -> bool {
        matches!(&self.content, FileContent::JsonObject(top) if top.kind.as_deref() == Some(kind))
    }

    /// Whether the file is a table with all of these columns, in lower case.
    pub(super) fn has_columns(&self, names: &[&str]) -> bool {
        matches!(&self.content, FileContent::Other(layout) if layout.has(names))
    }

    /// How the table in the file is written. None if it can't be one.
    pub(super) const fn table_layout(&self) -> Option<&TableLayout> {
        match &self.content {
            FileContent::Other(layout) => Some(layout),
            FileContent::JsonObject(_) | FileContent::JsonArray => None,
        }
    }
}

/// The beginning of a file as text. Leaves `bytes` at their beginning.
fn first_text(bytes: &mut dyn SeekableRead) -> Result<String, ImportError> {
    let mut start = Vec::new();
    let read = bytes.take(4096).read_to_end(&mut start);
    read.map_err(ImportError::from_io)?;
    rewind(bytes)?;
    Ok(decode_prefix(&start).trim_start().to_owned())
}

impl<'de> Deserialize<'de> for JsonTop {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(JsonTopVisitor)
    }
}

struct JsonTopVisitor;

impl<'de> Visitor<'de> for JsonTopVisitor {
    type Value = JsonTop;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonTop, A::Error> {
        let mut top = JsonTop::default();
        while let Some(key) = map.next_key::<String>()? {
            if top.keys.contains(&key) {
                return Err(A::Error::custom(format!("duplicate field `{key}`")));
            }
            if key == "kind" {
                top.kind = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            if top.keys.len() < MAX_KEYS && key.len() <= MAX_KEY_BYTES {
                top.keys.insert(key);
            }
        }
        Ok(top)
    }
}
