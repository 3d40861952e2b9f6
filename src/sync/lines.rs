//! The lines of a file where machines meet.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use crate::text::escaped;
use crate::whole::Whole;
use crate::whole::record::Record;

/// The version of the format that is written, and the newest that is read.
const VERSION: u32 = 1;

/// As long as a line may be.
const LONGEST: u64 = 1 << 25;

/// Where a line stands: the number of the file, and the bytes in it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub file: usize,
    pub start: u64,
    pub length: u64,
}

/// An entry as it is on a machine, with the digest of the words it was made from.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// The version of the format.
    enough: u32,
    from: Option<String>,
    entry: Record,
}

/// What any version of the format has.
#[derive(Deserialize)]
struct Head {
    enough: u32,
}

/// What a line is.
pub enum Found {
    Entry(Box<Whole>, Option<u128>),
    /// Of a newer version of the program.
    Newer,
    /// Nothing that can be read.
    Odd,
    /// The last one, of which the end is missing; it may be on its way.
    Half,
}

/// The line for an entry.
pub fn written(whole: &Whole, from: Option<u128>) -> String {
    let line = Line {
        enough: VERSION,
        from: from.map(|digest| format!("{digest:032x}")),
        entry: Record::from(whole),
    };
    // Every value in it can be written as JSON.
    let line = serde_json::to_string(&line).unwrap_or_default();
    format!("{}\n", escaped(&line))
}

/// Reads one line after the other, with its place.
pub fn each(file: &File, number: usize, mut take: impl FnMut(Found, Place)) -> io::Result<()> {
    let mut bytes = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut start) = (Vec::new(), 0);
    loop {
        line.clear();
        let length = bytes.by_ref().take(LONGEST).read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            return Ok(());
        }
        let mut rest = 0;
        let is_cut = !line.ends_with(b"\n");
        if is_cut && length == LONGEST {
            line.clear();
            rest = bytes.skip_until(b'\n')? as u64;
        }
        let place = Place {
            file: number,
            start,
            length,
        };
        start += length + rest;
        let words = line.trim_ascii();
        if !words.is_empty() || rest > 0 {
            take(read(words, is_cut && rest == 0), place);
        }
    }
}

/// Reads the line at that place again.
pub fn at(mut file: &File, place: &Place) -> io::Result<Option<Whole>> {
    file.seek(SeekFrom::Start(place.start))?;
    let mut line = Vec::new();
    file.take(place.length).read_to_end(&mut line)?;
    Ok(match read(line.trim_ascii(), false) {
        Found::Entry(whole, _) => Some(*whole),
        _ => None,
    })
}

fn read(line: &[u8], is_last: bool) -> Found {
    let unreadable = if is_last { Found::Half } else { Found::Odd };
    let Ok(head) = serde_json::from_slice::<Head>(line) else {
        return unreadable;
    };
    if head.enough > VERSION {
        return Found::Newer;
    }
    let Ok(line) = serde_json::from_slice::<Line>(line) else {
        return unreadable;
    };
    let from = line.from.map(|from| u128::from_str_radix(&from, 16));
    match (Whole::try_from(line.entry), from.transpose()) {
        (Ok(whole), Ok(from)) => Found::Entry(Box::new(whole), from),
        _ => Found::Odd,
    }
}
