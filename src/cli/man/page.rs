//! What stands on a manual page.

use clap::{Arg, ArgAction, Command};

use super::roff::Roff;
use crate::text::sentence;

/// The section of the manual for programs.
pub(super) const SECTION: &str = "1";

/// The day of this version, as in `CHANGELOG.md`. A clock would make every build differ.
const RELEASE_DAY: &str = "2026-11-29";

/// Its tables are the sources of the sections about variables and exit codes.
const COMMAND_LINE: &str = include_str!("../../../docs/command-line.md");

/// Its table is the source of the section about files.
const PRIVACY: &str = include_str!("../../../docs/privacy.md");

/// The page of the program.
pub(super) fn main_page(root: &Command) -> String {
    let mut page = start(root, &[root.get_name()]);
    options(&mut page, "OPTIONS", root, |_| true);
    commands(&mut page, root, &[root.get_name()]);
    page.heading("FILES");
    documented(&mut page, section(PRIVACY, "What is kept, and where"));
    page.heading("ENVIRONMENT");
    documented(&mut page, section(COMMAND_LINE, "The environment"));
    page.heading("EXIT STATUS");
    documented(&mut page, section(COMMAND_LINE, "What the exit codes mean"));
    examples(&mut page, root);
    page.heading("SEE ALSO");
    page.text("`enough-help-now`(1), `enough-help`(1).");
    page.paragraph(
        "`enough help` lists the pages of the guide, and `enough help TOPIC` prints one.",
    );
    page.finish()
}

/// Appends the pages of all commands below `command`, by their names.
pub(super) fn command_pages<'a>(
    command: &'a Command,
    names: &mut Vec<&'a str>,
    pages: &mut Vec<(String, String)>,
) {
    for command in shown_commands(command) {
        names.push(command.get_name());
        pages.push((names.join("-"), command_page(command, names)));
        command_pages(command, names, pages);
        names.pop();
    }
}

fn command_page(command: &Command, names: &[&str]) -> String {
    let mut page = start(command, names);
    options(&mut page, "OPTIONS", command, |arg| !arg.is_global_set());
    commands(&mut page, command, names);
    examples(&mut page, command);
    page.heading("SEE ALSO");
    let parents =
        (1..names.len()).map(|count| format!("`{}`({SECTION})", names[..count].join("-")));
    page.text(&(parents.collect::<Vec<_>>().join(", ") + "."));
    page.paragraph(
        "`enough`(1) has the options, files, variables and exit codes that hold for every command.",
    );
    page.finish()
}

/// The title, the name, the synopsis and the description.
fn start(command: &Command, names: &[&str]) -> Roff {
    let version = concat!("good-enough ", env!("CARGO_PKG_VERSION"));
    let mut page = Roff::new(&names.join("-"), SECTION, RELEASE_DAY, version);
    let about = command.get_about().cloned().unwrap_or_default().to_string();
    page.heading("NAME");
    page.text(&format!(
        "{} - {}",
        names.join("-"),
        about.trim_end_matches('.')
    ));
    page.heading("SYNOPSIS");
    let usage = command.clone().render_usage().to_string();
    let name = names.join(" ");
    for (number, line) in usage.lines().enumerate() {
        if number > 0 {
            page.line_break();
        }
        let line = line.trim_start_matches("Usage:").trim();
        page.line(&format!(
            "`{name}`{}",
            line.strip_prefix(&name).unwrap_or(line)
        ));
    }
    page.heading("DESCRIPTION");
    let long = command.get_long_about().map(ToString::to_string);
    let long = long.unwrap_or(about);
    for (number, paragraph) in long.split("\n\n").enumerate() {
        if number == 0 {
            page.text(&sentence(paragraph));
        } else {
            page.paragraph(&sentence(paragraph));
        }
    }
    page
}

fn options(page: &mut Roff, heading: &str, command: &Command, is_shown: impl Fn(&Arg) -> bool) {
    let args = command.get_arguments();
    let mut args: Vec<_> = args
        .filter(|arg| !arg.is_hide_set() && is_shown(arg))
        .collect();
    // What needs no name comes first, and what every command has last.
    args.sort_by_key(|arg| (!arg.is_positional(), arg.is_global_set()));
    if args.is_empty() {
        return;
    }
    page.heading(heading);
    for arg in args {
        page.item(&tag(arg), &about(arg));
    }
}

/// An argument as it is typed.
fn tag(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let mut value = names.join(" ");
    if arg
        .get_num_args()
        .is_some_and(|count| count.max_values() > 1)
        || (arg.is_positional() && matches!(arg.get_action(), ArgAction::Append))
    {
        value += "...";
    }
    if arg.is_positional() {
        return value;
    }
    let short = arg.get_short().map(|short| format!("`-{short}`"));
    let long = arg.get_long().map(|long| format!("`--{long}`"));
    let options: Vec<_> = [short, long].into_iter().flatten().collect();
    let options = options.join(", ");
    if arg.get_action().takes_values() {
        format!("{options} {value}")
    } else {
        options
    }
}

/// What an argument is for, and which values it takes.
fn about(arg: &Arg) -> String {
    let help = arg.get_long_help().or(arg.get_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    let help = match arg.get_action() {
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong => "Print the help",
        ArgAction::Version => "Print the version",
        _ => &help,
    };
    let mut sentences = vec![sentence(help)];
    if arg.get_action().takes_values() {
        let values = arg.get_possible_values();
        if !values.is_empty() && !arg.is_hide_possible_values_set() {
            let names = values.iter().map(|value| format!("`{}`", value.get_name()));
            let names: Vec<_> = names.collect();
            sentences.push(format!("One of {}.", names.join(", ")));
        }
        if let [default] = arg.get_default_values() {
            sentences.push(format!("Without it, `{}`.", default.to_string_lossy()));
        }
    }
    if let Some(name) = arg.get_env() {
        let name = name.to_string_lossy();
        sentences.push(format!("The variable `{name}` does the same."));
    }
    sentences.join(" ")
}

fn commands(page: &mut Roff, command: &Command, names: &[&str]) {
    let mut all = shown_commands(command).peekable();
    if all.peek().is_some() {
        page.heading("COMMANDS");
    }
    for command in all {
        let about = command.get_about().cloned().unwrap_or_default();
        let name = format!("`{}-{}`({SECTION})", names.join("-"), command.get_name());
        page.item(&name, &sentence(&about.to_string()));
    }
}

fn shown_commands(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
}

/// The examples at the end of the help: commands, each with what it does, and paragraphs.
fn examples(page: &mut Roff, command: &Command) {
    let Some(help) = command.get_after_help() else {
        return;
    };
    page.heading("EXAMPLES");
    let help = help.to_string();
    for paragraph in help.trim_start_matches("Examples:\n").split("\n\n") {
        if !paragraph.starts_with("  ") {
            page.paragraph(paragraph);
            continue;
        }
        for line in paragraph.lines() {
            let line = line.trim();
            match line.split_once("  ") {
                Some((example, about)) => page.item(&format!("`{example}`"), &sentence(about)),
                None => page.paragraph(&format!("`{line}`")),
            }
        }
    }
}

/// A section of a document: paragraphs, and tables of two columns or, with what, where and for how long, of three.
fn documented(page: &mut Roff, section: &str) {
    for (number, block) in section.split("\n\n").enumerate() {
        if block.starts_with('|') {
            for row in block.lines().skip(2) {
                let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
                match cells[..] {
                    [tag, text] => page.item(tag, &sentence(text)),
                    [what, place, how_long] => {
                        page.item(place, &sentence(&format!("{what}; {how_long}")));
                    }
                    _ => {}
                }
            }
        } else if number == 0 {
            page.text(block);
        } else {
            page.paragraph(block);
        }
    }
}

/// A section of a document without its heading, or nothing.
fn section<'a>(document: &'a str, heading: &str) -> &'a str {
    let mut sections = document.split("\n## ");
    let found = sections.find_map(|section| section.strip_prefix(heading)?.strip_prefix('\n'));
    found.unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;
    use crate::platform::paths::AppPaths;

    fn root() -> Command {
        let mut root = Cli::command();
        root.build();
        root
    }

    fn pages() -> Vec<(String, String)> {
        let root = root();
        let mut pages = vec![("enough".to_owned(), main_page(&root))];
        command_pages(&root, &mut vec!["enough"], &mut pages);
        pages
    }

    #[test]
    fn the_main_page_says_where_everything_is_and_what_changes_it() {
        let page = main_page(&root());
        for part in [
            ".SH \"NAME\"\nenough \\- A notebook that walks with you",
            ".SH \"FILES\"\n",
            "journal.db",
            ".SH \"ENVIRONMENT\"\n",
            ".TP\n\\fBNO_COLOR\\fR\n",
            ".SH \"EXIT STATUS\"\n",
            ".TP\n130\nIt was interrupted",
            ".SH \"EXAMPLES\"\n.TP\n\\fBenough\\fR\nOpen the app.\n",
            "One of \\fBauto\\fR, \\fBalways\\fR, \\fBnever\\fR.",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn every_page_has_what_readers_of_manuals_expect() {
        for (name, page) in pages() {
            let title = name.to_uppercase().replace('-', "\\-");
            assert!(
                page.starts_with(&format!(".TH \"{title}\" 1 {RELEASE_DAY} \"good-enough ")),
                "{page}"
            );
            let headings = page.lines().filter_map(|line| line.strip_prefix(".SH "));
            let headings: Vec<_> = headings.collect();
            assert_eq!(
                headings[..3],
                ["\"NAME\"", "\"SYNOPSIS\"", "\"DESCRIPTION\""],
                "{name}"
            );
            assert_eq!(headings.last(), Some(&"\"SEE ALSO\""), "{name}");
            for line in page.lines() {
                assert!(!line.is_empty() && !line.ends_with(' '), "{name}: “{line}”");
                assert!(
                    !line.contains('`') && !line.contains("]("),
                    "{name}: {line}"
                );
                assert!(!line.ends_with("?."), "{name}: {line}");
            }
        }
    }

    #[test]
    fn the_day_is_that_of_the_version_in_the_changelog() {
        let changelog = include_str!("../../../CHANGELOG.md");
        let mut headings = changelog.lines().filter(|line| line.starts_with("## "));
        let version = headings.find(|line| line.contains(env!("CARGO_PKG_VERSION")));
        let version = version.expect("the changelog has a section for this version");
        assert!(
            version.contains("Unreleased") || version.contains(RELEASE_DAY),
            "{version}"
        );
    }

    #[test]
    fn every_file_and_folder_of_the_program_is_in_the_page() {
        let page = main_page(&root()).replace("\\(ti", "~").replace("\\-", "-");
        let paths = AppPaths::find(None).expect("there is a home folder");
        let data = paths.journal_file.parent().expect("it is in a folder");
        let own = [
            &paths.profile_file,
            &paths.journal_file,
            &paths.backups_dir,
            &paths.exports_dir,
            &paths.quarantine_dir,
            &paths.device_id_file,
        ];
        for path in own {
            let name = path
                .strip_prefix(data)
                .expect("it is in the data folder")
                .display();
            assert!(
                page.contains(&format!("\\fB~/.local/share/enough/{name}")),
                "{name}: {page}"
            );
        }
        for path in [
            ".config/enough/config.yaml",
            ".config/enough/exercises/",
            ".config/enough/people.yaml",
            ".local/state/enough/",
        ] {
            assert!(page.contains(&format!("\\fB~/{path}")), "{path}: {page}");
        }
    }

    #[test]
    fn every_variable_of_the_settings_is_in_the_page() {
        let is_name = |word: &&str| {
            word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        };
        let table = include_str!("../settings.rs").lines();
        let rows = table.filter_map(|line| line.strip_prefix("/// |"));
        let names = rows
            .flat_map(|row| row.split('`'))
            .map(|word| word.split('=').next().unwrap_or_default());
        let names: Vec<_> = names.filter(is_name).collect();
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            assert!(
                section(COMMAND_LINE, "The environment").contains(name),
                "{name}"
            );
        }
    }
}
