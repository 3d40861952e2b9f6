//! `enough report`, and the same in line mode.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use good_enough::domain::entry::{Answer, Entry};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use jiff::civil::date;

use crate::entries::{answered, finished_entry};
use crate::fixtures::stdout_and_stderr;
use crate::test_user::TestUser;

const HOSTILE: &str = "</p><script src=x>alert(\"1\")</script> & \u{1b}[31m\u{202e}red 夜 🎬";

/// A user with an entry a day from 1 March on. Each has a word of its own.
fn user_with_entries(number: i8) -> TestUser {
    let user = TestUser::new();
    let mut journal = Journal::open(&user.journal()).expect("the journal opens");
    for place in 1..=number {
        let day = date(2026, 3, place);
        let entry = Entry {
            answers: vec![
                answered(
                    Some(Role::Thought),
                    Answer::Text(format!("{} {HOSTILE}", word(place))),
                ),
                answered(Some(Role::Fear), Answer::Text(word(place))),
                answered(Some(Role::PatternName), Answer::Text(word(place))),
                answered(Some(Role::LikelihoodBefore), Answer::Rating(80)),
                answered(Some(Role::LikelihoodAfter), Answer::Rating(30)),
            ],
            ..finished_entry(format!("{place:02}walk"), "two-minute-check", day)
        };
        journal.save(&entry).expect("it is saved");
    }
    user
}

fn word(place: i8) -> String {
    format!("secret{place:02}秘")
}

fn is_in(page: &str, place: i8) -> bool {
    page.contains(&word(place))
}

#[test]
fn a_report_has_words_only_of_the_entries_that_were_named() {
    let user = user_with_entries(12);
    let before = fs::read(user.journal()).unwrap();
    let exported = user.stdout_of(&["export"]);
    let output = user.run(&[
        "report",
        "--with",
        "last",
        "03",
        "--with",
        "05walk",
        "--question",
        HOSTILE,
        "-o",
        "out.html",
    ]);
    let printed = stdout_and_stderr(&output);
    assert!(output.status.success(), "{printed}");
    insta::assert_snapshot!(printed, @"
    A report on 12 entries saved to out.html.
    It has numbers, dates and names of thinking patterns, the question you would like to bring, and the words of 3 entries that you chose. None of your other words are in it. Anyone who has out.html can read it. It isn't encrypted, and “enough data wipe” doesn't delete it.
    ");
    let path = user.home().join("out.html");
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode, 0o600);
    let page = fs::read_to_string(&path).unwrap();
    for place in 1..=12 {
        assert_eq!(is_in(&page, place), [3, 5, 12].contains(&place), "{place}");
    }
    for foreign in [
        "http:", "https:", "<script", "<a ", "url(", "\u{1b}", "\u{202e}",
    ] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(
        page.contains("&lt;script src=x&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; "),
        "{page}"
    );
    // The journal is as it was.
    assert_eq!(fs::read(user.journal()).unwrap(), before);
    let entries = |export: &str| export.split_once("\"entries\"").unwrap().1.to_owned();
    assert_eq!(entries(&user.stdout_of(&["export"])), entries(&exported));
}

#[test]
fn a_report_is_printed_for_a_program_but_not_on_a_screen() {
    let user = user_with_entries(2);
    let page = user.stdout_of(&["report"]);
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"),
        "{page}"
    );
    assert!(!page.contains("secret"), "{page}");
    assert_eq!(user.stdout_of(&["report", "-o", "-"]), page);
    user.open(&["report"])
        .expect("name a file with -o FILE")
        .expect_exit(1);
}

#[test]
fn a_period_bounds_the_numbers_and_an_empty_one_is_named() {
    let user = user_with_entries(12);
    let page = user.stdout_of(&["report", "--since", "2026-03-03", "--until", "2026-03-06"]);
    assert!(
        page.contains("From 3 March 2026 to 6 March 2026."),
        "{page}"
    );
    assert!(
        page.contains("It covers 4 finished entries on 4 days."),
        "{page}"
    );
    let output = user.run(&["report", "--until", "2026-02-28", "-o", "none.html"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stdout_and_stderr(&output),
        "There are no finished entries until 28 February 2026, so there is no report to write.\n"
    );
    assert!(!user.home().join("none.html").exists());
}

#[test]
fn a_report_overwrites_no_file_and_needs_entries_that_there_are() {
    let user = user_with_entries(2);
    let mine = user.write("mine.html", "precious");
    for (arguments, reason) in [
        (
            vec!["-o", "mine.html"],
            "is there already and wasn't changed",
        ),
        (
            vec!["-o", "gone/out.html"],
            "your words are safe in the journal",
        ),
        (
            vec!["--with", "zz", "-o", "out.html"],
            "there is no entry called “zz”",
        ),
        (
            vec!["--with", "0", "-o", "out.html"],
            "could be any of these",
        ),
    ] {
        let output = user.run(&[&["report"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let printed = stdout_and_stderr(&output);
        assert!(printed.contains(reason), "{printed}");
    }
    assert_eq!(fs::read_to_string(mine).unwrap(), "precious");
    assert!(!user.home().join("out.html").exists());
}

#[test]
fn without_a_journal_or_with_private_nothing_is_created() {
    let user = TestUser::first_run();
    let files = |folder: &Path| fs::read_dir(folder).unwrap().count();
    let before = files(user.home());
    let output = user.run(&["report", "-o", "out.html"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = stdout_and_stderr(&output);
    assert!(
        printed.contains("There are no finished entries yet"),
        "{printed}"
    );
    assert_eq!(files(user.home()), before);
    let user = user_with_entries(2);
    let before = files(user.home());
    let output = user.run(&["--private", "report", "-o", "out.html"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = stdout_and_stderr(&output);
    assert!(
        printed.contains("with --private nothing is saved"),
        "{printed}"
    );
    assert_eq!(files(user.home()), before);
}

/// The number of the choice with this label, in the output of line mode.
fn number_of(output: &str, label: &str) -> String {
    let line = output.lines().find(|line| line.contains(label));
    let (number, _) = line.and_then(|line| line.split_once('.')).expect(label);
    number.to_owned()
}

#[test]
fn line_mode_asks_the_same_and_says_where_the_file_is() {
    let user = user_with_entries(3);
    let menu = stdout_and_stderr(&user.run_with_input(&["--plain"], "\n/quit\n"));
    let history = number_of(&menu, "History");
    // From the list, with a question and no words; then from an entry, with its words.
    let lines = format!("\n{history}\n/export\n3\nWhy at night? 睡\n2\n2\n6\n\n3\n/quit\n");
    let output = stdout_and_stderr(&user.run_with_input(&["--plain"], lines));
    for said in [
        "What would you like to save to a file?",
        "3. A report for a conversation …",
        "Is there a question you would like to bring?",
        "An empty line leaves it out.",
        "2. No words of mine.",
        "6. Write a report for a conversation.",
        "3. The words of this entry: secret02秘",
    ] {
        assert!(output.contains(said), "{said} in {output}");
    }
    assert_eq!(output.matches("The report is in ").count(), 2, "{output}");
    let folder = user.journal().with_file_name("exports");
    let mut pages: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    pages.sort_by_key(|page| !page.contains("Why at night? 睡"));
    assert!(!pages[0].contains("secret"), "{}", pages[0]);
    assert!(is_in(&pages[1], 2) && !is_in(&pages[1], 1) && !is_in(&pages[1], 3));
    assert!(!pages[1].contains("Why at night"));
}
