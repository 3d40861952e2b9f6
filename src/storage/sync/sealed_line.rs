//! Sealed lines: how the log of a locked journal is written into the shared folder.
//!
//! The first line of such a file, its header, is in the clear, so that a program without the key sees what it is. Every other
//! line is a JSON string: a nonce, then the line as it would be in the clear, encrypted with XChaCha20-Poly1305, then the tag,
//! all in base64.
//!
//! ```text
//! {"v":2,"sealed":1,"writer_token":"…","lock":"…","shared_lock":"…"}
//! "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX…"
//! ```
//!
//! The header is the associated data of all lines, and its token is a new one each time the file is written. So no line can be
//! moved into another file, or into a later version of its own. Whoever can write to the folder can only leave lines out or
//! bring an old file back, which a sync program does as well. Blanks fill a line up to a multiple of 256 bytes, so that its
//! length tells little.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};

use crate::storage::lock::SecretKey;
use crate::text::decode::decode;

/// The `v` of a header: a program that only knows plain lines, whose version is 1, takes the file for that of a newer one.
const LINE_VERSION: u32 = 2;
/// The version of the seal that is written, and the newest that is opened.
const SEAL_VERSION: u32 = 1;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// The length of a line is a multiple of this before it is encrypted.
const PADDING_BYTES: usize = 256;

/// The first line of a sealed file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedHeader {
    v: u32,
    /// The version of the seal.
    sealed: u32,
    /// The mark of whoever wrote the file.
    pub(crate) writer_token: String,
    /// The digest of the lock file on the computer that wrote the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lock: Option<String>,
    /// The digest of the lock file that was in the folder then, and is of the same lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shared_lock: Option<String>,
}

/// What every version of the header has.
#[derive(Deserialize)]
struct HeaderVersion {
    sealed: u32,
}

/// What the first line of a file says about the others.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FirstLine {
    /// They aren't sealed.
    Plain,
    /// A newer version of the program sealed them.
    Newer,
    Sealed(SealedHeader),
}

impl FirstLine {
    pub(crate) fn parse(line: &[u8]) -> Self {
        let Ok(line) = decode(line) else {
            return Self::Plain;
        };
        match serde_json::from_str::<HeaderVersion>(&line) {
            Err(_) => Self::Plain,
            Ok(version) if version.sealed > SEAL_VERSION => Self::Newer,
            Ok(_) => serde_json::from_str(&line).map_or(Self::Newer, Self::Sealed),
        }
    }
}

impl SealedHeader {
    pub(crate) const fn new(
        writer_token: String,
        lock: Option<String>,
        shared_lock: Option<String>,
    ) -> Self {
        Self {
            v: LINE_VERSION,
            sealed: SEAL_VERSION,
            writer_token,
            lock,
            shared_lock,
        }
    }

    pub(crate) fn to_line(&self) -> String {
        // Every value in it can be written as JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Seals and opens the lines of one file.
pub(crate) struct LineSeal {
    cipher: XChaCha20Poly1305,
    /// The header, as associated data.
    header: String,
}

impl LineSeal {
    pub(crate) fn new(key: &SecretKey, header: &SealedHeader) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(key.as_bytes().into()),
            header: header.to_line(),
        }
    }

    /// Seals a line, which has no line end. An error comes from the system: no random bytes.
    pub(crate) fn seal(&self, line: &str) -> io::Result<String> {
        self.seal_with(line, random_bytes()?)
    }

    /// The same with a given nonce, which must never serve twice.
    fn seal_with(&self, line: &str, nonce: [u8; NONCE_BYTES]) -> io::Result<String> {
        let length = line.len().max(1).next_multiple_of(PADDING_BYTES);
        let mut bytes = Vec::with_capacity(NONCE_BYTES + length + TAG_BYTES);
        bytes.extend(nonce);
        bytes.extend(line.as_bytes());
        bytes.resize(NONCE_BYTES + length, b' ');
        let tag = self
            .cipher
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                self.header.as_bytes(),
                (&mut bytes[NONCE_BYTES..]).into(),
            )
            .map_err(io::Error::other)?;
        bytes.extend(tag);
        Ok(format!("\"{}\"", BASE64.encode(bytes)))
    }

    /// The line without its blanks; none if it was sealed with another key or for another file, or was changed since.
    pub(crate) fn open(&self, line: &[u8]) -> Option<Vec<u8>> {
        let text = line.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        let mut bytes = BASE64.decode(text).ok()?;
        let (nonce, rest) = bytes.split_first_chunk_mut::<NONCE_BYTES>()?;
        let (sealed, tag) = rest.split_last_chunk_mut::<TAG_BYTES>()?;
        self.cipher
            .decrypt_inout_detached(
                &XNonce::from(*nonce),
                self.header.as_bytes(),
                (&mut *sealed).into(),
                &Tag::from(*tag),
            )
            .ok()?;
        Some(sealed.trim_ascii().to_vec())
    }
}

/// Bytes that nobody can predict, unlike those of the seeded generator.
fn random_bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::storage::lock::Seed;

    const HEADER: &str =
        r#"{"v":2,"sealed":1,"writer_token":"abc","lock":"ab","shared_lock":"cd"}"#;
    const LINE: &str = r#"{"v":1,"words":"They will fire me 火 🍲"}"#;

    fn seed(byte: u8) -> Seed {
        Seed::from_bytes(Zeroizing::new([byte; 16]))
    }

    fn header(line: &str) -> SealedHeader {
        match FirstLine::parse(line.as_bytes()) {
            FirstLine::Sealed(header) => header,
            other => panic!("{other:?}"),
        }
    }

    fn seal_of(byte: u8, line: &str) -> LineSeal {
        LineSeal::new(&seed(byte).sync_key(), &header(line))
    }

    fn nonce() -> [u8; NONCE_BYTES] {
        std::array::from_fn(|index| 0x40 + u8::try_from(index).unwrap())
    }

    #[test]
    fn a_line_is_sealed_as_other_implementations_seal_it() {
        assert_eq!(header(HEADER).to_line(), HEADER);
        let sealed = seal_of(0xa0, HEADER).seal_with(LINE, nonce()).unwrap();
        assert_eq!(sealed, include_str!("sealed_line/version_1.txt").trim_end());
        assert_eq!(
            seal_of(0xa0, HEADER).open(sealed.as_bytes()).unwrap(),
            LINE.as_bytes()
        );
    }

    #[test]
    fn every_changed_character_of_a_sealed_line_is_refused() {
        let seal = seal_of(1, HEADER);
        let sealed = seal.seal(LINE).unwrap().into_bytes();
        for place in 0..sealed.len() {
            for change in [1, 2, 4, 8, 16, 32, 64, 128] {
                let mut changed = sealed.clone();
                changed[place] ^= change;
                assert_eq!(seal.open(&changed), None, "character {place}, bit {change}");
            }
            assert_eq!(seal.open(&sealed[..place]), None, "cut at {place}");
            let without = [&sealed[..place], &sealed[place + 1..]].concat();
            assert_eq!(seal.open(&without), None, "without {place}");
        }
        assert_eq!(seal.open(&[&*sealed, b"\""].concat()), None);
    }

    #[test]
    fn a_line_opens_only_with_its_key_and_under_its_header() {
        let sealed = seal_of(1, HEADER).seal(LINE).unwrap();
        assert_eq!(seal_of(2, HEADER).open(sealed.as_bytes()), None);
        for other in [
            &HEADER.replace("abc", "abd"),
            &HEADER.replace("\"ab\"", "\"cd\""),
            &HEADER.replace(r#","shared_lock":"cd""#, ""),
        ] {
            assert_eq!(seal_of(1, other).open(sealed.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn equal_lines_differ_and_their_lengths_tell_little() {
        let seal = seal_of(1, HEADER);
        assert_ne!(seal.seal(LINE).unwrap(), seal.seal(LINE).unwrap());
        let length = |bytes: usize| seal.seal(&"x".repeat(bytes)).unwrap().len();
        assert_eq!(length(0), length(256));
        assert_ne!(length(256), length(257));
        assert_eq!(length(257), length(512));
        for bytes in [0, 1, 255, 256, 257, 511, 512] {
            let line = "y".repeat(bytes);
            let opened = seal.open(seal.seal(&line).unwrap().as_bytes());
            assert_eq!(opened, Some(line.into_bytes()), "{bytes} bytes");
        }
    }

    #[test]
    fn the_first_line_says_whether_a_file_is_sealed_and_by_which_version() {
        for plain in [
            "",
            "{",
            "{\"v\":2}",
            "[]",
            "\"QUJD\"",
            LINE,
            "\u{0}",
            "{\"sealed\":-1}",
        ] {
            assert_eq!(
                FirstLine::parse(plain.as_bytes()),
                FirstLine::Plain,
                "{plain}"
            );
        }
        for newer in [
            &HEADER.replace(":1", ":2"),
            "{\"sealed\":9}",
            "{\"sealed\":1,\"more\":[]}",
        ] {
            assert_eq!(
                FirstLine::parse(newer.as_bytes()),
                FirstLine::Newer,
                "{newer}"
            );
        }
        assert_eq!(header(&format!("\u{feff}{HEADER}")), header(HEADER));
    }
}
