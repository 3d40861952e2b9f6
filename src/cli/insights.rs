//! `enough insights`: what it adds up to, as one page of words that a person may show somebody.

mod json;

use std::process::ExitCode;

use super::output::{self, print_wrapped};
use crate::cli::sanitized_output;
use crate::domain::insights::compute_insights;
use crate::storage::insight_queries::Period;
use crate::storage::journal::Journal;
use crate::ui::screens::insights_screen::build_report;

/// Prints what the walks of `period` say together. No words of an entry are in it, but the names of patterns.
pub fn print(journal: &Journal, period: Period, json: bool) -> anyhow::Result<ExitCode> {
    let gathered = journal.insight_data(period)?;
    let figures = compute_insights(&gathered.reviews(), &gathered.rating_pairs());
    let mut out = sanitized_output::stdout();
    if json {
        let told = json::insights_json(period, &gathered, &figures);
        output::print_json(&mut out, &told)?;
    } else {
        print_wrapped(
            &mut out,
            build_report(period, &gathered, &figures).trim_end(),
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
