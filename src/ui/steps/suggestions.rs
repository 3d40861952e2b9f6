//! What earlier walks have to say at a step.

use jiff::civil::Time;

/// What the journal remembers that may help at the step on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Earlier words that can be taken again, the most fitting first.
    pub earlier_texts: Vec<Suggestion>,
    /// The worries whose time has come.
    pub due_worries: Vec<String>,
    /// In how many finished walks before this one the person gave a pattern the same name.
    pub pattern_count: u64,
    /// The hour until which a worry was put off last.
    pub last_worry_time: Option<Time>,
}

/// Words of an earlier walk. They are offered, never put in by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    /// How often or when they were used, and how that turned out.
    pub detail: String,
}
