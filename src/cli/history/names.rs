//! Names as they are typed: in any case, in part, and misspelt.

use anyhow::bail;

use crate::exercise::{Kind, Part};
use crate::journal::search::{Filters, Query};
use crate::journal::{Journal, JournalError, Shelf};
use crate::library::Library;
use crate::yaml::nearest;

/// What a name is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Exercise,
    Pattern,
    Feeling,
}

/// What the journal calls something, and what people may call it.
struct Known {
    name: String,
    title: String,
}

/// The name in the journal that `typed` stands for: one the library knows, or one that was written down.
pub fn find(
    what: Named,
    typed: &str,
    journal: &Journal,
    library: &Library,
) -> anyhow::Result<String> {
    let all = what.known(library);
    let lower = typed.trim().to_lowercase();
    if let Some(known) = all.iter().find(|known| known.is(&lower)) {
        return Ok(known.name.clone());
    }
    if what.is_written(typed, journal)? {
        return Ok(typed.to_owned());
    }
    let with_it: Vec<_> = all.iter().filter(|known| known.has(&lower)).collect();
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
    let called = what.called();
    let names = all.iter().map(|known| known.name.as_str());
    let titles = all.iter().map(|known| known.title.as_str());
    match nearest(&lower, names.clone().chain(titles)) {
        Some(near) => bail!("there is no {called} “{typed}”; did you mean “{near}”?"),
        None => bail!(
            "there is no {called} “{typed}”; there are these: {}",
            names.collect::<Vec<_>>().join(", ")
        ),
    }
}

impl Named {
    const fn called(self) -> &'static str {
        match self {
            Self::Exercise => "exercise",
            Self::Pattern => "pattern",
            Self::Feeling => "feeling",
        }
    }

    fn known(self, library: &Library) -> Vec<Known> {
        let plain = |name: &str| Known {
            name: name.to_owned(),
            title: String::new(),
        };
        match self {
            Self::Exercise => library
                .exercises()
                .map(|exercise| Known {
                    name: exercise.id.clone(),
                    title: exercise.title.clone(),
                })
                .collect(),
            Self::Pattern => library
                .patterns()
                .iter()
                .map(|pattern| Known {
                    name: pattern.name.clone(),
                    title: pattern.id.clone(),
                })
                .collect(),
            Self::Feeling => {
                let mut names: Vec<_> = offered(library, Part::Feelings).collect();
                names.sort_unstable();
                names.dedup();
                names.into_iter().map(plain).collect()
            }
        }
    }

    /// Whether an entry has it, even if the library doesn't know it: what people type in themselves, and
    /// exercises that are gone.
    fn is_written(self, name: &str, journal: &Journal) -> Result<bool, JournalError> {
        for shelf in [Shelf::Done, Shelf::Drafts, Shelf::Trash] {
            let mut filters = Filters {
                shelf,
                ..Filters::default()
            };
            let filter = match self {
                Self::Exercise => &mut filters.exercise,
                Self::Pattern => &mut filters.pattern,
                Self::Feeling => &mut filters.feeling,
            };
            *filter = Some(name.to_owned());
            if !journal.search(&Query::new("", filters), 0, 1)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Known {
    fn is(&self, lower: &str) -> bool {
        self.name.to_lowercase() == lower || self.title.to_lowercase() == lower
    }

    fn has(&self, lower: &str) -> bool {
        self.name.to_lowercase().contains(lower) || self.title.to_lowercase().contains(lower)
    }
}

/// The options of the steps that play that part.
fn offered(library: &Library, part: Part) -> impl Iterator<Item = &str> {
    let steps = library.exercises().flat_map(|exercise| &exercise.steps);
    steps
        .filter(move |step| step.part == Some(part))
        .filter_map(|step| match &step.kind {
            Kind::Choose(choose) => Some(&choose.options),
            _ => None,
        })
        .flatten()
        .map(|option| option.label.as_str())
}
