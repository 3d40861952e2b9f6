//! Loads the embedded exercises, then the user's; files with errors are skipped and reported.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;

use super::candidate::{self, CandidateContent, CandidateFile};
use super::embedded;
use super::lazy::ready;
use super::library::{Catalogues, Library};
use super::scan::{self, FileBytes, FoundFile};
use crate::domain::exercise::Break;
use crate::domain::exercise_path::ExercisePath;

impl Library {
    /// The maximum size of all files of a folder together, in bytes.
    pub(crate) const MAX_TOTAL_BYTES: usize = 2 * 1024 * 1024;
    /// After this many diagnostics, each further file of the folder reports only its first.
    const MAX_DETAILED_DIAGNOSTICS: usize = 200;

    /// The library of the embedded files alone.
    pub fn embedded() -> Self {
        Self {
            exercises: embedded::exercises(),
            breaks: embedded::breaks(),
            exercise_paths: embedded::exercise_paths(),
            catalogues: Catalogues::embedded(),
            source_texts: BTreeMap::new(),
            rejected_files: Vec::new(),
            rejected_contacts: None,
        }
    }

    /// The embedded files and the user's files in `folder`, which may be missing.
    pub fn with_user_folder(folder: &Path) -> Self {
        let mut library = Self::embedded();
        library.add_files(scan::find_files(folder));
        library
    }

    /// A copy with one more file, whose bytes are in memory.
    #[must_use]
    pub fn with_file(&self, path: &Path, bytes: &[u8]) -> Self {
        let mut library = self.clone();
        library.add_files(vec![FoundFile {
            path: path.to_owned(),
            bytes: FileBytes::InMemory(bytes.to_vec()),
        }]);
        library
    }

    /// Adds files, catalogues first because exercises refer to them.
    fn add_files(&mut self, found: Vec<FoundFile>) {
        if found.is_empty() {
            return;
        }
        let (catalogues, rest): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|found| candidate::is_catalogue(&found.path));
        let mut budget = Self::MAX_TOTAL_BYTES;
        let mut reported = 0;
        let mut names = BTreeMap::new();
        let mut files = Vec::new();
        for found in catalogues.into_iter().chain(rest) {
            let mut file = CandidateFile::new(found, &mut budget);
            if reported >= Self::MAX_DETAILED_DIAGNOSTICS {
                file.limit_to_one_diagnostic();
            }
            file.parse(&mut self.catalogues);
            file.validate(self);
            file.check_unique_name(&mut names);
            file.drop_tree();
            reported += file.diagnostic_count();
            files.push(file);
        }
        self.accept_valid(&mut files, reported);
        self.rejected_files.extend(
            files
                .into_iter()
                .filter_map(CandidateFile::into_diagnostics)
                .filter(|file| !file.is_usable()),
        );
    }

    /// Inserts the valid files. A file that refers to a rejected one is rejected too, and so on until every
    /// reference resolves.
    fn accept_valid(&mut self, files: &mut [CandidateFile], mut reported: usize) {
        let before = self.clone();
        let mut needed_by: HashMap<String, Vec<usize>> = HashMap::new();
        let mut queue = Vec::new();
        for (index, file) in files
            .iter()
            .enumerate()
            .filter(|(_, file)| !file.has_errors())
        {
            self.insert(file);
            queue.push(index);
            for id in file.referenced_ids() {
                let indices = needed_by.entry(id.to_owned()).or_default();
                if indices.last() != Some(&index) {
                    indices.push(index);
                }
            }
        }
        while let Some(index) = queue.pop() {
            let file = &files[index];
            if file.has_errors() {
                continue;
            }
            if reported >= Self::MAX_DETAILED_DIAGNOSTICS {
                file.limit_to_one_diagnostic();
            }
            file.resolve_references(self);
            if file.has_errors() {
                reported += file.diagnostic_count();
                self.revert(file, &before);
                queue.extend(needed_by.get(file.id()).into_iter().flatten());
            }
        }
    }

    /// Removes what a file added and restores what it replaced.
    fn revert(&mut self, file: &CandidateFile, before: &Self) {
        self.source_texts.remove(file.id());
        let replaced = before.source_texts.get_key_value(file.id());
        self.source_texts
            .extend(replaced.map(|(id, source)| (id.clone(), source.clone())));
        match &file.content {
            Some(CandidateContent::Exercise(exercise)) => {
                self.exercises.remove(&exercise.id);
                let replaced = before.exercises.get_key_value(&exercise.id);
                self.exercises
                    .extend(replaced.map(|(id, exercise)| (id.clone(), exercise.clone())));
            }
            Some(CandidateContent::Break(break_)) => {
                self.breaks.remove(&break_.id);
                let replaced = before.breaks.get_key_value(&break_.id);
                self.breaks
                    .extend(replaced.map(|(id, break_)| (id.clone(), break_.clone())));
            }
            Some(CandidateContent::ExercisePath(exercise_path)) => {
                self.exercise_paths.remove(&exercise_path.id);
                let replaced = before.exercise_paths.get_key_value(&exercise_path.id);
                self.exercise_paths
                    .extend(replaced.map(|(id, other)| (id.clone(), other.clone())));
            }
            None => {}
        }
    }

    pub(crate) fn insert(&mut self, file: &CandidateFile) {
        if file.content.is_some() {
            let (id, source) = file.source();
            self.source_texts.insert(id.to_owned(), source.into());
        }
        match &file.content {
            Some(CandidateContent::Exercise(exercise)) => {
                let lazy = Rc::clone(exercise).into();
                self.exercises.insert(exercise.id.clone(), lazy);
            }
            Some(CandidateContent::Break(break_)) => {
                let lazy = ready(Break::clone(break_));
                self.breaks.insert(break_.id.clone(), lazy);
            }
            Some(CandidateContent::ExercisePath(exercise_path)) => {
                let lazy = ready(ExercisePath::clone(exercise_path));
                self.exercise_paths.insert(exercise_path.id.clone(), lazy);
            }
            None => {}
        }
    }
}
