//! The real program in a real terminal: what people see, what is left on disk, what the shell gets back.
#![cfg(unix)]

mod authors;
mod breathing;
mod command_line;
mod configured;
mod copying;
mod data;
mod doctor;
mod endings;
mod faults;
mod finding;
mod first_run;
mod flags;
mod foreign_words;
mod help;
mod help_now;
mod hostile;
mod hostile_files;
mod idle;
mod insights;
mod killed;
mod leaks;
mod mending;
mod own_editor;
mod person;
mod plain;
mod set_aside;
mod sizes;
mod stalled;
mod strangers;
mod terminal;
mod told;
mod transfer;
mod trash;
mod walk;
mod wipe;
