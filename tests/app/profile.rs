//! Contacts, the welcome page and the profile.

use std::fs;
use std::path::PathBuf;

use good_enough::storage::journal::Journal;
use good_enough::storage::profile::Profile;
use good_enough::ui::app::StartScreen;
use good_enough::ui::theme::{ColorSupport, Theme};
use insta::assert_snapshot;

use crate::coach::{Coach, first_exercises};

/// A home folder with a profile and a user contact list.
struct ProfileFixture {
    folder: tempfile::TempDir,
}

impl ProfileFixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder }
    }

    fn profile_file(&self) -> PathBuf {
        self.folder.path().join("profile.yaml")
    }

    fn people(&self) -> PathBuf {
        self.folder.path().join("people.yaml")
    }

    fn coach(&self) -> Coach {
        Coach::with_profile(&self.profile_file(), &self.people())
    }

    fn saved_profile(&self) -> Profile {
        let (profile, faulty) = Profile::read(&self.profile_file());
        assert_eq!(faulty, None);
        profile
    }
}

#[test]
fn the_welcome_page_takes_one_key_and_needs_no_answer() {
    let home = ProfileFixture::new();
    let mut coach = home
        .coach()
        .with_welcome("/home/ada/.local/share/enough/journal.db");
    coach
        .expect("Write down one scary thought.")
        .expect("Country for helplines: not set")
        .expect("Caring for a child: not set");
    coach.press("<Enter>").expect("A thought is scaring me");
    assert!(!home.profile_file().exists());
}

#[test]
fn the_welcome_page_fits_on_80x24() {
    let home = ProfileFixture::new();
    let coach = home
        .coach()
        .with_welcome("/home/ada/.local/share/enough/journal.db");
    assert_snapshot!(coach.screen(), @"
    good-enough

    Write down one scary thought.
    Look at it for a few minutes.
    Leave with a kinder line that's still true.

    This is a notebook, not a doctor or a crisis service. Nobody reads it,
    and nobody is alerted.

    In danger, or thinking about ending your life? Call your local emergency
    number, or press ? (Ctrl+G while you type) for people to talk to.

    Press Enter to start. These can wait:
    1 Country for helplines: not set
    2 Caring for a child: not set
    3 What this is and isn't





    Enter continue   ? people to talk to                             F1 keys
    ");
    let mut coach = coach.sized(40, 12);
    assert_snapshot!(coach.screen(), @"
    good-enough
    Write down one scary thought.
    Look at it for a few minutes.
    Leave with a kinder, true line.
    Not a doctor or a crisis service.
    In danger? Call for help, or press ?.

    Press Enter to start. These can wait:
      1 Country for helplines: not set
      2 Caring for a child: not set
      3 What this is and isn't
    Enter continue   ? people   F1 keys
    ");
    coach.press("<End>");
    assert_snapshot!(coach.screen(), @"
    good-enough
    Write down one scary thought.
    Look at it for a few minutes.
    Leave with a kinder, true line.
    Not a doctor or a crisis service.
    In danger? Call for help, or press ?.

    Press Enter to start. These can wait:
      1 Country for helplines: not set
      2 Caring for a child: not set
    › 3 What this is and isn't
    Enter open   Esc back   ? people   F1
    ");
}

#[test]
fn a_choice_on_the_welcome_page_is_saved_and_enter_still_continues() {
    let home = ProfileFixture::new();
    let mut coach = home.coach().with_welcome("/home/ada/journal.db");
    coach
        .press("1")
        .expect("Which country's numbers should I show?");
    assert_snapshot!(coach.screen(), @"
      About you

      Which country's numbers should I show? You can change this at any time.

      1 Australia
      2 Canada
      3 Germany
      4 Ireland
      5 New Zealand
      6 United Kingdom
      7 United States
      8 Elsewhere in the EU
    › 9 Another country, or none








      Enter choose   Esc back   ? people to talk to                    F1 keys
    ");
    coach
        .press("7")
        .expect("Country for helplines: United States");
    coach.press("2").expect("Do you look after a child?");
    assert_snapshot!(coach.screen(), @"
      About you

      Do you look after a child? It decides which examples
      you see. If you'd rather not say, you see both kinds.

      1 Yes
      2 No
    › 3 I'd rather not say













      Enter choose   Esc back   ? people to talk to                    F1 keys
    ");
    coach.press("2").expect("Caring for a child: no");
    // The arrows and Enter do the same, and Esc leaves a field unchanged.
    coach
        .press("<Down><Down><Enter>")
        .expect("Do you look after a child?");
    coach.press("<Esc>").expect("Caring for a child: no");
    let saved = home.saved_profile();
    assert_eq!(saved.region.as_deref(), Some("US"));
    assert_eq!(saved.looks_after_child, Some(false));
    coach.press("<Enter>").expect("A thought is scaring me");
}

#[test]
fn the_region_selects_the_listed_numbers() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach
        .press("?")
        .expect("Australia 000")
        .expect("United States 911");
    coach
        .expect_no("988lifeline")
        .press("1")
        .press("7")
        .expect("911");
    assert_snapshot!(coach.screen(), @"
    People to talk to

    If you're thinking about ending your life or hurting yourself, you
    deserve to talk to a person now. You don't need to be sure it's serious
    enough.

    If someone is in danger now
    United States                 911

    To talk to someone now
    988 Suicide & Crisis Lifeline
      Call 988, or text 988, or see 988lifeline.org. Day and night. Free.

    Pregnancy and new parents
    National Maternal Mental Health Hotline
      Call 1-833-852-6262, or text 1-833-852-6262. Day and night. Free; not
      a crisis line.
    Postpartum Support International
      Pregnancy and after birth, volunteers in many countries. See
    … more below, with choices 1 to 7

    Space more   Esc back   ? people to talk to                      F1 keys
    ");
    coach
        .expect_no("Australia")
        .expect("Call 988, or text 988, or see 988lifeline.org.");
    let small = home.coach().sized(40, 12);
    let mut coach = small;
    coach.press("?");
    assert_snapshot!(coach.screen(), @"
    People to talk to
    If you're thinking about ending your
    life or hurting yourself, you deserve to
    talk to a person now. You don't need to
    be sure it's serious enough.

    If someone is in danger now
    United States                 911

    To talk to someone now
    … more below, with choices 1 to 7
    Space more   Esc back   ? people   F1
    ");
    coach.press("<End>");
    assert_snapshot!(coach.screen(), @"
    People to talk to
    and nobody is alerted.

      1 Choose another country
      2 Add people you trust
      3 When to get more help
      4 Sudden, awful pictures
      5 After a birth: an emergency
      6 When a baby won't stop crying
    › 7 When the worry is about someone's
        health
    Enter open   Esc back   ? people   F1
    ");
    // "None of these" is an answer as well.
    coach.press("1").press("9").press("<Home>");
    coach.sized(80, 24).expect("Australia 000");
    assert_eq!(home.saved_profile().region, None);
}

#[test]
fn letters_find_a_country_by_its_name() {
    for (typed, region) in [
        ("ger", Some("DE")),
        ("united k", Some("GB")),
        ("uk", Some("GB")),
        ("us", Some("US")),
        ("nz", Some("NZ")),
        ("gez<Backspace>r", Some("DE")),
        // Nobody gets the numbers of another country than their own.
        ("gre", None),
        ("睡", None),
    ] {
        let home = ProfileFixture::new();
        let mut coach = home.coach();
        coach.press("?1").expect("Which country's numbers");
        coach.press(typed).press("<Enter>");
        assert_eq!(home.saved_profile().region.as_deref(), region, "{typed}");
    }
}

#[test]
fn a_page_with_its_choices_out_of_view_says_how_to_scroll() {
    let home = ProfileFixture::new();
    let mut coach = home.coach().sized(80, 24);
    coach
        .press("?")
        .expect("… more below")
        .expect("Space more")
        .expect_no("Enter open");
    coach
        .press("<End>")
        .expect("Enter open")
        .expect_no("Space more");
}

#[test]
fn at_a_hard_moment_there_are_numbers_to_call_and_no_doubts_about_them() {
    for (region, numbers) in [
        ("GB", ["Call 116 123", "0808 2000 247", "Text HUG to 85258"]),
        ("IE", ["Call 116 123", "1800 341 900", "parentline.ie"]),
        ("DE", ["0800 111 0 111", "116 016", "0800 111 0 550"]),
        (
            "NZ",
            ["Call 1737, or text 1737", "0800 733 843", "0800 933 922"],
        ),
        ("CA", ["Call 988", "sheltersafe.ca", "postpartum.org"]),
        ("EU", ["Call 116 123", "Call 116 016", "postpartum.net"]),
    ] {
        let home = ProfileFixture::new();
        fs::write(home.profile_file(), format!("region: {region}\n")).unwrap();
        let mut coach = home.coach().sized(80, 80);
        coach.press("?").expect("Abuse at home");
        coach.expect("Pregnancy and new parents");
        for number in numbers {
            coach.expect(number);
        }
        coach.expect("Numbers change. If one doesn't answer, call");
        coach.expect_no("hecked").expect_no("Nobody has");
    }
}

#[test]
fn a_country_without_a_line_says_where_to_find_one() {
    let home = ProfileFixture::new();
    fs::write(
        home.people(),
        "regions: {AT: {name: Austria, emergency: \"144\"}}\n",
    )
    .unwrap();
    fs::write(home.profile_file(), "region: AT\n").unwrap();
    let mut coach = home.coach();
    coach.press("?").expect("Austria 144");
    coach.expect("We have no number for Austria yet. To find one:");
    coach.expect_no("Abuse at home");
    // A country that is no longer listed is kept.
    fs::write(home.profile_file(), "region: FR\n").unwrap();
    home.coach().press("?").expect("Australia 000");
    assert_eq!(home.saved_profile().region.as_deref(), Some("FR"));
}

#[test]
fn trusted_contacts_appear_on_the_contacts_page() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach.press("?").press("2").expect("Who could you turn to?");
    coach
        .type_in("Oma 睡眠 555 😀")
        .press("<Enter>")
        .type_in("My GP: 01 23?");
    assert_snapshot!(coach.screen(), @"
      People you trust

      Who could you turn to? One to a line: a name, and how you reach them.
      They stand near the top of “People to talk to”.

    ╭──────────────────────────────────────────────────────────────────────────╮
    │ Oma 睡眠 555 😀                                                          │
    │ My GP: 01 23?                                                            │
    │                                                                          │
    ╰──────────────────────────────────────────────────────────────────────────╯











      Esc done   Ctrl+G people to talk to   Ctrl+O editor              F1 keys
    ");
    coach
        .press("<Esc>")
        .expect("People you trust")
        .press("<PgDn>")
        .expect("Oma 睡眠 555 😀")
        .expect("My GP: 01 23?");
    assert_eq!(
        home.saved_profile().trusted_contacts,
        ["Oma 睡眠 555 😀", "My GP: 01 23?"]
    );
    let mut again = home.coach();
    again.press("?<PgDn>").expect("Oma 睡眠 555 😀");
    again
        .press("2")
        .press("<C-u><Backspace><Esc>")
        .expect_no("My GP");
    assert_eq!(home.saved_profile().trusted_contacts, ["Oma 睡眠 555 😀"]);
    let mut small = home.coach().sized(40, 12);
    small.press("?").press("2");
    assert_snapshot!(small.screen(), @"
    People you trust
    Who could you turn to? One to a line: a
    name, and how you reach them. They stand
    near the top of “People to talk to”.

    ▎ Oma 睡眠 555 😀





    Esc done   Ctrl+G people   F1 keys
    ");
}

#[test]
fn trusted_contacts_are_saved_however_the_page_is_left() {
    for (way_out, at_once) in [
        ("<Esc>", true),
        ("<Tab>", true),
        ("<C-g>", true),
        ("<F1>", true),
        ("<F2>", true),
        ("<F4>", true),
        ("<C-c>", true),
        ("", false),
    ] {
        let home = ProfileFixture::new();
        let mut coach = home.coach();
        coach.press("?").press("2").type_in("Oma 睡眠 😀");
        coach.press(way_out);
        if !at_once {
            coach.wait(2.0);
        }
        assert_eq!(
            home.saved_profile().trusted_contacts,
            ["Oma 睡眠 😀"],
            "{way_out}"
        );
    }
}

#[test]
fn a_new_trusted_contact_appears_in_the_contacts_at_once() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach
        .press("?")
        .press("2")
        .type_in("Oma 睡眠 😀")
        .press("<C-g>");
    coach
        .expect("People to talk to")
        .expect("People you trust")
        .press("<PgDn>")
        .expect("Oma 睡眠 😀");
}

#[test]
fn contacts_open_from_the_profile_pages_and_esc_returns() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach
        .choose("Two-minute check")
        .type_in("They will 睡眠 😀");
    coach.press("<C-g>").expect("with choices 1 to 7");
    for (digit, title) in [
        ("3", "When to get more help"),
        ("4", "Sudden, awful pictures"),
        ("5", "After a birth: an emergency"),
        ("6", "When a baby won't stop crying"),
        ("7", "When the worry is about someone's health"),
        ("1", "Which country's numbers"),
        ("2", "Who could you turn to?"),
    ] {
        coach
            .press(digit)
            .expect(title)
            .press("<C-g>")
            .expect("If someone is in danger now");
        coach
            .press("<Esc>")
            .expect(title)
            .press("<Esc>")
            .expect("If someone is in danger now");
    }
    coach
        .press("2")
        .type_in("Ada")
        .press("<C-g>")
        .press("2")
        .expect("Ada")
        .type_in(" L.");
    coach
        .press("<Esc><PgDn>")
        .expect("Ada L.")
        .press("<Esc>")
        .expect("They will 睡眠 😀");
    assert_eq!(home.saved_profile().trusted_contacts, ["Ada L."]);
}

#[test]
fn a_page_for_a_hard_moment_has_the_number_of_the_selected_country() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach
        .press("?")
        .press("5")
        .expect("emergency number is under People to talk to");
    coach.press("<Esc>").press("1").press("4").press("5");
    coach.expect("Emergency number: 112 or 999");
    assert_snapshot!(coach.screen(), @"
    After a birth: an emergency

    Someone who had a baby lately can become very ill in the mind, and fast.
    They may be very confused, hardly sleep and still be full of energy, or
    be unlike themselves. They may see, hear or believe things that aren't
    there.

    This is an emergency, and it can be treated. Call your emergency number
    or go to a hospital now. Don't stay alone with it.

    The person may not notice it. If you are their partner, family or
    friend, please act for them.

    It comes after about 1 in 500 to 1 in 1,000 births, mostly in the first
    two weeks. Doctors call it postpartum psychosis. With treatment, people
    usually recover fully.

    Emergency number: 112 or 999



    Esc back   ? people to talk to                                   F1 keys
    ");
    let mut small = home.coach().sized(40, 12);
    small.press("?").press("6");
    assert_snapshot!(small.screen(), @"
    When a baby won't stop crying
    Crying can bring anyone to the end of
    their rope. It doesn't mean that you're
    doing it wrong.

    You can put the baby down in a safe
    place, step out of the room and breathe.
    Come back and look after a few minutes.

    Never shake a baby.
    … more below
    Space more   Esc back   ? people   F1
    ");
}

#[test]
fn the_arrows_scroll_a_page_and_then_move_through_its_choices() {
    for size in [(80, 24), (40, 12), (30, 8)] {
        let home = ProfileFixture::new();
        let mut coach = home.coach().sized(size.0, size.1);
        coach.press("?");
        // Every row is reached on the way down.
        let mut shown = coach.screen();
        for _ in 0..90 {
            coach.press("<Down>");
            shown.push_str(&coach.screen());
        }
        coach.expect("› 7 When the worry");
        for text in [
            "United States",
            "Befrienders",
            "Numbers change",
            "2 Add people",
        ] {
            assert!(shown.contains(text), "{text} at {size:?}");
        }
        coach
            .press("<Enter>")
            .expect("can't judge an illness")
            .press("<Esc>");
        coach
            .expect("› 7 When the worry")
            .press("<Up><Up><Up><Enter>")
            .expect("Sudden, awful");
        // Paging skips no row.
        coach.press("<Esc>").press("<Home>");
        let mut shown = coach.screen();
        for _ in 0..20 {
            coach.press("<PgDn>");
            shown.push_str(&coach.screen());
        }
        for text in [
            "Ireland",
            "Anywhere else",
            "findahelpline.com.",
            "crisis",
            "3 When",
        ] {
            assert!(shown.contains(text), "{text} at {size:?}");
        }
    }
}

#[test]
fn the_profile_decides_which_examples_a_session_shows() {
    let (parent, general) = ("first time", "Can we talk tomorrow");
    for (written, has_parent, has_general) in [
        ("", true, true),
        ("looks_after_child: yes\n", true, false),
        ("looks_after_child: no\n", false, true),
    ] {
        let home = ProfileFixture::new();
        fs::write(home.profile_file(), written).unwrap();
        let mut coach = home.coach();
        coach
            .choose("From catastrophe")
            .press("<Enter>")
            .expect("For example");
        assert_eq!(coach.shows(parent), has_parent, "{}", coach.screen());
        assert_eq!(coach.shows(general), has_general, "{}", coach.screen());
    }
}

#[test]
fn the_profile_page_edits_every_field_and_shows_its_path() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach
        .press("<End><Up><Enter>")
        .expect("All of this is optional.");
    coach
        .press("1")
        .press("6")
        .expect("United Kingdom")
        .press("3");
    coach
        .type_in("Ada")
        .press("<Enter>")
        .type_in("Grace")
        .press("<Esc>")
        .expect("People you trust: 2 lines");
    coach
        .press("2")
        .press("1")
        .expect("Caring for a child: yes");
    let path = home.profile_file().display().to_string();
    assert!(coach.screen().replace(['\n', ' '], "").contains(&path));
    let shown = |screen: String| screen.replace(&path, "/home/ada/profile.yaml");
    assert_snapshot!(shown(coach.screen()), @"
      About you

      All of this is optional. It decides which numbers and examples you see.

      It's saved here, in a file that only your account can open:
      /home/ada/profile.yaml

      1 Country for helplines: United Kingdom
    › 2 Caring for a child: yes
      3 People you trust: 2 lines











      Enter open   Esc back   ? people to talk to                      F1 keys
    ");
    coach
        .press("<Esc>")
        .expect("› About you".replace("› ", "›   ").as_str());
    let saved = home.saved_profile();
    assert_eq!(saved.region.as_deref(), Some("GB"));
    assert_eq!(saved.trusted_contacts.len(), 2);
}

#[test]
fn an_unsaved_profile_applies_to_this_run() {
    let journal = Journal::in_memory().unwrap();
    let theme = Theme::new(ColorSupport::None);
    let mut coach =
        Coach::with_journal(journal, first_exercises(), StartScreen::Home, theme).sized(40, 12);
    coach
        .press("<End><Up><Enter>")
        .expect("It's for this window only.");
    assert_snapshot!(coach.screen(), @"
    About you
    All of this is optional. It decides
    which numbers and examples you see.

    It's for this window only. Nothing is
    saved.

      1 Country for helplines: not set
      2 Caring for a child: not set
      3 People you trust: none yet

    Enter open   Esc back   ? people   F1
    ");
    coach
        .press("1")
        .press("7")
        .press("3")
        .type_in("Ada")
        .expect("Ada");
    coach
        .press("<Esc>")
        .press("<Esc>")
        .press("?")
        .press("<PgDn>")
        .expect("Ada");
}

#[test]
fn a_damaged_profile_is_reported_once_and_quarantined() {
    let home = ProfileFixture::new();
    fs::write(home.profile_file(), "region: DE\ntrusted: {a: b}\n").unwrap();
    let mut coach = home.coach();
    coach.expect("can't all be read").expect("line 2");
    coach
        .press("?")
        .expect("Germany 112")
        .expect_no("can't all be read");
    coach
        .press("1")
        .press("7")
        .expect("The damaged file was saved as")
        .expect("United States 911");
    let quarantined = fs::read_to_string(home.folder.path().join("profile.yaml.broken")).unwrap();
    assert_eq!(quarantined, "region: DE\ntrusted: {a: b}\n");
    assert_eq!(home.saved_profile().region.as_deref(), Some("US"));
}

#[test]
fn a_profile_that_cannot_be_written_applies_to_this_run_and_is_retried() {
    let home = ProfileFixture::new();
    let file = home.folder.path().join("folder/profile.yaml");
    fs::write(home.folder.path().join("folder"), "a file in the way").unwrap();
    let mut coach = Coach::with_profile(&file, &home.people());
    coach
        .press("?")
        .press("1")
        .press("7")
        .expect("Couldn't save that to")
        .expect("911");
    fs::remove_file(home.folder.path().join("folder")).unwrap();
    coach
        .press("2")
        .type_in("Ada")
        .press("<Esc>")
        .expect("911")
        .expect("Ada");
    let (profile, _) = Profile::read(&file);
    assert_eq!(profile.region.as_deref(), Some("US"));
    assert_eq!(profile.trusted_contacts, ["Ada"]);
}

#[test]
fn a_user_contact_list_adds_a_country_and_replaces_another() {
    let home = ProfileFixture::new();
    let text = "
international:
  - {name: Befrienders Worldwide, web: example.org, source: a friend}
  - {name: 心配 line, call: 5 5, source: a friend, checked: 2024-01-01}
regions:
  AT: {name: Austria, emergency: \"144\"}
  IE:
    name: Ireland
    emergency: \"999\"
    contacts: [{name: Mine, call: 1 2 3, topic: abuse, hours: 9 to 5, source: me}]
";
    fs::write(home.people(), text).unwrap();
    let mut coach = home.coach();
    coach
        .press("?")
        .expect("Austria 144")
        .expect("Ireland 999")
        .press("1")
        .press("5");
    coach
        .expect("Abuse at home")
        .expect("Call 1 2 3. Open 9 to 5.")
        .press("<End>");
    coach
        .expect("See example.org.")
        .expect("心配 line")
        .expect("Call 5 5.")
        .expect_no("hecked");
    coach
        .press("<Home>")
        .expect("To find someone to talk to, in any country")
        .press("<PgDn>")
        .expect("Find A Helpline")
        .expect_no("befrienders.org");
}

#[test]
fn a_broken_user_contact_list_is_skipped_and_its_line_reported() {
    for (text, message) in [
        ("regions:\n  FR: {name: France}\n", "people.yaml, line 2: "),
        (
            "regions: {france: {name: France, emergency: \"1\"}}",
            "write its two letters",
        ),
        ("{}", "there is nobody here"),
        (
            "international:\n  - {name: a, source: b, topic: babies}\n",
            "line 2",
        ),
        (
            "international:\n  - {name: a, source: b, checked: soon}\n",
            "write it as 2026-11",
        ),
        ("[", "people.yaml, line 1"),
    ] {
        let home = ProfileFixture::new();
        fs::write(home.people(), text).unwrap();
        let mut coach = home.coach();
        coach
            .sized(200, 24)
            .expect("The built-in list is shown instead.")
            .expect(message);
        coach = home.coach();
        coach.press("?").expect("Australia 000");
    }
}

#[test]
fn an_unwanted_picture_leads_to_its_page() {
    let mut coach = Coach::new();
    coach.press("<Down>");
    coach.resize(120, 30);
    for row in [
        "If it is an unwanted picture of someone",
        "getting hurt, read “Sudden, awful pictures”",
        "first. It's under People to talk to.",
    ] {
        coach.expect(row);
    }
    // In one column it is on the page about the exercise.
    coach.resize(80, 24);
    coach.press("a");
    for text in [
        "of someone getting hurt, read",
        "“Sudden, awful pictures”",
        "It's under People",
    ] {
        coach.expect(text);
    }
}

#[test]
fn a_paste_longer_than_the_contacts_field_is_cut_and_reported() {
    let home = ProfileFixture::new();
    let mut coach = home.coach();
    coach
        .press("?")
        .press("2")
        .paste(&"Oma 睡眠 😀\n".repeat(1000));
    coach
        .expect("That's all that fits here.")
        .type_in("more")
        .press("<Esc>");
    let written = std::fs::read_to_string(home.profile_file()).unwrap();
    assert!(written.len() < 10_000, "{}", written.len());
    assert!(home.saved_profile().trusted_contacts.len() > 200);
}
