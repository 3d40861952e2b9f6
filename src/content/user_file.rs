//! Single files of the user: validate, lint, add and find them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::candidate::{self, CandidateContent, CandidateFile};
use super::lazy::ready;
use super::library::{FileDiagnostics, Library, SupportContacts};
use super::scan::{self, FileBytes, FoundFile};

/// What a file added, with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddedContent {
    Exercise(String),
    Break(String),
    ExercisePath(String),
    /// A catalogue or a file without content.
    Catalogue,
}

impl Library {
    /// Validates a file at any path; none if there is no diagnostic.
    pub fn validate_file(&self, path: &Path) -> Option<FileDiagnostics> {
        self.clone()
            .load_candidate(file_at(path))
            .into_diagnostics()
    }

    /// Validates and lints a file at any path.
    pub fn validate_and_lint_file(&self, path: &Path) -> Option<FileDiagnostics> {
        let file = self.clone().load_candidate(file_at(path));
        file.lint();
        file.into_diagnostics()
    }

    /// Validates a file in memory as if it were at `path`.
    pub fn validate_bytes(&self, path: &Path, bytes: &[u8]) -> Option<FileDiagnostics> {
        let file = FoundFile {
            path: path.to_owned(),
            bytes: FileBytes::InMemory(bytes.to_vec()),
        };
        self.clone().load_candidate(file).into_diagnostics()
    }

    /// Adds a file at any path.
    pub(crate) fn add_file(&mut self, path: &Path) -> Result<AddedContent, FileDiagnostics> {
        let file = self.load_candidate(file_at(path));
        let content = file.content.clone();
        match (content, file.into_diagnostics()) {
            (_, Some(diagnostics)) if !diagnostics.is_usable() => Err(diagnostics),
            (Some(CandidateContent::Exercise(exercise)), _) => {
                Ok(AddedContent::Exercise(exercise.id.clone()))
            }
            (Some(CandidateContent::Break(break_)), _) => Ok(AddedContent::Break(break_.id)),
            (Some(CandidateContent::ExercisePath(exercise_path)), _) => {
                Ok(AddedContent::ExercisePath(exercise_path.id))
            }
            (None, _) => Ok(AddedContent::Catalogue),
        }
    }

    /// Merges the user's list of contacts at `path`, which may be missing. If it has errors, the contacts stay as they
    /// were and [`Library::rejected_contacts`] has the diagnostics.
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

    /// Whether this can be the name of an exercise, a break or a path.
    pub(crate) fn is_valid_id(name: &str) -> bool {
        candidate::is_valid_id(name)
    }

    /// Finds the file with this id in `folder`, valid or not.
    pub(crate) fn find_user_file(folder: &Path, id: &str) -> Option<PathBuf> {
        let mut paths = scan::find_files(folder).into_iter().map(|file| file.path);
        paths.find(|path| path.file_stem().is_some_and(|name| name == id))
    }

    /// Parses and validates one file against the library and inserts it if it is valid.
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

/// A file to read from this path.
fn file_at(path: &Path) -> FoundFile {
    FoundFile {
        path: path.to_owned(),
        bytes: FileBytes::OnDisk,
    }
}
