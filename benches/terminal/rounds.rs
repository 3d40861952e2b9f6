//! Rounds in which everybody takes their turn, so that a busy moment of the machine meets all of them alike.

use std::io::{self, Write};

use serde_json::json;

/// What one measurement brought: what was measured, and each value of it.
pub type Samples = Vec<(&'static str, Vec<f64>)>;

/// Somebody who takes a turn in each round.
pub struct BenchSubject<'a> {
    pub name: &'static str,
    measure: Box<dyn FnMut() -> Samples + 'a>,
}

impl<'a> BenchSubject<'a> {
    pub fn new(name: &'static str, measure: impl FnMut() -> Samples + 'a) -> Self {
        Self {
            name,
            measure: Box::new(measure),
        }
    }
}

/// Everything that was measured.
#[derive(Default)]
pub struct Measurements {
    rows: Vec<Measurement>,
}

struct Measurement {
    round: u32,
    subject: &'static str,
    quantity: &'static str,
    values: Vec<f64>,
}

impl Measurements {
    pub fn run_rounds(&mut self, rounds: u32, mut subjects: Vec<BenchSubject<'_>>) {
        for round in 1..=rounds {
            for subject in &mut subjects {
                let taken = (subject.measure)();
                self.rows
                    .extend(taken.into_iter().map(|(quantity, values)| Measurement {
                        round,
                        subject: subject.name,
                        quantity,
                        values,
                    }));
            }
        }
    }

    /// The values of each round.
    pub fn values_of(&self, subject: &str, quantity: &str) -> Vec<&[f64]> {
        self.rows
            .iter()
            .filter(|record| record.subject == subject && record.quantity == quantity)
            .map(|record| &record.values[..])
            .collect()
    }

    /// One JSON object to a line, for those who want to reckon for themselves.
    pub fn print(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for record in &self.rows {
            let line = json!({
                "round": record.round,
                "subject": record.subject,
                "quantity": record.quantity,
                "values": record.values,
            });
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}
