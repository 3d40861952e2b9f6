//! The help for an unknown word: what it may be a misspelling of, or what is allowed.

/// The help for a word that isn't in `known`: the closest match, or else the list.
pub(crate) fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = closest_match(word, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let mut known = known.into_iter();
    let quoted: Vec<String> = known
        .by_ref()
        .take(MAX_SUGGESTIONS)
        .map(|name| format!("`{name}`"))
        .collect();
    match quoted.as_slice() {
        [] => "take it out".to_owned(),
        [only] => format!("only {only} can stand here"),
        named if known.next().is_some() => format!("use {} or another", named.join(", ")),
        [rest @ .., last] => format!("use {} or {last}", rest.join(", ")),
    }
}

/// The maximum number of names in that list.
const MAX_SUGGESTIONS: usize = 20;
/// The longest word that is compared with the known ones.
const MAX_WORD_BYTES: usize = 40;

/// The known word with the smallest edit distance, if it is close enough to be a misspelling.
pub(crate) fn closest_match<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Comparing long words is slow, and an untrusted file can have many.
    if word.len() > MAX_WORD_BYTES {
        return None;
    }
    let lower = word.to_lowercase();
    let most = |name: &str| 1 + name.chars().count() / 4;
    known
        .into_iter()
        .filter(|name| {
            name.len() <= MAX_WORD_BYTES
                && name.chars().count().abs_diff(word.chars().count()) <= most(name)
        })
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= most(name))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
