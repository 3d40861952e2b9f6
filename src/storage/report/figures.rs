//! The sections of a report with numbers. Each picture has a table with the same numbers beside it.

use super::html::Html;
use super::named_patterns::NamedPatterns;
use super::pictures::{self, Bar, PictureText};
use super::{element_list, paragraphs};
use crate::domain::insights::{
    Expectation, Insights, MeanPair, MonthSummary, OUTCOME_ORDER, ReportSentences, ScaleChanges,
    WeeklyRatings, YearCalendar, headline, outcome_count_label, scale_label, unscheduled_text,
};
use crate::storage::insight_queries::{Fear, InsightData};
use crate::text::{one_line, pluralize};

/// What was feared, what was expected, and what happened.
pub(super) fn fears(data: &InsightData, insights: &Insights, words: &ReportSentences) -> Html {
    let mut section = Html::element("h2", "What you feared, and what happened");
    section.push(paragraphs(words.care_note));
    if insights.outcome_counts.is_none() {
        section.push(paragraphs(&words.fears));
        return section;
    }
    section.push(outcomes(data, insights, words));
    section
}

/// The counts of outcomes, and below their bars those of what was expected and what happened.
fn outcomes(data: &InsightData, insights: &Insights, words: &ReportSentences) -> Html {
    let count = |outcome| {
        let is_so = |fear: &&Fear| fear.review.outcome == outcome;
        u32::try_from(data.fears.iter().filter(is_so).count()).unwrap_or(u32::MAX)
    };
    let counts = OUTCOME_ORDER.map(|outcome| (outcome_count_label(outcome), count(outcome)));
    let counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1);
    let bars: Vec<_> = counts
        .iter()
        .map(|(label, count)| bar((*label).to_owned(), *count, most))
        .collect();
    let picture = PictureText {
        name: "outcomes",
        title: "What came of the fears",
        description: "A bar for each outcome. The table has the same numbers.",
    };
    let rows = counts.iter().map(|(label, count)| {
        Html::from([
            Html::element("th scope=\"row\"", *label),
            Html::element("td", count.to_string()),
        ])
    });
    let mut pictures = pictures::bars(&picture, &bars);
    if let Some((expectation, sentence)) = insights.expectation.zip(headline(insights)) {
        pictures.push(expected_and_happened(expectation, &sentence));
    }
    let left = [
        paragraphs(&words.fears),
        table(&["Outcome", "Fears"], rows),
        paragraphs(unscheduled_text(data.fears_without_follow_up)),
    ];
    figure("What came of the fears", left.into(), pictures)
}

/// The two bars of the sentence.
fn expected_and_happened(Expectation { mean, happened }: Expectation, sentence: &str) -> Html {
    let share = f64::from(happened.count) / f64::from(happened.total.max(1));
    let bars = [
        Bar {
            label: "expected".to_owned(),
            number: format!("{:.0}%", mean * 100.0),
            share: mean,
            is_first: true,
        },
        Bar {
            label: "happened".to_owned(),
            number: format!("{} of {}", happened.count, happened.total),
            share,
            is_first: false,
        },
    ];
    let picture = PictureText {
        name: "expected",
        title: "What was expected, and what happened",
        description: sentence,
    };
    Html::from([
        Html::element(
            "p class=\"quiet\"",
            "Expected on average, and how often it happened",
        ),
        pictures::bars(&picture, &bars),
    ])
}

pub(super) fn coping(words: &ReportSentences) -> Html {
    Html::from([
        Html::element("h2", "How you managed"),
        paragraphs(&words.coping),
    ])
}

/// Ratings before and after an exercise: on each scale, and week by week.
pub(super) fn changes(
    insights: &Insights,
    weekly: &[WeeklyRatings],
    words: &ReportSentences,
) -> Html {
    let mut section = Html::element("h2", "Before and after an exercise");
    if !insights.scale_changes.is_empty() {
        section.push(scale_changes(&insights.scale_changes));
    }
    if !weekly.is_empty() {
        section.push(weeks(weekly));
    }
    section.push(paragraphs(words.changes.as_deref()));
    section
}

fn scale_changes(changes: &[ScaleChanges]) -> Html {
    let rows = changes.iter().map(|change| {
        let numbers = [
            change.sessions,
            change.comparison.lower,
            change.comparison.same,
            change.comparison.higher,
        ];
        let cells = numbers.map(|number| Html::element("td", number.to_string()));
        let name = Html::element("th scope=\"row\"", scale_label(&change.scale));
        Html::from([name, cells.into()])
    });
    let heads = [
        "What was rated twice",
        "Exercises",
        "Lower after",
        "About the same",
        "Higher after",
    ];
    Html::element(
        "figure",
        [
            Html::element(
                "figcaption",
                "The second rating beside the first. Less than 10 points apart counts as about the same.",
            ),
            table(&heads, rows),
        ],
    )
}

fn weeks(weekly: &[WeeklyRatings]) -> Html {
    let names = ["weeks-1", "weeks-2"];
    let charts = names.into_iter().zip(weekly).map(|(name, ratings)| {
        let MeanPair { before, after } = ratings.mean;
        let label = scale_label(ratings.scale);
        let picture = PictureText {
            name,
            title: &format!("{label}, week by week"),
            description: &format!(
                "A pair of columns for each week: at first, and after. Over all these weeks the average was {before} \
                 at first and {after} after."
            ),
        };
        Html::element("div class=\"chart\"", [
            Html::element(
                "p",
                format!("{label}: {before} at first, {after} after, on average"),
            ),
            pictures::weeks(&picture, ratings),
        ])
    });
    figure(
        "Week by week, the average of each week from 0 to 100. Outlined: at first. Filled: after.",
        week_table(weekly),
        charts.collect(),
    )
}

/// A row for each week, from the first one with a rating on.
fn week_table(weekly: &[WeeklyRatings]) -> Html {
    let labels = weekly.iter().map(|ratings| {
        Html::element(
            "th scope=\"colgroup\" colspan=\"2\"",
            scale_label(ratings.scale),
        )
    });
    let columns = weekly.iter().flat_map(|_| ["at first", "after"]);
    let columns = columns.map(|column| Html::element("th scope=\"col\"", column));
    let heads = [
        Html::element(
            "tr",
            [
                Html::element("th scope=\"col\" rowspan=\"2\"", "Week of"),
                labels.collect(),
            ],
        ),
        Html::element("tr", columns.collect::<Html>()),
    ];
    let first_rated =
        |ratings: &WeeklyRatings| ratings.weeks.iter().position(|week| week.mean.is_some());
    let first = weekly.iter().filter_map(first_rated).min().unwrap_or(0);
    // The scales share their weeks.
    let mondays = weekly.first().map_or(&[][..], |ratings| &ratings.weeks);
    let rows = mondays.iter().enumerate().skip(first).map(|(index, week)| {
        let means = weekly.iter().map(|ratings| ratings.weeks.get(index)?.mean);
        let cells = means.flat_map(|mean| match mean {
            Some(MeanPair { before, after }) => [before, after].map(|rating| rating.to_string()),
            None => ["–", "–"].map(str::to_owned),
        });
        let cells = cells.map(|cell| Html::element("td", cell));
        let monday = week.monday.strftime("%-d %b").to_string();
        Html::from([Html::element("th scope=\"row\"", monday), cells.collect()])
    });
    table_with_heads(heads.into(), rows)
}

/// Check-ins and breaks, in sentences: most have too few for a picture. Nothing without any.
pub(super) fn moments(words: &ReportSentences) -> Html {
    if words.check_ins.is_empty() && words.breaks.is_empty() {
        return Html::default();
    }
    Html::from([
        Html::element("h2", "Check-ins and breaks"),
        paragraphs(&words.check_ins),
        paragraphs(&words.breaks),
    ])
}

pub(super) fn patterns(patterns: &NamedPatterns) -> Html {
    let mut section = Html::element("h2", "Thinking patterns you named");
    if !patterns.shown.is_empty() {
        section.push(pattern_figure(patterns));
    }
    section.push(paragraphs(patterns.note()));
    section
}

fn pattern_figure(patterns: &NamedPatterns) -> Html {
    let most = patterns.shown.iter().map(|named| named.entries).max();
    let bars: Vec<_> = patterns
        .shown
        .iter()
        .map(|named| bar(named.name.clone(), named.entries, most.unwrap_or(1)))
        .collect();
    let picture = PictureText {
        name: "patterns",
        title: "Thinking patterns",
        description: "A bar for each pattern, by the number of entries. The table has the same numbers.",
    };
    let rows = patterns.shown.iter().map(|named| {
        let mut name = Html::element("span dir=\"auto\"", one_line(&named.name));
        if !named.clinical.is_empty() {
            name.push(Html::element(
                "span class=\"quiet\"",
                format!(" ({})", named.clinical),
            ));
        }
        Html::from([
            Html::element("th scope=\"row\"", name),
            Html::element("td", named.entries.to_string()),
        ])
    });
    figure(
        "Ways of thinking that were ticked or named in an exercise",
        table(&["Pattern", "Entries"], rows),
        pictures::bars(&picture, &bars),
    )
}

/// The days on which something was written.
pub(super) fn year(year: &YearCalendar) -> Html {
    let name = if year.is_whole() {
        "The year, day by day"
    } else {
        "Day by day"
    };
    let mut section = Html::element("h2", name);
    let (entries, days) = year.totals();
    let totals = format!(
        "{} on {}.",
        pluralize(entries, "entry", "entries"),
        pluralize(days as u64, "day", "days")
    );
    if entries == 0 {
        section.push(paragraphs(["Nothing was written in this time."]));
        return section;
    }
    let picture = PictureText {
        name: "year",
        title: name,
        description: &format!(
            "A square for each day, larger with more entries. {totals} The table lists the days."
        ),
    };
    let rows = year
        .months()
        .into_iter()
        .filter(|month| month.entries > 0)
        .map(|month| {
            Html::from([
                Html::element(
                    "th scope=\"row\"",
                    month.first.strftime("%B %Y").to_string(),
                ),
                Html::element("td", month.entries.to_string()),
                Html::element("td", days_of(year, &month)),
            ])
        });
    section.push(Html::element(
        "figure",
        [
            Html::element(
                "figcaption",
                format!("{totals} Months without one aren't in the table."),
            ),
            pictures::year(&picture, year),
            table(
                &[
                    "Month",
                    "Entries",
                    "Days, with the number of entries where it isn't one",
                ],
                rows,
            ),
        ],
    ));
    section
}

/// "2, 3 (2), 17": the days of a month with entries.
fn days_of(year: &YearCalendar, month: &MonthSummary) -> String {
    let written = year.days_of(month).filter(|(_, entries)| *entries > 0);
    let days: Vec<_> = written
        .map(|(day, entries)| match entries {
            1 => day.day().to_string(),
            entries => format!("{} ({entries})", day.day()),
        })
        .collect();
    days.join(", ")
}

pub(super) fn limits(words: &ReportSentences) -> Html {
    Html::from([
        Html::element("h2", "What these numbers can't show"),
        element_list(words.limits.iter().copied()),
    ])
}

fn bar(label: String, count: u32, most: u32) -> Bar {
    Bar {
        label,
        number: count.to_string(),
        share: f64::from(count) / f64::from(most.max(1)),
        is_first: false,
    }
}

/// A table and its pictures, side by side.
fn figure(caption: &str, left: Html, right: Html) -> Html {
    let [left, right] = [left, right].map(|side| Html::element("div", side));
    Html::element(
        "figure",
        [
            Html::element("figcaption", caption),
            Html::element("div class=\"pair\"", [left, right]),
        ],
    )
}

/// A table with these heads. Each row has its cells in it.
fn table(heads: &[&str], rows: impl Iterator<Item = Html>) -> Html {
    let heads = heads
        .iter()
        .map(|head| Html::element("th scope=\"col\"", *head));
    table_with_heads(Html::element("tr", heads.collect::<Html>()), rows)
}

fn table_with_heads(heads: Html, rows: impl Iterator<Item = Html>) -> Html {
    let rows = rows.map(|row| Html::element("tr", row));
    Html::element(
        "table",
        [
            Html::element("thead", heads),
            Html::element("tbody", rows.collect::<Html>()),
        ],
    )
}
