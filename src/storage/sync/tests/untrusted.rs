//! Lines that somebody forged.

use super::*;

pub(super) const FORGERY_COUNT: usize = 6;
/// The latest representable time.
const LAST_TIMESTAMP: &str = "9999-12-30T22:00:00.999999999Z";

/// A line that an attacker changed.
pub(super) fn forged(line: &str, forgery: usize, now: Timestamp) -> String {
    let mut line: Value = serde_json::from_str(line).unwrap();
    let record = match log::parse_line(line.to_string().as_bytes(), false) {
        log::ParsedLine::Entry(said) => said.record,
        _ => return String::new(),
    };
    let digest = format!("{:032x}", record.versions().content.digest);
    let entry = &mut line["entry"];
    let throw_away = |entry: &mut Value, moved: &str| {
        if entry["state"] != "trashed" {
            entry["state_before_trash"] = entry["state"].clone();
        }
        entry["state"] = json!("trashed");
        entry["trashed_at"] = json!("2000-01-01T00:00:00Z");
        entry["trash_changed_at"] = json!(moved);
    };
    let write = |entry: &mut Value, words: &str| {
        if entry["draft"].is_object() {
            entry["draft"]["pending_text"] = json!(words);
            entry["draft"]["caret"] = json!(0);
        } else if entry["answers"][0].is_object() {
            entry["answers"][0]["answer"] = json!({"kind": "text", "text": words});
        }
    };
    match forgery {
        0 => throw_away(entry, LAST_TIMESTAMP),
        1 => throw_away(entry, "1970-01-01T00:00:00Z"),
        2 => throw_away(entry, &now.to_string()),
        3 => {
            write(entry, "");
            entry["edited_at"] = json!(now.to_string());
            line["ancestors"] = json!(digest);
        }
        4 => {
            write(entry, "something else entirely, and longer 別");
            entry["edited_at"] = json!(LAST_TIMESTAMP);
            entry["revision"] = json!(i64::MAX);
            line["ancestors"] = json!(digest);
        }
        _ => {
            write(entry, "from long ago, and still longer 昔");
            entry["edited_at"] = json!("1970-01-01T00:00:00Z");
            line["ancestors"] = Value::Null;
        }
    }
    format!("{line}\n")
}

#[test]
fn a_record_from_the_future_wins_once_and_a_later_change_wins_over_it() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&finished_entry("a", "as it was 火", timestamp(0)));
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    let _ = two.sync();
    let line = one.log();
    one.receive_file("enough-evil.jsonl", &forged(line.trim(), 4, timestamp(10)));
    one.set_clock(10);
    let report = one.sync();
    assert_eq!(
        (report.updated, report.conflicts + report.preserved),
        (1, 1)
    );
    let changed = one.record("a");
    assert_eq!(changed.edited_at, timestamp(10), "no time is in the future");
    assert!(
        one.texts().contains(&"as it was 火".to_owned()),
        "a copy is kept"
    );
    // The other computer, which never saw it, changes the entry later, and that is the newest version.
    two.set_clock(20);
    two.save(&with_text(two.record("a").entry, "what I really think"));
    let _ = two.sync();
    deliver(&two, &one, None, 100);
    one.set_clock(30);
    let _ = one.sync();
    assert_eq!(text_of(&one.record("a").entry), "what I really think");
    for later in [40, 50] {
        one.set_clock(later);
        let report = one.sync();
        assert_eq!(
            (
                report.sent,
                report.updated,
                report.conflicts,
                report.preserved
            ),
            (0, 0, 0, 0)
        );
    }
    assert_eq!(text_of(&one.record("a").entry), "what I really think");
}

#[test]
fn no_entry_begins_or_ends_long_after_it_was_changed() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&finished_entry("a", "as it was 火", timestamp(0)));
    let _ = one.sync();
    let line = one.log();
    for (file, edited) in [
        ("b", timestamp(0).to_string()),
        ("c", LAST_TIMESTAMP.to_owned()),
    ] {
        let mut line: Value = serde_json::from_str(&line).unwrap();
        line["entry"]["id"] = json!(file);
        line["entry"]["edited_at"] = json!(edited);
        line["entry"]["started_at"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["finished_at"] = json!("2099-01-01T00:00:00Z");
        line["entry"]["day"] = json!("9999-12-31");
        one.receive_file(&format!("enough-{file}.jsonl"), &format!("{line}\n"));
    }
    // The same for an entry that is in the journal already.
    let mut late = finished_entry("d", "far ahead 先", timestamp(9_999_999_999));
    late.day = "9999-12-31".parse().unwrap();
    let late = Record {
        edited_at: timestamp(0),
        entry: late,
        ..one.record("a")
    };
    let transaction = one.journal.begin_merge().unwrap();
    transaction.put_record(&late).unwrap();
    transaction.commit().unwrap();
    one.set_clock(10);
    assert_eq!(one.sync().new, 2);
    let _ = one.sync();
    deliver(&one, &two, None, 100);
    two.set_clock(20);
    let _ = two.sync();
    assert_eq!(one.records(), two.records());
    for record in one.records() {
        let entry = record.entry;
        assert!(
            entry.started_at <= timestamp(10) && entry.finished_at <= Some(timestamp(10)),
            "{entry:?}"
        );
        assert!(entry.day.year() == 2026, "{entry:?}");
    }
    for machine in [&mut one, &mut two] {
        let report = machine.sync();
        assert_eq!(
            (
                report.sent,
                report.updated,
                report.conflicts,
                report.preserved
            ),
            (0, 0, 0, 0)
        );
    }
}

#[test]
fn a_restored_entry_survives_repeated_identical_deletions() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    one.save(&finished_entry("a", "first 火", timestamp(0)));
    let _ = one.sync();
    let line = one.log();
    for (forgery, at) in [(2, 10), (0, 50_000_000)] {
        one.set_clock(at);
        one.receive_file(
            "enough-evil.jsonl",
            &forged(line.trim(), forgery, timestamp(at)),
        );
        assert_eq!(one.sync().updated, 1);
        // It stays there for thirty days, whatever the line says.
        assert_eq!(one.record("a").trashed_at, Some(timestamp(at)));
        one.set_clock(at + 10);
        one.journal.restore(&EntryId::from("a".to_owned())).unwrap();
        for later in [10, 20, 40_000_000] {
            one.set_clock(at + later);
            assert_eq!(one.sync().updated, 0);
            assert!(!one.record("a").is_trashed());
        }
    }
}

#[test]
fn large_losses_need_confirmation() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    for number in 0..12 {
        one.save(&finished_entry(
            &format!("walk{number}"),
            "words 言葉",
            timestamp(number),
        ));
    }
    let _ = one.sync();
    let before = one.records();
    let lines = one.log();
    for (forgery, losses) in [(0, (12, 0)), (3, (0, 12))] {
        let evil: String = lines
            .lines()
            .map(|line| forged(line, forgery, timestamp(10)))
            .collect();
        one.receive_file("enough-evil.jsonl", &evil);
        one.set_clock(20);
        one.max_losses = 10;
        // A new local entry is sent anyway.
        one.save(&finished_entry(
            &format!("new{forgery}"),
            "new 新",
            timestamp(20),
        ));
        for _ in 0..2 {
            let report = one.sync();
            let asks = report
                .needs_confirmation
                .map(|asks| (asks.trashed, asks.emptied));
            assert_eq!((asks, report.updated), (Some(losses), 0));
        }
        assert_eq!(one.records()[..12], before[..]);
        assert!(one.log().contains("new 新"));
        // Fewer losses need no confirmation.
        one.max_losses = 12;
        assert_eq!(one.sync().updated, 12);
        one.backup.clone_from(&before);
        one.restore_backup();
        fs::remove_file(one.folder.path().join("enough-evil.jsonl")).unwrap();
        fs::remove_file(one.file()).unwrap();
        let _ = one.sync();
    }
}

#[test]
fn a_newer_version_without_the_text_leaves_the_older_as_a_copy() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    one.save(&finished_entry("a", "They'll fire me 火", timestamp(0)));
    one.save(&draft("b", "half a sentence 半", timestamp(1)));
    let _ = one.sync();
    let lines = one.log();
    let evil: String = lines
        .lines()
        .map(|line| forged(line, 3, timestamp(10)))
        .collect();
    one.receive_file("enough-evil.jsonl", &evil);
    one.set_clock(20);
    let report = one.sync();
    assert_eq!((report.updated, report.preserved), (2, 2));
    let kept: BTreeSet<_> = one.texts().into_iter().collect();
    for words in ["They'll fire me 火", "half a sentence 半"] {
        assert!(kept.contains(words), "{kept:?}");
    }
    assert_eq!(one.sync().preserved, 0, "one copy is enough");
}

#[test]
fn a_text_that_replaces_another_leaves_it_as_a_copy_and_an_edit_leaves_none() {
    let mut one = Machine::new("one");
    one.set_clock(0);
    one.save(&finished_entry(
        "a",
        "The boiler explodes tonight",
        timestamp(0),
    ));
    let _ = one.sync();
    let steps = [
        ("The boiler explodes tonight, I'm sure", 0),
        ("The boilre explodes tonight, I am sure", 0),
        ("All is well, and I never was afraid 安心", 1),
    ];
    for (at, (text, kept)) in (10..).zip(steps) {
        let line = one.log();
        let line = line
            .lines()
            .find(|line| line.contains("\"id\":\"a\""))
            .unwrap();
        let Some(log::ParsedLine::Entry(mut said)) = Some(log::parse_line(line.as_bytes(), false))
        else {
            panic!("{line}");
        };
        // It claims the local version as its ancestor.
        said.ancestors = vec![said.record.versions().content.digest];
        said.record.edited_at = timestamp(at);
        said.record.entry = with_text(said.record.entry, text);
        one.receive_file("enough-evil.jsonl", &log::format_line(&said));
        one.set_clock(at);
        one.max_losses = 0;
        let report = one.sync();
        assert_eq!(
            (report.updated, report.preserved, report.needs_confirmation),
            (1, kept, None),
            "{text}"
        );
        assert_eq!(text_of(&one.record("a").entry), text);
    }
    assert!(
        one.texts()
            .contains(&"The boilre explodes tonight, I am sure".to_owned())
    );
    assert_eq!(one.sync().preserved, 0, "one copy is enough");
}

#[test]
fn unexpected_lines_do_no_harm() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&finished_entry("a", "first 🍲", timestamp(0)));
    let _ = one.sync();
    let line = one.log();
    let line = line.trim();
    let deep = format!("{{\"v\":1,\"entry\":{}", "[".repeat(200_000));
    let lines = [
        deep.as_str(),
        &line.replacen("\"id\":\"a\"", "\"id\":\"../../a\"", 1),
        &line.replacen("\"id\":\"a\"", "\"id\":\"a\",\"id\":\"b\"", 1),
        &line.replacen("\"revision\":1", "\"revision\":99999999999999999999", 1),
        &line.replacen("\"ancestors\":null", "\"ancestors\":\"zz\"", 1),
        "\u{feff}{}",
        "nul\0l",
    ];
    two.receive_file(
        "enough-evil.jsonl",
        &format!("{line}\n{}\n", lines.join("\n")),
    );
    let largest = line.replacen("\"revision\":1", &format!("\"revision\":{}", i64::MAX), 1);
    two.receive_file("enough-large.jsonl", &format!("{largest}\n"));
    let report = two.sync();
    assert_eq!((report.new, report.conflicts), (1, 0));
    assert_eq!(report.partly_read[0].unreadable_lines, 7);
    assert_eq!(two.texts(), ["first 🍲"]);
    two.set_clock(5);
    two.save(&finished_entry(
        "a",
        "it can still be changed",
        timestamp(0),
    ));
    assert_eq!(two.sync().sent, 1);
}
