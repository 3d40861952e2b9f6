//! Random damage: truncation, flipped bytes, overwritten pages.

use crate::storage::lock::JournalKey;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::storage::cards::CardFilter;
use crate::storage::insight_queries::Period;
use crate::storage::sqlite_file::pager::Pager;

/// The number of tries, and the results.
#[derive(Debug, Default)]
struct DamageCounts {
    tried: u64,
    /// Journals that opened nevertheless.
    opened: u64,
    /// Files that look like a foreign file or a newer journal.
    refused: u64,
    /// The entries before the damage.
    entries: usize,
    /// The entries that are unchanged after a recovery.
    identical: usize,
    partial: u64,
    lost: u64,
}

/// A journal to damage, and an older backup.
struct OriginalJournal {
    journal: Vec<u8>,
    rows: RowDump,
    backup: Vec<u8>,
    backup_rows: RowDump,
}

impl OriginalJournal {
    fn new() -> Self {
        let story = sample_entries();
        let (journal, backup) = (
            RecoveryFixture::closed_journal(&story),
            RecoveryFixture::closed_journal(&story[..40]),
        );
        Self {
            rows: dump_rows_of(&journal),
            backup_rows: dump_rows_of(&backup),
            journal,
            backup,
        }
    }

    fn pages(&self) -> usize {
        self.journal.len() / PAGE_BYTES
    }

    /// The journal with one page overwritten.
    fn with_page(&self, page: usize, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = self.journal.clone();
        damaged[(page - 1) * PAGE_BYTES..page * PAGE_BYTES].copy_from_slice(bytes);
        damaged
    }

    /// Damages a journal, checks the report of opening it, and recovers it. Returns the rows, or none if the file
    /// was refused.
    fn recover_damaged(
        &self,
        damaged: &[u8],
        has_backup: bool,
        figures: &mut DamageCounts,
    ) -> Option<RowDump> {
        let home = RecoveryFixture::new();
        home.write_journal(damaged);
        figures.tried += 1;
        match Journal::open(&home.paths.journal_file) {
            Ok(_) => figures.opened += 1,
            Err(error) => {
                home.assert_unchanged(damaged);
                assert_says_what_to_do(&error, &home.paths.journal_file);
                if let JournalError::Newer { .. } | JournalError::NotAJournal { .. } = error {
                    figures.refused += 1;
                    home.recover().unwrap_err();
                    home.assert_unchanged(damaged);
                    return None;
                }
                assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
            }
        }
        home.write_journal(damaged);
        if has_backup {
            home.write_backup("2026-11-23", &self.backup);
        }
        let mended = home.recover().unwrap();
        let set_aside = mended.quarantined.map(|path| fs::read(path).unwrap());
        assert_eq!(set_aside.unwrap_or_default(), damaged);
        assert_eq!(mended.from_backup.is_some(), has_backup);
        let journal = home.open_journal();
        assert_intact(&journal);
        let rows = dump_rows(&journal);
        assert_eq!(rows.len() as u64, mended.entries);
        if has_backup {
            assert!(self.backup_rows.keys().all(|id| rows.contains_key(id)));
        }
        figures.entries += self.rows.len();
        figures.identical += self.identical_ids(&rows).len();
        figures.partial += mended.salvaged.partial;
        figures.lost += mended.salvaged.lost;
        Some(rows)
    }

    /// The ids of unchanged entries.
    fn identical_ids<'a>(&'a self, rows: &RowDump) -> BTreeSet<&'a str> {
        let originals = self.rows.iter();
        let same = originals.filter(|(id, original)| rows.get(*id) == Some(original));
        same.map(|(id, _)| id.as_str()).collect()
    }

    /// The entries with a row on a page, read from the undamaged file.
    fn ids_on_page(&self, page: usize) -> BTreeSet<String> {
        let home = RecoveryFixture::new();
        home.write_journal(&self.journal);
        let pages = Pager::open(&home.paths.journal_file, &JournalKey::default()).unwrap();
        let node = pages
            .btree_page(u32::try_from(page).unwrap())
            .expect("a page of rows");
        let ids = node.cells().map(|cell| {
            let record = cell.expect("a cell").local_record().expect("a row");
            record.text(0).expect("a name").to_owned()
        });
        ids.collect()
    }
}

fn assert_says_what_to_do(error: &JournalError, path: &Path) {
    let words = error.to_string();
    assert!(words.contains(&path.display().to_string()), "{words}");
    assert!(words.contains("Please"), "{words}");
    assert!(
        words.contains("safe") || words.contains("still there"),
        "{words}"
    );
    assert!(!words.contains('!'), "{words}");
}

/// Random bytes, the same in every run.
fn garbage(seed: usize) -> Vec<u8> {
    let mut chance = StdRng::seed_from_u64(seed as u64);
    (0..PAGE_BYTES).map(|_| chance.random::<u8>()).collect()
}

#[test]
fn a_journal_truncated_anywhere_is_reported_and_recovered() {
    let original = OriginalJournal::new();
    let end = original.journal.len();
    let boundaries = (PAGE_BYTES..end)
        .step_by(PAGE_BYTES)
        .flat_map(|end| [end - 1, end, end + 1]);
    let step = 4099 / usize::try_from(scale_iterations(1)).unwrap();
    let lengths: BTreeSet<_> = (0..200)
        .chain(boundaries)
        .chain((0..end).step_by(step))
        .collect();
    let home = RecoveryFixture::new();
    for &length in lengths.iter().filter(|&&length| length > 0) {
        let cut = &original.journal[..length];
        home.write_journal(cut);
        let error = Journal::open(&home.paths.journal_file).unwrap_err();
        assert!(
            matches!(error, JournalError::Damaged { .. }),
            "{length}: {error:?}"
        );
        home.assert_unchanged(cut);
    }
    eprintln!("{} lengths told of", lengths.len() - 1);
    let mut figures = DamageCounts::default();
    let some = 13 / usize::try_from(scale_iterations(1)).unwrap().min(13);
    for (number, length) in lengths.into_iter().step_by(some).enumerate() {
        let has_backup = number % 2 == 0;
        let rows = original.recover_damaged(&original.journal[..length], has_backup, &mut figures);
        let rows = rows.expect("what is left of a journal is known for one");
        // An entry counted as whole is unchanged, as in the backup, or partial.
        if has_backup {
            let identical = original.identical_ids(&rows);
            for (id, backed_up) in &original.backup_rows {
                assert!(
                    identical.contains(id.as_str()) || rows[id] == *backed_up,
                    "{id}"
                );
            }
        }
    }
    assert_eq!(figures.lost, 0);
    eprintln!("cut short, of {end} bytes: {figures:?}");
}

#[test]
fn bytes_flipped_anywhere_do_no_harm_and_most_entries_are_restored() {
    let original = OriginalJournal::new();
    let mut chance = StdRng::seed_from_u64(7);
    let mut figures = DamageCounts::default();
    for number in 0..scale_iterations(20) {
        let mut damaged = original.journal.clone();
        for _ in 0..chance.random_range(1..20) {
            let place = chance.random_range(0..damaged.len());
            damaged[place] ^= chance.random_range(1..=255_u8);
        }
        original.recover_damaged(&damaged, number % 2 == 0, &mut figures);
    }
    eprintln!("bytes flipped: {figures:?}");
    assert!(figures.identical * 10 > figures.entries * 8, "{figures:?}");
}

#[test]
fn one_overwritten_page_costs_only_the_entries_on_it() {
    let original = OriginalJournal::new();
    let home = RecoveryFixture::new();
    home.write_journal(&original.journal);
    let journal = home.open_journal();
    let step = if scale_iterations(1) > 1 { 1 } else { 5 };
    let mut figures = DamageCounts::default();
    for page in (2..=original.pages()).step_by(step).chain([2, 6]) {
        // The page type by `dbstat`.
        let it = format!("from dbstat where pageno = {page}");
        let kind = format!("select coalesce(max(pagetype), 'free') {it}");
        let table = format!("select coalesce(max(name), '') {it}");
        let (kind, table): (String, String) =
            (query_value(&journal, &kind), query_value(&journal, &table));
        let is_table = ["entry", "answer", "follow_up"].contains(&table.as_str());
        for (bytes, has_backup) in [
            (vec![0; PAGE_BYTES], page % 2 == 0),
            (garbage(page), page % 2 == 1),
        ] {
            let damaged = original.with_page(page, &bytes);
            let rows = original
                .recover_damaged(&damaged, has_backup, &mut figures)
                .unwrap();
            let identical = original.identical_ids(&rows);
            let missing = original
                .rows
                .keys()
                .filter(|id| !identical.contains(id.as_str()));
            let missing: BTreeSet<_> = missing.cloned().collect();
            match kind.as_str() {
                "leaf" if is_table => {
                    let lost = original.ids_on_page(page);
                    assert!(missing.is_subset(&lost), "{page}: {missing:?}, {lost:?}");
                }
                "overflow" => assert!(missing.len() < 2, "{page}: {missing:?}"),
                // An index, interior or free page.
                _ => assert_eq!(missing, BTreeSet::new(), "{page}, {kind} of {table}"),
            }
            // An entry without its row is restored in part from its answers.
            for id in missing {
                assert!(rows.contains_key(&id), "{page}: {id}");
            }
        }
    }
    eprintln!("one page overwritten: {figures:?}");
    assert_eq!(figures.lost, 0);
}

#[test]
fn a_damaged_first_page_loses_no_entries() {
    let original = OriginalJournal::new();
    let mut figures = DamageCounts::default();
    let mut half = original.journal[..PAGE_BYTES].to_vec();
    half[..PAGE_BYTES / 2].fill(0);
    let mut text = b"Dear diary, ".repeat(PAGE_BYTES);
    text.truncate(PAGE_BYTES);
    for first in [vec![0; PAGE_BYTES], garbage(1), half, text] {
        let damaged = original.with_page(1, &first);
        let rows = original
            .recover_damaged(&damaged, false, &mut figures)
            .unwrap();
        assert_eq!(rows, original.rows);
    }
    assert_eq!((figures.partial, figures.lost), (0, 0));
}

#[test]
fn a_flipped_header_byte_is_reported_or_harmless() {
    let original = OriginalJournal::new();
    let home = RecoveryFixture::new();
    let flips: &[u8] = if scale_iterations(1) > 1 {
        &[1, 0x10, 0x80, 0xff]
    } else {
        &[1]
    };
    for place in 0..100 {
        for &flip in flips {
            let mut damaged = original.journal.clone();
            damaged[place] ^= flip;
            home.write_journal(&damaged);
            match Journal::open(&home.paths.journal_file) {
                Ok(journal) => {
                    assert_eq!(dump_rows(&journal), original.rows, "{place} {flip}");
                    drop(journal);
                    // It is writable too.
                    home.open_journal()
                        .save(&finished_entry("another"))
                        .unwrap();
                    let journal = home.open_journal();
                    journal
                        .db
                        .execute("delete from entry where id = 'another'", [])
                        .unwrap();
                    assert_eq!(dump_rows(&journal), original.rows, "{place} {flip}");
                }
                Err(JournalError::Damaged { .. } | JournalError::Newer { .. }) => {
                    home.assert_unchanged(&damaged);
                }
                Err(error) => panic!("{place} {flip}: {error:?}"),
            }
        }
    }
}

#[test]
fn damage_found_after_opening_is_reported_by_every_query() {
    let original = OriginalJournal::new();
    let home = RecoveryFixture::new();
    let now = fixed_now().timestamp;
    let today = day("2026-04-02");
    let mut told = 0;
    for page in 2..=original.pages() {
        home.write_journal(&original.with_page(page, &garbage(page)));
        let mut journal = match Journal::open(&home.paths.journal_file) {
            Ok(journal) => journal,
            // `sqlite_schema` continues there.
            Err(error) => {
                assert!(
                    matches!(error, JournalError::Damaged { .. }),
                    "{page}: {error:?}"
                );
                continue;
            }
        };
        let results = [
            journal.count(EntryList::Done).map(drop),
            journal.newest_summaries(EntryList::Drafts, 100).map(drop),
            journal.newest_summaries(EntryList::Done, 100).map(drop),
            journal.newest_summaries(EntryList::Trash, 100).map(drop),
            journal.entry(&id("walk16")).map(drop),
            journal.match_id("walk2").map(drop),
            journal.match_id("last").map(drop),
            journal.latest_draft().map(drop),
            journal.count_due_follow_ups(today, &[]).map(drop),
            journal.oldest_due_follow_up(today, &[]).map(drop),
            journal.postponed_worries().map(drop),
            journal.last_worry_time().map(drop),
            journal.pattern_names().map(drop),
            journal.insight_data(Period::default()).map(drop),
            journal.card_ids(&CardFilter::default()).map(drop),
            journal.set_card(&id("walk16"), true).map(drop),
            journal
                .search_page(
                    &Query::new("story", Filters::default()),
                    PageRequest::Newest,
                    100,
                )
                .map(drop),
            journal.trash(&id("walk01"), now).map(drop),
            journal.trash_draft(&id("walk03"), now).map(drop),
            journal.restore(&id("walk05")).map(drop),
            journal.save(&sample_entry(31)).map(drop),
        ];
        for error in results.into_iter().filter_map(Result::err) {
            assert!(
                matches!(error, JournalError::Damaged { .. }),
                "{page}: {error:?}"
            );
            told += 1;
        }
    }
    assert!(told > original.pages(), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: u32::try_from(scale_iterations(24)).unwrap(), ..crate::properties::config() })]

    #[test]
    fn any_damage_to_the_file_leaves_the_good_journal_intact(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..9000_usize, any::<u8>()), 0..6),
        shift in prop::option::of((any::<prop::sample::Index>(), 1..5000_usize)),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut damaged = RecoveryFixture::closed_journal(&sample_entries()[..12]);
        for (place, length, byte) in cuts {
            let from = place.index(damaged.len());
            let to = (from + length).min(damaged.len());
            damaged[from..to].fill(byte);
        }
        if let Some((place, length)) = shift {
            let from = place.index(damaged.len());
            damaged.splice(from..from, vec![b'x'; length]);
        }
        if let Some(end) = end {
            damaged.truncate(end.index(damaged.len()));
        }
        let home = RecoveryFixture::new();
        home.write_journal(&damaged);
        let mut good = Journal::in_memory().unwrap();
        good.save(&finished_entry("mine").with_thought("kept 明日 👩🏽‍🚒")).unwrap();
        let salvaged = recovery::salvage(&home.paths.journal_file, &mut good).unwrap();
        assert_intact(&good);
        assert_stored(&good, &finished_entry("mine").with_thought("kept 明日 👩🏽‍🚒"));
        let brought = salvaged.whole + salvaged.partial;
        prop_assert_eq!(dump_rows(&good).len() as u64, brought + 1);
    }
}
