//! Decompresses what the JavaScript library lz-string writes with `compressToBase64`.
//!
//! The format is LZ78 over UTF-16. Each code is a new unit or refers to an entry of the dictionary, and each entry is
//! the previous output plus one unit. So every entry is a range of the output, which keeps the dictionary small.
//!
//! The crate `lz-str` isn't used because it can't limit its output: 16 kB of hostile input take 200 MB of memory,
//! and the memory grows with the square of the input.

use std::ops::Range;

/// Decompresses base64. None if the input is invalid or its output has more than `max_units` UTF-16 units.
pub(super) fn decompress_base64(base64: &str, max_units: usize) -> Option<String> {
    let mut bits = BitReader::new(base64.as_bytes());
    let mut output: Vec<u16> = Vec::new();
    let mut dictionary: Vec<Range<usize>> = Vec::new();
    // The codes 0 and 1 announce a new unit of 8 or 16 bits, and 2 is the end. They count as entries.
    let mut next_code = 3_u32;
    let mut width = 2;
    let mut last = 0..0;
    loop {
        let range = match bits.read(width)? {
            2 => return String::from_utf16(&output).ok(),
            code @ 0..2 => {
                output.push(u16::try_from(bits.read(if code == 0 { 8 } else { 16 })?).ok()?);
                let range = output.len() - 1..output.len();
                dictionary.push(range.clone());
                next_code += 1;
                range
            }
            code => {
                let start = output.len();
                let entry = match dictionary.get(usize::try_from(code - 3).ok()?) {
                    Some(entry) => entry.clone(),
                    // The entry that this code completes: the last output and its first unit once more.
                    None if code == next_code && !last.is_empty() => last.start..last.end + 1,
                    None => return None,
                };
                if start + entry.len() > max_units {
                    return None;
                }
                for index in entry {
                    output.push(output[index]);
                }
                start..output.len()
            }
        };
        if !last.is_empty() {
            dictionary.push(last.start..last.end + 1);
            next_code += 1;
        }
        if output.len() > max_units {
            return None;
        }
        last = range;
        // The next code may refer to the entry that it completes.
        while next_code + 1 > 1 << width {
            width += 1;
        }
    }
}

/// Reads the bits of base64, starting with the highest bit of each character.
struct BitReader<'a> {
    base64: &'a [u8],
    sextet: u32,
    bits_left: u32,
}

impl<'a> BitReader<'a> {
    const fn new(base64: &'a [u8]) -> Self {
        Self {
            base64,
            sextet: 0,
            bits_left: 0,
        }
    }

    /// The next `count` bits as a number, lowest bit first. None at the end.
    fn read(&mut self, count: u32) -> Option<u32> {
        let mut number = 0;
        for index in 0..count {
            if self.bits_left == 0 {
                let (first, rest) = self.base64.split_first()?;
                self.base64 = rest;
                self.sextet = sextet(*first)?;
                self.bits_left = 6;
            }
            self.bits_left -= 1;
            number |= (self.sextet >> self.bits_left & 1) << index;
        }
        Some(number)
    }
}

fn sextet(base64: u8) -> Option<u32> {
    Some(u32::from(match base64 {
        b'A'..=b'Z' => base64 - b'A',
        b'a'..=b'z' => base64 - b'a' + 26,
        b'0'..=b'9' => base64 - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        // Padding.
        b'=' => 0,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_the_library_is_decompressed() {
        for (base64, text) in [
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
            assert_eq!(
                decompress_base64(base64, 1000).as_deref(),
                Some(text),
                "{base64}"
            );
        }
        assert_eq!(decompress_base64("Ac1A", 5), None, "over the limit");
        for base64 in ["", "I", "toto", "C4e1", "é", "////"] {
            assert_eq!(decompress_base64(base64, 1000), None, "{base64}");
        }
    }
}
