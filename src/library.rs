//! Finds, reads and checks exercises: those built in, then those of a person's folder.
//!
//! A file of the folder adds an exercise or takes the place of the built-in one of the same name. A
//! file with faults never stops the program: it is named in [`Library::faulty`], and what it would
//! have replaced stays.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use include_dir::{Dir, include_dir};

pub use catalogue::{
    Catalogues, ChangeLines, Contact, MenuLine, Pattern, People, Region, Scale, ScaleLines,
};

use crate::exercise::{Break, Exercise};
use crate::session::Change;
use crate::yaml::Fault;
use file::{Content, ReadFile};
use folder::Found;

mod catalogue;
mod check;
mod file;
mod folder;

/// Everything there is to do, and the words shared by it.
#[derive(Clone, Debug, Default)]
pub struct Library {
    exercises: BTreeMap<String, Rc<Exercise>>,
    breaks: BTreeMap<String, Break>,
    catalogues: Catalogues,
    /// The files that couldn't be used.
    pub faulty: Vec<FaultyFile>,
}

/// Something to do that stands on the first screen.
#[derive(Clone, Copy, Debug)]
pub enum Offer<'a> {
    Exercise(&'a Rc<Exercise>),
    Break(&'a Break),
}

/// A file and what is wrong with it; it displays like a compiler's messages.
#[derive(Clone, Debug)]
pub struct FaultyFile {
    pub path: PathBuf,
    /// In the order of the file.
    pub faults: Vec<Fault>,
    source: String,
}

impl FaultyFile {
    /// Whether it can be used all the same.
    pub fn is_usable(&self) -> bool {
        !self.faults.iter().any(Fault::is_error)
    }
}

impl fmt::Display for FaultyFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.faults
            .iter()
            .try_for_each(|fault| formatter.write_str(&fault.render(&self.path, &self.source)))
    }
}

impl Library {
    /// What ships with the program.
    pub fn built_in() -> Self {
        static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");
        let mut found = Vec::new();
        gather(&SHIPPED, &mut found);
        let mut library = Self::default();
        library.add(found);
        library
    }

    /// What ships with the program, and what a person keeps in `folder`, which needn't exist.
    pub fn with_folder(folder: &Path) -> Self {
        let mut library = Self::built_in();
        library.add(folder::files(folder));
        library
    }

    /// What is wrong with one file, wherever it lies; none where all is well.
    pub fn check_file(&self, path: &Path) -> Option<FaultyFile> {
        let found = Found {
            path: path.to_owned(),
            bytes: folder::read(path),
        };
        let mut library = self.clone();
        let mut file = ReadFile::new(found);
        file.read(&mut library.catalogues);
        file.check(&library);
        if !file.has_errors() {
            library.take(&file);
        }
        file.resolve(&library);
        file.into_faulty()
    }

    /// An exercise by its id.
    pub fn exercise(&self, id: &str) -> Option<&Rc<Exercise>> {
        self.exercises.get(id)
    }

    /// All exercises, by id.
    pub fn exercises(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values()
    }

    /// The exercises that go by this id, or else have these words in their title.
    pub fn find(&self, words: &str) -> Vec<&Rc<Exercise>> {
        let words = words.trim().to_lowercase();
        if let Some(exercise) = self.exercise(&words) {
            return vec![exercise];
        }
        let fits = |exercise: &&Rc<Exercise>| {
            exercise.id.contains(&words) || exercise.title.to_lowercase().contains(&words)
        };
        self.exercises().filter(fits).collect()
    }

    /// A break by its id.
    pub fn pause(&self, id: &str) -> Option<&Break> {
        self.breaks.get(id)
    }

    /// All breaks, by id.
    pub fn pauses(&self) -> impl Iterator<Item = &Break> {
        self.breaks.values()
    }

    /// The breaks that go by this id, or else have these words in their title.
    pub fn find_pause(&self, words: &str) -> Vec<&Break> {
        let words = words.trim().to_lowercase();
        if let Some(pause) = self.pause(&words) {
            return vec![pause];
        }
        let fits = |pause: &&Break| {
            pause.id.contains(&words) || pause.title.to_lowercase().contains(&words)
        };
        self.pauses().filter(fits).collect()
    }

    /// A scale by its name.
    pub fn scale(&self, name: &str) -> Option<&Scale> {
        self.catalogues.scales.get(name)
    }

    /// The thinking patterns.
    pub fn patterns(&self) -> &[Pattern] {
        &self.catalogues.patterns
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
    pub fn under<'a>(&'a self, line: &'a MenuLine) -> impl Iterator<Item = Offer<'a>> {
        let named = move |exercise: &Exercise| exercise.feels_like.contains(&line.id);
        let first = line
            .first
            .iter()
            .filter_map(move |id| match self.exercise(id) {
                Some(exercise) => named(exercise).then_some(Offer::Exercise(exercise)),
                None => self.pause(id).map(Offer::Break),
            });
        let others = self
            .exercises()
            .filter(move |exercise| named(exercise) && !line.first.contains(&exercise.id));
        first.chain(others.map(Offer::Exercise))
    }

    /// What may be said about a change on a scale, with `{before}`, `{after}` and `{diff}` to fill in.
    pub fn change_line(&self, scale: &str, change: Change) -> Option<&str> {
        let lines = self.catalogues.change_lines.scales.get(scale)?;
        Some(match change {
            Change::Lower(_) => &lines.lower,
            Change::Same => &lines.same,
            Change::Higher(_) => &lines.higher,
        })
    }

    /// What may be said about low belief and about high distress.
    pub const fn change_lines(&self) -> &ChangeLines {
        &self.catalogues.change_lines
    }

    /// Short kind lines, one of which is drawn at a time.
    pub fn kindness(&self) -> &[String] {
        &self.catalogues.kindness
    }

    /// People to talk to.
    pub const fn people(&self) -> &People {
        &self.catalogues.people
    }

    /// What to mind, by the name a break gives it.
    pub fn caution(&self, name: &str) -> Option<&str> {
        self.catalogues.cautions.get(name).map(String::as_str)
    }

    /// Adds files, catalogues first because exercises refer to them.
    fn add(&mut self, found: Vec<Found>) {
        let (mut files, rest): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(ReadFile::new)
            .partition(ReadFile::is_catalogue);
        for file in &mut files {
            file.read(&mut self.catalogues);
        }
        let first = files.len();
        files.extend(rest);
        let mut names = BTreeMap::new();
        for file in &mut files[first..] {
            file.read(&mut self.catalogues);
            file.check(self);
            file.must_be_alone(&mut names);
        }
        self.accept(&mut files[first..]);
        self.faulty.extend(
            files
                .into_iter()
                .filter_map(ReadFile::into_faulty)
                .filter(|file| !file.is_usable()),
        );
    }

    /// Takes what is sound. Where one file refers to another that turns out faulty, it is left out
    /// too, and so on until all that is left fits together.
    fn accept(&mut self, files: &mut [ReadFile]) {
        let before = self.clone();
        loop {
            *self = before.clone();
            for file in files.iter().filter(|file| !file.has_errors()) {
                self.take(file);
            }
            let mut left_out = false;
            for file in files.iter_mut().filter(|file| !file.has_errors()) {
                file.resolve(self);
                left_out |= file.has_errors();
            }
            if !left_out {
                return;
            }
        }
    }

    fn take(&mut self, file: &ReadFile) {
        match &file.content {
            Some(Content::Exercise(exercise)) => {
                self.exercises
                    .insert(exercise.id.clone(), Rc::clone(exercise));
            }
            Some(Content::Break(pause)) => {
                self.breaks.insert(pause.id.clone(), pause.as_ref().clone());
            }
            None => {}
        }
    }
}

/// The files of an embedded folder and of those in it.
fn gather(folder: &Dir<'_>, found: &mut Vec<Found>) {
    found.extend(folder.files().map(|file| Found {
        path: Path::new("exercises").join(file.path()),
        bytes: Ok(file.contents().to_vec()),
    }));
    for inner in folder.dirs() {
        gather(inner, found);
    }
}
