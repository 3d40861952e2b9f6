//! The user interface: the application state, its screens, steps and widgets, and the line mode.

pub mod app;
pub mod exit_reason;
pub mod keymap;
pub mod line_mode;
pub mod screens;
pub mod steps;
pub mod theme;
pub mod widgets;
