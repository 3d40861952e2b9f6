//! The user's own styles, which replace those of the theme.

use ratatui::style::{Color, Modifier, Style};
#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use crate::content::yaml::{Diagnostics, Span};
use crate::ui::color::Rgb;

/// A style of a person's own. What isn't said stays as the terminal has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the file"
)]
pub(crate) struct StyleOverride {
    /// A colour: a name such as cyan, a number from 0 to 255, or #2a9d8f.
    pub(crate) fg: Option<String>,
    /// The colour behind it.
    pub(crate) bg: Option<String>,
    /// Heavy letters.
    pub(crate) bold: bool,
    /// Faint letters, where the terminal has them.
    pub(crate) dim: bool,
    /// Slanted letters.
    pub(crate) italic: bool,
    /// A line below the letters.
    pub(crate) underlined: bool,
    /// The two colours change places.
    pub(crate) reversed: bool,
}

impl StyleOverride {
    /// The minimum contrast of text that WCAG 2.2 requires (1.4.3).
    const MIN_CONTRAST: f64 = 4.5;

    pub(crate) fn to_style(&self) -> Style {
        let modifiers = [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.italic, Modifier::ITALIC),
            (self.underlined, Modifier::UNDERLINED),
            (self.reversed, Modifier::REVERSED),
        ];
        let modifiers = modifiers.into_iter().filter(|(is_set, _)| *is_set);
        Style {
            fg: self.fg.as_deref().and_then(parse_color),
            bg: self.bg.as_deref().and_then(parse_color),
            add_modifier: modifiers.fold(Modifier::empty(), |all, (_, modifier)| all | modifier),
            ..Style::new()
        }
    }

    /// Reports invalid colors and low contrast. Removes invalid colors.
    pub(super) fn validate(&mut self, style_name: &str, span: Span, diagnostics: &Diagnostics) {
        for name in [&mut self.fg, &mut self.bg] {
            if let Some(unknown) = name.take_if(|name| parse_color(name).is_none()) {
                let message = format!("`{unknown}` isn't a colour");
                diagnostics.error(span, message, "write a name such as cyan, or #2a9d8f");
            }
        }
        let style = self.to_style();
        let contrast = style
            .fg
            .zip(style.bg)
            .and_then(|(fg, bg)| Some(Rgb::of(fg)?.contrast(Rgb::of(bg)?)));
        if let Some(contrast) = contrast.filter(|contrast| *contrast < Self::MIN_CONTRAST) {
            let message = format!("the colours of {style_name} have a contrast of {contrast:.1}");
            diagnostics.warning(span, message, "4.5 is easy to read for most people");
        }
    }
}

fn parse_color(name: &str) -> Option<Color> {
    name.parse().ok()
}
