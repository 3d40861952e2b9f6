//! An exercise on the shelf: what the first screen tells of it, and its steps once somebody opens it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::file::{read_exercise, read_head};
use crate::exercise::Exercise;
use crate::yaml::{self, Faults};

/// What stands between the lines about an exercise and its steps.
const STEPS: &str = "\nsteps:";

/// An exercise whose steps are read only when they are wanted, because most are not.
#[derive(Clone, Debug)]
pub(super) struct Shelved {
    /// The exercise without its steps.
    head: Rc<Exercise>,
    whole: OnceCell<Rc<Exercise>>,
    /// What the steps are read from.
    source: &'static str,
}

impl Shelved {
    /// An exercise that was read to its end already.
    pub fn whole(exercise: Rc<Exercise>) -> Self {
        Self {
            head: Rc::clone(&exercise),
            whole: OnceCell::from(exercise),
            source: "",
        }
    }

    /// An exercise that ships with the program, and that a test has checked. None where the file is something
    /// else.
    pub fn shipped(id: &str, source: &'static str) -> Option<Self> {
        let (about, _) = source.split_once(STEPS)?;
        let tree = yaml::parse(about, &Faults::default())?;
        Some(Self {
            head: Rc::new(read_head(&tree, id, &Faults::default())?),
            whole: OnceCell::new(),
            source,
        })
    }

    /// The exercise without its steps, or with them.
    pub const fn head(&self) -> &Rc<Exercise> {
        &self.head
    }

    /// The exercise with its steps.
    pub fn get(&self) -> &Rc<Exercise> {
        self.whole.get_or_init(|| {
            let faults = Faults::default();
            let tree = yaml::parse(self.source, &faults);
            let read = tree.and_then(|tree| read_exercise(&tree, &self.head.id, &faults));
            read.map_or_else(|| Rc::clone(&self.head), Rc::new)
        })
    }
}
