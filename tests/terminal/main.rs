//! The real program in a real terminal: what people see, what is left on disk, what the shell gets back.
#![cfg(unix)]

mod authors;
mod breathing;
mod command_line;
mod endings;
mod faults;
mod first_run;
mod hostile;
mod idle;
mod killed;
mod own_editor;
mod person;
mod set_aside;
mod sizes;
mod terminal;
mod walk;
