//! What a file is, known by what is in it.

use std::io::Read;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::guarded::Guarded;
use super::{Bytes, ImportError, Source, rewind};
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
        let mut beginning = Vec::new();
        let read = bytes.take(4096).read_to_end(&mut beginning);
        read.map_err(ImportError::Read)?;
        rewind(bytes)?;
        let text = String::from_utf8_lossy(&beginning);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('{') {
            return Self::of_json(bytes);
        }
        Source::of_text(text)
            .map(Self::Foreign)
            .ok_or(ImportError::Unknown)
    }

    fn of_json(bytes: &mut dyn Bytes) -> Result<Self, ImportError> {
        let guarded = Guarded::new(bytes);
        let top: Top =
            serde_json::from_reader(guarded).map_err(|error| ImportError::json(&error))?;
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
