//! The tree of what the program brings along as JSON, which is read sooner than YAML. Nothing in it has a place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Node, NodeValue, Span};

/// Reads a value from JSON of the program's own. None where it is something else.
pub fn from_json(json: &str) -> Option<Node> {
    serde_json::from_str(json).ok()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = deserializer.deserialize_any(Json)?;
        let mark = Span::default();
        Ok(Self { value, span: mark })
    }
}

/// Words and numbers, lists and maps of them. Of anything else there is none, and then the file itself is read.
struct Json;

impl<'de> Visitor<'de> for Json {
    type Value = NodeValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("words, a number, a list or a map")
    }

    fn visit_str<E>(self, words: &str) -> Result<NodeValue, E> {
        Ok(NodeValue::Text(words.to_owned()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<NodeValue, E> {
        Ok(NodeValue::Number(number, number.to_string()))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "no number in an exercise comes near the limit"
    )]
    fn visit_u64<E>(self, number: u64) -> Result<NodeValue, E> {
        Ok(NodeValue::Number(number as f64, number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<NodeValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(NodeValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<NodeValue, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(NodeValue::Map(map))
    }
}
