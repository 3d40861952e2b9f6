//! Reads integers with bounds checks.

/// A big-endian integer of two bytes at `place`.
pub(crate) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    let bytes = bytes.get(offset..offset.checked_add(2)?)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

/// A big-endian integer of four bytes at `place`.
pub(crate) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let bytes = bytes.get(offset..offset.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// A varint of one to nine bytes at `place`, and the offset after it.
pub(crate) fn varint_at(bytes: &[u8], offset: usize) -> Option<(u64, usize)> {
    let mut number = 0;
    for length in 0..8 {
        let byte = *bytes.get(offset + length)?;
        number = number << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((number, offset + length + 1));
        }
    }
    let last = *bytes.get(offset + 8)?;
    Some((number << 8 | u64::from(last), offset + 9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_were_written_and_those_cut_short_dont() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x7f], 127),
            (&[0x81, 0x00], 128),
            (&[0x82, 0x2c], 300),
            (&[0xff; 9], u64::MAX),
        ] {
            assert_eq!(varint_at(bytes, 0), Some((number, bytes.len())));
            assert_eq!(varint_at(&bytes[..bytes.len() - 1], 0), None);
        }
        assert_eq!((u16_at(&[1, 2], 0), u16_at(&[1, 2], 1)), (Some(258), None));
        assert_eq!(u32_at(&[0, 0, 1, 2], usize::MAX), None);
    }
}
