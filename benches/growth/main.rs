//! Cost as a function of the size of the journal, as a Markdown table: `cargo bench --bench growth`.
//!
//! Each number is the median of at least five times (a single time if it exceeds a second), followed by its ratio to the
//! time at a hundred entries. `-- --up-to N` sets the largest size, `-- --carried N` the largest for cases that write every
//! entry, `-- --folder F` the folder, to measure another disk.

mod bench_cases;
mod growing_journal;
#[path = "../../tests/support/journal_generator.rs"]
mod journal_generator;
#[path = "../support/transfer.rs"]
mod transfer;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

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
    let mut growing = GrowingJournal::create(&arguments.folder, largest);
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
