//! Pairs of ratings and their change.

/// Two ratings on the same scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingPair {
    pub(crate) scale: String,
    pub(crate) before: u8,
    pub(crate) after: u8,
}

/// The difference of the second rating from the first, without praise or blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatingChange {
    Lower(u8),
    Same,
    Higher(u8),
}

impl RatingPair {
    /// Ratings closer than this count as the same. The smallest important difference of a one-question anxiety
    /// scale was estimated as 10 to 15 points (Williams et al. 2010).
    const MIN_DIFFERENCE: u8 = 10;

    /// `template` with `{before}`, `{after}` and `{diff}` replaced by the numbers of this pair.
    pub(crate) fn fill_template(&self, template: &str) -> String {
        template
            .replace("{before}", &self.before.to_string())
            .replace("{after}", &self.after.to_string())
            .replace("{diff}", &self.before.abs_diff(self.after).to_string())
    }

    pub(crate) const fn change(&self) -> RatingChange {
        let difference = self.before.abs_diff(self.after);
        if difference < Self::MIN_DIFFERENCE {
            RatingChange::Same
        } else if self.after < self.before {
            RatingChange::Lower(difference)
        } else {
            RatingChange::Higher(difference)
        }
    }
}
