//! Runs the fuzz targets on their corpora and on thousands of mutated seeds.

use std::fs;
use std::path::Path;

#[path = "../fuzz/targets/exercise.rs"]
mod exercise;
#[path = "../fuzz/targets/import.rs"]
mod import;
#[path = "../fuzz/targets/input.rs"]
mod input;
#[path = "../fuzz/targets/keys.rs"]
mod keys;
#[path = "../fuzz/targets/lock.rs"]
mod lock;
#[path = "../fuzz/targets/sync.rs"]
mod sync;
#[path = "../fuzz/targets/table.rs"]
mod table;
#[path = "../fuzz/targets/text.rs"]
mod text;

/// Runs every file of a corpus, then `mutations` of them with a fixed seed.
fn run_corpus(corpus: &str, turns: usize, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/corpus")
        .join(corpus);
    let files = fs::read_dir(folder).expect("the corpus is there");
    let mut paths: Vec<_> = files
        .map(|file| file.expect("it can be listed").path())
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| fs::read(path).expect("it can be read"))
        .collect();
    assert!(seeds.len() >= 20, "{} files", seeds.len());
    let mut rng = XorShift(0x9e37_79b9_7f4a_7c15);
    let mut all = seeds.clone();
    all.extend((0..turns).map(|turn| rng.mutate(&seeds, turn % seeds.len())));
    for bytes in all {
        // Shows the input if the target panics.
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let held = std::panic::catch_unwind(|| target(&bytes));
        assert!(
            held.is_ok(),
            "{corpus} broke at {shown:?}, as bytes {bytes:?}"
        );
    }
}

/// A linear generator, for the same numbers in every run.
struct XorShift(u64);

impl XorShift {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % limit.max(1)
    }

    /// A seed with some bytes changed, removed, repeated or inserted from another seed.
    fn mutate(&mut self, seeds: &[Vec<u8>], seed: usize) -> Vec<u8> {
        let mut bytes = seeds[seed].clone();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(5) {
                0 => bytes.insert(at, self.below(256).to_le_bytes()[0]),
                1 => drop(bytes.drain(at..end)),
                2 => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
                3 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                _ => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len() + 1);
                    let part = other[from..(from + self.below(60)).min(other.len())].to_vec();
                    bytes.splice(at..at, part).for_each(drop);
                }
            }
        }
        bytes
    }
}

#[test]
fn fuzz_corpus_of_exercises_breaks_nothing() {
    run_corpus("exercise", 600, exercise::run);
}

#[test]
fn fuzz_corpus_of_imports_breaks_nothing() {
    run_corpus("import", 600, import::run);
}

#[test]
fn fuzz_corpus_of_terminal_input_breaks_nothing() {
    run_corpus("input", 6000, input::run);
}

#[test]
fn fuzz_corpus_of_keys_breaks_nothing() {
    run_corpus("keys", 300, keys::run);
}

#[test]
fn fuzz_corpus_of_lock_files_breaks_nothing() {
    run_corpus("lock", 6000, lock::run);
}

#[test]
fn fuzz_corpus_of_sync_logs_breaks_nothing() {
    run_corpus("sync", 200, sync::run);
}

#[test]
fn fuzz_corpus_of_tables_loses_no_text() {
    run_corpus("table", 600, table::run);
}

#[test]
fn fuzz_corpus_of_text_breaks_nothing() {
    run_corpus("text", 3000, text::run);
}
