//! The insights as plain text, for line mode and the command line.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::layout::MAX_PATTERNS;
use super::{story_text, unscheduled_text};
use crate::domain::insights::{Insights, Sentences, sentences};
use crate::storage::insight_queries::{InsightData, PatternCount, Period};
use crate::text::bidi::with_trailing_lrm;
use crate::text::one_line;
use crate::text::pluralize;

/// The report on the entries of `period`. It contains no text of an entry except the names of patterns.
pub(crate) fn build_report(period: Period, data: &InsightData, insights: &Insights) -> String {
    let Sentences {
        care_note,
        fears,
        coping,
        changes,
        details,
    } = sentences(insights);
    let mut page = String::new();
    let beginning = [
        period_text(period, data),
        format!(
            "{} on {}.",
            pluralize(data.entry_count(), "finished entry", "finished entries"),
            pluralize(data.days.len() as u64, "day", "days")
        ),
    ];
    push_section(&mut page, "What your entries show", beginning);
    if let Some(care_note) = care_note {
        let people = "“enough help-now” shows people to talk to.".to_owned();
        push_section(&mut page, "", [care_note, people]);
    }
    let fears = fears
        .into_iter()
        .chain(unscheduled_text(data.fears_without_follow_up));
    let stories = story_lines(data, insights);
    push_section(
        &mut page,
        "What you feared, and what happened",
        fears.chain(stories),
    );
    push_section(&mut page, "How you managed", coping);
    push_section(&mut page, "Before and after", changes);
    let no_patterns = "None so far.".to_owned();
    let known = pattern_lines(&data.patterns);
    let no_patterns =
        Some(no_patterns).filter(|_| known.is_empty() && data.custom_patterns.is_empty());
    push_section(
        &mut page,
        "Patterns you named",
        known.into_iter().chain(no_patterns),
    );
    if !data.custom_patterns.is_empty() {
        push_section(
            &mut page,
            "Patterns in your own words",
            pattern_lines(&data.custom_patterns),
        );
    }
    if !details.is_empty() {
        push_section(&mut page, "In detail", details);
    }
    page
}

/// Adds a section: a heading, its lines and a blank line.
fn push_section(page: &mut String, heading: &str, lines: impl IntoIterator<Item = String>) {
    let heading = Some(heading.to_owned()).filter(|heading| !heading.is_empty());
    for line in heading.into_iter().chain(lines) {
        // Writing to a string can't fail.
        let _ = writeln!(page, "{line}");
    }
    page.push('\n');
}

/// The days of the report as a sentence.
fn period_text(Period { from, until }: Period, data: &InsightData) -> String {
    let format_day = |day: Date| day.strftime("%-d %B %Y").to_string();
    let [first, last] = [data.days.first(), data.days.last()];
    match (from.map(format_day), until.map(format_day)) {
        (None, None) => match first.zip(last) {
            Some(((first, _), (last, _))) => {
                let [first, last] = [first, last].map(|day| format_day(*day));
                format!("All finished entries, from {first} to {last}.")
            }
            None => "All finished entries.".to_owned(),
        },
        (Some(from), None) => format!("Entries since {from}."),
        (None, Some(until)) => format!("Entries until {until}."),
        (Some(from), Some(until)) => format!("Entries from {from} to {until}."),
    }
}

/// One line per fear, while there are too few to count.
fn story_lines(data: &InsightData, insights: &Insights) -> Vec<String> {
    let resolved = data.fears.iter();
    let resolved = resolved.filter(|fear| fear.review.outcome.is_resolved());
    resolved
        .filter(|_| insights.outcome_counts.is_none())
        .map(|fear| {
            let day = fear.day.strftime("%-d %B %Y");
            format!("  {day}: {}", story_text(&fear.review))
        })
        .collect()
}

fn pattern_lines(patterns: &[PatternCount]) -> Vec<String> {
    let line = |named: &PatternCount| {
        let entries = pluralize(named.entries, "entry", "entries");
        format!("  {}: {entries}", with_trailing_lrm(&one_line(&named.name)))
    };
    let more = patterns.len().saturating_sub(MAX_PATTERNS);
    let more = Some(format!("  and {more} more")).filter(|_| more > 0);
    patterns
        .iter()
        .take(MAX_PATTERNS)
        .map(line)
        .chain(more)
        .collect()
}
