//! Rounds in which all contestants take turns, so that a busy moment of the machine affects all of them.

use std::io::{self, Write};

use serde_json::json;

/// The name of each measured quantity with its values.
pub type Samples = Vec<(&'static str, Vec<f64>)>;

/// Takes one turn in each round.
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

/// All measured values.
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

    /// One JSON object a line, for other evaluations.
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
