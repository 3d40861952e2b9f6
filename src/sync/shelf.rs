//! The folder where machines meet, with what stands in the files there.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::history::{History, Seen};
use super::lines::{self, Found, Place};
use super::{Odd, SyncError, Synced};
use crate::entry::EntryId;
use crate::journal::{Journal, Pick};
use crate::private;
use crate::whole::{Versions, Whole};

/// No more files than that are read.
const MOST_FILES: usize = 500;

pub struct Shelf {
    /// The file of this machine.
    own: PathBuf,
    /// Those that were read, held open so that a line stays where it is.
    files: Vec<(PathBuf, File)>,
    histories: BTreeMap<EntryId, History>,
    /// What this machine wrote last about each entry.
    published: HashMap<EntryId, Versions>,
    odd: Vec<Odd>,
    is_first: bool,
}

impl Shelf {
    /// Reads every file in `folder`, whatever became of its name on the way.
    pub fn open(folder: &Path, device: &str) -> Result<Self, SyncError> {
        let own = folder.join(format!("enough-{device}.jsonl"));
        let mut shelf = Self {
            is_first: fs::symlink_metadata(&own).is_err(),
            files: Vec::new(),
            histories: BTreeMap::new(),
            published: HashMap::new(),
            odd: Vec::new(),
            own,
        };
        for path in listing(folder).map_err(SyncError::file(folder))? {
            let file = File::open(&path).map_err(SyncError::file(&path))?;
            shelf.read(path, file)?;
        }
        Ok(shelf)
    }

    /// What is known before anything is done.
    pub fn report(&self) -> Synced {
        let others = self.files.iter().filter(|(path, _)| *path != self.own);
        Synced {
            others: others.count(),
            odd: self.odd.clone(),
            is_first: self.is_first,
            ..Synced::default()
        }
    }

    /// Every entry that is known there.
    pub fn ids(&self) -> Vec<EntryId> {
        self.histories.keys().cloned().collect()
    }

    pub fn history(&self, id: &EntryId) -> History {
        self.histories.get(id).cloned().unwrap_or_default()
    }

    /// What this machine wrote last about that entry.
    pub fn published(&self, id: &EntryId) -> Option<&Versions> {
        self.published.get(id)
    }

    /// Reads an entry again.
    pub fn load(&self, place: &Place) -> Result<Whole, SyncError> {
        let (path, file) = &self.files[place.file];
        let line = lines::at(file, place).and_then(|line| {
            line.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it was changed"))
        });
        line.map_err(SyncError::file(path))
    }

    /// Whether there is nothing to settle about that entry: what this machine has of it is the newest of all, and
    /// no words were overtaken.
    pub fn is_settled(&self, id: &EntryId) -> bool {
        let (Some(ours), Some(history)) = (self.published.get(id), self.histories.get(id)) else {
            return false;
        };
        history.newest() == Some(*ours) && history.overtaken().is_empty()
    }

    /// Writes down each entry of the journal that isn't there as it is now, and says how many that were.
    pub fn publish(&mut self, journal: &Journal) -> Result<u64, SyncError> {
        let mut pen = None;
        let mut count = 0;
        journal.each(&Pick::default(), |whole| {
            let id = &whole.entry.id;
            let versions = whole.versions();
            if self.published.get(id) == Some(&versions) {
                return Ok(());
            }
            let pen = match &mut pen {
                Some(pen) => pen,
                None => pen.insert(self.pen()?),
            };
            let history = self.histories.entry(id.clone()).or_default();
            let from = history.from(versions.words.digest);
            let from = from.or_else(|| Seen::here(&whole, self.published.get(id)).from);
            let line = lines::written(&whole, from);
            let place = pen.write(&line).map_err(SyncError::file(&self.own))?;
            history.add(Seen {
                versions,
                from,
                place: Some(place),
            });
            self.published.insert(id.clone(), versions);
            count += 1;
            Ok::<_, SyncError>(())
        })?;
        if let Some(pen) = pen {
            pen.end().map_err(SyncError::file(&self.own))?;
        }
        Ok(count)
    }

    /// Opens the file of this machine, to write and to read.
    fn pen(&mut self) -> Result<Pen, SyncError> {
        let failed = || SyncError::file(&self.own);
        let file = begin(&self.own).map_err(failed())?;
        let at = file.metadata().map_err(failed())?.len();
        let known = self.files.iter().position(|(path, _)| *path == self.own);
        let number = known.unwrap_or(self.files.len());
        if known.is_none() {
            let read = File::open(&self.own).map_err(failed())?;
            self.files.push((self.own.clone(), read));
        }
        Ok(Pen {
            out: BufWriter::new(file),
            number,
            at,
        })
    }

    fn read(&mut self, path: PathBuf, file: File) -> Result<(), SyncError> {
        let is_own = path == self.own;
        let (number, mut count) = (self.files.len(), 0_u64);
        let mut odd = Odd {
            file: path.clone(),
            newer: 0,
            unreadable: 0,
        };
        let read = lines::each(&file, number, |line, place| match line {
            Found::Entry(whole, from) => {
                count += 1;
                let versions = whole.versions();
                let id = whole.entry.id;
                if is_own {
                    self.published.insert(id.clone(), versions);
                }
                self.histories.entry(id).or_default().add(Seen {
                    versions,
                    from,
                    place: Some(place),
                });
            }
            Found::Newer => odd.newer += 1,
            Found::Odd => odd.unreadable += 1,
            Found::Half => {}
        });
        read.map_err(SyncError::file(&path))?;
        // A file without one line of ours is somebody else's.
        if (count > 0 || odd.newer > 0) && odd.newer + odd.unreadable > 0 {
            self.odd.push(odd);
        }
        if count > 0 {
            self.files.push((path, file));
        }
        Ok(())
    }
}

/// The file of this machine while it is written on.
struct Pen {
    out: BufWriter<File>,
    number: usize,
    at: u64,
}

impl Pen {
    fn write(&mut self, line: &str) -> io::Result<Place> {
        self.out.write_all(line.as_bytes())?;
        let place = Place {
            file: self.number,
            start: self.at,
            length: line.len() as u64,
        };
        self.at += place.length;
        Ok(place)
    }

    fn end(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()
    }
}

/// The files that may be of machines, in the order of their names.
fn listing(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let is_lines = path.extension().is_some_and(|ending| ending == "jsonl");
        // What Syncthing and others are still bringing begins with a dot or a tilde.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_on_its_way = name.starts_with(['.', '~']);
        if is_lines && !is_on_its_way && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    paths.truncate(MOST_FILES);
    Ok(paths)
}

/// Opens the file of this machine to write on. A last line that was cut off is ended, so that it spoils no other.
fn begin(path: &Path) -> io::Result<File> {
    private::create_file(path)?;
    private::mend(path);
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(file)
}
