//! The table that is printed: what was measured, what it may be, and whether it is.

use std::fmt::{self, Display, Formatter};

#[derive(Clone)]
pub struct ReportRow {
    figure: String,
    value: f64,
    unit: &'static str,
    p95: Option<f64>,
    bound: Option<f64>,
    bounds_p95: bool,
}

impl ReportRow {
    pub fn new(figure: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            figure: figure.into(),
            value,
            unit,
            p95: None,
            bound: None,
            bounds_p95: false,
        }
    }

    /// Tells the 95th percentile as well.
    pub const fn with_p95(mut self, edge: f64) -> Self {
        self.p95 = Some(edge);
        self
    }

    pub const fn at_most(mut self, bound: f64) -> Self {
        self.bound = Some(bound);
        self
    }

    /// The bound is one for both.
    pub const fn bound_p95_too(mut self) -> Self {
        self.bounds_p95 = true;
        self
    }

    /// Whether it was measured.
    pub const fn is_measured(&self) -> bool {
        !self.value.is_nan()
    }

    /// Whether it is no more than it may be. What was not measured is not.
    fn is_within(&self) -> Option<bool> {
        let bound = self.bound?;
        let edge = self.p95.filter(|_| self.bounds_p95);
        Some(self.value <= bound && edge.is_none_or(|edge| edge <= bound))
    }
}

impl Display for ReportRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let number = |value: f64| format!("{}{}", RoundedNumber(value), self.unit);
        let edge = self.p95.map_or_else(String::new, number);
        let bound = self
            .bound
            .map_or_else(String::new, |bound| format!("≤ {bound}{}", self.unit));
        let is_within = match self.is_within() {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        let (figure, value) = (&self.figure, number(self.value));
        write!(f, "| {figure} | {value} | {edge} | {bound} | {is_within} |")
    }
}

/// With as many digits as tell something.
struct RoundedNumber(f64);

impl Display for RoundedNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(value) = self;
        let digits = match value.abs() {
            0.0 => 0,
            small if small < 10.0 => 2,
            small if small < 100.0 => 1,
            _ => 0,
        };
        write!(f, "{value:.digits$}")
    }
}

pub fn print(rows: &[ReportRow]) {
    println!("| Figure | Median | 95th percentile | Bound | Within |");
    println!("|---|---:|---:|---:|---|");
    for row in rows {
        println!("{row}");
    }
}
