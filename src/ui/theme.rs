//! Styles by meaning. Emphasis is bold, dim or reversed, and a colour only repeats what a word or marker says.

use ratatui::style::{Color, Modifier, Style};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The styles and what the terminal can show.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Questions and titles.
    pub strong: Style,
    /// Less important text: help, hints, examples.
    pub quiet: Style,
    /// The user's own text.
    pub own_words: Style,
    /// The breath.
    pub accent: Style,
    /// The selected item.
    pub selection: Style,
    /// Matches of the search.
    pub search_match: Style,
    /// Keys in the footer.
    pub key: Style,
    /// Messages: a failed save, a caution.
    pub notice: Style,
    /// Only ASCII characters.
    pub ascii_only: bool,
    /// No animation: text that changes once a second.
    pub reduced_motion: bool,
}

/// The colours that the terminal announces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorSupport {
    None,
    /// The 16 colours of the user's own palette.
    #[default]
    Ansi16,
    /// Those 16 and 240 that are the same in nearly every terminal.
    Ansi256,
    TrueColor,
}

/// Whether the terminal `term` shows italics. GNU screen, and tmux as “screen”, show them in reverse video and
/// consoles
/// as another colour. `in_screen` is set inside GNU screen.
pub(crate) fn supports_italics(term: &str, in_screen: bool) -> bool {
    let without = ["screen", "linux", "vt", "ansi", "cons", "wsvt"];
    !in_screen && !without.iter().any(|start| term.starts_with(start))
}

/// A way to look as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThemePreset {
    #[default]
    Default,
    /// Nothing dimmed, no hue, and what is selected turned around.
    HighContrast,
    /// No hue at all.
    Mono,
}

/// What a style says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThemeToken {
    Strong,
    Quiet,
    OwnWords,
    Accent,
    Selection,
    SearchMatch,
    Key,
    Notice,
}

/// The contrast ratio of two colours, from 1 to 21, by the formula of WCAG 2.2 (relative luminance). None if the
/// terminal decides the colour.
pub(crate) fn contrast_ratio(one: Color, other: Color) -> Option<f64> {
    let luminance = |colour| {
        let (red, green, blue) = match colour {
            Color::Rgb(red, green, blue) => (red, green, blue),
            Color::Indexed(number) => indexed_rgb(number)?,
            _ => return None,
        };
        let [red, green, blue] = [red, green, blue].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        Some(0.2126_f64.mul_add(red, 0.7152_f64.mul_add(green, 0.0722 * blue)))
    };
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

/// The RGB value of a colour of the 256-colour palette of xterm. The first 16 depend on the user's palette.
const fn indexed_rgb(number: u8) -> Option<(u8, u8, u8)> {
    const STEPS: [u8; 6] = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
    match number {
        0..16 => None,
        16..232 => {
            let index = (number - 16) as usize;
            Some((STEPS[index / 36], STEPS[index / 6 % 6], STEPS[index % 6]))
        }
        232.. => {
            let grey = 8 + 10 * (number - 232);
            Some((grey, grey, grey))
        }
    }
}

impl Theme {
    /// The theme of a preset for these colours.
    pub(crate) fn from_preset(theme: ThemePreset, colours: ColorSupport) -> Self {
        match theme {
            ThemePreset::Default => Self::new(colours),
            ThemePreset::Mono => Self::new(ColorSupport::None),
            ThemePreset::HighContrast => {
                let plain = Style::new();
                Self {
                    quiet: plain,
                    own_words: plain.add_modifier(Modifier::UNDERLINED),
                    selection: plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
                    search_match: plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
                    ..Self::new(ColorSupport::None)
                }
            }
        }
    }

    /// Replaces one style.
    #[must_use]
    pub(crate) const fn with_style(mut self, meaning: ThemeToken, style: Style) -> Self {
        match meaning {
            ThemeToken::Strong => self.strong = style,
            ThemeToken::Quiet => self.quiet = style,
            ThemeToken::OwnWords => self.own_words = style,
            ThemeToken::Accent => self.accent = style,
            ThemeToken::Selection => self.selection = style,
            ThemeToken::SearchMatch => self.search_match = style,
            ThemeToken::Key => self.key = style,
            ThemeToken::Notice => self.notice = style,
        }
        self
    }

    pub const fn new(colours: ColorSupport) -> Self {
        let plain = Style::new();
        let dim = plain.add_modifier(Modifier::DIM);
        let (calm, notice, quiet) = match colours {
            ColorSupport::None => (plain, plain, dim),
            ColorSupport::Ansi16 => (plain.fg(Color::Cyan), plain.fg(Color::Yellow), dim),
            // Middle tones with enough contrast on light and dark backgrounds, which dim text may lack.
            ColorSupport::Ansi256 => (
                plain.fg(Color::Indexed(30)),
                plain.fg(Color::Indexed(136)),
                plain.fg(Color::Indexed(244)),
            ),
            ColorSupport::TrueColor => (
                plain.fg(Color::Rgb(0x24, 0x89, 0x7d)),
                plain.fg(Color::Rgb(0xa0, 0x74, 0x1f)),
                plain.fg(Color::Rgb(0x80, 0x80, 0x80)),
            ),
        };
        Self {
            strong: plain.add_modifier(Modifier::BOLD),
            quiet,
            own_words: plain.add_modifier(Modifier::ITALIC),
            accent: calm,
            selection: plain.add_modifier(Modifier::BOLD),
            search_match: plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            key: plain.add_modifier(Modifier::BOLD),
            notice: notice.add_modifier(Modifier::BOLD),
            ascii_only: false,
            reduced_motion: false,
        }
    }

    /// Removes italics, for terminals that show them as reverse video or as a colour.
    #[must_use]
    pub(crate) fn without_italics(mut self) -> Self {
        for style in [
            &mut self.strong,
            &mut self.quiet,
            &mut self.own_words,
            &mut self.accent,
            &mut self.selection,
            &mut self.search_match,
            &mut self.key,
            &mut self.notice,
        ] {
            style.add_modifier.remove(Modifier::ITALIC);
        }
        self
    }

    /// The marker in front of the selected item.
    pub(crate) const fn selection_marker(&self) -> &'static str {
        if self.ascii_only { "> " } else { "› " }
    }

    /// The separator between two hints.
    pub(crate) const fn separator(&self) -> &'static str {
        if self.ascii_only { " - " } else { " · " }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn italics_are_left_out_where_a_terminal_turns_them_into_something_else() {
        for term in [
            "screen",
            "screen.xterm-256color",
            "screen-256color",
            "linux",
            "vt220",
        ] {
            assert!(!supports_italics(term, false), "{term}");
        }
        for term in ["xterm-256color", "tmux-256color", "foot", "xterm-kitty"] {
            assert!(supports_italics(term, false), "{term}");
            assert!(!supports_italics(term, true), "{term} in GNU screen");
        }
        let own = Style::new().add_modifier(Modifier::ITALIC | Modifier::BOLD);
        let theme = Theme::new(ColorSupport::Ansi256).with_style(ThemeToken::Key, own);
        let upright = theme.without_italics();
        assert_eq!(upright.own_words, Style::new());
        assert_eq!(upright.key, Style::new().add_modifier(Modifier::BOLD));
        assert_eq!(upright.quiet, theme.quiet);
    }

    #[test]
    fn theme_colors_have_enough_contrast_on_common_backgrounds() {
        let grounds = [
            ("white", 0xff, 0xff, 0xff),
            ("Solarized light", 0xfd, 0xf6, 0xe3),
            ("black", 0x00, 0x00, 0x00),
            ("dark grey", 0x1e, 0x1e, 0x1e),
            ("Solarized dark", 0x00, 0x2b, 0x36),
            ("One Dark", 0x28, 0x2c, 0x34),
        ];
        let looks = [ColorSupport::Ansi256, ColorSupport::TrueColor].map(Theme::new);
        for style in looks
            .iter()
            .flat_map(|theme| [theme.accent, theme.notice, theme.quiet])
        {
            let tone = style.fg.expect("a tone");
            for (name, red, green, blue) in grounds {
                let contrast =
                    contrast_ratio(tone, Color::Rgb(red, green, blue)).expect("two tones");
                // WCAG 2.2 requires 3 for symbols and bold text. No tone reaches 4.5 on all of them.
                assert!(contrast >= 3.0, "{tone} on {name}: {contrast}");
            }
        }
        for theme in looks {
            let quiet = theme.quiet.fg.expect("a tone");
            for (name, red, green, blue) in grounds {
                let contrast =
                    contrast_ratio(quiet, Color::Rgb(red, green, blue)).expect("two tones");
                assert!(contrast >= 3.5, "quiet on {name}: {contrast}");
            }
        }
    }
}
