//! Data and rules without input or output: exercises, sessions, entries, breaths and insights.

pub mod breath;
pub(crate) mod country;
pub(crate) mod date_phrase;
pub mod entry;
pub mod exercise;
pub mod exercise_path;
pub(crate) mod gaps;
pub mod insights;
pub mod outcome;
pub mod record;
pub mod session;
pub(crate) mod similarity;
