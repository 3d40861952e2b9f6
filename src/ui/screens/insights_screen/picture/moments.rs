//! Check-ins and breaks.

use super::rows::{Block, stacked, text_rows};
use super::{MAX_PATTERNS, PictureView, bars, in_columns};
use crate::domain::insights::{
    BREAKS_NOTE, CHECK_INS_NOTE, CheckInDistress, MeanDistress, break_totals, check_in_mean,
    weekday_name,
};

/// The highest rating.
const MAX_RATING: u32 = 100;

impl PictureView<'_> {
    /// The distress at check-ins, the feelings named there, and the distress after breaks.
    pub(super) fn moments(&self, width: usize, with_words: bool) -> Block {
        let distress = self.insights.check_ins.distress.as_ref();
        let left = |width| {
            let distress = distress.map(|distress| self.weeks_and_hours(distress, width));
            stacked(distress.into_iter().flatten().chain([self.feelings(width)]))
        };
        let right = |width| {
            let weekdays = distress.map(|distress| self.weekdays(distress, width));
            stacked(weekdays.into_iter().chain([self.breaks(width)]))
        };
        let pictures = in_columns(left, right, width);
        if with_words {
            stacked([pictures, self.moment_notes(width)])
        } else {
            pictures
        }
    }

    fn weeks_and_hours(&self, distress: &CheckInDistress, width: usize) -> [Block; 2] {
        [
            self.means("Distress by week", &distress.weeks, width, |monday| {
                format!("week of {}", monday.strftime("%-d %b"))
            }),
            self.means(
                "Distress by time of day",
                &distress.parts_of_day,
                width,
                |part| {
                    let (first, end) = part.hours();
                    format!("{} {first}-{end}", part.as_str())
                },
            ),
        ]
    }

    fn weekdays(&self, distress: &CheckInDistress, width: usize) -> Block {
        self.means(
            "Distress by weekday",
            &distress.weekdays,
            width,
            |weekday| weekday_name(weekday).to_owned(),
        )
    }

    fn means<T: Copy>(
        &self,
        heading: &str,
        means: &[MeanDistress<T>],
        width: usize,
        name: impl Fn(T) -> String,
    ) -> Block {
        let names: Vec<_> = means.iter().map(|one| name(one.bucket)).collect();
        let names = names.iter().map(String::as_str);
        let rows: Vec<_> = names
            .zip(means)
            .map(|(name, one)| (name, one.mean.into()))
            .collect();
        self.bars(heading, &rows, MAX_RATING, width)
    }

    /// The most frequent feelings.
    fn feelings(&self, width: usize) -> Block {
        let feelings = self.insights.check_ins.feelings.iter().take(MAX_PATTERNS);
        let rows: Vec<_> = feelings
            .map(|feeling| (feeling.name.as_str(), feeling.check_ins))
            .collect();
        let most = rows.first().map_or(1, |(_, check_ins)| *check_ins);
        self.bars("Feelings at check-ins", &rows, most, width)
    }

    /// After how many breaks the distress was lower, about the same and higher.
    fn breaks(&self, width: usize) -> Block {
        let Some(comparison) = self.insights.breaks.comparison else {
            return Block::new();
        };
        let rows = [
            ("lower", comparison.lower),
            ("about the same", comparison.same),
            ("higher", comparison.higher),
        ];
        let heading = "After a break, your distress was";
        self.bars(heading, &rows, comparison.total(), width)
    }

    /// A heading and bars; nothing without bars.
    fn bars(&self, heading: &str, rows: &[(&str, u32)], full: u32, width: usize) -> Block {
        if rows.is_empty() {
            return Block::new();
        }
        let mut block = self.heading(heading, width);
        block.extend(bars::named(rows, full, width, self.theme));
        block
    }

    /// The totals, and what the pictures can't show.
    fn moment_notes(&self, width: usize) -> Block {
        let (check_ins, breaks) = (&self.insights.check_ins, &self.insights.breaks);
        let mut notes = Vec::new();
        if let Some(distress) = &check_ins.distress {
            let mean = check_in_mean(distress, check_ins.rated);
            notes.push(format!("{mean} {CHECK_INS_NOTE}"));
        }
        let totals = break_totals(breaks).map(|totals| format!("{totals}."));
        notes.extend(match breaks.comparison {
            Some(_) => totals.map(|totals| format!("{totals} {BREAKS_NOTE}")),
            None => totals,
        });
        let rows = |note: &String| text_rows(note, width, self.theme.quiet);
        notes.iter().flat_map(rows).collect()
    }
}
