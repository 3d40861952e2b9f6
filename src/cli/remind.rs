//! `enough remind`: prints what a scheduler of the system needs to notify the person of the look backs due.

mod quoting;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use self::quoting::{escape_crontab, escape_xml, quote_shell, quote_systemd};
use super::args::GlobalArgs;
use crate::cli::sanitized_output;
use crate::platform::paths::{self, expand_home};
use crate::text::{is_unsafe_char, replace_unsafe};

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  enough remind                       what fits this computer
  enough remind launchd > FILE        a file to load on macOS

It tells you how many look backs are due and none of your words. When none is due, it stays quiet.";

/// Print what reminds you, ready to copy
///
/// It prints lines for a scheduler of your system: cron, systemd or launchd. Once a day they ask for the number of
/// look backs due and show it as a notification. Nothing is installed.
#[derive(Debug, Args)]
pub(crate) struct RemindArgs {
    /// Print only what this one needs
    scheduler: Option<Scheduler>,
}

/// A program of the system that runs commands at set times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scheduler {
    Cron,
    Systemd,
    Launchd,
}

/// Prints the snippet of one scheduler, or of those that this system usually has.
pub(crate) fn print(args: &RemindArgs, global: &GlobalArgs) -> anyhow::Result<ExitCode> {
    let schedulers = match args.scheduler {
        Some(scheduler) => vec![scheduler],
        None if cfg!(target_os = "macos") => vec![Scheduler::Launchd],
        None if cfg!(windows) => bail!(
            "this knows cron, systemd and launchd, which Windows doesn't have; Task Scheduler can run “enough due --count”"
        ),
        None => vec![Scheduler::Cron, Scheduler::Systemd],
    };
    let count_command = count_command(global)?;
    let snippets: Vec<_> = schedulers
        .iter()
        .map(|scheduler| scheduler.snippet(&count_command))
        .collect();
    write!(sanitized_output::stdout(), "{}", snippets.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

impl Scheduler {
    fn snippet(self, count_command: &str) -> String {
        match self {
            Self::Cron => crontab_line(count_command),
            Self::Systemd => systemd_units(count_command),
            Self::Launchd => launchd_plist(count_command),
        }
    }
}

/// The shell command that prints the number due, of the journal that this run uses. A scheduler has other variables, so it
/// names the folders.
fn count_command(global: &GlobalArgs) -> anyhow::Result<String> {
    let program = std::env::current_exe().context(
        "the system doesn't say where this program is; write “enough due --count” where you need it",
    )?;
    let mut command = String::new();
    for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        let folder = paths::env_var(name).map(|folder| expand_home(&PathBuf::from(folder)));
        // By the XDG rules, a relative path counts as not set.
        if let Some(folder) = folder.filter(|folder| folder.is_absolute()) {
            let _ = write!(command, "{name}={} ", quote_path(folder)?);
        }
    }
    command.push_str(&quote_path(program)?);
    let app_paths = global.paths()?;
    if let Some(folder) = app_paths.journal_file.parent()
        && app_paths.is_data_dir_custom
    {
        let _ = write!(command, " --data-dir {}", quote_path(folder.to_owned())?);
    }
    command.push_str(" due --count");
    Ok(command)
}

/// A path in quotes for the shell. One that can't be printed as it is, is an error.
fn quote_path(path: PathBuf) -> anyhow::Result<String> {
    let path = OsString::from(path).into_string();
    match path {
        Ok(path) if !path.chars().any(is_unsafe_char) => Ok(quote_shell(&path)),
        path => {
            let path = path.unwrap_or_else(|path| path.to_string_lossy().into_owned());
            bail!(
                "{} has characters that can't be printed here; a link to it with a plain name helps",
                replace_unsafe(&path)
            )
        }
    }
}

/// The shell command that notifies of the number due, unless it is 0. It fails if there is no number to tell.
fn notify_command(count_command: &str, notify: &str) -> String {
    format!("n=$({count_command}) && if [ \"$n\" -gt 0 ]; then {notify}; fi")
}

const NOTIFY_SEND: &str = "notify-send enough \"Ready for a look back: $n\"";
/// Cron doesn't know where the desktop listens.
const CRON_BUS: &str =
    "DBUS_SESSION_BUS_ADDRESS=\"${DBUS_SESSION_BUS_ADDRESS:-unix:path=/run/user/$(id -u)/bus}\" ";
const OSASCRIPT: &str =
    r#"osascript -e "display notification \"Ready for a look back: $n\" with title \"enough\"""#;

fn crontab_line(count_command: &str) -> String {
    let notify = if cfg!(target_os = "macos") {
        OSASCRIPT.to_owned()
    } else {
        format!("{CRON_BUS}{NOTIFY_SEND}")
    };
    format!(
        "\
# cron. Nothing is installed: to use this, type \"crontab -e\" and add the line below. 18 is the hour.
0 18 * * * {}
",
        escape_crontab(&notify_command(count_command, &notify))
    )
}

fn systemd_units(count_command: &str) -> String {
    let command = notify_command(count_command, NOTIFY_SEND);
    format!(
        "\
# systemd. Nothing is installed: to use this, save the two files below under their names, and then type
# \"systemctl --user enable --now enough-reminder.timer\".

# ~/.config/systemd/user/enough-reminder.service
[Unit]
Description=Tell how many look backs are due in enough

[Service]
Type=oneshot
ExecStart=/bin/sh -c {}

# ~/.config/systemd/user/enough-reminder.timer
[Unit]
Description=Tell each day how many look backs are due in enough

[Timer]
OnCalendar=*-*-* 18:00
Persistent=true

[Install]
WantedBy=timers.target
",
        quote_systemd(&command)
    )
}

/// Without a DOCTYPE, which launchd doesn't need.
fn launchd_plist(count_command: &str) -> String {
    let command = notify_command(count_command, OSASCRIPT);
    format!(
        "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- launchd. Nothing is installed: to use this, save it as ~/Library/LaunchAgents/enough.reminder.plist, and then type
     \"launchctl bootstrap gui/$UID ~/Library/LaunchAgents/enough.reminder.plist\". -->
<plist version=\"1.0\">
<dict>
  <key>Label</key>
  <string>enough.reminder</string>
  <key>ProgramArguments</key>
  <array>
    <string>/bin/sh</string>
    <string>-c</string>
    <string>{}</string>
  </array>
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>18</integer>
    <key>Minute</key>
    <integer>0</integer>
  </dict>
</dict>
</plist>
",
        escape_xml(&command)
    )
}
