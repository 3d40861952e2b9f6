//! Any bytes as a file to import: it is rejected without changes, or imported completely and once, without control
//! characters, and survives an export and a second import unchanged.

use good_enough::storage::export::{Export, Format};
use good_enough::storage::import::{ImportInput, import, preview};
use good_enough::storage::journal::Journal;
use good_enough::storage::record_store::RecordFilter;
use good_enough::text::is_unsafe_char;
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub fn run(data: &[u8]) {
    let mut journal = Journal::in_memory().expect("the journal opens");
    let given = ImportInput::Piped(data.to_vec());
    let seen = preview(&given, &journal, &TimeZone::UTC);
    let counts = import(&given, &mut journal, &TimeZone::UTC);
    let (Ok(seen), Ok(counts)) = (&seen, &counts) else {
        let (Err(seen), Err(counts)) = (seen, counts) else {
            panic!("a look and the import say different things");
        };
        assert_eq!(seen.to_string(), counts.to_string());
        let message = seen.to_string();
        assert!(
            message.len() < 2000 && !message.contains(is_unsafe_char),
            "{message:?}"
        );
        assert_eq!(export_json(&journal).matches("\"id\"").count(), 0);
        return;
    };
    assert_eq!(seen, counts);
    let out = export_json(&journal);
    assert!(!out.contains(|letter| letter != '\n' && is_unsafe_char(letter)));
    for escape in ["\\u001b", "\\u009b", "\\u0000", "\\u202e"] {
        assert!(!out.contains(escape), "{escape}: {out}");
    }
    let again = import(&given, &mut journal, &TimeZone::UTC).expect("it was taken in before");
    assert_eq!((again.new, again.newer), (0, 0));
    assert_eq!(export_json(&journal), out);
    let mut other = Journal::in_memory().expect("the journal opens");
    let given = ImportInput::Piped(out.clone().into_bytes());
    let _ = import(&given, &mut other, &TimeZone::UTC).expect("it went out so");
    assert_eq!(export_json(&other), out);
}

fn export_json(journal: &Journal) -> String {
    let mut out = Vec::new();
    let export = Export {
        format: Format::Json,
        pick: RecordFilter::default(),
        redact: false,
        now: Timestamp::UNIX_EPOCH,
    };
    export.write(journal, &mut out).expect("the disk has space");
    String::from_utf8(out).expect("valid UTF-8")
}
