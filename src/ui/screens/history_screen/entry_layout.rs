//! The rows of an entry: all its answers, or a summary of them that fits beside the list.

use ratatui::style::Style;

use super::entry_view::answer_text;
use super::reader_row::{RatingPair, ReaderRow, RowBuilder};
use crate::domain::entry::{Answer, AnsweredStep, Entry};
use crate::domain::exercise::Role;
use crate::storage::journal::EntryWithEditTime;
use crate::storage::search::Query;
use crate::ui::theme::Theme;

/// Lays out all questions and answers, stopping at the first answer after `enough` rows.
pub(super) fn layout_answers(
    reading: &EntryWithEditTime,
    width: u16,
    query: &Query,
    theme: &Theme,
    enough: usize,
) -> Vec<ReaderRow> {
    let mut builder = RowBuilder {
        rows: Vec::new(),
        width,
        query,
    };
    builder.add_heading(reading, theme);
    for (index, answered) in reading.entry.answers.iter().enumerate() {
        builder.add_blank();
        if builder.rows.len() > enough {
            break;
        }
        builder.add_question(theme.quiet, &answered.prompt, index);
        let index = Some(index);
        match pair_with_later(&reading.entry, answered) {
            Some(pair) => builder.add_pair(pair, theme, index),
            None => builder.add(
                answer_style(answered, theme),
                &answer_text(&answered.answer),
                index,
            ),
        }
    }
    builder.rows
}

/// Lays out a summary in `height` rows: the answers, a rule, the good-enough line and the ratings. Answers are left out
/// where they don't fit, and the rest stays.
pub(super) fn layout_summary(
    reading: &EntryWithEditTime,
    (width, height): (u16, u16),
    theme: &Theme,
) -> Vec<ReaderRow> {
    let query = Query::default();
    let builder = || RowBuilder {
        rows: Vec::new(),
        width,
        query: &query,
    };
    let mut heading = builder();
    heading.add_heading(reading, theme);
    let mut ending = layout_ending(builder(), &reading.entry, theme, true);
    let mut room = usize::from(height).saturating_sub(heading.rows.len() + ending.len());
    if room < MIN_ROWS_OF_ANSWERS {
        ending = layout_ending(builder(), &reading.entry, theme, false);
        room = usize::from(height).saturating_sub(heading.rows.len() + ending.len());
    }
    let mut answers = layout_fields(builder(), &reading.entry, theme, (true, room));
    if answers.len() > room {
        answers = layout_fields(builder(), &reading.entry, theme, (false, room));
    }
    if answers.len() > room {
        answers.truncate(room.saturating_sub(1));
        let mut more = builder();
        more.add(theme.quiet, "…", None);
        answers.extend(more.rows.into_iter().take(room));
    }
    let mut rows = heading.rows;
    rows.extend(answers);
    rows.extend(ending);
    rows
}

/// A blank row, a question, its answer and an ellipsis.
const MIN_ROWS_OF_ANSWERS: usize = 4;

/// The answers that aren't at the end of the summary, each below a short label, up to the first beyond `enough` rows.
fn layout_fields(
    mut builder: RowBuilder,
    entry: &Entry,
    theme: &Theme,
    (has_blanks, enough): (bool, usize),
) -> Vec<ReaderRow> {
    for answered in &entry.answers {
        let is_in_pair = answered.role.is_some_and(|role| is_in_pair(entry, role));
        if answered.role == Some(Role::Reframe) || is_in_pair {
            continue;
        }
        if builder.rows.len() > enough {
            break;
        }
        if has_blanks || builder.rows.is_empty() {
            builder.add_blank();
        }
        let label = answered.role.and_then(short_label);
        builder.add(theme.quiet, label.unwrap_or(&answered.prompt), None);
        let words = match &answered.answer {
            Answer::Chosen(labels) => labels.join(", "),
            answer => answer_text(answer),
        };
        builder.add(theme.text, &words, None);
    }
    builder.rows
}

/// A rule, the good-enough line and the ratings; nothing if there are neither.
fn layout_ending(
    mut builder: RowBuilder,
    entry: &Entry,
    theme: &Theme,
    has_blanks: bool,
) -> Vec<ReaderRow> {
    let reframe = entry.text_for(Role::Reframe);
    let pairs: Vec<_> = rating_pairs(entry).collect();
    if reframe.is_none() && pairs.is_empty() {
        return builder.rows;
    }
    if has_blanks {
        builder.add_blank();
    }
    builder.add_rule();
    if let Some(reframe) = reframe {
        if has_blanks {
            builder.add_blank();
        }
        builder.add(theme.good_enough(), &reframe, None);
    }
    for (index, pair) in pairs.into_iter().enumerate() {
        if has_blanks && index == 0 {
            builder.add_blank();
        }
        builder.add_pair(pair, theme, None);
    }
    builder.rows
}

fn answer_style(answered: &AnsweredStep, theme: &Theme) -> Style {
    match answered.role {
        Some(Role::Reframe) => theme.good_enough(),
        _ => theme.text,
    }
}

/// The ratings that are made twice: the first and the later one, what they are called, and their unit.
const PAIRS: [(Role, Role, &str, &str); 5] = [
    (
        Role::LikelihoodBefore,
        Role::LikelihoodAfter,
        "How likely",
        "%",
    ),
    (Role::DistressBefore, Role::DistressAfter, "How heavy", ""),
    (Role::BeliefBefore, Role::BeliefAfter, "How true", "%"),
    (Role::CopingBefore, Role::CopingAfter, "Could manage", ""),
    (Role::HardnessBefore, Role::HardnessAfter, "How hard", ""),
];

/// The pairs of which both ratings were made.
fn rating_pairs(entry: &Entry) -> impl Iterator<Item = RatingPair> {
    PAIRS.into_iter().filter_map(|(first, later, label, unit)| {
        Some(RatingPair {
            label,
            unit,
            before: entry.rating_for(first)?,
            after: entry.rating_for(later)?,
        })
    })
}

fn is_in_pair(entry: &Entry, role: Role) -> bool {
    let is_complete =
        |first, later| entry.rating_for(first).is_some() && entry.rating_for(later).is_some();
    PAIRS
        .into_iter()
        .any(|(first, later, ..)| (role == first || role == later) && is_complete(first, later))
}

/// The pair that ends with this answer.
fn pair_with_later(entry: &Entry, answered: &AnsweredStep) -> Option<RatingPair> {
    let Answer::Rating(after) = answered.answer else {
        return None;
    };
    let pair = PAIRS.into_iter().find(|pair| Some(pair.1) == answered.role);
    let (first, _, label, unit) = pair?;
    Some(RatingPair {
        label,
        unit,
        before: entry.rating_for(first)?,
        after,
    })
}

/// What an answer is called in a summary; its question if it has no name.
const fn short_label(role: Role) -> Option<&'static str> {
    match role {
        Role::Situation => Some("What was going on"),
        Role::Thought => Some("The thought"),
        Role::Fear => Some("Afraid of"),
        Role::Feelings => Some("Feelings"),
        Role::Patterns => Some("Pattern"),
        Role::PatternName => Some("My name for it"),
        Role::Outcome => Some("What came of it"),
        Role::Helped => Some("What helped"),
        _ => None,
    }
}
