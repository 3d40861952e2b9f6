//! Which exercises have been finished, for the steps of a path.

use rusqlite::Connection;

use super::columns;
use super::journal::{Journal, JournalError};
use crate::domain::exercise_path::{ExercisePath, PathProgress};

impl Journal {
    /// The progress on a path: a step is done if there is a finished entry of one of its exercises.
    pub(crate) fn path_progress(
        &self,
        exercise_path: &ExercisePath,
    ) -> Result<PathProgress, JournalError> {
        let ids: Vec<_> = exercise_path.activity_ids().collect();
        let finished = self.map_db_err(select_finished(&self.db, &ids))?;
        Ok(exercise_path.progress(|id| finished.iter().any(|found| found == id)))
    }
}

/// Those of `exercises` that have a finished entry.
fn select_finished(db: &Connection, exercises: &[&str]) -> rusqlite::Result<Vec<String>> {
    // One look into the index entry_by_finished_exercise for each.
    db.prepare_cached(
        "select value from json_each(?1) as wanted where exists
            (select 1 from entry where state = 'done' and exercise = wanted.value)",
    )?
    .query_map([columns::to_json_list(exercises)], |row| row.get(0))?
    .collect()
}
