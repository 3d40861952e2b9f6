//! Lists of other programs in JSON, read item by item.

use std::fmt;
use std::io::Read;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::bounded_reader::Guarded;
use super::formats::Draft;
use super::text_decoder::Decoder;
use super::{Bytes, ImportError};

/// Gives each item of the list `name` in a JSON object, or of a JSON list, to `take`. Says how many characters of
/// the file had to be replaced.
pub(super) fn each_item<T: DeserializeOwned>(
    json: Guarded<impl Read>,
    name: &str,
    take: &mut dyn FnMut(&str, T) -> Result<(), ImportError>,
) -> Result<u64, ImportError> {
    let (in_entry, replaced) = (json.by_entries(), json.replaced());
    let mut stopped = None;
    let mut number = 0_u64;
    let mut take = |item: Value| {
        in_entry.set(1);
        number += 1;
        if item.is_null() {
            return Ok(());
        }
        let place = format!("entry {number}");
        serde_json::from_value(item)
            .map_err(|error| ImportError::malformed(&place, &error))
            .and_then(|item| take(&place, item))
    };
    let mut json = serde_json::Deserializer::from_reader(json);
    let items = Items {
        name,
        is_inside: false,
        take: &mut take,
        stopped: &mut stopped,
    };
    let read = json.deserialize_any(items).and_then(|()| json.end());
    match (stopped, read) {
        (Some(stopped), _) => Err(stopped),
        (None, Err(error)) => Err(ImportError::json(error)),
        (None, Ok(())) => Ok(replaced.get()),
    }
}

/// Gives each item of the list `entries` to `take` as the draft that `draft` makes of it: none where its time can't be
/// read, which is an error. Says how many characters of the file had to be replaced.
pub(super) fn each_entry<T: DeserializeOwned>(
    bytes: &mut dyn Bytes,
    draft: impl Fn(T) -> Option<Draft>,
    take: &mut dyn FnMut(Draft) -> Result<(), ImportError>,
) -> Result<u64, ImportError> {
    let text = Decoder::new(bytes).map_err(ImportError::of_reading)?;
    each_item(Guarded::new(text), "entries", &mut |place, item| {
        let draft =
            draft(item).ok_or_else(|| ImportError::malformed(place, "its time can't be read"))?;
        take(draft)
    })
}

/// A value that is also its default where the file has `null`.
pub(super) fn or_default<'de, D, T>(json: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(json).map(Option::unwrap_or_default)
}

/// A list without the `null`s among its items, empty where the file has `null`.
pub(super) fn items<'de, D, T>(json: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items: Option<Vec<Option<T>>> = Option::deserialize(json)?;
    Ok(items.into_iter().flatten().flatten().collect())
}

/// The list, or the object around it.
struct Items<'a> {
    name: &'a str,
    is_inside: bool,
    take: &'a mut dyn FnMut(Value) -> Result<(), ImportError>,
    stopped: &'a mut Option<ImportError>,
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of entries")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.is_inside {
            return Err(A::Error::custom(
                "there is an object in the place of a list",
            ));
        }
        while let Some(name) = map.next_key::<String>()? {
            if name == self.name {
                map.next_value_seed(Items {
                    is_inside: true,
                    take: &mut *self.take,
                    stopped: &mut *self.stopped,
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
            if let Err(why) = (self.take)(item) {
                *self.stopped = Some(why);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
