//! The passphrase, and the key that is made from it.

use std::fmt;
use std::io;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::seed::{KEY_BYTES, SecretKey};

pub(super) const SALT_BYTES: usize = 16;

/// NFKC makes at most eleven bytes of one: U+FDFA becomes 33 bytes from three.
const MAX_NFKC_GROWTH: usize = 11;

/// A passphrase as keys are made from it. It is overwritten in memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// None if nothing was typed.
    ///
    /// The text is normalized (NFKC), because keyboards and systems write the same letter as different code points.
    pub fn new(typed: &str) -> Option<Self> {
        // With room for all of it, so that the string never moves and leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(typed.len() * MAX_NFKC_GROWTH));
        text.extend(typed.nfkc());
        (!text.is_empty()).then_some(Self(text))
    }

    /// The key that seals a seed. This takes as long and as much memory as `cost` says; an error means that the memory
    /// isn't there.
    pub(super) fn derive_key(
        &self,
        salt: &[u8; SALT_BYTES],
        cost: PassphraseCost,
    ) -> io::Result<SecretKey> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(KEY_BYTES))
            .map_err(io::Error::other)?;
        // An ordinary allocation would end the program where there isn't enough.
        let mut memory = Vec::new();
        memory
            .try_reserve_exact(params.block_count())
            .map_err(|_| io::ErrorKind::OutOfMemory)?;
        memory.resize(params.block_count(), Block::default());
        let mut key = SecretKey::zero();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let made = argon2.hash_password_into_with_memory(
            self.0.as_bytes(),
            salt,
            key.as_mut_bytes(),
            &mut memory,
        );
        // One block is enough to make the key again.
        memory.zeroize();
        made.map_err(io::Error::other)?;
        Ok(key)
    }
}

/// Shows nothing, as for [`Seed`](super::Seed).
impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// What one guess at a passphrase costs: the memory and the passes of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassphraseCost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
}

impl PassphraseCost {
    /// The second recommendation of RFC 9106, for computers with little memory.
    pub const LEAST: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// More than this would make a computer useless that somebody gave such a file.
    pub const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
    };

    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// None where it is less than [`LEAST`](Self::LEAST) or more than [`MOST`](Self::MOST).
    pub fn new(memory_kib: u32, passes: u32) -> Option<Self> {
        let is_allowed = (Self::LEAST.memory_kib..=Self::MOST.memory_kib).contains(&memory_kib)
            && (Self::LEAST.passes..=Self::MOST.passes).contains(&passes);
        is_allowed.then_some(Self { memory_kib, passes })
    }
}
