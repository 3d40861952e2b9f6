//! The menu of the home screen: exercises by what the user may feel, breaks, the history.

use crate::content::library::{Activity, Library};
use crate::domain::breath::{BreathPattern, BreathPlayer};
use crate::domain::exercise::{BetterChoice, Break, Exercise};
use crate::storage::journal::{EntrySummary, Journal};
use crate::ui::screens::AppCommand;

/// An item of the menu.
#[derive(Debug)]
pub(crate) enum MenuItem {
    Heading(String),
    Link {
        label: String,
        side_label: String,
        /// Shown instead of the minutes while something is due.
        pending_label: Option<String>,
        description: Vec<String>,
        command: AppCommand,
    },
}

/// "step 4 of 7" of a draft; empty if its exercise is gone.
pub(crate) fn progress_label(journal: &Journal, library: &Library, draft: &EntrySummary) -> String {
    let entry = journal.entry(&draft.id).ok().flatten();
    let position = entry.and_then(|entry| entry.draft_position);
    let (Some(exercise), Some(position)) = (library.exercise(&draft.exercise), position) else {
        return String::new();
    };
    let index = exercise
        .steps
        .iter()
        .position(|step| step.id == position.step);
    index
        .map(|index| format!("step {} of {}", index + 1, exercise.steps.len()))
        .unwrap_or_default()
}

pub(crate) fn build_menu(library: &Library) -> Vec<MenuItem> {
    let mut items = exercise_items(library);
    items.extend(fixed_items());
    items
}

/// Exercises and breaks by what the user may feel, then all breaks.
fn exercise_items(library: &Library) -> Vec<MenuItem> {
    let mut items = Vec::new();
    let mut placed = Vec::new();
    for line in library.menu() {
        let mut fitting = library.activities(line).peekable();
        if fitting.peek().is_some() {
            items.push(MenuItem::Heading(line.line.clone()));
        }
        for offer in fitting {
            items.push(match offer {
                Activity::Exercise(exercise) => {
                    placed.push(exercise.id.clone());
                    exercise_item(exercise, library)
                }
                Activity::Break(break_) => break_item(break_),
            });
        }
    }
    let mut more = library
        .headers()
        .filter(|exercise| !placed.contains(&exercise.id) && exercise.follows_up.is_none())
        .peekable();
    if more.peek().is_some() {
        items.push(MenuItem::Heading("More".to_owned()));
    }
    items.extend(more.map(|exercise| exercise_item(exercise, library)));
    items.push(MenuItem::Heading("Take a break".to_owned()));
    // Breaks without cautions come first.
    let mut breaks: Vec<_> = library.breaks().collect();
    breaks.sort_by_cached_key(|break_| {
        let has_holds = BreathPattern::from(*break_).has_holds();
        (has_holds, break_.cautions.len(), break_.title.clone())
    });
    items.extend(breaks.into_iter().map(break_item));
    items
}

/// The items after the exercises and breaks.
fn fixed_items() -> Vec<MenuItem> {
    let mut items = vec![MenuItem::Heading("Look back".to_owned())];
    let mut add = |label: &str, description: &str, command: AppCommand| {
        let (label, description) = (label.to_owned(), vec![description.to_owned()]);
        items.push(MenuItem::Link {
            label,
            side_label: String::new(),
            pending_label: None,
            description,
            command,
        });
    };
    add(
        "How did it turn out?",
        "What you were afraid of once, and what really happened.",
        AppCommand::FollowUp(None),
    );
    add(
        "History",
        "Every walk you took, with your words as you wrote them.",
        AppCommand::ShowHistory,
    );
    add(
        "What it adds up to",
        "What you feared and what came of it, and when you wrote, in words and small pictures.",
        AppCommand::ShowInsights,
    );
    add(
        "Pick one for me",
        "One of the exercises, by chance.",
        AppCommand::StartRandomExercise,
    );
    add(
        "People to talk to",
        "Numbers to call, people you trust, and pages for a hard moment.",
        AppCommand::ShowPeople,
    );
    add(
        "About you",
        "Your country, the examples you see, the people you trust, and where this is kept.",
        AppCommand::ShowProfile,
    );
    add("Leave", "Back to the shell.", AppCommand::Quit);
    items
}

fn break_item(break_: &Break) -> MenuItem {
    let description = [
        break_.subtitle.clone(),
        break_.note.clone(),
        break_.say.clone(),
    ];
    MenuItem::Link {
        label: break_.title.clone(),
        side_label: format_minutes(BreathPlayer::from_break(break_).time_left().as_secs()),
        pending_label: None,
        description: description.into_iter().flatten().collect(),
        command: AppCommand::StartBreak(break_.id.clone()),
    }
}

fn exercise_item(exercise: &Exercise, library: &Library) -> MenuItem {
    let mut description = vec![exercise.purpose.clone()];
    description.extend(exercise.when.iter().map(|when| format!("When: {when}")));
    description.extend(
        exercise
            .better_choice
            .iter()
            .map(|better| alternative_text(better, library)),
    );
    let minutes = exercise
        .minutes
        .map(|minutes| format!("{minutes} min"))
        .unwrap_or_default();
    MenuItem::Link {
        label: exercise.title.clone(),
        side_label: minutes,
        pending_label: None,
        description,
        command: AppCommand::StartExercise(exercise.id.clone()),
    }
}

/// "If you feel flooded, “Slow six” may serve you better."
fn alternative_text(better: &BetterChoice, library: &Library) -> String {
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
    let exercise = library.header(id).map(|exercise| &exercise.title);
    let break_ = || library.breathing_break(id).map(|break_| &break_.title);
    let title = exercise.or_else(break_).map_or(id, String::as_str);
    format!("{when}, “{title}” may serve you better.")
}

fn format_minutes(seconds: u64) -> String {
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min", (seconds + 30) / 60)
    }
}
