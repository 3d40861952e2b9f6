//! Digests of the parts of an entry, the same on every computer and in every version of the program.

use serde::Serialize;

use super::Record;
use super::json::{self, RecordJson};

/// FNV-1a with 128 bits. It distinguishes versions and isn't cryptographic.
pub(crate) fn fnv1a_128(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(BASIS, |sum, byte| {
        (sum ^ u128::from(*byte)).wrapping_mul(PRIME)
    })
}

/// The digest of a value's JSON.
pub(crate) fn json_digest(value: &impl Serialize) -> u128 {
    fnv1a_128(&serde_json::to_vec(value).unwrap_or_default())
}

/// The digest of what the person wrote: everything but the state, the revision, the follow-up, the postponement and the card.
pub(crate) fn content_digest(record: &Record) -> u128 {
    json_digest(&RecordJson {
        state: json::StateJson::Done,
        state_before_trash: None,
        trashed_at: None,
        trash_changed_at: None,
        revision: 0,
        follow_up: None,
        follow_up_changed_at: None,
        postponed: None,
        postpone_changed_at: None,
        is_card: false,
        card_changed_at: None,
        ..RecordJson::from(record)
    })
}
