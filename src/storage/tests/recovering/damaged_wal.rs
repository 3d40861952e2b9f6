//! Damage to the WAL, which has the newest pages after a crash, and to the database below it.

use super::*;

/// A journal whose last third is only in its WAL.
fn crashed_journal() -> [Vec<u8>; 2] {
    let story = sample_entries();
    RecoveryFixture::crashed_journal(&story[..40], &story[40..])
}

impl RecoveryFixture {
    fn with_wal([journal, log]: &[Vec<u8>; 2]) -> Self {
        let home = Self::new();
        home.write_journal(journal);
        fs::write(home.sidecar("-wal"), log).expect("written");
        home
    }

    fn assert_damaged(&self) {
        let before = read_files(self.data_dir());
        let error = Journal::open(&self.paths.journal_file).unwrap_err();
        assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
        assert_eq!(read_files(self.data_dir()), before);
    }
}

/// The number of sample entries that are unchanged.
fn count_entries(journal: &Journal) -> usize {
    let all = dump_rows_of(&RecoveryFixture::closed_journal(&sample_entries()));
    let rows = dump_rows(journal);
    all.iter()
        .filter(|(id, row)| rows.get(*id) == Some(row))
        .count()
}

#[test]
fn after_a_crash_everything_is_there() {
    let home = RecoveryFixture::with_wal(&crashed_journal());
    assert_eq!(count_entries(&home.open_journal()), 60);
}

#[test]
fn a_journal_without_its_first_page_is_restored_from_its_wal() {
    let [mut journal, log] = crashed_journal();
    journal[..PAGE_BYTES].fill(0);
    let home = RecoveryFixture::with_wal(&[journal.clone(), log.clone()]);
    home.assert_damaged();
    let mended = home.recover().unwrap();
    assert_eq!(count_entries(&home.open_journal()), 60);
    let set_aside = mended.quarantined.unwrap();
    assert_eq!(fs::read(&set_aside).unwrap(), journal);
    let set_aside_log = PathBuf::from(format!("{}-wal", set_aside.display()));
    assert_eq!(fs::read(set_aside_log).unwrap(), log);
}

#[test]
fn a_wal_without_its_database_is_never_deleted() {
    let [_, log] = crashed_journal();
    for is_missing in [false, true] {
        let home = RecoveryFixture::with_wal(&[Vec::new(), log.clone()]);
        if is_missing {
            fs::remove_file(&home.paths.journal_file).unwrap();
        }
        home.assert_damaged();
        assert!(home.preview().readable_entries >= 20);
        home.write_backup(
            "2026-11-20",
            &RecoveryFixture::closed_journal(&sample_entries()[..40]),
        );
        let mended = home.recover().unwrap();
        let set_aside_log = format!("{}-wal", mended.quarantined.unwrap().display());
        assert_eq!(fs::read(set_aside_log).unwrap(), log);
        // The backup has the earlier entries, and the WAL the pages changed since.
        assert_eq!(count_entries(&home.open_journal()), 60);
    }
}

#[test]
fn frames_after_a_damaged_part_of_the_wal_are_reported_and_recovered() {
    let [journal, log] = crashed_journal();
    // The backup has only the beginning of each entry.
    let begun = sample_entries()
        .into_iter()
        .map(|entry| draft_entry(entry.id.as_str()));
    let backup = RecoveryFixture::closed_journal(&begun.collect::<Vec<_>>());
    // A byte in the first page of the WAL, one in its frame header, one in the WAL header, and a range in the
    // middle.
    for spoiled in [200..201, 50..51, 20..21, 400_000..403_000] {
        let mut damaged = log.clone();
        damaged[spoiled.clone()]
            .iter_mut()
            .for_each(|byte| *byte ^= 0x40);
        for has_backup in [false, true] {
            let home = RecoveryFixture::with_wal(&[journal.clone(), damaged.clone()]);
            home.assert_damaged();
            if has_backup {
                home.write_backup("2026-11-20", &backup);
            }
            let mended = home.recover().unwrap();
            assert_eq!(mended.salvaged.lost, 0);
            let journal = home.open_journal();
            assert_intact(&journal);
            assert!(
                count_entries(&journal) >= 58,
                "{spoiled:?}: {}",
                count_entries(&journal)
            );
        }
    }
}

#[test]
fn a_truncated_wal_counts_as_a_crash_not_as_damage() {
    let [journal, log] = crashed_journal();
    let step = 100_003 / usize::try_from(scale_iterations(1)).unwrap();
    let mut before = 0;
    for end in (0..log.len()).step_by(step) {
        let home = RecoveryFixture::with_wal(&[journal.clone(), log[..end].to_vec()]);
        let journal = home.open_journal();
        assert_intact(&journal);
        let count = dump_rows(&journal).len();
        assert!(count >= before.max(40), "{end}");
        before = count;
    }
    assert!(before > 55);
}
