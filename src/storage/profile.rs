//! The user's profile: country, whether they look after a child, trusted contacts, the bell of a breath.
//!
//! It is a YAML file beside the journal, which is written only when the user answers a question or turns the bell on or off.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::content::yaml::{self, Diagnostic, Diagnostics, Node, Span};
use crate::domain::country::parse_country_code;
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;
use crate::text::{one_line, replace_unsafe};

/// What the user told about themselves; every field is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The ISO 3166 code of the country whose contacts are shown.
    pub region: Option<String>,
    pub looks_after_child: Option<bool>,
    /// People or helplines in the user's own words, one line each.
    pub trusted_contacts: Vec<String>,
    /// Whether a bell rings when a phase of a breath begins.
    pub has_bell: bool,
}

/// A change of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProfileChange {
    Region(Option<String>),
    LooksAfterChild(Option<bool>),
    TrustedContacts {
        /// The lines before the change.
        before: Vec<String>,
        lines: Vec<String>,
    },
    Bell(bool),
}

/// A profile file with an error. Its readable fields are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyProfile {
    path: PathBuf,
    diagnostic: Diagnostic,
}

/// The result of saving a profile.
#[derive(Debug)]
pub(crate) enum ProfileSaveResult {
    Saved,
    /// The earlier file had errors and was renamed to this path.
    SavedAfterQuarantine(PathBuf),
}

impl Profile {
    /// Reads the profile at `path`, and its first error.
    pub fn read(path: &Path) -> (Self, Option<FaultyProfile>) {
        if !exists(path) {
            return (Self::default(), None);
        }
        let diagnostics = Diagnostics::default();
        let foreign = |error: io::Error| {
            Diagnostic::for_file(
                format!("this file isn't read: {error}"),
                "remove it, or name your own folder with --data-dir",
            )
        };
        let profile = private_fs::check_owner(path)
            .map_err(foreign)
            .and_then(|()| yaml::read_bounded(path))
            .and_then(|bytes| yaml::decode_source(&bytes))
            .map(|text| Self::from_text(&text, &diagnostics));
        let profile = profile.unwrap_or_else(|diagnostic| {
            diagnostics.extend([diagnostic]);
            Self::default()
        });
        let diagnostic = diagnostics.into_sorted().into_iter().next();
        let path = path.to_owned();
        (
            profile,
            diagnostic.map(|diagnostic| FaultyProfile { path, diagnostic }),
        )
    }

    /// Fills unset fields from `other`.
    pub(crate) fn fill_defaults_from(&mut self, other: &Self) {
        self.region = self.region.take().or_else(|| other.region.clone());
        self.looks_after_child = self.looks_after_child.or(other.looks_after_child);
    }

    /// Applies one change.
    pub(crate) fn apply(&mut self, change: ProfileChange) {
        match change {
            ProfileChange::Region(region) => self.region = region,
            ProfileChange::LooksAfterChild(answer) => self.looks_after_child = answer,
            ProfileChange::Bell(is_on) => self.has_bell = is_on,
            ProfileChange::TrustedContacts { before, lines } => {
                // Lines that another window added meanwhile stay.
                let added = std::mem::replace(&mut self.trusted_contacts, lines);
                let is_new =
                    |line: &String| !before.contains(line) && !self.trusted_contacts.contains(line);
                let added: Vec<_> = added.into_iter().filter(is_new).collect();
                self.trusted_contacts.extend(added);
            }
        }
    }

    /// Applies the changes to the file at `path`, which another window may have changed, and to this profile.
    pub(crate) fn save(
        &mut self,
        changes: &[ProfileChange],
        path: &Path,
    ) -> io::Result<ProfileSaveResult> {
        let (mut saved, faulty) = Self::read(path);
        if faulty.is_some() {
            // The file may have been readable when this window read it.
            saved = self.clone();
        }
        changes
            .iter()
            .cloned()
            .for_each(|change| saved.apply(change));
        *self = saved;
        let quarantined = match faulty {
            Some(_) => Some(quarantine(path)?),
            None => None,
        };
        if let Some(folder) = path.parent() {
            private_fs::create_dir(folder)?;
        }
        private_fs::replace_atomically(path, &self.to_text())?;
        Ok(quarantined.map_or(
            ProfileSaveResult::Saved,
            ProfileSaveResult::SavedAfterQuarantine,
        ))
    }

    /// The trusted contacts in a text, one a line.
    pub(crate) fn parse_contact_lines(text: &str) -> Vec<String> {
        let lines = text.lines().map(one_line);
        lines.filter(|line| !line.is_empty()).collect()
    }

    fn from_text(text: &str, diagnostics: &Diagnostics) -> Self {
        let Some(tree) = yaml::parse(text, diagnostics) else {
            return Self::default();
        };
        if tree.value == yaml::NodeValue::Null {
            return Self::default();
        }
        let file: ProfileFile =
            yaml::decode_valid_parts(&tree, "file", diagnostics).unwrap_or_default();
        Self {
            region: decode_region(file.region, &tree, diagnostics),
            looks_after_child: file.looks_after_child,
            trusted_contacts: file
                .trusted
                .iter()
                .flat_map(|line| Self::parse_contact_lines(line))
                .collect(),
            has_bell: file.bell,
        }
    }

    fn to_text(&self) -> String {
        let mut text = "# What you told good-enough about yourself. You can change it here or in “About you”.\n"
            .to_owned();
        let mut add = |line: String| {
            // Writing into a text can't fail.
            let _ = writeln!(text, "{line}");
        };
        if let Some(region) = &self.region {
            add(format!("region: {}", yaml::quote(region)));
        }
        if let Some(answer) = self.looks_after_child {
            add(format!(
                "looks_after_child: {}",
                if answer { "yes" } else { "no" }
            ));
        }
        if self.has_bell {
            add("bell: yes".to_owned());
        }
        if !self.trusted_contacts.is_empty() {
            add("trusted:".to_owned());
        }
        for line in &self.trusted_contacts {
            add(format!("  - {}", yaml::quote(line)));
        }
        text
    }
}

impl FaultyProfile {
    /// The error as a message for the user.
    pub(crate) fn message(&self) -> String {
        let Diagnostic {
            line,
            message: what,
            ..
        } = &self.diagnostic;
        let path = replace_unsafe(&self.path.display().to_string());
        let position = match line {
            0 => String::new(),
            line => format!("line {line}, "),
        };
        format!(
            "What you said about yourself can't all be read ({path}: {position}{what}). The rest works, and the file wasn't changed."
        )
    }

    /// The line of the error, for reports that must not quote the file.
    pub(crate) const fn line(&self) -> usize {
        self.diagnostic.line
    }
}

/// The grammar of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    looks_after_child: Option<bool>,
    #[serde(default)]
    trusted: Vec<String>,
    #[serde(default)]
    bell: bool,
}

/// The country in the field `region` of a file, or a fault where it isn't one.
pub(crate) fn decode_region(
    written: Option<String>,
    tree: &Node,
    diagnostics: &Diagnostics,
) -> Option<String> {
    let written = written?;
    let letters = parse_country_code(&written);
    if letters.is_none() {
        let mark = tree.get("region").map_or(Span::default(), |node| node.span);
        let what = format!("`{written}` isn't a country's two letters");
        diagnostics.error(mark, what, "write two letters, such as `IE`");
    }
    letters
}

/// Whether there is anything at `path`, even a dangling link.
fn exists(path: &Path) -> bool {
    match std::fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
    }
}

/// Renames a file with errors, and returns its new path.
fn quarantine(path: &Path) -> io::Result<PathBuf> {
    let others = (2..100).map(|number| with_suffix(path, &format!(".broken-{number}")));
    let mut names = std::iter::once(with_suffix(path, ".broken")).chain(others);
    let quarantined = names
        .find(|path| !exists(path))
        .ok_or(io::ErrorKind::AlreadyExists)?;
    std::fs::rename(path, &quarantined)?;
    Ok(quarantined)
}

#[cfg(test)]
mod tests;
