use std::time::Duration;

use super::*;
use crate::domain::exercise::PhaseAction;

const GROUND: Rgb = Rgb(0x1b, 0x1b, 0x25);
const COLORS: BreathColors = BreathColors {
    ground: GROUND,
    inhale: Rgb(0x7f, 0xb8, 0xbd),
    hold: Rgb(0xa9, 0xd2, 0xd0),
    exhale: Rgb(0xe0, 0xb5, 0x85),
};

fn disc(fullness: f64) -> BreathDisc {
    BreathDisc {
        fullness,
        turn: BreathTurn::EXHALED,
        colors: COLORS,
        pixel_height: 1.1,
    }
}

/// The colors of both halves of each cell.
fn pixels(width: u16, height: u16, disc: BreathDisc) -> Vec<Vec<Rgb>> {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    disc.render(buf.area, &mut buf);
    let halves = |cell: &Cell| {
        let [front, back] = [cell.fg, cell.bg].map(|color| Rgb::of(color).unwrap_or(GROUND));
        match cell.symbol() {
            "▀" => [front, back],
            "▄" => [back, front],
            " " => [back, back],
            symbol => panic!("{symbol}"),
        }
    };
    let rows = buf.content.chunks(usize::from(width));
    rows.flat_map(|row| [0, 1].map(|half| row.iter().map(|cell| halves(cell)[half]).collect()))
        .collect()
}

fn lightness(color: Rgb) -> f64 {
    color.to_oklab().lightness
}

#[test]
fn from_the_middle_to_the_ground_each_pixel_is_darker_than_the_last() {
    let pixels = pixels(76, 16, disc(0.6));
    let row = &pixels[15][38..];
    for pair in row.windows(2) {
        assert!(lightness(pair[1]) <= lightness(pair[0]) + 1e-6, "{row:?}");
    }
    // Three shades, at least one pixel of the edge, four steps of the halo.
    let mut distinct = row.to_vec();
    distinct.dedup();
    assert!(distinct.len() >= 8, "{distinct:?}");
    assert_eq!(row.last(), Some(&GROUND));
}

#[test]
fn it_is_the_same_on_all_sides() {
    let pixels = pixels(76, 16, disc(0.6));
    let flipped: Vec<_> = pixels.iter().rev().cloned().collect();
    assert_eq!(pixels, flipped);
    for row in &pixels {
        assert!(row.iter().eq(row.iter().rev()));
    }
}

#[test]
fn the_new_color_rises_with_an_inhale_and_sinks_with_an_exhale() {
    let turning = |action, millis| {
        let turn = BreathTurn {
            action,
            previous_action: PhaseAction::HoldEmpty,
            elapsed: Duration::from_millis(millis),
        };
        let pixels = pixels(76, 16, BreathDisc { turn, ..disc(1.0) });
        // Away from the middle, where the disc is lighter.
        [pixels[6][38], pixels[15][38 - 11], pixels[25][38]]
    };
    let [top, middle, bottom] = turning(PhaseAction::Inhale, 300);
    assert!(top != middle && middle != bottom);
    assert_eq!((top, bottom), (COLORS.hold, COLORS.inhale));
    let [top, _, bottom] = turning(PhaseAction::Exhale, 300);
    assert_eq!((top, bottom), (COLORS.exhale, COLORS.hold));
    for action in [PhaseAction::Inhale, PhaseAction::Exhale] {
        let [top, middle, bottom] = turning(action, 600);
        assert!(top == middle && middle == bottom, "{action:?}");
    }
}

#[test]
fn on_paper_the_halo_is_darker_than_the_ground() {
    let paper = Rgb(0xfa, 0xf7, 0xf0);
    let colors = BreathColors {
        ground: paper,
        inhale: Rgb(0x4d, 0x92, 0xa2),
        hold: Rgb(0x3c, 0x82, 0x92),
        exhale: Rgb(0xc0, 0x80, 0x48),
    };
    let mut shades = Shades::new(colors, BreathTurn::EXHALED);
    let halo = |step| pixel::Pixel {
        part: pixel::DiscPart::Halo(step),
        shade: 2,
    };
    let steps = [0, 1, 2, 3].map(|step| lightness(shades.color(halo(step), 4)));
    assert!(
        steps.is_sorted() && steps[3] < lightness(paper),
        "{steps:?}"
    );
}

#[test]
fn any_area_is_drawn_within_its_bounds() {
    let full = Rect::new(0, 0, 64, 34);
    for width in (0..=60).step_by(4) {
        for height in 0..=30 {
            let area = Rect::new(2, 2, width, height);
            let mut buf = Buffer::empty(full);
            disc(1.0).render(area, &mut buf);
            for position in full.positions().filter(|&at| !area.contains(at)) {
                assert_eq!(buf[position], Cell::EMPTY, "{area} at {position}");
            }
            let is_drawn = area.positions().any(|at| buf[at] != Cell::EMPTY);
            assert_eq!(is_drawn, !area.is_empty(), "{area}");
        }
    }
    let mut buf = Buffer::empty(full);
    disc(f64::NAN).render(Rect::MAX, &mut buf);
}
