//! Decrypts the pages of a locked journal without SQLite, so that a damaged one can be checked and salvaged.
//!
//! SQLite3 Multiple Ciphers keeps a nonce of 16 bytes and a tag of 16 bytes at the end of each page. The last four bytes of
//! the nonce, combined with the page number, are the first block counter of ChaCha20. Its first block has the key of the
//! tag (Poly1305) and the key of the page; both are used for this version of this page only.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use poly1305::Poly1305;
use poly1305::universal_hash::KeyInit;
use zeroize::Zeroizing;

use crate::storage::lock::SecretKey;

/// How much of each page nonce and tag take. SQLite has this number in byte 20 of the file.
pub(crate) const RESERVED_BYTES: u8 = 32;
/// How much of the first page is readable without the key.
pub(crate) const PLAIN_HEADER_BYTES: usize = 96;

const NONCE_BYTES: usize = 16;
const TAG_BYTES: usize = 16;
const BLOCK_BYTES: u64 = 64;

/// Decrypts page `number` in place. False if it isn't as it was encrypted with `key`: then a part that was changed is wrong,
/// or all of it.
pub(crate) fn decrypt(page: &mut [u8], number: u32, key: &SecretKey) -> bool {
    let Some(content_length) = page.len().checked_sub(NONCE_BYTES + TAG_BYTES) else {
        return false;
    };
    let (content, reserved) = page.split_at_mut(content_length);
    let (nonce, tag) = reserved.split_at(NONCE_BYTES);
    let (Ok(iv), Ok(counter)) = (<[u8; 12]>::try_from(&nonce[..12]), nonce[12..].try_into()) else {
        return false;
    };
    let counter = u32::from_le_bytes(counter) ^ number;
    let apply = |key: &[u8; 32], counter: u32, bytes: &mut [u8]| {
        let mut stream = ChaCha20::new(key.into(), &iv.into());
        let is_in_range = stream.try_seek(u64::from(counter) * BLOCK_BYTES).is_ok();
        is_in_range && stream.try_apply_keystream(bytes).is_ok()
    };
    let mut keys = Zeroizing::new([0; 64]);
    let mut page_key = Zeroizing::new([0; 32]);
    let is_applied = apply(key.as_bytes(), counter, &mut *keys);
    page_key.copy_from_slice(&keys[32..]);

    let mut authenticated = content.to_vec();
    authenticated.extend_from_slice(nonce);
    let tag_key: &[u8; 32] = keys.first_chunk().unwrap_or(&[0; 32]);
    let is_authentic = Poly1305::new(tag_key.into())
        .compute_unpadded(&authenticated)
        .as_slice()
        == tag;

    let start = if number == 1 { PLAIN_HEADER_BYTES } else { 0 };
    let encrypted = content.get_mut(start..).unwrap_or_default();
    // Where the counter overflows, SQLite begins again at 0. This happens once in many million pages.
    is_applied && apply(&page_key, counter.wrapping_add(1), encrypted) && is_authentic
}
