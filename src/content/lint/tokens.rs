//! A text as words and sentences, with the letters they are made of.

use std::ops::Range;

/// Places in it are counted in letters, as people count columns.
#[derive(Debug)]
pub(super) struct TokenizedText {
    pub chars: Vec<char>,
    pub words: Vec<Word>,
    /// Each with its end mark, so that a question can be told.
    pub sentences: Vec<Range<usize>>,
}

/// Letters and digits in a row, with an apostrophe inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub range: Range<usize>,
    /// In small letters and with a plain apostrophe.
    pub normalized: String,
    /// Whether nothing but blanks or a hyphen stands before it and after the word before.
    pub follows_previous: bool,
    /// Whether it is quoted from someone.
    pub is_quoted: bool,
}

/// After these a full stop ends no sentence.
const ABBREVIATIONS: [&str; 7] = ["dr", "mr", "mrs", "ms", "st", "vs", "etc"];

impl TokenizedText {
    pub fn new(text: &str) -> Self {
        let mut letters: Vec<char> = text.chars().collect();
        blank_placeholders(&mut letters);
        let words = split_words(&letters);
        let sentences = split_sentences(&letters, &words);
        Self {
            chars: letters,
            words,
            sentences,
        }
    }

    pub fn slice(&self, range: Range<usize>) -> String {
        let letters: String = self.chars[range].iter().collect();
        letters.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words of a sentence.
    pub fn sentence_words(&self, sentence: &Range<usize>) -> &[Word] {
        let from = self
            .words
            .partition_point(|word| word.range.start < sentence.start);
        let to = self
            .words
            .partition_point(|word| word.range.start < sentence.end);
        &self.words[from..to]
    }

    /// The sentence that a letter stands in.
    pub fn sentence_at(&self, at: usize) -> Option<&Range<usize>> {
        let before = self
            .sentences
            .partition_point(|sentence| sentence.end <= at);
        self.sentences.get(before)
    }

    pub fn is_question(&self, at: usize) -> bool {
        let sentence = self.sentence_at(at);
        sentence.is_some_and(|sentence| self.chars[sentence.clone()].contains(&'?'))
    }

    pub fn longest_word(&self) -> Option<String> {
        let longest = self.words.iter().max_by_key(|word| word.range.len())?;
        Some(self.slice(longest.range.clone()))
    }

    /// For each letter, whether it stands between quotes.
    pub fn quoted_chars(&self) -> Vec<bool> {
        find_quoted_chars(&self.chars)
    }
}

/// An answer that is put in later, such as `{thought}`, has no words yet.
fn blank_placeholders(letters: &mut [char]) {
    let mut from = 0;
    while let Some(open) = letters[from..].iter().position(|letter| *letter == '{') {
        let open = from + open;
        let Some(length) = letters[open..].iter().position(|letter| *letter == '}') else {
            return;
        };
        letters[open..=open + length].fill('_');
        from = open + length;
    }
}

fn split_words(letters: &[char]) -> Vec<Word> {
    let is_quoted = find_quoted_chars(letters);
    let is_inside = |at: usize| {
        let is_letter = |at: usize| {
            letters
                .get(at)
                .is_some_and(|letter| letter.is_alphanumeric())
        };
        let joins = matches!(letters[at], '\'' | '’') && at > 0;
        is_letter(at) || joins && is_letter(at - 1) && is_letter(at + 1)
    };
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !is_inside(at) {
            at += 1;
            continue;
        }
        let end = (at..letters.len())
            .find(|end| !is_inside(*end))
            .unwrap_or(letters.len());
        let before = words.last().map_or(0, |word| word.range.end);
        let gap = &letters[before..at];
        let plain: String = letters[at..end].iter().collect();
        words.push(Word {
            range: at..end,
            normalized: plain.to_lowercase().replace('’', "'"),
            follows_previous: !words.is_empty()
                && gap.iter().all(|c| c.is_whitespace() || *c == '-'),
            is_quoted: is_quoted[at],
        });
        at = end;
    }
    words
}

fn find_quoted_chars(letters: &[char]) -> Vec<bool> {
    let mut inside = vec![false; letters.len()];
    let mut never_closed = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let closing = match letters[at] {
            '"' => '"',
            '“' => '”',
            '「' => '」',
            _ => '\0',
        };
        let is_open = closing != '\0' && !never_closed.contains(&closing);
        let rest = letters.get(at + 1..).filter(|_| is_open);
        match rest.map(|rest| rest.iter().position(|letter| *letter == closing)) {
            Some(Some(length)) => {
                inside[at..=at + length].fill(true);
                at += length + 2;
                continue;
            }
            Some(None) => never_closed.push(closing),
            None => {}
        }
        at += 1;
    }
    inside
}

fn split_sentences(letters: &[char], words: &[Word]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for at in 0..letters.len() {
        if is_sentence_end(letters, words, at) {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < letters.len() {
        sentences.push(start..letters.len());
    }
    sentences
}

fn is_sentence_end(letters: &[char], words: &[Word], at: usize) -> bool {
    match letters[at] {
        '\n' | '。' | '？' | '！' => return true,
        '.' | '?' | '!' | '…' => {}
        _ => return false,
    }
    // Only the last of several marks ends it.
    let ends = |letter: &char| matches!(letter, '.' | '?' | '!' | '…');
    if letters.get(at + 1).is_some_and(ends) {
        return false;
    }
    let closes = |letter: &char| matches!(letter, '"' | '”' | '’' | '\'' | ')');
    let mut after = letters[at + 1..]
        .iter()
        .skip_while(|letter| closes(letter))
        .peekable();
    if after.peek().is_some_and(|letter| !letter.is_whitespace()) {
        return false;
    }
    let goes_on = after
        .find(|letter| !letter.is_whitespace())
        .is_some_and(|letter| letter.is_lowercase());
    let before = words.partition_point(|word| word.range.end < at);
    let is_shortened = letters[at] == '.'
        && words.get(before).is_some_and(|word| {
            word.range.end == at && ABBREVIATIONS.contains(&word.normalized.as_str())
        });
    !goes_on && !is_shortened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_stop() {
        for (text, sentences) in [
            ("One. Two? Three!", 3),
            ("It's 3.5 or so, e.g. four. Dr. Maier knows.", 2),
            ("That was probably good enough, because ... and so on.", 1),
            ("She said “Stop.” I did.", 2),
            ("心配だ。大丈夫？ 😀", 3),
            ("no end", 1),
            ("", 0),
        ] {
            let text = TokenizedText::new(text);
            let spoken = text.sentences.iter().filter(|range| {
                !text
                    .slice((*range).clone())
                    .trim_matches(['"', '.', '”', '?', '!'])
                    .is_empty()
            });
            assert_eq!(spoken.count(), sentences, "{text:?}");
        }
    }

    #[test]
    fn words_are_complete_and_know_what_precedes_them() {
        let text = TokenizedText::new("Don’t rush, {name}: “a self-made 心配” is fine 😀.");
        let words: Vec<_> = text
            .words
            .iter()
            .map(|word| {
                (
                    word.normalized.as_str(),
                    word.follows_previous,
                    word.is_quoted,
                )
            })
            .collect();
        assert_eq!(
            words,
            [
                ("don't", false, false),
                ("rush", true, false),
                ("a", false, true),
                ("self", true, true),
                ("made", true, true),
                ("心配", true, true),
                ("is", false, false),
                ("fine", true, false),
            ]
        );
    }
}
