//! The user interface: the application state, its screens, steps and widgets, and the line mode.

pub mod app;
pub mod color;
pub mod exit_reason;
pub(crate) mod keymap;
pub(crate) mod layout;
pub mod line_mode;
pub(crate) mod progress_text;
pub mod screens;
pub(crate) mod steps;
pub mod theme;
pub(crate) mod widgets;
