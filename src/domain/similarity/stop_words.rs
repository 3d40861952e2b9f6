//! Stop words: frequent words that say nothing about which thought it is.

/// English and German stop words: lower case, without accents, split at apostrophes, sorted. German “die”, “war”
/// and “man” aren't included, as they are other words in English.
#[rustfmt::skip] // A table is read by its rows.
const STOP_WORDS: &[&str] = &[
    "a", "aber", "about", "after", "again", "all", "alle", "als", "always", "am", "an", "and", "another", "any", "are",
    "aren", "around", "as", "at", "auch", "auf", "aus", "be", "because", "been", "before", "bei", "being", "bin",
    "bis", "but", "by", "can", "could", "couldn", "d", "da", "damit", "dann", "das", "dass", "dein", "dem", "den",
    "der", "des", "did", "didn", "dies", "do", "doch", "does", "doesn", "doing", "don", "du", "durch", "each",
    "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "etwas", "even", "ever", "every", "for",
    "from", "fur", "geht", "get", "gets", "getting", "go", "goes", "going", "gonna", "gotta", "habe", "haben",
    "had", "hadn", "has", "hasn", "hat", "hatte", "have", "haven", "having", "he", "her", "here", "hers",
    "herself", "him", "himself", "his", "how", "i", "ich", "if", "ihm", "ihn", "ihnen", "ihr", "ihre", "im",
    "immer", "in", "ins", "into", "is", "isn", "ist", "it", "its", "itself", "ja", "just", "kann", "kein",
    "keine", "konnen", "let", "like", "ll", "m", "may", "maybe", "me", "mein", "meine", "meinem", "meinen",
    "meiner", "mich", "might", "mir", "mit", "more", "most", "much", "muss", "must", "my", "myself", "nach",
    "never", "nicht", "nie", "no", "noch", "not", "nur", "ob", "oder", "of", "off", "ohne", "on", "one", "only",
    "or", "other", "our", "ours", "out", "over", "own", "re", "really", "s", "schon", "sehr", "sein", "seine",
    "shall", "she", "should", "shouldn", "sich", "sie", "sind", "so", "soll", "some", "soon", "still", "such",
    "t", "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they",
    "think", "this", "those", "through", "to", "too", "um", "und", "uns", "unser", "unsere", "up", "us", "ve",
    "very", "vom", "von", "vor", "was", "wasn", "we", "weil", "wenn", "werde", "werden", "were", "weren", "what",
    "when", "where", "which", "while", "who", "whom", "why", "wie", "wieder", "will", "wir", "wird", "with", "wo",
    "won", "would", "wouldn", "you", "your", "yours", "yourself", "zu", "zum", "zur",
];

/// Chinese stop characters (I, you, they, to be, to be able) and Japanese particles.
const STOP_CHARS: &str =
    "我你您他她它们們的了着著过過吗嗎吧呢啊也都就很是会會能在和有要被をはがにでのとも";

/// Whether a folded word is a stop word. Single letters are.
pub(super) fn is_stop_word(word: &str) -> bool {
    let is_letter = word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic();
    is_letter || STOP_WORDS.binary_search(&word).is_ok()
}

/// Whether a character of a script without spaces is a stop character.
pub(super) fn is_stop_char(c: char) -> bool {
    STOP_CHARS.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }
}
