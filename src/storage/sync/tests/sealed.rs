//! Computers with a locked journal.

use std::collections::BTreeMap;

use super::*;
use crate::storage::lock::{LockFile, Passphrase, PassphraseCost};

const LOCK: &str = "journal.lock";

fn lock_file(seed: &Seed, passphrase: &str) -> LockFile {
    let passphrase = Passphrase::new(passphrase).unwrap();
    LockFile::seal(seed, &passphrase, PassphraseCost::LEAST).unwrap()
}

fn locked(name: &str, seed: &Seed, file: Option<&LockFile>) -> Machine {
    Machine {
        lock: Some(SyncLock::new(seed, file.cloned())),
        ..Machine::plain(name)
    }
}

fn write(machine: &mut Machine, id: &str, text: &str) {
    machine.save(&finished_entry(id, text, timestamp(0)));
}

/// All files of a folder, also hidden ones.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, fs::read(file.path()).unwrap())
        })
        .collect()
}

/// Carries everything from the folder of one machine to that of another.
fn carry(from: &Machine, to: &Machine) {
    for (name, bytes) in files(from.folder.path()) {
        fs::write(to.folder.path().join(name), bytes).unwrap();
    }
}

fn shared_lock(machine: &Machine) -> LockFile {
    let path = machine.folder.path().join(LOCK);
    LockFile::read(&path).unwrap().unwrap().unwrap()
}

/// Checks that a sync stops before it changes anything.
#[track_caller]
fn assert_stops(machine: &mut Machine, is_expected: impl Fn(&SyncError) -> bool) {
    let before = (files(machine.folder.path()), machine.records());
    let error = machine.try_sync().unwrap_err();
    assert!(is_expected(&error), "{error:?}");
    let after = (files(machine.folder.path()), machine.records());
    assert!(before == after, "something changed");
}

const fn is_other_lock(error: &SyncError) -> bool {
    matches!(error, SyncError::OtherLock { .. })
}

const fn is_locked(error: &SyncError) -> bool {
    matches!(error, SyncError::Locked { .. })
}

#[test]
fn no_word_of_fifty_entries_is_in_the_folder_and_another_computer_with_the_lock_reads_them() {
    let (seed, file) = (seed(1), lock_file(&seed(1), "warm bread"));
    let mut one = locked("one", &seed, Some(&file));
    let words: Vec<_> = (0..50)
        .map(|number| format!("zebrafinch{number:02} 心配{number} 🍲"))
        .collect();
    for (number, text) in words.iter().enumerate() {
        write(&mut one, &format!("entry{number}"), text);
    }
    let report = one.sync();
    assert_eq!(
        (report.sent, report.seal),
        (50, Some(SealReport::default()))
    );
    let names: Vec<_> = files(one.folder.path()).into_keys().collect();
    assert_eq!(names, ["enough-one.jsonl", LOCK]);
    let others = ["two-minute-check", "2026-03-01", "entry", "thought"];
    for text in words.iter().map(String::as_str).chain(others) {
        for part in text.split(' ') {
            let wide: Vec<u8> = part.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in files(one.folder.path()).values() {
                let holds = |part: &[u8]| bytes.windows(part.len()).any(|it| it == part);
                assert!(!holds(part.as_bytes()) && !holds(&wide), "{part}");
            }
        }
    }
    assert_eq!(shared_lock(&one), file);
    let mut two = locked("two", &seed, Some(&file));
    carry(&one, &two);
    assert_eq!(two.sync().new, 50);
    assert_eq!(one.records(), two.records());
    for machine in [&mut one, &mut two] {
        let before = files(machine.folder.path());
        let report = machine.sync();
        assert_eq!((report.sent, report.new, report.updated), (0, 0, 0));
        assert!(
            files(machine.folder.path()) == before,
            "nothing is written where nothing changed"
        );
    }
}

#[test]
fn a_computer_without_the_lock_writes_nothing_into_a_locked_folder() {
    let (seed, file) = (seed(1), lock_file(&seed(1), "warm bread"));
    let mut one = locked("one", &seed, Some(&file));
    write(&mut one, "a", "They will fire me 火");
    let _ = one.sync();
    let mut two = Machine::plain("two");
    write(&mut two, "b", "The boiler explodes");
    carry(&one, &two);
    assert_stops(&mut two, is_locked);
    // Each of the files is enough.
    fs::remove_file(two.folder.path().join(LOCK)).unwrap();
    assert_stops(&mut two, is_locked);
    fs::remove_file(two.folder.path().join("enough-one.jsonl")).unwrap();
    fs::write(two.folder.path().join(LOCK), "half a fi").unwrap();
    assert_stops(&mut two, is_locked);
    let newer = "{\"v\":3,\"sealed\":2}\n\"AAAA\"\n";
    fs::write(two.folder.path().join(LOCK), "").unwrap();
    fs::rename(
        two.folder.path().join(LOCK),
        two.folder.path().join("enough-x.jsonl"),
    )
    .unwrap();
    two.receive_file("enough-x.jsonl", newer);
    assert_stops(&mut two, is_locked);
    // The same after the lock was switched off here.
    one.lock = None;
    assert_stops(&mut one, is_locked);
    assert_eq!(one.device.name(), "one");
}

#[test]
fn a_program_from_before_there_were_locks_takes_a_sealed_file_for_that_of_a_newer_one() {
    let mut one = locked("one", &seed(1), None);
    write(&mut one, "a", "They will fire me");
    let _ = one.sync();
    let text = fs::read_to_string(one.file()).unwrap();
    let mut lines = text
        .lines()
        .map(|line| log::parse_line(line.as_bytes(), false));
    assert!(matches!(lines.next(), Some(log::ParsedLine::Newer)));
    assert!(matches!(lines.next(), Some(log::ParsedLine::Unreadable)));
}

#[test]
fn the_plain_log_of_this_computer_is_sealed_and_what_it_was_is_overwritten() {
    let mut one = Machine::plain("one");
    write(&mut one, "a", "They will fire me 火");
    let _ = one.sync();
    // A killed sync left a second one.
    fs::copy(one.file(), one.folder.path().join(".enough-one.jsonl.new")).unwrap();
    let old = files(one.folder.path())
        .into_keys()
        .map(|name| fs::File::open(one.folder.path().join(name)).unwrap());
    let old: Vec<_> = old.collect();
    assert_eq!(old.len(), 2);
    one.lock = Some(SyncLock::new(&seed(1), None));
    let report = one.sync();
    assert_eq!(report.sent, 0, "it is the same file, sealed");
    let erased = report.seal.unwrap().is_plain_log_erased;
    assert_eq!(erased, Some(cfg!(unix)));
    for mut file in old {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        assert!(!cfg!(unix) || !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0));
    }
    assert!(
        fs::read_to_string(one.file())
            .unwrap()
            .starts_with("{\"v\":2,\"sealed\":1,")
    );
    let expected = SealReport {
        lacks_lock_file: true,
        ..SealReport::default()
    };
    assert_eq!(one.sync().seal, Some(expected));
    assert_eq!(one.texts(), ["They will fire me 火"]);
}

#[test]
fn plain_files_of_other_computers_are_read_and_named() {
    let mut two = Machine::plain("two");
    write(&mut two, "b", "from before the lock 前");
    let _ = two.sync();
    let mut one = locked("one", &seed(1), None);
    deliver(&two, &one, None, 100);
    deliver(&two, &one, Some("enough-two (conflict).jsonl"), 100);
    one.receive_file("notes.jsonl", "{\"mine\": true}\n");
    for new in [1, 0] {
        let report = one.sync();
        assert_eq!(report.new, new);
        let path = |name: &str| one.folder.path().join(name);
        let plain = [
            path("enough-two (conflict).jsonl"),
            path("enough-two.jsonl"),
        ];
        let mut named = report.seal.unwrap().plain_files;
        named.sort();
        assert_eq!(named, plain);
    }
    // A plain line in a sealed file isn't one of its own.
    let plain = fs::read_to_string(two.file())
        .unwrap()
        .replace("\"b\"", "\"forged\"");
    let sealed = fs::read_to_string(one.file()).unwrap();
    one.receive_file("enough-three.jsonl", &format!("{sealed}{plain}"));
    let report = one.sync();
    assert_eq!((report.new, report.partly_read[0].unopened_lines), (0, 1));
}

#[test]
fn a_damaged_line_and_a_line_from_another_file_stay_out_and_are_counted() {
    let (seed, mut two) = (seed(1), Machine::plain("two"));
    let mut one = locked("one", &seed, None);
    two.lock.clone_from(&one.lock);
    for (id, text) in [("a", "first 一"), ("b", "second"), ("c", "third 🍲")] {
        write(&mut one, id, text);
    }
    let _ = one.sync();
    let earlier = fs::read_to_string(one.file()).unwrap();
    write(&mut one, "a", "first, and more");
    let _ = one.sync();
    let later = fs::read_to_string(one.file()).unwrap();
    let [earlier, later] = [&earlier, &later].map(|text| text.lines().collect::<Vec<_>>());
    let damaged = later[1].replacen('A', "B", 1);
    assert_ne!(damaged, later[1]);
    let lines = [later[0], &damaged, earlier[2], later[3], &later[2][..40]];
    two.receive_file("enough-one.jsonl", &lines.join("\n"));
    let report = two.sync();
    assert_eq!(report.new, 1);
    assert_eq!(report.partly_read[0].unopened_lines, 2);
    assert_eq!(two.texts(), ["third 🍲"]);
    // Everything comes with the next copy.
    deliver(&one, &two, None, 100);
    assert_eq!(two.sync().new, 2);
    // The computer writes its own file anew.
    fs::write(one.file(), lines.join("\n")).unwrap();
    let report = one.sync();
    assert!(!report.is_renamed);
    assert_eq!((report.sent, report.partly_read[0].unopened_lines), (2, 2));
    assert_eq!(one.sync().partly_read, []);
}

#[test]
fn a_folder_with_another_lock_is_left_alone() {
    let (mine, other) = (seed(1), seed(2));
    let file = lock_file(&mine, "warm bread");
    let mut two = locked("two", &other, Some(&lock_file(&other, "cold tea")));
    write(&mut two, "b", "The boiler explodes");
    let _ = two.sync();
    let mut one = locked("one", &mine, Some(&file));
    write(&mut one, "a", "They will fire me");
    carry(&two, &one);
    assert_stops(&mut one, is_other_lock);
    // Each of the files is enough.
    fs::remove_file(one.folder.path().join(LOCK)).unwrap();
    assert_stops(&mut one, is_other_lock);
    carry(&two, &one);
    fs::remove_file(one.folder.path().join("enough-two.jsonl")).unwrap();
    assert_stops(&mut one, is_other_lock);
    // A lock that was made anew doesn't replace what is there either.
    carry(&two, &one);
    two.lock.clone_from(&one.lock);
    assert_stops(&mut two, is_other_lock);
    // Neither does a lock file that is none, or a link.
    let mut three = locked("three", &mine, Some(&file));
    write(&mut three, "c", "words");
    fs::write(three.folder.path().join(LOCK), "something else").unwrap();
    assert_stops(&mut three, is_other_lock);
    #[cfg(unix)]
    {
        let path = three.folder.path().join(LOCK);
        fs::write(three.home.path().join("elsewhere"), file.to_text()).unwrap();
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(three.home.path().join("elsewhere"), path).unwrap();
        assert_stops(&mut three, is_other_lock);
    }
}

#[test]
fn a_file_of_another_lock_beside_our_own_is_counted_and_left_alone() {
    let (mine, other) = (seed(1), seed(2));
    let mut two = locked("two", &other, None);
    write(&mut two, "b", "The boiler explodes");
    let _ = two.sync();
    let mut one = locked("one", &mine, None);
    write(&mut one, "a", "They will fire me");
    let _ = one.sync();
    deliver(&two, &one, None, 100);
    let report = one.sync();
    assert_eq!((report.new, report.partly_read[0].unopened_lines), (0, 1));
    // This computer had the other lock before: its earlier file stays, and it writes another one.
    let mut joined = locked("two", &mine, None);
    carry(&one, &joined);
    let before = fs::read(joined.file()).unwrap();
    let report = joined.sync();
    assert!(report.is_renamed);
    assert_eq!(report.new, 1);
    assert_eq!(files(joined.folder.path())["enough-two.jsonl"], before);
}

#[test]
fn a_changed_passphrase_reaches_the_folder_and_an_older_one_does_not_return() {
    let seed = seed(1);
    let [first, second] = ["warm bread", "cold tea"].map(|words| lock_file(&seed, words));
    let mut one = locked("one", &seed, Some(&first));
    let mut two = locked("two", &seed, Some(&first));
    write(&mut one, "a", "They will fire me 火");
    let _ = one.sync();
    carry(&one, &two);
    let _ = two.sync();
    carry(&two, &one);
    one.lock = Some(SyncLock::new(&seed, Some(second.clone())));
    let report = one.sync();
    assert!(!report.seal.unwrap().has_new_passphrase);
    assert_eq!(shared_lock(&one), second);
    // The other computer hears of it once, and leaves it there, also where the first is gone.
    carry(&one, &two);
    for is_news in [true, false] {
        assert_eq!(two.sync().seal.unwrap().has_new_passphrase, is_news);
        assert_eq!(shared_lock(&two), second);
    }
    fs::remove_file(two.folder.path().join("enough-one.jsonl")).unwrap();
    write(&mut two, "b", "The boiler explodes");
    assert_eq!(two.sync().sent, 1);
    assert_eq!(shared_lock(&two), second);
    // It takes over the new one while that is changed once more, and doesn't bring it back.
    let third = lock_file(&seed, "old shoes");
    one.lock = Some(SyncLock::new(&seed, Some(third.clone())));
    let _ = one.sync();
    assert_eq!(shared_lock(&one), third);
    two.lock = Some(SyncLock::new(&seed, Some(second)));
    deliver(&one, &two, None, 100);
    third.write(&two.folder.path().join(LOCK)).unwrap();
    let _ = two.sync();
    assert_eq!(shared_lock(&two), third);
    let second = third;
    // A computer that joins takes that one, and one whose lock file is lost changes nothing.
    for file in [Some(&second), None] {
        let mut three = locked("three", &seed, file);
        carry(&two, &three);
        let report = three.sync();
        assert_eq!(
            (report.new, report.seal.unwrap().has_new_passphrase),
            (2, false)
        );
        assert_eq!(shared_lock(&three), second);
    }
    // A removed lock file is written again by whoever syncs next.
    fs::remove_file(two.folder.path().join(LOCK)).unwrap();
    let _ = two.sync();
    assert_ne!(shared_lock(&two), second);
}

#[test]
fn a_lock_file_that_nobody_with_the_lock_vouches_for_stops_the_sync() {
    let seed = seed(1);
    let [first, second] = ["warm bread", "cold tea"].map(|words| lock_file(&seed, words));
    let mut one = locked("one", &seed, Some(&first));
    // Even where no entry is there yet.
    let _ = one.sync();
    one.lock = Some(SyncLock::new(&seed, Some(second.clone())));
    let _ = one.sync();
    assert_eq!(shared_lock(&one), second);
    let planted = lock_file(&super::seed(2), "mine now");
    planted.write(&one.folder.path().join(LOCK)).unwrap();
    // A forged header vouches for nothing.
    let mut stranger = locked("x", &super::seed(2), Some(&planted));
    let _ = stranger.sync();
    deliver(&stranger, &one, None, 100);
    assert_stops(&mut one, is_other_lock);
    fs::remove_file(one.folder.path().join(LOCK)).unwrap();
    let _ = one.sync();
    assert_eq!(shared_lock(&one), second);
}
