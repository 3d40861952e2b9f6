//! The printed table: each figure with its bound and whether it is kept.

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

    /// Also prints the 95th percentile.
    pub const fn with_p95(mut self, edge: f64) -> Self {
        self.p95 = Some(edge);
        self
    }

    pub const fn at_most(mut self, bound: f64) -> Self {
        self.bound = Some(bound);
        self
    }

    /// Applies the bound to both values.
    pub const fn bound_p95_too(mut self) -> Self {
        self.bounds_p95 = true;
        self
    }

    /// Whether there is a measurement.
    pub const fn is_measured(&self) -> bool {
        !self.value.is_nan()
    }

    /// Whether the figure is within its bound; false without a measurement.
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

/// Rounds to the significant digits.
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
