//! The lines of a file where computers meet.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sealed_line::{FirstLine, LineSeal, SealedHeader};
use crate::domain::record::json::RecordJson;
use crate::domain::record::{PerPart, Record};
use crate::storage::lock::SecretKey;
use crate::text::decode::decode;
use crate::text::escape_json;

/// The version of the format that is written, and the newest that is read.
const FORMAT_VERSION: u32 = 1;

/// As long as a line may be. A sealed one is a third longer than its words.
const MAX_LINE_BYTES: u64 = 3 << 24;

/// As long as the header of a sealed file may be.
const MAX_HEADER_BYTES: u64 = 4096;

/// As many ancestors are told of the words of one entry, the nearest first.
pub(crate) const MAX_ANCESTORS: usize = 32;

/// Where a line is: the number of the file, and the bytes in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineLocation {
    pub(crate) file: usize,
    pub(crate) start: u64,
    pub(crate) length: u64,
}

/// For each part of an entry, the latest time from the future that was dealt with.
pub(crate) type FutureTimes = PerPart<Option<Timestamp>>;

/// An entry as it is on a computer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    /// The version of the format.
    v: u32,
    /// The digests of the words it was made from, with spaces between, the nearest first.
    ancestors: Option<String>,
    /// The mark of whoever wrote the file, in its first line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    writer_token: Option<String>,
    /// Times from the future that were seen and take part no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    future_times: Option<FutureTimes>,
    /// Whether it was deleted for good here, so that nothing but its id is left.
    #[serde(default, skip_serializing_if = "is_false")]
    deleted: bool,
    entry: RecordJson,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_false(is: &bool) -> bool {
    !*is
}

/// What any version of the format has.
#[derive(Deserialize)]
struct LineHeader {
    v: u32,
}

/// A line that was read, or is to be written.
#[derive(Clone, Debug)]
pub(crate) struct LogLine {
    pub(crate) record: Record,
    /// The digests of the words it was made from.
    pub(crate) ancestors: Vec<u128>,
    pub(crate) writer_token: Option<String>,
    pub(crate) future_times: FutureTimes,
    /// Whether it was deleted for good.
    pub(crate) is_deleted: bool,
}

/// What a line is.
pub(crate) enum ParsedLine {
    Entry(Box<LogLine>),
    /// Of a newer version of the program.
    Newer,
    /// Nothing that can be read.
    Unreadable,
    /// Sealed with another key or for another file, or changed since.
    Unopened,
    /// A sealed line without content, in a file that has no other.
    Blank,
    /// The last one, of which the end is missing; it may be on its way.
    Truncated,
}

impl ParsedLine {
    /// Whether a line of a sealed file could be opened.
    pub(crate) const fn is_authentic(&self) -> bool {
        !matches!(self, Self::Unopened | Self::Truncated)
    }
}

/// How the lines of a file are written.
pub(crate) enum LineFormat {
    Plain,
    Sealed(SealedHeader, LineSeal),
    /// Sealed, and this journal has no lock.
    Locked,
    /// Sealed by a newer version of the program.
    Newer,
}

impl LineFormat {
    /// The format that the first line of a file tells.
    pub(crate) fn read(mut file: &File, key: Option<&SecretKey>) -> io::Result<Self> {
        let mut line = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        BufReader::new(file.take(MAX_HEADER_BYTES)).read_until(b'\n', &mut line)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(match (FirstLine::parse(line.trim_ascii()), key) {
            (FirstLine::Plain, _) => Self::Plain,
            (_, None) => Self::Locked,
            (FirstLine::Newer, Some(_)) => Self::Newer,
            (FirstLine::Sealed(header), Some(key)) => {
                let seal = LineSeal::new(key, &header);
                Self::Sealed(header, seal)
            }
        })
    }

    /// Reads one line; the end of the last one may be missing.
    fn parse(&self, line: &[u8], is_last: bool) -> ParsedLine {
        match self {
            Self::Plain => parse_line(line, is_last),
            Self::Newer => ParsedLine::Newer,
            Self::Locked => ParsedLine::Unopened,
            Self::Sealed(_, seal) => match seal.open(line) {
                Some(line) if line.is_empty() => ParsedLine::Blank,
                Some(line) => parse_line(&line, false),
                None if is_last => ParsedLine::Truncated,
                None => ParsedLine::Unopened,
            },
        }
    }

    /// Whether the first line says only how the others are written.
    const fn has_header(&self) -> bool {
        !matches!(self, Self::Plain)
    }
}

/// Whose file it is.
pub(crate) enum Writer {
    /// Of the computer with this token; none if the file is damaged.
    Token(Option<String>),
    /// Of a computer with another lock: no line can be opened.
    OtherLock,
}

/// The line for an entry.
pub(crate) fn format_line(said: &LogLine) -> String {
    let ancestors: Vec<_> = said
        .ancestors
        .iter()
        .take(MAX_ANCESTORS)
        .map(|digest| format!("{digest:032x}"))
        .collect();
    let line = RawLine {
        v: FORMAT_VERSION,
        ancestors: (!ancestors.is_empty()).then(|| ancestors.join(" ")),
        writer_token: said.writer_token.clone(),
        future_times: (said.future_times != FutureTimes::default()).then_some(said.future_times),
        deleted: said.is_deleted,
        entry: RecordJson::from(&said.record),
    };
    // Every value in it can be written as JSON.
    let line = serde_json::to_string(&line).unwrap_or_default();
    format!("{}\n", escape_json(&line))
}

/// Reads one line after the other, with its place. An error of `take` ends it.
pub(crate) fn for_each_line(
    file: &File,
    format: &LineFormat,
    number: usize,
    mut take: impl FnMut(ParsedLine, LineLocation) -> io::Result<()>,
) -> io::Result<()> {
    let mut bytes = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut start) = (Vec::new(), 0);
    if format.has_header() {
        start = bytes.skip_until(b'\n')? as u64;
    }
    loop {
        line.clear();
        let length = bytes
            .by_ref()
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            return Ok(());
        }
        let mut rest = 0;
        let is_cut = !line.ends_with(b"\n");
        if is_cut && length == MAX_LINE_BYTES {
            line.clear();
            rest = bytes.skip_until(b'\n')? as u64;
        }
        let place = LineLocation {
            file: number,
            start,
            length,
        };
        start += length + rest;
        let words = line.trim_ascii();
        if !words.is_empty() || rest > 0 {
            take(format.parse(words, is_cut && rest == 0), place)?;
        }
    }
}

/// Whose file it is. The header tells, or the first line of a plain file.
pub(crate) fn read_writer(file: &File, format: &LineFormat) -> io::Result<Writer> {
    let mut bytes = BufReader::new(file);
    let mut line = Vec::new();
    if format.has_header() {
        bytes.skip_until(b'\n')?;
    }
    bytes
        .by_ref()
        .take(MAX_LINE_BYTES)
        .read_until(b'\n', &mut line)?;
    let first = format.parse(line.trim_ascii(), !line.ends_with(b"\n"));
    let LineFormat::Sealed(header, _) = format else {
        return Ok(Writer::Token(match first {
            ParsedLine::Entry(said) => said.writer_token,
            _ => None,
        }));
    };
    // A file without any line is a damaged one.
    let mut is_opened = !matches!(first, ParsedLine::Unopened);
    if !is_opened {
        // The first line may be damaged.
        bytes.seek(SeekFrom::Start(0))?;
        for_each_line(file, format, 0, |line, _| {
            is_opened |= line.is_authentic();
            Ok(())
        })?;
    }
    Ok(if is_opened {
        Writer::Token(Some(header.writer_token.clone()))
    } else {
        Writer::OtherLock
    })
}

/// Reads the line at that place again.
pub(crate) fn read_line_at(
    mut file: &File,
    format: &LineFormat,
    place: &LineLocation,
) -> io::Result<Option<LogLine>> {
    file.seek(SeekFrom::Start(place.start))?;
    let mut line = Vec::new();
    file.take(place.length).read_to_end(&mut line)?;
    Ok(match format.parse(line.trim_ascii(), false) {
        ParsedLine::Entry(said) => Some(*said),
        _ => None,
    })
}

/// Reads one line; the end of the last one may be missing.
pub(crate) fn parse_line(line: &[u8], is_last: bool) -> ParsedLine {
    let unreadable = if is_last {
        ParsedLine::Truncated
    } else {
        ParsedLine::Unreadable
    };
    let Ok(line) = decode(line) else {
        return unreadable;
    };
    let Ok(head) = serde_json::from_str::<LineHeader>(&line) else {
        return unreadable;
    };
    if head.v > FORMAT_VERSION {
        return ParsedLine::Newer;
    }
    let Ok(line) = serde_json::from_str::<RawLine>(&line) else {
        return unreadable;
    };
    let ancestors = line.ancestors.unwrap_or_default();
    let ancestors: Result<Vec<_>, _> = ancestors
        .split_ascii_whitespace()
        .take(MAX_ANCESTORS)
        .map(|digest| u128::from_str_radix(digest, 16))
        .collect();
    match (Record::try_from(line.entry), ancestors) {
        (Ok(mut record), Ok(ancestors)) => {
            record.clamp_far_future_dates();
            ParsedLine::Entry(Box::new(LogLine {
                record,
                ancestors,
                writer_token: line.writer_token,
                future_times: line.future_times.unwrap_or_default(),
                is_deleted: line.deleted,
            }))
        }
        _ => ParsedLine::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// A log of version 1 with every key.
    const LOG: &str = include_str!("log/version_1.jsonl");

    #[test]
    fn a_log_of_version_1_is_read_and_written_unchanged() {
        let mut keys = BTreeSet::new();
        let mut log_lines = Vec::new();
        for line in LOG.lines() {
            let ParsedLine::Entry(log_line) = parse_line(line.as_bytes(), false) else {
                panic!("{line} can't be read");
            };
            assert_eq!(format_line(&log_line).trim_end(), line);
            let Value::Object(fields) = serde_json::from_str(line).unwrap() else {
                panic!("{line} isn't an object");
            };
            keys.extend(fields.into_iter().map(|(key, _)| key));
            log_lines.push(log_line);
        }
        let expected = [
            "ancestors",
            "deleted",
            "entry",
            "future_times",
            "v",
            "writer_token",
        ];
        assert_eq!(keys, expected.map(str::to_owned).into());
        let [full, deleted] = &log_lines[..] else {
            panic!("the log has two lines");
        };
        assert_eq!(full.ancestors, [1, u128::MAX]);
        assert_eq!(full.writer_token.as_deref(), Some("abc"));
        let future_times = ["2099-01-01T00:00:00Z", "2098-01-01T00:00:00Z"];
        let future_times = future_times.map(|time| Some(time.parse().unwrap()));
        assert_eq!(
            full.future_times,
            [future_times[0], None, future_times[1], None, None].into()
        );
        assert!(deleted.is_deleted && !full.is_deleted);
        // The entry is the same as in the JSON export.
        let export: Value =
            serde_json::from_str(include_str!("../import/tests/version_1.json")).unwrap();
        let entry = RecordJson::deserialize(&export["entries"][0]).unwrap();
        assert_eq!(Ok(&full.record), Record::try_from(entry).as_ref());
    }
}
