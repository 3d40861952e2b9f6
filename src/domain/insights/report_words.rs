//! The figures in the words of a report for a conversation: without a score, a verdict or advice. Where there is too
//! little for a figure, a sentence says so in its place.

use super::breaks::BreakFigures;
use super::check_ins::CheckInFigures;
use super::figures::Insights;
use super::moment_sentences::{
    BREAKS_NOTE, CHECK_INS_NOTE, break_comparison, break_totals, distress_lines,
};
use super::picture_words::{PICTURE_LIMITS_NOTE, headline};
use super::sections::{MIN_FOR_CHANGES, MIN_FOR_CHART, MIN_FOR_COPING};
use super::sentences::{
    CARE_NOTE, DRIFT_NOTE, acted_counts, coping, outcome_counts, share_interval, unrated_coping,
};
use super::weeks::WEEKS;
use super::{MIN_FOR_CALIBRATION, MIN_FOR_COUNTS, MIN_FOR_DETAILS};
use crate::text::pluralize;

/// The sentences of each section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportSentences {
    /// Comes before any number if many fears came true.
    pub(crate) care_note: Option<&'static str>,
    pub(crate) fears: Vec<String>,
    pub(crate) coping: Vec<String>,
    /// Why there is no table of changes, or no chart of weeks.
    pub(crate) changes: Option<String>,
    /// Empty without a check-in. Feelings are left out, because they may be words of the person.
    pub(crate) check_ins: Vec<String>,
    /// Empty without a break.
    pub(crate) breaks: Vec<String>,
    /// What the numbers can't show.
    pub(crate) limits: Vec<&'static str>,
}

/// Words the figures. `has_chart` says whether there are enough ratings for a chart of weeks.
pub(crate) fn report_sentences(insights: &Insights, has_chart: bool) -> ReportSentences {
    ReportSentences {
        care_note: insights.many_happened.then_some(CARE_NOTE),
        fears: fears(insights),
        coping: match &insights.coping {
            Some(rated) => coping(rated)
                .into_iter()
                .chain(unrated_coping(rated))
                .collect(),
            None => vec![format!(
                "Fewer than {MIN_FOR_COPING} fears that happened have a rating of how you managed, so it isn't counted."
            )],
        },
        changes: changes(insights, has_chart),
        check_ins: check_ins(&insights.check_ins),
        breaks: breaks(&insights.breaks),
        limits: [
            PICTURE_LIMITS_NOTE,
            "They count what was written down and looked back on. Days without an entry say nothing about those days.",
            "A rating is how something seemed at one moment. It can't be compared with another person's.",
            DRIFT_NOTE,
            "They don't tell why something changed, and they can't tell whether somebody is ill or well.",
        ]
        .to_vec(),
    }
}

fn fears(insights: &Insights) -> Vec<String> {
    let Some(counts) = insights.outcome_counts else {
        return vec![match insights.totals.resolved {
            0 => "No fear in this report has been looked back on, so no outcomes are counted."
                .to_owned(),
            _ => format!(
                "Fewer than {MIN_FOR_COUNTS} fears in this report have been looked back on, so their outcomes \
                 aren't counted."
            ),
        }];
    };
    let mut lines = vec![outcome_counts(counts)];
    lines.extend(headline(insights));
    lines.extend(insights.share_interval.map(share_interval));
    lines.extend(insights.acted_counts.map(acted_counts));
    if insights.expectation.is_none() {
        lines.push(format!(
            "Fewer than {MIN_FOR_CALIBRATION} of them were rated at first and then happened or didn't, so what you \
             expected isn't compared with what happened."
        ));
    }
    lines
}

fn check_ins(figures: &CheckInFigures) -> Vec<String> {
    if figures.total == 0 {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "{}.",
        pluralize(figures.total, "check-in", "check-ins")
    )];
    match &figures.distress {
        Some(distress) => {
            lines.extend(distress_lines(distress, figures.rated));
            lines.push(CHECK_INS_NOTE.to_owned());
        }
        None => lines.push(format!(
            "Fewer than {MIN_FOR_DETAILS} check-ins have a number for distress, so it isn't averaged."
        )),
    }
    lines
}

fn breaks(figures: &BreakFigures) -> Vec<String> {
    let Some(totals) = break_totals(figures) else {
        return Vec::new();
    };
    let mut lines = vec![format!("{totals}.")];
    match figures.comparison {
        Some(comparison) => {
            lines.push(break_comparison(comparison));
            lines.push(BREAKS_NOTE.to_owned());
        }
        None => lines.push(format!(
            "Fewer than {MIN_FOR_COUNTS} breaks have a number before and after, so they aren't compared."
        )),
    }
    lines
}

fn changes(insights: &Insights, has_chart: bool) -> Option<String> {
    if insights.scale_changes.is_empty() {
        return Some(format!(
            "Fewer than {MIN_FOR_CHANGES} exercises have two ratings of a kind, so no ratings are compared."
        ));
    }
    (!has_chart).then(|| {
        format!(
            "Fewer than {MIN_FOR_CHART} exercises of the last {WEEKS} weeks have two ratings of how likely it was or \
             how heavy it felt, so there is no chart of weeks."
        )
    })
}

/// What is rated on a scale.
pub(crate) fn scale_label(scale: &str) -> &str {
    match scale {
        "likelihood" => "How likely it was",
        "distress" => "How heavy it felt",
        "belief" => "How much a thought was believed",
        "coping" => "How well you'd manage",
        "hardness" => "How hard it would be",
        other => other,
    }
}
