//! The colors of the disc, each of them mixed once a frame.

use super::pixel::{DiscPart, MAX_COVERAGE, Pixel};
use super::turn::{BreathTurn, COLOR_STEPS};
use crate::domain::exercise::PhaseAction;
use crate::ui::color::Rgb;
use crate::ui::theme::BreathColors;

/// The share of the color in each step of the halo.
const HALO: [f64; 4] = [0.22, 0.14, 0.075, 0.03];

/// How much lighter each shade is.
const LIFT: [f64; 3] = [0.16, 0.08, 0.0];

/// What the disc gets lighter towards on a dark background. On a light one that is the background.
const WARM_WHITE: Rgb = Rgb(0xf3, 0xee, 0xe5);

const PARTS: usize = MAX_COVERAGE as usize + HALO.len();
const STEPS: usize = COLOR_STEPS as usize + 1;

#[derive(Debug)]
pub(super) struct Shades {
    ground: Rgb,
    lightest: Rgb,
    /// The color of the phase before, and of this one.
    ends: [Rgb; 2],
    mixed: [[[Option<Rgb>; PARTS]; LIFT.len()]; STEPS],
}

impl Shades {
    pub(super) fn new(colors: BreathColors, turn: BreathTurn) -> Self {
        let ground = colors.ground;
        Self {
            ground,
            lightest: if ground.is_dark() { WARM_WHITE } else { ground },
            ends: [turn.previous_action, turn.action].map(|action| color_of(colors, action)),
            mixed: [[[None; PARTS]; LIFT.len()]; STEPS],
        }
    }

    /// The color of a pixel, in a step from the color of the phase before to that of this one.
    pub(super) fn color(&mut self, pixel: Pixel, step: u8) -> Rgb {
        let shade = usize::from(pixel.shade);
        let part = match pixel.part {
            DiscPart::Covered(sixths) => usize::from(sixths) - 1,
            DiscPart::Halo(step) => usize::from(MAX_COVERAGE + step),
        };
        if let Some(color) = self.mixed[usize::from(step)][shade][part] {
            return color;
        }
        let color = self.mix(pixel.part, shade, step);
        self.mixed[usize::from(step)][shade][part] = Some(color);
        color
    }

    fn mix(&self, part: DiscPart, shade: usize, step: u8) -> Rgb {
        let [before, now] = self.ends;
        let passed = f64::from(step) / f64::from(COLOR_STEPS);
        let tone = before
            .mix_perceived(now, passed)
            .mix_perceived(self.lightest, LIFT[shade]);
        match part {
            DiscPart::Covered(MAX_COVERAGE) => tone,
            // Coverage is an area that emits light, so it is mixed in linear light.
            DiscPart::Covered(sixths) => self
                .ground
                .mix_perceived(tone, HALO[0])
                .mix_light(tone, f64::from(sixths) / f64::from(MAX_COVERAGE)),
            DiscPart::Halo(step) => self.ground.mix_perceived(tone, HALO[usize::from(step)]),
        }
    }
}

const fn color_of(colors: BreathColors, action: PhaseAction) -> Rgb {
    match action {
        PhaseAction::Inhale | PhaseAction::TopUp | PhaseAction::Tense => colors.inhale,
        PhaseAction::Hold | PhaseAction::HoldEmpty | PhaseAction::Rest => colors.hold,
        PhaseAction::Exhale | PhaseAction::Release => colors.exhale,
    }
}
