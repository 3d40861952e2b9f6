//! Formats paths, optionally without anything that identifies the user.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::text::display_path;

/// Formats paths in full or redacted.
#[derive(Debug)]
pub(crate) struct PathDisplay {
    home: Option<PathBuf>,
    is_redacted: bool,
}

impl PathDisplay {
    pub(crate) const fn new(home: Option<PathBuf>, is_redacted: bool) -> Self {
        Self { home, is_redacted }
    }

    pub(crate) const fn is_redacted(&self) -> bool {
        self.is_redacted
    }

    /// The absolute path. If redacted, the home folder is `~`, and every name that isn't ours or well known is `…`.
    pub(crate) fn format(&self, path: &Path) -> String {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if !self.is_redacted {
            return display_path(&path);
        }
        let in_home = self
            .home
            .as_ref()
            .and_then(|home| path.strip_prefix(home).ok());
        if let Some(path) = in_home {
            let mut names = vec!["~"];
            for name in path {
                let name = name
                    .to_str()
                    .filter(|name| is_public_name(name))
                    .unwrap_or("…");
                if !(name == "…" && names.last() == Some(&"…")) {
                    names.push(name);
                }
            }
            return names.join("/");
        }
        let last = path.file_name().and_then(|name| name.to_str());
        last.filter(|name| is_public_name(name))
            .map_or_else(|| "…".to_owned(), |name| format!("…/{name}"))
    }
}

/// Whether a name reveals nothing about the user.
fn is_public_name(name: &str) -> bool {
    const PUBLIC_NAMES: [&str; 18] = [
        ".config",
        ".local",
        "Application Support",
        "CloudStorage",
        "Documents",
        "Dropbox",
        "Library",
        "Mobile Documents",
        "backups",
        "enough",
        "exercises",
        "journal.db",
        "journal.db-journal",
        "journal.db-shm",
        "journal.db-wal",
        "quarantine",
        "share",
        "state",
    ];
    let is_dated = |suffix: &str| {
        let day = name
            .strip_prefix("journal-")
            .and_then(|rest| rest.strip_suffix(suffix));
        day.is_some_and(|day| day.parse::<Date>().is_ok())
    };
    let is_numbered = |prefix: &str, suffix: &str| {
        let number = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(suffix));
        number.is_some_and(|number| number.parse::<u32>().is_ok())
    };
    PUBLIC_NAMES.binary_search(&name).is_ok()
        || is_dated(".db")
        || is_numbered("editing-", ".txt")
        || is_numbered("pending-", ".db")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_redacted_path_has_no_personal_names() {
        let display = PathDisplay::new(Some(PathBuf::from("/home/ada lovelace")), true);
        for (path, wanted) in [
            (
                "/home/ada lovelace/.local/share/enough/journal.db",
                "~/.local/share/enough/journal.db",
            ),
            (
                "/home/ada lovelace/Divorce/Dr. Mayer 明日 🍲/backups/journal-2026-03-01.db",
                "~/…/backups/journal-2026-03-01.db",
            ),
            ("/home/ada lovelace", "~"),
            ("/home/ada lovelace/Divorce", "~/…"),
            (
                "/home/ada lovelace/.local/state/enough/editing-7.txt",
                "~/.local/state/enough/editing-7.txt",
            ),
            (
                "/home/ada lovelace/.local/state/enough/editing-ada.txt",
                "~/.local/state/enough/…",
            ),
            ("/media/ada/stick/journal.db", "…/journal.db"),
            ("/media/ada/journal-ada.db", "…"),
            ("/home/ada lovelace's/journal.db", "…/journal.db"),
            ("/", "…"),
        ] {
            assert_eq!(display.format(Path::new(path)), wanted);
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_unredacted_path_is_complete_and_sanitized() {
        let display = PathDisplay::new(None, false);
        let path = Path::new("/home/ada/\u{1b}[31m明日 🍲\n/journal.db");
        assert_eq!(display.format(path), "/home/ada/�[31m明日 🍲�/journal.db");
    }

    #[test]
    fn without_a_home_a_redacted_path_has_only_its_file_name() {
        let display = PathDisplay::new(None, true);
        assert_eq!(display.format(Path::new("/home/ada/enough")), "…/enough");
    }
}
