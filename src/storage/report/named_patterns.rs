//! The thinking patterns of a report. A name that isn't in the program's own list is the person's words, and is left out
//! unless an entry with it was chosen.

use std::cmp::Reverse;

use crate::content::library::Library;
use crate::domain::exercise::Role;
use crate::domain::record::Record;
use crate::storage::insight_queries::InsightData;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct NamedPatterns {
    /// The most frequent first.
    pub(super) shown: Vec<NamedPattern>,
    /// The number of patterns left out because of their names.
    left_out: usize,
    /// The number of patterns left out because the list is full.
    more: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct NamedPattern {
    pub(super) name: String,
    /// The clinical term; empty for a name of the person's own.
    pub(super) clinical: String,
    pub(super) entries: u32,
}

/// The most patterns listed.
const MAX_PATTERNS: usize = 8;

impl NamedPatterns {
    pub(super) fn new(data: &InsightData, chosen: &[Record]) -> Self {
        let library = Library::embedded();
        let own_names: Vec<String> = chosen
            .iter()
            .flat_map(|whole| {
                [Role::Patterns, Role::PatternName].map(|role| whole.entry.text_for(role))
            })
            .flatten()
            .flat_map(|names| names.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let mut all = Self::default();
        for count in data.patterns.iter().chain(&data.custom_patterns) {
            let mut known = library.thinking_patterns().iter();
            let clinical = match known.find(|pattern| pattern.name == count.name) {
                Some(pattern) => pattern.clinical.clone(),
                None if own_names.contains(&count.name) => String::new(),
                None => {
                    all.left_out += 1;
                    continue;
                }
            };
            all.shown.push(NamedPattern {
                name: count.name.clone(),
                clinical,
                entries: count.entries,
            });
        }
        all.shown.sort_by_key(|named| Reverse(named.entries));
        all.more = all.shown.len().saturating_sub(MAX_PATTERNS);
        all.shown.truncate(MAX_PATTERNS);
        all
    }

    /// What isn't in the list.
    pub(super) fn note(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.shown.is_empty() && self.left_out == 0 {
            lines.push("No pattern was named in this time.".to_owned());
        }
        lines.extend(match self.more {
            0 => None,
            1 => Some("1 more pattern was named less often.".to_owned()),
            more => Some(format!("{more} more patterns were named less often.")),
        });
        lines.extend(match self.left_out {
            0 => None,
            1 => Some("1 pattern has a name in your own words, which is left out.".to_owned()),
            left_out => Some(format!(
                "{left_out} patterns have names in your own words, which are left out."
            )),
        });
        lines
    }
}
