//! Exercises, breaks and paths: the embedded files and the user's own, loaded, validated and linted.

pub(crate) mod candidate;
pub(crate) mod catalogue;
pub(crate) mod embedded;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod json_schema;
pub(crate) mod lazy;
pub mod library;
pub(crate) mod lint;
pub(crate) mod loader;
mod pattern_texts;
pub(crate) mod scan;
pub(crate) mod step_nodes;
mod support_contacts;
pub(crate) mod user_file;
pub(crate) mod validate;
mod visible_texts;
pub(crate) mod yaml;
