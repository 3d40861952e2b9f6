//! The colours of the tokens on a known background.

use ratatui::style::Color;

use crate::ui::color::Rgb;
use crate::ui::theme::ColorSupport;

/// The colours of a theme. All of them are readable on `ground`, and those of text also on `selection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Palette {
    /// The background.
    pub(crate) ground: Rgb,
    /// The background of the selected row.
    pub(crate) selection: Rgb,
    /// Body text and answers.
    pub(crate) text: Rgb,
    /// The question, titles, the selected row.
    pub(crate) strong: Rgb,
    /// The person's own words where they matter, and the good-enough line.
    pub(crate) own_words: Rgb,
    /// Help, labels, dates, what keys do.
    pub(crate) quiet: Rgb,
    /// Headings, progress, focus.
    pub(crate) accent: Rgb,
    /// Borders and the empty part of bars; never text.
    pub(crate) rule: Rgb,
    /// Few, some and many, in the calendar of a year.
    pub(crate) heat: [Rgb; 3],
    pub(crate) breath: BreathColors,
}

/// The colours of the breathing disc by phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreathColors {
    pub ground: Rgb,
    pub inhale: Rgb,
    pub hold: Rgb,
    pub exhale: Rgb,
}

/// The contrast that WCAG 2.2 requires for text (1.4.3) and for graphics (1.4.11).
pub(crate) const MIN_TEXT_CONTRAST: f64 = 4.5;
pub(crate) const MIN_GRAPHIC_CONTRAST: f64 = 3.0;

impl Palette {
    /// The background of the dark palette.
    pub(crate) const DUSK_GROUND: Rgb = Rgb(0x1b, 0x1b, 0x25);
    /// The background of the light palette.
    pub(crate) const PAPER_GROUND: Rgb = Rgb(0xfa, 0xf7, 0xf0);

    /// The palette for any background: the dark or the light one, with each lightness moved away from the background
    /// until the contrast is enough. Hue and chroma stay, so a colour keeps its character.
    pub(crate) fn for_ground(ground: Rgb) -> Self {
        let is_dark = ground.is_dark();
        let pick = |dark: Rgb, light: Rgb| if is_dark { dark } else { light };
        let graphic =
            |dark, light| ensure_contrast(pick(dark, light), &[ground], MIN_GRAPHIC_CONTRAST);
        let accent = pick(Rgb(0x8c, 0xc3, 0xc6), Rgb(0x20, 0x68, 0x7a));
        let selection = ground.mix(accent, 0.15);
        let text = |dark, light| {
            ensure_contrast(pick(dark, light), &[ground, selection], MIN_TEXT_CONTRAST)
        };
        let accent = ensure_contrast(accent, &[ground, selection], MIN_TEXT_CONTRAST);
        Self {
            ground,
            selection,
            text: text(Rgb(0xd8, 0xd3, 0xca), Rgb(0x3d, 0x38, 0x31)),
            strong: text(Rgb(0xf3, 0xee, 0xe5), Rgb(0x22, 0x1f, 0x1b)),
            own_words: text(Rgb(0xf0, 0xc0, 0x8a), Rgb(0x8a, 0x47, 0x12)),
            quiet: text(Rgb(0xa3, 0x9d, 0xab), Rgb(0x65, 0x5e, 0x54)),
            accent,
            rule: graphic(Rgb(0x6e, 0x6a, 0x7c), Rgb(0x8f, 0x87, 0x7b)),
            heat: [0.45, 0.72, 1.0].map(|share| ground.mix_perceived(accent, share)),
            breath: BreathColors {
                ground,
                inhale: graphic(Rgb(0x7f, 0xb8, 0xbd), Rgb(0x4d, 0x92, 0xa2)),
                hold: graphic(Rgb(0xa9, 0xd2, 0xd0), Rgb(0x3c, 0x82, 0x92)),
                exhale: graphic(Rgb(0xe0, 0xb5, 0x85), Rgb(0xc0, 0x80, 0x48)),
            },
        }
    }

    /// The colour as the terminal can show it: with 256 colours, the nearest of them with enough contrast.
    pub(crate) fn to_color(self, rgb: Rgb, support: ColorSupport, min_contrast: f64) -> Color {
        if support == ColorSupport::TrueColor {
            return rgb.into();
        }
        let wanted = rgb.to_oklab();
        let candidates = (16..=255).filter_map(|index| Some((index, Rgb::of_index(index)?)));
        let readable =
            candidates.filter(|(_, candidate)| candidate.contrast(self.ground) >= min_contrast);
        let nearest = readable.min_by(|(_, one), (_, other)| {
            let distance = |rgb: &Rgb| rgb.to_oklab().distance(wanted);
            distance(one).total_cmp(&distance(other))
        });
        nearest.map_or_else(|| rgb.into(), |(index, _)| Color::Indexed(index))
    }
}

/// Moves the lightness of `color` away from the backgrounds until its contrast with all of them is `wanted`, or as far as
/// possible.
fn ensure_contrast(color: Rgb, grounds: &[Rgb], wanted: f64) -> Rgb {
    const STEPS: i32 = 100;
    let lab = color.to_oklab();
    let end = if grounds[0].is_dark() { 1.0 } else { 0.0 };
    let mut color = color;
    for step in 1..=STEPS {
        let is_enough = |ground: &Rgb| color.contrast(*ground) >= wanted;
        if grounds.iter().all(is_enough) {
            break;
        }
        let share = f64::from(step) / f64::from(STEPS);
        color = lab
            .with_lightness((end - lab.lightness).mul_add(share, lab.lightness))
            .to_rgb();
    }
    color
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Backgrounds that people use.
    const GROUNDS: [(&str, Rgb); 12] = [
        ("dusk", Palette::DUSK_GROUND),
        ("paper", Palette::PAPER_GROUND),
        ("black", Rgb(0, 0, 0)),
        ("white", Rgb(0xff, 0xff, 0xff)),
        ("dark grey", Rgb(0x1e, 0x1e, 0x1e)),
        ("Solarized dark", Rgb(0x00, 0x2b, 0x36)),
        ("Solarized light", Rgb(0xfd, 0xf6, 0xe3)),
        ("One Dark", Rgb(0x28, 0x2c, 0x34)),
        ("Dracula", Rgb(0x28, 0x2a, 0x36)),
        ("Gruvbox light", Rgb(0xfb, 0xf1, 0xc7)),
        ("Nord", Rgb(0x2e, 0x34, 0x40)),
        ("Ubuntu", Rgb(0x30, 0x0a, 0x24)),
    ];

    #[test]
    fn every_token_has_enough_contrast_on_common_backgrounds() {
        for (name, ground) in GROUNDS {
            let palette = Palette::for_ground(ground);
            let texts = [
                ("text", palette.text),
                ("strong", palette.strong),
                ("own words", palette.own_words),
                ("quiet", palette.quiet),
                ("accent", palette.accent),
            ];
            for (token, color) in texts {
                for (place, behind) in [("ground", ground), ("selection", palette.selection)] {
                    let contrast = color.contrast(behind);
                    assert!(
                        contrast >= 4.5,
                        "{token} on the {place} of {name}: {contrast}"
                    );
                }
            }
            let BreathColors {
                inhale,
                hold,
                exhale,
                ..
            } = palette.breath;
            for color in [palette.rule, inhale, hold, exhale, palette.heat[2]] {
                assert!(color.contrast(ground) >= 3.0, "{color:?} on {name}");
            }
        }
    }

    #[test]
    fn a_common_background_keeps_the_colours_as_designed() {
        let dusk = Palette::for_ground(Palette::DUSK_GROUND);
        assert_eq!(dusk.own_words, Rgb(0xf0, 0xc0, 0x8a));
        assert_eq!(dusk.selection, Rgb(0x2c, 0x34, 0x3d));
        let paper = Palette::for_ground(Palette::PAPER_GROUND);
        assert_eq!(paper.own_words, Rgb(0x8a, 0x47, 0x12));
        assert_eq!(paper.selection, Rgb(0xd9, 0xe2, 0xde));
    }

    #[test]
    fn a_middle_grey_gets_the_most_contrast_there_is() {
        let palette = Palette::for_ground(Rgb(0x80, 0x80, 0x80));
        assert!(palette.text.contrast(palette.ground) >= 4.5, "{palette:?}");
    }

    #[test]
    fn with_256_colours_the_nearest_readable_one_is_taken() {
        for (name, ground) in GROUNDS {
            let palette = Palette::for_ground(ground);
            for color in [
                palette.text,
                palette.own_words,
                palette.accent,
                palette.quiet,
            ] {
                let shown = palette.to_color(color, ColorSupport::Ansi256, MIN_TEXT_CONTRAST);
                let shown = Rgb::of(shown).expect("a colour of the palette");
                assert!(shown.contrast(ground) >= 4.5, "{shown:?} on {name}");
                assert!(
                    shown.to_oklab().distance(color.to_oklab()) < 0.12,
                    "{color:?}"
                );
            }
        }
    }
}
