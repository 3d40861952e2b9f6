//! The write-ahead log, where the newest words are until SQLite has taken them into the journal.
//!
//! SQLite ends its reading at the first part that isn't as it was written, and later writes there. That
//! is right for what a sudden end left, and would lose words where the log was spoiled in the middle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::mem;
use std::path::Path;

use super::bytes::u32_at;
use super::pages::PAGE_SIZE;

/// What a log holds.
#[derive(Debug, Default)]
pub struct Log {
    /// Where the newest version of each page begins in the file.
    pub pages: BTreeMap<u32, u64>,
    /// Pages whose newest version is spoiled.
    pub stale: BTreeSet<u32>,
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

/// A page in the log.
struct Frame {
    number: u32,
    /// How many pages the journal has from here on; 0 if more of the same change follows.
    count: u32,
    /// Where the page begins in the file.
    place: u64,
    /// Whether it is as it was written.
    is_good: bool,
}

fn frames(file: &mut impl Read, header: &[u8; HEADER]) -> io::Result<Log> {
    let sums = Sums::of(header);
    let is_known = sums.add([0; 2], &header[..24]) == pair(&header[24..]);
    let page_size = match usize::try_from(u32_at(header, 8).unwrap_or(0)) {
        Ok(size @ 512..=65_536) if is_known && size.is_power_of_two() => size,
        _ => PAGE_SIZE,
    };
    let mut changes = Changes {
        log: Log {
            page_size,
            ..Log::default()
        },
        is_sound: is_known,
        ..Changes::default()
    };
    let mut salt = is_known.then(|| pair(&header[16..]));
    let mut sum = pair(&header[24..]);
    let mut frame = vec![0; FRAME_HEADER + page_size];
    let mut place = HEADER as u64;
    while fill(file, &mut frame)? {
        let (head, page) = frame.split_at(FRAME_HEADER);
        let salt = *salt.get_or_insert_with(|| pair(&head[8..]));
        let written = pair(&head[16..]);
        // Each sum goes on from the one before. Going on from what is written, one spoiled part doesn't
        // spoil all behind it.
        let expected = sums.add(sums.add(sum, &head[..8]), page);
        sum = written;
        changes.add(Frame {
            number: u32_at(head, 0).unwrap_or(0),
            count: u32_at(head, 4).unwrap_or(0),
            place: place + FRAME_HEADER as u64,
            is_good: salt == pair(&head[8..]) && written == expected,
        });
        place += frame.len() as u64;
    }
    Ok(changes.end(is_known))
}

/// What was saved, change by change.
#[derive(Default)]
struct Changes {
    log: Log,
    /// Whether all so far is as it was written.
    is_sound: bool,
    under_way: Vec<Frame>,
    /// Changes behind the first part that isn't as it was written.
    behind: Vec<Vec<Frame>>,
}

impl Changes {
    fn add(&mut self, frame: Frame) {
        self.is_sound &= frame.is_good;
        let is_end = frame.is_good && frame.count > 0;
        self.under_way.push(frame);
        if is_end {
            let change = mem::take(&mut self.under_way);
            if self.is_sound {
                self.log.take(change);
            } else {
                self.behind.push(change);
            }
        }
    }

    fn end(mut self, is_known: bool) -> Log {
        // A sudden end leaves at most one change behind the spoiled part: the one that nobody was told of.
        let is_spoiled = self.behind.len() > 1 || (!is_known && !self.behind.is_empty());
        if is_spoiled {
            self.log.is_spoiled = true;
            self.behind
                .into_iter()
                .for_each(|change| self.log.take(change));
        }
        self.log
    }
}

impl Log {
    fn take(&mut self, change: Vec<Frame>) {
        for frame in change {
            if frame.is_good {
                self.pages.insert(frame.number, frame.place);
                self.stale.remove(&frame.number);
            } else {
                self.stale.insert(frame.number);
            }
            if frame.is_good && frame.count > 0 {
                self.count = frame.count;
            }
        }
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
