//! The name of this computer in a shared folder, and the tokens by which it recognizes its own log file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;

use crate::domain::entry::EntryId;
use crate::platform::private_fs;

/// The number of tokens that are kept, so that old copies of the file are recognized.
const MAX_WRITER_TOKENS: usize = 64;

/// This computer among those that share a folder.
///
/// Each time it writes its log, it puts a new random token into the log and remembers it. An unknown token comes from
/// another computer of the same name, such as one with a copied home folder.
#[derive(Debug)]
pub struct Device {
    path: PathBuf,
    name: String,
    /// The newest last.
    writer_tokens: Vec<String>,
    /// Whether an old copy of the log came back. Then older tokens are forgotten after the next write.
    has_old_copy: bool,
    rng: StdRng,
}

impl Device {
    /// Loads the device from `path`, or creates it there with a new name.
    pub fn load(path: &Path, rng: StdRng) -> io::Result<Self> {
        private_fs::check_owner(path)?;
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| is_valid_name(line));
        let mut device = Self {
            path: path.to_owned(),
            name: lines.next().unwrap_or_default().to_owned(),
            writer_tokens: lines.map(str::to_owned).collect(),
            has_old_copy: false,
            rng,
        };
        // With a new name, the computer only starts a new log.
        if device.name.is_empty() {
            device.regenerate_name()?;
        }
        Ok(device)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether this computer wrote a log with that token. A log without a token may be truncated, and counts as its own.
    pub(crate) fn knows_token(&self, token: Option<&str>) -> bool {
        let is_known = |token| self.writer_tokens.iter().any(|known| known == token);
        token.is_none_or(is_known)
    }

    /// Records the token of the log. An old copy is accepted once; a second time, another computer writes it.
    pub(crate) fn note_token(&mut self, token: Option<&str>) {
        if token.is_some() && token != self.writer_tokens.last().map(String::as_str) {
            self.has_old_copy = true;
        }
    }

    /// Confirms that the log with the newest token was written. After a crash before this, the earlier log may still be
    /// there.
    pub(crate) fn confirm_written(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.has_old_copy) {
            let older = self.writer_tokens.len().saturating_sub(1);
            self.writer_tokens.drain(..older);
            self.save()?;
        }
        Ok(())
    }

    /// Takes a new name, and leaves the old one to another computer.
    pub(crate) fn regenerate_name(&mut self) -> io::Result<()> {
        self.name = EntryId::random(&mut self.rng).to_string();
        self.writer_tokens.clear();
        self.save()
    }

    /// Creates a token for the next write, and saves it first.
    pub(crate) fn new_token(&mut self) -> io::Result<String> {
        let token = EntryId::random(&mut self.rng).to_string();
        self.writer_tokens.push(token.clone());
        let outdated = self.writer_tokens.len().saturating_sub(MAX_WRITER_TOKENS);
        self.writer_tokens.drain(..outdated);
        self.save()?;
        Ok(token)
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
        for damaged in [
            &b"../../etc/passwd"[..],
            b"",
            "睡".as_bytes(),
            b"\0",
            b"\xff\xfe",
        ] {
            fs::write(&path, damaged).unwrap();
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
        // It recognizes the log even if it is often killed before the write.
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
