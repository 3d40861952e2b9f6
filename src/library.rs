//! Finds, reads and checks exercises: those built in, then those of a person's folder.
//!
//! A file of the folder adds an exercise or takes the place of the built-in one of the same name. A
//! file with faults never stops the program: it is named in [`Library::faulty`], and what it would
//! have replaced stays.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use include_dir::{Dir, include_dir};

pub use catalogue::{
    Catalogues, ChangeLines, Contact, MenuLine, Pattern, People, Region, Scale, ScaleLines,
    SharedPage, Topic,
};
pub use own::Walkable;
#[cfg(test)]
pub(crate) use schema::assert_printed;

use crate::entry::Entry;
use crate::exercise::{Break, Exercise, Part};
use crate::import::SOURCES;
use crate::session::Change;
use crate::text::visible;
use crate::yaml::Fault;
use file::{Content, ReadFile};
use folder::{Bytes, Found};
use shelf::{Shelved, ShelvedBreak};

mod catalogue;
mod check;
mod file;
mod folder;
mod held;
mod own;
#[cfg(test)]
mod schema;
mod shelf;
mod tone;

/// Everything there is to do, and the words shared by it.
#[derive(Clone, Debug, Default)]
pub struct Library {
    exercises: BTreeMap<String, Shelved>,
    breaks: BTreeMap<String, ShelvedBreak>,
    catalogues: Catalogues,
    /// The words of the files that are used, by id.
    sources: BTreeMap<String, Source>,
    /// The files that couldn't be used.
    pub faulty: Vec<FaultyFile>,
    /// The person's own list of people to talk to, where it couldn't be used.
    pub faulty_people: Option<FaultyFile>,
}

/// The words of a file.
#[derive(Clone, Debug)]
enum Source {
    Shipped(&'static str),
    Own(Rc<str>),
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
    /// The first thing that is wrong, with what to do about it, in a sentence.
    pub fn first_words(&self) -> String {
        let path = visible(&self.path.display().to_string());
        let Some(Fault {
            line, what, remedy, ..
        }) = self.faults.first()
        else {
            return path;
        };
        match line {
            0 => format!("{path}: {what}; {remedy}."),
            line => format!("{path}, line {line}: {what}; {remedy}."),
        }
    }

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
    /// The most that is read of a folder, all its files together.
    const MOST_BYTES: usize = 2 * 1024 * 1024;
    /// After so many faults in a folder only the first of each file is told.
    const MOST_TOLD: usize = 200;

    /// The JSON Schema of an exercise or a break, in the draft that editors know best.
    ///
    /// It is made from the types that read such files. Where the two can't agree, it is the stricter one:
    /// what it accepts may still refer to a step that isn't there.
    pub const SCHEMA: &str = include_str!("../docs/exercise.schema.json");

    /// What ships with the program.
    pub fn built_in() -> Self {
        static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");
        let mut found = Vec::new();
        let mut library = Self::default();
        library.gather(&SHIPPED, &mut found);
        library.add(found);
        library
    }

    /// Puts the exercises of an embedded folder, and of those in it, on the shelf, and finds the other files.
    fn gather(&mut self, folder: &Dir<'static>, found: &mut Vec<Found>) {
        for file in folder.files() {
            let id = file
                .path()
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy();
            let source = file.contents_utf8();
            let is_catalogue = file::is_catalogue(&Path::new("exercises").join(file.path()));
            if is_catalogue && source.is_some_and(|source| self.catalogues.hold(&id, source)) {
                continue;
            }
            let shelved = source.and_then(|source| Shelved::shipped(&id, source));
            let pause = source.and_then(|source| ShelvedBreak::shipped(&id, source));
            if let (Some(source), true) = (source, shelved.is_some() || pause.is_some()) {
                let words = Source::Shipped(source);
                self.sources.insert(id.clone().into_owned(), words);
                let id = id.into_owned();
                self.breaks.extend(pause.map(|pause| (id.clone(), pause)));
                self.exercises.extend(shelved.map(|shelved| (id, shelved)));
            } else {
                found.push(Found {
                    path: Path::new("exercises").join(file.path()),
                    bytes: Bytes::Here(file.contents().to_vec()),
                });
            }
        }
        for inner in folder.dirs() {
            self.gather(inner, found);
        }
    }

    /// What ships with the program, and what a person keeps in `folder`, which needn't exist.
    pub fn with_folder(folder: &Path) -> Self {
        let mut library = Self::built_in();
        library.add(folder::files(folder));
        library
    }

    /// The same with one more file, whose bytes are in memory already.
    #[must_use]
    pub fn with_file(&self, path: &Path, bytes: &[u8]) -> Self {
        let mut library = self.clone();
        library.add(vec![Found {
            path: path.to_owned(),
            bytes: Bytes::Here(bytes.to_vec()),
        }]);
        library
    }

    /// Knows the names of exercises that ship and of what comes in from other programs: none of them is a word of
    /// anybody's own.
    pub fn public_names() -> impl Fn(&str) -> bool {
        let library = Self::built_in();
        let is_source = |id: &str| SOURCES.iter().any(|source| source.exercise() == id);
        move |id| library.exercise(id).is_some() || is_source(id)
    }

    /// An exercise by its id.
    pub fn exercise(&self, id: &str) -> Option<&Rc<Exercise>> {
        self.exercises.get(id).map(Shelved::get)
    }

    /// All exercises, by id.
    pub fn exercises(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values().map(Shelved::get)
    }

    /// What the first screen tells of an exercise, by its id. Its steps may be missing.
    pub fn head(&self, id: &str) -> Option<&Rc<Exercise>> {
        self.exercises.get(id).map(Shelved::head)
    }

    /// What the first screen tells of all exercises, by id. Their steps may be missing.
    pub fn heads(&self) -> impl Iterator<Item = &Rc<Exercise>> {
        self.exercises.values().map(Shelved::head)
    }

    /// The exercise that looks back on an entry: one made for it, else the one made for any, if something in
    /// the entry was feared.
    pub fn look_back_on(&self, entry: &Entry) -> Option<&Rc<Exercise>> {
        let made_for = |name: &str| {
            let mut heads = self.heads();
            let found = heads.find(|exercise| exercise.looks_back.as_deref() == Some(name));
            found.and_then(|exercise| self.exercise(&exercise.id))
        };
        let is_feared = entry
            .part(Part::Fear)
            .or(entry.part(Part::Thought))
            .is_some();
        made_for(&entry.exercise).or_else(|| made_for(Exercise::ANY).filter(|_| is_feared))
    }

    /// The ids of the exercises that a look back is made for.
    pub fn made_for(&self) -> Vec<&str> {
        let looked_back = self.heads().filter_map(|found| found.looks_back.as_deref());
        looked_back.filter(|name| *name != Exercise::ANY).collect()
    }

    /// The file of an exercise or a break as it is used, by its id.
    pub fn source(&self, id: &str) -> Option<&str> {
        self.sources.get(id).map(|source| match source {
            Source::Shipped(words) => words,
            Source::Own(words) => words.as_ref(),
        })
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
        let found = self.heads().filter(fits);
        found
            .filter_map(|exercise| self.exercise(&exercise.id))
            .collect()
    }

    /// A break by its id.
    pub fn pause(&self, id: &str) -> Option<&Break> {
        self.breaks.get(id).map(ShelvedBreak::get)
    }

    /// All breaks, by id.
    pub fn pauses(&self) -> impl Iterator<Item = &Break> {
        self.breaks.values().map(ShelvedBreak::get)
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
        let first = line.first.iter().filter_map(move |id| match self.head(id) {
            Some(exercise) => named(exercise).then_some(Offer::Exercise(exercise)),
            None => self.pause(id).map(Offer::Break),
        });
        let others = self
            .heads()
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
    pub fn change_lines(&self) -> &ChangeLines {
        &self.catalogues.change_lines
    }

    /// Short kind lines, one of which is drawn at a time.
    pub fn kindness(&self) -> &[String] {
        &self.catalogues.kindness
    }

    /// People to talk to.
    pub fn people(&self) -> &People {
        &self.catalogues.people
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

    /// Adds files, catalogues first because exercises refer to them.
    fn add(&mut self, found: Vec<Found>) {
        if found.is_empty() {
            return;
        }
        let (catalogues, rest): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|found| file::is_catalogue(&found.path));
        let mut room = Self::MOST_BYTES;
        let mut told = 0;
        let mut names = BTreeMap::new();
        let mut files = Vec::new();
        for found in catalogues.into_iter().chain(rest) {
            let mut file = ReadFile::new(found, &mut room);
            if told >= Self::MOST_TOLD {
                file.be_brief();
            }
            file.read(&mut self.catalogues);
            file.check(self);
            file.must_be_alone(&mut names);
            file.forget_tree();
            told += file.count_faults();
            files.push(file);
        }
        self.accept(&mut files, told);
        self.faulty.extend(
            files
                .into_iter()
                .filter_map(ReadFile::into_faulty)
                .filter(|file| !file.is_usable()),
        );
    }

    /// Takes what is sound. Where one file refers to another that turns out faulty, it is left out
    /// too, and so on until all that is left fits together.
    fn accept(&mut self, files: &mut [ReadFile], mut told: usize) {
        let before = self.clone();
        let mut needed_by: HashMap<String, Vec<usize>> = HashMap::new();
        let mut open = Vec::new();
        for (place, file) in files
            .iter()
            .enumerate()
            .filter(|(_, file)| !file.has_errors())
        {
            self.take(file);
            open.push(place);
            for id in file.needs() {
                let places = needed_by.entry(id.to_owned()).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        while let Some(place) = open.pop() {
            let file = &files[place];
            if file.has_errors() {
                continue;
            }
            if told >= Self::MOST_TOLD {
                file.be_brief();
            }
            file.resolve(self);
            if file.has_errors() {
                told += file.count_faults();
                self.leave_out(file, &before);
                open.extend(needed_by.get(file.id()).into_iter().flatten());
            }
        }
    }

    /// Takes back what a file brought; what it would have replaced is there again.
    fn leave_out(&mut self, file: &ReadFile, before: &Self) {
        self.sources.remove(file.id());
        let replaced = before.sources.get_key_value(file.id());
        self.sources
            .extend(replaced.map(|(id, source)| (id.clone(), source.clone())));
        match &file.content {
            Some(Content::Exercise(exercise)) => {
                self.exercises.remove(&exercise.id);
                let replaced = before.exercises.get_key_value(&exercise.id);
                self.exercises
                    .extend(replaced.map(|(id, exercise)| (id.clone(), exercise.clone())));
            }
            Some(Content::Break(pause)) => {
                self.breaks.remove(&pause.id);
                let replaced = before.breaks.get_key_value(&pause.id);
                self.breaks
                    .extend(replaced.map(|(id, pause)| (id.clone(), pause.clone())));
            }
            None => {}
        }
    }

    fn take(&mut self, file: &ReadFile) {
        if file.content.is_some() {
            let (id, source) = file.source();
            self.sources
                .insert(id.to_owned(), Source::Own(source.into()));
        }
        match &file.content {
            Some(Content::Exercise(exercise)) => {
                let shelved = Shelved::whole(Rc::clone(exercise));
                self.exercises.insert(exercise.id.clone(), shelved);
            }
            Some(Content::Break(pause)) => {
                self.breaks
                    .insert(pause.id.clone(), ShelvedBreak::whole(pause));
            }
            None => {}
        }
    }
}
