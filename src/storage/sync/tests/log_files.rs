//! Log files: copies, truncated lines, device names, size.

use super::*;

#[test]
fn copies_that_others_made_of_our_file_are_read_and_unreadable_lines_are_counted() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.save(&finished_entry("a", "first 🍲", timestamp(0)));
    one.save(&finished_entry("b", "second", timestamp(1)));
    let _ = one.sync();
    deliver(&one, &two, Some("enough-one (conflict).jsonl"), 100);
    deliver(
        &one,
        &two,
        Some("enough-one.sync-conflict-20260301-1.jsonl"),
        70,
    );
    let folder = two.folder.path().to_owned();
    fs::write(
        folder.join("notes.jsonl"),
        "{\"mine\": true}\nnot even JSON\n",
    )
    .unwrap();
    fs::write(folder.join(".enough-x.jsonl"), "{").unwrap();
    fs::create_dir(folder.join("enough-folder.jsonl")).unwrap();
    let line = one.log();
    let line = line.lines().next().unwrap().to_owned();
    let newer = line.replacen("\"v\":1", "\"v\":2,\"more\":[]", 1);
    let hostile = line.replace("first 🍲", "\\u001b[2Jfirst \\u202e🍲");
    let odd = format!("{line}\n{newer}\n\n{line}\n<<<<<<< HEAD\n{hostile}\n{{\"v\":1,\"ent");
    fs::write(folder.join("enough-three.jsonl"), odd).unwrap();
    let report = two.sync();
    assert_eq!((report.new, report.peer_files, report.conflicts), (2, 3, 0));
    let expected = PartlyReadFile {
        file: folder.join("enough-three.jsonl"),
        newer_lines: 1,
        unreadable_lines: 1,
        unopened_lines: 0,
    };
    assert_eq!(report.partly_read, [expected]);
    let words = two.texts();
    assert_eq!(words.len(), 2);
    assert!(words.contains(&"first 🍲".to_owned()), "{words:?}");
}

#[test]
fn a_truncated_line_damages_no_other_and_a_lost_file_is_rewritten() {
    let mut one = Machine::new("one");
    one.save(&finished_entry("a", "first", timestamp(0)));
    let _ = one.sync();
    let half = fs::read(one.file()).unwrap();
    fs::write(one.file(), &half[..half.len() / 2]).unwrap();
    assert_eq!(one.sync().sent, 1);
    let mut two = Machine::new("two");
    deliver(&one, &two, None, 100);
    assert_eq!(two.sync().new, 1);
    fs::remove_file(one.file()).unwrap();
    assert_eq!(one.sync().sent, 1);
    assert_eq!(one.texts(), ["first"]);
}

#[test]
fn two_devices_with_one_name_are_detected_and_both_have_everything() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    one.set_clock(0);
    one.save(&finished_entry("a", "before the copy", timestamp(0)));
    let _ = one.sync();
    fs::copy(
        one.home.path().join("device"),
        two.home.path().join("device"),
    )
    .unwrap();
    two.device = device(&two.home, 7);
    two.backup = one.records();
    two.restore_backup();
    deliver(&one, &two, None, 100);
    assert_eq!(one.device.name(), two.device.name());
    for (machine, id, words) in [
        (&mut one, "b", "only on one 一"),
        (&mut two, "c", "only on two 二"),
    ] {
        machine.set_clock(10);
        machine.save(&finished_entry(id, words, timestamp(10)));
    }
    assert!(!one.sync().is_renamed);
    deliver(&one, &two, None, 100);
    assert!(two.sync().is_renamed);
    assert_ne!(one.device.name(), two.device.name());
    deliver(&two, &one, None, 100);
    assert!(!one.sync().is_renamed);
    assert_eq!(one.records(), two.records());
    assert_eq!(one.texts().len(), 3);
    assert!(!two.sync().is_renamed);
}

#[test]
fn many_files_that_sort_first_hide_no_device() {
    let [mut one, mut two] = ["one", "zz"].map(Machine::new);
    two.save(&finished_entry("a", "from far behind 後", timestamp(0)));
    let _ = two.sync();
    for number in 0..700 {
        one.receive_file(&format!("aaa{number:03}.jsonl"), "{\"v\":1}\n");
        one.receive_file(&format!("enough-0{number:03}.jsonl"), "[]\n");
    }
    // A sparse file that is larger than any disk, and one with a single long line.
    let huge = fs::File::create(one.folder.path().join("enough-00.jsonl")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let long = fs::File::create(one.folder.path().join("enough-01.jsonl")).unwrap();
    long.set_len(50 << 20).unwrap();
    deliver(&two, &one, None, 100);
    let report = one.sync();
    assert_eq!(report.new, 1);
    let skipped: Vec<_> = report
        .skipped_files
        .iter()
        .map(|skipped| skipped.reason)
        .collect();
    assert_eq!(skipped, [SkipReason::TooLarge]);
}

#[test]
fn a_log_file_grows_with_the_entries_and_not_with_the_changes() {
    let [mut one, mut two] = ["one", "two"].map(Machine::new);
    for at in 0..60 {
        one.set_clock(at * 10);
        one.save(&finished_entry(
            "a",
            &format!("changed here {at:04} 度"),
            timestamp(0),
        ));
        let report = one.sync();
        assert_eq!((report.sent, report.conflicts, report.preserved), (1, 0, 0));
        deliver(&one, &two, None, 100);
        two.set_clock(at * 10 + 5);
        let report = two.sync();
        assert_eq!(
            (
                report.new + report.updated,
                report.conflicts,
                report.preserved
            ),
            (1, 0, 0)
        );
        two.save(&finished_entry(
            "a",
            &format!("changed there {at:04} 度"),
            timestamp(0),
        ));
        assert_eq!(two.sync().sent, 1);
        deliver(&two, &one, None, 100);
        let report = one.sync();
        assert_eq!(
            (report.updated, report.conflicts, report.preserved),
            (1, 0, 0)
        );
    }
    let file = one.log();
    assert_eq!(file.lines().count(), 1);
    assert!(file.len() < 3000, "{}", file.len());
    assert_eq!(one.texts().len(), 1);
}
