//! One file of a person's own, wherever it lies: checked, tried, and looked for by its name.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::candidate::{self, CandidateContent, CandidateFile};
use super::embedded::ready;
use super::library::{FileDiagnostics, Library, SupportContacts};
use super::scan::{self, FileBytes, FoundFile};

/// What a file adds that can be walked, by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedContent {
    Exercise(String),
    Break(String),
    /// It holds words that exercises share.
    Catalogue,
}

impl Library {
    /// What is wrong with one file, wherever it lies; none where all is well.
    pub fn validate_file(&self, path: &Path) -> Option<FileDiagnostics> {
        self.clone()
            .load_candidate(file_at(path))
            .into_diagnostics()
    }

    /// The same, and what in its words is better put differently.
    pub fn validate_and_lint_file(&self, path: &Path) -> Option<FileDiagnostics> {
        let file = self.clone().load_candidate(file_at(path));
        file.lint();
        file.into_diagnostics()
    }

    /// What is wrong with a file that is in memory, and would lie at `path`.
    pub fn validate_bytes(&self, path: &Path, bytes: &[u8]) -> Option<FileDiagnostics> {
        let file = FoundFile {
            path: path.to_owned(),
            bytes: FileBytes::InMemory(bytes.to_vec()),
        };
        self.clone().load_candidate(file).into_diagnostics()
    }

    /// Takes in one file, wherever it lies, and says what can be walked in it.
    pub fn add_file(&mut self, path: &Path) -> Result<AddedContent, FileDiagnostics> {
        let file = self.load_candidate(file_at(path));
        let content = file.content.clone();
        match (content, file.into_diagnostics()) {
            (_, Some(diagnostics)) if !diagnostics.is_usable() => Err(diagnostics),
            (Some(CandidateContent::Exercise(exercise)), _) => {
                Ok(AddedContent::Exercise(exercise.id.clone()))
            }
            (Some(CandidateContent::Break(break_)), _) => Ok(AddedContent::Break(break_.id)),
            (None, _) => Ok(AddedContent::Catalogue),
        }
    }

    /// Takes in people to talk to from the person's own list at `path`, which needn't exist. Where something
    /// is wrong with it, what was there stays, and [`Library::faulty_people`] says what.
    pub fn add_user_contacts(&mut self, path: &Path) {
        if let Err(error) = fs::symlink_metadata(path)
            && error.kind() != io::ErrorKind::PermissionDenied
        {
            return;
        }
        let mut budget = Self::MAX_TOTAL_BYTES;
        let file = CandidateFile::new(file_at(path), &mut budget);
        let contacts = file.parse_support_contacts();
        self.rejected_contacts = file.into_diagnostics().filter(|file| !file.is_usable());
        if let (Some(contacts), None) = (contacts, &self.rejected_contacts) {
            let mut all = SupportContacts::clone(&self.catalogues.support_contacts);
            all.merge(contacts);
            self.catalogues.support_contacts = ready(all);
        }
    }

    /// Whether this can be the name of an exercise or a break.
    pub fn is_valid_id(name: &str) -> bool {
        candidate::is_valid_id(name)
    }

    /// Whatever file in `folder` goes by this id, sound or not.
    pub fn find_user_file(folder: &Path, id: &str) -> Option<PathBuf> {
        let mut paths = scan::find_files(folder).into_iter().map(|file| file.path);
        paths.find(|path| path.file_stem().is_some_and(|name| name == id))
    }

    /// Reads and checks one file against all others, and takes it in if it is sound.
    fn load_candidate(&mut self, file: FoundFile) -> CandidateFile {
        let before = self.clone();
        let mut budget = Self::MAX_TOTAL_BYTES;
        let mut file = CandidateFile::new(file, &mut budget);
        file.parse(&mut self.catalogues);
        file.validate(self);
        if !file.has_errors() {
            self.insert(&file);
        }
        file.resolve_references(self);
        if file.has_errors() {
            *self = before;
        }
        file
    }
}

/// The file that lies at a path.
fn file_at(path: &Path) -> FoundFile {
    FoundFile {
        path: path.to_owned(),
        bytes: FileBytes::OnDisk,
    }
}
