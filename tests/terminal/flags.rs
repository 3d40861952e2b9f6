//! Every option named in a help does what it says: the command differs with and without it in just that.

use std::collections::BTreeSet;

use crate::fixtures::stdout_and_stderr;
use crate::help::{commands, help};
use crate::history::user_with_all_states;
use crate::sync::prepare_mass_deletion;
use crate::test_user::TestUser;

/// How the output with the option differs from that without.
enum Difference {
    /// Adds this text.
    Adds(&'static str),
    /// Removes this text.
    Removes(&'static str),
    /// Removes these characters from the screen; the rest is there.
    HidesChars([char; 2]),
}
use Difference::{Adds, HidesChars, Removes};

/// A command, an option with its value, the other arguments, and the difference. `HOME` is replaced by the home
/// folder
/// of the user.
type FlagCase = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    Difference,
);

#[rustfmt::skip]
const FLAG_CASES: &[FlagCase] = &[
    ("", &["--data-dir", "HOME/else"], &["paths"], Adds("else/journal.db")),
    ("", &["--config", "HOME/mine.yaml"], &["config", "path"], Adds("mine.yaml")),
    ("", &["--passphrase-fd", "0"], &["history", "-n", "9"], Adds("fire")),
    ("", &["--private"], &["history", "-n", "9"], Removes("fired")),
    ("", &["--plain"], &["breathe", "three"], Adds("because of --plain")),
    ("", &["--reduced-motion"], &["breathe"], HidesChars(['█', '▄'])),
    ("", &["--ascii"], &["show", "none"], Removes("“none”")),
    ("", &["--color", "always"], &["--help"], Adds("\u{1b}[")),
    ("", &["--about"], &[], Adds("self-help notebook")),
    ("breathe", &["--list"], &[], Adds("slow-six")),
    ("breathe", &["--json"], &["--list"], Adds("\"id\"")),
    ("breathe", &["--minutes", "2"], &["slow-six"], Adds("2 minutes")),
    ("path", &["--list"], &[], Adds(" left  Seven small steps")),
    ("path", &["--json"], &[], Adds("\"v\": 1")),
    ("card", &["--all"], &["--json"], Adds(",\n")),
    ("card", &["--json"], &["--all"], Adds("\"line\"")),
    ("card", &["--pattern", "mind"], &["--all"], Removes("c3 was")),
    ("card", &["--feeling", "zittrig"], &["--all"], Removes("c3 was")),
    ("history", &["--since", "2020-10-01"], &["-n", "9"], Removes("a1")),
    ("history", &["--until", "2020-10-01"], &["-n", "9"], Removes("c3")),
    ("history", &["--exercise", "my-own"], &["-n", "9"], Removes("a1")),
    ("history", &["--pattern", "Mind reading"], &["-n", "9"], Removes("c3")),
    ("history", &["--feeling", "zittrig 睡"], &["-n", "9"], Removes("c3")),
    ("history", &["--tag", "night"], &["-n", "9"], Removes("c3")),
    ("history", &["--tags"], &["-n", "9"], Adds("1  #night")),
    ("history", &["--outcome", "open"], &["-n", "9"], Removes("c3")),
    ("history", &["--kind", "break"], &["-n", "9"], Removes("a1")),
    ("history", &["--due"], &["-n", "9"], Removes("c3")),
    ("history", &["--unfinished"], &["-n", "9"], Adds("d4")),
    ("history", &["--trash"], &["-n", "9"], Adds("e5")),
    ("history", &["-n", "1"], &["fire"], Removes("a1")),
    ("history", &["--json"], &["fire"], Adds("\"id\"")),
    ("insights", &["--since", "2020-11-01"], &[], Removes("All finished entries")),
    ("insights", &["--until", "2020-10-01"], &[], Removes("All finished entries")),
    ("insights", &["--json"], &[], Adds("\"v\": 1")),
    ("report", &["--since", "2020-11-01"], &[], Adds("1 November 2020")),
    ("report", &["--until", "2020-10-01"], &[], Adds("1 October 2020")),
    ("report", &["--with", "a1"], &[], Adds("fire me")),
    ("report", &["--question", "Why at night?"], &[], Adds("Why at night?")),
    ("report", &["--output", "HOME/out.html"], &[], Adds("saved to")),
    ("show", &["--json"], &["a1"], Adds("\"id\"")),
    ("trash", &["--json"], &[], Adds("\"id\"")),
    ("trash", &["--empty"], &[], Removes("Gone for now")),
    ("trash", &["--yes"], &["--empty"], Adds("down to the last byte")),
    ("due", &["--json"], &[], Adds("\"id\"")),
    ("due", &["--count"], &[], Removes("laugh")),
    ("due", &["--ics"], &[], Adds("BEGIN:VCALENDAR")),
    ("due", &["--output", "HOME/out.ics"], &["--ics"], Adds("1 reminder saved to")),
    ("exercises", &["--json"], &[], Adds("\"id\"")),
    ("exercises check", &["--strict"], &["HOME/harsh.yaml"], Adds("should")),
    ("exercises new", &["--from", "box"], &["calm"], Adds("a copy of “box”")),
    ("help-now", &["--region", "NZ"], &[], Removes("Australia")),
    ("help-now", &["--more"], &[], Adds("Never shake a baby.")),
    ("help-now", &["--all"], &[], Adds("Source: canada.ca")),
    ("export", &["--format", "csv"], &[], Removes("{")),
    ("export", &["--output", "HOME/out.json"], &[], Adds("4 entries, 1 unfinished one and 1 from the trash saved to")),
    ("export", &["--redact"], &[], Removes("fire me")),
    ("export", &["--since", "2020-10-01"], &[], Removes("fire me")),
    ("export", &["--until", "2020-10-01"], &[], Removes("Café")),
    ("export", &["--exercise", "my-own"], &[], Removes("fire me")),
    ("export", &["--tag", "night"], &[], Removes("fire me")),
    ("export", &["--with-trash"], &["--format", "md"], Adds(", in the trash")),
    ("import", &["--dry-run"], &["HOME/in.json"], Adds("only a look")),
    ("sync", &["--yes"], &["HOME/shared"], Adds("The journal as it was before")),
    ("paths", &["--json"], &[], Adds("{")),
    ("man", &["--into", "HOME"], &[], Removes(".TH")),
    ("lock off", &["--yes"], &["--passphrase-fd", "0"], Adds("isn't locked any more")),
    ("lock set-aside", &["--yes"], &["--passphrase-fd", "0"], Adds("begins a new journal")),
    ("data wipe", &["--yes"], &[], Adds("All of it is deleted.")),
    ("doctor", &["--redact"], &[], Removes("HOME")),
    ("doctor", &["--json"], &[], Adds("{")),
];

const PASSPHRASE: &str = "blue kettle";

/// Standard output and standard error of a command, with or without a lock on the journal.
fn output_of(command: &str, parts: [&[&str]; 2], is_locked: bool) -> String {
    let user = user_with_all_states();
    user.write("harsh.yaml", HARSH);
    user.write("in.json", &user_with_all_states().stdout_of(&["export"]));
    if command == "sync" {
        prepare_mass_deletion(&user, &user.home().join("shared"));
    }
    let typed = if is_locked { PASSPHRASE } else { "" };
    if is_locked {
        user.lock_journal(PASSPHRASE);
    }
    let home = user.home().display().to_string();
    let text = command.split_whitespace();
    let text = text
        .chain(parts.concat())
        .map(|word| word.replace("HOME", &home));
    let text: Vec<_> = text.collect();
    let text: Vec<_> = text.iter().map(String::as_str).collect();
    stdout_and_stderr(&user.run_with_input(&text, format!("{typed}\n"))).replace(&home, "HOME")
}

/// Checks that the characters appear only without the option.
fn assert_not_drawn(line: &[&str], option: &[&str], letters: [char; 2]) {
    let user = TestUser::new();
    user.open(line).wait_until("letters", |state| {
        letters
            .iter()
            .any(|&letter| state.screen().contents().contains(letter))
    });
    let mut terminal = user.open(&[line, option].concat());
    // Four seconds of an inhalation, until the first count.
    terminal
        .expect("In through your nose   1")
        .expect("In through your nose   2");
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
    for (command, option, rest, tells) in FLAG_CASES {
        let is_locked = option.contains(&"--passphrase-fd") || rest.contains(&"--passphrase-fd");
        let with = output_of(command, [option, rest], is_locked);
        let without = output_of(command, [&[], rest], is_locked);
        let (shows, hides, text) = match tells {
            Adds(text) => (&with, &without, text),
            Removes(text) => (&without, &with, text),
            HidesChars(letters) => {
                assert_not_drawn(rest, option, *letters);
                continue;
            }
        };
        if !shows.contains(text) || hides.contains(text) {
            let printed = format!(
                "\n== {command} {option:?}: “{text}”\nwith it:\n{with}\nwithout it:\n{without}"
            );
            wrong.push_str(&printed);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_option_of_every_help_is_tested() {
    let user = TestUser::new();
    let mut named = BTreeSet::new();
    for command in commands(&user) {
        let help = help(&user, &command);
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
    // These two exist for each command and have tests of their own.
    named.retain(|(_, option)| !["--help", "--version"].contains(&option.as_str()));
    let tried = FLAG_CASES
        .iter()
        .map(|(command, option, ..)| ((*command).to_owned(), option[0].to_owned()));
    let tried: BTreeSet<_> = tried.collect();
    assert_eq!(named, tried);
}

#[test]
fn every_command_prints_its_version_and_its_help() {
    let user = TestUser::first_run();
    for command in commands(&user) {
        let text = command.iter().map(String::as_str);
        let version: Vec<_> = text.clone().chain(["--version"]).collect();
        assert!(
            user.stdout_of(&version).contains(env!("CARGO_PKG_VERSION")),
            "{command:?}"
        );
        for option in ["-h", "--help"] {
            let line: Vec<_> = text.clone().chain([option]).collect();
            assert!(
                user.stdout_of(&line).contains("Usage: enough"),
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
        let user = TestUser::new().with("TERM", term).with("STY", sty);
        let mut terminal = user.open(&["start", "two-minute"]);
        terminal
            .expect("What is the thought")
            .type_in("They will fire me")
            .press("<Enter>")
            .expect("Arrows or digits give a number")
            .press("5<Enter>")
            .expect("What is it mostly about?")
            .expect("They will fire me");
        let has_italics = terminal.inspect(|state| {
            let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
            let mut cells = cells.filter_map(|(row, column)| state.screen().cell(row, column));
            cells.any(vt100::Cell::italic)
        });
        assert_eq!(has_italics, wanted, "{term} {sty}");
    }
}
