//! FreeCBT: its archive, which is packed, its JSON and its table.

use std::io::Read;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Draft, Source};
use crate::domain::entry::Answer;
use crate::domain::exercise::Role;
use crate::storage::import::bounded_reader::Guarded;
use crate::storage::import::csv_table::{Row, Table};
use crate::storage::import::json::{each_item, items, or_default};
use crate::storage::import::text_decoder::Decoder;
use crate::storage::import::{Bytes, ImportError, beginning, lz_string};
use crate::text::sanitize;

/// What stands before and behind an archive.
pub const AFFIX: &str = ":FreeCBT:";

/// As many letters as an archive may unpack to.
const MOST: usize = 1 << 25;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Thought {
    #[serde(deserialize_with = "or_default")]
    uuid: String,
    #[serde(deserialize_with = "or_default")]
    created_at: String,
    #[serde(deserialize_with = "or_default")]
    updated_at: String,
    #[serde(rename = "automaticThought", deserialize_with = "or_default")]
    automatic: String,
    #[serde(deserialize_with = "items")]
    cognitive_distortions: Vec<Distortion>,
    #[serde(deserialize_with = "or_default")]
    challenge: String,
    #[serde(rename = "alternativeThought", deserialize_with = "or_default")]
    alternative: String,
}

/// Older versions wrote all of them, with a mark at those that were chosen.
#[derive(Deserialize)]
#[serde(untagged)]
enum Distortion {
    Slug(String),
    Choice {
        #[serde(default, deserialize_with = "or_default")]
        slug: String,
        #[serde(default, deserialize_with = "or_default")]
        label: String,
        #[serde(default, deserialize_with = "or_default")]
        selected: bool,
    },
}

/// The columns of its table.
pub(super) const COLUMNS: [&str; 3] = ["uuid", "createdat", "automaticthought"];

/// The largest archive that is unpacked. It holds some forty megabytes of text.
const MOST_PACKED: u64 = 1 << 23;

pub fn read(
    bytes: &mut dyn Bytes,
    zone: &TimeZone,
    take: &mut dyn FnMut(Draft) -> Result<(), ImportError>,
) -> Result<u64, ImportError> {
    let mut take = |place: &str, thought: Thought| {
        let draft = thought
            .entry(zone)
            .ok_or_else(|| ImportError::malformed(place, "its time can't be read"))?;
        take(draft)
    };
    let beginning = beginning(bytes)?;
    if beginning.starts_with(AFFIX) {
        let json = unpacked(bytes)?;
        return each_item(Guarded::new(json.as_bytes()), "thoughts", &mut take);
    }
    if beginning.starts_with('{') {
        let text = Decoder::new(bytes).map_err(ImportError::of_reading)?;
        return each_item(Guarded::new(text), "thoughts", &mut take);
    }
    let mut table = Table::of_file(bytes, None)?;
    while let Some(row) = table.next()? {
        take(&format!("line {}", row.line), Thought::of_row(&row))?;
    }
    Ok(0)
}

/// The JSON in an archive.
fn unpacked(bytes: &mut dyn Bytes) -> Result<String, ImportError> {
    let mut text = String::new();
    let decoder = Decoder::new(bytes).map_err(ImportError::of_reading)?;
    let read = decoder.take(MOST_PACKED + 1).read_to_string(&mut text);
    if read.map_err(ImportError::of_reading)? as u64 > MOST_PACKED {
        return Err(ImportError::TooLarge);
    }
    let packed = text.trim().trim_start_matches(AFFIX).trim();
    let packed = packed.strip_suffix(AFFIX).ok_or(ImportError::Cut)?;
    lz_string::unpacked(packed.trim(), MOST)
        .ok_or_else(|| ImportError::malformed("its beginning", "the archive can't be unpacked"))
}

impl Thought {
    fn of_row(row: &Row<'_>) -> Self {
        let cell = |name| row.get(name).to_owned();
        let slugs = row.get("cognitivedistortions").split(',');
        Self {
            uuid: cell("uuid"),
            created_at: cell("createdat"),
            updated_at: cell("updatedat"),
            automatic: cell("automaticthought"),
            cognitive_distortions: slugs
                .map(|slug| Distortion::Slug(slug.trim().to_owned()))
                .collect(),
            challenge: cell("challenge"),
            alternative: cell("alternativethought"),
        }
    }

    fn entry(self, zone: &TimeZone) -> Option<Draft> {
        let created: Timestamp = self.created_at.trim().parse().ok()?;
        let updated = self.updated_at.trim().parse().unwrap_or(created);
        // Some versions wrote the key of their store in the place of the id.
        let id = self.uuid.trim().trim_start_matches("@Quirk:thoughts:");
        let draft = Draft::at(Source::FreeCbt, created, zone).edited(updated);
        let draft = if id.is_empty() {
            draft.known_by(&self.created_at).known_by(&self.automatic)
        } else {
            draft.named(id)
        };
        let draft = draft.words("Automatic thought", Role::Thought, &self.automatic);
        let patterns: Vec<_> = self
            .cognitive_distortions
            .into_iter()
            .filter_map(Distortion::name)
            .collect();
        let draft = if patterns.is_empty() {
            draft
        } else {
            let chosen = Answer::Chosen(patterns);
            draft.answer("Cognitive distortions", Role::Patterns, chosen)
        };
        let draft = draft.words("Challenge", None, &self.challenge).words(
            "Alternative thought",
            Role::Reframe,
            &self.alternative,
        );
        Some(draft)
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
            other => return Some(sanitize(&other.replace('-', " "))),
        };
        Some(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::library::Library;

    #[test]
    fn every_name_is_one_of_a_pattern_here() {
        let library = Library::embedded();
        let ours: Vec<_> = library
            .thinking_patterns()
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
