//! The statistical formulas and their sources.

use super::figures::{BrierScore, Share, count_where};
use crate::domain::outcome::Outcome;

/// The first rating of a fear, and whether it happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ScoredFear {
    rating: u8,
    pub(crate) happened: bool,
}

impl ScoredFear {
    /// None unless the fear clearly happened or didn't.
    pub(crate) const fn new(rating: u8, outcome: Outcome) -> Option<Self> {
        let happened = match outcome {
            Outcome::Yes => true,
            Outcome::No => false,
            _ => return None,
        };
        Some(Self { rating, happened })
    }

    /// The rating as a probability, from 0.01 to 0.99: nobody who says 0 or 100 means never or always, and one miss
    /// would weigh infinitely.
    fn probability(self) -> f64 {
        (f64::from(self.rating) / 100.0).clamp(0.01, 0.99)
    }

    fn outcome_value(self) -> f64 {
        f64::from(u8::from(self.happened))
    }
}

pub(crate) fn mean_probability(scored: &[ScoredFear]) -> f64 {
    scored.iter().map(|one| one.probability()).sum::<f64>() / len_f64(scored)
}

/// The deviation of the outcomes from the ratings in standard deviations, if each rating is right about its own
/// fear: (sum of outcomes - sum of p) / sqrt(sum of p(1 - p)).
///
/// Spiegelhalter, "Probabilistic prediction in patient management and clinical trials" (1986), with equal weights:
/// the variance is that of a sum of independent Bernoulli variables.
pub(crate) fn z_score(scored: &[ScoredFear]) -> f64 {
    let deviation: f64 = scored
        .iter()
        .map(|one| one.outcome_value() - one.probability())
        .sum();
    let variance: f64 = scored
        .iter()
        .map(|one| one.probability() * (1.0 - one.probability()))
        .sum();
    if variance > 0.0 {
        deviation / variance.sqrt()
    } else {
        0.0
    }
}

/// The 95 % confidence interval of a share of successes.
///
/// Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
/// Statistical Association 22 (1927). Unlike the textbook interval it is right for small samples and for none.
pub(crate) fn wilson_interval(successes: u32, total: u32) -> (f64, f64) {
    if total == 0 {
        return (0.0, 1.0);
    }
    let (number, z) = (f64::from(total), 1.959_964);
    let share = f64::from(successes) / number;
    let square = z * z / number;
    let middle = share + square / 2.0;
    let half = z * (share * (1.0 - share) / number + square / (4.0 * number)).sqrt();
    let [low, high] = [middle - half, middle + half].map(|end| end / (1.0 + square));
    (low.max(0.0), high.min(1.0))
}

/// The mean squared distance of each rating from the outcome.
///
/// Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950), in its
/// usual form for one event. Always guessing the share o that came true scores o(1 - o).
pub(crate) fn brier_score(scored: &[ScoredFear]) -> BrierScore {
    let squares = scored
        .iter()
        .map(|one| (one.probability() - one.outcome_value()).powi(2));
    let happened = f64::from(count_where(scored, |one| one.happened)) / len_f64(scored);
    BrierScore {
        score: squares.sum::<f64>() / len_f64(scored),
        coin_flip: 0.25,
        base_rate: happened * (1.0 - happened),
    }
}

/// The share that happened of fears rated 0 to 33, 34 to 66 and 67 to 100.
///
/// A reliability diagram with three wide buckets (Murphy and Winkler, "Reliability of subjective probability
/// forecasts of precipitation and temperature", Applied Statistics 26 (1977)): ten would need hundreds of fears.
pub(crate) fn buckets(scored: &[ScoredFear]) -> [Share; 3] {
    [0..=33, 34..=66, 67..=u8::MAX].map(|ratings| Share {
        count: count_where(scored, |one| one.happened && ratings.contains(&one.rating)),
        total: count_where(scored, |one| ratings.contains(&one.rating)),
    })
}

fn len_f64(scored: &[ScoredFear]) -> f64 {
    f64::from(count_where(scored, |_| true)).max(1.0)
}
