//! Reads a JSON export of this program entry by entry.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::bounded_reader::BoundedReader;
use super::error::ImportError;
use super::formats::format_names;
use super::importer::EachRecord;
use super::input::SeekableRead;
use super::text_decoder::TextDecoder;
use crate::domain::record::Record;
use crate::domain::record::json::RecordJson;
use crate::storage::export_format::{KIND, VERSION};

/// Calls `each` with every entry of the file. Returns the number of replaced characters.
pub(super) fn read(
    bytes: &mut dyn SeekableRead,
    each: &mut EachRecord<'_>,
) -> Result<u64, ImportError> {
    let text = TextDecoder::new(bytes).map_err(ImportError::from_io)?;
    let bounded = BoundedReader::new(text);
    let (entry_bytes, replaced) = (bounded.count_entry_bytes(), bounded.replaced());
    let mut json = serde_json::Deserializer::from_reader(bounded);
    let mut error = None;
    let export = NativeExport {
        each,
        error: &mut error,
        entry_bytes: &entry_bytes,
    };
    let read = json.deserialize_map(export).and_then(|()| json.end());
    match (error, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(ImportError::json(error)),
        (None, Ok(())) => Ok(replaced.get()),
    }
}

/// Visits the object around the entries.
struct NativeExport<'a, 'e> {
    each: &'a mut EachRecord<'e>,
    /// Why reading stopped, if it isn't an error of JSON. serde's own error type can't carry it.
    error: &'a mut Option<ImportError>,
    entry_bytes: &'a Rc<Cell<u64>>,
}

impl<'de> Visitor<'de> for NativeExport<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a journal")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "v" if map.next_value::<u32>()? > VERSION => {
                    return Err(self.stop(ImportError::Newer));
                }
                "kind" if map.next_value::<String>()? != KIND => {
                    let programs = format_names("or");
                    return Err(self.stop(ImportError::Unknown { programs }));
                }
                "redacted" if map.next_value::<bool>()? => {
                    return Err(self.stop(ImportError::Redacted));
                }
                "v" | "kind" | "redacted" => {}
                "entries" => map.next_value_seed(NativeEntries(&mut self))?,
                // Other keys, such as the time of the export, aren't used.
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            self.entry_bytes.set(1);
        }
        Ok(())
    }
}

impl NativeExport<'_, '_> {
    /// The error for serde to return, after it has stored the actual one.
    fn stop<E: Error>(&mut self, error: ImportError) -> E {
        *self.error = Some(error);
        E::custom("stopped")
    }
}

/// Visits the array of entries.
struct NativeEntries<'n, 'a, 'e>(&'n mut NativeExport<'a, 'e>);

impl<'de> DeserializeSeed<'de> for NativeEntries<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for NativeEntries<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut number = 1;
        while let Some(record) = entries.next_element::<RecordJson>()? {
            self.0.entry_bytes.set(1);
            let result = Record::try_from(record)
                .map_err(|error| ImportError::malformed(&format!("entry {number}"), &error))
                .and_then(|whole| (self.0.each)(whole, None));
            if let Err(error) = result {
                return Err(self.0.stop(error));
            }
            number += 1;
        }
        Ok(())
    }
}
