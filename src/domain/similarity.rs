//! How alike two thoughts are, from 0.0 to 1.0: whether a worry is one that was met before.
//!
//! It compares spelling, as `pg_trgm` does for Postgres: the three-letter pieces of the words that
//! carry meaning, so that “fired” and “fire” meet. It can't see that two thoughts mean the same in
//! other words (“I'll be fired” and “I'm about to lose my job”), nor that a small “not” turns one
//! around. What is decided by it should be an offer, never a verdict.

mod ngrams;
mod stop_words;

/// Two thoughts at least this alike are probably the same worry. It is set so high that of the pairs
/// in the tests none is taken for the same that isn't, and therefore some that are the same are missed.
pub const SAME_THRESHOLD: f32 = 0.72;

/// Two thoughts at least this alike are near enough that what helped with one may help with the other.
pub const NEAR_THRESHOLD: f32 = 0.5;

/// A thought, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NgramSet {
    /// In order, each once.
    ngrams: Vec<u64>,
}

impl NgramSet {
    /// Prepares a thought. Of a very long one only the beginning counts.
    pub fn new(words: &str) -> Self {
        Self {
            ngrams: ngrams::extract_ngrams(words),
        }
    }

    /// How much of the two is the same, by Dice's measure: twice what both have, of all there is.
    /// A thought without words is like none, not even itself.
    pub fn similarity(&self, other: &Self) -> f32 {
        let all = self.ngrams.len() + other.ngrams.len();
        if all == 0 {
            return 0.0;
        }
        // Both counts are a few thousand at most, which an `f32` holds exactly.
        2.0 * count_to_f32(self.shared_count(other)) / count_to_f32(all)
    }

    /// Counts what both have, in one pass over both.
    fn shared_count(&self, other: &Self) -> usize {
        let mut theirs = other.ngrams.iter().peekable();
        let meets = |mine: &&u64| {
            while theirs.next_if(|their| their < mine).is_some() {}
            theirs.peek() == Some(mine)
        };
        self.ngrams.iter().filter(meets).count()
    }
}

fn count_to_f32(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests;
