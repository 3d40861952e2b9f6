//! Median and 95th percentile, and their ratios to the floor.

/// The median and the 95th percentile.
#[derive(Clone, Copy)]
pub struct MedianAndP95 {
    pub middle: f64,
    pub edge: f64,
}

impl MedianAndP95 {
    /// Over all values of all rounds.
    pub fn from_rounds(rounds: &[&[f64]]) -> Self {
        let values = rounds.concat();
        Self {
            middle: median(&values),
            edge: percentile_95(&values),
        }
    }

    /// Ratios to the floor: the median of the ratios within each round, the percentile over all values.
    pub fn ratio_to(rounds: &[&[f64]], floor: &[&[f64]]) -> Self {
        let pairs = rounds.iter().zip(floor);
        let each: Vec<_> = pairs
            .map(|(round, floor)| median(round) / median(floor))
            .collect();
        Self {
            middle: median(&each),
            edge: percentile_95(&rounds.concat()) / percentile_95(&floor.concat()),
        }
    }

    /// The ratio of the 95th percentile to the median.
    pub fn noise(self) -> f64 {
        self.edge / self.middle
    }
}

pub fn median(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        even if even % 2 == 0 => f64::midpoint(sorted[half - 1], sorted[half]),
        _ => sorted[half],
    }
}

/// By the nearest-rank method.
fn percentile_95(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    let rank = (sorted.len() * 95).div_ceil(100);
    let index = rank.checked_sub(1);
    index.map_or(f64::NAN, |index| sorted[index])
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}
