//! Any bytes as a lock file and as a recovery code: nothing panics, and what is read is written again as it was.

use good_enough::storage::lock::{LockFile, RecoveryCode};

pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(file) = LockFile::parse(&text) {
        let written = file.to_text();
        assert_eq!(LockFile::parse(&written), Ok(file));
        // Only blanks and line ends may differ.
        assert!(
            text.split_ascii_whitespace()
                .eq(written.split_ascii_whitespace())
        );
    }
    if let Ok(seed) = RecoveryCode::parse(&text) {
        let code = RecoveryCode::of(&seed);
        assert_eq!(RecoveryCode::parse(code.as_str()), Ok(seed));
    }
}
