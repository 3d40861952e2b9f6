//! What of the history is shown: filters that are picked one by one, told as words, and taken out one by one.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::content::library::Library;
use crate::domain::entry::EntryId;
use crate::domain::exercise::{Role, StepKind};
use crate::domain::outcome::Outcome;
use crate::storage::export::Form;
use crate::storage::journal::EntryList;
use crate::storage::search::Filters;
use crate::ui::screens::AppCommand;
use crate::ui::screens::popup::Popup;

/// What can be picked in the sheets of the history.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryChoice {
    Cancel,
    /// This is done with a walk.
    Run(AppCommand),
    /// Which answer of this walk is to be changed.
    ChooseAnswer(EntryId),
    /// The values of one kind.
    ChooseFilterValue(FilterKind),
    /// This value from now on.
    SetFilter(FilterValue),
    RemoveFilter(FilterKind),
    /// What is shown goes into a file.
    Export(Form),
}

/// A kind of filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterKind {
    List,
    Exercise,
    Pattern,
    Feeling,
    Date,
    Outcome,
    FollowUpDue,
}

/// One filter with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterValue {
    List(EntryList),
    Exercise(String),
    Pattern(String),
    Feeling(String),
    DateRange(Option<Date>, Option<Date>),
    /// On this day of the month in any year.
    OnThisDay(Date),
    Outcome(Outcome),
    FollowUpDueBy(Date),
}

/// Every kind, in the order of the sheet.
const FILTER_KINDS: [(FilterKind, &str); 7] = [
    (FilterKind::Exercise, "An exercise …"),
    (FilterKind::Pattern, "A pattern …"),
    (FilterKind::Feeling, "A feeling …"),
    (FilterKind::Date, "A time …"),
    (FilterKind::Outcome, "What came of it …"),
    (FilterKind::FollowUpDue, "Waiting to be looked back on"),
    (FilterKind::List, "Unfinished, or in the trash …"),
];

/// The sheet of all kinds, with those that hold to be taken out.
pub fn build_filter_popup(
    filters: &Filters,
    library: &Library,
    today: Date,
) -> Popup<HistoryChoice> {
    let mut picks = vec![("Leave it as it is".to_owned(), HistoryChoice::Cancel)];
    for (sort, words) in active_filter_labels(filters, library) {
        picks.push((
            format!("Take out: {words}"),
            HistoryChoice::RemoveFilter(sort),
        ));
    }
    picks.extend(FILTER_KINDS.map(|(sort, words)| {
        let pick = match sort {
            FilterKind::FollowUpDue => HistoryChoice::SetFilter(FilterValue::FollowUpDueBy(today)),
            sort => HistoryChoice::ChooseFilterValue(sort),
        };
        (words.to_owned(), pick)
    }));
    build_popup("Which walks would you like to see?", &picks)
}

/// The sheet of one kind's values.
pub fn build_filter_value_popup(
    sort: FilterKind,
    library: &Library,
    today: Date,
) -> Popup<HistoryChoice> {
    let mut picks = vec![("Leave it as it is".to_owned(), HistoryChoice::Cancel)];
    let mut add = |words: &str, value: FilterValue| {
        picks.push((words.to_owned(), HistoryChoice::SetFilter(value)));
    };
    match sort {
        FilterKind::Exercise => {
            let mut exercises: Vec<_> = library.exercises().collect();
            exercises.sort_by_key(|exercise| &exercise.title);
            for exercise in exercises {
                add(&exercise.title, FilterValue::Exercise(exercise.id.clone()));
            }
        }
        FilterKind::Pattern => {
            for pattern in library.thinking_patterns() {
                add(&pattern.name, FilterValue::Pattern(pattern.name.clone()));
            }
        }
        FilterKind::Feeling => {
            for feeling in known_feelings(library) {
                add(&feeling, FilterValue::Feeling(feeling.clone()));
            }
        }
        FilterKind::Date => {
            for (words, value) in date_filters(today) {
                add(words, value);
            }
        }
        FilterKind::Outcome => {
            for outcome in Outcome::ALL {
                add(outcome_label(outcome), FilterValue::Outcome(outcome));
            }
        }
        FilterKind::List => {
            add("Finished walks", FilterValue::List(EntryList::Done));
            add("Unfinished walks", FilterValue::List(EntryList::Drafts));
            add(
                "What lies in the trash",
                FilterValue::List(EntryList::Trash),
            );
        }
        FilterKind::FollowUpDue => {}
    }
    build_popup("Which of them?", &picks)
}

fn build_popup(question: &str, picks: &[(String, HistoryChoice)]) -> Popup<HistoryChoice> {
    let picks = picks
        .iter()
        .map(|(label, pick)| (label.as_str(), pick.clone()));
    Popup::new(question, picks.collect())
}

/// The feelings that some exercise asks for.
fn known_feelings(library: &Library) -> Vec<String> {
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

const fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::No => "It didn't happen",
        Outcome::Partly => "It happened in part",
        Outcome::Yes => "It happened",
        Outcome::Unknown => "It can't be told",
        Outcome::Open => "Not looked back on yet",
        Outcome::Dropped => "Let go without an answer",
    }
}

fn date_filters(today: Date) -> Vec<(&'static str, FilterValue)> {
    let back = |days: i32| today.checked_sub(days.days()).unwrap_or(today);
    let since = |first: Date| FilterValue::DateRange(Some(first), None);
    let last_year = today.checked_sub(1.year()).unwrap_or(today);
    vec![
        ("Today", since(today)),
        ("The last 7 days", since(back(6))),
        ("The last 30 days", since(back(29))),
        ("This year", since(today.first_of_year())),
        (
            "Last year",
            FilterValue::DateRange(
                Some(last_year.first_of_year()),
                Some(last_year.last_of_year()),
            ),
        ),
        ("On this day, in any year", FilterValue::OnThisDay(today)),
    ]
}

/// Each filter that holds, in words.
pub fn active_filter_labels(filters: &Filters, library: &Library) -> Vec<(FilterKind, String)> {
    let mut told = Vec::new();
    let mut add = |sort: FilterKind, words: Option<String>| {
        told.extend(words.map(|words| (sort, words)));
    };
    let shelf = match filters.list {
        EntryList::Done => None,
        EntryList::Drafts => Some("unfinished".to_owned()),
        EntryList::Trash => Some("in the trash".to_owned()),
    };
    add(FilterKind::List, shelf);
    let title = |id: &String| {
        let exercise = library.exercise(id);
        exercise.map_or_else(|| id.clone(), |exercise| exercise.title.clone())
    };
    add(FilterKind::Exercise, filters.exercise.as_ref().map(title));
    add(FilterKind::Pattern, filters.pattern.clone());
    add(FilterKind::Feeling, filters.feeling.clone());
    add(FilterKind::Date, date_label(filters));
    let outcome = filters
        .outcome
        .map(|outcome| outcome_label(outcome).to_lowercase());
    add(FilterKind::Outcome, outcome);
    let due = filters.due_by.map(|_| "waiting to be looked back on");
    add(FilterKind::FollowUpDue, due.map(ToOwned::to_owned));
    told
}

fn date_label(filters: &Filters) -> Option<String> {
    let spoken = |day: Date| day.strftime("%-d %b %Y").to_string();
    if let Some(day) = filters.on_this_day {
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
pub fn set_filter(filters: &mut Filters, value: FilterValue) {
    match value {
        FilterValue::List(shelf) => filters.list = shelf,
        FilterValue::Exercise(id) => filters.exercise = Some(id),
        FilterValue::Pattern(name) => filters.pattern = Some(name),
        FilterValue::Feeling(name) => filters.feeling = Some(name),
        FilterValue::DateRange(from, until) => {
            (filters.from, filters.until, filters.on_this_day) = (from, until, None);
        }
        FilterValue::OnThisDay(day) => {
            (filters.from, filters.until, filters.on_this_day) = (None, None, Some(day));
        }
        FilterValue::Outcome(outcome) => filters.outcome = Some(outcome),
        FilterValue::FollowUpDueBy(day) => filters.due_by = Some(day),
    }
}

/// Takes a filter out.
pub fn remove_filter(filters: &mut Filters, sort: FilterKind) {
    match sort {
        FilterKind::List => filters.list = EntryList::Done,
        FilterKind::Exercise => filters.exercise = None,
        FilterKind::Pattern => filters.pattern = None,
        FilterKind::Feeling => filters.feeling = None,
        FilterKind::Date => (filters.from, filters.until, filters.on_this_day) = (None, None, None),
        FilterKind::Outcome => filters.outcome = None,
        FilterKind::FollowUpDue => filters.due_by = None,
    }
}
