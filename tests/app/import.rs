//! Imports from other programs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use good_enough::domain::entry::{Answer, Entry};
use good_enough::domain::exercise::Role;
use good_enough::storage::import::{ImportCounts, ImportError, ImportInput, import, preview};
use good_enough::storage::journal::{EntryList, Journal};
use jiff::tz::{Offset, TimeZone};

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/app/imports");
    folder.join(name)
}

fn file(name: &str) -> ImportInput {
    ImportInput::File(path(name))
}

/// A time zone two hours east of UTC.
fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(2))
}

fn import_file(name: &str) -> (Journal, Vec<Entry>) {
    let mut journal = Journal::in_memory().expect("the journal opens");
    let counts = import(&file(name), &mut journal, &zone()).expect("it can be taken in");
    assert_eq!(counts.new, counts.all(), "{name}");
    // A second import adds nothing, even in another time zone.
    for zone in [zone(), TimeZone::fixed(Offset::constant(-8))] {
        let again = import(&file(name), &mut journal, &zone).expect("it can be taken in");
        assert_eq!((again.new, again.newer), (0, 0), "{name}");
    }
    let ids = journal.ids().expect("they can be read");
    assert_eq!(ids.len() as u64, counts.all());
    let entries = ids
        .iter()
        .map(|id| {
            journal
                .entry(id)
                .expect("it can be read")
                .expect("it exists")
        })
        .collect();
    (journal, entries)
}

fn all_text(entries: &[Entry]) -> String {
    let answers = entries.iter().flat_map(|entry| &entry.answers);
    let message =
        answers.map(|answered| format!("{} {}\n", answered.prompt, answered.answer.to_text()));
    message.collect()
}

#[test]
fn every_export_format_of_freecbt_is_imported() {
    let mut all = BTreeSet::new();
    for name in ["freecbt.txt", "freecbt.json", "freecbt.csv"] {
        let (journal, entries) = import_file(name);
        let first = &entries[0];
        assert_eq!(first.exercise, "freecbt");
        assert_eq!(first.title, "From FreeCBT");
        // 21:15 UTC is 23:15 there.
        assert_eq!(
            (first.day.to_string().as_str(), first.utc_offset),
            ("2026-02-03", 7200)
        );
        let thought = "They'll all see that I don't belong there 明日";
        assert_eq!(first.text_for(Role::Thought).as_deref(), Some(thought));
        let patterns = first.text_for(Role::Patterns).unwrap();
        let patterns: BTreeSet<_> = patterns.lines().collect();
        let named = ["Mind reading", "Worst-case movie", "other blaming"];
        assert_eq!(patterns, BTreeSet::from(named));
        assert!(
            first
                .text_for(Role::Reframe)
                .unwrap()
                .starts_with("I may feel")
        );
        assert!(all_text(&entries).contains("Two people asked me to come. 🍲"));
        // Empty fields are omitted.
        assert_eq!(entries[1].answers.len(), 1);
        assert_eq!(journal.count(EntryList::Done).unwrap(), 2);
        all.insert(journal.ids().unwrap());
    }
    assert_eq!(all.len(), 1, "the same thoughts have the same names");
}

#[test]
fn a_thought_edited_in_the_source_is_updated_and_one_edited_here_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("FreeCBT.json");
    let given = ImportInput::File(mine.clone());
    let before = std::fs::read_to_string(path("freecbt.json")).unwrap();
    let after = before
        .replace("2026-02-04T07:00:00", "2026-03-01T07:00:00")
        .replace("Two people", "Three people");
    std::fs::write(&mine, after).unwrap();
    let (mut journal, entries) = import_file("freecbt.json");
    let expected = ImportCounts {
        newer: 1,
        same: 1,
        ..ImportCounts::default()
    };
    assert_eq!(preview(&given, &journal, &zone()).unwrap(), expected);
    assert_eq!(import(&given, &mut journal, &zone()).unwrap(), expected);
    journal.set_now("2026-04-01T10:00:00Z".parse().unwrap());
    let mut mine = journal.load_for_editing(&entries[0].id).unwrap().unwrap();
    mine.answers[0].answer = Answer::Text("Put otherwise 火".to_owned());
    journal.save(&mine).unwrap();
    let counts = import(&given, &mut journal, &zone()).unwrap();
    assert_eq!((counts.older, counts.same), (1, 1));
    assert_eq!(journal.entry(&mine.id).unwrap(), Some(mine));
}

#[test]
fn imports_keep_every_word() {
    let (_, entries) = import_file("jrnl.json");
    assert_eq!(entries[0].title, "From jrnl: A long way round.");
    assert_eq!(entries[0].day.to_string(), "2026-01-11");
    assert_eq!(entries[0].started_at.to_string(), "2026-01-11T14:20:00Z");
    let message = all_text(&entries);
    for word in [
        "heron 🐦",
        "#walk\n#rest",
        "Starred yes",
        "眠れない夜",
        "A1B2",
        "kettle",
    ] {
        assert!(message.contains(word), "{word}: {message}");
    }
    let (_, entries) = import_file("tui-journal.json");
    assert_eq!(entries[0].title, "From tui-journal: Before the talk");
    assert_eq!(
        entries[0].day.to_string(),
        "2026-01-20",
        "the day that tui-journal shows"
    );
    let message = all_text(&entries);
    for word in [
        "first line?\n\nThen",
        "#work\n#声",
        "priority 2",
        "folder spring",
        "noticing 🙂",
    ] {
        assert!(message.contains(word), "{word}: {message}");
    }
    let (_, saved) = import_file("tui-journal-kept.json");
    assert_eq!(
        saved[0].id, entries[1].id,
        "the same entry, kept or exported"
    );
    let (_, entries) = import_file("daylio.csv");
    assert_eq!(entries[1].title, "From Daylio: Long day");
    assert_eq!(entries[1].text_for(Role::Feelings).as_deref(), Some("meh"));
    assert_eq!(entries[0].started_at.to_string(), "2026-02-09T05:05:00Z");
    let message = all_text(&entries);
    for word in [
        "work\nfriends\n散歩",
        "Stress: 6",
        "\"the soup\" was good 🍲\nand then I slept.",
    ] {
        assert!(message.contains(word), "{word}: {message}");
    }
}

#[test]
fn tags_of_other_programs_become_tags_where_their_names_can_be() {
    let text = r##"{"tags": {}, "entries": [{"date": "2026-01-11", "time": "14:20", "title": "A 散歩",
        "tags": ["@walk", "#Rest", "day off", "a, b", "2026"]}]}"##;
    let (_, entries) = import_text(text.as_bytes(), &zone()).expect("it can be imported");
    let message = all_text(&entries);
    let expected = "Tags #walk\n#Rest\n#day-off\na, b\n2026";
    assert!(message.contains(expected), "{message}");
}

/// Imports `text` twice and returns the journal with its entries, the oldest last.
fn import_text(text: &[u8], zone: &TimeZone) -> Result<(Journal, Vec<Entry>), ImportError> {
    let mut journal = Journal::in_memory().expect("the journal opens");
    let given = ImportInput::Piped(text.to_vec());
    let previewed = preview(&given, &journal, zone);
    let counts = import(&given, &mut journal, zone);
    let ids = journal.ids().expect("they can be read");
    let entries: Vec<_> = ids
        .iter()
        .map(|id| {
            journal
                .entry(id)
                .expect("it can be read")
                .expect("it exists")
        })
        .collect();
    match &counts {
        Ok(counts) => {
            assert_eq!(previewed.expect("a look finds the same"), *counts);
            assert_eq!(entries.len() as u64, counts.new);
            let again = import(&given, &mut journal, zone).expect("it was taken in before");
            assert_eq!((again.new, again.newer), (0, 0));
        }
        Err(error) => {
            let previewed = previewed.expect_err("a look finds the same");
            assert_eq!(previewed.to_string(), error.to_string());
            assert!(entries.is_empty());
        }
    }
    counts.map(|_| (journal, entries))
}

fn new_york() -> TimeZone {
    TimeZone::fixed(Offset::constant(-5))
}

fn civil(entry: &Entry) -> String {
    let offset = Offset::from_seconds(entry.utc_offset).expect("it is an offset");
    let civil = offset.to_datetime(entry.started_at);
    assert_eq!(civil.date(), entry.day);
    civil.to_string()
}

const DIARY: &str = "full_date,date,weekday,time,mood,activities,note_title,note\n\
    2026-01-15,January 15,Thursday,07:15,good,\"walk | rest\",\"Morning\",\"One\ntwo, ü 心\"\n\
    2026-01-15,January 15,Thursday,19:15,bad,,,\n\
    2026-01-15,January 15,Thursday,19:15,good,,,\n";

#[test]
fn a_table_is_imported_completely_or_not_at_all() {
    let expected = import_text(DIARY.as_bytes(), &zone()).unwrap().1;
    assert_eq!(expected.len(), 3, "two moods of one minute are two entries");
    let utf16 = |text: &str| -> Vec<u8> {
        let text = format!("\u{feff}{text}");
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    // Only the note has a quoted comma.
    let semicolons = DIARY.replace(',', ";").replace("two;", "two,");
    for other in [
        format!("\u{feff}{}", DIARY.replace('\n', "\r\n")).into_bytes(),
        DIARY.replace('\n', "\r").into_bytes(),
        utf16(&DIARY.replace('\n', "\r\n")),
        semicolons.clone().into_bytes(),
        format!("sep=;\r\n{semicolons}").into_bytes(),
        utf16(&semicolons.replace(';', "\t")),
        DIARY.replacen("full_date", "Full_Date", 1).into_bytes(),
        format!("{DIARY}\n,,,,,,,\n").into_bytes(),
    ] {
        let found = import_text(&other, &zone()).unwrap().1;
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(&other));
    }
    let refused = |text: &[u8]| {
        let refused = import_text(text, &zone()).map(|_| ());
        refused.unwrap_err().to_string()
    };
    for (text, message) in [
        (&DIARY[..DIARY.len() - 8], "line 5 has 5 of 8 columns"),
        (&DIARY[..130], "a quote that begins in line 2"),
        (&DIARY.replacen('"', "", 6), "line 3 has 2 of 8 columns"),
        (
            &DIARY.replacen("19:15", "7:15 xm", 1),
            "line 4: its time “7:15 xm”",
        ),
        (
            &DIARY.replacen("2026", "2569", 1),
            "line 2: its day “2569-01-15”",
        ),
        (
            &DIARY.replacen("walk", "w\0lk", 1),
            "line 2 holds zero bytes",
        ),
        (&DIARY.replacen("weekday", "MOOD", 1), "two columns"),
        // Only one of the times has a day period.
        (
            &DIARY.replacen("19:15", "7:15 PM", 1),
            "line 2: its time “07:15”",
        ),
    ] {
        let found = refused(text.as_bytes());
        assert!(found.contains(message), "{message}: {found}");
    }
    let latin: Vec<u8> = DIARY
        .replace('心', "")
        .chars()
        .map(|letter| u8::try_from(letter).unwrap())
        .collect();
    let found = refused(&latin);
    assert!(
        found.contains("line 3") && found.contains("Latin-1"),
        "{found}"
    );
    let utf32: Vec<u8> = DIARY
        .chars()
        .flat_map(|letter| u32::from(letter).to_le_bytes())
        .collect();
    assert!(refused(&utf32).contains("UTF-32"));
    let long = DIARY.replace("One", &"words ".repeat(200_000));
    assert_eq!(import_text(long.as_bytes(), &zone()).unwrap().1.len(), 3);
}

#[test]
fn a_daylio_diary_is_imported_in_any_language() {
    let mut journal = import_text(DIARY.as_bytes(), &zone()).unwrap().0;
    for (morning, evening, mood) in [
        ("7:15 AM", "7:15 PM", "good"),
        ("오전 7:15", "오후 7:15", "좋음"),
        ("7:15 π.μ.", "7:15 μ.μ.", "καλά"),
        ("٧:١٥\u{200f} ص", "٧:١٥\u{200f} م", "جيد"),
        ("07.15", "19.15", "godt"),
    ] {
        let other = DIARY
            .replace("07:15", morning)
            .replace("19:15", evening)
            .replace("good", mood)
            .replace("January 15,Thursday", "15. 1.,x");
        let given = ImportInput::Piped(other.into_bytes());
        let counts = import(&given, &mut journal, &new_york()).unwrap();
        assert_eq!((counts.new, counts.all()), (0, 3), "{morning}");
    }
    let entries = import_text(DIARY.as_bytes(), &new_york()).unwrap().1;
    assert!(
        entries
            .iter()
            .any(|entry| civil(entry) == "2026-01-15T07:15:00")
    );
    let older = "year,date,weekday,time,mood,activities,note\n\
        2018,18 May,Friday,11:54 pm,happy,\"clean | cook\",\"<p>To a &quot;party&quot;</p>\"\n";
    for zone in [zone(), new_york()] {
        let entries = import_text(older.as_bytes(), &zone).unwrap().1;
        assert_eq!(civil(&entries[0]), "2018-05-18T23:54:00");
        assert!(all_text(&entries).contains("clean\ncook"));
        assert!(all_text(&entries).contains("To a \"party\""));
    }
}

#[test]
fn text_added_in_the_source_updates_an_entry_unless_it_was_edited_here() {
    let noted = |starred: bool, tags: &[&str]| {
        let entry = serde_json::json!({"title": "A day 明日", "body": "b", "date": "2026-01-09",
            "time": "22:02", "tags": tags, "starred": starred});
        // Two equal entries stay two.
        let json = serde_json::json!({"tags": {}, "entries": [entry, entry]});
        json.to_string().into_bytes()
    };
    let (mut journal, entries) = import_text(&noted(false, &[]), &zone()).unwrap();
    assert_eq!(entries.len(), 2);
    let later = ImportInput::Piped(noted(true, &["@rest"]));
    for (newer, same) in [(2, 0), (0, 2)] {
        let expected = ImportCounts {
            newer,
            same,
            ..ImportCounts::default()
        };
        // From another time zone as well.
        assert_eq!(preview(&later, &journal, &new_york()).unwrap(), expected);
        assert_eq!(import(&later, &mut journal, &new_york()).unwrap(), expected);
    }
    let entry = journal.entry(&entries[0].id).unwrap().unwrap();
    assert!(all_text(std::slice::from_ref(&entry)).contains("Starred yes"));
    assert_eq!(civil(&entry), "2026-01-09T22:02:00");
    journal.set_now("2026-04-01T10:00:00Z".parse().unwrap());
    let mut mine = journal.load_for_editing(&entries[0].id).unwrap().unwrap();
    mine.answers[1].answer = Answer::Text("Put otherwise 火".to_owned());
    journal.save(&mine).unwrap();
    let again = ImportInput::Piped(noted(false, &[]));
    let counts = import(&again, &mut journal, &zone()).unwrap();
    assert_eq!((counts.newer, counts.same), (1, 1));
    assert_eq!(journal.entry(&mine.id).unwrap(), Some(mine));
}

#[test]
fn an_emptied_field_and_a_broken_character_lose_no_entry() {
    let json = r#"{"tags": null, "entries": [
        {"title": "cut \ud83d", "body": null, "date": "2020-01-09", "time": null, "tags": null, "starred": null},
        {"title": "whole \ud83d\ude00", "body": "b", "date": "2020-01-10", "time": "22:02"}]}"#;
    let mut journal = Journal::in_memory().unwrap();
    let given = ImportInput::Piped(json.into());
    let counts = import(&given, &mut journal, &zone()).unwrap();
    assert_eq!((counts.new, counts.replaced), (2, 1));
    let (_, entries) = import_text(json.as_bytes(), &zone()).unwrap();
    assert!(all_text(&entries).contains("cut \u{fffd}") && all_text(&entries).contains("whole 😀"));
    for (text, count) in [
        (
            r#"{"version": 100, "entries": [{"date": "2026-05-17T00:00:00Z", "content": null, "tags": null}]}"#,
            1,
        ),
        (
            r#"{"thoughts": [{"uuid": null, "createdAt": "2026-05-17T00:00:00Z", "cognitiveDistortions": null,
            "challenge": "c\ud83d"}]}"#,
            1,
        ),
        (
            r#"{"entries": [null, {"date": "2026-05-17", "title": "t", "tags": [null, "@a"]}]}"#,
            1,
        ),
        (
            r#"{"version": null, "entries": [{"date": "2026-05-17T00:00:00Z", "title": "t", "tags": [null]}]}"#,
            1,
        ),
        (
            r#"{"thoughts": [{"createdAt": "2026-05-17T00:00:00Z", "cognitiveDistortions": [null, "labeling"]}, null]}"#,
            1,
        ),
        (r#"{"entries": null}"#, 0),
        (r#"{"thoughts": null}"#, 0),
    ] {
        assert_eq!(
            import_text(text.as_bytes(), &zone()).unwrap().1.len(),
            count,
            "{text}"
        );
    }
}

#[test]
fn a_thought_cut_by_a_truncated_file_is_completed_by_the_full_file() {
    let table = "uuid,createdAt,updatedAt,automaticThought,cognitiveDistortions,challenge,alternativeThought\n\
        u1,2024-01-01T10:00:00.000Z,2024-01-01T10:00:00.000Z,first,labeling,c1,the fair line";
    let complete = ImportInput::Piped(table.into());
    // FreeCBT does not end the last line, so a cut there is not detectable.
    let cuts = table.len() - "the fair line".len()..table.len();
    for cut in cuts {
        let (mut journal, entries) = import_text(&table.as_bytes()[..cut], &zone()).unwrap();
        for (file, newer) in [(&complete, 1), (&complete, 0)] {
            let previewed = preview(file, &journal, &zone()).unwrap();
            assert_eq!(import(file, &mut journal, &zone()).unwrap(), previewed);
            assert_eq!((previewed.new, previewed.newer), (0, newer), "{cut}");
        }
        // A truncated text is never newer than the full one.
        let cut = ImportInput::Piped(table[..cut].into());
        let counts = import(&cut, &mut journal, &zone()).unwrap();
        assert_eq!((counts.new, counts.newer), (0, 0));
        let entry = journal.entry(&entries[0].id).unwrap().unwrap();
        assert!(all_text(&[entry]).contains("the fair line"));
    }
}

#[test]
fn a_day_of_tui_journal_is_the_same_in_every_time_zone() {
    let json = br#"[{"date": "2026-11-28T00:00:00Z", "title": "t", "content": "c"},
        {"date": "2026-05-17T23:16:16Z", "title": "u", "content": ""}]"#;
    let days = |zone| {
        let entries = import_text(json, &zone).unwrap().1;
        entries.iter().map(civil).collect::<BTreeSet<_>>()
    };
    let expected = ["2026-05-17T23:16:16", "2026-11-28T00:00:00"];
    for zone in [
        TimeZone::UTC,
        new_york(),
        TimeZone::fixed(Offset::constant(13)),
    ] {
        assert_eq!(days(zone), expected.map(str::to_owned).into());
    }
}

#[test]
fn the_own_file_of_jrnl_is_recognized_and_its_export_command_named() {
    for text in [
        "[2026-02-03 09:15:00 PM] A title.\nbody\n",
        "2026-02-03 21:15 A title.\nbody\n",
        "[Dienstag, 3. März 2026 21:15] Ein Titel.\n",
    ] {
        let refused = import_text(text.as_bytes(), &zone())
            .map(|_| ())
            .unwrap_err();
        assert!(
            refused.to_string().contains("jrnl --export json"),
            "{refused}"
        );
    }
}
