//! The parts of the page, row by row.

use jiff::civil::Date;
use ratatui::style::Style;

use super::year::{self, Month};
use super::{Insights, Line, marks};
use crate::insight::{FearOutcome, ReviewedFear};
use crate::journal::insight::{Fear, Named, Rated, Story};
use crate::journal::search::Filters;
use crate::text::{display_width, one_line, truncate_to_width, wrap};
use crate::theme::Theme;

/// The most pairs that are shown one by one. Earlier ones are in the history.
const MOST_PAIRS: usize = 40;
/// The most patterns that are named.
const MOST_PATTERNS: usize = 20;
/// From this width on the words and the line of a pair stand side by side.
const BESIDE: usize = 56;
/// The room in front of a row that leads on, where its mark stands.
const MARK: &str = "  ";

impl Insights {
    /// The whole page at that width.
    pub(super) fn lines(&self, width: usize, look: &Theme) -> Vec<Line> {
        let mut page = Page {
            width,
            theme: look,
            lines: Vec::new(),
        };
        if let Some(care) = &self.words.care_note {
            page.say(care);
            page.say("Press ? for people to talk to.");
            page.gap();
        }
        self.fears(&mut page);
        self.managing(&mut page);
        self.pairs(&mut page);
        self.days(&mut page);
        self.patterns(&mut page);
        page.lines
    }

    fn fears(&self, page: &mut Page) {
        page.heading("What you feared, and what happened");
        for words in &self.words.fears {
            page.say(words);
        }
        if let Some(words) = not_asked(self.gathered.unasked) {
            page.say(&words);
        }
        self.picture(page);
        if !self.stories.is_empty() {
            page.gap();
        }
        let resolved = self.gathered.fears.iter();
        let resolved = resolved.filter(|fear| fear.checked.outcome.is_resolved());
        for (fear, story) in resolved.zip(&self.stories) {
            page.story(fear, story);
        }
        page.gap();
        self.outcomes(&OUTCOMES, page);
        if !self.words.details.is_empty() {
            page.gap();
            page.quiet("In detail");
        }
        for words in &self.words.details {
            page.quiet(words);
        }
    }

    /// Expected and happened on one line. Somebody who has a hard stretch behind them isn't shown it.
    fn picture(&self, page: &mut Page) {
        let Some(expected) = self
            .figures
            .expectation
            .filter(|_| !self.figures.many_happened)
        else {
            return;
        };
        let [happened, of] = [expected.happened.count, expected.happened.total];
        let expected = number((expected.mean * 100.0).round());
        let came = number((f64::from(happened) * 100.0 / f64::from(of.max(1))).round());
        page.gap();
        let room = page.width.saturating_sub(8).min(61);
        let line = marks::line(expected, came, room, page.theme);
        page.row(Style::new(), format!("  0 {line} 100"));
        let words = [
            format!("expected: {expected} on average"),
            format!("happened: {happened} of {of}"),
        ];
        let legend = marks::legend(&words[0], &words[1], page.theme);
        page.listed(&legend);
    }

    fn managing(&self, page: &mut Page) {
        page.heading("How you managed");
        for words in &self.words.coping {
            page.say(words);
        }
        if self.figures.coping.is_some() {
            page.gap();
            self.outcomes(&OUTCOMES[..2], page);
        }
    }

    /// How many fears ended so, each leading to their walks.
    fn outcomes(&self, outcomes: &[(FearOutcome, &str, &str)], page: &mut Page) {
        for (outcome, name, words) in outcomes {
            let is_so = |fear: &&Fear| fear.checked.outcome == *outcome;
            let number = self.gathered.fears.iter().filter(is_so).count();
            if number > 0 {
                let outcome = Some((*name).to_owned());
                page.leading(
                    &format!("{number} {words}"),
                    Filters {
                        outcome,
                        ..Filters::default()
                    },
                );
            }
        }
    }

    fn pairs(&self, page: &mut Page) {
        page.heading("Before and after");
        for words in &self.words.changes {
            page.say(words);
        }
        if self.gathered.pairs.is_empty() {
            return;
        }
        page.gap();
        page.quiet(&marks::legend("first rating", "second rating", page.theme));
        for rated in self.gathered.pairs.iter().take(MOST_PAIRS) {
            page.pair(rated);
        }
        if let Some(earlier) = self.gathered.pairs.get(MOST_PAIRS) {
            let number = self.gathered.pairs.len() - MOST_PAIRS;
            let until = Some(earlier.day);
            page.leading(
                &format!("{number} earlier"),
                Filters {
                    until,
                    ..Filters::default()
                },
            );
        }
    }

    fn days(&self, page: &mut Page) {
        page.heading("When you wrote");
        let (walks, days) = self.year.sums();
        if walks == 0 {
            page.say("Nothing was finished in the last twelve months. That is fine, too.");
            return;
        }
        page.say(&format!(
            "In the last twelve months: {} on {}. A blank day is a day like any other.",
            count(walks.into(), "walk", "walks"),
            count(days as u64, "day", "days"),
        ));
        page.gap();
        let has_weeks = page.width >= self.year.width();
        if has_weeks {
            for row in self.year.weeks(page.theme) {
                page.row(Style::new(), row);
            }
        }
        page.quiet(&year::legend(page.theme));
        for month in self.year.months().into_iter().rev() {
            let row = (!has_weeks).then(|| self.year.row(&month, page.theme));
            if month.walks > 0 || !has_weeks {
                page.month(&month, row);
            }
        }
    }

    fn patterns(&self, page: &mut Page) {
        page.heading("Patterns you named");
        let (known, own) = (&self.gathered.patterns, &self.gathered.own_names);
        if known.is_empty() && own.is_empty() {
            page.say("None so far. Some walks ask whether a thought fits one.");
        }
        for named in known.iter().take(MOST_PATTERNS) {
            let pattern = Some(named.name.clone());
            page.pattern(
                named,
                Filters {
                    pattern,
                    ..Filters::default()
                },
            );
        }
        page.and_more(known.len());
        if !own.is_empty() {
            page.gap();
            page.say("In your own words:");
        }
        for named in own.iter().take(MOST_PATTERNS) {
            page.pattern(named, between(named.first, named.last));
        }
        page.and_more(own.len());
    }
}

/// What may have come of a fear, what a search calls it, and what is said of so many.
const OUTCOMES: [(FearOutcome, &str, &str); 6] = [
    (FearOutcome::Yes, "yes", "happened"),
    (FearOutcome::Partly, "partly", "happened in part"),
    (FearOutcome::No, "no", "did not happen"),
    (FearOutcome::Open, "open", "open"),
    (FearOutcome::Unknown, "unknown", "can't be told"),
    (FearOutcome::Dropped, "dropped", "set aside"),
];

/// What isn't known of fears without a day to look back on them.
pub fn not_asked(number: u32) -> Option<String> {
    match number {
        0 => None,
        1 => Some("1 more was written down without a day to look back on it.".to_owned()),
        number => Some(format!(
            "{number} more were written down without a day to look back on them."
        )),
    }
}

/// "You put it at 80%, then at 35%. It did not happen."
pub fn story(checked: &ReviewedFear) -> String {
    let put = match (checked.first_rating, checked.last_rating) {
        (Some(gut), Some(second)) => format!("You put it at {gut}%, then at {second}%. "),
        (Some(gut), None) => format!("You put it at {gut}%. "),
        (None, Some(second)) => format!("You put it at {second}% in the end. "),
        (None, None) => String::new(),
    };
    let came = match checked.outcome {
        FearOutcome::Yes => "It happened.",
        FearOutcome::Partly => "It happened in part.",
        _ => "It did not happen.",
    };
    let managed = checked
        .coping_actual
        .filter(|_| checked.outcome != FearOutcome::No);
    let managed = managed.map(|managed| format!(" You put managing at {managed}."));
    format!("{put}{came}{}", managed.unwrap_or_default())
}

fn between(from: Date, until: Date) -> Filters {
    Filters {
        from: Some(from),
        until: Some(until),
        ..Filters::default()
    }
}

fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A share in per cent as a rating.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is clamped to what fits"
)]
const fn number(share: f64) -> u8 {
    share.clamp(0.0, 100.0) as u8
}

/// Rows being made for a page that is so wide.
struct Page<'a> {
    width: usize,
    theme: &'a Theme,
    lines: Vec<Line>,
}

impl Page<'_> {
    fn row(&mut self, style: Style, words: String) {
        self.lines.push(Line {
            style,
            words,
            opens: None,
        });
    }

    fn add(&mut self, style: Style, indent: &str, words: &str) {
        let room = self.width.saturating_sub(indent.len());
        for row in wrap(words, room) {
            self.row(style, format!("{indent}{row}"));
        }
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.words.is_empty()) {
            self.row(Style::new(), String::new());
        }
    }

    fn heading(&mut self, words: &str) {
        self.gap();
        self.add(self.theme.prompt, "", words);
    }

    fn say(&mut self, words: &str) {
        self.add(Style::new(), "", words);
    }

    fn quiet(&mut self, words: &str) {
        self.add(self.theme.dim, MARK, words);
    }

    fn listed(&mut self, words: &str) {
        self.add(Style::new(), MARK, words);
    }

    /// A row that leads to the walks behind it.
    fn leading(&mut self, words: &str, filters: Filters) {
        self.lines.push(Line {
            style: Style::new(),
            words: format!(
                "{MARK}{}",
                truncate_to_width(words, self.width.saturating_sub(MARK.len()))
            ),
            opens: Some(filters),
        });
    }

    fn story(&mut self, fear: &Fear, story: &Story) {
        let day = story.day.strftime("%-d %b %Y");
        self.leading(
            &format!("{day}: “{}”", one_line(&story.words)),
            between(story.day, story.day),
        );
        self.add(self.theme.dim, "    ", &self::story(&fear.checked));
    }

    /// The numbers in words, then the line: in one row where there is room, in two where not.
    fn pair(&mut self, rated: &Rated) {
        let day = rated.day.strftime("%-d %b %Y").to_string();
        let pair = &rated.pair;
        let words = format!(
            "{day:<12} {} {}, then {}",
            pair.scale, pair.before, pair.after
        );
        let filters = between(rated.day, rated.day);
        let draw = |room| marks::line(pair.before, pair.after, room, self.theme);
        if self.width >= BESIDE {
            let room = self.width - MARK.len() - BOTH;
            let line = draw(room);
            self.leading(&format!("{words:<BOTH$}{line}"), filters);
        } else {
            let line = draw(self.width.saturating_sub(2 * MARK.len()).min(51));
            self.leading(&words, filters);
            self.row(self.theme.dim, format!("{MARK}{MARK}{line}"));
        }
    }

    fn month(&mut self, month: &Month, row: Option<String>) {
        let filters = between(month.first, month.last);
        let words = match row {
            Some(row) => {
                let name = month.first.strftime("%b");
                format!("{name} {row:<31}{:>3}", month.walks)
            }
            None => format!(
                "{}: {} on {}",
                month.first.strftime("%B %Y"),
                count(month.walks.into(), "walk", "walks"),
                count(month.days.into(), "day", "days"),
            ),
        };
        self.leading(&words, filters);
    }

    /// "12 walks  What if"
    fn pattern(&mut self, named: &Named, filters: Filters) {
        let number = count(named.walks.into(), "walk", "walks");
        let gap = " ".repeat(9_usize.saturating_sub(display_width(&number)));
        self.leading(
            &format!("{gap}{number}  {}", one_line(&named.name)),
            filters,
        );
    }

    fn and_more(&mut self, all: usize) {
        if all > MOST_PATTERNS {
            self.quiet(&format!("and {} more", all - MOST_PATTERNS));
        }
    }
}

/// The columns of a pair's words where its line stands beside them: "12 May 2026  likelihood 100, then 100".
const BOTH: usize = 40;
