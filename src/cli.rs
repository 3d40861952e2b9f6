//! The command line: one file a subcommand, each of them “read, ask the core, print”.

mod amounts;
mod data;
mod doctor;
mod exercises;
mod export;
mod help_now;
mod history;
mod import;
mod lines;
mod open;
mod paths;
mod show;
mod survey;
mod sync;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::Opening;
use crate::journal::Journal;
use crate::library::Library;
use crate::places::Places;
use crate::shell;

/// A notebook that walks with you from a scary thought to a good-enough one.
///
/// Everything stays in one file on this computer. Without a command it opens the first screen.
#[derive(Debug, Parser)]
#[command(name = "enough", version, propagate_version = true, after_help = AFTER)]
struct Line {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER: &str = "Examples:
  enough                   open the first screen
  enough start two-minute  walk an exercise, by a part of its name
  enough breathe box       begin a breathing break at once
  enough history           read past walks again
  enough help-now          people to talk to";

#[derive(Debug, Args)]
struct Global {
    /// Keep the journal in this folder
    #[arg(long, global = true, env = "ENOUGH_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Save nothing at all
    #[arg(long, global = true)]
    private: bool,
    /// Show the breath as words that change once a second
    #[arg(long, global = true)]
    reduced_motion: bool,
    /// Draw with plain letters only
    #[arg(long, global = true)]
    ascii: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
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
    },
    /// Go on with the unfinished walk
    Resume,
    /// Read past walks again
    ///
    /// On a terminal this opens the history pane. With -n, --json, or when the output goes elsewhere, it
    /// prints one line for each walk, newest first: its id, the day, how likely the thought seemed before and
    /// after, and how it was put in the end.
    History {
        /// Print this many walks
        #[arg(short, value_name = "N")]
        number: Option<u64>,
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print one walk whole
    Show {
        /// Its id, or the first letters of it, or “last”
        id: String,
    },
    /// List the exercises, or check files of your own
    Exercises {
        #[command(subcommand)]
        command: Option<ExercisesCommand>,
    },
    /// People to talk to
    HelpNow,
    /// Write your walks into a file of your own
    ///
    /// JSON holds everything, to come back from with “enough import”. CSV has a row for each walk, Markdown
    /// a page. Without -o it is printed where that goes to another program.
    Export(export::Wish),
    /// Take in walks from a file
    ///
    /// It reads what “enough export” wrote as JSON, and files of FreeCBT, jrnl, tui-journal and Daylio. New
    /// ones are added, of each other the newer version stays, and nothing is deleted. A backup is made first.
    Import {
        /// The file
        file: PathBuf,
        /// Only say what would come
        #[arg(long)]
        dry_run: bool,
    },
    /// Share your walks with your other computers, by way of a folder
    ///
    /// The folder is one that Syncthing, git or a drive carries between them. Each computer writes to a file of its
    /// own there and reads the others; run it on each, whenever you like. Whoever can read the folder can read your
    /// walks: nothing in it is encrypted.
    Sync {
        /// The folder, which has to exist
        folder: PathBuf,
    },
    /// Where everything lies
    Paths,
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
    },
}

#[derive(Debug, Subcommand)]
enum ExercisesCommand {
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

#[derive(Debug, Subcommand)]
enum DataCommand {
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

/// The exit code of `exercises check` when it found faults.
const FAULTS: u8 = 3;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    shell::mishap::listen();
    // Where that can't be had, such a limit ends the program as it ends others.
    let _ = shell::outlive_file_limits();
    let line = Line::parse();
    match obey(line) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // The words about a failure come last and in full; where even they can't be printed, the code tells.
            let words = crate::text::harmless(&format!("{error:#}"));
            let _ = lines::say(&mut io::stderr(), format_args!("enough: {words}"));
            ExitCode::FAILURE
        }
    }
}

fn obey(line: Line) -> anyhow::Result<ExitCode> {
    let global = &line.global;
    match line.command {
        // People to talk to are there even when nothing else can be read.
        Some(Command::HelpNow) => help_now::print(),
        Some(Command::Breathe { list: true, .. }) => {
            let places = Places::find(global.data_dir.as_deref())?;
            exercises::print_breaks(&Library::with_folder(&places.exercises))
        }
        Some(Command::Breathe { pause, minutes, .. }) => {
            open::breathe(global, pause.as_deref(), minutes)
        }
        Some(Command::Start { exercise }) => open::start(global, exercise.as_deref()),
        Some(Command::Resume) => open::open(global, Opening::Resume),
        Some(Command::History { number, json }) => {
            if number.is_none() && !json && io::stdout().is_terminal() {
                return open::open(global, Opening::History);
            }
            history::print(&journal(global)?, number, json)
        }
        Some(Command::Show { id }) => {
            let places = Places::find(global.data_dir.as_deref())?;
            let library = Library::with_folder(&places.exercises);
            show::print(&journal(global)?, &library, &id)
        }
        Some(Command::Exercises { command }) => {
            let places = Places::find(global.data_dir.as_deref())?;
            match command {
                None => exercises::print(&Library::with_folder(&places.exercises)),
                Some(ExercisesCommand::Check { strict, files }) => {
                    exercises::check(&files, strict, &places)
                }
                Some(ExercisesCommand::New { id, from }) => {
                    exercises::new(&id, from.as_deref(), &places)
                }
                Some(ExercisesCommand::Show { id }) => exercises::show(&id, &places),
                Some(ExercisesCommand::Schema) => exercises::schema(),
                Some(ExercisesCommand::Path) => {
                    writeln!(io::stdout(), "{}", places.exercises.display())?;
                    Ok(ExitCode::SUCCESS)
                }
            }
        }
        Some(Command::Paths) => paths::print(&Places::find(global.data_dir.as_deref())?),
        Some(
            Command::Data { .. }
            | Command::Export(_)
            | Command::Import { .. }
            | Command::Sync { .. },
        ) if global.private => {
            bail!("with --private nothing is written; leave it out for what is kept")
        }
        Some(Command::Export(wish)) => export::export(&wish, &journal(global)?, shell::now().at),
        Some(Command::Data { command }) => {
            let places = Places::find(global.data_dir.as_deref())?;
            match command {
                DataCommand::Backup => data::backup(&places, shell::now().day),
                DataCommand::Verify => data::verify(&places),
                DataCommand::Mend => data::mend(&places, &shell::now()),
                DataCommand::Wipe { yes } => data::wipe(&places, yes),
            }
        }
        Some(Command::Import { file, dry_run }) => {
            let places = Places::find(global.data_dir.as_deref())?;
            import::import(&file, dry_run, &places, shell::now().day)
        }
        Some(Command::Sync { folder }) => {
            let places = Places::find(global.data_dir.as_deref())?;
            sync::sync(&folder, &places, &shell::now())
        }
        Some(Command::Doctor { redact }) => doctor::print(global.data_dir.as_deref(), redact),
        None => open::open(global, Opening::Home),
    }
}

/// The journal, for a command that prints.
fn journal(global: &Global) -> anyhow::Result<Journal> {
    if global.private {
        bail!(
            "with --private nothing is written, and the journal can't be opened without it; leave it out to read"
        );
    }
    let places = Places::find(global.data_dir.as_deref())?;
    if let Some(words) = mended(&places) {
        lines::say(&mut io::stderr(), words)?;
    }
    Ok(Journal::open_at(&places)?)
}

/// Takes the person's things back from everyone else, and says so where that was needed.
fn mended(places: &Places) -> Option<String> {
    let mended = places.mend();
    let first = mended.first()?.display();
    Some(match mended.len() {
        1 => format!("Others on this computer could get at {first}. Now only you can."),
        count => format!(
            "Others on this computer could get at {first} and {} more. Now only you can.",
            count - 1
        ),
    })
}

/// A reader that has seen enough, such as `head`, is no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind)
    };
    error
        .chain()
        .any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}
