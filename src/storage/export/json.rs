//! Writes the JSON export: one object, with each entry on a line of its own.

use std::io::{self, Write};

use jiff::Timestamp;

use crate::domain::record::Record;
use crate::domain::record::json::RecordJson;
use crate::storage::export_format::{KIND, VERSION};
use crate::text::escape_json;

pub(super) fn begin(now: Timestamp, is_redacted: bool, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "{{\"v\":{VERSION},\"kind\":\"{KIND}\",\"exported\":\"{now:.0}\",\"redacted\":{is_redacted},\"entries\":["
    )
}

pub(super) fn entry(whole: &Record, is_first: bool, out: &mut dyn Write) -> io::Result<()> {
    let comma = if is_first { "" } else { "," };
    let record = serde_json::to_string(&RecordJson::from(whole))?;
    write!(out, "{comma}\n{}", escape_json(&record))
}

pub(super) fn end(count: u64, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}]}}", if count == 0 { "" } else { "\n" })
}
