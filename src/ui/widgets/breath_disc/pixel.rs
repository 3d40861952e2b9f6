//! The parts of the disc: which pixel shows what.

use std::ops::Range;

use ratatui::layout::Rect;

use crate::ui::widgets::breath_shape::within;

/// The steps of coverage of a pixel at the edge.
pub(super) const MAX_COVERAGE: u8 = 6;

/// The outer edge of each step of the halo, in pixels from the edge of the disc.
const HALO: [f64; 4] = [0.9, 2.0, 3.3, 4.8];

/// The share of the largest radius within which the disc is lighter, the lightest first.
const SHADES: [f64; 2] = [0.35, 0.62];

/// The share of the largest radius that the disc has with empty and with full lungs.
const RADIUS: [f64; 2] = [0.30, 0.92];

/// The largest radius in pixels. A larger disc would only cost bytes.
const MAX_RADIUS: f64 = 20.0;

/// The height in pixels from which on the halo has its whole width.
const FULL_HALO_HEIGHT: f64 = 16.0;

/// What a pixel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pixel {
    pub(super) part: DiscPart,
    /// The shade: 0 in the middle, which is lightest.
    pub(super) shade: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiscPart {
    /// The disc, with the sixths of the pixel that it covers.
    Covered(u8),
    /// A step of the halo; 0 is the one beside the disc.
    Halo(u8),
}

/// The size and place of the disc, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct DiscGeometry {
    center: (f64, f64),
    pixel_height: f64,
    radius: f64,
    max_radius: f64,
    /// The width of the halo, as a share of the usual one.
    halo_scale: f64,
}

impl DiscGeometry {
    pub(super) fn new(area: Rect, fullness: f64, pixel_height: f64) -> Self {
        let center = (
            f64::from(area.width) / 2.0,
            f64::from(area.height) * pixel_height,
        );
        let halo_scale = (center.1 / FULL_HALO_HEIGHT).clamp(0.3, 1.0);
        let halo = HALO[HALO.len() - 1] * halo_scale;
        // Above and below, half of the halo may be cut off: it is hardly seen there.
        let max_radius = (center.0 - halo)
            .min(halo.mul_add(-0.5, center.1))
            .clamp(1.0, MAX_RADIUS);
        let [empty, full] = RADIUS;
        Self {
            center,
            pixel_height,
            radius: max_radius * (full - empty).mul_add(fullness.clamp(0.0, 1.0), empty),
            max_radius,
            halo_scale,
        }
    }

    /// The columns and rows of cells that the disc and its halo reach.
    pub(super) fn reach(&self, area: Rect) -> (Range<u16>, Range<u16>) {
        let reach = HALO[HALO.len() - 1].mul_add(self.halo_scale, self.radius);
        let cell_height = 2.0 * self.pixel_height;
        (
            within(self.center.0, reach, area.width),
            within(
                self.center.1 / cell_height,
                reach / cell_height,
                area.height,
            ),
        )
    }

    /// The height of a row of pixels from the bottom (0) to the top (1) of the largest disc.
    pub(super) fn height_of(&self, row: u16) -> f64 {
        let y = (f64::from(row) + 0.5) * self.pixel_height;
        (self.center.1 + self.max_radius - y) / (2.0 * self.max_radius)
    }

    /// What a pixel shows; none is the background.
    pub(super) fn pixel(&self, column: u16, row: u16) -> Option<Pixel> {
        let x = f64::from(column) + 0.5 - self.center.0;
        let y = (f64::from(row) + 0.5) * self.pixel_height - self.center.1;
        let distance = (x * x + y * y).sqrt();
        let outside = distance - self.radius;
        let covered = if outside < -1.0 {
            MAX_COVERAGE
        } else if outside < 1.0 {
            self.coverage(x, y)
        } else {
            0
        };
        let part = if covered > 0 {
            DiscPart::Covered(covered)
        } else {
            let step = HALO
                .iter()
                .position(|edge| outside < edge * self.halo_scale)?;
            DiscPart::Halo(u8::try_from(step).ok()?)
        };
        let is_within = |share: &&f64| distance < **share * self.max_radius;
        let shade = SHADES.len() - SHADES.iter().filter(is_within).count();
        Some(Pixel {
            part,
            shade: u8::try_from(shade).ok()?,
        })
    }

    /// The sixths of the pixel around a point from the center that the disc covers, by 64 samples.
    fn coverage(&self, x: f64, y: f64) -> u8 {
        const SIDE: u8 = 8;
        let offset = |index: u8| (f64::from(index) + 0.5) / f64::from(SIDE) - 0.5;
        let limit = self.radius * self.radius;
        let mut inside = 0_u16;
        for down in 0..SIDE {
            let y = y + offset(down) * self.pixel_height;
            for across in 0..SIDE {
                let x = x + offset(across);
                inside += u16::from(x * x + y * y < limit);
            }
        }
        let all = u16::from(SIDE) * u16::from(SIDE);
        u8::try_from((inside * u16::from(MAX_COVERAGE) + all / 2) / all).unwrap_or(MAX_COVERAGE)
    }
}
