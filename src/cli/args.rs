//! The clap definition of the command line. Help, completions and manual pages are generated from it.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use super::day_arg::DayArg;
use super::lock::LockCommand;
use super::path_arg::{non_empty_path, possibly_empty_path};
use super::{card, complete, completions, due, exercise_path, export, history, remind, report};
use crate::storage::import;
use crate::storage::lock::{LockState, OpenedLock};

/// A notebook that walks with you from a scary thought to a good-enough one.
///
/// Everything is in one file on this computer. With no command it opens the app.
#[derive(Debug, Default, Parser)]
#[command(name = "enough", bin_name = "enough", version, propagate_version = true, after_help = AFTER_HELP, help_template = HELP_TEMPLATE, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    /// What enough is and isn't, and where your words go
    #[arg(long)]
    pub(crate) about: bool,
    #[command(subcommand)]
    pub(crate) command: Option<CliCommand>,
}

/// The help of the program itself, with commands grouped by purpose.
const HELP_TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

Now:
  start        Start an exercise
  check-in     Note how you are, in twenty seconds
  breathe      Start a breathing break now
  resume       Pick up an unfinished exercise
  path         Print small steps, one at a time
  help-now     People to talk to

Looking back:
  card         Print one of the good-enough lines that you keep
  history      Read past entries, or search them
  show         Print one entry in full
  edit         Open an entry to read it or change an answer
  due          Show what is due today
  remind       Print what reminds you, ready to copy
  insights     Print what your entries show
  report       Write a report to show to somebody who helps you
  delete       Move entries to the trash
  restore      Restore entries from the trash
  trash        Show the trash, or empty it

Your words are yours:
  export       Export your entries to a file
  import       Import entries from a file
  sync         Sync entries through a shared folder
  data         Back up, check or delete your data
  lock         Lock the journal with a passphrase
  paths        Where everything is stored

Setting up:
  config       Show the settings, and what can be set
  exercises    List exercises, or check your own files
  doctor       Check your data and this computer for problems
  completions  Print shell completions
  man          Print the manual page
  help         Print the help of a command, or a page of the guide

Options:
{options}{after-help}";

const AFTER_HELP: &str = "Examples:
  enough                   open the app
  enough start two-minute  start an exercise, by part of its name
  enough breathe box       start a breathing break now
  enough help-now          people to talk to";

/// The heading of the global options in the help of a command.
const GLOBAL_HEADING: &str = "For every command";

#[derive(Debug, Default, Args)]
pub(crate) struct GlobalArgs {
    /// Use the journal in this folder
    #[arg(long, global = true, help_heading = GLOBAL_HEADING, env = "ENOUGH_DATA_DIR", hide_env_values = true, value_name = "FOLDER", value_hint = ValueHint::DirPath, value_parser = possibly_empty_path())]
    pub(crate) data_dir: Option<PathBuf>,
    /// Use this file instead of the usual config.yaml
    #[arg(long, global = true, help_heading = GLOBAL_HEADING, env = "ENOUGH_CONFIG", hide_env_values = true, value_name = "FILE", value_parser = possibly_empty_path())]
    pub(crate) config: Option<PathBuf>,
    /// Save nothing at all
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) private: bool,
    /// Read the passphrase of a locked journal from this file descriptor
    #[arg(long, global = true, help_heading = GLOBAL_HEADING, value_name = "NUMBER", hide_short_help = true)]
    pub(crate) passphrase_fd: Option<u16>,
    #[command(flatten)]
    pub(crate) show: DisplayArgs,
    /// The state of the lock, once it is read.
    #[arg(skip)]
    pub(crate) lock_state: OnceCell<LockState>,
    /// The opened lock, once it is known; none if the journal isn't locked.
    #[arg(skip)]
    pub(crate) opened_lock: OnceCell<Option<OpenedLock>>,
}

/// How things are shown.
#[derive(Debug, Default, Args)]
pub(crate) struct DisplayArgs {
    /// Line by line instead of whole screens, for screen readers and simple terminals
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) plain: bool,
    /// Show breathing as words, with no motion
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) reduced_motion: bool,
    /// Use plain characters only
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) ascii: bool,
    /// When to use colours
    #[arg(long, global = true, help_heading = GLOBAL_HEADING, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

// `defer` builds a subcommand only when it is used. The help of a command with its own struct is at the struct.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum CliCommand {
    /// Start an exercise
    Start {
        /// Its name or part of its title; with --private also a file, to try it out
        exercise: Option<String>,
    },
    /// Start a breathing break now
    Breathe {
        /// Its name; slow-six if none is given
        #[arg(value_name = "BREAK")]
        break_: Option<String>,
        /// How many minutes, rounded to whole breaths
        #[arg(short, long, value_parser = clap::value_parser!(u16).range(1..=60))]
        minutes: Option<u16>,
        /// List the breaks
        #[arg(long)]
        list: bool,
        /// List them as JSON
        #[arg(long, requires = "list")]
        json: bool,
    },
    /// Note how you are, in twenty seconds
    ///
    /// It asks for feelings, distress from 0 to 100 and, if you like, a line. `check_in` in the configuration names another
    /// exercise for it.
    CheckIn,
    #[command(after_help = card::EXAMPLES)]
    Card(card::CardArgs),
    /// Pick up an unfinished exercise
    Resume,
    Path(exercise_path::PathArgs),
    #[command(after_help = history::EXAMPLES)]
    History(history::HistoryArgs),
    /// Print what your entries show
    ///
    /// One page: what you feared and what happened, how you managed, ratings before and after, and thinking patterns.
    /// It has none of your words except your names for patterns. Dates are those of the start.
    Insights {
        /// From this day: a date, “last monday”, “12 nov”, or 7d, 2w, 3m, 1y for that long ago
        #[arg(long, value_name = "DAY")]
        since: Option<DayArg>,
        /// Until this day, in the same form
        #[arg(long, value_name = "DAY")]
        until: Option<DayArg>,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    #[command(after_help = report::EXAMPLES)]
    Report(report::ReportArgs),
    /// Print one entry in full
    Show {
        /// Its id, the start of its id, or “last”
        id: String,
        /// Print it as JSON, as in an export
        #[arg(long)]
        json: bool,
    },
    /// Open an entry to read it or change an answer
    ///
    /// It opens the history at that entry. Press e to change an answer. The date stays the same.
    Edit {
        /// Its id, the start of its id, or “last”
        id: String,
    },
    /// Move entries to the trash
    ///
    /// You can restore them for thirty days. After that they're deleted.
    Delete {
        /// Its id, the start of its id, or “last”
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Restore entries from the trash
    Restore {
        /// Its id, the start of its id, or “last” for the one discarded last
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Show the trash, or empty it
    ///
    /// It prints one line per entry: id, date, when it was discarded, how long it can be restored, and its line.
    /// After thirty days an entry is deleted.
    Trash {
        /// Print them as JSON
        #[arg(long, conflicts_with = "empty")]
        json: bool,
        /// Delete everything in the trash; asks first
        #[arg(long)]
        empty: bool,
        /// Don't ask
        #[arg(long, requires = "empty")]
        yes: bool,
    },
    #[command(after_help = due::EXAMPLES)]
    Due(due::DueArgs),
    #[command(after_help = remind::EXAMPLES)]
    Remind(remind::RemindArgs),
    /// List exercises, or check your own files
    #[command(args_conflicts_with_subcommands = true)]
    Exercises {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
        #[command(subcommand)]
        command: Option<ExercisesCommand>,
    },
    /// People to talk to
    ///
    /// It shows the numbers for your country in a few lines. It works even when everything else is broken.
    HelpNow {
        /// The country: two letters, or its name
        #[arg(long, value_name = "XX", conflicts_with = "all")]
        region: Option<OsString>,
        /// Show every country's numbers and their sources
        #[arg(long)]
        all: bool,
        /// Show addresses and directories too, and pages for a hard moment
        #[arg(long)]
        more: bool,
    },
    Export(export::ExportArgs),
    /// Import entries from a file
    #[command(long_about = import_long_about())]
    Import {
        /// The file, or - for standard input
        file: PathBuf,
        /// Only say what would be imported
        #[arg(long)]
        dry_run: bool,
    },
    /// Sync entries through a shared folder
    ///
    /// Use a folder that Syncthing, git or a drive shares between your computers. Each one writes its own file there
    /// and reads the others; run this on each, whenever you like. Anyone who can open the folder can read your
    /// entries: nothing in it is encrypted unless your journal is locked. A backup is made before anything here is
    /// changed.
    Sync {
        /// An existing folder
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
        /// Don't ask before more than ten entries are discarded or lose text
        #[arg(long)]
        yes: bool,
    },
    /// Show the settings, and what can be set
    ///
    /// enough reads one optional file and never writes it. With no command this shows what the file changes.
    Config {
        #[command(subcommand)]
        command: Option<ConfigCommand>,
    },
    /// Where everything is stored
    Paths {
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the help of a command, or a page of the guide
    Help {
        /// A command, or a topic: “enough help” lists them
        #[arg(value_name = "COMMAND OR TOPIC")]
        of: Vec<String>,
    },
    /// Print shell completions
    #[command(after_help = completions::EXAMPLES)]
    Completions {
        /// Your shell
        shell: completions::CompletionShell,
    },
    /// Print what can be typed at the end of a command line
    ///
    /// The scripts of “enough completions” ask this at each Tab.
    #[command(hide = true)]
    Complete(complete::CompleteArgs),
    /// Print the manual page, or write one per command to a folder
    Man {
        /// Print the page of this command, such as “breathe” or “data verify”
        #[arg(value_name = "COMMAND", conflicts_with = "into")]
        of: Vec<String>,
        /// Write the pages to this existing folder
        #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, value_parser = non_empty_path())]
        into: Option<PathBuf>,
    },
    /// Back up, check or delete your data
    Data {
        #[command(subcommand)]
        command: DataCommand,
    },
    /// Lock the journal with a passphrase
    ///
    /// With no command it tells how the lock stands. A locked journal is encrypted, and so are its backups and what waits
    /// for it. “enough help locked” tells what stays readable, and what to do when you forget the passphrase.
    Lock {
        #[command(subcommand)]
        command: Option<LockCommand>,
    },
    /// Check your data and this computer for problems
    Doctor {
        /// Leave out names and paths, so you can share it
        #[arg(long)]
        redact: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExercisesCommand {
    /// Check exercise files and say what to fix
    Check {
        /// Also check the wording
        #[arg(long)]
        strict: bool,
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Create your own exercise
    New {
        /// Its name, used for the file: lower case, digits and “-”
        id: String,
        /// An exercise, break or path to start from
        #[arg(long, value_name = "ID")]
        from: Option<String>,
    },
    /// Print the file of an exercise, break or path
    Show {
        /// Its name
        id: String,
    },
    /// Print how to write an exercise, with all that a file can hold
    Guide,
    /// Print a JSON Schema of exercise files, for editors
    Schema,
    /// Print the folder for your own exercises
    Path,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show what the file changes, and what in it is ignored
    Show,
    /// Print the path of the file
    Path,
    /// Show every theme
    Themes,
    /// Print a file with every setting, explained
    Default,
    /// Print a JSON Schema of the file, for editors
    Schema,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Make a backup now
    Backup,
    /// Read the journal and every backup from end to end
    Verify,
    /// Repair a damaged journal
    ///
    /// It's rebuilt from the newest good backup and from what can still be read. The damaged file isn't touched.
    #[command(alias = "mend")]
    Repair,
    /// Delete all your data
    ///
    /// It lists what will be deleted and asks. Your own exercises stay.
    Wipe {
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// The long help of `enough import`, which names all import formats.
fn import_long_about() -> String {
    format!(
        "Import entries from a file\n\n\
         It reads JSON from “enough export”, and files from {}. New entries are added, the newer version wins, and nothing is deleted. A backup is made first.",
        import::format_names("and")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsing_no_arguments_gives_the_default() {
        let parsed = Cli::parse_from(["enough"]);
        let mut default = Cli::default();
        // These may be set in the environment of the test.
        default.global.data_dir.clone_from(&parsed.global.data_dir);
        default.global.config.clone_from(&parsed.global.config);
        assert_eq!(format!("{default:?}"), format!("{parsed:?}"));
    }
}
