//! Turns the tree into types, collecting faults instead of stopping at the first.
//!
//! Where a value is wrong, the fault is recorded and a stand-in decoded in its place, so that
//! decoding goes on. A stand-in never causes a second fault.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    fmt,
};

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Faults, Node, Value};
use access::{Entries, Items, Variant};

mod access;

/// The fields that types decoded from the same map have taken.
pub type Claims = RefCell<Vec<&'static str>>;

/// After this many missing fields in one value the rest of it isn't looked at.
const MAX_MISSING_FIELDS: usize = 20;

/// The value of `node`, which is called `called`; none where too much of it is missing.
pub fn decode<T: DeserializeOwned>(node: &Node, called: &str, faults: &Faults) -> Option<T> {
    Decoding::new(faults).run(node, called, None)
}

/// The value of `node` without whatever is wrong in it: a value that can't be used counts as not written.
pub fn decode_usable<T: DeserializeOwned>(node: &Node, called: &str, faults: &Faults) -> Option<T> {
    let decoding = Decoding::new(faults);
    let decoded = decoding.run(node, called, None);
    let refused = decoding.refused.into_inner();
    if refused.is_empty() {
        return decoded;
    }
    // What is wrong was told the first time.
    node.without(&refused)
        .and_then(|usable| decode(&usable, called, &Faults::default()))
}

/// One of several values that share the map `node`: notes the fields it takes in `claims`, and leaves
/// unknown ones to [`unknown_keys`]. An enum chooses its variant by the map's `kind`.
pub fn decode_part<T: DeserializeOwned>(
    node: &Node,
    called: &str,
    faults: &Faults,
    claims: &Claims,
) -> Option<T> {
    Decoding::new(faults).run(node, called, Some(claims))
}

/// Records each key of `node` that isn't among `known`.
pub fn unknown_keys(node: &Node, known: &[&str], faults: &Faults) {
    for (key, _) in node.entries() {
        let name = key.text().unwrap_or_default();
        if faults.is_full() {
            return;
        }
        if !known.contains(&name) {
            let remedy = one_of(name, known.iter().copied());
            faults.error(key.mark, format!("unknown field `{name}`"), remedy);
        }
    }
}

/// The remedy for a word that isn't among `known`: the nearest of them, or all of them.
pub fn one_of<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let mut known = known.into_iter();
    let quoted: Vec<String> = known
        .by_ref()
        .take(MAX_SUGGESTIONS)
        .map(|name| format!("`{name}`"))
        .collect();
    match quoted.as_slice() {
        [] => "take it out".to_owned(),
        [only] => format!("only {only} can stand here"),
        named if known.next().is_some() => format!("use {} or another", named.join(", ")),
        [rest @ .., last] => format!("use {} or {last}", rest.join(", ")),
    }
}

/// The most names that are listed where none is near.
const MAX_SUGGESTIONS: usize = 20;
/// The longest word that is taken for a misspelt one.
const MAX_WORD_BYTES: usize = 40;

/// The known word that `word` was probably meant to be.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing long words takes long, and a stranger's file can have many of them.
    if word.len() > MAX_WORD_BYTES {
        return None;
    }
    let lower = word.to_lowercase();
    let most = |name: &str| 1 + name.chars().count() / 4;
    known
        .into_iter()
        .filter(|name| {
            name.len() <= MAX_WORD_BYTES
                && name.chars().count().abs_diff(word.chars().count()) <= most(name)
        })
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= most(name))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// One decoding, repeated with stand-ins while required fields turn out to be missing.
struct Decoding<'a> {
    faults: &'a Faults,
    /// The maps, by address, and the fields they lack.
    missing: RefCell<Vec<(*const Node, &'static str)>>,
    found_missing: Cell<bool>,
    /// The values, by address, that can't be used.
    refused: RefCell<HashSet<*const Node>>,
}

impl<'a> Decoding<'a> {
    fn new(faults: &'a Faults) -> Self {
        Self {
            faults,
            missing: RefCell::new(Vec::new()),
            found_missing: Cell::new(false),
            refused: RefCell::default(),
        }
    }

    fn run<T: DeserializeOwned>(
        &self,
        node: &Node,
        called: &str,
        claims: Option<&Claims>,
    ) -> Option<T> {
        let before = self.faults.count();
        let claimed = claims.map_or(0, |claims| claims.borrow().len());
        for _ in 0..=MAX_MISSING_FIELDS {
            self.found_missing.set(false);
            let value = Place {
                node: Some(node),
                called,
                decoding: self,
                claims,
            };
            match T::deserialize(value) {
                Ok(decoded) => return Some(decoded),
                Err(_) if self.found_missing.get() => {
                    self.faults.back_to(before);
                    if let Some(claims) = claims {
                        claims.borrow_mut().truncate(claimed);
                    }
                }
                Err(Refused::Because(why)) => {
                    self.faults.error(node.mark, why, "look at this part again");
                    return None;
                }
                Err(Refused::Missing(_)) => return None,
            }
        }
        self.faults.error(
            node.mark,
            format!("much of `{called}` is missing"),
            "compare it with an exercise that works",
        );
        None
    }
}

/// Why a type couldn't be made.
#[derive(Debug)]
enum Refused {
    Missing(&'static str),
    Because(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(field) => write!(formatter, "missing field `{field}`"),
            Self::Because(why) => formatter.write_str(why),
        }
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self::Because(why.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

/// A value on its way into a type; without a node it is a stand-in.
#[derive(Clone, Copy)]
struct Place<'a> {
    node: Option<&'a Node>,
    called: &'a str,
    decoding: &'a Decoding<'a>,
    claims: Option<&'a Claims>,
}

impl<'a> Place<'a> {
    const fn stand_in(self) -> Self {
        Self {
            node: None,
            claims: None,
            ..self
        }
    }

    /// A value inside this one.
    const fn inner(self, node: &'a Node, called: &'a str) -> Self {
        Self {
            node: Some(node),
            called,
            claims: None,
            ..self
        }
    }

    fn value(self) -> Option<&'a Value> {
        self.node.map(|node| &node.value)
    }

    /// Records that something else was expected; a stand-in is never at fault.
    fn wrong(self, expected: &str, remedy: &str) {
        let Some(node) = self.node else { return };
        self.decoding.refused.borrow_mut().insert(node);
        let found = match &node.value {
            Value::Empty => "it is empty".to_owned(),
            Value::Text(words) if words.chars().count() <= 30 && !words.contains('\n') => {
                format!("this is “{words}”")
            }
            Value::Text(_) => "this is a text".to_owned(),
            Value::Number(_, written) => format!("this is {written}"),
            Value::Flag(_, written) => format!("this is “{written}”"),
            Value::List(_) => "this is a list".to_owned(),
            Value::Map(_) => "this is a block of fields".to_owned(),
        };
        let what = format!("`{}` should be {expected}, and {found}", self.called);
        self.decoding.faults.error(node.mark, what, remedy);
    }

    fn text(self) -> &'a str {
        match self.value() {
            None => "",
            Some(Value::Text(words) | Value::Number(_, words) | Value::Flag(_, words)) => words,
            Some(Value::Empty) => {
                self.wrong("words", "write them after the colon");
                ""
            }
            Some(_) => {
                self.wrong("words", "write plain words, in quotes if they hold a colon");
                ""
            }
        }
    }

    fn number(self) -> f64 {
        match self.value() {
            None => 0.0,
            Some(Value::Number(number, _)) => *number,
            Some(_) => {
                self.wrong("a number", "write digits alone, without quotes");
                0.0
            }
        }
    }

    /// A whole number that fits between the limits.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number without a fraction and between two integers is exact"
    )]
    fn whole(self, least: i64, most: i64) -> i64 {
        let number = self.number();
        if number.fract() != 0.0 {
            self.wrong("a whole number", "leave out what comes after the point");
        } else if !(-1e15..=1e15).contains(&number) || !(least..=most).contains(&(number as i64)) {
            let remedy = format!("use a number from {least} to {most}");
            self.wrong("smaller or larger", &remedy);
        } else {
            return number as i64;
        }
        least.max(0)
    }
}

/// Yes or no, in all the ways in which people write it: YAML 1.1 had these words, and many programs still do.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Flag(flag, _) => Some(*flag),
        Value::Text(word) | Value::Number(_, word) => {
            match word.trim().to_ascii_lowercase().as_str() {
                "yes" | "y" | "true" | "on" | "1" => Some(true),
                "no" | "n" | "false" | "off" | "0" => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

macro_rules! whole_numbers {
    ($($deserialize:ident $visit:ident $number:ty,)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            let least = i64::try_from(<$number>::MIN).unwrap_or(i64::MIN);
            let most = i64::try_from(<$number>::MAX).unwrap_or(1_000_000_000);
            let number = self.whole(least, most);
            visitor.$visit(<$number>::try_from(number).unwrap_or_default())
        }
    )*};
}

impl<'de> Deserializer<'de> for Place<'_> {
    type Error = Refused;

    whole_numbers! {
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_str(self.text())
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_f64(self.number())
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_f64(self.number())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let flag = self.value().map(flag);
        if flag == Some(None) {
            self.wrong("`yes` or `no`", "write one of the two");
        }
        visitor.visit_bool(flag.flatten().unwrap_or_default())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.value() {
            None | Some(Value::Empty) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_seq(Items {
            of: self,
            rest: self.node.map_or(&[][..], Node::items).iter(),
        })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if !matches!(self.value(), None | Some(Value::Map(_) | Value::Empty)) {
            self.wrong(
                "a block of `name: value` lines",
                "indent them by two spaces",
            );
        }
        let entries = self.node.map_or(&[][..], Node::entries);
        visitor.visit_map(Entries {
            of: self,
            all: entries
                .iter()
                .map(|(key, value)| (Some(key), Some(value)))
                .collect(),
            at: 0,
            names: &[],
        })
    }

    /// Fields are handed out only when the type has them. Words alone are the field `label`.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let mut entries = Vec::new();
        let mut names = Vec::new();
        match self.value() {
            Some(Value::Map(map)) => {
                if let Some(claims) = self.claims {
                    claims.borrow_mut().extend(fields);
                }
                for (key, value) in map {
                    let name = key.text().unwrap_or_default();
                    let known = fields.iter().find(|field| **field == name);
                    match known {
                        Some(_) if value.value == Value::Empty => {}
                        Some(field) => {
                            names.push(*field);
                            entries.push((Some(key), Some(value)));
                        }
                        None if self.claims.is_none() && !self.decoding.faults.is_full() => {
                            let remedy = one_of(name, fields.iter().copied());
                            let faults = self.decoding.faults;
                            faults.error(key.mark, format!("unknown field `{name}`"), remedy);
                        }
                        None => {}
                    }
                }
                self.stand_in_for_missing(&mut entries, &mut names);
            }
            Some(Value::Text(_) | Value::Number(..) | Value::Flag(..))
                if fields.first() == Some(&"label") =>
            {
                names.push("label");
                entries.push((None, self.node));
            }
            _ => {
                self.wrong(
                    "a block of `name: value` lines",
                    &format!("use the fields {}", fields.join(", ")),
                );
                names.extend(fields);
                entries.extend(fields.iter().map(|_| (None, None)));
            }
        }
        let made = visitor.visit_map(Entries {
            of: self,
            all: entries,
            at: 0,
            names: &names,
        });
        if let (Err(Refused::Missing(field)), Some(node)) = (&made, self.node) {
            let mut missing = self.decoding.missing.borrow_mut();
            // What lies inside of this may have missed it, and then it has been told.
            if !self.decoding.found_missing.get()
                && !missing.contains(&(std::ptr::from_ref(node), field))
            {
                missing.push((node, field));
                self.decoding.found_missing.set(true);
            }
        }
        made
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let word = match (self.node, self.claims) {
            (Some(node), Some(_)) => node.get("kind"),
            (node, _) => node,
        };
        let named = match word {
            None => None,
            Some(word) => {
                let inner = self.inner(
                    word,
                    if self.claims.is_some() {
                        "kind"
                    } else {
                        self.called
                    },
                );
                let text = inner.text();
                let known = variants.iter().find(|variant| **variant == text);
                if known.is_none() && word.text().is_some() {
                    let what = format!("`{text}` isn't a known `{}`", inner.called);
                    let remedy = one_of(text, variants.iter().copied());
                    self.decoding.faults.error(word.mark, what, remedy);
                    self.decoding.refused.borrow_mut().insert(word);
                }
                known
            }
        };
        if let (None, Some(node), Some(_)) = (word, self.node, self.claims) {
            self.missing("kind", node);
        }
        let content = if named.is_some() {
            self
        } else {
            self.stand_in()
        };
        visitor.visit_enum(Variant {
            name: named.or(variants.first()).copied().unwrap_or_default(),
            content,
        })
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit_struct tuple_struct identifier ignored_any
    }
}

impl<'a> Place<'a> {
    /// Records what an earlier round found missing here, and puts stand-ins in its place.
    fn stand_in_for_missing(
        self,
        entries: &mut Vec<(Option<&'a Node>, Option<&'a Node>)>,
        names: &mut Vec<&'static str>,
    ) {
        let Some(node) = self.node else { return };
        let missing = self.decoding.missing.borrow();
        for (_, field) in missing
            .iter()
            .filter(|(place, _)| std::ptr::eq(*place, node))
        {
            names.push(field);
            entries.push((None, None));
            self.missing(field, node);
        }
    }

    fn missing(self, field: &str, node: &Node) {
        let faults = self.decoding.faults;
        let known = self.claims.map(|claims| claims.borrow().clone());
        let misspelt = |key: &Node| {
            let name = key.text().unwrap_or_default();
            let is_unknown = match &known {
                Some(known) => name != "kind" && !known.contains(&name),
                None => faults.stands_at(key.mark),
            };
            is_unknown && nearest(name, [field]).is_some()
        };
        if faults.is_full() {
            return;
        }
        if node.entries().iter().any(|(key, _)| misspelt(key)) {
            // The unknown field with nearly that name is told instead.
        } else if let Some((key, _)) = node.entry(field) {
            faults.error(
                key.mark,
                format!("`{field}` is empty"),
                "write its value after the colon",
            );
        } else {
            let mark = node
                .entries()
                .first()
                .map_or(node.mark, |(key, _)| key.mark);
            let what = format!("missing field `{field}`");
            faults.error(mark, what, format!("add a line `{field}: …` here"));
        }
    }
}
