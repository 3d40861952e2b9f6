//! One file of a person's own, wherever it lies: checked, tried, and looked for by its name.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::file::{self, Content, ReadFile};
use super::folder::{self, Bytes, Found};
use super::{FileDiagnostics, Library, People};

/// What a file adds that can be walked, by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Walkable {
    Exercise(String),
    Break(String),
    /// It holds words that exercises share.
    Nothing,
}

impl Library {
    /// What is wrong with one file, wherever it lies; none where all is well.
    pub fn check_file(&self, path: &Path) -> Option<FileDiagnostics> {
        self.clone().look_at(found_at(path)).into_diagnostics()
    }

    /// The same, and what in its words is better put differently.
    pub fn check_file_strictly(&self, path: &Path) -> Option<FileDiagnostics> {
        let file = self.clone().look_at(found_at(path));
        file.check_tone();
        file.into_diagnostics()
    }

    /// What is wrong with a file that is in memory, and would lie at `path`.
    pub fn check_bytes(&self, path: &Path, bytes: &[u8]) -> Option<FileDiagnostics> {
        let found = Found {
            path: path.to_owned(),
            bytes: Bytes::Here(bytes.to_vec()),
        };
        self.clone().look_at(found).into_diagnostics()
    }

    /// Takes in one file, wherever it lies, and says what can be walked in it.
    pub fn add_file(&mut self, path: &Path) -> Result<Walkable, FileDiagnostics> {
        let file = self.look_at(found_at(path));
        let content = file.content.clone();
        match (content, file.into_diagnostics()) {
            (_, Some(faulty)) if !faulty.is_usable() => Err(faulty),
            (Some(Content::Exercise(exercise)), _) => Ok(Walkable::Exercise(exercise.id.clone())),
            (Some(Content::Break(pause)), _) => Ok(Walkable::Break(pause.id)),
            (None, _) => Ok(Walkable::Nothing),
        }
    }

    /// Takes in people to talk to from the person's own list at `path`, which needn't exist. Where something
    /// is wrong with it, what was there stays, and [`Library::faulty_people`] says what.
    pub fn add_people(&mut self, path: &Path) {
        if let Err(error) = fs::symlink_metadata(path)
            && error.kind() != io::ErrorKind::PermissionDenied
        {
            return;
        }
        let mut room = Self::MAX_TOTAL_BYTES;
        let file = ReadFile::new(found_at(path), &mut room);
        let people = file.read_people();
        self.rejected_contacts = file.into_diagnostics().filter(|file| !file.is_usable());
        if let (Some(people), None) = (people, &self.rejected_contacts) {
            let mut all = People::clone(&self.catalogues.people);
            all.take_in(people);
            self.catalogues.people = all.into();
        }
    }

    /// Whether this can be the name of an exercise or a break.
    pub fn is_id(name: &str) -> bool {
        file::is_id(name)
    }

    /// Whatever file in `folder` goes by this id, sound or not.
    pub fn own_file(folder: &Path, id: &str) -> Option<PathBuf> {
        let mut paths = folder::files(folder).into_iter().map(|found| found.path);
        paths.find(|path| path.file_stem().is_some_and(|name| name == id))
    }

    /// Reads and checks one file against all others, and takes it in if it is sound.
    fn look_at(&mut self, found: Found) -> ReadFile {
        let before = self.clone();
        self.has_own = true;
        let mut room = Self::MAX_TOTAL_BYTES;
        let mut file = ReadFile::new(found, &mut room);
        file.read(&mut self.catalogues);
        file.check(self);
        if !file.has_errors() {
            self.take(&file);
        }
        file.resolve(self);
        if file.has_errors() {
            *self = before;
        }
        file
    }
}

/// The file that lies at a path.
fn found_at(path: &Path) -> Found {
    Found {
        path: path.to_owned(),
        bytes: Bytes::OnDisk,
    }
}
