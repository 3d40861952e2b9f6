//! The name of this computer among those that share a folder, and the marks by which it knows its own file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;

use crate::domain::entry::EntryId;
use crate::platform::private_fs;

/// As many marks are kept, so that an old copy of the file is known as one's own.
const MAX_WRITER_TOKENS: usize = 64;

/// This computer among those that share a folder.
///
/// Whenever it writes its file, it puts a new random mark into it and keeps the mark here. A mark in the file that
/// isn't kept here was written by another computer of the same name, such as one whose home folder was copied.
#[derive(Debug)]
pub struct Device {
    path: PathBuf,
    name: String,
    /// The newest last.
    writer_tokens: Vec<String>,
    /// Whether an old copy of the file came back, so that older marks are forgotten once it is written anew.
    has_old_copy: bool,
    rng: StdRng,
}

impl Device {
    /// What is kept at `path`, or a new name that is kept there from now on.
    pub fn load(path: &Path, chance: StdRng) -> io::Result<Self> {
        private_fs::check_owner(path)?;
        let kept = match fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut lines = kept
            .lines()
            .map(str::trim)
            .filter(|line| is_valid_name(line));
        let mut device = Self {
            path: path.to_owned(),
            name: lines.next().unwrap_or_default().to_owned(),
            writer_tokens: lines.map(str::to_owned).collect(),
            has_old_copy: false,
            rng: chance,
        };
        // Spoiled or missing: another name only means another file.
        if device.name.is_empty() {
            device.regenerate_name()?;
        }
        Ok(device)
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a file of this name with that mark was written here. One without a mark may be cut short.
    pub fn knows_token(&self, mark: Option<&str>) -> bool {
        let is_known = |mark| self.writer_tokens.iter().any(|known| known == mark);
        mark.is_none_or(is_known)
    }

    /// Notes the mark that is in the file. An old copy may come back once: if it comes again, another computer writes it.
    pub fn note_token(&mut self, mark: Option<&str>) {
        if mark.is_some() && mark != self.writer_tokens.last().map(String::as_str) {
            self.has_old_copy = true;
        }
    }

    /// Notes that the file with the newest mark is in its place. Until then the one before may be there, as after a crash.
    pub fn confirm_written(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.has_old_copy) {
            let older = self.writer_tokens.len().saturating_sub(1);
            self.writer_tokens.drain(..older);
            self.save()?;
        }
        Ok(())
    }

    /// Leaves the name to another computer.
    pub fn regenerate_name(&mut self) -> io::Result<()> {
        self.name = EntryId::random(&mut self.rng).to_string();
        self.writer_tokens.clear();
        self.save()
    }

    /// A mark to write into the file, kept here before that.
    pub fn new_token(&mut self) -> io::Result<String> {
        let mark = EntryId::random(&mut self.rng).to_string();
        self.writer_tokens.push(mark.clone());
        let outdated = self.writer_tokens.len().saturating_sub(MAX_WRITER_TOKENS);
        self.writer_tokens.drain(..outdated);
        self.save()?;
        Ok(mark)
    }

    fn save(&self) -> io::Result<()> {
        let lines: Vec<_> = [&*self.name]
            .into_iter()
            .chain(self.writer_tokens.iter().map(String::as_str))
            .collect();
        private_fs::replace_atomically(&self.path, &format!("{}\n", lines.join("\n")))
    }
}

fn is_valid_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn load(path: &Path, seed: u64) -> Device {
        Device::load(path, StdRng::seed_from_u64(seed)).unwrap()
    }

    #[test]
    fn a_computer_keeps_its_name() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("device");
        let name = load(&path, 1).name().to_owned();
        assert_eq!(load(&path, 2).name(), name);
        for spoiled in [
            &b"../../etc/passwd"[..],
            b"",
            "睡".as_bytes(),
            b"\0",
            b"\xff\xfe",
        ] {
            fs::write(&path, spoiled).unwrap();
            let fresh = load(&path, 3).name().to_owned();
            assert!(is_valid_name(&fresh) && fresh != name, "{fresh}");
            assert_eq!(load(&path, 4).name(), fresh);
        }
    }

    #[test]
    fn a_writer_token_that_was_not_written_here_is_another_computers() {
        let home = tempfile::tempdir().unwrap();
        let (ours, copied) = (home.path().join("one"), home.path().join("two"));
        let mut one = load(&ours, 1);
        let first = one.new_token().unwrap();
        fs::copy(&ours, &copied).unwrap();
        let second = one.new_token().unwrap();
        let mut two = load(&copied, 2);
        assert_eq!(one.name(), two.name());
        assert!(two.knows_token(Some(&first)) && two.knows_token(None));
        assert!(!two.knows_token(Some(&second)));
        assert!(one.knows_token(Some(&first)) && one.knows_token(Some(&second)));
        one.note_token(Some(&second));
        assert!(one.knows_token(Some(&first)));
        one.note_token(Some(&first));
        // However often it is killed before the file is in its place, that file stays its own.
        for seed in 4..7 {
            one.new_token().unwrap();
            one = load(&ours, seed);
            assert!(one.knows_token(Some(&first)));
            one.note_token(Some(&first));
        }
        one.new_token().unwrap();
        one.confirm_written().unwrap();
        assert!(
            !one.knows_token(Some(&first)),
            "an old copy may come back once"
        );
        two.regenerate_name().unwrap();
        assert_ne!(load(&copied, 3).name(), one.name());
        for _ in 0..100 {
            one.new_token().unwrap();
        }
        assert_eq!(fs::read_to_string(&ours).unwrap().lines().count(), 65);
    }
}
