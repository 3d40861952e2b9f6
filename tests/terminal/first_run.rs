use std::fs;
use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use crate::test_user::TestUser;

#[test]
fn the_welcome_page_shows_the_journal_path_and_leads_home() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&[]);
    let journal = user.journal();
    terminal
        .expect("Write down one scary thought.")
        .expect("Call your local emergency number")
        .press("3")
        .expect("self-help notebook")
        .press("<End>")
        .expect(&journal.display().to_string())
        .press("<Esc>")
        .expect("Press Enter to start.")
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0);

    let mut again = user.open(&[]);
    again.expect("A thought is scaring me");
    assert!(!again.screen().contains("Write down one"));
}

#[test]
fn a_computer_whose_journal_was_imported_shows_the_first_page_once() {
    let old = TestUser::new();
    let exercise = "They will fire me\n90\n1\n3\nMy sister.\n2\nfix the bug.\n\n40\n1\n/quit\n";
    old.run_with_input(&["start", "two-minute"], exercise);
    let export = old.stdout_of(&["export"]);

    let user = TestUser::first_run();
    let file = user.write("export.json", &export);
    user.stdout_of(&["import", &file.display().to_string()]);
    let mut terminal = user.open(&[]);
    terminal
        .expect("Write down one scary thought.")
        .expect("not a doctor or a crisis service")
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0);
    let mut again = user.open(&[]);
    again.expect("A thought is scaring me");
    assert!(!again.screen().contains("Write down one"));
    // Another import on the same computer doesn't show it again.
    user.stdout_of(&["import", &file.display().to_string()]);
    let mut again = user.open(&[]);
    again.expect("A thought is scaring me");
    assert!(!again.screen().contains("Write down one"));
}

#[test]
fn the_page_of_keys_opens_from_the_welcome_page_and_from_contacts() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&[]);
    terminal
        .expect("Write down one scary thought.")
        .press("<F1>")
        .expect("The first page")
        .press("<F1>")
        .press("<Esc>")
        .expect("Write down one scary thought.")
        .press("?")
        .expect("If someone is in danger now")
        .press("<F1>")
        .expect("A page with choices")
        .press("<Esc>")
        .expect("If someone is in danger now");
}

#[test]
fn the_profile_from_the_welcome_page_is_readable_by_its_owner_only() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&[]);
    terminal
        .expect("Country for helplines: not set")
        .press("1")
        .expect("Which country's numbers should I show?")
        .press("4")
        .expect("Country for helplines: Ireland")
        .expect("Call 112 or 999")
        .press("2")
        .expect("Do you look after a child?")
        .press("1")
        .expect("Caring for a child: yes")
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("?")
        .expect("112 or 999")
        .press("<Esc>")
        .wait_until("the first screen", |state| {
            state.shows("A thought is scaring me")
        })
        .press("q")
        .expect_exit(0);
    let printed = user.profile();
    assert_eq!(
        fs::metadata(&printed).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let message = user.stdout_of(&["help-now"]);
    assert!(
        message.contains("Ireland: 112 or 999") && !message.contains("Australia"),
        "{message}"
    );
    // Permissions for others are removed.
    fs::set_permissions(&printed, fs::Permissions::from_mode(0o644)).unwrap();
    user.open(&[])
        .expect("Others on this computer could get at");
    assert_eq!(
        fs::metadata(&printed).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn the_welcome_text_can_be_printed() {
    let user = TestUser::first_run();
    let message = user.stdout_of(&["--about"]);
    assert!(
        message.contains("good-enough is a self-help notebook"),
        "{message}"
    );
    assert!(
        message.contains(&user.journal().display().to_string()),
        "{message}"
    );
    assert!(
        message
            .lines()
            .all(|line| line.len() <= 72 || line.contains("journal.db")),
        "{message}"
    );
    let nowhere = ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"];
    let user = nowhere.iter().fold(user, |user, name| user.without(name));
    let message = user.stdout_of(&["--about"]);
    assert!(message.contains("nobody is alerted"), "{message}");
}

#[test]
fn the_journal_is_readable_by_its_owner_only() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("Press Enter to start.")
        .press("<Esc>")
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<Enter>")
        .expect("Arrows or digits give a number");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let folder = user.journal().parent().unwrap().to_owned();
    assert_eq!(mode(folder.clone()), 0o700);
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert!(files.contains(&user.journal()));
    for file in files {
        assert_eq!(mode(file.clone()), 0o600, "{}", file.display());
    }
}

#[test]
fn loose_permissions_are_restricted_and_reported() {
    let user = TestUser::new();
    let folder = user.journal().parent().unwrap().to_owned();
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    set(&folder, 0o755);
    set(&user.journal(), 0o644);
    let mut terminal = user.open(&[]);
    terminal.expect("Others on this computer could get at");
    assert_eq!((mode(&folder), mode(&user.journal())), (0o700, 0o600));
    // Only once.
    let mut again = user.open(&[]);
    again.expect("Enter open");
    assert!(again.inspect(|state| !state.shows("could get at")));
    // A folder given by the user may be meant for others; its content is not.
    set(&folder, 0o755);
    set(&user.journal(), 0o644);
    let named = folder.display().to_string();
    let output = user.run(&["--data-dir", &named, "history", "-n", "1"]);
    assert!(output.status.success());
    assert_eq!((mode(&folder), mode(&user.journal())), (0o755, 0o600));
}

#[test]
fn a_first_page_that_was_shown_does_not_come_back_after_a_kill() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&[]);
    terminal.expect("Write down one scary thought.");
    terminal.wait_until("the file is gone", |_| {
        !user.state().join("first-page-unseen").exists()
    });
    terminal.signal(Signal::KILL).expect_killed();
    user.open(&[]).expect("A thought is scaring me");
}
