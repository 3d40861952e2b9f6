//! Lines and blocks as shapes that reach from cell edge to cell edge, as terminals draw them.

use std::fmt::Write;

use super::svg::CELL;

/// The thickness of light and heavy lines.
const THICKNESS: [f32; 3] = [0.0, 1.2, 2.4];

/// Appends the path of a character in the cell at `origin`; false if it is no line or block.
pub(crate) fn draw(path: &mut String, letter: char, origin: (f32, f32)) -> bool {
    if let Some(arms) = line_arms(letter) {
        lines(path, arms, origin);
        return true;
    }
    let Some(blocks) = blocks(letter) else {
        return false;
    };
    for [left, top, right, bottom] in blocks {
        let at = |x: f32, y: f32| (x.mul_add(CELL.0, origin.0), y.mul_add(CELL.1, origin.1));
        rectangle(path, at(left, top), at(right, bottom));
    }
    true
}

fn rectangle(path: &mut String, (left, top): (f32, f32), (right, bottom): (f32, f32)) {
    let _ = write!(
        path,
        "M{left:.1} {top:.1}H{right:.1}V{bottom:.1}H{left:.1}z"
    );
}

/// The weights of the arms of a line: up, right, down, left. 0 is none, 1 light, 2 heavy.
const fn line_arms(letter: char) -> Option<[usize; 4]> {
    Some(match letter {
        '─' => [0, 1, 0, 1],
        '━' => [0, 2, 0, 2],
        '│' => [1, 0, 1, 0],
        '┃' => [2, 0, 2, 0],
        '╭' => [0, 1, 1, 0],
        '╮' => [0, 0, 1, 1],
        '╰' => [1, 1, 0, 0],
        '╯' => [1, 0, 0, 1],
        '┏' => [0, 2, 2, 0],
        '┓' => [0, 0, 2, 2],
        '┗' => [2, 2, 0, 0],
        '┛' => [2, 0, 0, 2],
        '┣' => [2, 2, 2, 0],
        '┫' => [2, 0, 2, 2],
        '┻' => [2, 2, 0, 2],
        '╸' => [0, 0, 0, 2],
        '╺' => [0, 2, 0, 0],
        '╹' => [2, 0, 0, 0],
        '╻' => [0, 0, 2, 0],
        '╵' => [1, 0, 0, 0],
        _ => return None,
    })
}

fn lines(path: &mut String, [up, right, down, left]: [usize; 4], (x, y): (f32, f32)) {
    let (middle_x, middle_y) = (CELL.0.mul_add(0.5, x), CELL.1.mul_add(0.5, y));
    let half = THICKNESS[up.max(right).max(down).max(left)] / 2.0;
    if left > 0 || right > 0 {
        let start = if left > 0 { x } else { middle_x - half };
        let end = if right > 0 {
            x + CELL.0
        } else {
            middle_x + half
        };
        rectangle(path, (start, middle_y - half), (end, middle_y + half));
    }
    if up > 0 || down > 0 {
        let start = if up > 0 { y } else { middle_y - half };
        let end = if down > 0 {
            y + CELL.1
        } else {
            middle_y + half
        };
        rectangle(path, (middle_x - half, start), (middle_x + half, end));
    }
}

/// The rectangles of a block: left, top, right and bottom as shares of the cell.
fn blocks(letter: char) -> Option<Vec<[f32; 4]>> {
    const EIGHTHS: [f32; 9] = [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0];
    let lower = |eighths: usize| vec![[0.0, 1.0 - EIGHTHS[eighths], 1.0, 1.0]];
    let left = |eighths: usize| vec![[0.0, 0.0, EIGHTHS[eighths], 1.0]];
    let index = |first: char| usize::try_from(u32::from(letter) - u32::from(first)).unwrap_or(0);
    Some(match letter {
        '▀' => vec![[0.0, 0.0, 1.0, 0.5]],
        '▁'..='█' => lower(1 + index('▁')),
        '▉'..='▏' => left(7 - index('▉')),
        '▐' => vec![[0.5, 0.0, 1.0, 1.0]],
        '▖'..='▟' => quadrants(letter),
        '■' => vec![[0.12, 0.32, 0.88, 0.68]],
        _ => return None,
    })
}

fn quadrants(letter: char) -> Vec<[f32; 4]> {
    const UPPER_LEFT: [f32; 4] = [0.0, 0.0, 0.5, 0.5];
    const UPPER_RIGHT: [f32; 4] = [0.5, 0.0, 1.0, 0.5];
    const LOWER_LEFT: [f32; 4] = [0.0, 0.5, 0.5, 1.0];
    const LOWER_RIGHT: [f32; 4] = [0.5, 0.5, 1.0, 1.0];
    match letter {
        '▖' => vec![LOWER_LEFT],
        '▗' => vec![LOWER_RIGHT],
        '▘' => vec![UPPER_LEFT],
        '▙' => vec![UPPER_LEFT, LOWER_LEFT, LOWER_RIGHT],
        '▚' => vec![UPPER_LEFT, LOWER_RIGHT],
        '▛' => vec![UPPER_LEFT, UPPER_RIGHT, LOWER_LEFT],
        '▜' => vec![UPPER_LEFT, UPPER_RIGHT, LOWER_RIGHT],
        '▝' => vec![UPPER_RIGHT],
        '▞' => vec![UPPER_RIGHT, LOWER_LEFT],
        _ => vec![UPPER_RIGHT, LOWER_LEFT, LOWER_RIGHT],
    }
}
