//! `enough complete`: prints what can be typed at the end of a command line. The scripts of `enough completions` call it.
//!
//! Each line is a candidate: the word, a tab, and what it is. A line with nothing before the tab stands for names that the
//! shell itself completes: `files` or `folders`. The journal is never opened, nothing is written, and errors are silent.

mod candidates;
mod position;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, CommandFactory};

use self::candidates::{Candidates, PathKind};
use self::position::Position;
use super::args::{Cli, GlobalArgs};
use crate::content::library::Library;
use crate::text::one_line;

#[derive(Debug, Args)]
pub(crate) struct CompleteArgs {
    /// The word to complete, as far as it is typed
    #[arg(long, require_equals = true, default_value = "")]
    word: OsString,
    /// The words before it, “enough” included
    #[arg(last = true)]
    words: Vec<OsString>,
}

/// Prints the candidates. An error isn't reported, because a shell would show it on the line that is being typed.
pub(crate) fn print(args: &CompleteArgs, global: &GlobalArgs) -> ExitCode {
    let mut root = Cli::command();
    root.build();
    let words: Vec<_> = args
        .words
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    let words: Vec<_> = words.iter().skip(1).map(AsRef::as_ref).collect();
    let position = Position::after(&root, &words);
    let library = || {
        let library = global.library_with_contacts();
        library.unwrap_or_else(|_| Library::embedded())
    };
    let found = Candidates::at(&position, &args.word.to_string_lossy(), &library);
    let _ = io::stdout().lock().write_all(lines(&found).as_bytes());
    ExitCode::SUCCESS
}

fn lines(found: &Candidates) -> String {
    let mut lines = String::new();
    for candidate in &found.words {
        let (word, about) = (one_line(&candidate.word), one_line(&candidate.about));
        let _ = writeln!(lines, "{word}\t{about}");
    }
    lines.push_str(match found.paths {
        Some(PathKind::Files) => "\tfiles\n",
        Some(PathKind::Folders) => "\tfolders\n",
        None => "",
    });
    lines
}
