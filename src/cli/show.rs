//! `enough show`: prints one entry with its questions and answers.

use std::io::Write;
use std::process::ExitCode;

use super::entry_arg::{self, LookupScope};
use super::output;
use crate::cli::sanitized_output;
use crate::content::library::{Library, Scale};
use crate::domain::entry::Answer;
use crate::domain::record::json::RecordJson;
use crate::storage::journal::Journal;
use crate::text::sanitize;
use crate::ui::screens::history_screen::{answer_text, format_start};

pub(crate) fn print(journal: &Journal, library: &Library, id: &str) -> anyhow::Result<ExitCode> {
    let entry = entry_arg::find_entry(journal, id, LookupScope::All)?;
    let mut out = sanitized_output::stdout();
    writeln!(out, "{}\n{}", sanitize(&entry.title), format_start(&entry))?;
    for answered in &entry.answers {
        writeln!(out, "\n{}", sanitize(&answered.prompt))?;
        let text = match &answered.answer {
            Answer::Rating(number) => format_rating(
                *number,
                scale_of_step(library, &entry.exercise, &answered.step),
            ),
            answer => answer_text(answer),
        };
        for line in sanitize(&text).lines() {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints an entry in the format of the JSON export.
pub(crate) fn print_json(journal: &Journal, id: &str) -> anyhow::Result<ExitCode> {
    let entry = entry_arg::find_entry(journal, id, LookupScope::All)?;
    let record = journal.record(&entry.id)?;
    let record = record.as_ref().map(RecordJson::from);
    let mut json = serde_json::to_value(record)?;
    if let Some(fields) = json.as_object_mut() {
        fields.insert("v".to_owned(), 1.into());
    }
    output::print_json(&mut sanitized_output::stdout(), &json)?;
    Ok(ExitCode::SUCCESS)
}

/// The scale of a rating step, if the library has its exercise.
fn scale_of_step<'a>(library: &'a Library, exercise: &str, step: &str) -> Option<&'a Scale> {
    let steps = &library.exercise(exercise)?.steps;
    let step = steps.iter().find(|known| known.id == step)?;
    library.scale(step.kind.scale()?)
}

/// "50%, as likely as not", or the number alone where nothing is known of its scale.
fn format_rating(number: u8, scale: Option<&Scale>) -> String {
    let Some(scale) = scale else {
        return number.to_string();
    };
    let (unit, meaning) = (&scale.unit, scale.describe(number));
    let comma = if meaning.is_empty() { "" } else { ", " };
    format!("{number}{unit}{comma}{meaning}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rating_is_shown_with_its_scale_if_known() {
        let library = Library::embedded();
        let scale = |step: &str| scale_of_step(&library, "two-minute-check", step);
        assert_eq!(
            format_rating(50, scale("likelihood_before")),
            "50%, as likely as not"
        );
        assert_eq!(
            format_rating(0, scale("likelihood_before")),
            "0%, can't happen"
        );
        assert_eq!(format_rating(50, scale("gone 睡 🍲")), "50");
        assert_eq!(
            format_rating(
                7,
                super::scale_of_step(&library, "my-own", "likelihood_before")
            ),
            "7"
        );
        assert_eq!(format_rating(7, Some(&Scale::default())), "7");
    }
}
