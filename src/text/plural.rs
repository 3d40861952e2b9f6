//! Numbers with their noun.

/// "1 entry", "2 entries". The only place that chooses between singular and plural of a noun.
pub(crate) fn pluralize(number: impl TryInto<u64>, one: &str, many: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {}", if number == 1 { one } else { many })
}
