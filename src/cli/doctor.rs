//! `enough doctor`: where everything is, and whether all is well, in plain lines.

mod contents;
mod report;
mod setting;
mod shown;

use std::path::Path;
use std::process::ExitCode;

use self::report::Report;
use self::setting::{Disk, Terminal};
use self::shown::Shown;
use super::lines;
use crate::cli::output;
use crate::journal;
use crate::places::AppPaths;

/// Looks everywhere and prints what it finds; with `redact` nothing in it tells who the person is.
pub fn print(chosen: Option<&Path>, redact: bool, is_json: bool) -> anyhow::Result<ExitCode> {
    let places = AppPaths::find(chosen).map_err(|error| format!("{error:#}"));
    let shown = Shown::new(etcetera::home_dir().ok(), redact);
    let report = examine(places.as_ref(), &Terminal::here(), &shown);
    let mut out = output::stdout();
    if is_json {
        lines::json(&mut out, &report.told())?;
    } else {
        lines::say(&mut out, report.to_string().trim_end())?;
    }
    Ok(if report.is_well() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn examine(places: Result<&AppPaths, &String>, terminal: &Terminal, shown: &Shown) -> Report {
    let mut report = Report::default();
    report.heading("Program");
    report.line("enough", env!("CARGO_PKG_VERSION"));
    report.line("SQLite", journal::sqlite_version());
    report.line("schema", journal::SCHEMA_VERSION.to_string());
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    report.line("system", system);
    match places {
        Ok(places) => {
            setting::places(places, shown, &mut report);
            contents::journal(places, shown, &mut report);
            contents::left_behind(places, shown, &mut report);
            contents::person(places, shown, &mut report);
            contents::exercises(places, shown, &mut report);
            setting::disk(&Disk::of(places), places, shown, &mut report);
        }
        Err(error) => report.mind(format!("Nothing can be looked for: {error}.")),
    }
    setting::terminal(terminal, &mut report);
    report
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn everyone_elses() -> Shown {
        Shown::new(Some(PathBuf::from("/home/ada")), true)
    }

    #[test]
    fn without_a_home_the_rest_is_told_all_the_same() {
        let no_home = "your home folder can't be found; set HOME".to_owned();
        let report = examine(Err(&no_home), &Terminal::default(), &everyone_elses());
        let said = report.to_string();
        assert!(!report.is_well());
        for part in ["SQLite", "Terminal", "To look at", "set HOME"] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn a_disk_that_is_far_away_or_nearly_full_is_to_be_looked_at() {
        let home = tempfile::tempdir().unwrap();
        let places = AppPaths::find(Some(home.path())).unwrap();
        let said = |disk: &Disk| {
            let mut report = Report::default();
            setting::disk(disk, &places, &everyone_elses(), &mut report);
            (report.is_well(), report.to_string())
        };
        let near = Disk {
            free: Some(75_000_000_000),
            kind: Some("ext4".to_owned()),
            synced_by: None,
        };
        assert!(said(&near).0);
        assert!(said(&Disk::default()).1.contains("unknown"));
        for (disk, word) in [
            (
                Disk {
                    kind: Some("nfs4".to_owned()),
                    ..Disk::default()
                },
                "kind nfs4",
            ),
            (
                Disk {
                    synced_by: Some("Dropbox"),
                    ..Disk::default()
                },
                "that Dropbox keeps",
            ),
            (
                Disk {
                    free: Some(1_000_000),
                    ..Disk::default()
                },
                "little room",
            ),
        ] {
            let (is_well, said) = said(&disk);
            assert!(!is_well && said.contains(word), "{said}");
        }
    }
}
