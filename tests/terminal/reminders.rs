//! Reminders: the calendar of `enough due --ics`, and what `enough remind` prints.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use good_enough::domain::entry::{Answer, Entry};
use good_enough::storage::journal::Journal;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::fixtures::stdout_and_stderr;
use crate::history::{thought_entry, user_with, with_answer};
use crate::test_user::{PROGRAM, TestUser};

const THOUGHT: &str = "They will fire me 睡";

fn in_a_week() -> Date {
    let output = Command::new("date").arg("+%F").output();
    let printed = String::from_utf8(output.expect("`date` starts").stdout).expect("ASCII");
    let today: Date = printed.trim().parse().expect("a day");
    today.checked_add(7.days()).expect("a day")
}

fn fear_due_on(id: &str, due: Date) -> Entry {
    let entry = thought_entry(id, "2020-09-01", THOUGHT);
    with_answer(entry, None, Answer::FollowUpOn(Some(due)))
}

fn worry_until(id: &str, until: &str) -> Entry {
    let until = Answer::PostponedUntil(until.parse().expect("a time"));
    with_answer(thought_entry(id, "2020-09-02", THOUGHT), None, until)
}

/// The events of a calendar, each as its properties. Checks what the format demands of the whole.
#[track_caller]
fn parse_calendar(text: &str) -> Vec<Vec<(String, String)>> {
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.ends_with("\r\n") && text.split("\r\n").all(|line| line.len() <= 75));
    let unfolded = text.replace("\r\n ", "");
    let mut properties = unfolded.lines().map(|line| {
        let (name, value) = line.split_once(':').expect("a name and a value");
        (name.to_owned(), value.to_owned())
    });
    let mut take = |name: &str| {
        let (found, value) = properties.next().expect("another line");
        assert_eq!(found, name);
        value
    };
    assert_eq!(take("BEGIN"), "VCALENDAR");
    assert_eq!(take("VERSION"), "2.0");
    assert!(take("PRODID").starts_with("-//good-enough//"));
    let mut events = Vec::new();
    while let Some((name, value)) = properties.next() {
        if (name.as_str(), value.as_str()) == ("END", "VCALENDAR") {
            break;
        }
        assert_eq!((name.as_str(), value.as_str()), ("BEGIN", "VEVENT"));
        let is_inside = |(name, _): &(String, String)| name != "END";
        events.push(properties.by_ref().take_while(is_inside).collect());
    }
    assert_eq!(properties.next(), None);
    events
}

/// The values of a property in all events.
fn values_of<'a>(events: &'a [Vec<(String, String)>], name: &str) -> Vec<&'a str> {
    let all = events.iter().flatten();
    let values = all.filter(|(found, _)| found == name);
    values.map(|(_, value)| value.as_str()).collect()
}

#[test]
fn the_calendar_has_look_backs_and_worries_and_no_word_of_theirs() {
    let day = in_a_week();
    let user = user_with(&[
        fear_due_on("zq-ahead", day),
        fear_due_on("zq-overdue", "2020-10-08".parse().expect("a day")),
        worry_until("zq-worry", "2020-09-03T18:30"),
        thought_entry("zq-alone", "2020-09-04", THOUGHT),
        fear_due_on("zq-trashed", day),
    ]);
    let trashed = fear_due_on("zq-trashed", day);
    let mut journal = Journal::open(&user.journal()).expect("it can be opened");
    let is_trashed = journal.trash(&trashed.id, trashed.started_at);
    assert!(is_trashed.expect("it can be thrown away"));
    drop(journal);

    let text = user.stdout_of(&["due", "--ics"]);
    for word in ["fire", "睡", "zq-", "Mind reading", "Two-minute"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let events = parse_calendar(&text);
    let days = values_of(&events, "DTSTART;VALUE=DATE");
    assert_eq!(days, ["20201008", &day.strftime("%Y%m%d").to_string()]);
    assert_eq!(values_of(&events, "DTSTART"), ["20200903T183000"]);
    assert_eq!(
        values_of(&events, "SUMMARY"),
        [
            "A look back waits in enough",
            "A look back waits in enough",
            "A worry waits in enough"
        ]
    );
    assert_eq!(values_of(&events, "CLASS"), ["PRIVATE"; 3]);
    assert_eq!(values_of(&events, "TRANSP"), ["TRANSPARENT"; 3]);
    assert_eq!(values_of(&events, "DTSTAMP").len(), 3);
    let uids = values_of(&events, "UID");
    assert!(uids.iter().all(|uid| uid.ends_with("@enough")), "{uids:?}");
    assert_eq!(uids.iter().collect::<BTreeSet<_>>().len(), 3);
    let again = parse_calendar(&user.stdout_of(&["due", "--ics", "-o", "-"]));
    assert_eq!(values_of(&again, "UID"), uids);
}

#[test]
fn a_calendar_file_is_private_and_never_replaces_another() {
    let user = user_with(&[fear_due_on("a1", in_a_week())]);
    let file = user.home().join("enough.ics");
    let path = file.display().to_string();
    let output = user.run(&["due", "--ics", "-o", &path]);
    assert!(output.status.success(), "{output:?}");
    let printed = stdout_and_stderr(&output);
    assert!(printed.contains("1 reminder saved to"), "{printed}");
    assert!(printed.contains("none of your words"), "{printed}");
    let permissions = fs::metadata(&file).expect("it is there").permissions();
    assert_eq!(permissions.mode() & 0o7777, 0o600);
    let written = fs::read_to_string(&file).expect("UTF-8");
    assert_eq!(parse_calendar(&written).len(), 1);
    let output = user.run(&["due", "--ics", "-o", &path]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout_and_stderr(&output).contains("is there already and wasn't changed"));
    assert_eq!(fs::read_to_string(&file).expect("UTF-8"), written);
    let output = user.run(&["due", "--ics", "-o", "nowhere/enough.ics"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout_and_stderr(&output).contains("no part of it is left"));
}

#[test]
fn without_anything_due_there_is_no_calendar() {
    let user = TestUser::first_run();
    for arguments in [&["due", "--ics"][..], &["due", "--ics", "-o", "enough.ics"]] {
        let output = user.run(arguments);
        assert!(
            output.status.success() && output.stdout.is_empty(),
            "{output:?}"
        );
        assert!(stdout_and_stderr(&output).contains("Nothing is due now or later"));
    }
    assert_eq!(fs::read_dir(user.home()).expect("a folder").count(), 0);
    for (code, arguments) in [
        (1, &["--private", "due", "--ics"][..]),
        (2, &["due", "--ics", "--json"]),
        (2, &["due", "--ics", "--count"]),
        (2, &["due", "-o", "enough.ics"]),
        (2, &["due", "--ics", "-o", ""]),
    ] {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}

#[test]
fn each_reminder_names_the_program_and_installs_nothing() {
    let user = TestUser::first_run();
    let folder = user.home().join("my data").display().to_string();
    let print = |scheduler| user.stdout_of(&["remind", scheduler, "--data-dir", &folder]);
    for (scheduler, notifier) in [
        ("cron", "notify-send"),
        ("systemd", "notify-send"),
        ("launchd", "osascript"),
    ] {
        let printed = print(scheduler);
        let count = format!("'{PROGRAM}' --data-dir '{folder}' due --count");
        let notifier = if cfg!(target_os = "macos") && scheduler == "cron" {
            "osascript"
        } else {
            notifier
        };
        for text in [scheduler, notifier, &*count, "Nothing is installed"] {
            assert!(printed.contains(text), "{text}: {printed}");
        }
        assert!(printed.is_ascii(), "{printed}");
    }
    let all = user.stdout_of(&["remind", "--data-dir", &folder]);
    if cfg!(target_os = "macos") {
        assert_eq!(all, print("launchd"));
    } else {
        assert_eq!(all, format!("{}\n{}", print("cron"), print("systemd")));
    }
    assert_eq!(fs::read_dir(user.home()).expect("a folder").count(), 0);
    assert_eq!(user.run(&["remind", "at"]).status.code(), Some(2));
}

#[test]
fn a_path_that_cannot_be_printed_is_refused() {
    let user = TestUser::first_run();
    let output = user.run(&["remind", "cron", "--data-dir", "a\nb"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let printed = stdout_and_stderr(&output);
    assert!(printed.contains("can't be printed here"), "{printed}");
}

/// Runs the line of the crontab as cron would: with few variables, and `\%` for `%`.
fn run_cron_line(user: &TestUser) -> Output {
    let printed = user.stdout_of(&["remind", "cron"]);
    let line = printed.lines().last().expect("a line");
    let command = line.strip_prefix("0 18 * * * ").expect("a time of the day");
    let bin = user.home().join("bin").display().to_string();
    Command::new("/bin/sh")
        .args(["-c", &command.replace(r"\%", "%")])
        .env_clear()
        .env("HOME", user.home())
        .env("PATH", format!("{bin}:/usr/bin:/bin"))
        .output()
        .expect("the shell starts")
}

#[test]
fn cron_tells_the_number_only_when_something_is_due() {
    let overdue = |id| fear_due_on(id, "2020-10-08".parse().expect("a day"));
    for (entries, wanted) in [
        (
            vec![overdue("a1"), overdue("b2")],
            Some("Ready for a look back: 2"),
        ),
        (vec![fear_due_on("c3", in_a_week())], None),
    ] {
        let user = user_with(&entries);
        let told = user.home().join("told");
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{}'\n", told.display());
        for name in ["notify-send", "osascript"] {
            let path = user.write(&format!("bin/{name}"), &script);
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        let output = run_cron_line(&user);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(stdout_and_stderr(&output), "");
        let told = fs::read_to_string(told).ok();
        assert_eq!(told.is_some(), wanted.is_some(), "{told:?}");
        assert!(told.is_none_or(|told| wanted.is_some_and(|text| told.contains(text))));
    }
    // Where there is no number, the reason is told in place of a notification.
    let user = user_with(&[overdue("a1")]);
    fs::write(user.journal(), "no journal").expect("it is ours");
    let output = run_cron_line(&user);
    assert!(!output.status.success(), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("journal.db"),
        "{output:?}"
    );
}
