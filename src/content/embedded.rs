//! The exercise files inside the program. Each is decoded when it is first used, by the functions that decode a user's
//! files; a test checks that all of them are valid.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use include_dir::{Dir, File, include_dir};

use crate::content::candidate::{read_break, read_exercise, read_head};
use crate::domain::exercise::{Break, Exercise};
use crate::content::yaml::{self, Faults, Node};

/// Every file lies in one of the folders of this one.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");
const CATALOGUES: &str = "catalogues";
/// The line that ends the head of an exercise. A break has none.
const STEPS: &str = "\nsteps:";

/// A value that is decoded when it is first used. Copies share it.
pub type Lazy<T> = Rc<LazyCell<T, Box<dyn FnOnce() -> T>>>;

/// A value that is there already.
pub fn given<T: 'static>(value: T) -> Lazy<T> {
    lazy(move || value)
}

fn lazy<T>(decode: impl FnOnce() -> T + 'static) -> Lazy<T> {
    Rc::new(LazyCell::new(Box::new(decode)))
}

/// An exercise whose steps are decoded only when they are used: a list needs none of them.
#[derive(Clone, Debug)]
pub(crate) struct LazyExercise {
    /// The exercise without its steps.
    pub head: Lazy<Rc<Exercise>>,
    pub whole: Lazy<Rc<Exercise>>,
}

impl From<Rc<Exercise>> for LazyExercise {
    fn from(exercise: Rc<Exercise>) -> Self {
        let whole = given(exercise);
        let head = Rc::clone(&whole);
        Self { head, whole }
    }
}

/// The embedded exercises, by id.
pub(crate) fn exercises() -> BTreeMap<String, LazyExercise> {
    let exercises = files(|folder| folder != CATALOGUES).filter(|(_, text)| is_exercise(text));
    let exercises = exercises.map(|(id, text)| {
        let head = text.split(STEPS).next().unwrap_or_default();
        let exercise = LazyExercise {
            head: lazy(move || Rc::new(exercise(id, head, read_head))),
            whole: lazy(move || Rc::new(exercise(id, text, read_exercise))),
        };
        (id.to_owned(), exercise)
    });
    exercises.collect()
}

/// The embedded breaks, by id.
pub(crate) fn breaks() -> BTreeMap<String, Lazy<Break>> {
    let breaks = files(|folder| folder != CATALOGUES).filter(|(_, text)| !is_exercise(text));
    let breaks = breaks.map(|(id, text)| {
        let decode = move || {
            let read = decode(text, |tree, faults| read_break(tree, id, faults));
            read.unwrap_or_else(|| Break {
                id: id.to_owned(),
                ..Break::default()
            })
        };
        (id.to_owned(), lazy(decode))
    });
    breaks.collect()
}

/// The embedded catalogue of this name.
pub(crate) fn catalogue<T: Default + 'static>(
    name: &'static str,
    read: fn(&Node, &Faults) -> Option<T>,
) -> Lazy<T> {
    lazy(move || {
        let mut files = files(|folder| folder == CATALOGUES);
        let file = files.find(|(id, _)| *id == name);
        file.and_then(|(_, text)| decode(text, read))
            .unwrap_or_default()
    })
}

/// The text of an embedded exercise or break.
pub(crate) fn source(id: &str) -> Option<&'static str> {
    let mut files = files(|folder| folder != CATALOGUES);
    files.find(|(known, _)| *known == id).map(|(_, text)| text)
}

/// The names without their ending, and the texts, of the files in those folders.
fn files(
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folders = FILES
        .dirs()
        .filter(move |folder| folder.path().to_str().is_some_and(&is_wanted));
    let named = |file: &'static File<'_>| {
        let name = file.path().file_stem()?.to_str()?;
        Some((name, file.contents_utf8()?))
    };
    folders.flat_map(Dir::files).filter_map(named)
}

fn is_exercise(text: &str) -> bool {
    text.contains(STEPS)
}

fn exercise(
    id: &str,
    text: &str,
    read: fn(&Node, &str, &Faults) -> Option<Exercise>,
) -> Exercise {
    let read = decode(text, |tree, faults| read(tree, id, faults));
    read.unwrap_or_else(|| Exercise {
        id: id.to_owned(),
        ..Exercise::default()
    })
}

fn decode<T>(text: &str, read: impl FnOnce(&Node, &Faults) -> Option<T>) -> Option<T> {
    let faults = Faults::default();
    read(&yaml::parse(text, &faults)?, &faults)
}
