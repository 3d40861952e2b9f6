//! Output never controls the terminal, whatever is in arguments, variables and file names.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::{Output, Stdio};

use crate::test_user::{PROGRAM, TestUser};

/// Control sequences of all kinds, line ends of all systems, direction marks, and half a character.
const HOSTILE: &[u8] = b"a\x1b[31mred\x1b]0;title\x07\x1bc\x9b2J\xc2\x9b1m\rover\nenough: gone\x08\x7f\x0b\x0c\xe2\x80\xaeflip\xe2\x81\xa6\xe2\x80\xa8next\xe2\x80\x8f\xff\xe7";

/// The same for arguments that must be valid UTF-8.
fn hostile_text() -> String {
    String::from_utf8_lossy(HOSTILE).into_owned()
}

fn run(user: &TestUser, arguments: &[&OsStr]) -> Output {
    user.command(PROGRAM, &[])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// Checks that the output has no control characters, and that no line starts with the given text.
#[track_caller]
fn assert_harmless(what: &str, output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(bytes.clone());
        let text = text.unwrap_or_else(|_| panic!("{what}: this isn't text: {output:?}"));
        let steers = |letter: char| {
            (letter.is_control() && letter != '\n')
                || matches!(letter, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
        };
        assert!(!text.contains(steers), "{what}: {text:?}");
        assert!(
            !text.lines().any(|line| line.starts_with("enough: gone")),
            "{what}: {text}"
        );
    }
}

#[test]
fn no_argument_controls_the_terminal() {
    let user = TestUser::new();
    let typed: &[&[&str]] = &[
        &["?"],
        &["start", "?"],
        &["start", "--private", "?"],
        &["start", "?.yaml"],
        &["start", "--private", "?.yaml"],
        &["breathe", "?"],
        &["breathe", "-m", "?"],
        &["resume", "?"],
        &["history", "?"],
        &["history", "--since", "?"],
        &["insights", "--since", "?"],
        &["insights", "--until", "?"],
        &["show", "?"],
        &["show", "--json", "?"],
        &["edit", "?"],
        &["delete", "?"],
        &["delete", "?", "?"],
        &["restore", "?"],
        &["trash", "?"],
        &["due", "?"],
        &["exercises", "?"],
        &["exercises", "check", "?"],
        &["exercises", "check", "--strict", "?"],
        &["exercises", "new", "?"],
        &["exercises", "new", "mine", "--from", "?"],
        &["exercises", "show", "?"],
        &["path", "?"],
        &["path", "--json", "?"],
        &["help-now", "--region", "?"],
        &["export", "?"],
        &["export", "--format", "?"],
        &["export", "?/b.json"],
        &["import", "?"],
        &["import", "--dry-run", "?"],
        &["sync", "?"],
        &["config", "?"],
        &["config", "--config", "?"],
        &["config", "path", "--config", "?"],
        &["paths", "?"],
        &["paths", "--data-dir", "?"],
        &["paths", "--json", "--data-dir", "?"],
        &["help", "?"],
        &["help", "data", "?"],
        &["completions", "?"],
        &["man", "--into", "?"],
        &["man", "?"],
        &["data", "?"],
        &["data", "verify", "--data-dir", "?"],
        &["data", "backup", "--data-dir", "?"],
        &["data", "repair", "--data-dir", "?"],
        &["data", "wipe", "--data-dir", "?"],
        &["doctor", "?"],
        &["doctor", "--data-dir", "?"],
        &["doctor", "--json", "--data-dir", "?"],
        &["--about", "--data-dir", "?"],
        &["--color", "?"],
        &["--color=?"],
        &["--?"],
        &["-?"],
        &["--private=?"],
        &["--about", "?"],
        &["--help", "?"],
        &["--help", "--data-dir", "?"],
        &["trash", "--empty", "--data-dir", "?"],
        &["history", "--data-dir", "?", "-n", "?"],
        &["export", "--since", "?"],
        &["--plain", "--data-dir", "?"],
        &["exercises", "path", "--data-dir", "?"],
        &["due", "--count", "--data-dir", "?"],
    ];
    for typed in typed {
        for with in [HOSTILE, hostile_text().as_bytes()] {
            let text: Vec<Vec<u8>> = typed
                .iter()
                .map(|word| {
                    let parts: Vec<&[u8]> = word.split('?').map(str::as_bytes).collect();
                    parts.join(with)
                })
                .collect();
            let text: Vec<_> = text.iter().map(|word| OsStr::from_bytes(word)).collect();
            assert_harmless(&typed.join(" "), &run(&user, &text));
        }
    }
}

#[test]
fn no_variable_controls_the_terminal() {
    let names = [
        "ENOUGH_DATA_DIR",
        "ENOUGH_CONFIG",
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "XDG_RUNTIME_DIR",
        "TZ",
        "TZDIR",
        "LANG",
        "LC_ALL",
        "TERM",
        "COLORTERM",
        "NO_COLOR",
        "VISUAL",
        "EDITOR",
        "TMUX",
        "SSH_CONNECTION",
    ];
    let commands: [&[&str]; 9] = [
        &["paths"],
        &["doctor"],
        &["config"],
        &["data", "verify"],
        &["help-now"],
        &["--help"],
        &["due"],
        &["exercises"],
        &["start", "--plain", "two-minute"],
    ];
    for name in names {
        let user = TestUser::new();
        for arguments in commands {
            for value in [HOSTILE, b"/a\x1b[31m\x9b2J\xe2\x80\xae\nenough: gone"] {
                let output = user
                    .command(PROGRAM, arguments)
                    .env(name, OsStr::from_bytes(value))
                    .stdin(Stdio::null())
                    .output()
                    .expect("the program starts");
                assert_harmless(&format!("{name} {arguments:?}"), &output);
            }
        }
    }
}

#[test]
fn no_file_name_controls_the_terminal() {
    let user = TestUser::new();
    let home = user.home().to_owned();
    let odd = OsStr::from_bytes(b"a\x1b[31m\x07\xe2\x80\xae\rb\nenough: gone\xc2\x9b2J\xff");
    let mut file = odd.to_owned();
    file.push(".yaml");
    let exercises = home.join("config/enough/exercises/thoughts");
    fs::create_dir_all(&exercises).unwrap();
    fs::write(exercises.join(&file), "title: [").unwrap();
    let folder = home.join(odd);
    fs::create_dir_all(folder.join("backups")).unwrap();
    fs::create_dir_all(folder.join("quarantine").join(odd)).unwrap();
    fs::write(folder.join("quarantine/journal-1.db"), "x").unwrap();
    let mut name = OsStr::new("profile.yaml.").to_owned();
    name.push(odd);
    fs::write(folder.join(&name), "region: \u{1b}[31m").unwrap();
    fs::write(
        folder.join("profile.yaml"),
        "region: '\u{202e}'\ntrusted: [a\u{85}b]",
    )
    .unwrap();
    fs::write(folder.join("journal.db"), "not a journal").unwrap();
    fs::write(folder.join(&file), "title: '\u{1b}[31m'\nsteps: {").unwrap();
    for arguments in [
        &["exercises"][..],
        &["exercises", "check", "?.yaml"],
        &["start", "--private", "?.yaml"],
        &["doctor"],
        &["doctor", "--json"],
        &["data", "verify"],
        &["data", "wipe"],
        &["data", "backup"],
        &["data", "repair"],
        &["help-now"],
        &["config", "--config", "?.yaml"],
        &["import", "?.yaml"],
        &["sync", "?"],
        &["export", "?/x.json"],
        &["--plain", "--private"],
        &["history"],
        &["data", "wipe", "--yes"],
    ] {
        let text: Vec<_> = arguments
            .iter()
            .map(|word| match *word {
                "?.yaml" => folder.join(&file).into_os_string(),
                "?" => folder.clone().into_os_string(),
                "?/x.json" => folder.join("x.json").into_os_string(),
                word => word.into(),
            })
            .collect();
        let mut text: Vec<&OsStr> = text.iter().map(AsRef::as_ref).collect();
        text.push(OsStr::new("--data-dir"));
        text.push(folder.as_os_str());
        assert_harmless(&format!("{arguments:?}"), &run(&user, &text));
    }
}

#[test]
fn the_program_name_does_not_control_the_terminal() {
    let user = TestUser::new();
    for arguments in [
        &["--help"][..],
        &["start", "--help"],
        &["--nothing"],
        &["data"],
    ] {
        let mut command = user.command(PROGRAM, arguments);
        std::os::unix::process::CommandExt::arg0(&mut command, hostile_text().replace('\0', ""));
        assert_harmless(
            "the program's name",
            &command.output().expect("the program starts"),
        );
    }
}

// The styles of clap are kept; those of the arguments are removed.
#[test]
fn an_error_in_colour_has_only_the_colours_of_the_program() {
    let user = TestUser::new();
    let output = user.run(&["--color", "always", "st\u{1b}[31mart"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains('\u{1b}'), "{text:?}");
    assert!(!text.contains("\u{1b}[31mart"), "{text:?}");
    assert!(text.contains("st\u{fffd}[31mart"), "{text:?}");
}
