//! Speed of the program in a real terminal, relative to a bare program: `cargo bench --bench terminal`.
//!
//! Absolute times mean little on another machine, so nearly all are ratios to the floor (`benches/floor.rs`), measured
//! alternately. The output is a table, then one JSON object for each value of each round.
//! `-- --rounds N` and `-- --entries N` set other numbers, `-- --only frames,keys` selects groups. A figure beyond its bound is reported and fails nothing.

mod bench_home;
mod build_floor;
mod commit_baseline;
#[path = "../../tests/support/journal_generator.rs"]
mod journal_generator;
mod measurements;
mod metrics;
mod process_stats;
mod pty_program;
mod report;
mod rounds;
mod scenarios;
mod screen_changes;
mod statistics;

use std::io;
use std::path::Path;

use clap::{Parser, ValueEnum};

use self::metrics::Metrics;
use self::report::ReportRow;
use self::rounds::Measurements;
use self::scenarios::{Scenarios, Suite};

/// The release binary.
const ENOUGH: &str = env!("CARGO_BIN_EXE_enough");
/// The number of entries in the smaller journal.
const SMALL_JOURNAL: u32 = 100;

#[derive(Parser)]
struct TerminalBenchArgs {
    /// How often everything is measured
    #[arg(long, default_value_t = 15)]
    rounds: u32,
    /// How many entries the larger journal has
    #[arg(long, default_value_t = 100_000)]
    entries: u32,
    /// Measure these alone
    #[arg(long, value_delimiter = ',', value_name = "PARTS")]
    only: Vec<Suite>,
    /// What Cargo says to a bench
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> io::Result<()> {
    let arguments = TerminalBenchArgs::parse();
    if !cfg!(target_os = "linux") {
        println!("What a program costs is read from /proc here, which only Linux has.");
        return Ok(());
    }
    if !arguments.bench {
        println!("Only a release is measured: cargo bench --bench terminal");
        return Ok(());
    }
    let mut records = Measurements::default();
    let rounds = arguments.rounds.max(1);
    let stage = Scenarios::prepare(SMALL_JOURNAL, arguments.entries);
    for part in Suite::value_variants() {
        if arguments.only.is_empty() || arguments.only.contains(part) {
            stage.measure(*part, rounds, &mut records);
        }
    }
    let figures = Metrics {
        records: &records,
        few: SMALL_JOURNAL,
        many: arguments.entries,
    };
    let mut rows = figures.rows();
    rows.push(binary_size()?);
    rows.retain(ReportRow::is_measured);
    report::print(&rows);
    println!();
    records.print()
}

/// The size of the binary.
fn binary_size() -> io::Result<ReportRow> {
    let bytes = Path::new(ENOUGH).metadata()?.len();
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    Ok(ReportRow::new("the program, stripped", f64::from(bytes) / 1e6, " MB").at_most(8.0))
}
