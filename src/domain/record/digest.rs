//! A number that stands for what an entry says, the same on every machine and in every version of the program.

use serde::Serialize;

use super::Record;
use super::json::{self, RecordJson};

/// The digest of some bytes: FNV-1a of 128 bits. It tells versions apart and guards against nobody.
pub fn fnv1a_128(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(BASIS, |sum, byte| {
        (sum ^ u128::from(*byte)).wrapping_mul(PRIME)
    })
}

/// The digest of a value as JSON.
pub fn json_digest(value: &impl Serialize) -> u128 {
    fnv1a_128(&serde_json::to_vec(value).unwrap_or_default())
}

/// The digest of all that is written in an entry. Where it stands, what became of it and how often it was changed
/// is left out.
pub fn content_digest(record: &Record) -> u128 {
    json_digest(&RecordJson {
        state: json::StateJson::Done,
        was: None,
        trashed: None,
        moved: None,
        revision: 0,
        check_in: None,
        checked: None,
        wait: None,
        waited: None,
        ..RecordJson::from(record)
    })
}
