//! Every option that a help names does what it says: the same command with it and without it differ in just that.

use std::collections::BTreeSet;

use crate::data::said;
use crate::finding::who_has_all;
use crate::help::{commands, help};
use crate::person::Person;
use crate::sync::threaten;

/// What tells a command with the option from the same without it.
enum Tells {
    /// These words come only with it.
    With(&'static str),
    /// They are gone with it.
    Without(&'static str),
    /// These letters of the screen are gone with it, and the rest is there.
    NotDrawn([char; 2]),
}
use Tells::{NotDrawn, With, Without};

/// A command, an option of it with its value, what else stands in the line both times, and what tells them apart.
/// `HOME` is the person's own folder.
type Row = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    Tells,
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("", &["--data-dir", "HOME/else"], &["paths"], With("else/journal.db")),
    ("", &["--config", "HOME/mine.yaml"], &["config", "path"], With("mine.yaml")),
    ("", &["--private"], &["history", "-n", "9"], Without("fired")),
    ("", &["--plain"], &["breathe", "three"], With("because of --plain")),
    ("", &["--reduced-motion"], &["breathe"], NotDrawn(['█', '▄'])),
    ("", &["--ascii"], &["show", "none"], Without("“none”")),
    ("", &["--color", "always"], &["--help"], With("\u{1b}[")),
    ("", &["--about"], &[], With("self-help notebook")),
    ("breathe", &["--list"], &[], With("slow-six")),
    ("breathe", &["--json"], &["--list"], With("\"id\"")),
    ("breathe", &["--minutes", "2"], &["slow-six"], With("2 minutes")),
    ("history", &["--since", "2020-10-01"], &["-n", "9"], Without("a1")),
    ("history", &["--until", "2020-10-01"], &["-n", "9"], Without("c3")),
    ("history", &["--exercise", "my-own"], &["-n", "9"], Without("a1")),
    ("history", &["--pattern", "Mind reading"], &["-n", "9"], Without("c3")),
    ("history", &["--feeling", "zittrig 睡"], &["-n", "9"], Without("c3")),
    ("history", &["--outcome", "open"], &["-n", "9"], Without("c3")),
    ("history", &["--due"], &["-n", "9"], Without("c3")),
    ("history", &["--unfinished"], &["-n", "9"], With("d4")),
    ("history", &["--trash"], &["-n", "9"], With("e5")),
    ("history", &["-n", "1"], &["fire"], Without("a1")),
    ("history", &["--json"], &["fire"], With("\"id\"")),
    ("insights", &["--since", "2020-11-01"], &[], Without("Every finished walk")),
    ("insights", &["--until", "2020-10-01"], &[], Without("Every finished walk")),
    ("insights", &["--json"], &[], With("\"v\": 1")),
    ("show", &["--json"], &["a1"], With("\"id\"")),
    ("trash", &["--json"], &[], With("\"id\"")),
    ("trash", &["--empty"], &[], Without("Gone for now")),
    ("trash", &["--yes"], &["--empty"], With("for good")),
    ("due", &["--json"], &[], With("\"id\"")),
    ("due", &["--count"], &[], Without("laugh")),
    ("exercises", &["--json"], &[], With("\"id\"")),
    ("exercises check", &["--strict"], &["HOME/harsh.yaml"], With("should")),
    ("exercises new", &["--from", "box"], &["calm"], With("a copy of “box”")),
    ("help-now", &["--region", "NZ"], &[], Without("Australia")),
    ("help-now", &["--all"], &[], With("Source: 988.ca")),
    ("export", &["--format", "csv"], &[], Without("{")),
    ("export", &["--output", "HOME/out.json"], &[], With("are in")),
    ("export", &["--redact"], &[], Without("fire me")),
    ("export", &["--since", "2020-10-01"], &[], Without("fire me")),
    ("export", &["--until", "2020-10-01"], &[], Without("Café")),
    ("export", &["--exercise", "my-own"], &[], Without("fire me")),
    ("import", &["--dry-run"], &["HOME/in.json"], With("only a look")),
    ("sync", &["--yes"], &["HOME/shared"], With("The journal as it was before")),
    ("paths", &["--json"], &[], With("{")),
    ("man", &["--into", "HOME"], &[], Without(".TH")),
    ("data wipe", &["--yes"], &[], With("All of it is removed.")),
    ("doctor", &["--redact"], &[], Without("HOME")),
    ("doctor", &["--json"], &[], With("{")),
];

/// What the program says to this line, both to those who read it and to other programs.
fn says(command: &str, parts: [&[&str]; 2]) -> String {
    let person = who_has_all();
    person.write("harsh.yaml", HARSH);
    person.write("in.json", &who_has_all().prints(&["export"]));
    if command == "sync" {
        threaten(&person, &person.home().join("shared"));
    }
    let home = person.home().display().to_string();
    let words = command.split_whitespace();
    let words = words
        .chain(parts.concat())
        .map(|word| word.replace("HOME", &home));
    let words: Vec<_> = words.collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    said(&person.pipes(&words, "\n")).replace(&home, "HOME")
}

/// The letters come without the option, and not with it.
fn is_not_drawn(line: &[&str], option: &[&str], letters: [char; 2]) {
    let person = Person::new();
    person.opens(line).until("letters", |seen| {
        letters
            .iter()
            .any(|&letter| seen.screen().contents().contains(letter))
    });
    let mut terminal = person.opens(&[line, option].concat());
    // Four seconds of a breath in, until the first count is over.
    terminal.expect("2:59 left").expect("2:58 left");
    assert!(
        !terminal.screen().contains(letters),
        "{}",
        terminal.screen()
    );
}

const HARSH: &str = "title: Mine
steps:
  - {kind: read, id: a, prompt: You should stop.}
";

#[test]
fn every_option_does_what_its_help_says() {
    let mut wrong = String::new();
    for (command, option, rest, tells) in ROWS {
        let with = says(command, [option, rest]);
        let without = says(command, [&[], rest]);
        let (shows, hides, words) = match tells {
            With(words) => (&with, &without, words),
            Without(words) => (&without, &with, words),
            NotDrawn(letters) => {
                is_not_drawn(rest, option, *letters);
                continue;
            }
        };
        if !shows.contains(words) || hides.contains(words) {
            let told = format!(
                "\n== {command} {option:?}: “{words}”\nwith it:\n{with}\nwithout it:\n{without}"
            );
            wrong.push_str(&told);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn no_option_of_any_help_is_left_out() {
    let person = Person::new();
    let mut named = BTreeSet::new();
    for command in commands(&person) {
        let help = help(&person, &command);
        let own = if command.is_empty() {
            help.as_str()
        } else {
            help.split("\nFor every command:")
                .next()
                .unwrap_or_default()
        };
        let options = own.lines().filter_map(|line| {
            let line = line.trim_start();
            (line.starts_with('-') && !line.starts_with("- ")).then(|| {
                line.split([' ', ',', '='])
                    .find(|word| word.starts_with("--"))
                    .unwrap_or(&line[..2])
                    .to_owned()
            })
        });
        let name = command.join(" ");
        named.extend(options.map(|option| (name.clone(), option)));
    }
    // These two are there for each, and tell themselves.
    named.retain(|(_, option)| !["--help", "--version"].contains(&option.as_str()));
    let tried = ROWS
        .iter()
        .map(|(command, option, ..)| ((*command).to_owned(), option[0].to_owned()));
    let tried: BTreeSet<_> = tried.collect();
    assert_eq!(named, tried);
}

#[test]
fn every_command_tells_its_version_and_its_help() {
    let person = Person::newcomer();
    for command in commands(&person) {
        let words = command.iter().map(String::as_str);
        let version: Vec<_> = words.clone().chain(["--version"]).collect();
        assert!(
            person.prints(&version).contains(env!("CARGO_PKG_VERSION")),
            "{command:?}"
        );
        for option in ["-h", "--help"] {
            let line: Vec<_> = words.clone().chain([option]).collect();
            assert!(
                person.prints(&line).contains("Usage: enough"),
                "{command:?}"
            );
        }
    }
}

#[test]
fn a_terminal_that_shows_italics_in_reverse_gets_none() {
    for (term, sty, wanted) in [
        ("xterm-256color", "", true),
        ("screen.xterm-256color", "", false),
        ("xterm-256color", "1234.pts-0", false),
    ] {
        let person = Person::new().with("TERM", term).with("STY", sty);
        let mut terminal = person.opens(&["start", "two-minute"]);
        terminal
            .expect("What is the thought")
            .type_in("They will fire me")
            .press("<Enter>")
            .expect("how likely is it?")
            .expect("They will fire me");
        let has_italics = terminal.look(|seen| {
            let all = String::from_utf8_lossy(&seen.bytes).into_owned();
            all.contains("\x1b[3m") || all.contains("\x1b[0;3m")
        });
        assert_eq!(has_italics, wanted, "{term} {sty}");
    }
}
