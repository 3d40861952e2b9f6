//! The report of `enough doctor`, as text and as JSON.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::cli::paths::json_key;

const HELP_HINT: &str =
    "“enough help wrong” says what else to do; until then, please delete nothing.";
const REPORT_HINT: &str = "To report a bug, open an issue where you got enough, with what “enough doctor --redact” prints.";

/// Sections of labelled lines, and problems.
#[derive(Debug, Default)]
pub(crate) struct Report {
    sections: Vec<Section>,
    problems: Vec<String>,
}

#[derive(Debug)]
struct Section {
    heading: &'static str,
    lines: Vec<(String, String)>,
}

impl Report {
    pub(crate) fn start_section(&mut self, heading: &'static str) {
        let lines = Vec::new();
        self.sections.push(Section { heading, lines });
    }

    /// Adds a line to the last section.
    pub(crate) fn add_line(&mut self, label: impl Into<String>, text: impl Into<String>) {
        if let Some(section) = self.sections.last_mut() {
            section.lines.push((label.into(), text.into()));
        }
    }

    /// Adds a problem, in complete sentences.
    pub(crate) fn add_problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// Adds a sentence to the last problem, unless it is empty.
    pub(crate) fn extend_problem(&mut self, sentence: impl AsRef<str>) {
        let sentence = sentence.as_ref();
        if let Some(problem) = self.problems.last_mut().filter(|_| !sentence.is_empty()) {
            problem.push(' ');
            problem.push_str(sentence);
        }
    }

    /// The report as JSON: an object for each section, and the problems.
    pub(crate) fn to_json(&self) -> Value {
        let section = |section: &Section| {
            let lines = section.lines.iter();
            let lines = lines.map(|(label, text)| (json_key(label), Value::from(text.as_str())));
            (json_key(section.heading), Value::Object(lines.collect()))
        };
        let mut json = Map::from_iter([("v".to_owned(), json!(1))]);
        json.extend(self.sections.iter().map(section));
        json.insert("problems".to_owned(), json!(self.problems));
        Value::Object(json)
    }

    pub(crate) const fn is_healthy(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Section { heading, lines } in &self.sections {
            writeln!(out, "{heading}")?;
            for (label, text) in lines {
                writeln!(out, "  {label:<10} {text}")?;
            }
            writeln!(out)?;
        }
        if self.is_healthy() {
            writeln!(out, "All is well.")?;
            return writeln!(out, "\n{REPORT_HINT}");
        }
        writeln!(out, "To look at")?;
        for problem in &self.problems {
            writeln!(out, "  - {problem}")?;
        }
        writeln!(out, "\n{HELP_HINT} {REPORT_HINT}")
    }
}
