//! Country codes.

/// Normalises a two-letter country code (ISO 3166-1) to upper case; none if `letters` isn't one. `UK` becomes `GB`.
pub(crate) fn parse_country_code(letters: &str) -> Option<String> {
    let letters = letters.trim().to_ascii_uppercase();
    // ISO 3166 reserves UK, so no other country can have it.
    let letters = if letters == "UK" {
        "GB".to_owned()
    } else {
        letters
    };
    let is_country =
        letters.len() == 2 && letters.bytes().all(|letter| letter.is_ascii_uppercase());
    is_country.then_some(letters)
}
