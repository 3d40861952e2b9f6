//! Names as they are typed: in any case, in part, and misspelt.

use anyhow::bail;
use strsim::jaro_winkler;

use crate::content::library::Library;
use crate::domain::exercise::{Role, StepKind};
use crate::storage::journal::{EntryList, Journal, JournalError, PageRequest};
use crate::storage::search::{Filter, Filters, Query};

/// What a name is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    Exercise,
    Pattern,
    Feeling,
}

/// What the journal calls something, and what people may call it.
struct KnownName {
    name: String,
    aliases: Vec<String>,
}

/// The name in the journal that `typed` stands for: one the library knows, or one that was written down.
pub fn resolve_name(
    what: NameKind,
    typed: &str,
    journal: &Journal,
    library: &Library,
) -> anyhow::Result<String> {
    let all = what.known_names(library);
    let lower = typed.trim().to_lowercase();
    if let Some(known) = all
        .iter()
        .find(|known| known.all_lowercase().any(|name| name == lower))
    {
        return Ok(known.name.clone());
    }
    if what.is_in_journal(typed, journal)? {
        return Ok(typed.to_owned());
    }
    let with_it: Vec<_> = all
        .iter()
        .filter(|known| known.all_lowercase().any(|name| name.contains(&lower)))
        .collect();
    match with_it[..] {
        [one] if !lower.is_empty() => return Ok(one.name.clone()),
        [] => {}
        _ if lower.is_empty() => {}
        _ => {
            let names: Vec<_> = with_it.iter().map(|known| known.name.as_str()).collect();
            bail!(
                "“{typed}” could be any of these, so please type a little more: {}",
                names.join(", ")
            )
        }
    }
    let called = what.label();
    if let Some(near) = nearest(&lower, &all) {
        bail!("there is no {called} “{typed}”; did you mean “{near}”?")
    }
    let names: Vec<_> = all.iter().map(|known| known.name.as_str()).collect();
    bail!(
        "there is no {called} “{typed}”; there are these: {}",
        names.join(", ")
    )
}

/// The name that was probably meant, as far as the beginnings and most letters agree.
fn nearest<'a>(lower: &str, all: &'a [KnownName]) -> Option<&'a str> {
    let likeness = |known: &KnownName| {
        let each = known.all_lowercase().map(|name| jaro_winkler(lower, &name));
        each.fold(0.0, f64::max)
    };
    all.iter()
        .map(|known| (likeness(known), known.name.as_str()))
        .filter(|(likeness, _)| *likeness >= MIN_SIMILARITY)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// 1 is the same, 0 has nothing in common.
const MIN_SIMILARITY: f64 = 0.85;

impl NameKind {
    const fn label(self) -> &'static str {
        match self {
            Self::Exercise => "exercise",
            Self::Pattern => "pattern",
            Self::Feeling => "feeling",
        }
    }

    fn known_names(self, library: &Library) -> Vec<KnownName> {
        let plain = |name: &str| KnownName {
            name: name.to_owned(),
            aliases: Vec::new(),
        };
        match self {
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
            Self::Feeling => {
                let mut names: Vec<_> = options_with_role(library, Role::Feelings).collect();
                names.sort_unstable();
                names.dedup();
                names.into_iter().map(plain).collect()
            }
        }
    }

    /// Whether an entry has it, even if the library doesn't know it: what people type in themselves, and
    /// exercises that are gone.
    fn is_in_journal(self, name: &str, journal: &Journal) -> Result<bool, JournalError> {
        for shelf in [EntryList::Done, EntryList::Drafts, EntryList::Trash] {
            let name = name.to_owned();
            let filter = match self {
                Self::Exercise => Filter::Exercise(name),
                Self::Pattern => Filter::Pattern(name),
                Self::Feeling => Filter::Feeling(name),
            };
            let filters = Filters::from_iter([Filter::List(shelf), filter]);
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
    /// All it may be called, in small letters.
    fn all_lowercase(&self) -> impl Iterator<Item = String> {
        let names = std::iter::once(&self.name).chain(&self.aliases);
        names.map(|name| name.to_lowercase())
    }
}

/// The options of the steps that play that part.
fn options_with_role(library: &Library, part: Role) -> impl Iterator<Item = &str> {
    let steps = library.exercises().flat_map(|exercise| &exercise.steps);
    steps
        .filter(move |step| step.role == Some(part))
        .filter_map(|step| match &step.kind {
            StepKind::Choose(choose) => Some(&choose.options),
            _ => None,
        })
        .flatten()
        .map(|option| option.label.as_str())
}
