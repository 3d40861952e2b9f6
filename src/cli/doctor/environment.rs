//! Where the program runs: its places and who can read them, the disk, the terminal.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::path_display::PathDisplay;
use super::report::Report;
use crate::cli::format::{format_bytes, pluralize};
use crate::platform::paths::{AppPaths, env_var};
use crate::platform::sysinfo;
use crate::storage::backup;
use crate::storage::recovery::journal_files;
use crate::terminal;
use crate::text::{one_line, truncate_to_width};

/// So little room that a save may not fit soon.
const MIN_FREE_BYTES: u64 = 50_000_000;

/// What the program knows of its terminal.
#[derive(Debug, Default)]
pub struct TerminalInfo {
    /// What it goes by, the variables that are set.
    pub variables: Vec<(&'static str, String)>,
    /// What it is inside of.
    pub wrapped_by: Vec<&'static str>,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
    pub is_input: bool,
    pub is_output: bool,
}

impl TerminalInfo {
    /// The terminal the program was started in.
    pub fn detect() -> Self {
        let value = |name: &'static str| {
            let value = env_var(name)?;
            Some((
                name,
                truncate_to_width(&one_line(&value.to_string_lossy()), 40),
            ))
        };
        let names = [
            "TERM",
            "COLORTERM",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "NO_COLOR",
        ];
        let within = [
            ("TMUX", "tmux"),
            ("STY", "screen"),
            ("SSH_CONNECTION", "ssh"),
        ];
        Self {
            variables: names.into_iter().filter_map(value).collect(),
            wrapped_by: within
                .iter()
                .filter(|(name, _)| env_var(name).is_some())
                .map(|(_, program)| *program)
                .collect(),
            size: Some(())
                .filter(|()| io::stdout().is_terminal())
                .and_then(|()| terminal::size()),
            is_input: io::stdin().is_terminal(),
            is_output: io::stdout().is_terminal(),
        }
    }
}

/// What the program knows of the disk the journal lies on.
#[derive(Debug, Default)]
pub struct DiskInfo {
    /// In bytes.
    pub free: Option<u64>,
    /// The kind of file system.
    pub kind: Option<String>,
    /// What keeps it in step with other machines.
    pub synced_by: Option<&'static str>,
}

impl DiskInfo {
    pub fn detect(places: &AppPaths) -> Self {
        let real = fs::canonicalize(&places.journal_file);
        Self {
            free: sysinfo::free_space(&places.journal_file),
            kind: sysinfo::file_system(&places.journal_file).map(|kind| one_line(&kind)),
            synced_by: sysinfo::sync_service(real.as_ref().unwrap_or(&places.journal_file)),
        }
    }
}

/// Each place: whether it is there, how large it is, who can read it.
pub fn report_paths(places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    report.start_section("Places");
    for (name, path) in [
        ("journal", &places.journal_file),
        ("backups", &places.backups_dir),
        ("set aside", &places.quarantine_dir),
        ("state", &places.state_dir),
        ("about you", &places.profile_file),
        ("exercises", &places.exercises_dir),
        ("people", &places.people_file),
    ] {
        report.add_line(
            name,
            format!("{} ({})", shown.format(path), describe_path(path)),
        );
    }
    report_permissions(places, shown, report);
}

/// Minds what is open to others on this computer, or closed to the person.
fn report_permissions(places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    let folder = places.journal_file.parent();
    // A folder the person named may be meant for others too, but never what lies in it.
    let ours = [&*places.backups_dir, &places.quarantine_dir];
    let data = folder.filter(|_| !places.is_data_dir_custom).into_iter();
    let folders = data.chain(ours).chain(places.spool_dirs());
    let files = journal_files(&places.journal_file).chain(places.profile_files());
    let seen = |path: &Path| Some((shown.format(path), sysinfo::access(path)?));
    let folders: Vec<_> = folders.filter_map(seen).collect();
    let files: Vec<_> = files.filter_map(|file| seen(&file)).collect();
    report_open_to_others(&folders, "700", report);
    report_open_to_others(&files, "600", report);
    report_inaccessible(&[folders, files].concat(), report);
    let loose = backup::list(&places.backups_dir)
        .iter()
        .filter(|backup| {
            sysinfo::access(&backup.path).is_some_and(sysinfo::Access::is_accessible_to_others)
        })
        .count();
    if loose > 0 {
        report.add_problem(format!(
            "{} in {} can be read by others on this computer. “chmod 600” with their names takes them back.",
            pluralize(u64::try_from(loose).unwrap_or(u64::MAX), "backup", "backups"),
            shown.format(&places.backups_dir)
        ));
    }
}

fn describe_path(path: &Path) -> String {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(_) if path.is_symlink() => return "a link to nothing".to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return "not there yet".to_owned(),
        Err(_) => return "can't be looked at".to_owned(),
    };
    let size = if about.is_dir() {
        let files = fs::read_dir(path).map(Iterator::count);
        files.map_or_else(
            |_| "can't be looked into".to_owned(),
            |files| pluralize(u64::try_from(files).unwrap_or(u64::MAX), "file", "files"),
        )
    } else {
        format_bytes(about.len())
    };
    let mode = sysinfo::access(path).map(|access| format!(", {:03o}", access.mode));
    size + &mode.unwrap_or_default()
}

/// A place as it is shown, and who may do what with it.
type PathAccess = (String, sysinfo::Access);

/// Minds the places that others can read.
fn report_open_to_others(seen: &[PathAccess], tight: &str, report: &mut Report) {
    for (path, access) in seen
        .iter()
        .filter(|(_, access)| access.is_accessible_to_others())
    {
        let mode = access.mode;
        report.add_problem(format!(
            "{path} is open to others on this computer ({mode:03o}). “chmod {tight}” with its name \
             takes it back."
        ));
    }
}

/// Minds the places that are another's, and those that can't be written to.
fn report_inaccessible(seen: &[PathAccess], report: &mut Report) {
    for path in topmost(seen, |access| !access.is_owner) {
        report.add_problem(format!(
            "{path} belongs to another user of this computer. Was enough run as somebody else?"
        ));
    }
    for path in topmost(seen, |access| !access.is_writable) {
        report.add_problem(format!(
            "{path} can't be written to, so nothing new can be saved there. Please check its permissions."
        ));
    }
}

/// The places of which something holds, without those in a folder and beside a file of which it was said.
fn topmost(seen: &[PathAccess], holds: impl Fn(sysinfo::Access) -> bool) -> Vec<&str> {
    let mut topmost: Vec<&str> = Vec::new();
    for (path, _) in seen.iter().filter(|(_, access)| holds(*access)) {
        if !topmost.iter().any(|above| path.starts_with(above)) {
            topmost.push(path);
        }
    }
    topmost
}

/// How much room there is, and what can go wrong where the journal lies.
pub fn report_disk(disk: &DiskInfo, places: &AppPaths, shown: &PathDisplay, report: &mut Report) {
    report.start_section("Disk");
    let journal = shown.format(&places.journal_file);
    report.add_line("free", disk.free.map_or_else(unknown, format_bytes));
    if disk.free.is_some_and(|free| free < MIN_FREE_BYTES) {
        report.add_problem(
            "There is little room left on the disk of the journal. Please make some before it is full.",
        );
    }
    report.add_line("kind", disk.kind.clone().unwrap_or_else(unknown));
    if let Some(kind) = disk
        .kind
        .as_ref()
        .filter(|kind| sysinfo::is_network_file_system(kind))
    {
        report.add_problem(format!(
            "{journal} lies on a file system of the kind {kind}, which reaches beyond this computer. The \
             locks that keep two windows from writing at once can fail there, and then the journal can be \
             damaged. Please name a folder on a disk of this computer with --data-dir."
        ));
    }
    if let Some(service) = disk.synced_by {
        report.add_line("synced by", service);
        report.add_problem(format!(
            "{journal} seems to lie in a folder that {service} keeps in step with other machines. Your \
             words leave this computer that way, and when two machines write at once, the journal can be \
             damaged. Please name another folder with --data-dir."
        ));
    }
}

/// What the terminal says of itself.
pub fn report_terminal(terminal: &TerminalInfo, report: &mut Report) {
    report.start_section("Terminal");
    for (name, value) in &terminal.variables {
        report.add_line(*name, value);
    }
    let size = terminal
        .size
        .map(|(columns, rows)| format!("{columns}x{rows}"));
    report.add_line("size", size.unwrap_or_else(unknown));
    let said = |is_terminal| {
        if is_terminal {
            "a terminal"
        } else {
            "not a terminal"
        }
    };
    report.add_line("input", said(terminal.is_input));
    report.add_line("output", said(terminal.is_output));
    if !terminal.wrapped_by.is_empty() {
        report.add_line("inside", terminal.wrapped_by.join(", "));
    }
}

fn unknown() -> String {
    "unknown".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_folder_and_its_files_is_reported_once() {
        let seen = |closed: &[&str]| {
            let all = [
                "data 睡",
                "data 睡/journal.db",
                "data 睡/journal.db-wal",
                "state",
            ];
            all.map(|path| {
                let access = sysinfo::Access {
                    mode: 0o600,
                    is_owner: path != "state",
                    is_writable: !closed.contains(&path),
                };
                (path.to_owned(), access)
            })
        };
        for (closed, said) in [
            (
                &["data 睡", "data 睡/journal.db", "data 睡/journal.db-wal"][..],
                "  - data 睡 can't",
            ),
            (
                &["data 睡/journal.db", "data 睡/journal.db-wal"],
                "  - data 睡/journal.db can't",
            ),
        ] {
            let mut report = Report::default();
            report_inaccessible(&seen(closed), &mut report);
            let heard = report.to_string();
            assert!(heard.contains(said), "{heard}");
            assert!(heard.contains("  - state belongs to another"), "{heard}");
            assert_eq!(heard.matches("  - ").count(), 2, "{heard}");
        }
    }
}
