//! Parses the values of a row.

use rusqlite::types::Value;

use super::integers::varint_at;

/// The values of a row in column order.
#[derive(Debug, Default)]
pub(crate) struct RowRecord {
    /// None where a value can't be read.
    pub(crate) values: Vec<Option<Value>>,
    /// Whether all values could be read completely.
    pub(crate) is_intact: bool,
}

impl RowRecord {
    /// Parses the available `bytes` of a record of this `length`.
    pub(crate) fn parse(bytes: &[u8], length: usize) -> Option<Self> {
        let (header, mut at) = varint_at(bytes, 0)?;
        let header = usize::try_from(header).ok()?;
        if header > length || header > MAX_HEADER_BYTES {
            return None;
        }
        let mut record = Self {
            values: Vec::new(),
            is_intact: true,
        };
        let mut body_offset = header;
        while at < header {
            let (kind, next) = varint_at(bytes, at)?;
            let size = serial_type_size(kind)?;
            let end = body_offset.checked_add(size)?;
            let available = bytes.get(body_offset.min(bytes.len())..end.min(bytes.len()))?;
            let (value, is_complete) = decode_value(kind, available, size);
            record.values.push(value);
            record.is_intact &= is_complete;
            (at, body_offset) = (next, end);
        }
        record.is_intact &= at == header && body_offset == length;
        Some(record)
    }

    pub(crate) fn text(&self, column: usize) -> Option<&str> {
        match self.values.get(column) {
            Some(Some(Value::Text(text))) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, column: usize) -> Option<i64> {
        match self.values.get(column) {
            Some(Some(Value::Integer(number))) => Some(*number),
            _ => None,
        }
    }
}

/// The maximum header length; a hundred columns take less.
const MAX_HEADER_BYTES: usize = 1000;

/// The size of a value by its serial type.
fn serial_type_size(kind: u64) -> Option<usize> {
    Some(match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return None,
        longer => usize::try_from((longer - 12) / 2).ok()?,
    })
}

/// Decodes a value, which is cut off if `bytes` is shorter than `size`. Returns whether it is complete.
fn decode_value(kind: u64, bytes: &[u8], size: usize) -> (Option<Value>, bool) {
    let is_complete = bytes.len() == size;
    match kind {
        0 => (Some(Value::Null), true),
        8 => (Some(Value::Integer(0)), true),
        9 => (Some(Value::Integer(1)), true),
        // Part of a text is useful, part of a number isn't.
        text @ 13.. if text % 2 == 1 && (is_complete || !bytes.is_empty()) => {
            let text = String::from_utf8_lossy(bytes);
            let is_complete = is_complete && matches!(text, std::borrow::Cow::Borrowed(_));
            (Some(Value::Text(text.into_owned())), is_complete)
        }
        _ if !is_complete => (None, false),
        7 => {
            let bits = bytes.try_into().map_or(0, u64::from_be_bytes);
            (Some(Value::Real(f64::from_bits(bits))), true)
        }
        1..=6 => {
            let is_negative = bytes.first().is_some_and(|&byte| byte >= 0x80);
            let beginning = if is_negative { -1 } else { 0 };
            let number = bytes.iter().fold(beginning, |number: i64, &byte| {
                number << 8 | i64::from(byte)
            });
            (Some(Value::Integer(number)), true)
        }
        _ => (Some(Value::Blob(bytes.to_vec())), true),
    }
}
