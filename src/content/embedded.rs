//! The exercise files inside the program. Each is decoded when it is first used.
//!
//! A user file is first parsed into a tree of nodes, which know their place in the file, so that a mistake can be shown
//! there. Embedded files have no mistakes, so most of them skip the tree and are decoded at once, which is faster. The
//! tests below check that both ways give the same values.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;
use std::thread;

use include_dir::{Dir, File, include_dir};
use serde::de::DeserializeOwned;

use super::candidate::parse_exercise;
use super::catalogue::Catalogues;
use super::lazy::{Lazy, LazyExercise, lazy};
use super::library::Library;
use super::yaml::{self, Diagnostics};
use crate::domain::exercise::{Break, Exercise};
use crate::domain::exercise_path::ExercisePath;

/// The folder with the files, all of which are in its subfolders.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");
/// How the first line of a file begins that names its JSON Schema, for editors with the YAML language server.
pub(crate) const MODELINE: &str = "# yaml-language-server: $schema=";
const CATALOGUES: &str = "catalogues";
/// The line behind the header of an exercise. Breaks and paths have no such line, which tells them from exercises.
const STEPS: &str = "\nsteps:";
/// The line before the steps of a path, which no other file has.
const PATH: &str = "\npath:";

impl Catalogues {
    /// The catalogues embedded in the program.
    pub(crate) fn embedded() -> Self {
        Self {
            thinking_patterns: catalogue(Self::PATTERNS),
            scales: catalogue("scales"),
            change_lines: catalogue("change-lines"),
            menu: catalogue("menu"),
            kindness: catalogue("kindness"),
            cautions: catalogue("cautions"),
            support_contacts: catalogue("people"),
            pages: catalogue("pages"),
        }
    }
}

impl Library {
    /// The source text of an exercise, a break or a path by its id.
    pub(crate) fn source_text(&self, id: &str) -> Option<&str> {
        let user_text = self.source_texts.get(id).map(Rc::as_ref);
        user_text.or_else(|| source_text(id))
    }
}

/// The headers of all embedded exercises, by id: everything but their steps. The home screen needs no more.
static HEADERS: LazyLock<BTreeMap<&'static str, Exercise>> = LazyLock::new(|| {
    let headers = exercise_files().map(|(id, text)| (id, decode_header(id, text)));
    headers.collect()
});

/// The embedded paths, by id. The home screen has their titles.
static EXERCISE_PATHS: LazyLock<BTreeMap<&'static str, ExercisePath>> = LazyLock::new(|| {
    let paths = exercise_path_files().map(|(id, text)| (id, decode_exercise_path(id, text)));
    paths.collect()
});

/// Starts to decode all headers and paths on another thread, so that they are ready when the journal is open. On one thread,
/// they would be about a quarter of the time until the home screen is drawn.
pub(crate) fn decode_headers_in_background() {
    // If no thread can be started, they are decoded when they are first used.
    let decode = || LazyLock::force(&HEADERS).len() + LazyLock::force(&EXERCISE_PATHS).len();
    let _ = thread::Builder::new().spawn(decode);
}

/// The embedded exercises, by id.
pub(crate) fn exercises() -> BTreeMap<String, LazyExercise> {
    let exercises = exercise_files().map(|(id, text)| {
        let exercise = LazyExercise {
            header: lazy(move || Rc::new(HEADERS.get(id).cloned().unwrap_or_default())),
            full: lazy(move || {
                Rc::new(decode_exercise(id, text).unwrap_or_else(|| decode_header(id, text)))
            }),
        };
        (id.to_owned(), exercise)
    });
    exercises.collect()
}

fn decode_header(id: &str, text: &str) -> Exercise {
    let header = text.split(STEPS).next().unwrap_or_default();
    Exercise {
        id: id.to_owned(),
        ..yaml::decode_valid(header).unwrap_or_default()
    }
}

/// Decodes an exercise with its steps. It needs the tree: the keys of a step belong partly to `Step` and partly to
/// `StepKind`, and only the decoder of the tree can tell them apart.
fn decode_exercise(id: &str, text: &str) -> Option<Exercise> {
    let diagnostics = Diagnostics::default();
    parse_exercise(&yaml::parse(text, &diagnostics)?, id, &diagnostics)
}

/// The embedded paths, by id.
pub(crate) fn exercise_paths() -> BTreeMap<String, Lazy<ExercisePath>> {
    let paths = exercise_path_files().map(|(id, _)| {
        let decoded = lazy(move || EXERCISE_PATHS.get(id).cloned().unwrap_or_default());
        (id.to_owned(), decoded)
    });
    paths.collect()
}

fn decode_exercise_path(id: &str, text: &str) -> ExercisePath {
    ExercisePath {
        id: id.to_owned(),
        ..yaml::decode_valid(text).unwrap_or_default()
    }
}

/// The embedded breaks, by id.
pub(crate) fn breaks() -> BTreeMap<String, Lazy<Break>> {
    let breaks = files(|folder| folder != CATALOGUES)
        .filter(|(_, text)| !is_exercise(text) && !is_exercise_path(text));
    let breaks = breaks.map(|(id, text)| {
        let decode = move || Break {
            id: id.to_owned(),
            ..yaml::decode_valid(text).unwrap_or_default()
        };
        (id.to_owned(), lazy(decode))
    });
    breaks.collect()
}

/// The embedded catalogue of this name.
fn catalogue<T: DeserializeOwned + Default>(name: &'static str) -> Lazy<T> {
    lazy(move || {
        let mut files = files(|folder| folder == CATALOGUES);
        let file = files.find(|(known, _)| *known == name);
        file.and_then(|(_, text)| yaml::decode_valid(text))
            .unwrap_or_default()
    })
}

/// The text of an embedded exercise, break or path.
fn source_text(id: &str) -> Option<&'static str> {
    let mut files = files(|folder| folder != CATALOGUES);
    let (_, text) = files.find(|(known, _)| *known == id)?;
    Some(without_modeline(text))
}

/// The text without a first line that names a schema by its path from the folder of the file.
pub(crate) fn without_modeline(text: &str) -> &str {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with(MODELINE) => rest,
        _ => text,
    }
}

/// The file names without their extension, and the texts, of the files in the folders that `is_wanted` accepts.
fn files(is_wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folders = FILES
        .dirs()
        .filter(move |folder| folder.path().to_str().is_some_and(&is_wanted));
    let named = |file: &'static File<'_>| {
        let name = file.path().file_stem()?.to_str()?;
        Some((name, file.contents_utf8()?))
    };
    folders.flat_map(Dir::files).filter_map(named)
}

fn exercise_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    files(|folder| folder != CATALOGUES).filter(|(_, text)| is_exercise(text))
}

fn exercise_path_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    files(|folder| folder != CATALOGUES).filter(|(_, text)| is_exercise_path(text))
}

fn is_exercise(text: &str) -> bool {
    text.contains(STEPS)
}

fn is_exercise_path(text: &str) -> bool {
    text.contains(PATH)
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;
    use crate::content::candidate::{parse_break, parse_exercise_path};
    use crate::content::yaml::Node;

    /// What the loader of user files makes of an embedded file, which must give no diagnostic.
    #[track_caller]
    fn load<T>(text: &str, parse: impl FnOnce(&Node, &Diagnostics) -> Option<T>) -> T {
        let diagnostics = Diagnostics::default();
        let tree = yaml::parse(text, &diagnostics).expect("the file is YAML");
        let value = parse(&tree, &diagnostics).expect("the file can be decoded");
        assert_eq!(diagnostics.into_sorted().len(), 0);
        value
    }

    #[test]
    fn embedded_exercises_breaks_and_paths_equal_what_the_user_file_loader_reads() {
        let library = Library::embedded();
        for (id, text) in files(|folder| folder != CATALOGUES) {
            if let Some(exercise) = library.exercises.get(id) {
                let full = load(text, |tree, diagnostics| {
                    parse_exercise(tree, id, diagnostics)
                });
                assert_eq!(***exercise.full, full);
                let steps = Vec::new();
                assert_eq!(***exercise.header, Exercise { steps, ..full });
            } else if let Some(exercise_path) = library.exercise_path(id) {
                let loaded = load(text, |tree, diagnostics| {
                    parse_exercise_path(tree, id, diagnostics)
                });
                assert_eq!(exercise_path, &loaded);
            } else {
                let break_ = load(text, |tree, diagnostics| parse_break(tree, id, diagnostics));
                assert_eq!(library.breathing_break(id), Some(&break_));
            }
        }
    }

    #[test]
    fn embedded_catalogues_equal_what_the_user_file_loader_reads() {
        #[track_caller]
        fn assert_same<T: PartialEq + Debug>(one: &Lazy<T>, other: &Lazy<T>) {
            assert_eq!(***one, ***other);
        }
        let embedded = Catalogues::embedded();
        let mut loaded = Catalogues::embedded();
        for (name, text) in files(|folder| folder == CATALOGUES) {
            load(text, |tree, diagnostics| {
                loaded.parse(name, tree, diagnostics);
                Some(())
            });
        }
        assert_same(&embedded.thinking_patterns, &loaded.thinking_patterns);
        assert_same(&embedded.scales, &loaded.scales);
        assert_same(&embedded.change_lines, &loaded.change_lines);
        assert_same(&embedded.menu, &loaded.menu);
        assert_same(&embedded.kindness, &loaded.kindness);
        assert_same(&embedded.cautions, &loaded.cautions);
        assert_same(&embedded.support_contacts, &loaded.support_contacts);
        assert_same(&embedded.pages, &loaded.pages);
    }
}
