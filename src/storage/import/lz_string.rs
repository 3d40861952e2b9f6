//! What the JavaScript library lz-string packs into base64, unpacked.
//!
//! It is LZ78 over UTF-16: each code is a new letter or stands for a piece that was there before, and each piece
//! is the one before it with one letter more. So every piece is a range of what is unpacked already.

use std::ops::Range;

/// The text in `packed`; none if it isn't packed so, or unpacks to more than `most` letters.
pub fn unpacked(packed: &str, most: usize) -> Option<String> {
    let mut bits = Bits::of(packed.as_bytes());
    let mut text: Vec<u16> = Vec::new();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    // The codes 0, 1 and 2 have a meaning of their own.
    let mut known = 3_u32;
    let mut width = 2;
    let mut last = 0..0;
    loop {
        let piece = match bits.take(width)? {
            2 => return String::from_utf16(&text).ok(),
            code @ 0..2 => {
                text.push(u16::try_from(bits.take(if code == 0 { 8 } else { 16 })?).ok()?);
                let piece = text.len() - 1..text.len();
                pieces.push(piece.clone());
                known += 1;
                piece
            }
            code => {
                let begins = text.len();
                let piece = match pieces.get(usize::try_from(code - 3).ok()?) {
                    Some(piece) => piece.clone(),
                    // The piece that is being made: the last one with its own first letter once more.
                    None if code == known && !last.is_empty() => last.start..last.end + 1,
                    None => return None,
                };
                if begins + piece.len() > most {
                    return None;
                }
                for place in piece {
                    text.push(text[place]);
                }
                begins..text.len()
            }
        };
        if !last.is_empty() {
            pieces.push(last.start..last.end + 1);
            known += 1;
        }
        if text.len() > most {
            return None;
        }
        last = piece;
        // The next code may stand for the piece that is made meanwhile.
        while known + 1 > 1 << width {
            width += 1;
        }
    }
}

/// The bits of base64, the high ones of each letter first.
struct Bits<'a> {
    letters: &'a [u8],
    sextet: u32,
    left: u32,
}

impl<'a> Bits<'a> {
    const fn of(letters: &'a [u8]) -> Self {
        Self {
            letters,
            sextet: 0,
            left: 0,
        }
    }

    /// So many bits as a number, the low one first; none at the end.
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..count {
            if self.left == 0 {
                let (first, rest) = self.letters.split_first()?;
                self.letters = rest;
                self.sextet = sextet(*first)?;
                self.left = 6;
            }
            self.left -= 1;
            number |= (self.sextet >> self.left & 1) << place;
        }
        Some(number)
    }
}

fn sextet(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        // What fills up the last four.
        b'=' => 0,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_packs_is_unpacked() {
        for (packed, text) in [
            ("Q===", ""),
            ("IZA", "a"),
            ("IbI", "aa"),
            ("Aco", "ààà"),
            ("Ac1A", "àààààà"),
            ("C4e1Q", "toto"),
            ("C4e1Q===", "toto"),
            ("KORCJCIEBFhgRAU4WASCwiQ1ESCBvwjIBA", "Å∑⁄¢∆Ê‚√∫ﬂı"),
            (
                "MYUwBALgTghglgOzCAzhMADsATVFEz4D2CQA",
                "ce train est à destination",
            ),
            (
                "N4IgbiBcIIIE4GMAWBLMBTAtGAjCANCAC5ID2ArgOZJEDOUA2gLoC+QA",
                "{\"v\":\"Archive-v1\",\"thoughts\":[]}",
            ),
        ] {
            assert_eq!(unpacked(packed, 1000).as_deref(), Some(text), "{packed}");
        }
        assert_eq!(unpacked("Ac1A", 5), None, "no more than is allowed");
        for packed in ["", "I", "toto", "C4e1", "é", "////"] {
            assert_eq!(unpacked(packed, 1000), None, "{packed}");
        }
    }
}
