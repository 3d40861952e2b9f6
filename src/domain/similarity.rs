//! The similarity of two thoughts, from 0.0 to 1.0, to recognise a worry from an earlier session.
//!
//! It compares spelling by trigrams, as `pg_trgm` does for Postgres, of the words that carry meaning, so that
//! “fired” and “fire” match. It can't see that two thoughts mean the same in other words (“I'll be fired” and “I'm
//! about to lose my job”), nor that a small “not” reverses one. Use it for offers, never for verdicts.

mod ngrams;
mod stop_words;

/// From this similarity on, two thoughts are probably the same worry. The threshold is so high that no pair in the
/// tests is a false match; therefore some real matches are missed.
pub(crate) const SAME_THRESHOLD: f32 = 0.72;

/// From this similarity on, what helped with one thought may help with the other.
pub(crate) const NEAR_THRESHOLD: f32 = 0.5;

/// The n-grams of a thought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NgramSet {
    /// Sorted, without duplicates.
    ngrams: Vec<u64>,
}

impl NgramSet {
    /// Extracts the n-grams. Only the first 4000 characters count.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            ngrams: ngrams::extract_ngrams(text),
        }
    }

    /// The Dice coefficient: twice the shared n-grams, divided by all. A thought without n-grams is similar to
    /// none, not even to itself.
    pub(crate) fn similarity(&self, other: &Self) -> f32 {
        let all = self.ngrams.len() + other.ngrams.len();
        if all == 0 {
            return 0.0;
        }
        // Both counts are a few thousand at most, which an `f32` holds exactly.
        2.0 * count_to_f32(self.shared_count(other)) / count_to_f32(all)
    }

    /// Counts the shared n-grams in one pass over both.
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
