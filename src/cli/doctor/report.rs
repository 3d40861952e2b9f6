//! What was found, apart from how it was found out.

use std::fmt;

/// Headings with lines under them, and what to look at.
#[derive(Debug, Default)]
pub struct Report {
    sections: Vec<Section>,
    to_look_at: Vec<String>,
}

#[derive(Debug)]
struct Section {
    heading: &'static str,
    lines: Vec<(String, String)>,
}

impl Report {
    pub fn heading(&mut self, heading: &'static str) {
        let lines = Vec::new();
        self.sections.push(Section { heading, lines });
    }

    /// A line under the last heading.
    pub fn line(&mut self, name: impl Into<String>, words: impl Into<String>) {
        if let Some(section) = self.sections.last_mut() {
            section.lines.push((name.into(), words.into()));
        }
    }

    /// Something to look at, in whole sentences.
    pub fn mind(&mut self, words: impl Into<String>) {
        self.to_look_at.push(words.into());
    }

    pub const fn is_well(&self) -> bool {
        self.to_look_at.is_empty()
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
        if self.is_well() {
            return writeln!(out, "All is well.");
        }
        writeln!(out, "To look at")?;
        self.to_look_at
            .iter()
            .try_for_each(|words| writeln!(out, "  - {words}"))
    }
}
