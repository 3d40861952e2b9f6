//! A locked journal, made as the program makes one.

use std::fs;
use std::path::Path;

use good_enough::storage::journal::Journal;
use good_enough::storage::lock::{JournalKey, LockFile, Passphrase, PassphraseCost, Seed};

/// Locks the journal at `path` with a passphrase. Its entries are kept; it is created if it isn't there. Returns its seed.
pub fn lock_journal(path: &Path, passphrase: &str) -> Seed {
    let seed = Seed::generate().expect("random bytes");
    let plain = Journal::open_with(path, &JournalKey::NONE).expect("the journal opens");
    let locked_file = path.with_extension("locked");
    let locked = Journal::open_with(&locked_file, &JournalKey::of(&seed));
    let mut locked = locked.expect("the locked journal opens");
    for id in plain.ids().expect("it can be read") {
        let entry = plain.entry(&id).expect("it can be read");
        let entry = entry.expect("it is there");
        locked.set_now(entry.started_at);
        locked.save(&entry).expect("it can be saved");
    }
    // The last to close a journal removes its log.
    drop((plain, locked));
    fs::remove_file(path).expect("it can be removed");
    fs::rename(locked_file, path).expect("it can be renamed");
    write_lock_file(&path.with_extension("lock"), &seed, passphrase);
    seed
}

/// Writes a lock file.
pub fn write_lock_file(path: &Path, seed: &Seed, passphrase: &str) {
    let passphrase = Passphrase::new(passphrase).expect("it isn't empty");
    let lock = LockFile::seal(seed, &passphrase, PassphraseCost::LEAST);
    let lock = lock.expect("there is enough memory");
    lock.write(path).expect("it can be written");
}
