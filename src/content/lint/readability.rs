//! Estimates the reading grade of a text.
//!
//! The formula is the Flesch-Kincaid grade level of Kincaid, Fishburne, Rogers and Chissom (1975), “Derivation of new
//! readability formulas for Navy enlisted personnel”, Research Branch Report 8-75. It works for English only.

use std::fmt;

use super::tokens::TokenizedText;

/// A US school grade.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) struct GradeLevel(f64);

impl GradeLevel {
    /// The highest grade without a warning.
    pub(crate) const MAX_GRADE: u8 = 7;
    /// The minimum number of words of a passage that is measured on its own.
    pub(crate) const MIN_WORDS: usize = 12;
    /// The minimum number of words of texts that are measured together.
    const MIN_WORDS_COMBINED: usize = 60;

    /// The grade of several texts together; none if there are too few words, or the text isn't English.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a TokenizedText>) -> Option<Self> {
        let (mut sentences, mut words, mut sounds, mut common, mut texts_seen) = (0, 0, 0, 0, 0);
        for text in texts {
            texts_seen += 1;
            let spoken = |sentence: &&_| !text.sentence_words(sentence).is_empty();
            sentences += text.sentences.iter().filter(spoken).count();
            words += text.words.len();
            for word in &text.words {
                sounds += count_syllables(&word.normalized);
                common += usize::from(COMMON_WORDS.contains(&word.normalized.as_str()));
            }
        }
        let is_english = common * 8 >= words;
        let is_enough = words >= Self::MIN_WORDS_COMBINED || texts_seen == 1;
        let [sentences, words, sounds] = [sentences, words, sounds]
            .map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        (is_english && is_enough && sentences > 0.0 && words > 0.0)
            .then(|| Self(0.39 * words / sentences + 11.8 * sounds / words - 15.59))
    }

    pub(crate) fn is_too_high(self) -> bool {
        self.0 > f64::from(Self::MAX_GRADE)
    }
}

impl fmt::Display for GradeLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.1}", self.0)
    }
}

/// Words that are frequent in English and rare in other languages.
const COMMON_WORDS: [&str; 40] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "don't", "for",
    "from", "have", "if", "is", "it", "it's", "of", "on", "one", "or", "right", "some", "that",
    "the", "this", "to", "what", "when", "which", "with", "would", "you", "you're", "your", "how",
    "now",
];

/// Words whose syllables the rules below miscount.
const SYLLABLE_EXCEPTIONS: [(&str, usize); 46] = [
    ("anxiety", 4),
    ("anyone", 3),
    ("area", 3),
    ("areas", 3),
    ("breathed", 1),
    ("business", 2),
    ("catastrophe", 4),
    ("catastrophes", 4),
    ("clothes", 1),
    ("create", 2),
    ("created", 3),
    ("diet", 2),
    ("does", 1),
    ("evening", 2),
    ("every", 2),
    ("everybody", 4),
    ("everyday", 3),
    ("everyone", 3),
    ("everything", 3),
    ("eye", 1),
    ("eyes", 1),
    ("family", 3),
    ("goes", 1),
    ("hundred", 2),
    ("idea", 3),
    ("ideas", 3),
    ("lion", 2),
    ("maybe", 2),
    ("million", 2),
    ("naked", 2),
    ("opinion", 3),
    ("people", 2),
    ("poem", 2),
    ("quiet", 2),
    ("quietly", 3),
    ("react", 2),
    ("reality", 4),
    ("realistic", 4),
    ("recipe", 3),
    ("safety", 2),
    ("science", 2),
    ("shoes", 1),
    ("society", 4),
    ("toes", 1),
    ("useless", 2),
    ("variety", 4),
];

/// Endings whose inner `e` is silent after a consonant.
const SILENT_E_SUFFIXES: [&str; 15] = [
    "ely", "eful", "efully", "eless", "elihood", "ement", "ements", "eness", "ething", "etime",
    "etimes", "ework", "ewhere", "ebody", "eone",
];

/// Estimates the syllables of an English word.
pub(super) fn count_syllables(word: &str) -> usize {
    if let Some(stem) = word.strip_suffix("n't") {
        let is_spoken = ["s", "d", "ve"].iter().any(|end| stem.ends_with(end));
        return count_stem_syllables(stem) + usize::from(is_spoken);
    }
    match word.split_once('\'') {
        Some((stem, "ll")) => {
            count_stem_syllables(stem) + usize::from(!stem.ends_with(|c| is_vowel(c) || c == 'w'))
        }
        Some((stem, "s")) => {
            let hisses = ["s", "x", "z", "ch", "sh", "ce", "ge", "se"];
            count_stem_syllables(stem) + usize::from(hisses.iter().any(|end| stem.ends_with(end)))
        }
        Some((stem, _)) => count_stem_syllables(stem),
        None => count_stem_syllables(word),
    }
}

fn count_stem_syllables(word: &str) -> usize {
    if let Some((_, count)) = SYLLABLE_EXCEPTIONS
        .iter()
        .find(|(special, _)| *special == word)
    {
        return *count;
    }
    let letters: Vec<char> = word.chars().collect();
    let spoken = |at: usize| {
        let leads = letters[at] == 'y' && letters.get(at + 1).is_some_and(|c| "aeiou".contains(*c));
        is_vowel(letters[at]) && !leads
    };
    let groups = (0..letters.len())
        .filter(|at| spoken(*at) && (*at == 0 || !spoken(*at - 1)))
        .count();
    let count = groups + count_split_vowels(word);
    count
        .saturating_sub(usize::from(has_silent_end(word)) + usize::from(has_silent_inside(word)))
        .max(1)
}

fn is_vowel(letter: char) -> bool {
    "aeiouy".contains(letter)
}

/// Whether the letter before `end` is a consonant.
fn follows_consonant(word: &str, end: &str) -> bool {
    word.strip_suffix(end)
        .is_some_and(|stem| stem.chars().count() > 1 && !stem.ends_with(is_vowel))
}

fn has_silent_end(word: &str) -> bool {
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if word.ends_with('e') {
        return ends(&["gue", "que"])
            || follows_consonant(word, "e") && !follows_consonant(word, "le");
    }
    if word.ends_with("es") {
        let is_spoken = ends(&["ses", "xes", "zes", "ches", "shes", "ces", "ges"]);
        return follows_consonant(word, "es") && !is_spoken && !follows_consonant(word, "les");
    }
    let is_vowel_then_y = ends(&["ayed", "eyed", "oyed"]);
    word.ends_with("ed")
        && (is_vowel_then_y || follows_consonant(word, "ed") && !ends(&["ted", "ded"]))
}

fn has_silent_inside(word: &str) -> bool {
    SILENT_E_SUFFIXES
        .iter()
        .any(|end| follows_consonant(word, end))
}

/// Counts adjacent vowels that are separate syllables, as in “going”, “radio” and “usual”.
fn count_split_vowels(word: &str) -> usize {
    let letters: Vec<char> = word.chars().collect();
    let joins = |pair: &[char], before: Option<&char>, after: Option<&char>| match pair {
        ['i', 'a' | 'o'] => {
            !before.is_some_and(|c| "ctsg".contains(*c))
                || *pair == ['i', 'a'] && after == Some(&'t')
        }
        ['i', 'u'] => true,
        ['e', 'o'] => after != Some(&'u'),
        ['u', 'a'] => {
            !before.is_some_and(|c| "qg".contains(*c)) && matches!(after, None | Some('l' | 't'))
        }
        ['i', 'e'] => after == Some(&'n') && before.is_some_and(|c| "dlnv".contains(*c)),
        _ => false,
    };
    let inside = (0..letters.len().saturating_sub(1)).any(|at| {
        let before = at.checked_sub(1).map(|at| &letters[at]);
        joins(&letters[at..at + 2], before, letters.get(at + 2))
    });
    let longer = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    let has_going = ["a", "e", "i", "o", "u", "y"]
        .iter()
        .any(|vowel| word.contains(&format!("{vowel}ing")));
    usize::from(inside || longer(&["ier", "iest"]))
        + usize::from(has_going)
        + usize::from(longer(&["sm", "sms", "thm"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (count, words) in [
            (
                1,
                "thought don't they've stayed scared breathe eyes worked rest you'll strength vague",
            ),
            (
                2,
                "worry people doesn't likely table going quiet moment something careful trying realise wanted changes it'll",
            ),
            (
                3,
                "probably radio usual idea everything imagine media happier beginning likelihood",
            ),
            (4, "anxiety catastrophe's reality everybody situation"),
            (5, "catastrophising imagination's"),
        ] {
            for word in words.split(' ') {
                let counted = count_syllables(word);
                assert_eq!(counted, count, "{word}");
            }
        }
        assert_eq!(count_syllables("心配"), 1);
        assert_eq!(count_syllables(""), 1);
    }

    #[test]
    fn hard_words_raise_the_grade_and_other_languages_have_none() {
        let grade = |text: &str| GradeLevel::of([&TokenizedText::new(text)]);
        let plain = grade("What is the scary thought? Write it the way your mind says it.");
        assert!(plain.is_some_and(|grade| !grade.is_too_high()), "{plain:?}");
        let hard = grade(
            "Identify the underlying cognitive distortion and systematically evaluate the probability of it.",
        );
        assert!(hard.is_some_and(GradeLevel::is_too_high), "{hard:?}");
        for other in [
            "Wovor genau hast du Angst, und bis wann könnte es geschehen sein, wenn überhaupt?",
            "何が心配ですか？ 😀",
            "",
        ] {
            assert_eq!(grade(other), None, "{other}");
        }
    }
}
