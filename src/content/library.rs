//! The library of exercises, breaks, paths and catalogues: the embedded ones and the user's.
//!
//! A file of the user adds an exercise or replaces the embedded one of the same name. A file with errors never stops
//! the program: it is listed in [`Library::rejected_files`], and what it would have replaced stays.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

pub(crate) use crate::content::catalogue::{
    Catalogues, ChangeLines, MenuLine, Scale, ScaleLines, SharedPage, ThinkingPattern,
};
#[cfg(test)]
pub(crate) use crate::content::json_schema::{assert_schema_file, remove_formats, root_schema};
pub use crate::content::support_contacts::ContactTopic;
pub(crate) use crate::content::support_contacts::{Contact, Region, SupportContacts};

use crate::content::lazy::{Lazy, LazyExercise};
use crate::content::yaml::Diagnostic;
use crate::domain::breath::BreathPlayer;
use crate::domain::entry::Entry;
use crate::domain::exercise::{Break, Exercise, Role};
use crate::domain::exercise_path::ExercisePath;
use crate::text::replace_unsafe;

/// All exercises, breaks and paths, and the catalogues they share.
#[derive(Clone, Debug)]
pub struct Library {
    pub(super) exercises: BTreeMap<String, LazyExercise>,
    pub(super) breaks: BTreeMap<String, Lazy<Break>>,
    pub(super) exercise_paths: BTreeMap<String, Lazy<ExercisePath>>,
    pub(super) catalogues: Catalogues,
    /// The source texts of the user's files in use, by id.
    pub(super) source_texts: BTreeMap<String, Rc<str>>,
    /// Files with errors.
    pub rejected_files: Vec<FileDiagnostics>,
    /// The user's list of contacts, if it has errors.
    pub rejected_contacts: Option<FileDiagnostics>,
}

/// An exercise or a break on the home screen.
#[derive(Clone, Copy, Debug)]
pub enum Activity<'a> {
    Exercise(&'a Rc<Exercise>),
    Break(&'a Break),
}

impl Activity<'_> {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Exercise(exercise) => &exercise.id,
            Self::Break(break_) => &break_.id,
        }
    }

    pub(crate) fn title(&self) -> &str {
        match self {
            Self::Exercise(exercise) => &exercise.title,
            Self::Break(break_) => &break_.title,
        }
    }

    /// About how long it takes, at least a minute; 0 if an exercise doesn't say.
    pub(crate) fn minutes(&self) -> u16 {
        match self {
            Self::Exercise(exercise) => exercise.minutes.unwrap_or(0),
            Self::Break(break_) => {
                let seconds = BreathPlayer::from_break(break_).time_left().as_secs();
                u16::try_from((seconds + 30) / 60)
                    .unwrap_or(u16::MAX)
                    .max(1)
            }
        }
    }
}

/// A file and its diagnostics, which are displayed like a compiler's messages.
#[derive(Clone, Debug)]
pub struct FileDiagnostics {
    pub path: PathBuf,
    /// In the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    pub(super) source: String,
}

impl FileDiagnostics {
    /// The first diagnostic and its help in one sentence.
    pub(crate) fn summary(&self) -> String {
        let path = replace_unsafe(&self.path.display().to_string());
        let Some(Diagnostic {
            line,
            message,
            help,
            ..
        }) = self.diagnostics.first()
        else {
            return path;
        };
        match line {
            0 => format!("{path}: {message}; {help}."),
            line => format!("{path}, line {line}: {message}; {help}."),
        }
    }

    /// Whether the file has only warnings.
    pub fn is_usable(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

impl fmt::Display for FileDiagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostics.iter().try_for_each(|diagnostic| {
            formatter.write_str(&diagnostic.render(&self.path, &self.source))
        })
    }
}

impl Library {
    /// The JSON Schema of an exercise, a break or a path. A test generates it from the types.
    pub const SCHEMA: &str = include_str!("../../docs/exercise.schema.json");

    /// Finds an exercise by its id.
    pub fn exercise(&self, id: &str) -> Option<&Rc<Exercise>> {
        Some(&self.exercises.get(id)?.full)
    }

    /// All exercises, by id.
    pub fn exercises(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values().map(|lazy| &**lazy.full)
    }

    /// The header of an exercise, whose steps may be missing. Only this is decoded for lists.
    pub(crate) fn header(&self, id: &str) -> Option<&Rc<Exercise>> {
        Some(&self.exercises.get(id)?.header)
    }

    /// The headers of all exercises, by id.
    pub fn headers(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values().map(|lazy| &**lazy.header)
    }

    /// The follow-up exercise of an entry: the one for its exercise, or else the one for any exercise if the entry has a
    /// fear or a thought.
    pub(crate) fn follow_up_exercise(&self, entry: &Entry) -> Option<&Rc<Exercise>> {
        let made_for = |name: &str| {
            let mut heads = self.headers();
            let found = heads.find(|exercise| exercise.follows_up.as_deref() == Some(name));
            found.and_then(|exercise| self.exercise(&exercise.id))
        };
        let is_feared = entry
            .answer_for(Role::Fear)
            .or(entry.answer_for(Role::Thought))
            .is_some();
        let was_left = || {
            let exercise = self.exercise(&entry.exercise);
            exercise.is_some_and(|exercise| exercise.was_left_early(entry))
        };
        made_for(&entry.exercise)
            .or_else(|| made_for(Exercise::ANY_EXERCISE).filter(|_| is_feared && !was_left()))
    }

    /// The ids of the exercises that have a follow-up exercise of their own.
    pub(crate) fn exercises_with_follow_up(&self) -> Vec<&str> {
        let looked_back = self
            .headers()
            .filter_map(|header| header.follows_up.as_deref());
        looked_back
            .filter(|name| *name != Exercise::ANY_EXERCISE)
            .collect()
    }

    /// The exercise with this id, or else all whose id or title contains `query`.
    pub fn find_exercises(&self, query: &str) -> Vec<&Rc<Exercise>> {
        let query = query.trim().to_lowercase();
        if let Some(exercise) = self.exercise(&query) {
            return vec![exercise];
        }
        let fits = |exercise: &&Rc<Exercise>| {
            exercise.id.contains(&query) || exercise.title.to_lowercase().contains(&query)
        };
        let found = self.headers().filter(fits);
        found
            .filter_map(|exercise| self.exercise(&exercise.id))
            .collect()
    }

    /// Finds a break by its id.
    pub fn breathing_break(&self, id: &str) -> Option<&Break> {
        Some(self.breaks.get(id)?)
    }

    /// All breaks, by id.
    pub fn breaks(&self) -> impl Iterator<Item = &Break> {
        self.breaks.values().map(|lazy| &***lazy)
    }

    /// The break with this id, or else all whose id or title contains `query`.
    pub(crate) fn find_breaks(&self, query: &str) -> Vec<&Break> {
        let query = query.trim().to_lowercase();
        if let Some(break_) = self.breathing_break(&query) {
            return vec![break_];
        }
        let fits = |break_: &&Break| {
            break_.id.contains(&query) || break_.title.to_lowercase().contains(&query)
        };
        self.breaks().filter(fits).collect()
    }

    /// Finds an exercise or a break by its id. The steps of an exercise may be missing.
    pub(crate) fn activity(&self, id: &str) -> Option<Activity<'_>> {
        let exercise = self.header(id).map(Activity::Exercise);
        exercise.or_else(|| self.breathing_break(id).map(Activity::Break))
    }

    /// Finds a path by its id.
    pub fn exercise_path(&self, id: &str) -> Option<&ExercisePath> {
        Some(self.exercise_paths.get(id)?)
    }

    /// All paths, by id.
    pub fn exercise_paths(&self) -> impl Iterator<Item = &ExercisePath> {
        self.exercise_paths.values().map(|lazy| &***lazy)
    }

    /// The path with this id, or else all whose id or title contains `query`.
    pub(crate) fn find_exercise_paths(&self, query: &str) -> Vec<&ExercisePath> {
        let query = query.trim().to_lowercase();
        if let Some(path) = self.exercise_path(&query) {
            return vec![path];
        }
        let fits = |path: &&ExercisePath| {
            path.id.contains(&query) || path.title.to_lowercase().contains(&query)
        };
        self.exercise_paths().filter(fits).collect()
    }

    /// What kind of file has this id, for messages.
    pub(super) fn kind_of(&self, id: &str) -> Option<&'static str> {
        if self.exercises.contains_key(id) {
            Some("an exercise")
        } else if self.breaks.contains_key(id) {
            Some("a break")
        } else {
            self.exercise_paths.contains_key(id).then_some("a path")
        }
    }

    /// Finds a scale by its name.
    pub fn scale(&self, name: &str) -> Option<&Scale> {
        self.catalogues.scales.get(name)
    }

    /// The thinking patterns.
    pub fn thinking_patterns(&self) -> &[ThinkingPattern] {
        &self.catalogues.thinking_patterns
    }

    /// The labels that a catalogue has for a `choose` step.
    pub fn options(&self, catalogue: &str) -> Option<Vec<&str>> {
        self.catalogues.options(catalogue)
    }

    /// The headings of the home screen, in order.
    pub fn menu(&self) -> &[MenuLine] {
        &self.catalogues.menu
    }

    /// The exercises and breaks under a heading: those it names first, then the others by id.
    pub fn activities<'a>(&'a self, line: &'a MenuLine) -> impl Iterator<Item = Activity<'a>> {
        let named = move |exercise: &Exercise| exercise.feels_like.contains(&line.id);
        let first = line
            .first
            .iter()
            .filter_map(move |id| match self.header(id) {
                Some(exercise) => named(exercise).then_some(Activity::Exercise(exercise)),
                None => self.breathing_break(id).map(Activity::Break),
            });
        let others = self
            .headers()
            .filter(move |exercise| named(exercise) && !line.first.contains(&exercise.id));
        first.chain(others.map(Activity::Exercise))
    }

    /// What is said about two ratings on this scale.
    pub(crate) fn scale_lines(&self, scale: &str) -> Option<&ScaleLines> {
        self.catalogues.change_lines.scales.get(scale)
    }

    /// The sentence with the numbers of two ratings on this scale, with the placeholders `{before}`, `{after}` and
    /// `{diff}`.
    pub fn change_line(&self, scale: &str) -> Option<&str> {
        self.scale_lines(scale).map(|lines| lines.numbers.as_str())
    }

    /// The sentences about changes, low belief and high distress.
    pub(crate) fn change_lines(&self) -> &ChangeLines {
        &self.catalogues.change_lines
    }

    /// Short kind sentences, one of which is drawn at a time.
    pub fn kindness(&self) -> &[String] {
        &self.catalogues.kindness
    }

    /// People to talk to.
    pub fn support_contacts(&self) -> &SupportContacts {
        &self.catalogues.support_contacts
    }

    /// Pages that belong to no exercise.
    pub(crate) fn pages(&self) -> &[SharedPage] {
        &self.catalogues.pages
    }

    /// Finds a page by its id.
    pub fn page(&self, id: &str) -> Option<&SharedPage> {
        self.pages().iter().find(|page| page.id == id)
    }

    /// Finds a caution by its name.
    pub fn caution(&self, name: &str) -> Option<&str> {
        self.catalogues.cautions.get(name).map(String::as_str)
    }
}
