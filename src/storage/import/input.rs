//! The input of an import: a file or a pipe.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;

use super::error::ImportError;
use crate::storage::work_observer::WorkObserver;

/// The maximum size of a file: four times that of 100,000 long entries.
const MAX_BYTES: u64 = 1 << 30;

/// The input of an import.
#[derive(Clone, Debug)]
pub enum ImportInput {
    File(PathBuf),
    /// The bytes of a pipe. They are read more than once, and stay in memory because a temporary file could be left
    /// behind.
    Piped(Vec<u8>),
}

/// A reader that can be read more than once.
pub(super) trait SeekableRead: Read + Seek {}

impl<T: Read + Seek> SeekableRead for T {}

/// A reader that an observer watches.
struct WatchedReader<'a, R> {
    bytes: R,
    observer: &'a WorkObserver,
}

impl<R: Read> Read for WatchedReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.observer.report_alive().map_err(io::Error::other)?;
        self.bytes.read(buffer)
    }
}

impl<R: Seek> Seek for WatchedReader<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

impl ImportInput {
    /// Reads a pipe to its end.
    pub(crate) fn from_pipe(pipe: impl Read) -> Result<Self, ImportError> {
        let mut bytes = Vec::new();
        let read = pipe.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(ImportError::Read)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(ImportError::TooLarge);
        }
        Ok(Self::Piped(bytes))
    }

    /// Opens the input. Only regular files are accepted, because others can't be read twice or never end.
    pub(super) fn open<'a>(
        &'a self,
        observer: &'a WorkObserver,
    ) -> Result<Box<dyn SeekableRead + 'a>, ImportError> {
        let path = match self {
            Self::Piped(bytes) => {
                let bytes = Cursor::new(bytes);
                return Ok(Box::new(WatchedReader { bytes, observer }));
            }
            Self::File(path) => path,
        };
        let metadata = std::fs::metadata(path).map_err(ImportError::Read)?;
        if !metadata.is_file() {
            let kind = io::ErrorKind::InvalidInput;
            return Err(ImportError::Read(io::Error::new(kind, "it isn't a file")));
        }
        if metadata.len() > MAX_BYTES {
            return Err(ImportError::TooLarge);
        }
        let bytes = File::open(path).map_err(ImportError::Read)?;
        Ok(Box::new(WatchedReader { bytes, observer }))
    }
}

/// Returns to the beginning.
pub(super) fn rewind(bytes: &mut dyn SeekableRead) -> Result<(), ImportError> {
    bytes.rewind().map_err(ImportError::Read)
}
