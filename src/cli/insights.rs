//! `enough insights`: the insights as one page of text, or as JSON.

mod json;

use std::process::ExitCode;

use jiff::civil::Date;

use super::args::DisplayArgs;
use super::output::{self, print_wrapped};
use super::settings;
use crate::cli::sanitized_output;
use crate::storage::insight_queries::Period;
use crate::storage::journal::Journal;
use crate::ui::layout::MAX_TEXT_WIDTH;
use crate::ui::screens::insights_screen::build_report;
use crate::ui::theme::{ColorSupport, Theme};

/// Prints the insights of a period. They contain no text of entries except names of patterns and feelings.
pub(crate) fn print(
    journal: &Journal,
    period: Period,
    today: Date,
    show: &DisplayArgs,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let data = journal.insight_data(period)?;
    let insights = data.insights(period.last_day(today));
    let mut out = sanitized_output::stdout();
    if json {
        let json = json::insights_json(period, &data, &insights);
        output::print_json(&mut out, &json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = build_report(period, &data, &insights);
    // A screen reader would read a bar character by character.
    let page = if settings::prefers_line_mode(show) {
        report.words()
    } else {
        let theme = Theme {
            ascii_only: settings::is_ascii(show),
            ..Theme::new(ColorSupport::None)
        };
        let most = usize::from(MAX_TEXT_WIDTH);
        let width = output::terminal_width(&out).map_or(most, |width| width.min(most));
        report.with_picture(today, width, &theme)
    };
    print_wrapped(&mut out, page.trim_end())?;
    Ok(ExitCode::SUCCESS)
}
