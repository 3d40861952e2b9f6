//! Keys, normalised across terminals.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::text::digits::digit_value;

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) code: KeyCode,
    pub(crate) modifiers: KeyModifiers,
}

impl Key {
    pub(crate) const TAB: Self = Self::unmodified(KeyCode::Tab);

    pub(crate) const fn unmodified(code: KeyCode) -> Self {
        Self {
            code,
            modifiers: KeyModifiers::NONE,
        }
    }

    pub(super) const fn char(character: char) -> Self {
        Self::unmodified(KeyCode::Char(character))
    }

    pub(super) const fn ctrl(character: char) -> Self {
        Self {
            code: KeyCode::Char(character),
            modifiers: KeyModifiers::CONTROL,
        }
    }

    pub(super) const fn alt(character: char) -> Self {
        Self {
            code: KeyCode::Char(character),
            modifiers: KeyModifiers::ALT,
        }
    }

    pub(super) const fn with_modifiers(modifiers: KeyModifiers, code: KeyCode) -> Self {
        Self { code, modifiers }
    }

    /// The character this key types, if any.
    pub(crate) const fn typed_char(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if self.modifiers.is_empty() => Some(character),
            _ => None,
        }
    }

    /// The digit this key types, in any script.
    pub(crate) fn digit(self) -> Option<u8> {
        digit_value(self.typed_char()?)
    }
}

impl From<KeyEvent> for Key {
    /// Normalises what terminals report differently, such as a capital letter with or without Shift.
    fn from(event: KeyEvent) -> Self {
        let mut modifiers =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(character) => {
                modifiers -= KeyModifiers::SHIFT;
                let is_command = modifiers.contains(KeyModifiers::CONTROL);
                KeyCode::Char(match character {
                    // Terminals send the same code for both.
                    '4' if is_command => '\\',
                    character if is_command => character.to_ascii_lowercase(),
                    character => character,
                })
            }
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            code => code,
        };
        // AltGr arrives as Ctrl+Alt and types a character.
        if modifiers == KeyModifiers::CONTROL | KeyModifiers::ALT
            && matches!(code, KeyCode::Char(_))
        {
            modifiers = KeyModifiers::NONE;
        }
        Self { code, modifiers }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            formatter.write_str("Ctrl+")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            formatter.write_str("Alt+")?;
        }
        if self.modifiers.contains(KeyModifiers::SHIFT) {
            formatter.write_str("Shift+")?;
        }
        match self.code {
            KeyCode::Char(' ') => formatter.write_str("Space"),
            KeyCode::Char(character) if self.modifiers.is_empty() => {
                write!(formatter, "{character}")
            }
            KeyCode::Char(character) => write!(formatter, "{}", character.to_uppercase()),
            KeyCode::F(number) => write!(formatter, "F{number}"),
            KeyCode::PageUp => formatter.write_str("PgUp"),
            KeyCode::PageDown => formatter.write_str("PgDn"),
            code => write!(formatter, "{code:?}"),
        }
    }
}

/// The names of keys in the interface and in the configuration.
const KEY_NAMES: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
];

impl FromStr for Key {
    type Err = String;

    /// Parses the displayed form: “x”, “Ctrl+F”, “Shift+Tab” or “F5”.
    fn from_str(text: &str) -> Result<Self, String> {
        let unclear = || format!("“{text}” isn't a key; write it like x, Ctrl+F, F5 or PgDn.");
        let mut rest = text.trim();
        let mut modifiers = KeyModifiers::NONE;
        let names = [
            ("ctrl+", KeyModifiers::CONTROL),
            ("alt+", KeyModifiers::ALT),
            ("shift+", KeyModifiers::SHIFT),
        ];
        while let Some((name, modifier)) = names.iter().find(|(name, _)| {
            rest.len() > name.len()
                && rest.is_char_boundary(name.len())
                && rest[..name.len()].eq_ignore_ascii_case(name)
        }) {
            modifiers |= *modifier;
            rest = &rest[name.len()..];
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(character), None) if !modifiers.is_empty() => {
                KeyCode::Char(character.to_ascii_lowercase())
            }
            (Some(character), None) => KeyCode::Char(character),
            _ => key_code_from_name(rest).ok_or_else(unclear)?,
        };
        Ok(Self { code, modifiers })
    }
}

fn key_code_from_name(name: &str) -> Option<KeyCode> {
    let found = KEY_NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, code)) = found {
        return Some(*code);
    }
    let number: u8 = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_that_report_keys_differently_mean_the_same() {
        let shifted = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        assert_eq!(Key::from(shifted), Key::char('?'));
        let back_tab = KeyEvent::new(KeyCode::BackTab, KeyModifiers::NONE);
        assert_eq!(
            Key::from(back_tab),
            Key::with_modifiers(KeyModifiers::SHIFT, KeyCode::Tab)
        );
        let capital = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::CONTROL);
        assert_eq!(Key::from(capital), Key::ctrl('g'));
        let alt_gr = KeyEvent::new(
            KeyCode::Char('@'),
            KeyModifiers::CONTROL | KeyModifiers::ALT,
        );
        assert_eq!(Key::from(alt_gr).typed_char(), Some('@'));
    }
}
