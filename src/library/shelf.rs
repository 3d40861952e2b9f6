//! What ships, on the shelf: an exercise or a break is read once somebody asks for it, its steps once they open it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::file::{read_break, read_exercise, read_head};
use crate::exercise::{Break, Exercise};
use crate::yaml::{self, Faults};

/// What stands between the lines about an exercise and its steps.
const STEPS: &str = "\nsteps:";
/// What only a break has.
const OF_BREAKS: [&str; 2] = ["\nphases:", "\nlengths:"];

/// An exercise whose steps are read only when they are wanted, because most are not.
#[derive(Clone, Debug)]
pub(super) struct Shelved {
    id: String,
    /// The exercise without its steps.
    head: OnceCell<Rc<Exercise>>,
    whole: OnceCell<Rc<Exercise>>,
    /// What they are read from.
    source: &'static str,
}

/// A break that is read only when it is wanted.
#[derive(Clone, Debug)]
pub(super) struct ShelvedBreak {
    id: String,
    whole: OnceCell<Break>,
    source: &'static str,
}

impl Shelved {
    /// An exercise that was read to its end already.
    pub fn whole(exercise: Rc<Exercise>) -> Self {
        Self {
            id: exercise.id.clone(),
            head: OnceCell::from(Rc::clone(&exercise)),
            whole: OnceCell::from(exercise),
            source: "",
        }
    }

    /// An exercise that ships with the program, and that a test has checked. None where the file is something
    /// else.
    pub fn shipped(id: &str, source: &'static str) -> Option<Self> {
        source.contains(STEPS).then(|| Self {
            id: id.to_owned(),
            head: OnceCell::new(),
            whole: OnceCell::new(),
            source,
        })
    }

    /// The exercise without its steps, or with them.
    pub fn head(&self) -> &Rc<Exercise> {
        self.head.get_or_init(|| {
            let about = self.source.split(STEPS).next().unwrap_or_default();
            let faults = Faults::default();
            let tree = yaml::parse(about, &faults);
            let read = tree.and_then(|tree| read_head(&tree, &self.id, &faults));
            Rc::new(read.unwrap_or_else(|| self.nothing()))
        })
    }

    /// The exercise with its steps.
    pub fn get(&self) -> &Rc<Exercise> {
        self.whole.get_or_init(|| {
            let faults = Faults::default();
            let tree = yaml::parse(self.source, &faults);
            let read = tree.and_then(|tree| read_exercise(&tree, &self.id, &faults));
            Rc::new(read.unwrap_or_else(|| self.nothing()))
        })
    }

    fn nothing(&self) -> Exercise {
        Exercise {
            id: self.id.clone(),
            ..Exercise::default()
        }
    }
}

impl ShelvedBreak {
    /// A break that was read already.
    pub fn whole(pause: &Break) -> Self {
        Self {
            id: pause.id.clone(),
            whole: OnceCell::from(pause.clone()),
            source: "",
        }
    }

    /// A break that ships with the program, and that a test has checked. None where the file is something else.
    pub fn shipped(id: &str, source: &'static str) -> Option<Self> {
        let is_break = OF_BREAKS.iter().any(|field| source.contains(field));
        (is_break && !source.contains(STEPS)).then(|| Self {
            id: id.to_owned(),
            whole: OnceCell::new(),
            source,
        })
    }

    pub fn get(&self) -> &Break {
        self.whole.get_or_init(|| {
            let faults = Faults::default();
            let tree = yaml::parse(self.source, &faults);
            let read = tree.and_then(|tree| read_break(&tree, &self.id, &faults));
            read.unwrap_or_else(|| Break {
                id: self.id.clone(),
                ..Break::default()
            })
        })
    }
}
