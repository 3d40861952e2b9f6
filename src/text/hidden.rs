//! A text that is typed and never shown, such as a passphrase.

use std::fmt;

use zeroize::{Zeroize as _, Zeroizing};

use super::is_unsafe_char;

/// A hidden text while it is typed. It is overwritten in memory when it is dropped, and Debug doesn't show it.
#[derive(Clone, PartialEq, Eq)]
pub struct HiddenText(Zeroizing<String>);

impl HiddenText {
    /// With room for all of it, so that the string never moves and leaves a copy behind.
    const MAX_BYTES: usize = 1024;

    /// Types a character. What isn't text, or doesn't fit any more, is left out.
    pub fn push(&mut self, character: char) {
        if !is_unsafe_char(character) && self.0.len() + character.len_utf8() <= Self::MAX_BYTES {
            self.0.push(character);
        }
    }

    /// Takes the last character back.
    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    pub(crate) fn clear(&mut self) {
        self.0.zeroize();
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of characters.
    pub(crate) fn char_count(&self) -> usize {
        self.0.chars().count()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl Default for HiddenText {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(Self::MAX_BYTES)))
    }
}

impl From<&str> for HiddenText {
    fn from(text: &str) -> Self {
        let mut hidden = Self::default();
        text.chars().for_each(|character| hidden.push(character));
        hidden
    }
}

impl fmt::Debug for HiddenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HiddenText(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_text_is_corrected_by_character_and_is_not_shown() {
        let mut text = HiddenText::from("blue kettle 鍵\u{1b}🔑");
        assert_eq!(text.as_str(), "blue kettle 鍵🔑");
        assert_eq!(text.char_count(), 14);
        text.pop();
        assert_eq!(text.as_str(), "blue kettle 鍵");
        assert_eq!(format!("{text:?}"), "HiddenText(…)");
        text.clear();
        assert!(text.is_blank());
    }

    #[test]
    fn a_long_hidden_text_never_moves_in_memory() {
        let mut text = HiddenText::default();
        let place = text.as_str().as_ptr();
        (0..5000).for_each(|_| text.push('睡'));
        assert_eq!(text.as_str().as_ptr(), place);
        assert_eq!(text.char_count(), HiddenText::MAX_BYTES / 3);
    }
}
