//! FreeCBT: its archive, its JSON and its CSV.
//!
//! The archive is the JSON, compressed with lz-string, as base64 between two affixes.

use std::io::Read;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::domain::entry::Answer;
use crate::domain::exercise::Role;
use crate::storage::import::bounded_reader::BoundedReader;
use crate::storage::import::csv_table::{CsvRow, CsvTable};
use crate::storage::import::entry_builder::EntryBuilder;
use crate::storage::import::error::ImportError;
use crate::storage::import::file_start::FileStart;
use crate::storage::import::importer::{EachEntry, Importer};
use crate::storage::import::input::SeekableRead;
use crate::storage::import::json::{for_each_item, non_null_items, null_as_default};
use crate::storage::import::lz_string;
use crate::storage::import::text_decoder::TextDecoder;
use crate::text::sanitize;

pub(super) struct FreeCbt;

/// The text before and after an archive.
const AFFIX: &str = ":FreeCBT:";

/// The columns by which its CSV is recognised, in lower case.
const COLUMNS: [&str; 3] = ["uuid", "createdat", "automaticthought"];

/// The largest archive that is unpacked, in bytes. It holds some forty megabytes of text.
const MAX_PACKED: u64 = 1 << 23;

/// The most UTF-16 units that an archive may unpack to.
const MAX_UNPACKED: usize = 1 << 25;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FreeCbtThought {
    #[serde(deserialize_with = "null_as_default")]
    uuid: String,
    #[serde(deserialize_with = "null_as_default")]
    created_at: String,
    #[serde(deserialize_with = "null_as_default")]
    updated_at: String,
    #[serde(rename = "automaticThought", deserialize_with = "null_as_default")]
    automatic: String,
    #[serde(deserialize_with = "non_null_items")]
    cognitive_distortions: Vec<Distortion>,
    #[serde(deserialize_with = "null_as_default")]
    challenge: String,
    #[serde(rename = "alternativeThought", deserialize_with = "null_as_default")]
    alternative: String,
}

/// Older versions wrote all distortions and marked the chosen ones.
#[derive(Deserialize)]
#[serde(untagged)]
enum Distortion {
    Slug(String),
    Choice {
        #[serde(default, deserialize_with = "null_as_default")]
        slug: String,
        #[serde(default, deserialize_with = "null_as_default")]
        label: String,
        #[serde(default, deserialize_with = "null_as_default")]
        selected: bool,
    },
}

impl Importer for FreeCbt {
    const NAME: &'static str = "FreeCBT";
    const ID: &'static str = "freecbt";
    const HAS_EDIT_TIMES: bool = true;

    fn recognises(file: &FileStart) -> Result<bool, ImportError> {
        Ok(file.text.starts_with(AFFIX) || file.has_key("thoughts") || file.has_columns(&COLUMNS))
    }

    fn read(
        file: &FileStart,
        bytes: &mut dyn SeekableRead,
        zone: &TimeZone,
        each: &mut EachEntry<'_>,
    ) -> Result<u64, ImportError> {
        let mut each = |place: &str, thought: FreeCbtThought| {
            let entry = thought
                .entry(zone)
                .ok_or_else(|| ImportError::malformed(place, "its time can't be read"))?;
            each(entry)
        };
        if file.text.starts_with(AFFIX) {
            let json = unpack_archive(bytes)?;
            return for_each_item(BoundedReader::new(json.as_bytes()), "thoughts", &mut each);
        }
        let Some(layout) = file.table_layout() else {
            let json = TextDecoder::new(bytes).map_err(ImportError::from_io)?;
            return for_each_item(BoundedReader::new(json), "thoughts", &mut each);
        };
        let mut table = CsvTable::open(bytes, layout, None)?;
        while let Some(row) = table.next()? {
            let thought = FreeCbtThought::from_row(&row);
            each(&format!("line {}", row.line), thought)?;
        }
        Ok(0)
    }
}

/// The JSON in an archive.
fn unpack_archive(bytes: &mut dyn SeekableRead) -> Result<String, ImportError> {
    let mut text = String::new();
    let decoder = TextDecoder::new(bytes).map_err(ImportError::from_io)?;
    let read = decoder.take(MAX_PACKED + 1).read_to_string(&mut text);
    if read.map_err(ImportError::from_io)? as u64 > MAX_PACKED {
        return Err(ImportError::TooLarge);
    }
    let packed = text.trim().trim_start_matches(AFFIX).trim();
    let packed = packed.strip_suffix(AFFIX).ok_or(ImportError::Cut)?;
    lz_string::decompress_base64(packed.trim(), MAX_UNPACKED)
        .ok_or_else(|| ImportError::malformed("its beginning", "the archive can't be unpacked"))
}

impl FreeCbtThought {
    fn from_row(row: &CsvRow<'_>) -> Self {
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

    /// None if its time can't be read.
    fn entry(self, zone: &TimeZone) -> Option<EntryBuilder> {
        let created: Timestamp = self.created_at.trim().parse().ok()?;
        let updated = self.updated_at.trim().parse().unwrap_or(created);
        // Some versions wrote the key of their storage instead of the id.
        let id = self.uuid.trim().trim_start_matches("@Quirk:thoughts:");
        let entry = EntryBuilder::at(created, zone).edited(updated);
        let entry = if id.is_empty() {
            entry.key(&self.created_at).key(&self.automatic)
        } else {
            entry.foreign_id(id)
        };
        let entry = entry.text("Automatic thought", Role::Thought, &self.automatic);
        let patterns: Vec<_> = self
            .cognitive_distortions
            .into_iter()
            .filter_map(Distortion::name)
            .collect();
        let entry = if patterns.is_empty() {
            entry
        } else {
            let chosen = Answer::Chosen(patterns);
            entry.answer("Cognitive distortions", Role::Patterns, chosen)
        };
        let entry = entry.text("Challenge", None, &self.challenge).text(
            "Alternative thought",
            Role::Reframe,
            &self.alternative,
        );
        Some(entry)
    }
}

impl Distortion {
    /// The name of the matching thinking pattern of this program, or else the name in the file.
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
    fn every_known_distortion_maps_to_a_pattern_of_the_catalogue() {
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
