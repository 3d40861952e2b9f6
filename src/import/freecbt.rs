//! FreeCBT: its archive, which is packed, its JSON and its table.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::foreign::{Draft, Source};
use super::{ImportError, lz};
use crate::entry::Answer;
use crate::exercise::Part;
use crate::export::csv;
use crate::text::harmless;
use crate::whole::Whole;

/// What stands before and behind an archive.
pub const AFFIX: &str = ":FreeCBT:";

/// As many letters as an archive may unpack to.
const MOST: usize = 1 << 25;

#[derive(Deserialize)]
struct Archive {
    thoughts: Vec<Thought>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Thought {
    uuid: String,
    created_at: String,
    updated_at: String,
    #[serde(rename = "automaticThought")]
    automatic: String,
    cognitive_distortions: Vec<Distortion>,
    challenge: String,
    #[serde(rename = "alternativeThought")]
    alternative: String,
}

/// Older versions wrote all of them, with a mark at those that were chosen.
#[derive(Deserialize)]
#[serde(untagged)]
enum Distortion {
    Slug(String),
    Choice {
        #[serde(default)]
        slug: String,
        #[serde(default)]
        label: String,
        #[serde(default)]
        selected: bool,
    },
}

pub fn read(text: &str, zone: &TimeZone) -> Result<Vec<Whole>, ImportError> {
    let thoughts = if let Some(packed) = text.strip_prefix(AFFIX) {
        let packed = packed.trim().strip_suffix(AFFIX).ok_or(ImportError::Cut)?;
        let json = lz::unpacked(packed.trim(), MOST).ok_or_else(|| {
            ImportError::malformed("its beginning", "the archive can't be unpacked")
        })?;
        of_json(&json)?
    } else if text.starts_with('{') {
        of_json(text)?
    } else {
        of_table(text)
    };
    let numbered = (1_u64..).zip(thoughts);
    numbered
        .map(|(number, thought)| {
            thought.entry(zone).ok_or_else(|| {
                ImportError::malformed(&format!("thought {number}"), "its time can't be read")
            })
        })
        .collect()
}

fn of_json(json: &str) -> Result<Vec<Thought>, ImportError> {
    let archive: Archive = serde_json::from_str(json).map_err(|error| ImportError::json(&error))?;
    Ok(archive.thoughts)
}

fn of_table(text: &str) -> Vec<Thought> {
    let rows = csv::rows(text).skip(1);
    rows.filter(|row| row.len() > 1)
        .map(|row| {
            let mut cells = row.into_iter();
            let mut next = || cells.next().unwrap_or_default();
            Thought {
                uuid: next(),
                created_at: next(),
                updated_at: next(),
                automatic: next(),
                cognitive_distortions: next()
                    .split(',')
                    .map(|slug| Distortion::Slug(slug.trim().to_owned()))
                    .collect(),
                challenge: next(),
                alternative: next(),
            }
        })
        .collect()
}

impl Thought {
    fn entry(self, zone: &TimeZone) -> Option<Whole> {
        let created: Timestamp = self.created_at.trim().parse().ok()?;
        let updated = self.updated_at.trim().parse().unwrap_or(created);
        // Some versions wrote the key of their store in the place of the id.
        let id = self.uuid.trim().trim_start_matches("@Quirk:thoughts:");
        let draft = Draft::at(Source::FreeCbt, created, zone).edited(updated);
        let draft = if id.is_empty() {
            draft.known_by(&self.created_at).known_by(&self.automatic)
        } else {
            draft.known_by(id)
        };
        let draft = draft.words("Automatic thought", Part::Thought, &self.automatic);
        let patterns: Vec<_> = self
            .cognitive_distortions
            .into_iter()
            .filter_map(Distortion::name)
            .collect();
        let draft = if patterns.is_empty() {
            draft
        } else {
            let chosen = Answer::Chosen(patterns);
            draft.answer("Cognitive distortions", Part::Patterns, chosen)
        };
        let draft = draft.words("Challenge", None, &self.challenge).words(
            "Alternative thought",
            Part::Reframe,
            &self.alternative,
        );
        Some(draft.done())
    }
}

impl Distortion {
    /// The name that a pattern like it has here, or its own words.
    fn name(self) -> Option<String> {
        let slug = match self {
            Self::Choice {
                selected: false, ..
            } => return None,
            Self::Choice { slug, label, .. } if slug.is_empty() => label,
            Self::Slug(slug) | Self::Choice { slug, .. } => slug,
        };
        let name = match slug.as_str() {
            "" => return None,
            "all-or-nothing" => "All or nothing",
            "overgeneralization" => "Always and never",
            "mind-reading" => "Mind reading",
            "fortune-telling" => "Fortune telling",
            "magnification-of-the-negative" => "Dark filter",
            "minimization-of-the-positive" => "That doesn't count",
            "catastrophizing" => "Worst-case movie",
            "emotional-reasoning" => "Feelings as facts",
            "should-statements" => "Should rules",
            "labeling" => "Name calling",
            "self-blaming" => "All on me",
            other => return Some(harmless(&other.replace('-', " "))),
        };
        Some(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn every_name_is_one_of_a_pattern_here() {
        let library = Library::built_in();
        let ours: Vec<_> = library
            .patterns()
            .iter()
            .map(|pattern| &pattern.name)
            .collect();
        let theirs = [
            "all-or-nothing",
            "overgeneralization",
            "mind-reading",
            "fortune-telling",
            "magnification-of-the-negative",
            "minimization-of-the-positive",
            "catastrophizing",
            "emotional-reasoning",
            "should-statements",
            "labeling",
            "self-blaming",
        ];
        for slug in theirs {
            let name = Distortion::Slug(slug.to_owned()).name().unwrap();
            assert!(ours.contains(&&name), "{slug}: {name}");
        }
        let other = Distortion::Slug("other-blaming".to_owned());
        assert_eq!(other.name().as_deref(), Some("other blaming"));
    }
}
