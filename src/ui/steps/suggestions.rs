//! Suggestions from earlier sessions.

use jiff::civil::Time;

/// Data from the journal for the current step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Suggestions {
    /// Earlier texts that can be reused, best match first.
    pub(crate) earlier_texts: Vec<Suggestion>,
    /// The postponed worries that are due.
    pub(crate) due_worries: Vec<String>,
    /// Says which postponed worries aren't due yet; empty if there are none.
    pub(crate) later_worries: String,
    /// The number of earlier finished sessions with the same pattern name.
    pub(crate) pattern_count: u64,
    /// The hour to which a worry was last postponed.
    pub(crate) last_worry_time: Option<Time>,
}

/// A text from an earlier session. It is offered, never inserted automatically.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggestion {
    pub(crate) text: String,
    /// How often or when it was used, and how that turned out.
    pub(crate) detail: String,
}
