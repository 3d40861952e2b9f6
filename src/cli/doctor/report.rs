//! What was found, apart from how it was found out.

use std::fmt;

use serde_json::{Map, Value, json};

/// Headings with lines under them, and what to look at.
#[derive(Debug, Default)]
pub struct Report {
    sections: Vec<Section>,
    problems: Vec<String>,
}

#[derive(Debug)]
struct Section {
    heading: &'static str,
    lines: Vec<(String, String)>,
}

impl Report {
    pub fn start_section(&mut self, heading: &'static str) {
        let lines = Vec::new();
        self.sections.push(Section { heading, lines });
    }

    /// A line under the last heading.
    pub fn add_line(&mut self, name: impl Into<String>, words: impl Into<String>) {
        if let Some(section) = self.sections.last_mut() {
            section.lines.push((name.into(), words.into()));
        }
    }

    /// Something to look at, in whole sentences.
    pub fn add_problem(&mut self, words: impl Into<String>) {
        self.problems.push(words.into());
    }

    /// The same for a program: each heading with its lines, and what to look at.
    pub fn to_json(&self) -> Value {
        let section = |section: &Section| {
            let lines = section.lines.iter().map(|(name, words)| {
                let name = name.replace(' ', "_");
                (name, Value::from(words.as_str()))
            });
            let name = section.heading.to_lowercase().replace(' ', "_");
            (name, Value::Object(lines.collect()))
        };
        let mut told = Map::from_iter([("v".to_owned(), json!(1))]);
        told.extend(self.sections.iter().map(section));
        told.insert("to_look_at".to_owned(), json!(self.problems));
        Value::Object(told)
    }

    pub const fn is_healthy(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Section { heading, lines } in &self.sections {
            writeln!(out, "{heading}")?;
            for (name, words) in lines {
                writeln!(out, "  {name:<10} {words}")?;
            }
            writeln!(out)?;
        }
        if self.is_healthy() {
            return writeln!(out, "All is well.");
        }
        writeln!(out, "To look at")?;
        self.problems
            .iter()
            .try_for_each(|words| writeln!(out, "  - {words}"))
    }
}
