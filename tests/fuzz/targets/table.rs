//! Any text as the cells of a table in one of several dialects: it is imported unchanged, and a truncated table gives no
//! entry another text than the full one.

use good_enough::storage::export::{Export, Format};
use good_enough::storage::import::{ImportCounts, ImportError, ImportInput, import, preview};
use good_enough::storage::journal::Journal;
use good_enough::storage::record_store::RecordFilter;
use good_enough::text::sanitize;
use jiff::Timestamp;
use jiff::tz::TimeZone;

const HEADER: [&str; 7] = [
    "uuid",
    "createdAt",
    "updatedAt",
    "automaticThought",
    "cognitiveDistortions",
    "challenge",
    "alternativeThought",
];

pub fn run(data: &[u8]) {
    let [way, cut, text @ ..] = data else { return };
    // NUL is rejected as damage.
    let text = String::from_utf8_lossy(text).replace('\0', "");
    let cells: Vec<_> = text.split('\u{1e}').collect();
    let (counts, message) = import_table(encoded(&table(&cells, *way), *way));
    let counts = counts.expect("a whole table comes in");
    assert_eq!(counts.new, cells.len() as u64);
    let expected = visible_cells(&cells);
    for cell in &expected {
        assert!(
            cell.trim().is_empty() || message.contains(cell),
            "{cell:?} {message:?}"
        );
    }
    // After the first of two quotes that escape one, a cut looks like the end.
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('"', "")).collect();
    let cells: Vec<_> = cells.iter().map(String::as_str).collect();
    let full = table(&cells, *way);
    let end = full.len() * usize::from(*cut) / 256;
    if let (Ok(_), message) = import_table(full.as_bytes()[..end].to_vec()) {
        let expected = visible_cells(&cells);
        for cell in message {
            assert!(expected.contains(&cell), "{cell:?} {expected:?}");
        }
    }
}

/// The cells as they are imported.
fn visible_cells(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| sanitize(cell.trim())).collect()
}

/// A table with the cells as thoughts.
fn table(cells: &[&str], way: u8) -> String {
    let delimiter = [",", ";", "\t"][usize::from(way % 3)];
    let end = ["\n", "\r\n", "\r"][usize::from(way / 3 % 3)];
    let mut table = String::new();
    if way & 64 != 0 {
        table = format!("sep={delimiter}{end}");
    }
    table.extend([&HEADER.join(delimiter), end]);
    for (number, cell) in cells.iter().enumerate() {
        let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
        let number = number.to_string();
        let row = [&number, "2026-01-15T10:00:00Z", "", &quoted, "", "", "\"\""];
        table.extend([&row.join(delimiter), end]);
    }
    table
}

fn encoded(table: &str, way: u8) -> Vec<u8> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| {
        let marked = format!("\u{feff}{table}");
        marked.encode_utf16().flat_map(bytes).collect()
    };
    match way / 9 % 4 {
        0 => table.into(),
        1 => format!("\u{feff}{table}").into(),
        2 => utf16(u16::to_le_bytes),
        _ => utf16(u16::to_be_bytes),
    }
}

/// The result of the import, and the text of each thought.
fn import_table(table: Vec<u8>) -> (Result<ImportCounts, ImportError>, Vec<String>) {
    let mut journal = Journal::in_memory().expect("the journal opens");
    let given = ImportInput::Piped(table);
    let shown = preview(&given, &journal, &TimeZone::UTC);
    let counts = import(&given, &mut journal, &TimeZone::UTC);
    assert_eq!(shown.ok(), counts.as_ref().ok().copied());
    let mut out = Vec::new();
    let export = Export {
        format: Format::Json,
        pick: RecordFilter::default(),
        redact: false,
        now: Timestamp::UNIX_EPOCH,
    };
    export
        .write(&journal, &mut out)
        .expect("the disk has space");
    let out: serde_json::Value = serde_json::from_slice(&out).expect("it is JSON");
    let entries = out["entries"].as_array().expect("they exist");
    let answers = entries
        .iter()
        .filter_map(|entry| entry["answers"].as_array());
    let text = answers
        .flatten()
        .filter_map(|answered| answered["answer"]["text"].as_str());
    (counts, text.map(str::to_owned).collect())
}
