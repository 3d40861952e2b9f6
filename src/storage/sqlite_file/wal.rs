//! Reads the write-ahead log, which has the newest pages until a checkpoint.
//!
//! SQLite stops at the first invalid frame, and later overwrites what follows. That is right after a crash, but
//! would lose transactions where the WAL was damaged in the middle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::mem;
use std::path::Path;

use super::integers::u32_at;

/// The page size of our journals.
pub(crate) const PAGE_SIZE: usize = 4096;

/// The content of a WAL.
#[derive(Debug, Default)]
pub(crate) struct Wal {
    /// The offset of the newest version of each page in the WAL file.
    pub(crate) pages: BTreeMap<u32, u64>,
    /// Pages whose newest version is damaged.
    pub(crate) stale: BTreeSet<u32>,
    /// The page count of the database including the WAL.
    pub(crate) page_count: u32,
    pub(crate) page_size: usize,
    /// Whether there are transactions after a damaged frame, which SQLite would ignore.
    pub(crate) is_damaged: bool,
}

/// Reads the WAL at `path`, and returns it with its open file; none if it is empty or missing.
///
/// Nobody may open it by its name again: the last window that closes the journal removes it.
pub(crate) fn read_wal(path: &Path) -> io::Result<Option<(File, Wal)>> {
    let mut file = match File::open(path) {
        Ok(file) if file.metadata()?.is_file() => BufReader::with_capacity(1 << 16, file),
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut header = [0; HEADER_BYTES];
    if !read_full(&mut file, &mut header)? {
        return Ok(None);
    }
    let mut log = read_frames(&mut file, &header)?;
    // Another window may have restarted the WAL meanwhile; then it isn't damaged.
    let mut again = [0; HEADER_BYTES];
    file.rewind()?;
    log.is_damaged &= read_full(&mut file, &mut again)? && again == header;
    Ok(Some((file.into_inner(), log)))
}

const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// A frame of the WAL.
struct WalFrame {
    page_number: u32,
    /// The page count of the database after this transaction; 0 within one.
    commit_page_count: u32,
    /// The offset of the page in the file.
    offset: u64,
    is_valid: bool,
}

fn read_frames(file: &mut impl Read, header: &[u8; HEADER_BYTES]) -> io::Result<Wal> {
    let sums = Checksum::from_header(header);
    let is_known = sums.extend([0; 2], &header[..24]) == u32_pair(&header[24..]);
    let page_size = match usize::try_from(u32_at(header, 8).unwrap_or(0)) {
        Ok(size @ 512..=65_536) if is_known && size.is_power_of_two() => size,
        _ => PAGE_SIZE,
    };
    let mut transactions = Transactions {
        wal: Wal {
            page_size,
            ..Wal::default()
        },
        is_valid: is_known,
        ..Transactions::default()
    };
    let mut salt = is_known.then(|| u32_pair(&header[16..]));
    let mut sum = u32_pair(&header[24..]);
    let mut frame = vec![0; FRAME_HEADER_BYTES + page_size];
    let mut offset = HEADER_BYTES as u64;
    while read_full(file, &mut frame)? {
        let (head, page) = frame.split_at(FRAME_HEADER_BYTES);
        let salt = *salt.get_or_insert_with(|| u32_pair(&head[8..]));
        let written = u32_pair(&head[16..]);
        // Checksums are cumulative. Continuing from the stored one confines damage to one frame.
        let expected = sums.extend(sums.extend(sum, &head[..8]), page);
        sum = written;
        transactions.add(WalFrame {
            page_number: u32_at(head, 0).unwrap_or(0),
            commit_page_count: u32_at(head, 4).unwrap_or(0),
            offset: offset + FRAME_HEADER_BYTES as u64,
            is_valid: salt == u32_pair(&head[8..]) && written == expected,
        });
        offset += frame.len() as u64;
    }
    Ok(transactions.finish(is_known))
}

/// Collects the frames by transaction.
#[derive(Default)]
struct Transactions {
    wal: Wal,
    /// Whether all frames so far are valid.
    is_valid: bool,
    uncommitted: Vec<WalFrame>,
    /// Transactions after the first invalid frame.
    after_damage: Vec<Vec<WalFrame>>,
}

impl Transactions {
    fn add(&mut self, frame: WalFrame) {
        self.is_valid &= frame.is_valid;
        let is_end = frame.is_valid && frame.commit_page_count > 0;
        self.uncommitted.push(frame);
        if is_end {
            let frames = mem::take(&mut self.uncommitted);
            if self.is_valid {
                self.wal.apply(frames);
            } else {
                self.after_damage.push(frames);
            }
        }
    }

    fn finish(mut self, is_known: bool) -> Wal {
        // A crash leaves at most one transaction after an invalid frame: the unfinished one.
        let is_spoiled =
            self.after_damage.len() > 1 || (!is_known && !self.after_damage.is_empty());
        if is_spoiled {
            self.wal.is_damaged = true;
            self.after_damage
                .into_iter()
                .for_each(|frames| self.wal.apply(frames));
        }
        self.wal
    }
}

impl Wal {
    fn apply(&mut self, frames: Vec<WalFrame>) {
        for frame in frames {
            if frame.is_valid {
                self.pages.insert(frame.page_number, frame.offset);
                self.stale.remove(&frame.page_number);
            } else {
                self.stale.insert(frame.page_number);
            }
            if frame.is_valid && frame.commit_page_count > 0 {
                self.page_count = frame.commit_page_count;
            }
        }
    }
}

/// The checksum algorithm of the WAL.
struct Checksum {
    is_big_endian: bool,
}

impl Checksum {
    fn from_header(header: &[u8]) -> Self {
        match u32_at(header, 0) {
            Some(0x377f_0682) => Self {
                is_big_endian: false,
            },
            Some(0x377f_0683) => Self {
                is_big_endian: true,
            },
            // A damaged header: assume the byte order of this machine.
            _ => Self {
                is_big_endian: cfg!(target_endian = "big"),
            },
        }
    }

    fn extend(&self, [mut one, mut two]: [u32; 2], bytes: &[u8]) -> [u32; 2] {
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

fn u32_pair(bytes: &[u8]) -> [u32; 2] {
    [0, 4].map(|offset| u32_at(bytes, offset).unwrap_or(0))
}

/// Fills `bytes`; false at the end of the file.
fn read_full(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
