//! The real program in a pseudo-terminal: screens, files, exit codes and the state of the terminal.
#![cfg(unix)]

mod background;
mod breathing;
mod cards;
mod clipboard;
mod command_line;
mod completions;
mod config_file;
mod data;
#[path = "../support/database.rs"]
mod database;
mod doctor;
mod documented_commands;
#[path = "../support/documents.rs"]
mod documents;
#[path = "../support/entries.rs"]
mod entries;
mod environment;
mod exercise_authoring;
mod exit;
mod export_import;
mod external_editor;
#[path = "../support/files.rs"]
mod files;
mod first_run;
#[path = "../support/fixtures.rs"]
mod fixtures;
mod flags;
mod help;
mod help_now;
mod history;
mod hostile_exercises;
mod hostile_files;
mod hostile_input;
mod idle;
mod insights;
mod kill;
mod leaks;
mod line_mode;
mod lock;
#[path = "../support/locked_journal.rs"]
mod locked_journal;
#[path = "../support/moments.rs"]
mod moments;
mod profile;
mod progress;
#[path = "../support/pty.rs"]
mod pty;
mod quick_check;
mod recovery;
mod reminders;
mod report;
mod sanitized_output;
mod small_steps;
mod stalled_output;
mod storage_failure;
mod suspend;
mod sync;
mod terminal_reports;
#[path = "../support/test_user.rs"]
mod test_user;
mod trash;
mod unlock;
mod untrusted_text;
mod window_sizes;
mod wipe;
