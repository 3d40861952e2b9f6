//! The menu of the home screen: exercises by what the user may feel, breaks, the history.

use std::rc::Rc;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::content::library::{Activity, Library};
use crate::domain::breath::{BreathPattern, BreathPlayer};
use crate::domain::entry::EntryId;
use crate::domain::exercise::{BetterChoice, Break, Exercise};
use crate::domain::exercise_path::ExercisePath;
use crate::domain::session::Session;
use crate::storage::journal::{EntryList, EntrySummary, Journal, JournalError};
use crate::text::{one_line, pluralize};
use crate::ui::keymap::{Action, KeyContext, key_label};
use crate::ui::screens::AppCommand;

/// An item of the menu.
#[derive(Debug)]
pub(crate) enum MenuItem {
    Heading(String),
    Link(MenuLink),
}

/// A row of the menu that opens something.
#[derive(Debug)]
pub(crate) struct MenuLink {
    /// Opens it, as a digit or in line mode. It stays the same, whatever is unfinished or due.
    pub(crate) number: usize,
    pub(crate) label: String,
    side_label: SideLabel,
    /// Shown instead of the side label while something is due.
    pub(crate) pending_label: Option<String>,
    pub(crate) description: Vec<String>,
    pub(crate) command: AppCommand,
}

/// What stands at the right of a row.
#[derive(Debug)]
pub(crate) enum SideLabel {
    Text(String),
    /// The time that it takes.
    Duration(Duration),
}

impl MenuLink {
    /// The number of the unfinished exercises; the others begin at 1.
    pub(crate) const UNFINISHED: usize = 0;
    /// The highest number that one key opens.
    const MAX_DIGIT: usize = 9;

    fn new(
        label: &str,
        side_label: SideLabel,
        description: Vec<String>,
        command: AppCommand,
    ) -> Self {
        Self {
            number: Self::UNFINISHED,
            label: label.to_owned(),
            side_label,
            pending_label: None,
            description,
            command,
        }
    }

    /// The label at the right: what is due, or else the minutes.
    pub(crate) fn right_label(&self) -> String {
        self.side_text(|count, _, short| format!("{count} {short}"))
    }

    /// The same with the words written out, for speech.
    pub(crate) fn spoken_side_label(&self) -> String {
        self.side_text(|count, (one, many), _| pluralize(count, one, many))
    }

    /// Formats a duration with `with_unit`, which gets the number, its unit in the singular and the plural, and the short
    /// form.
    fn side_text(&self, with_unit: impl Fn(u64, (&str, &str), &str) -> String) -> String {
        match (&self.pending_label, &self.side_label) {
            (Some(pending), _) => pending.clone(),
            (None, SideLabel::Text(text)) => text.clone(),
            (None, SideLabel::Duration(time)) => match time.as_secs() {
                seconds @ 0..60 => with_unit(seconds, ("second", "seconds"), "s"),
                seconds => with_unit((seconds + 30) / 60, ("minute", "minutes"), "min"),
            },
        }
    }

    /// Whether it is about the program and help rather than an exercise or the history.
    pub(crate) const fn is_about_program(&self) -> bool {
        matches!(
            self.command,
            AppCommand::AskFeeling
                | AppCommand::ShowPeople
                | AppCommand::ShowProfile
                | AppCommand::Quit
        )
    }

    /// The digit that opens it; a space if none does.
    pub(crate) fn digit(&self) -> String {
        if self.number <= Self::MAX_DIGIT {
            self.number.to_string()
        } else {
            " ".to_owned()
        }
    }
}

/// The row that unlocks the journal. Its number is for line mode only.
pub(crate) fn unlock_link(number: usize) -> MenuLink {
    let description =
        "With your passphrase or your recovery code. What you do is saved once you unlock it.";
    MenuLink {
        number: number.max(MenuLink::MAX_DIGIT + 1),
        ..MenuLink::new(
            "Unlock it",
            SideLabel::Text(String::new()),
            vec![description.to_owned()],
            AppCommand::ShowUnlock(Box::new(AppCommand::None)),
        )
    }
}

/// The row for unfinished exercises, and the id of the newest one; none if there are none.
pub(crate) fn unfinished_row(
    journal: &Journal,
    library: &Library,
) -> Result<Option<(EntryId, MenuLink)>, JournalError> {
    let newest = journal.newest_summaries(EntryList::Drafts, 1)?;
    let Some(newest) = newest.into_iter().next() else {
        return Ok(None);
    };
    let count = journal.count(EntryList::Drafts)?;
    let label = one_line(&newest.headline);
    let title = newest.title.clone();
    let link = match count.saturating_sub(1) {
        0 => MenuLink::new(
            &label,
            SideLabel::Text(progress_label(journal, library, &newest)),
            vec![title, "Picks up where you left off.".to_owned()],
            AppCommand::ResumeEntry(newest.id.clone()),
        ),
        others => MenuLink::new(
            &label,
            SideLabel::Text(format!("and {others} more")),
            vec![
                title,
                format!(
                    "This is the newest of {count}. {} lists them.",
                    key_label(Action::Activate, KeyContext::Home)
                ),
            ],
            AppCommand::ShowDrafts,
        ),
    };
    Ok(Some((newest.id, link)))
}

/// The chapter of a draft, or "step 4 of 7" as its session shows it; empty if its exercise or its step is gone.
pub(crate) fn progress_label(journal: &Journal, library: &Library, draft: &EntrySummary) -> String {
    let entry = journal.entry(&draft.id).ok().flatten();
    let (Some(exercise), Some(entry)) = (library.exercise(&draft.exercise), entry) else {
        return String::new();
    };
    let position = entry.draft_position.as_ref();
    if position.is_none_or(|position| exercise.step(&position.step).is_none()) {
        return String::new();
    }
    // The random numbers only choose the wording of questions.
    let session = Session::resume(Rc::clone(exercise), &entry, &mut StdRng::seed_from_u64(0));
    if let Some((chapter, ..)) = session.chapter_progress() {
        return format!("in “{chapter}”");
    }
    match session.known_progress() {
        (_, Some(1)) => String::new(),
        (number, Some(count)) => format!("step {number} of {count}"),
        (number, None) => format!("step {number}"),
    }
}

/// The menu, numbered from 1.
pub(crate) fn build_menu(library: &Library) -> Vec<MenuItem> {
    let mut items = activity_items(library);
    items.extend(any_day_items(library));
    items.extend(look_back_items());
    items.extend(help_items());
    let links = items.iter_mut().filter_map(|item| match item {
        MenuItem::Link(link) => Some(link),
        MenuItem::Heading(_) => None,
    });
    for (number, link) in (1..).zip(links) {
        link.number = number;
    }
    items
}

/// Exercises and breaks by what the user may feel, then the other breaks. Each is there once, where it comes first.
fn activity_items(library: &Library) -> Vec<MenuItem> {
    let mut items = Vec::new();
    let mut placed: Vec<String> = Vec::new();
    for line in library.menu() {
        let activities: Vec<_> = library
            .activities(line)
            .filter(|activity| placed.iter().all(|id| id != activity.id()))
            .collect();
        push_section(&line.line, &activities, library, &mut items);
        placed.extend(activities.iter().map(|activity| activity.id().to_owned()));
    }
    let is_placed = |id: &String| placed.contains(id);
    let others: Vec<_> = library
        .headers()
        .filter(|exercise| !is_placed(&exercise.id) && exercise.follows_up.is_none())
        .filter(|exercise| !exercise.check_in)
        .map(Activity::Exercise)
        .collect();
    push_section("More exercises", &others, library, &mut items);
    // Breaks without cautions come first.
    let mut breaks: Vec<_> = library
        .breaks()
        .filter(|break_| !is_placed(&break_.id))
        .collect();
    breaks.sort_by_cached_key(|break_| {
        let has_holds = BreathPattern::from(*break_).has_holds();
        (has_holds, break_.cautions.len(), break_.title.clone())
    });
    let breaks: Vec<_> = breaks.into_iter().map(Activity::Break).collect();
    push_section("Breathe", &breaks, library, &mut items);
    items
}

/// Adds a heading and its activities, if there are any.
fn push_section(
    heading: &str,
    activities: &[Activity],
    library: &Library,
    items: &mut Vec<MenuItem>,
) {
    if activities.is_empty() {
        return;
    }
    items.push(MenuItem::Heading(heading.to_owned()));
    items.extend(activities.iter().map(|activity| {
        MenuItem::Link(match activity {
            Activity::Exercise(exercise) => exercise_link(exercise, library),
            Activity::Break(break_) => break_link(break_),
        })
    }));
}

/// What is for any day: check-ins, the cards, and a row for each path.
fn any_day_items(library: &Library) -> Vec<MenuItem> {
    let check_ins = library.headers().filter(|exercise| exercise.check_in);
    let check_ins = check_ins.map(|exercise| MenuItem::Link(exercise_link(exercise, library)));
    let cards = fixed_link(
        "My lines",
        "The good-enough lines that you keep as cards, one at a time.",
        AppCommand::ShowCards,
    );
    let paths = library.exercise_paths().map(path_link).map(MenuItem::Link);
    [MenuItem::Heading("Any day".to_owned())]
        .into_iter()
        .chain(check_ins)
        .chain([cards])
        .chain(paths)
        .collect()
}

/// The items after the exercises and breaks.
fn look_back_items() -> Vec<MenuItem> {
    vec![
        MenuItem::Heading("Look back".to_owned()),
        fixed_link(
            "How did it turn out?",
            "What you were afraid of, and what happened.",
            AppCommand::FollowUp(None),
        ),
        fixed_link(
            "History",
            "Everything you've finished, in your own words.",
            AppCommand::ShowHistory,
        ),
        fixed_link(
            "What your entries show",
            "What you feared, what happened, and when you wrote.",
            AppCommand::ShowInsights,
        ),
    ]
}

/// The last items, about help and the program.
fn help_items() -> Vec<MenuItem> {
    vec![
        MenuItem::Heading("Find help".to_owned()),
        fixed_link(
            "Help me choose",
            "Two questions, then one or two suggestions.",
            AppCommand::AskFeeling,
        ),
        fixed_link(
            "People to talk to",
            "Numbers to call, people you trust, and pages for a hard moment.",
            AppCommand::ShowPeople,
        ),
        fixed_link(
            "About you",
            "Your country, the examples you see, people you trust, and where this is saved.",
            AppCommand::ShowProfile,
        ),
        fixed_link("Quit", "Back to the terminal.", AppCommand::Quit),
    ]
}

fn fixed_link(label: &str, description: &str, command: AppCommand) -> MenuItem {
    let description = vec![description.to_owned()];
    let side_label = SideLabel::Text(String::new());
    MenuItem::Link(MenuLink::new(label, side_label, description, command))
}

fn path_link(path: &ExercisePath) -> MenuLink {
    let mut description = vec![path.purpose.clone()];
    description.extend(path.about.iter().chain(&path.credit).cloned());
    MenuLink::new(
        &path.title,
        SideLabel::Text(String::new()),
        description,
        AppCommand::ShowPath(path.id.clone()),
    )
}

fn break_link(break_: &Break) -> MenuLink {
    let description = [
        break_.subtitle.clone(),
        break_.note.clone(),
        break_.say.clone(),
    ];
    MenuLink::new(
        &break_.title,
        SideLabel::Duration(BreathPlayer::from_break(break_).time_left()),
        description.into_iter().flatten().collect(),
        AppCommand::StartBreak(break_.id.clone()),
    )
}

fn exercise_link(exercise: &Exercise, library: &Library) -> MenuLink {
    let mut description = vec![exercise.purpose.clone()];
    description.extend(exercise.when.iter().map(|when| format!("When: {when}")));
    description.extend(
        exercise
            .better_choice
            .iter()
            .map(|better| better_choice_text(better, library)),
    );
    let time = exercise
        .minutes
        .map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
    let side_label = time.map_or(SideLabel::Text(String::new()), SideLabel::Duration);
    let command = AppCommand::StartExercise(exercise.id.clone());
    MenuLink::new(&exercise.title, side_label, description, command)
}

/// "If you feel flooded, try “Slow six” instead."
pub(crate) fn better_choice_text(better: &BetterChoice, library: &Library) -> String {
    let mut letters = better.when.trim_end_matches('.').chars();
    let first = letters
        .next()
        .map(|letter| letter.to_lowercase().to_string())
        .unwrap_or_default();
    let when = format!("If {first}{}", letters.as_str());
    if let Some(page) = better.read.as_ref().and_then(|id| library.page(id)) {
        return format!(
            "{when}, read “{}” first. It's under People to talk to.",
            page.title
        );
    }
    let id = better.exercise.as_deref().unwrap_or_default();
    let exercise = library.header(id).map(|exercise| &exercise.title);
    let break_ = || library.breathing_break(id).map(|break_| &break_.title);
    let title = exercise.or_else(break_).map_or(id, String::as_str);
    format!("{when}, try “{title}” instead.")
}
