//! Cost as a function of the size of the journal, as a Markdown table: `cargo bench --bench growth`.
//!
//! Each number is the median of at least five times (a single time if it exceeds a second), followed by its ratio to the
//! time at a hundred entries. `-- --up-to N` sets the largest size, `-- --carried N` the largest for cases that write every
//! entry, `-- --folder F` the folder, to measure another disk. `-- --locked` compares a locked journal of the largest size
//! with one that isn't.

mod bench_cases;
mod growing_journal;
#[path = "../../tests/support/journal_generator.rs"]
mod journal_generator;
#[path = "../support/transfer.rs"]
mod transfer;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use good_enough::storage::lock::{JournalKey, Seed};

use self::bench_cases::{BENCH_CASES, BenchCase};
use self::growing_journal::GrowingJournal;

#[derive(Parser)]
struct GrowthBenchArgs {
    /// How many entries the largest journal has
    #[arg(long, default_value_t = 100_000)]
    up_to: u32,
    /// Up to how many are taken in and synced
    #[arg(long, default_value_t = 100_000)]
    carried: u32,
    /// Compare a locked journal with one that isn't
    #[arg(long)]
    locked: bool,
    /// Where the journal is made, on the disk that is to be tried
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
    /// What Cargo says to a bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = GrowthBenchArgs::parse();
    if !arguments.bench {
        println!("Only a release is measured: cargo bench --bench growth");
        return;
    }
    let sizes: Vec<_> = (2..=6)
        .map(|power| 10_u32.pow(power))
        .filter(|size| *size <= arguments.up_to)
        .collect();
    let largest = sizes.last().copied().unwrap_or(100);
    if arguments.locked {
        compare_locked(&arguments, largest);
        return;
    }
    let mut growing = GrowingJournal::create(&arguments.folder, largest, JournalKey::NONE);
    let mut columns = Vec::new();
    for size in &sizes {
        growing.grow_to(*size);
        eprintln!("{size} entries, {} MB", growing.megabytes());
        let is_carried = *size <= arguments.carried;
        let measure = |measure: &BenchCase| {
            (is_carried || !measure.writes_all).then(|| (measure.run)(&mut growing))
        };
        columns.push(BENCH_CASES.iter().map(measure).collect::<Vec<_>>());
    }
    print(&sizes, &columns);
}

/// Prints the times without a lock, and the ratio of those with one.
fn compare_locked(arguments: &GrowthBenchArgs, size: u32) {
    let seed = Seed::generate().expect("random bytes");
    let mut journals = [JournalKey::NONE, JournalKey::of(&seed)]
        .map(|key| GrowingJournal::create(&arguments.folder, size, key));
    for journal in &mut journals {
        journal.grow_to(size);
    }
    println!("| What | {size} entries | locked |");
    println!("|---|---:|---:|");
    let cases = BENCH_CASES.iter();
    for case in cases.filter(|case| size <= arguments.carried || !case.writes_all) {
        let [plain, locked] = journals
            .each_mut()
            .map(|journal| (case.run)(journal).as_secs_f64());
        println!(
            "| {} | {:.3} ms | {:.2} × |",
            case.name,
            plain * 1000.0,
            locked / plain
        );
    }
}

fn print(sizes: &[u32], columns: &[Vec<Option<Duration>>]) {
    let heads: Vec<_> = sizes[1..].iter().map(|size| format!(" {size} |")).collect();
    println!("| What | 100 |{} What bounds it |", heads.concat());
    println!("|---|---:|{}---|", "---:|".repeat(heads.len()));
    for (index, measure) in BENCH_CASES.iter().enumerate() {
        let times: Vec<_> = columns.iter().map(|column| column[index]).collect();
        let Some(first) = times[0] else { continue };
        let others = times[1..].iter().map(|time| match time {
            Some(time) => format!(" {:.1} × |", time.as_secs_f64() / first.as_secs_f64()),
            None => " not tried |".to_owned(),
        });
        let others: String = others.collect();
        println!(
            "| {} | {:.3} ms |{others} {} |",
            measure.name,
            first.as_secs_f64() * 1000.0,
            measure.bound
        );
    }
}
