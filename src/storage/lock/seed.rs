//! The seed of a lock, and the keys that are made from it.

use std::fmt;
use std::io;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The length of a [`Seed`]: 128 bits can't be guessed, and are few enough to write down.
pub(super) const SEED_BYTES: usize = 16;

/// The length of a [`SecretKey`].
pub(super) const KEY_BYTES: usize = 32;

/// The secret that opens everything of a locked journal. It is overwritten in memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(Zeroizing<[u8; SEED_BYTES]>);

impl Seed {
    /// A new one from the system's generator.
    pub fn generate() -> io::Result<Self> {
        random_bytes().map(Self)
    }

    pub const fn from_bytes(bytes: Zeroizing<[u8; SEED_BYTES]>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; SEED_BYTES] {
        &self.0
    }

    /// The key of the journal and of every file that is kept like it: the spool, backups, quarantined copies.
    pub fn journal_key(&self) -> SecretKey {
        self.derive_key(b"journal")
    }

    /// The key of what is written into a sync folder.
    pub fn sync_key(&self) -> SecretKey {
        self.derive_key(b"sync")
    }

    /// The key of files that are sealed whole.
    pub(super) fn file_key(&self) -> SecretKey {
        self.derive_key(b"file")
    }

    fn derive_key(&self, purpose: &[u8]) -> SecretKey {
        let mut key = SecretKey::zero();
        // HKDF refuses only keys that are longer than 255 hashes.
        let made = Hkdf::<Sha256>::new(None, self.as_bytes()).expand(purpose, &mut *key.0);
        debug_assert!(made.is_ok());
        key
    }
}

/// Shows nothing, so that no error or log shows a secret.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// A key of 256 bits. It is overwritten in memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Zeroizing<[u8; KEY_BYTES]>);

impl SecretKey {
    /// Where a key is to be written.
    pub(super) fn zero() -> Self {
        Self(Zeroizing::new([0; KEY_BYTES]))
    }

    pub fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    pub(super) fn as_mut_bytes(&mut self) -> &mut [u8; KEY_BYTES] {
        &mut self.0
    }
}

/// Shows nothing, as for [`Seed`].
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Bytes that nobody can predict. The program's other random choices come from a seeded generator, which these must not.
pub(super) fn random_bytes<const N: usize>() -> io::Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(io::Error::other)?;
    Ok(bytes)
}
