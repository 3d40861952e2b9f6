//! What a file is, known by what is in it.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::bounded_reader::Guarded;
use super::formats::jrnl;
use super::text_decoder::Decoder;
use super::{Bytes, ImportError, Source, beginning, rewind};
use crate::storage::export;
use crate::text::decode::{DecodeError, Encoding};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An export of this program.
    Own,
    Foreign(Source),
}

/// What stands at the top of a JSON file. A `null` stands there as well.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Top {
    kind: Option<String>,
    #[serde(deserialize_with = "is_there")]
    version: bool,
    #[serde(deserialize_with = "is_there")]
    entries: bool,
    #[serde(deserialize_with = "is_there")]
    thoughts: bool,
}

/// Why nothing is known of a file: what it is isn't known, or it begins with letters that can't be read.
fn why_unknown(bytes: &mut dyn Bytes) -> Result<ImportError, ImportError> {
    let mut start = [0; 16];
    let count = bytes.read(&mut start).map_err(ImportError::Read)?;
    rewind(bytes)?;
    Ok(match Encoding::detect(&start[..count]) {
        (Encoding::Utf32, _) => ImportError::Encoding(DecodeError::Utf32),
        _ => ImportError::Unknown,
    })
}

fn is_there<'de, D: Deserializer<'de>>(json: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(json).map(|_| true)
}

impl Kind {
    pub fn of(bytes: &mut dyn Bytes) -> Result<Self, ImportError> {
        let text = beginning(bytes)?;
        if text.starts_with('{') {
            return Self::of_json(bytes);
        }
        if jrnl::is_own_file(&text) {
            return Err(ImportError::JrnlFile);
        }
        match Source::of_text(&text) {
            Some(source) => Ok(Self::Foreign(source)),
            // Text in an encoding that isn't read would look like nothing known.
            None => Err(why_unknown(bytes)?),
        }
    }

    fn of_json(bytes: &mut dyn Bytes) -> Result<Self, ImportError> {
        let text = Decoder::new(&mut *bytes).map_err(ImportError::of_reading)?;
        let top: Top = serde_json::from_reader(Guarded::new(text)).map_err(ImportError::json)?;
        rewind(bytes)?;
        let foreign = match top {
            Top { ref kind, .. } if kind.as_deref() == Some(export::KIND) => return Ok(Self::Own),
            top if top.thoughts => Source::FreeCbt,
            top if !top.entries || top.kind.is_some() => return Err(ImportError::Unknown),
            top if top.version => Source::TuiJournal,
            _ => Source::Jrnl,
        };
        Ok(Self::Foreign(foreign))
    }
}
