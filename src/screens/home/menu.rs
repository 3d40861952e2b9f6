//! What the first screen offers: exercises by what a person may feel, breaks, a look back.

use crate::breath::{BreathPattern, BreathPlayer};
use crate::entry::EntryId;
use crate::exercise::{BetterChoice, Break, Exercise};
use crate::journal::{Journal, Row};
use crate::library::{Library, Offer};

/// What ships, laid out already, an [`Item`] a line with tabs between its parts: to lay it out took a sixth of all
/// instructions of a start. A test holds it to [`lay_out`].
const SHIPPED: &str = include_str!("menu.tsv");

/// A line of the menu.
#[derive(Debug, PartialEq, Eq)]
pub enum Item {
    Heading(String),
    Open {
        label: String,
        minutes: String,
        /// What stands in the place of the minutes while something waits there.
        waits: Option<String>,
        about: Vec<String>,
        outcome: Opens,
    },
}

/// Where a line leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    Walk(String),
    Resume(EntryId),
    Breathe(String),
    /// How a fear turned out.
    FollowUp,
    History,
    /// What it all adds up to.
    Insights,
    People,
    You,
    Surprise,
    Quit,
}

/// "step 4 of 7" of a draft, where the exercise is still there.
pub fn standing(journal: &Journal, library: &Library, draft: &Row) -> String {
    let entry = journal.entry(&draft.id).ok().flatten();
    let place = entry.and_then(|entry| entry.draft_position);
    let (Some(exercise), Some(place)) = (library.exercise(&draft.exercise), place) else {
        return String::new();
    };
    let at = exercise.steps.iter().position(|step| step.id == place.step);
    at.map(|at| format!("step {} of {}", at + 1, exercise.steps.len()))
        .unwrap_or_default()
}

pub fn menu(library: &Library) -> Vec<Item> {
    let shipped = library.is_as_shipped().then(shipped).flatten();
    let mut items = shipped.unwrap_or_else(|| lay_out(library));
    items.extend(look_back());
    items
}

/// Exercises and breaks as they ship.
fn shipped() -> Option<Vec<Item>> {
    SHIPPED.lines().map(item).collect()
}

fn item(line: &str) -> Option<Item> {
    let mut parts = line.split('\t').map(str::to_owned);
    let outcome: fn(String) -> Opens = match parts.next()?.as_str() {
        "heading" => return parts.next().map(Item::Heading),
        "walk" => Opens::Walk,
        "breathe" => Opens::Breathe,
        _ => return None,
    };
    Some(Item::Open {
        outcome: outcome(parts.next()?),
        label: parts.next()?,
        minutes: parts.next()?,
        waits: None,
        about: parts.collect(),
    })
}

/// Exercises and breaks by what a person may feel, then all breaks.
fn lay_out(library: &Library) -> Vec<Item> {
    let mut items = Vec::new();
    let mut placed = Vec::new();
    for line in library.menu() {
        let mut fitting = library.under(line).peekable();
        if fitting.peek().is_some() {
            items.push(Item::Heading(line.line.clone()));
        }
        for offer in fitting {
            items.push(match offer {
                Offer::Exercise(exercise) => {
                    placed.push(exercise.id.clone());
                    walk(exercise, library)
                }
                Offer::Break(pause) => breathe(pause),
            });
        }
    }
    let mut more = library
        .heads()
        .filter(|exercise| !placed.contains(&exercise.id) && exercise.looks_back.is_none())
        .peekable();
    if more.peek().is_some() {
        items.push(Item::Heading("More".to_owned()));
    }
    items.extend(more.map(|exercise| walk(exercise, library)));
    items.push(Item::Heading("Take a break".to_owned()));
    // Those that anybody can take at any time come first.
    let mut pauses: Vec<_> = library.pauses().collect();
    pauses.sort_by_cached_key(|pause| {
        let has_holds = BreathPattern::from(*pause).has_holds();
        (has_holds, pause.cautions.len(), pause.title.clone())
    });
    items.extend(pauses.into_iter().map(breathe));
    items
}

/// What else there is.
fn look_back() -> Vec<Item> {
    let mut items = vec![Item::Heading("Look back".to_owned())];
    let mut add = |label: &str, about: &str, outcome: Opens| {
        let (label, about) = (label.to_owned(), vec![about.to_owned()]);
        items.push(Item::Open {
            label,
            minutes: String::new(),
            waits: None,
            about,
            outcome,
        });
    };
    add(
        "How did it turn out?",
        "What you were afraid of once, and what really happened.",
        Opens::FollowUp,
    );
    add(
        "History",
        "Every walk you took, with your words as you wrote them.",
        Opens::History,
    );
    add(
        "What it adds up to",
        "What you feared and what came of it, and when you wrote, in words and small pictures.",
        Opens::Insights,
    );
    add(
        "Pick one for me",
        "One of the exercises, by chance.",
        Opens::Surprise,
    );
    add(
        "People to talk to",
        "Numbers to call, people you trust, and pages for a hard moment.",
        Opens::People,
    );
    add(
        "About you",
        "Your country, the examples you see, the people you trust, and where this is kept.",
        Opens::You,
    );
    add("Leave", "Back to the shell.", Opens::Quit);
    items
}

fn breathe(pause: &Break) -> Item {
    let about = [pause.note.clone(), pause.say.clone()];
    Item::Open {
        label: pause.title.clone(),
        minutes: minutes(BreathPlayer::from_break(pause).time_left().as_secs()),
        waits: None,
        about: about.into_iter().flatten().collect(),
        outcome: Opens::Breathe(pause.id.clone()),
    }
}

fn walk(exercise: &Exercise, library: &Library) -> Item {
    let mut about = vec![exercise.purpose.clone()];
    about.extend(exercise.when.iter().map(|when| format!("When: {when}")));
    about.extend(
        exercise
            .better_choice
            .iter()
            .map(|better| better_choice(better, library)),
    );
    let minutes = exercise
        .minutes
        .map(|minutes| format!("{minutes} min"))
        .unwrap_or_default();
    Item::Open {
        label: exercise.title.clone(),
        minutes,
        waits: None,
        about,
        outcome: Opens::Walk(exercise.id.clone()),
    }
}

/// "If you feel flooded, “Slow six” may serve you better."
fn better_choice(better: &BetterChoice, library: &Library) -> String {
    let mut letters = better.when.trim_end_matches('.').chars();
    let first = letters
        .next()
        .map(|letter| letter.to_lowercase().to_string())
        .unwrap_or_default();
    let when = format!("If {first}{}", letters.as_str());
    if let Some(page) = better.read.as_ref().and_then(|id| library.page(id)) {
        return format!("{when}, read “{}” under People to talk to.", page.title);
    }
    let id = better.exercise.as_deref().unwrap_or_default();
    let exercise = library.head(id).map(|exercise| &exercise.title);
    let pause = || library.pause(id).map(|pause| &pause.title);
    let title = exercise.or_else(pause).map_or(id, String::as_str);
    format!("{when}, “{title}” may serve you better.")
}

fn minutes(seconds: u64) -> String {
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min", (seconds + 30) / 60)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn line(item: Item) -> String {
        let (kind, id, label, minutes, about) = match item {
            Item::Heading(words) => return format!("heading\t{words}\n"),
            Item::Open {
                label,
                minutes,
                about,
                outcome,
                ..
            } => match outcome {
                Opens::Walk(id) => ("walk", id, label, minutes, about),
                Opens::Breathe(id) => ("breathe", id, label, minutes, about),
                other => panic!("{other:?} ships with no file"),
            },
        };
        let parts = [kind.to_owned(), id, label, minutes];
        parts
            .into_iter()
            .chain(about)
            .collect::<Vec<_>>()
            .join("\t")
            + "\n"
    }

    #[test]
    fn the_menu_of_what_ships_is_what_its_files_say() {
        let library = Library::built_in();
        let lines: String = lay_out(&library).into_iter().map(line).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/screens/home/menu.tsv");
        if std::env::var_os("ENOUGH_SHELF").is_some_and(|wish| wish == "write") {
            std::fs::write(&path, &lines).unwrap();
        }
        assert!(
            std::fs::read_to_string(&path).unwrap() == lines,
            "ENOUGH_SHELF=write cargo test --lib menu writes {} again",
            path.display()
        );
        assert!(library.is_as_shipped());
        assert_eq!(shipped(), Some(lay_out(&library)));
    }
}
