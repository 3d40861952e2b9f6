//! `enough insights`: the insights as one page of text, or as JSON.

mod json;

use std::process::ExitCode;

use super::output::{self, print_wrapped};
use crate::cli::sanitized_output;
use crate::domain::insights::compute_insights;
use crate::storage::insight_queries::Period;
use crate::storage::journal::Journal;
use crate::ui::screens::insights_screen::build_report;

/// Prints the insights of a period. They contain no text of entries except names of patterns.
pub(crate) fn print(journal: &Journal, period: Period, json: bool) -> anyhow::Result<ExitCode> {
    let data = journal.insight_data(period)?;
    let insights = compute_insights(&data.reviews(), &data.rating_pairs());
    let mut out = sanitized_output::stdout();
    if json {
        let json = json::insights_json(period, &data, &insights);
        output::print_json(&mut out, &json)?;
    } else {
        print_wrapped(&mut out, build_report(period, &data, &insights).trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}
