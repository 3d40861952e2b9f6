//! What the operating system provides: paths, owner-only files, facts about the computer.

pub(crate) mod bounded_read;
pub(crate) mod file_id;
pub mod paths;
pub mod private_fs;
pub(crate) mod sysinfo;
