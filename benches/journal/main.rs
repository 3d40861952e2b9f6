//! Response times with a large journal: `cargo bench --bench journal`.

#[path = "../../tests/support/journal_generator.rs"]
mod journal_generator;
#[path = "../support/transfer.rs"]
mod transfer;

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;

use divan::Bencher;
use good_enough::storage::export::Format;
use good_enough::storage::journal::{EntryList, EntrySummary, Journal, PageRequest};
use good_enough::storage::search::{CountProgress, Filter, Filters, Query, match_ranges};
use tempfile::TempDir;

use self::journal_generator::{COMMON_WORD, JournalGenerator, RARE_PHRASE};

const SIZES: [u32; 3] = [100, 10_000, 100_000];
/// The size at which transfers of all entries are measured.
const TRANSFER_SIZES: [u32; 2] = [100, 10_000];
/// The number of rows that the history reads before it draws.
const PAGE_SIZE: u64 = 20;

fn main() {
    divan::main();
}

/// The journal of that size, written on first use.
fn journal(size: u32) -> Journal {
    static FOLDERS: [OnceLock<TempDir>; SIZES.len()] = [const { OnceLock::new() }; SIZES.len()];
    let index = SIZES
        .iter()
        .position(|&of| of == size)
        .expect("one of the sizes");
    let folder = FOLDERS[index].get_or_init(|| write(size).1);
    Journal::open(&path(folder)).expect("a journal")
}

fn write(size: u32) -> (Journal, TempDir) {
    // In memory if possible: only the writing of the journal gets faster.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a place for the journal");
    let mut journal = Journal::open(&path(&folder)).expect("a journal");
    JournalGenerator::new(1).fill(&mut journal, size);
    (journal, folder)
}

/// The same journal with a complete search index.
fn searchable(size: u32) -> Journal {
    let journal = journal(size);
    first_results(&journal, &Query::new(COMMON_WORD, Filters::default()));
    journal
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("journal.db")
}

/// The cost of a key typed into the search: the visible rows.
fn first_results(journal: &Journal, query: &Query) -> Vec<EntrySummary> {
    journal
        .search_page(query, PageRequest::Newest, PAGE_SIZE)
        .expect("an answer")
}

fn search(bencher: Bencher<'_, '_>, size: u32, typed: &str) {
    let journal = searchable(size);
    let query = Query::new(typed, Filters::default());
    bencher.bench_local(|| first_results(&journal, &query));
}

#[divan::bench(args = SIZES)]
fn open(bencher: Bencher<'_, '_>, size: u32) {
    let path = journal(size).path().map(PathBuf::from).expect("a file");
    bencher.bench_local(|| Journal::open(&path).expect("a journal"));
}

#[divan::bench(args = SIZES)]
fn first_page(bencher: Bencher<'_, '_>, size: u32) {
    let journal = journal(size);
    bencher.bench_local(|| {
        journal
            .newest_summaries(EntryList::Done, PAGE_SIZE)
            .expect("a page")
    });
}

#[divan::bench(args = SIZES)]
fn count_all(bencher: Bencher<'_, '_>, size: u32) {
    let journal = journal(size);
    bencher.bench_local(|| journal.count(EntryList::Done).expect("a number"));
}

#[divan::bench(args = SIZES)]
fn one_letter(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "t");
}

#[divan::bench(args = SIZES)]
fn two_letters(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "th");
}

#[divan::bench(args = SIZES)]
fn three_letters(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "the");
}

#[divan::bench(args = SIZES)]
fn one_word(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "tomorrow");
}

#[divan::bench(args = SIZES)]
fn six_words(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "the talk that I have tomorrow");
}

#[divan::bench(args = SIZES)]
fn one_phrase(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, &format!("\"{RARE_PHRASE}\""));
}

#[divan::bench(args = SIZES)]
fn one_japanese_character(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "敗");
}

#[divan::bench(args = SIZES)]
fn two_japanese_characters(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "失敗");
}

#[divan::bench(args = SIZES)]
fn word_of_every_entry(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, COMMON_WORD);
}

#[divan::bench(args = SIZES)]
fn word_of_no_entry(bencher: Bencher<'_, '_>, size: u32) {
    search(bencher, size, "quixotic");
}

#[divan::bench(args = SIZES)]
fn filters_alone(bencher: Bencher<'_, '_>, size: u32) {
    let journal = searchable(size);
    let filters = Filters::from_iter([
        Filter::Feeling("ashamed".to_owned()),
        Filter::Exercise("two-minutes".to_owned()),
    ]);
    let query = Query::new("", filters);
    bencher.bench_local(|| first_results(&journal, &query));
}

#[divan::bench(args = SIZES)]
fn last_page(bencher: Bencher<'_, '_>, size: u32) {
    let journal = searchable(size);
    let query = Query::new(COMMON_WORD, Filters::default());
    bencher.bench_local(|| journal.search_page(&query, PageRequest::Oldest, PAGE_SIZE));
}

/// The page after a row in the middle of the result.
#[divan::bench(args = SIZES)]
fn next_page(bencher: Bencher<'_, '_>, size: u32) {
    let journal = searchable(size);
    let query = Query::new(COMMON_WORD, Filters::default());
    let half = journal.search_page(&query, PageRequest::Newest, u64::from(size) / 2);
    let last = half.expect("an answer").pop().expect("a line");
    bencher.bench_local(|| journal.search_page(&query, PageRequest::OlderThan(&last), PAGE_SIZE));
}

/// The number of matches that the history counts between two polls of the keyboard.
#[divan::bench(args = SIZES)]
fn count_on(bencher: Bencher<'_, '_>, size: u32) {
    let journal = searchable(size);
    let query = Query::new(COMMON_WORD, Filters::default());
    bencher.bench_local(|| journal.continue_count(&query, &mut CountProgress::default(), 1000));
}

/// The position of a row after a jump to the oldest page.
#[divan::bench(args = SIZES)]
fn history_counts(bencher: Bencher<'_, '_>, size: u32) {
    let journal = journal(size);
    let oldest = journal.search_page(&Query::default(), PageRequest::Oldest, 1);
    let last = oldest.expect("an answer").pop().expect("a line");
    bencher.bench_local(|| journal.count_before(EntryList::Done, &last));
}

#[divan::bench]
fn list_markers(bencher: Bencher<'_, '_>) {
    let entry = JournalGenerator::new(1).next_entry();
    let words: Vec<_> = entry
        .answers
        .iter()
        .map(|answered| answered.answer.to_text())
        .collect();
    let text = words.join("\n");
    let query = Query::new("the talk 敗", Filters::default());
    bencher.bench_local(|| match_ranges(&text, &query));
}

/// The first search of a journal, which indexes 10,000 entries.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn make_searchable(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| write(10_000))
        .bench_local_refs(|(journal, _)| {
            first_results(journal, &Query::new(COMMON_WORD, Filters::default()))
        });
}

/// On a disk.
#[divan::bench(args = [0, 100, 10_000, 100_000], sample_count = 300, sample_size = 1)]
fn save(bencher: Bencher<'_, '_>, size: u32) {
    let folder = tempfile::tempdir().expect("a place for the journal");
    let copy = path(&folder);
    if size > 0 {
        let from = journal(size);
        std::fs::copy(from.path().expect("a file"), &copy).expect("a copy");
    }
    let mut story = JournalGenerator::new(2);
    let mut journal = Journal::open(&copy).expect("a journal");
    bencher
        .with_inputs(|| story.next_entry())
        .bench_local_refs(|entry| journal.save(entry).expect("saved"));
}

/// Insights from all finished entries.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn insights(bencher: Bencher<'_, '_>, size: u32) {
    let journal = journal(size);
    bencher.bench_local(|| transfer::compute_all_insights(&journal));
}

#[divan::bench(args = TRANSFER_SIZES, sample_count = 10, sample_size = 1)]
fn export(bencher: Bencher<'_, '_>, size: u32) {
    let journal = journal(size);
    bencher.bench_local(|| transfer::export(&journal, Format::Json, &mut io::sink()));
}

/// Into an empty journal on a disk.
#[divan::bench(args = TRANSFER_SIZES, sample_count = 5, sample_size = 1)]
fn import(bencher: Bencher<'_, '_>, size: u32) {
    let given = transfer::exported_entries(&journal(size));
    let folder = || tempfile::tempdir().expect("a place");
    bencher
        .with_inputs(folder)
        .bench_local_refs(|folder| transfer::import(&given, folder.path()));
}

/// Into an empty folder and from it into an empty journal, on a disk.
#[divan::bench(args = TRANSFER_SIZES, sample_count = 5, sample_size = 1)]
fn sync(bencher: Bencher<'_, '_>, size: u32) {
    let folder = || tempfile::tempdir().expect("a place");
    bencher
        .with_inputs(|| (journal(size), folder(), folder()))
        .bench_local_refs(|(here, shared, home)| transfer::sync(here, shared.path(), home.path()));
}
