//! What of the history is shown: filters that are picked one by one, told as words, and taken out one by one.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::entry::EntryId;
use crate::exercise::{Role, StepKind};
use crate::export::Form;
use crate::journal::Shelf;
use crate::journal::search::Filters;
use crate::library::Library;
use crate::screens::AppCommand;
use crate::screens::sheet::Popup;

/// What can be picked in the sheets of the history.
#[derive(Clone, Debug, PartialEq)]
pub enum Pick {
    Leave,
    /// This is done with a walk.
    Do(AppCommand),
    /// Which answer of this walk is to be changed.
    Answers(EntryId),
    /// The values of one kind.
    Ask(Sort),
    /// This value from now on.
    Set(Value),
    TakeOut(Sort),
    /// What is shown goes into a file.
    Write(Form),
}

/// A kind of filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Shelf,
    Exercise,
    Pattern,
    Feeling,
    Time,
    Outcome,
    Due,
}

/// One filter with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Shelf(Shelf),
    Exercise(String),
    Pattern(String),
    Feeling(String),
    Between(Option<Date>, Option<Date>),
    /// On this day of the month in any year.
    OnThisDay(Date),
    Outcome(&'static str),
    DueBy(Date),
}

/// What came of a fear, as the journal has it and as people say it.
const OUTCOMES: [(&str, &str); 6] = [
    ("no", "It didn't happen"),
    ("partly", "It happened in part"),
    ("yes", "It happened"),
    ("unknown", "It can't be told"),
    ("open", "Not looked back on yet"),
    ("dropped", "Let go without an answer"),
];

/// Every kind, in the order of the sheet.
const SORTS: [(Sort, &str); 7] = [
    (Sort::Exercise, "An exercise …"),
    (Sort::Pattern, "A pattern …"),
    (Sort::Feeling, "A feeling …"),
    (Sort::Time, "A time …"),
    (Sort::Outcome, "What came of it …"),
    (Sort::Due, "Waiting to be looked back on"),
    (Sort::Shelf, "Unfinished, or in the trash …"),
];

/// The sheet of all kinds, with those that hold to be taken out.
pub fn sheet(filters: &Filters, library: &Library, today: Date) -> Popup<Pick> {
    let mut picks = vec![("Leave it as it is".to_owned(), Pick::Leave)];
    for (sort, words) in told(filters, library) {
        picks.push((format!("Take out: {words}"), Pick::TakeOut(sort)));
    }
    picks.extend(SORTS.map(|(sort, words)| {
        let pick = match sort {
            Sort::Due => Pick::Set(Value::DueBy(today)),
            sort => Pick::Ask(sort),
        };
        (words.to_owned(), pick)
    }));
    made("Which walks would you like to see?", &picks)
}

/// The sheet of one kind's values.
pub fn values(sort: Sort, library: &Library, today: Date) -> Popup<Pick> {
    let mut picks = vec![("Leave it as it is".to_owned(), Pick::Leave)];
    let mut add = |words: &str, value: Value| picks.push((words.to_owned(), Pick::Set(value)));
    match sort {
        Sort::Exercise => {
            let mut exercises: Vec<_> = library.exercises().collect();
            exercises.sort_by_key(|exercise| &exercise.title);
            for exercise in exercises {
                add(&exercise.title, Value::Exercise(exercise.id.clone()));
            }
        }
        Sort::Pattern => {
            for pattern in library.patterns() {
                add(&pattern.name, Value::Pattern(pattern.name.clone()));
            }
        }
        Sort::Feeling => {
            for feeling in feelings(library) {
                add(&feeling, Value::Feeling(feeling.clone()));
            }
        }
        Sort::Time => {
            for (words, value) in times(today) {
                add(words, value);
            }
        }
        Sort::Outcome => {
            for (name, words) in OUTCOMES {
                add(words, Value::Outcome(name));
            }
        }
        Sort::Shelf => {
            add("Finished walks", Value::Shelf(Shelf::Done));
            add("Unfinished walks", Value::Shelf(Shelf::Drafts));
            add("What lies in the trash", Value::Shelf(Shelf::Trash));
        }
        Sort::Due => {}
    }
    made("Which of them?", &picks)
}

fn made(question: &str, picks: &[(String, Pick)]) -> Popup<Pick> {
    let picks = picks
        .iter()
        .map(|(label, pick)| (label.as_str(), pick.clone()));
    Popup::new(question, picks.collect())
}

/// The feelings that some exercise asks for.
fn feelings(library: &Library) -> Vec<String> {
    let mut feelings = Vec::new();
    for step in library.exercises().flat_map(|exercise| &exercise.steps) {
        if let (Some(Role::Feelings), StepKind::Choose(choose)) = (step.role, &step.kind) {
            for option in &choose.options {
                if !feelings.contains(&option.label) {
                    feelings.push(option.label.clone());
                }
            }
        }
    }
    feelings
}

fn times(today: Date) -> Vec<(&'static str, Value)> {
    let back = |days: i32| today.checked_sub(days.days()).unwrap_or(today);
    let since = |first: Date| Value::Between(Some(first), None);
    let last_year = today.checked_sub(1.year()).unwrap_or(today);
    vec![
        ("Today", since(today)),
        ("The last 7 days", since(back(6))),
        ("The last 30 days", since(back(29))),
        ("This year", since(today.first_of_year())),
        (
            "Last year",
            Value::Between(
                Some(last_year.first_of_year()),
                Some(last_year.last_of_year()),
            ),
        ),
        ("On this day, in any year", Value::OnThisDay(today)),
    ]
}

/// Each filter that holds, in words.
pub fn told(filters: &Filters, library: &Library) -> Vec<(Sort, String)> {
    let mut told = Vec::new();
    let mut add = |sort: Sort, words: Option<String>| {
        told.extend(words.map(|words| (sort, words)));
    };
    let shelf = match filters.shelf {
        Shelf::Done => None,
        Shelf::Drafts => Some("unfinished".to_owned()),
        Shelf::Trash => Some("in the trash".to_owned()),
    };
    add(Sort::Shelf, shelf);
    let title = |id: &String| {
        let exercise = library.exercise(id);
        exercise.map_or_else(|| id.clone(), |exercise| exercise.title.clone())
    };
    add(Sort::Exercise, filters.exercise.as_ref().map(title));
    add(Sort::Pattern, filters.pattern.clone());
    add(Sort::Feeling, filters.feeling.clone());
    add(Sort::Time, time(filters));
    let outcome = filters.outcome.as_deref().map(|outcome| {
        let mut known = OUTCOMES.iter();
        let words = known.find(|(name, _)| *name == outcome);
        words.map_or(outcome, |(_, words)| words).to_lowercase()
    });
    add(Sort::Outcome, outcome);
    let due = filters.due_by.map(|_| "waiting to be looked back on");
    add(Sort::Due, due.map(ToOwned::to_owned));
    told
}

fn time(filters: &Filters) -> Option<String> {
    let spoken = |day: Date| day.strftime("%-d %b %Y").to_string();
    if let Some(day) = filters.on {
        return Some(format!("on {} in any year", day.strftime("%-d %B")));
    }
    match (filters.from, filters.until) {
        (Some(from), Some(until)) if from == until => Some(spoken(from)),
        (Some(from), Some(until)) => Some(format!("{} to {}", spoken(from), spoken(until))),
        (Some(from), None) => Some(format!("since {}", spoken(from))),
        (None, Some(until)) => Some(format!("until {}", spoken(until))),
        (None, None) => None,
    }
}

/// Has a filter hold, in the place of another of its kind.
pub fn set(filters: &mut Filters, value: Value) {
    match value {
        Value::Shelf(shelf) => filters.shelf = shelf,
        Value::Exercise(id) => filters.exercise = Some(id),
        Value::Pattern(name) => filters.pattern = Some(name),
        Value::Feeling(name) => filters.feeling = Some(name),
        Value::Between(from, until) => {
            (filters.from, filters.until, filters.on) = (from, until, None);
        }
        Value::OnThisDay(day) => {
            (filters.from, filters.until, filters.on) = (None, None, Some(day));
        }
        Value::Outcome(outcome) => filters.outcome = Some(outcome.to_owned()),
        Value::DueBy(day) => filters.due_by = Some(day),
    }
}

/// Takes a filter out.
pub fn take_out(filters: &mut Filters, sort: Sort) {
    match sort {
        Sort::Shelf => filters.shelf = Shelf::Done,
        Sort::Exercise => filters.exercise = None,
        Sort::Pattern => filters.pattern = None,
        Sort::Feeling => filters.feeling = None,
        Sort::Time => (filters.from, filters.until, filters.on) = (None, None, None),
        Sort::Outcome => filters.outcome = None,
        Sort::Due => filters.due_by = None,
    }
}
