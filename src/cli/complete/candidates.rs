//! What can be typed at a position of the command line.

use clap::{Arg, Command, ValueHint};

use super::position::{Position, takes_value};
use crate::cli::help;
use crate::cli::history::feeling_names;
use crate::content::library::Library;

/// What can be typed.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub(super) words: Vec<Candidate>,
    /// Names that the shell completes.
    pub(super) paths: Option<PathKind>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) word: String,
    pub(super) about: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathKind {
    Files,
    Folders,
}

impl Candidate {
    fn new(word: impl Into<String>, about: &impl ToString) -> Self {
        Self {
            word: word.into(),
            about: about.to_string(),
        }
    }
}

impl Candidates {
    /// What can be typed at this position. Words that don't begin with what is typed are among them, because some shells
    /// look for it inside of words.
    pub(super) fn at(position: &Position, typed: &str, library: &dyn Fn() -> Library) -> Self {
        let values = |arg| Self::of_arg(position, arg, library);
        let is_option = typed.starts_with('-') && !position.is_escaped;
        if let Some((name, _)) = typed.split_once('=').filter(|_| is_option) {
            let arg = name.strip_prefix("--");
            let arg = arg.and_then(|name| position.long_option(name));
            let mut found = arg.map(values).unwrap_or_default();
            for candidate in &mut found.words {
                candidate.word = format!("{name}={}", candidate.word);
            }
            return found;
        }
        if is_option {
            return Self::options(position.command);
        }
        if let Some(option) = position.option {
            return values(option);
        }
        let mut found = position.positional().map(values).unwrap_or_default();
        if position.positionals.is_empty() && !position.is_escaped {
            found.words.extend(subcommands(position.command));
        }
        if found.words.is_empty() && found.paths.is_none() && typed.is_empty() {
            return Self::options(position.command);
        }
        found
    }

    fn options(command: &Command) -> Self {
        let args = command.get_arguments();
        let mut args: Vec<_> = args.filter(|arg| !arg.is_hide_set()).collect();
        args.sort_by_key(|arg| arg.is_global_set());
        let words = args.into_iter().filter_map(|arg| {
            let long = arg.get_long().map(|long| format!("--{long}"));
            let name = long.or_else(|| arg.get_short().map(|short| format!("-{short}")))?;
            let help = arg.get_help();
            Some(Candidate::new(name, &help.cloned().unwrap_or_default()))
        });
        Self {
            words: words.collect(),
            paths: None,
        }
    }

    fn of_arg(position: &Position, arg: &Arg, library: &dyn Fn() -> Library) -> Self {
        let possible = arg.get_possible_values();
        let possible = possible
            .iter()
            .filter(|value| takes_value(arg) && !value.is_hide_set());
        let mut words: Vec<_> = possible
            .map(|value| {
                Candidate::new(
                    value.get_name(),
                    &value.get_help().cloned().unwrap_or_default(),
                )
            })
            .collect();
        if words.is_empty() {
            words = known_words(position, arg, library).unwrap_or_default();
        }
        let paths = match arg.get_value_hint() {
            ValueHint::DirPath => Some(PathKind::Folders),
            ValueHint::AnyPath => Some(PathKind::Files),
            // A file can be tried out, but it isn't saved.
            _ if position.is_private
                && arg.get_id() == "exercise"
                && position.command.get_name() == "start" =>
            {
                Some(PathKind::Files)
            }
            _ => None,
        };
        Self { words, paths }
    }
}

fn subcommands(command: &Command) -> impl Iterator<Item = Candidate> {
    let shown = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    shown.map(|command| {
        let about = command.get_about().cloned().unwrap_or_default();
        Candidate::new(command.get_name(), &about)
    })
}

/// The words that an argument takes besides those that clap knows. None for an argument that isn't in this list, which a test
/// forbids.
fn known_words(
    position: &Position,
    arg: &Arg,
    library: &dyn Fn() -> Library,
) -> Option<Vec<Candidate>> {
    let command = position.command.get_bin_name().unwrap_or_default();
    let command = command.strip_prefix("enough ").unwrap_or_default();
    Some(match (command, arg.get_id().as_str()) {
        ("start" | "history" | "export", "exercise") => exercises(&library()),
        ("breathe", "break_") => breaks(&library()),
        ("path", "id") => paths(&library()),
        ("exercises new", "from") | ("exercises show", "id") => {
            let library = library();
            [exercises(&library), breaks(&library), paths(&library)].concat()
        }
        ("show" | "edit", "id") | ("delete", "ids") | ("report", "with") => {
            vec![Candidate::new("last", &"the newest finished entry")]
        }
        ("restore", "ids") => vec![Candidate::new("last", &"the entry discarded last")],
        (_, "since" | "until") => DAYS.map(|(day, about)| Candidate::new(day, &about)).into(),
        (_, "pattern") => {
            let library = library();
            let patterns = library.thinking_patterns().iter();
            patterns
                .map(|pattern| Candidate::new(&pattern.name, &pattern.line))
                .collect()
        }
        (_, "feeling") => {
            let library = library();
            let names = feeling_names(&library).into_iter();
            names.map(|name| Candidate::new(name, &"")).collect()
        }
        ("help-now", "region") => {
            let library = library();
            let regions = library.support_contacts().regions.iter();
            regions
                .map(|(code, region)| Candidate::new(code, &region.name))
                .collect()
        }
        ("help", "of") => help_pages(position),
        ("man", "of") => commands_below(position),
        // Words of the user's own, and numbers. Tags are words of the journal, which isn't opened.
        ("history", "words" | "number" | "tag")
        | ("export", "tag")
        | ("report", "question")
        | ("breathe", "minutes")
        | ("exercises new", "id")
        | (_, "passphrase_fd") => Vec::new(),
        _ => return None,
    })
}

/// Some of the days that `--since` and `--until` take.
const DAYS: [(&str, &str); 7] = [
    ("today", ""),
    ("yesterday", ""),
    ("monday", "the latest one before today"),
    ("7d", "seven days ago"),
    ("2w", "two weeks ago"),
    ("3m", "three months ago"),
    ("1y", "a year ago"),
];

fn exercises(library: &Library) -> Vec<Candidate> {
    let all = library.headers();
    all.map(|exercise| Candidate::new(&exercise.id, &exercise.title))
        .collect()
}

fn breaks(library: &Library) -> Vec<Candidate> {
    let all = library.breaks();
    all.map(|break_| Candidate::new(&break_.id, &break_.title))
        .collect()
}

fn paths(library: &Library) -> Vec<Candidate> {
    let all = library.exercise_paths();
    all.map(|path| Candidate::new(&path.id, &path.title))
        .collect()
}

/// The commands below the one that is typed, and at first the topics of the guide.
fn help_pages(position: &Position) -> Vec<Candidate> {
    let mut pages = commands_below(position);
    if position.positionals.is_empty() {
        pages.extend(help::topics().map(|topic| Candidate::new(topic.name, &topic.title)));
    }
    pages
}

/// The commands below the one that is typed as words of their own.
fn commands_below(position: &Position) -> Vec<Candidate> {
    let mut command = position.root;
    for name in &position.positionals {
        match command.find_subcommand(name) {
            Some(subcommand) => command = subcommand,
            None => return Vec::new(),
        }
    }
    subcommands(command).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;

    fn root() -> Command {
        let mut root = Cli::command();
        root.build();
        root
    }

    /// What is offered at the end of a line, beginning with what is typed.
    fn offered(line: &str) -> (Vec<String>, Option<PathKind>) {
        let root = root();
        let words: Vec<_> = line.split(' ').skip(1).collect();
        let (typed, before) = words.split_last().expect("the program and a word");
        let found = Candidates::at(&Position::after(&root, before), typed, &Library::embedded);
        let words = found.words.into_iter().map(|candidate| candidate.word);
        (
            words.filter(|word| word.starts_with(typed)).collect(),
            found.paths,
        )
    }

    fn words(line: &str) -> Vec<String> {
        let (words, paths) = offered(line);
        assert_eq!(paths, None, "{line}");
        words
    }

    #[test]
    fn every_argument_says_what_can_be_typed_for_it() {
        fn check(root: &Command, command: &Command) {
            for arg in command.get_arguments().filter(|arg| takes_value(arg)) {
                let mut position = Position::after(root, &[]);
                position.command = command;
                let is_known = !arg.get_possible_values().is_empty()
                    || arg.get_value_hint() != ValueHint::Unknown
                    || known_words(&position, arg, &Library::embedded).is_some();
                let (name, id) = (command.get_bin_name(), arg.get_id());
                assert!(is_known, "{name:?} {id}: add it to known_words");
            }
            let shown = command
                .get_subcommands()
                .filter(|command| !command.is_hide_set());
            shown.for_each(|command| check(root, command));
        }
        check(&root(), &root());
    }

    #[test]
    fn names_are_offered_where_an_argument_takes_them() {
        for (line, expected) in [
            ("enough star", &["start"][..]),
            ("enough --private star", &["start"]),
            ("enough --data-dir start star", &["start"]),
            ("enough start two", &["two-minute-check"]),
            ("enough -- start", &[]),
            ("enough man data ver", &["verify"]),
            ("enough breathe bo", &["box"]),
            ("enough breathe -m 5 bo", &["box"]),
            ("enough breathe --minutes=5 bo", &["box"]),
            ("enough breathe -m ", &[]),
            ("enough path sev", &["seven-small-steps"]),
            ("enough exercises s", &["show", "schema"]),
            ("enough exercises show slow", &["slow-six"]),
            ("enough exercises new --from seven", &["seven-small-steps"]),
            ("enough export --format ", &["json", "csv", "md"]),
            ("enough history --since to", &["today"]),
            ("enough history --pattern Mind", &["Mind reading"]),
            ("enough history --feeling asham", &["ashamed"]),
            ("enough history --exercise two", &["two-minute-check"]),
            ("enough history --kind ", &["exercise", "check-in", "break"]),
            ("enough help-now --region D", &["DE"]),
            ("enough help tonigh", &["tonight"]),
            ("enough help data ", &["backup", "verify", "repair", "wipe"]),
            ("enough help card ", &[]),
            ("enough show ", &["last"]),
            ("enough delete last l", &["last"]),
            ("enough report --with 3f l", &["last"]),
            ("enough report --with 3f --until to", &["today"]),
            ("enough completions n", &["nushell"]),
            ("enough comple", &["completions"]),
        ] {
            let found = words(line);
            // Where nothing else can be typed, options are offered.
            let found: Vec<_> = found.iter().filter(|word| !word.starts_with('-')).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn options_have_all_their_values() {
        for line in [
            "enough --color ",
            "enough due --color ",
            "enough --color = ",
        ] {
            assert_eq!(words(line), ["auto", "always", "never"], "{line}");
        }
        let joined = ["--color=auto", "--color=always", "--color=never"];
        assert_eq!(words("enough --color="), joined);
        assert_eq!(words("enough card --fe"), ["--feeling"]);
        assert!(words("enough history -").contains(&"-n".to_owned()));
        assert!(words("enough due ").contains(&"--count".to_owned()));
        assert_eq!(words("enough due -- --co"), [""; 0]);
    }

    #[test]
    fn files_are_offered_only_where_a_file_belongs() {
        for line in [
            "enough import ",
            "enough export -o ",
            "enough --config=",
            "enough exercises check a.yaml ",
            "enough --private start ",
        ] {
            assert_eq!(offered(line).1, Some(PathKind::Files), "{line}");
        }
        for line in ["enough sync ", "enough --data-dir ", "enough man --into "] {
            assert_eq!(offered(line).1, Some(PathKind::Folders), "{line}");
        }
        for line in [
            "enough ",
            "enough start ",
            "enough show ",
            "enough exercises new ",
            "enough --private history ",
            "enough import a.json ",
        ] {
            assert_eq!(offered(line).1, None, "{line}");
        }
    }
}
