//! Export, import, sync and insights of all entries.

use std::hint::black_box;
use std::io::Write;
use std::path::Path;

use good_enough::storage::export::{Export, Format};
use good_enough::storage::import::{self, ImportInput};
use good_enough::storage::insight_queries::Period;
use good_enough::storage::journal::Journal;
use good_enough::storage::record_store::RecordFilter;
use good_enough::storage::sync::{self, Device, SyncOptions};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use rand::SeedableRng;
use rand::rngs::StdRng;

/// Insights from all entries.
pub fn compute_all_insights(journal: &Journal) {
    let data = journal.insight_data(Period::default()).expect("an answer");
    black_box(data.insights(date(2026, 11, 27)));
}

pub fn export(journal: &Journal, format: Format, out: &mut dyn Write) {
    let export = Export {
        format,
        pick: RecordFilter::default(),
        redact: false,
        now: Timestamp::UNIX_EPOCH,
    };
    export.write(journal, out).expect("it takes everything");
}

/// All entries as a JSON export.
pub fn exported_entries(journal: &Journal) -> ImportInput {
    let mut file = Vec::new();
    export(journal, Format::Json, &mut file);
    ImportInput::Piped(file)
}

/// Into an empty journal in `folder`.
pub fn import(given: &ImportInput, folder: &Path) {
    let mut other = empty_journal(folder);
    let counts = import::import(given, &mut other, &TimeZone::UTC).expect("it is whole");
    black_box(counts.all());
}

/// From a journal into an empty folder, and from there into an empty journal.
pub fn sync(here: &mut Journal, folder: &Path, home: &Path) {
    let mut there = empty_journal(home);
    for (number, journal) in [(1, here), (2, &mut there)] {
        let rng = StdRng::seed_from_u64(number);
        let device = home.join(format!("device-{number}"));
        let mut device = Device::load(&device, rng).expect("a folder");
        let mut options = SyncOptions {
            now: Timestamp::UNIX_EPOCH,
            max_losses: 0,
            lock: None,
            before_change: &mut || Ok(()),
        };
        let _ = sync::sync(journal, folder, &mut device, &mut options).expect("a folder");
    }
}

fn empty_journal(folder: &Path) -> Journal {
    Journal::open(&folder.join("journal.db")).expect("a journal")
}
