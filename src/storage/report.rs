//! The report for a conversation: the figures of a period in one HTML file, to show to somebody who helps.
//!
//! It has words of the person only from entries that were chosen for it.

mod chosen_words;
mod figures;
mod html;
mod named_patterns;
mod pictures;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use self::html::Html;
use self::named_patterns::NamedPatterns;
use super::insight_queries::{InsightData, Period};
use super::journal::{Journal, JournalError};
use super::work_observer::WorkStage;
use crate::domain::entry::EntryId;
use crate::domain::insights::{Insights, YearCalendar, report_sentences, weekly_ratings};
use crate::domain::record::Record;
use crate::text::{one_line, pluralize};

/// What goes into a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportRequest {
    pub(crate) period: Period,
    /// What the person would like to ask; empty for nothing.
    pub(crate) question: String,
    /// The entries whose words go in.
    pub(crate) chosen: Vec<EntryId>,
}

/// A report with everything that it is written from.
#[derive(Debug)]
pub(crate) struct ConversationReport {
    period: Period,
    question: String,
    chosen: Vec<Record>,
    data: InsightData,
    insights: Insights,
    today: Date,
    /// Whether entries were left out because they can't be read.
    has_unreadable: bool,
}

impl ConversationReport {
    /// Reads what the report needs. Changes nothing.
    pub(crate) fn read(
        journal: &Journal,
        request: &ReportRequest,
        today: Date,
    ) -> Result<Self, JournalError> {
        journal.observer.report(WorkStage::ReadJournal, 0, None)?;
        let data = journal.insight_data(request.period)?;
        let mut chosen = Vec::new();
        for id in &request.chosen {
            chosen.extend(journal.record(id)?);
        }
        Ok(Self {
            period: request.period,
            question: one_line(&request.question),
            chosen,
            insights: data.insights(request.period.last_day(today)),
            data,
            today,
            has_unreadable: journal.has_skipped(),
        })
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.data.days.is_empty() && self.chosen.is_empty()
    }

    /// The number of finished entries in the period.
    pub(crate) fn entry_count(&self) -> u32 {
        self.data.entry_count()
    }

    /// What to say in place of an empty report.
    pub(crate) fn empty_message(&self) -> String {
        let Period { from, until } = self.period;
        match (from.map(long_date), until.map(long_date)) {
            (None, None) => {
                "There are no finished entries yet, so there is no report to write.".to_owned()
            }
            (Some(from), None) => {
                format!(
                    "There are no finished entries since {from}, so there is no report to write."
                )
            }
            (None, Some(until)) => {
                format!(
                    "There are no finished entries until {until}, so there is no report to write."
                )
            }
            (Some(from), Some(until)) => format!(
                "There are no finished entries from {from} to {until}, so there is no report to write."
            ),
        }
    }

    /// Says which words of the person are in it.
    pub(crate) fn contents_note(&self) -> String {
        let entries = pluralize(self.chosen.len(), "entry", "entries");
        match (self.question.is_empty(), self.chosen.is_empty()) {
            (true, true) => {
                "It has numbers, dates and names of thinking patterns, and none of your words.".to_owned()
            }
            (false, true) => "It has numbers, dates and names of thinking patterns, and the question you would like to \
                              bring. None of your other words are in it."
                .to_owned(),
            (true, false) => format!(
                "It has numbers, dates and names of thinking patterns, and the words of {entries} that you chose. None \
                 of your other words are in it."
            ),
            (false, false) => format!(
                "It has numbers, dates and names of thinking patterns, the question you would like to bring, and the \
                 words of {entries} that you chose. None of your other words are in it."
            ),
        }
    }

    /// The whole file.
    pub(crate) fn to_html(&self) -> String {
        let (data, insights) = (&self.data, &self.insights);
        let last = self.period.last_day(self.today);
        let pairs: Vec<_> = data
            .pairs
            .iter()
            .map(|rated| (rated.day, &rated.pair))
            .collect();
        let weekly = weekly_ratings(&pairs, last);
        let words = report_sentences(insights, !weekly.is_empty());
        let year = YearCalendar::new(&data.days, self.period.from, last);
        let body = Html::from([
            self.beginning(),
            figures::fears(data, insights, &words),
            figures::coping(&words),
            figures::changes(insights, &weekly, &words),
            figures::moments(&words),
            figures::patterns(&NamedPatterns::new(data, &self.chosen)),
            figures::year(&year),
            figures::limits(&words),
            self.chosen_words(),
        ]);
        let title = format!("A report for a conversation, {}", self.period_text());
        Html::document(
            &title,
            include_str!("report/style.css"),
            &Html::element("main", body),
        )
    }

    /// What this is, and the question.
    fn beginning(&self) -> Html {
        let mut notes = vec![
            format!(
                "It covers {} on {}. Check-ins and breaks count as entries too.",
                pluralize(
                    self.data.entry_count(),
                    "finished entry",
                    "finished entries"
                ),
                pluralize(self.data.days.len(), "day", "days")
            ),
            self.contents_note(),
        ];
        if self.has_unreadable {
            notes.push("Some entries can't be read, so they aren't counted.".to_owned());
        }
        notes.extend(
            [
                "“You” is the person who wrote these entries, in a private journal kept by the program enough.",
                "It has no score, no diagnosis and no advice.",
                "This file is plain: it isn't encrypted, and anyone who has it can read it.",
            ]
            .map(str::to_owned),
        );
        let mut beginning = Html::from([
            Html::element("h1", "A report for a conversation"),
            Html::element(
                "p class=\"period\"",
                format!(
                    "From {}. Written on {}.",
                    self.period_text(),
                    long_date(self.today)
                ),
            ),
            Html::element("h2", "What this is"),
            element_list(notes),
        ]);
        if !self.question.is_empty() {
            beginning.push(Html::element("h2", "The question you would like to bring"));
            beginning.push(Html::element(
                "p class=\"words question\" dir=\"auto\" lang=\"\"",
                self.question.as_str(),
            ));
        }
        beginning
    }

    fn chosen_words(&self) -> Html {
        if self.chosen.is_empty() {
            return Html::default();
        }
        let entries = self.chosen.iter().map(chosen_words::entry);
        std::iter::once(Html::element("h2", "Words you chose to show"))
            .chain(entries)
            .collect()
    }

    /// "1 March 2026 to 24 November 2026"
    fn period_text(&self) -> String {
        let [first, last] = [self.data.days.first(), self.data.days.last()];
        let last = last.map_or(self.today, |(day, _)| self.today.max(*day));
        let last = self.period.until.unwrap_or(last);
        let first = self.period.from.or(first.map(|(day, _)| *day));
        format!(
            "{} to {}",
            long_date(first.unwrap_or(last)),
            long_date(last)
        )
    }
}

fn long_date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn paragraphs(lines: impl IntoIterator<Item = impl Into<Html>>) -> Html {
    lines
        .into_iter()
        .map(|line| Html::element("p", line))
        .collect()
}

fn element_list(lines: impl IntoIterator<Item = impl Into<Html>>) -> Html {
    let items = lines.into_iter().map(|line| Html::element("li", line));
    Html::element("ul", items.collect::<Html>())
}
