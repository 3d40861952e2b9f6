//! The recovery code: a seed in letters and digits, for a person to write down.
//!
//! It has 28 characters of Crockford's alphabet in seven groups: 26 for the 128 bits of the seed and two bits that are
//! zero, and two for the remainder of the other 26, read as a number, by a prime. Changing any one character changes the
//! remainder, and so does swapping any two: tests try each.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::seed::{SEED_BYTES, Seed};

/// No I, L, O and U, which look like others or make words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SEED_DIGITS: usize = 26;
const CHECK_DIGITS: usize = 2;
const DIGITS: usize = SEED_DIGITS + CHECK_DIGITS;
const GROUP_DIGITS: usize = 4;
/// The largest prime below 1024, which is as much as two characters hold.
const CHECK_MODULUS: u32 = 1021;

/// A recovery code as people read it: `0123-4567-…`. It is overwritten in memory when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    pub fn of(seed: &Seed) -> Self {
        let mut bits = u128::from_be_bytes(*seed.as_bytes());
        let mut digits = Zeroizing::new([0_u8; DIGITS]);
        // The last digit of the seed has its last three bits; two zeros follow them.
        digits[SEED_DIGITS - 1] = low_bits(bits << 2);
        bits >>= 3;
        for digit in digits[..SEED_DIGITS - 1].iter_mut().rev() {
            *digit = low_bits(bits);
            bits >>= 5;
        }
        let check = remainder(&digits[..SEED_DIGITS]);
        digits[SEED_DIGITS] = low_bits(u128::from(check >> 5));
        digits[SEED_DIGITS + 1] = low_bits(check.into());
        // With room for all of it, so that the string never moves and leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(DIGITS + DIGITS / GROUP_DIGITS));
        for (index, &digit) in digits.iter().enumerate() {
            if index > 0 && index % GROUP_DIGITS == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(digit)]));
        }
        Self(text)
    }

    /// Whether what somebody typed is a group of the code, read as [`parse`](Self::parse) reads it.
    pub(crate) fn is_same_group(typed: &str, group: &str) -> bool {
        let digits = |text: &str| -> Option<Vec<u8>> {
            let characters = text.chars().filter(|c| !is_separator(*c));
            characters.map(digit_of).collect()
        };
        digits(typed).is_some_and(|typed| Some(typed) == digits(group))
    }

    /// The seed of a code as somebody typed it: in capitals or not, with blanks and hyphens anywhere, `O` for zero, and
    /// `I` or `L` for one.
    pub fn parse(typed: &str) -> Result<Seed, RecoveryCodeError> {
        let mut digits = Zeroizing::new([0_u8; DIGITS]);
        let mut count = 0;
        for character in typed.chars().filter(|c| !is_separator(*c)) {
            let digit = digit_of(character).ok_or(RecoveryCodeError::Letter { character })?;
            if let Some(place) = digits.get_mut(count) {
                *place = digit;
            }
            count += 1;
        }
        if count != DIGITS {
            return Err(RecoveryCodeError::Length { count });
        }
        let check = digits[SEED_DIGITS..]
            .iter()
            .fold(0, |check, &digit| check << 5 | u32::from(digit));
        let last = digits[SEED_DIGITS - 1];
        if check != remainder(&digits[..SEED_DIGITS]) || last & 0b11 != 0 {
            return Err(RecoveryCodeError::Mistyped);
        }
        let bits = digits[..SEED_DIGITS - 1]
            .iter()
            .fold(0_u128, |bits, &digit| bits << 5 | u128::from(digit));
        let bits = bits << 3 | u128::from(last >> 2);
        let bytes: [u8; SEED_BYTES] = bits.to_be_bytes();
        Ok(Seed::from_bytes(Zeroizing::new(bytes)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The groups, for a person to be asked for one of them.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.split('-')
    }
}

/// Shows nothing, as for [`Seed`].
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// Why a text isn't a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecoveryCodeError {
    #[error("a recovery code has {DIGITS} letters and digits, and that one has {count}")]
    Length { count: usize },
    #[error("there is no “{character}” in a recovery code")]
    Letter { character: char },
    #[error("one of the letters isn't as it was written down")]
    Mistyped,
}

/// The remainder of a number in base 32.
fn remainder(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |rest, &digit| {
        (rest * 32 + u32::from(digit)) % CHECK_MODULUS
    })
}

/// The last five bits.
fn low_bits(bits: u128) -> u8 {
    u8::try_from(bits & 0b1_1111).unwrap_or(0)
}

fn digit_of(character: char) -> Option<u8> {
    let letter = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    let place = ALPHABET.iter().position(|&it| char::from(it) == letter)?;
    u8::try_from(place).ok()
}

/// What people and programs put between groups.
fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
