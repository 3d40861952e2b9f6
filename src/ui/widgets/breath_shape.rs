use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// The breath as a disc that grows and shrinks, or as a bar where the area is too low for a disc.
///
/// Its edge moves in steps of half a row with plain half blocks, which every font has and which change few cells
/// per frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BreathShape {
    /// The fullness of the lungs, from 0 to 1.
    pub(crate) fullness: f64,
    pub(crate) style: Style,
    /// Draws with `#`, `o` and `.` only.
    pub(crate) ascii: bool,
    /// Draws nothing: with reduced motion the text alone guides the breath.
    pub(crate) reduced_motion: bool,
}

impl BreathShape {
    /// The share of the full size when the lungs are empty.
    const MIN_SCALE: f64 = 0.25;

    /// The maximum radius in columns. A larger one would only cost output bytes.
    const MAX_RADIUS: f64 = 18.0;

    /// The minimum number of rows for a disc.
    const MIN_DISC_ROWS: u16 = 4;
}

impl Widget for BreathShape {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if self.reduced_motion || area.is_empty() {
            return;
        }
        for row in 0..area.height {
            for column in 0..area.width {
                // A cell is about twice as tall as it is wide, so its halves are squares.
                let covers =
                    |x, y| self.is_covered(area, f64::from(column) + x, f64::from(row) * 2.0 + y);
                let symbol = if self.ascii {
                    ascii_symbol(
                        [(0.25, 0.5), (0.75, 0.5), (0.25, 1.5), (0.75, 1.5)]
                            .map(|(x, y)| covers(x, y)),
                    )
                } else if area.height < Self::MIN_DISC_ROWS {
                    horizontal_half_block(covers(0.25, 1.0), covers(0.75, 1.0))
                } else {
                    vertical_half_block(covers(0.5, 0.5), covers(0.5, 1.5))
                };
                if let Some(symbol) = symbol {
                    buf[(area.x + column, area.y + row)]
                        .set_symbol(symbol)
                        .set_style(self.style);
                }
            }
        }
    }
}

impl BreathShape {
    /// Whether the shape covers a point, in columns and half rows from the corner of the area.
    fn is_covered(&self, area: Rect, x: f64, y: f64) -> bool {
        let (width, height) = (f64::from(area.width), f64::from(area.height));
        let grown = Self::MIN_SCALE + (1.0 - Self::MIN_SCALE) * self.fullness.clamp(0.0, 1.0);
        let across = (x - width / 2.0).abs();
        if area.height < Self::MIN_DISC_ROWS {
            let middle = f64::from((area.height - 1) / 2) * 2.0;
            let is_middle = y > middle && y < middle + 2.0;
            return is_middle && across < (width / 2.0).min(Self::MAX_RADIUS) * grown;
        }
        let radius = (width / 2.0).min(height).min(Self::MAX_RADIUS) * grown;
        across.hypot(y - height) < radius
    }
}

const fn vertical_half_block(upper: bool, lower: bool) -> Option<&'static str> {
    match (upper, lower) {
        (true, true) => Some("█"),
        (true, false) => Some("▀"),
        (false, true) => Some("▄"),
        (false, false) => None,
    }
}

const fn horizontal_half_block(left: bool, right: bool) -> Option<&'static str> {
    match (left, right) {
        (true, true) => Some("█"),
        (true, false) => Some("▌"),
        (false, true) => Some("▐"),
        (false, false) => None,
    }
}

/// The symbols by the number of covered quarters of a cell.
fn ascii_symbol(quarters: [bool; 4]) -> Option<&'static str> {
    match quarters.into_iter().filter(|&covered| covered).count() {
        4 => Some("#"),
        2 | 3 => Some("o"),
        1 => Some("."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::backend::{Backend, CrosstermBackend};
    use ratatui::buffer::Cell;

    use super::*;
    use crate::domain::breath::{BreathMotion, BreathPattern, BreathPlayer};
    use crate::domain::exercise::{Phase, PhaseAction};

    fn drawn(width: u16, height: u16, shape: BreathShape) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        shape.render(area, &mut buf);
        buf
    }

    fn picture(width: u16, height: u16, shape: BreathShape) -> String {
        let buf = drawn(width, height, shape);
        let lines = buf.content.chunks(usize::from(width)).map(|line| {
            let cells: String = line.iter().map(Cell::symbol).collect();
            format!("|{cells}|")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn shape(fullness: f64) -> BreathShape {
        BreathShape {
            fullness,
            ..BreathShape::default()
        }
    }

    /// The frames of one slow breath: inhale for four seconds, exhale for six.
    fn a_breath(width: u16, height: u16, ascii: bool) -> Vec<Buffer> {
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
            let now = BreathShape {
                ascii,
                ..shape(player.state().fullness)
            };
            frames.push(drawn(width, height, now));
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
        |                  ▄▄▄▄                  |
        |                 ██████                 |
        |                 ██████                 |
        |                  ▀▀▀▀                  |
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
        |                ▄▄▄▄▄▄▄▄                |
        |              ▄██████████▄              |
        |             ██████████████             |
        |             ██████████████             |
        |             ██████████████             |
        |             ██████████████             |
        |              ▀██████████▀              |
        |                ▀▀▀▀▀▀▀▀                |
        |                                        |
        |                                        |
        ");
    }

    #[test]
    fn full_lungs() {
        insta::assert_snapshot!(picture(40, 12, shape(1.0)), @"
        |              ▄▄▄██████▄▄▄              |
        |            ▄██████████████▄            |
        |          ▄██████████████████▄          |
        |         ██████████████████████         |
        |        ▄██████████████████████▄        |
        |        ████████████████████████        |
        |        ████████████████████████        |
        |        ▀██████████████████████▀        |
        |         ██████████████████████         |
        |          ▀██████████████████▀          |
        |            ▀██████████████▀            |
        |              ▀▀▀██████▀▀▀              |
        ");
    }

    #[test]
    fn half_full_lungs_in_ascii() {
        let shape = BreathShape {
            ascii: true,
            ..shape(0.5)
        };
        insta::assert_snapshot!(picture(40, 12, shape), @"
        |                                        |
        |                                        |
        |                .oooooo.                |
        |              o##########o              |
        |             o############o             |
        |            o##############o            |
        |            o##############o            |
        |             o############o             |
        |              o##########o              |
        |                .oooooo.                |
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
        let shape = BreathShape {
            reduced_motion: true,
            ..shape(1.0)
        };
        assert_eq!(drawn(40, 12, shape), Buffer::empty(Rect::new(0, 0, 40, 12)));
    }

    #[test]
    fn any_area_is_drawn_within_its_bounds() {
        let full = Rect::new(0, 0, 64, 34);
        for width in 0..=60 {
            for height in 0..=30 {
                let area = Rect::new(2, 2, width, height);
                for (fullness, ascii) in [(0.0, false), (0.6, true), (1.0, false), (7.0, true)] {
                    let mut buf = Buffer::empty(full);
                    BreathShape {
                        ascii,
                        ..shape(fullness)
                    }
                    .render(area, &mut buf);
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
        let buf = drawn(
            40,
            12,
            BreathShape {
                style: Style::new().bold(),
                ..shape(0.5)
            },
        );
        for cell in &buf.content {
            assert_eq!(cell.symbol() == " ", cell.modifier.is_empty());
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
                        .eq(line.iter().rev().map(Cell::symbol))
                );
            }
        }
    }

    #[test]
    fn few_cells_change_from_frame_to_frame() {
        for ascii in [false, true] {
            for (width, height) in [(80, 24), (120, 40), (40, 12)] {
                let frames = a_breath(width, height, ascii);
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
                    cells <= 10 * 300,
                    "{cells} cells in a breath at {width}x{height}"
                );
                assert!(
                    most_bytes <= 300,
                    "{most_bytes} bytes in a frame at {width}x{height}"
                );
            }
        }
    }
}
