//! Reads a JSON array item by item, so that a large file needs little memory.

use std::fmt;
use std::io::Read;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::bounded_reader::BoundedReader;
use super::entry_builder::EntryBuilder;
use super::error::ImportError;
use super::importer::EachEntry;
use super::input::SeekableRead;
use super::text_decoder::TextDecoder;

/// Calls `each` with every item of the array, or of the array under `key` where `json` is an object.
///
/// `each` also gets the position of the item, for error messages. Returns the number of replaced characters.
pub(super) fn for_each_item<T: DeserializeOwned>(
    json: BoundedReader<impl Read>,
    key: &str,
    each: &mut dyn FnMut(&str, T) -> Result<(), ImportError>,
) -> Result<u64, ImportError> {
    let (entry_bytes, replaced) = (json.count_entry_bytes(), json.replaced());
    let mut error = None;
    let mut number = 0_u64;
    let mut each = |item: Value| {
        entry_bytes.set(1);
        number += 1;
        if item.is_null() {
            return Ok(());
        }
        let position = format!("entry {number}");
        serde_json::from_value(item)
            .map_err(|error| ImportError::malformed(&position, &error))
            .and_then(|item| each(&position, item))
    };
    let mut json = serde_json::Deserializer::from_reader(json);
    let items = JsonItems {
        key,
        is_nested: false,
        each: &mut each,
        error: &mut error,
    };
    let read = json.deserialize_any(items).and_then(|()| json.end());
    match (error, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(ImportError::json(error)),
        (None, Ok(())) => Ok(replaced.get()),
    }
}

/// Calls `each` with every item of the array, or of the array under `entries`, after `build` made an entry of it.
///
/// It is an error if `build` returns none, which means that the time of the item can't be read. Returns the number of
/// replaced characters.
pub(super) fn for_each_entry<T: DeserializeOwned>(
    bytes: &mut dyn SeekableRead,
    build: impl Fn(T) -> Option<EntryBuilder>,
    each: &mut EachEntry<'_>,
) -> Result<u64, ImportError> {
    let json = TextDecoder::new(bytes).map_err(ImportError::from_io)?;
    for_each_item(
        BoundedReader::new(json),
        "entries",
        &mut |position, item| {
            let entry = build(item)
                .ok_or_else(|| ImportError::malformed(position, "its time can't be read"))?;
            each(entry)
        },
    )
}

/// Deserializes a value, or its default where the file has `null`.
pub(super) fn null_as_default<'de, D, T>(json: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(json).map(Option::unwrap_or_default)
}

/// Deserializes an array and skips `null` items. It is empty where the file has `null`.
pub(super) fn non_null_items<'de, D, T>(json: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items: Option<Vec<Option<T>>> = Option::deserialize(json)?;
    Ok(items.into_iter().flatten().flatten().collect())
}

/// Visits the array, or the object that contains it under `key`.
struct JsonItems<'a> {
    key: &'a str,
    /// Whether this is the value of `key`.
    is_nested: bool,
    each: &'a mut dyn FnMut(Value) -> Result<(), ImportError>,
    /// The error of `each`, since serde's own error type can't carry it.
    error: &'a mut Option<ImportError>,
}

impl<'de> DeserializeSeed<'de> for JsonItems<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonItems<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of entries")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.is_nested {
            return Err(A::Error::custom(
                "there is an object in the place of a list",
            ));
        }
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                map.next_value_seed(JsonItems {
                    is_nested: true,
                    each: &mut *self.each,
                    error: &mut *self.error,
                    ..self
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            if let Err(error) = (self.each)(item) {
                *self.error = Some(error);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
