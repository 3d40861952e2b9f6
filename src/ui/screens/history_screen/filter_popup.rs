//! The popups that set and remove the filters of the history, and the labels of the filters.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::content::library::Library;
use crate::domain::entry::{EntryId, EntryKind};
use crate::domain::exercise::{Role, StepKind};
use crate::domain::outcome::Outcome;
use crate::storage::export::ExportOptions;
use crate::storage::journal::EntryList;
use crate::storage::search::{Days, Filter, Filters, TagCount};
use crate::text::{one_line, pluralize};
use crate::ui::screens::AppCommand;
use crate::ui::screens::popup::Popup;

/// A choice in one of the history's popups.
#[derive(Clone, Debug)]
pub(crate) enum HistoryChoice {
    Run(AppCommand),
    /// Asks which answer of this entry to change.
    ChooseAnswer(EntryId),
    /// Asks which of these filters to set.
    ChooseFilter(FilterChoices),
    ChooseTag,
    ChooseDays,
    SetFilter(Filter),
    /// Asks for days in words.
    TypeDays,
    RemoveFilter(Filter),
    /// Asks how to export the entries shown.
    ChooseExport,
    /// Writes the entries shown into a file.
    Export(ExportOptions),
}

impl HistoryChoice {
    /// Closes the popup.
    pub(crate) const CANCEL: Self = Self::Run(AppCommand::None);
}

/// Lists the filters of one kind with their labels.
pub(crate) type FilterChoices = fn(&Library, Date) -> Vec<(String, Filter)>;

/// What an item of the filter popup does.
#[derive(Clone, Copy)]
enum FilterItem {
    Choose(FilterChoices),
    ChooseTag,
    ChooseDays,
    Set(fn(Date) -> Filter),
}

/// The items of the filter popup. With the way out they are nine, so each has a digit.
const FILTER_ITEMS: [(&str, FilterItem); 8] = [
    ("An exercise …", FilterItem::Choose(exercise_filters)),
    ("A pattern …", FilterItem::Choose(pattern_filters)),
    ("A feeling …", FilterItem::Choose(feeling_filters)),
    ("A tag …", FilterItem::ChooseTag),
    ("A time …", FilterItem::ChooseDays),
    ("How it turned out …", FilterItem::Choose(outcome_filters)),
    (
        "Ready to look back on",
        FilterItem::Set(Filter::FollowUpDue),
    ),
    (
        "Cards, check-ins, breaks, unfinished, trash …",
        FilterItem::Choose(list_filters),
    ),
];

/// Offers to remove each filter that is set, and to set one of each kind.
pub(crate) fn build_filter_popup(
    filters: &Filters,
    library: &Library,
    today: Date,
) -> Popup<HistoryChoice> {
    let active = filters.iter().map(|filter| {
        let label = format!("Remove: {}", filter_label(filter, library));
        (label, HistoryChoice::RemoveFilter(filter.clone()))
    });
    let items = FILTER_ITEMS.into_iter().map(|(label, item)| {
        let choice = match item {
            FilterItem::Choose(choices) => HistoryChoice::ChooseFilter(choices),
            FilterItem::ChooseTag => HistoryChoice::ChooseTag,
            FilterItem::ChooseDays => HistoryChoice::ChooseDays,
            FilterItem::Set(filter) => HistoryChoice::SetFilter(filter(today)),
        };
        (label.to_owned(), choice)
    });
    build_popup("Which entries would you like to see?", active.chain(items))
}

/// Asks which of the filters of one kind to set.
pub(crate) fn build_choice_popup(
    choices: FilterChoices,
    library: &Library,
    today: Date,
) -> Popup<HistoryChoice> {
    let choices = choices(library, today).into_iter();
    build_popup(
        "Which of them?",
        choices.map(|(label, filter)| (label, HistoryChoice::SetFilter(filter))),
    )
}

/// Asks for which days to filter.
pub(crate) fn build_days_popup(today: Date) -> Popup<HistoryChoice> {
    let choices = day_filters(today).map(|(label, days)| {
        (
            label.to_owned(),
            HistoryChoice::SetFilter(Filter::Days(days)),
        )
    });
    let typed = ("Days you type …".to_owned(), HistoryChoice::TypeDays);
    build_popup("Which of them?", choices.into_iter().chain([typed]))
}

/// The most tags that the popup offers.
pub(crate) const MAX_TAGS: u64 = 30;

/// What is said where no entry has a tag.
pub(crate) const NO_TAGS: &str =
    "There are no tags here. #word, anywhere in what you write, is one.";

/// Asks which of these tags to filter by, or says how to make one.
pub(crate) fn build_tag_popup(tags: &[TagCount]) -> Popup<HistoryChoice> {
    let question = match tags.len() as u64 {
        0 => NO_TAGS,
        MAX_TAGS.. => {
            "Which of them? These are the ones you use most. The search finds the others."
        }
        _ => "Which of them?",
    };
    let choices = tags.iter().map(|tag| {
        let name = one_line(&tag.name);
        // A word behind the tag keeps the number apart from right-to-left letters.
        let label = format!("#{name} in {}", pluralize(tag.entries, "entry", "entries"));
        (label, HistoryChoice::SetFilter(Filter::Tag(name)))
    });
    build_popup(question, choices)
}

fn build_popup(
    question: &str,
    choices: impl Iterator<Item = (String, HistoryChoice)>,
) -> Popup<HistoryChoice> {
    let choices: Vec<_> = choices.collect();
    let choices = choices
        .iter()
        .map(|(label, choice)| (label.as_str(), choice.clone()));
    let cancel = ("Cancel", HistoryChoice::CANCEL);
    Popup::new(question, [cancel].into_iter().chain(choices).collect())
}

fn exercise_filters(library: &Library, _today: Date) -> Vec<(String, Filter)> {
    let mut exercises: Vec<_> = library.exercises().collect();
    exercises.sort_by_key(|exercise| &exercise.title);
    let exercises = exercises.into_iter();
    exercises
        .map(|exercise| {
            (
                exercise.title.clone(),
                Filter::Exercise(exercise.id.clone()),
            )
        })
        .collect()
}

fn pattern_filters(library: &Library, _today: Date) -> Vec<(String, Filter)> {
    let patterns = library.thinking_patterns().iter();
    patterns
        .map(|pattern| (pattern.name.clone(), Filter::Pattern(pattern.name.clone())))
        .collect()
}

/// The feelings that any exercise asks for.
fn feeling_filters(library: &Library, _today: Date) -> Vec<(String, Filter)> {
    let mut feelings: Vec<&String> = Vec::new();
    for step in library.exercises().flat_map(|exercise| &exercise.steps) {
        if let (Some(Role::Feelings), StepKind::Choose(choose)) = (step.role, &step.kind) {
            for option in &choose.options {
                if !feelings.contains(&&option.label) {
                    feelings.push(&option.label);
                }
            }
        }
    }
    let feelings = feelings.into_iter();
    feelings
        .map(|feeling| (feeling.clone(), Filter::Feeling(feeling.clone())))
        .collect()
}

fn day_filters(today: Date) -> [(&'static str, Days); 6] {
    let days_ago = |days: i32| today.checked_sub(days.days()).unwrap_or(today);
    let since = |first: Date| Days::between(Some(first), None);
    let last_year = today.checked_sub(1.year()).unwrap_or(today);
    let whole_last_year = Days::between(
        Some(last_year.first_of_year()),
        Some(last_year.last_of_year()),
    );
    [
        ("Today", since(today)),
        ("The last 7 days", since(days_ago(6))),
        ("The last 30 days", since(days_ago(29))),
        ("This year", since(today.first_of_year())),
        ("Last year", whole_last_year),
        ("On this day, in any year", Days::on_this_day(today)),
    ]
}

fn outcome_filters(_library: &Library, _today: Date) -> Vec<(String, Filter)> {
    Outcome::ALL
        .map(|outcome| (outcome_label(outcome).to_owned(), Filter::Outcome(outcome)))
        .into()
}

fn list_filters(_library: &Library, _today: Date) -> Vec<(String, Filter)> {
    let lists = [
        ("Finished", Filter::List(EntryList::Done)),
        ("Unfinished", Filter::List(EntryList::Drafts)),
        ("In the trash", Filter::List(EntryList::Trash)),
        ("Cards you keep", Filter::Card),
    ];
    let kinds = EntryKind::ALL.map(|kind| (kind_label(kind), Filter::Kind(kind)));
    let filters = lists.into_iter().chain(kinds);
    filters
        .map(|(label, filter)| (label.to_owned(), filter))
        .collect()
}

const fn kind_label(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Exercise => "Exercises",
        EntryKind::CheckIn => "Check-ins",
        EntryKind::Break => "Breaks",
    }
}

/// A filter as a label, as in “Only: …” and “Remove: …”.
pub(crate) fn filter_label(filter: &Filter, library: &Library) -> String {
    match filter {
        Filter::List(EntryList::Done) => "finished".to_owned(),
        Filter::List(EntryList::Drafts) => "unfinished".to_owned(),
        Filter::List(EntryList::Trash) => "in the trash".to_owned(),
        Filter::Kind(kind) => kind_label(*kind).to_lowercase(),
        Filter::Card => "cards you keep".to_owned(),
        Filter::Exercise(id) => library
            .exercise(id)
            .map_or_else(|| id.clone(), |exercise| exercise.title.clone()),
        Filter::Pattern(name) | Filter::Feeling(name) => name.clone(),
        Filter::Tag(name) => format!("#{name}"),
        Filter::Days(days) => days_label(*days),
        Filter::Outcome(outcome) => outcome_label(*outcome).to_lowercase(),
        Filter::FollowUpDue(_) => "ready to look back on".to_owned(),
    }
}

pub(super) fn days_label(days: Days) -> String {
    let short = |day: Date| day.strftime("%-d %b %Y").to_string();
    if let Some(day) = days.on_this_day {
        return format!("on {} in any year", day.strftime("%-d %B"));
    }
    match (days.from, days.until) {
        (Some(from), Some(until)) if from == until => short(from),
        (Some(from), Some(until)) => format!("{} to {}", short(from), short(until)),
        (Some(from), None) => format!("since {}", short(from)),
        (None, Some(until)) => format!("until {}", short(until)),
        (None, None) => "any day".to_owned(),
    }
}

const fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::No => "It didn't happen",
        Outcome::Partly => "It partly happened",
        Outcome::Yes => "It happened",
        Outcome::Unknown => "Can't tell",
        Outcome::Open => "Not looked back on yet",
        Outcome::Dropped => "Let go",
    }
}
