//! Parses YAML into a tree with spans, and decodes the tree into types.
//!
//! Nothing stops at the first error, so that an author sees all of them at once. Files are untrusted, so their size,
//! depth and aliases are bounded.

use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;
use serde_yaml::{DuplicateKeyPolicy, MergeKeyPolicy, Options, Spanned};

pub(crate) use bounded_read::read_bounded;
pub(crate) use deserializer::{
    ClaimedFields, decode, decode_flattened, decode_valid_parts, report_unknown_keys, variant_names,
};
pub(crate) use diagnostic::{Diagnostic, Diagnostics, Span};
pub(crate) use quote::quote;
pub(crate) use suggestion::{closest_match, suggest};

use plain_scalar::{check_cut_comment, check_plain_scalar, source_literal};
use raw_value::RawValue;

use crate::text::decode::DecodeError;
use crate::text::sanitize;

mod bounded_read;
mod deserializer;
mod diagnostic;
mod pitfalls;
mod plain_scalar;
mod quote;
mod raw_value;
mod suggestion;
mod syntax_error;

/// The maximum size of a file.
pub(crate) const MAX_FILE_BYTES: usize = 256 * 1024;
/// The maximum nesting; exercises need five levels.
const MAX_DEPTH: usize = 16;
/// The maximum length of a text, which has to fit a screen, in bytes.
const MAX_TEXT_BYTES: usize = 8 * 1024;

/// A value and its span.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: NodeValue,
    pub(crate) span: Span,
}

/// A YAML value. Its texts are sanitized.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NodeValue {
    Null,
    Text(String),
    /// A number and its literal.
    Number(f64, String),
    /// A boolean and its literal.
    Bool(bool, String),
    List(Vec<Node>),
    /// Entries in the order of the file, without duplicate keys.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The node of a key and its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Self, Self)> {
        self.entries()
            .iter()
            .find(|(name, _)| name.as_str() == Some(key))
    }

    /// The entries of a map; empty for other values.
    pub(crate) fn entries(&self) -> &[(Self, Self)] {
        match &self.value {
            NodeValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list. A single value counts as a list of one.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            NodeValue::List(items) => items,
            NodeValue::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The text or the literal of a scalar.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) | NodeValue::Number(_, text) | NodeValue::Bool(_, text) => {
                Some(text)
            }
            NodeValue::Null | NodeValue::List(_) | NodeValue::Map(_) => None,
        }
    }

    /// A copy without the nodes at these addresses; none if this is one of them.
    fn without_nodes(&self, refused: &HashSet<*const Self>) -> Option<Self> {
        if refused.contains(&std::ptr::from_ref(self)) {
            return None;
        }
        let value = match &self.value {
            NodeValue::List(items) => NodeValue::List(
                items
                    .iter()
                    .filter_map(|item| item.without_nodes(refused))
                    .collect(),
            ),
            NodeValue::Map(entries) => NodeValue::Map(
                entries
                    .iter()
                    .filter_map(|(key, value)| {
                        key.without_nodes(refused).zip(value.without_nodes(refused))
                    })
                    .collect(),
            ),
            value => value.clone(),
        };
        Some(Self { value, ..*self })
    }

    /// Converts a parsed value: adds the literals of scalars and reports duplicate keys.
    fn from_raw(read: Spanned<RawValue>, source: &str, diagnostics: &Diagnostics) -> Self {
        let span = Span::from(read.referenced);
        if matches!(read.value, RawValue::Text(_)) {
            check_plain_scalar(read.defined, source, diagnostics);
        }
        let value = match read.value {
            RawValue::Null => NodeValue::Null,
            RawValue::Text(text) if text.len() > MAX_TEXT_BYTES => {
                diagnostics.error(
                    Span { length: 1, ..span },
                    "this text is too long for a screen",
                    format!("keep it under {} KB", MAX_TEXT_BYTES / 1024),
                );
                NodeValue::Text(sanitize(&text[..text.floor_char_boundary(MAX_TEXT_BYTES)]))
            }
            RawValue::Text(text) => NodeValue::Text(sanitize(&text)),
            RawValue::Number(number) => {
                let written = source_literal(read.defined, source);
                NodeValue::Number(number, written.unwrap_or_else(|| number.to_string()))
            }
            RawValue::Bool(flag) => {
                let written = source_literal(read.defined, source);
                NodeValue::Bool(flag, written.unwrap_or_else(|| flag.to_string()))
            }
            RawValue::List(items) => NodeValue::List(
                items
                    .into_iter()
                    .map(|item| Self::from_raw(item, source, diagnostics))
                    .collect(),
            ),
            RawValue::Map(entries) => {
                let mut seen = HashMap::new();
                let mut kept: Vec<(Self, Self)> = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    if matches!(value.value, RawValue::Null) {
                        check_cut_comment(key.defined, source, diagnostics);
                    }
                    let mut key = Self::from_raw(key, source, diagnostics);
                    if let NodeValue::Text(name) = &mut key.value {
                        // The special spaces have been reported; the key must not be reported again as unknown.
                        *name = pitfalls::trim_special_spaces(name).to_owned();
                    }
                    let value = Self::from_raw(value, source, diagnostics);
                    let Some(name) = key.as_str() else {
                        diagnostics.error(
                            key.span,
                            "a name was expected here",
                            "write `name: value`, with a plain word before the colon",
                        );
                        continue;
                    };
                    if name == "<<" {
                        diagnostics.error(
                            key.span,
                            "`<<` would take in the lines of another block, which isn't done here",
                            "write these lines again in this block",
                        );
                        continue;
                    }
                    if let Some(line) = seen.insert(name.to_owned(), key.span.line) {
                        seen.insert(name.to_owned(), line);
                        diagnostics.error(
                            key.span,
                            format!("`{name}` is here twice"),
                            format!("keep one of them; the other is on line {line}"),
                        );
                        continue;
                    }
                    kept.push((key, value));
                }
                NodeValue::Map(kept)
            }
        };
        Self { value, span }
    }
}

/// Decodes the text of a file, with `\n` line ends and without a byte order mark.
pub(crate) fn decode_source(bytes: &[u8]) -> Result<String, Diagnostic> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Diagnostic::for_file(
            "this file is too large to be an exercise",
            format!("keep it under {} KB", MAX_FILE_BYTES / 1024),
        ));
    }
    let text = crate::text::decode::decode(bytes).map_err(|error| match error {
        DecodeError::NotUtf8 { line, column } => {
            let span = Span {
                line,
                column,
                length: 1,
            };
            Diagnostic::error(
                span,
                "there is something here that isn't UTF-8 text",
                "save the file as UTF-8, or type this character again",
            )
        }
        error => Diagnostic::for_file(
            format!("this file can't be read as text: {error}"),
            "save it as UTF-8; most editors offer it under “Save as” or “Encoding”",
        ),
    })?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Parses a file into a tree; none if it isn't YAML, with the error in `diagnostics`.
pub(crate) fn parse(source: &str, diagnostics: &Diagnostics) -> Option<Node> {
    if source.len() > MAX_FILE_BYTES {
        diagnostics.extend(decode_source(source.as_bytes()).err());
        return None;
    }
    if let Some(diagnostic) = syntax_error::find_control_char(source) {
        diagnostics.extend([diagnostic]);
        return None;
    }
    match serde_yaml::from_str_with_options::<Spanned<RawValue>>(source, parser_options()) {
        Ok(read) => Some(Node::from_raw(read, source, diagnostics)),
        Err(error) => {
            diagnostics.extend([syntax_error::to_diagnostic(&error, source)]);
            None
        }
    }
}

/// Decodes a text that is known to be valid, several times as fast as by way of the tree.
pub(crate) fn decode_valid<T: DeserializeOwned>(source: &str) -> Option<T> {
    serde_yaml::from_str_with_options(source, parser_options()).ok()
}

fn parser_options() -> Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_events: 50_000,
            max_nodes: 25_000,
            max_aliases: 100,
            max_anchors: 100,
            max_documents: 2,
            max_total_scalar_bytes: MAX_FILE_BYTES,
            max_recorded_anchor_events: 50_000,
            max_recorded_anchor_bytes: 4 * MAX_FILE_BYTES,
        },
        alias_limits: {
            let mut limits = serde_yaml::options::AliasLimits::default();
            limits.max_total_replayed_events = 500;
            limits.max_replay_stack_depth = 8;
            limits
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: serde_yaml::NonFiniteFloatPolicy::AsString,
        strict_booleans: true,
        with_snippet: false,
    }
}
