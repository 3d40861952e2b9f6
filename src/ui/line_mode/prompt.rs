//! Prompts and parsed replies for line mode.
//!
//! Steps and screens build the prompts; [`crate::ui::line_mode`] prints them and passes the replies back.

use crate::text::pluralize;
use std::time::Duration;

use crate::text::digits::to_ascii_numbers;
use crate::ui::keymap::{PEOPLE_KEYS, people_key_labels};

/// What to print before reading a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinePrompt {
    /// Paragraphs; an empty one is a blank line.
    pub(crate) lines: Vec<String>,
    /// What can be typed.
    pub(crate) hint: String,
}

/// What a typed line means.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub(crate) enum LineReply<T> {
    /// The input is complete.
    Done(T),
    /// More lines follow.
    Incomplete,
    /// The screen changed and is printed again.
    Refresh,
    /// Prints these lines and prompts again.
    Message(Vec<String>),
    /// Asks the next question about the same input, with a hint of its own.
    Ask(LinePrompt),
}

impl<T> LineReply<T> {
    pub(crate) fn map<U>(self, done: impl FnOnce(T) -> U) -> LineReply<U> {
        match self {
            Self::Done(what) => LineReply::Done(done(what)),
            Self::Incomplete => LineReply::Incomplete,
            Self::Refresh => LineReply::Refresh,
            Self::Message(lines) => LineReply::Message(lines),
            Self::Ask(prompt) => LineReply::Ask(prompt),
        }
    }

    /// A reply that isn't understood, with the reason.
    pub(crate) fn invalid(words: impl Into<String>) -> Self {
        Self::Message(vec![words.into()])
    }
}

impl LinePrompt {
    pub(crate) fn new(lines: Vec<String>, hint: impl Into<String>) -> Self {
        Self {
            lines,
            hint: hint.into(),
        }
    }
}

/// A line that ends a text of many lines, as an empty one does.
pub(crate) const END_OF_TEXT: &str = ".";

/// Whether a line ends a text of many lines.
pub(crate) fn ends_text(line: &str) -> bool {
    line.trim().is_empty() || line.trim_end() == END_OF_TEXT
}

/// `words` with the command of line mode in place of a key that opens “People to talk to”.
pub(crate) fn with_people_command(words: &str) -> String {
    let labels = people_key_labels();
    let own = labels.iter().map(String::as_str);
    PEOPLE_KEYS
        .into_iter()
        .chain(own)
        .fold(words.to_owned(), |words, key| {
            words
                .replace(&format!("press {key}"), "type /people")
                .replace(&format!("Press {key}"), "Type /people")
        })
}

/// Numbers the labels from 1.
pub(crate) fn numbered_list<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let numbered = (1..).zip(labels);
    numbered
        .map(|(number, label)| numbered_item(number, label))
        .collect()
}

/// A label with its number. A full stop at the end makes a speech synthesiser pause.
pub(crate) fn numbered_item(number: usize, label: &str) -> String {
    let is_open = label.ends_with(|letter: char| letter.is_alphanumeric());
    let stop = if is_open { "." } else { "" };
    format!("{number}. {label}{stop}")
}

/// Parses a typed number as an index into a list of `count`.
pub(crate) fn parse_choice(typed: &str, count: usize) -> Option<usize> {
    let typed = to_ascii_numbers(typed);
    let number: usize = typed.trim().trim_end_matches('.').parse().ok()?;
    number.checked_sub(1).filter(|place| *place < count)
}

/// The message for a number outside the list.
pub(crate) fn invalid_choice(count: usize) -> String {
    match count {
        1 => "Please type 1, or /help.".to_owned(),
        count => format!("Please type a number from 1 to {count}, or /help."),
    }
}

/// “3 minutes”, “36 seconds”.
pub(crate) fn format_duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => pluralize(seconds, "second", "seconds"),
        seconds => pluralize((seconds + 30) / 60, "minute", "minutes"),
    }
}
