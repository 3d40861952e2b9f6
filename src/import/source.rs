//! What a file is, known by what is in it.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::decoder::Decoder;
use super::guarded::Guarded;
use super::{Bytes, ImportError, Source, beginning, jrnl, rewind};
use crate::export;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An export of this program.
    Own,
    Foreign(Source),
}

/// What stands at the top of a JSON file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Top {
    kind: Option<String>,
    version: Option<IgnoredAny>,
    entries: Option<IgnoredAny>,
    thoughts: Option<IgnoredAny>,
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
        Source::of_text(&text)
            .map(Self::Foreign)
            .ok_or(ImportError::Unknown)
    }

    fn of_json(bytes: &mut dyn Bytes) -> Result<Self, ImportError> {
        let text = Decoder::new(&mut *bytes).map_err(ImportError::of_reading)?;
        let top: Top = serde_json::from_reader(Guarded::new(text)).map_err(ImportError::json)?;
        rewind(bytes)?;
        let foreign = match top {
            Top { ref kind, .. } if kind.as_deref() == Some(export::KIND) => return Ok(Self::Own),
            top if top.thoughts.is_some() => Source::FreeCbt,
            top if top.entries.is_none() || top.kind.is_some() => return Err(ImportError::Unknown),
            top if top.version.is_some() => Source::TuiJournal,
            _ => Source::Jrnl,
        };
        Ok(Self::Foreign(foreign))
    }
}
