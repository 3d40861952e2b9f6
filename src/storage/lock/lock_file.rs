//! The lock file: a seed, sealed with a passphrase.
//!
//! It is text of four lines, so that it survives any way of copying:
//!
//! ```text
//! enough lock 1
//! argon2id memory=65536 passes=3 salt=000102030405060708090a0b0c0d0e0f
//! seed NONCE SEALED
//! check HASH
//! ```
//!
//! The seed is sealed with XChaCha20-Poly1305, and the two lines before it are its associated data: whoever changes the
//! cost or the salt only makes it unreadable. The check tells a spoiled file from a wrong passphrase. It is no secret and
//! proves nothing.

use std::io;
use std::path::Path;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use super::passphrase::{Passphrase, PassphraseCost, SALT_BYTES};
use super::seed::{SEED_BYTES, Seed, random_bytes};
use crate::platform::bounded_read::read_bounded;
use crate::platform::private_fs;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const CHECK_BYTES: usize = 8;
/// A lock file has some 230 bytes; what is much longer is none.
const MAX_FILE_BYTES: usize = 4096;
/// What the first line begins with; the version follows.
const FIRST_WORDS: &str = "enough lock ";
const VERSION: u32 = 1;

/// A lock file in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockFile {
    cost: PassphraseCost,
    salt: [u8; SALT_BYTES],
    nonce: [u8; NONCE_BYTES],
    /// The encrypted seed, then its tag.
    sealed: [u8; SEED_BYTES + TAG_BYTES],
}

impl LockFile {
    /// Seals `seed` with `passphrase`. An error comes from the system: no random bytes, or not enough memory.
    pub fn seal(seed: &Seed, passphrase: &Passphrase, cost: PassphraseCost) -> io::Result<Self> {
        Self::seal_with(seed, passphrase, cost, *random_bytes()?, *random_bytes()?)
    }

    /// The same with a given salt and nonce, which must never serve twice.
    pub(super) fn seal_with(
        seed: &Seed,
        passphrase: &Passphrase,
        cost: PassphraseCost,
        salt: [u8; SALT_BYTES],
        nonce: [u8; NONCE_BYTES],
    ) -> io::Result<Self> {
        let mut file = Self {
            cost,
            salt,
            nonce,
            sealed: [0; SEED_BYTES + TAG_BYTES],
        };
        let head = file.head();
        let mut bytes = Zeroizing::new(*seed.as_bytes());
        let tag = file
            .cipher(passphrase)?
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                head.as_bytes(),
                bytes.as_mut_slice().into(),
            )
            .map_err(io::Error::other)?;
        file.sealed[..SEED_BYTES].copy_from_slice(&*bytes);
        file.sealed[SEED_BYTES..].copy_from_slice(&tag);
        Ok(file)
    }

    /// The seed; none if the passphrase is another one. An error means that there isn't enough memory.
    pub fn open(&self, passphrase: &Passphrase) -> io::Result<Option<Seed>> {
        let mut bytes = Zeroizing::new([0; SEED_BYTES]);
        let mut tag = Tag::default();
        bytes.copy_from_slice(&self.sealed[..SEED_BYTES]);
        tag.copy_from_slice(&self.sealed[SEED_BYTES..]);
        let opened = self.cipher(passphrase)?.decrypt_inout_detached(
            &XNonce::from(self.nonce),
            self.head().as_bytes(),
            bytes.as_mut_slice().into(),
            &tag,
        );
        Ok(opened.is_ok().then(|| Seed::from_bytes(bytes)))
    }

    /// Reads the file at `path`; none where there is none.
    pub fn read(path: &Path) -> io::Result<Option<Result<Self, LockFileError>>> {
        private_fs::check_owner(path)?;
        let bytes = match read_bounded(path, MAX_FILE_BYTES) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // Something else has its name, or it is too long.
            read => read?.filter(|bytes| bytes.len() <= MAX_FILE_BYTES),
        };
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let parsed = text.map_or(Err(LockFileError::Spoiled), |text| Self::parse(&text));
        Ok(Some(parsed))
    }

    /// Writes the file to `path`, for the user only. A file that was there is replaced completely or not at all.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        private_fs::replace_atomically(path, &self.to_text())
    }

    fn cipher(&self, passphrase: &Passphrase) -> io::Result<XChaCha20Poly1305> {
        let key = passphrase.derive_key(&self.salt, self.cost)?;
        Ok(XChaCha20Poly1305::new(key.as_bytes().into()))
    }

    /// What a guess at the passphrase costs.
    pub const fn cost(&self) -> PassphraseCost {
        self.cost
    }

    /// Reads the text of a lock file.
    pub fn parse(text: &str) -> Result<Self, LockFileError> {
        let version = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix(FIRST_WORDS));
        let version = version
            .and_then(|version| from_decimal(version.trim_end()))
            .ok_or(LockFileError::Spoiled)?;
        if version > VERSION {
            return Err(LockFileError::Newer);
        }
        let mut words = text.split_ascii_whitespace().skip(3);
        let file = Self::parse_words(&mut words).ok_or(LockFileError::Spoiled)?;
        let PassphraseCost { memory_kib, passes } = file.cost;
        if PassphraseCost::new(memory_kib, passes).is_none() {
            return Err(LockFileError::Cost { memory_kib, passes });
        }
        Ok(file)
    }

    /// Everything after the version. Line ends and blanks may have changed on the way, but nothing else.
    fn parse_words<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut word = |before: &str| words.next()?.strip_prefix(before);
        word("argon2id").filter(|rest| rest.is_empty())?;
        let cost = PassphraseCost {
            memory_kib: from_decimal(word("memory=")?)?,
            passes: from_decimal(word("passes=")?)?,
        };
        let salt = from_hex(word("salt=")?)?;
        word("seed").filter(|rest| rest.is_empty())?;
        let file = Self {
            cost,
            salt,
            nonce: from_hex(word("")?)?,
            sealed: from_hex(word("")?)?,
        };
        word("check").filter(|rest| rest.is_empty())?;
        let is_whole = from_hex(word("")?)? == file.check();
        (is_whole && word("").is_none()).then_some(file)
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        format!("{}check {}\n", self.checked(), to_hex(&self.check()))
    }

    /// The lines that the seal protects.
    fn head(&self) -> String {
        let PassphraseCost { memory_kib, passes } = self.cost;
        let salt = to_hex(&self.salt);
        format!(
            "{FIRST_WORDS}{VERSION}\nargon2id memory={memory_kib} passes={passes} salt={salt}\n"
        )
    }

    /// The lines that the check covers.
    fn checked(&self) -> String {
        let (nonce, sealed) = (to_hex(&self.nonce), to_hex(&self.sealed));
        format!("{}seed {nonce} {sealed}\n", self.head())
    }

    fn check(&self) -> [u8; CHECK_BYTES] {
        let mut check = [0; CHECK_BYTES];
        check.copy_from_slice(&Sha256::digest(self.checked())[..CHECK_BYTES]);
        check
    }
}

#[cfg(test)]
impl LockFile {
    /// The same file as if it asked for another cost.
    pub(super) const fn with_cost(self, cost: PassphraseCost) -> Self {
        Self { cost, ..self }
    }
}

/// Why a file isn't a lock file that this program can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LockFileError {
    #[error("it isn't as it was written")]
    Spoiled,
    #[error("a newer version of enough wrote it")]
    Newer,
    #[error(
        "it asks for {memory_kib} KiB of memory and {passes} passes, and only {} KiB and {} to {} KiB and {} are allowed",
        PassphraseCost::LEAST.memory_kib,
        PassphraseCost::LEAST.passes,
        PassphraseCost::MOST.memory_kib,
        PassphraseCost::MOST.passes
    )]
    Cost { memory_kib: u32, passes: u32 },
}

/// A number as this program writes it: without a sign and leading zeros.
fn from_decimal(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Exactly `N` bytes in lower-case hex.
fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 2 * N || !text.as_bytes().iter().all(is_hex) {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}
