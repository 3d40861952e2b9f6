//! Decodes the tree into types, collecting diagnostics instead of stopping at the first.
//!
//! In place of a wrong value a placeholder is decoded, so that decoding goes on. A placeholder never causes a second
//! diagnostic.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    fmt,
};

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Diagnostics, Node, NodeValue, closest_match, suggest};
use access::{NodeEnumAccess, NodeMapAccess, NodeSeqAccess};

mod access;

/// The fields of the types that were decoded from the same map.
pub(crate) type ClaimedFields = RefCell<Vec<&'static str>>;

/// The maximum number of missing fields reported in one value.
const MAX_MISSING_FIELDS: usize = 20;

/// Decodes `node`; none if too many fields are missing. Diagnostics call the value `name`.
pub(crate) fn decode<T: DeserializeOwned>(
    node: &Node,
    name: &str,
    diagnostics: &Diagnostics,
) -> Option<T> {
    DecodeContext::new(diagnostics).decode_node(node, name, None)
}

/// Decodes `node` as if every invalid value in it were missing.
pub(crate) fn decode_valid_parts<T: DeserializeOwned>(
    node: &Node,
    name: &str,
    diagnostics: &Diagnostics,
) -> Option<T> {
    let decoding = DecodeContext::new(diagnostics);
    let decoded = decoding.decode_node(node, name, None);
    let refused = decoding.rejected.into_inner();
    if refused.is_empty() {
        return decoded;
    }
    // The first pass has reported the invalid values.
    node.without_nodes(&refused)
        .and_then(|usable| decode(&usable, name, &Diagnostics::default()))
}

/// Decodes one of several values that share the map `node`: adds its fields to `claims` and leaves unknown keys to
/// [`report_unknown_keys`]. The `kind` of the map chooses the variant of an enum.
pub(crate) fn decode_flattened<T: DeserializeOwned>(
    node: &Node,
    name: &str,
    diagnostics: &Diagnostics,
    claims: &ClaimedFields,
) -> Option<T> {
    DecodeContext::new(diagnostics).decode_node(node, name, Some(claims))
}

/// The names of the variants of the enum `T`, in the order of their declaration.
pub(crate) fn variant_names<T: DeserializeOwned>() -> &'static [&'static str] {
    let unknown: StrDeserializer<'_, DecodeFailure> = "".into_deserializer();
    match T::deserialize(unknown) {
        Err(DecodeFailure::UnknownVariant(names)) => names,
        _ => &[],
    }
}

/// Reports each key of `node` that isn't in `known`.
pub(crate) fn report_unknown_keys(node: &Node, known: &[&str], diagnostics: &Diagnostics) {
    for (key, _) in node.entries() {
        let name = key.as_str().unwrap_or_default();
        if diagnostics.is_full() {
            return;
        }
        if !known.contains(&name) {
            let help = suggest(name, known.iter().copied());
            diagnostics.error(key.span, format!("unknown field `{name}`"), help);
        }
    }
}

/// The state of one decoding, which is repeated with placeholders while required fields turn out to be missing.
struct DecodeContext<'a> {
    diagnostics: &'a Diagnostics,
    /// Maps, by address, with a field that each lacks.
    missing_fields: RefCell<Vec<(*const Node, &'static str)>>,
    has_new_missing: Cell<bool>,
    /// Invalid values, by address.
    rejected: RefCell<HashSet<*const Node>>,
}

impl<'a> DecodeContext<'a> {
    fn new(diagnostics: &'a Diagnostics) -> Self {
        Self {
            diagnostics,
            missing_fields: RefCell::new(Vec::new()),
            has_new_missing: Cell::new(false),
            rejected: RefCell::default(),
        }
    }

    fn decode_node<T: DeserializeOwned>(
        &self,
        node: &Node,
        name: &str,
        claims: Option<&ClaimedFields>,
    ) -> Option<T> {
        let before = self.diagnostics.count();
        let claimed = claims.map_or(0, |claims| claims.borrow().len());
        for _ in 0..=MAX_MISSING_FIELDS {
            self.has_new_missing.set(false);
            let value = ValueDeserializer {
                node: Some(node),
                name,
                context: self,
                claimed: claims,
            };
            match T::deserialize(value) {
                Ok(decoded) => return Some(decoded),
                Err(_) if self.has_new_missing.get() => {
                    self.diagnostics.truncate(before);
                    if let Some(claims) = claims {
                        claims.borrow_mut().truncate(claimed);
                    }
                }
                Err(DecodeFailure::Custom(why)) => {
                    self.diagnostics
                        .error(node.span, why, "look at this part again");
                    return None;
                }
                Err(DecodeFailure::MissingField(_) | DecodeFailure::UnknownVariant(_)) => {
                    return None;
                }
            }
        }
        self.diagnostics.error(
            node.span,
            format!("much of `{name}` is missing"),
            "compare it with an exercise that works",
        );
        None
    }
}

/// Why a type can't be deserialized.
#[derive(Debug)]
enum DecodeFailure {
    MissingField(&'static str),
    /// The names of the known variants. Only [`variant_names`] asks for one that doesn't exist.
    UnknownVariant(&'static [&'static str]),
    Custom(String),
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingField(field) => write!(formatter, "missing field `{field}`"),
            Self::UnknownVariant(names) => write!(formatter, "expected one of {names:?}"),
            Self::Custom(why) => formatter.write_str(why),
        }
    }
}

impl std::error::Error for DecodeFailure {}

impl de::Error for DecodeFailure {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self::Custom(why.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::MissingField(field)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::UnknownVariant(expected)
    }
}

/// Deserializes a node, or a placeholder if there is none.
#[derive(Clone, Copy)]
struct ValueDeserializer<'a> {
    node: Option<&'a Node>,
    name: &'a str,
    context: &'a DecodeContext<'a>,
    claimed: Option<&'a ClaimedFields>,
}

impl<'a> ValueDeserializer<'a> {
    const fn placeholder(self) -> Self {
        Self {
            node: None,
            claimed: None,
            ..self
        }
    }

    /// The deserializer of a value inside this one.
    const fn child(self, node: &'a Node, name: &'a str) -> Self {
        Self {
            node: Some(node),
            name,
            claimed: None,
            ..self
        }
    }

    fn value(self) -> Option<&'a NodeValue> {
        self.node.map(|node| &node.value)
    }

    /// Reports a value of the wrong type, unless this is a placeholder.
    fn report_mismatch(self, expected: &str, help: &str) {
        let Some(node) = self.node else { return };
        self.context.rejected.borrow_mut().insert(node);
        let found = match &node.value {
            NodeValue::Null => "it is empty".to_owned(),
            NodeValue::Text(text) if text.chars().count() <= 30 && !text.contains('\n') => {
                format!("this is “{text}”")
            }
            NodeValue::Text(_) => "this is a text".to_owned(),
            NodeValue::Number(_, written) => format!("this is {written}"),
            NodeValue::Bool(_, written) => format!("this is “{written}”"),
            NodeValue::List(_) => "this is a list".to_owned(),
            NodeValue::Map(_) => "this is a block of fields".to_owned(),
        };
        let message = format!("`{}` should be {expected}, and {found}", self.name);
        self.context.diagnostics.error(node.span, message, help);
    }

    fn text(self) -> &'a str {
        match self.value() {
            None => "",
            Some(NodeValue::Text(text) | NodeValue::Number(_, text) | NodeValue::Bool(_, text)) => {
                text
            }
            Some(NodeValue::Null) => {
                self.report_mismatch("words", "write them after the colon");
                ""
            }
            Some(_) => {
                self.report_mismatch("words", "write plain words, in quotes if they hold a colon");
                ""
            }
        }
    }

    fn number(self) -> f64 {
        match self.value() {
            None => 0.0,
            Some(NodeValue::Number(number, _)) => *number,
            Some(_) => {
                self.report_mismatch("a number", "write digits alone, without quotes");
                0.0
            }
        }
    }

    /// An integer between the limits, or a placeholder after a report.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number without a fraction and between two integers is exact"
    )]
    fn integer(self, least: i64, most: i64) -> i64 {
        let number = self.number();
        if number.fract() != 0.0 {
            self.report_mismatch("a whole number", "leave out what comes after the point");
        } else if !(-1e15..=1e15).contains(&number) || !(least..=most).contains(&(number as i64)) {
            let help = format!("use a number from {least} to {most}");
            self.report_mismatch("smaller or larger", &help);
        } else {
            return number as i64;
        }
        least.max(0)
    }
}

/// Parses the booleans of YAML 1.1 too, which many programs still write.
fn parse_bool(value: &NodeValue) -> Option<bool> {
    match value {
        NodeValue::Bool(flag, _) => Some(*flag),
        NodeValue::Text(word) | NodeValue::Number(_, word) => {
            match word.trim().to_ascii_lowercase().as_str() {
                "yes" | "y" | "true" | "on" | "1" => Some(true),
                "no" | "n" | "false" | "off" | "0" => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

macro_rules! deserialize_integers {
    ($($deserialize:ident $visit:ident $number:ty,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
            let least = i64::try_from(<$number>::MIN).unwrap_or(i64::MIN);
            let most = i64::try_from(<$number>::MAX).unwrap_or(1_000_000_000);
            let number = self.integer(least, most);
            visitor.$visit(<$number>::try_from(number).unwrap_or_default())
        }
    )*};
}

impl<'de> Deserializer<'de> for ValueDeserializer<'_> {
    type Error = DecodeFailure;

    deserialize_integers! {
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_str(self.text())
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_f64(self.number())
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_f64(self.number())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        let flag = self.value().map(parse_bool);
        if flag == Some(None) {
            self.report_mismatch("`yes` or `no`", "write one of the two");
        }
        visitor.visit_bool(flag.flatten().unwrap_or_default())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self.value() {
            None | Some(NodeValue::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_seq(NodeSeqAccess {
            parent: self,
            rest: self.node.map_or(&[][..], Node::items).iter(),
        })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        if !matches!(
            self.value(),
            None | Some(NodeValue::Map(_) | NodeValue::Null)
        ) {
            self.report_mismatch(
                "a block of `name: value` lines",
                "indent them by two spaces",
            );
        }
        let entries = self.node.map_or(&[][..], Node::entries);
        visitor.visit_map(NodeMapAccess {
            parent: self,
            entries: entries
                .iter()
                .map(|(key, value)| (Some(key), Some(value)))
                .collect(),
            index: 0,
            field_names: &[],
        })
    }

    /// Only known fields are visited. A scalar stands for a struct whose first field is `label` or `say`.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        let mut entries = Vec::new();
        let mut names = Vec::new();
        match self.value() {
            Some(NodeValue::Map(map)) => {
                if let Some(claims) = self.claimed {
                    claims.borrow_mut().extend(fields);
                }
                for (key, value) in map {
                    let name = key.as_str().unwrap_or_default();
                    let known = fields.iter().find(|field| **field == name);
                    match known {
                        Some(_) if value.value == NodeValue::Null => {}
                        Some(field) => {
                            names.push(*field);
                            entries.push((Some(key), Some(value)));
                        }
                        None if self.claimed.is_none() && !self.context.diagnostics.is_full() => {
                            let help = suggest(name, fields.iter().copied());
                            let diagnostics = self.context.diagnostics;
                            diagnostics.error(key.span, format!("unknown field `{name}`"), help);
                        }
                        None => {}
                    }
                }
                self.fill_missing(&mut entries, &mut names);
            }
            Some(NodeValue::Text(_) | NodeValue::Number(..) | NodeValue::Bool(..))
                if matches!(fields.first(), Some(&("label" | "say"))) =>
            {
                names.extend(fields.first());
                entries.push((None, self.node));
            }
            _ => {
                self.report_mismatch(
                    "a block of `name: value` lines",
                    &format!("use the fields {}", fields.join(", ")),
                );
                names.extend(fields);
                entries.extend(fields.iter().map(|_| (None, None)));
            }
        }
        let made = visitor.visit_map(NodeMapAccess {
            parent: self,
            entries,
            index: 0,
            field_names: &names,
        });
        if let (Err(DecodeFailure::MissingField(field)), Some(node)) = (&made, self.node) {
            let mut missing = self.context.missing_fields.borrow_mut();
            // The field may be missing in a nested value, which has recorded it already.
            if !self.context.has_new_missing.get()
                && !missing.contains(&(std::ptr::from_ref(node), field))
            {
                missing.push((node, field));
                self.context.has_new_missing.set(true);
            }
        }
        made
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        let word = match (self.node, self.claimed) {
            (Some(node), Some(_)) => node.get("kind"),
            (node, _) => node,
        };
        let named = match word {
            None => None,
            Some(word) => {
                let inner = self.child(
                    word,
                    if self.claimed.is_some() {
                        "kind"
                    } else {
                        self.name
                    },
                );
                let text = inner.text();
                let known = variants.iter().find(|variant| **variant == text);
                if known.is_none() && word.as_str().is_some() {
                    let message = format!("`{text}` isn't a known `{}`", inner.name);
                    let help = suggest(text, variants.iter().copied());
                    self.context.diagnostics.error(word.span, message, help);
                    self.context.rejected.borrow_mut().insert(word);
                }
                known
            }
        };
        if let (None, Some(node), Some(_)) = (word, self.node, self.claimed) {
            self.report_missing("kind", node);
        }
        let content = if named.is_some() {
            self
        } else {
            self.placeholder()
        };
        visitor.visit_enum(NodeEnumAccess {
            name: named.or(variants.first()).copied().unwrap_or_default(),
            content,
        })
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit_struct tuple_struct identifier ignored_any
    }
}

impl<'a> ValueDeserializer<'a> {
    /// Reports the fields that an earlier round found missing here and adds placeholders for them.
    fn fill_missing(
        self,
        entries: &mut Vec<(Option<&'a Node>, Option<&'a Node>)>,
        names: &mut Vec<&'static str>,
    ) {
        let Some(node) = self.node else { return };
        let missing = self.context.missing_fields.borrow();
        for (_, field) in missing
            .iter()
            .filter(|(stored, _)| std::ptr::eq(*stored, node))
        {
            names.push(field);
            entries.push((None, None));
            self.report_missing(field, node);
        }
    }

    fn report_missing(self, field: &str, node: &Node) {
        let diagnostics = self.context.diagnostics;
        let known = self.claimed.map(|claims| claims.borrow().clone());
        let misspelt = |key: &Node| {
            let name = key.as_str().unwrap_or_default();
            let is_unknown = match &known {
                Some(known) => name != "kind" && !known.contains(&name),
                None => diagnostics.has_diagnostic_at(key.span),
            };
            is_unknown && closest_match(name, [field]).is_some()
        };
        if diagnostics.is_full() {
            return;
        }
        if node.entries().iter().any(|(key, _)| misspelt(key)) {
            // The misspelt key is reported instead.
        } else if let Some((key, _)) = node.entry(field) {
            diagnostics.error(
                key.span,
                format!("`{field}` is empty"),
                "write its value after the colon",
            );
        } else {
            let span = node
                .entries()
                .first()
                .map_or(node.span, |(key, _)| key.span);
            let message = format!("missing field `{field}`");
            diagnostics.error(span, message, format!("add a line `{field}: …` here"));
        }
    }
}
