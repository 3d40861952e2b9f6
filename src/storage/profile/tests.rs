use std::fs;

use proptest::prelude::*;

use super::*;

fn temp_profile() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("there is room for a folder");
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
    let mut person = Profile::default();
    person
        .save(&[ProfileChange::Region(Some("IE".to_owned()))], &path)
        .unwrap();
    person
        .save(&[ProfileChange::LooksAfterChild(Some(false))], &path)
        .unwrap();
    person
        .save(&[contacts_change(&["Oma 睡眠 😀: 555 \"home\""])], &path)
        .unwrap();
    assert_eq!(Profile::read(&path), (person, None));
    insta::assert_snapshot!(fs::read_to_string(&path).unwrap(), @r#"
    # What you told good-enough about yourself. You can change it here or in “About you”.
    region: "IE"
    looks_after_child: no
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
    // Taking a line out takes it out, even if it was written elsewhere.
    let before = read.trusted_contacts.clone();
    let lines = vec!["Ada".to_owned()];
    one.save(&[ProfileChange::TrustedContacts { before, lines }], &path)
        .unwrap();
    assert_eq!(Profile::read(&path).0.trusted_contacts, ["Ada"]);
}

#[test]
fn a_file_with_a_fault_is_used_as_far_as_it_goes_and_kept_beside_the_new_one() {
    let (home, path) = temp_profile();
    fs::create_dir(home.path().join("enough")).unwrap();
    for (written, region, said) in [
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
        let (mut person, faulty) = Profile::read(&path);
        assert_eq!(person.region.as_deref(), region, "{written}");
        assert_eq!(person.trusted_contacts, ["Ada"], "{written}");
        let words = faulty.expect("it has a fault").message();
        assert!(words.contains(said), "{words}");
        let ProfileSaveResult::SavedAfterQuarantine(aside) = person
            .save(&[ProfileChange::LooksAfterChild(None)], &path)
            .unwrap()
        else {
            panic!("{written} was written over");
        };
        assert_eq!(fs::read_to_string(aside).unwrap(), written);
        assert_eq!(Profile::read(&path), (person, None));
    }
    let kept = fs::read_dir(home.path().join("enough")).unwrap().count();
    assert_eq!(kept, 4);
}

/// Each field that the file may have, by what is said of one that it may not have.
#[test]
fn an_invalid_value_counts_as_not_set() {
    let faults = Diagnostics::default();
    Profile::from_text("zzzzzzzzzzzzzz: 1", &faults);
    let remedy = faults.into_sorted().remove(0).help;
    let fields: Vec<_> = remedy.split('`').skip(1).step_by(2).collect();
    assert!(
        fields.contains(&"region") && fields.contains(&"looks_after_child"),
        "{remedy}"
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
            let faults = Diagnostics::default();
            let person = Profile::from_text(&format!("{field}: {value}\n"), &faults);
            let has_words = field == "trusted" && !value.contains(['[', '{']);
            assert!(
                has_words || person == Profile::default(),
                "{field}: {value}: {person:?}"
            );
            assert!(
                has_words || value == "~" || faults.has_errors(),
                "{field}: {value}"
            );
        }
    }
    let person = Profile::from_text(
        "region: uk\nlooks_after_child: No\ntrusted: [Ada, [x], 睡眠]",
        &Diagnostics::default(),
    );
    assert_eq!(person.region.as_deref(), Some("GB"));
    assert_eq!(person.looks_after_child, Some(false));
    assert_eq!(person.trusted_contacts, ["Ada", "睡眠"]);
}

#[test]
fn a_hostile_file_stops_nothing_and_is_never_written_over() {
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
        let (mut person, faulty) = Profile::read(&path);
        assert!(
            faulty.is_some(),
            "{:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
        );
        let kept = person
            .save(&[ProfileChange::Region(Some("DE".to_owned()))], &path)
            .unwrap();
        let ProfileSaveResult::SavedAfterQuarantine(aside) = kept else {
            panic!("it was written over")
        };
        assert_eq!(fs::read(aside).unwrap(), bytes);
        assert_eq!(Profile::read(&path).0.region.as_deref(), Some("DE"));
    }
}

#[test]
fn where_nothing_can_be_written_the_person_is_known_all_the_same() {
    let (home, _) = temp_profile();
    fs::write(home.path().join("file"), "").unwrap();
    let mut person = Profile::default();
    let path = home.path().join("file/profile.yaml");
    assert!(
        person
            .save(&[ProfileChange::Region(Some("NZ".to_owned()))], &path)
            .is_err()
    );
    assert_eq!(person.region.as_deref(), Some("NZ"));
}

proptest! {
    #[test]
    fn what_is_written_reads_back_equal(
        text in any::<String>(),
        other in "[\\PC\\pC\\n\"'\\\\:#\\-{}\\[\\]&*!|>%@`, 睡眠😀\u{feff}\u{85}\u{2028}]{0,60}",
        region in proptest::option::of("[A-Z]{2}"),
        looks_after_child in any::<Option<bool>>(),
    ) {
        // A country is known by one name, however it was written.
        let region = region.and_then(|letters| parse_country_code(&letters));
        let trusted_contacts = Profile::parse_contact_lines(&format!("{text}\n{other}"));
        let person = Profile { region, looks_after_child, trusted_contacts };
        let faults = Diagnostics::default();
        let read = Profile::from_text(&person.to_text(), &faults);
        prop_assert!(!faults.has_errors(), "{}", person.to_text());
        prop_assert_eq!(read, person);
    }

    #[test]
    fn any_text_in_quotes_is_the_same_text_to_a_reader(text in any::<String>()) {
        let written = format!("words: {}\n", yaml::quote(&text));
        let read = serde_yaml::from_str::<std::collections::BTreeMap<String, String>>(&written);
        prop_assert_eq!(&read.expect("it can be read")["words"], &text);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (home, path) = temp_profile();
        fs::create_dir(home.path().join("enough")).unwrap();
        fs::write(&path, bytes).unwrap();
        let (_, faulty) = Profile::read(&path);
        let words = faulty.map(|faulty| faulty.message()).unwrap_or_default();
        prop_assert!(!words.contains(crate::text::is_unsafe_char), "{}", words);
    }
}
