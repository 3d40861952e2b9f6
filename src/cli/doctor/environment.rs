//! Reports the environment: paths and their permissions, the disk, the terminal.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::path_display::PathDisplay;
use super::report::Report;
use crate::cli::format::format_bytes;
use crate::platform::paths::{AppPaths, env_var};
use crate::platform::sysinfo;
use crate::storage::backup;
use crate::storage::recovery::journal_files;
use crate::terminal;
use crate::text::pluralize;
use crate::text::{one_line, truncate_to_width};

/// Less free space than this is a problem.
const MIN_FREE_BYTES: u64 = 50_000_000;

/// Properties of the terminal.
#[derive(Debug, Default)]
pub(crate) struct TerminalInfo {
    /// Environment variables that are set.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// The programs around it, such as tmux.
    pub(crate) wrapped_by: Vec<&'static str>,
    /// Columns and rows.
    pub(crate) size: Option<(u16, u16)>,
    pub(crate) is_input: bool,
    pub(crate) is_output: bool,
}

impl TerminalInfo {
    pub(crate) fn detect() -> Self {
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
        let wrappers = [
            ("TMUX", "tmux"),
            ("STY", "screen"),
            ("SSH_CONNECTION", "ssh"),
        ];
        Self {
            variables: names.into_iter().filter_map(value).collect(),
            wrapped_by: wrappers
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

/// Properties of the disk of the journal.
#[derive(Debug, Default)]
pub(crate) struct DiskInfo {
    /// Free space in bytes.
    pub(crate) free: Option<u64>,
    /// The type of the file system.
    pub(crate) kind: Option<String>,
    /// The service that synchronizes the folder, if it looks like one.
    pub(crate) synced_by: Option<&'static str>,
}

impl DiskInfo {
    pub(crate) fn detect(paths: &AppPaths) -> Self {
        let real = fs::canonicalize(&paths.journal_file);
        Self {
            free: sysinfo::free_space(&paths.journal_file),
            kind: sysinfo::file_system(&paths.journal_file).map(|kind| one_line(&kind)),
            synced_by: sysinfo::sync_service(real.as_ref().unwrap_or(&paths.journal_file)),
        }
    }
}

/// Reports for each path whether it exists, its size and its mode.
pub(crate) fn report_paths(paths: &AppPaths, display: &PathDisplay, report: &mut Report) {
    report.start_section("Places");
    for (name, path) in [
        ("journal", &paths.journal_file),
        ("backups", &paths.backups_dir),
        ("set aside", &paths.quarantine_dir),
        ("state", &paths.state_dir),
        ("about you", &paths.profile_file),
        ("exercises", &paths.exercises_dir),
        ("people", &paths.people_file),
    ] {
        report.add_line(
            name,
            format!("{} ({})", display.format(path), describe_path(path)),
        );
    }
    report_permissions(paths, display, report);
}

/// Reports files that others can access, and files that the user can't write.
fn report_permissions(paths: &AppPaths, display: &PathDisplay, report: &mut Report) {
    let folder = paths.journal_file.parent();
    // A custom data folder may be meant for others, but not our files in it.
    let ours = [&*paths.backups_dir, &paths.quarantine_dir];
    let data = folder.filter(|_| !paths.is_data_dir_custom).into_iter();
    let folders = data.chain(ours).chain(paths.spool_dirs());
    let files = journal_files(&paths.journal_file).chain(paths.profile_files());
    let access = |path: &Path| Some((display.format(path), sysinfo::access(path)?));
    let folders: Vec<_> = folders.filter_map(access).collect();
    let files: Vec<_> = files.filter_map(|file| access(&file)).collect();
    report_open_to_others(&folders, "700", report);
    report_open_to_others(&files, "600", report);
    report_inaccessible(&[folders, files].concat(), report);
    let exposed = backup::list(&paths.backups_dir)
        .iter()
        .filter(|backup| {
            sysinfo::access(&backup.path).is_some_and(sysinfo::Access::is_accessible_to_others)
        })
        .count();
    if exposed > 0 {
        report.add_problem(format!(
            "{} in {} can be read by others on this computer. “chmod 600” with their names takes them back.",
            pluralize(u64::try_from(exposed).unwrap_or(u64::MAX), "backup", "backups"),
            display.format(&paths.backups_dir)
        ));
    }
}

fn describe_path(path: &Path) -> String {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(_) if path.is_symlink() => return "a link to nothing".to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return "not there yet".to_owned(),
        Err(_) => return "can't be looked at".to_owned(),
    };
    let size = if metadata.is_dir() {
        let files = fs::read_dir(path).map(Iterator::count);
        files.map_or_else(
            |_| "can't be looked into".to_owned(),
            |files| pluralize(u64::try_from(files).unwrap_or(u64::MAX), "file", "files"),
        )
    } else {
        format_bytes(metadata.len())
    };
    let mode = sysinfo::access(path).map(|access| format!(", {:03o}", access.mode));
    size + &mode.unwrap_or_default()
}

/// A formatted path and its permissions.
type PathAccess = (String, sysinfo::Access);

/// Reports paths that others can access. `mode` is the mode to recommend.
fn report_open_to_others(paths: &[PathAccess], mode: &str, report: &mut Report) {
    for (path, access) in paths
        .iter()
        .filter(|(_, access)| access.is_accessible_to_others())
    {
        report.add_problem(format!(
            "{path} is open to others on this computer ({:03o}). “chmod {mode}” with its name \
             takes it back.",
            access.mode
        ));
    }
}

/// Reports paths with another owner, and those that can't be written.
fn report_inaccessible(paths: &[PathAccess], report: &mut Report) {
    for path in topmost(paths, |access| !access.is_owner) {
        report.add_problem(format!(
            "{path} belongs to another user of this computer. Was enough run as somebody else?"
        ));
    }
    for path in topmost(paths, |access| !access.is_writable) {
        report.add_problem(format!(
            "{path} can't be written to, so nothing new can be saved there. Please check its permissions."
        ));
    }
}

/// The paths that match `predicate`, without those whose prefix is in the result: files in a folder, and sidecar
/// files.
fn topmost(paths: &[PathAccess], predicate: impl Fn(sysinfo::Access) -> bool) -> Vec<&str> {
    let mut topmost: Vec<&str> = Vec::new();
    for (path, _) in paths.iter().filter(|(_, access)| predicate(*access)) {
        if !topmost.iter().any(|above| path.starts_with(above)) {
            topmost.push(path);
        }
    }
    topmost
}

/// Reports free space, network file systems and sync services.
pub(crate) fn report_disk(
    disk: &DiskInfo,
    paths: &AppPaths,
    display: &PathDisplay,
    report: &mut Report,
) {
    report.start_section("Disk");
    let journal = display.format(&paths.journal_file);
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
            "{journal} is on a file system of the kind {kind}, which reaches beyond this computer. The \
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

pub(crate) fn report_terminal(terminal: &TerminalInfo, report: &mut Report) {
    report.start_section("Terminal");
    for (name, value) in &terminal.variables {
        report.add_line(*name, value);
    }
    let size = terminal
        .size
        .map(|(columns, rows)| format!("{columns}x{rows}"));
    report.add_line("size", size.unwrap_or_else(unknown));
    let describe = |is_terminal| {
        if is_terminal {
            "a terminal"
        } else {
            "not a terminal"
        }
    };
    report.add_line("input", describe(terminal.is_input));
    report.add_line("output", describe(terminal.is_output));
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
        let access = |unwritable: &[&str]| {
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
                    is_writable: !unwritable.contains(&path),
                };
                (path.to_owned(), access)
            })
        };
        for (unwritable, expected) in [
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
            report_inaccessible(&access(unwritable), &mut report);
            let text = report.to_string();
            assert!(text.contains(expected), "{text}");
            assert!(text.contains("  - state belongs to another"), "{text}");
            assert_eq!(text.matches("  - ").count(), 2, "{text}");
        }
    }
}
