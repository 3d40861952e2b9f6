//! Every bit of the first page, and of the pages that list the tables, flipped one at a time.

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::*;

/// What became of the flips.
#[derive(Debug, Default)]
struct Figures {
    harmless: u64,
    damaged: u64,
}

/// A small journal that was written answer by answer, with every row of it.
struct Small {
    bytes: Vec<u8>,
    rows: Rows,
}

impl Small {
    fn new() -> Self {
        let bytes = Home::whole(&story()[..4]);
        Self {
            rows: rows_of(&bytes),
            bytes,
        }
    }

    /// Opens the journal with that bit flipped: either all is as it was, or it is told, nothing is written, and mending brings
    /// every entry back.
    fn flip(&self, bit: usize, figures: &mut Figures) {
        let home = Home::new();
        let mut damaged = self.bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        home.put(&damaged);
        let at = format!("byte {}, bit {}", bit / 8, bit % 8);
        match Journal::open(&home.places.journal_file) {
            Ok(mut journal) => {
                figures.harmless += 1;
                assert_eq!(rows(&journal), self.rows, "{at}");
                journal.save(&walk("new").thinking("明日")).expect(&at);
                drop(journal);
                let verdict = verify(&home.places.journal_file).expect(&at);
                assert!(verdict.is_intact(), "{at}: {verdict:?}");
            }
            Err(JournalError::Damaged { .. }) => {
                figures.damaged += 1;
                home.assert_untouched(&damaged);
                let verdict = verify(&home.places.journal_file);
                assert!(!verdict.is_ok_and(|verdict| verdict.is_intact()), "{at}");
                let _ = home.mend().expect(&at);
                let there = rows(&home.open());
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

fn is_long() -> bool {
    std::env::var_os("ENOUGH_LONG").is_some()
}

#[test]
fn every_bit_of_the_first_page_is_harmless_or_told_and_mended() {
    let small = Small::new();
    let mut figures = Figures::default();
    let mut chance = StdRng::seed_from_u64(12);
    // The header of the file, and that of the page with its cells.
    let mut bits: Vec<_> = (0..130 * 8).collect();
    let mut others: Vec<_> = (130 * 8..PAGE * 8).collect();
    if !is_long() {
        bits.shuffle(&mut chance);
        bits.truncate(160);
        others.shuffle(&mut chance);
        others.truncate(60);
    }
    for bit in bits.into_iter().chain(others) {
        small.flip(bit, &mut figures);
    }
    println!("{figures:?}");
    assert!(figures.harmless > 0 && figures.damaged > 0);
}

#[test]
fn any_bit_of_the_list_of_tables_is_harmless_or_told_and_mended() {
    let small = Small::new();
    let mut figures = Figures::default();
    let mut chance = StdRng::seed_from_u64(5);
    let is_listed = |page: &usize| {
        let page = &small.bytes[page * PAGE..(page + 1) * PAGE];
        page[0] == 13 && page.windows(7).any(|words| words == b"CREATE ")
    };
    let pages: Vec<_> = (1..small.bytes.len() / PAGE).filter(is_listed).collect();
    assert!(!pages.is_empty());
    for _ in 0..times(80) {
        let page = pages[chance.random_range(0..pages.len())];
        small.flip(
            page * PAGE * 8 + chance.random_range(0..PAGE * 8),
            &mut figures,
        );
    }
    println!("{figures:?}");
    assert!(figures.damaged > 0);
}
