//! What opens the files of a journal.

use super::seed::{SecretKey, Seed};

/// The key of the journal's files; none for somebody who has no lock.
///
/// A file is either locked or not, and this has to fit: with a key, a plain file is refused like a locked one without. So
/// nothing is written in the clear by mistake, and no plain file takes the place of a locked one unnoticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalKey(Option<SecretKey>);

impl JournalKey {
    pub const NONE: Self = Self(None);

    pub fn of(seed: &Seed) -> Self {
        Self(Some(seed.journal_key()))
    }

    pub(crate) const fn secret(&self) -> Option<&SecretKey> {
        self.0.as_ref()
    }

    pub const fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

/// None. All tests of the journal run a second time with `ENOUGH_LOCKED=1`, where this is a fixed key.
impl Default for JournalKey {
    fn default() -> Self {
        #[cfg(test)]
        if std::env::var_os("ENOUGH_LOCKED").is_some() {
            return Self::of(&Seed::from_bytes(zeroize::Zeroizing::new([7; 16])));
        }
        Self::NONE
    }
}
