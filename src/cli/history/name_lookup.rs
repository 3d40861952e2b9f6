//! Resolves names of exercises, patterns, feelings and tags that are typed in any case, partially or misspelled.

use anyhow::bail;
use strsim::jaro_winkler;

use crate::content::library::Library;
use crate::domain::exercise::{Role, StepKind};
use crate::storage::journal::{EntryList, Journal, JournalError, PageRequest};
use crate::storage::search::{Filter, Filters, Query};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    Exercise,
    Pattern,
    Feeling,
    Tag,
}

/// A name in the journal and its aliases.
struct KnownName {
    name: String,
    aliases: Vec<String>,
}

/// Resolves an argument to a name in the journal: one of the library, or one that an entry has.
pub(crate) fn resolve_name(
    kind: NameKind,
    arg: &str,
    journal: &Journal,
    library: &Library,
) -> anyhow::Result<String> {
    let all = kind.known_names(journal, library)?;
    let lower = arg.trim().to_lowercase();
    if let Some(known) = all
        .iter()
        .find(|known| known.all_lowercase().any(|name| name == lower))
    {
        return Ok(known.name.clone());
    }
    if kind.is_in_journal(arg, journal)? {
        return Ok(arg.to_owned());
    }
    let matches: Vec<_> = all
        .iter()
        .filter(|known| known.all_lowercase().any(|name| name.contains(&lower)))
        .collect();
    match matches[..] {
        [one] if !lower.is_empty() => return Ok(one.name.clone()),
        [] => {}
        _ if lower.is_empty() => {}
        _ => {
            let names: Vec<_> = matches.iter().map(|known| known.name.as_str()).collect();
            bail!(
                "“{arg}” could be any of these, so please type a little more: {}",
                names.join(", ")
            )
        }
    }
    let label = kind.label();
    if let Some(near) = nearest(&lower, &all) {
        bail!("there is no {label} “{arg}”; did you mean “{near}”?")
    }
    if all.is_empty() {
        bail!("there is no {label} “{arg}”, and no other")
    }
    let names: Vec<_> = all.iter().map(|known| known.name.as_str()).collect();
    bail!(
        "there is no {label} “{arg}”; there are these: {}",
        names.join(", ")
    )
}

/// The most similar name by Jaro-Winkler similarity, if it is similar enough.
fn nearest<'a>(lower: &str, all: &'a [KnownName]) -> Option<&'a str> {
    let similarity = |known: &KnownName| {
        let each = known.all_lowercase().map(|name| jaro_winkler(lower, &name));
        each.fold(0.0, f64::max)
    };
    all.iter()
        .map(|known| (similarity(known), known.name.as_str()))
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// The most tags among which the nearest one is looked for.
const MAX_TAGS: u64 = 100;

/// From 0 (nothing in common) to 1 (equal).
const MIN_SIMILARITY: f64 = 0.85;

impl NameKind {
    const fn label(self) -> &'static str {
        match self {
            Self::Exercise => "exercise",
            Self::Pattern => "pattern",
            Self::Feeling => "feeling",
            Self::Tag => "tag",
        }
    }

    /// The names of the library, or the tags that are used most.
    fn known_names(
        self,
        journal: &Journal,
        library: &Library,
    ) -> Result<Vec<KnownName>, JournalError> {
        let plain = |name: &str| KnownName {
            name: name.to_owned(),
            aliases: Vec::new(),
        };
        Ok(match self {
            Self::Exercise => library
                .exercises()
                .map(|exercise| KnownName {
                    name: exercise.id.clone(),
                    aliases: vec![exercise.title.clone()],
                })
                .collect(),
            Self::Pattern => library
                .thinking_patterns()
                .iter()
                .map(|pattern| KnownName {
                    name: pattern.name.clone(),
                    aliases: vec![pattern.id.clone(), pattern.clinical.clone()],
                })
                .collect(),
            Self::Feeling => feeling_names(library).into_iter().map(plain).collect(),
            Self::Tag => {
                let tags = journal.tags(EntryList::Done, MAX_TAGS)?;
                tags.iter().map(|tag| plain(&tag.name)).collect()
            }
        })
    }

    /// Whether an entry has this name. The library doesn't know names that users typed, or removed exercises.
    fn is_in_journal(self, name: &str, journal: &Journal) -> Result<bool, JournalError> {
        for list in [EntryList::Done, EntryList::Drafts, EntryList::Trash] {
            let name = name.to_owned();
            let filter = match self {
                Self::Exercise => Filter::Exercise(name),
                Self::Pattern => Filter::Pattern(name),
                Self::Feeling => Filter::Feeling(name),
                Self::Tag => Filter::Tag(name),
            };
            let filters = Filters::from_iter([Filter::List(list), filter]);
            if !journal
                .search_page(&Query::new("", filters), PageRequest::Newest, 1)?
                .is_empty()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl KnownName {
    /// The name and its aliases in lower case.
    fn all_lowercase(&self) -> impl Iterator<Item = String> {
        let names = std::iter::once(&self.name).chain(&self.aliases);
        names.map(|name| name.to_lowercase())
    }
}

/// The feelings that exercises offer, without duplicates.
pub(crate) fn feeling_names(library: &Library) -> Vec<&str> {
    let mut names: Vec<_> = options_with_role(library, Role::Feelings).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The options of the steps with this role.
fn options_with_role(library: &Library, role: Role) -> impl Iterator<Item = &str> {
    let steps = library.exercises().flat_map(|exercise| &exercise.steps);
    steps
        .filter(move |step| step.role == Some(role))
        .filter_map(|step| match &step.kind {
            StepKind::Choose(choose) => Some(&choose.options),
            _ => None,
        })
        .flatten()
        .map(|option| option.label.as_str())
}
