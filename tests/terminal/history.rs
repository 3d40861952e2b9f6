//! The history and due entries on the command line.

use std::fs;

use good_enough::domain::entry::{Answer, Entry, EntryId, EntryState};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::{self, Journal};
use good_enough::storage::lock::JournalKey;
use serde_json::Value;

use crate::entries::{answered, finished_entry};
use crate::fixtures::{stdout_and_stderr, user_with_thoughts};
use crate::test_user::TestUser;

fn new_entry(id: &str, day: &str, exercise: &str) -> Entry {
    Entry {
        utc_offset: 3600,
        ..finished_entry(id, exercise, day.parse().expect("a valid date"))
    }
}

pub fn with_answer(mut entry: Entry, role: Option<Role>, answer: Answer) -> Entry {
    entry.answers.push(answered(role, answer));
    entry
}

/// A thought with a pattern and a feeling.
pub fn thought_entry(id: &str, day: &str, text: &str) -> Entry {
    let chosen = |label: &str| Answer::Chosen(vec![label.to_owned()]);
    let entry = new_entry(id, day, "two-minute-check");
    let entry = with_answer(entry, Some(Role::Thought), Answer::Text(text.to_owned()));
    let entry = with_answer(entry, Some(Role::Patterns), chosen("Mind reading"));
    with_answer(entry, Some(Role::Feelings), chosen("zittrig 睡"))
}

/// A user with these entries.
pub fn user_with(entries: &[Entry]) -> TestUser {
    let user = TestUser::first_run();
    let mut journal = Journal::open(&user.journal()).expect("it can be opened");
    for entry in entries {
        journal.save(entry).expect("it can be saved");
    }
    user
}

/// A user with three entries of autumn 2020, one of them of a user exercise.
fn user_with_three_entries() -> TestUser {
    user_with(&[
        thought_entry("a1", "2020-09-01", "They will fire me. 明日 🍲"),
        thought_entry("b2", "2020-10-01", "The baby won't sleep #night"),
        with_answer(
            new_entry("c3", "2020-11-01", "my-own"),
            Some(Role::Thought),
            Answer::Text("Café, fired up".to_owned()),
        ),
    ])
}

/// The same with a fear that awaits its follow-up, a draft and a trashed entry.
pub fn user_with_all_states() -> TestUser {
    let user = user_with_three_entries();
    let mut journal = Journal::open(&user.journal()).expect("it can be opened");
    let ask = Answer::FollowUpOn(Some("2020-09-08".parse().expect("a day")));
    let fear = with_answer(
        thought_entry("f6", "2020-09-02", "They will laugh"),
        None,
        ask,
    );
    let draft = Entry {
        state: EntryState::Draft,
        finished_at: None,
        ..thought_entry("d4", "2020-11-02", "Half of it")
    };
    let trashed = thought_entry("e5", "2020-11-03", "Gone for now");
    let cards = ["b2", "c3"].map(|id| EntryId::from(id.to_owned()));
    for card in &cards {
        let entry = journal.load_for_editing(card).expect("it can be read");
        let line = Answer::Text(format!("{card} was good enough 🍞"));
        let entry = with_answer(entry.expect("it is there"), Some(Role::Reframe), line);
        journal.save(&entry).expect("it can be saved");
    }
    for entry in [fear, draft, trashed] {
        journal.save(&entry).expect("it can be saved");
        if entry.id.as_str() == "e5" {
            let trashed = journal.trash(&entry.id, entry.started_at);
            assert!(trashed.expect("it can be thrown away"));
        }
    }
    for card in cards {
        assert!(journal.set_card(&card, true).expect("it can be kept"));
    }
    user
}

/// The printed ids, one a line.
#[track_caller]
fn printed_ids(user: &TestUser, arguments: &[&str]) -> Vec<String> {
    let lines = user.stdout_of(&[&["history"], arguments].concat());
    let id = |line: &str| line.split_whitespace().next().map(str::to_owned);
    lines.lines().filter_map(id).collect()
}

#[test]
fn entries_are_found_by_the_beginnings_of_their_words() {
    let user = user_with_three_entries();
    for (typed, found) in [
        (&["fire"][..], &["c3", "a1"][..]),
        (&["FIRE", "me"], &["a1"]),
        (&["\"fire me\""], &["a1"]),
        (&["cafe"], &["c3"]),
        (&["明日"], &["a1"]),
        (&["fire", "-n", "1"], &["c3"]),
        (&["AND OR NOT * ( \" near"], &[]),
        (&["--since", "2020-10-01"], &["c3", "b2"]),
        (&["--until", "2020-10-01"], &["b2", "a1"]),
        (&["--since", "7d"], &[]),
        (&["--since", "99y", "--until", "today"], &["c3", "b2", "a1"]),
        (&["--exercise", "two-minute-check"], &["b2", "a1"]),
        (&["--exercise", "Two-Minute"], &["b2", "a1"]),
        (&["--exercise", "my-own"], &["c3"]),
        (&["--pattern", "mind reading"], &["b2", "a1"]),
        (&["--pattern", "reading", "fire"], &["a1"]),
        (&["--feeling", "zittrig 睡"], &["b2", "a1"]),
        (&["--outcome", "yes"], &[]),
        (&["--unfinished"], &[]),
        (&["--trash", "fire"], &[]),
    ] {
        assert_eq!(printed_ids(&user, typed), found, "{typed:?}");
    }
}

/// A user with tags in three finished entries, a draft and a trashed entry.
fn user_with_tags() -> TestUser {
    let user = user_with(&[
        thought_entry("a1", "2020-09-01", "They will fire me #work 明日 🍲"),
        thought_entry("b2", "2020-10-01", "The baby won't sleep #Müde"),
        thought_entry("c3", "2020-11-01", "At work: #Work, #müde"),
    ]);
    let mut journal = Journal::open(&user.journal()).expect("it can be opened");
    let draft = Entry {
        state: EntryState::Draft,
        finished_at: None,
        ..thought_entry("d4", "2020-11-02", "Half of it #work")
    };
    let trashed = thought_entry("e5", "2020-11-03", "Gone #home");
    for entry in [draft, trashed] {
        journal.save(&entry).expect("it can be saved");
    }
    let trashed = journal.trash(
        &"e5".to_owned().into(),
        "2020-11-04T08:00:00Z".parse().expect("a time"),
    );
    assert!(trashed.expect("it can be thrown away"));
    user
}

#[test]
fn entries_are_found_by_their_tags() {
    let user = user_with_tags();
    for (typed, found) in [
        (&["--tag", "work"][..], &["c3", "a1"][..]),
        (&["--tag", "#WORK"], &["c3", "a1"]),
        (&["--tag", "mude"], &["c3", "b2"]),
        (&["--tag", "wor"], &["c3", "a1"]),
        (&["--tag", "work", "fire"], &["a1"]),
        (&["--tag", "work", "--since", "2020-10-01"], &["c3"]),
        (&["#work"], &["c3", "a1"]),
        (&["#w", "fire"], &["a1"]),
        (&["work"], &["c3", "a1"]),
        (&["#fire"], &[]),
        (&["--tag", "work", "--unfinished"], &["d4"]),
        (&["--tag", "home", "--trash"], &["e5"]),
        (&["--tag", "home"], &[]),
    ] {
        assert_eq!(printed_ids(&user, typed), found, "{typed:?}");
    }
    for (name, text) in [
        ("wrok", "there is no tag “wrok”; did you mean “Work”?"),
        ("zebra", "there are these: müde, Work"),
        ("two words", "“two words” can't be a tag"),
        ("1", "“1” can't be a tag"),
        ("", "“” can't be a tag"),
    ] {
        let output = user.run(&["history", "--tag", name]);
        let all = stdout_and_stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {all}");
        assert!(all.contains(text) && all.lines().count() == 1, "{all}");
    }
}

#[test]
fn tags_are_printed_with_the_number_of_their_entries() {
    let user = user_with_tags();
    for (arguments, lines) in [
        (&[][..], "     2  #müde\n     2  #Work\n"),
        (&["-n", "1"], "     2  #müde\n"),
        (&["--unfinished"], "     1  #work\n"),
        (&["--trash"], "     1  #home\n"),
    ] {
        let printed = user.stdout_of(&[&["history", "--tags"], arguments].concat());
        assert_eq!(printed, lines, "{arguments:?}");
    }
    let json = user.stdout_of(&["history", "--tags", "--json"]);
    let tags: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(
        tags[1],
        serde_json::json!({ "v": 1, "tag": "Work", "entries": 2 })
    );
    for filter in [
        &["work"][..],
        &["--since", "7d"],
        &["--tag", "work"],
        &["--due"],
    ] {
        let output = user.run(&[&["history", "--tags"], filter].concat());
        assert_eq!(output.status.code(), Some(2), "{filter:?}");
    }
    let nobody = TestUser::first_run();
    let output = nobody.run(&["history", "--tags"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout_and_stderr(&output).contains("There are no tags here."));
    assert_eq!(nobody.stdout_of(&["history", "--tags", "--json"]), "[]\n");
}

#[test]
fn an_entry_that_looks_back_is_printed_with_the_fear() {
    let fear = Answer::Text("They will laugh 🍲".to_owned());
    let mut back = new_entry("b2", "2020-09-08", "prediction-check-in");
    back.origin = Some("a1".to_owned().into());
    let user = user_with(&[
        with_answer(
            new_entry("a1", "2020-09-01", "two-minute-check"),
            Some(Role::Fear),
            fear,
        ),
        back,
    ]);
    let printed = user.stdout_of(&["history"]);
    assert!(
        printed.contains("Looking back: They will laugh 🍲"),
        "{printed}"
    );
    let json: Value =
        serde_json::from_str(&user.stdout_of(&["history", "--json"])).expect("it is JSON");
    assert_eq!(json[0]["looks_back_on"], "They will laugh 🍲");
    assert_eq!(json[0]["thought"], Value::Null);
    assert_eq!(json[1]["looks_back_on"], Value::Null);
    for (arguments, count) in [
        (&["--format", "md"][..], 2),
        (&["--format", "md", "--redact"], 0),
    ] {
        let pages = user.stdout_of(&[&["export"], arguments].concat());
        assert_eq!(
            pages.matches("> They will laugh 🍲").count(),
            count,
            "{pages}"
        );
    }
    let pages = user.stdout_of(&["export", "--format", "md"]);
    assert!(
        pages.contains("## What it looks back on\n\n> They will laugh 🍲"),
        "{pages}"
    );
}

#[test]
fn an_empty_result_is_one_line_and_no_failure() {
    let user = user_with_three_entries();
    for (arguments, text) in [
        (
            &["history", "xylophone"][..],
            "Nothing like that was found.",
        ),
        (
            &["history", "--since", "today"],
            "Nothing like that was found.",
        ),
        (&["history", "--due"], "Nothing like that was found."),
        (&["history", "--unfinished"], "Nothing is unfinished."),
        (&["history", "--trash"], "The trash is empty."),
        (&["trash"], "The trash is empty."),
        (&["due"], "Nothing is due today."),
    ] {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let message = stdout_and_stderr(&output);
        assert!(
            message.contains(text) && message.lines().count() == 1,
            "{message}"
        );
        let json = user.stdout_of(&[arguments, &["--json"]].concat());
        assert_eq!(json, "[]\n", "{arguments:?}");
    }
}

#[test]
fn an_unknown_name_gets_the_nearest_one() {
    let user = user_with_three_entries();
    for (arguments, text) in [
        (
            ["--exercise", "two-minuts"],
            "did you mean “two-minute-check”?",
        ),
        (["--exercise", "sleep"], "there are these: "),
        (["--exercise", "check"], "could be any of these"),
        (["--pattern", "mindreading"], "did you mean “Mind reading”?"),
        (
            ["--pattern", "catastrofising"],
            "did you mean “Worst-case movie”?",
        ),
        (["--pattern", ""], "there are these: "),
        (["--feeling", "Ashamd"], "did you mean “ashamed”?"),
        (["--feeling", "zittrig"], "there are these: afraid"),
    ] {
        let output = user.run(&[&["history"], &arguments[..]].concat());
        let all = stdout_and_stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {all}");
        assert!(all.contains(text) && all.lines().count() == 1, "{all}");
    }
}

#[test]
fn a_script_gets_every_entry() {
    let many: Vec<_> = (0..1100)
        .map(|number| thought_entry(&format!("w{number}"), "2026-03-01", "睡 again"))
        .collect();
    let user = user_with(&many);
    for arguments in [
        &["history", "--json"][..],
        &["history", "again", "--json", "-n", "1050"],
    ] {
        let entries: Value = serde_json::from_str(&user.stdout_of(arguments)).expect("it is JSON");
        let entries = entries.as_array().expect("a list");
        assert_eq!(
            entries.len(),
            if arguments.len() == 2 { 1100 } else { 1050 }
        );
        for entry in entries {
            assert_eq!(entry["v"], 1);
            assert_eq!(entry["state"], "done");
            assert_eq!(entry["thought"], "睡 again");
            assert_eq!(entry["started_at"], "2026-03-01T21:00:00+01:00");
            assert_eq!(entry["due"], Value::Null);
        }
        let mut ids: Vec<_> = entries
            .iter()
            .map(|entry| entry["id"].to_string())
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), entries.len(), "each once");
    }
    let mut terminal =
        user.open_shell("\"$0\" history again 2>err | head -n 1 | wc -l; wc -c < err");
    terminal.expect_exit(0).drain();
    let counts = terminal.screen();
    let counts: Vec<_> = counts.split_whitespace().collect();
    assert_eq!(counts, ["1", "0"]);
}

#[test]
fn search_words_print_lines_on_a_terminal_too() {
    let user = user_with_three_entries();
    let mut terminal = user.open(&["history", "baby"]);
    terminal.expect("b2  2020-10-01").expect_exit(0).drain();
    assert!(terminal.inspect(|state| !state.bytes.contains(&0x1b)));
    let mut pane = user.open(&["history"]);
    pane.expect("1 of 3").expect("The baby won't sleep");
}

/// A user with two due follow-ups, the newer first, and postponed worries.
fn user_with_due_entries() -> TestUser {
    let ask = |id, day: &str, due: &str| {
        let due = Answer::FollowUpOn(Some(due.parse().expect("a day")));
        with_answer(thought_entry(id, day, "They will fire me 睡"), None, due)
    };
    let worry = |id, until: &str| {
        let until = Answer::PostponedUntil(until.parse().expect("a time"));
        with_answer(thought_entry(id, "2020-09-02", "What if 🍲"), None, until)
    };
    user_with(&[
        ask("a1", "2020-10-01", "2020-10-08"),
        ask("b2", "2020-09-01", "2020-12-01"),
        ask("c3", "2020-09-01", "9999-01-01"),
        worry("d4", "2020-09-03T18:30"),
        worry("e5", "9999-01-01T18:30"),
    ])
}

#[test]
fn due_entries_are_listed_oldest_first() {
    let user = user_with_due_entries();
    let lines = user.stdout_of(&["due"]);
    assert_eq!(
        lines,
        "look back  a1  2020-10-08        They will fire me 睡
look back  b2  2020-12-01        They will fire me 睡
worry      d4  2020-09-03 18:30  What if 🍲
"
    );
    let due: Value = serde_json::from_str(&user.stdout_of(&["due", "--json"])).expect("JSON");
    let kinds: Vec<_> = due
        .as_array()
        .expect("a list")
        .iter()
        .map(|due| &due["kind"])
        .collect();
    assert_eq!(kinds, ["follow_up", "follow_up", "postponed_worry"]);
    assert_eq!(due[0]["v"], 1);
    assert_eq!(due[0]["due"], "2020-10-08");
    let until = due[2]["until"].as_str().expect("a time");
    assert!(until.starts_with("2020-09-03T18:30:00"), "{until}");
    assert_eq!(user.stdout_of(&["due", "--count"]), "2\n");
    assert_eq!(printed_ids(&user, &["--due"]), ["a1", "b2"]);
}

#[test]
fn due_count_leaves_no_files() {
    let newcomer = TestUser::first_run();
    assert_eq!(newcomer.stdout_of(&["due", "--count"]), "0\n");
    assert_eq!(fs::read_dir(newcomer.home()).unwrap().count(), 0);

    let user = user_with_due_entries();
    let folder = user.journal().parent().unwrap().to_owned();
    let names = || {
        let files = fs::read_dir(&folder).unwrap().flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    assert_eq!(user.stdout_of(&["due", "--count"]), "2\n");
    assert_eq!(names(), before);
    // An open window does not interfere.
    let mut window = user.open(&["start", "two-minute"]);
    window.expect("What is the thought");
    assert_eq!(user.stdout_of(&["due", "--count"]), "2\n");
    window.press("<C-c>").expect_exit(0);
}

#[test]
fn an_unreadable_journal_prints_no_number() {
    let user = user_with_due_entries();
    let hold = journal::try_lock_exclusive(&user.journal(), &JournalKey::NONE)
        .expect("nobody else has it open");
    let output = user.run(&["due", "--count"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("Another window is busy"),
        "{output:?}"
    );
    assert_eq!(stdout_and_stderr(&output).lines().count(), 1);
    drop(hold);
    assert_eq!(user.stdout_of(&["due", "--count"]), "2\n");
    // A lost journal with a backup is not an empty one.
    user.stdout_of(&["data", "backup"]);
    fs::remove_file(user.journal()).unwrap();
    let output = user.run(&["due", "--count"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("there are backups of it"),
        "{output:?}"
    );
}

#[test]
fn each_way_to_end_has_its_exit_code() {
    let user = user_with_thoughts(&["a 睡"]);
    for (code, arguments) in [
        (0, &["history", "nothing-like-it"][..]),
        (0, &["history", "--json"]),
        (0, &["due"]),
        (0, &["due", "--count"]),
        (0, &["trash"]),
        (0, &["trash", "--empty"]),
        (0, &["delete", "last"]),
        (1, &["delete", "last"]),
        (0, &["delete", "walk-0"]),
        (1, &["trash", "--empty"]),
        (0, &["restore", "last"]),
        (0, &["restore", "walk-0"]),
        (1, &["restore", "last"]),
        (1, &["delete", "zzzz"]),
        (1, &["restore", "zzzz"]),
        (1, &["history", "--pattern", "nothing-like-it"]),
        (1, &["--private", "delete", "walk-0"]),
        (1, &["--private", "due", "--count"]),
        (2, &["delete"]),
        (2, &["restore"]),
        (2, &["history", "--since", "soon"]),
        (2, &["history", "--outcome", "perhaps"]),
        (2, &["history", "--due", "--trash"]),
        (2, &["history", "-n", "-1"]),
        (2, &["due", "--json", "--count"]),
        (2, &["trash", "--yes"]),
        (2, &["trash", "--empty", "--json"]),
    ] {
        let output = user.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        assert!(code == 0 || output.stdout.is_empty(), "{output:?}");
    }
    assert_eq!(printed_ids(&user, &[]), ["walk-0"]);
}
