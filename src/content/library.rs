//! Finds, reads and checks exercises: those built in, then those of a person's folder.
//!
//! A file of the folder adds an exercise or takes the place of the built-in one of the same name. A
//! file with faults never stops the program: it is named in [`Library::faulty`], and what it would
//! have replaced stays.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

pub use crate::content::catalogue::{
    Catalogues, ChangeLines, Contact, ContactTopic, MenuLine, Region, Scale, ScaleLines,
    SharedPage, SupportContacts, ThinkingPattern,
};
#[cfg(test)]
pub(crate) use crate::content::json_schema::assert_schema_file;
pub use crate::content::user_file::AddedContent;

use crate::content::embedded::{self, Lazy, LazyExercise};
use crate::content::yaml::Diagnostic;
use crate::domain::entry::Entry;
use crate::domain::exercise::{Break, Exercise, Role};
use crate::domain::session::RatingChange;
use crate::text::replace_unsafe;

/// Everything there is to do, and the words shared by it.
#[derive(Clone, Debug)]
pub struct Library {
    pub(super) exercises: BTreeMap<String, LazyExercise>,
    pub(super) breaks: BTreeMap<String, Lazy<Break>>,
    pub(super) catalogues: Catalogues,
    /// The texts of the user's files that are used, by id.
    pub(super) source_texts: BTreeMap<String, Rc<str>>,
    /// The files that couldn't be used.
    pub rejected_files: Vec<FileDiagnostics>,
    /// The person's own list of people to talk to, where it couldn't be used.
    pub rejected_contacts: Option<FileDiagnostics>,
}

/// Something to do that stands on the first screen.
#[derive(Clone, Copy, Debug)]
pub enum Activity<'a> {
    Exercise(&'a Rc<Exercise>),
    Break(&'a Break),
}

/// A file and what is wrong with it; it displays like a compiler's messages.
#[derive(Clone, Debug)]
pub struct FileDiagnostics {
    pub path: PathBuf,
    /// In the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    pub(super) source: String,
}

impl FileDiagnostics {
    /// The first thing that is wrong, with what to do about it, in a sentence.
    pub fn summary(&self) -> String {
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

    /// Whether it can be used all the same.
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
    /// The JSON Schema of an exercise or a break, in the draft that editors know best.
    ///
    /// It is made from the types that read such files. Where the two can't agree, it is the stricter one:
    /// what it accepts may still refer to a step that isn't there.
    pub const SCHEMA: &str = include_str!("../../docs/exercise.schema.json");

    /// An exercise by its id.
    pub fn exercise(&self, id: &str) -> Option<&Rc<Exercise>> {
        Some(&self.exercises.get(id)?.full)
    }

    /// All exercises, by id.
    pub fn exercises(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values().map(|lazy| &**lazy.full)
    }

    /// What the first screen tells of an exercise, by its id. Its steps may be missing.
    pub fn header(&self, id: &str) -> Option<&Rc<Exercise>> {
        Some(&self.exercises.get(id)?.header)
    }

    /// What the first screen tells of all exercises, by id. Their steps may be missing.
    pub fn headers(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values().map(|lazy| &**lazy.header)
    }

    /// The exercise that looks back on an entry: one made for it, else the one made for any, if something in
    /// the entry was feared.
    pub fn follow_up_exercise(&self, entry: &Entry) -> Option<&Rc<Exercise>> {
        let made_for = |name: &str| {
            let mut heads = self.headers();
            let found = heads.find(|exercise| exercise.follows_up.as_deref() == Some(name));
            found.and_then(|exercise| self.exercise(&exercise.id))
        };
        let is_feared = entry
            .answer_for(Role::Fear)
            .or(entry.answer_for(Role::Thought))
            .is_some();
        made_for(&entry.exercise).or_else(|| made_for(Exercise::ANY_EXERCISE).filter(|_| is_feared))
    }

    /// The ids of the exercises that a look back is made for.
    pub fn exercises_with_follow_up(&self) -> Vec<&str> {
        let looked_back = self
            .headers()
            .filter_map(|header| header.follows_up.as_deref());
        looked_back
            .filter(|name| *name != Exercise::ANY_EXERCISE)
            .collect()
    }

    /// The file of an exercise or a break as it is used, by its id.
    pub fn source_text(&self, id: &str) -> Option<&str> {
        let user_text = self.source_texts.get(id).map(Rc::as_ref);
        user_text.or_else(|| embedded::source_text(id))
    }

    /// The exercises that go by this id, or else have these words in their title.
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

    /// A break by its id.
    pub fn breathing_break(&self, id: &str) -> Option<&Break> {
        Some(self.breaks.get(id)?)
    }

    /// All breaks, by id.
    pub fn breaks(&self) -> impl Iterator<Item = &Break> {
        self.breaks.values().map(|lazy| &***lazy)
    }

    /// The breaks that go by this id, or else have these words in their title.
    pub fn find_breaks(&self, query: &str) -> Vec<&Break> {
        let query = query.trim().to_lowercase();
        if let Some(break_) = self.breathing_break(&query) {
            return vec![break_];
        }
        let fits = |break_: &&Break| {
            break_.id.contains(&query) || break_.title.to_lowercase().contains(&query)
        };
        self.breaks().filter(fits).collect()
    }

    /// A scale by its name.
    pub fn scale(&self, name: &str) -> Option<&Scale> {
        self.catalogues.scales.get(name)
    }

    /// The thinking patterns.
    pub fn thinking_patterns(&self) -> &[ThinkingPattern] {
        &self.catalogues.thinking_patterns
    }

    /// The labels a catalogue offers as options of a step.
    pub fn options(&self, catalogue: &str) -> Option<Vec<&str>> {
        self.catalogues.options(catalogue)
    }

    /// The lines of the first screen, in order.
    pub fn menu(&self) -> &[MenuLine] {
        &self.catalogues.menu
    }

    /// What stands under a line of the menu: what the line names first, then the others by id.
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

    /// What may be said about a change on a scale, with `{before}`, `{after}` and `{diff}` to fill in.
    pub fn change_line(&self, scale: &str, change: RatingChange) -> Option<&str> {
        let lines = self.catalogues.change_lines.scales.get(scale)?;
        Some(match change {
            RatingChange::Lower(_) => &lines.lower,
            RatingChange::Same => &lines.same,
            RatingChange::Higher(_) => &lines.higher,
        })
    }

    /// What may be said about low belief and about high distress.
    pub fn change_lines(&self) -> &ChangeLines {
        &self.catalogues.change_lines
    }

    /// Short kind lines, one of which is drawn at a time.
    pub fn kindness(&self) -> &[String] {
        &self.catalogues.kindness
    }

    /// People to talk to.
    pub fn support_contacts(&self) -> &SupportContacts {
        &self.catalogues.support_contacts
    }

    /// The pages that belong to no exercise.
    pub fn pages(&self) -> &[SharedPage] {
        &self.catalogues.pages
    }

    /// Such a page by its id.
    pub fn page(&self, id: &str) -> Option<&SharedPage> {
        self.pages().iter().find(|page| page.id == id)
    }

    /// What to mind, by the name a break gives it.
    pub fn caution(&self, name: &str) -> Option<&str> {
        self.catalogues.cautions.get(name).map(String::as_str)
    }
}
