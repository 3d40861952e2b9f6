//! Generates `docs/exercises.md`, which shows all exercises and breaks as their files have them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::library::{Activity, Library};
use crate::domain::breath::{BreathPattern, BreathPlayer};
use crate::domain::exercise::{Break, Exercise, PhaseAction};
use crate::ui::line_mode::prompt::format_duration;

const INTRODUCTION: &str = "\
# All exercises and breaks

This page is made from the files in `exercises/`. Exercises stand under what it feels like, in the order of the first screen. Every one
of them can be left at any question, and every question can be skipped.
";

/// The page in Markdown.
fn gallery() -> String {
    let library = Library::embedded();
    let mut page = INTRODUCTION.to_owned();
    let mut shown = BTreeSet::new();
    for line in library.menu() {
        let _ = write!(page, "\n## {}\n", line.line);
        for activity in library.activities(line) {
            match activity {
                Activity::Exercise(exercise) if shown.insert(exercise.id.clone()) => {
                    let exercise = library
                        .exercise(&exercise.id)
                        .expect("it is in the library");
                    page.push_str(&exercise_section(&library, exercise));
                }
                // It has its section elsewhere on the page.
                other => {
                    let _ = write!(page, "\nAlso: {}\n", link(other.title()));
                }
            }
        }
    }
    page.push_str("\n## Any day, and later\n");
    for path in library.exercise_paths() {
        let command = format!("enough path {}", path.id);
        page.push_str(&heading(&path.title, &command, None));
        let _ = write!(page, "\n{}\n", path.purpose);
    }
    for exercise in library.exercises() {
        if shown.insert(exercise.id.clone()) {
            page.push_str(&exercise_section(&library, exercise));
        }
    }
    page.push_str("\n## Breaks\n");
    let _ = write!(
        page,
        "\n{}\n",
        library.caution("general").expect("it ships")
    );
    for break_ in library.breaks() {
        page.push_str(&break_section(&library, break_));
    }
    page
}

fn link(title: &str) -> String {
    format!("[{title}](#{})", anchor(title))
}

/// The anchor that code hosts and mdBook give to a heading.
fn anchor(title: &str) -> String {
    let kept = title.to_lowercase().replace(' ', "-");
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    kept.chars().filter(is_kept).collect()
}

fn heading(title: &str, command: &str, length: Option<String>) -> String {
    let length = length.map(|length| format!(", {length}"));
    let length = length.unwrap_or_default();
    format!("\n### {title}\n\n`{command}`{length}\n")
}

fn exercise_section(library: &Library, exercise: &Exercise) -> String {
    // A look back is opened for an entry, not by its name.
    let command = match (&exercise.follows_up, exercise.check_in) {
        (Some(_), _) => "enough due".to_owned(),
        (None, true) => "enough check-in".to_owned(),
        (None, false) => format!("enough start {}", exercise.id),
    };
    let minutes = exercise.minutes.map(|minutes| match minutes {
        1 => "about a minute".to_owned(),
        minutes => format!("about {minutes} minutes"),
    });
    let mut section = heading(&exercise.title, &command, minutes);
    let _ = write!(section, "\n{}\n\n", exercise.purpose);
    if let Some(when) = &exercise.when {
        let _ = writeln!(section, "- When: {when}");
    }
    for choice in &exercise.better_choice {
        let other = choice.exercise.as_deref();
        if let Some(title) = other.and_then(|id| title_of(library, id)) {
            let (when, link) = (&choice.when, link(title));
            let _ = writeln!(section, "- {when} Then {link} serves better.");
        }
    }
    let steps = exercise.steps.iter();
    let chapters: Vec<_> = steps.filter_map(|step| step.chapter.as_deref()).collect();
    if !chapters.is_empty() {
        let _ = writeln!(section, "- Chapters: {}", chapters.join(", "));
    }
    for source in &exercise.sources {
        let _ = writeln!(section, "- Source: {source}");
    }
    section
}

fn break_section(library: &Library, break_: &Break) -> String {
    let player = BreathPlayer::from_break(break_);
    let mut length = format_duration(player.time_left());
    if let Some(subtitle) = &break_.subtitle {
        let _ = write!(length, ": {subtitle}");
    }
    let command = format!("enough breathe {}", break_.id);
    let mut section = heading(&break_.title, &command, Some(length));
    if let Some(note) = &break_.note {
        let _ = write!(section, "\n{note}\n");
    }
    section.push('\n');
    let phases = break_.phases.iter();
    let phases: Vec<_> = phases
        .map(|phase| format!("{} {} s", phase_name(phase.action), phase.seconds))
        .collect();
    if !phases.is_empty() {
        let _ = writeln!(section, "- One breath: {}", phases.join(", "));
    }
    let lengths = break_.lengths.iter();
    let others = lengths.filter(|(name, _)| *name != "default");
    let others: Vec<_> = others
        .map(|(name, length)| {
            let player = BreathPlayer::new(BreathPattern::from(break_), *length);
            let time = format_duration(player.time_left());
            format!("`{name}` ({time})")
        })
        .collect();
    if !others.is_empty() {
        let _ = writeln!(section, "- Other lengths: {}", others.join(", "));
    }
    let without_holds = break_.no_hold.as_deref();
    if let Some(title) = without_holds.and_then(|id| title_of(library, id)) {
        let _ = writeln!(section, "- Without holds: {}", link(title));
    }
    for caution in break_.cautions.iter().filter(|name| *name != "general") {
        if let Some(text) = library.caution(caution) {
            let _ = writeln!(section, "- To mind: {text}");
        }
    }
    section
}

const fn phase_name(action: PhaseAction) -> &'static str {
    match action {
        PhaseAction::Inhale => "in",
        PhaseAction::TopUp => "in a little more",
        PhaseAction::Hold => "hold",
        PhaseAction::Exhale => "out",
        PhaseAction::HoldEmpty => "hold empty",
        PhaseAction::Rest => "rest",
        PhaseAction::Tense => "tense",
        PhaseAction::Release => "let go",
    }
}

fn title_of<'a>(library: &'a Library, id: &str) -> Option<&'a str> {
    let exercise = library.exercise(id).map(|exercise| &*exercise.title);
    exercise.or_else(|| library.breathing_break(id).map(|break_| &*break_.title))
}

#[test]
fn the_gallery_in_docs_shows_the_files_as_they_are() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/exercises.md");
    let page = gallery();
    if std::env::var_os("ENOUGH_GALLERY").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, &page).expect("it can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "ENOUGH_GALLERY=write cargo test --lib gallery writes docs/exercises.md again"
    );
}
