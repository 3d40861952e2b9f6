//! `help-now` prints contacts, whatever else is broken.

use std::fs;

use crate::test_user::{PROGRAM, TestUser};

const PROFILE: &str = "region: US\ntrusted:\n  - \"Oma 睡眠 😀: 555\"\n";
const PAGES: [&str; 5] = [
    "When to get more help",
    "Sudden, awful pictures",
    "After a birth: an emergency",
    "When a baby won't stop crying",
    "When the worry is about someone's health",
];

#[test]
fn the_selected_country_is_printed_with_trusted_contacts_and_pages() {
    let user = TestUser::first_run();
    let everywhere = user.stdout_of(&["help-now", "--more"]);
    assert!(everywhere.contains("Australia: 000"), "{everywhere}");
    assert!(everywhere.contains("findahelpline.com"), "{everywhere}");
    user.write("data/enough/profile.yaml", PROFILE);
    let message = user.stdout_of(&["help-now", "--more"]);
    let places = [
        "United States: 911",
        "Oma 睡眠 😀: 555",
        "1-833-852-6262",
        "Find A Helpline",
    ];
    let found: Vec<_> = places.map(|words| message.find(words)).into();
    assert!(found.is_sorted() && found[0].is_some(), "{message}");
    for page in PAGES {
        assert!(
            message.contains(page) && everywhere.contains(page),
            "{page}"
        );
    }
    assert!(
        message
            .lines()
            .all(|line| good_enough::text::display_width(line) <= 72),
        "{message}"
    );
    // Another country for once, by its code, its name or its local name.
    for name in ["GB", "gb", "UK", "united kingdom"] {
        for option in [&[][..], &["--more"]] {
            let arguments = [&["help-now", "--region", name], option].concat();
            let message = user.stdout_of(&arguments);
            assert!(
                message.contains("United Kingdom: 999") && !message.contains("911"),
                "{name}"
            );
        }
    }
    assert_eq!(fs::read_to_string(user.profile()).unwrap(), PROFILE);
}

#[test]
fn in_a_hurry_all_numbers_of_a_country_fit_on_one_screen() {
    let user = TestUser::first_run();
    let library = good_enough::content::library::Library::embedded();
    let regions = &library.support_contacts().regions;
    assert!(!regions.is_empty());
    for (letters, region) in regions {
        let printed = user.stdout_of(&["help-now", "--region", letters]);
        assert!(printed.lines().count() <= 22, "{letters}: {printed}");
        let lines: Vec<_> = printed.lines().collect();
        assert_eq!(lines[0], "If someone is in danger now");
        assert_eq!(lines[1], format!("  {}: {}", region.name, region.emergency));
        assert_eq!(
            *lines.last().unwrap(),
            "More to read: enough help-now --more"
        );
        // Each number is whole on one line.
        for contact in &region.contacts {
            for number in [&contact.call, &contact.text].into_iter().flatten() {
                let number = number.split(',').next().unwrap();
                let is_whole = lines.iter().any(|line| line.contains(number));
                assert!(is_whole, "{letters}: {number}: {printed}");
            }
        }
    }
    // Without a country, those of all countries and how to get to the lines of one.
    let printed = user.stdout_of(&["help-now"]);
    assert!(printed.lines().count() <= 22, "{printed}");
    for region in regions.values() {
        let number = format!("  {}: {}\n", region.name, region.emergency);
        assert!(printed.contains(&number), "{printed}");
    }
    assert!(printed.contains("findahelpline.com"), "{printed}");
    assert!(printed.contains("enough help-now --region XX"), "{printed}");
    // People you trust come right after the emergency number.
    user.write("data/enough/profile.yaml", PROFILE);
    let printed = user.stdout_of(&["help-now"]);
    let trusted = printed.find("Oma 睡眠 😀: 555").expect("it is there");
    assert!(trusted < printed.find("988").unwrap(), "{printed}");
}

#[test]
fn an_own_list_with_empty_texts_does_not_prevent_help() {
    let user = TestUser::first_run();
    let own = "regions:\n  DE:\n    name: \"\"\n    emergency: \"112\"\n    contacts:\n      - name: \"\"\n        source: \"\"\n";
    user.write("config/enough/people.yaml", own);
    for option in ["--region=DE", "--more", "--all"] {
        let printed = user.stdout_of(&["help-now", option]);
        assert!(printed.contains("112"), "{option}: {printed}");
    }
}

#[test]
fn every_number_is_printed_with_its_source() {
    let user = TestUser::first_run();
    let all = user.stdout_of(&["help-now", "--all"]);
    let library = good_enough::content::library::Library::embedded();
    let people = library.support_contacts();
    let lines = people.regions.values().flat_map(|region| &region.contacts);
    let flat = all.split_whitespace().collect::<Vec<_>>().join(" ");
    for contact in lines.chain(&people.international) {
        assert!(all.contains(&contact.name), "{}", contact.name);
        assert!(
            flat.contains(&format!("Source: {}", contact.source)),
            "{}",
            contact.source
        );
    }
    // How they were checked is said once, where the sources are.
    assert_eq!(
        all.matches("Nobody has called these numbers").count(),
        1,
        "{all}"
    );
    assert!(
        flat.contains("Checked November 2026. Source: samaritans.org"),
        "{all}"
    );
    let more = user.stdout_of(&["help-now", "--more"]);
    assert!(!more.contains("Nobody has"));
    // An unknown country: the numbers of all countries, and a message with their letters.
    let output = user.run(&["help-now", "--region", "Atlantis"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        user.stdout_of(&["help-now"])
    );
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        message,
        "“Atlantis” isn't in the list of countries. These are: AU, CA, DE, EU, GB, IE, NZ, US.\n"
    );
    for wrong in [
        &["help-now", "--region"][..],
        &["help-now", "--all", "--region", "US"],
        &["help-now", "now"],
    ] {
        assert_eq!(user.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn broken_files_do_not_prevent_help() {
    let usual = TestUser::first_run().stdout_of(&["help-now"]);
    let deep = format!("trusted: {}", "[".repeat(9000));
    let large = "international: [] # \u{1b}[2J\n".repeat(50_000);
    for broken in ["[", "\u{1b}[2J\u{7}", "- a\n", &deep, &large] {
        let user = TestUser::first_run();
        for name in [
            "data/enough/profile.yaml",
            "config/enough/people.yaml",
            "config/enough/exercises/mine.yaml",
            "config/enough/exercises/catalogues/people.yaml",
            "data/enough/journal.db",
        ] {
            user.write(name, broken);
        }
        let output = user.run(&["help-now"]);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), usual);
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(
            message.contains("profile.yaml") && message.contains("people.yaml"),
            "{message}"
        );
        assert!(
            !message.contains('\u{1b}') && message.lines().count() == 2,
            "{message}"
        );
        assert_eq!(fs::read_to_string(user.profile()).unwrap(), broken);
    }
    // Missing folders, pipes and other places.
    let user = TestUser::first_run();
    for name in ["data/enough/profile.yaml", "config/enough/people.yaml"] {
        fs::create_dir_all(user.home().join(name)).unwrap();
    }
    assert_eq!(user.stdout_of(&["help-now"]), usual);
    let user = TestUser::first_run();
    let script = "mkdir -p data/enough config/enough && mkfifo data/enough/profile.yaml config/enough/people.yaml && \"$0\" help-now > out; echo ended $?";
    user.open_shell(&format!("cd '{}' && {script}", user.home().display()))
        .expect("ended 0");
    assert_eq!(fs::read_to_string(user.home().join("out")).unwrap(), usual);
}

#[test]
fn a_closed_output_and_an_unusual_terminal_are_no_failure() {
    let user = TestUser::first_run();
    for script in [
        "\"$0\" help-now >&-; echo ended $?",
        "\"$0\" help-now 2>&- >&-; echo ended $?",
        "\"$0\" help-now | true; echo ended $?",
        "TERM=dumb \"$0\" help-now > /dev/null; echo ended $?",
        "env -i \"$0\" help-now > /dev/null; echo ended $?",
    ] {
        user.open_shell(script).expect("ended 0");
    }
    assert!(PROGRAM.ends_with("enough"));
    // A narrow terminal gets narrow lines.
    let mut terminal = user.open_sized(&["help-now", "--more"], (40, 60));
    terminal
        .expect("Never shake a baby.")
        .expect_exit(0)
        .drain();
    let state = terminal.inspect(|state| String::from_utf8_lossy(&state.bytes).into_owned());
    assert!(!state.contains('\u{1b}'), "{state:?}");
    assert!(
        state
            .lines()
            .all(|line| line.trim_end().chars().count() <= 40),
        "{state}"
    );
}
