//! Values that are decoded when they are first used.

use std::cell::LazyCell;
use std::rc::Rc;

use crate::domain::exercise::Exercise;

/// A value that is decoded when it is first used. Clones share it.
pub(crate) type Lazy<T> = Rc<LazyCell<T, Box<dyn FnOnce() -> T>>>;

/// Wraps a value that exists already.
pub(crate) fn ready<T: 'static>(value: T) -> Lazy<T> {
    lazy(move || value)
}

/// Wraps the decoding of a value.
pub(crate) fn lazy<T>(decode: impl FnOnce() -> T + 'static) -> Lazy<T> {
    Rc::new(LazyCell::new(Box::new(decode)))
}

/// An exercise whose steps are decoded only when they are used, because a list needs none of them.
#[derive(Clone, Debug)]
pub(crate) struct LazyExercise {
    /// The exercise, whose steps may be missing.
    pub(crate) header: Lazy<Rc<Exercise>>,
    pub(crate) full: Lazy<Rc<Exercise>>,
}

impl From<Rc<Exercise>> for LazyExercise {
    fn from(exercise: Rc<Exercise>) -> Self {
        let full = ready(exercise);
        let header = Rc::clone(&full);
        Self { header, full }
    }
}
