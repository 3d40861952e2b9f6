//! The insights as plain text, for line mode and the command line. The command line has the picture above the sentences.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::layout::MAX_PATTERNS;
use super::picture::{Picture, PictureView};
use super::story_text;
use crate::domain::insights::{Insights, Sentences, break_totals, sentences, unscheduled_text};
use crate::storage::insight_queries::{InsightData, PatternCount, Period};
use crate::text::bidi::with_trailing_lrm;
use crate::text::one_line;
use crate::text::pluralize;
use crate::ui::theme::Theme;

/// The report on the entries of a period. It contains no text of an entry except the names of patterns and feelings.
pub(crate) struct Report<'a> {
    period: Period,
    data: &'a InsightData,
    insights: &'a Insights,
    sentences: Sentences,
}

pub(crate) fn build_report<'a>(
    period: Period,
    data: &'a InsightData,
    insights: &'a Insights,
) -> Report<'a> {
    Report {
        period,
        data,
        insights,
        sentences: sentences(insights),
    }
}

impl Report<'_> {
    /// Words only.
    pub(crate) fn words(&self) -> String {
        self.beginning() + &self.sections()
    }

    /// The picture as it is on the day `today`, in rows of at most `width` columns, and then the words.
    pub(crate) fn with_picture(&self, today: Date, width: usize, theme: &Theme) -> String {
        let view = PictureView {
            picture: &Picture::new(self.period, self.data, today),
            data: self.data,
            insights: self.insights,
            sentences: &self.sentences,
            theme,
        };
        let mut page = self.beginning();
        let rows = view.picture_rows(width);
        for row in &rows {
            let _ = writeln!(page, "{}", row.to_string().trim_end());
        }
        if !rows.is_empty() {
            page.push('\n');
        }
        page + &self.sections()
    }

    /// The period, and kindness before any figure if many fears came true.
    fn beginning(&self) -> String {
        let data = self.data;
        let mut page = String::new();
        let period = [
            period_text(self.period, data),
            format!(
                "{} on {}.",
                pluralize(data.entry_count(), "finished entry", "finished entries"),
                pluralize(data.days.len() as u64, "day", "days")
            ),
        ];
        push_section(&mut page, "What your entries show", period);
        if let Some(care_note) = &self.sentences.care_note {
            let people = "“enough help-now” shows people to talk to.".to_owned();
            push_section(&mut page, "", [care_note.clone(), people]);
        }
        page
    }

    fn sections(&self) -> String {
        let (data, words) = (self.data, &self.sentences);
        let mut page = String::new();
        let unscheduled = unscheduled_text(data.fears_without_follow_up);
        let fears = words.fears.iter().cloned().chain(unscheduled);
        let fears = fears.chain(story_lines(data, self.insights));
        push_section(&mut page, "What you feared, and what happened", fears);
        push_section(&mut page, "How you managed", words.coping.clone());
        push_section(&mut page, "Before and after", words.changes.clone());
        let totals = break_totals(&self.insights.breaks).map(|totals| format!("{totals}."));
        push_section_with(
            &mut page,
            "After a break",
            words.breaks.iter().cloned().chain(totals),
        );
        let total = self.insights.check_ins.total;
        let totals = (total > 0).then(|| format!("{}.", pluralize(total, "check-in", "check-ins")));
        push_section_with(
            &mut page,
            "Check-ins",
            words.check_ins.iter().cloned().chain(totals),
        );
        let known = pattern_lines(&data.patterns);
        let has_none = known.is_empty() && data.custom_patterns.is_empty();
        let none = has_none.then(|| "None so far.".to_owned());
        push_section(
            &mut page,
            "Patterns you named",
            known.into_iter().chain(none),
        );
        if !data.custom_patterns.is_empty() {
            let own = pattern_lines(&data.custom_patterns);
            push_section(&mut page, "Patterns in your own words", own);
        }
        if !words.details.is_empty() {
            push_section(&mut page, "In detail", words.details.clone());
        }
        page
    }
}

/// Adds a section if it has a line.
fn push_section_with(page: &mut String, heading: &str, lines: impl IntoIterator<Item = String>) {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_some() {
        push_section(page, heading, lines);
    }
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
