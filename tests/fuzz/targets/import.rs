//! Any bytes as a file to take in: they are refused in harmless words and change nothing, or come in whole, once,
//! harmless, and go out and in again as they are.

use std::io::Write;

use good_enough::export::{Export, Format};
use good_enough::import::{import, look};
use good_enough::journal::{Journal, Pick};
use good_enough::text::steers;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::NamedTempFile;

pub fn run(data: &[u8]) {
    let mut journal = Journal::in_memory().expect("there is memory");
    let file = file(data);
    let seen = look(file.path(), &journal, &TimeZone::UTC);
    let counts = import(file.path(), &mut journal, &TimeZone::UTC);
    let (Ok(seen), Ok(counts)) = (&seen, &counts) else {
        let (Err(seen), Err(counts)) = (seen, counts) else {
            panic!("a look and the import say different things");
        };
        assert_eq!(seen.to_string(), counts.to_string());
        let said = seen.to_string();
        assert!(said.len() < 2000 && !said.contains(steers), "{said:?}");
        assert_eq!(exported(&journal).matches("\"id\"").count(), 0);
        return;
    };
    assert_eq!(seen, counts);
    let out = exported(&journal);
    assert!(!out.contains(|letter| letter != '\n' && steers(letter)));
    for escape in ["\\u001b", "\\u009b", "\\u0000", "\\u202e"] {
        assert!(!out.contains(escape), "{escape}: {out}");
    }
    let again = import(file.path(), &mut journal, &TimeZone::UTC).expect("it was taken in before");
    assert_eq!((again.new, again.newer), (0, 0));
    assert_eq!(exported(&journal), out);
    let mut other = Journal::in_memory().expect("there is memory");
    let file = self::file(out.as_bytes());
    let _ = import(file.path(), &mut other, &TimeZone::UTC).expect("it went out so");
    assert_eq!(exported(&other), out);
}

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("there is room");
    file.write_all(bytes).expect("there is room");
    file
}

fn exported(journal: &Journal) -> String {
    let mut out = Vec::new();
    let export = Export {
        format: Format::Json,
        pick: Pick::default(),
        redact: None,
        now: Timestamp::UNIX_EPOCH,
    };
    export.write(journal, &mut out).expect("there is room");
    String::from_utf8(out).expect("it is text")
}
