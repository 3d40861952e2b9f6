//! What the operating system provides: paths, owner-only files, and facts about the machine.

pub(crate) mod file_id;
pub mod paths;
pub mod private_fs;
pub mod sysinfo;
