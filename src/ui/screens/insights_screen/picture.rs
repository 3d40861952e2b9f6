//! The insights as a picture: bars, dots, columns and the year, from the same figures as the sentences.

mod bars;
mod columns;
mod heat_map;
mod moments;
mod rows;

use std::cmp::Reverse;

use jiff::civil::Date;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

pub(super) use self::rows::put_row;
use self::rows::{Block, beside, stacked, styled_row, text_rows};
use crate::domain::insights::{
    self, Coping, Expectation, Insights, Sentences, WeeklyRatings, YearCalendar, weekly_ratings,
};
use crate::storage::insight_queries::{InsightData, PatternCount, Period};
use crate::text::pluralize;
use crate::ui::keymap::with_people_key;
use crate::ui::theme::Theme;

/// From this width on two columns stand side by side. It is that of the stage in the narrowest window with panes.
const MIN_TWO_COLUMN_WIDTH: usize = 84;
/// The columns between them.
const COLUMN_GAP: usize = 4;
/// The most patterns shown. The sentences have the others.
const MAX_PATTERNS: usize = 6;

/// What the picture shows besides the figures of [`Insights`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Picture {
    weekly: Vec<WeeklyRatings>,
    pub(super) year: YearCalendar,
}

impl Picture {
    /// The picture of a period as it is on the day `today`.
    pub(crate) fn new(period: Period, data: &InsightData, today: Date) -> Self {
        let last = period.last_day(today);
        let pairs: Vec<_> = data
            .pairs
            .iter()
            .map(|rated| (rated.day, &rated.pair))
            .collect();
        Self {
            weekly: weekly_ratings(&pairs, last),
            year: YearCalendar::new(&data.days, period.from, last),
        }
    }
}

/// A picture with what it is drawn from.
#[derive(Clone, Copy)]
pub(crate) struct PictureView<'a> {
    pub(crate) picture: &'a Picture,
    pub(crate) data: &'a InsightData,
    pub(crate) insights: &'a Insights,
    pub(crate) sentences: &'a Sentences,
    pub(crate) theme: &'a Theme,
}

impl PictureView<'_> {
    /// The page of this width: kindness first if it is needed, the pictures, what is still missing, and the limits.
    pub(crate) fn page_rows(&self, width: usize) -> Vec<Line<'static>> {
        let notes = insights::later_notes(self.insights);
        let notes = notes
            .iter()
            .flat_map(|note| text_rows(note, width, self.theme.quiet));
        let caveat = insights::picture_caveat(self.insights);
        stacked([
            self.opening(width),
            self.columns(width, true),
            self.moments(width, true),
            self.year(width),
            notes.collect(),
            text_rows(&caveat, width, self.theme.quiet),
        ])
    }

    /// Only the pictures, for a page that goes on with the sentences.
    pub(crate) fn picture_rows(&self, width: usize) -> Vec<Line<'static>> {
        stacked([
            self.expectation(width),
            self.columns(width, false),
            self.moments(width, false),
            self.year(width),
        ])
    }

    fn opening(&self, width: usize) -> Block {
        let theme = self.theme;
        let counts = self.sentences.fears.first().map_or("", String::as_str);
        if let Some(care) = &self.sentences.care_note {
            let people = with_people_key("Press ? for people to talk to.");
            return stacked([
                [
                    text_rows(care, width, theme.strong),
                    text_rows(&people, width, Style::new()),
                ]
                .concat(),
                text_rows(counts, width, Style::new()),
            ]);
        }
        let expectation = self.expectation(width);
        if expectation.is_empty() {
            return text_rows(counts, width, theme.strong);
        }
        [expectation, text_rows(counts, width, theme.quiet)].concat()
    }

    /// The sentence and the two bars, unless many fears came true.
    fn expectation(&self, width: usize) -> Block {
        let headline = insights::headline(self.insights);
        let Some((headline, Expectation { mean, happened })) =
            headline.zip(self.insights.expectation)
        else {
            return Block::new();
        };
        let shares = [
            mean,
            f64::from(happened.count) / f64::from(happened.total.max(1)),
        ];
        let labels = [
            format!("{:.0}%", mean * 100.0),
            format!("{} of {}", happened.count, happened.total),
        ];
        stacked([
            text_rows(&headline, width, self.theme.strong),
            bars::expected_and_happened(shares, labels, width, self.theme),
        ])
    }

    fn columns(&self, width: usize, with_words: bool) -> Block {
        let left = |width| stacked([self.coping(width), self.patterns(width)]);
        let right = |width| self.ratings(width, with_words);
        in_columns(left, right, width)
    }

    fn coping(&self, width: usize) -> Block {
        let Some(Coping { coped_well, .. }) = self.insights.coping else {
            return Block::new();
        };
        let mut rows = self.heading("When something happened, you managed", width);
        rows.push(bars::dots(coped_well, width, self.theme));
        // The first sentence says what the dots say.
        for sentence in self.sentences.coping.iter().skip(1) {
            rows.extend(text_rows(sentence, width, self.theme.quiet));
        }
        rows
    }

    /// The most frequent patterns, those to choose from and the person's own in one list.
    fn patterns(&self, width: usize) -> Block {
        let all = [&self.data.patterns, &self.data.custom_patterns];
        let mut all: Vec<&PatternCount> = all.into_iter().flatten().collect();
        if all.is_empty() {
            return Block::new();
        }
        all.sort_by_key(|pattern| Reverse(pattern.entries));
        let more = all.len().saturating_sub(MAX_PATTERNS);
        all.truncate(MAX_PATTERNS);
        let mut rows = self.heading("Patterns you named", width);
        let most = all.first().map_or(1, |pattern| pattern.entries);
        let all: Vec<_> = all
            .iter()
            .map(|pattern| (pattern.name.as_str(), pattern.entries))
            .collect();
        rows.extend(bars::named(&all, most, width, self.theme));
        if more > 0 {
            rows.push(styled_row(format!("and {more} more"), self.theme.quiet));
        }
        rows
    }

    /// The weeks as columns, or the sentences while there are too few ratings for them.
    fn ratings(&self, width: usize, with_words: bool) -> Block {
        let weekly = &self.picture.weekly;
        if !weekly.is_empty() {
            return columns::weeks(weekly, width, self.theme);
        }
        if !with_words || self.insights.scale_changes.is_empty() {
            return Block::new();
        }
        // The last sentence is a part of the caveat at the end.
        let changes = self
            .sentences
            .changes
            .split_last()
            .map_or(&[][..], |(_, all)| all);
        let mut rows = self.heading("Before and after", width);
        for sentence in changes {
            rows.extend(text_rows(sentence, width, Style::new()));
        }
        rows
    }

    fn year(&self, width: usize) -> Block {
        let (entries, days) = self.picture.year.totals();
        if entries == 0 {
            return Block::new();
        }
        let totals = format!(
            "{} on {}. Days without an entry are fine too.",
            pluralize(entries, "entry", "entries"),
            pluralize(days as u64, "day", "days"),
        );
        let mut rows = heat_map::rows(&self.picture.year, width, self.theme);
        rows.extend(text_rows(&totals, width, self.theme.quiet));
        rows
    }

    fn heading(&self, text: &str, width: usize) -> Block {
        rows::heading(text, Vec::new(), width, self.theme)
    }
}

/// Two blocks side by side where there is room for both, otherwise below one another.
fn in_columns(
    left: impl Fn(usize) -> Block,
    right: impl Fn(usize) -> Block,
    width: usize,
) -> Block {
    let half = width.saturating_sub(COLUMN_GAP) / 2;
    if width < MIN_TWO_COLUMN_WIDTH || left(half).is_empty() || right(half).is_empty() {
        return stacked([left(width), right(width)]);
    }
    beside(left(half), right(half), half + COLUMN_GAP)
}

/// "█ left: at first", with the symbol in the colour of what it stands for.
fn legend_entry(symbol: &str, style: Style, text: &str, theme: &Theme) -> Vec<Span<'static>> {
    vec![
        Span::styled(symbol.to_owned(), style),
        Span::styled(format!(" {text}"), theme.quiet),
    ]
}
