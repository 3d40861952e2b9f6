//! Splits a text into words and sentences.

use std::ops::Range;

/// A text with its words and sentences. All indices and ranges are in characters.
#[derive(Debug)]
pub(super) struct TokenizedText {
    pub(crate) chars: Vec<char>,
    pub(crate) words: Vec<Word>,
    /// Each with its punctuation, which tells questions from statements.
    pub(crate) sentences: Vec<Range<usize>>,
}

/// A run of letters and digits, with apostrophes inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(crate) range: Range<usize>,
    /// In lower case and with a plain apostrophe.
    pub(crate) normalized: String,
    /// Whether only spaces or hyphens separate it from the previous word.
    pub(crate) follows_previous: bool,
    /// Whether it is inside quotes.
    pub(crate) is_quoted: bool,
}

/// Abbreviations, after which a full stop ends no sentence.
const ABBREVIATIONS: [&str; 7] = ["dr", "mr", "mrs", "ms", "st", "vs", "etc"];

impl TokenizedText {
    pub(crate) fn new(text: &str) -> Self {
        let mut chars: Vec<char> = text.chars().collect();
        blank_placeholders(&mut chars);
        let words = split_words(&chars);
        let sentences = split_sentences(&chars, &words);
        Self {
            chars,
            words,
            sentences,
        }
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> String {
        let chars: String = self.chars[range].iter().collect();
        chars.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words of a sentence.
    pub(crate) fn sentence_words(&self, sentence: &Range<usize>) -> &[Word] {
        let from = self
            .words
            .partition_point(|word| word.range.start < sentence.start);
        let to = self
            .words
            .partition_point(|word| word.range.start < sentence.end);
        &self.words[from..to]
    }

    /// The sentence that contains the character at `at`.
    pub(crate) fn sentence_at(&self, index: usize) -> Option<&Range<usize>> {
        let before = self
            .sentences
            .partition_point(|sentence| sentence.end <= index);
        self.sentences.get(before)
    }

    pub(crate) fn is_question(&self, index: usize) -> bool {
        let sentence = self.sentence_at(index);
        sentence.is_some_and(|sentence| self.chars[sentence.clone()].contains(&'?'))
    }

    pub(crate) fn longest_word(&self) -> Option<String> {
        let longest = self.words.iter().max_by_key(|word| word.range.len())?;
        Some(self.slice(longest.range.clone()))
    }

    /// Whether each character is inside quotes.
    pub(crate) fn quoted_chars(&self) -> Vec<bool> {
        find_quoted_chars(&self.chars)
    }
}

/// Blanks placeholders such as `{thought}`, which have no words yet.
fn blank_placeholders(chars: &mut [char]) {
    let mut from = 0;
    while let Some(open) = chars[from..].iter().position(|c| *c == '{') {
        let open = from + open;
        let Some(length) = chars[open..].iter().position(|c| *c == '}') else {
            return;
        };
        chars[open..=open + length].fill('_');
        from = open + length;
    }
}

fn split_words(chars: &[char]) -> Vec<Word> {
    let is_quoted = find_quoted_chars(chars);
    let is_inside = |index: usize| {
        let is_letter = |index: usize| chars.get(index).is_some_and(|c| c.is_alphanumeric());
        let joins = matches!(chars[index], '\'' | '’') && index > 0;
        is_letter(index) || joins && is_letter(index - 1) && is_letter(index + 1)
    };
    let mut words: Vec<Word> = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        if !is_inside(index) {
            index += 1;
            continue;
        }
        let end = (index..chars.len())
            .find(|end| !is_inside(*end))
            .unwrap_or(chars.len());
        let before = words.last().map_or(0, |word| word.range.end);
        let gap = &chars[before..index];
        let plain: String = chars[index..end].iter().collect();
        words.push(Word {
            range: index..end,
            normalized: plain.to_lowercase().replace('’', "'"),
            follows_previous: !words.is_empty()
                && gap.iter().all(|c| c.is_whitespace() || *c == '-'),
            is_quoted: is_quoted[index],
        });
        index = end;
    }
    words
}

fn find_quoted_chars(chars: &[char]) -> Vec<bool> {
    let mut inside = vec![false; chars.len()];
    let mut never_closed = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let closing = match chars[index] {
            '"' => '"',
            '“' => '”',
            '「' => '」',
            _ => '\0',
        };
        let is_open = closing != '\0' && !never_closed.contains(&closing);
        let rest = chars.get(index + 1..).filter(|_| is_open);
        match rest.map(|rest| rest.iter().position(|c| *c == closing)) {
            Some(Some(length)) => {
                inside[index..=index + length].fill(true);
                index += length + 2;
                continue;
            }
            Some(None) => never_closed.push(closing),
            None => {}
        }
        index += 1;
    }
    inside
}

fn split_sentences(chars: &[char], words: &[Word]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for index in 0..chars.len() {
        if is_sentence_end(chars, words, index) {
            sentences.push(start..index + 1);
            start = index + 1;
        }
    }
    if start < chars.len() {
        sentences.push(start..chars.len());
    }
    sentences
}

fn is_sentence_end(chars: &[char], words: &[Word], index: usize) -> bool {
    match chars[index] {
        '\n' | '。' | '？' | '！' => return true,
        '.' | '?' | '!' | '…' => {}
        _ => return false,
    }
    // Only the last of several punctuation marks ends the sentence.
    let ends = |c: &char| matches!(c, '.' | '?' | '!' | '…');
    if chars.get(index + 1).is_some_and(ends) {
        return false;
    }
    let closes = |c: &char| matches!(c, '"' | '”' | '’' | '\'' | ')');
    let mut after = chars[index + 1..]
        .iter()
        .skip_while(|c| closes(c))
        .peekable();
    if after.peek().is_some_and(|c| !c.is_whitespace()) {
        return false;
    }
    let goes_on = after
        .find(|c| !c.is_whitespace())
        .is_some_and(|c| c.is_lowercase());
    let before = words.partition_point(|word| word.range.end < index);
    let is_shortened = chars[index] == '.'
        && words.get(before).is_some_and(|word| {
            word.range.end == index && ABBREVIATIONS.contains(&word.normalized.as_str())
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
