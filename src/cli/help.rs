//! `enough help`: prints the help of a command or a topic of the guide.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use clap::CommandFactory;

use super::args::Cli;
use super::{did_you_mean, output};
use crate::cli::sanitized_output;
use crate::text::sanitize;

/// The guide. Each second-level heading is a topic, `## NAME: TITLE`.
const GUIDE: &str = include_str!("../../docs/guide.md");

const FIRST_STEPS: &str =
    "“enough” opens the app, and “enough --help” lists all commands and options.";

/// Prints the help of a command, a topic of the guide, or the list of topics, which fits into 24 rows.
pub(crate) fn print(args: &[String]) -> anyhow::Result<ExitCode> {
    let mut out = sanitized_output::stdout();
    let mut root = Cli::command();
    root.build();
    if args.is_empty() {
        writeln!(out, "{FIRST_STEPS}\n")?;
        writeln!(out, "Topics, each for “enough help TOPIC”:")?;
        for topic in topics() {
            writeln!(out, "  {:<12}  {}", topic.name, topic.title)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(topic) = topics().find(|topic| [topic.name] == args) {
        writeln!(out, "{}\n", topic.title)?;
        for paragraph in topic.text.trim().split("\n\n") {
            output::print_wrapped(&mut out, joined_lines(paragraph) + "\n")?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut command = &mut root;
    for name in args {
        let known_names: Vec<String> = command
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .chain(topics().map(|topic| topic.name.to_owned()))
            .collect();
        let Some(subcommand) = command.find_subcommand_mut(name) else {
            let known_names = known_names.iter().map(String::as_str);
            bail!(
                "there is no help about “{}”; {}“enough help” lists what there is",
                sanitize(name),
                did_you_mean(name, known_names)
            )
        };
        command = subcommand;
    }
    write!(out, "{}", command.render_long_help())?;
    Ok(ExitCode::SUCCESS)
}

/// A paragraph as one line, or as a line for each item of a list.
fn joined_lines(paragraph: &str) -> String {
    let mut text = String::new();
    for line in paragraph.lines() {
        if !text.is_empty() {
            text.push(if line.starts_with("- ") { '\n' } else { ' ' });
        }
        text.push_str(line.trim_start());
    }
    text.replace('`', "")
}

/// A section of the guide.
pub(super) struct GuideTopic {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    text: &'static str,
}

pub(super) fn topics() -> impl Iterator<Item = GuideTopic> {
    GUIDE.split("\n## ").skip(1).filter_map(|section| {
        let (heading, text) = section.split_once('\n')?;
        let (name, title) = heading.split_once(": ")?;
        Some(GuideTopic { name, title, text })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_guide_is_a_topic_of_its_own() {
        let names: Vec<_> = topics().map(|topic| topic.name).collect();
        assert_eq!(names.len(), GUIDE.matches("\n## ").count());
        for name in &names {
            assert_eq!(
                names.iter().filter(|other| *other == name).count(),
                1,
                "{name}"
            );
            assert!(!name.contains(' ') && name.len() <= 12, "{name}");
            let mut root = Cli::command();
            assert!(
                root.find_subcommand_mut(name).is_none(),
                "{name} is a command"
            );
        }
    }
}
