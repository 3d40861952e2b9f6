//! The clap definition of the command line. Help, completions and manual pages are generated from it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::day_arg::DayArg;
use super::path_arg::{non_empty_path, possibly_empty_path};
use super::{completions, due, export, history};
use crate::storage::import;

/// A notebook that walks with you from a scary thought to a good-enough one.
///
/// Everything stays in one file on this computer. Without a command it opens the first screen.
#[derive(Debug, Default, Parser)]
#[command(name = "enough", bin_name = "enough", version, propagate_version = true, after_help = AFTER_HELP, help_template = HELP_TEMPLATE, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    /// Say what enough is and is not, and where your words go
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
  start        Walk an exercise
  breathe      Begin a breathing break at once
  resume       Go on with the unfinished walk
  help-now     People to talk to

Looking back:
  history      Read past walks again, or look for words
  show         Print one walk whole
  edit         Open one walk, to read it or to change an answer
  due          See what is due a look back today
  insights     Print what it adds up to
  delete       Move walks into the trash
  restore      Bring walks back from the trash
  trash        See what lies in the trash, or empty it

Your words are yours:
  export       Write your walks into a file of your own
  import       Take in walks from a file
  sync         Share your walks with your other computers, by way of a folder
  data         Back up, check or remove what is kept of you
  paths        Where everything lies

Setting up:
  config       See how enough is set up for you, and how it could be
  exercises    List the exercises, or check files of your own
  doctor       See whether all is well with what is kept, and with this computer
  completions  Print what a shell needs to complete commands
  man          Print the manual page
  help         Print the help of a command, or a page of the guide

Options:
{options}{after-help}";

const AFTER_HELP: &str = "Examples:
  enough                   open the first screen
  enough start two-minute  walk an exercise, by a part of its name
  enough breathe box       begin a breathing break at once
  enough history           read past walks again
  enough help-now          people to talk to";

/// The heading of the global options in the help of a command.
const GLOBAL_HEADING: &str = "For every command";

#[derive(Debug, Default, Args)]
pub(crate) struct GlobalArgs {
    /// Keep the journal in this folder
    #[arg(long, global = true, help_heading = GLOBAL_HEADING, env = "ENOUGH_DATA_DIR", hide_env_values = true, value_name = "FOLDER", value_parser = possibly_empty_path())]
    pub(crate) data_dir: Option<PathBuf>,
    /// Read this file in the place of the usual config.yaml
    #[arg(long, global = true, help_heading = GLOBAL_HEADING, env = "ENOUGH_CONFIG", hide_env_values = true, value_name = "FILE", value_parser = possibly_empty_path())]
    pub(crate) config: Option<PathBuf>,
    /// Save nothing at all
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) private: bool,
    #[command(flatten)]
    pub(crate) show: DisplayArgs,
}

/// How things are shown.
#[derive(Debug, Default, Args)]
pub(crate) struct DisplayArgs {
    /// Line by line instead of whole screens, for screen readers and simple terminals
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) plain: bool,
    /// Show the breath as words that change once a second
    #[arg(long, global = true, help_heading = GLOBAL_HEADING)]
    pub(crate) reduced_motion: bool,
    /// Draw with plain letters only
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
    /// Walk an exercise
    Start {
        /// Its name, or a part of its title; with --private also a file of yours, to try it
        exercise: Option<String>,
    },
    /// Begin a breathing break at once
    Breathe {
        /// Its name; slow-six if none is given
        pause: Option<String>,
        /// How long it lasts, rounded to whole breaths
        #[arg(short, long, value_parser = clap::value_parser!(u16).range(1..=60))]
        minutes: Option<u16>,
        /// List the breaks there are
        #[arg(long)]
        list: bool,
        /// List them as JSON
        #[arg(long, requires = "list")]
        json: bool,
    },
    /// Go on with the unfinished walk
    Resume,
    #[command(after_help = history::EXAMPLES)]
    History(history::HistoryArgs),
    /// Print what it adds up to
    ///
    /// It is one page: what was feared and what happened, how it was managed, ratings before and after, and
    /// the patterns that were named. None of what you wrote is in it, but the names you gave to patterns. Days
    /// are those on which a walk began.
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
    /// Print one walk whole
    Show {
        /// Its id, or the first letters of it, or “last”
        id: String,
        /// Print it as JSON, as an export has it
        #[arg(long)]
        json: bool,
    },
    /// Open one walk, to read it or to change an answer
    ///
    /// It opens the history pane at that walk; e changes the answer under the mark. The day of the walk stays.
    Edit {
        /// Its id, or the first letters of it, or “last”
        id: String,
    },
    /// Move walks into the trash
    ///
    /// They can be brought back for thirty days, and then go for good.
    Delete {
        /// Its id, or the first letters of it, or “last”
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Bring walks back from the trash
    Restore {
        /// Its id, or the first letters of it, or “last”: the one thrown away last
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// See what lies in the trash, or empty it
    ///
    /// It prints one line for each walk: its id, the day of the walk, since when it lies there and until when
    /// it can be brought back, and how it was put. After thirty days a walk goes for good by itself.
    Trash {
        /// Print them as JSON
        #[arg(long, conflicts_with = "empty")]
        json: bool,
        /// Delete for good what lies there; it asks first
        #[arg(long)]
        empty: bool,
        /// Don't ask
        #[arg(long, requires = "empty")]
        yes: bool,
    },
    /// See what is due a look back today
    ///
    /// It prints one line for each, what has waited longest first: “look back” or “worry”, the id, when it was
    /// due, and the words. Worries are those whose time has come. In the first screen, l looks back.
    #[command(after_help = due::EXAMPLES)]
    Due {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
        /// Print only how many look backs are due, for the line of a shell or of tmux
        #[arg(long, conflicts_with = "json")]
        count: bool,
    },
    /// List the exercises, or check files of your own
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
    /// It shows the numbers of the country you chose, or those of every country, and the pages for a hard
    /// moment. It needs nothing else to work.
    HelpNow {
        /// The country whose numbers to show: its two letters or its name
        #[arg(long, value_name = "XX", conflicts_with = "all")]
        region: Option<OsString>,
        /// Show every country's numbers, and where each was found
        #[arg(long)]
        all: bool,
    },
    Export(export::ExportArgs),
    /// Take in walks from a file
    #[command(long_about = import_long_about())]
    Import {
        /// The file; - reads what comes through a pipe
        file: PathBuf,
        /// Only say what would come
        #[arg(long)]
        dry_run: bool,
    },
    /// Share your walks with your other computers, by way of a folder
    ///
    /// The folder is one that Syncthing, git or a drive carries between them. Each computer writes to a file of its
    /// own there and reads the others; run it on each, whenever you like. Whoever can read the folder can read your
    /// walks: nothing in it is encrypted. A backup is made before anything here is changed.
    Sync {
        /// The folder, which has to exist
        folder: PathBuf,
        /// Don't ask before more than ten walks are thrown away or lose text
        #[arg(long)]
        yes: bool,
    },
    /// See how enough is set up for you, and how it could be
    ///
    /// It reads one optional file, which it never writes. Without a command it says what that file changes.
    Config {
        #[command(subcommand)]
        command: Option<ConfigCommand>,
    },
    /// Where everything lies
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
    /// Print what a shell needs to complete commands
    #[command(after_help = completions::EXAMPLES)]
    Completions {
        /// Your shell
        shell: completions::CompletionShell,
    },
    /// Print the manual page, or write one for each command into a folder
    Man {
        /// Write the pages into this folder, which has to exist
        #[arg(long, value_name = "FOLDER", value_parser = non_empty_path())]
        into: Option<PathBuf>,
    },
    /// Back up, check or remove what is kept of you
    Data {
        #[command(subcommand)]
        command: DataCommand,
    },
    /// See whether all is well with what is kept, and with this computer
    Doctor {
        /// Leave out names and places, so that it can be shown to others
        #[arg(long)]
        redact: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExercisesCommand {
    /// Check exercise files and say what to mend
    Check {
        /// Also say which words are better put differently
        #[arg(long)]
        strict: bool,
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Begin an exercise of your own
    New {
        /// Its name, which becomes that of the file: small letters, digits and “-”
        id: String,
        /// The exercise or break to begin with
        #[arg(long, value_name = "ID")]
        from: Option<String>,
    },
    /// Print the file of an exercise or a break as it is used
    Show {
        /// Its name
        id: String,
    },
    /// Print a JSON Schema of exercise files, for editors
    Schema,
    /// Print the folder for exercises of your own
    Path,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say what the file changes, and what of it is left out
    Show,
    /// Print where the file lies, or would
    Path,
    /// Print a file with everything that can be set, explained
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
    /// Make a damaged journal good again
    ///
    /// It is begun anew from its newest good backup and from what can be read of it. The damaged file is
    /// kept whole.
    Mend,
    /// Remove everything that is kept of you
    ///
    /// It lists what will be removed and asks. Exercises of your own stay.
    Wipe {
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// The long help of `enough import`, which names all import formats.
fn import_long_about() -> String {
    format!(
        "Take in walks from a file\n\n\
         It reads what “enough export” wrote as JSON, and files of {}. New ones are added, of each other the newer \
         version stays, and nothing is deleted. A backup is made first.",
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
