//! The history line by line: ten walks at a time, one of them read whole, words looked for.

use super::{History, said, started};
use crate::editor::Editor;
use crate::entry::Entry;
use crate::screens::{Outcome, Scene};
use crate::spoken::{self, Heard, Spoken, count};
use crate::text::one_line;

/// As many as anybody keeps in mind, or less.
const AT_ONCE: usize = 10;

impl History {
    /// The next ten from the mark on.
    pub fn spoken(&self) -> Spoken {
        let mut lines = vec![format!("History, {}", self.position())];
        let rows = self.window.rows().iter().skip(self.window.marked());
        let told: Vec<_> = rows
            .take(AT_ONCE)
            .map(|row| {
                let (before, after) = (row.likelihood_before, row.likelihood_after);
                let rated = match (before, after) {
                    (Some(before), Some(after)) => format!(", from {before} to {after}"),
                    (Some(before), None) => format!(", {before}"),
                    _ => String::new(),
                };
                format!(
                    "{}{rated}: {}",
                    row.day.strftime("%-d %B %Y"),
                    one_line(&row.headline)
                )
            })
            .collect();
        if told.is_empty() {
            return Spoken::new(
                vec![self.nothing().to_owned()],
                "Words to look for. Enter goes back.",
            );
        }
        lines.extend(spoken::numbered(told.iter().map(String::as_str)));
        let ask = "A number reads it whole, c and a number looks back on it. Enter shows older ones. Words look for \
                   them. /back goes back.";
        Spoken::new(lines, ask)
    }

    /// What a line means here.
    pub fn hear(&mut self, typed: &str, scene: &Scene) -> Heard<Outcome> {
        let shown = self.window.rows().len() - self.window.marked();
        if let Some(place) = spoken::place(typed, shown.min(AT_ONCE)) {
            let row = &self.window.rows()[self.window.marked() + place];
            return match scene.journal.entry(&row.id) {
                Ok(Some(entry)) => Heard::Tell(whole(&entry)),
                Ok(None) => Heard::unclear("That walk isn't there any more."),
                Err(error) => Heard::unclear(error.to_string()),
            };
        }
        let looked_back_on = typed
            .trim()
            .strip_prefix("c ")
            .and_then(|number| spoken::place(number, shown.min(AT_ONCE)));
        if let Some(place) = looked_back_on {
            let row = &self.window.rows()[self.window.marked() + place];
            return Heard::Done(Outcome::LookBack(Some(row.id.clone())));
        }
        if !typed.trim().is_empty() {
            self.words = Editor::with_text(typed.trim());
            self.look_for(self.query.filters.clone(), scene);
            return Heard::Anew;
        }
        if shown == 0 {
            return Heard::Done(Outcome::Back);
        }
        if shown <= AT_ONCE {
            return Heard::unclear("These are the oldest.");
        }
        let older = isize::try_from(AT_ONCE).unwrap_or(0);
        match self.step(older, scene.journal) {
            Ok(()) => Heard::Anew,
            Err(error) => Heard::unclear(error.to_string()),
        }
    }
}

fn whole(entry: &Entry) -> Vec<String> {
    let answers = count(entry.answers.len() as u64, "answer", "answers");
    let mut lines = vec![format!("{}, {}, {answers}", entry.title, started(entry))];
    for answered in &entry.answers {
        lines.push(format!("{} {}", answered.prompt, said(&answered.answer)));
    }
    lines
}
