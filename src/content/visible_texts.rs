//! The texts of an exercise, a break or a path that people read, for the search on the home screen.

use crate::content::library::Library;
use crate::content::lint::{self, FileKind};
use crate::content::yaml::{self, Diagnostics};

impl Library {
    /// The texts of the exercise, the break or the path with this id, in the order of its file.
    pub(crate) fn visible_texts(&self, id: &str) -> Vec<String> {
        let kind = match (self.header(id), self.exercise_path(id)) {
            (Some(_), _) => FileKind::Exercise,
            (None, Some(_)) => FileKind::ExercisePath,
            (None, None) => FileKind::Break,
        };
        let text = self.source_text(id).unwrap_or_default();
        let tree = yaml::parse(text, &Diagnostics::default());
        tree.map_or_else(Vec::new, |tree| lint::visible_texts(kind, &tree))
    }
}
