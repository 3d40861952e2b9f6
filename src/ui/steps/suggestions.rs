//! Suggestions from earlier sessions.

use jiff::civil::Time;

/// Data from the journal for the current step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Earlier texts that can be reused, best match first.
    pub earlier_texts: Vec<Suggestion>,
    /// The postponed worries that are due.
    pub due_worries: Vec<String>,
    /// The number of earlier finished sessions with the same pattern name.
    pub pattern_count: u64,
    /// The hour to which a worry was last postponed.
    pub last_worry_time: Option<Time>,
}

/// A text from an earlier session. It is offered, never inserted automatically.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    /// How often or when it was used, and how that turned out.
    pub detail: String,
}
