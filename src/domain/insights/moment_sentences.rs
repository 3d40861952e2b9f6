//! The sentences about breaks and check-ins. None of them says that one thing caused another.

use jiff::civil::{Date, Weekday};

use super::breaks::BreakFigures;
use super::check_ins::{CheckInDistress, CheckInFigures, FeelingCount, MeanDistress, PartOfDay};
use super::figures::Comparison;
use crate::text::bidi::with_trailing_lrm;
use crate::text::{one_line, pluralize};

pub(super) const BREAKS_LATER: &str =
    "Once five breaks have a number before and after, they're compared here.";
pub(crate) const BREAKS_NOTE: &str = "People often rest when it's worst, and the worst often eases by itself. So this doesn't tell what a \
                           break did.";
pub(super) const CHECK_INS_LATER: &str =
    "Once twenty check-ins have a number for distress, it's averaged here.";
pub(crate) const CHECK_INS_NOTE: &str = "These are only the moments at which you checked in, and small differences between them say little.";

/// The most feelings named in a sentence.
const MAX_FEELINGS: usize = 5;

/// Nothing without a break.
pub(super) fn breaks(figures: &BreakFigures) -> Vec<String> {
    match figures.comparison {
        _ if figures.total == 0 => Vec::new(),
        Some(comparison) => vec![break_comparison(comparison), BREAKS_NOTE.to_owned()],
        None => vec![BREAKS_LATER.to_owned()],
    }
}

/// "12 breaks, 48 minutes in all"
pub(crate) fn break_totals(figures: &BreakFigures) -> Option<String> {
    let breaks = pluralize(figures.total, "break", "breaks");
    match (figures.total, figures.minutes()) {
        (0, _) => None,
        (_, 0) => Some(breaks),
        (1, minutes) => Some(format!(
            "{breaks}, {}",
            pluralize(minutes, "minute", "minutes")
        )),
        (_, minutes) => Some(format!(
            "{breaks}, {} in all",
            pluralize(minutes, "minute", "minutes")
        )),
    }
}

/// The distress after breaks beside that before. What never was isn't mentioned.
pub(super) fn break_comparison(comparison: Comparison) -> String {
    let Comparison {
        lower,
        same,
        higher,
    } = comparison;
    let all = comparison.total();
    match (lower, same, higher) {
        (_, 0, 0) => {
            format!("You rated {all} breaks before and after. Your distress was lower after each.")
        }
        (0, _, 0) => format!(
            "You rated {all} breaks before and after. Your distress was about the same after each."
        ),
        (0, 0, _) => {
            format!("You rated {all} breaks before and after. Your distress was higher after each.")
        }
        (_, _, 0) => format!(
            "After {all} breaks, your distress was lower in {lower} and about the same in {same}."
        ),
        (_, 0, _) => {
            format!(
                "After {all} breaks, your distress was lower in {lower} and higher in {higher}."
            )
        }
        (0, _, _) => format!(
            "After {all} breaks, your distress was about the same in {same} and higher in {higher}."
        ),
        _ => format!(
            "After {all} breaks, your distress was lower in {lower}, about the same in {same} and higher in {higher}."
        ),
    }
}

/// Nothing without a check-in.
pub(super) fn check_ins(figures: &CheckInFigures) -> Vec<String> {
    if figures.total == 0 {
        return Vec::new();
    }
    let mut lines = match &figures.distress {
        Some(distress) => distress_lines(distress, figures.rated),
        None => vec![CHECK_INS_LATER.to_owned()],
    };
    lines.extend(feelings(&figures.feelings));
    lines.extend(
        figures
            .distress
            .is_some()
            .then(|| CHECK_INS_NOTE.to_owned()),
    );
    lines
}

pub(super) fn distress_lines(distress: &CheckInDistress, rated: u32) -> Vec<String> {
    let on_average = |parts: Vec<String>| {
        (!parts.is_empty()).then(|| format!("On average, distress was {}.", listed(&parts)))
    };
    let mut lines = vec![check_in_mean(distress, rated)];
    lines.extend(on_average(named_means(&distress.weeks, in_week)));
    lines.extend(on_average(named_means(
        &distress.parts_of_day,
        in_part_of_day,
    )));
    lines.extend(on_average(named_means(&distress.weekdays, on_weekday)));
    lines
}

/// "Over 34 check-ins, distress was 46 on average."
pub(crate) fn check_in_mean(distress: &CheckInDistress, rated: u32) -> String {
    let mean = distress.mean;
    format!("Over {rated} check-ins, distress was {mean} on average.")
}

fn named_means<T: Copy>(means: &[MeanDistress<T>], name: fn(T) -> String) -> Vec<String> {
    let named = |one: &MeanDistress<T>| format!("{} {}", one.mean, name(one.bucket));
    means.iter().map(named).collect()
}

fn in_week(monday: Date) -> String {
    format!("in the week of {}", monday.strftime("%-d %B"))
}

fn in_part_of_day(part: PartOfDay) -> String {
    match part {
        PartOfDay::Night => "at night",
        PartOfDay::Morning => "in the morning",
        PartOfDay::Afternoon => "in the afternoon",
        PartOfDay::Evening => "in the evening",
    }
    .to_owned()
}

fn on_weekday(weekday: Weekday) -> String {
    format!("on {}s", weekday_name(weekday))
}

pub(crate) const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// "Most often you named “tired” in 9 check-ins, “worried” in 7 and “calm” in 1."
fn feelings(feelings: &[FeelingCount]) -> Option<String> {
    let named = |(index, feeling): (usize, &FeelingCount)| {
        let name = format!("“{}”", one_line(&feeling.name));
        // The mark keeps the number on its side of a name from right to left.
        let name = with_trailing_lrm(&name);
        match index {
            0 => {
                let check_ins = pluralize(feeling.check_ins, "check-in", "check-ins");
                format!("{name} in {check_ins}")
            }
            _ => format!("{name} in {}", feeling.check_ins),
        }
    };
    let named: Vec<_> = feelings
        .iter()
        .take(MAX_FEELINGS)
        .enumerate()
        .map(named)
        .collect();
    let listed = listed(&named);
    match feelings.len() {
        0 => None,
        all if all > MAX_FEELINGS => Some(format!("Most often you named {listed}.")),
        _ => Some(format!("You named {listed}.")),
    }
}

/// "a, b and c"
fn listed(items: &[String]) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn comparison(lower: u32, same: u32, higher: u32) -> String {
        break_comparison(Comparison {
            lower,
            same,
            higher,
        })
    }

    #[test]
    fn breaks_are_told_with_their_numbers_and_without_what_never_was() {
        let said = [
            comparison(7, 4, 1),
            comparison(7, 4, 0),
            comparison(7, 0, 1),
            comparison(0, 4, 1),
            comparison(5, 0, 0),
            comparison(0, 5, 0),
            comparison(0, 0, 5),
        ];
        assert_eq!(
            said,
            [
                "After 12 breaks, your distress was lower in 7, about the same in 4 and higher in 1.",
                "After 11 breaks, your distress was lower in 7 and about the same in 4.",
                "After 8 breaks, your distress was lower in 7 and higher in 1.",
                "After 5 breaks, your distress was about the same in 4 and higher in 1.",
                "You rated 5 breaks before and after. Your distress was lower after each.",
                "You rated 5 breaks before and after. Your distress was about the same after each.",
                "You rated 5 breaks before and after. Your distress was higher after each.",
            ]
        );
    }

    #[test]
    fn the_length_of_breaks_is_told_in_minutes() {
        let totals = |total, seconds| {
            break_totals(&BreakFigures {
                total,
                seconds,
                comparison: None,
            })
        };
        assert_eq!(totals(0, 0), None);
        assert_eq!(totals(1, 30).as_deref(), Some("1 break, 1 minute"));
        assert_eq!(totals(2, 0).as_deref(), Some("2 breaks"));
        assert_eq!(
            totals(12, 2880).as_deref(),
            Some("12 breaks, 48 minutes in all")
        );
    }

    #[test]
    fn check_ins_are_told_with_named_values() {
        let mean = |mean| MeanDistress {
            bucket: PartOfDay::Night,
            check_ins: 12,
            mean,
        };
        let on = |bucket| MeanDistress {
            bucket,
            check_ins: 12,
            mean: 40,
        };
        let names = ["tired", "müde\n睡 🥱", "calm", "sad", "flat", "glad"];
        let feelings = names.iter().zip([9, 7, 3, 2, 1, 1]);
        let mut figures = CheckInFigures {
            total: 40,
            rated: 34,
            distress: Some(CheckInDistress {
                mean: 46,
                weeks: vec![on(date(2026, 11, 2)), on(date(2026, 11, 9))],
                parts_of_day: vec![
                    mean(61),
                    MeanDistress {
                        bucket: PartOfDay::Evening,
                        ..mean(38)
                    },
                ],
                weekdays: vec![],
            }),
            feelings: feelings
                .map(|(name, check_ins)| FeelingCount {
                    name: (*name).to_owned(),
                    check_ins,
                })
                .collect(),
        };
        let said = check_ins(&figures);
        assert_eq!(
            said[..4],
            [
                "Over 34 check-ins, distress was 46 on average.",
                "On average, distress was 40 in the week of 2 November and 40 in the week of 9 November.",
                "On average, distress was 61 at night and 38 in the evening.",
                "Most often you named “tired” in 9 check-ins, “müde 睡 🥱” in 7, “calm” in 3, “sad” in 2 and “flat” in 1.",
            ]
        );
        assert_eq!(said[4..], [CHECK_INS_NOTE]);
        figures.feelings.truncate(1);
        figures.distress = None;
        assert_eq!(
            check_ins(&figures),
            [CHECK_INS_LATER, "You named “tired” in 9 check-ins."]
        );
        assert!(check_ins(&CheckInFigures::default()).is_empty());
        assert!(breaks(&BreakFigures::default()).is_empty());
    }
}
