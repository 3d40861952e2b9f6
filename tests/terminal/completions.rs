//! Completions: what `enough complete` answers to a shell, and the scripts that ask it.

use std::path::Path;
use std::process::Command;

use crate::fixtures::user_with_thoughts;
use crate::leaks::listing;
use crate::test_user::{PROGRAM, TestUser};

/// What can be typed after `words`, one candidate a line.
fn answer(user: &TestUser, words: &[&str]) -> String {
    let arguments = [&["complete", "--word=", "--", "enough"], words].concat();
    let output = user.run(&arguments);
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    String::from_utf8(output.stdout).expect("the answer is UTF-8")
}

#[test]
fn an_exercise_of_ones_own_is_offered_by_its_name() {
    let user = TestUser::new();
    user.stdout_of(&[
        "exercises",
        "new",
        "my-evening",
        "--from",
        "two-minute-check",
    ]);
    let offered = answer(&user, &["start"]);
    assert!(offered.contains("\nmy-evening\tMy evening\n"), "{offered}");
    assert!(offered.contains("\ntwo-minute-check\t"), "{offered}");
}

#[test]
fn a_faulty_file_keeps_the_others_and_says_nothing() {
    let user = TestUser::new();
    user.write("config/enough/exercises/broken.yaml", "title: [");
    user.write("config/enough/people.yaml", "regions: 3");
    user.write("config/enough/config.yaml", "theme: [");
    assert!(answer(&user, &["start"]).contains("two-minute-check\t"));
    assert!(answer(&user, &["help-now", "--region"]).contains("DE\tGermany\n"));
}

#[test]
fn completing_reads_no_journal_and_writes_nothing() {
    let user = user_with_thoughts(&["zebrafinch 猫 🦊"]);
    let nobody = TestUser::first_run();
    let before = listing(&user);
    for words in [
        &[][..],
        &["start"],
        &["show"],
        &["history"],
        &["history", "--tag"],
        &["history", "--pattern"],
        &["history", "--feeling"],
        &["delete"],
        &["report", "--with"],
    ] {
        let offered = answer(&user, words);
        assert!(
            !offered.contains("zebrafinch") && !offered.contains("walk-0"),
            "{offered}"
        );
        assert_eq!(offered, answer(&nobody, words), "{words:?}");
    }
    assert_eq!(listing(&user), before);
    assert!(!nobody.journal().exists());
}

#[test]
fn shells_understand_the_scripts() {
    let user = TestUser::new();
    for (shell, check) in [
        ("bash", Some(["-n"].as_slice())),
        ("zsh", Some(&["-n"])),
        ("fish", Some(&["--no-execute"])),
        ("elvish", None),
        ("powershell", None),
        ("nushell", None),
    ] {
        let script = user.stdout_of(&["completions", shell]);
        assert!(
            script.contains("enough complete") || shell == "powershell",
            "{shell}"
        );
        let Some(check) = check else { continue };
        let file = user.write(&format!("completions.{shell}"), &script);
        // The shell checks the syntax, if it is installed.
        if let Ok(status) = Command::new(shell).args(check).arg(&file).status() {
            assert!(status.success(), "{shell}");
        }
    }
    let unknown = user.run(&["completions", "tcsh"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn bash_completes_names_options_and_files() {
    let user = TestUser::new();
    user.write("a file.json", "");
    let script = user.write("enough.bash", &user.stdout_of(&["completions", "bash"]));
    let folder = Path::new(PROGRAM).parent().expect("it is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    for (words, expected) in [
        ("enough star", "start\n"),
        ("enough start two", "two-minute-check\n"),
        ("enough start a", "ask-for-what-you-want\n"),
        ("enough --color = al", "always\n"),
        ("enough history --pattern Mind", "Mind\\ reading\n"),
        ("enough import a", "a file.json\n"),
        ("enough show a", "\n"),
    ] {
        let typed = words.rsplit(' ').next().unwrap_or_default();
        let test = format!(
            "source '{}'; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
            _enough enough '{typed}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            script.display()
        );
        let mut bash = user.command("bash", &["--norc", "-c", &test]);
        bash.env("PATH", format!("{}:{path}", folder.display()));
        // It is tried where it is installed.
        let Ok(output) = bash.output() else { return };
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            expected,
            "{words}: {output:?}"
        );
    }
}
