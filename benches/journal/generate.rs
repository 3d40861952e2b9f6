//! Writes a journal of any size for manual tests: `cargo run --release --example big-journal -- FILE ENTRIES`.

#[path = "../../tests/support/journal_generator.rs"]
mod journal_generator;

use std::path::Path;

use good_enough::storage::journal::Journal;
use good_enough::storage::search::{Filters, Query};

use self::journal_generator::{COMMON_WORD, JournalGenerator, RARE_PHRASE};

fn main() {
    let [_, file, entries] = &std::env::args().collect::<Vec<_>>()[..] else {
        panic!("a file to write and how many entries");
    };
    let entries = entries.parse().expect("a number of entries");
    let mut journal = Journal::open(Path::new(file)).expect("a journal");
    JournalGenerator::new(1).fill(&mut journal, entries);
    for text in [COMMON_WORD, RARE_PHRASE] {
        let query = Query::new(text, Filters::default());
        let found = journal.count_matches(&query).expect("a number");
        println!("{found} of {entries} have “{text}” in them");
    }
}
