//! The follow-up step: whether and on which day to ask how it turned out.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::date_choice::{DateChoiceView, DateParser};
use crate::domain::date_phrase::{DatePhrase, PhraseKind, format_day};
use crate::domain::entry::Answer;

/// The choice of a day.
pub(crate) type FollowUpView = DateChoiceView<DayParser>;

/// Parses a future day.
#[derive(Debug)]
pub(crate) struct DayParser {
    today: Date,
}

/// A choice of days after `today`.
pub(crate) fn follow_up_view(today: Date, current: Option<&Answer>) -> FollowUpView {
    let after = |label: &str, span: Span| {
        let day = today.checked_add(span).ok();
        let label = match day {
            Some(day) => format!("{label}: {}", format_day(day, today)),
            None => label.to_owned(),
        };
        (label, Answer::FollowUpOn(day))
    };
    let offered = vec![
        after("Tomorrow", 1.day()),
        after("In 3 days", 3.days()),
        after("In a week", 7.days()),
        ("No thanks".to_owned(), Answer::FollowUpOn(None)),
    ];
    DateChoiceView::new(offered, current, DayParser { today })
}

impl DateParser for DayParser {
    fn parse(&self, typed: &str) -> Result<Answer, String> {
        let phrase = DatePhrase::parse(typed, PhraseKind::Day);
        match phrase.and_then(|phrase| phrase.future_day(self.today)) {
            Ok(day) => Ok(Answer::FollowUpOn(Some(day))),
            Err(error) => Err(error.message(PhraseKind::Day)),
        }
    }

    fn describe(&self, answer: &Answer) -> Option<String> {
        match answer {
            Answer::FollowUpOn(Some(day)) => Some(format_day(*day, self.today)),
            _ => None,
        }
    }

    fn hint(&self) -> String {
        "Another day: “Sunday”, “in 5 days” or “December 12”.".to_owned()
    }

    fn confirm_hint(&self) -> &'static str {
        "An empty line takes that day. Or write another one."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::line_mode::prompt::LineReply;
    use crate::ui::steps::StepView as _;

    const TODAY: Date = Date::constant(2026, 11, 24);

    #[test]
    fn a_refusal_is_taken_in_words_in_line_mode() {
        for typed in ["No thanks", "no thanks", " NO THANKS. ", "4"] {
            let reply = follow_up_view(TODAY, None).on_line(typed);
            let refusal = Answer::FollowUpOn(None);
            assert_eq!(reply, LineReply::Done(Some(refusal)), "{typed}");
        }
    }

    #[test]
    fn a_mistyped_day_changes_nothing_in_line_mode() {
        let sunday = Answer::FollowUpOn(Some(Date::constant(2026, 11, 29)));
        for wrong in ["fridya", "31 feb", "yesterday", "9", "睡眠 🙂"] {
            let mut view = follow_up_view(TODAY, Some(&sunday));
            let reply = view.on_line(wrong);
            assert!(matches!(reply, LineReply::Message(_)), "{wrong}: {reply:?}");
            assert_eq!(view.on_line(""), LineReply::Done(Some(sunday.clone())));

            let mut view = follow_up_view(TODAY, None);
            assert_eq!(view.on_line("sunday"), LineReply::Refresh);
            let reply = view.on_line(wrong);
            assert!(matches!(reply, LineReply::Message(_)), "{wrong}: {reply:?}");
            assert_eq!(view.on_line(""), LineReply::Done(Some(sunday.clone())));
        }
    }
}
