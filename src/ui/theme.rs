//! Styles by meaning. Emphasis is bold, dim or reversed, and a colour only repeats what a word or marker says.
//!
//! Warm is the person's, cool is the program's: the warm colour is only for the person's own words where they matter.

mod palette;
mod source;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::palette::BreathColors;
use self::palette::{MIN_GRAPHIC_CONTRAST, MIN_TEXT_CONTRAST, Palette};
pub use self::source::{ThemePreset, ThemeSource};
use crate::domain::breath::BreathMotion;
use crate::ui::color::Rgb;

/// The styles and what the terminal can show.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Body text and answers. A theme with a background of its own has it here.
    pub text: Style,
    /// Questions and titles.
    pub strong: Style,
    /// The person's own words.
    pub own_words: Style,
    /// Less important text: help, hints, examples.
    pub quiet: Style,
    /// Borders and the empty part of bars.
    pub rule: Style,
    /// Progress, focus, charts.
    pub accent: Style,
    /// The selected item.
    pub selection: Style,
    /// Matches of the search.
    pub search_match: Style,
    /// Keys in the footer.
    pub key: Style,
    /// Messages: a failed save, a caution.
    pub notice: Style,
    /// Few, some and many, in the calendar of a year.
    pub heat: [Style; 3],
    /// The colours of the breathing disc, if the terminal shows all colours and its background is known.
    pub breath: Option<BreathColors>,
    /// What the terminal can draw the breathing disc with.
    pub disc: DiscSupport,
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

/// What a terminal can draw the breathing disc with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DiscSupport {
    /// Whether a frame may have many bytes. Over SSH it may not, and the disc has one colour.
    pub is_fast: bool,
    /// Whether the font has quadrant blocks. A Linux console has half blocks only.
    pub has_quadrants: bool,
    /// The height of half a cell in widths of a cell.
    pub pixel_height: f64,
}

impl DiscSupport {
    /// A terminal on this computer that doesn't tell the size of its cells.
    pub const DEFAULT: Self = Self {
        is_fast: true,
        has_quadrants: true,
        pixel_height: 1.0,
    };
}

/// Whether the terminal `term` shows italics. GNU screen, and tmux as “screen”, show them in reverse video and consoles
/// as another colour. `in_screen` is set inside GNU screen.
pub(crate) fn supports_italics(term: &str, in_screen: bool) -> bool {
    let without = ["screen", "linux", "vt", "ansi", "cons", "wsvt"];
    !in_screen && !without.iter().any(|start| term.starts_with(start))
}

/// What a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThemeToken {
    Text,
    Strong,
    OwnWords,
    Quiet,
    Rule,
    Accent,
    Selection,
    SearchMatch,
    Key,
    Notice,
}

impl Theme {
    /// The colours of a terminal with an unknown background.
    pub const fn new(colors: ColorSupport) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let (accent, own_words, quiet) = match colors {
            ColorSupport::None => (plain, plain, plain.add_modifier(Modifier::DIM)),
            // The palette is the user's own, so any colour may be unreadable on an unknown background.
            ColorSupport::Ansi16 => (plain, plain, plain),
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
            text: plain,
            strong: bold,
            own_words: own_words.add_modifier(Modifier::ITALIC),
            quiet,
            rule: quiet,
            accent,
            selection: bold,
            search_match: bold.add_modifier(Modifier::UNDERLINED),
            key: bold,
            notice: accent.add_modifier(Modifier::BOLD),
            heat: [accent; 3],
            breath: None,
            disc: DiscSupport::DEFAULT,
            ascii_only: false,
            reduced_motion: false,
        }
    }

    fn from_preset(preset: ThemePreset, colors: ColorSupport, background: Option<Rgb>) -> Self {
        let has_palette = matches!(colors, ColorSupport::Ansi256 | ColorSupport::TrueColor);
        match (preset, background) {
            (ThemePreset::Mono, _) => Self::new(ColorSupport::None),
            (ThemePreset::HighContrast, _) => Self::high_contrast(),
            (_, _) if colors == ColorSupport::None => Self::new(colors),
            (ThemePreset::Dusk, _) if has_palette => {
                Self::with_ground(Palette::for_ground(Palette::DUSK_GROUND), colors)
            }
            (ThemePreset::Paper, _) if has_palette => {
                Self::with_ground(Palette::for_ground(Palette::PAPER_GROUND), colors)
            }
            (ThemePreset::Dusk, _) => Self::ansi16(true),
            (ThemePreset::Paper, _) => Self::ansi16(false),
            (ThemePreset::Auto, Some(ground)) if has_palette => {
                Self::from_palette(Palette::for_ground(ground), colors)
            }
            (ThemePreset::Auto, Some(ground)) => Self::ansi16(ground.is_dark()),
            (ThemePreset::Auto, None) => Self::new(colors),
        }
    }

    fn from_palette(palette: Palette, colors: ColorSupport) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let text = |rgb| plain.fg(palette.to_color(rgb, colors, MIN_TEXT_CONTRAST));
        let graphic = |rgb| plain.fg(palette.to_color(rgb, colors, MIN_GRAPHIC_CONTRAST));
        let accent = text(palette.accent);
        Self {
            text: text(palette.text),
            strong: text(palette.strong).patch(bold),
            own_words: text(palette.own_words),
            quiet: text(palette.quiet),
            rule: graphic(palette.rule),
            accent,
            selection: text(palette.strong).patch(bold).bg(palette.to_color(
                palette.selection,
                colors,
                1.05,
            )),
            search_match: accent.patch(bold).add_modifier(Modifier::UNDERLINED),
            key: text(palette.text).patch(bold),
            notice: accent.patch(bold),
            heat: palette
                .heat
                .map(|rgb| plain.fg(palette.to_color(rgb, colors, 1.0))),
            breath: (colors == ColorSupport::TrueColor).then_some(palette.breath),
            ..Self::new(colors)
        }
    }

    /// Paints the background of the palette.
    fn with_ground(palette: Palette, colors: ColorSupport) -> Self {
        let mut theme = Self::from_palette(palette, colors);
        theme.text.bg = Some(palette.to_color(palette.ground, colors, 0.0));
        theme
    }

    /// Sixteen colours, on a background that is known to be dark or light. Bright black, which is invisible in some
    /// palettes, isn't used.
    fn ansi16(is_dark: bool) -> Self {
        let plain = Style::new();
        let (accent, own_words) = if is_dark {
            (plain.fg(Color::Cyan), plain.fg(Color::Yellow))
        } else {
            (plain.fg(Color::Blue), plain.fg(Color::Magenta))
        };
        Self {
            own_words,
            accent,
            // Reversed needs no second colour that suits the first.
            selection: accent.add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
            notice: accent.add_modifier(Modifier::BOLD),
            heat: [accent; 3],
            ..Self::new(ColorSupport::Ansi16)
        }
    }

    fn high_contrast() -> Self {
        let plain = Style::new();
        let reversed = plain.add_modifier(Modifier::BOLD.union(Modifier::REVERSED));
        Self {
            quiet: plain,
            rule: plain,
            own_words: plain.add_modifier(Modifier::UNDERLINED),
            selection: reversed,
            search_match: reversed,
            ..Self::new(ColorSupport::None)
        }
    }

    const fn style_mut(&mut self, token: ThemeToken) -> &mut Style {
        match token {
            ThemeToken::Text => &mut self.text,
            ThemeToken::Strong => &mut self.strong,
            ThemeToken::OwnWords => &mut self.own_words,
            ThemeToken::Quiet => &mut self.quiet,
            ThemeToken::Rule => &mut self.rule,
            ThemeToken::Accent => &mut self.accent,
            ThemeToken::Selection => &mut self.selection,
            ThemeToken::SearchMatch => &mut self.search_match,
            ThemeToken::Key => &mut self.key,
            ThemeToken::Notice => &mut self.notice,
        }
    }

    /// Removes italics, for terminals that show them as reverse video or as a colour.
    fn remove_italics(&mut self) {
        for token in [
            ThemeToken::Text,
            ThemeToken::Strong,
            ThemeToken::OwnWords,
            ThemeToken::Quiet,
            ThemeToken::Rule,
            ThemeToken::Accent,
            ThemeToken::Selection,
            ThemeToken::SearchMatch,
            ThemeToken::Key,
            ThemeToken::Notice,
        ] {
            let style = self.style_mut(token);
            style.add_modifier.remove(Modifier::ITALIC);
        }
    }

    /// Headings of lists and of chapters.
    pub(crate) const fn heading(&self) -> Style {
        self.accent.add_modifier(Modifier::BOLD)
    }

    /// The good-enough line, the goal of every exercise.
    pub(crate) const fn good_enough(&self) -> Style {
        self.own_words.add_modifier(Modifier::BOLD)
    }

    /// The good-enough line while it appears: `share` (0 to 1) of its colour over the background. None if nothing may
    /// move, or if the colours can't be mixed.
    pub(crate) fn good_enough_appearing(&self, share: f64) -> Option<Style> {
        let ground = self.breath.filter(|_| !self.reduced_motion)?.ground;
        let color = Rgb::of(self.own_words.fg?)?;
        let mixed = ground.mix_perceived(color, share);
        Some(self.good_enough().fg(mixed.into()))
    }

    /// The style of a text in the selected row: its own colour on the background of the selection.
    pub(crate) fn on_selection(&self, style: Style) -> Style {
        match self.selection.bg {
            Some(background) => style.bg(background),
            None => self.selection,
        }
    }

    /// Whether the selected row has a background of its own.
    pub(crate) const fn has_selection_bar(&self) -> bool {
        self.selection.bg.is_some()
    }

    /// What moves while a break is played.
    pub(crate) const fn breath_motion(&self) -> BreathMotion {
        if self.reduced_motion {
            BreathMotion::None
        } else if self.breath.is_some() && !self.ascii_only {
            BreathMotion::SizeAndColor
        } else {
            BreathMotion::Size
        }
    }

    /// The most bytes of a frame of an animation. 30 frames a second of the disc in many colours are 45 kB at most, and
    /// those of the disc in one colour 12 kB, which every connection carries.
    pub(crate) const fn max_frame_bytes(&self) -> usize {
        match self.breath_motion() {
            BreathMotion::SizeAndColor => 1500,
            BreathMotion::Size | BreathMotion::None => 400,
        }
    }

    /// The marker in front of the selected item, with the space after it.
    pub(crate) const fn selection_marker(&self) -> &'static str {
        if self.ascii_only {
            "> "
        } else if self.has_selection_bar() {
            "▌ "
        } else {
            "› "
        }
    }

    /// The bar in front of a quotation or a notice.
    pub(crate) const fn quotation_bar(&self) -> &'static str {
        if self.ascii_only { "|" } else { "▎" }
    }

    /// The separator between two hints.
    pub(crate) const fn separator(&self) -> &'static str {
        if self.ascii_only { " - " } else { " · " }
    }

    /// Gives every cell that has no colour of its own the colours of body text.
    pub(crate) fn fill(&self, area: Rect, buf: &mut Buffer) {
        let (fg, bg) = (self.text.fg, self.text.bg);
        if fg.is_none() && bg.is_none() {
            return;
        }
        for position in area.intersection(buf.area).positions() {
            let cell = &mut buf[position];
            if let Some(fg) = fg.filter(|_| cell.fg == Color::Reset && cell.symbol() != " ") {
                cell.fg = fg;
            }
            if let Some(bg) = bg.filter(|_| cell.bg == Color::Reset) {
                cell.bg = bg;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disc_has_many_colours_only_where_they_can_be_mixed_and_sent() {
        let breath = |colors, ground, is_fast| {
            let mut source = ThemeSource::preset(ThemePreset::Auto, colors);
            source.disc.is_fast = is_fast;
            source.theme(ground).breath
        };
        let ground = Some(Palette::DUSK_GROUND);
        assert!(breath(ColorSupport::TrueColor, ground, true).is_some());
        assert!(breath(ColorSupport::TrueColor, None, true).is_none());
        assert!(breath(ColorSupport::Ansi256, ground, true).is_none());
        assert!(breath(ColorSupport::TrueColor, ground, false).is_none());
    }

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
        let source = ThemeSource {
            overrides: vec![(
                ThemeToken::Key,
                Style::new().add_modifier(Modifier::ITALIC | Modifier::BOLD),
            )],
            has_italics: false,
            ..ThemeSource::preset(ThemePreset::Auto, ColorSupport::Ansi16)
        };
        let upright = source.theme(None);
        assert_eq!(upright.own_words, Style::new());
        assert_eq!(upright.key, Style::new().add_modifier(Modifier::BOLD));
    }

    #[test]
    fn the_colors_for_an_unknown_background_are_readable_on_dark_and_light_ones() {
        let grounds = [
            Rgb(0xff, 0xff, 0xff),
            Rgb(0xfd, 0xf6, 0xe3),
            Rgb(0x00, 0x00, 0x00),
            Rgb(0x1e, 0x1e, 0x1e),
            Rgb(0x00, 0x2b, 0x36),
            Rgb(0x28, 0x2c, 0x34),
        ];
        for theme in [ColorSupport::Ansi256, ColorSupport::TrueColor].map(Theme::new) {
            for style in [theme.accent, theme.own_words, theme.quiet, theme.rule] {
                let tone = Rgb::of(style.fg.expect("a colour")).expect("a fixed colour");
                for ground in grounds {
                    // WCAG 2.2 requires 3 for symbols and bold text. No colour reaches 4.5 on all of them.
                    let contrast = tone.contrast(ground);
                    assert!(contrast >= 3.0, "{tone:?} on {ground:?}: {contrast}");
                }
            }
        }
    }

    #[test]
    fn the_background_decides_between_dark_and_light() {
        let accent = |colors, ground| {
            ThemeSource::preset(ThemePreset::Auto, colors)
                .theme(ground)
                .accent
                .fg
        };
        let (black, white) = (Some(Rgb(0, 0, 0)), Some(Rgb(255, 255, 255)));
        assert_eq!(accent(ColorSupport::Ansi16, None), None);
        assert_eq!(accent(ColorSupport::Ansi16, black), Some(Color::Cyan));
        assert_eq!(accent(ColorSupport::Ansi16, white), Some(Color::Blue));
        assert_eq!(accent(ColorSupport::None, black), None);
        for colors in [ColorSupport::Ansi256, ColorSupport::TrueColor] {
            assert_ne!(accent(colors, black), accent(colors, white));
        }
    }

    #[test]
    fn dusk_and_paper_bring_their_background_and_ignore_that_of_the_terminal() {
        let white = Some(Rgb(255, 255, 255));
        let dusk = ThemeSource::preset(ThemePreset::Dusk, ColorSupport::TrueColor);
        assert!(!dusk.follows_background());
        assert_eq!(
            dusk.theme(white).text.bg,
            Some(Color::Rgb(0x1b, 0x1b, 0x25))
        );
        let mut buf = Buffer::with_lines(["a "]);
        dusk.theme(None).fill(buf.area, &mut buf);
        assert_eq!(buf[(1, 0)].bg, Color::Rgb(0x1b, 0x1b, 0x25));
        assert_eq!(buf[(0, 0)].fg, Color::Rgb(0xd8, 0xd3, 0xca));
    }

    #[test]
    fn without_colour_every_theme_is_without_colour() {
        for preset in ThemePreset::ALL {
            let theme = ThemeSource::preset(preset, ColorSupport::None).theme(Some(Rgb(0, 0, 0)));
            for style in [
                theme.text,
                theme.strong,
                theme.accent,
                theme.selection,
                theme.heat[0],
            ] {
                assert_eq!((style.fg, style.bg), (None, None), "{preset:?}");
            }
            assert!(theme.breath.is_none());
        }
    }
}
