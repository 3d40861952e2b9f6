//! The whole app without a terminal: key scripts, screens, imports and documents.

mod break_keys;
mod breaks;
mod cards;
mod check_in;
#[path = "../support/coach.rs"]
mod coach;
#[path = "../support/database.rs"]
mod database;
mod documented_links;
mod documented_tests;
#[path = "../support/documents.rs"]
mod documents;
mod embedded_exercises;
mod endings;
#[path = "../support/entries.rs"]
mod entries;
mod exercise_stories;
mod fields;
#[path = "../support/files.rs"]
mod files;
mod follow_up;
mod frame_bytes;
mod fuzz_corpus;
mod history;
mod home;
mod import;
mod input_stress;
mod insights;
mod insights_of_moments;
mod line_mode;
#[path = "../support/locked_journal.rs"]
mod locked_journal;
mod long_work;
#[path = "../support/moments.rs"]
mod moments;
mod no_network;
mod past_thoughts;
mod pictures;
mod postponed;
mod profile;
#[path = "../support/properties.rs"]
mod properties;
mod report;
mod saving;
mod screens;
mod search;
mod sentence_gaps;
mod session_properties;
mod small_steps;
mod tags;
mod thought_record;
mod unlock;
