//! `enough doctor`: reports paths, the user's data, the disk and the terminal, and problems with them.

mod environment;
mod path_display;
mod report;
mod user_data;

use std::path::Path;
use std::process::ExitCode;

use self::environment::{DiskInfo, TerminalInfo};
use self::path_display::PathDisplay;
use self::report::Report;
use super::output;
use crate::cli::sanitized_output;
use crate::platform::paths::AppPaths;
use crate::storage::journal::{self, JournalError};
use crate::text::error_chain;

/// Prints the report. With `redact` it contains nothing that identifies the user.
pub(crate) fn print(
    data_dir: Option<&Path>,
    redact: bool,
    is_json: bool,
) -> anyhow::Result<ExitCode> {
    let paths = AppPaths::find(data_dir).map_err(|error| error_chain(&error));
    let display = PathDisplay::new(etcetera::home_dir().ok(), redact);
    let report = build_report(paths.as_ref(), &TerminalInfo::detect(), &display)?;
    let mut out = sanitized_output::stdout();
    if is_json {
        output::print_json(&mut out, &report.to_json())?;
    } else {
        output::print_wrapped(&mut out, report.to_string().trim_end())?;
    }
    Ok(if report.is_healthy() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn build_report(
    paths: Result<&AppPaths, &String>,
    terminal: &TerminalInfo,
    display: &PathDisplay,
) -> Result<Report, JournalError> {
    let mut report = Report::default();
    report.start_section("Program");
    report.add_line("enough", env!("CARGO_PKG_VERSION"));
    report.add_line("SQLite", journal::sqlite_version());
    report.add_line("schema", journal::SCHEMA_VERSION.to_string());
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    report.add_line("system", system);
    match paths {
        Ok(paths) => {
            environment::report_paths(paths, display, &mut report);
            user_data::report_journal(paths, display, &mut report)?;
            user_data::report_lock(paths, display, &mut report);
            user_data::report_leftovers(paths, display, &mut report);
            user_data::report_profile(paths, display, &mut report);
            user_data::report_exercises(paths, display, &mut report);
            environment::report_disk(&DiskInfo::detect(paths), paths, display, &mut report);
        }
        Err(error) => report.add_problem(format!("Nothing can be looked for: {error}.")),
    }
    environment::report_terminal(terminal, &mut report);
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn redacting_paths() -> PathDisplay {
        PathDisplay::new(Some(PathBuf::from("/home/ada")), true)
    }

    #[test]
    fn a_missing_home_does_not_stop_the_report() {
        let no_home = "your home folder can't be found; set HOME".to_owned();
        let report =
            build_report(Err(&no_home), &TerminalInfo::default(), &redacting_paths()).unwrap();
        let text = report.to_string();
        assert!(!report.is_healthy());
        for part in ["SQLite", "Terminal", "To look at", "set HOME"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn a_remote_or_nearly_full_disk_is_a_problem() {
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::find(Some(home.path())).unwrap();
        let report_on = |disk: &DiskInfo| {
            let mut report = Report::default();
            environment::report_disk(disk, &paths, &redacting_paths(), &mut report);
            (report.is_healthy(), report.to_string())
        };
        let local = DiskInfo {
            free: Some(75_000_000_000),
            kind: Some("ext4".to_owned()),
            synced_by: None,
        };
        assert!(report_on(&local).0);
        assert!(report_on(&DiskInfo::default()).1.contains("unknown"));
        for (disk, word) in [
            (
                DiskInfo {
                    kind: Some("nfs4".to_owned()),
                    ..DiskInfo::default()
                },
                "kind nfs4",
            ),
            (
                DiskInfo {
                    synced_by: Some("Dropbox"),
                    ..DiskInfo::default()
                },
                "that Dropbox keeps",
            ),
            (
                DiskInfo {
                    free: Some(1_000_000),
                    ..DiskInfo::default()
                },
                "little room",
            ),
        ] {
            let (is_healthy, text) = report_on(&disk);
            assert!(!is_healthy && text.contains(word), "{text}");
        }
    }
}
