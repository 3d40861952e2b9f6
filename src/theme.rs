//! Styles by meaning. The terminal's own colours do the work: emphasis is bold, dim or reversed, and a
//! hue only ever repeats what a word or a mark says already.

use ratatui::style::{Color, Modifier, Style};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How things look here: styles by meaning, and what this terminal can and should do.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The question on the screen, titles.
    pub prompt: Style,
    /// What may be overlooked: help, hints, examples.
    pub quiet: Style,
    /// The person's own words, shown again.
    pub words: Style,
    /// The breath, and what is calm.
    pub calm: Style,
    /// What is selected.
    pub marked: Style,
    /// What was looked for, where it stands.
    pub found: Style,
    /// A key in the footer.
    pub key: Style,
    /// Something to know now: a save that failed, a caution.
    pub notice: Style,
    /// Only letters that every terminal has.
    pub ascii: bool,
    /// No movement: words that change once a second.
    pub still: bool,
}

/// What the terminal has announced about colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    None,
    /// The sixteen that follow the person's own palette.
    #[default]
    Sixteen,
    /// Those sixteen and 240 that are the same nearly everywhere.
    Many,
    True,
}

/// Whether a terminal of this name shows italics as such. GNU screen shows them in reverse video, tmux does too where it
/// calls itself “screen”, and a console as another colour. `in_screen` says that GNU screen itself is there.
pub(crate) fn has_italics(term: &str, in_screen: bool) -> bool {
    let without = ["screen", "linux", "vt", "ansi", "cons", "wsvt"];
    !in_screen && !without.iter().any(|start| term.starts_with(start))
}

/// A way to look as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
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
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    Prompt,
    Quiet,
    Words,
    Calm,
    Marked,
    Found,
    Key,
    Notice,
}

/// How well letters of one colour can be read on another, from 1 to 21, by the formula of WCAG 2.2 (contrast
/// ratio, relative luminance); none where the terminal decides what a colour is.
pub fn contrast(one: Color, other: Color) -> Option<f64> {
    let luminance = |colour| {
        let (red, green, blue) = match colour {
            Color::Rgb(red, green, blue) => (red, green, blue),
            Color::Indexed(number) => fixed(number)?,
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

/// What xterm and most others after it show for a number of the 256 colours. The first sixteen are the person's own.
const fn fixed(number: u8) -> Option<(u8, u8, u8)> {
    const STEPS: [u8; 6] = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
    match number {
        0..16 => None,
        16..232 => {
            let place = (number - 16) as usize;
            Some((STEPS[place / 36], STEPS[place / 6 % 6], STEPS[place % 6]))
        }
        232.. => {
            let grey = 8 + 10 * (number - 232);
            Some((grey, grey, grey))
        }
    }
}

impl Look {
    /// The look of a theme, where the terminal has these colours.
    pub fn themed(theme: Theme, colours: Colours) -> Self {
        match theme {
            Theme::Default => Self::new(colours),
            Theme::Mono => Self::new(Colours::None),
            Theme::HighContrast => {
                let plain = Style::new();
                Self {
                    quiet: plain,
                    words: plain.add_modifier(Modifier::UNDERLINED),
                    marked: plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
                    found: plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
                    ..Self::new(Colours::None)
                }
            }
        }
    }

    /// The same with another style for what has that meaning.
    #[must_use]
    pub const fn with(mut self, meaning: Meaning, style: Style) -> Self {
        match meaning {
            Meaning::Prompt => self.prompt = style,
            Meaning::Quiet => self.quiet = style,
            Meaning::Words => self.words = style,
            Meaning::Calm => self.calm = style,
            Meaning::Marked => self.marked = style,
            Meaning::Found => self.found = style,
            Meaning::Key => self.key = style,
            Meaning::Notice => self.notice = style,
        }
        self
    }

    pub const fn new(colours: Colours) -> Self {
        let plain = Style::new();
        let dim = plain.add_modifier(Modifier::DIM);
        let (calm, notice, quiet) = match colours {
            Colours::None => (plain, plain, dim),
            Colours::Sixteen => (plain.fg(Color::Cyan), plain.fg(Color::Yellow), dim),
            // Middling tones that keep their contrast on light and on dark. What a terminal makes of dim letters doesn't.
            Colours::Many => (
                plain.fg(Color::Indexed(30)),
                plain.fg(Color::Indexed(136)),
                plain.fg(Color::Indexed(244)),
            ),
            Colours::True => (
                plain.fg(Color::Rgb(0x24, 0x89, 0x7d)),
                plain.fg(Color::Rgb(0xa0, 0x74, 0x1f)),
                plain.fg(Color::Rgb(0x80, 0x80, 0x80)),
            ),
        };
        Self {
            prompt: plain.add_modifier(Modifier::BOLD),
            quiet,
            words: plain.add_modifier(Modifier::ITALIC),
            calm,
            marked: plain.add_modifier(Modifier::BOLD),
            found: plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            key: plain.add_modifier(Modifier::BOLD),
            notice: notice.add_modifier(Modifier::BOLD),
            ascii: false,
            still: false,
        }
    }

    /// The same without italics, for terminals that show them as reverse video or as a colour.
    #[must_use]
    pub(crate) fn without_italics(mut self) -> Self {
        for style in [
            &mut self.prompt,
            &mut self.quiet,
            &mut self.words,
            &mut self.calm,
            &mut self.marked,
            &mut self.found,
            &mut self.key,
            &mut self.notice,
        ] {
            style.add_modifier.remove(Modifier::ITALIC);
        }
        self
    }

    /// The mark in front of what is selected.
    pub const fn mark(&self) -> &'static str {
        if self.ascii { "> " } else { "› " }
    }

    /// What stands between two hints.
    pub const fn dot(&self) -> &'static str {
        if self.ascii { " - " } else { " · " }
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
            assert!(!has_italics(term, false), "{term}");
        }
        for term in ["xterm-256color", "tmux-256color", "foot", "xterm-kitty"] {
            assert!(has_italics(term, false), "{term}");
            assert!(!has_italics(term, true), "{term} in GNU screen");
        }
        let own = Style::new().add_modifier(Modifier::ITALIC | Modifier::BOLD);
        let look = Look::new(Colours::Many).with(Meaning::Key, own);
        let upright = look.without_italics();
        assert_eq!(upright.words, Style::new());
        assert_eq!(upright.key, Style::new().add_modifier(Modifier::BOLD));
        assert_eq!(upright.quiet, look.quiet);
    }

    #[test]
    fn our_own_tones_can_be_told_from_every_common_ground() {
        let grounds = [
            ("white", 0xff, 0xff, 0xff),
            ("Solarized light", 0xfd, 0xf6, 0xe3),
            ("black", 0x00, 0x00, 0x00),
            ("dark grey", 0x1e, 0x1e, 0x1e),
            ("Solarized dark", 0x00, 0x2b, 0x36),
            ("One Dark", 0x28, 0x2c, 0x34),
        ];
        let looks = [Colours::Many, Colours::True].map(Look::new);
        for style in looks
            .iter()
            .flat_map(|look| [look.calm, look.notice, look.quiet])
        {
            let tone = style.fg.expect("a tone");
            for (name, red, green, blue) in grounds {
                let contrast = contrast(tone, Color::Rgb(red, green, blue)).expect("two tones");
                // What WCAG 2.2 asks of signs and of bold letters is 3; no tone reaches 4.5 on all of them.
                assert!(contrast >= 3.0, "{tone} on {name}: {contrast}");
            }
        }
        for look in looks {
            let quiet = look.quiet.fg.expect("a tone");
            for (name, red, green, blue) in grounds {
                let contrast = contrast(quiet, Color::Rgb(red, green, blue)).expect("two tones");
                assert!(contrast >= 3.5, "quiet on {name}: {contrast}");
            }
        }
    }
}
