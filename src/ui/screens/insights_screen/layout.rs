//! The page of sentences: the figures in words, with links to their entries.

use jiff::civil::Date;
use ratatui::style::Style;

use super::{InsightsRow, InsightsScreen};
use crate::domain::entry::EntryKind;
use crate::domain::insights::{
    MonthSummary, OUTCOME_ORDER, ReviewedFear, break_totals, outcome_count_label, unscheduled_text,
};
use crate::domain::outcome::Outcome;
use crate::storage::insight_queries::{Fear, FearText, PatternCount, RatedPair};
use crate::storage::search::{Days, Filter};
use crate::text::pluralize;
use crate::text::{display_width, one_line, truncate_to_width, wrap};
use crate::ui::keymap::with_people_key;
use crate::ui::theme::Theme;

/// The most pairs that are listed. Earlier ones are in the history.
const MAX_PAIRS: usize = 40;
/// The most patterns listed by name.
pub(super) const MAX_PATTERNS: usize = 20;
/// The indent of a link, where the marker appears.
const MARKER_INDENT: &str = "  ";

impl InsightsScreen {
    /// Lays out the page for this width.
    pub(super) fn layout_rows(&self, width: usize, theme: &Theme) -> Vec<InsightsRow> {
        let mut page = InsightsLayout {
            width,
            theme,
            rows: Vec::new(),
        };
        if let Some(care) = &self.sentences.care_note {
            page.push_text(care);
            page.push_text(&with_people_key("Press ? for people to talk to."));
            page.push_gap();
        }
        self.push_fears(&mut page);
        self.push_managing(&mut page);
        self.push_pairs(&mut page);
        self.push_breaks(&mut page);
        self.push_check_ins(&mut page);
        self.push_calendar(&mut page);
        self.push_patterns(&mut page);
        page.rows
    }

    fn push_fears(&self, page: &mut InsightsLayout) {
        page.push_heading("What you feared, and what happened");
        for text in &self.sentences.fears {
            page.push_text(text);
        }
        if let Some(text) = unscheduled_text(self.data.fears_without_follow_up) {
            page.push_text(&text);
        }
        if !self.stories.is_empty() {
            page.push_gap();
        }
        let resolved = self.data.fears.iter();
        let resolved = resolved.filter(|fear| fear.review.outcome.is_resolved());
        for (fear, story) in resolved.zip(&self.stories) {
            page.push_story(fear, story);
        }
        page.push_gap();
        self.push_outcomes(&OUTCOME_ORDER, page);
        if !self.sentences.details.is_empty() {
            page.push_gap();
            page.push_dim_text("In detail");
        }
        for text in &self.sentences.details {
            page.push_dim_text(text);
        }
    }

    fn push_managing(&self, page: &mut InsightsLayout) {
        page.push_heading("How you managed");
        for text in &self.sentences.coping {
            page.push_text(text);
        }
        if self.insights.coping.is_some() {
            page.push_gap();
            self.push_outcomes(&OUTCOME_ORDER[..2], page);
        }
    }

    /// The count of each outcome, linked to its entries.
    fn push_outcomes(&self, outcomes: &[Outcome], page: &mut InsightsLayout) {
        for &outcome in outcomes {
            let is_so = |fear: &&Fear| fear.review.outcome == outcome;
            let number = self.data.fears.iter().filter(is_so).count();
            if number > 0 {
                page.push_link(
                    &format!("{number} {}", outcome_count_label(outcome)),
                    Filter::Outcome(outcome),
                );
            }
        }
    }

    fn push_pairs(&self, page: &mut InsightsLayout) {
        page.push_heading("Before and after");
        for text in &self.sentences.changes {
            page.push_text(text);
        }
        if self.data.pairs.is_empty() {
            return;
        }
        page.push_gap();
        for rated in self.data.pairs.iter().take(MAX_PAIRS) {
            page.push_pair(rated);
        }
        if let Some(earlier) = self.data.pairs.get(MAX_PAIRS) {
            let number = self.data.pairs.len() - MAX_PAIRS;
            page.push_link(
                &format!("{number} earlier"),
                Filter::Days(Days::between(None, Some(earlier.day))),
            );
        }
    }

    fn push_breaks(&self, page: &mut InsightsLayout) {
        if let Some(totals) = break_totals(&self.insights.breaks) {
            page.push_heading("After a break");
            for text in &self.sentences.breaks {
                page.push_text(text);
            }
            page.push_gap();
            page.push_link(&totals, Filter::Kind(EntryKind::Break));
        }
    }

    fn push_check_ins(&self, page: &mut InsightsLayout) {
        let total = self.insights.check_ins.total;
        if total > 0 {
            page.push_heading("Check-ins");
            for text in &self.sentences.check_ins {
                page.push_text(text);
            }
            page.push_gap();
            let totals = pluralize(total, "check-in", "check-ins");
            page.push_link(&totals, Filter::Kind(EntryKind::CheckIn));
        }
    }

    fn push_calendar(&self, page: &mut InsightsLayout) {
        page.push_heading("When you wrote");
        let (entries, days) = self.picture.year.totals();
        if entries == 0 {
            page.push_text("Nothing in the last twelve months. That's fine too.");
            return;
        }
        page.push_text(&format!(
            "In the last twelve months: {} on {}. Days without an entry are fine too.",
            pluralize(entries, "entry", "entries"),
            pluralize(days as u64, "day", "days"),
        ));
        page.push_gap();
        for month in self.picture.year.months().iter().rev() {
            if month.entries > 0 {
                page.push_month(month);
            }
        }
    }

    fn push_patterns(&self, page: &mut InsightsLayout) {
        page.push_heading("Patterns you named");
        let (known, own) = (&self.data.patterns, &self.data.custom_patterns);
        if known.is_empty() && own.is_empty() {
            page.push_text("None so far. Some exercises ask about them.");
        }
        for named in known.iter().take(MAX_PATTERNS) {
            page.push_pattern(named, Filter::Pattern(named.name.clone()));
        }
        page.push_more_count(known.len());
        if !own.is_empty() {
            page.push_gap();
            page.push_text("In your own words:");
        }
        for named in own.iter().take(MAX_PATTERNS) {
            page.push_pattern(named, date_range(named.first, named.last));
        }
        page.push_more_count(own.len());
    }
}

/// "It seemed 80% likely, then 35%. It didn't happen."
pub(crate) fn story_text(checked: &ReviewedFear) -> String {
    let mut lines = Vec::new();
    match (checked.first_rating, checked.last_rating) {
        (Some(gut), Some(second)) => {
            lines.push(format!("It seemed {gut}% likely, then {second}%."));
        }
        (Some(gut), None) => lines.push(format!("It seemed {gut}% likely.")),
        (None, Some(second)) => lines.push(format!("In the end it seemed {second}% likely.")),
        (None, None) => {}
    }
    lines.push(
        match checked.outcome {
            Outcome::Yes => "It happened.",
            Outcome::Partly => "It partly happened.",
            _ => "It didn't happen.",
        }
        .to_owned(),
    );
    if let Some(managed) = checked.coping_actual
        && checked.outcome != Outcome::No
    {
        lines.push(format!("You rated how you managed at {managed}."));
    }
    lines.join(" ")
}

fn date_range(from: Date, until: Date) -> Filter {
    Filter::Days(Days::between(Some(from), Some(until)))
}

/// Collects the rows of a page of this width.
struct InsightsLayout<'a> {
    width: usize,
    theme: &'a Theme,
    rows: Vec<InsightsRow>,
}

impl InsightsLayout<'_> {
    fn push_row(&mut self, style: Style, text: String) {
        self.rows.push(InsightsRow {
            style,
            text,
            filter: None,
        });
    }

    fn push_wrapped(&mut self, style: Style, indent: &str, text: &str) {
        let room = self.width.saturating_sub(indent.len());
        for row in wrap(text, room) {
            self.push_row(style, format!("{indent}{row}"));
        }
    }

    fn push_gap(&mut self) {
        if self.rows.last().is_some_and(|line| !line.text.is_empty()) {
            self.push_row(Style::new(), String::new());
        }
    }

    fn push_heading(&mut self, text: &str) {
        self.push_gap();
        self.push_wrapped(self.theme.strong, "", text);
    }

    fn push_text(&mut self, text: &str) {
        self.push_wrapped(Style::new(), "", text);
    }

    fn push_dim_text(&mut self, text: &str) {
        self.push_wrapped(self.theme.quiet, MARKER_INDENT, text);
    }

    /// A row that links to the history.
    fn push_link(&mut self, text: &str, filter: Filter) {
        self.rows.push(InsightsRow {
            style: Style::new(),
            text: format!(
                "{MARKER_INDENT}{}",
                truncate_to_width(text, self.width.saturating_sub(MARKER_INDENT.len()))
            ),
            filter: Some(filter),
        });
    }

    fn push_story(&mut self, fear: &Fear, story: &FearText) {
        let day = story.day.strftime("%-d %b %Y");
        self.push_link(
            &format!("{day}: “{}”", one_line(&story.words)),
            date_range(story.day, story.day),
        );
        self.push_wrapped(self.theme.quiet, "    ", &self::story_text(&fear.review));
    }

    fn push_pair(&mut self, rated: &RatedPair) {
        let day = rated.day.strftime("%-d %b %Y").to_string();
        let pair = &rated.pair;
        let text = format!(
            "{day:<12} {} {}, then {}",
            pair.scale, pair.before, pair.after
        );
        self.push_link(&text, date_range(rated.day, rated.day));
    }

    fn push_month(&mut self, month: &MonthSummary) {
        let text = format!(
            "{}: {} on {}",
            month.first.strftime("%B %Y"),
            pluralize(month.entries, "entry", "entries"),
            pluralize(month.days, "day", "days"),
        );
        self.push_link(&text, date_range(month.first, month.last));
    }

    /// "12 entries  What if"
    fn push_pattern(&mut self, named: &PatternCount, filter: Filter) {
        let number = pluralize(named.entries, "entry", "entries");
        let gap = " ".repeat(11_usize.saturating_sub(display_width(&number)));
        self.push_link(&format!("{gap}{number}  {}", one_line(&named.name)), filter);
    }

    fn push_more_count(&mut self, all: usize) {
        if all > MAX_PATTERNS {
            self.push_dim_text(&format!("and {} more", all - MAX_PATTERNS));
        }
    }
}
