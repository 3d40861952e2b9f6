//! Each bit of the first page, and of the pages of `sqlite_schema`, flipped one at a time.

use crate::storage::lock::JournalKey;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::storage::sqlite_file::page_cipher;

/// The results of the flips.
#[derive(Debug, Default)]
struct FirstPageCounts {
    harmless: u64,
    damaged: u64,
}

/// A small journal that was saved answer by answer, with a dump of its rows.
struct SmallJournal {
    bytes: Vec<u8>,
    rows: RowDump,
}

impl SmallJournal {
    fn new() -> Self {
        let bytes = RecoveryFixture::closed_journal(&sample_entries()[..4]);
        Self {
            rows: dump_rows_of(&bytes),
            bytes,
        }
    }

    /// Opens the journal with one bit flipped: either all is unchanged, or the damage is reported, nothing is
    /// written, and a recovery restores every entry.
    fn flip(&self, bit: usize, figures: &mut FirstPageCounts) {
        let home = RecoveryFixture::new();
        let mut damaged = self.bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        home.write_journal(&damaged);
        let at = format!("byte {}, bit {}", bit / 8, bit % 8);
        match Journal::open(&home.paths.journal_file) {
            Ok(mut journal) => {
                figures.harmless += 1;
                assert_eq!(dump_rows(&journal), self.rows, "{at}");
                journal
                    .save(&finished_entry("new").with_thought("明日"))
                    .expect(&at);
                drop(journal);
                let verdict = verify(&home.paths.journal_file, &JournalKey::default()).expect(&at);
                assert!(verdict.is_intact(), "{at}: {verdict:?}");
            }
            Err(JournalError::Damaged { .. }) => {
                figures.damaged += 1;
                home.assert_unchanged(&damaged);
                let verdict = verify(&home.paths.journal_file, &JournalKey::default());
                assert!(!verdict.is_ok_and(|verdict| verdict.is_intact()), "{at}");
                let _ = home.recover().expect(&at);
                let there = dump_rows(&home.open_journal());
                assert_eq!(there.len(), self.rows.len(), "{at}");
                let same = there
                    .iter()
                    .filter(|(id, row)| self.rows.get(*id) == Some(row));
                assert_eq!(same.count(), self.rows.len(), "{at}");
            }
            Err(error) => panic!("{at}: {error:?}"),
        }
    }
}

fn is_long_run() -> bool {
    std::env::var_os("ENOUGH_LONG").is_some()
}

#[test]
fn every_flipped_bit_of_the_first_page_is_harmless_or_reported_and_recovered() {
    let small = SmallJournal::new();
    let mut figures = FirstPageCounts::default();
    let mut chance = StdRng::seed_from_u64(12);
    // The file header, and the page header with the cell pointers.
    let mut bits: Vec<_> = (0..130 * 8).collect();
    let mut others: Vec<_> = (130 * 8..PAGE_BYTES * 8).collect();
    if !is_long_run() {
        bits.shuffle(&mut chance);
        bits.truncate(160);
        others.shuffle(&mut chance);
        others.truncate(60);
    }
    for bit in bits.into_iter().chain(others) {
        small.flip(bit, &mut figures);
    }
    println!("{figures:?}");
    // Of a locked page, every bit counts.
    assert!(is_locked_run() || figures.harmless > 0);
    assert!(figures.damaged > 0);
}

#[test]
fn any_flipped_bit_of_the_schema_is_harmless_or_reported_and_recovered() {
    let small = SmallJournal::new();
    let mut figures = FirstPageCounts::default();
    let mut chance = StdRng::seed_from_u64(5);
    let is_listed = |page: &usize| {
        let number = u32::try_from(page + 1).unwrap();
        let mut page = small.bytes[page * PAGE_BYTES..(page + 1) * PAGE_BYTES].to_vec();
        if let Some(key) = JournalKey::default().secret() {
            page_cipher::decrypt(&mut page, number, key);
        }
        page[0] == 13 && page.windows(7).any(|words| words == b"CREATE ")
    };
    let pages: Vec<_> = (1..small.bytes.len() / PAGE_BYTES)
        .filter(is_listed)
        .collect();
    assert!(!pages.is_empty());
    for _ in 0..scale_iterations(80) {
        let page = pages[chance.random_range(0..pages.len())];
        small.flip(
            page * PAGE_BYTES * 8 + chance.random_range(0..PAGE_BYTES * 8),
            &mut figures,
        );
    }
    println!("{figures:?}");
    assert!(figures.damaged > 0);
}
