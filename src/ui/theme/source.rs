//! What a theme is made from: a preset, the colours of the terminal, and the user's own styles.

use ratatui::style::Style;
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ColorSupport, DiscSupport, Theme, ThemeToken};
use crate::ui::color::Rgb;

/// What a theme is made from, kept so that it can be made again when the background of the terminal becomes known.
#[derive(Clone, Debug)]
pub struct ThemeSource {
    pub(crate) preset: ThemePreset,
    pub(crate) colors: ColorSupport,
    /// The user's own styles.
    pub(crate) overrides: Vec<(ThemeToken, Style)>,
    pub(crate) has_italics: bool,
    pub(crate) disc: DiscSupport,
    pub(crate) ascii_only: bool,
    pub(crate) reduced_motion: bool,
}

/// A set of styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ThemePreset {
    /// Light or dark colours, fitted to the background of the terminal.
    #[default]
    Auto,
    /// Dark, with its own background.
    Dusk,
    /// Light, with its own background.
    Paper,
    /// No colour, nothing dimmed, and the selected item reversed.
    HighContrast,
    /// No colour.
    Mono,
}

impl ThemePreset {
    /// The name in the configuration file, and what the theme is.
    pub const fn description(self) -> (&'static str, &'static str) {
        match self {
            Self::Auto => (
                "auto",
                "Fitted to the background of your terminal, dark or light.",
            ),
            Self::Dusk => ("dusk", "Dark, with its own background."),
            Self::Paper => ("paper", "Light, with its own background."),
            Self::HighContrast => ("high-contrast", "No colour, nothing dimmed."),
            Self::Mono => ("mono", "No colour."),
        }
    }

    pub const ALL: [Self; 5] = [
        Self::Auto,
        Self::Dusk,
        Self::Paper,
        Self::HighContrast,
        Self::Mono,
    ];
}

impl ThemeSource {
    /// A preset without styles of the user's own.
    pub const fn preset(preset: ThemePreset, colors: ColorSupport) -> Self {
        Self {
            preset,
            colors,
            overrides: Vec::new(),
            has_italics: true,
            disc: DiscSupport::DEFAULT,
            ascii_only: false,
            reduced_motion: false,
        }
    }

    /// The default theme.
    pub const fn auto(colors: ColorSupport) -> Self {
        Self::preset(ThemePreset::Auto, colors)
    }

    /// Whether the theme depends on the background of the terminal.
    pub(crate) fn follows_background(&self) -> bool {
        self.preset == ThemePreset::Auto && self.colors != ColorSupport::None
    }

    /// The theme on this background; none if it isn't known.
    pub(crate) fn theme(&self, background: Option<Rgb>) -> Theme {
        let mut theme = Theme {
            ascii_only: self.ascii_only,
            reduced_motion: self.reduced_motion,
            disc: self.disc,
            ..Theme::from_preset(self.preset, self.colors, background)
        };
        // Without colors, the user's styles don't apply either.
        if self.colors != ColorSupport::None {
            for (token, style) in &self.overrides {
                *theme.style_mut(*token) = *style;
            }
        }
        if !self.has_italics {
            theme.remove_italics();
        }
        // The disc mixes its colours with the background, which the user may have painted.
        let is_painted = self
            .overrides
            .iter()
            .any(|(token, style)| *token == ThemeToken::Text && style.bg.is_some());
        if !self.disc.is_fast || is_painted {
            theme.breath = None;
        }
        theme
    }
}
