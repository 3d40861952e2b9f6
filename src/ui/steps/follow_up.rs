//! The follow-up step: whether and on which day to ask how it turned out.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::date_choice::{DateChoiceView, DateParser};
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
        (label.to_owned(), Answer::FollowUpOn(day))
    };
    let offered = vec![
        after("Tomorrow", 1.day()),
        after("In 3 days", 3.days()),
        after("In a week", 7.days()),
        ("No thanks".to_owned(), Answer::FollowUpOn(None)),
    ];
    let written = match current {
        Some(Answer::FollowUpOn(Some(day))) => Some(day.to_string()),
        _ => None,
    };
    DateChoiceView::new(offered, current, written, DayParser { today })
}

impl DayParser {
    fn example(&self) -> Date {
        self.today.checked_add(7.days()).unwrap_or(self.today)
    }
}

impl DateParser for DayParser {
    fn parse(&self, typed: &str) -> Option<Answer> {
        let day: Date = typed.parse().ok()?;
        (day > self.today).then_some(Answer::FollowUpOn(Some(day)))
    }

    fn hint(&self) -> String {
        let example = self.example();
        format!("Something else: a day, written like {example}.")
    }

    fn error_message(&self) -> String {
        let example = self.example();
        format!("That isn't a day to come. Write it like {example}.")
    }
}
