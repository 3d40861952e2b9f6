//! “Help me choose”: two questions, what it feels like and how much time there is, that end in one or two suggestions.
//! Whoever can't tell what it feels like gets calming ones without the second question, which would change nothing.

use super::AppCommand;
use super::choice_screen::{Choice, ChoiceScreen};
use crate::content::library::{Activity, Library};
use crate::text::pluralize;

const TITLE: &str = "Help me choose";

/// How much time there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AvailableTime {
    Short,
    Medium,
    Long,
}

impl AvailableTime {
    /// The time that so many minutes need.
    const fn needed_for(minutes: u16) -> Self {
        match minutes {
            0..=3 => Self::Short,
            4..=7 => Self::Medium,
            _ => Self::Long,
        }
    }
}

/// The first question. Its choices are the headings of the home screen.
pub(crate) fn feeling_question(library: &Library) -> ChoiceScreen {
    let choice = |label: &str, command: AppCommand| Choice {
        label: label.to_owned(),
        detail: String::new(),
        command,
    };
    let lines = library.menu().iter();
    let mut choices: Vec<_> = lines
        .filter(|line| library.activities(line).next().is_some())
        .map(|line| choice(&line.line, AppCommand::AskAvailableTime(line.id.clone())))
        .collect();
    choices.push(choice("I can't tell", AppCommand::SuggestCalming));
    ChoiceScreen::new(TITLE, "What is it most like right now?", choices)
}

/// The second question.
pub(crate) fn time_question(feeling: &str) -> ChoiceScreen {
    let choices = [
        ("Two or three minutes", AvailableTime::Short),
        ("About five minutes", AvailableTime::Medium),
        ("Ten minutes or more", AvailableTime::Long),
    ];
    let choices = choices.map(|(label, time)| Choice {
        label: label.to_owned(),
        detail: String::new(),
        command: AppCommand::SuggestExercise(feeling.to_owned(), time),
    });
    let question = "How much time is there? A little is fine.";
    ChoiceScreen::new(TITLE, question, choices.into())
}

/// One or two suggestions: the feeling's own exercises that fit the time; those that use most of it come first. If all of
/// them take longer, a breath comes first and the shortest one second.
///
/// `calming` are an exercise and a break for a feeling without exercises. `is_wanted` leaves out exercises that have
/// nothing to work on.
pub(crate) fn suggestions(
    library: &Library,
    (feeling, time): (&str, AvailableTime),
    calming: [&str; 2],
    is_wanted: impl Fn(&str) -> bool,
) -> ChoiceScreen {
    let line = library.menu().iter().find(|line| line.id == feeling);
    let mut fitting: Vec<Activity> = line
        .into_iter()
        .flat_map(|line| library.activities(line))
        .filter(|activity| is_wanted(activity.id()))
        .collect();
    let needed = |activity: &Activity| AvailableTime::needed_for(activity.minutes());
    if fitting.is_empty() {
        return calming_suggestions(library, calming);
    }
    if fitting.iter().all(|activity| needed(activity) > time) {
        fitting.sort_by_key(Activity::minutes);
        let [_, breath] = calming;
        fitting.splice(0..0, library.breathing_break(breath).map(Activity::Break));
    } else {
        fitting.retain(|activity| needed(activity) <= time);
        fitting.sort_by_key(|activity| std::cmp::Reverse(needed(activity)));
    }
    fitting.truncate(2);
    suggestion_screen(&fitting)
}

/// The suggestions that fit any feeling: an exercise and a break.
pub(crate) fn calming_suggestions(
    library: &Library,
    [grounding, breath]: [&str; 2],
) -> ChoiceScreen {
    let grounding = library.header(grounding).map(Activity::Exercise);
    let breath = library.breathing_break(breath).map(Activity::Break);
    let calming: Vec<_> = grounding.into_iter().chain(breath).collect();
    suggestion_screen(&calming)
}

fn suggestion_screen(fitting: &[Activity]) -> ChoiceScreen {
    let question = match fitting.len() {
        1 => "This may fit. You can stop at any time.",
        _ => "One of these may fit. You can stop at any time.",
    };
    let mut choices: Vec<_> = fitting.iter().map(suggestion).collect();
    choices.push(Choice {
        label: "Show me everything".to_owned(),
        detail: "Back to the first screen.".to_owned(),
        command: AppCommand::LeaveChoices,
    });
    ChoiceScreen::new(TITLE, question, choices)
}

/// The choice that starts an exercise or a break.
pub(crate) fn suggestion(activity: &Activity) -> Choice {
    let title = activity.title();
    let label = match activity.minutes() {
        0 => title.to_owned(),
        minutes => format!("{title}, {}", pluralize(minutes, "minute", "minutes")),
    };
    let (detail, command) = match activity {
        Activity::Exercise(exercise) => (
            exercise.purpose.clone(),
            AppCommand::StartExercise(exercise.id.clone()),
        ),
        Activity::Break(break_) => (
            break_.say.clone().unwrap_or_default(),
            AppCommand::StartBreak(break_.id.clone()),
        ),
    };
    Choice {
        label,
        detail,
        command,
    }
}
