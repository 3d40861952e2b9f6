//! Relates a date phrase to today: a day or a time to come, or days that have been.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, ToSpan};

use super::{
    Anchor, DatePhrase, DayPart, DayPhrase, Direction, Occurrence, PhraseError, Shift, Tense,
    TimePhrase, Unit,
};

/// The hours that an hour without am or pm can mean.
const WAKING_HOURS: std::ops::RangeInclusive<i8> = 7..=22;

/// The hour in which the night is over.
pub(super) const NIGHT_END: i8 = 5;

/// The first and the last day.
pub(super) type Days = (Date, Date);

impl DatePhrase {
    /// The day to come.
    pub(crate) fn future_day(&self, today: Date) -> Result<Date, PhraseError> {
        let day = self.day.ok_or(PhraseError::Unclear)?;
        let (first, _) = day.resolve(today, Direction::Forwards)?;
        (first > today)
            .then_some(first)
            .ok_or(PhraseError::NotFuture)
    }

    /// The time to come. A day without a time has the `usual` one.
    pub(crate) fn future_time(&self, now: DateTime, usual: Time) -> Result<DateTime, PhraseError> {
        let time = match (self.day, self.time) {
            (None, None) => return Err(PhraseError::Unclear),
            (None, Some(time)) => next_time(now, time),
            (Some(day), time) => {
                let (day, _) = day.resolve(now.date(), Direction::Forwards)?;
                match time {
                    None => Some(day.to_datetime(usual)),
                    Some(time) => time_on(day, now, time)?,
                }
            }
        };
        time.filter(|time| *time > now)
            .ok_or(PhraseError::NotFuture)
    }

    /// The first and the last day of a time that may be over, such as “last week”. What lies before the calendar is its
    /// first day.
    pub(crate) fn past_days(&self, today: Date) -> Result<Days, PhraseError> {
        let day = self.day.ok_or(PhraseError::Unclear)?;
        match day.resolve(today, Direction::Backwards) {
            Err(PhraseError::OutOfRange) if day.is_earlier() => Ok((Date::MIN, Date::MIN)),
            days => days,
        }
    }
}

impl DayPhrase {
    /// Whether it counts back from its day.
    fn is_earlier(&self) -> bool {
        self.shift.is_some_and(|shift| shift.tense != Tense::Later)
    }

    pub(super) fn resolve(&self, today: Date, direction: Direction) -> Result<Days, PhraseError> {
        let (first, last) = self.anchor.resolve(today, direction)?;
        if self
            .weekday
            .is_some_and(|weekday| weekday != first.weekday())
        {
            return Err(PhraseError::OtherWeekday(first));
        }
        match self.shift {
            None => Ok((first, last)),
            Some(shift) => {
                let shift = |day| shift.apply(day, direction).ok_or(PhraseError::OutOfRange);
                Ok((shift(first)?, shift(last)?))
            }
        }
    }
}

impl Anchor {
    fn resolve(self, today: Date, direction: Direction) -> Result<Days, PhraseError> {
        let is_forwards = direction == Direction::Forwards;
        let day = match self {
            Self::DaysAfterToday(days) => today.checked_add(days.days()).ok(),
            Self::Date(date) => Some(date),
            Self::MonthDay(month, day) => nearest(today, direction, 8, |year| {
                let year = today.year().checked_add(year)?;
                Date::new(year, month, day).ok()
            }),
            Self::DayOfMonth(day) => nearest(today, direction, 12, |months| {
                let month = today.first_of_month();
                let month = month.checked_add(i32::from(months).months()).ok()?;
                Date::new(month.year(), month.month(), day).ok()
            }),
            Self::Weekday(weekday, which) => resolve_weekday(today, weekday, which, direction),
            Self::Weekend(which) => return resolve_weekend(today, which, direction),
            Self::Month(month, year) => return resolve_month(today, month, year, direction),
            Self::Period(_, 0) if is_forwards => return Err(PhraseError::Unclear),
            Self::Period(unit, offset) if is_forwards => {
                let span = to_span(offset.unsigned_abs(), unit);
                span.and_then(|span| {
                    let span = if offset < 0 { span.negate() } else { span };
                    today.checked_add(span).ok()
                })
            }
            Self::Period(unit, offset) => return resolve_period(today, unit, offset),
        };
        day.map(|day| (day, day)).ok_or(PhraseError::OutOfRange)
    }
}

/// The nearest day, today included, that `at` names for 0 and so many steps in this direction.
fn nearest(
    today: Date,
    direction: Direction,
    steps: i16,
    at: impl Fn(i16) -> Option<Date>,
) -> Option<Date> {
    (0..=steps).find_map(|step| match direction {
        Direction::Forwards => at(step).filter(|day| *day >= today),
        Direction::Backwards => at(-step).filter(|day| *day <= today),
    })
}

fn resolve_weekday(
    today: Date,
    weekday: Weekday,
    which: Occurrence,
    direction: Direction,
) -> Option<Date> {
    let ahead = match today.weekday().until(weekday) {
        0 => 7,
        days => i32::from(days),
    };
    let back = match today.weekday().since(weekday) {
        0 => 7,
        days => i32::from(days),
    };
    let days = match (which, direction) {
        (Occurrence::Next, _) => {
            let to_monday = 7 - i32::from(today.weekday().to_monday_zero_offset());
            to_monday + i32::from(weekday.to_monday_zero_offset())
        }
        (Occurrence::Nearest, Direction::Forwards) => ahead,
        (Occurrence::Last, _) | (Occurrence::Nearest, Direction::Backwards) => -back,
    };
    today.checked_add(days.days()).ok()
}

/// Saturday and Sunday; backwards also those that have begun.
fn resolve_weekend(
    today: Date,
    which: Occurrence,
    direction: Direction,
) -> Result<Days, PhraseError> {
    let is_weekend = matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday);
    let this_one = match today.weekday() {
        Weekday::Sunday => today.yesterday(),
        _ => Ok(today),
    };
    let saturday = match (which, direction) {
        (Occurrence::Nearest, Direction::Backwards) if is_weekend => this_one.ok(),
        (which, direction) => resolve_weekday(today, Weekday::Saturday, which, direction),
    };
    let days = saturday.and_then(|first| Some((first, first.tomorrow().ok()?)));
    days.ok_or(PhraseError::OutOfRange)
}

/// A month. Without its year it is the next one to begin, or backwards the latest one that has begun.
fn resolve_month(
    today: Date,
    month: i8,
    year: Option<i16>,
    direction: Direction,
) -> Result<Days, PhraseError> {
    let year = match (year, direction) {
        (Some(year), _) => year,
        (None, Direction::Forwards) => today.year() + i16::from(month <= today.month()),
        (None, Direction::Backwards) => today.year() - i16::from(month > today.month()),
    };
    let first = Date::new(year, month, 1).map_err(|_| PhraseError::OutOfRange)?;
    Ok((first, first.last_of_month()))
}

/// The calendar week, month or year so many after this one.
fn resolve_period(today: Date, unit: Unit, offset: i32) -> Result<Days, PhraseError> {
    let (start, span) = match unit {
        Unit::Months => (Ok(today.first_of_month()), 1.month()),
        Unit::Years => (Ok(today.first_of_year()), 1.year()),
        _ => {
            let days = i32::from(today.weekday().to_monday_zero_offset());
            (today.checked_sub(days.days()), 1.week())
        }
    };
    let days = start.and_then(|start| {
        let first = start.checked_add(span.checked_mul(offset.into())?)?;
        Ok((first, first.checked_add(span)?.yesterday()?))
    });
    days.map_err(|_| PhraseError::OutOfRange)
}

impl Shift {
    fn apply(self, day: Date, direction: Direction) -> Option<Date> {
        let span = to_span(self.number, self.unit)?;
        let is_back = match self.tense {
            Tense::Later => false,
            Tense::Earlier => true,
            Tense::Unsaid => direction == Direction::Backwards,
        };
        if is_back {
            day.checked_sub(span).ok()
        } else {
            day.checked_add(span).ok()
        }
    }
}

/// A number of days, weeks, months or years; none if no calendar has so many.
fn to_span(number: u32, unit: Unit) -> Option<Span> {
    let span = Span::new();
    match unit {
        Unit::Days => span.try_days(number),
        Unit::Weeks => span.try_weeks(number),
        Unit::Fortnights => span.try_weeks(number.checked_mul(2)?),
        Unit::Months => span.try_months(number),
        Unit::Years => span.try_years(number),
        Unit::Hours | Unit::Minutes => return None,
    }
    .ok()
}

/// The next time on the clock.
fn next_time(now: DateTime, time: TimePhrase) -> Option<DateTime> {
    let (yesterday, tomorrow) = (now.date().yesterday().ok(), now.date().tomorrow().ok());
    match time {
        TimePhrase::FromNow(minutes) => {
            let minute = Time::new(now.hour(), now.minute(), 0, 0).ok()?;
            let now = now.date().to_datetime(minute);
            now.checked_add(Span::new().try_minutes(minutes).ok()?).ok()
        }
        time => {
            // The night that began yesterday may not be over.
            let days = [yesterday, Some(now.date()), tomorrow]
                .into_iter()
                .flatten();
            let mut times = days.filter_map(|day| usual_time_on(day, now, time));
            times.find(|time| *time > now)
        }
    }
}

/// A time of this day. In the evening, “tonight” is the next full hour; after midnight, it is the night that has begun.
fn time_on(day: Date, now: DateTime, time: TimePhrase) -> Result<Option<DateTime>, PhraseError> {
    let is_late = |part| matches!(part, DayPart::Evening | DayPart::Night);
    let usual = usual_time_on(day, now, time);
    match time {
        TimePhrase::FromNow(_) => Err(PhraseError::Unclear),
        TimePhrase::AfterMidnight(time)
            if day == now.date() && now.hour() < NIGHT_END && day.to_datetime(time) > now =>
        {
            Ok(Some(day.to_datetime(time)))
        }
        TimePhrase::Part(part)
            if is_late(part) && day == now.date() && usual.is_none_or(|time| time <= now) =>
        {
            let hour = Time::new(now.hour() + 1, 0, 0, 0).ok();
            Ok(hour.map(|hour| day.to_datetime(hour)))
        }
        _ => Ok(usual),
    }
}

/// A time of this day as the words say; of two that fit, the first to come.
fn usual_time_on(day: Date, now: DateTime, time: TimePhrase) -> Option<DateTime> {
    let at = |hour, minute| Some(day.to_datetime(Time::new(hour, minute, 0, 0).ok()?));
    match time {
        TimePhrase::Clock(time) => Some(day.to_datetime(time)),
        TimePhrase::Hands(hour, minute) => {
            let hours = [hour % 12, hour % 12 + 12].into_iter();
            let mut times = hours
                .filter(|hour| WAKING_HOURS.contains(hour))
                .filter_map(|hour| at(hour, minute));
            times.find(|time| *time > now)
        }
        TimePhrase::Part(DayPart::Morning) => at(9, 0),
        TimePhrase::Part(DayPart::Afternoon) => at(15, 0),
        TimePhrase::Part(DayPart::Evening) => at(19, 0),
        TimePhrase::Part(DayPart::Night) => at(20, 0),
        TimePhrase::AfterMidnight(time) => Some(day.tomorrow().ok()?.to_datetime(time)),
        TimePhrase::FromNow(_) => None,
    }
}

/// A year in which every month has all the days it can have.
pub(super) const LEAP_YEAR: i16 = 2000;

/// The last day of a month.
pub(super) fn last_of_month(year: i16, month: i8) -> i8 {
    Date::new(year, month, 1).map_or(31, Date::days_in_month)
}
