//! Writes a report for a conversation from the history screen.

use super::App;
use crate::domain::entry::LocalTime;
use crate::storage::insight_queries::Period;
use crate::storage::report::{ConversationReport, ReportRequest};
use crate::text::display_path;
use crate::ui::screens::Screen;
use crate::ui::screens::report_screen::{OfferedEntry, ReportScreen};

impl App {
    /// Asks what goes into a report, if it can be written at all.
    pub(super) fn ask_for_report(&mut self, period: Period, entry: Option<OfferedEntry>) {
        if self.exports_folder().is_some() {
            self.push_screen(Screen::Report(ReportScreen::new(period, entry)));
        }
    }

    /// Writes the report into a new file, returns to the history and shows the path.
    pub(super) fn write_report(&mut self, request: &ReportRequest, now: &LocalTime) {
        self.pop_screen(now);
        let Some(folder) = self.exports_folder() else {
            return;
        };
        let report = match ConversationReport::read(&self.journal, request, now.day) {
            Ok(report) => report,
            Err(error) => return self.report_error(error),
        };
        if report.is_empty() {
            self.set_status(report.empty_message());
            return;
        }
        let page = report.to_html();
        let name = format!("report-{}", now.day);
        let written = Self::write_new_export(&folder, &name, "html", |out| {
            Ok(out.write_all(page.as_bytes())?)
        });
        match written {
            Ok(((), path)) => self.set_status(format!(
                "The report is in {}. A browser shows and prints it.",
                display_path(&path)
            )),
            Err(error) => self.report_export_failure(&folder, error),
        }
        self.report_damage();
    }
}
