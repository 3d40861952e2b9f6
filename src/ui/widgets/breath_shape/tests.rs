use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Cell;
use ratatui::style::{Color, Style};

use super::*;
use crate::domain::breath::{BreathMotion, BreathPattern, BreathPlayer};
use crate::domain::exercise::{Phase, PhaseAction};
use crate::ui::theme::{ColorSupport, DiscSupport};

static PLAIN: Theme = Theme::new(ColorSupport::None);
static ASCII: Theme = Theme {
    ascii_only: true,
    ..PLAIN
};
static REDUCED: Theme = Theme {
    reduced_motion: true,
    ..PLAIN
};
static CONSOLE: Theme = Theme {
    disc: DiscSupport {
        has_quadrants: false,
        ..DiscSupport::DEFAULT
    },
    ..PLAIN
};
static BRIGHT: Theme = Theme {
    accent: Style::new().fg(Color::Cyan),
    ..PLAIN
};

fn drawn(width: u16, height: u16, shape: BreathShape<'_>) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    shape.render(area, &mut buf);
    buf
}

fn picture(width: u16, height: u16, shape: BreathShape<'_>) -> String {
    let buf = drawn(width, height, shape);
    let lines = buf.content.chunks(usize::from(width)).map(|line| {
        let cells: String = line.iter().map(Cell::symbol).collect();
        format!("|{cells}|")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn shape(fullness: f64) -> BreathShape<'static> {
    shape_in(&PLAIN, fullness)
}

fn shape_in(theme: &Theme, fullness: f64) -> BreathShape<'_> {
    BreathShape {
        fullness,
        ..BreathShape::at_rest(theme)
    }
}

/// The frames of one slow breath: inhale for four seconds, exhale for six.
fn a_breath(width: u16, height: u16, theme: &Theme) -> Vec<Buffer> {
    let phase = |action, seconds| Phase {
        action,
        seconds,
        say: None,
    };
    let phases = [
        phase(PhaseAction::Inhale, 4.0),
        phase(PhaseAction::Exhale, 6.0),
    ];
    let mut player = BreathPlayer::new(BreathPattern::new(&phases), 1);
    let mut frames = Vec::new();
    while let Some(next) = player.next_frame_in(BreathMotion::Size) {
        frames.push(drawn(
            width,
            height,
            BreathShape::of(&player.state(), theme),
        ));
        player.advance(next);
    }
    frames
}

#[test]
fn empty_lungs() {
    insta::assert_snapshot!(picture(40, 12, shape(0.0)), @"
    |                                        |
    |                                        |
    |                                        |
    |                                        |
    |                 ▗▄██▄▖                 |
    |                ▐██████▌                |
    |                ▐██████▌                |
    |                 ▝▀██▀▘                 |
    |                                        |
    |                                        |
    |                                        |
    |                                        |
    ");
}

#[test]
fn half_full_lungs() {
    insta::assert_snapshot!(picture(40, 12, shape(0.5)), @"
    |                                        |
    |                                        |
    |               ▗▄▄████▄▄▖               |
    |             ▗▟██████████▙▖             |
    |            ▗██████████████▖            |
    |            ▟██████████████▙            |
    |            ▜██████████████▛            |
    |            ▝██████████████▘            |
    |             ▝▜██████████▛▘             |
    |               ▝▀▀████▀▀▘               |
    |                                        |
    |                                        |
    ");
}

#[test]
fn full_lungs() {
    insta::assert_snapshot!(picture(40, 12, shape(1.0)), @"
    |              ▄▄▟██████▙▄▄              |
    |           ▗▟██████████████▙▖           |
    |          ▟██████████████████▙          |
    |         ▟████████████████████▙         |
    |        ▐██████████████████████▌        |
    |        ████████████████████████        |
    |        ████████████████████████        |
    |        ▐██████████████████████▌        |
    |         ▜████████████████████▛         |
    |          ▜██████████████████▛          |
    |           ▝▜██████████████▛▘           |
    |              ▀▀▜██████▛▀▀              |
    ");
}

#[test]
fn half_full_lungs_in_ascii() {
    let shape = shape_in(&ASCII, 0.5);
    insta::assert_snapshot!(picture(40, 12, shape), @"
    |                                        |
    |                                        |
    |               .oo####oo.               |
    |             .o##########o.             |
    |            .##############.            |
    |            o##############o            |
    |            o##############o            |
    |            .##############.            |
    |             .o##########o.             |
    |               .oo####oo.               |
    |                                        |
    |                                        |
    ");
}

#[test]
fn half_full_lungs_where_there_is_no_height() {
    insta::assert_snapshot!(picture(30, 3, shape(0.5)), @"
    |                              |
    |     ▐██████████████████▌     |
    |                              |
    ");
}

#[test]
fn reduced_motion_draws_nothing() {
    let shape = shape_in(&REDUCED, 1.0);
    assert_eq!(drawn(40, 12, shape), Buffer::empty(Rect::new(0, 0, 40, 12)));
}

#[test]
fn any_area_is_drawn_within_its_bounds() {
    let full = Rect::new(0, 0, 64, 34);
    for width in 0..=60 {
        for height in 0..=30 {
            let area = Rect::new(2, 2, width, height);
            for (fullness, theme) in [(0.0, &PLAIN), (0.6, &ASCII), (1.0, &CONSOLE), (7.0, &ASCII)]
            {
                let mut buf = Buffer::empty(full);
                shape_in(theme, fullness).render(area, &mut buf);
                for position in full.positions().filter(|&at| !area.contains(at)) {
                    assert_eq!(buf[position].symbol(), " ", "{area} at {position}");
                }
            }
        }
    }
}

#[test]
fn an_area_beyond_the_screen_is_cut() {
    let mut buf = Buffer::empty(Rect::new(0, 0, 20, 10));
    for area in [Rect::new(10, 5, 40, 40), Rect::new(30, 30, 5, 5), Rect::MAX] {
        shape(1.0).render(area, &mut buf);
    }
    shape(f64::NAN).render(buf.area, &mut buf);
}

#[test]
fn something_is_there_even_when_empty() {
    for (width, height) in [(80, 24), (40, 12), (120, 40), (20, 6), (80, 3), (10, 1)] {
        assert_ne!(
            picture(width, height, shape(0.0)).trim(),
            "",
            "{width}x{height}"
        );
    }
}

#[test]
fn only_covered_cells_take_the_style() {
    let buf = drawn(40, 12, shape_in(&BRIGHT, 0.5));
    for cell in &buf.content {
        assert_eq!(cell.symbol() == " ", cell.fg == Color::Reset);
    }
}

#[test]
fn it_grows_with_every_bit_of_breath_and_is_the_same_on_both_sides() {
    let mut before = 0;
    for step in 0..=100 {
        let buf = drawn(80, 24, shape(f64::from(step) / 100.0));
        let covered = buf
            .content
            .iter()
            .filter(|cell| cell.symbol() != " ")
            .count();
        assert!(covered >= before);
        before = covered;
        for line in buf.content.chunks(80) {
            assert!(
                line.iter()
                    .map(Cell::symbol)
                    .eq(line.iter().rev().map(mirrored))
            );
        }
    }
}

/// The symbol of a cell seen in a mirror.
fn mirrored(cell: &Cell) -> &str {
    let pairs = [
        ("▘", "▝"),
        ("▖", "▗"),
        ("▌", "▐"),
        ("▙", "▟"),
        ("▛", "▜"),
        ("▚", "▞"),
    ];
    let symbol = cell.symbol();
    let other = pairs.iter().find_map(|&(left, right)| {
        (symbol == left)
            .then_some(right)
            .or_else(|| (symbol == right).then_some(left))
    });
    other.unwrap_or(symbol)
}

#[test]
fn few_cells_change_from_frame_to_frame() {
    for theme in [&PLAIN, &ASCII, &CONSOLE] {
        for (width, height) in [(80, 24), (120, 40), (40, 12)] {
            let frames = a_breath(width, height, theme);
            let (mut cells, mut most_bytes) = (0, 0);
            for pair in frames.windows(2) {
                let changes = pair[0].diff(&pair[1]);
                cells += changes.len();
                let mut bytes = Vec::new();
                CrosstermBackend::new(&mut bytes)
                    .draw(changes.into_iter())
                    .unwrap();
                most_bytes = most_bytes.max(bytes.len());
            }
            assert_eq!(frames.len(), 301);
            assert!(
                cells <= 12 * 300,
                "{cells} cells in a breath at {width}x{height}"
            );
            assert!(
                most_bytes <= 350,
                "{most_bytes} bytes in a frame at {width}x{height}"
            );
        }
    }
}
