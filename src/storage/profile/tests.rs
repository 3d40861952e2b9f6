use std::fs;

use proptest::prelude::*;

use super::*;

fn temp_profile() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = home.path().join("enough/profile.yaml");
    (home, path)
}

fn contacts_change(lines: &[&str]) -> ProfileChange {
    ProfileChange::TrustedContacts {
        before: Vec::new(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    }
}

#[test]
fn a_saved_profile_reads_back_and_is_readable_text() {
    let (_home, path) = temp_profile();
    let mut profile = Profile::default();
    profile
        .save(&[ProfileChange::Region(Some("IE".to_owned()))], &path)
        .unwrap();
    profile
        .save(&[ProfileChange::LooksAfterChild(Some(false))], &path)
        .unwrap();
    profile
        .save(&[contacts_change(&["Oma 睡眠 😀: 555 \"home\""])], &path)
        .unwrap();
    profile.save(&[ProfileChange::Bell(true)], &path).unwrap();
    assert_eq!(Profile::read(&path), (profile.clone(), None));
    insta::assert_snapshot!(fs::read_to_string(&path).unwrap(), @r#"
    # What you told good-enough about yourself. You can change it here or in “About you”.
    region: "IE"
    looks_after_child: no
    bell: yes
    trusted:
      - "Oma 睡眠 😀: 555 \"home\""
    "#);
}

#[test]
fn two_windows_keep_each_others_changes() {
    let (_home, path) = temp_profile();
    let (mut one, mut other) = (Profile::default(), Profile::default());
    one.save(&[contacts_change(&["Ada"])], &path).unwrap();
    other
        .save(&[ProfileChange::Region(Some("US".to_owned()))], &path)
        .unwrap();
    other.save(&[contacts_change(&["Grace"])], &path).unwrap();
    let (read, _) = Profile::read(&path);
    assert_eq!(read.region.as_deref(), Some("US"));
    assert_eq!(read.trusted_contacts, ["Grace", "Ada"]);
    // Removing a line removes it, even if another window wrote it.
    let before = read.trusted_contacts.clone();
    let lines = vec!["Ada".to_owned()];
    one.save(&[ProfileChange::TrustedContacts { before, lines }], &path)
        .unwrap();
    assert_eq!(Profile::read(&path).0.trusted_contacts, ["Ada"]);
}

#[test]
fn a_file_with_an_error_is_used_as_far_as_possible_and_kept_beside_the_new_one() {
    let (home, path) = temp_profile();
    fs::create_dir(home.path().join("enough")).unwrap();
    for (written, region, message) in [
        (
            "regoin: US\ntrusted: [Ada]\n",
            None,
            "line 1, unknown field `regoin`",
        ),
        (
            "region: USA\ntrusted: Ada\n",
            None,
            "`USA` isn't a country's two letters",
        ),
        (
            "region: us\nlooks_after_child: maybe\ntrusted: [Ada]\n",
            Some("US"),
            "line 2",
        ),
    ] {
        fs::write(&path, written).unwrap();
        let (mut profile, faulty) = Profile::read(&path);
        assert_eq!(profile.region.as_deref(), region, "{written}");
        assert_eq!(profile.trusted_contacts, ["Ada"], "{written}");
        let text = faulty.expect("it has a fault").message();
        assert!(text.contains(message), "{text}");
        let ProfileSaveResult::SavedAfterQuarantine(quarantined) = profile
            .save(&[ProfileChange::LooksAfterChild(None)], &path)
            .unwrap()
        else {
            panic!("{written} was overwritten");
        };
        assert_eq!(fs::read_to_string(quarantined).unwrap(), written);
        assert_eq!(Profile::read(&path), (profile, None));
    }
    let file_count = fs::read_dir(home.path().join("enough")).unwrap().count();
    assert_eq!(file_count, 4);
}

/// Tests every field, as the message about an unknown field lists them.
#[test]
fn an_invalid_value_counts_as_not_set() {
    let diagnostics = Diagnostics::default();
    Profile::from_text("zzzzzzzzzzzzzz: 1", &diagnostics);
    let help = diagnostics.into_sorted().remove(0).help;
    let fields: Vec<_> = help.split('`').skip(1).step_by(2).collect();
    assert!(
        fields.contains(&"region") && fields.contains(&"looks_after_child"),
        "{help}"
    );
    for field in fields {
        for value in [
            "surely not",
            "-1",
            "1e300",
            "99999999999999999999",
            "[[a]]",
            "{a: {b: c}}",
            "[{a: b}]",
            "{}",
            "~",
        ] {
            let diagnostics = Diagnostics::default();
            let profile = Profile::from_text(&format!("{field}: {value}\n"), &diagnostics);
            let is_text = field == "trusted" && !value.contains(['[', '{']);
            assert!(
                is_text || profile == Profile::default(),
                "{field}: {value}: {profile:?}"
            );
            assert!(
                is_text || value == "~" || diagnostics.has_errors(),
                "{field}: {value}"
            );
        }
    }
    let profile = Profile::from_text(
        "region: uk\nlooks_after_child: No\ntrusted: [Ada, [x], 睡眠]",
        &Diagnostics::default(),
    );
    assert_eq!(profile.region.as_deref(), Some("GB"));
    assert_eq!(profile.looks_after_child, Some(false));
    assert_eq!(profile.trusted_contacts, ["Ada", "睡眠"]);
}

#[test]
fn a_hostile_file_stops_nothing_and_is_never_overwritten() {
    let deep = format!("trusted: {}{}", "[".repeat(5000), "]".repeat(5000));
    let large = "# a\n".repeat(200_000);
    for bytes in [
        deep.as_bytes(),
        large.as_bytes(),
        b"trusted: [\"a\x1b[2Jb\"]\n",
        b"\xff\xfe\x00",
        b"region: [",
        b"- a list\n",
        b"trusted: {a: b}\n",
        b"a: &a [*a]\n",
    ] {
        let (home, path) = temp_profile();
        fs::create_dir(home.path().join("enough")).unwrap();
        fs::write(&path, bytes).unwrap();
        let (mut profile, faulty) = Profile::read(&path);
        assert!(
            faulty.is_some(),
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
        );
        let result = profile
            .save(&[ProfileChange::Region(Some("DE".to_owned()))], &path)
            .unwrap();
        let ProfileSaveResult::SavedAfterQuarantine(quarantined) = result else {
            panic!("it was overwritten")
        };
        assert_eq!(fs::read(quarantined).unwrap(), bytes);
        assert_eq!(Profile::read(&path).0.region.as_deref(), Some("DE"));
    }
}

#[test]
fn a_profile_that_cannot_be_saved_still_applies_in_this_session() {
    let (home, _) = temp_profile();
    fs::write(home.path().join("file"), "").unwrap();
    let mut profile = Profile::default();
    let path = home.path().join("file/profile.yaml");
    assert!(
        profile
            .save(&[ProfileChange::Region(Some("NZ".to_owned()))], &path)
            .is_err()
    );
    assert_eq!(profile.region.as_deref(), Some("NZ"));
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn what_is_written_reads_back_equal(
        text in any::<String>(),
        other in "[\\PC\\pC\\n\"'\\\\:#\\-{}\\[\\]&*!|>%@`, 睡眠😀\u{feff}\u{85}\u{2028}]{0,60}",
        region in proptest::option::of("[A-Z]{2}"),
        looks_after_child in any::<Option<bool>>(),
    ) {
        // UK and GB are the same country.
        let region = region.and_then(|letters| parse_country_code(&letters));
        let trusted_contacts = Profile::parse_contact_lines(&format!("{text}\n{other}"));
        let has_bell = looks_after_child == Some(true);
        assert_reads_back(&Profile { region, looks_after_child, trusted_contacts, has_bell });
    }

    #[test]
    fn any_text_in_quotes_is_the_same_text_to_a_reader(text in any::<String>()) {
        let written = format!("words: {}\n", yaml::quote(&text));
        let read = serde_yaml::from_str::<std::collections::BTreeMap<String, String>>(&written);
        prop_assert_eq!(&read.expect("it can be read")["words"], &text);
    }

    #[test]
    fn any_bytes_can_be_read_as_a_profile(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (home, path) = temp_profile();
        fs::create_dir(home.path().join("enough")).unwrap();
        fs::write(&path, bytes).unwrap();
        let (_, faulty) = Profile::read(&path);
        let message = faulty.map(|faulty| faulty.message()).unwrap_or_default();
        prop_assert!(!message.contains(crate::text::is_unsafe_char), "{}", message);
    }
}

fn assert_reads_back(profile: &Profile) {
    let diagnostics = Diagnostics::default();
    let read = Profile::from_text(&profile.to_text(), &diagnostics);
    assert!(!diagnostics.has_errors(), "{}", profile.to_text());
    assert_eq!(&read, profile);
}

#[test]
fn another_code_of_a_country_reads_back_as_its_usual_one() {
    let region = parse_country_code("UK");
    assert_eq!(region.as_deref(), Some("GB"));
    assert_reads_back(&Profile {
        region,
        ..Profile::default()
    });
}
