//! The postpone step: until when a worry waits.

use jiff::civil::{Date, DateTime, Time};

use super::date_choice::{DateChoiceView, DateParser};
use crate::domain::date_phrase::{DatePhrase, PhraseKind, format_time};
use crate::domain::entry::Answer;

/// The choice of a time.
pub(crate) type PostponeView = DateChoiceView<TimeParser>;

/// The default hour of worry time: early in the evening, well before bed.
pub(crate) const DEFAULT_WORRY_TIME: Time = Time::constant(18, 30, 0, 0);

/// Parses a future time.
#[derive(Debug)]
pub(crate) struct TimeParser {
    now: DateTime,
    /// The time of a day that is typed without one.
    worry_time: Time,
}

/// A choice of times after the local time `now`; `last_worry_time` is the one to which worries were last postponed.
pub(crate) fn postpone_view(
    now: DateTime,
    last_worry_time: Option<Time>,
    current: Option<&Answer>,
) -> PostponeView {
    let worry_time = last_worry_time.unwrap_or(DEFAULT_WORRY_TIME);
    let until = |day: Date, name: &str| {
        let label = format!("{name}, {}", worry_time.strftime("%H:%M"));
        (label, Answer::PostponedUntil(day.to_datetime(worry_time)))
    };
    let today = (now.time() < worry_time).then(|| until(now.date(), "Today"));
    let tomorrow = now.date().tomorrow().ok();
    let tomorrow = tomorrow.map(|day| until(day, "Tomorrow"));
    let offered = today.into_iter().chain(tomorrow).collect();
    DateChoiceView::new(offered, current, TimeParser { now, worry_time })
}

impl DateParser for TimeParser {
    fn parse(&self, typed: &str) -> Result<Answer, String> {
        let phrase = DatePhrase::parse(typed, PhraseKind::Time);
        match phrase.and_then(|phrase| phrase.future_time(self.now, self.worry_time)) {
            Ok(time) => Ok(Answer::PostponedUntil(time)),
            Err(error) => Err(error.message(PhraseKind::Time)),
        }
    }

    fn describe(&self, answer: &Answer) -> Option<String> {
        match answer {
            Answer::PostponedUntil(time) => Some(format_time(*time, self.now.date())),
            _ => None,
        }
    }

    fn hint(&self) -> String {
        "Another time: “at 20:15”, “half past six” or “tomorrow 9:00”.".to_owned()
    }

    fn confirm_hint(&self) -> &'static str {
        "An empty line takes that time. Or write another one."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::steps::StepView;

    const EVENING: DateTime = DateTime::constant(2026, 11, 24, 20, 0, 0, 0);

    fn read(typed: &str) -> Option<String> {
        let times = TimeParser {
            now: EVENING,
            worry_time: DEFAULT_WORRY_TIME,
        };
        match times.parse(typed).ok()? {
            Answer::PostponedUntil(time) => Some(time.to_string()),
            _ => None,
        }
    }

    #[test]
    fn a_time_alone_is_the_next_one() {
        assert_eq!(read("20:15").as_deref(), Some("2026-11-24T20:15:00"));
        assert_eq!(read("9:05").as_deref(), Some("2026-11-25T09:05:00"));
        assert_eq!(read("2026-11-27").as_deref(), Some("2026-11-27T18:30:00"));
        assert_eq!(
            read("2026-11-27 07:00").as_deref(),
            Some("2026-11-27T07:00:00")
        );
        for wrong in [
            "",
            "later",
            "25:00",
            "2026-11-24 19:00",
            "2026-11-23",
            "八点",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_was_chosen_is_still_marked_when_one_comes_back() {
        let tomorrow = Answer::PostponedUntil("2026-11-25T18:30".parse().unwrap());
        assert_eq!(
            postpone_view(EVENING, None, Some(&tomorrow)).answer(),
            Some(tomorrow)
        );
        let own = Answer::PostponedUntil("2026-12-01T21:05".parse().unwrap());
        assert_eq!(postpone_view(EVENING, None, Some(&own)).answer(), Some(own));
        assert_eq!(postpone_view(EVENING, None, None).answer(), None);
    }
}
