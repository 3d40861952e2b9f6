//! Sealed files: files that are encrypted whole, because they can't be read as a journal.
//!
//! A damaged journal in quarantine, or a damaged backup, is sealed with every byte that it has. The format is a line of
//! text, a nonce, and the content encrypted with XChaCha20-Poly1305, whose associated data is the line.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};

use super::seed::{Seed, random_bytes};
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;

const FIRST_LINE: &[u8] = b"enough sealed 1\n";
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const SUFFIX: &str = ".sealed";

/// Whether `path` is named like a sealed file.
pub(super) fn is_sealed(path: &Path) -> bool {
    path.extension() == Some(OsStr::new(&SUFFIX[1..]))
}

/// Replaces the file at `path` by a sealed one, and overwrites it with zeros. Returns the new path.
pub(super) fn seal_file(path: &Path, seed: &Seed) -> io::Result<PathBuf> {
    let mut bytes = fs::read(path)?;
    let nonce = *random_bytes::<NONCE_BYTES>()?;
    let tag = cipher(seed)
        .encrypt_inout_detached(
            &XNonce::from(nonce),
            FIRST_LINE,
            bytes.as_mut_slice().into(),
        )
        .map_err(io::Error::other)?;
    let sealed = with_suffix(path, SUFFIX);
    let parts = [FIRST_LINE, &nonce, &bytes, &tag];
    replace_with(path, &sealed, &parts.concat())?;
    Ok(sealed)
}

/// Replaces a sealed file by what is in it. False if it was sealed with another seed, or is damaged.
pub(super) fn unseal_file(sealed: &Path, seed: &Seed) -> io::Result<bool> {
    let bytes = fs::read(sealed)?;
    let Some(opened) = open_sealed(&bytes, seed) else {
        return Ok(false);
    };
    replace_with(sealed, &sealed.with_extension(""), &opened)?;
    Ok(true)
}

fn open_sealed(bytes: &[u8], seed: &Seed) -> Option<Vec<u8>> {
    let rest = bytes.strip_prefix(FIRST_LINE)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>()?;
    let (content, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
    let mut content = content.to_vec();
    cipher(seed)
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            FIRST_LINE,
            content.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .ok()?;
    Some(content)
}

fn cipher(seed: &Seed) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(seed.file_key().as_bytes().into())
}

/// Writes `bytes` to the new file `to`, durably, then erases `from`.
fn replace_with(from: &Path, to: &Path, bytes: &[u8]) -> io::Result<()> {
    // A killed run may have left it incomplete.
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private_fs::create_file(to)?;
    let written = fs::write(to, bytes).and_then(|()| private_fs::sync_file(to));
    if let Err(error) = written {
        let _ = fs::remove_file(to);
        return Err(error);
    }
    if let Some(folder) = to.parent() {
        private_fs::sync_dir(folder)?;
    }
    private_fs::erase(from).map(drop)
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    #[test]
    fn a_sealed_file_hides_every_byte_and_comes_back_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal-2026-11-29.db");
        let content = b"They will fire me. ".repeat(500);
        fs::write(&path, &content).unwrap();
        let seed = Seed::from_bytes(Zeroizing::new([5; 16]));
        let sealed = seal_file(&path, &seed).unwrap();
        assert!(is_sealed(&sealed) && !path.exists());
        let bytes = fs::read(&sealed).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"fire"));

        let other = Seed::from_bytes(Zeroizing::new([6; 16]));
        assert!(!unseal_file(&sealed, &other).unwrap());
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_eq!(open_sealed(&changed, &seed), None, "byte {index}");
        }
        assert!(unseal_file(&sealed, &seed).unwrap());
        assert_eq!(fs::read(&path).unwrap(), content);
        assert!(!sealed.exists());
    }
}
