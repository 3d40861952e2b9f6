//! Styles by meaning. The terminal's own colours do the work: emphasis is bold, dim or reversed, and a
//! hue only ever repeats what a word or a mark says already.

use ratatui::style::{Color, Modifier, Style};

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
    True,
}

impl Look {
    pub const fn new(colours: Colours) -> Self {
        let plain = Style::new();
        let (calm, notice) = match colours {
            Colours::None => (plain, plain),
            Colours::Sixteen => (plain.fg(Color::Cyan), plain.fg(Color::Yellow)),
            // Middling tones that keep their contrast on light and on dark.
            Colours::True => (
                plain.fg(Color::Rgb(0x2a, 0x9d, 0x8f)),
                plain.fg(Color::Rgb(0xb8, 0x86, 0x2b)),
            ),
        };
        Self {
            prompt: plain.add_modifier(Modifier::BOLD),
            quiet: plain.add_modifier(Modifier::DIM),
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

    /// The mark in front of what is selected.
    pub const fn mark(&self) -> &'static str {
        if self.ascii { "> " } else { "› " }
    }

    /// What stands between two hints.
    pub const fn dot(&self) -> &'static str {
        if self.ascii { " - " } else { " · " }
    }
}
