//! The write-ahead log, where the newest words are until SQLite has taken them into the journal.
//!
//! SQLite ends its reading at the first part that isn't as it was written, and later writes there. That
//! is right for what a sudden end left, and would lose words where the log was spoiled in the middle.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use super::bytes::u32_at;
use super::pages::PAGE_SIZE;

/// What a log holds.
#[derive(Debug, Default)]
pub struct Log {
    /// Where the newest version of each page begins in the file.
    pub pages: BTreeMap<u32, u64>,
    /// How many pages the journal has with what is in the log.
    pub count: u32,
    pub page_size: usize,
    /// Saved words stand behind a part that isn't as it was written, so SQLite wouldn't see them.
    pub is_spoiled: bool,
}

/// The log at `path`; none if there is nothing in it.
pub fn read(path: &Path) -> io::Result<Option<Log>> {
    let mut file = match File::open(path) {
        Ok(file) if file.metadata()?.is_file() => BufReader::with_capacity(1 << 16, file),
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut header = [0; HEADER];
    if !fill(&mut file, &mut header)? {
        return Ok(None);
    }
    let mut log = frames(&mut file, &header)?;
    // Another window may have begun it anew meanwhile; then it is that window that vouches for it.
    let mut again = [0; HEADER];
    file.rewind()?;
    log.is_spoiled &= fill(&mut file, &mut again)? && again == header;
    Ok(Some(log))
}

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// A page of the log, by its number and where it begins.
type Frame = (u32, u64);

fn frames(file: &mut impl Read, header: &[u8; HEADER]) -> io::Result<Log> {
    let sums = Sums::of(header);
    let is_known = sums.add([0; 2], &header[..24]) == pair(&header[24..]);
    let page_size = match usize::try_from(u32_at(header, 8).unwrap_or(0)) {
        Ok(size @ 512..=65_536) if is_known && size.is_power_of_two() => size,
        _ => PAGE_SIZE,
    };
    let mut log = Log {
        page_size,
        ..Log::default()
    };
    let mut salt = is_known.then(|| pair(&header[16..]));
    let mut sum = pair(&header[24..]);
    let mut is_sound = is_known;
    let mut under_way: Vec<Frame> = Vec::new();
    let mut behind: Vec<(Vec<Frame>, u32)> = Vec::new();
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let mut place = HEADER as u64;
    while fill(file, &mut frame)? {
        let (head, page) = frame.split_at(FRAME_HEADER);
        let (number, count) = (u32_at(head, 0).unwrap_or(0), u32_at(head, 4).unwrap_or(0));
        let salt = *salt.get_or_insert_with(|| pair(&head[8..]));
        let written = pair(&head[16..]);
        let is_good = salt == pair(&head[8..])
            && written == sums.add(sums.add(sum, &head[..8]), page)
            && number > 0;
        sum = written;
        if is_good {
            under_way.push((number, place + FRAME_HEADER as u64));
        } else {
            is_sound = false;
        }
        if is_good && count > 0 {
            let change = std::mem::take(&mut under_way);
            if is_sound {
                log.take(change, count);
            } else {
                behind.push((change, count));
            }
        }
        place += frame.len() as u64;
    }
    // A sudden end leaves at most one change behind the spoiled part: the one that nobody was told of.
    log.is_spoiled = behind.len() > 1 || (!is_known && !behind.is_empty());
    if log.is_spoiled {
        for (change, count) in behind {
            log.take(change, count);
        }
    }
    Ok(log)
}

impl Log {
    fn take(&mut self, change: Vec<Frame>, count: u32) {
        self.pages.extend(change);
        self.count = count;
    }
}

/// How the log was summed up.
struct Sums {
    is_big_endian: bool,
}

impl Sums {
    fn of(header: &[u8]) -> Self {
        match u32_at(header, 0) {
            Some(0x377f_0682) => Self {
                is_big_endian: false,
            },
            Some(0x377f_0683) => Self {
                is_big_endian: true,
            },
            // Spoiled: it was most likely written on a machine like this one.
            _ => Self {
                is_big_endian: cfg!(target_endian = "big"),
            },
        }
    }

    fn add(&self, [mut one, mut two]: [u32; 2], bytes: &[u8]) -> [u32; 2] {
        let word = |bytes: &[u8]| {
            let word = u32_at(bytes, 0).unwrap_or(0);
            if self.is_big_endian {
                word
            } else {
                word.swap_bytes()
            }
        };
        for eight in bytes.chunks_exact(8) {
            one = one.wrapping_add(word(eight)).wrapping_add(two);
            two = two.wrapping_add(word(&eight[4..])).wrapping_add(one);
        }
        [one, two]
    }
}

fn pair(bytes: &[u8]) -> [u32; 2] {
    [0, 4].map(|place| u32_at(bytes, place).unwrap_or(0))
}

/// Fills all of `bytes`; false at the end of the file.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
