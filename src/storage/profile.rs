//! What a person told about themselves: where they are, whom they look after, whom they trust.
//!
//! It is kept in a small file of its own beside the journal, which is written only when they answer.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::content::yaml::{self, Diagnostic, Diagnostics, Node, Span};
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;
use crate::text::{one_line, replace_unsafe};

/// All that is known of a person. Nothing of it has to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The two letters of the country whose numbers are shown.
    pub region: Option<String>,
    pub looks_after_child: Option<bool>,
    /// People or lines of their own, in their own words.
    pub trusted_contacts: Vec<String>,
}

/// One thing that a person told, or took back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileChange {
    Region(Option<String>),
    LooksAfterChild(Option<bool>),
    TrustedContacts {
        /// The lines that stood there before they were changed.
        before: Vec<String>,
        lines: Vec<String>,
    },
}

/// A file that can't be read whole. What could be read of it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultyProfile {
    path: PathBuf,
    diagnostic: Diagnostic,
}

/// What came of keeping something.
#[derive(Debug)]
pub enum ProfileSaveResult {
    Saved,
    /// The file that was there had faults, and lies here now.
    SavedAfterQuarantine(PathBuf),
}

impl Profile {
    /// The person of the file at `path`, and what is wrong with it.
    pub fn read(path: &Path) -> (Self, Option<FaultyProfile>) {
        if !exists(path) {
            return (Self::default(), None);
        }
        let faults = Diagnostics::default();
        let foreign = |error: io::Error| {
            Diagnostic::for_file(
                format!("this file isn't read: {error}"),
                "remove it, or name a folder of your own with --data-dir",
            )
        };
        let person = private_fs::check_owner(path)
            .map_err(foreign)
            .and_then(|()| yaml::read_bounded(path))
            .and_then(|bytes| yaml::decode_source(&bytes))
            .map(|text| Self::from_text(&text, &faults));
        let person = person.unwrap_or_else(|fault| {
            faults.extend([fault]);
            Self::default()
        });
        let fault = faults.into_sorted().into_iter().next();
        let path = path.to_owned();
        (
            person,
            fault.map(|fault| FaultyProfile {
                path,
                diagnostic: fault,
            }),
        )
    }

    /// Takes on what was never told.
    pub fn fill_defaults_from(&mut self, other: &Self) {
        self.region = self.region.take().or_else(|| other.region.clone());
        self.looks_after_child = self.looks_after_child.or(other.looks_after_child);
    }

    /// Takes in what was told.
    pub fn apply(&mut self, told: ProfileChange) {
        match told {
            ProfileChange::Region(region) => self.region = region,
            ProfileChange::LooksAfterChild(answer) => self.looks_after_child = answer,
            ProfileChange::TrustedContacts { before, lines } => {
                // What another window added meanwhile stays.
                let added = std::mem::replace(&mut self.trusted_contacts, lines);
                let is_new =
                    |line: &String| !before.contains(line) && !self.trusted_contacts.contains(line);
                let added: Vec<_> = added.into_iter().filter(is_new).collect();
                self.trusted_contacts.extend(added);
            }
        }
    }

    /// Takes in what was told and puts it into the file at `path`, with what another window put there.
    pub fn save(&mut self, told: &[ProfileChange], path: &Path) -> io::Result<ProfileSaveResult> {
        let (mut kept, faulty) = Self::read(path);
        if faulty.is_some() {
            // What can't be read now may have been read when the window was opened.
            kept = self.clone();
        }
        told.iter().cloned().for_each(|told| kept.apply(told));
        *self = kept;
        let aside = match faulty {
            Some(_) => Some(quarantine(path)?),
            None => None,
        };
        if let Some(folder) = path.parent() {
            private_fs::create_dir(folder)?;
        }
        private_fs::replace_atomically(path, &self.to_text())?;
        Ok(aside.map_or(
            ProfileSaveResult::Saved,
            ProfileSaveResult::SavedAfterQuarantine,
        ))
    }

    /// The lines of a text, each of them one of the people a person trusts.
    pub fn parse_contact_lines(text: &str) -> Vec<String> {
        let lines = text.lines().map(one_line);
        lines.filter(|line| !line.is_empty()).collect()
    }

    fn from_text(text: &str, faults: &Diagnostics) -> Self {
        let Some(tree) = yaml::parse(text, faults) else {
            return Self::default();
        };
        if tree.value == yaml::NodeValue::Null {
            return Self::default();
        }
        let file: ProfileFile = yaml::decode_valid_parts(&tree, "file", faults).unwrap_or_default();
        Self {
            region: decode_region(file.region, &tree, faults),
            looks_after_child: file.looks_after_child,
            trusted_contacts: file
                .trusted
                .iter()
                .flat_map(|line| Self::parse_contact_lines(line))
                .collect(),
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
    /// What is wrong, and what becomes of the file.
    pub fn message(&self) -> String {
        let Diagnostic {
            line,
            message: what,
            ..
        } = &self.diagnostic;
        let path = replace_unsafe(&self.path.display().to_string());
        let place = match line {
            0 => String::new(),
            line => format!("line {line}, "),
        };
        format!(
            "What you told about yourself can't be read whole ({path}: {place}{what}). \
             The rest works, and the file stays as it is."
        )
    }

    /// The same without a word of the file.
    pub const fn line(&self) -> usize {
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
}

/// The two letters of a country as the list of people has them, however they are written; none where these
/// aren't two letters.
pub fn parse_country_code(letters: &str) -> Option<String> {
    let letters = letters.trim().to_ascii_uppercase();
    // People there call it so, and no other country may.
    let letters = if letters == "UK" {
        "GB".to_owned()
    } else {
        letters
    };
    let is_country =
        letters.len() == 2 && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    is_country.then_some(letters)
}

/// The country in the field `region` of a file, or a fault where it isn't one.
pub(crate) fn decode_region(
    written: Option<String>,
    tree: &Node,
    faults: &Diagnostics,
) -> Option<String> {
    let written = written?;
    let letters = parse_country_code(&written);
    if letters.is_none() {
        let mark = tree.get("region").map_or(Span::default(), |node| node.span);
        let what = format!("`{written}` isn't a country's two letters");
        faults.error(mark, what, "write two letters, such as `IE`");
    }
    letters
}

/// Whether something lies there, if only a link that leads nowhere.
fn exists(path: &Path) -> bool {
    match std::fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
    }
}

/// Gives a file that has faults another name, and says which.
fn quarantine(path: &Path) -> io::Result<PathBuf> {
    let others = (2..100).map(|number| with_suffix(path, &format!(".broken-{number}")));
    let mut names = std::iter::once(with_suffix(path, ".broken")).chain(others);
    let aside = names
        .find(|path| !exists(path))
        .ok_or(io::ErrorKind::AlreadyExists)?;
    std::fs::rename(path, &aside)?;
    Ok(aside)
}

#[cfg(test)]
mod tests;
