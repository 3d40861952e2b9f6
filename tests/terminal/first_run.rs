use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::test_user::TestUser;

#[test]
fn the_welcome_page_shows_the_journal_path_and_leads_home() {
    let person = TestUser::first_run();
    let mut terminal = person.open(&[]);
    let journal = person.journal();
    terminal
        .expect("This is a self-help notebook")
        .expect(&journal.display().to_string())
        .press("<Esc>")
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0);

    let mut again = person.open(&[]);
    again.expect("A thought is scaring me");
    assert!(!again.screen().contains("self-help notebook"));
}

#[test]
fn the_page_of_keys_opens_from_the_welcome_page_and_from_contacts() {
    let person = TestUser::first_run();
    let mut terminal = person.open(&[]);
    terminal
        .expect("This is a self-help notebook")
        .press("<F1>")
        .expect("The first page")
        .press("<F1>")
        .press("<Esc>")
        .expect("This is a self-help notebook")
        .press("?")
        .expect("If someone is in danger now")
        .press("<F1>")
        .expect("A page with choices")
        .press("<Esc>")
        .expect("If someone is in danger now");
}

#[test]
fn the_profile_from_the_welcome_page_is_readable_by_its_owner_only() {
    let person = TestUser::first_run();
    let mut terminal = person.open(&[]);
    terminal
        .expect("not chosen yet")
        .press("1")
        .expect("Which country's numbers should I show?")
        .press("4")
        .expect("to show: Ireland")
        .press("2")
        .expect("Do you look after a child?")
        .press("1")
        .expect("look after a child: yes")
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("?")
        .expect("112 or 999")
        .press("<Esc>")
        .wait_until("the first screen", |seen| {
            seen.shows("A thought is scaring me")
        })
        .press("q")
        .expect_exit(0);
    let told = person.profile();
    assert_eq!(
        fs::metadata(&told).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let said = person.stdout_of(&["help-now"]);
    assert!(
        said.contains("Ireland: 112 or 999") && !said.contains("Australia"),
        "{said}"
    );
    // Permissions for others are removed.
    fs::set_permissions(&told, fs::Permissions::from_mode(0o644)).unwrap();
    person
        .open(&[])
        .expect("Others on this computer could get at");
    assert_eq!(
        fs::metadata(&told).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn the_welcome_text_can_be_printed() {
    let person = TestUser::first_run();
    let said = person.stdout_of(&["--about"]);
    assert!(said.contains("This is a self-help notebook"), "{said}");
    assert!(
        said.contains(&person.journal().display().to_string()),
        "{said}"
    );
    assert!(
        said.lines()
            .all(|line| line.len() <= 72 || line.contains("journal.db")),
        "{said}"
    );
    let nowhere = ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"];
    let person = nowhere
        .iter()
        .fold(person, |person, name| person.without(name));
    let said = person.stdout_of(&["--about"]);
    assert!(said.contains("nobody is alerted"), "{said}");
}

#[test]
fn the_journal_is_readable_by_its_owner_only() {
    let person = TestUser::first_run();
    let mut terminal = person.open(&["start", "two-minute"]);
    terminal
        .expect("Enter goes on from here.")
        .press("<Esc>")
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<Enter>")
        .expect("how likely is it?");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let folder = person.journal().parent().unwrap().to_owned();
    assert_eq!(mode(folder.clone()), 0o700);
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert!(files.contains(&person.journal()));
    for file in files {
        assert_eq!(mode(file.clone()), 0o600, "{}", file.display());
    }
}

#[test]
fn loose_permissions_are_restricted_and_reported() {
    let person = TestUser::new();
    let folder = person.journal().parent().unwrap().to_owned();
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    set(&folder, 0o755);
    set(&person.journal(), 0o644);
    let mut terminal = person.open(&[]);
    terminal.expect("Others on this computer could get at");
    assert_eq!((mode(&folder), mode(&person.journal())), (0o700, 0o600));
    // Only once.
    let mut again = person.open(&[]);
    again.expect("q quit");
    assert!(again.inspect(|seen| !seen.shows("could get at")));
    // A folder given by the user may be meant for others; its content is not.
    set(&folder, 0o755);
    set(&person.journal(), 0o644);
    let named = folder.display().to_string();
    let output = person.run(&["--data-dir", &named, "history", "-n", "1"]);
    assert!(output.status.success());
    assert_eq!((mode(&folder), mode(&person.journal())), (0o755, 0o600));
}
