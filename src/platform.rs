//! What the operating system provides: paths, owner-only files, and facts about the machine.

pub mod paths;
pub mod private_fs;
pub mod sysinfo;
