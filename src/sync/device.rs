//! The name of this machine among those that share a folder.

use std::fs;
use std::io;
use std::path::Path;

use crate::entry::EntryId;
use crate::private;

/// The name kept at `path`, or a `fresh` one that is kept there from now on.
pub fn name(path: &Path, fresh: &EntryId) -> io::Result<String> {
    private::check_owner(path)?;
    match fs::read_to_string(path) {
        Ok(name) if is_name(name.trim()) => return Ok(name.trim().to_owned()),
        // Spoiled: another name only means another file.
        Ok(_) => fs::remove_file(path)?,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => fs::remove_file(path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    private::write_new(path, &format!("{fresh}\n"))?;
    Ok(fresh.to_string())
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_keeps_its_name() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("device");
        let id = |name: &str| EntryId::from(name.to_owned());
        assert_eq!(name(&path, &id("one")).unwrap(), "one");
        assert_eq!(name(&path, &id("two")).unwrap(), "one");
        for spoiled in ["../../etc/passwd", "", "睡", "\0"] {
            fs::write(&path, spoiled).unwrap();
            assert_eq!(name(&path, &id("three")).unwrap(), "three");
        }
        fs::write(&path, b"\xff\xfe").unwrap();
        assert_eq!(name(&path, &id("four")).unwrap(), "four");
    }
}
