//! Exercises and breaks: the embedded files and the user's own, loaded, validated and linted.

pub mod library;
pub mod yaml;
