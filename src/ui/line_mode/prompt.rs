//! What is told line by line to somebody who hears the program, or reads it on paper, and what their lines mean.
//!
//! Steps and screens tell themselves in these words; `plain` reads them out and hands back what was typed.

use std::time::Duration;

use crate::text::digits::to_ascii_numbers;

/// What is told before somebody answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinePrompt {
    /// Each a paragraph. An empty one is a pause.
    pub lines: Vec<String>,
    /// What can be typed now, in a few words.
    pub hint: String,
}

/// What a line that was typed means.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum LineReply<T> {
    /// It is done, with this.
    Done(T),
    /// It belongs to something that goes on.
    Incomplete,
    /// What stands there is another thing now, and is told anew.
    Refresh,
    /// These lines are told, and then it is asked once more.
    Message(Vec<String>),
}

impl<T> LineReply<T> {
    pub fn map<U>(self, done: impl FnOnce(T) -> U) -> LineReply<U> {
        match self {
            Self::Done(what) => LineReply::Done(done(what)),
            Self::Incomplete => LineReply::Incomplete,
            Self::Refresh => LineReply::Refresh,
            Self::Message(lines) => LineReply::Message(lines),
        }
    }

    /// It means nothing here, and why.
    pub fn invalid(words: impl Into<String>) -> Self {
        Self::Message(vec![words.into()])
    }
}

impl LinePrompt {
    pub fn new(lines: Vec<String>, hint: impl Into<String>) -> Self {
        Self {
            lines,
            hint: hint.into(),
        }
    }
}

/// What ends a text of many lines.
pub const END_OF_TEXT: &str = ".";

/// Each with its number, counted from 1.
pub fn numbered_list<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let numbered = (1..).zip(labels);
    numbered
        .map(|(number, label)| numbered_item(number, label))
        .collect()
}

/// "1. Two-minute check." A voice pauses at the full stop, else the next number would seem to belong to it.
pub fn numbered_item(number: usize, label: &str) -> String {
    let is_open = label.ends_with(|letter: char| letter.is_alphanumeric());
    let stop = if is_open { "." } else { "" };
    format!("{number}. {label}{stop}")
}

/// The place in a list of `count` that a number typed stands for.
pub fn parse_choice(typed: &str, count: usize) -> Option<usize> {
    let typed = to_ascii_numbers(typed);
    let number: usize = typed.trim().trim_end_matches('.').parse().ok()?;
    number.checked_sub(1).filter(|place| *place < count)
}

/// What to say where it stands for none.
pub fn invalid_choice(count: usize) -> String {
    match count {
        1 => "Please type 1, or /help.".to_owned(),
        count => format!("Please type a number from 1 to {count}, or /help."),
    }
}

/// “3 minutes”, “36 seconds”.
pub fn format_duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => pluralize(seconds, "second", "seconds"),
        seconds => pluralize((seconds + 30) / 60, "minute", "minutes"),
    }
}

/// “1 entry”, “2 entries”.
pub fn pluralize(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
