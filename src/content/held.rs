//! A value that is read from a shipped file when it is wanted first, because the first screen needs few of them.

use std::cell::OnceCell;
use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::shelf::told;
use crate::content::yaml::{self, Diagnostics};

/// A value that was given, or one that is still to be read from a file that ships and that a test has checked.
#[derive(Clone, Debug)]
pub struct Held<T> {
    value: OnceCell<T>,
    /// The name of its file.
    name: &'static str,
    source: &'static str,
}

impl<T> Held<T> {
    /// To be read from the words of the file of this name.
    pub(crate) const fn shipped(name: &'static str, source: &'static str) -> Self {
        Self {
            value: OnceCell::new(),
            name,
            source,
        }
    }
}

impl<T> From<T> for Held<T> {
    fn from(value: T) -> Self {
        Self {
            value: OnceCell::from(value),
            name: "",
            source: "",
        }
    }
}

impl<T: Default> Default for Held<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: DeserializeOwned + Default> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            let faults = Diagnostics::default();
            let tree = told(self.name).or_else(|| yaml::parse(self.source, &faults));
            tree.and_then(|tree| yaml::decode(&tree, "catalogue", &faults))
                .unwrap_or_default()
        })
    }
}
