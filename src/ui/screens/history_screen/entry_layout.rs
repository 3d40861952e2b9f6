//! The rows of an entry: all its answers, or a summary of them that fits beside the list.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget as _;

use super::entry_view::{answer_text, changed_label, format_start, render_matches};
use crate::domain::entry::{Answer, AnsweredStep, Entry};
use crate::domain::exercise::Role;
use crate::storage::journal::EntryWithEditTime;
use crate::storage::search::{Query, match_ranges};
use crate::text::wrap_ranges;
use crate::ui::layout::MAX_TEXT_WIDTH;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::rating_pair::RatingPairRow;

/// A row of an entry.
#[derive(Debug)]
pub(super) struct ReaderRow {
    /// The answer that it belongs to.
    pub(super) answer_index: Option<usize>,
    /// Whether it belongs to the question.
    pub(super) is_question: bool,
    content: RowContent,
}

#[derive(Debug)]
enum RowContent {
    Text {
        style: Style,
        text: String,
        /// The ranges of `text` that match the search.
        matches: Vec<Range<usize>>,
    },
    Rule,
    Ratings(RatingPair),
}

/// Two ratings of the same thing.
#[derive(Clone, Copy, Debug)]
struct RatingPair {
    label: &'static str,
    unit: &'static str,
    before: u8,
    after: u8,
}

impl ReaderRow {
    pub(super) const fn has_match(&self) -> bool {
        matches!(&self.content, RowContent::Text { matches, .. } if !matches.is_empty())
    }

    /// Draws the row; `restyle` changes the styles of its text.
    pub(super) fn render(
        &self,
        row: Rect,
        buf: &mut Buffer,
        theme: &Theme,
        restyle: impl Fn(Style) -> Style,
    ) {
        let width = usize::from(row.width);
        match &self.content {
            RowContent::Text {
                style,
                text,
                matches,
            } => {
                let style = restyle(*style);
                render_matches(text, matches, (row.x, row.y), width, buf, style, theme);
            }
            RowContent::Rule => {
                let line = if theme.ascii_only { "-" } else { "─" };
                buf.put_text(row.x, row.y, line.repeat(width), width, theme.rule);
            }
            RowContent::Ratings(pair) => RatingPairRow {
                label: pair.label,
                unit: pair.unit,
                before: pair.before,
                after: pair.after,
                theme,
            }
            .render(row, buf),
        }
    }
}

/// From this width on a row of two ratings has room for its numbers.
const MIN_PAIR_WIDTH: u16 = 29;

/// Lays out rows of one width.
struct RowBuilder<'a> {
    rows: Vec<ReaderRow>,
    width: u16,
    query: &'a Query,
}

impl RowBuilder<'_> {
    fn add(&mut self, style: Style, words: &str, answer_index: Option<usize>) {
        let matches = match_ranges(words, self.query);
        for row in wrap_ranges(words, self.width.min(MAX_TEXT_WIDTH).into()) {
            let within = |range: &Range<usize>| {
                let (start, end) = (range.start.max(row.start), range.end.min(row.end));
                (start < end).then(|| start - row.start..end - row.start)
            };
            let content = RowContent::Text {
                style,
                text: words[row.clone()].trim_end().to_owned(),
                matches: matches.iter().filter_map(within).collect(),
            };
            self.rows.push(ReaderRow {
                answer_index,
                is_question: false,
                content,
            });
        }
    }

    fn add_question(&mut self, style: Style, words: &str, answer_index: usize) {
        let first = self.rows.len();
        self.add(style, words, Some(answer_index));
        for row in &mut self.rows[first..] {
            row.is_question = true;
        }
    }

    fn add_blank(&mut self) {
        self.add(Style::new(), "", None);
    }

    fn add_rule(&mut self) {
        self.rows.push(ReaderRow {
            answer_index: None,
            is_question: false,
            content: RowContent::Rule,
        });
    }

    /// Two ratings with bars, or as words where there is no room for both numbers.
    fn add_pair(&mut self, pair: RatingPair, theme: &Theme, answer_index: Option<usize>) {
        if self.width >= MIN_PAIR_WIDTH {
            self.rows.push(ReaderRow {
                answer_index,
                is_question: false,
                content: RowContent::Ratings(pair),
            });
            return;
        }
        let RatingPair {
            label,
            unit,
            before,
            after,
        } = pair;
        let arrow = if theme.ascii_only { "->" } else { "→" };
        let words = format!("{label} {before}{unit} {arrow} {after}{unit}");
        self.add(theme.text, &words, answer_index);
    }

    /// The exercise and the days.
    fn add_heading(&mut self, reading: &EntryWithEditTime, theme: &Theme) {
        self.add(theme.strong, &reading.entry.title, None);
        self.add(theme.quiet, &format_start(&reading.entry), None);
        let changed = changed_label(reading);
        if !changed.is_empty() {
            self.add(theme.quiet, &changed, None);
        }
    }
}

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
