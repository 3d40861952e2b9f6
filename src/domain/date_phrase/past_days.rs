//! The days of a time that has been, as people type them to filter by: “last week”, “since 12 oct”, “1 nov to 20 nov”.

use jiff::civil::Date;

use super::resolve::Days;
use super::{Anchor, DatePhrase, DayPhrase, Direction, Occurrence, PhraseError, PhraseKind};

/// The first and the last day of a time that has been; none where it is open. A distance such as “2 weeks” is the time
/// since then.
pub(crate) fn parse_past_days(
    typed: &str,
    today: Date,
) -> Result<(Option<Date>, Option<Date>), PhraseError> {
    let typed = typed.trim().to_lowercase();
    let after = |words: &[&str]| words.iter().find_map(|word| typed.strip_prefix(word));
    let days = |part: &str| parse_day(part)?.past_days(today);
    if let Some(part) = after(&["until ", "till ", "up to "]) {
        return Ok((None, Some(days(part)?.1)));
    }
    if let Some(part) = after(&["before "]) {
        let (first, _) = days(part)?;
        return Ok((None, Some(first.yesterday().unwrap_or(Date::MIN))));
    }
    if let Some((from, until)) = typed.split_once(" to ").or(typed.split_once(" until ")) {
        let from = from.strip_prefix("from ").unwrap_or(from);
        let (first, last) = days_between(&parse_day(from)?, &parse_day(until)?, today)?;
        return Ok((Some(first), Some(last)));
    }
    if let Some(part) = after(&["since ", "from "]) {
        return Ok((Some(days(part)?.0), None));
    }
    if let Some(part) = after(&["after "]) {
        let (_, last) = days(part)?;
        return Ok((Some(last.tomorrow().unwrap_or(Date::MAX)), None));
    }
    let phrase = parse_day(&typed)?;
    let (first, last) = phrase.past_days(today)?;
    let is_distance = phrase
        .day
        .is_some_and(|day| day.shift.is_some() && day.anchor == Anchor::DaysAfterToday(0));
    Ok((Some(first), (!is_distance).then_some(last)))
}

fn parse_day(typed: &str) -> Result<DatePhrase, PhraseError> {
    DatePhrase::parse(typed, PhraseKind::Day)
}

/// The days from one phrase to the other in the order in which they are typed. Where the year or week of one is open, it
/// is that beside the other. Days that can't be moved are put in order.
fn days_between(from: &DatePhrase, until: &DatePhrase, today: Date) -> Result<Days, PhraseError> {
    let (first, last) = (from.past_days(today)?, until.past_days(today)?);
    let (from, until) = from.day.zip(until.day).ok_or(PhraseError::Unclear)?;
    let is_ordered = first.0 <= last.1;
    // “20 dec 2024 to 5 jan” ends in 2025, even if there have been other Januaries since.
    let is_year_open = from.has_year() && until.is_of_any_year();
    if is_ordered && !is_year_open {
        Ok((first.0, last.1))
    } else if until.can_be_later() && !is_same_month(&from, &until) {
        let last = until.resolve(first.0, Direction::Forwards)?;
        Ok((first.0, last.1))
    } else if from.can_be_earlier() && !until.can_be_later() {
        let first = from.resolve(last.1, Direction::Backwards)?;
        Ok((first.0, last.1))
    } else {
        Ok((first.0.min(last.0), first.1.max(last.1)))
    }
}

/// “20 nov to 1 nov” is hardly a year.
fn is_same_month(from: &DayPhrase, until: &DayPhrase) -> bool {
    match (from.anchor, until.anchor) {
        (Anchor::MonthDay(from, _), Anchor::MonthDay(until, _)) => from == until,
        _ => false,
    }
}

impl DayPhrase {
    const fn has_year(&self) -> bool {
        self.shift.is_none() && matches!(self.anchor, Anchor::Date(_) | Anchor::Month(_, Some(_)))
    }

    const fn is_of_any_year(&self) -> bool {
        self.shift.is_none() && matches!(self.anchor, Anchor::MonthDay(..) | Anchor::Month(_, None))
    }

    /// Whether it names a day that comes again.
    const fn can_be_later(&self) -> bool {
        let is_repeated = matches!(
            self.anchor,
            Anchor::DayOfMonth(_)
                | Anchor::Weekday(_, Occurrence::Nearest)
                | Anchor::Weekend(Occurrence::Nearest)
        );
        self.is_of_any_year() || (self.shift.is_none() && is_repeated)
    }

    /// Whether it names a day that has been before.
    const fn can_be_earlier(&self) -> bool {
        let is_last = matches!(
            self.anchor,
            Anchor::Weekday(_, Occurrence::Last) | Anchor::Weekend(Occurrence::Last)
        );
        self.can_be_later() || (self.shift.is_none() && is_last)
    }
}
