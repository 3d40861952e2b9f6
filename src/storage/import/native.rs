//! An export of the program's own, read entry by entry.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::bounded_reader::Guarded;
use super::text_decoder::Decoder;
use super::{Bytes, ImportError, Take};
use crate::domain::record::Record;
use crate::domain::record::json::RecordJson;
use crate::storage::export::{KIND, VERSION};

/// Gives each entry of the file to `take`. Says how many characters of the file had to be replaced.
pub fn read(bytes: &mut dyn Bytes, take: &mut Take<'_>) -> Result<u64, ImportError> {
    let text = Decoder::new(bytes).map_err(ImportError::of_reading)?;
    let guarded = Guarded::new(text);
    let (in_entry, replaced) = (guarded.by_entries(), guarded.replaced());
    let mut json = serde_json::Deserializer::from_reader(guarded);
    // What stops the reading for another reason than JSON.
    let mut stopped = None;
    let outside = Outside {
        take,
        stopped: &mut stopped,
        in_entry: &in_entry,
    };
    let read = json.deserialize_map(outside).and_then(|()| json.end());
    match (stopped, read) {
        (Some(stopped), _) => Err(stopped),
        (None, Err(error)) => Err(ImportError::json(error)),
        (None, Ok(())) => Ok(replaced.get()),
    }
}

/// The object around the entries.
struct Outside<'a, 't> {
    take: &'a mut Take<'t>,
    stopped: &'a mut Option<ImportError>,
    in_entry: &'a Rc<Cell<u64>>,
}

impl<'de> Visitor<'de> for Outside<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a journal")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "v" if map.next_value::<u32>()? > VERSION => {
                    return Err(self.stop(ImportError::Newer));
                }
                "kind" if map.next_value::<String>()? != KIND => {
                    return Err(self.stop(ImportError::Unknown));
                }
                "redacted" if map.next_value::<bool>()? => {
                    return Err(self.stop(ImportError::Redacted));
                }
                "v" | "kind" | "redacted" => {}
                "entries" => map.next_value_seed(Entries(&mut self))?,
                // Only when it was written.
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
            self.in_entry.set(1);
        }
        Ok(())
    }
}

impl Outside<'_, '_> {
    fn stop<E: Error>(&mut self, why: ImportError) -> E {
        *self.stopped = Some(why);
        E::custom("stopped")
    }
}

struct Entries<'o, 'a, 't>(&'o mut Outside<'a, 't>);

impl<'de> DeserializeSeed<'de> for Entries<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut number = 1;
        while let Some(record) = entries.next_element::<RecordJson>()? {
            self.0.in_entry.set(1);
            let taken = Record::try_from(record)
                .map_err(|why| ImportError::entry(number, &why))
                .and_then(|whole| (self.0.take)(whole, None));
            if let Err(why) = taken {
                return Err(self.0.stop(why));
            }
            number += 1;
        }
        Ok(())
    }
}
