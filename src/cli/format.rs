//! Formats amounts (1 entry, 3 files, 12 KB) and lists of names.

use crate::text::pluralize;

/// A size in decimal units, rounded up.
pub(crate) fn format_bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return pluralize(bytes, "byte", "bytes");
    }
    let mut amount = bytes.div_ceil(1000);
    let mut unit = 0;
    while amount >= 1000 && unit + 1 < UNITS.len() {
        amount /= 1000;
        unit += 1;
    }
    format!("{amount} {}", UNITS[unit])
}

/// How many names or messages are printed one by one.
pub(crate) const MAX_NAMED: usize = 10;

/// The first items, at most `max`, and how many more there are.
pub(crate) fn first_items<T>(items: &[T], max: usize) -> (&[T], usize) {
    let (first, rest) = items.split_at(items.len().min(max));
    (first, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_formatted_as_whole_numbers() {
        for (bytes, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1 KB"),
            (40_960, "41 KB"),
            (75_722_388_000, "75 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(format_bytes(bytes), expected);
        }
        assert_eq!(pluralize(1, "entry", "entries"), "1 entry");
    }
}
