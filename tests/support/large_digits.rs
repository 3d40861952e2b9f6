//! Reads numbers that are drawn with large digits, three rows high.

/// The rows of the digits from 0 to 9, three columns wide.
const DIGITS: [[&str; 3]; 10] = [
    ["┏━┓", "┃ ┃", "┗━┛"],
    ["╺┓ ", " ┃ ", "╺┻╸"],
    ["╺━┓", "┏━┛", "┗━╸"],
    ["╺━┓", " ━┫", "╺━┛"],
    ["╻ ╻", "┗━┫", "  ╹"],
    ["┏━╸", "┗━┓", "╺━┛"],
    ["┏━╸", "┣━┓", "┗━┛"],
    ["╺━┓", "  ┃", "  ╹"],
    ["┏━┓", "┣━┫", "┗━┛"],
    ["┏━┓", "┗━┫", "╺━┛"],
];

/// The text of a screen with each large number as a word in the middle one of its rows, with its unit.
pub fn read_large_numbers(screen: &str) -> String {
    let mut rows: Vec<Vec<char>> = screen.lines().map(|row| row.chars().collect()).collect();
    for top in 0..rows.len().saturating_sub(2) {
        // Only blanks are to the left of a number.
        let Some(left) = rows[top..top + 3]
            .iter()
            .filter_map(|row| row.iter().position(|symbol| *symbol != ' '))
            .min()
        else {
            continue;
        };
        let mut number = String::new();
        let mut x = left;
        while let Some(digit) = digit_at(&rows[top..top + 3], x) {
            number.push_str(&digit.to_string());
            x += 4;
        }
        if number.is_empty() {
            continue;
        }
        let unit = rows[top + 2].get(x - 1).copied().unwrap_or(' ');
        number.push(unit);
        for row in &mut rows[top..top + 3] {
            let end = x.min(row.len());
            row[left.min(end)..end].fill(' ');
        }
        let middle = &mut rows[top + 1];
        middle.splice(
            left.min(middle.len())..left.min(middle.len()),
            number.chars(),
        );
    }
    let rows = rows.into_iter().map(String::from_iter);
    rows.collect::<Vec<_>>().join("\n")
}

/// The large digit with its left column at `x`.
fn digit_at(rows: &[Vec<char>], x: usize) -> Option<usize> {
    let symbol = |row: usize, x: usize| rows[row].get(x).copied().unwrap_or(' ');
    let is_there = |digit: &[&str; 3]| {
        let drawn = digit.iter().enumerate();
        drawn
            .flat_map(|(row, drawn)| drawn.chars().enumerate().map(move |at| (row, at)))
            .all(|(row, (column, drawn))| symbol(row, x + column) == drawn)
    };
    DIGITS.iter().position(is_there)
}
