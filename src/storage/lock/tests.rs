//! The keys of a lock. The known answers were computed by other implementations: Python's hashlib, libargon2, libsodium.

use std::fs;

use proptest::prelude::*;
use zeroize::Zeroizing;

use super::lock_file::{LockFile, to_hex};
use super::passphrase::{Passphrase, PassphraseCost};
use super::recovery_code::{RecoveryCode, RecoveryCodeError};
use super::seed::{SecretKey, Seed};
use super::*;
use crate::properties::config;

const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE: &str = "M2GT-58X4-MPKA-FA59-NANT-SBDE-NWE5";
const LOCK_FILE: &str = "enough lock 1
argon2id memory=65536 passes=3 salt=000102030405060708090a0b0c0d0e0f
seed 404142434445464748494a4b4c4d4e4f5051525354555657 \
eeda49d95f278e21ac0ff4e0cbd0e2cd91f4ef2002c0e47be50ab9000eae3991
check 5f40bd72c3457f8b
";
/// Its first letter is a ligature, which NFKC makes two letters.
const PASSPHRASE: &str = "ﬁne weather 鍵 🔑";

fn known_seed() -> Seed {
    let mut bytes = Zeroizing::new([0; 16]);
    for (byte, value) in bytes.iter_mut().zip(0xa0..) {
        *byte = value;
    }
    Seed::from_bytes(bytes)
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

/// Too cheap for a file, so that a test may seal hundreds.
const CHEAP: PassphraseCost = PassphraseCost {
    memory_kib: 8,
    passes: 1,
};

fn hex(key: &SecretKey) -> String {
    to_hex(key.as_bytes())
}

#[test]
fn keys_and_code_of_a_seed_are_always_the_same() {
    let seed = known_seed();
    let journal = "472c80b1c0a9d56110ae9c3ba4ecdc0961df097317a30b4434608108f0d9f80a";
    assert_eq!(hex(&seed.journal_key()), journal);
    let sync = "7618e031cd599d97e2319a19f6a253d7be38bacea82dedbce06870a8557d6f56";
    assert_eq!(hex(&seed.sync_key()), sync);
    assert_eq!(RecoveryCode::of(&seed).as_str(), CODE);
    let all = |byte| RecoveryCode::of(&Seed::from_bytes(Zeroizing::new([byte; 16])));
    assert_eq!(all(0).as_str(), "0000-0000-0000-0000-0000-0000-0000");
    assert_eq!(all(0xff).as_str(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZWGT");
}

#[test]
fn the_passphrase_opens_the_lock_file_and_writes_the_same_one_again() {
    let file = LockFile::parse(LOCK_FILE).unwrap();
    assert_eq!(file.cost(), PassphraseCost::LEAST);
    let opened = file.open(&passphrase(PASSPHRASE)).unwrap();
    assert_eq!(opened, Some(known_seed()));
    // As another keyboard writes it.
    let two_letters = file.open(&passphrase("fine weather 鍵 🔑")).unwrap();
    assert_eq!(two_letters, Some(known_seed()));
    assert_eq!(file.open(&passphrase("fine weather 鍵")).unwrap(), None);

    let salt = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let nonce = std::array::from_fn(|index| 0x40 + u8::try_from(index).unwrap());
    let (seed, words) = (known_seed(), passphrase(PASSPHRASE));
    let sealed = LockFile::seal_with(&seed, &words, PassphraseCost::LEAST, salt, nonce).unwrap();
    assert_eq!(sealed.to_text(), LOCK_FILE);
}

#[test]
fn every_slip_of_one_character_in_the_code_is_found() {
    for (place, written) in CODE.char_indices().filter(|(_, it)| *it != '-') {
        for other in ALPHABET.chars().filter(|other| *other != written) {
            let typed = format!("{}{other}{}", &CODE[..place], &CODE[place + 1..]);
            let found = RecoveryCode::parse(&typed);
            assert_eq!(found, Err(RecoveryCodeError::Mistyped), "{typed}");
        }
        let without = format!("{}{}", &CODE[..place], &CODE[place + 1..]);
        let found = RecoveryCode::parse(&without);
        assert_eq!(found, Err(RecoveryCodeError::Length { count: 27 }));
    }
}

#[test]
fn every_swap_of_two_characters_in_the_code_is_found() {
    let code = CODE.replace('-', "");
    for first in 0..code.len() {
        for second in first + 1..code.len() {
            let mut typed = code.clone().into_bytes();
            typed.swap(first, second);
            let typed = String::from_utf8(typed).unwrap();
            if typed != code {
                let found = RecoveryCode::parse(&typed);
                assert_eq!(found, Err(RecoveryCodeError::Mistyped), "{typed}");
            }
        }
    }
}

#[test]
fn the_code_can_be_typed_as_people_type() {
    for typed in [
        "m2gt58x4mpkafa59nantsbdenwe5",
        "  M2GT 58X4 MPKA FA59\tNANT SBDE NWE5\n",
        "M2GT–58X4–MPKA–FA59–NANT–SBDE–NWE5",
    ] {
        assert_eq!(RecoveryCode::parse(typed), Ok(known_seed()), "{typed:?}");
    }
    let zeros = "oOO0-0000-0000-0000-0000-0000-0000";
    assert!(RecoveryCode::parse(zeros).is_ok());
    let one = Seed::from_bytes(Zeroizing::new([
        0x08, 0x42, 0x10, 0x84, 0x21, 0x08, 0x42, 0x10, 0x84, 0x21, 0x08, 0x42, 0x10, 0x84, 0x21,
        0x08,
    ]));
    let written = RecoveryCode::of(&one);
    assert!(
        written.as_str().starts_with("1111-1111"),
        "{}",
        written.as_str()
    );
    let looks_alike = written.as_str().replacen("1111-1111", "lLiI-111I", 1);
    assert_eq!(RecoveryCode::parse(&looks_alike), Ok(one));
    let odd = RecoveryCode::parse("M2GT-58X4-MPKA-FA59-NANT-SBDE-NWEé");
    assert_eq!(odd, Err(RecoveryCodeError::Letter { character: 'é' }));
    assert_eq!(
        RecoveryCode::parse(""),
        Err(RecoveryCodeError::Length { count: 0 })
    );
    assert_eq!(written.groups().count(), 7);
}

#[test]
fn a_lock_file_with_any_changed_character_is_spoiled() {
    let whole = LockFile::parse(LOCK_FILE).unwrap();
    let bytes = LOCK_FILE.as_bytes();
    for place in 0..bytes.len() {
        for other in [b' ', b'0', b'7', b'a', b'f', b'+', b'\n', b'z', b'9'] {
            let mut spoiled = bytes.to_vec();
            spoiled[place] = other;
            let text = String::from_utf8(spoiled).unwrap();
            match LockFile::parse(&text) {
                // Another blank or line end.
                Ok(file) => assert_eq!(file, whole, "{text}"),
                Err(error) => assert_ne!(text, LOCK_FILE, "{error}"),
            }
        }
        let cut = LockFile::parse(&LOCK_FILE[..place]);
        assert!(cut.is_err() || cut == Ok(whole.clone()), "cut at {place}");
    }
}

#[test]
fn a_lock_file_that_asks_for_too_much_or_too_little_is_refused_before_it_costs_anything() {
    for (memory_kib, passes) in [
        (64 * 1024 - 1, 3),
        (64 * 1024, 2),
        (1024 * 1024 + 1, 3),
        (64 * 1024, 17),
        (u32::MAX, u32::MAX),
        (0, 0),
    ] {
        assert_eq!(PassphraseCost::new(memory_kib, passes), None);
        let cost = PassphraseCost { memory_kib, passes };
        let file = LockFile::parse(LOCK_FILE).unwrap().with_cost(cost);
        let refused = Err(LockFileError::Cost { memory_kib, passes });
        assert_eq!(LockFile::parse(&file.to_text()), refused);
    }
    assert!(PassphraseCost::new(1024 * 1024, 16).is_some());
}

#[test]
fn a_lock_file_of_a_newer_version_is_told_from_a_spoiled_one() {
    let newer = "enough lock 2\nsomething else\n";
    assert_eq!(LockFile::parse(newer), Err(LockFileError::Newer));
    for spoiled in ["", "enough lock", "enough lock x", "enough lock 1\n", "{}"] {
        assert_eq!(
            LockFile::parse(spoiled),
            Err(LockFileError::Spoiled),
            "{spoiled:?}"
        );
    }
}

#[test]
fn a_lock_file_is_for_its_owner_only_and_a_new_passphrase_replaces_it_whole() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("journal.lock");
    assert_eq!(LockFile::read(&path).unwrap(), None);
    LockFile::parse(LOCK_FILE).unwrap().write(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), LOCK_FILE);
    let words = passphrase("warm bread");
    let changed = LockFile::seal(&known_seed(), &words, PassphraseCost::LEAST).unwrap();
    changed.write(&path).unwrap();
    assert_eq!(LockFile::read(&path).unwrap(), Some(Ok(changed)));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn what_only_has_the_name_of_a_lock_file_is_spoiled() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("journal.lock");
    for bytes in [
        Vec::new(),
        vec![0xff; 300],
        LOCK_FILE.repeat(100).into_bytes(),
    ] {
        fs::write(&path, &bytes).unwrap();
        let read = LockFile::read(&path).unwrap();
        assert_eq!(
            read,
            Some(Err(LockFileError::Spoiled)),
            "{} bytes",
            bytes.len()
        );
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(
        LockFile::read(&path).unwrap(),
        Some(Err(LockFileError::Spoiled))
    );
}

#[test]
fn a_changed_salt_or_cost_opens_nothing_even_where_the_check_is_right() {
    let words = passphrase("warm bread");
    let file = LockFile::seal(&known_seed(), &words, CHEAP).unwrap();
    assert_eq!(file.open(&words).unwrap(), Some(known_seed()));
    let dearer = PassphraseCost { passes: 2, ..CHEAP };
    assert_eq!(file.clone().with_cost(dearer).open(&words).unwrap(), None);
    let again = LockFile::seal(&known_seed(), &words, CHEAP).unwrap();
    assert_ne!(file, again, "salt and nonce are new each time");
}

#[test]
fn nothing_typed_is_no_passphrase_and_secrets_are_not_shown() {
    assert_eq!(Passphrase::new(""), None);
    let seed = known_seed();
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        seed,
        seed.journal_key(),
        RecoveryCode::of(&seed),
        passphrase("warm bread")
    );
    assert_eq!(shown, "Seed(…) SecretKey(…) RecoveryCode(…) Passphrase(…)");
    assert_ne!(Seed::generate().unwrap(), Seed::generate().unwrap());
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_seed_survives_its_code_and_any_passphrase(bytes: [u8; 16], typed in ".{1,40}") {
        let seed = Seed::from_bytes(Zeroizing::new(bytes));
        prop_assert_eq!(RecoveryCode::parse(RecoveryCode::of(&seed).as_str()), Ok(seed.clone()));
        let words = passphrase(&typed);
        let file = LockFile::seal(&seed, &words, CHEAP).unwrap();
        prop_assert_eq!(file.open(&words).unwrap(), Some(seed));
        let other = passphrase(&format!("{typed}x"));
        prop_assert_eq!(file.open(&other).unwrap(), None);
    }

    #[test]
    fn no_text_makes_parsing_fail_and_what_is_read_is_written_again(text in "\\PC*") {
        let _ = RecoveryCode::parse(&text);
        if let Ok(file) = LockFile::parse(&text) {
            prop_assert_eq!(LockFile::parse(&file.to_text()), Ok(file));
        }
    }
}
